"""Development only: compile the Rego pack (`make policies`)."""

from __future__ import annotations

from pathlib import Path

from cli.terminal import message
from cli.wiring import runner
from policies.opa import OpaTool

SOURCES = Path(__file__).parents[1] / "policies" / "rego"


def main() -> None:
    """Check, test and compile the policies of this checkout."""
    opa = OpaTool(runner())
    opa.check(SOURCES)
    tests = opa.test(SOURCES)
    if tests.failed:
        raise SystemExit("\n".join(["failed:", *tests.failed]))
    opa.build(SOURCES, SOURCES)
    message(f"{tests.passed} tests passed; wrote pack.wasm and pack.json")


if __name__ == "__main__":
    main()
