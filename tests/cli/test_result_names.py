"""The name of a result file is a text that people write: a secret in it stands in no report, ledger or bundle."""

from __future__ import annotations

from pathlib import Path

from cli.config.gates import Pattern
from cli.wiring.results import find_files, without_secrets
from engine.model.outcome import Gap, GapReason
from engine.ports import ResultFile
from engine.run.request import Results
from snapshots.redaction.redact import Redactor

TOKEN = "gh" + "p_" + "a1B2" * 9


def test_a_secret_in_the_name_of_a_result_is_not_shown() -> None:
    named = ResultFile(kind="junit", path=Path("a.xml"), name=f"runs/{TOKEN}.xml")
    lack = Gap(reason=GapReason.UNPARSABLE, source=f"runs/password={TOKEN}", detail="it is a device, and no file")
    plain = ResultFile(kind="k6", path=Path("b.json"), name="runs/2026-11-30/b.json")
    shown = without_secrets(
        Results(results=(named, plain), baseline=(named,), lacking=(lack,)), Redactor(b"k" * 32, "e1").text
    )
    assert TOKEN not in repr(shown)
    assert "$secret:" in shown.results[0].name
    assert shown.results[0].path == named.path
    assert shown.results[1] == plain


def test_many_folders_in_a_row_are_looked_through_once(tmp_path: Path) -> None:
    """`**` behind `**` finds the same again: five of them over sixty folders took minutes."""
    folder = tmp_path.joinpath(*["d"] * 60)
    folder.mkdir(parents=True)
    (folder / "r.xml").write_text("<testsuite/>")
    found = find_files(tmp_path, Pattern(index=0, kind="junit", pattern="**/**/**/**/**/*.xml", min_files=1))
    assert [file.path for file in found.files] == [folder / "r.xml"]
    assert found.lacking == ()
