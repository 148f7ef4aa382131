"""A redactor that looks only for what a document can hold finds all that one finds that looks for everything."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import cycle
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.secrets import carriers, encodings, harmless, names, places, providers, tokens
from fixtures.secrets.made import Planted
from snapshots.redaction.redact import Redactor
from tests.profiles import sample

REDACTOR = Redactor(b"k" * 32, "e1")
CASES = [
    case
    for module in (carriers, tokens, names, encodings, places, providers)
    for case in module.planted(Random(f"narrowed {module.__name__}"))
]
HARMLESS = harmless.values(Random("narrowed"), 60)
# What may stand for a blank: the white space of JSON's own escapes, of control characters, and of Unicode.
BLANKS = (
    *("\t", "\n", "\r\n", "\x0b", "\x0c", "\x1c", "\x1f", "\x85", "\xa0", "\u2003", "\u2028", "\u3000"),
    *("\t\t", " \t ", "\n\t", "\xa0 "),
)
SHORT = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\x0c": "\\f", "\b": "\\b", '"': '\\"', "\\": "\\\\", "/": "\\/"}
NEEDED = {*map(chr, range(32)), '"', "\\"}  # without an escape these are no JSON


def _units(letter: str) -> list[int]:
    data = letter.encode("utf-16-be", "surrogatepass")
    return [data[at] << 8 | data[at + 1] for at in range(0, len(data), 2)]


def _escaped(letter: str, *, form: str = "04x") -> str:
    return "".join(f"\\u{unit:{form}}" for unit in _units(letter))


def _short(letter: str) -> str:
    return SHORT.get(letter, _escaped(letter)) if letter in NEEDED else letter


def _numbers(letter: str) -> str:
    return letter if letter.isascii() and letter.isalnum() else _escaped(letter)


def _capitals(letter: str) -> str:
    return _escaped(letter, form="04X") if letter.isspace() or not letter.isascii() else _short(letter)


def _of_terraform(letter: str) -> str:
    return _escaped(letter) if letter in "<>&\u2028\u2029" else _short(letter)


# How programs write the letters of a text.
WRITERS: dict[str, Callable[[str], str]] = {
    "as few escapes as may be": _short,
    "ASCII": lambda letter: _short(letter) if letter.isascii() else _escaped(letter),
    "numbers of all that is no letter": _numbers,
    "numbers of white space, in capitals": _capitals,
    "Terraform": _of_terraform,
    "with strokes": lambda letter: SHORT.get(letter, _short(letter)),
    "numbers of everything": _escaped,
}


def written(value: Any, writer: Callable[[str], str]) -> str:
    """Return JSON in which each letter of a text stands as the writer writes it."""
    if isinstance(value, str):
        return '"' + "".join(map(writer, value)) + '"'
    if isinstance(value, dict):
        return "{" + ",".join(f"{written(key, writer)}:{written(item, writer)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(written(item, writer) for item in value) + "]"
    return json.dumps(value)


def changed(value: Any, change: Callable[[str], str]) -> Any:
    """Return a value with each of its texts changed, but for names of maps."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: changed(item, change) for key, item in value.items()}
    return [changed(item, change) for item in value] if isinstance(value, list | tuple) else value


def inside(depth: int, writer: Callable[[str], str]) -> Callable[[str], str]:
    """Return what puts a text into JSON texts in one another."""

    def put(text: str) -> str:
        for _ in range(depth):
            text = written({"x": text, "y": 1}, writer)
        return text

    return put


def check(case: Planted, attributes: dict[str, Any], writer: Callable[[str], str], beside: Any = 1) -> None:
    data = written({"a": attributes, "z": beside}, writer).encode("utf-8", "surrogatepass")
    assert json.loads(data)["a"] == json.loads(json.dumps(attributes)), case.what
    narrowed = REDACTOR.for_document(data).resource(case.type, attributes, sensitive=case.sensitive)
    assert narrowed == REDACTOR.resource(case.type, attributes, sensitive=case.sensitive), (case.what, attributes)
    if case.type == "aws_x" and not case.sensitive:  # of which nothing is known: without the screen as well
        assert narrowed == REDACTOR.value(attributes), (case.what, attributes)


@pytest.mark.parametrize("blank", BLANKS, ids=lambda blank: "-".join(f"{ord(letter):x}" for letter in blank))
def test_white_space_of_any_kind_hides_nothing_from_a_search_of_the_document(blank: str) -> None:
    writers = list(WRITERS.values())[:5]
    for number, case in enumerate(sample(CASES, test=400, quick=40)):
        spaced = changed(case.attributes, lambda text: text.replace(" ", blank))
        check(case, changed(spaced, inside(number % 4, writers[number % 5])), writers[(number // 4) % 5])


AROUND = (
    *("{}", "é{}ü", "see {} now", "{}\n{}", 'a "{}", b', "x'{}',y", "<a b=\"c\", d='e'>{}</a>"),
    *("\u241b[1m{}", "{}\x1b=", "\U0001d429 {}", "C:\\temp\\new\\{}"),
)


@given(
    st.sampled_from(CASES),
    st.lists(st.sampled_from((*BLANKS, " ")), min_size=1, max_size=4),
    st.lists(st.sampled_from(sorted(WRITERS)), min_size=2, max_size=2),
    st.integers(0, 3),
    st.sampled_from(AROUND),
    st.sampled_from(HARMLESS),
)
def test_no_way_of_writing_hides_anything_from_a_search_of_the_document(
    case: Planted, blanks: list[str], writers: list[str], depth: int, around: str, beside: Any
) -> None:
    put, turn = inside(depth, WRITERS[writers[0]]), cycle(blanks)

    def change(text: str) -> str:
        return put(around.replace("{}", "".join(next(turn) if letter == " " else letter for letter in text)))

    check(case, changed(case.attributes, change), WRITERS[writers[1]], beside)


@pytest.mark.parametrize(
    "text",
    [
        "# app.conf\nport\t\t8080\nclient_secret\t\tQuartz1970?7xf\n",
        "[app]\npsk\t=\tQuartz1970?7xf\n",
        "aws\tconfigure\tset\taws_secret_access_key\tQuartz1970?7xf",
        "\t".join(f"0x{byte:02x}" for byte in b"DB_PASSWORD=Quartz1970?7xf"),
        "set('db_password', 'Quartz?fghi')",
        "\U0001d429\U0001d41a\U0001d42c\U0001d42c: Quartz1970?7xf",
        "curl -u CORP\\ada:Quartz1970?7xf https://x.example",
        "pass\x1b=word: Quartz1970?7xf [x]",
        "app/Quartz1970@ORCL as sysdba.",
        "ENV DB2_PASSWORD Quartz1970?7xf",
        '["x", "-u", "ada:Quartz1970?7xf"]',
        '{"custom_header": [{"name": "X-From", "value": "Quartz1970?7xf"}]}',
        '{"x": "made\\tREJfUEFTU1dPUkQ9UXVhcnR6MTk3MD83eGY="}',
    ],
)
@pytest.mark.parametrize("writer", list(WRITERS)[:5])
@pytest.mark.parametrize("depth", range(3))
def test_what_was_hidden_from_a_search_once_is_found(text: str, writer: str, depth: int) -> None:
    attributes = {"note": inside(depth, WRITERS[writer])(text)}
    assert not any(secret in repr(REDACTOR.resource("aws_x", attributes)) for secret in ("Quartz", "UXVhcnR6"))
    check(Planted(kind="d", what=text, type="aws_x", attributes=attributes, secrets=()), attributes, WRITERS[writer])
