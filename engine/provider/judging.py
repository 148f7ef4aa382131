"""What facts for policies are made from: how types write firewall rules, lists of networks and what is unset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.provider.permissions import PermissionWords


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RuleForm:
    """How a type says whom a firewall lets in: in each entry of `block`, or by itself where there is none.

    `networks` are the attributes with blocks of addresses, `lists` those that name lists of networks, `ports` the first
    and the last. A resource of its own names its firewall in `group`. With `only`, an attribute and its value, others
    let nobody in. `numbers` are protocols by their number.
    """

    networks: tuple[str, ...]
    lists: tuple[str, ...]
    protocol: str
    ports: tuple[str, str] = ("from_port", "to_port")
    block: str = ""
    group: str = ""
    only: tuple[str, Any] | None = None

    @property
    def attributes(self) -> frozenset[str]:
        """Return the attributes of a resource that say it."""
        only = (self.only[0],) if self.only is not None else ()
        return frozenset(
            {self.block} if self.block else {*self.networks, *self.lists, self.protocol, *self.ports, *only}
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ListForm:
    """How a type lists networks: in `network` of each entry of `block`, and in children that name it in `link`."""

    block: str
    network: str
    child: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judging:
    """What a provider tells for policies.

    `rules` and `lists` are by type. `unset` is what the provider makes of an attribute that nobody sets, by type and
    name; an attribute that is not there has none that is known. `documents` are the attributes with policy documents,
    `block.name` for one in each entry of a block, `parsed` those with other JSON that policies look into. `protocols`
    are the names of protocols by their number, `present` the attributes and members of which policies ask no more than
    whether they are set.
    """

    permissions: PermissionWords = field(default_factory=PermissionWords)
    rules: Mapping[str, RuleForm] = field(default_factory=dict)
    lists: Mapping[str, ListForm] = field(default_factory=dict)
    unset: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    documents: tuple[str, ...] = ("policy", "assume_role_policy")
    parsed: tuple[str, ...] = ()
    present: frozenset[str] = frozenset()
    protocols: Mapping[str, str] = field(default_factory=dict)


NOTHING = Judging()  # of a provider of which nothing is known
