"""What is read of each type, by the declarations: attributes, calls and permissions. Makes `docs/aws.md`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dev.public_states import ENDED, TABLE, load
from engine.provider.port import Provider
from snapshots.aws.asked import BY_NAME
from snapshots.aws.catalog import INSIDE, SERVICES
from snapshots.aws.makers.stacks import OPERATIONS
from snapshots.aws.provider import AwsProvider
from snapshots.aws.reading.members import ALWAYS, OMITTED
from snapshots.aws.reading.permissions import action
from snapshots.aws.reading.service import ResourceType, Service
from snapshots.http.budgets import CALL, STATE
from snapshots.terraform.schema import ProviderSchema

_HEAD = """# What is read of AWS

Made by `make docs` from the declarations in `snapshots/aws`; a test keeps it true. *Settable* are the attributes that a
configuration can set and AWS can tell. What is not read is counted in every drift report; where a change of it would
fail the gate, it is a gap. `driftgate doctor --iam-policy` prints all permissions as a policy.

"""


_INSIDE = """These have no list of their own in AWS, and are looked for where AWS shows what they say:

| type | inside of |
|---|---|
"""
_BY_NAME = """These nobody can list: a bucket may have more objects than anybody can read, and items of tables are data.
Each that a state names is looked up by its name, where its bucket or table was seen: the headers of an object and
never its content, and of an item only the attributes that the state has, whose values are fingerprints at once. IAM
has no permission for headers alone, so `driftgate doctor --iam-policy` denies both unless `--by-name` is given;
without them they are gaps.

| type | operations | permissions |
|---|---|---|
"""
_PUBLIC = """## How much of what people have is read

{read:.1%} of {instances:,} instances in {states} states of {sources} public repositories are of types that are
read live: listed, looked up by name, or inside of others. Without the services that AWS has ended, of which nobody can
ask any more, it is {without:.1%}. `dev/public_states.tsv` has the counts and the repositories, each with a commit;
`python -m dev.public_states` makes it again of clones. Not read are:

| type | instances | states | why |
|---|---|---|---|
"""
_ANSWERS = """## What is an answer

Only an answer is an answer; everything else that comes back is a gap, whose detail says what it is:

- Its status is the one that the API's model has for the operation, 200 for nearly all. Every other 2xx and every
  redirect is no answer: a page of a proxy with 203, nothing with 204.
- Its document is one of the API's protocol. XML has the root of the operation, in a namespace of AWS; JSON and CBOR are
  an object, with at least one member that the model knows where it has any. The policy of a bucket is a policy.
- Its members have the types of the model, at every depth: no text where a list is, no list where an object is, and no
  word but `true` and `false` where either is. Members that the model does not know are newer than it.
- It has what the model requires and what an expression begins with. What AWS leaves out all the same stands below.
- It is whole, and costs no more than what follows. More is a gap with the reason `limit_reached`.

"""
_BUDGETS = """| what one question may cost | AWS | a state in a bucket or behind HTTP |
|---|---|---|
"""
_OMITTED = """
## What AWS leaves out

| operation | member | where that is said or seen |
|---|---|---|
"""
_ALWAYS = """
These are in every answer, though no model says so:

| operation | member | where that is said or seen |
|---|---|---|
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeCoverage:
    """One type: how many of its settable attributes are read, which are not, and by which operations."""

    type: str
    settable: int
    unread: tuple[str, ...]
    operations: tuple[str, ...]


def coverage(service: Service, type_: ResourceType, provider: Provider) -> TypeCoverage:
    """Return the coverage of a type; raises KeyError for one that the provider does not have."""
    node = provider.find(type_.name)
    if node is None:
        raise KeyError(type_.name)
    facts = provider.facts(type_.name)
    elsewhere = {name for split in facts.splits for name in split.attributes}
    silent = {"id", *provider.common.terraform_only, *facts.terraform_only, *elsewhere}
    settable = {name for name, child in node.fields.items() if not child.computed} - silent
    return TypeCoverage(
        type=type_.name,
        settable=len(settable),
        unread=tuple(sorted(settable - type_.attributes_read)),
        operations=tuple(f"{service.name}:{name}" for name in sorted(set(type_.operations))),
    )


def document() -> str:
    """Return the page as Markdown."""
    provider = AwsProvider(ProviderSchema(newer=str))
    rows = [coverage(service, type_, provider) for service in SERVICES for type_ in service.types]
    known = sorted({row.type: row for row in rows}.values(), key=lambda row: row.type)
    settable, unread = sum(row.settable for row in known), sum(len(row.unread) for row in known)
    calls = {name for row in rows for name in row.operations}
    share = 1 - unread / settable
    *most, last = (f"`{action(name)}`" for name in OPERATIONS)
    asked = f"{', '.join(most)} and {last}"
    makers = f"Where something is there that nobody intends, {asked} tell of stacks ([drift.md](drift.md)).\n\n"
    head = f"{len(known)} types, {len(calls)} operations, {share:.1%} of {settable} settable attributes.\n\n"
    types = _HEAD + head + makers + "\n".join(_table(known)) + "\n\n" + _inside() + _by_name()
    return (
        types + _public() + _ANSWERS + _BUDGETS + _budgets() + _OMITTED + _members(OMITTED) + _ALWAYS + _members(ALWAYS)
    )


def _by_name() -> str:
    rows = (
        f"| `{type_.name}` | {', '.join(sorted({f'{service}:{name}' for name in type_.operations}))} "
        f"| {', '.join(sorted({action(f'{service}:{name}') for name in type_.operations}))} |\n"
        for service, types in sorted(BY_NAME.items())
        for type_ in types
    )
    return _BY_NAME + "".join(rows) + "\n"


def _public() -> str:
    counted = load(TABLE.read_text(encoding="utf-8"))
    told = _PUBLIC.format(
        read=counted.read / counted.instances(),
        without=counted.read / counted.instances(ended=False),
        instances=counted.instances(),
        states=counted.states,
        sources=len(counted.sources),
    )
    rows = (f"| `{row.type}` | {row.instances} | {row.states} | {_why(row.type)} |\n" for row in counted.unread)
    return told + "".join(rows) + "\n"


def _why(type_: str) -> str:
    return f"AWS ended its service: {ENDED[type_]}" if type_ in ENDED else "no reader"


def _inside() -> str:
    rows = (f"| `{name}` | {', '.join(f'`{one}`' for one in within)} |\n" for name, within in sorted(INSIDE.items()))
    return _INSIDE + "".join(rows) + "\n"


def _budgets() -> str:
    def row(says: str, form: str, name: str) -> str:
        values = (form.format(getattr(budget, name)) for budget in (CALL, STATE))
        return f"| {says} | {' | '.join(values)} |\n"

    return "".join(
        (
            row("bytes of one answer", "{:,}", "answer_bytes"),
            row("seconds of one answer, its head among it", "{:g}", "answer_seconds"),
            row("seconds of a head, from its first byte on", "{:g}", "head_seconds"),
            row("bytes of a head", "{:,}", "head_bytes"),
            row("answers before it that only say to go on waiting (`100 Continue`)", "{:,}", "head_interims"),
            row("pages", "{:,}", "pages"),
            row("bytes of all answers", "{:,}", "total_bytes"),
            row("seconds of all answers, our own pauses not among them", "{:g}", "total_seconds"),
        )
    )


def _members(known: Mapping[str, Mapping[str, str]]) -> str:
    return "".join(
        f"| {operation} | {member} | {source} |\n"
        for operation, members in sorted(known.items())
        for member, source in sorted(members.items())
    )


def _table(rows: list[TypeCoverage]) -> Iterator[str]:
    yield "| type | attributes | not read | operations | permissions |"
    yield "|---|---|---|---|---|"
    for row in rows:
        permissions = sorted({action(name) for name in row.operations})
        yield (
            f"| `{row.type}` | {row.settable - len(row.unread)} of {row.settable} "
            f"| {', '.join(row.unread)} | {', '.join(row.operations)} | {', '.join(permissions)} |"
        )
