"""What is kept to save time: what anybody else has written, or moved, is not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshots.store.binding import Binding
from snapshots.store.cache import Cache


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """Return a cache with an entry."""
    made = Cache(tmp_path / "readings", Binding(tmp_path / "keys"))
    assert made.write("a/one.gz", b"a port is closed")
    return made


def test_what_was_kept_is_there(cache: Cache) -> None:
    assert cache.read("a/one.gz") == b"a port is closed"
    assert cache.read("a/other.gz") is None
    assert (cache.folder / "a" / "one.gz").stat().st_mode & 0o777 == 0o600


@given(st.data())
def test_every_changed_byte_is_seen(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.getbasetemp() / "cache"
    made = Cache(folder / "readings", Binding(folder / "keys"))
    assert made.write("one", b"a port is closed")
    path = folder / "readings" / "one"
    whole = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(whole)
    assert made.read("one") is None


def test_what_is_right_in_one_place_is_wrong_in_another(cache: Cache, tmp_path: Path) -> None:
    kept = (cache.folder / "a" / "one.gz").read_bytes()
    (cache.folder / "a" / "two.gz").write_bytes(kept)
    assert cache.read("a/two.gz") is None
    other = Cache(tmp_path / "hcl", cache.binding)
    (tmp_path / "hcl" / "a").mkdir(parents=True)
    (tmp_path / "hcl" / "a" / "one.gz").write_bytes(kept)
    assert other.read("a/one.gz") is None


def test_another_installation_has_written_nothing_here(cache: Cache, tmp_path: Path) -> None:
    foreign = Cache(cache.folder, Binding(tmp_path / "other" / "keys"))
    assert foreign.read("a/one.gz") is None
    assert foreign.write("a/one.gz", b"a port is closed")
    assert cache.read("a/one.gz") is None


@pytest.mark.parametrize("content", [b"", b"x", b"0" * 31, b"0" * 32, b"0" * 64])
def test_what_is_no_entry_is_not_there(cache: Cache, content: bytes) -> None:
    (cache.folder / "a" / "one.gz").write_bytes(content)
    assert cache.read("a/one.gz") is None


def test_a_key_that_others_can_read_keeps_nothing(cache: Cache) -> None:
    (cache.binding.folder / "binding.key").chmod(0o644)
    assert cache.read("a/one.gz") is None
    assert not cache.write("a/one.gz", b"x")
