"""Colours hide no secret: a text is looked at without the sequences of terminals, as well as as it is."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.wiring.results import ProjectResults
from engine.ports import ResultFile
from snapshots.redaction.formats.sequences import without_sequences
from snapshots.redaction.redact import Redactor
from snapshots.redaction.search import DocumentSearch
from tests.profiles import examples

REDACTOR = Redactor(b"k" * 32, "e1")
SECRET = "Hunter2xyz9"
# How an escape is written: as itself, by pytest in XML, by JSON, shells, C, `cat -v`, Windows, viewers, or lost.
ESCAPES = (
    *("\x1b", "#x1B", "&#27;", "&#x1b;", "\\x1b", "\\u001b", "\\\\u001b", "\\033", "\\e", "^[", "\u241b", "%1b"),
    *("\\u{1b}", "\u2190", "\ufffd", "?", ""),
)
SPLIT = [
    "{e}[1mpassword{e}[0m={e}[32m¤{e}[0m",
    "{e}[33m'{e}[39;49;00m{e}[33mpassword{e}[39;49;00m'{e}[39;49;00m: {e}[33m'{e}[39;49;00m{e}[33m¤{e}[39;49;00m'",
    "pass{e}[1;31mword{e}[0m=¤",
    "password=Hunter{e}[38;5;208m2xyz9{e}[0m",
]
CURSOR = [
    "password\x1b[K=\x1b[01;31m\x1b[K¤\x1b[m\x1b[K",
    "\x1b(Bpassword\x1b(B=\x1b[1m¤\x1b(B\x1b[m",
    "\x1b]8;;https://x.example\x1b\\password\x1b]8;;\x1b\\=\x1b]8;;https://x.example\x07¤\x1b]8;;\x07",
    "\x9b1mpassword\x9b0m=\x9b1m¤\x9b0m",
]
TEXTS = [*(text.replace("{e}", escape) for text in SPLIT for escape in ESCAPES), *CURSOR]


def is_hidden(shown: str) -> bool:
    return SECRET not in without_sequences(shown)


@pytest.mark.parametrize("text", TEXTS)
def test_a_coloured_secret_is_hidden_in_a_text_in_a_document_and_in_an_encoding(text: str) -> None:
    text = text.replace("¤", SECRET)
    assert is_hidden(REDACTOR.text(text))
    assert is_hidden(REDACTOR.for_texts((text,)).text(text))
    for data in (json.dumps({"note": text}), json.dumps({"note": text}, ensure_ascii=False)):
        shown = REDACTOR.for_document(data.encode()).resource("aws_x", json.loads(data))
        assert is_hidden(shown["note"])
    inner = json.dumps({"in": {"deep": text}})
    assert is_hidden(
        REDACTOR.for_document(json.dumps({"note": inner}).encode()).resource("aws_x", {"note": inner})["note"]
    )
    packed = base64.b64encode(f"a longer text {text}".encode()).decode()
    assert packed not in REDACTOR.text(f"payload {packed}")


@given(parts=st.lists(st.sampled_from(["\x1b", "[", "3", "m", "a", "]", "#x1B", "5m", ";"])))
@settings(max_examples=examples(), deadline=None)
def test_what_shows_no_secret_keeps_its_sequences(parts: list[str]) -> None:
    text = "".join(parts)
    assert REDACTOR.text(f"{text} of a plain line") == f"{text} of a plain line"


@pytest.mark.parametrize("text", ["\x1b]0;title\x07", "\x1b[33m\x1b[0m", "\x9b31m\x9b0m\x9b0m"])
def test_a_text_of_sequences_alone_stays(text: str) -> None:
    assert REDACTOR.text(text) == text


@pytest.mark.parametrize("text", ["rate(errors[5m]) > 3", '["0m", "31m"]', "x[1] = y", "see [a link](b)"])
def test_what_is_no_sequence_stays_in_what_is_looked_at(text: str) -> None:
    assert without_sequences(text) == text


def test_the_coloured_report_of_a_real_run_hides_its_secret_and_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "test_x.py").write_text(
        f'def test_a():\n    password = "{SECRET}"\n    config = {{"password": password}}\n'
        '    assert config == {"password": "x"}\n'
    )
    path = tmp_path / "unit.xml"
    command = [sys.executable, "-m", "pytest", "-q", "--color=yes", "-p", "no:cacheprovider", f"--junitxml={path}"]
    subprocess.run([*command, str(tmp_path)], cwd=tmp_path, capture_output=True, check=False)
    assert "#x1B[" in path.read_text()
    reading = ProjectResults(REDACTOR).read(ResultFile(kind="junit", path=path, name="unit.xml"))
    assert reading.raw is None
    details = [check.detail for check in reading.measurement.checks]
    assert any("$secret:" in detail for detail in details)
    assert all(SECRET not in without_sequences(detail) for detail in details)


@pytest.mark.parametrize("escape", ["#x1B", "&#27;"])
def test_a_file_whose_only_secret_is_coloured_is_not_kept_raw(tmp_path: Path, escape: str) -> None:
    text = f"{escape}[1mpassword{escape}[0m={escape}[32m{SECRET}{escape}[0m"
    path = tmp_path / "unit.xml"
    path.write_text(
        f'<testsuite tests="1"><testcase classname="a" name="b"/><system-out>{text}</system-out></testsuite>'
    )
    assert ProjectResults(REDACTOR).read(ResultFile(kind="junit", path=path, name="unit.xml")).raw is None


SPLIT_XML = [
    "<![CDATA[pass]]><![CDATA[word=¤]]>",
    "pass<!-- x -->word=¤",
    "pass<?x y?>word=¤",
    "pass<b/>word=¤",
    "password=Hun<!-- > -->ter<![CDATA[2xyz9]]>",
    "pass<!-- x -->word&#61;¤",
    "&lt;a p=&quot;pass<!-- x -->word=¤&quot;&gt;",
]


@pytest.mark.parametrize("text", SPLIT_XML)
def test_a_secret_that_markup_splits_is_not_kept_raw(tmp_path: Path, text: str) -> None:
    path = tmp_path / "unit.xml"
    body = text.replace("¤", SECRET)
    path.write_text(
        f'<testsuite tests="1"><testcase classname="a" name="b"/><system-out>{body}</system-out></testsuite>'
    )
    assert ProjectResults(REDACTOR).read(ResultFile(kind="junit", path=path, name="unit.xml")).raw is None


def test_markup_without_a_secret_is_kept_raw_and_takes_the_time_of_its_length(tmp_path: Path) -> None:
    path = tmp_path / "unit.xml"
    body = "<!-- a --><![CDATA[all <b>is</b> well]]>" + "<!-- " * 20_000 + "-->"
    path.write_text(
        f'<testsuite tests="1"><testcase classname="a" name="b"/><system-out>{body}</system-out></testsuite>'
    )
    assert ProjectResults(REDACTOR).read(ResultFile(kind="junit", path=path, name="unit.xml")).raw is not None


PIECES = (
    *("\x1b", "\u241b", "\x9b", "\\x1b", "\\u001b", "\\u{1B}", "\\033", "\\33", "\\e", "\\E", "^[", "%1B", "#x1B;"),
    *(
        "&#27;",
        "[31m",
        "[1;32m",
        "[0K",
        "]8;;",
        "(B",
        ")0",
        "[",
        "m",
        "12",
        ";",
        "a",
        "[5m]",
        "\ufffd",
        "\\",
        '"',
        "\x07",
    ),
)


@given(parts=st.lists(st.sampled_from(PIECES), max_size=6), ascii_=st.booleans())
def test_a_document_with_a_sequence_is_looked_at_for_sequences(parts: list[str], *, ascii_: bool) -> None:
    text = "".join(parts)
    data = json.dumps({"a": text, "b": "c"}, ensure_ascii=ascii_).encode()
    if without_sequences(text) != text:
        assert DocumentSearch(data).hidden
