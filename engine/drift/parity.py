"""Parity: one environment (candidate) against another (reference), by logical address and meaning."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.canonical.schema import SchemaNode, SchemaTable
from engine.canonical.tables import VOLATILE
from engine.drift.attributes import attribute_changes
from engine.drift.compare import OPTIONS, Change
from engine.drift.counterparts import Counterparts, Match, Reason, Side, counterparts
from engine.drift.findings import incomparable, resource_finding, shown
from engine.drift.references import Translation
from engine.drift.schema_fit import unfit, unknown_types
from engine.drift.severity import of_change, of_presence
from engine.model.drift import Comparison, DriftReport, Renamed
from engine.model.outcome import FailOn, Finding, FindingStatus, Gap, Severity
from engine.model.snapshot import Mode, Resource, Snapshot

GATE = "parity"
_COUNT = re.compile(r"\[\d+\]$")

# Attributes that environments differ in by design: places and sizes.
PLACES = frozenset(
    {"availability_zone", "availability_zone_id", "cidr_block", "cidr_blocks", "cidr_ipv4", "private_ip", "region"}
)
SIZES = frozenset(
    {
        "allocated_storage",
        "backup_retention_period",
        "desired_capacity",
        "instance_class",
        "instance_type",
        "iops",
        "max_allocated_storage",
        "max_size",
        "memory_size",
        "min_size",
        "multi_az",
        "node_type",
        "num_cache_nodes",
        "provisioned_concurrent_executions",
        "read_capacity",
        "reserved_concurrent_executions",
        "size",
        "throughput",
        "write_capacity",
    }
)


def compare_parity(
    reference: Snapshot,
    candidate: Snapshot,
    schema: SchemaTable,
    *,
    digests: tuple[str, str],
    tokens: tuple[Sequence[str], Sequence[str]],
    fail_on: FailOn,
) -> DriftReport:
    """Compare `candidate` with `reference`.

    `tokens` are the words that name each environment in addresses and names. Only settable attributes count: what the
    provider computes differs by nature. A shared secret is a finding of its own.
    """
    work = _Work(schema, fail_on)
    work.two_estates = reference.origins != candidate.origins
    left, right = (
        Side(_compared(one), names, schema, one.moves)
        for one, names in zip((reference, candidate), tokens, strict=True)
    )
    found = counterparts(left, right)
    for match in found.matches:
        work.pair(match.left, match.right, left.translation, right.translation)
    gaps = [*reference.gaps, *candidate.gaps, *work.gaps, *incomparable(reference, candidate)]
    gaps += unfit([*left.resources, *right.resources], schema)
    work.siblings = {(match.left.type, _counted(left.logical[id(match.left)])) for match in found.matches}
    if not candidate.gaps and candidate.complete:
        for item in found.left_only:
            work.alone(item, left.logical[id(item)], "parity.missing", FindingStatus.MISSING, "the candidate")
    if not reference.gaps and reference.complete:
        for item in found.right_only:
            work.alone(item, right.logical[id(item)], "parity.extra", FindingStatus.UNMANAGED, "the reference")
    for doubt in found.doubts:
        what = f"may be any of: {_listed([item.address or item.id for item in doubt.candidates])}"
        work.add(doubt.resource, "parity.ambiguous", FindingStatus.AMBIGUOUS, Severity.HIGH, what)
    return DriftReport(
        comparison=Comparison.PARITY,
        left=digests[0],
        right=digests[1],
        findings=tuple(
            sorted(work.findings, key=lambda item: (-item.severity.rank, item.address, item.path, item.fingerprint))
        ),
        gaps=tuple(sorted(set(gaps), key=repr)),
        matched=len(found.matches),
        left_only=len(found.left_only),
        right_only=len(found.right_only),
        ambiguous=len(found.doubts),
        attributes_compared=work.compared,
        attributes_unread=sum(work.unread.values()),
        unread=tuple(sorted(work.unread)),
        options=OPTIONS,
        unknown_types=unknown_types((match.left for match in found.matches), schema),
        renamed=tuple(sorted(map(_renamed, _by_likeness(found)), key=lambda row: (row.left, row.right))),
    )


def _by_likeness(found: Counterparts) -> list[Match]:
    return [match for match in found.matches if match.reason is not Reason.ADDRESS]


def _renamed(match: Match) -> Renamed:
    return Renamed(
        left=match.left.address or match.left.id,
        right=match.right.address or match.right.id,
        reason=match.reason.value,
        confidence=match.confidence,
    )


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more


def _compared(snapshot: Snapshot) -> list[Resource]:
    return [
        item
        for item in snapshot.resources
        if item.mode is Mode.MANAGED and not (item.deposed or item.provider_owned or item.declared)
    ]


class _Work:
    """Collects findings and gaps of one comparison."""

    def __init__(self, schema: SchemaTable, fail_on: FailOn) -> None:
        self.schema, self.fail_on = schema, fail_on
        self.findings: list[Finding] = []
        self.gaps: list[Gap] = []
        self.compared = 0
        self.unread: dict[str, int] = defaultdict(int)
        self.siblings: set[tuple[str, str]] = set()
        self.two_estates = True

    def pair(self, one: Resource, other: Resource, left: Translation, right: Translation) -> None:
        """Compare the settable attributes of a matched pair."""
        node = self.schema.find(one.type)
        settable = _settable(one, node) & _settable(other, node)
        names = settable & one.attributes.keys() & other.attributes.keys()
        self.compared += len(names)
        for name in settable - names:
            self.unread[f"{one.type}.{name}"] += 1
        if self.two_estates:
            self._shared_secrets(one, other)
        fields = node.fields if node is not None else {}
        ours = {name: _given(left.value(one.attributes[name]), fields.get(name)) for name in names}
        theirs = {name: _given(right.value(other.attributes[name]), fields.get(name)) for name in names}
        differing = {name for name in names if ours[name] != theirs[name]}
        if differing & {"tags", "tags_all"}:
            differing |= names & {"tags", "tags_all"}
        if not differing:
            return
        before = {name: ours[name] for name in differing}
        after = {name: theirs[name] for name in differing}
        for change in attribute_changes(other, before, after, node, self.gaps):
            self._changed(other, change)

    def alone(self, resource: Resource, logical: str, rule: str, status: FindingStatus, side: str) -> None:
        """Report a resource without a counterpart; one more of several alike is only a difference in size."""
        if logical != _counted(logical) and (resource.type, _counted(logical)) in self.siblings:
            self.add(resource, rule, status, Severity.LOW, f"is one more than {side} has")
        else:
            severity = of_presence(resource.type, status)
            self.add(resource, rule, status, severity, f"has no counterpart in {side}")

    def add(self, resource: Resource, rule: str, status: FindingStatus, severity: Severity, what: str) -> None:
        """Report a whole resource."""
        message = f"{resource.address or resource.id} {what}"
        self.findings.append(resource_finding(GATE, rule, resource, status, severity, message, self.fail_on))

    def _changed(self, resource: Resource, change: Change) -> None:
        if _is_secret(change.before) and _is_secret(change.after):
            return  # two environments must not share a secret; that they do not is right
        if PLACES & set(change.path):
            return
        small = SIZES & set(change.path) or {"tags", "tags_all"} & set(change.path)
        severity = Severity.LOW if small else of_change(resource.type, change.path)
        message = (
            f"{resource.address}: {'.'.join(change.path)} is {shown(change.after)}, "
            f"the reference has {shown(change.before)}"
        )
        self.findings.append(
            resource_finding(
                GATE, "parity.changed", resource, FindingStatus.CHANGED, severity, message, self.fail_on, change
            )
        )

    def _shared_secrets(self, one: Resource, other: Resource) -> None:
        ours = dict(_secrets(one.attributes))
        for path, fingerprint in _secrets(other.attributes):
            if ours.get(path) == fingerprint and _is_credential(path):
                change = Change(path=path, before=None, after=None)
                message = f"{other.address}: {'.'.join(path)} is the same secret as in the reference"
                self.findings.append(
                    resource_finding(
                        GATE,
                        "parity.shared_secret",
                        other,
                        FindingStatus.CHANGED,
                        Severity.HIGH,
                        message,
                        self.fail_on,
                        change,
                    )
                )


def _counted(logical: str) -> str:
    """Return a logical address without the count index at its end."""
    return _COUNT.sub("", logical)


def _settable(resource: Resource, node: SchemaNode | None) -> set[str]:
    volatile = VOLATILE["*"] | VOLATILE.get(resource.type, frozenset()) | {"arn"}
    if node is None:
        return set(resource.attributes) - volatile
    return {name for name, child in node.fields.items() if not child.computed} - volatile


def _given(value: Any, node: SchemaNode | None) -> Any:
    """Return a value without what only the provider computes, at every depth."""
    if node is None:
        return value
    if isinstance(value, Mapping) and node.fields:
        return {
            name: _given(item, node.fields.get(name))
            for name, item in value.items()
            if name not in node.fields or not node.fields[name].computed
        }
    if isinstance(value, list):
        return [_given(item, node.element) for item in value]
    return value


def _secrets(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, Mapping):
        if "$secret" in value:
            yield path, str(value["$secret"])
            return
        for key, item in value.items():
            yield from _secrets(item, (*path, str(key)))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _secrets(item, (*path, str(index)))


def _is_credential(path: tuple[str, ...]) -> bool:
    # Environment variables and user data are hidden because they may hold secrets; most of them are settings.
    name = path[-1].lower()
    return any(word in name for word in ("password", "secret", "token", "key", "credential"))


def _is_secret(value: Any) -> bool:
    return isinstance(value, Mapping) and "$secret" in value
