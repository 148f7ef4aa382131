"""What is known of attributes of AWS by their names, whatever the type."""

from __future__ import annotations

from engine.model.parity import Expectation, ParityRule
from engine.provider.facts import CommonFacts, EventNames, Naming
from snapshots.aws import meanings, tables, terraform_only

_PLACES = ("availability_zone", "availability_zone_id", "availability_zones", "private_ip", "region")
_LESS = ("backup_retention_period", "multi_az", "snapshot_retention_limit")
_PARITY = (
    *(
        ParityRule(name="place", expect=Expectation.MAY_DIFFER, path=path, reason="each environment has its own place")
        for name in _PLACES
        for path in (name, f"*.{name}")
    ),
    *(
        ParityRule(name="backups", expect=Expectation.ORDER, path=name, reason="the reference keeps at least as much")
        for name in _LESS
    ),
)
_NAMING = Naming(
    ids=(
        "arn",
        "id",
        "url",
        "invoke_arn",
        "bucket_regional_domain_name",
        "unique_id",
        "key_id",
        "latest_restorable",
    ),
    own=("arn", "name", "bucket", "function_name", "identifier", "cluster_identifier", "replication_group_id", "url"),
    links=("id", "arn", "name", "bucket", "domain_name", "url"),
    names=frozenset(
        {
            "alarm_name",
            "alias",
            "bucket",
            "cluster_id",
            "cluster_identifier",
            "domain_name",
            "family",
            "function_name",
            "identifier",
            "name",
            "replication_group_id",
            "rule",
            "statement_id",
        }
    ),
    owners=(
        "bucket",
        "function_name",
        "group",
        "key_id",
        "network_acl_id",
        "queue_url",
        "role",
        "route_table_id",
        "security_group_id",
        "topic_arn",
        "user",
    ),
    unique=(
        r"arn:.+|https?://.+|[a-z]{1,12}-[0-9a-f]{8,17}|(?:db|cluster)-[A-Z0-9]{20,}"
        r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}|(?=[A-Z]*\d)[A-Z][A-Z0-9]{9,31}"
    ),
    name_tag="Name",
)
_EVENTS = EventNames(
    services={"monitoring": "cloudwatch"},
    # Their calls are recorded where the service is at home, or where the caller asked.
    everywhere=frozenset({"cloudfront", "globalaccelerator", "iam", "organizations", "route53", "s3", "sts", "waf"}),
    reads=(
        r"(?:Assume|BatchGet|Check|Console|Count|Decode|Decrypt|Describe|Detect|Discover|Download|Encrypt|Estimate"
        r"|Evaluate|Filter|GenerateDataKey|Get|Head|List|Lookup|Poll|Preview|Query|ReEncrypt|Read|Receive|Scan|Search"
        r"|Select|Simulate|SwitchRole|Test|Validate|View)(?=[A-Z0-9]|$)"
    ),
)
COMMON = CommonFacts(
    volatile=tables.VOLATILE["*"],
    terraform_only=terraform_only.TERRAFORM_ONLY["*"],
    unordered=tables.UNORDERED_LISTS["*"],
    otherwise=frozenset({"certificate_body", "certificate_chain", "content", "public_key", "source", "user_data"}),
    identifying=frozenset({"arn"}),
    tags=("tags_all", "tags"),
    own_tags="aws:",
    encoded=frozenset({"user_data", "user_data_base64"}),
    addresses=frozenset({"ip_address", "ipv6_address", "ipv6_addresses", "private_ip"}),
    networks=frozenset(
        {"cidr_block", "cidr_blocks", "cidr_ipv4", "cidr_ipv6", "cidrs", "ipv6_cidr_block", "ipv6_cidr_blocks"}
    ),
    paths=frozenset(
        {"container_path", "host_path", "mount_point", "path", "path_pattern", "request_path", "root_directory"}
    ),
    meanings=meanings.OF_NAME,
    ends=meanings.OF_END,
    whole=meanings.WHOLE,
    grades={name: grade for name, grade in meanings.GRADE.items() if "." not in name},
    protections=meanings.PROTECTIONS,
    opening=frozenset({"publicly_accessible"}),
    everybody=meanings.EVERYBODY,
    parity=_PARITY,
    naming=_NAMING,
    events=_EVENTS,
)
