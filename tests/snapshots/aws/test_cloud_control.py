"""Types without a collector, through Cloud Control: only where it is allowed, and with the same books."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from engine.model.outcome import GapReason
from engine.ports import Collection, Silent
from fixtures.estate.lab import aws_server
from fixtures.estate.proxy import Answer, Fault, Proxy, fault_proxy
from fixtures.estate.recording import endpoint
from snapshots.aws.collector import AwsCollector
from snapshots.aws.reading.location import AwsLocation, parse_location
from snapshots.aws.services import cloud_control
from snapshots.redaction.redact import Redactor

pytestmark = pytest.mark.wide

LOCATION = AwsLocation(profile="", regions=("eu-west-1",), max_attempts=1, cloud_control=True)
PROPERTIES = {
    "ApplicationId": "abc",
    "Name": "orders",
    "Description": "token=DGCANARYdescribed",
    "Tags": [{"Key": "Team", "Value": "orders"}],
    "PolicyDocument": {"Statement": []},
}
FOUND = {"Identifier": "abc", "Properties": json.dumps(PROPERTIES)}


@pytest.fixture(scope="module")
def proxy() -> Iterator[Proxy]:
    with aws_server() as url, fault_proxy(url) as running:
        running.answers = {
            "cloudcontrol:ListResources": answer({"ResourceDescriptions": [{"Identifier": "abc"}]}),
            "cloudcontrol:GetResource": answer({"ResourceDescription": FOUND}),
        }
        yield running


def answer(body: object) -> Answer:
    return Answer(json.dumps(body).encode(), "application/x-amz-json-1.0")


def collect(proxy: Proxy, location: AwsLocation = LOCATION) -> Collection:
    with endpoint(proxy.url):
        redactor = Redactor(b"k" * 32, "e")
        return AwsCollector([location], redactor, progress=Silent(), jobs=4, services=()).collect()


def test_every_type_of_the_table_is_read_where_it_is_allowed(proxy: Proxy) -> None:
    proxy.operation = ""
    found = collect(proxy)
    assert found.gaps == ()
    assert {item.type for item in found.resources} == set(cloud_control.TYPES)
    assert all(row.complete and row.count == 1 for row in found.listings)
    application = next(item for item in found.resources if item.type == "aws_appconfig_application")
    assert (application.id, application.attributes["name"]) == ("abc", "orders")
    assert application.attributes["tags"] == {"Team": "orders"}
    assert "DGCANARY" not in repr(found)
    policy = next(item for item in found.resources if item.type == "aws_iot_policy")
    assert policy.attributes["policy"] == '{"Statement":[]}'


def test_nothing_is_asked_where_it_is_not_allowed(proxy: Proxy) -> None:
    proxy.seen.clear()
    assert collect(proxy, replace(LOCATION, cloud_control=False)).listings == ()
    assert not [name for name in proxy.seen if name.startswith("cloudcontrol:")]


@pytest.mark.parametrize("operation", ["cloudcontrol:ListResources", "cloudcontrol:GetResource"])
def test_a_refused_call_is_a_gap_of_every_type(proxy: Proxy, operation: str) -> None:
    proxy.operation, proxy.fault = operation, Fault.DENIED
    found = collect(proxy)
    assert found.resources == ()
    assert {(gap.reason, gap.operation) for gap in found.gaps} == {(GapReason.ACCESS_DENIED, operation)}
    assert {gap.fix for gap in found.gaps} == {f"allow cloudformation:{operation.partition(':')[2]}"}
    assert not any(row.complete for row in found.listings)


def test_a_location_says_that_it_is_allowed() -> None:
    location = parse_location("111122223333/p@eu-west-1?role=Audit&cloud-control=on")
    assert location.cloud_control
    assert str(location) == "111122223333/p@eu-west-1?role=Audit&cloud-control=on"
