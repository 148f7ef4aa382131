"""Drift: what is (observed) against what was intended (desired)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.comparison.attributes import AttributeComparison
from engine.comparison.inline_forms import InlineForms, Listed
from engine.comparison.versions import in_known_words
from engine.drift.checks import find_failed_checks
from engine.drift.conditions import Conditions
from engine.drift.intent import find_untold
from engine.drift.makers import OtherState, Ownership
from engine.drift.pairs import Pairs
from engine.drift.planned import Plans, make_planned_finding
from engine.drift.presence import Completeness, is_of_documents
from engine.drift.three_way import EarlierSnapshot, Pending, ThreeWay
from engine.drift.unmanaged import Unmanaged
from engine.estate.blast_radius import add_reach, owners_of
from engine.findings import catalogue
from engine.findings.ending import find_ending
from engine.findings.findings import find_incomparable, make_resource_finding, show_value
from engine.findings.schema_fit import find_unfit, find_unknown_types
from engine.matching.identity import Matching, match_by_id
from engine.matching.modules import find_lone_modules
from engine.model.address import ANY_KEY
from engine.model.drift import Comparison, DriftReport, Managed, OwnedScope
from engine.model.outcome import FailOn, Finding, FindingStatus, Gap, GapReason, Severity, Stage
from engine.model.path import Change, written
from engine.model.place import Place
from engine.model.snapshot import REFRESH, Resource, Side, Snapshot, SourceKind
from engine.provider.meaning import Meaning
from engine.provider.port import Provider
from engine.provider.rating import UNCLEAR, Rater, Weight

_ALL = OwnedScope()  # an environment that answers for all that no maker has made


def detect_drift(
    desired: Snapshot,
    observed: Snapshot,
    provider: Provider,
    *,
    digests: tuple[str, str],
    fail_on: FailOn,
    earlier: Iterable[EarlierSnapshot | Gap] = (),
    scope: OwnedScope = _ALL,
    others: Sequence[OtherState] = (),
) -> DriftReport:
    """Compare intent with reality.

    `digests` are those of the two snapshots. Gaps of either side are the report's gaps; a resource is missing only
    where the observed side lists its type completely, and unmanaged only where the intent is completely known.
    `earlier` are stored snapshots of the same states with lower serials, newest first: what has moved between them and
    the code does not say was an apply, or drift that a refresh has taken into the state; one that cannot be read is a
    gap. `scope` says what of all that is there the environment answers for, `others` are the states of what others do.
    """
    attributes = AttributeComparison(provider)
    right = in_known_words(observed.applied, provider)
    plans = Plans(desired.planned, desired.applied, right, attributes)
    left = in_known_words(plans.known(desired.applied), provider)
    matching = match_by_id(left, right, provider, (*desired.moves, *observed.moves))
    inline = InlineForms(left, provider, matching.pairs, matching.right_only)
    pairs = _pairs(attributes, inline, desired, observed, fail_on)
    planned = _is_planned(desired)
    threeway = ThreeWay(desired, attributes, () if planned else earlier)
    work = _Work(pairs, threeway, plans, Conditions(provider, right))
    for pair in matching.pairs:
        work.pair(*pair)
    work.report_missing(matching.left_only, observed, find_lone_modules(left, matching.left_only))
    work.report_unapplied([item for item in desired.resources if item.is_unapplied], left)
    if left and not planned:
        work.gaps += find_untold(desired.resources)
    managed = work.report_unmanaged(matching, desired, observed, Ownership(scope, matching, provider, others))
    work.report_ambiguous(matching.ambiguous)
    gaps = [*desired.gaps, *observed.gaps, *plans.gaps, *work.gaps, *work.threeway.gaps, *pairs.gaps]
    gaps += [*pairs.list_unread(), *find_incomparable(desired, observed)]
    work.findings += find_failed_checks((*desired.checks, *observed.checks), fail_on)
    unread = tuple(pairs.unread.with_those_of(pairs.unsaid).rows())
    work.findings += find_unfit([*left, *right], provider, catalogue.SCHEMA_VERSION, fail_on)
    return DriftReport(
        comparison=Comparison.DRIFT,
        left=digests[0],
        right=digests[1],
        findings=add_reach(sorted(work.findings, key=_order), desired.resources, work.owners),
        gaps=tuple(sorted(set(gaps), key=repr)),
        matched=len(matching.pairs) + work.inside,
        left_only=len(matching.left_only) - work.inside,
        right_only=len(matching.right_only),
        ambiguous=len(matching.ambiguous),
        attributes_compared=pairs.compared,
        attributes_unread=sum(row.count for row in unread),
        unread=unread,
        options=attributes.options((*left, *right)),
        earlier=work.threeway.used,
        unknown_types=find_unknown_types((one for one, _ in matching.pairs), provider),
        managed=managed,
    )


def _pairs(
    attributes: AttributeComparison, inline: InlineForms, desired: Snapshot, observed: Snapshot, fail_on: FailOn
) -> Pairs:
    return Pairs(
        attributes=attributes,
        rating=Rater(attributes.provider),
        fail_on=fail_on,
        inline=inline,
        listed=Listed(row for row in observed.listings if row.operation != REFRESH),
        same_key=desired.epoch == observed.epoch,
    )


def _managed(foreign: Unmanaged, matching: Matching, observed: Snapshot) -> Managed | None:
    """Return who manages what is there; none where only that was looked at which the intent names."""
    if observed.side is Side.DESIRED or all(row.operation == REFRESH for row in observed.listings):
        return None
    for _, item in matching.pairs:
        foreign.tally.intended(item)
    return foreign.tally.managed()


def _is_planned(desired: Snapshot) -> bool:
    """Tell whether plans are all that there is beside code: only then do they say all that code leaves open."""
    return {origin.source.kind for origin in desired.origins} - {SourceKind.HCL} == {SourceKind.TFPLAN}


def _order(finding: Finding) -> tuple[Any, ...]:
    return (
        -finding.severity.rank,
        finding.target.address,
        finding.target.type,
        finding.target.id,
        finding.change.path,
        finding.fingerprint,
    )


class _Work:
    """Collects findings and gaps of one comparison."""

    def __init__(self, pairs: Pairs, threeway: ThreeWay, plans: Plans, conditions: Conditions) -> None:
        """Begin with nothing."""
        self.pairs, self.threeway, self.plans, self.conditions = pairs, threeway, plans, conditions
        self.attributes, self.rating, self.provider = pairs.attributes, pairs.rating, pairs.attributes.provider
        self.findings: list[Finding] = []
        self.gaps: list[Gap] = []
        self.owners: dict[str, tuple[str, ...]] = {}
        self.inside = 0  # how many were found inside of others

    def pair(self, desired: Resource, observed: Resource) -> None:
        """Report what differs of a matched pair."""
        if desired.tainted or observed.tainted:
            message = f"{desired.address} is marked tainted: the next apply replaces it"
            weight = Weight(Severity.LOW, Meaning.BEHAVIOUR, "a tainted resource is replaced by the next apply")
            self._add(desired, catalogue.TAINTED, weight, message)
        if self.provider.facts(observed.type).conditions and not self._report_conditions(desired, observed):
            return
        found = [
            change
            for change in self.pairs.find_changes(desired, observed)
            if not self.conditions.tells(desired, observed, change)
        ]
        if not found and not desired.code and not self.threeway.has_past:
            return
        for change in found:
            self._changed(desired, change, observed)
        changed = {change.path[0] for change in found}
        for pending in self.threeway.find_pending(desired, changed):
            self._pending(desired, pending)
        since, moved = self.threeway.find_moved(desired, changed)
        for change in moved:
            self._moved(desired, change, since)

    def _report_conditions(self, desired: Resource, observed: Resource) -> bool:
        """Report what has become of a resource by itself, and tell whether it can be compared all the same."""
        if (ending := find_ending(observed, self.provider)) is not None:
            message = f"{desired.full_name} is going to be deleted ({ending.when})"
            self._add(desired, catalogue.PENDING_DELETION, ending.weight, message)
            if not ending.stays:
                return False
        for one in self.conditions.find(desired, observed):
            self._add(desired, one.rule, one.weight, one.message, one.change)
        return True

    def report_missing(self, resources: Iterable[Resource], observed: Snapshot, modules: Mapping[str, str]) -> None:
        """Report what is intended and not there, where the list that should show it is complete.

        `modules` are those by address of which nothing was found.
        """
        complete = Completeness(observed)
        if complete.is_intent and not complete.whole:
            return  # what could not be read of the other side is a gap already
        unlisted: dict[tuple[str, Place], list[Resource]] = defaultdict(list)
        for item in resources:
            read = complete.is_intent or item.type in complete.listings
            inside = None if read else self.pairs.inline.find_inside(item)
            if inside is not None and inside.found is not None:
                self.pair(item, inside.found)
                self.inside += 1
                continue
            gone = complete.lists(item) or inside is not None
            if gone and (how := self.plans.makes(item, of_state=complete.is_intent)):
                self._planned(item, FindingStatus.MISSING, f"{item.address} is not there yet: the plan {how}")
            elif gone:
                message = f"{item.address} is missing from the {_origin(observed)}"
                weight = self.rating.of_presence(item.type, FindingStatus.MISSING)
                self._add(item, catalogue.MISSING, weight, message, module=modules.get(item.address, ""))
            else:
                unlisted[item.type, item.place].append(item)
        for type_, place in sorted(unlisted):
            self.gaps.append(complete.gap(type_, place, len(unlisted[type_, place])))

    def report_unapplied(self, declared: Sequence[Resource], applied: Sequence[Resource]) -> None:
        """Report what only the code knows: it was never applied. `find_untold` says where `[*]` is any."""
        if declared and not applied:
            gap = Gap(
                stage=Stage.COMPARE,
                count=len(declared),
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
            if ANY_KEY not in item.address:
                message = f"{item.address} is in the code and in no state: it was never applied"
                weight = Weight(Severity.MEDIUM, Meaning.BEHAVIOUR, "the code waits for an apply")
                self._add(item, catalogue.UNAPPLIED, weight, message)

    def report_unmanaged(
        self, matching: Matching, desired: Snapshot, observed: Snapshot, ownership: Ownership
    ) -> Managed | None:
        """Report what is there and nobody intends, and return who manages what is there, where that is known."""
        if not desired.complete:
            return None  # the unreadable intent is a gap already; what it would explain is unknown
        foreign = Unmanaged(self.pairs, self.plans)
        deposed = [item for item in observed.resources if item.is_deposed]
        known = {(item.type, item.id) for item in desired.resources} if deposed else ()
        deposed = [item for item in deposed if (item.type, item.id) not in known]
        foreign.report([*matching.right_only, *deposed], desired, observed, ownership)
        self.findings += foreign.findings
        self.gaps += foreign.gaps
        self.owners |= foreign.owners
        if foreign.is_open:  # else the states of others have said enough
            self.gaps += ownership.gaps
        self.gaps += ownership.find_unmet(observed)
        return _managed(foreign, matching, observed)

    def report_ambiguous(self, resources: Iterable[Resource]) -> None:
        """Report what has several candidates on the other side."""
        for item in resources:
            message = f"{item.name} has more than one candidate on the other side"
            self._add(item, catalogue.AMBIGUOUS, UNCLEAR, message)

    def _changed(self, resource: Resource, change: Change, observed: Resource) -> None:
        path = written(change.path)
        name = resource.full_name
        weight = self.pairs.weigh(resource, change, observed)
        if self.plans.changes(resource, change, observed):
            what = f"{path} is {show_value(change.after)}, and the plan makes it {show_value(change.before)}"
            self._planned(resource, FindingStatus.CHANGED, f"{name}: {what}", change)
            return
        note = _ignored(resource, change)
        if self.threeway.intends(resource, change, observed.attributes):
            weight = Weight(Severity.LOW, weight.meaning, f"{weight.why}; the code intends what is there")
            note = " (the code intends what is there: the state is behind)"
        message = f"{name}: {path} {_difference(change)}{note}"
        self._add(resource, catalogue.CHANGED, weight, message, change)

    def _planned(self, resource: Resource, status: FindingStatus, message: str, change: Change | None = None) -> None:
        """Report what the plan is about to bring about."""
        fail_on = self.pairs.fail_on
        self.findings.append(make_planned_finding(self.rating, resource, status, message, fail_on, change))

    def _pending(self, resource: Resource, pending: Pending) -> None:
        """Report where state and reality are not as the code says."""
        change = pending.change
        weight = self.rating.of_change(resource.type, change.path, change.before, change.after)
        what = f"{resource.address}: {written(change.path)} is {show_value(change.after)}, the code intends"
        what = f"{what} {show_value(change.before)}"
        if pending.absorbed:
            when = f" at serial {pending.serial}; by serial {pending.taken}" if pending.serial else ""
            message = f"{what}, and so did the state{when}{'' if when else ', until'} a refresh took the change in"
            self._add(resource, catalogue.ABSORBED, weight, message, change)
        else:
            message = f"{what}: no apply has brought it about"
            self._add(resource, catalogue.PENDING, weight, message, change)

    def _moved(self, resource: Resource, change: Change, since: str) -> None:
        """Report what moved in the state and in reality, while nothing says that it was intended: it never fails."""
        weight = self.rating.of_change(resource.type, change.path, change.before, change.after)
        when = f" since serial {since}" if since else ""
        message = (
            f"{resource.address}: {written(change.path)} went from {show_value(change.before)} to "
            f"{show_value(change.after)} in the state{when}: by an apply, or by a refresh that took a change by hand in"
        )
        rule = catalogue.STATE_MOVED
        self.findings.append(make_resource_finding(rule, resource, weight, message, FailOn.NEVER, change))

    def _add(
        self,
        resource: Resource,
        rule: catalogue.FindingRule,
        weight: Weight,
        message: str,
        change: Change | None = None,
        module: str = "",
    ) -> None:
        fail_on = self.pairs.fail_on
        finding = make_resource_finding(rule, resource, weight, message, fail_on, change, module=module)
        self.findings.append(finding)
        if not resource.address:
            self.owners[finding.fingerprint] = owners_of(resource, self.provider)


def _difference(change: Change) -> str:
    return f"is {show_value(change.after)}, intended is {show_value(change.before)}"


def _ignored(resource: Resource, change: Change) -> str:
    if not {"*", change.path[0]} & set(resource.ignored):
        return ""
    return " (the code tells Terraform to ignore it, so no apply puts it back)"


def _origin(snapshot: Snapshot) -> str:
    if snapshot.side is Side.DESIRED:
        return "other state"
    return "documents of what is there" if is_of_documents(snapshot) else "cloud"
