"""What the observed side tells of a fact with separate resources is a finding, though nothing listed those."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.model.drift import DriftReport
from engine.model.outcome import Outcome
from engine.model.snapshot import REFRESH, Resource
from tests.builders import drift, listings, observed, resource, snapshot

NAT = {"cidr_block": "0.0.0.0/0", "nat_gateway_id": "nat-0a1b2c3d4e5f60001", "gateway_id": ""}
OUT = {"cidr_block": "203.0.113.0/24", "gateway_id": "igw-0a1b2c3d4e5f60001", "nat_gateway_id": ""}


def refreshed(desired: list[Resource], there: list[Resource]) -> DriftReport:
    """Return the drift against the plan of a refresh, which looks at nothing but what is managed."""
    return drift(snapshot(*desired), observed(*there, listings=listings(*there, operation=REFRESH)))


def routes(*inline: dict[str, str]) -> list[Resource]:
    table = resource("aws_route_table", {"id": "rtb-0a1b2c3d4e5f60001", "route": list(inline), "vpc_id": "vpc-1"}, "t")
    route = {
        "id": "r-rtb-0a1b2c3d4e5f600011080289494",
        "route_table_id": "rtb-0a1b2c3d4e5f60001",
        "destination_cidr_block": "0.0.0.0/0",
        "nat_gateway_id": "nat-0a1b2c3d4e5f60001",
        "gateway_id": "",
    }
    return [table, resource("aws_route", route, "nat")]


@pytest.mark.parametrize("before", [(), (NAT,)])
def test_a_route_that_somebody_added_is_a_finding(before: tuple[dict[str, str], ...]) -> None:
    report = refreshed(routes(*before), routes(NAT, OUT))
    (found,) = report.findings
    assert (found.target.address, found.change.path[0], found.change.before) == ("aws_route_table.t", "route", None)
    told = {"cidr_block": "203.0.113.0/24", "gateway_id": "igw-0a1b2c3d4e5f60001"}
    assert found.change.after == (told if before else [told])
    assert report.gaps == ()


@pytest.mark.parametrize("before", [(), (NAT,)])
def test_what_the_separate_resources_say_is_none(before: tuple[dict[str, str], ...]) -> None:
    report = refreshed(routes(*before), routes(NAT))
    assert (report.findings, report.gaps) == ((), ())


def role(*attached: str) -> list[Resource]:
    own = "arn:aws:iam::111122223333:policy/own"
    told: dict[str, Any] = {"id": "app", "name": "app", "managed_policy_arns": list(attached)}
    link = {"id": "app-1", "role": "app", "policy_arn": own}
    return [resource("aws_iam_role", told, "r"), resource("aws_iam_role_policy_attachment", link, "a")]


def test_an_administrator_is_a_finding_and_no_gap() -> None:
    own, admin = "arn:aws:iam::111122223333:policy/own", "arn:aws:iam::aws:policy/AdministratorAccess"
    report = refreshed(role(own), role(own, admin))
    (found,) = report.findings
    assert (found.target.address, found.outcome, found.change.after) == ("aws_iam_role.r", Outcome.FAIL, admin)
    assert report.gaps == ()


def bucket(status: str, *, enabled: bool) -> list[Resource]:
    whole = {"id": "b", "bucket": "b", "versioning": [{"enabled": enabled, "mfa_delete": False}]}
    part = {"id": "b", "bucket": "b", "versioning_configuration": [{"status": status}]}
    return [resource("aws_s3_bucket", whole, "b"), resource("aws_s3_bucket_versioning", part, "v")]


def test_what_a_separate_resource_tells_of_a_change_is_not_told_twice() -> None:
    report = refreshed(bucket("Enabled", enabled=True), bucket("Suspended", enabled=False))
    assert "aws_s3_bucket_versioning.v" in {found.target.address for found in report.findings}
    assert report.gaps == ()


def test_a_policy_that_the_observed_side_alone_tells_is_compared() -> None:
    def queue(action: str) -> list[Resource]:
        policy = json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": action, "Resource": "*"}]})
        own = json.dumps({"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}]})
        url = "https://sqs.eu-west-1.amazonaws.com/1/q"
        return [
            resource("aws_sqs_queue", {"id": url, "policy": policy}, "q"),
            resource("aws_sqs_queue_policy", {"id": url, "queue_url": url, "policy": own}, "p"),
        ]

    report = refreshed(queue("sqs:SendMessage"), queue("sqs:*"))
    assert [found.target.address for found in report.findings] == ["aws_sqs_queue.q"]


def attached(*volumes: dict[str, Any]) -> list[Resource]:
    instance = resource("aws_instance", {"id": "i-1", "ebs_block_device": list(volumes)}, "i")
    told = {"id": "vai-1", "instance_id": "i-1", "device_name": "/dev/sdf", "volume_id": "vol-1"}
    return [instance, resource("aws_volume_attachment", told, "a")]


def test_a_volume_that_somebody_attached_is_a_finding_and_an_attachment_of_ours_is_none() -> None:
    """The attachment names the volume alone: what size and type that one has its own resource tells."""
    own = {"device_name": "/dev/sdf", "volume_id": "vol-1", "volume_size": 20, "volume_type": "gp3"}
    other = {**own, "device_name": "/dev/sdg", "volume_id": "vol-2"}
    assert refreshed(attached(), attached(own)).findings == ()
    for one in (other, {**own, "volume_id": ""}):  # what names no volume is not ours
        (found,) = refreshed(attached(), attached(own, one)).findings
        assert (found.target.address, found.change.path[0]) == ("aws_instance.i", "ebs_block_device")


def acl(*inline: dict[str, Any]) -> list[Resource]:
    whole = resource("aws_network_acl", {"id": "acl-1", "vpc_id": "vpc-1", "ingress": list(inline)}, "n")
    told = {"network_acl_id": "acl-1", "egress": False, "rule_number": 100, "rule_action": "allow", "protocol": "6"}
    rule = {**told, "id": "nacl-1", "cidr_block": "10.0.0.0/8", "from_port": 443, "to_port": 443}
    return [whole, resource("aws_network_acl_rule", rule, "r")]


def test_an_entry_of_an_acl_that_somebody_added_is_a_finding_and_a_rule_of_ours_is_none() -> None:
    own = {"rule_no": 100, "action": "allow", "protocol": "6", "cidr_block": "10.0.0.0/8", "from_port": 443}
    own |= {"to_port": 443, "icmp_code": 0, "icmp_type": 0, "ipv6_cidr_block": ""}
    other = {**own, "rule_no": 90, "cidr_block": "0.0.0.0/0"}
    assert refreshed(acl(), acl(own)).findings == ()
    (found,) = refreshed(acl(), acl(own, other)).findings
    assert (found.target.address, found.change.path[0]) == ("aws_network_acl.n", "ingress")


def test_a_lifecycle_of_its_own_is_the_whole_of_it() -> None:
    """The two forms have other members: a change of it is told by the separate resource alone."""

    def both(days: int, *inline: dict[str, Any]) -> list[Resource]:
        whole = {"id": "b", "bucket": "b", "lifecycle_rule": list(inline)}
        rule = {"id": "old", "status": "Enabled", "expiration": [{"days": days}]}
        part = {"id": "b", "bucket": "b", "rule": [rule]}
        return [resource("aws_s3_bucket", whole, "b"), resource("aws_s3_bucket_lifecycle_configuration", part, "l")]

    def inside(days: int) -> dict[str, Any]:
        return {"id": "old", "enabled": True, "prefix": "", "expiration": [{"days": days, "date": ""}]}

    assert refreshed(both(30), both(30, inside(30))).findings == ()
    report = refreshed(both(30), both(3, inside(3)))
    assert {found.target.address for found in report.findings} == {"aws_s3_bucket_lifecycle_configuration.l"}
