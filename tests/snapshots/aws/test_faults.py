"""Every call of every collector, refused once: a gap with its name, nothing missing, every other type unharmed.

The matrix is made from the declarations, so that a new collector is in it without anybody's doing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from engine.model.outcome import GapReason
from engine.model.snapshot import Resource
from snapshots.aws.catalog import SERVICES
from snapshots.aws.reading.members import OMITTED
from snapshots.aws.reading.permissions import action
from snapshots.aws.reading.queries import begins
from snapshots.aws.reading.service import Call, ResourceType, Service
from snapshots.aws.reading.sink import Sink
from tests.profiles import sample
from tests.snapshots.aws.sent import Fault, Kind, Sent
from tests.snapshots.aws.shapes import SESSION
from tests.snapshots.aws.synthetic import WORLDS, Fake

OPERATIONS = [(service, operation) for service in SERVICES for operation in service.operations]
MATRIX = sample(OPERATIONS, test=120, quick=40)
CASES = [(service, operation, kind) for service, operation in OPERATIONS for kind in Kind]


@cache
def clean(service: Service, world: int) -> tuple[Sink, frozenset[str]]:
    fake = Fake(WORLDS[world])
    return fake.read(service), frozenset(fake.seen)


def users(service: Service, operation: str) -> set[str]:
    """Return the types that say that they make a call."""
    name = operation.partition(":")[2]
    return {type_.name for type_ in service.types if name in type_.operations}


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_every_declaration_reads_a_full_answer(service: Service) -> None:
    sinks = [clean(service, world)[0] for world in range(len(WORLDS))]
    assert [gap for sink in sinks for gap in sink.gaps] == []
    assert set(service.type_names) == {item.type for sink in sinks for item in sink.resources}
    assert all(row.complete for sink in sinks for row in sink.listings())
    assert set(service.operations) == set.union(*(set(clean(service, world)[1]) for world in range(len(WORLDS))))


@pytest.mark.parametrize(("service", "operation"), MATRIX, ids=[operation for _, operation in MATRIX])
def test_a_refused_call_is_a_gap_of_its_types_and_of_nothing_else(service: Service, operation: str) -> None:
    worlds = [world for world in range(len(WORLDS)) if operation in clean(service, world)[1]]
    assert worlds
    for world in worlds:
        before = clean(service, world)[0]
        after = Fake(WORLDS[world], denied=operation).read(service)
        gaps = after.merged_gaps()
        assert {(gap.operation, gap.reason) for gap in gaps} == {(operation, GapReason.ACCESS_DENIED)}
        assert {gap.fix for gap in gaps} == {f"allow {action(operation)}"}
        unknown = {name for gap in gaps for name in gap.types}
        assert unknown <= users(service, operation)
        assert rest(after, unknown) == rest(before, unknown)
        lost = {(item.type, item.id) for item in before.resources} - {(item.type, item.id) for item in after.resources}
        assert {name for name, _ in lost} <= {row.type for row in after.listings() if not row.complete}
        assert_only_what_was_read(before, after)


def assert_only_what_was_read(before: Sink, after: Sink) -> None:
    """Hold what was lost to lists that are not complete, what is unknown to gaps, and what is there to the truth."""
    known = {(item.type, item.id): item for item in before.resources}
    found = {(item.type, item.id) for item in after.resources}
    assert {name for name, _ in known.keys() - found} <= {row.type for row in after.listings() if not row.complete}
    for item in after.resources:
        whole = known[item.type, item.id].attributes
        assert {name: whole.get(name) for name in item.attributes} == dict(item.attributes)
        assert whole.keys() - item.attributes.keys() <= {
            name for gap in after.gaps if item.type in gap.types for name in (*gap.path.split(", "), "tags_all")
        }


@cache
def sent(service: Service, world: int) -> tuple[Sink, frozenset[str]]:
    whole = Sent(WORLDS[world])
    return whole.read(service), frozenset(whole.seen)


@pytest.mark.parametrize("service", sample(SERVICES, test=6, quick=3), ids=lambda service: service.name)
def test_what_is_sent_is_read_as_it_is(service: Service) -> None:
    for world in range(len(WORLDS)):
        told, read = sent(service, world)[0], clean(service, world)[0]
        assert told.gaps == []
        assert [(item.type, item.id) for item in told.resources] == [(item.type, item.id) for item in read.resources]


@pytest.mark.parametrize(
    ("service", "operation", "kind"),
    sample(CASES, test=24, quick=8),
    ids=[f"{operation}-{kind.name.lower()}" for _, operation, kind in sample(CASES, test=24, quick=8)],
)
def test_what_is_no_answer_is_a_gap_or_changes_nothing(service: Service, operation: str, kind: Kind) -> None:
    service = askers(service, operation)
    worlds = [world for world in range(len(WORLDS)) if operation in sent(service, world)[1]]
    assert worlds
    for world in worlds:
        for fault in faults(service, operation, kind):
            before, after = sent(service, world)[0], Sent(WORLDS[world], fault).read(service)
            if may_be_so(service, fault):
                continue
            assert {gap.operation for gap in after.gaps} == {operation}
            # What is no XML at all is to botocore a failure of S3.
            also = {GapReason.UNAVAILABLE} if service.name == "s3" else set()
            assert {gap.reason for gap in after.gaps} <= {GapReason.UNPARSABLE, *also}
            assert_only_what_was_read(before, after)


@cache
def askers(service: Service, operation: str) -> Service:
    """Return a service with those of its types only that make a call."""
    return replace(service, types=tuple(type_ for type_ in service.types if type_.name in users(service, operation)))


def faults(service: Service, operation: str, kind: Kind) -> Iterator[Fault]:
    """Yield the faults of a kind: of each member that an expression begins with, where it is about one."""
    if kind in {Kind.TYPE, Kind.LACK}:
        for member in sorted(begun(service, operation) - beside(operation)):
            yield Fault(operation, kind, member)
    else:
        yield Fault(operation, kind)


def beside(operation: str) -> set[str]:
    """Return the members of an answer that stand in its headers."""
    service, _, name = operation.partition(":")
    shape = SESSION.get_service_model(service).operation_model(name).output_shape
    assert shape is not None
    return {member for member, one in shape.members.items() if one.serialization.get("location") == "header"}


def may_be_so(service: Service, fault: Fault) -> bool:
    """Tell whether AWS answers like that, as its documentation says: an answer without what it leaves out."""
    lacking = {fault.member} if fault.kind is Kind.LACK else begun(service, fault.operation)
    return (
        fault.kind in {Kind.LACK, Kind.EMPTY} and bool(lacking) and lacking <= OMITTED.get(fault.operation, {}).keys()
    )


def begun(service: Service, operation: str) -> set[str]:
    """Return the members of an answer that some expression begins with."""
    name = operation.partition(":")[2]
    return {member for type_ in service.types for member in _begun(type_, name)}


def _begun(type_: ResourceType, operation: str) -> Iterator[str]:
    for call in calls(type_):
        if call.operation == operation:
            of_answer = begins(call.items)
            whole = call.items == "@" and call is type_.listing
            yield from _of((*type_.expressions, call.where)) if whole else of_answer
        if call.describe is not None and call.describe.operation == operation:
            yield from begins(call.describe.items)
    for read in type_.reads:
        if read.operation == operation:
            yield from (*_of(read.expressions), *read.needs)


def _of(expressions: object) -> Iterator[str]:
    assert isinstance(expressions, tuple)
    for expression in expressions:
        if isinstance(expression, str) and expression:
            yield from begins(expression)


def calls(type_: ResourceType) -> Iterator[Call]:
    for call in (type_.listing, *type_.uses):
        found: Call | None = call
        while found is not None:
            yield found
            found = found.of


def test_every_member_that_may_be_left_out_is_one_and_says_where_that_stands() -> None:
    for operation, members in OMITTED.items():
        service, _, name = operation.partition(":")
        shape = SESSION.get_service_model(service).operation_model(name).output_shape
        assert shape is not None
        inner = [member.members for member in shape.members.values() if hasattr(member, "members")]
        assert members.keys() <= {*shape.members, *(known for one in inner for known in one)}
        assert all(len(source) > 20 for source in members.values())


def rest(sink: Sink, unknown: set[str]) -> list[Resource]:
    return sorted((item for item in sink.resources if item.type not in unknown), key=lambda item: item.key)


@pytest.mark.parametrize(
    ("operation", "member"),
    [
        ("kinesis:ListTagsForStream", "HasMoreTags"),
        ("firehose:ListDeliveryStreams", "HasMoreDeliveryStreams"),
        ("firehose:ListTagsForDeliveryStream", "HasMoreTags"),
        ("s3:ListBucketAnalyticsConfigurations", "IsTruncated"),
        ("s3:ListBucketIntelligentTieringConfigurations", "IsTruncated"),
        ("s3:ListBucketInventoryConfigurations", "IsTruncated"),
        ("s3:ListBucketMetricsConfigurations", "IsTruncated"),
    ],
)
def test_an_answer_that_says_that_there_is_more_is_a_gap(operation: str, member: str) -> None:
    service = next(entry for entry in SERVICES if operation in entry.operations)
    sink = Fake({**WORLDS[1], operation: {member: True}}).read(service)
    assert {(gap.operation, gap.reason) for gap in sink.gaps} == {(operation, GapReason.LIMIT_REACHED)}
