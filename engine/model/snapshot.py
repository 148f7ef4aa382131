"""A snapshot: what was read from sources at one time, redacted, with everything that could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from engine.model.identity import Intent, Maker, Named, ResourceKey
from engine.model.outcome import Gap, Target
from engine.model.place import Placed


class SourceKind(StrEnum):
    """The kinds of place that a snapshot is taken from; also the `KIND` of `KIND:LOCATION`."""

    TFSTATE = "tfstate"
    TFPLAN = "tfplan"
    HCL = "hcl"
    AWS = "aws"
    DOC = "doc"
    SNAPSHOT = "snapshot"


class Side(StrEnum):
    """Whether a source tells the intent (state, plan, code, documents) or reality (APIs, and documents of what is)."""

    DESIRED = "desired"
    OBSERVED = "observed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRef:
    """A named place: `kind` and `location` as a person typed them, without secrets."""

    kind: SourceKind
    location: str

    def __str__(self) -> str:
        """Return `KIND:LOCATION`."""
        return f"{self.kind}:{self.location}"


# The operation of a Listing that shows what Terraform manages of a type, and nothing else that may be there.
REFRESH = "terraform plan"
# What stands before the configuration of its provider among the dependencies of what code or a plan tells of.
PROVIDER = "provider."
# The fact of an origin of documents that names an object of Kubernetes in it which no cluster has given out.
UNAPPLIED = "unapplied"


class Mode(StrEnum):
    """Terraform's resource mode."""

    MANAGED = "managed"
    DATA = "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(Named, Placed):
    """One resource in Terraform's vocabulary.

    `attributes` holds exactly what was read, under Terraform's attribute names; an attribute that is absent was not
    read. Secrets in it are marks (`engine.model.secret`). `location` is the file and line of its code where that is
    known, `ignored` are the attributes whose changes the code tells Terraform to ignore. `declared` marks what only
    code tells of: it has no id, and one of it may stand for none or many (`[*]` in its address). `provider_owned` marks
    what the provider makes by itself in every account (the default VPC and its parts, keys and roles of services): it
    is never unmanaged. `code` are the attributes that its block in the code says, whatever its variables are given;
    those of what only code tells may rest on defaults. `schema_version` is the version of the provider's schema that a
    state's attributes are in. `maker` is who else made it, as far as its collector was told. `intent` is what code or
    a plan says of it beside its attributes.
    """

    type: str
    address: str
    id: str
    attributes: Mapping[str, Any]
    mode: Mode = Mode.MANAGED
    account: str = ""
    region: str = ""
    deposed: str = ""
    tainted: bool = False
    dependencies: tuple[str, ...] = ()
    location: str = ""
    ignored: tuple[str, ...] = ()
    declared: bool = False
    provider_owned: bool = False
    code: Mapping[str, Any] = field(default_factory=dict)
    schema_version: int | None = None
    maker: Maker | None = None
    origin: str = ""
    intent: Intent | None = None

    @property
    def target(self) -> Target:
        """Return the resource as findings name it."""
        return Target(
            address=self.address,
            type=self.type,
            id=self.id,
            account=self.account,
            region=self.region,
            location=self.location,
            origin=self.origin,
        )

    @property
    def key(self) -> ResourceKey:
        """Return the identity of this resource inside its snapshot."""
        return ResourceKey(
            type=self.type,
            account=self.account,
            region=self.region,
            id=self.id,
            address=self.address,
            deposed=self.deposed,
        )

    @property
    def is_managed(self) -> bool:
        """Tell whether somebody manages it: no data source, and no object that waits to be destroyed."""
        return self.mode is Mode.MANAGED and not self.deposed

    @property
    def is_deposed(self) -> bool:
        """Tell whether it waits to be destroyed: another one of its address has taken its place."""
        return self.mode is Mode.MANAGED and bool(self.deposed)

    @property
    def is_applied(self) -> bool:
        """Tell whether it is managed and stands in an estate, and not only in code."""
        return self.mode is Mode.MANAGED and not self.deposed and not self.declared

    @property
    def is_unapplied(self) -> bool:
        """Tell whether it is managed and only code tells of it."""
        return self.mode is Mode.MANAGED and self.declared

    @property
    def is_answered_for(self) -> bool:
        """Tell whether it is managed and somebody decides what it is: the provider's own are as the provider made them.

        Policies judge these, and environments are compared by them.
        """
        return self.mode is Mode.MANAGED and not self.deposed and not self.provider_owned

    @property
    def order(self) -> tuple[str, ...]:
        """Return what resources are sorted by: the parts of the key, which are quicker to compare as they are."""
        return (self.type, self.account, self.region, self.id, self.address, self.deposed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Placed):
    """A row of the coverage ledger: one type in one account and region, and whether its list is complete.

    `count` is the number of resources read. `missing` may be concluded for a type only where `complete` is true.
    """

    type: str
    account: str
    region: str
    complete: bool
    count: int
    operation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a snapshot's bytes came from: one entry a source, with what identifies its version.

    `digest` is `sha256:…` of the raw bytes for a file, empty for APIs. `facts` holds for example lineage,
    serial and terraform_version of a state, or the caller's identity of an API scan.
    """

    source: SourceRef
    digest: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Move:
    """What code or a plan says of an address: what was `old` is now `new`.

    Both are addresses inside of `module`, the address without instance keys of the module that holds the block.
    """

    module: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class FailedCheck:
    """What a configuration asserts of itself and what does not hold: which check, and what it says of that."""

    address: str
    problem: str


class Action(StrEnum):
    """What a plan does to a resource."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    IMPORT = "import"
    FORGET = "forget"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned(Placed):
    """What a plan will do to a resource.

    `id`, `account` and `region` are those that it has before the plan, empty for one that is created. `before` are the
    attributes that the plan changes, redacted, as they were before it. `foreign` are the attributes that others have
    changed: the plan only puts them back, so they are not in `before`.
    """

    address: str
    type: str
    id: str
    action: Action
    account: str = ""
    region: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    foreign: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What was read of one environment at one time.

    `resources` are sorted by key. `epoch` is the key epoch of the redaction; values of two epochs cannot be
    compared. `outputs` are a state's root outputs, redacted. `complete` is false when collection was interrupted.
    `moves` are what the sources say of addresses that are others by now, `planned` what a plan that is the intent will
    do, `checks` what the configuration asserts and what does not hold.
    """

    environment: str
    side: Side
    taken_at: datetime
    origins: tuple[Origin, ...]
    resources: tuple[Resource, ...]
    gaps: tuple[Gap, ...] = ()
    listings: tuple[Listing, ...] = ()
    outputs: Mapping[str, Any] = field(default_factory=dict)
    epoch: str = ""
    complete: bool = True
    moves: tuple[Move, ...] = ()
    planned: tuple[Planned, ...] = ()
    checks: tuple[FailedCheck, ...] = ()

    @property
    def applied(self) -> list[Resource]:
        """Return the managed resources that stand in the estate, in their order."""
        return [item for item in self.resources if item.is_applied]


def name_origins(parts: Iterable[tuple[str, Sequence[Resource]]]) -> list[Resource]:
    """Return the resources of several documents, with their origin where another document has their address too.

    `parts` are the names of documents with what each has. What only code tells of is of the state that it is beside.
    """
    parts = tuple(parts)
    if len(parts) == 1:
        return list(parts[0][1])
    seen: dict[tuple[str, str], int] = {}  # the document that has an address, -1 where several have
    for number, (_, resources) in enumerate(parts):
        for item in resources:
            if _can_be_shared(item):
                key = item.type, item.address
                seen[key] = number if seen.get(key, number) == number else -1
    shared = {key for key, number in seen.items() if number < 0}
    if not shared:
        return [item for _, resources in parts for item in resources]
    return [
        replace(item, origin=item.origin or name)
        if _can_be_shared(item) and (item.type, item.address) in shared
        else item
        for name, resources in parts
        for item in resources
    ]


def _can_be_shared(item: Resource) -> bool:
    return bool(item.address) and item.is_managed and not item.declared
