"""A finding's identity covers its place and never its values."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from engine.findings.fingerprint import make_fingerprint
from engine.jsontext.digest import digest

_TEXT = st.text(st.characters(codec="utf-8"), max_size=12)


def test_the_fingerprint_of_known_parts_never_changes() -> None:
    assert make_fingerprint(gate="a", rule="b") == "755e22b4d96ef4645a8ada52986f8a75"


@given(st.tuples(_TEXT, _TEXT, _TEXT, _TEXT, _TEXT, _TEXT), st.lists(_TEXT, max_size=3))
def test_every_part_counts(parts: tuple[str, ...], path: list[str]) -> None:
    names = ("gate", "rule", "account", "region", "type", "resource")
    one = make_fingerprint(**dict(zip(names, parts, strict=True)), path=tuple(path))
    assert re.fullmatch(r"[0-9a-f]{32}", one)
    document = {**dict(zip(names, parts, strict=True)), "path": path}
    assert one == digest(document).removeprefix("sha256:")[:32]
    for index in range(len(names)):
        other = [*parts]
        other[index] += "x"
        assert make_fingerprint(**dict(zip(names, other, strict=True)), path=tuple(path)) != one
    assert make_fingerprint(**dict(zip(names, parts, strict=True)), path=(*path, "")) != one


def test_parts_do_not_run_into_each_other() -> None:
    assert make_fingerprint(gate="ab", rule="c") != make_fingerprint(gate="a", rule="bc")
    assert make_fingerprint(gate="a", rule="b", path=("c", "d")) != make_fingerprint(gate="a", rule="b", path=("cd",))
