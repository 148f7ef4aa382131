"""Names: whether somebody is named, and whether two names are of one person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.acceptance.person import is_named, is_same_person

BLANK = (
    *(
        "",
        " ",
        "\t\r\n",
        "\x00\x07",
        "\u00a0",
        "\u200b",
        "\u2060\ufeff",
        "\u202e",
        "\u2800",
        "\u3164",
        "\uffa0",
        "\u0301",
    ),
    *("-", "--", "—", "_", ".", "…", "?", "/", "()", "🙂"),
    *(
        "n/a",
        "N/A",
        "n.a.",
        "<none>",
        "None",
        "NULL",
        " nil ",
        "no",
        "no one",
        "nobody",
        "not applicable",
        "\uff2e\uff2f\uff2e\uff25",
    ),
    *(
        "unknown",
        "Unknown person",
        "todo",
        "TODO: ada",
        "tbd",
        "to\u200bdo",
        "fixme",
        "pending",
        "not yet",
        "x",
        "XXX",
        "0",
    ),
    *("me", "myself", "same as operator", "the operator", "anonymous", "someone", "your name", "true", "ok"),
)


@pytest.mark.parametrize("text", BLANK)
def test_what_names_nobody(text: str) -> None:
    assert not is_named(text)


@pytest.mark.parametrize(
    "text",
    [
        *("dba", "dba-on-call", "Ada Lovelace", "ada@acme.example", "Ada <ada@acme.example>", "A", "李", "48213"),
        *("No Young-hee", "Noah", "Tod Oddo", "Nan", "Xu", "Me Linh", "Peter Noone", "Ann Unknown"),
    ],
)
def test_what_names_somebody(text: str) -> None:
    assert is_named(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ada", " Ada\t"),
        ("a\u200bda", "ADA"),
        ("Ada Lovelace", "Lovelace, Ada"),
        ("ada.lovelace", "Ada  Lovelace"),
        ("ada@acme.example", "ADA@ACME.example"),
        ("ada@acme.example", "Ada Lovelace <ada@acme.example>"),
        ("ada@acme.example", '"Lovelace, Ada" <ada@acme.example>'),
        ("mailto:ada@acme.example", "ada@acme.example (Ada)"),
        ("Ada Lovelace", "Ada Lovelace <ada@acme.example>"),
        ("Ada <ada@acme.example>", "Ada <ada@other.example>"),
        ("ada", "ada@acme.example"),
        ("Ada Lovelace", "ada.lovelace@acme.example"),
        ("\u0430da@acme.example", "ada@acme.example"),
        ("\u0410D\u0410", "ada"),
        ("ada+work@acme.example", "ada@acme.example"),
        ("Ada", "ada+x@acme.example"),
        *(
            ("ada@acme.example", written)
            for written in (
                *("ada @ acme.example", "ada @acme.example", "ada@ acme.example", "ada(at)acme.example"),
                *("ada [at] acme [dot] example", "ada {AT} acme {DOT} example", "ada at acme dot example"),
                *("ada at acme.example", "ada@acme dot example", "ada%40acme.example", "ada&#64;acme.example"),
                *("\u0105da@acme.example", "\u00e1d\u00e0@acme.example", '"ada"@acme.example', "ada\uff20acme.example"),
                *("Ada Lovelace <ada (at) acme (.) example>", "ada(@)acme.example"),
            )
        ),
        ("ada@b\u00fccher.example", "ada@xn--bcher-kva.example"),
        ("ada@acme.example", "ada(grace)@acme.example"),
        ("Grace", "\u13c0race"),
        ("ADA", "\ua4ee\ua4d3\ua4ee"),
        ("ada", "ad\u2c81"),
        ("ada", "\u1d00\u1d05\u1d00"),
        ("ada@acme.example", "ada@acme.examp1e"),
        ("Łukasz Møller", "lukasz moller"),
        ("José", "Jose"),
    ],
)
def test_one_person(one: str, other: str) -> None:
    assert is_same_person(one, other)
    assert is_same_person(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ada", "bob"),
        ("ada", "adab"),
        ("ada@acme.example", "bob@acme.example"),
        ("ada@acme.example", "ada@other.example"),
        ("Ada <ada@acme.example>", "Bob <bob@acme.example>"),
        ("Ada Byron", "Ada Lovelace <ada@acme.example>"),
        ("Анна", "Инна"),
        ("ada (at) acme [dot] example", "bob (at) acme [dot] example"),
        ("Ada Byron @ada", "Bob @bob"),
        ("meet at noon", "meet at dawn"),
        ("+a@acme.example", "+b@acme.example"),
        ("ada@xn--a.example", "ada@xn--b.example"),
        ("ada(grace)", "grace(hopper)"),
        ("", ""),
        ("-", "-"),
    ],
)
def test_two_persons(one: str, other: str) -> None:
    assert not is_same_person(one, other)
    assert not is_same_person(other, one)


@given(st.text(), st.text())
def test_every_text_is_compared(one: str, other: str) -> None:
    assert is_same_person(one, other) is is_same_person(other, one)
    if is_named(one):
        assert is_same_person(one, f"  {one} ")
