"""Who a resource is: Terraform's address, our key, what people call it, who made it, and what it refers to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.model.address import parse
from engine.model.path import Path

# The tools that make resources from files which people review: what they have made is as code.
STACK_TOOLS = frozenset({"cloudformation", "cdk", "sam", "serverless", "control-tower"})
CODE_TOOLS = STACK_TOOLS | {"terraform"}


class Named:
    """What is a resource, or is about one: its address, type and id stand among its own fields.

    `origin` is the state or plan that it is in, where another one of the same estate has its address too.
    """

    __slots__ = ()
    address: str
    type: str
    id: str
    origin: str

    @property
    def name(self) -> str:
        """Return what tells it apart among those of its type: its address, or the id of what has none."""
        return self.address or self.id

    @property
    def full_name(self) -> str:
        """Return what it is called where nothing else says its type: its address, or the type and id."""
        name = self.address or f"{self.type} {self.id}".strip()
        return f"{name} ({self.origin})" if self.origin else name

    @property
    def unique_name(self) -> str:
        """Return what tells it apart from all others of its type: one address may be in several states."""
        return f"{self.name} {self.id or self.origin}" if self.origin else self.name


def type_of(name: str) -> str:
    """Return the type of the resource that is called by its address, or by its type and id; empty if by neither."""
    head, space, _ = name.partition(" ")
    if space and not {".", "["} & set(head):
        return head
    address = parse(name)
    return "" if address is None else address.type


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ResourceKey:
    """The identity of a resource inside one snapshot.

    `account` and `region` are empty where the source does not say. `id` is the provider's id, `address` is
    Terraform's address or empty for a resource that only an API showed. `deposed` is Terraform's eight
    characters for an object that waits to be destroyed, else empty.
    """

    type: str
    account: str = ""
    region: str = ""
    id: str = ""
    address: str = ""
    deposed: str = ""


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


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Reference:
    """An attribute that refers to another resource of the same intent, by its address.

    `sure` is false where it may refer to another one as well; the address is empty where nobody knows which. `step` is
    the attribute there, where that is known.
    """

    attribute: str
    address: str
    sure: bool = True
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Borrowed:
    """A value that only an apply tells, and that is an attribute of another resource: of which type, and which one.

    `certain` is false where only a plan says so, which writes a function of an attribute like the attribute.
    """

    path: Path
    type: str
    attribute: str
    certain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What code or a plan says of a resource beside its attributes.

    `unknown` are the paths of what only an apply tells, at any depth. `unset` are the attributes that nobody sets and
    the provider decides. `partly` are attributes of which only a part is known: they are no attributes of the resource,
    as nothing may be concluded from what they lack. `borrowed` are those of the unknown that are another resource's.
    """

    unknown: tuple[Path, ...] = ()
    unset: tuple[str, ...] = ()
    partly: Mapping[str, Any] = field(default_factory=dict)
    refers: tuple[Reference, ...] = ()
    borrowed: tuple[Borrowed, ...] = ()
