"""Which resources of two sides are much alike: a score from 0 to 1 for pairs of the same type.

Each resource has traits, words that tell what it is, with weights. A trait counts the more the fewer resources have it
(the inverse document frequency of text retrieval, Sparck Jones 1972), and the score is what two resources share over
what they have (the weighted coefficient of Dice 1945). Pairs are looked for by their rare traits only, so that the work
grows with the number of resources and not with its square.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

Traits = Mapping[str, float]

ENOUGH = 0.6  # from here on two resources are one when something that names them says so too
LEAD = 0.08  # by how much the best candidate has to be better than the second then
CLEAR = 0.25  # from here on they are one when nothing else comes near
FAR = 3.0  # how many times better than the second the best has to be then
LIKELY = 0.2  # from here on a candidate is worth showing
NAMING_WEIGHT = 3.0  # the least weight of a trait that names a resource
NAME = "name "  # what a trait begins with that is a name: `name KIND=VALUE`
LABEL = "address label "  # and one that is the label of an address, which all instances of a block have
_COMMON = 40  # a trait of more resources than this finds no candidates
_CANDIDATES = 12  # of one resource that are scored exactly


@dataclass(frozen=True, slots=True)
class SimilarPair:
    """Two resources, by their positions in the two sides, that are one with this confidence."""

    left: int
    right: int
    confidence: float


@dataclass(frozen=True, slots=True)
class SimilarityResult:
    """The pairs that are clear, and the candidates of what is not: left position -> right positions, best first."""

    pairs: tuple[SimilarPair, ...]
    doubts: Mapping[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class _Score:
    """How much two resources share (0 to 1), and how many of the traits that they share tell just these two.

    `other_name` is true where each has a name of the same kind and none of them is the same.
    """

    share: float
    proofs: int
    other_name: bool


def match_similar(left: Sequence[Traits], right: Sequence[Traits], others: Iterable[Traits] = ()) -> SimilarityResult:
    """Return which elements of two sides are one; `others` are the traits of those that are known already.

    A pair is clear when each is the other's best, they share what tells just these two, and no other comes near:
    the confidence is the score that they have beside the sum of theirs and the next best.
    """
    scores = _scores(left, right, others)
    best_left = _ranked((one, other, score.share) for (one, other), score in scores.items())
    best_right = _ranked((other, one, score.share) for (one, other), score in scores.items())
    pairs = []
    for one, ranked in best_left.items():
        share, other = ranked[0]
        back = best_right[other]
        if back[0][1] == one and _is_clear(ranked, scores[one, other]) and _is_clear(back, scores[one, other]):
            second = max((rival for rival, _ in (*ranked[1:2], *back[1:2])), default=0.0)
            pairs.append(SimilarPair(one, other, round(share / (share + second), 4)))
    taken = {pair.right for pair in pairs}
    clear = {pair.left for pair in pairs}
    doubts = {}
    for one, ranked in best_left.items():
        candidates = tuple(
            other for share, other in ranked if share >= LIKELY and scores[one, other].proofs and other not in taken
        )
        if one not in clear and candidates:
            doubts[one] = candidates
    return SimilarityResult(tuple(sorted(pairs, key=lambda pair: pair.left)), doubts)


def _is_clear(ranked: Sequence[tuple[float, int]], score: _Score) -> bool:
    if score.other_name:
        return False
    second = ranked[1][0] if len(ranked) > 1 else 0.0
    if score.share >= ENOUGH and score.share - second >= LEAD:
        return score.proofs >= 1
    return score.share >= CLEAR and score.share >= FAR * second and score.proofs >= 2


def _proves(trait: str, weight: float, spread: int, share: float) -> int:
    """Return how many proofs a trait of two is; of unlike ones the label that others have, too, proves nothing."""
    alone = spread == 2 and weight >= 1
    return alone + (weight >= NAMING_WEIGHT and (alone or share >= ENOUGH or not trait.startswith(LABEL)))


def _names(traits: Iterable[str]) -> list[str]:
    return [trait for trait in traits if trait.startswith(NAME)]


def _kinds(names: Iterable[str]) -> set[str]:
    return {name.partition("=")[0] for name in names}


def _ranked(rows: Iterable[tuple[int, int, float]]) -> dict[int, list[tuple[float, int]]]:
    found: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for one, other, score in rows:
        found[one].append((score, other))
    return {one: sorted(ranked, key=lambda entry: (-entry[0], entry[1])) for one, ranked in sorted(found.items())}


def _scores(left: Sequence[Traits], right: Sequence[Traits], others: Iterable[Traits]) -> dict[tuple[int, int], _Score]:
    """Return the scores of the pairs that share a rare trait."""
    known = tuple(others)
    spread = Counter(chain.from_iterable(chain(left, right, known)))
    total = len(left) + len(right) + len(known)
    rarity = {trait: math.log2(1 + total / count) / math.log2(1 + total) for trait, count in spread.items()}
    where: dict[str, list[int]] = defaultdict(list)
    for position, traits in enumerate(right):
        for trait in traits:
            where[trait].append(position)
    sizes = [sum(weight * rarity[trait] for trait, weight in traits.items()) for traits in right]
    found: dict[tuple[int, int], _Score] = {}
    for position, traits in enumerate(left):
        shared: dict[int, float] = defaultdict(float)
        for trait, weight in traits.items():
            holders = where.get(trait, ())
            if len(holders) <= _COMMON:
                for other in holders:
                    shared[other] += weight * rarity[trait]
        size = sum(weight * rarity[trait] for trait, weight in traits.items())
        for other in sorted(shared, key=lambda entry: (-shared[entry], entry))[:_CANDIDATES]:
            both = [trait for trait in traits if trait in right[other]]
            common = sum(min(traits[trait], right[other][trait]) * rarity[trait] for trait in both)
            share = 2 * common / (size + sizes[other])
            proofs = sum(_proves(trait, traits[trait], spread[trait], share) for trait in both)
            other_name = not _names(both) and bool(_kinds(_names(traits)) & _kinds(_names(right[other])))
            found[position, other] = _Score(share, proofs, other_name)
    return found
