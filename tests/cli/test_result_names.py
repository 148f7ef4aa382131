"""The name of a result file is a text that people write: a secret in it stands in no report, ledger or bundle."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli.config.gates import Pattern
from cli.wiring.results import find_files, without_secrets
from engine.model.outcome import Gap, GapReason
from engine.ports import ResultFile
from engine.run.request import Results
from snapshots.redaction.redact import Redactor
from tests.profiles import examples

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


@pytest.mark.parametrize("pattern", ["**/**/**/**/**/*.xml", "**/d/**/d/**/d/**/d/**/*.xml", "**//**/d//**/r.xml"])
def test_many_folders_in_a_row_are_looked_through_once(pattern: str, tmp_path: Path) -> None:
    """Every `**` finds the same again by other ways: five of them over sixty folders took minutes."""
    folder = tmp_path.joinpath(*["d"] * 60)
    folder.mkdir(parents=True)
    (folder / "r.xml").write_text("<testsuite/>")
    found = find_files(tmp_path, Pattern(index=0, kind="junit", pattern=pattern, min_files=1))
    assert [file.path for file in found.files] == [folder / "r.xml"]
    assert found.lacking == ()


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    files=st.lists(st.lists(st.sampled_from(["a", "b", ".c"]), min_size=1, max_size=4), max_size=6),
    parts=st.lists(st.sampled_from(["**", "a", "b", "*", "?", "[ab]", ".c"]), max_size=4),
)
def test_a_pattern_finds_what_glob_finds(files: list[list[str]], parts: list[str], tmp_path: Path) -> None:
    root = Path(tempfile.mkdtemp(dir=tmp_path))
    for names in files:
        folder = root.joinpath(*names)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "r.xml").write_text("")
    pattern = "/".join((*parts, "*.xml"))
    found = find_files(root, Pattern(index=0, kind="junit", pattern=pattern, min_files=0))
    assert [file.path for file in found.files] == sorted(set(root.glob(pattern)))
