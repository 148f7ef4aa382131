"""What somebody accepts until a day: waivers, and the baseline of findings that are known and still shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """An overlay on findings; it never replaces an outcome.

    The scope is the conjunction of what is given: `fingerprint`, or `rule` (exact) with `address` (exact, or with `*`
    for any run of characters). `environment` is exact. `created` and `expires` bound its life, at most 90 days. `value`
    pins what was accepted (`engine.acceptance.baseline.digest_value`): a finding whose value moves away is not waived.
    """

    id: str
    owner: str
    approver: str
    reason: str
    ticket: str
    environment: str
    created: datetime
    expires: datetime
    fingerprint: str = ""
    rule: str = ""
    address: str = ""
    value: str = ""


class WaiverState(StrEnum):
    """What the decision made of a waiver."""

    VALID = "valid"
    EXPIRED = "expired"
    SELF_APPROVED = "self_approved"
    OVER_BROAD = "over_broad"
    TOO_LONG = "too_long"
    UNMATCHED = "unmatched"
    VALUE_MOVED = "value_moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedWaiver:
    """A waiver with its state and the fingerprints of the findings in its scope."""

    waiver: Waiver
    state: WaiverState
    findings: tuple[str, ...] = ()


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
