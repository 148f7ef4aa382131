"""Gates: how much each of them counts, and what came out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from engine.model.drift import Managed, Unread
from engine.model.measurement import Metric
from engine.model.outcome import Finding, Gap, Outcome
from engine.model.parity import Shortfall
from engine.model.policy import PolicyScope


class Requirement(StrEnum):
    """How a gate counts: a `must` blocks, a `should` opens a condition, an `info` is only shown."""

    MUST = "must"
    SHOULD = "should"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class GateResult:
    """What one gate found.

    `evaluated` counts the checks that were really made; a pass with none is not a pass. `outcome` is the raw one:
    waivers are applied by the decision. `inputs` are digests of what the gate judged; each must be among the
    assessment's inputs. `justification` says why a not_applicable gate does not apply. `measured_at` is the age of the
    oldest evidence, `expires_at` when it stops counting. `shortfalls` are where the confidence of parity is missing,
    `unread` the attributes that one side of a comparison does not tell. `scope` is what policies judged of what there
    is, `managed` who manages that.
    """

    gate: str
    requirement: Requirement
    outcome: Outcome
    evaluated: int
    summary: str
    findings: tuple[Finding, ...] = ()
    gaps: tuple[Gap, ...] = ()
    inputs: tuple[str, ...] = ()
    justification: str = ""
    measured_at: datetime | None = None
    expires_at: datetime | None = None
    metrics: tuple[Metric, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    unread: tuple[Unread, ...] = ()
    scope: PolicyScope | None = None
    managed: Managed | None = None
