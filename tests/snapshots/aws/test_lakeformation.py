"""Grants in Lake Formation: what AWS lists in parts is one resource, however Terraform writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from engine.model.outcome import Severity
from engine.model.secret import marked
from engine.model.snapshot import Resource
from engine.provider.identity import provider_id
from snapshots.aws.reading.api import Api
from snapshots.aws.reading.reader import ServiceReader
from snapshots.aws.reading.sink import Sink, Site
from snapshots.aws.reading.together import Together
from snapshots.aws.services.lakeformation import SERVICES
from snapshots.redaction.redact import Redactor
from tests.builders import PROVIDER, drift, observed, resource, snapshot

ACCOUNT, REGION, WHO = "123456789012", "eu-west-1", "arn:aws:iam::123456789012:role/analyst"
TYPE = "aws_lakeformation_permissions"
ORDERS = {"CatalogId": ACCOUNT, "DatabaseName": "lake", "Name": "orders"}
ALL_COLUMNS: Mapping[str, Any] = {"TableWithColumns": {**ORDERS, "ColumnWildcard": {}}}
BLOCKS = ("database", "table", "table_with_columns", "data_location", "data_cells_filter", "lf_tag", "lf_tag_policy")


def grant(on: Mapping[str, Any], *permissions: str, to: str = WHO, pass_on: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a grant as AWS lists it."""
    return {
        "Principal": {"DataLakePrincipalIdentifier": to},
        "Resource": on,
        "Permissions": list(permissions),
        "PermissionsWithGrantOption": list(pass_on),
    }


def read(*pages: list[dict[str, Any]]) -> list[Resource]:
    """Return what is read of the pages of a list."""
    make: Any = boto3.client
    client = make("lakeformation", region_name=REGION, aws_access_key_id="k", aws_secret_access_key="s")
    with Stubber(client) as stubber:
        for number, page in enumerate(pages, 1):
            token = {"NextToken": str(number)} if number < len(pages) else {}
            stubber.add_response("list_permissions", {"PrincipalResourcePermissions": page, **token})
        site = Site(source="aws:stub", account=ACCOUNT, region=REGION, regions=(REGION,), is_global=False)
        sink = Sink(site, Redactor(b"k" * 32, "lake"))
        permissions = replace(SERVICES[0], types=SERVICES[0].types[:1])  # the settings are asked by another operation
        ServiceReader(Api(client, "lakeformation"), sink, Together(1)).read(permissions)
        stubber.assert_no_pending_responses()
    assert (list(sink.gaps), [row.complete for row in sink.listings()]) == ([], [True])
    return list(sink.resources)


def state(permissions: list[str], **block: Any) -> Resource:
    """Return a grant as a state has it, which says of a table what the provider says."""
    told = {"principal": WHO, "permissions": permissions, "permissions_with_grant_option": []}
    blocks = {name: [block[name]] if name in block else [] for name in BLOCKS}
    attributes = {**told, "catalog_resource": "catalog" in block, "catalog_id": "", **blocks}
    return resource(TYPE, attributes, id="2316814577", account=ACCOUNT, region=REGION)


def found(intended: list[Resource], *there: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what drift finds between states and what is listed: the rule, and the attribute."""
    findings = drift(snapshot(*intended), observed(*read(list(there)))).findings
    return [(finding.rule, ".".join(map(str, finding.change.path[:1]))) for finding in findings]


COLUMNS = {"catalog_id": ACCOUNT, "database_name": "lake", "name": "orders"}
SAME: tuple[tuple[Resource, list[dict[str, Any]]], ...] = (
    (state(["SELECT"], table={**COLUMNS, "wildcard": False}), [grant(ALL_COLUMNS, "SELECT")]),
    (
        state(["SELECT"], table_with_columns={**COLUMNS, "column_names": [], "wildcard": True}),
        [grant(ALL_COLUMNS, "SELECT")],
    ),
    (
        state(["ALTER", "SELECT"], table={**COLUMNS, "wildcard": False}),
        [grant({"Table": ORDERS}, "ALTER"), grant(ALL_COLUMNS, "SELECT")],
    ),
    (
        state(["INSERT"], table={**COLUMNS, "name": "", "wildcard": True}),
        [grant({"Table": {**ORDERS, "Name": "ALL_TABLES", "TableWildcard": {}}}, "INSERT")],
    ),
    (
        state(["SELECT"], table_with_columns={**COLUMNS, "column_names": ["id", "total"], "wildcard": False}),
        [grant({"TableWithColumns": {**ORDERS, "ColumnNames": ["total", "id"]}}, "SELECT")],
    ),
    (
        state(["SELECT"], table_with_columns={**COLUMNS, "excluded_column_names": ["card"], "wildcard": False}),
        [grant({"TableWithColumns": {**ORDERS, "ColumnWildcard": {"ExcludedColumnNames": ["card"]}}}, "SELECT")],
    ),
    (state(["CREATE_DATABASE"], catalog=True), [grant({"Catalog": {}}, "CREATE_DATABASE")]),
    (
        state(["DESCRIBE"], database={"catalog_id": ACCOUNT, "name": "lake"}),
        [grant({"Database": {"CatalogId": ACCOUNT, "Name": "lake"}}, "DESCRIBE")],
    ),
    (
        state(["DATA_LOCATION_ACCESS"], data_location={"catalog_id": ACCOUNT, "arn": "arn:aws:s3:::lake"}),
        [grant({"DataLocation": {"CatalogId": ACCOUNT, "ResourceArn": "arn:aws:s3:::lake"}}, "DATA_LOCATION_ACCESS")],
    ),
    (
        state(["ASSOCIATE"], lf_tag={"catalog_id": ACCOUNT, "key": "team", "values": ["a", "b"]}),
        [grant({"LFTag": {"CatalogId": ACCOUNT, "TagKey": "team", "TagValues": ["b", "a"]}}, "ASSOCIATE")],
    ),
    (
        state(
            ["DESCRIBE"],
            lf_tag_policy={
                "catalog_id": ACCOUNT,
                "resource_type": "DATABASE",
                "expression": [{"key": "team", "values": ["a", "b"]}, {"key": "stage", "values": ["prod"]}],
            },
        ),
        [
            grant(
                {
                    "LFTagPolicy": {
                        "CatalogId": ACCOUNT,
                        "ResourceType": "DATABASE",
                        "Expression": [
                            {"TagKey": "stage", "TagValues": ["prod"]},
                            {"TagKey": "team", "TagValues": ["b", "a"]},
                        ],
                    }
                },
                "DESCRIBE",
            )
        ],
    ),
)


@pytest.mark.parametrize(("intended", "there"), SAME)
def test_what_is_as_it_was_granted_is_no_drift(intended: Resource, there: list[dict[str, Any]]) -> None:
    assert found([intended], *there) == []


@pytest.mark.parametrize(("intended", "there"), SAME)
def test_what_is_granted_beyond_it_and_what_is_gone_is_drift(intended: Resource, there: list[dict[str, Any]]) -> None:
    more = {**there[0], "PermissionsWithGrantOption": there[0]["Permissions"]}
    assert found([intended], more, *there[1:]) == [("drift.changed", "permissions_with_grant_option")]
    other = {**there[0], "Principal": {"DataLakePrincipalIdentifier": "arn:aws:iam::123456789012:user/mallory"}}
    assert found([intended], *there, other) == [("drift.unmanaged", "")]
    assert sorted(found([intended], other)) == [("drift.missing", ""), ("drift.unmanaged", "")]


def test_a_grant_in_parts_is_one_across_pages() -> None:
    pages = [[grant({"Table": ORDERS}, "ALTER", pass_on=("ALTER",))], [grant(ALL_COLUMNS, "SELECT")]]
    (one,) = read(*pages)
    assert one.attributes["permissions"] == ["ALTER", "SELECT"]
    assert one.attributes["permissions_with_grant_option"] == ["ALTER"]
    assert provider_id(read(pages[1])[0], PROVIDER) == provider_id(one, PROVIDER)


def test_grants_on_other_columns_tables_and_to_others_are_others() -> None:
    few = [{"TableWithColumns": {**ORDERS, "ColumnNames": names}} for names in (["id"], ["id", "total"])]
    grants = [grant(on, "SELECT") for on in (ALL_COLUMNS, *few)]
    grants += [grant({"Table": {**ORDERS, "Name": "bills"}}, "ALTER"), grant(ALL_COLUMNS, "SELECT", to="other")]
    assert len({provider_id(one, PROVIDER) for one in read(grants)}) == len(grants)


def test_a_grant_past_terraform_is_told_and_what_aws_gives_everybody_is_not() -> None:
    given = grant({"Database": {"Name": "lake"}}, "ALL")
    (finding,) = drift(snapshot(), observed(*read([given]))).findings
    assert (finding.rule, finding.severity) == ("drift.unmanaged", Severity.HIGH)
    default = {**given, "Principal": {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"}}
    assert drift(snapshot(), observed(*read([default]))).findings == ()


def test_a_block_that_is_hidden_names_nothing() -> None:
    intended = state(["SELECT"], table={**COLUMNS, "wildcard": False})
    hidden = replace(intended, attributes={**intended.attributes, "table": marked("0" * 32, "e")})
    assert provider_id(intended, PROVIDER) != intended.id
    assert provider_id(hidden, PROVIDER) == hidden.id
