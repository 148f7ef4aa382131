"""Glue: crawlers, jobs, and the databases and tables of its catalogue."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.expressions import Item
from snapshots.aws.reading.service import Call, Read, ResourceType, Service


def arn(kind: str) -> str:
    """Return the expression of the ARN of a kind of thing that has a name."""
    return f"fill('arn:{{}}:glue:{{}}:{{}}:{kind}/{{}}', [_partition, _region, _account, Name])"


def tags(kind: str) -> Read:
    """Return the call about the tags of a kind of thing."""
    return Read(operation="GetTags", parameters={"ResourceArn": arn(kind)}, attributes={"tags": "tags(Tags)"})


_DATABASES = Call(operation="GetDatabases", items="DatabaseList")
_LAKE = "connection_name: ConnectionName, exclusions: Exclusions, maximum_traversal_depth: MaximumTraversalDepth || `0`"
_CRAWLER = ResourceType(
    name="aws_glue_crawler",
    listing=Call(operation="GetCrawlers", items="Crawlers"),
    id="Name",
    attributes={
        "arn": arn("crawler"),
        "name": "Name",
        "role": "Role",
        "database_name": "DatabaseName",
        "description": "Description",
        "classifiers": "Classifiers",
        "configuration": "Configuration",
        "schedule": "Schedule.ScheduleExpression",
        "security_configuration": "CrawlerSecurityConfiguration",
        "table_prefix": "TablePrefix",
        "s3_target": (
            "Targets.S3Targets[].{path: Path, exclusions: Exclusions, connection_name: ConnectionName,"
            " sample_size: SampleSize || `0`, event_queue_arn: EventQueueArn, dlq_event_queue_arn: DlqEventQueueArn}"
        ),
        "jdbc_target": (
            "Targets.JdbcTargets[].{path: Path, exclusions: Exclusions, connection_name: ConnectionName,"
            " enable_additional_metadata: EnableAdditionalMetadata}"
        ),
        "mongodb_target": "Targets.MongoDBTargets[].{path: Path, connection_name: ConnectionName, scan_all: ScanAll}",
        "dynamodb_target": "Targets.DynamoDBTargets[].{path: Path, scan_all: scanAll, scan_rate: scanRate || `0`}",
        "catalog_target": (
            "Targets.CatalogTargets[].{database_name: DatabaseName, tables: Tables, connection_name: ConnectionName,"
            " event_queue_arn: EventQueueArn, dlq_event_queue_arn: DlqEventQueueArn}"
        ),
        "delta_target": (
            "Targets.DeltaTargets[].{delta_tables: ordered(DeltaTables), connection_name: ConnectionName,"
            " write_manifest: WriteManifest, create_native_delta_table: CreateNativeDeltaTable}"
        ),
        "hudi_target": f"Targets.HudiTargets[].{{paths: ordered(Paths), {_LAKE}}}",
        "iceberg_target": f"Targets.IcebergTargets[].{{paths: ordered(Paths), {_LAKE}}}",
        "recrawl_policy": "one({recrawl_behavior: RecrawlPolicy.RecrawlBehavior})",
        "lineage_configuration": "one({crawler_lineage_settings: LineageConfiguration.CrawlerLineageSettings})",
        "lake_formation_configuration": (
            "one(LakeFormationConfiguration.{account_id: AccountId,"
            " use_lake_formation_credentials: UseLakeFormationCredentials})"
        ),
        "schema_change_policy": (
            "one(SchemaChangePolicy.{delete_behavior: DeleteBehavior, update_behavior: UpdateBehavior})"
        ),
    },
    reads=(tags("crawler"),),
)
_JOB = ResourceType(
    name="aws_glue_job",
    listing=Call(operation="GetJobs", items="Jobs"),
    id="Name",
    attributes={
        "arn": arn("job"),
        "name": "Name",
        "role_arn": "Role",
        "description": "Description",
        "connections": "Connections.Connections",
        "command": (
            "one(Command.{name: Name, python_version: PythonVersion, runtime: Runtime,"
            " script_location: ScriptLocation})"
        ),
        "default_arguments": "DefaultArguments",
        "non_overridable_arguments": "NonOverridableArguments",
        "execution_class": "ExecutionClass",
        "execution_property": "[{max_concurrent_runs: ExecutionProperty.MaxConcurrentRuns || `0`}]",
        "glue_version": "GlueVersion",
        "job_run_queuing_enabled": "JobRunQueuingEnabled || `false`",
        "maintenance_window": "MaintenanceWindow",
        "max_capacity": "MaxCapacity || `0`",
        "max_retries": "MaxRetries || `0`",
        "notification_property": "one({notify_delay_after: NotificationProperty.NotifyDelayAfter})",
        "number_of_workers": "NumberOfWorkers || `0`",
        "security_configuration": "SecurityConfiguration",
        "source_control_details": (
            "one(SourceControlDetails.{auth_strategy: AuthStrategy, branch: Branch, folder: Folder,"
            " last_commit_id: LastCommitId, owner: Owner, provider: Provider, repository: Repository})"
        ),
        "timeout": "Timeout || `0`",
        "worker_type": "WorkerType",
    },
    reads=(tags("job"),),
)
_DATABASE = ResourceType(
    name="aws_glue_catalog_database",
    listing=_DATABASES,
    id="fill('{}:{}', [CatalogId || _account, Name])",
    attributes={
        "arn": arn("database"),
        "name": "Name",
        "catalog_id": "CatalogId || _account",
        "description": "Description",
        "location_uri": "LocationUri",
        "parameters": "Parameters",
        "create_table_default_permission": (
            "CreateTableDefaultPermissions[].{permissions: ordered(Permissions),"
            " principal: one({data_lake_principal_identifier: Principal.DataLakePrincipalIdentifier})}"
        ),
        "federated_database": "one(FederatedDatabase.{connection_name: ConnectionName, identifier: Identifier})",
        "target_database": ("one(TargetDatabase.{catalog_id: CatalogId, database_name: DatabaseName, region: Region})"),
    },
    reads=(tags("database"),),
    owned="Name == 'default'",
    facts=TypeFacts(
        key=("catalog_id", "name"),
        nothing_to_judge="a name for tables; who may read them is judged with roles, the catalog and Lake Formation",
    ),
)


def _parameters(table: Item) -> dict[str, Any]:
    """Return the parameters of a table without those that Iceberg keeps there for itself.

    https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/glue/catalog_table.go
    """
    told = dict(table.get("Parameters") or {})
    own = ("table_type", "metadata_location") if told.get("table_type") == "ICEBERG" else ()
    return {name: value for name, value in told.items() if name not in own}


_COLUMN = "{name: Name, type: Type, comment: Comment, parameters: Parameters}"
_TABLE = ResourceType(
    name="aws_glue_catalog_table",
    listing=Call(
        operation="GetTables",
        items="TableList",
        parameters={"DatabaseName": "Name"},
        # What a link to a database of somebody else leads to is not of this catalogue.
        of=replace(_DATABASES, where="!TargetDatabase"),
    ),
    id="fill('{}:{}:{}', [CatalogId || _account, DatabaseName, Name])",
    attributes={
        "arn": "fill('arn:{}:glue:{}:{}:table/{}/{}', [_partition, _region, _account, DatabaseName, Name])",
        "catalog_id": "CatalogId || _account",
        "database_name": "DatabaseName",
        "name": "Name",
        "description": "Description",
        "owner": "Owner",
        "parameters": _parameters,
        "partition_keys": f"PartitionKeys[].{_COLUMN}",
        "retention": "Retention || `0`",
        "storage_descriptor": (
            "one(StorageDescriptor.{additional_locations: AdditionalLocations, bucket_columns: BucketColumns,"
            f" columns: Columns[].{_COLUMN}, compressed: Compressed || `false`, input_format: InputFormat,"
            " location: Location, number_of_buckets: NumberOfBuckets || `0`, output_format: OutputFormat,"
            " parameters: Parameters,"
            " schema_reference: one(SchemaReference.{schema_version_id: SchemaVersionId,"
            " schema_version_number: SchemaVersionNumber, schema_id: one(SchemaId.{registry_name: RegistryName,"
            " schema_arn: SchemaArn, schema_name: SchemaName})}),"
            " ser_de_info: one(SerdeInfo.{name: Name, parameters: Parameters,"
            " serialization_library: SerializationLibrary}),"
            " skewed_info: one(SkewedInfo.{skewed_column_names: SkewedColumnNames,"
            " skewed_column_value_location_maps: SkewedColumnValueLocationMaps,"
            " skewed_column_values: SkewedColumnValues}),"
            " sort_columns: SortColumns[].{column: Column, sort_order: SortOrder},"
            " stored_as_sub_directories: StoredAsSubDirectories || `false`})"
        ),
        "table_type": "TableType",
        "target_table": (
            "one(TargetTable.{catalog_id: CatalogId, database_name: DatabaseName, name: Name, region: Region})"
        ),
        "view_definition": (
            "one(ViewDefinition.{definer: Definer, is_protected: IsProtected, last_refresh_type: LastRefreshType,"
            " refresh_seconds: RefreshSeconds, sub_objects: SubObjects, sub_object_version_ids: SubObjectVersionIds,"
            " view_version_id: ViewVersionId, view_version_token: ViewVersionToken,"
            " representations: Representations[].{dialect: Dialect, dialect_version: DialectVersion,"
            " validation_connection: ValidationConnection, view_expanded_text: ViewExpandedText,"
            " view_original_text: ViewOriginalText}})"
        ),
        "view_expanded_text": "ViewExpandedText",
        "view_original_text": "ViewOriginalText",
    },
    reads=(
        Read(
            operation="GetPartitionIndexes",
            parameters={"DatabaseName": "DatabaseName", "TableName": "Name"},
            attributes={
                "partition_index": (
                    "PartitionIndexDescriptorList[].{index_name: IndexName, index_status: IndexStatus,"
                    " keys: Keys[].Name}"
                )
            },
            where="!ViewDefinition",  # views of several dialects have none, and refuse to be asked
        ),
    ),
    facts=TypeFacts(
        key=("catalog_id", "database_name", "name"),
        called=("database_name", "name"),
        terraform_only=frozenset({"open_table_format_input"}),
        unordered=frozenset({"partition_index"}),
        defaults={
            "retention": 0,
            "storage_descriptor.compressed": False,
            "storage_descriptor.number_of_buckets": 0,
            "storage_descriptor.stored_as_sub_directories": False,
        },
        nothing_to_judge="it describes data that lie elsewhere, where who may read them is judged",
    ),
)
SERVICES = (Service(name="glue", types=(_CRAWLER, _JOB, _DATABASE, _TABLE)),)
