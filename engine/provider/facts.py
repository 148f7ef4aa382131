"""The form of what is known of a provider's resource types beside their schemas: data, which only the engine reads.

A name is that of an attribute, and `block.name` that of an attribute of a block. What is not said of a type is not
known of it; nothing here has to be said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from engine.model.outcome import Severity
from engine.model.parity import ParityRule
from engine.provider.judging import NOWHERE, Reach
from engine.provider.meaning import Meaning
from engine.provider.schema import SchemaNode

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Told:
    """Where a resource of its own says what a member of the inline form says, and the values of its words there."""

    at: str
    words: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Split:
    """A fact that people write inside a resource, in its `attributes`, or as `child` resources of its own.

    A child names the resource in `link`. `inline` are the members of the inline form that have another name or other
    values in the child. With `only`, an attribute and its value, the others of the child are none of this. With `by` a
    child is known by these members alone, and others say the rest. A `whole` child says all that there is of the fact.
    """

    child: str
    link: str
    attributes: tuple[str, ...]
    inline: Mapping[str, Told] = field(default_factory=dict)
    only: tuple[str, str | bool] | None = None
    by: tuple[str, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Component:
    """What a resource has in itself and its provider lists as a resource of its own.

    The resource names in `link` what a `child` has as `attribute`.
    """

    child: str
    link: str
    attribute: str = "id"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entries:
    """What the entries of an inline block say one by one: `same`, once for each value in a member of `each`.

    It is said of the resource that has the block where the member `itself` is true, or its id is the value. With the
    member and value of `alone`, the other members of `same` say nothing. A member `remark` decides nothing.
    """

    same: tuple[str, ...]
    each: tuple[str, ...]
    itself: str
    alone: tuple[str, str]
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Owner:
    """The type that a resource belongs to, and the attribute in which it names that."""

    link: str
    type: str


class ConditionKind(StrEnum):
    """What an attribute tells of a resource: whether it runs, whether its value is another, or when it is deleted.

    The last one is a text, a time or a word, only of what is going to be deleted: a state has a number of days there.
    """

    ENDING = "ending"
    RUN_STATE = "run_state"
    VALUE = "value"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Condition:
    """An attribute that tells what is becoming of a resource, though no configuration decides it.

    It says nothing where the observed side tells the attribute `unless`. Of a list only the loss of `loses` counts.
    With the words of `passing` a resource is on its way to another. A resource of the type of `mover`, named in its
    link, moves it by itself: that is intended. What is going to be deleted and `stays` is as it was until then.
    """

    kind: ConditionKind
    unless: str = ""
    loses: str = ""
    passing: Mapping[str, str] = field(default_factory=dict)
    mover: Owner | None = None
    stays: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Versions:
    """How a newer version of the provider says what an older one says.

    `renamed` attributes have another name there; `retold` ones are gone, and another, which both have, says the same.
    An `unlike` one means something else: of a difference in it nobody can tell whether it is one. With names behind
    it that is so only where a side sets one of these.
    """

    renamed: Mapping[str, str] = field(default_factory=dict)
    retold: Mapping[str, str] = field(default_factory=dict)
    unlike: Mapping[str, frozenset[str]] = field(default_factory=dict)


_ALIKE = Versions()  # nothing is known to be otherwise in another version


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TypeFacts:
    """What is known of one resource type.

    Of its values: `volatile` attributes move by themselves, or as the side effect of a change that is seen elsewhere,
    and `steady` ones do not, though they do so of other types; `conditions` tell what is becoming of it;
    `terraform_only` no API tells; `defaults` mean the same as absent; `unset` is what the provider makes of attributes
    that nobody sets; `closed` are documents of permissions without
    which the provider lets nobody else in; `synonyms` are words, in lower case, and the one that the API tells;
    `caseless` are compared without case; `documents` hold YAML or JSON, of which the members `sets` are lists without
    an order; of `filled` ones, which hold JSON, an empty list or object is the same as none, and so are members at
    these values (`member`, or `block.member`); the texts of a `verbatim` type are what they are, since programs read
    their bytes; `unordered` lists have no order; `instead` is not compared where one of the attributes behind it is
    set, and of those that are `digested` some versions of the provider keep the SHA-1 of what they say, and others
    that itself; `named` hold a name, or an ARN that has this name, `principals` an account or whoever may do
    something; `choosing` types have blocks whose presence is a choice; `otherwise` a state holds in another form than
    the code; `versions` of the provider say it otherwise. `maps` says of a type without a schema where keys are
    people's own: names in it that are not there are those of a provider.

    A `hinged` attribute is there only where another one begins with one of these texts: where just one of two has it
    for that, it is the other attribute in which they differ.

    Of its identity: `key` are the attributes that name it where its id is made up or says too little, none at all where
    there is one in a place; of `a|b` it is the first that is set, and a set in a block counts without its order.
    Of the common attributes that name a resource, those that people can set name another one, but for the type's `own`.
    `called` name it together in events, for which it has no name of its own; `nameless` may share its name with others;
    `service` is what events call its service.

    Of how code is written: `imported` are the forms of what its provider imports it by, in the words of its attributes
    and of `id`, of which the first counts whose attributes are known (`engine.provider.identity.import_id`): none at
    all where it cannot be imported, and no tuple where nobody knows. `unsaid` attributes are not said where one of the
    attributes behind them is, or at all where there is none; one of those that are `needed` has to be said.

    Of its neighbours: `splits`, `components` and `entries` are those of which it is the parent; it belongs to its
    `owner`; nobody lists all of an `asked` type, of which what is intended is asked for; with the `implied` values its
    provider makes it, so that it is no drift where nobody manages it.

    Of what matters: `meanings` and `grades` of attributes that decide something else here than their names say, or are
    more or less severe; nothing of the type is more severe than `at_most`, but for what opens it; `decides` is what the
    type is about as a whole; `protections` are attributes of which a move away from this value, a switch or a word,
    takes a protection away, and `guards` lists of which each text is one; `parity` is what environments differ in by
    design; `nothing_to_judge` is why no policy has to look at the type.
    """

    volatile: frozenset[str] = _NONE
    steady: frozenset[str] = _NONE
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    terraform_only: frozenset[str] = _NONE
    defaults: Mapping[str, Any] = field(default_factory=dict)
    closed: frozenset[str] = _NONE
    synonyms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    caseless: frozenset[str] = _NONE
    documents: frozenset[str] = _NONE
    sets: frozenset[str] = _NONE
    filled: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    verbatim: bool = False
    unordered: frozenset[str] = _NONE
    instead: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    digested: frozenset[str] = _NONE
    named: frozenset[str] = _NONE
    principals: frozenset[str] = _NONE
    hinged: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    choosing: bool = False
    maps: SchemaNode | None = None
    otherwise: frozenset[str] = _NONE
    versions: Versions = _ALIKE
    key: tuple[str, ...] | None = None
    own: frozenset[str] = _NONE
    called: tuple[str, ...] = ()
    nameless: bool = False
    service: str = ""
    imported: tuple[str, ...] | None = None
    unsaid: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unset: Mapping[str, Any] = field(default_factory=dict)
    needed: tuple[str, ...] = ()
    splits: tuple[Split, ...] = ()
    components: tuple[Component, ...] = ()
    entries: Entries | None = None
    owner: Owner | None = None
    asked: bool = False
    implied: Mapping[str, Any] = field(default_factory=dict)
    meanings: Mapping[str, Meaning] = field(default_factory=dict)
    grades: Mapping[str, Severity] = field(default_factory=dict)
    at_most: Severity | None = None
    decides: Meaning | None = None
    protections: Mapping[str, bool | str] = field(default_factory=dict)
    guards: frozenset[str] = _NONE
    parity: tuple[ParityRule, ...] = ()
    nothing_to_judge: str = ""


UNKNOWN = TypeFacts()  # of a type of which nothing is known


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Given:
    """What a provider makes in every account under a name that it gives, as its keys are.

    Resources of this `type`, also where they are only read, have such a name in `name`: one that begins with
    `beginning`. By the attributes `ids` others name what has it.
    """

    type: str
    name: str
    beginning: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Naming:
    """By which attributes resources name themselves and others.

    `ids` name one resource wherever they occur; `own` holds an id or a name of the resource itself, the surest first;
    `links` are what others name it by; `names` are chosen by people; `owners` name what a part without an address
    belongs to. `hosts` are names of hosts that a provider makes, which count where people cannot set them: each leads
    to one resource. `unique` is the pattern of a text that names one resource whatever it stands in, `made` that of
    what nobody chose of a name, `name_tag` the tag that is a name. What is `given` is the same in every environment.
    """

    ids: tuple[str, ...] = ("id",)
    own: tuple[str, ...] = ()
    links: tuple[str, ...] = ("id",)
    names: frozenset[str] = _NONE
    owners: tuple[str, ...] = ()
    hosts: frozenset[str] = _NONE
    unique: str = ""
    made: str = ""
    name_tag: str = ""
    given: tuple[Given, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EventNames:
    """How a provider's events call things.

    `services` are names of services in events and what they are called elsewhere; the calls of `everywhere` are
    recorded in a region that says nothing; `reads` is the pattern of how the name of a call that changes nothing
    begins. `issuers` are the types whose resources vouch for who calls, and the path of the attribute that says as
    whom; claims of the tools in `by_issuer` name such a resource.
    """

    services: Mapping[str, str] = field(default_factory=dict)
    everywhere: frozenset[str] = _NONE
    reads: str = ""
    issuers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_issuer: frozenset[str] = _NONE


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CommonFacts:
    """What is known of attributes by their names, whatever the type; the same words as in `TypeFacts` mean the same.

    `identifying` attributes say which resource it is and are never set. `tags` are those that hold tags, the one with
    all of them first, and `own_tags` is what the provider's own tags begin with. `encoded` may be in Base64;
    `addresses` and what has `cidr` in its name are addresses of networks, of which those in `networks` may differ
    between environments; `paths` hold paths of files and URLs, in which a word names no environment. `patterns` hold
    JSON that says what something has to be like: its lists are alternatives, but for those of members in `sequences`.

    `ends` are ends of names, the first that fits counts; inside of a `whole` attribute names are people's own.
    `opening` is a protection without which everybody gets in, `everybody` is what all are called, and `almighty` what
    may do everything. Of the numbers in `increasing` a greater one protects more.

    `reach` is the same as for policies: what opens to the world for them does so for a change.

    `pages` are where the documentation of a type is, by how its name begins; the rest of the name follows.
    """

    volatile: frozenset[str] = frozenset({"id", "timeouts"})
    terraform_only: frozenset[str] = frozenset({"timeouts"})
    unordered: frozenset[str] = _NONE
    otherwise: frozenset[str] = _NONE
    identifying: frozenset[str] = _NONE
    tags: tuple[str, ...] = ()
    own_tags: str = ""
    encoded: frozenset[str] = _NONE
    addresses: frozenset[str] = _NONE
    networks: frozenset[str] = _NONE
    paths: frozenset[str] = _NONE
    patterns: frozenset[str] = _NONE
    sequences: frozenset[str] = _NONE
    meanings: Mapping[Meaning, frozenset[str]] = field(default_factory=dict)
    ends: tuple[tuple[str, Meaning], ...] = ()
    whole: frozenset[str] = _NONE
    grades: Mapping[str, Severity] = field(default_factory=dict)
    protections: Mapping[str, bool | str] = field(default_factory=dict)
    increasing: frozenset[str] = _NONE
    opening: frozenset[str] = _NONE
    everybody: frozenset[str] = _NONE
    almighty: frozenset[str] = _NONE
    pages: Mapping[str, str] = field(default_factory=dict)
    parity: tuple[ParityRule, ...] = ()
    reach: Reach = NOWHERE
    naming: Naming = field(default_factory=Naming)
    events: EventNames = field(default_factory=EventNames)
