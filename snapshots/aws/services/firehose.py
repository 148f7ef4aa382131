"""Firehose delivery streams: their source, encryption, and the delivery to S3; of other destinations only the kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.expressions import UNTOLD, Item, evaluate
from snapshots.aws.reading.service import Call, Read, ResourceType, Service, block

_GONE = ("ResourceNotFoundException",)
# The member of a destination -> the provider's name of its kind; whatever has none of them is extended_s3.
_KINDS: Mapping[str, str] = {
    "ElasticsearchDestinationDescription": "elasticsearch",
    "HttpEndpointDestinationDescription": "http_endpoint",
    "IcebergDestinationDescription": "iceberg",
    "AmazonopensearchserviceDestinationDescription": "opensearch",
    "AmazonOpenSearchServerlessDestinationDescription": "opensearchserverless",
    "RedshiftDestinationDescription": "redshift",
    "SnowflakeDestinationDescription": "snowflake",
    "SplunkDestinationDescription": "splunk",
}


def _destination(stream: Item) -> Mapping[str, Any]:
    """Return a stream's destination; a stream has one."""
    destinations: list[Mapping[str, Any]] = stream.get("Destinations") or [{}]
    return destinations[0]


def _kind(stream: Item) -> str:
    """Return the provider's name of the kind of a stream's destination."""
    destination = _destination(stream)
    return next((kind for member, kind in _KINDS.items() if member in destination), "extended_s3")


def _processing(found: Item | None, role: str | None) -> list[dict[str, Any]]:
    """Return how records are processed; like the provider, leave out what AWS fills in for a function by itself."""
    if found is None:
        return []
    processors = [
        {"type": processor.get("Type"), "parameters": list(_parameters(processor, role))}
        for processor in found.get("Processors") or ()
    ]
    return [{"enabled": bool(found.get("Enabled")), "processors": processors}]


def _parameters(processor: Item, role: str | None) -> Iterator[dict[str, Any]]:
    defaults = {"NumberOfRetries": "3", "BufferIntervalInSeconds": "60", "BufferSizeInMBs": "1", "RoleArn": role}
    for parameter in processor.get("Parameters") or ():
        name, value = parameter["ParameterName"], parameter["ParameterValue"]
        if processor.get("Type") != "Lambda" or defaults.get(name) != value:
            yield {"parameter_name": name, "parameter_value": value}


_BUCKET: Mapping[str, str] = {
    "bucket_arn": "BucketARN",
    "role_arn": "RoleARN",
    "prefix": "Prefix",
    "error_output_prefix": "ErrorOutputPrefix",
    "compression_format": "CompressionFormat",
    "kms_key_arn": "EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN",
    "buffering_interval": "BufferingHints.IntervalInSeconds || `0`",
    "buffering_size": "BufferingHints.SizeInMBs || `0`",
    "cloudwatch_logging_options": (
        "one(CloudWatchLoggingOptions.{enabled: Enabled || `false`,"
        " log_group_name: (Enabled && LogGroupName) || `null`,"
        " log_stream_name: (Enabled && LogStreamName) || `null`})"
    ),
}
_DESERIALIZER = (
    "one(Deserializer.{hive_json_ser_de: HiveJsonSerDe && [{timestamp_formats: HiveJsonSerDe.TimestampFormats}],"
    " open_x_json_ser_de: one(OpenXJsonSerDe.{case_insensitive: not_null(CaseInsensitive, `true`),"
    " column_to_json_key_mappings: ColumnToJsonKeyMappings,"
    " convert_dots_in_json_keys_to_underscores: ConvertDotsInJsonKeysToUnderscores || `false`})})"
)
_ORC = block(
    block_size_bytes="BlockSizeBytes || `268435456`",
    bloom_filter_columns="BloomFilterColumns",
    bloom_filter_false_positive_probability="BloomFilterFalsePositiveProbability || `0.05`",
    compression="Compression || 'SNAPPY'",
    dictionary_key_threshold="DictionaryKeyThreshold || `0`",
    enable_padding="EnablePadding || `false`",
    format_version="FormatVersion || 'V0_12'",
    padding_tolerance="PaddingTolerance || `0.05`",
    row_index_stride="RowIndexStride || `10000`",
    stripe_size_bytes="StripeSizeBytes || `67108864`",
)
_PARQUET = block(
    block_size_bytes="BlockSizeBytes || `268435456`",
    compression="Compression || 'SNAPPY'",
    enable_dictionary_compression="EnableDictionaryCompression || `false`",
    max_padding_bytes="MaxPaddingBytes || `0`",
    page_size_bytes="PageSizeBytes || `1048576`",
    writer_version="WriterVersion || 'V1'",
)
_CONVERSION = (
    "DataFormatConversionConfiguration | [@][?Enabled || InputFormatConfiguration || OutputFormatConfiguration"
    " || SchemaConfiguration].{enabled: Enabled || `false`,"
    f" input_format_configuration: one(InputFormatConfiguration.{{deserializer: {_DESERIALIZER}}}),"
    " output_format_configuration: one(OutputFormatConfiguration.{serializer: one(Serializer"
    f".{{orc_ser_de: one(OrcSerDe.{_ORC}), parquet_ser_de: one(ParquetSerDe.{_PARQUET})}})}}),"
    " schema_configuration: one(SchemaConfiguration.{catalog_id: CatalogId, database_name: DatabaseName,"
    " region: Region, role_arn: RoleARN, table_name: TableName, version_id: VersionId})}"
)
_EXTENDED = block(
    **_BUCKET,
    custom_time_zone="CustomTimeZone",
    file_extension="FileExtension",
    data_format_conversion_configuration=_CONVERSION,
    dynamic_partitioning_configuration=(
        "one(DynamicPartitioningConfiguration"
        ".{enabled: Enabled || `false`, retry_duration: RetryOptions.DurationInSeconds || `0`})"
    ),
    s3_backup_configuration=f"one(S3BackupDescription.{block(**_BUCKET)})",
    s3_backup_mode="S3BackupMode",
)
_ENCRYPTED = "DeliveryStreamEncryptionConfiguration.Status == 'ENABLED'"


def _extended(stream: Item) -> list[dict[str, Any]]:
    """Return the delivery to S3; empty for a stream that delivers elsewhere."""
    found = _destination(stream).get("ExtendedS3DestinationDescription")
    if found is None or _kind(stream) != "extended_s3":
        return []
    processing = _processing(found.get("ProcessingConfiguration"), found.get("RoleARN"))
    return [{**evaluate(_EXTENDED, found), "processing_configuration": processing}]


def _other(kind: str) -> Callable[[Item], Any]:
    """Return an expression that is empty for a stream with another destination, and unread for one with this."""
    return lambda stream: UNTOLD if _kind(stream) == kind else []


_STREAM = ResourceType(
    name="aws_kinesis_firehose_delivery_stream",
    listing=Call(
        operation="ListDeliveryStreams",
        items="DeliveryStreamNames",
        parameters={"Limit": 10000},
        describe=Call(
            operation="DescribeDeliveryStream",
            items="DeliveryStreamDescription",
            parameters={"DeliveryStreamName": "_value"},
            absent=_GONE,
        ),
    ),
    id="DeliveryStreamARN",
    attributes={
        "arn": "DeliveryStreamARN",
        "name": "DeliveryStreamName",
        "destination": _kind,
        "destination_id": "Destinations[0].DestinationId",
        "kinesis_source_configuration": (
            "one(Source.KinesisStreamSourceDescription.{kinesis_stream_arn: KinesisStreamARN, role_arn: RoleARN})"
        ),
        "msk_source_configuration": (
            "one(Source.MSKSourceDescription.{msk_cluster_arn: MSKClusterARN, topic_name: TopicName,"
            " read_from_timestamp: ReadFromTimestamp, authentication_configuration:"
            " one(AuthenticationConfiguration.{connectivity: Connectivity, role_arn: RoleARN})})"
        ),
        "server_side_encryption": (
            f"[{{enabled: {_ENCRYPTED},"
            f" key_arn: ({_ENCRYPTED} && DeliveryStreamEncryptionConfiguration.KeyARN) || `null`,"
            f" key_type: ({_ENCRYPTED} && DeliveryStreamEncryptionConfiguration.KeyType) || 'AWS_OWNED_CMK'}}]"
        ),
        "extended_s3_configuration": _extended,
        **{f"{kind}_configuration": _other(kind) for kind in _KINDS.values()},
    },
    reads=(
        Read(
            operation="ListTagsForDeliveryStream",
            parameters={"DeliveryStreamName": "DeliveryStreamName"},
            attributes={"tags": "tags(Tags)"},
        ),
    ),
    facts=TypeFacts(own=frozenset({"arn"}), volatile=frozenset({"version_id"})),
)
SERVICES = (Service(name="firehose", types=(_STREAM,)),)
