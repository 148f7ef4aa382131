"""Changes to crawlers, jobs and tables."""

from __future__ import annotations

from fixtures.estate.changes import Change

_STORAGE = {  # all that the table has: an update replaces it
    "Columns": [
        {"Name": "id", "Type": "bigint"},
        {"Name": "price", "Type": "decimal(10,2)", "Comment": "in euro", "Parameters": {"origin": "shop"}},
    ],
    "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
    "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    "NumberOfBuckets": -1,
    "SerdeInfo": {
        "Name": "json",
        "SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe",
        "Parameters": {"ignore.malformed.json": "true"},
    },
    "SortColumns": [{"Column": "id", "SortOrder": 1}],
}
_TABLE = {
    "Description": "orders as they came in",
    "Owner": "orders",
    "TableType": "EXTERNAL_TABLE",
    "Parameters": {"classification": "json", "EXTERNAL": "TRUE"},
    "PartitionKeys": [
        {"Name": "day", "Type": "date", "Comment": "when it came"},
        {"Name": "shop", "Type": "string"},
    ],
}

CHANGES = (
    Change(
        address="aws_glue_crawler.one",
        path="",
        service="glue",
        call="delete_crawler",
        parameters={"Name": "{name}"},
    ),
    Change(
        address="aws_glue_catalog_table.one",
        path="storage_descriptor",
        service="glue",
        call="update_table",
        parameters={
            "DatabaseName": "{database_name}",
            "TableInput": {
                "Name": "{name}",
                **_TABLE,
                "StorageDescriptor": {**_STORAGE, "Location": "s3://elsewhere/raw/"},
            },
        },
    ),
    Change(
        address="aws_glue_catalog_table.view",
        path="",
        service="glue",
        call="delete_table",
        parameters={"DatabaseName": "{database_name}", "Name": "{name}"},
    ),
)
