"""What nobody can list is looked up by its name: by headers and keys, and what cannot be asked is never missing."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from cli.commands.accounts import least_privilege
from engine.model.snapshot import Resource
from engine.ports import AskedReading
from fixtures.estate.lab import aws_server
from fixtures.estate.recording import endpoint
from snapshots.aws.asked import OPERATIONS, AskedReader
from snapshots.aws.reading.location import AwsLocation
from snapshots.redaction.redact import Redactor
from tests import builders
from tests.builders import drift, observed, snapshot
from tests.snapshots.aws.conftest import REGION, Account

ACCOUNT = "123456789012"
REDACTOR = Redactor(b"k" * 32, "e")
LOCATION = AwsLocation(profile="", regions=(REGION,), max_attempts=1)
pytestmark = pytest.mark.wide


def at(type_: str, id_: str, attributes: dict[str, Any], address: str = "one") -> Resource:
    shown = REDACTOR.resource(type_, {"id": id_, **attributes})
    return replace(builders.resource(type_, shown, address), id=id_, account=ACCOUNT, region=REGION)


@pytest.fixture(scope="module")
def told() -> Iterator[Account]:
    """Put an object into a bucket and an item into a table, of a server of its own."""
    with aws_server(ACCOUNT) as url:
        account = Account(url)
        _fill(account)
        yield account


def _fill(account: Account) -> None:
    bucket, table = account.client("s3"), account.client("dynamodb")
    place: Any = {"LocationConstraint": REGION}
    bucket.create_bucket(Bucket="asked", CreateBucketConfiguration=place)
    bucket.put_object(Bucket="asked", Key="a", Body=b"DGCANARYcontent", ContentType="text/plain")
    table.create_table(
        TableName="asked",
        KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    for kinds in ("SS", "SN", "BS"):
        keys: Any = [{"AttributeName": name, "KeyType": kind} for name, kind in (("h", "HASH"), ("r", "RANGE"))]
        types: Any = [{"AttributeName": name, "AttributeType": kind} for name, kind in zip("hr", kinds, strict=True)]
        table.create_table(
            TableName=f"{kinds.lower()}pairs",
            KeySchema=keys,
            AttributeDefinitions=types,
            BillingMode="PAY_PER_REQUEST",
        )
    for values, kinds in sorted({(values, kinds) for values, kinds, _ in COMPOSITE}):
        told: Any = {
            name: {kind: b64decode(value) if kind == "B" else value}
            for name, kind, value in zip("hr", kinds, values, strict=True)
        }
        table.put_item(TableName=f"{kinds.lower()}pairs", Item={**told, "tags": {"SS": ["x", "y"]}})
    table.create_table(
        TableName="signs",
        KeySchema=[{"AttributeName": "_k", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "_k", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    table.put_item(TableName="signs", Item={"_k": {"S": "a"}})
    item: Any = {"k": {"S": "DGCANARYkey"}, "on": {"BOOL": True}, "seen": {"N": "1"}}
    table.put_item(TableName="asked", Item=item)


BUCKET = at("aws_s3_bucket", "asked", {"bucket": "asked"}, "")
TABLE = at("aws_dynamodb_table", "asked", {"name": "asked", "attribute": [{"name": "k", "type": "S"}]}, "")
KEY = {"table_name": "asked", "hash_key": "k", "range_key": None}
ITEM = at(
    "aws_dynamodb_table_item", "asked|k|DGCANARYkey", {**KEY, "item": '{"on":{"BOOL":true}, "k":{"S":"DGCANARYkey"}}'}
)


def looked_up(account: Account, *intended: Resource, there: tuple[Resource, ...] = (BUCKET, TABLE)) -> AskedReading:
    with endpoint(account.url):
        return AskedReader(LOCATION, REDACTOR, jobs=2).look_up(observed(*there), intended)


def test_headers_and_the_attributes_of_the_state_are_told_and_no_content(told: Account) -> None:
    thing = at("aws_s3_object", "a", {"bucket": "asked", "key": "a"})
    reading = looked_up(told, thing, ITEM)
    assert (reading.gaps, all(row.complete for row in reading.listings)) == ((), True)
    found = {item.type: item for item in reading.resources}
    assert found["aws_s3_object"].attributes["content_type"] == "text/plain"
    assert found["aws_dynamodb_table_item"].attributes["item"] == ITEM.attributes["item"]
    assert "DGCANARYcontent" not in str(reading)
    assert "seen" not in str(found["aws_dynamodb_table_item"].attributes)


def test_what_is_gone_is_missing_and_what_could_not_be_asked_is_not(told: Account) -> None:
    gone = at("aws_s3_object", "b", {"bucket": "asked", "key": "b"}, "gone")
    elsewhere = at("aws_s3_object", "a", {"bucket": "unseen", "key": "a"}, "elsewhere")
    reading = looked_up(told, gone)
    report = drift(snapshot(gone), replace(observed(BUCKET), listings=reading.listings))
    assert [item.rule for item in report.findings if item.target.address == gone.address] == ["drift.missing"]
    reading = looked_up(told, gone, elsewhere)
    report = drift(snapshot(gone, elsewhere), replace(observed(BUCKET), listings=reading.listings))
    assert [item for item in report.findings if item.rule == "drift.missing"] == []
    assert len(reading.gaps) == 1


# The two values of a composite key as they are there, their kinds, and what may be the id of the item.
LONG = ("a|b", "c|d")
COMPOSITE: list[tuple[tuple[str, str], str, str]] = [
    (LONG, "SS", "pairs|h|a|b|c|d"),
    (LONG, "SS", "pairs|h||a|b||r||c|d|"),
    (LONG, "SS", "pairs,a|b,c|d"),
    (("a,b", "c"), "SS", "pairs,a,b,c"),
    (("x", "7"), "SN", "pairs|h|x|7"),
    (("x", "7"), "SN", "pairs|h||x||r|||7"),
    (("/+8=", "c"), "BS", "pairs|h|/+8=|c"),
    (("/+8=", "c"), "BS", "pairs|h|/+8=|||r||c|"),
    (("YWJjZA==", "c"), "BS", "pairs|h|abcd|c"),  # bytes that are Base64 themselves stand as they are
    (("YWJj", "c"), "BS", "pairs|h|YWJj|c"),
]


@pytest.mark.parametrize(("values", "kinds", "id_"), COMPOSITE)
def test_a_composite_key_is_asked_for_whatever_signs_and_bytes_are_in_it(
    told: Account, values: tuple[str, str], kinds: str, id_: str
) -> None:
    table = f"{kinds.lower()}pairs"
    wanted = {name: {kind: value} for name, kind, value in zip("hr", kinds, values, strict=True)}
    text = json.dumps({**wanted, "tags": {"SS": ["y", "x"]}})
    attributes = {"table_name": table, "hash_key": "h", "range_key": "r", "item": text}
    item = at("aws_dynamodb_table_item", f"{table}{id_.removeprefix('pairs')}", attributes)
    kind = [{"name": name, "type": one} for name, one in zip("hr", kinds, strict=True)]
    there = at("aws_dynamodb_table", table, {"name": table, "attribute": kind}, "")
    reading = looked_up(told, item, there=(there,))
    assert reading.gaps == ()
    (found,) = reading.resources
    assert found.id == item.id
    report = drift(snapshot(item), replace(observed(found), listings=reading.listings))
    assert (report.matched, report.findings, report.gaps) == (1, (), ())  # its set has no order
    other = replace(item, attributes=REDACTOR.resource(item.type, {**attributes, "item": text.replace("y", "z")}))
    assert [one.change.path[0] for one in drift(snapshot(other), observed(found)).findings] == ["item"]


def test_a_key_may_begin_with_any_sign(told: Account) -> None:
    attributes = {"table_name": "signs", "hash_key": "_k", "range_key": None, "item": '{"_k":{"S":"a"}}'}
    there = at("aws_dynamodb_table", "signs", {"attribute": [{"name": "_k", "type": "S"}]}, "")
    item = at("aws_dynamodb_table_item", "signs|_k|a", attributes)
    reading = looked_up(told, item, there=(there,))
    assert ([one.attributes["item"] for one in reading.resources], reading.gaps) == ([item.attributes["item"]], ())


def test_the_values_that_a_newer_state_tells_are_its_key(told: Account) -> None:
    attributes = {"table_name": "sspairs", "hash_key": "h", "range_key": "r", "item": "{}"}
    values = {"hash_key_value": "a|b", "range_key_value": "c|d"}
    there = at("aws_dynamodb_table", "sspairs", {"attribute": [{"name": name, "type": "S"} for name in "hr"]}, "")
    item = at("aws_dynamodb_table_item", "sspairs,a|b,c|d", {**attributes, **values})
    assert [one.id for one in looked_up(told, item, there=(there,)).resources] == [item.id]
    # Without them and without the item nothing tells where one value ends.
    unsure = at("aws_dynamodb_table_item", "sspairs|h|a|b|c|d", attributes)
    reading = looked_up(told, unsure, there=(there,))
    assert (reading.resources, len(reading.gaps)) == ((), 1)


def test_another_key_than_that_of_the_item_is_not_asked_for(told: Account) -> None:
    """What the id says is proven by the fingerprints in the item, where there are several ways to read it."""
    item = json.dumps({"h": {"S": "other"}, "r": {"S": "c|d"}})
    attributes = {"table_name": "sspairs", "hash_key": "h", "range_key": "r", "item": item}
    there = at("aws_dynamodb_table", "sspairs", {"attribute": [{"name": name, "type": "S"} for name in "hr"]}, "")
    unsure = at("aws_dynamodb_table_item", "sspairs|h|a|b|c|d", attributes)
    assert looked_up(told, unsure, there=(there,)).resources == ()


@pytest.mark.parametrize("id_", ["other|k|x", "asked|k|a|b"])
def test_a_key_that_is_not_sure_is_not_asked_for(told: Account, id_: str) -> None:
    ranged = {**KEY, "range_key": "k"} if id_.endswith("b") else KEY
    unsure = replace(at("aws_dynamodb_table_item", f"{id_}|c" if id_.endswith("b") else id_, {**ranged, "item": "{}"}))
    reading = looked_up(told, unsure)
    assert (reading.resources, len(reading.gaps), [row.complete for row in reading.listings]) == ((), 1, [False])


def test_only_who_asks_for_it_allows_what_reads_data() -> None:
    assert {name for name in OPERATIONS if "Put" in name or "Delete" in name} == set()
    allow, deny, named = least_privilege(by_name=True)["Statement"]
    assert set(named["Action"]) == {"dynamodb:GetItem", "s3:GetObject", "s3:GetObjectTagging"}
    assert set(named["Action"]) & {*allow["Action"], *deny["Action"]} == set()
    assert {"dynamodb:GetItem", "s3:GetObject"} <= set(least_privilege()["Statement"][1]["Action"])
