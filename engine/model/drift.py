"""The result of comparing two snapshots."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.model.maker import Managed
from engine.model.outcome import Finding, Gap
from engine.model.parity import Confidence

# The two comparisons, which are also the names of their gates.
DRIFT = "drift"
PARITY = "parity"


class Comparison(StrEnum):
    """What is compared with what."""

    DRIFT = "drift"
    PARITY = "parity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed:
    """Two resources (by address, or id without one) that are one though their addresses differ.

    `reason` is `moved` where code or a plan says so, `likeness`, or `interchangeable` where nothing tells several
    apart; `confidence` is from 0 to 1.
    """

    left: str
    right: str
    reason: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftReport:
    """Everything that a comparison of `left` with `right` found and could not look at.

    The counts obey `matched + left_only + right_only + ambiguous` = the resources compared of both sides, with a
    matched pair counted once. `attributes_compared` and `attributes_unread` count top-level attributes of matched
    pairs. `left` and `right` are snapshot digests; `options` names the fixed settings of the comparison. `renamed` are
    the pairs that were matched by more than their addresses. `unknown_types` are those of matched pairs that the schema
    table does not know: they were compared as they are written, lists in order. Only a comparison of environments has a
    `confidence`. `earlier` are the ids of older snapshots of the intent that were looked at. `managed` is who manages
    what is there, where that was asked.
    """

    comparison: Comparison
    left: str
    right: str
    findings: tuple[Finding, ...]
    gaps: tuple[Gap, ...]
    matched: int
    left_only: int
    right_only: int
    ambiguous: int
    attributes_compared: int
    attributes_unread: int
    unread: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    confidence: Confidence | None = None
    earlier: tuple[str, ...] = ()
    unknown_types: tuple[str, ...] = ()
    managed: Managed | None = None
