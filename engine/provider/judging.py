"""What facts for policies are made from: how types write firewall rules, lists of networks and what is unset."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine.provider.paths import PathForms
from engine.provider.permissions import PermissionWords


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RuleForm:
    """How a type says whom a firewall lets in: in each entry of `block`, or by itself where there is none.

    `networks` are the attributes with blocks of addresses, `lists` those that name lists of networks, `ports` the first
    and the last. A resource of its own names its firewall in `group`. With `only`, an attribute and its word, others
    let nobody in; Terraform takes such words in small and in capital letters. `numbers` are protocols by their number.
    """

    networks: tuple[str, ...]
    lists: tuple[str, ...]
    protocol: str
    ports: tuple[str, str] = ("from_port", "to_port")
    block: str = ""
    group: str = ""
    only: tuple[str, Any] | None = None

    def lets_in(self, entry: Mapping[str, Any]) -> bool:
        """Tell whether an entry lets anybody in, by the word that says so."""
        if self.only is None:
            return True
        value = entry.get(self.only[0])
        return bool((value.lower() if isinstance(value, str) else value) == self.only[1])

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
class PrincipalForm:
    """Where the policies of a type of principal stand.

    `inline` are blocks, each with the member that has the document, `documents` the types of resources that belong to
    it, with the attribute that has one. `arns` are attributes that list policies, `attachments` the types of resources
    that attach one, with the attribute that names it. `boundary` names the policy beyond which nothing counts. What the
    principals of type `group` have, their members have too: `memberships` are the types of resources that say who is
    one, with the attribute that names the members and that which names the groups.
    """

    inline: tuple[tuple[str, str], ...] = ()
    documents: Mapping[str, str] = field(default_factory=dict)
    arns: tuple[str, ...] = ()
    attachments: Mapping[str, str] = field(default_factory=dict)
    boundary: str = ""
    group: str = ""
    memberships: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeparateForm:
    """A resource of its own, of the type `child`, which a refresh shows in an attribute of another one as well.

    With `only`, an attribute and its value, others of the type are none. A `whole` one says all that stands there; of
    others what they say is told by their values. `words` are what the words of an attribute of it, `word`, stand for in
    the member `named` of an entry: an entry that names something else stays, one that names nothing is said. With
    `parts` an entry of a block is that of all children which say the `same`, and has in these members what each of them
    says: members and the child's attributes.
    """

    child: str
    whole: bool = False
    only: tuple[str, Any] | None = None
    same: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    word: str = ""
    named: str = ""
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VersionForm:
    """How a type says which version of something it runs: in the first of `attributes` that says something.

    `what` is what that is to the type: its engine, its runtime. `family` is the name of what it runs in the table of
    ends; where a type runs several, `engine` is the attribute that says which, and `families` are their names there.
    Where it is `optional`, nothing runs where nothing is said.
    """

    what: str
    attributes: tuple[str, ...]
    family: str = ""
    engine: str = ""
    families: Mapping[str, str] = field(default_factory=dict)
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """The days on which a version leaves standard and extended support; none is a day that nobody has named yet.

    `source` is the address of the vendor's page, `read` the day on which it said so. Of the kinds of support that are
    `unread` nobody has looked up the day. Those of a version that the page no longer lists are the `latest` ones that
    they can be: it left support no later than the oldest that is listed.
    """

    standard: date | None
    extended: date | None
    source: str
    read: date
    unread: frozenset[str] = frozenset()
    latest: bool = False


def nobody_knows(_family: str, _version: str) -> Ends | None:
    """Return that of a version nobody knows when it leaves support."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reach:
    """What tells whom a firewall lets in and what permissions give: for policies, and for the weight of a change.

    `rules` are by type, `protocols` the names of protocols by their number. `outward` are the types, attributes and
    flags that say where something may go out to, and let nobody in; `served` are the ports that are there for all.
    """

    permissions: PermissionWords = field(default_factory=PermissionWords)
    rules: Mapping[str, RuleForm] = field(default_factory=dict)
    protocols: Mapping[str, str] = field(default_factory=dict)
    outward: frozenset[str] = frozenset()
    served: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judging:
    """What a provider tells for policies.

    `lists` are by type, `separate` by type and attribute. `unset` is what the provider makes of an attribute that
    nobody sets, by type and name; an attribute that is not there has none that is known. `documents` are the attributes
    with policy documents, `block.name` for one in each entry of a block, `parsed` those with other JSON that policies
    look into. `present` are the attributes and members of which policies ask no more than whether they are set.

    Of the attributes and members in `borrowed`, policies ask no more than whether they are set, and not to something of
    the provider's own: each of the types that stands there answers that by what its resources are called, which is one
    of their `names` and never empty.

    `settings` are the types that say something of a whole account, which belong to all that is in it, those that are
    `regional` to what is in their region. `principals` are
    types to which policies are attached, `attached` the types of such policies; `managed` are the actions, of those
    that lead to more power, which the provider's own policies give on all resources, by what stands behind `own` in
    their ARN, and `administrators` are the ones that the pack names itself; the names of those for
    roles of the provider's own services begin with `serving`. `dates` are the attributes with times, by
    type, `versions` says where types tell what they run, and `find_ends` returns when a version of a family leaves
    support, none where nobody knows. `paths` are what ways from the internet lead through.
    """

    reach: Reach = field(default_factory=Reach)
    lists: Mapping[str, ListForm] = field(default_factory=dict)
    separate: Mapping[str, Mapping[str, tuple[SeparateForm, ...]]] = field(default_factory=dict)
    unset: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    documents: tuple[str, ...] = ("policy", "assume_role_policy")
    parsed: tuple[str, ...] = ()
    present: frozenset[str] = frozenset()
    borrowed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    which: frozenset[str] = frozenset()
    settings: frozenset[str] = frozenset()
    regional: frozenset[str] = frozenset()
    principals: Mapping[str, PrincipalForm] = field(default_factory=dict)
    attached: frozenset[str] = frozenset()
    own: str = ""
    managed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    administrators: frozenset[str] = frozenset()
    serving: str = ""
    dates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    versions: Mapping[str, tuple[VersionForm, ...]] = field(default_factory=dict)
    find_ends: Callable[[str, str], Ends | None] = nobody_knows
    paths: PathForms = field(default_factory=PathForms)


# Of a provider of which nothing is known.
NOWHERE = Reach()
NOTHING = Judging()
