"""Every call of every collector, refused once: a gap with its name, nothing missing, every other type unharmed.

The matrix is made from the declarations, so that a new collector is in it without anybody's doing.
"""

from __future__ import annotations

from functools import cache

import pytest

from engine.model.outcome import GapReason
from engine.model.snapshot import Resource
from snapshots.aws.catalog import SERVICES
from snapshots.aws.reading.permissions import action
from snapshots.aws.reading.service import Service
from snapshots.aws.reading.sink import Sink
from tests.profiles import sample
from tests.snapshots.aws.synthetic import WORLDS, Fake

MATRIX = sample([(service, operation) for service in SERVICES for operation in service.operations], quick=40)


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
        for item in after.resources:  # what is unknown is absent, and what is there was read
            whole = next(other for other in before.resources if (other.type, other.id) == (item.type, item.id))
            assert {name: whole.attributes.get(name) for name in item.attributes} == dict(item.attributes)


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
