"""Development only: compile the Rego pack (`make policies`), write the generated pages (`make docs`)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from cli import comparison_page, gates_page, rules_page
from cli.terminal import message
from cli.wiring.tools import runner
from policies.opa import OpaTool
from snapshots.aws import coverage
from snapshots.aws.catalog import TYPES
from snapshots.aws.provider import AwsProvider
from snapshots.store.migrate import schema_script
from snapshots.store.sqlite import SCHEMA
from snapshots.terraform.schema import ProviderSchema

SOURCES = Path(__file__).parents[1] / "policies" / "rego"


PAGES = Path(__file__).parents[1] / "docs"


def main(arguments: Sequence[str]) -> None:
    """Do what is named: `policies` or `docs`."""
    if list(arguments) == ["docs"]:
        provider = AwsProvider(ProviderSchema())
        (PAGES / "aws.md").write_text(coverage.document(provider))
        (PAGES / "comparison.md").write_text(comparison_page.document(provider, TYPES))
        (PAGES / "gates.md").write_text(gates_page.document())
        (PAGES / "rules.md").write_text(rules_page.document())
        SCHEMA.write_text(schema_script())
        message("wrote docs/aws.md, docs/comparison.md, docs/gates.md, docs/rules.md and the schema of the ledger")
    else:
        compile_policies()


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
