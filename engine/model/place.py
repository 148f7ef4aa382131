"""Where something is: an account and a region, as one value, and when two places may be one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """An account and a region; each is empty where nobody tells it, and the region of what has none is empty, too."""

    account: str = ""
    region: str = ""

    def __str__(self) -> str:
        """Return what is told of it, the account first."""
        return " ".join(filter(None, (self.account, self.region)))


class Placed:
    """What lies in a place: its account and region stand among its own fields."""

    __slots__ = ()
    account: str
    region: str

    @property
    def place(self) -> Place:
        """Return the account and region as one value."""
        return Place(self.account, self.region)


class _Told(Protocol):
    @property
    def account(self) -> str: ...
    @property
    def region(self) -> str: ...


_T = TypeVar("_T", bound=_Told)


def is_same_place(one: _Told, other: _Told) -> bool:
    """Tell whether two are in the same account and region, as far as both tell."""
    return is_same(one.account, other.account) and is_same(one.region, other.region)


def is_same(one: str, other: str) -> bool:
    """Tell whether two accounts or two regions are one, as far as both are told."""
    return not one or not other or one == other


def nearest(items: Iterable[_T], to: _Told) -> _T | None:
    """Return the one that may be in the same place, the surest first; of two as sure the first one."""
    near = [item for item in items if is_same_place(item, to)]
    return min(near, key=lambda item: (item.account != to.account, item.region != to.region), default=None)
