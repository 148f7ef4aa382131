"""The AWS collector against a moto server: everything is read, nothing is written, and no failure is silent."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from engine.errors import ConfigError
from engine.jsontext.codec import to_builtins
from engine.model.outcome import GapReason
from engine.model.snapshot import Side, Snapshot
from engine.ports import Collection, Silent
from fixtures.estate.lab import aws_server
from fixtures.estate.proxy import Answer, Fault, Proxy, fault_proxy
from fixtures.estate.recording import endpoint
from snapshots.aws.catalog import SERVICES, TYPES, actions
from snapshots.aws.collector import AwsCollector
from snapshots.aws.reading.api import WriteRefusedError
from snapshots.aws.reading.location import AwsLocation, parse_location
from snapshots.aws.reading.permissions import action
from snapshots.aws.reading.service import Service
from snapshots.aws.reading.session import AwsSession, acting
from snapshots.redaction.redact import Redactor
from tests.snapshots.aws.conftest import CANARY, REGION, Account

pytestmark = pytest.mark.wide

LOCATION = AwsLocation(profile="", regions=(REGION,), max_attempts=2)
REDACTOR = Redactor(b"k" * 32, "test")
OPERATIONS = sorted({operation for service in SERVICES for operation in service.operations})
TIMEOUT = 2.0
PATIENT = 60.0  # the first question to a service makes the server load it, which takes long on a busy machine
READ = re.compile(r"(?:Describe|Get|List|BatchGet)[A-Z]")
POPULATED = {
    "aws_cloudwatch_log_group",
    "aws_db_instance",
    "aws_db_subnet_group",
    "aws_dynamodb_table",
    "aws_ebs_volume",
    "aws_iam_instance_profile",
    "aws_iam_policy",
    "aws_iam_role",
    "aws_iam_role_policy",
    "aws_iam_role_policy_attachment",
    "aws_instance",
    "aws_internet_gateway",
    "aws_kms_alias",
    "aws_kms_key",
    "aws_lambda_function",
    "aws_lambda_permission",
    "aws_route_table",
    "aws_route_table_association",
    "aws_s3_bucket",
    "aws_s3_bucket_lifecycle_configuration",
    "aws_s3_bucket_ownership_controls",
    "aws_s3_bucket_policy",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_versioning",
    "aws_security_group",
    "aws_sns_topic",
    "aws_sns_topic_subscription",
    "aws_sqs_queue",
    "aws_sqs_queue_policy",
    "aws_subnet",
    "aws_vpc",
    "aws_vpc_security_group_egress_rule",
    "aws_vpc_security_group_ingress_rule",
}
DYNAMODB = next(service for service in SERVICES if service.name == "dynamodb")
OWNERS = {operation: service for service in SERVICES for operation in service.operations}


def collect(
    url: str, location: AwsLocation = LOCATION, services: Sequence[Service] = SERVICES, timeout: float = TIMEOUT
) -> Collection:
    with endpoint(url):
        return AwsCollector(
            [location], REDACTOR, progress=Silent(), jobs=2, services=services, timeout=timeout
        ).collect()


@pytest.fixture(scope="module")
def clean(account: Account) -> Collection:
    return collect(account.url, timeout=PATIENT)


@pytest.fixture(scope="module")
def proxy(account: Account) -> Iterator[Proxy]:
    with fault_proxy(account.url) as running:
        yield running


def test_what_is_there_is_read_and_every_type_listed_completely(clean: Collection) -> None:
    assert {item.type for item in clean.resources} >= POPULATED
    assert {row.type for row in clean.listings} == set(TYPES)
    assert [row for row in clean.listings if not row.complete] == []
    assert clean.gaps == ()
    assert {item.account for item in clean.resources} == {"123456789012"}


def test_what_aws_made_by_itself_is_known_as_such(clean: Collection) -> None:
    own = {item.type for item in clean.resources if item.provider_owned}
    assert {"aws_vpc", "aws_subnet", "aws_security_group", "aws_route_table"} <= own
    assert "aws_ecr_registry_scanning_configuration" in own
    ours = [item.type for item in clean.resources if not item.provider_owned]
    assert (ours.count("aws_vpc"), ours.count("aws_subnet"), ours.count("aws_security_group")) == (1, 1, 1)


def test_the_same_account_gives_the_same_collection(account: Account, clean: Collection) -> None:
    assert collect(account.url, timeout=PATIENT) == clean


def test_no_secret_is_collected(clean: Collection) -> None:
    text = json.dumps(to_builtins(clean))
    for form in (CANARY, base64.b64encode(CANARY.encode()).decode().rstrip("="), CANARY.encode().hex()):
        assert form not in text


def test_every_call_is_within_the_permissions_that_doctor_prints_and_none_writes(account: Account) -> None:
    with fault_proxy(account.url) as proxy:
        collect(proxy.url, timeout=PATIENT)
    assert set(proxy.seen) - set(OPERATIONS) == {"sts:GetCallerIdentity", "ec2:DescribeRegions"}
    assert {action(name) for name in proxy.seen} <= set(actions())
    assert all(READ.match(name.partition(":")[2]) for name in proxy.seen)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.DENIED, GapReason.ACCESS_DENIED),
        (Fault.THROTTLED, GapReason.THROTTLED),
        (Fault.GARBAGE, GapReason.UNPARSABLE),
        (Fault.DROPPED, GapReason.UNAVAILABLE),
        (Fault.CUT, GapReason.UNAVAILABLE),
        (Fault.SLOW, GapReason.UNAVAILABLE),
    ],
)
# One operation of each protocol: REST with XML, JSON, EC2, query, REST with JSON.
@pytest.mark.parametrize(
    "operation",
    ["s3:ListBuckets", "dynamodb:ListTables", "ec2:DescribeVpcs", "iam:ListRoles", "lambda:ListFunctions"],
)
def test_every_fault_of_every_protocol_is_a_gap(
    clean: Collection, proxy: Proxy, fault: Fault, reason: GapReason, operation: str
) -> None:
    proxy.operation, proxy.fault, proxy.times, proxy.refused = operation, fault, None, 0
    found = collect(proxy.url, services=[OWNERS[operation]])
    assert found.gaps
    assert {gap.operation for gap in found.gaps} == {operation}
    # An answer that is cut is broken JSON to some parsers, and broken XML of S3 is to botocore a failing server.
    alike = {GapReason.UNPARSABLE, GapReason.UNAVAILABLE} if fault in {Fault.CUT, Fault.GARBAGE} else set()
    assert {gap.reason for gap in found.gaps} <= {reason, *alike}
    unknown = {name for gap in found.gaps for name in gap.types}
    assert not any(row.complete for row in found.listings if row.operation == operation)

    def rest(collection: Collection) -> list[Any]:
        names = set(OWNERS[operation].type_names) - unknown
        return [item for item in collection.resources if item.type in names]

    assert rest(found) == rest(clean)


def test_what_is_throttled_for_a_while_is_read_after_it(clean: Collection, proxy: Proxy) -> None:
    proxy.operation, proxy.fault, proxy.times, proxy.refused = "dynamodb:ListTables", Fault.THROTTLED, 2, 0
    found = collect(proxy.url, AwsLocation(profile="", regions=(REGION,), max_attempts=4), services=[DYNAMODB])
    assert proxy.refused == 2
    assert found.gaps == ()
    assert found.resources == tuple(item for item in clean.resources if item.type == "aws_dynamodb_table")


def test_a_region_that_is_not_enabled_is_known_as_such(proxy: Proxy) -> None:
    answer = b"""<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><regionInfo>
        <item><regionName>eu-west-1</regionName><optInStatus>opt-in-not-required</optInStatus></item>
        <item><regionName>ap-east-1</regionName><optInStatus>not-opted-in</optInStatus></item>
    </regionInfo></DescribeRegionsResponse>"""
    proxy.operation, proxy.answers = "", {"ec2:DescribeRegions": Answer(answer)}
    try:
        found = collect(proxy.url, AwsLocation(profile="", regions=("ap-east-1", REGION)), services=[DYNAMODB])
    finally:
        proxy.answers = {}
    (gap,) = found.gaps
    assert (gap.region, gap.reason) == ("ap-east-1", GapReason.UNSUPPORTED)
    assert {row.region for row in found.listings} == {REGION}


def test_several_accounts_are_one_collection_and_one_that_is_closed_hides_no_other(account: Account) -> None:
    other = AwsLocation(profile="", regions=(REGION,), account="999999999999")
    with endpoint(account.url):
        collector = AwsCollector([LOCATION, other], REDACTOR, progress=Silent(), jobs=2, services=[DYNAMODB])
        found = collector.collect()
    assert [dict(origin.facts) for origin in found.origins] == [
        {"account": "123456789012"},
        {"account": "999999999999"},
    ]
    assert {item.account for item in found.resources} == {"123456789012"}
    assert {(row.account, row.complete) for row in found.listings} == {("123456789012", True), ("999999999999", False)}


def test_a_role_is_assumed_and_its_calls_are_of_its_account() -> None:
    location = AwsLocation(
        profile="", regions=(REGION,), account="210987654321", role="Audit", external_id="external", session_policy="{}"
    )
    with aws_server("") as url:
        for number, tables in enumerate((Account(url).client("dynamodb"), assumed(url, location))):
            tables.create_table(
                TableName=f"table-{number}",
                BillingMode="PAY_PER_REQUEST",
                KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
            )
        found = collect(url, location, services=[DYNAMODB])
    assert found.gaps == ()
    assert found.origins[0].facts["account"] == "210987654321"
    assert [item.id for item in found.resources] == ["table-1"]


def assumed(url: str, location: AwsLocation) -> Any:
    """Return a DynamoDB client that has assumed the role of a location."""
    keys = Account(url).client("sts").assume_role(RoleArn=location.role_arn(), RoleSessionName="test")["Credentials"]
    make: Any = boto3.client
    return make(
        "dynamodb",
        region_name=REGION,
        endpoint_url=url,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )


def test_a_role_that_may_not_be_assumed_is_a_gap_that_says_so(proxy: Proxy) -> None:
    proxy.operation, proxy.fault, proxy.times = "sts:AssumeRole", Fault.DENIED, None
    location = AwsLocation(profile="", regions=(REGION,), account="210987654321", role="Audit", max_attempts=1)
    (gap,) = collect(proxy.url, location, services=[DYNAMODB]).gaps
    assert (gap.operation, gap.reason) == ("sts:AssumeRole", GapReason.ACCESS_DENIED)
    assert gap.fix == "allow sts:AssumeRole, and let the role trust who asks"


def test_an_interruption_keeps_what_was_read_and_resuming_reads_the_rest(account: Account, clean: Collection) -> None:
    class Impatient:
        """Presses Ctrl-C after the first part."""

        def step(self, _name: str, done: int, _total: int | None, _note: str = "") -> None:
            if done:
                raise KeyboardInterrupt

    services = [service for service in SERVICES if service.name in {"dynamodb", "kms", "logs", "sns"}]
    with endpoint(account.url):
        first = AwsCollector([LOCATION], REDACTOR, progress=Impatient(), jobs=1, services=services).collect()
    assert not first.complete
    assert {gap.detail for gap in first.gaps} == {"the collection was interrupted"}
    assert {row.type for row in first.listings} == {name for service in services for name in service.type_names}
    taken = datetime(2026, 11, 20, tzinfo=UTC)
    snapshot = Snapshot(
        environment="x",
        side=Side.OBSERVED,
        taken_at=taken,
        origins=first.origins,
        resources=first.resources,
        gaps=first.gaps,
        listings=first.listings,
        complete=False,
    )
    with fault_proxy(account.url) as proxy, endpoint(proxy.url):
        collector = AwsCollector([LOCATION], REDACTOR, progress=Silent(), services=services, earlier=snapshot)
        second = collector.collect()
    names = {name for service in services for name in service.type_names}
    assert (second.gaps, second.complete, second.made_at) == ((), True, taken)
    assert second.resources == tuple(item for item in clean.resources if item.type in names)
    done = {row.type for row in first.listings if row.complete}
    asked = {name.partition(":")[0] for name in proxy.seen}
    assert done
    assert not {service.name for service in services if set(service.type_names) <= done} & asked


def test_a_write_is_refused_before_it_leaves(account: Account) -> None:
    with endpoint(account.url):
        session = AwsSession(["s3:ListBuckets", "s3:DeleteBucket"])
        with acting(session.identity(LOCATION)):
            api = session.api("s3", REGION)
            for operation in ("DeleteBucket", "GetBucketLocation"):  # no read, and not in the list
                with pytest.raises(WriteRefusedError, match=f"s3:{operation} is not among the read operations"):
                    api.whole(operation, Bucket="one")
    assert len(account.client("s3").list_buckets()["Buckets"]) == 2


def test_another_account_is_a_gap_of_everything(account: Account) -> None:
    location = AwsLocation(profile="", regions=(REGION,), account="999999999999")
    found = collect(account.url, location, timeout=PATIENT)
    (gap,) = found.gaps
    assert (gap.reason, gap.detail) == (GapReason.ACCESS_DENIED, "the credentials belong to account 123456789012")
    assert set(gap.types) == set(TYPES)
    assert found.resources == ()
    assert not any(row.complete for row in found.listings)


def test_an_unreachable_endpoint_is_a_gap_of_everything() -> None:
    found = collect("http://127.0.0.1:9")
    (gap,) = found.gaps
    assert (gap.reason, gap.operation) == (GapReason.UNAVAILABLE, "sts:GetCallerIdentity")
    assert not any(row.complete for row in found.listings)


def test_a_bucket_elsewhere_is_not_of_this_region(account: Account) -> None:
    found = collect(account.url, AwsLocation(profile="", regions=("us-east-1",)), timeout=PATIENT)
    assert not [item for item in found.resources if item.type == "aws_s3_bucket"]
    assert found.gaps == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is no AWS source"),
        ("prod", "is no AWS source"),
        ("prod@", "is no AWS source"),
        ("prod@mars-1", "is no AWS region"),
        ("prod@eu-west-9", "is no AWS region"),
        ("12345/prod@eu-west-1", "is no AWS source"),
    ],
)
def test_a_wrong_location_says_what_to_type(text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        parse_location(text)


def test_a_location_is_read_back() -> None:
    location = parse_location("111122223333/audit@us-east-1,eu-west-1,us-east-1")
    assert (location.account, location.profile, location.regions) == (
        "111122223333",
        "audit",
        ("eu-west-1", "us-east-1"),
    )
    assert str(location) == "111122223333/audit@eu-west-1,us-east-1"


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("sqs:ListQueues", b""),
        ("dynamodb:DescribeTimeToLive", b""),
        ("iam:GetRole", b"<html><body>Log in</body></html>"),
        ("s3:ListBucketMetricsConfigurations", b"<!DOCTYPE html><html><body>Log in</body></html>"),
        ("s3:GetBucketVersioning", b"<html><body>Log in</body></html>"),
        ("ec2:DescribeVpcAttribute", b"<ok/>"),
        ("s3:GetBucketVersioning", b""),
        ("s3:GetPublicAccessBlock", b""),
        ("s3control:GetPublicAccessBlock", b" "),
        ("cloudwatch:DescribeAlarms", b""),
        ("cloudwatch:DescribeAlarms", b"<html/>"),
    ],
)
def test_an_answer_to_something_else_is_a_gap_and_no_empty_list(proxy: Proxy, operation: str, body: bytes) -> None:
    proxy.operation = ""
    proxy.answers = {operation: Answer(body)}
    try:
        found = collect(proxy.url, services=[OWNERS[operation]])
    finally:
        proxy.answers = {}
    assert {(gap.operation, gap.reason) for gap in found.gaps} == {(operation, GapReason.UNPARSABLE)}


@pytest.mark.parametrize(
    ("operation", "body", "lacking"),
    [
        ("iam:GetRole", b"<GetRoleResponse><GetRoleResult/></GetRoleResponse>", "Role"),
        ("s3:GetBucketTagging", b"<Tagging/>", "TagSet"),
        ("stepfunctions:ListStateMachines", b'{"machines": [], "nextToken": null}', "stateMachines"),
        ("guardduty:ListDetectors", b"{}", "DetectorIds"),
        ("route53:ListHostedZones", b"<ListHostedZonesResponse/>", "HostedZones, IsTruncated, MaxItems"),
    ],
)
def test_an_answer_without_what_its_model_requires_is_a_gap(
    proxy: Proxy, operation: str, body: bytes, lacking: str
) -> None:
    proxy.operation, proxy.answers = "", {operation: Answer(body)}
    try:
        found = collect(proxy.url, services=[OWNERS[operation]])
    finally:
        proxy.answers = {}
    assert {(gap.operation, gap.reason) for gap in found.gaps} == {(operation, GapReason.UNPARSABLE)}
    assert {gap.detail for gap in found.gaps} == {f"answer without {lacking}"}


def test_two_locations_of_one_account_show_what_is_global_once(account: Account) -> None:
    services = [OWNERS["iam:ListRoles"], OWNERS["s3:ListBuckets"], DYNAMODB]
    locations = [AwsLocation(profile="", regions=(region,)) for region in (REGION, "us-east-1")]
    with endpoint(account.url):
        found = AwsCollector(locations, REDACTOR, progress=Silent(), jobs=2, services=services).collect()
    keys = [item.key for item in found.resources]
    assert len(keys) == len(set(keys))
    assert {row.region for row in found.listings if row.type == "aws_s3_bucket"} == {REGION, "us-east-1"}
    assert {"aws_iam_role", "aws_s3_bucket", "aws_dynamodb_table"} <= {item.type for item in found.resources}
