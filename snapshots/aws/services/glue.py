"""Glue: crawlers, jobs and the databases of its catalogue."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import Call, Read, ResourceType, Service


def _arn(kind: str) -> str:
    return f"fill('arn:{{}}:glue:{{}}:{{}}:{kind}/{{}}', [_partition, _region, _account, Name])"


def _tags(kind: str) -> Read:
    return Read(operation="GetTags", parameters={"ResourceArn": _arn(kind)}, attributes={"tags": "tags(Tags)"})


_LAKE = "connection_name: ConnectionName, exclusions: Exclusions, maximum_traversal_depth: MaximumTraversalDepth || `0`"
_CRAWLER = ResourceType(
    name="aws_glue_crawler",
    listing=Call(operation="GetCrawlers", items="Crawlers"),
    id="Name",
    attributes={
        "arn": _arn("crawler"),
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
    reads=(_tags("crawler"),),
)
_JOB = ResourceType(
    name="aws_glue_job",
    listing=Call(operation="GetJobs", items="Jobs"),
    id="Name",
    attributes={
        "arn": _arn("job"),
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
    reads=(_tags("job"),),
)
_DATABASE = ResourceType(
    name="aws_glue_catalog_database",
    listing=Call(operation="GetDatabases", items="DatabaseList"),
    id="fill('{}:{}', [CatalogId || _account, Name])",
    attributes={
        "arn": _arn("database"),
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
    reads=(_tags("database"),),
    owned="Name == 'default'",
    facts=TypeFacts(
        key=("catalog_id", "name"),
        nothing_to_judge="a name for tables; who may read them is judged with roles, the catalog and Lake Formation",
    ),
)
SERVICES = (Service(name="glue", types=(_CRAWLER, _JOB, _DATABASE)),)
