"""Every declaration fits the service models of botocore and the schema of the AWS provider.

A misspelt member of an answer is null to JMESPath, a fact that nobody looked at; so every name in every expression is
looked up in the shape of the answer that it is about.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest

from cli.commands.accounts import least_privilege
from snapshots.aws.catalog import RESOURCE_TYPES, SERVICES, TYPES, actions
from snapshots.aws.reading.expressions import evaluate, plain
from snapshots.aws.reading.queries import begins
from snapshots.aws.reading.service import Call, ResourceType, Service
from snapshots.aws.services import cloud_control
from tests.builders import PROVIDER
from tests.snapshots.aws.shapes import SESSION, Model

PAIRS = [(service, type_) for service in (*SERVICES, cloud_control.SERVICE) for type_ in service.types]
NAMES = [f"{service.name}-{type_.name}" for service, type_ in PAIRS]
READS = re.compile(r"(?:BatchGet|Describe|Get|List)[A-Z]")


@pytest.mark.parametrize(("service", "type_"), PAIRS, ids=NAMES)
def test_every_name_in_an_expression_is_in_the_service_model(service: Service, type_: ResourceType) -> None:
    model = Model(service)
    model.type(type_)
    assert model.checker.wrong == []


@pytest.mark.parametrize("type_", RESOURCE_TYPES, ids=lambda type_: type_.name)
def test_an_answer_without_anything_optional_breaks_no_expression(type_: ResourceType) -> None:
    place = {"_account": "1", "_region": "r", "_regions": ["r"], "_partition": "aws", "_value": "v"}
    bare = {**place, "_parent": place, "_item": {**place, "_parent": place}}
    attributes = [*type_.attributes.values(), *(one for read in type_.reads for one in read.attributes.values())]
    for expression in (type_.tags, *attributes):
        if isinstance(expression, str):
            evaluate(expression or "@", bare)


@pytest.mark.parametrize(("service", "type_"), PAIRS, ids=NAMES)
def test_what_a_function_looks_at_is_said_of_a_read(service: Service, type_: ResourceType) -> None:
    model = SESSION.get_service_model(service.name)
    for read in type_.reads:
        shape = model.operation_model(read.operation).output_shape
        assert shape is not None
        assert set(read.needs) <= set(shape.members)
        assert bool(read.needs) == any(callable(expression) for expression in read.expressions)


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("Vpcs", {"Vpcs"}),
        ("@", set()),
        ("Tags[?Key == 'a'].Value | [0]", {"Tags"}),
        ("parsed(Policy).Statement", {"Policy"}),
        ("{Url: _item._value, Attributes: Attributes.Inner}", {"Attributes"}),
        ("NextMarker && Aliases || [`[{}]`, Aliases][]", {"Aliases", "NextMarker"}),
        ("sort_by(Items, &Name)[].{id: Id}", {"Items"}),
        ("told(DisableApiStop.Value)", {"DisableApiStop"}),
    ],
)
def test_what_an_expression_begins_with(expression: str, names: set[str]) -> None:
    assert begins(expression) == names


def test_a_misspelt_name_is_found() -> None:
    service = next(service for service in SERVICES if service.name == "kms")
    model = Model(service)
    listing = Call(operation="ListKeys", items="Keys[].{Id: KeyIdd}")
    model.type(ResourceType(name="aws_kms_key", listing=listing, id="Id", attributes={"arn": "Arn"}))
    assert [wrong.split(" ")[0] for wrong in model.checker.wrong] == ["KeyIdd", "Arn"]


@pytest.mark.parametrize("type_", [*RESOURCE_TYPES, *cloud_control.SERVICE.types], ids=lambda type_: type_.name)
def test_every_attribute_is_in_the_provider_schema(type_: ResourceType) -> None:
    node = PROVIDER.find(type_.name)
    assert node is not None
    assert type_.attributes_read - set(node.fields) - {"id"} == set()


def test_what_has_a_collector_is_not_read_through_cloud_control() -> None:
    assert set(cloud_control.TYPES) & set(TYPES) == set()


def test_a_type_is_read_by_one_service_once_in_a_place() -> None:
    places = [(type_.name, service.is_global) for service in SERVICES for type_ in service.types]
    assert len(places) == len(set(places))
    assert len({(type_.name, service.name) for service in SERVICES for type_ in service.types}) == len(TYPES)
    assert [service.name for service in SERVICES] == sorted(service.name for service in SERVICES)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_every_operation_is_a_read(service: Service) -> None:
    names = set(SESSION.get_service_model(service.name).operation_names)
    for operation in service.operations:
        name = operation.partition(":")[2]
        assert name in names
        assert READS.match(name)


def test_the_printed_policy_allows_what_it_does_not_deny_and_fits_a_role() -> None:
    allow, deny = least_privilege()["Statement"]
    assert (allow["Effect"], deny["Effect"]) == ("Allow", "Deny")
    assert set(allow["Action"]) == set(actions())
    assert set(allow["Action"]) & set(deny["Action"]) == set()
    assert len(json.dumps(least_privilege(), separators=(",", ":"))) < 10240  # what an inline policy may have


def test_no_permission_reads_data() -> None:
    forbidden = {
        "s3:GetObject",
        "secretsmanager:GetSecretValue",
        "kms:Decrypt",
        "dynamodb:GetItem",
        "sqs:ReceiveMessage",
    }
    assert set(actions()) & forbidden == set()
    assert all(
        re.fullmatch(r"[a-z0-9-]+:(?:(?:BatchGet|Describe|Get|List)[A-Za-z0-9]+|GET)", name) for name in actions()
    )


def test_a_time_is_the_same_in_every_zone_of_the_machine() -> None:
    moment = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    for zone in (UTC, timezone(timedelta(hours=1)), timezone(timedelta(hours=-8))):
        assert plain(moment.astimezone(zone)) == "2023-11-14T22:13:20Z"
