"""What a service module declares: types, the calls that list them, and how answers become attributes.

`CONTRIBUTING.md` shows how to write one. Nothing here calls anything; `snapshots.aws.reading.reader` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.provider.facts import UNKNOWN, Component, TypeFacts
from snapshots.aws.reading.expressions import Expression


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Call:
    """A read operation and how its answer is taken apart.

    `items` is the expression that gives the items of a page (null is none). `parameters` are expressions over the item
    of the call `of`, which is asked about each of its items, or over each text of `each`, as `_value`; a value that is
    no text is given as it is. `absent` are
    AWS's codes for "there is none". `where` keeps only the items for which it is true. An answer without the member
    that `items` begins with is no empty list, unless the API leaves it out then (`snapshots.aws.reading.members`).
    `describe` is asked about each item and its answer takes the item's place. Where a list tells one thing in parts,
    `joined` makes the things of the items of all pages.
    """

    operation: str
    items: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    of: Call | None = None
    each: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    where: Expression = ""
    describe: Call | None = None
    joined: Callable[[Iterable[Mapping[str, Any]]], Iterable[Mapping[str, Any]]] | None = None

    def operations(self) -> Iterator[str]:
        """Yield the names of the operations that this call makes, its own last."""
        if self.of is not None:
            yield from self.of.operations()
        if self.describe is not None:
            yield self.describe.operation
        yield self.operation


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Read:
    """More attributes of one resource from a call of its own; when it fails, these attributes are unknown.

    The expressions of `attributes` see the answer, and the resource's item as `_item`. With one of the codes `absent`
    the answer is an empty object. `where` says about which items the call is made; the attributes of others are
    evaluated over an empty answer. An answer without a member that an expression begins with is none, as with a Call;
    `needs` are those that functions among the expressions look at.
    """

    operation: str
    parameters: Mapping[str, Any]
    attributes: Mapping[str, Expression]
    absent: tuple[str, ...] = ()
    where: Expression = ""
    needs: tuple[str, ...] = ()

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """Return the expressions that look at the answer."""
        return tuple(self.attributes.values())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ResourceType:
    """A Terraform resource type: which items of which call are its resources, and what they say.

    `id` is what the AWS provider writes as `id`. `tags` gives `tags` and `tags_all`; in the attributes of a Read, the
    name `tags` does. `owned` is true for what AWS makes by itself in every account. `region` is for types of a global
    service whose resources lie in a region. `where` keeps only the items that are of this type. `uses` are other calls
    whose items the functions of this type look at. `labels` gives the tags of a type that has no attribute `tags`, and
    `maker` the tool and the name of what made it, where the answer itself says so; nothing that people can write may
    decide it. `facts` is what is known of the type beside its schema.
    """

    name: str
    listing: Call
    id: Expression
    attributes: Mapping[str, Expression] = field(default_factory=dict)
    reads: tuple[Read, ...] = ()
    tags: Expression = ""
    where: Expression = ""
    owned: Expression = ""
    region: Expression = ""
    labels: Expression = ""
    maker: Expression = ""
    uses: tuple[Call, ...] = ()
    facts: TypeFacts = UNKNOWN

    @property
    def operations(self) -> tuple[str, ...]:
        """Return the names of the operations that reading this type makes."""
        lists = [name for call in (self.listing, *self.uses) for name in call.operations()]
        return tuple(dict.fromkeys([*lists, *(read.operation for read in self.reads)]))

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """Return the expressions that look at an item."""
        return (self.id, self.where, self.owned, self.tags, self.region, *self.attributes.values())

    @property
    def attributes_read(self) -> frozenset[str]:
        """Return the names of the attributes that are read."""
        names = {"id", *self.attributes, *(name for read in self.reads for name in read.attributes)}
        return frozenset(names | {"tags", "tags_all"} if self.tags or "tags" in names else names)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KnownType:
    """A Terraform resource type that has no list, and of which something is known all the same.

    `inside` are the types of which AWS shows its facts as a part: it is looked for there.
    """

    name: str
    facts: TypeFacts
    inside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Service:
    """An AWS service by its boto3 name, the types that are read of it, and what is `known` of others.

    A global service is read once, in the region `home` or else the first one. `events` is what events and ARNs call it,
    where that is another name. `families` are facts of all types whose names begin so, where a type says nothing else:
    what they decide, and whether their names tell them apart.
    """

    name: str
    types: tuple[ResourceType, ...] = ()
    known: tuple[KnownType, ...] = ()
    is_global: bool = False
    home: str = ""
    events: str = ""
    families: Mapping[str, TypeFacts] = field(default_factory=dict)

    @property
    def type_names(self) -> tuple[str, ...]:
        """Return the names of the types."""
        return tuple(type_.name for type_ in self.types)

    @property
    def operations(self) -> tuple[str, ...]:
        """Return all operations as `service:Operation`, sorted."""
        return tuple(sorted({f"{self.name}:{name}" for type_ in self.types for name in type_.operations}))


def also(type_: ResourceType, name: str) -> ResourceType:
    """Return a type that is another one under another name: a resource of it that is intended speaks for both."""
    same = Component(child=type_.name, link="id")
    facts = replace(type_.facts, components=(*type_.facts.components, same))
    return replace(type_, name=name, owned="`true`", facts=facts)


def block(**members: str) -> str:
    """Return the expression of an object: each keyword a member, each value its expression."""
    return "{" + ", ".join(f"{name}: {expression}" for name, expression in members.items()) + "}"
