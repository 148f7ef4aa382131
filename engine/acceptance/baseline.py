"""Which findings are known: in the baseline of the environment, and still what they were when they were accepted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engine.acceptance.person import is_named, is_same_person
from engine.jsontext.digest import digest
from engine.model.gate import GateResult
from engine.model.outcome import Finding, FindingStatus, Outcome
from engine.model.verdict import Rules, Verdict
from engine.model.waiver import Accepted, Baseline

MOVED = "it is in the baseline with another value, which has moved since"


def digest_value(finding: Finding) -> str:
    """Return the digest of what a finding found: it changes when that gets worse, or is wrong in another way.

    What was intended is in it as well: what was accepted of one intent is not accepted of another. An unmanaged
    resource that was accepted closed is not accepted open: its posture is in it. Of what was measured, the message is
    all that tells one failure from another. The id of the resource is in it: another one may have its address by now,
    or in another state.

    Secrets are in it by their keyed fingerprints, so that a rotated redaction key moves it too.
    """
    return _digest(finding, finding.target.id)


def is_as_accepted(finding: Finding, value: str) -> bool:
    """Tell whether a finding is what a value was made of, maybe in a plan, before its resource had an id."""
    return value in {digest_value(finding), _digest(finding, "")}


def _digest(finding: Finding, id_: str) -> str:
    found = [finding.status.value, finding.severity.value, finding.change.before, finding.change.after]
    if finding.acceptance.posture:
        found.append(finding.acceptance.posture)
    if id_:
        found.append(id_)
    if finding.status is FindingStatus.MEASURED:
        found.append(finding.message)
    return digest(found).removeprefix("sha256:")[:32]


def apply_baseline(gates: Iterable[GateResult], baseline: Baseline | None, environment: str) -> tuple[GateResult, ...]:
    """Return the gates with `existing` set on the known findings; one whose value has moved is not known."""
    if baseline is None or baseline.environment != environment or find_problem(baseline):
        return tuple(gates)
    values = {known.fingerprint: known.value for known in baseline.findings}
    return tuple(
        replace(
            gate,
            findings=tuple(_marked(finding, values.get(finding.fingerprint), baseline) for finding in gate.findings),
        )
        for gate in gates
    )


def find_problem(baseline: Baseline) -> str:
    """Return why a baseline accepts nothing, empty for one that holds until its end."""
    if not (is_named(baseline.owner) and is_named(baseline.approver)):
        return "it names no owner, or nobody who approved it"
    if is_same_person(baseline.owner, baseline.approver):
        return "its owner has approved it"
    longest = Rules().max_waiver_life
    return f"it lasts longer than {longest.days} days" if baseline.expires - baseline.created > longest else ""


def end_baseline(gates: Iterable[GateResult], now: datetime) -> tuple[GateResult, ...]:
    """Return the gates without `existing` on what is known no longer: its baseline has ended, or it never could be."""
    return tuple(replace(gate, findings=tuple(_ended(finding, now) for finding in gate.findings)) for gate in gates)


def can_be_known(finding: Finding) -> bool:
    """Tell whether a baseline may accept a finding: nothing that is not proven, and no failure that was measured.

    A test that fails, a limit that is broken or a restore that did not come back is nothing that one finds and accepts.
    """
    return finding.outcome.is_acceptable and not (
        finding.status is FindingStatus.MEASURED and finding.outcome is Outcome.FAIL
    )


def _ended(finding: Finding, now: datetime) -> Finding:
    accepted = finding.acceptance
    left = accepted.until - now if accepted.until is not None else timedelta()
    is_held = timedelta() < left <= Rules().max_waiver_life  # one may be dated ahead
    if not accepted.existing or (can_be_known(finding) and is_held):
        return finding
    return replace(finding, acceptance=replace(accepted, existing=False))


def _marked(finding: Finding, value: str | None, baseline: Baseline) -> Finding:
    if value is None or not can_be_known(finding):
        return finding
    if is_as_accepted(finding, value):
        known = replace(finding.acceptance, existing=True, owner=baseline.owner, until=baseline.expires)
        return replace(finding, acceptance=known)
    why = f"{finding.rating.why}; " if finding.rating.why else ""
    return replace(finding, rating=replace(finding.rating, why=f"{why}{MOVED}"))


@dataclass(frozen=True, slots=True)
class Difference:
    """What a run has beside a baseline: what is not in it, what is in it with another value, and what is gone."""

    new: tuple[Finding, ...]
    moved: tuple[Finding, ...]
    gone: tuple[Accepted, ...]
    refused: tuple[Finding, ...]


def compare_baseline(verdict: Verdict, baseline: Baseline | None, *, accept_missing: bool = False) -> Difference:
    """Return how the findings of a verdict differ from a baseline.

    What could not be judged is in none of them; a resource that is missing is `refused` unless that is accepted by
    name, and a failure that was measured always. Waived findings are the waiver's.
    """
    values = {known.fingerprint: known for known in baseline.findings} if baseline is not None else {}
    found = {finding.fingerprint: finding for gate in verdict.gates for finding in gate.findings}
    # Of a gate that did not run, or did not see everything, nothing is proven to be gone.
    whole = {gate.gate for gate in verdict.gates if not gate.gaps and gate.evaluated}
    unwaived = [item for item in found.values() if item.outcome.is_acceptable and not item.acceptance.waived_by]
    open_ones = [item for item in unwaived if can_be_known(item)]
    fresh = [item for item in open_ones if item.fingerprint not in values]
    never = [item for item in unwaived if not can_be_known(item)]
    gone = FindingStatus.MISSING
    return Difference(
        new=_sorted(item for item in fresh if accept_missing or item.status is not gone),
        moved=_sorted(
            item
            for item in open_ones
            if item.fingerprint in values and not is_as_accepted(item, values[item.fingerprint].value)
        ),
        gone=tuple(known for name, known in sorted(values.items()) if name not in found and known.gate in whole),
        refused=_sorted([*never, *(item for item in fresh if item.status is gone and not accept_missing)]),
    )


def list_accepted(findings: Iterable[Finding]) -> tuple[Accepted, ...]:
    """Return findings as entries of a baseline, sorted by fingerprint."""
    entries = {
        finding.fingerprint: Accepted(
            fingerprint=finding.fingerprint,
            value=digest_value(finding),
            gate=finding.gate,
            rule=finding.rule,
            severity=finding.severity.value,
            message=finding.message,
        )
        for finding in findings
    }
    return tuple(entries[name] for name in sorted(entries))


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who answers for what a baseline accepts, who has approved it, why, since when and until when."""

    owner: str
    approver: str
    reason: str
    created: datetime
    expires: datetime


def make_baseline(environment: str, findings: Sequence[Accepted], approval: Approval, *, run: str) -> Baseline:
    """Return a baseline of entries in their one order."""
    ordered = tuple(sorted(findings, key=lambda entry: entry.fingerprint))
    return Baseline(
        environment=environment,
        owner=approval.owner,
        approver=approval.approver,
        reason=approval.reason,
        created=approval.created,
        expires=approval.expires,
        run=run,
        findings=ordered,
    )


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda item: (-item.severity.rank, item.target.address, item.fingerprint)))
