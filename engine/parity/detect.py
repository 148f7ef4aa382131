"""Parity: one environment (candidate) against another (reference), by logical address, meaning and rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine.comparison.versions import in_known_words
from engine.estate.blast_radius import add_reach
from engine.findings import catalogue
from engine.findings.findings import find_incomparable, make_estate_finding, make_resource_finding
from engine.findings.schema_fit import find_unfit, find_unknown_types
from engine.matching.counterparts import Counterparts, Match, MatchReason, match_environments
from engine.matching.modules import find_lone_modules
from engine.matching.side import MatchSide
from engine.matching.words import LearntWord
from engine.model.address import code_address
from engine.model.drift import Comparison, DriftReport, Renamed
from engine.model.outcome import FailOn, Finding, Gap, GapReason, Severity, Stage, Target, gap_order
from engine.model.parity import ParityRule
from engine.model.snapshot import Resource, Snapshot
from engine.parity.alike import Alike
from engine.parity.confidence import NOTHING
from engine.parity.pairs import ParityPairs
from engine.parity.rules import ParityRules
from engine.parity.styles import Styles
from engine.parity.unapplied import Unapplied, part_many, with_places
from engine.parity.ways import Ways
from engine.provider.meaning import Meaning
from engine.provider.port import Provider
from engine.provider.rating import UNCLEAR, Weight


def compare_parity(
    reference: Snapshot,
    candidate: Snapshot,
    provider: Provider,
    *,
    digests: tuple[str, str],
    tokens: tuple[Sequence[str], Sequence[str]],
    fail_on: FailOn,
    rules: Sequence[ParityRule] = (),
    learn: bool = True,
) -> DriftReport:
    """Compare `candidate` with `reference`.

    `tokens` are the words that name each environment in addresses and names. Only settable attributes count: what the
    provider computes differs by nature. `rules` come before its own and ours (`engine.parity.rules`). With
    `learn` the names of counterparts tell more of these words. A shared secret is a finding of its own.
    """
    two_estates = reference.origins != candidate.origins
    reference, candidate = with_places(reference), with_places(candidate)
    pairs = ParityPairs(provider, fail_on, rules, two_estates=two_estates)
    sides = (reference, candidate)
    regions = _regions(sides)
    left, right = (
        _side(one, words, provider, region) for one, words, region in zip(sides, tokens, regions, strict=True)
    )
    work = _Presence(pairs, left, right)
    found = match_environments(left, right, learn=learn)
    pairs.ways = Ways(left, right, found.left_only) if two_estates else None
    pairs.alone = _called(left, found.left_only), _called(right, found.right_only)
    pairs.unapplied = Unapplied(provider, left, right)
    pairs.styles = styles = Styles(left, right, found.matches, provider)
    for match in found.matches:
        pairs.pair(match.left, match.right, left.translation, right.translation)
    gaps = [*reference.gaps, *candidate.gaps, *pairs.list_unread(), *find_incomparable(reference, candidate)]
    unread = tuple(pairs.unread.rows())
    compared = (*left.resources, *right.resources)
    work.uncount(sides, left, right)
    work.look_at(found, left, right, styles, complete=tuple(not one.gaps and one.complete for one in sides))
    findings = [*pairs.findings, *_unused(pairs.rules, fail_on), *_words(found.words, fail_on)]
    findings += find_unfit(compared, provider, catalogue.PARITY_SCHEMA_VERSION, fail_on)
    if two_estates:
        findings += _one_account(reference, candidate, fail_on)
    return DriftReport(
        comparison=Comparison.PARITY,
        left=digests[0],
        right=digests[1],
        findings=add_reach(sorted(findings, key=_order), candidate.resources, {}),
        gaps=tuple(sorted({*gaps, *pairs.gaps}, key=gap_order)),
        matched=len(found.matches),
        left_only=len(found.left_only),
        right_only=len(found.right_only),
        ambiguous=len(found.doubts),
        attributes_compared=pairs.compared,
        attributes_unread=sum(row.count for row in unread),
        unread=unread,
        options=(*pairs.attributes.options(compared), pairs.rules.option()),
        unknown_types=find_unknown_types((match.left for match in found.matches), provider),
        renamed=tuple(sorted(map(_renamed, _by_likeness(found)), key=lambda row: (row.left, row.right))),
        confidence=pairs.tally.make_confidence(),
    )


def _called(side: MatchSide, alone: Sequence[Resource]) -> frozenset[str]:
    """Return what names some resources of a side, as it stands in its translated values."""
    return frozenset(map(side.translation.text, side.find_ids(alone)))


def _order(finding: Finding) -> tuple[object, ...]:
    return (-finding.severity.rank, finding.target.address, finding.change.path, finding.fingerprint)


def _by_likeness(found: Counterparts) -> list[Match]:
    return [match for match in found.matches if match.reason is not MatchReason.ADDRESS]


def _renamed(match: Match) -> Renamed:
    return Renamed(
        left=match.left.name,
        right=match.right.name,
        reason=match.reason.value,
        confidence=match.confidence,
    )


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more


def _side(snapshot: Snapshot, tokens: Sequence[str], provider: Provider, region: str) -> MatchSide:
    compared = in_known_words((item for item in part_many(_told(snapshot))[0] if item.is_answered_for), provider)
    return MatchSide(compared, tokens, provider, snapshot.moves, snapshot.resources, region)


def _told(snapshot: Snapshot) -> list[Resource]:
    """Return what stands in an environment; where only code tells of one, what that declares."""
    return snapshot.applied or [item for item in snapshot.resources if item.is_unapplied]


def _regions(sides: Sequence[Snapshot]) -> list[str]:
    """Return the one region that each environment is in; nothing where one of them is in several, or in none."""
    found = [{item.region for item in side.applied if item.region} for side in sides]
    return [min(one) if all(len(other) == 1 for other in found) else "" for one in found]


class _Presence:
    """Reports resources without exactly one counterpart."""

    def __init__(self, pairs: ParityPairs, left: MatchSide, right: MatchSide) -> None:
        self.pairs = pairs
        self.alike = Alike(pairs.settable, pairs.rating, left, right)
        self.uncounted: set[int] = set()  # by id(): what the code of the other side may declare as well

    def uncount(self, sides: Sequence[Snapshot], left: MatchSide, right: MatchSide) -> None:
        """Name what code makes none or many of; what the other side has of it has no counterpart that is known."""
        for snapshot, counted, other in zip(sides, (left, right), (right, left), strict=True):
            many = part_many(_told(snapshot))[1]
            self.pairs.gaps += map(_uncounted, many)
            blocks = {code_address(counted.translation.generic(item.address)) for item in many}
            self.uncounted |= {id(item) for item in other.resources if code_address(other.logical[id(item)]) in blocks}

    def look_at(
        self, found: Counterparts, left: MatchSide, right: MatchSide, styles: Styles, *, complete: Sequence[bool]
    ) -> None:
        """Report all of them; what a side that is not `complete` lacks may be there."""
        for match in found.matches:
            self.alike.note(match.left, is_reference=True)
            self.alike.note(match.right, is_reference=False)
        for side, only, others, rule, is_told in (
            (left, found.left_only, found.right_only, catalogue.PARITY_MISSING, complete[1]),
            (right, found.right_only, found.left_only, catalogue.PARITY_EXTRA, complete[0]),
        ):
            modules = find_lone_modules(side.resources, only)
            for item in only if is_told else ():
                if id(item) in self.uncounted:
                    self.pairs.tally.add_alone(item, self._set(item), unknown=True)
                elif styles.is_unclear(item, others, is_reference=rule is catalogue.PARITY_MISSING):
                    self.pairs.tally.add_alone(item, self._set(item), unknown=True)
                    self.pairs.gaps.append(_unlinked(item))
                elif not styles.is_said_elsewhere(item) and not styles.is_told_by_parent(item):
                    self.alone(item, rule, modules)
        for doubt in found.doubts:
            what = f"may be any of: {_listed([item.name for item in doubt.candidates])}"
            self.unclear(doubt.resource, what)

    def alone(self, resource: Resource, rule: catalogue.FindingRule, modules: Mapping[str, str]) -> None:
        """Report a resource without a counterpart; one more of several alike is only a difference in size.

        `modules` are those by address that only this side has.
        """
        is_reference = rule is catalogue.PARITY_MISSING
        side = "the candidate" if is_reference else "the reference"
        if self.alike.has(resource, is_reference=is_reference):
            weight = Weight(Severity.LOW, Meaning.CAPACITY, "it is one of several alike: a difference in size")
            self._add(resource, rule, weight, f"is one more than {side} has")
            if not is_reference:  # the reference carries at least as much
                self.pairs.tally.add_alone(resource, (), unknown=False)
        else:
            weight = self.pairs.rating.of_presence(resource.type, rule.status)
            self._add(resource, rule, weight, f"has no counterpart in {side}", modules.get(resource.address, ""))
            self.pairs.tally.add_alone(resource, self._set(resource), unknown=False)

    def unclear(self, resource: Resource, what: str) -> None:
        """Report a resource that may be one of several."""
        self._add(resource, catalogue.PARITY_AMBIGUOUS, UNCLEAR, what)
        self.pairs.tally.add_alone(resource, self._set(resource), unknown=True)

    def _set(self, resource: Resource) -> set[str]:
        return {name for name in self.pairs.settable(resource) if resource.attributes.get(name) not in NOTHING}

    def _add(
        self, resource: Resource, rule: catalogue.FindingRule, weight: Weight, what: str, module: str = ""
    ) -> None:
        message = f"{resource.name} {what}"
        finding = make_resource_finding(rule, resource, weight, message, self.pairs.fail_on, module=module)
        self.pairs.findings.append(finding)


def _uncounted(item: Resource) -> Gap:
    """Return the gap of what code makes none or many of, by an expression that it does not tell."""
    fix = "give a plan in place of code: terraform plan -out plan && terraform show -json plan > plan.json"
    return _unmatched(item, "how many there are, and which, only a plan tells", fix)


def _unlinked(item: Resource) -> Gap:
    """Return the gap of what may be said inside of another resource, or by a separate one of another type."""
    fix = "compare what is there: give states, or refresh-only plans"
    return _unmatched(item, "whether the other side says it in another style only an apply tells", fix)


def _unmatched(item: Resource, what: str, fix: str) -> Gap:
    return Gap(
        stage=Stage.COMPARE,
        reason=GapReason.UNSUPPORTED,
        source="parity",
        detail=f"{item.name}: {what}",
        operation="match resources",
        types=(item.type,),
        fix=fix,
    )


def _unused(rules: ParityRules, fail_on: FailOn) -> Iterator[Finding]:
    """Yield a finding for each rule of the configuration that fits nothing: a typo in it would hide what it asks."""
    for rule in rules.unused():
        weight = Weight(Severity.LOW, Meaning.METADATA, "a rule that fits nothing asks for nothing")
        message = f"{rule.where or rule.name}: this rule fits nothing that was compared"
        entry = catalogue.PARITY_UNUSED_RULE
        yield make_estate_finding(entry, weight, message, fail_on, about=rule.name, target=Target(location=rule.where))


def _words(words: Sequence[LearntWord], fail_on: FailOn) -> Iterator[Finding]:
    """Yield a finding for each word that was learnt: what it hides is told once, and somebody can say that it is so."""
    for word in words:
        message = (
            f"{word.left} is called {word.right} in the candidate, in the names or tags of {word.count} resources: "
            f"write words: [{word.left}] under the reference, and words: [{word.right}] under the candidate; "
            "where they are not the same, gates.parity.learn-words: off"
        )
        weight = Weight(Severity.INFO, Meaning.METADATA, "what differs in the environments' own words is the same")
        yield make_estate_finding(catalogue.PARITY_WORD, weight, message, fail_on, about=f"{word.left} {word.right}")


def _one_account(reference: Snapshot, candidate: Snapshot, fail_on: FailOn) -> Iterator[Finding]:
    """Yield a finding for each account that both environments are in."""
    ours, theirs = ({item.account for item in side.resources if item.account} for side in (reference, candidate))
    for account in sorted(ours & theirs):
        why = "what breaks or opens an account reaches both environments"
        weight = Weight(Severity.INFO, Meaning.IDENTITY, why)
        message = f"both environments are in the account {account}"
        yield make_estate_finding(
            catalogue.PARITY_SAME_ACCOUNT, weight, message, fail_on, target=Target(account=account)
        )
