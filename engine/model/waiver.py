"""Waivers: approved exemptions with an owner and an end."""

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
