"""The baseline: findings that are known and accepted as they are; they stay visible and do not gate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A finding of the baseline, as it was when it was accepted.

    `value` is the digest of it (`engine.acceptance.baseline.digest_value`). The other fields are for people: they say
    what a fingerprint is about.
    """

    fingerprint: str
    value: str
    gate: str
    rule: str
    severity: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The known findings of one environment, as `run` has found them.

    It says who answers for them, who has approved that, why, since when and until when.
    """

    environment: str
    owner: str
    approver: str
    reason: str
    created: datetime
    expires: datetime
    run: str
    findings: tuple[Accepted, ...]
