"""What differs between an intended resource and the observed one, attribute by attribute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Any

from engine.canonical.sets import equal, write_identity
from engine.comparison.attributes import AttributeComparison
from engine.comparison.inline_forms import InlineForms, Listed
from engine.comparison.unread import UnreadAttributes
from engine.comparison.versions import TwoVersions, unlike_gap
from engine.facts.widening import Widenings
from engine.jsontext.packed import PackedAttributes, same_bytes
from engine.model.outcome import FailOn, FindingStatus, Gap, Severity
from engine.model.path import Change, Name
from engine.model.secret import has_secret_anywhere
from engine.model.snapshot import Resource
from engine.provider.rating import Rater, Weight
from engine.provider.settable import Settable

_READ_IT = "compare it by a refresh: give a refresh-only plan as an observed source"
# What Python takes for nothing, as JSON.
_NOTHING = frozenset({b"null", b"false", b"0", b"-0", b"0.0", b"-0.0", b'""', b"[]", b"{}"})
_SAY_IT = "write the state anew with its provider: terraform apply -refresh-only"


@dataclass(frozen=True, slots=True)
class _OfType:
    """What is the same for all resources of a type, looked up once."""

    settable: Settable
    volatile: frozenset[str]
    inner: tuple[tuple[str, str], ...]  # (block, member) of what is volatile in blocks
    never_unread: frozenset[str]
    instead: Mapping[str, tuple[str, ...]]


@dataclass(slots=True)
class Pairs:
    """Compares matched resources; collects gaps and counts on its way.

    `listed` tells of which types the observed side shows also what nobody manages; `same_key` tells whether the
    secrets of the two sides can be compared. `compared` counts attributes, `unread` those that the observed side does
    not tell, and `unsaid` those of which the intent says nothing.
    """

    attributes: AttributeComparison
    rating: Rater
    fail_on: FailOn
    inline: InlineForms
    listed: Listed
    same_key: bool
    gaps: list[Gap] = field(default_factory=list)
    compared: int = 0
    unread: UnreadAttributes = field(default_factory=UnreadAttributes)
    unsaid: UnreadAttributes = field(default_factory=UnreadAttributes)
    widenings: Widenings = field(init=False)
    _versions: TwoVersions = field(init=False)
    _facts: dict[str, _OfType] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Take what is known of the provider's versions."""
        self._versions = TwoVersions(self.attributes.provider)
        self.widenings = Widenings(self.attributes.provider.common)

    def weigh(self, desired: Resource, change: Change, observed: Resource) -> Weight:
        """Return how much a difference of a pair matters."""
        widened = self.widenings.of(observed, change, (desired.attributes, observed.attributes))
        return self.rating.of_change(desired.type, change.path, change.before, change.after, widened)

    def weigh_unmanaged(self, item: Resource) -> Weight:
        """Return how much a resource matters that nobody intends: more where it lets everybody in or do everything."""
        held = {}
        for name in sorted(self.attributes.settables.of(item.type).sure(item.attributes.keys())):
            path, value = (Name(name),), item.attributes[name]
            widened = self.widenings.of_new(item, name, value)
            if self.rating.of_attribute(item.type, name, value).rank >= Severity.HIGH.rank:
                weight = self.rating.of_change(item.type, path, None, value, widened)
                if weight.opens and weight.severity is Severity.CRITICAL:
                    return weight
            if widened is None:
                held[name] = value
        return self.rating.of_presence(item.type, FindingStatus.UNMANAGED, held)

    def find_changes(self, desired: Resource, observed: Resource) -> Iterator[Change]:
        """Yield what differs of the attributes that both sides have read."""
        facts = self._of(desired.type)
        skipped = self.inline.find_skipped(desired)
        instead = _instead(desired, facts)
        unlike = _unlike(desired.attributes, observed.attributes)
        if not unlike:
            told = desired.attributes.keys()
            left_out = facts.volatile | instead.keys() | skipped if instead or skipped else facts.volatile
            self.compared += len(told) - len(told & left_out)
            return
        both = desired.attributes.keys() & observed.attributes.keys()
        if skipped:
            yield from self._hidden(desired, observed, both & self.inline.find_hidden(desired, self.listed), facts)
        names = both - facts.volatile - instead.keys() - skipped
        self.compared += len(names)
        self._count_unread(desired, observed, instead, facts)
        differing = {name for name in names & unlike if not equal(desired.attributes[name], observed.attributes[name])}
        if differing:
            if differing & self.attributes.tags:
                differing |= self.attributes.tags
            yield from self._differences(desired, observed, differing, facts)
        retold = self._versions.find_retold(desired, observed)
        self._count_unsaid(desired, observed, skipped | instead.keys() | retold, facts)

    def _differences(self, desired: Resource, observed: Resource, names: set[str], facts: _OfType) -> Iterator[Change]:
        left, right = (_subset(item.attributes, names, facts) for item in (desired, observed))
        compared = self.attributes.compare(desired, left, right)
        self.gaps += compared.gaps
        unlike = self._versions.find_unlike(desired, observed)
        self.gaps += [unlike_gap(desired, name) for name in sorted(unlike & {one.path[0] for one in compared.changes})]
        for change in compared.changes:
            if change.path[0] in unlike:
                continue
            # Secrets under two keys are neither equal nor different: that is a gap already.
            if self.same_key or not (has_secret_anywhere(change.before) and has_secret_anywhere(change.after)):
                yield change

    def list_unread(self) -> Iterator[Gap]:
        """Yield the attributes that one side lacks and a change of which would fail the gate: none is proven."""
        yield from self.unread.gaps(self.fail_on, source="observed", problem="is not read", fix=_READ_IT)
        yield from self.unsaid.gaps(self.fail_on, source="desired", problem="is not in the intent", fix=_SAY_IT)

    def _of(self, type_: str) -> _OfType:
        facts = self._facts.get(type_)
        if facts is None:
            provider = self.attributes.provider
            settable = self.attributes.settables.of(type_)
            names = settable.volatile
            facts = self._facts[type_] = _OfType(
                settable=settable,
                volatile=frozenset(name for name in names if "." not in name),
                inner=tuple((block, member) for block, dot, member in (name.partition(".") for name in names) if dot),
                never_unread=settable.never_missed(),
                instead=provider.facts(type_).instead,
            )
        return facts

    def _count_unread(
        self, desired: Resource, observed: Resource, instead: Mapping[str, tuple[str, ...]], facts: _OfType
    ) -> None:
        """Count the attributes that people set and the observed side could tell and did not."""
        untold = desired.attributes.keys() - observed.attributes.keys() - facts.never_unread
        if untold:
            untold -= self.inline.find_explained(desired, self.listed)
            untold -= self._versions.find_retold(desired, observed)
        # The intent may say a thing in another form, which nobody reads.
        unsaid = {
            name
            for name, others in instead.items()
            if name in observed.attributes and not observed.attributes.keys() & set(others)
        }
        for name in untold | unsaid:
            self.unread.add(desired, name, self._severity(desired, name))

    def _count_unsaid(self, desired: Resource, observed: Resource, told: AbstractSet[str], facts: _OfType) -> None:
        """Count what reality tells and the intent has no word of: its state is of an older provider.

        `told` are the attributes that it says in another way.
        """
        for name in observed.attributes.keys() - desired.attributes.keys() - facts.volatile - told:
            if facts.settable.is_set(name) and observed.attributes[name]:
                self.unsaid.add(desired, name, self._severity(observed, name))

    def _severity(self, item: Resource, name: str) -> Severity:
        """Return how much a difference can matter in an attribute of which only one side tells the value."""
        return self.rating.of_attribute(item.type, name, item.attributes.get(name))

    def _hidden(self, desired: Resource, observed: Resource, names: Iterable[str], facts: _OfType) -> Iterator[Change]:
        """Yield what there is of a fact with separate resources, where only the managed ones of those were seen.

        What they do not account for was added past them; what is not there any more they tell themselves.
        """
        for name in sorted(names):
            own, there = desired.attributes[name], observed.attributes[name]
            if self.inline.accounts_for(desired, name, there):
                continue
            if isinstance(own, list) and isinstance(there, list):
                there = [*own, *(item for item in there if not self.inline.accounts_for(desired, name, [item]))]
            if not equal(own, there):
                seen = replace(observed, attributes={**observed.attributes, name: there})
                yield from self._differences(desired, seen, {name}, facts)


def _unlike(one: Mapping[str, Any], other: Mapping[str, Any]) -> set[str]:
    """Return the names of the attributes that may differ; none where the two are the same to the last bit."""
    if isinstance(one, PackedAttributes) and isinstance(other, PackedAttributes):
        return one.unlike(other)
    return set() if same(one, other) else one.keys() | other.keys()


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether two resources' attributes are the same to the last bit; to Python true and 1 are equal."""
    if same_bytes(one, other):
        return True
    return bool(one == other) and write_identity(dict(one)) == write_identity(dict(other))


def _instead(desired: Resource, facts: _OfType) -> Mapping[str, tuple[str, ...]]:
    """Return the attributes for which the intent says another, with the names of the others."""
    if not facts.instead:
        return facts.instead
    told = desired.attributes
    return {name: others for name, others in facts.instead.items() if any(_says(told, other) for other in others)}


def _says(attributes: Mapping[str, Any], name: str) -> bool:
    """Tell whether an attribute says something; its value is not read where it is stored."""
    if isinstance(attributes, PackedAttributes):
        return name in attributes and attributes.text(name) not in _NOTHING
    return bool(attributes.get(name))


def _subset(attributes: Mapping[str, Any], names: set[str], facts: _OfType) -> dict[str, Any]:
    """Return the attributes of these names, without what is volatile in their blocks."""
    found = {name: attributes[name] for name in names if name in attributes}
    for block, member in facts.inner:
        if isinstance(found.get(block), list):
            found[block] = [_without(entry, member) for entry in found[block]]
    return found


def _without(entry: Any, name: str) -> Any:
    return {key: value for key, value in entry.items() if key != name} if isinstance(entry, Mapping) else entry
