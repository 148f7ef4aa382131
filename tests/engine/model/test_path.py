"""A path keeps what its parts are: in documents, in what people read, and in what their rules are about."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import InputError
from engine.jsontext.codec import decode, encode
from engine.model.path import (
    Index,
    MapKey,
    Name,
    Part,
    Path,
    SetKey,
    about,
    as_rule,
    digest_key,
    from_plain,
    given_names,
    may_begin,
    names,
    names_of,
    spellings,
    to_plain,
    written,
)
from engine.model.verdict import Decision, Run
from tests.builders import changed
from tests.runs import runs

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.text('.*"\\#0 a', max_size=6)
DIGESTS = st.builds(digest_key, st.sampled_from(["", "Allow "]), st.text("0123456789abcdef", min_size=8, max_size=8))
PARTS = st.one_of(
    TEXTS.map(Name), st.integers(0, 9).map(Index), TEXTS.map(MapKey), TEXTS.map(SetKey), DIGESTS.map(SetKey)
)
PATHS = st.builds(
    lambda first, rest: (Name(first), *rest), st.from_regex(r"[a-z_]{1,8}", fullmatch=True), st.lists(PARTS, max_size=4)
)


def fits(pattern: str, path: Path) -> bool:
    return any(map(about(pattern).fullmatch, spellings(path)))


def kinds(path: Path) -> list[tuple[type, str]]:
    return [(type(part), str(part)) for part in path]


@given(PATHS)
def test_the_kinds_of_parts_survive_a_document(path: Path) -> None:
    run = runs()[Decision.NO_GO]
    (gate,) = run.verdict.gates
    gate = replace(gate, findings=(changed(gate.findings[0], path=path),))
    run = replace(run, verdict=replace(run.verdict, gates=(gate,)))
    (found,) = decode(encode(run), Run, name="run").verdict.gates[0].findings
    assert kinds(found.change.path) == kinds(path)
    assert kinds(tuple(from_plain(json.loads(json.dumps(to_plain(part)))) for part in path)) == kinds(path)


@pytest.mark.parametrize(
    "part", [None, True, -1, 1.0, [], {}, {"key": 1}, {"key": "a", "more": 1}, {"element": None}, {"name": "a"}]
)
def test_what_is_no_part_is_refused(part: Any) -> None:
    document = json.loads(encode(runs()[Decision.NO_GO]))
    document["verdict"]["gates"][0]["findings"][0]["path"] = [part]
    with pytest.raises(InputError, match="not a valid run/11 document"):
        decode(json.dumps(document).encode(), Run, name="run")


@given(PATHS, PATHS)
def test_a_rule_written_for_a_path_fits_it_and_what_is_below(path: Path, other: Path) -> None:
    assert fits(as_rule(path), path)
    assert fits(as_rule(path), (*path, *other))
    assert may_begin(as_rule(path), path[0])
    assert fits("*", path)


@given(PATHS, PATHS)
def test_a_rule_written_for_a_path_fits_no_other(path: Path, other: Path) -> None:
    """Of two paths that begin differently in what is no position and no digest, the rule of one is not the other's."""

    def said(path: Path) -> list[Part]:
        return [part for part in path if not isinstance(part, Index) and not (isinstance(part, SetKey) and "#" in part)]

    def least(path: Path) -> list[Part]:
        return [part for part in said(path) if not (isinstance(part, SetKey) and part.isdigit())]

    told = said(path)
    beginnings = [form[: len(told)] for form in (said(other), least(other), list(other))]
    if told not in beginnings and not any("#" in part for part in (*path, *other)):
        assert not fits(as_rule(path), other)


TAG = (Name("tags"), MapKey("2024"))
PLACE = (Name("ingress"), Index(0), Name("from_port"))
DOTTED = (Name("tags"), MapKey("example.org/team"))
ELEMENT = (Name("container_definitions"), SetKey("app"), Name("environment"), SetKey("LOG"), Name("value"))
NUMBERED = (Name("ingress"), SetKey("100"), Name("cidr_block"))
DIGEST = (Name("ingress"), SetKey("#0123abcd"), Name("from_port"))


@pytest.mark.parametrize(
    ("pattern", "path", "is_about"),
    [
        ("tags.2024", TAG, True),
        ("tags", TAG, True),
        ("tags.*", TAG, True),
        ("tags.20", TAG, False),
        ("tags.2024.x", TAG, False),
        ("ingress.from_port", PLACE, True),
        ("ingress", PLACE, True),
        ("ingress.0.from_port", PLACE, True),
        ("ingress.1.from_port", PLACE, False),
        ("ingress.to_port", PLACE, False),
        ("tags.example.org/team", DOTTED, True),
        ('tags."example.org/team"', DOTTED, True),
        ('"tags"."example.org/team"', DOTTED, True),
        ("tags.example", DOTTED, False),
        ('tags."example"', DOTTED, False),
        ('tags."example.org/team"', names("tags", "example", "org/team"), False),
        ('tags."*"', (Name("tags"), MapKey("*")), True),
        ('tags."*"', DOTTED, False),
        ('*."2024"', TAG, True),
        ('tags.a"b', (Name("tags"), MapKey('a"b')), True),
        ("container_definitions.environment.value", ELEMENT, False),
        ("container_definitions.*.environment.*.value", ELEMENT, True),
        ("ingress.cidr_block", NUMBERED, True),
        ("ingress.100.cidr_block", NUMBERED, True),
        ("ingress.200.cidr_block", NUMBERED, False),
        ("container_definitions.app.environment.LOG", ELEMENT, True),
        ("container_definitions.web.environment", ELEMENT, False),
        ("ingress.from_port", DIGEST, True),
        ("ingress.#0123abcd", DIGEST, True),
        ("*.from_port", DIGEST, True),
        ("", TAG, False),
    ],
)
def test_what_a_rule_is_about(pattern: str, path: Path, *, is_about: bool) -> None:
    assert fits(pattern, path) is is_about


@pytest.mark.parametrize(
    ("path", "shown", "rule"),
    [
        (TAG, "tags.2024", "tags.2024"),
        (PLACE, "ingress.0.from_port", "ingress.from_port"),
        (DOTTED, 'tags."example.org/team"', 'tags."example.org/team"'),
        (DIGEST, "ingress.#0123abcd.from_port", "ingress.from_port"),
        ((Name("cidrs"), SetKey("10.0.0.0/8")), "cidrs.10.0.0.0/8", 'cidrs."10.0.0.0/8"'),
        ((Name("tags"), MapKey("")), 'tags.""', 'tags.""'),
        ((Name("tags"), MapKey('"a')), 'tags."\\"a"', 'tags."\\"a"'),
    ],
)
def test_how_a_path_is_written(path: Path, shown: str, rule: str) -> None:
    assert (written(path), as_rule(path)) == (shown, rule)


def test_names_and_what_people_choose_are_kept_apart() -> None:
    path = (Name("environment"), Index(0), Name("variables"), MapKey("policy"), Name("x"))
    assert names_of(path) == ("environment", "variables", "x")
    assert given_names(path) == (Name("environment"), Index(0), Name("variables"))
    assert given_names(PLACE) == PLACE
    assert all(isinstance(part, Part) for part in names("a", "b"))


@given(st.text("ab.*", max_size=5), PATHS)
def test_no_rule_is_passed_over(pattern: str, path: Path) -> None:
    assert may_begin(pattern, path[0]) or not fits(pattern, path)
