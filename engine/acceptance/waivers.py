"""Which findings a waiver covers, and whether it is a waiver at all (rule 6 of the decision)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from engine.acceptance.baseline import is_as_accepted
from engine.acceptance.person import is_named, is_same_person
from engine.model.gate import GateResult
from engine.model.outcome import Finding
from engine.model.verdict import Rules
from engine.model.waiver import AppliedWaiver, Waiver, WaiverState
from engine.wildcard import expression

_PARTS = re.compile(r"[.\[\]\"]+")  # between those of an address
_WORDS = re.compile(r"[\w\-]+")  # of a part, beside `*`
_ANYWHERE = re.compile(r"module|data|\d+|_*(?:[a-z0-9]+_+)?")  # aws_
_TELLING = 3  # letters beside a `*`


def covers(waiver: Waiver, finding: Finding, environment: str) -> bool:
    """Tell whether a finding of `environment` is in the scope of a waiver; only fail and warn can be waived."""
    if waiver.environment != environment or not finding.outcome.is_acceptable:
        return False
    if waiver.fingerprint and waiver.fingerprint != finding.fingerprint:
        return False
    if waiver.rule and waiver.rule != finding.rule:
        return False
    if waiver.address and not _matches(waiver.address, finding.target.name):
        return False
    return bool(waiver.fingerprint or (waiver.rule and waiver.address))


def apply_waivers(
    waivers: Iterable[Waiver], findings: Sequence[Finding], *, environment: str, rules: Rules, now: datetime
) -> tuple[AppliedWaiver, ...]:
    """Return every waiver of `environment` with its state at `now` and the findings in its scope, sorted by id."""
    return tuple(
        _applied(waiver, findings, rules, now)
        for waiver in sorted(set(waivers), key=lambda waiver: (waiver.id, repr(waiver)))
        if waiver.environment == environment
    )


def mark_waived(gates: Iterable[GateResult], applied: Sequence[AppliedWaiver]) -> tuple[GateResult, ...]:
    """Return the gates with `waived_by` set on the findings that a valid waiver covers; outcomes stay raw."""
    by_fingerprint: dict[str, str] = {}
    for entry in applied:
        if entry.state is WaiverState.VALID:
            for fingerprint in entry.findings:
                by_fingerprint.setdefault(fingerprint, entry.waiver.id)
    return tuple(replace(gate, findings=_marked(gate.findings, by_fingerprint)) for gate in gates)


def _marked(findings: tuple[Finding, ...], waivers: Mapping[str, str]) -> tuple[Finding, ...]:
    if not waivers and not any(finding.acceptance.waived_by for finding in findings):
        return findings
    return tuple(
        _waived(finding, waivers.get(finding.fingerprint, "") if finding.outcome.is_acceptable else "")
        for finding in findings
    )


def _waived(finding: Finding, waiver: str) -> Finding:
    if finding.acceptance.waived_by == waiver:
        return finding
    return replace(finding, acceptance=replace(finding.acceptance, waived_by=waiver))


def _applied(waiver: Waiver, findings: Sequence[Finding], rules: Rules, now: datetime) -> AppliedWaiver:
    found = [finding for finding in findings if covers(waiver, finding, waiver.environment)]
    scope = tuple(sorted({finding.fingerprint for finding in found}))
    state = _state(waiver, len(scope), rules, now)
    about = {(finding.target.id, finding.target.origin) for finding in found}
    if state is WaiverState.VALID and waiver.fingerprint and len(about) > 1:  # one id, and several resources have it
        state = WaiverState.OVER_BROAD
    if state is WaiverState.VALID and waiver.value and not all(is_as_accepted(one, waiver.value) for one in found):
        state = WaiverState.VALUE_MOVED
    return AppliedWaiver(waiver=waiver, state=state, findings=scope)


def _state(waiver: Waiver, matches: int, rules: Rules, now: datetime) -> WaiverState:
    if now >= waiver.expires:
        return WaiverState.EXPIRED
    if waiver.expires - min(waiver.created, now) > rules.max_waiver_life:  # one may be dated ahead
        return WaiverState.TOO_LONG
    named = is_named(waiver.owner) and is_named(waiver.approver)
    if not named or is_same_person(waiver.owner, waiver.approver):
        return WaiverState.SELF_APPROVED
    if _scope_is_everything(waiver) or matches > rules.max_waiver_matches:
        return WaiverState.OVER_BROAD
    return WaiverState.VALID if matches else WaiverState.UNMATCHED


def _scope_is_everything(waiver: Waiver) -> bool:
    return not waiver.fingerprint and (not waiver.rule or not _says_which(waiver.address))


def _says_which(pattern: str) -> bool:
    """Tell whether a pattern of addresses names something: dots, numbers and what all types begin with are in all."""
    for part in _PARTS.split(pattern):
        words = [word for word in _WORDS.findall(part) if not _ANYWHERE.fullmatch(word)]
        if words and ("*" not in part or max(map(len, words)) >= _TELLING):
            return True
    return False


def _matches(pattern: str, text: str) -> bool:
    # Only `*` is special: Terraform addresses are full of brackets, quotes and dots.
    return re.fullmatch(expression(pattern), text, re.DOTALL) is not None
