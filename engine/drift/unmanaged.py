"""What is there and nobody here intends: each such resource is somebody's by proof, by a claim only, or nobody's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.drift.makers import Ownership, Stand
from engine.drift.managed import Tally
from engine.drift.pairs import Pairs
from engine.drift.planned import Plans, make_planned_finding
from engine.drift.presence import Provided, is_implied
from engine.estate.blast_radius import owners_of
from engine.findings import catalogue
from engine.findings.findings import make_resource_finding
from engine.findings.posture import digest_posture
from engine.model.drift import Standing
from engine.model.identity import Maker
from engine.model.outcome import Acceptance, FailOn, Finding, FindingStatus, Gap, Severity
from engine.model.snapshot import Resource, Snapshot
from engine.provider.rating import Weight


class Unmanaged:
    """Collects the findings about what nobody here intends, and counts whose everything else is.

    `owners` are the ids of what a resource belongs to, by the fingerprint of its finding.
    """

    def __init__(self, pairs: Pairs, plans: Plans) -> None:
        """Begin with nothing."""
        self._pairs, self._plans = pairs, plans
        self._attributes, self._rating, self._provider = pairs.attributes, pairs.rating, pairs.attributes.provider
        self.findings: list[Finding] = []
        self.gaps: list[Gap] = []
        self.owners: dict[str, tuple[str, ...]] = {}
        self.tally = Tally()

    @property
    def is_open(self) -> bool:
        """Tell whether something is left of which more knowledge could say whose it is."""
        return any(finding.rule != catalogue.PLANNED.id for finding in self.findings)

    def report(
        self, resources: Iterable[Resource], desired: Snapshot, observed: Snapshot, ownership: Ownership
    ) -> None:
        """Look at each resource that is there only."""
        leftovers = {item.id for item in desired.resources if item.deposed}
        provided = Provided(observed, self._provider)
        for item in resources:
            if provided.explains(item):
                self._provided(item)
            elif self._pairs.inline.says(item):
                self.tally.intended(item)
            elif self._pairs.inline.speaks_for(item):  # the comparison of the whole finds it
                self.tally.add(
                    item, Stand(standing=Standing.UNMANAGED, why="what it belongs to does not have it inside")
                )
            elif not is_implied(item, self._attributes.canonicaliser):
                self._foreign(item, ownership, is_left=item.is_deposed or item.id in leftovers)

    def _provided(self, item: Resource) -> None:
        if item.maker is not None and item.maker.is_confirmed:
            self.tally.add(item, Stand(standing=Standing.MADE, maker=item.maker, why=item.maker.confirmed_by))

    def _foreign(self, item: Resource, ownership: Ownership, *, is_left: bool) -> None:
        name = item.full_name
        if how := self._plans.removes(item):
            self.tally.intended(item)
            message = f"{name} is still there: the plan {how}"
            status, fail_on = FindingStatus.UNMANAGED, self._pairs.fail_on
            self.findings.append(make_planned_finding(self._rating, item, status, message, fail_on))
            return
        stand = Stand(standing=Standing.UNMANAGED, why="left over from a replacement")
        stand = stand if is_left else ownership.stand_of(item)
        self.tally.add(item, stand)
        if stand.standing is Standing.CLAIMED and stand.maker is not None:
            self._claimed(item, stand.maker, FailOn.NEVER if stand.is_outside else self._pairs.fail_on)
        elif stand.standing is Standing.UNMANAGED:
            weight = self._pairs.weigh_unmanaged(item)
            left = (
                f"still has {item.id} from before a replacement" if item.deposed else "is left over from a replacement"
            )
            why = left if is_left else "is in no desired source"
            why += ": the plan forgets it, and leaves it as it is" if self._plans.forgets(item) else ""
            # What nobody owns is told, and blocks only those who have not said what is theirs.
            why += ", and in nobody's scope" if stand.is_outside else ""
            fail_on = FailOn.NEVER if stand.is_outside else self._pairs.fail_on
            self._add(item, catalogue.UNMANAGED, weight, f"{name} {why}", fail_on)

    def _claimed(self, item: Resource, maker: Maker, fail_on: FailOn) -> None:
        """Report a claim: it warns, but what lets everybody in or do everything weighs as if nobody made it."""
        message = f"{item.full_name} claims to be made by {maker} ({maker.claimed_by}); nothing confirms it"
        weight = self._pairs.weigh_unmanaged(item)
        if weight.opens:
            self._add(item, catalogue.CLAIMED, weight, message, fail_on)
            return
        weight = Weight(Severity.LOW, weight.meaning, f"only a claim says that {maker} made it")
        self._add(item, catalogue.CLAIMED, weight, message, FailOn.NEVER)

    def _add(self, item: Resource, rule: catalogue.FindingRule, weight: Weight, message: str, fail_on: FailOn) -> None:
        finding = make_resource_finding(rule, item, weight, message, fail_on)
        seen, unformed = digest_posture(item, self._attributes, self._rating)
        self.gaps += unformed
        self.findings.append(replace(finding, acceptance=Acceptance(posture=seen)))
        if not item.address:
            self.owners[finding.fingerprint] = owners_of(item, self._provider)
