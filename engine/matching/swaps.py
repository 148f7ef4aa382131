"""Resources of one type that have each other's addresses: two that were exchanged, several that moved up by one.

An address says more than likeness does, so it is only left where two that share one have next to nothing in common, and
each is all but the same as the one at another address, in a circle that closes. What environments differ in by design
(places, networks, sizes) is no evidence. In doubt the addresses stay.

For example, two pairs by address, at the positions 0 and 1, with the traits that tell who they are:

    0  name=orders  delay=5     and     name=mail    delay=60
    1  name=mail    delay=60    and     name=orders  delay=5

The two of each pair share nothing (0.0, less than UNLIKE), and each is the same as the other one across (1.0, at least
SAME): from 0 one comes to 1 and back, so the circle closes, and they are exchanged. Were the last one `name=new`, the
way from 0 to it would lead nowhere: both keep their addresses. Only instances of one counted block need no circle:
where the first of a, b, c goes and a new one comes at the end, so that b, c, new stand at 0, 1, 2, then b and c have
moved up by one, and what is left over, a and new, is a pair that shares nothing.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

from engine.matching.similarity import NAME, Traits
from engine.provider.by_design import DEFAULTS
from engine.provider.meaning import Meaning
from engine.provider.port import Provider
from engine.provider.rating import Rater

UNLIKE = 0.5  # two of one address that share less than this may be others
SAME = 0.8  # and are, where they share this much with those of other addresses
_CLEARLY = 0.2  # by how much that has to be more than with any other
_COMMON = 12  # a trait of more resources than this finds no candidates
_ENDS = 30  # instances of one block that are left over; beyond, the addresses stay


class Design:
    """What environments differ in by design: it says nothing of who is who."""

    def __init__(self, provider: Provider, rating: Rater) -> None:
        """Take it from the rules of parity that are our own."""
        self._provider, self._rating = provider, rating
        self._paths = {rule.path for rule in (*provider.common.parity, *DEFAULTS)}

    def of(self, type_: str) -> Callable[[str], bool]:
        """Return what tells whether traits of a type with this name are by design."""
        paths = self._paths | {rule.path for rule in self._provider.facts(type_).parity}

        def is_design(name: str) -> bool:
            if name.startswith(("address ", "cidr", "ipv6_cidr")) or name in paths:
                return True
            return " " not in name and self._rating.meaning_of(type_, (name,)) is Meaning.CAPACITY

        return is_design


def find_swaps(
    left: Sequence[Traits], right: Sequence[Traits], blocks: Sequence[str], is_design: Callable[[str], bool]
) -> dict[int, tuple[int, float]]:
    """Return who is whose counterpart where that is another than the one of its address, with the confidence.

    The two sides hold the traits of pairs by address at the same positions. `blocks` names the counted block that a
    pair is of, empty for none: within one, instances move up where one goes, and who is left over is a pair, too.
    `is_design` tells of the name of a trait whether environments differ in it by design.
    """
    ours, theirs = ([_evidence(traits, is_design) for traits in side] for side in (left, right))
    if sum(map(_differ, ours, theirs)) < 2:
        return {}
    shares = _Shares(ours, theirs)
    unlike = [at for at in range(len(ours)) if shares.unlike(at)]
    if len(unlike) < 2:
        return {}
    after = _same(shares, unlike)
    found = {one: (other, after[one][1]) for circle in _circles(after) for one, other in circle}
    rest = [at for at in unlike if at not in found]
    found |= {one: (other, share) for one, other, share in _turned(shares, rest, after, blocks) if one != other}
    return found


def _evidence(traits: Traits, is_design: Callable[[str], bool]) -> Traits:
    """Return the traits without the address, and without what environments differ in by design."""
    return {trait: weight for trait, weight in traits.items() if not is_design(trait.partition("=")[0])}


def _differ(one: Traits, other: Traits) -> bool:
    return one.keys() != other.keys()


class _Shares:
    """What the resources of two sides share, with the weight that a trait has among all of them."""

    def __init__(self, left: Sequence[Traits], right: Sequence[Traits]) -> None:
        self.left, self.right = left, right
        self.spread = Counter(chain.from_iterable(chain(left, right)))
        total = len(left) + len(right)
        self.rarity = {trait: math.log2(1 + total / count) for trait, count in self.spread.items()}

    def of(self, one: int, other: int) -> float:
        """Return the part that two share, from 0 to 1."""
        ours, theirs = self.left[one], self.right[other]
        size = self._size(ours) + self._size(theirs)
        common = sum(weight * self.rarity[trait] for trait, weight in ours.items() if trait in theirs)
        return 2 * common / size if size else 1.0

    def unlike(self, at: int) -> bool:
        """Tell whether the two of one address have no name in common, and little else."""
        ours, theirs = self.left[at], self.right[at]
        if any(trait.startswith(NAME) and trait in theirs for trait in ours):
            return False
        return _differ(ours, theirs) and self.of(at, at) < UNLIKE

    def proven(self, one: int, other: int) -> bool:
        """Tell whether two share a name, or two things that nobody else has."""
        both = [trait for trait in self.left[one] if trait in self.right[other]]
        alone = sum(self.spread[trait] == 2 and self.left[one][trait] >= 1 for trait in both)
        return alone >= 2 or any(trait.startswith(NAME) and self.spread[trait] == 2 for trait in both)

    def _size(self, traits: Traits) -> float:
        return sum(weight * self.rarity[trait] for trait, weight in traits.items())


def _same(shares: _Shares, unlike: Sequence[int]) -> dict[int, tuple[int, float]]:
    """Return for each of the left side the one of the right side that is all but the same, where there is just one."""
    where: dict[str, list[int]] = defaultdict(list)
    for at in unlike:
        for trait in shares.right[at]:
            where[trait].append(at)
    found: dict[int, tuple[int, float]] = {}
    for at in unlike:
        holders = (where[trait] for trait in shares.left[at] if len(where.get(trait, ())) <= _COMMON)
        others = {other for row in holders for other in row} - {at}
        ranked = sorted(((shares.of(at, other), -other) for other in others), reverse=True)
        if ranked and ranked[0][0] >= SAME and (len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= _CLEARLY):
            share, other = ranked[0][0], -ranked[0][1]
            if shares.proven(at, other):
                found[at] = (other, round(share, 4))
    wanted = Counter(other for other, _ in found.values())
    return {at: end for at, end in found.items() if wanted[end[0]] == 1}


def _circles(after: Mapping[int, tuple[int, float]]) -> Iterator[list[tuple[int, int]]]:
    """Yield the circles that positions make with those that are after them."""
    seen: set[int] = set()
    for start in sorted(after):
        circle: list[tuple[int, int]] = []
        at = start
        while at in after and at not in seen:
            seen.add(at)
            circle.append((at, after[at][0]))
            at = after[at][0]
        if circle and at == start:
            yield circle


def _turned(
    shares: _Shares, unlike: Sequence[int], after: Mapping[int, tuple[int, float]], blocks: Sequence[str]
) -> Iterator[tuple[int, int, float]]:
    """Yield the pairs of each counted block of which some instances moved: what is left over in it is a pair, too."""
    inside: dict[str, dict[int, None]] = defaultdict(dict)
    for at in unlike:
        if blocks[at]:
            inside[blocks[at]][at] = None
    for positions in inside.values():
        pairs = {at: after[at] for at in positions if at in after and blocks[after[at][0]] == blocks[at]}
        targets = {other for other, _ in pairs.values()}
        ours = [at for at in positions if at not in pairs]
        theirs = [at for at in positions if at not in targets]
        if not pairs or len(ours) > _ENDS or any(after[at][0] not in positions for at in positions if at in after):
            continue
        yield from ((one, other, share) for one, (other, share) in pairs.items())
        ranked = sorted(((shares.of(one, other), -one, -other) for one in ours for other in theirs), reverse=True)
        for share, one, other in ranked:
            if -one in ours and -other in theirs:
                ours.remove(-one)
                theirs.remove(-other)
                yield -one, -other, round(share, 4)
