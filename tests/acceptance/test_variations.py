"""Small states and pieces of code, each with the answer that was written down before the product was asked.

`fixtures/variations/cases.json` has them: what is run, the codes that are right, and what the output must and must not
hold. They vary what people write: ends of lines, empty heredocs, equal ids, blocks without members, counts, words.
"""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Program
from tests.profiles import sample

CASES: dict[str, dict[str, Any]] = {
    case["id"]: case
    for case in json.loads((Path(__file__).parents[2] / "fixtures" / "variations" / "cases.json").read_text())
}


def test_there_are_sixty() -> None:
    assert len(CASES) >= 60
    assert {name.partition("-")[0] for name in CASES} == {"drift", "hcl", "parity", "state"}


@pytest.mark.parametrize("name", sample(sorted(CASES), test=8, quick=2))
def test_the_answer_is_right(name: str, tmp_path: Path) -> None:
    case, program = CASES[name], Program(tmp_path)
    for path, text in case["files"].items():
        program.write(path, text)
    done = program(*shlex.split(case["run"]), env={"COLUMNS": "200"})
    said = (done.out + done.err).lower()
    assert done.code in case["exit"], said
    assert [text for text in case["has"] if text.lower() not in said] == []
    assert [text for text in case["not"] if text.lower() in said] == []
