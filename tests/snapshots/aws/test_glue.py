"""Tables of Glue's catalogue: those of one's own databases, without what Iceberg keeps in them for itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import boto3
from botocore.stub import Stubber

from engine.model.snapshot import Resource
from snapshots.aws.reading.api import Api
from snapshots.aws.reading.reader import ServiceReader
from snapshots.aws.reading.sink import Sink, Site
from snapshots.aws.reading.together import Together
from snapshots.aws.services.glue import SERVICES
from snapshots.redaction.redact import Redactor
from tests.builders import drift, observed, resource, snapshot

ACCOUNT, REGION, TYPE = "123456789012", "eu-west-1", "aws_glue_catalog_table"
TABLE: dict[str, Any] = {
    "CatalogId": ACCOUNT,
    "DatabaseName": "lake",
    "Name": "orders",
    "Parameters": {"classification": "json"},
    "StorageDescriptor": {"Location": "s3://lake/orders", "Columns": [{"Name": "id", "Type": "bigint"}]},
}


def read(table: dict[str, Any], indexes: list[str] | None = None) -> Resource:
    """Return what is read of a table in a catalogue that has a link to somebody else's database, too."""
    make: Any = boto3.client
    client = make("glue", region_name=REGION, aws_access_key_id="k", aws_secret_access_key="s")
    link = {"Name": "theirs", "TargetDatabase": {"CatalogId": "999999999999", "DatabaseName": "lake"}}
    service = replace(SERVICES[0], types=tuple(type_ for type_ in SERVICES[0].types if type_.name == TYPE))
    with Stubber(client) as stubber:
        stubber.add_response("get_databases", {"DatabaseList": [{"Name": "lake"}, link]})
        stubber.add_response("get_tables", {"TableList": [table]}, {"DatabaseName": "lake"})
        if indexes is not None:
            keys = {name: [{"Name": name, "Type": "string"}] for name in indexes}
            found = [{"IndexName": name, "IndexStatus": "ACTIVE", "Keys": key} for name, key in keys.items()]
            asked = {"DatabaseName": "lake", "TableName": "orders"}
            stubber.add_response("get_partition_indexes", {"PartitionIndexDescriptorList": found}, asked)
        site = Site(source="aws:stub", account=ACCOUNT, region=REGION, regions=(REGION,), is_global=False)
        sink = Sink(site, Redactor(b"k" * 32, "glue"))
        ServiceReader(Api(client, "glue"), sink, Together(1)).read(service)
        stubber.assert_no_pending_responses()
    assert (list(sink.gaps), [row.complete for row in sink.listings()]) == ([], [True])
    (found_table,) = sink.resources
    return found_table


def state(**attributes: Any) -> Resource:
    id_ = f"{ACCOUNT}:lake:orders"
    columns = [{"name": "id", "type": "bigint", "comment": "", "parameters": {}}]
    told = {
        "id": id_,
        "catalog_id": ACCOUNT,
        "database_name": "lake",
        "name": "orders",
        "parameters": {"classification": "json"},
        "storage_descriptor": [{"location": "s3://lake/orders", "columns": columns, "number_of_buckets": 0}],
        "partition_index": [],
        **attributes,
    }
    return resource(TYPE, told, id=id_, account=ACCOUNT, region=REGION)


def changed(intended: Resource, there: Resource) -> list[tuple[str, ...]]:
    return [one.change.path for one in drift(snapshot(intended), observed(there)).findings]


def test_a_table_is_the_one_of_the_state() -> None:
    assert changed(state(), read(TABLE, [])) == []
    moved = {**TABLE, "StorageDescriptor": {**TABLE["StorageDescriptor"], "Location": "s3://elsewhere"}}
    assert changed(state(), read(moved, [])) == [("storage_descriptor", "0", "location")]


def test_what_iceberg_keeps_for_itself_is_no_drift_and_all_else_is() -> None:
    own = {"table_type": "ICEBERG", "metadata_location": "s3://lake/orders/metadata/1.json"}
    kept = {**TABLE, "Parameters": {**TABLE["Parameters"], **own}}
    assert changed(state(), read(kept, [])) == []
    more = {**kept, "Parameters": {**kept["Parameters"], "write.format": "orc"}}
    assert changed(state(), read(more, [])) == [("parameters", "write.format")]
    hive = {**TABLE, "Parameters": {**TABLE["Parameters"], "metadata_location": "s3://elsewhere"}}
    assert changed(state(), read(hive, [])) == [("parameters", "metadata_location")]


def test_indexes_have_no_order_and_their_keys_have() -> None:
    index = [{"index_name": name, "index_status": "ACTIVE", "keys": [name]} for name in ("day", "shop")]
    assert changed(state(partition_index=index), read(TABLE, ["shop", "day"])) == []
    assert changed(state(partition_index=index), read(TABLE, ["day"])) != []


def test_a_view_of_several_dialects_is_not_asked_for_indexes() -> None:
    there = read({**TABLE, "ViewDefinition": {"Definer": "arn:aws:iam::123456789012:role/r", "IsProtected": True}})
    assert there.attributes["view_definition"][0]["definer"] == "arn:aws:iam::123456789012:role/r"
    assert there.attributes["partition_index"] is None  # as the provider says of them
