"""Lake Formation: who may do what with databases, tables, columns, tags and places of data.

AWS lists a grant in parts: what is given on a table, and SELECT, which is given on its columns. They are one resource
of Terraform, which may write a table with all of its columns in two ways. How the provider reads them:
https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/lakeformation/filter.go
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from engine.provider.facts import TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.reading.expressions import Item, plain
from snapshots.aws.reading.service import Call, ResourceType, Service

_ALL_TABLES = "ALL_TABLES"


def _joined(grants: Iterable[Item]) -> Iterable[Item]:
    """Return the grants, those to one principal on one thing as one."""
    found: dict[str, dict[str, Any]] = {}
    for grant in grants:
        one = found.setdefault(_subject(grant), {**grant, "Permissions": [], "PermissionsWithGrantOption": []})
        for member in ("Permissions", "PermissionsWithGrantOption"):
            one[member] = sorted({*one[member], *grant.get(member, ())})
    return found.values()


def _subject(grant: Item) -> str:
    """Return what tells a grant from others: to whom it is, and on what."""
    table = _whole_table(grant)
    told = plain(grant["Resource"]) if table is None else table
    return json.dumps([grant["Principal"]["DataLakePrincipalIdentifier"], told], sort_keys=True)


def _whole_table(grant: Item) -> dict[str, Any] | None:
    """Return the table of a grant on one with all of its columns, or on all tables."""
    resource = grant["Resource"]
    columns = resource.get("TableWithColumns", {})
    wildcard = columns.get("ColumnWildcard")
    is_whole = wildcard is not None and not wildcard.get("ExcludedColumnNames")
    table = columns if is_whole else resource.get("Table")
    if table is None:
        return None
    everything = "TableWildcard" in table or table.get("Name") == _ALL_TABLES
    name = "" if everything else table["Name"]
    place = {"catalog_id": table.get("CatalogId"), "database_name": table["DatabaseName"]}
    return {**place, "name": name, "wildcard": everything}


def _table(grant: Item) -> list[dict[str, Any]]:
    table = _whole_table(grant)
    return [] if table is None else [table]


def _columns(grant: Item) -> list[dict[str, Any]]:
    """Return the columns of a grant: what is on a whole table may also be written as one on all columns."""
    whole = _whole_table(grant)
    if whole is not None:
        return [{**whole, "column_names": [], "excluded_column_names": [], "wildcard": True}]
    table = grant["Resource"].get("TableWithColumns")
    if table is None:
        return []
    return [
        {
            "catalog_id": table.get("CatalogId"),
            "database_name": table["DatabaseName"],
            "name": table["Name"],
            "column_names": table.get("ColumnNames", []),
            "excluded_column_names": (table.get("ColumnWildcard") or {}).get("ExcludedColumnNames", []),
            "wildcard": False,
        }
    ]


_PERMISSIONS = ResourceType(
    name="aws_lakeformation_permissions",
    listing=Call(operation="ListPermissions", items="PrincipalResourcePermissions", joined=_joined),
    id=_subject,
    attributes={
        "principal": "Principal.DataLakePrincipalIdentifier",
        "permissions": "Permissions",
        "permissions_with_grant_option": "PermissionsWithGrantOption",
        "catalog_resource": "Resource.Catalog != `null`",
        "database": "one(Resource.Database.{catalog_id: CatalogId, name: Name})",
        "table": _table,
        "table_with_columns": _columns,
        "data_location": "one(Resource.DataLocation.{catalog_id: CatalogId, arn: ResourceArn})",
        "data_cells_filter": (
            "one(Resource.DataCellsFilter.{database_name: DatabaseName, name: Name,"
            " table_catalog_id: TableCatalogId, table_name: TableName})"
        ),
        "lf_tag": "one(Resource.LFTag.{catalog_id: CatalogId, key: TagKey, values: TagValues})",
        "lf_tag_policy": (
            "one(Resource.LFTagPolicy.{catalog_id: CatalogId, resource_type: ResourceType,"
            " expression: Expression[].{key: TagKey, values: TagValues}})"
        ),
    },
    # Unless the settings say otherwise AWS gives it to everybody whom IAM lets in, on each new database and table.
    owned="Principal.DataLakePrincipalIdentifier == 'IAM_ALLOWED_PRINCIPALS'",
    facts=TypeFacts(
        terraform_only=frozenset({"catalog_id"}),  # that of what it is on stands in its block
        instead={"table": ("table_with_columns",), "table_with_columns": ("table",)},
        key=(
            "principal",
            "catalog_resource",
            "database.name",
            "table.database_name|table_with_columns.database_name",
            "table.name|table_with_columns.name",
            "table_with_columns.column_names",
            "table_with_columns.excluded_column_names",
            "data_location.arn",
            "data_cells_filter.database_name",
            "data_cells_filter.table_name",
            "data_cells_filter.name",
            "lf_tag.key",
            "lf_tag_policy.resource_type",
            "lf_tag_policy.expression",
        ),
        nameless=True,
        decides=Meaning.IDENTITY,
    ),
)
_DEFAULTS = "[].{permissions: ordered(Permissions), principal: Principal.DataLakePrincipalIdentifier}"
_SETTINGS = ResourceType(
    name="aws_lakeformation_data_lake_settings",
    listing=Call(operation="GetDataLakeSettings", items="DataLakeSettings"),
    id="_account",
    attributes={
        "admins": "ordered(DataLakeAdmins[].DataLakePrincipalIdentifier)",
        "read_only_admins": "ordered(ReadOnlyAdmins[].DataLakePrincipalIdentifier)",
        "allow_external_data_filtering": "AllowExternalDataFiltering || `false`",
        "allow_full_table_external_data_access": "AllowFullTableExternalDataAccess || `false`",
        "authorized_session_tag_value_list": "AuthorizedSessionTagValueList",
        "create_database_default_permissions": f"CreateDatabaseDefaultPermissions{_DEFAULTS}",
        "create_table_default_permissions": f"CreateTableDefaultPermissions{_DEFAULTS}",
        "external_data_filtering_allow_list": "ordered(ExternalDataFilteringAllowList[].DataLakePrincipalIdentifier)",
        "parameters": "Parameters",
        "trusted_resource_owners": "TrustedResourceOwners",
    },
    owned="`true`",  # each account has them
    facts=TypeFacts(
        key=(),
        terraform_only=frozenset({"catalog_id"}),
        decides=Meaning.IDENTITY,
        nothing_to_judge="it says who rules a catalog; what they grant is judged with permissions",
    ),
)
SERVICES = (Service(name="lakeformation", types=(_PERMISSIONS, _SETTINGS)),)
