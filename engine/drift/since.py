"""Drift since a proof: the configuration that evidence is about against the one that is there now.

Nothing is guessed: digests of values that were hidden under another key, read of another side or written by other rules
are the same where they are equal, and where they are not, nobody can tell whether anything moved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.comparison.configuration import ConfigurationReader, Fingerprinted, digest_form, epoch_of
from engine.drift.whereabouts import Absent, Found, Whereabouts
from engine.model.identity import type_of
from engine.model.measurement import ProvenConfiguration, ResourceFingerprint
from engine.model.outcome import Gap, GapReason
from engine.model.snapshot import Side, Snapshot
from engine.provider.port import Provider
from engine.provider.settable import Settables

_ANEW = "make the fingerprint anew from the snapshot of that time: driftgate snapshot fingerprint ID ADDRESS"
_OTHER_RULES = (GapReason.INCOMPARABLE, "was written by other rules then", _ANEW)
_UNTOLD = (GapReason.MISSING_INPUT, "is not in the proof, which says nothing of what it was then", _ANEW)
_READ_IT = "let it be read: the gaps of the snapshot say what is missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A resource that is not as it was, with the attributes that moved; without any it is gone.

    `is_reference` tells that it is none of those that the evidence is about, but one that they refer to.
    """

    name: str
    attributes: tuple[str, ...] = ()
    is_reference: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """What cannot be compared of a resource, why, and what would help."""

    name: str
    reason: GapReason
    detail: str
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What is not as it was, what nobody can tell of, and the sides on which it was looked at."""

    moved: tuple[Moved, ...]
    unclear: tuple[Unclear, ...]
    sides: frozenset[Side]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The fingerprint of the resources that were asked for: none where one is absent or was not read whole.

    `gaps` are what could not be read of them, or of where they may be.
    """

    configuration: ProvenConfiguration | None
    absent: tuple[Absent, ...]
    gaps: tuple[Gap, ...]


class Estate:
    """What is intended and what is there of one environment, to make and to compare fingerprints."""

    def __init__(self, desired: Snapshot | None, observed: Snapshot | None, provider: Provider) -> None:
        """Take the snapshots, with their secrets under one key; none for a side that nobody reads."""
        self.whereabouts = Whereabouts(desired, observed, provider)
        self._provider, self._settables = provider, Settables(provider)
        self._readers: dict[int, ConfigurationReader] = {}  # by the id() of their snapshots, made on first use

    def compare(self, proven: ProvenConfiguration) -> Since:
        """Return what moved since a configuration was proven, and what nobody can tell of."""
        entries = [(*entry, False) for entry in proven.resources] + [(*entry, True) for entry in proven.references]
        form = digest_form(self._provider, (type_of(name) for name, _, _ in entries))
        moved: list[Moved] = []
        unclear: list[Unclear] = []
        sides: set[Side] = set()
        for name, before, is_reference in entries:
            found = self.whereabouts.find(name)
            if isinstance(found, Found):
                sides.add(found.snapshot.side)
                changed, others = self._differences(name, before, found, same_form=form == proven.form)
                unclear += others
                if changed:
                    moved.append(Moved(name=name, attributes=changed, is_reference=is_reference))
            elif found.reason is None:
                moved.append(Moved(name=name, is_reference=is_reference))
            else:
                unclear.append(Unclear(name=name, reason=found.reason, detail=found.detail, fix=found.fix))
        return Since(moved=tuple(moved), unclear=tuple(unclear), sides=frozenset(sides))

    def take(self, names: Iterable[str]) -> Taken:
        """Return the fingerprint of the resources of these names, and of what they refer to, one step far."""
        absent: list[Absent] = []
        gaps: set[Gap] = set()
        resources: dict[str, ResourceFingerprint] = {}
        references: dict[str, ResourceFingerprint] = {}
        for name in names:
            found = self.whereabouts.find(name)
            if isinstance(found, Absent):
                absent.append(found)
                gaps.update(self.whereabouts.unread(found))
                continue
            read = self._read(found)
            resources[name] = read.fingerprint
            gaps.update(read.gaps)
            if not read.fingerprint.attributes:
                absent.append(_empty(name))
            for item in read.references:
                beside = self._read(Found(resource=item, snapshot=found.snapshot))
                gaps.update(beside.gaps)
                if beside.fingerprint.attributes:
                    references[self.whereabouts.called(item)] = beside.fingerprint
        made = ProvenConfiguration(
            form=digest_form(self._provider, (type_of(name) for name in {*resources, *references})),
            resources=tuple(sorted(resources.items())),
            references=tuple(sorted((name, told) for name, told in references.items() if name not in resources)),
        )
        return Taken(
            configuration=None if absent or gaps or not resources else made,
            absent=tuple(absent),
            gaps=tuple(sorted(gaps, key=repr)),
        )

    def _differences(
        self, name: str, before: ResourceFingerprint, found: Found, *, same_form: bool
    ) -> tuple[tuple[str, ...], Iterator[Unclear]]:
        """Return the attributes that moved, and what cannot be compared."""
        read = self._read(found)
        now = dict(read.fingerprint.attributes)
        same_side = before.side is found.snapshot.side
        untold = self._settables.of(found.resource.type).untold
        moved: list[str] = []
        unclear: dict[tuple[GapReason, str, str], list[str]] = defaultdict(list)
        for attribute, digest in before.attributes:
            if attribute in read.elsewhere or now.get(attribute, "") == digest:
                continue
            if attribute not in now:
                if same_side or attribute not in untold:
                    unclear[_lost(attribute, found, same_form=same_form)].append(attribute)
            elif other := _other_key(digest, now[attribute], found.snapshot.epoch):
                why = f"holds secrets that were hidden under the key {other}, and the key is {found.snapshot.epoch} now"
                unclear[GapReason.INCOMPARABLE, why, _ANEW].append(attribute)
            elif not same_side:
                why = f"was read of the {before.side} side then, and of the {found.snapshot.side} side now"
                unclear[GapReason.INCOMPARABLE, why, _ANEW].append(attribute)
            elif not same_form:
                unclear[_OTHER_RULES].append(attribute)
            else:
                moved.append(attribute)
        if same_side and not moved:
            # All that counted was read then; by other rules it may not have counted.
            untold_then = now.keys() - dict(before.attributes).keys() - read.elsewhere
            for attribute in sorted(name for name in untold_then if now[name] is not None):
                unclear[_UNTOLD if same_form else _OTHER_RULES].append(attribute)
        return tuple(moved), (
            Unclear(name=name, reason=reason, detail=f"{', '.join(attributes)} {why}", fix=fix)
            for (reason, why, fix), attributes in unclear.items()
        )

    def _read(self, found: Found) -> Fingerprinted:
        reader = self._readers.get(id(found.snapshot))
        if reader is None:
            reader = self._readers[id(found.snapshot)] = ConfigurationReader(found.snapshot, self._provider)
        return reader.read(found.resource)


def _empty(name: str) -> Absent:
    detail, fix = "nothing of it counts as its configuration", "name what holds the data"
    return Absent(name=name, detail=detail, fix=fix, reason=GapReason.UNSUPPORTED)


def _lost(attribute: str, found: Found, *, same_form: bool) -> tuple[GapReason, str, str]:
    """Return why an attribute has no digest now: it was not read, or is none that counts any more."""
    if attribute in found.resource.attributes and not same_form:
        return _OTHER_RULES
    return GapReason.MISSING_INPUT, "was not read", _READ_IT


def _other_key(before: str | None, after: str | None, epoch: str) -> str:
    """Return the epoch of another key than today's under which one of two values is hidden, empty if there is none."""
    return next((key for one in (before, after) if (key := epoch_of(one)) and key != epoch), "")
