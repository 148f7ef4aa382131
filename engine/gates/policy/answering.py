"""Who answers for types that no policy judges, until when, and what appeared beyond those."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from engine.findings.catalogue import POLICY_NEW_TYPE
from engine.findings.fingerprint import make_fingerprint
from engine.gates.compared import write_count
from engine.gates.policy.settings import UnjudgedSettings
from engine.model.outcome import FailOn, Finding, Severity, Target
from engine.model.policy import PolicyScope, TypeScope

UNANSWERED = timedelta(days=30)  # that types without a policy may be open before somebody answers for them


def answer_for(scope: PolicyScope, settings: UnjudgedSettings | None, *, until: datetime) -> PolicyScope:
    """Return a scope with who answers for its unjudged types until when; without settings nobody does, `until` then.

    Types beyond those that the settings name are new.
    """
    if not scope.unjudged:
        return scope
    if settings is None:
        return replace(scope, until=until)
    known = frozenset(settings.types)
    answered = tuple(row for row in scope.unjudged if row.type in known)
    return replace(
        scope,
        unjudged=answered,
        new=tuple(row for row in scope.unjudged if row.type not in known),
        owner=settings.owner if answered else "",
        until=settings.until if answered else None,
    )


def find_new_types(scope: PolicyScope, fail_on: FailOn) -> Iterator[Finding]:
    """Yield a finding for each type that nobody judges and nobody answers for, where somebody answers for others."""
    rule = POLICY_NEW_TYPE
    severity = rule.severity or Severity.MEDIUM
    for row in scope.new:
        yield Finding(
            fingerprint=make_fingerprint(
                gate=rule.gate, rule=rule.id, account="", region="", type=row.type, resource="", path=()
            ),
            gate=rule.gate,
            rule=rule.id,
            outcome=fail_on.outcome(severity),
            severity=severity,
            status=rule.status,
            message=_say(row),
            target=Target(type=row.type),
            remediation=rule.remediation,
        )


def _say(row: TypeScope) -> str:
    return f"no policy judges {row.type} ({write_count(range(row.resources), 'resource')}), and nobody answers for it"
