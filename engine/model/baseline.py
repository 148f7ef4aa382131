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
    """The known findings of one environment, who accepted them, why and when; from `run`."""

    environment: str
    owner: str
    reason: str
    created: datetime
    run: str
    findings: tuple[Accepted, ...]
