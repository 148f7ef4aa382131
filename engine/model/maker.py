"""Makers: which tool or service made a resource that no state of ours has, and what says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

# The tools that make resources from files which people review: what they have made is as code.
STACK_TOOLS = frozenset({"cloudformation", "cdk", "sam", "serverless", "control-tower"})
CODE_TOOLS = STACK_TOOLS | {"terraform"}


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Maker:
    """Who made a resource: a `tool`, and the `name` of the stack, cluster, group or state by which it did.

    It is confirmed by the operation, or by the tag that only the provider can write (`confirmed_by`); or nobody but
    what people can write says it (`claimed_by`). Exactly one of the two is told.
    """

    tool: str
    name: str
    confirmed_by: str = ""
    claimed_by: str = ""

    def __str__(self) -> str:
        """Return `TOOL:NAME`."""
        return f"{self.tool}:{self.name}" if self.name else self.tool

    @property
    def is_confirmed(self) -> bool:
        """Tell whether the provider says it."""
        return bool(self.confirmed_by)


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
class Scope:
    """What an environment's team owns: `ours`, none for everything that no other service owns.

    `services` are those of the organisation. `told_in` names the environment whose run tells what nobody owns; empty
    where this one does.
    """

    ours: Reach | None = None
    services: tuple[ServiceOwner, ...] = ()
    told_in: str = ""
