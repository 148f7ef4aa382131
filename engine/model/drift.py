"""The result of comparing two snapshots, and whose everything is that is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from engine.model.identity import CODE_TOOLS
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


class Standing(StrEnum):
    """How a resource that is there stands to those who could have made it.

    `intended`: the environment's own intent has it. `made`: a confirmed maker has it. `owned`: another service owns it.
    `claimed`: only a claim says who made it. `elsewhere`: nobody owns it, and another environment's run tells it.
    `unmanaged`: nobody intends it.
    """

    INTENDED = "intended"
    MADE = "made"
    OWNED = "owned"
    CLAIMED = "claimed"
    ELSEWHERE = "elsewhere"
    UNMANAGED = "unmanaged"

    @property
    def is_managed(self) -> bool:
        """Tell whether somebody answers for such a resource by what made it."""
        return self in {Standing.INTENDED, Standing.MADE}


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ManagedRow:
    """The resources of one type in one account that stand alike: how, by whom (`maker`, `TOOL:NAME`), and why.

    `tool` is that of the maker, or empty, `service` whose they are. `names` are the ids of the resources, sorted, where
    they are not intended.
    """

    account: str
    type: str
    standing: Standing
    tool: str = ""
    maker: str = ""
    service: str = ""
    why: str = ""
    resources: int = 0
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Managed:
    """Who manages what is there: each resource that is not the provider's own is in exactly one row."""

    rows: tuple[ManagedRow, ...] = ()

    def count(self, *standings: Standing) -> int:
        """Return how many resources stand so."""
        return sum(row.resources for row in self.rows if row.standing in standings)

    @property
    def as_code(self) -> int:
        """Return how many resources are intended, or made by a tool whose files people review."""
        return sum(row.resources for row in self.rows if row.standing.is_managed and row.tool in CODE_TOOLS)

    @property
    def not_as_code(self) -> int:
        """Return how many resources nobody has made, as far as is confirmed.

        What a service has made for others is neither: it is as code as far as they are.
        """
        return sum(row.resources for row in self.rows if not row.standing.is_managed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What somebody owns, as patterns with `*`: resources with all `tags`, or of one of the `stacks`.

    `accounts` limit both; alone they are all that lies in them.
    """

    tags: Mapping[str, str] = field(default_factory=dict)
    stacks: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceOwner:
    """A service of the organisation: its name, who answers for it, and what it owns."""

    name: str
    owner: str
    owns: Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedScope:
    """What an environment's team owns: `ours`, none for everything that no other service owns.

    `services` are those of the organisation. `told_in` names the environment whose run tells what nobody owns; empty
    where this one does.
    """

    ours: Reach | None = None
    services: tuple[ServiceOwner, ...] = ()
    told_in: str = ""

    @property
    def asks_stacks(self) -> bool:
        """Tell whether somebody owns what a stack has made."""
        reaches = [service.owns for service in self.services]
        return any(reach.stacks for reach in reaches) or bool(self.ours is not None and self.ours.stacks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """An attribute that could not be looked at, of `count` resources of a type; `resources` are the first of them."""

    type: str
    attribute: str
    count: int
    resources: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return what people call it, as `TYPE.ATTRIBUTE`."""
        return f"{self.type}.{self.attribute}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftReport:
    """Everything that a comparison of `left` with `right` found and could not look at.

    The counts obey `matched + left_only + right_only + ambiguous` = the resources compared of both sides, with a
    matched pair counted once. `attributes_compared` and `attributes_unread` count top-level attributes of matched
    pairs; `unread` are those of the second kind. `left` and `right` are snapshot digests; `options` names the fixed
    settings of the comparison. `renamed` are the pairs that were matched by more than their addresses. `unknown_types`
    are those of matched pairs that the schema table does not know: they were compared as they are written, lists in
    order. Only a comparison of environments has a `confidence`. `earlier` are the ids of older snapshots of the intent
    that were looked at. `managed` is who manages what is there, where that was asked.
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
    unread: tuple[Unread, ...] = ()
    options: tuple[str, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    confidence: Confidence | None = None
    earlier: tuple[str, ...] = ()
    unknown_types: tuple[str, ...] = ()
    managed: Managed | None = None
