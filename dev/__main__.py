"""`python -m dev COMMAND`: what `make` calls.

`docs` writes what is made from the code, `checkov` what the checks of Checkov look at, `opa` and `actionlint` compile
these where they are missing, `pack` compiles the Rego pack when it is not that of its sources, `policies` checks,
proves and compiles it (with folders after it, such as `aws/s3`, it proves those only), `dist` makes what a release
consists of.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from cli.terminal.output import message
from cli.wiring.tools import checkov_executable, runner
from dev import checkov_facts, ledger_schema
from dev.distribution import build
from dev.pack import Workshop
from dev.pages import (
    aws,
    checkov,
    code,
    comparison,
    frameworks,
    gates,
    house,
    parity,
    policies,
    policy,
    rules,
    severity,
)
from engine.errors import EngineError
from policies.authoring.catalog import load_pack, read_sources
from policies.authoring.proof import proof_lines, prove
from snapshots.aws.judging import JUDGING
from snapshots.terraform.schema import ProviderSchema

ROOT = Path(__file__).parents[1]
# What is made from the code, by its path. A test holds each file against what makes it.
MADE: Mapping[str, Callable[[], str]] = {
    "docs/architecture.md": house.document,
    "docs/aws.md": aws.document,
    "docs/checkov.md": checkov.document,
    "docs/code.md": code.document,
    "docs/comparison.md": comparison.document,
    "docs/frameworks.md": frameworks.document,
    "docs/gates.md": gates.document,
    "docs/parity.md": parity.document,
    "docs/policies.md": policies.document,
    "docs/rules.md": rules.document,
    "docs/severity.md": severity.document,
    "snapshots/store/schema.sql": ledger_schema.document,
}


def main(arguments: Sequence[str]) -> None:
    """Do what is named; ends with what is wrong and how to mend it."""
    commands: Mapping[str, Callable[[], None]] = {
        "actionlint": find_actionlint,
        "conftest": find_conftest,
        "checkov": write_facts,
        "dist": make_distribution,
        "docs": write_pages,
        "opa": find_opa,
        "pack": make_pack,
        "policies": lambda: check_policies(arguments[1:]),
    }
    if not arguments or arguments[0] not in commands or (len(arguments) > 1 and arguments[0] != "policies"):
        raise SystemExit(f"python -m dev {'|'.join(commands)} [FOLDER OF POLICIES]...")
    try:
        commands[arguments[0]]()
    except EngineError as error:
        raise SystemExit("\n".join(error.diagnostics())) from error


def write_facts() -> None:
    """Write what the checks of the pinned Checkov look at; it has to be installed."""
    executable = checkov_executable()
    if executable is None:
        raise EngineError("Checkov is not installed", hint="make checkov")
    path = ROOT / "policies/evaluators/checkov/facts.json"
    path.write_text(checkov_facts.document(checkov_facts.read_words(runner(), executable)), encoding="utf-8")


def write_pages() -> None:
    """Write what is made from the code."""
    for name, document in MADE.items():
        (ROOT / name).write_text(document(), encoding="utf-8")
    folder, pages = ROOT / policy.FOLDER, policy.pages()
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.md"):
        if f"{policy.FOLDER}/{path.name}" not in pages:
            path.unlink()
    for name, text in pages.items():
        (ROOT / name).write_text(text, encoding="utf-8")
    message(f"wrote {', '.join(MADE)} and {policy.FOLDER}")


def make_pack() -> None:
    """Compile the pack when it is missing or older than its sources."""
    _workshop().ensure()


def check_policies(only: Sequence[str]) -> None:
    """Check and prove the policies of this checkout, or those of some folders, and compile all."""
    shop = _workshop()
    opa = shop.opa()
    opa.check(shop.sources)
    opa.build(shop.sources, shop.sources)
    folders = [Path(name) for name in only]
    sources = [
        source
        for source in read_sources(shop.sources)
        if not folders or any(Path(source.path).is_relative_to(folder) for folder in folders)
    ]
    if not sources:
        raise SystemExit(f"there is no policy in {', '.join(only)}: name folders below policies/rego, such as aws/s3")
    proof = prove(shop.sources, sources, opa, load_pack(shop.sources), JUDGING, ProviderSchema(), message)
    if not proof.is_whole:
        raise SystemExit("\n".join(["failed:", *proof_lines(proof)]))
    message(
        f"{proof.passed} cases of {len(sources)} policies are right, and notice {proof.mutants} changes of rules; "
        "wrote pack.wasm and pack.json"
    )


def find_opa() -> None:
    """Compile OPA where it is missing."""
    _workshop().opa()


def find_actionlint() -> None:
    """Compile actionlint where it is missing."""
    _workshop().actionlint()


def find_conftest() -> None:
    """Compile conftest when it is missing."""
    _workshop().conftest()


def make_distribution() -> None:
    """Make what a release consists of in `dist`, anew."""
    target = ROOT / "dist"
    if target.exists():
        shutil.rmtree(target)
    uv = _tools() / "uv" / "bin" / "uv"
    for path in build(_workshop(), target, uv=str(uv) if uv.exists() else "uv"):
        message(f"wrote {path.relative_to(ROOT)}")


def _tools() -> Path:
    return Path(os.environ.get("DRIFTGATE_TOOLS") or ROOT / ".tools")


def _workshop() -> Workshop:
    return Workshop(ROOT, os.environ, message, _tools() / "bin")


if __name__ == "__main__":
    main(sys.argv[1:])
