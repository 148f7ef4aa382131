"""Who is who: which resource of one side is which of the other.

State against live goes by the provider's id within a type, then by address; `engine.matching.counterparts` does it
for two environments. Nothing is guessed and nothing is lost: matched + left only + right only + ambiguous is the input.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.errors import EngineError
from engine.matching.moves import Moves
from engine.model.place import is_same_place
from engine.model.snapshot import Move, Resource
from engine.provider.identity import provider_id
from engine.provider.port import Provider

Key = Callable[[Resource], Hashable | None]


class MatchingError(EngineError):
    """A matching lost or invented a resource; a defect of driftgate, never of the input."""


@dataclass(frozen=True, slots=True)
class Matching:
    """The outcome of matching: pairs (left, right), what stands on one side only, and what has several candidates."""

    pairs: tuple[tuple[Resource, Resource], ...]
    left_only: tuple[Resource, ...]
    right_only: tuple[Resource, ...]
    ambiguous: tuple[Resource, ...]


def match_by_id(
    left: Sequence[Resource], right: Sequence[Resource], provider: Provider, moves: Iterable[Move] = ()
) -> Matching:
    """Match by (type, provider id), in the same account and region when both sides tell; then the rest by address.

    An id that several have says little: of these, equal addresses are the same resource. `provider` says which
    attributes name a resource. `moves` are those that the two sides know of: an address is the one that it is by now.
    """
    known = Moves(moves)
    called = {
        id(item): moved
        for side in (left, right)
        for item, moved in _moved(side, known.among(item.address for item in side))
    }

    def by_id(item: Resource) -> tuple[str, str] | None:
        name = provider_id(item, provider)
        return (item.type, name) if name else None

    def by_address(item: Resource) -> tuple[str, str] | None:
        return (item.type, called.get(id(item), item.address)) if item.address else None

    first = _match(left, right, by_id, by_address)
    second = _match(first.left_only, first.right_only, by_address, by_address)
    return _checked(
        left,
        right,
        Matching(
            pairs=first.pairs + second.pairs,
            left_only=second.left_only,
            right_only=second.right_only,
            ambiguous=first.ambiguous + second.ambiguous,
        ),
    )


def _moved(side: Iterable[Resource], names: Mapping[str, str]) -> Iterator[tuple[Resource, str]]:
    return ((item, names[item.address]) for item in side if item.address in names)


def _match(
    left: Sequence[Resource],
    right: Sequence[Resource],
    key: Key,
    address: Key,
) -> Matching:
    lefts, rights = _by_key(left, key), _by_key(right, key)
    pairs: list[tuple[Resource, Resource]] = []
    left_only: list[Resource] = list(lefts.pop(None, ()))
    right_only: list[Resource] = list(rights.pop(None, ()))
    ambiguous: list[Resource] = []
    for name, ours in lefts.items():
        theirs = rights.pop(name, [])
        if len(ours) == len(theirs) == 1:
            if is_same_place(ours[0], theirs[0]):
                pairs.append((ours[0], theirs[0]))
            else:
                left_only += ours
                right_only += theirs
        else:
            rest = _match_alike(ours, theirs, address)
            pairs += rest.pairs
            unclear = bool(rest.left_only and rest.right_only)
            (ambiguous if unclear else left_only).extend(rest.left_only)
            (ambiguous if unclear else right_only).extend(rest.right_only)
    for theirs in rights.values():
        right_only += theirs
    return Matching(tuple(pairs), tuple(left_only), tuple(right_only), tuple(ambiguous))


def _match_alike(ours: Sequence[Resource], theirs: Sequence[Resource], address: Key) -> Matching:
    """Match resources of one id: by the place where only one each lies, else by equal addresses, while one is left."""
    pairs: list[tuple[Resource, Resource]] = []
    keys: tuple[Key, ...] = (
        lambda item: item.place if item.account or item.region else None,
        lambda item: None if (found := address(item)) is None else (found, item.place),
        address,
        lambda item: item.place if address(item) is None else None,
    )
    for key in keys:
        lefts, rights = _by_key(ours, key), _by_key(theirs, key)
        for name in [name for name in lefts if name is not None and len(lefts[name]) == len(rights.get(name, ())) == 1]:
            if is_same_place(lefts[name][0], rights[name][0]):
                pairs += zip(lefts.pop(name), rights.pop(name), strict=True)
        ours, theirs = ([item for items in side.values() for item in items] for side in (lefts, rights))
    return Matching(tuple(pairs), tuple(ours), tuple(theirs), ())


def _by_key(resources: Sequence[Resource], key: Key) -> dict[Hashable | None, list[Resource]]:
    found: dict[Hashable | None, list[Resource]] = defaultdict(list)
    for resource in resources:
        found[key(resource)].append(resource)
    return found


def _checked(left: Sequence[Resource], right: Sequence[Resource], matching: Matching) -> Matching:
    total = 2 * len(matching.pairs) + len(matching.left_only) + len(matching.right_only) + len(matching.ambiguous)
    if total != len(left) + len(right):
        raise MatchingError(f"matching {len(left)} with {len(right)} resources accounts for {total}")
    return matching
