"""`python -m dev docs` writes what is made from the code, `python -m dev policies` compiles the Rego pack."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from cli.terminal import message
from cli.wiring.tools import runner
from dev import aws_page, comparison_page, gates_page, house_page, ledger_schema, policies_page
from policies.opa import OpaTool

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "policies" / "rego"
# What is made from the code, by its path. A test holds each file against what makes it.
MADE: Mapping[str, Callable[[], str]] = {
    "docs/architecture.md": house_page.document,
    "docs/aws.md": aws_page.document,
    "docs/comparison.md": comparison_page.document,
    "docs/gates.md": gates_page.document,
    "docs/policies.md": policies_page.document,
    "snapshots/store/schema.sql": ledger_schema.document,
}


def main(arguments: Sequence[str]) -> None:
    """Do what is named: `docs` or `policies`."""
    if list(arguments) == ["docs"]:
        for name, document in MADE.items():
            (ROOT / name).write_text(document(), encoding="utf-8")
        message(f"wrote {', '.join(MADE)}")
    elif list(arguments) == ["policies"]:
        compile_policies()
    else:
        raise SystemExit("python -m dev docs|policies")


def compile_policies() -> None:
    """Check, test and compile the policies of this checkout."""
    opa = OpaTool(runner())
    opa.check(SOURCES)
    tests = opa.test(SOURCES)
    if tests.failed:
        raise SystemExit("\n".join(["failed:", *tests.failed]))
    opa.build(SOURCES, SOURCES)
    message(f"{tests.passed} tests passed; wrote pack.wasm and pack.json")


if __name__ == "__main__":
    main(sys.argv[1:])
