"""Two places are one as far as both are told; what is not told is no other place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.model.outcome import Gap, GapReason
from engine.model.place import Place, is_same_place, nearest
from engine.model.snapshot import Listing, Resource

PLACES = st.builds(Place, st.sampled_from(["", "1", "2"]), st.sampled_from(["", "a", "b"]))


@given(PLACES, PLACES)
def test_what_is_not_told_decides_nothing(one: Place, other: Place) -> None:
    assert is_same_place(one, other) == is_same_place(other, one)
    assert is_same_place(one, one)
    assert is_same_place(one, Place())
    told = one.account and other.account and one.region and other.region
    assert not told or is_same_place(one, other) == (one == other)


@given(st.lists(PLACES), PLACES)
def test_the_nearest_tells_the_same_where_one_does(places: list[Place], to: Place) -> None:
    found = nearest(places, to)
    assert (found is None) == (not any(is_same_place(place, to) for place in places))
    assert found == to or to not in places


def test_a_place_in_words() -> None:
    assert [str(place) for place in (Place(), Place("1"), Place(region="a"), Place("1", "a"))] == ["", "1", "a", "1 a"]


def test_what_lies_in_a_place_has_it() -> None:
    resource = Resource(type="t", address="t.a", id="i", attributes={}, account="1", region="a")
    row = Listing(type="t", account="1", region="", complete=True, count=0)
    gap = Gap(reason=GapReason.EMPTY, source="s", detail="d", region="a")
    assert (resource.place, row.place, gap.place) == (Place("1", "a"), Place("1"), Place(region="a"))
