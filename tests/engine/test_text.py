"""Foreign text: what is shown of it, in each kind of output, held against those who read it."""

from __future__ import annotations

import json
import sys
import unicodedata
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.text import json_text, lines, markdown, sarif, visible, workflow_command, xml
from tests.foreign import MARK, PAYLOADS, github_command, is_unseen, problems_of_report, problems_of_stream
from tests.profiles import count, examples

# Words that are made of what somebody looks for, and of what stands beside it.
_PARTS = ("::", ":", "##", "#", "[", "]", "vso", "error", "add-mask", " ", "\n", "\r", "\x1b[31m", "a", "=", "%", "é")
worded = st.lists(st.sampled_from(_PARTS), max_size=12).map("".join)
foreign = st.one_of(worded, st.text(max_size=20), st.sampled_from(PAYLOADS))


def test_every_character_that_steers_or_is_not_seen_is_shown_and_no_other() -> None:
    codes = {
        *range(0x20000),
        *range(0xE0000, 0xE1100),
        *range(0x20000, sys.maxunicode + 1, count(1, test=61, quick=997)),
    }
    chars = [chr(code) for code in sorted(codes) if chr(code) != "|"]
    shown = visible("|".join(chars)).split("|")
    unseen = {char for char in chars if is_unseen(char)}
    touched = {char for char, told in zip(chars, shown, strict=True) if told != char}
    assert unseen - touched == set()
    # What this version of Python does not know yet may have got a meaning.
    assert {char for char in touched - unseen if unicodedata.category(char) != "Cn"} == set()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_somebody_would_obey_each_payload(payload: str) -> None:
    kinds = ("text", "markdown", "html", "sarif", "junit")
    page = f"Next  driftgate gate {payload}\n" if "touch" in payload else f"{payload}\n"
    documents = {"html": f"<p title='{payload}'>{payload}</p>", "sarif": json.dumps({"text": payload})}
    assert any(list(problems_of_report(kind, documents.get(kind, page))) for kind in kinds) or payload.startswith("=")


@pytest.mark.parametrize(
    "name",
    [
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "arn:aws:s3:::error",
        "tests/test_orders.py::TestOrders::test_refund",
        "std::vector::size",
        "::ffff:192.0.2.1 and ::1/128",
        'module.db["été"].aws_db_instance.main',
        "данные 数据 データ डेटा بيانات cafe\u0301",
        "issue #12 and ## heading",
    ],
)
def test_what_people_name_stays_as_it_is(name: str) -> None:
    assert visible(name) == name


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x", "\\u{3a}:error::x"),
        ("a ::notice file=x::y", "a \\u{3a}:notice file=x::y"),
        ("a::ERROR::x", "a\\u{3a}:ERROR::x"),
        ("c::::error::x", "c::\\u{3a}:error::x"),
        ("##[group]", "\\u{23}#[group]"),
        ("a##vso[x]", "a\\u{23}#vso[x]"),
        ("###teamcity[x", "#\\u{23}#teamcity[x"),
        ("a\r\n::x::", "a\\u{d}\\u{a}\\u{3a}:x::"),
    ],
)
def test_a_command_is_shown_and_not_sent(text: str, shown: str) -> None:
    assert visible(text) == shown


@settings(max_examples=examples(40))
@given(foreign)
def test_what_was_shown_is_shown_again_as_it_is(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    assert lines([visible(text)]) == lines([text])


@settings(max_examples=examples(40))
@given(st.lists(foreign, max_size=3), st.booleans())
@example(["::", "error::"], False)
def test_lines_are_as_many_as_texts_and_none_is_obeyed(texts: list[str], styled: bool) -> None:
    told = lines(["".join(texts), *texts], styled=styled)
    assert told.count("\n") == len(told.splitlines()) == len(texts) + 1
    if not styled:
        assert list(problems_of_stream(told.replace(MARK, "x"))) == []


def test_only_colours_pass_where_there_are_any() -> None:
    assert lines(["\x1b[1;31mNO-GO\x1b[0m \x1b[2J"], styled=True) == "\x1b[1;31mNO-GO\x1b[0m \\u{1b}[2J\n"
    assert lines(["\x1b[0m"]) == "\\u{1b}[0m\n"


@settings(max_examples=examples(40))
@given(st.dictionaries(foreign, foreign, max_size=3), st.booleans())
def test_json_is_the_same_value_in_ascii(document: dict[str, str], ascii_only: bool) -> None:
    text = json_text(json.dumps(document, indent=2, ensure_ascii=ascii_only) + "\n")
    assert json.loads(text) == document
    assert list(problems_of_report("json", text.replace(MARK, "x"))) == []


@settings(max_examples=examples(40))
@given(foreign)
def test_xml_holds_what_was_shown(text: str) -> None:
    document = f"<a>{escape(xml(text))}</a>"
    assert ET.fromstring(document).text in {visible(text), visible(text) or None}  # noqa: S314 - our own document


@settings(max_examples=examples(40))
@given(foreign, st.none() | st.integers(0, 60))
@example("@team", 10)
@example("\\" * 9, 7)
def test_markdown_shows_a_text_and_does_nothing_with_it(text: str, most: int | None) -> None:
    told = markdown(text, most)
    assert most is None or len(told) <= most
    page = f"before\n\n- {told}\n\n| a | b |\n|---|---|\n| {told} | c |\n"
    assert list(problems_of_report("markdown", page.replace(MARK, "x"))) == []


@settings(max_examples=examples(40))
@given(foreign, foreign, foreign)
def test_a_workflow_command_is_one_and_says_what_it_was_told(data: str, title: str, file: str) -> None:
    line = workflow_command("error", data, title=title or "t", file=file)
    assert line.count("\n") == len(line.splitlines()) == 1
    found = github_command(line.rstrip("\n"))
    assert found is not None
    name, properties, said = found
    assert name == "error"
    assert set(properties) == ({"title", "file"} if file else {"title"})
    plain = {key: _read(value, more=True) for key, value in properties.items()}
    assert plain["title"] == visible(title or "t")
    assert _read(said) == visible(data)


def _read(text: str, *, more: bool = False) -> str:
    """Return a text as the runner reads it: the percent sign last."""
    for code, sign in (("%0D", "\r"), ("%0A", "\n"), *((("%3A", ":"), ("%2C", ",")) if more else ()), ("%25", "%")):
        text = text.replace(code, sign)
    return text


def test_a_message_of_sarif_has_no_link() -> None:
    assert sarif("[x](https://evil.example)") == "[x]\\u{28}https://evil.example)"
