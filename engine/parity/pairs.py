"""What differs between two counterparts that should not, and what is the same that should not be."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from engine.canonical.sets import equal
from engine.comparison.attributes import AttributeComparison
from engine.comparison.unread import UnreadAttributes
from engine.comparison.versions import TwoVersions, unlike_gap
from engine.estate.references import Translation
from engine.facts.widening import Sides, Widenings
from engine.findings import catalogue
from engine.findings.ending import find_ending
from engine.findings.findings import make_resource_finding, show_value
from engine.model.outcome import FailOn, Finding, Gap, Severity
from engine.model.parity import Expectation, ParityRule
from engine.model.path import Change, Name, written
from engine.model.secret import is_secret_mark
from engine.model.snapshot import Resource
from engine.parity.confidence import NOTHING, ConfidenceSum
from engine.parity.hidden import WORLDWIDE, Mark, find_marks, is_credential, place_of
from engine.parity.rules import Judgement, ParityRules
from engine.parity.styles import Styles
from engine.parity.unapplied import Pattern, Settled, Unapplied, is_unapplied
from engine.parity.ways import Ways
from engine.provider.meaning import Meaning
from engine.provider.port import Provider
from engine.provider.rating import Rater, Weight
from engine.provider.schema import SchemaNode
from engine.provider.settable import without_computed

_KNOW_IT = "compare what is there: give states, or refresh-only plans"
_APPLY_IT = "compare again after the apply; code beside a plan ({ hcl: FOLDER }) proves what refers to a counterpart"
_RULE = {
    Expectation.ORDER: catalogue.PARITY_ORDER,
    Expectation.RATIO: catalogue.PARITY_RATIO,
    Expectation.BOUND: catalogue.PARITY_BOUND,
    Expectation.MUST_DIFFER: catalogue.PARITY_SAME,
}


@dataclass(frozen=True, slots=True)
class _Differing:
    """The attributes in which two resources differ as they should not, and those of which redaction hides how."""

    wrong: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    gaps: tuple[Gap, ...] = ()


class ParityPairs:
    """Compares matched resources by the rules; collects findings, gaps, counts and weights on its way.

    `two_estates` tells that the two sides are not read from the same places: only then is a shared secret one. `alone`
    are the translated ids of what has no counterpart, of either side: that it is named somewhere is told with it.
    """

    def __init__(self, provider: Provider, fail_on: FailOn, given: Sequence[ParityRule], *, two_estates: bool) -> None:
        """Begin with nothing; the rules that are `given` come before all others."""
        self.provider, self.fail_on, self.two_estates = provider, fail_on, two_estates
        self.attributes, self.rating = AttributeComparison(provider), Rater(provider)
        self.widenings = Widenings(provider.common)
        self.rules = ParityRules(given, self.attributes, self.rating)
        self.versions = TwoVersions(provider)
        self.findings: list[Finding] = []
        self.gaps: list[Gap] = []
        self.tally = ConfidenceSum(self.rating)
        self.alone: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
        self.ways: Ways | None = None
        self.styles: Styles | None = None
        self.unapplied: Unapplied | None = None
        self.compared = 0
        self.is_planned = False  # some of what was compared: only an apply tells all of it
        self.unread = UnreadAttributes()

    def pair(self, one: Resource, other: Resource, left: Translation, right: Translation) -> None:
        """Compare the settable attributes of a pair: `one` of the reference, `other` of the candidate."""
        same = frozenset[str]()
        if self.styles is not None:
            one, other = self.styles.find_refreshed(one), self.styles.find_refreshed(other)
            same = self.styles.find_same(one, other)
        settled = self._settled(one, other, same)
        one, other = settled.one, settled.other
        self.is_planned |= settled.is_planned
        node = self.provider.find(one.type)
        settable = (self.settable(one) & self.settable(other)) - self._endings(one, other)
        names = settable & one.attributes.keys() & other.attributes.keys()
        self.compared += len(names)
        settable |= self.versions.find_gone(one, other)
        self.rules.note(other, {name: other.attributes[name] for name in names})
        found = self._differences(one, other, left, right, names, node, same)
        self.gaps += found.gaps
        wrong, hidden, broken = {*found.wrong}, {*found.hidden}, {gap.path for gap in found.gaps}
        if self.two_estates:
            wrong |= self._equals(one, other, names)
            wrong |= {name for name in sorted(names - wrong) if self._is_way(one, other, name)}
            self._shared_secrets(one, other)
        told = {name for name in names if one.attributes[name] not in NOTHING or other.attributes[name] not in NOTHING}
        unknown = {
            name
            for name in settable - names
            if one.attributes.get(name) not in NOTHING or other.attributes.get(name) not in NOTHING
        }
        unknown = (unknown | settled.names & settable) - settled.lent
        for name in (settable - names - settled.lent) | unknown:
            is_open = name in unknown and name not in same
            self.unread.add(one, name, self._unproven(one, other, name, settled.members(name)) if is_open else None)
        hidden -= wrong
        for name in hidden:
            self.unread.add(one, name)
        lost = hidden | broken
        self.tally.add_pair(one.type, (told | wrong) - lost, wrong - broken, sorted(unknown | lost))

    def _settled(self, one: Resource, other: Resource, same: AbstractSet[str]) -> Settled:
        if self.unapplied is None or self.styles is None:
            return Settled(one, other)
        return self.unapplied.settle(one, other, self.styles.find_open(one, other), same)

    def _unproven(self, one: Resource, other: Resource, name: str, members: Iterable[Pattern]) -> Severity | None:
        """Return how much a difference can matter in an attribute, or some `members`, that only one of a pair tells."""
        if name in self.attributes.settables.of(one.type).never_missed():
            return None
        if members:
            return max((self.rating.of_member(one.type, pattern) for pattern in members), key=lambda one: one.rank)
        told = one if name in one.attributes else other
        return self.rating.of_attribute(told.type, name, told.attributes.get(name))

    def list_unread(self) -> Iterator[Gap]:
        """Yield the attributes that one of two counterparts lacks and a difference of which would fail the gate."""
        fix = _APPLY_IT if self.is_planned else _KNOW_IT
        yield from self.unread.gaps(self.fail_on, source="parity", problem="is not known on one side", fix=fix)

    def settable(self, resource: Resource) -> set[str]:
        """Return the attributes of a resource that people set; in another version of its schema, also unknown ones."""
        known = self.attributes.settables.of(resource.type)
        found = known.expected(resource.attributes)
        if resource.schema_version not in {None, self.provider.version_of(resource.type)}:
            found |= known.likely(resource.attributes.keys())
        return found

    def _differences(
        self,
        one: Resource,
        other: Resource,
        left: Translation,
        right: Translation,
        names: set[str],
        node: SchemaNode | None,
        same: AbstractSet[str],
    ) -> _Differing:
        """Report what differs against the rules, and return it by the names of the attributes.

        What is the `same` is said by separate resources.
        """
        fields = node.fields if node is not None else {}
        ours = {name: without_computed(left.value(one.attributes[name]), fields.get(name)) for name in names}
        theirs = {name: without_computed(right.value(other.attributes[name]), fields.get(name)) for name in names}
        renamed = {name: value for name, value in theirs.items() if value != other.attributes[name]}
        self.rules.note(other, renamed)
        differing = {name for name in names if not equal(ours[name], theirs[name])}
        if differing & self.attributes.tags:
            differing |= names & self.attributes.tags
        differing -= same | set(self._hinged(one, other))
        if is_unapplied(one) or is_unapplied(other):
            # Which resource a name means is not known before an apply; that both say the same in their words is.
            sides = ((left, one.attributes), (right, other.attributes))
            differing -= {
                name for name in differing if equal(*(side.plain(attributes[name]) for side, attributes in sides))
            }
        if not differing:
            return _Differing()
        paths = self.provider.common.paths
        kept = _paths({name: one.attributes[name] for name in differing}, paths)
        kept &= _paths({name: other.attributes[name] for name in differing}, paths)
        if self.ways is not None:
            kept = {path for path in kept if not self.ways.find(right.text(path))}
        if kept:
            for side, own, translation in ((ours, one, left), (theirs, other, right)):
                for name in differing:
                    side[name] = without_computed(translation.value(own.attributes[name], kept), fields.get(name))
        before = {name: ours[name] for name in differing}
        after = {name: theirs[name] for name in differing}
        compared = self.attributes.compare(other, before, after)
        unlike = self.versions.find_unlike(one, other) & {change.path[0] for change in compared.changes}
        changes = [change for change in compared.changes if change.path[0] not in unlike]
        hidden = {change.path[0] for change in changes if _is_hidden(change)}
        told = [change for change in changes if not _is_hidden(change) and not self._is_implied(change)]
        if self.unapplied is not None:
            told = [change for change in told if not self.unapplied.is_unsaid(one, other, change)]
        wrong = {change.path[0] for change in told if self._judged(other, change, (ours, theirs))}
        gaps = (*compared.gaps, *(unlike_gap(other, name) for name in sorted(unlike)))
        return _Differing(frozenset(wrong), frozenset(hidden), gaps)

    def _hinged(self, one: Resource, other: Resource) -> Iterator[str]:
        """Yield the attributes that only one of two can have, because of another attribute."""
        for name, (hinge, beginnings) in self.provider.facts(one.type).hinged.items():
            told = [str(item.attributes.get(hinge)).startswith(beginnings) for item in (one, other)]
            if told[0] != told[1]:
                yield name

    def _is_implied(self, change: Change) -> bool:
        """Tell whether a member is there because of what only that side has, which is a finding of its own."""
        if change.before is None:
            return _names_any(change.after, self.alone[1])
        return change.after is None and _names_any(change.before, self.alone[0])

    def _judged(self, resource: Resource, change: Change, sides: Sides) -> bool:
        """Report a difference between two sides of attributes unless it is right; tell whether it is wrong."""
        if is_secret_mark(change.before) and is_secret_mark(change.after):
            return False  # two environments must not share a secret; that they do not is right
        judgement = self.rules.differs(resource, change)
        way = "" if self.ways is None else self.ways.find(change.after)
        if way:
            self._add_way(resource, change, way)
            return True
        if not judgement.wrong:
            return False
        message = (
            f"{resource.address}: {written(change.path)} is {show_value(change.after)}, "
            f"the reference has {show_value(change.before)}"
        )
        widened = self.widenings.of(resource, change, sides)
        weight = self.rating.of_change(resource.type, change.path, change.before, change.after, widened)
        self._add(resource, judgement, weight, message, change)
        return True

    def _is_way(self, one: Resource, other: Resource, name: str) -> bool:
        """Report what both sides name alike though only the reference has it; tell whether there is such."""
        value = other.attributes[name]
        way = self.ways.find_alone(value) if self.ways is not None and one.attributes[name] == value else ""
        if way:
            self._add_way(other, Change(path=(Name(name),), before=value, after=value), way)
        return bool(way)

    def _add_way(self, resource: Resource, change: Change, way: str) -> None:
        message = (
            f"{resource.address}: {written(change.path)} is {show_value(change.after)}, which is {way} of the reference"
        )
        why = "what is tried in the candidate reaches the reference"
        weight = Weight(Severity.HIGH, self.rating.of_change(resource.type, change.path).meaning, why)
        rule = catalogue.PARITY_WAY
        self.findings.append(make_resource_finding(rule, resource, weight, message, self.fail_on, change))

    def _endings(self, one: Resource, other: Resource) -> set[str]:
        """Report that one of two counterparts is going to be deleted; return the attributes that say so of either."""
        found = [(item, ending) for item in (one, other) if (ending := find_ending(item, self.provider)) is not None]
        if len(found) == 1:
            ((item, ending),) = found
            which = other.name if item is other else f"the reference's {one.name}"
            message = f"{which} is going to be deleted ({ending.when}), and its counterpart is not"
            rule = catalogue.PARITY_PENDING_DELETION
            self.findings.append(make_resource_finding(rule, other, ending.weight, message, self.fail_on))
        return {ending.attribute for _, ending in found}

    def _equals(self, one: Resource, other: Resource, names: set[str]) -> set[str]:
        """Report what is equal and must not be, or out of bounds; return the names of those attributes."""
        equal = {name for name in names if one.attributes[name] == other.attributes[name]}
        wrong: set[str] = set()
        for path, value, judgement in self.rules.equals(other, equal):
            weight = self.rating.of_change(other.type, path)
            if judgement.rule.expect is Expectation.MUST_DIFFER and not judgement.rule.where:
                weight = Weight(Severity.LOW, weight.meaning, judgement.rule.reason)
            message = f"{other.address}: {written(path)} is {show_value(value)} in both"
            self._add(other, judgement, weight, message, Change(path=path, before=value, after=value))
            wrong.add(path[0])
        return wrong

    def _add(
        self,
        resource: Resource,
        judgement: Judgement,
        weight: Weight,
        message: str,
        change: Change,
    ) -> None:
        rule = judgement.rule
        entry = _RULE.get(rule.expect, catalogue.PARITY_CHANGED)
        if entry is not catalogue.PARITY_CHANGED:
            reason = f" ({rule.reason})" if rule.reason else ""
            message = f"{message}: {judgement.wrong}{reason}"
        self.findings.append(make_resource_finding(entry, resource, weight, message, self.fail_on, change))

    def _shared_secrets(self, one: Resource, other: Resource) -> None:
        ours = {mark.path: mark.fingerprint for mark in find_marks(one, self.provider)}
        for mark in find_marks(other, self.provider):
            path = mark.path
            if ours.get(path) != mark.fingerprint:
                continue
            if mark.is_credential:
                change = Change(path=path, before=None, after=None)
                message = f"{other.address}: {written(path)} is the same secret as in the reference"
                why = f"{mark.path[-1]} decides who may do what; who knows it in one environment knows it in both"
                weight = Weight(Severity.HIGH, Meaning.IDENTITY, why)
                rule = catalogue.PARITY_SHARED_SECRET
                self.findings.append(make_resource_finding(rule, other, weight, message, self.fail_on, change))
            elif place := place_of(mark.name):
                self._shared_place(other, mark, place)

    def _shared_place(self, resource: Resource, mark: Mark, place: str) -> None:
        """Report a hidden setting that is the same in both, though its name says that it leads somewhere."""
        severity = Severity.HIGH if place in WORLDWIDE else Severity.MEDIUM
        called = "" if mark.name == mark.path[-1] else f" ({mark.name})"
        message = f"{resource.address}: {written(mark.path)}{called} has the same hidden value as in the reference"
        why = f"its name says {place}: what is tried in the candidate may reach the reference"
        change = Change(path=mark.path, before=None, after=None)
        weight = Weight(severity, Meaning.BEHAVIOUR, why)
        rule = catalogue.PARITY_SHARED_PLACE
        self.findings.append(make_resource_finding(rule, resource, weight, message, self.fail_on, change))


def _names_any(value: Any, ids: Container[str]) -> bool:
    """Tell whether all that a value names is something of these."""
    if isinstance(value, str):
        return value in ids
    if is_secret_mark(value):
        return False
    members = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    told = [member for member in members if member not in NOTHING]
    return bool(told) and all(_names_any(member, ids) for member in told)


def _paths(value: Any, paths: Container[str], name: str = "") -> set[str]:
    """Return the paths in a value: a word in one that both sides have is no name of an environment."""
    if isinstance(value, str):
        return {value} if name in paths else set()
    if isinstance(value, Mapping):
        return set().union(*(_paths(item, paths, key) for key, item in value.items()))
    return set().union(*(_paths(item, paths, name) for item in value)) if isinstance(value, list) else set()


def _is_hidden(change: Change) -> bool:
    """Tell whether two settings differ that were redacted because they may hold secrets: in what, nobody can tell."""
    return is_secret_mark(change.before) and is_secret_mark(change.after) and not is_credential(change.path[-1])
