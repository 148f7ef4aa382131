"""Drift: what is (observed) against what was intended (desired)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.canonical.canonicalise import canonicalise, equal
from engine.canonical.schema import SchemaTable
from engine.canonical.tables import FOLLOWS, IMPLIED, INSTEAD, VOLATILE
from engine.canonical.terraform_only import TERRAFORM_ONLY
from engine.drift.compare import OPTIONS, Change, LimitReachedError, changes
from engine.drift.findings import holds_secret, incomparable, limit_gap, resource_finding, shown
from engine.drift.forms import InlineForms, named
from engine.drift.identity import match_by_id
from engine.drift.intent import UNTOLD, untold
from engine.drift.severity import of_change, of_presence
from engine.model.drift import Comparison, DriftReport
from engine.model.outcome import FailOn, Finding, FindingStatus, Gap, GapReason, Outcome, Severity
from engine.model.snapshot import REFRESH, Listing, Mode, Resource, Side, Snapshot, SourceKind

GATE = "drift"


def detect_drift(
    desired: Snapshot, observed: Snapshot, schema: SchemaTable, *, digests: tuple[str, str], fail_on: FailOn
) -> DriftReport:
    """Compare intent with reality.

    `digests` are those of the two snapshots. Gaps of either side are the report's gaps; a resource is missing only
    where the observed side lists its type completely, and unmanaged only where the intent is completely known.
    """
    left = _compared(desired)
    right = _compared(observed)
    matching = match_by_id(left, right)
    inline = InlineForms(left)
    listed = frozenset(row.type for row in observed.listings if row.operation != REFRESH)
    work = _Work(schema, fail_on, inline, listed, same_key=desired.epoch == observed.epoch)
    for one, other in matching.pairs:
        work.pair(one, other)
    work.missing(matching.left_only, observed)
    work.unapplied([item for item in desired.resources if item.declared and item.mode is Mode.MANAGED], left)
    if left and not any(origin.source.kind is SourceKind.TFPLAN for origin in desired.origins):
        work.gaps += untold(desired.resources)
    work.unmanaged(matching.right_only, desired, observed)
    work.ambiguous(matching.ambiguous)
    work.unread_gaps()
    gaps = [*desired.gaps, *observed.gaps, *work.gaps, *incomparable(desired, observed)]
    return DriftReport(
        comparison=Comparison.DRIFT,
        left=digests[0],
        right=digests[1],
        findings=tuple(sorted(work.findings, key=_order)),
        gaps=tuple(sorted(set(gaps), key=repr)),
        matched=len(matching.pairs),
        left_only=len(matching.left_only),
        right_only=len(matching.right_only),
        ambiguous=len(matching.ambiguous),
        attributes_compared=work.compared,
        attributes_unread=sum(work.unread.values()),
        unread=tuple(sorted(work.unread)),
        options=OPTIONS,
    )


def _order(finding: Finding) -> tuple[Any, ...]:
    return (-finding.severity.rank, finding.address, finding.type, finding.id, finding.path, finding.fingerprint)


def _compared(snapshot: Snapshot) -> list[Resource]:
    return [item for item in snapshot.resources if item.mode is Mode.MANAGED and not item.deposed and not item.declared]


class _Work:
    """Collects findings and gaps of one comparison."""

    def __init__(
        self, schema: SchemaTable, fail_on: FailOn, inline: InlineForms, listed: frozenset[str], *, same_key: bool
    ) -> None:
        """Begin with nothing; `listed` are the types of which the observed side shows also what nobody manages."""
        self.schema, self.fail_on, self.inline, self.listed, self.same_key = schema, fail_on, inline, listed, same_key
        self.findings: list[Finding] = []
        self.gaps: list[Gap] = []
        self.compared = 0
        self.unread: dict[str, int] = defaultdict(int)

    def pair(self, desired: Resource, observed: Resource) -> None:
        """Compare the attributes that both sides have read."""
        if desired.tainted:
            message = f"{desired.address} is marked tainted: the next apply replaces it"
            self._add(desired, "drift.tainted", FindingStatus.CHANGED, Severity.LOW, message)
        self.inline.told[desired.address or desired.id] = observed.attributes.keys()
        names = desired.attributes.keys() & observed.attributes.keys()
        volatile = VOLATILE["*"] | VOLATILE.get(desired.type, frozenset())
        instead = {
            name
            for name, others in INSTEAD.get(desired.type, {}).items()
            if any(desired.attributes.get(other) for other in others)
        }
        self._hidden(desired, observed, names & self.inline.hidden(desired, self.listed))
        names = names - volatile - instead - self.inline.skipped(desired)
        self.compared += len(names)
        # The intent may say a thing in another form, which nobody reads.
        forms = {name: INSTEAD[desired.type][name] for name in instead & observed.attributes.keys()}
        unsaid = {name for name, others in forms.items() if not observed.attributes.keys() & set(others)}
        for name in (self._unread(desired, observed) - volatile) | unsaid:
            self.unread[f"{desired.type}.{name}"] += 1
        differing = [name for name in names if desired.attributes[name] != observed.attributes[name]]
        if not differing:
            return
        node = self.schema.find(desired.type)
        wanted = set(differing)
        if wanted & {"tags", "tags_all"}:
            wanted |= {"tags", "tags_all"}
        left = canonicalise(desired.type, _subset(desired.attributes, wanted, volatile), node)
        right = canonicalise(desired.type, _subset(observed.attributes, wanted, volatile), node)
        for name in sorted(left.keys() & right.keys()):
            try:
                found = changes(left[name], right[name], path=(name,))
            except LimitReachedError as error:
                self.gaps.append(limit_gap(desired, name, error))
                continue
            for change in found:
                # Secrets under two keys are neither equal nor different: that is a gap already.
                if self.same_key or not (holds_secret(change.before) and holds_secret(change.after)):
                    self._changed(desired, change)

    def _hidden(self, desired: Resource, observed: Resource, names: Iterable[str]) -> None:
        """Note what differs of a fact with separate resources, where only the managed ones of those were seen.

        What they do not account for may have been added by hand.
        """
        node = self.schema.find(desired.type)
        for name in sorted(names):
            left, right = (
                canonicalise(desired.type, {name: item.attributes[name]}, node) for item in (desired, observed)
            )
            if equal(left[name], right[name]) or self.inline.accounts_for(desired, name, observed.attributes[name]):
                continue
            if self.fail_on.outcome(of_change(desired.type, (name,))) is not Outcome.FAIL:
                self.unread[f"{desired.type}.{name}"] += 1
                continue
            gap = Gap(
                reason=GapReason.UNSUPPORTED,
                source="observed",
                detail=f"{name} has more than the managed resources account for, and no others were looked at",
                operation="compare attributes",
                account=desired.account,
                region=desired.region,
                types=(desired.type,),
                address=desired.address,
                path=name,
                fix="compare with AWS itself, which lists all of them: aws:PROFILE@REGION",
            )
            self.gaps.append(gap)

    def _unread(self, desired: Resource, observed: Resource) -> set[str]:
        """Return the attributes that people set and the observed side could tell and did not."""
        node = self.schema.find(desired.type)
        computed = {name for name, child in node.fields.items() if child.computed} if node is not None else set()
        silent = TERRAFORM_ONLY["*"] | TERRAFORM_ONLY.get(desired.type, frozenset())
        explained = self.inline.explained(desired, self.listed)
        return desired.attributes.keys() - observed.attributes.keys() - computed - explained - silent

    def unread_gaps(self) -> None:
        """Note the unread attributes of which a change would fail the gate: that there is none is not proven."""
        for name, count in sorted(self.unread.items()):
            type_, _, attribute = name.partition(".")
            severity = of_change(type_, (attribute,))
            if self.fail_on.outcome(severity) is Outcome.FAIL:
                gap = Gap(
                    reason=GapReason.UNSUPPORTED,
                    source="observed",
                    detail=f"{name} is not read ({count} {'resources' if count > 1 else 'resource'} not verified)",
                    operation="compare attributes",
                    types=(type_,),
                    path=attribute,
                    fix="compare it by a refresh: give a refresh-only plan as an observed source",
                )
                self.gaps.append(gap)

    def missing(self, resources: Iterable[Resource], observed: Snapshot) -> None:
        """Report what is intended and not there, where the list that should show it is complete."""
        complete = _Completeness(observed)
        if complete.is_intent and not complete.whole:
            return  # what could not be read of the other side is a gap already
        unlisted: dict[tuple[str, str, str], list[Resource]] = defaultdict(list)
        for item in resources:
            if complete.lists(item):
                message = f"{item.address} is missing from the {_origin(observed)}"
                severity = of_presence(item.type, FindingStatus.MISSING)
                self._add(item, "drift.missing", FindingStatus.MISSING, severity, message)
            else:
                unlisted[(item.type, item.account, item.region)].append(item)
        for (type_, account, region), items in sorted(unlisted.items()):
            self.gaps.append(complete.gap(type_, account, region, len(items)))

    def unapplied(self, declared: Sequence[Resource], applied: Sequence[Resource]) -> None:
        """Report what only the code knows: it was never applied. Whether `[*]` stands for any is `untold`."""
        if declared and not applied:
            gap = Gap(
                reason=GapReason.MISSING_INPUT,
                source="desired",
                detail=f"{len(declared)} resources are known from code only, which has no ids to compare by",
                operation="compare",
                types=tuple(sorted({item.type for item in declared})),
                fix="give the state or a plan beside the code",
            )
            self.gaps.append(gap)
            return
        for item in declared:
            if UNTOLD not in item.address:
                message = f"{item.address} is in the code and in no state: it was never applied"
                self._add(item, "drift.unapplied", FindingStatus.MISSING, Severity.MEDIUM, message)

    def unmanaged(self, resources: Iterable[Resource], desired: Snapshot, observed: Snapshot) -> None:
        """Report what is there and was not intended, where the intent is completely known."""
        leftovers = {item.id for item in desired.resources if item.deposed}
        if not desired.complete:
            return  # the unreadable intent is a gap already; what it would explain is unknown
        provided = _Provided(observed)
        for item in resources:
            if provided.explains(item) or self.inline.speaks_for(item) or self._implied(item):
                continue
            why = "is left over from a replacement" if item.id in leftovers else "is in no desired source"
            severity = of_presence(item.type, FindingStatus.UNMANAGED)
            name = item.address or f"{item.type} {item.id}"
            self._add(item, "drift.unmanaged", FindingStatus.UNMANAGED, severity, f"{name} {why}")

    def ambiguous(self, resources: Iterable[Resource]) -> None:
        """Report what has several candidates on the other side."""
        for item in resources:
            message = f"{item.address or item.id} has more than one candidate on the other side"
            self._add(item, "drift.ambiguous", FindingStatus.AMBIGUOUS, Severity.HIGH, message)

    def _implied(self, item: Resource) -> bool:
        expected = IMPLIED.get(item.type)
        if expected is None:
            return False
        node = self.schema.find(item.type)
        return all(
            name in item.attributes
            and _contains(
                canonicalise(item.type, {name: item.attributes[name]}, node)[name],
                canonicalise(item.type, {name: value}, node)[name],
            )
            for name, value in expected.items()
        )

    def _changed(self, resource: Resource, change: Change) -> None:
        path = ".".join(change.path)
        name = resource.address or f"{resource.type} {resource.id}"
        self._add(
            resource,
            "drift.changed",
            FindingStatus.CHANGED,
            of_change(resource.type, change.path),
            f"{name}: {path} {_difference(change)}{_ignored(resource, change)}",
            change,
        )

    def _add(
        self,
        resource: Resource,
        rule: str,
        status: FindingStatus,
        severity: Severity,
        message: str,
        change: Change | None = None,
    ) -> None:
        self.findings.append(resource_finding(GATE, rule, resource, status, severity, message, self.fail_on, change))


class _Provided:
    """What AWS and its services made by themselves, and what belongs to that."""

    def __init__(self, observed: Snapshot) -> None:
        self.made = {(item.type, item.id) for item in observed.resources if item.provider_owned}
        self.unread = {listing.type for listing in observed.listings if not listing.complete}

    def explains(self, item: Resource) -> bool:
        """Tell whether a resource is AWS's own, or may be: what it belongs to was not read, which is a gap."""
        if item.provider_owned:
            return True
        link, kind = FOLLOWS.get(item.type, ("", ""))
        names = named(item, link) if link else []
        return bool(names) and (kind in self.unread or any((kind, name) in self.made for name in names))


class _Completeness:
    """Whether the observed side has looked everywhere that a resource could be."""

    def __init__(self, observed: Snapshot) -> None:
        self.is_intent = observed.side is Side.DESIRED
        self.whole = observed.complete and not observed.gaps
        self.listings: dict[str, list[Listing]] = defaultdict(list)
        for listing in observed.listings:
            self.listings[listing.type].append(listing)

    def lists(self, item: Resource) -> bool:
        """Tell whether an absent resource is really absent."""
        if self.is_intent:  # a state lists all that it has, when it could be read
            return self.whole
        rows = self.rows(item.type, item.account, item.region)
        return bool(rows) and all(row.complete for row in rows)

    def rows(self, type_: str, account: str, region: str) -> list[Listing]:
        """Return the listings that could show a resource of this type and place."""
        return [
            row
            for row in self.listings.get(type_, ())
            if (not account or not row.account or row.account == account)
            and (not region or not row.region or row.region == region)
        ]

    def gap(self, type_: str, account: str, region: str, count: int) -> Gap:
        """Return why `count` resources of a type and place cannot be called missing."""
        if type_ not in self.listings:
            reason, detail = GapReason.UNSUPPORTED, f"{type_} is read by no collector"
            fix = "compare this type by a refreshed state until a collector reads it"
        elif not self.rows(type_, account, region):
            reason, detail = GapReason.MISSING_INPUT, f"{account or 'the account'} {region} was not looked at".strip()
            fix = f"add the region to the source: aws:PROFILE@{region}" if region else "look at the account"
        else:
            reason, detail, fix = GapReason.LIMIT_REACHED, "the list of this type is not complete", ""
        return Gap(
            reason=reason,
            source="observed",
            detail=f"{detail} ({count} intended resource{'s' if count != 1 else ''} not verified)",
            operation="conclude missing",
            account=account,
            region=region,
            types=(type_,),
            fix=fix,
        )


def _difference(change: Change) -> str:
    return f"is {shown(change.after)}, intended is {shown(change.before)}"


def _ignored(resource: Resource, change: Change) -> str:
    if not {"*", change.path[0]} & set(resource.ignored):
        return ""
    return " (the code tells Terraform to ignore it, so no apply puts it back)"


def _origin(snapshot: Snapshot) -> str:
    return "other state" if snapshot.side is Side.DESIRED else "cloud"


def _subset(attributes: Mapping[str, Any], names: set[str], volatile: Iterable[str]) -> dict[str, Any]:
    """Return the attributes of these names, without what is volatile in their blocks."""
    found = {name: attributes[name] for name in names if name in attributes}
    for block, _, member in (path.partition(".") for path in volatile if "." in path):
        if isinstance(found.get(block), list):
            found[block] = [_without(entry, member) for entry in found[block]]
    return found


def _without(entry: Any, name: str) -> Any:
    return {key: value for key, value in entry.items() if key != name} if isinstance(entry, Mapping) else entry


def _contains(value: Any, expected: Any) -> bool:
    """Tell whether a canonical value has at least what is expected of it."""
    if isinstance(expected, Mapping) and isinstance(value, Mapping):
        if all(key.startswith("#") for key in expected):  # a set of nameless elements
            return len(value) == len(expected) and all(
                any(_contains(item, wanted) for item in value.values()) for wanted in expected.values()
            )
        return all(key in value and _contains(value[key], wanted) for key, wanted in expected.items())
    if isinstance(expected, list) and isinstance(value, list):
        return len(value) == len(expected) and all(map(_contains, value, expected))
    return equal(value, expected)
