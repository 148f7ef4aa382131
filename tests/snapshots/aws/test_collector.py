"""The AWS collector against a moto server: everything is read, nothing is written, and no failure is silent."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from cli.progress import Silent
from engine.codec import to_builtins
from engine.errors import CollectionError, CollectorAuthError, ConfigError
from engine.model.outcome import GapReason
from engine.ports import Collection
from fixtures.estate.proxy import Fault, Proxy, fault_proxy
from fixtures.estate.recording import endpoint
from snapshots.aws.catalog import SERVICES, TYPES, actions
from snapshots.aws.collector import AwsCollector
from snapshots.aws.session import AwsLocation, AwsSession, WriteRefusedError, parse_location
from snapshots.redact import Redactor
from tests.snapshots.aws.conftest import CANARY, REGION, Account

LOCATION = AwsLocation(profile="", regions=(REGION,), max_attempts=2)
REDACTOR = Redactor(b"k" * 32, "test")
OPERATIONS = sorted({operation for service in SERVICES for operation in service.operations})
OWNERS = {operation: service for service in SERVICES for operation in service.operations}


def collect(url: str, location: AwsLocation = LOCATION) -> Collection:
    with endpoint(url):
        return AwsCollector(location, REDACTOR, progress=Silent(), jobs=2).collect()


@pytest.fixture(scope="module")
def clean(account: Account) -> Collection:
    return collect(account.url)


@pytest.fixture(scope="module")
def proxy(account: Account) -> Iterator[Proxy]:
    with fault_proxy(account.url) as running:
        yield running


def test_every_type_is_read_and_listed_completely(clean: Collection) -> None:
    missing = set(TYPES) - {item.type for item in clean.resources}
    assert missing == {"aws_s3_bucket_logging", "aws_s3_bucket_server_side_encryption_configuration"} - {
        item.type for item in clean.resources
    }
    assert {row.type for row in clean.listings} == set(TYPES)
    assert [row for row in clean.listings if not row.complete] == []
    assert clean.gaps == ()
    assert {item.account for item in clean.resources} == {"123456789012"}


def test_what_aws_made_by_itself_is_known_as_such(clean: Collection) -> None:
    own = {item.type for item in clean.resources if item.provider_owned}
    assert {"aws_vpc", "aws_subnet", "aws_security_group", "aws_route_table"} <= own
    ours = [item.type for item in clean.resources if not item.provider_owned]
    assert (ours.count("aws_vpc"), ours.count("aws_subnet"), ours.count("aws_security_group")) == (1, 1, 1)


def test_the_same_account_gives_the_same_collection(account: Account, clean: Collection) -> None:
    assert collect(account.url) == clean


def test_no_secret_is_collected(clean: Collection) -> None:
    text = json.dumps(to_builtins(clean))
    for form in (CANARY, base64.b64encode(CANARY.encode()).decode().rstrip("="), CANARY.encode().hex()):
        assert form not in text


def test_only_the_operations_of_the_catalogue_are_called(account: Account) -> None:
    with fault_proxy(account.url) as proxy:
        collect(proxy.url)
    assert proxy.seen - set(OPERATIONS) == {"sts:GetCallerIdentity"}
    assert set(OPERATIONS) - proxy.seen == set()
    assert "s3:ListAllMyBuckets" in actions()


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_denied_call_is_a_gap_of_its_types_and_of_nothing_else(
    clean: Collection, proxy: Proxy, operation: str
) -> None:
    proxy.operation, proxy.fault, proxy.refused = operation, Fault.DENIED, 0
    found = collect(proxy.url)
    types = set(OWNERS[operation].type_names)
    assert proxy.refused > 0
    assert {gap.operation for gap in found.gaps} == {operation}
    assert {gap.reason for gap in found.gaps} == {GapReason.ACCESS_DENIED}
    unknown = {type_ for gap in found.gaps for type_ in gap.types}
    assert unknown
    assert unknown <= types
    assert all(gap.fix.startswith("allow ") for gap in found.gaps)

    def rest(collection: Collection) -> list[Any]:
        return [item for item in collection.resources if item.type not in unknown]

    assert rest(found) == rest(clean)
    lost = {(item.type, item.id) for item in clean.resources} - {(item.type, item.id) for item in found.resources}
    incomplete = {row.type for row in found.listings if not row.complete}
    assert {type_ for type_, _ in lost} <= incomplete


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.THROTTLED, GapReason.THROTTLED),
        (Fault.GARBAGE, GapReason.UNPARSABLE),
        (Fault.DROPPED, GapReason.UNAVAILABLE),
    ],
)
@pytest.mark.parametrize("operation", ["s3:ListBuckets", "dynamodb:ListTables", "ec2:DescribeVpcs"])
def test_other_faults_are_gaps_too(proxy: Proxy, fault: Fault, reason: GapReason, operation: str) -> None:
    proxy.operation, proxy.fault = operation, fault
    found = collect(proxy.url)
    gaps = [gap for gap in found.gaps if gap.operation == operation]
    assert {gap.reason for gap in gaps} <= {reason, GapReason.UNAVAILABLE, GapReason.UNPARSABLE}
    assert gaps
    assert not any(row.complete for row in found.listings if row.operation == operation)


def test_a_write_is_refused_before_it_leaves(account: Account) -> None:
    with endpoint(account.url):
        api = AwsSession(LOCATION).api("s3", REGION)
        with pytest.raises(WriteRefusedError, match="s3:DeleteBucket is not a read operation"):
            api.whole("DeleteBucket", Bucket="one")
    assert len(account.client("s3").list_buckets()["Buckets"]) == 2


def test_another_account_is_refused(account: Account) -> None:
    location = AwsLocation(profile="", regions=(REGION,), account="999999999999")
    with pytest.raises(CollectorAuthError, match="belong to account 123456789012, not 999999999999"):
        collect(account.url, location)


def test_an_unreachable_endpoint_is_an_error() -> None:
    with pytest.raises(CollectionError, match="AWS cannot be reached"):
        collect("http://127.0.0.1:9")


def test_a_bucket_elsewhere_is_not_of_this_region(account: Account) -> None:
    found = collect(account.url, AwsLocation(profile="", regions=("us-east-1",)))
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
