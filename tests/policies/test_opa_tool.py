"""OPA that is compiled into the folder of tools: what is taken for it, and what to type where it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.__main__ import main
from dev import versions
from policies.evaluators.opa_tool import VERSION, installed


def keep(tools: Path, program: bytes, marker: str) -> Path:
    """Lay a program and what is said of it into a folder of tools."""
    folder = tools / f"opa-{VERSION}"
    folder.mkdir(parents=True)
    (folder / "opa").write_bytes(program)
    (folder / "driftgate-digest").write_text(marker, encoding="ascii")
    return folder / "opa"


def test_the_version_is_that_of_the_pack() -> None:
    assert versions.OPA == VERSION


def test_a_whole_program_is_taken(tmp_path: Path) -> None:
    program = keep(tmp_path, b"opa", "sha256:0 3\n")
    assert installed(tmp_path) == program


@pytest.mark.parametrize("marker", ["sha256:0 4\n", "", "sha256:0\n", "sha256:0 three\n"])
def test_a_part_of_a_program_is_none(tmp_path: Path, marker: str) -> None:
    keep(tmp_path, b"opa", marker)
    assert installed(tmp_path) is None


def test_without_go_the_way_out_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["tools", "install", "opa", "--dir", str(tmp_path / "tools")]) == 2
    assert capsys.readouterr().err == (
        "error: OPA is compiled by Go, and there is none\n"
        "  fix: install Go (https://go.dev/dl), or OPA itself: https://www.openpolicyagent.org/docs#1-download-opa\n"
    )
    assert not (tmp_path / "tools").exists()
