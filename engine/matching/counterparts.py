"""Which resource of one environment is which of another: by logical address, and by likeness where that says nothing.

Every match has a reason and a confidence. What cannot be told for sure is in doubt, with its candidates: nothing is
guessed, and nothing is lost.

What has the same logical address (the address without the words that name the environment), and has it alone, is one;
`engine.matching.swaps` finds those that share an address and are others. What is left over is compared by its traits,
type by type (`engine.matching.similarity`): words of its address, its names and values, of which each counts the more
the fewer resources have it. Each match tells what its names are on the other side, so that the rest is looked at again,
four times at most. For example, of the queues of prod and preprod:

    prod                                                  preprod
    queue.orders  name=prod-orders  delay=5               queue.orders  name=preprod-orders  delay=9
    queue.mail    name=prod-mail    retention=1234        module.post.queue.this  name=preprod-mail  retention=1234
    queue.audit   name=prod-audit   delay=7               queue.copies  name=preprod-copies  delay=30

`queue.orders` is one by its address (confidence 1.0), though the delay differs: that is for the comparison to find.
`queue.mail` has become `module.post.queue.this` by likeness (0.94): without the words prod and preprod their names are
the same, and nobody else has this name and retention. `queue.audit` and `queue.copies` share nothing, so each stands
on one side only. Were there two queues in preprod that look like `queue.mail`, it would be in doubt between them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from engine.matching.identity import MatchingError
from engine.matching.moves import Moves
from engine.matching.side import MatchSide
from engine.matching.similarity import NAME, Traits, match_similar
from engine.matching.swaps import Design, find_swaps
from engine.matching.words import OWN, LearntWord, learn_numbers, learn_words
from engine.model.address import without_count
from engine.model.snapshot import Resource
from engine.provider.rating import Rater

_ROUNDS = 4


class MatchReason(StrEnum):
    """Why two resources are one."""

    ADDRESS = "address"
    MOVED = "moved"
    LIKENESS = "likeness"
    INTERCHANGEABLE = "interchangeable"


@dataclass(frozen=True, slots=True)
class Match:
    """Two resources that are one, why, and how sure that is (0 to 1)."""

    left: Resource
    right: Resource
    reason: MatchReason = MatchReason.ADDRESS
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class AmbiguousMatch:
    """A resource that may be each of several of the other side, best first."""

    resource: Resource
    candidates: tuple[Resource, ...]


@dataclass(slots=True)
class Counterparts:
    """The outcome: each resource of the two sides stands in exactly one place."""

    matches: list[Match] = field(default_factory=list)
    left_only: list[Resource] = field(default_factory=list)
    right_only: list[Resource] = field(default_factory=list)
    doubts: list[AmbiguousMatch] = field(default_factory=list)
    words: list[LearntWord] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Return how many resources stand here."""
        return 2 * len(self.matches) + len(self.left_only) + len(self.right_only) + len(self.doubts)


def match_environments(left: MatchSide, right: MatchSide, *, learn: bool = True) -> Counterparts:
    """Match two environments, whose words are learnt or those that are known alone.

    Raises MatchingError when a resource would be lost, a defect of ours.
    """
    found = Counterparts()
    moves = Moves([*left.moves, *right.moves])
    left.apply_moves(moves)
    right.apply_moves(moves)
    ours, theirs = _by_address(left, right, found)
    _cross(left, right, found, Design(left.provider, Rater(left.provider)))
    if learn:
        _learn(left, right, found)
    doubts: list[AmbiguousMatch] = []
    for _ in range(_ROUNDS):
        before = len(found.matches)
        _call_alike(left, right, found)
        ours, theirs, doubts = _by_likeness(left, right, ours, theirs, found)
        if len(found.matches) == before or not ours or not theirs:
            break
    _call_all_alike(left, right, found)
    found.doubts = [*doubts, *_reversed(doubts)]
    unclear = {id(doubt.resource) for doubt in found.doubts}
    found.left_only = [item for item in ours if id(item) not in unclear]
    found.right_only = [item for item in theirs if id(item) not in unclear]
    if found.total != len(left.resources) + len(right.resources):
        raise MatchingError(f"matching {len(left.resources)} with {len(right.resources)} accounts for {found.total}")
    return found


def _learn(left: MatchSide, right: MatchSide, found: Counterparts) -> None:
    """Learn the words of the two environments from the names of what is one by its address."""
    found.words = learn_words(
        (match.left.order[0] + match.left.name, one[name], other[name])
        for match in found.matches
        if match.reason is MatchReason.ADDRESS
        for one, other in [(left.find_names(match.left), right.find_names(match.right))]
        for name in sorted(one.keys() & other.keys())
    )
    known = {word.left for word in found.words} | {word.right for word in found.words}
    numbers = learn_numbers(tag for match in found.matches for tag in left.find_tags(match.left, match.right))
    found.words += [word for word in numbers if not {word.left, word.right} & known]
    called = {word: OWN if OWN in {word.left, word.right} else f"{{{word.left}|{word.right}}}" for word in found.words}
    left.learn({word.left: name for word, name in called.items() if word.left != OWN})
    right.learn({word.right: name for word, name in called.items() if word.right != OWN})
    left.rename({})
    found.words = [
        replace(word, left=_said(word.left, left.tokens), right=_said(word.right, right.tokens)) for word in found.words
    ]


def _said(word: str, tokens: Sequence[str]) -> str:
    """Return a word as the names of an environment say it."""
    return " or ".join(sorted(tokens)) if word == OWN else word


def _call_alike(left: MatchSide, right: MatchSide, found: Counterparts) -> None:
    right.rename({id(match.right): left.logical[id(match.left)] for match in found.matches})


def _call_all_alike(left: MatchSide, right: MatchSide, found: Counterparts) -> None:
    """Translate for good: by what both have, and each account and region by the one that it corresponds to."""
    ours, theirs = _places(found.matches)
    for match in found.matches:
        left.lend(match.left, match.right)
        right.lend(match.right, match.left)
    left.rename({}, ours, {id(match.left) for match in found.matches})
    names = {id(match.right): left.logical[id(match.left)] for match in found.matches}
    right.rename(names, theirs, {id(match.right) for match in found.matches})


def _places(matches: Sequence[Match]) -> tuple[dict[str, str], dict[str, str]]:
    """Return what the accounts and regions of each side are called.

    Those that most counterparts are in correspond, one to one; one without a correspondence keeps its own name.
    """
    ours: dict[str, str] = {}
    theirs: dict[str, str] = {}
    for kind in ("account", "region"):
        votes = Counter((getattr(match.left, kind), getattr(match.right, kind)) for match in matches)
        pairs: dict[str, str] = {}
        for (one, other), _ in sorted(votes.items(), key=lambda entry: (-entry[1], entry[0])):
            if one and other and one not in pairs and other not in pairs.values():
                pairs[one] = other
        for number, one in enumerate(sorted(pairs), 1):
            ours[one] = theirs[pairs[one]] = f"{{{kind} {number}}}" if len(pairs) > 1 else f"{{{kind}}}"
    return ours, theirs


def _reversed(doubts: Sequence[AmbiguousMatch]) -> list[AmbiguousMatch]:
    """Return the doubts of the other side: a candidate of somebody is not simply without a counterpart."""
    found: dict[int, tuple[Resource, list[Resource]]] = {}
    for doubt in doubts:
        for candidate in doubt.candidates:
            found.setdefault(id(candidate), (candidate, []))[1].append(doubt.resource)
    return [AmbiguousMatch(resource, tuple(others)) for resource, others in found.values()]


def _by_address(left: MatchSide, right: MatchSide, found: Counterparts) -> tuple[list[Resource], list[Resource]]:
    """Match what has the same logical address and nothing else has it; return the rest.

    Where one side counts more of a resource than the other, one that went may have moved all after it: what has a name
    there that one of the other side has, and nobody else, is that one.
    """
    lefts, rights = _grouped(left), _grouped(right)
    named = dict(_by_names(left, right, _uneven(lefts, rights)))
    taken = {id(other) for other in named.values()}
    ours: list[Resource] = []
    for key, items in lefts.items():
        others = [item for item in rights.get(key, []) if id(item) not in taken]
        if len(items) == 1 and id(items[0]) in named:
            one, other = items[0], named[id(items[0])]
        elif len(items) == len(others) == 1:
            one, other = items[0], others[0]
        else:
            ours += items
            continue
        reason = MatchReason.ADDRESS if left.own[id(one)] == right.own[id(other)] else MatchReason.MOVED
        found.matches.append(Match(one, other, reason))
    matched = {id(match.right) for match in found.matches}
    theirs = [item for item in right.resources if id(item) not in matched]
    return ours, theirs


_Groups = Mapping[tuple[str, str], Sequence[Resource]]


def _uneven(lefts: _Groups, rights: _Groups) -> Iterator[tuple[list[Resource], list[Resource]]]:
    """Yield the instances of each counted block of which the two sides have another number."""
    blocks: dict[tuple[str, str], tuple[list[Resource], list[Resource]]] = defaultdict(lambda: ([], []))
    for at, side in enumerate((lefts, rights)):
        for key, items in side.items():
            if _counted(key) != key:
                blocks[_counted(key)][at].extend(items)
    yield from ((ours, theirs) for ours, theirs in blocks.values() if ours and theirs and len(ours) != len(theirs))


def _by_names(
    left: MatchSide, right: MatchSide, blocks: Iterable[tuple[list[Resource], list[Resource]]]
) -> Iterator[tuple[int, Resource]]:
    """Yield the counterparts in blocks that a name of their own tells, by the `id()` of those of the left side."""
    for ours, theirs in blocks:
        sides = [
            _by_name_traits((side.find_traits(item), item) for item in items)
            for side, items in ((left, ours), (right, theirs))
        ]
        for name in sides[0].keys() & sides[1].keys():
            one, other = sides[0][name], sides[1][name]
            if len(one) == len(other) == 1:
                yield id(one[0]), other[0]


def _by_name_traits(told: Iterable[tuple[Traits, Resource]]) -> dict[frozenset[str], list[Resource]]:
    found: dict[frozenset[str], list[Resource]] = defaultdict(list)
    for traits, item in told:
        if names := frozenset(trait for trait in traits if trait.startswith(NAME)):
            found[names].append(item)
    return found


def _cross(left: MatchSide, right: MatchSide, found: Counterparts, design: Design) -> None:
    """Match anew what has another's address.

    What names two that were exchanged shows only after them that it was exchanged itself, so it takes some rounds.
    """
    pairs = list(found.matches)
    by_type: dict[str, list[int]] = defaultdict(list)
    for at, match in enumerate(pairs):
        if match.reason is MatchReason.ADDRESS:
            by_type[match.left.type].append(at)
    before: dict[int, int] = {}
    for _ in range(_ROUNDS):
        _call_alike(left, right, found)
        ends = {
            positions[one]: (positions[other], share)
            for type_, positions in by_type.items()
            if len(positions) > 1
            for one, (other, share) in _crossed(left, right, design.of(type_), [pairs[at] for at in positions]).items()
        }
        for at in before.keys() - ends.keys():
            found.matches[at] = pairs[at]
        for at, (other, share) in ends.items():
            found.matches[at] = Match(pairs[at].left, pairs[other].right, MatchReason.LIKENESS, share)
        now = {at: other for at, (other, _) in ends.items()}
        if now == before:
            break
        before = now


def _crossed(
    left: MatchSide, right: MatchSide, is_design: Callable[[str], bool], pairs: Sequence[Match]
) -> dict[int, tuple[int, float]]:
    names = [left.logical[id(pair.left)] for pair in pairs]
    blocks = [block if (block := without_count(name)) != name else "" for name in names]
    ours, theirs = [left.find_traits(pair.left) for pair in pairs], [right.find_traits(pair.right) for pair in pairs]
    return find_swaps(ours, theirs, blocks, is_design)


def _counted(key: tuple[str, str]) -> tuple[str, str]:
    """Return a type and logical address without the number at its end."""
    return key[0], without_count(key[1])


def _grouped(side: MatchSide) -> dict[tuple[str, str], list[Resource]]:
    found: dict[tuple[str, str], list[Resource]] = defaultdict(list)
    for item in side.resources:
        found[item.type, side.logical[id(item)]].append(item)
    return found


def _by_likeness(
    left: MatchSide, right: MatchSide, ours: list[Resource], theirs: list[Resource], found: Counterparts
) -> tuple[list[Resource], list[Resource], list[AmbiguousMatch]]:
    rest_left: list[Resource] = []
    rest_right: list[Resource] = []
    doubts: list[AmbiguousMatch] = []
    lefts, rights = _by_type(ours), _by_type(theirs)
    known = _known(left, right, found, lefts.keys() & rights.keys())
    for type_ in sorted(lefts.keys() | rights.keys()):
        one, other = lefts.get(type_, []), rights.get(type_, [])
        if not one or not other:
            rest_left += one
            rest_right += other
            continue
        our_traits, their_traits = [left.find_traits(item) for item in one], [right.find_traits(item) for item in other]
        taken = _twins(one, other, our_traits, their_traits, found)
        likeness = match_similar(
            [traits if id(item) not in taken else {} for item, traits in zip(one, our_traits, strict=True)],
            [traits if id(item) not in taken else {} for item, traits in zip(other, their_traits, strict=True)],
            known.get(type_, ()),
        )
        for pair in likeness.pairs:
            match = Match(one[pair.left], other[pair.right], MatchReason.LIKENESS, pair.confidence)
            found.matches.append(match)
            taken |= {id(match.left), id(match.right)}
        doubts += [
            AmbiguousMatch(one[index], tuple(other[at] for at in others)) for index, others in likeness.doubts.items()
        ]
        rest_left += [item for item in one if id(item) not in taken]
        rest_right += [item for item in other if id(item) not in taken]
    return rest_left, rest_right, doubts


def _known(left: MatchSide, right: MatchSide, found: Counterparts, types: Collection[str]) -> dict[str, list[Traits]]:
    """Return the traits of what is matched already: what is common among them tells nobody apart."""
    known: dict[str, list[Traits]] = defaultdict(list)
    for match in found.matches:
        if match.left.type in types:
            known[match.left.type] += [left.find_traits(match.left), right.find_traits(match.right)]
    return known


def _twins(
    one: Sequence[Resource],
    other: Sequence[Resource],
    our_traits: Sequence[Traits],
    their_traits: Sequence[Traits],
    found: Counterparts,
) -> set[int]:
    """Match resources that nothing but their addresses tells apart, in order: whichever is which, nothing differs."""
    lefts, rights = _alike_inside(one, our_traits), _alike_inside(other, their_traits)
    taken: set[int] = set()
    for key, items in lefts.items():
        others = rights.get(key, [])
        if key and len(items) > 1 and len(others) > 1:
            for match in (Match(*pair, MatchReason.INTERCHANGEABLE) for pair in zip(items, others, strict=False)):
                found.matches.append(match)
                taken |= {id(match.left), id(match.right)}
    return taken


def _alike_inside(resources: Sequence[Resource], traits: Sequence[Traits]) -> dict[frozenset[str], list[Resource]]:
    found: dict[frozenset[str], list[Resource]] = defaultdict(list)
    for item, words in zip(resources, traits, strict=True):
        found[frozenset(word for word in words if not word.startswith("address "))].append(item)
    return {key: sorted(items, key=lambda item: item.order) for key, items in found.items()}


def _by_type(resources: Sequence[Resource]) -> dict[str, list[Resource]]:
    found: dict[str, list[Resource]] = defaultdict(list)
    for item in resources:
        found[item.type].append(item)
    return found
