"""Holds what the rules of a policy read against what its METADATA names, in both directions.

What is read and not named would decide without that anybody asks whether it was read, is hidden, or is only known after
an apply. What is named and not read makes a policy wait for what it has no use for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.model.policy import Policy
from engine.provider.judging import Judging
from engine.provider.schema import NodeKind, SchemaNode, SchemaTable
from policies.authoring.catalog import IS_SET, PolicySource
from policies.authoring.flow import Flow, Read
from policies.authoring.syntax import Module
from policies.authoring.terms import ANY
from policies.facts.facts import DATES, EXPOSURES, GRANTS, PARSED, PLAIN, SUPPORT
from policies.facts.neighbours import LINKS

_Names = tuple[str, ...]


def check_reads(
    source: PolicySource, module: Module, flow: Flow, judging: Judging, schema: SchemaTable | None
) -> tuple[str, ...]:
    """Return what a policy reads and does not name, and what it names and does not read, a line each."""
    unread = (f"{source.path}:1: {name} is named and not read" for name in _unread(source.policy, flow, judging))
    return (*unnamed_reads(source, module, flow, schema), *unread)


def unnamed_reads(source: PolicySource, module: Module, flow: Flow, schema: SchemaTable | None) -> tuple[str, ...]:
    """Return what a policy reads and does not name, a line each."""
    policy, found = source.policy, dict[str, int]()
    for read in sorted(flow.reads, key=lambda read: (read.span, read.path)):
        line = module.line(read.span) if read.span.module == module.path else 1
        for problem in (*_unnamed(policy, read, schema), *_unnamed_beside(policy, read, schema)):
            found.setdefault(problem, line)
    return tuple(f"{source.path}:{line}: {problem}" for problem, line in found.items())


def _unnamed(policy: Policy, read: Read, schema: SchemaTable | None) -> Iterator[str]:
    """Yield that an attribute of the resource itself is not named, where its type has it."""
    if read.path[0] != "attributes":
        return
    path = _members(read.path[1:])
    if not path:
        yield "which attributes are read is not told: name them"
        return
    for type_ in policy.resource_types:
        if (read.types is not None and type_ not in read.types) or not _has(schema, type_, path):
            continue
        if _covers(policy.required(type_), path):
            continue
        if not _covers(policy.optional, path):
            yield f"{'.'.join(path)} of {type_} is read, but not in requires, needs or optional"
        elif len(path) == 1 and not read.asked:
            yield f"{path[0]} is optional, and read as if it were always there: ask for it by object.get"


def _unnamed_beside(policy: Policy, read: Read, schema: SchemaTable | None) -> Iterator[str]:
    """Yield that an attribute of a related resource is not named, where others of its type are."""
    if read.path[0] != "related" or len(read.path) < 2:
        return
    type_, path = read.path[1], _members(read.path[4:])
    if type_ not in policy.related:
        yield f"{type_} is read but not in related"
    elif read.path[3:4] == ("attributes",) and path and _has(schema, type_, path):
        named = policy.needs.get(type_)
        if path[0] in LINKS if named is None else not _covers(named, path):
            yield f"{'.'.join(path)} of {type_} is read, but not in needs"


def _unread(policy: Policy, flow: Flow, judging: Judging) -> Iterator[str]:
    """Yield what is named and not read: attributes, types of related resources, facts."""
    own = [read for read in flow.reads if read.path[0] == "attributes"]
    for name in (*policy.requires, *policy.optional):
        if not _is_read(name, own, policy.resource_types) and not _by_facts(policy, name, flow, judging):
            yield name
    for type_, names in policy.needs.items():
        beside = [read for read in flow.reads if read.path[:2] == ("related", type_)]
        told = [Read(("attributes", *read.path[4:]), None, read.span) for read in beside if len(read.path) > 4]
        reads = told if type_ in policy.related else own
        for name in names:
            if not _is_read(name, reads, (type_,)) and not _by_facts(policy, name, flow, judging, type_):
                yield f"{name} of {type_}"
    for part, names in (("related", policy.related), ("facts", policy.facts)):
        read_of = {read.path[1] for read in flow.reads if read.path[0] == part}
        yield from (name for name in names if name not in read_of and ANY not in read_of)


def _is_read(name: str, reads: Sequence[Read], types: Sequence[str]) -> bool:
    wanted = tuple(name.removesuffix(f".{IS_SET}").split("."))
    return any(
        _members(read.path[1:])[: len(wanted)] == wanted and (read.types is None or read.types & set(types))
        for read in reads
    )


def _by_facts(policy: Policy, name: str, flow: Flow, judging: Judging, type_: str = "") -> bool:
    """Tell whether an attribute is read by a fact that the policy asks for, or as a document."""
    documents = {document.partition(".")[0] for document in judging.documents}
    told = {read.path[1] for read in flow.reads if read.path[0] == "documents"}
    if name in documents and (told & {name, ANY} or {GRANTS, PLAIN} & set(policy.facts)):
        return True
    if EXPOSURES in policy.facts:
        forms = [
            judging.reach.rules[one]
            for one in ((type_,) if type_ else policy.resource_types)
            if one in judging.reach.rules
        ]
        if any(name.partition(".")[0] in form.attributes for form in forms):
            return True
    if any(name in _of_time(policy, one, judging) for one in ((type_,) if type_ else policy.resource_types)):
        return True
    return (PARSED in policy.facts and name in judging.parsed) or (PLAIN in policy.facts and name == "bucket")


def _of_time(policy: Policy, type_: str, judging: Judging) -> set[str]:
    """Return the attributes of a type that facts about dates and versions are made from."""
    dated = judging.dates.get(type_, ()) if DATES in policy.facts else ()
    forms = judging.versions.get(type_, ()) if SUPPORT in policy.facts else ()
    return {*dated, *(name for form in forms for name in (*form.attributes, form.engine) if name)}


def _members(path: _Names) -> _Names:
    return tuple(part for part in path if part != ANY)


def _covers(names: Sequence[str], path: _Names) -> bool:
    """Tell whether something that is named leads to a path, or through it."""
    named = [tuple(name.split(".")) for name in names]
    return any(all(one == other for one, other in zip(name, path, strict=False)) for name in named)


def _has(schema: SchemaTable | None, type_: str, path: _Names) -> bool:
    """Tell whether a type has what stands at a path, as far as its schema is known."""
    node: SchemaNode | None = schema.find(type_) if schema is not None else None
    if node is None:
        return True
    for name in path:
        while node.element is not None and node.kind is not NodeKind.MAP:
            node = node.element
        if node.kind is not NodeKind.OBJECT:
            return True
        if name not in node.fields:
            return False
        node = node.fields[name]
    return True
