"""The planted secrets of the bundled estate appear in nothing that driftgate writes, in no encoding."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.acceptance.conftest import Program
from tests.canaries import search, search_folder

PLANTED = json.loads((Path(__file__).parents[2] / "fixtures" / "estate" / "data" / "canaries.json").read_text())


def secrets() -> list[str]:
    """Return the secret parts of everything that was planted."""
    found = {entry["secret"] for entry in PLANTED}
    found |= {text.split("://", 1)[1].split("@")[0].split(":", 1)[1] for text in found if "://" in text}
    return [*sorted(text for text in found if "://" not in text), "DGCANARYhand0changed5Tn", "DGCANARY"]


def test_the_search_finds_what_is_there(program: Program) -> None:
    found = search_folder(program.folder, secrets())
    assert set(found) == {"prod.tfstate", "preprod.tfstate"}
    for text in ("x" * number + "DGCANARYprod1apitoken9Zw" for number in range(4)):
        import base64  # noqa: PLC0415 - only here

        assert search(base64.b64encode(text.encode() + b"tail"), secrets())


@pytest.mark.parametrize("verbosity", [(), ("-vv",)])
def test_no_output_file_or_database_holds_a_secret(program: Program, verbosity: tuple[str, ...]) -> None:
    outputs = []
    kinds = ("text", "json", "sarif", "junit", "markdown", "github", "html")
    reports = [part for kind in kinds for part in ("--report", f"{kind}=out/{kind}")]
    (program.folder / "broken.tfstate").write_text((program.folder / "prod.tfstate").read_text()[:-50])
    for command in (
        ("drift", "tfstate:prod.tfstate", "tfstate:preprod.tfstate", *reports),
        ("parity", "tfstate:prod.tfstate", "tfstate:preprod.tfstate", "--format", "json"),
        ("policy", "check", "tfstate:prod.tfstate", "--format", "github"),
        ("drift", "tfstate:broken.tfstate", "tfstate:prod.tfstate"),
        ("evidence", "export", "latest", "-o", "evidence.zip"),
        ("snapshot", "take", "tfstate:prod.tfstate", "--format", "json"),
    ):
        done = program(*command, *verbosity)
        outputs.append(done.out + done.err)
    for name in ("prod.tfstate", "preprod.tfstate", "broken.tfstate"):
        (program.folder / name).unlink()
    assert search("\n".join(outputs).encode(), secrets()) == set()
    assert search_folder(program.folder, secrets()) == {}
    assert len([path for path in program.folder.rglob("*") if path.is_file()]) > 10
