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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ListForm:
    """How a type lists networks: in `network` of each entry of `block`, and in children that name it in `link`."""

    block: str
    network: str
    child: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeparateForm:
    """A resource of its own, of the type `child`, which a refresh shows in an attribute of another one as well.

    With `only`, an attribute and its value, others of the type are none. A `whole` one says all that stands there; of
    others what they say is told by their values. With `parts` an entry of a block is that of all children which say the
    `same`, and has in these members what each of them says: members and the child's attributes.
    """

    child: str
    whole: bool = False
    only: tuple[str, Any] | None = None
    same: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judging:
    """What a provider tells for policies.

    `rules` and `lists` are by type, `separate` by type and attribute. `unset` is what the provider makes of an
    attribute that nobody sets, by type and name; an attribute that is not there has none that is known. `documents` are
    the attributes with policy documents, `block.name` for one in each entry of a block, `parsed` those with other JSON
    that policies look into. `protocols` are the names of protocols by their number, `present` the attributes and
    members of which policies ask no more than whether they are set.

    Of the attributes and members in `borrowed`, policies ask no more than whether they are set, and not to something of
    the provider's own: each of the types that stands there answers that by what its resources are called, which is one
    of their `names` and never empty.
    """

    permissions: PermissionWords = field(default_factory=PermissionWords)
    rules: Mapping[str, RuleForm] = field(default_factory=dict)
    lists: Mapping[str, ListForm] = field(default_factory=dict)
    separate: Mapping[str, Mapping[str, tuple[SeparateForm, ...]]] = field(default_factory=dict)
    unset: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    documents: tuple[str, ...] = ("policy", "assume_role_policy")
    parsed: tuple[str, ...] = ()
    present: frozenset[str] = frozenset()
    borrowed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    protocols: Mapping[str, str] = field(default_factory=dict)


NOTHING = Judging()  # of a provider of which nothing is known
