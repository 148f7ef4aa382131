"""Whose is it: an account of five makers has no false unmanaged findings, and all that people made by hand is found."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest

from fixtures.estate.lab import Terraform, aws_environment, aws_server, has_terraform
from fixtures.estate.proxy import Fault, Proxy, fault_proxy
from fixtures.makers import account
from fixtures.makers.account import REGION
from tests.acceptance.conftest import Program

pytestmark = [pytest.mark.tool, pytest.mark.wide]

CONFIG = """version: 1
environments:
  shop:
    desired: [{ tfstate: shop.tfstate }]
    observed: [{ aws: { regions: [eu-west-1] } }]
gates: { drift: {} }
"""


@dataclass(frozen=True)
class Estate:
    """The account, before anything is made by hand; `state` is Terraform's."""

    proxy: Proxy
    state: bytes

    def client(self, service: str) -> Any:
        """Return a boto3 client of the account."""
        make: Any = boto3.client
        keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
        return make(service, region_name=REGION, endpoint_url=self.proxy.url, **keys)

    def drift(self, program: Program, code: int, config: str = CONFIG, environment: str = "shop") -> dict[str, Any]:
        """Return what the drift of an environment shows, which ends with a code."""
        program.write("shop.tfstate", self.state)
        program.write("driftgate.yaml", config)
        done = program("drift", environment, "--format", "json", env=aws_environment(self.proxy.url))
        found: dict[str, Any] = json.loads(done.out)
        assert done.code == code, [found["decision"], *(reason["message"] for reason in found["reasons"])]
        return found


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    if not has_terraform():
        assert os.environ.get("CI") != "true", "terraform is missing on this machine"
        pytest.skip("terraform is missing: https://developer.hashicorp.com/terraform/install")
    with aws_server("111122223333") as url, fault_proxy(url) as proxy:
        folder = tmp_path_factory.mktemp("makers")
        terraform = Terraform(folder, url, {}, source=account.TERRAFORM)
        terraform.run("apply", "-auto-approve", "-input=false", "-no-color")
        made = Estate(proxy, (folder / "terraform.tfstate").read_bytes())
        ec2 = made.client("ec2")
        account.make_stack(made.client("cloudformation"))
        account.make_cluster(
            ec2,
            made.client("autoscaling"),
            proxy,
            role=made.client("iam").get_role(RoleName="cluster")["Role"]["Arn"],
            template=ec2.describe_launch_templates()["LaunchTemplates"][0]["LaunchTemplateId"],
            subnets=[
                subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"] if "10.30." in subnet["CidrBlock"]
            ],
        )
        yield made


def managed(found: dict[str, Any]) -> Counter[str]:
    """Return how many resources each maker has made, and how many nobody has."""
    rows = found["gates"][0]["managed"]["rows"]
    counts: Counter[str] = Counter()
    for row in rows:
        counts[row["maker"] or row["standing"]] += row["resources"]
    return counts


def test_five_makers_are_named_and_nothing_is_unmanaged(estate: Estate, program: Program) -> None:
    found = estate.drift(program, 0)
    assert (found["decision"], found["findings"], found["gaps"]) == ("GO", [], [])
    counts = managed(found)
    assert {"cloudformation:net", "eks:shop", "autoscaling:web", "autoscaling:eks-workers-1"} <= counts.keys()
    assert counts["intended"] == 8
    assert "100 % as code" in found["gates"][0]["summary"]
    assert "managed by" in program("drift", "shop", env=aws_environment(estate.proxy.url)).out
    listed = {name for row in found["gates"][0]["managed"]["rows"] for name in row["names"]}
    assert {"stack-role", "acme-makers-stack", "eks-workers-1"} <= listed


@pytest.mark.parametrize(
    ("operation", "lost"),
    [
        ("cloudformation:DescribeStacks", "stack-role"),
        ("cloudformation:ListStackResources", "stack-role"),
        ("eks:DescribeCluster", "eks-cluster-sg-shop"),
        ("eks:DescribeNodegroup", "eks-remoteAccess-workers"),
    ],
)
def test_a_refused_call_leaves_nothing_managed_and_what_is_ours_passes(
    estate: Estate, program: Program, operation: str, lost: str
) -> None:
    estate.proxy.operation, estate.proxy.fault = operation, Fault.DENIED
    try:
        found = estate.drift(program, 1)
    finally:
        estate.proxy.operation = ""
    ids = {group["GroupName"]: group["GroupId"] for group in security_groups(estate)}
    about = {finding["id"]: finding for finding in found["findings"]}
    assert about[ids.get(lost, lost)]["rule"] == "drift.unmanaged"
    assert operation in {gap["operation"] for gap in found["gaps"]}
    assert [finding for finding in found["findings"] if finding["address"]] == []
    assert managed(found)["cloudformation:net"] > 0  # what the stack's own tags confirm


def security_groups(estate: Estate) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = estate.client("ec2").describe_security_groups()["SecurityGroups"]
    return found


def test_nothing_is_asked_of_stacks_where_nobody_intends_nothing(estate: Estate, program: Program) -> None:
    estate.proxy.seen.clear()
    program.write("shop.tfstate", estate.state)
    done = program("drift", "tfstate:shop.tfstate", "tfstate:shop.tfstate")
    assert done.code == 3
    assert not [name for name in estate.proxy.seen if name.startswith("cloudformation:")]


def test_a_claim_excuses_that_something_is_there_and_not_what_it_opens(estate: Estate, program: Program) -> None:
    ec2 = estate.client("ec2")
    network = ec2.describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.30.0.0/16"]}])["Vpcs"][0]["VpcId"]
    group = ec2.create_security_group(GroupName="forged", Description="forged", VpcId=network)["GroupId"]
    ec2.create_tags(Resources=[group], Tags=[{"Key": "elbv2.k8s.aws/cluster", "Value": "shop"}])
    try:
        closed = estate.drift(program, 0)
        made = {group, *account.open_to_world(ec2, group)}
        found = estate.drift(program, 1)
    finally:
        ec2.delete_security_group(GroupId=group)
    assert closed["decision"] == "CONDITIONAL"
    assert {item["outcome"] for item in closed["findings"] if item["id"] == group} == {"warn"}
    assert found["decision"] == "NO-GO"
    assert {item["id"] for item in found["findings"]} == made
    outcomes = {item["type"]: (item["rule"], item["outcome"], item["severity"]) for item in found["findings"]}
    assert outcomes == {
        "aws_security_group": ("drift.claimed", "fail", "critical"),
        "aws_vpc_security_group_ingress_rule": ("drift.claimed", "fail", "critical"),
        "aws_vpc_security_group_egress_rule": ("drift.claimed", "warn", "low"),
    }
    assert len(found["causes"]) == 3  # each opening is one of its own
    assert "eks-controller:shop" in found["findings"][0]["message"]
    assert managed(found)["eks-controller:shop"] == len(made)


def test_a_part_that_is_added_to_what_a_maker_made_is_found(estate: Estate, program: Program) -> None:
    ec2, iam = estate.client("ec2"), estate.client("iam")
    anything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    groups = {entry["GroupName"]: entry["GroupId"] for entry in security_groups(estate)}
    stacks = ec2.describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.20.0.0/16"]}])["Vpcs"][0]["VpcId"]
    opened = [entry["GroupId"] for entry in security_groups(estate) if entry.get("VpcId") == stacks]
    opened = [id_ for id_ in opened if id_ != groups["default"]]
    iam.put_role_policy(RoleName="stack-role", PolicyName="backdoor", PolicyDocument=json.dumps(anything))
    try:
        for group in (opened[-1], groups["eks-cluster-sg-shop"]):
            account.open_to_world(ec2, group)
        found = estate.drift(program, 1)
    finally:
        iam.delete_role_policy(RoleName="stack-role", PolicyName="backdoor")
        for group in (opened[-1], groups["eks-cluster-sg-shop"]):
            account.close_to_world(ec2, group)
    assert found["decision"] == "NO-GO"
    assert {(item["rule"], item["status"]) for item in found["findings"]} == {("drift.claimed", "claimed")}
    assert {item["outcome"] for item in found["findings"]} == {"fail"}
    assert sorted(item["type"] for item in found["findings"]) == [
        "aws_iam_role_policy",
        "aws_vpc_security_group_ingress_rule",
        "aws_vpc_security_group_ingress_rule",
    ]
    assert estate.drift(program, 0)["decision"] == "GO"


@pytest.fixture(scope="module")
def by_hand(estate: Estate) -> set[str]:
    return account.make_by_hand(estate.client("ec2"), estate.client("s3"), estate.client("iam"))


def test_all_that_people_made_by_hand_is_found(estate: Estate, program: Program, by_hand: set[str]) -> None:
    found = estate.drift(program, 1)
    assert {finding["id"] for finding in found["findings"]} == by_hand
    assert {finding["rule"] for finding in found["findings"]} == {"drift.unmanaged"}
    assert found["gaps"] == []


SERVICES = """version: 1
environments:
  shop:
    desired: [{ tfstate: shop.tfstate }]
    observed: [{ aws: { regions: [eu-west-1] } }]
    scope: { tags: { Team: shop } }
  rest:
    desired: [{ tfstate: rest.tfstate }]
    observed: [{ aws: { regions: [eu-west-1] } }]
    scope: { tags: { Team: rest }, states: [{ tfstate: shop.tfstate }] }
services:
  payments: { owner: pay@acme.example, tags: { Team: payments } }
gates: { drift: {} }
"""


def test_what_others_own_never_blocks_and_what_nobody_owns_is_told_once(
    estate: Estate, program: Program, by_hand: set[str]
) -> None:
    ec2 = estate.client("ec2")
    group = next(entry for entry in security_groups(estate) if entry["GroupName"] == "quick-fix")
    ec2.create_tags(Resources=[group["GroupId"]], Tags=[{"Key": "Team", "Value": "payments"}])
    estate.client("logs").create_log_group(logGroupName="rest", tags={"Team": "rest"})
    program.write("rest.tfstate", state_of_a_log_group())
    shop = estate.drift(program, 0, SERVICES)  # what nobody owns warns: shop has said what is its own
    theirs = {
        name for row in shop["gates"][0]["managed"]["rows"] if row["service"] == "payments" for name in row["names"]
    }
    assert theirs == {group["GroupId"], *(id_ for id_ in by_hand if id_.startswith("sgr-"))}
    assert f"owned by service payments {len(theirs)}" in shop["gates"][0]["summary"]
    told = {finding["id"] for finding in shop["findings"]}
    assert told == by_hand - theirs
    assert (shop["decision"], {finding["outcome"] for finding in shop["findings"]}) == ("CONDITIONAL", {"warn"})

    rest = estate.drift(program, 0, SERVICES, "rest")
    assert (rest["decision"], rest["findings"]) == ("GO", [])
    counts = managed(rest)
    assert counts["terraform:shop.tfstate"] == 8
    assert counts["elsewhere"] == len(told)
    assert "told elsewhere" in rest["gates"][0]["summary"]


def state_of_a_log_group() -> str:
    tags = {"Team": "rest"}
    attributes = {
        "id": "rest",
        "name": "rest",
        "retention_in_days": 0,
        "kms_key_id": "",
        "log_group_class": "STANDARD",
        "tags": tags,
        "tags_all": tags,
    }
    return json.dumps(
        {
            "version": 4,
            "terraform_version": "1.11.4",
            "serial": 1,
            "lineage": "rest",
            "outputs": {},
            "resources": [
                {
                    "mode": "managed",
                    "type": "aws_cloudwatch_log_group",
                    "name": "rest",
                    "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
                    "instances": [{"schema_version": 0, "attributes": attributes}],
                }
            ],
        }
    )


@pytest.mark.usefixtures("by_hand")
def test_a_scope_that_nothing_is_in_is_a_gap(estate: Estate, program: Program) -> None:
    program.write("rest.tfstate", state_of_a_log_group())
    found = estate.drift(program, 3, SERVICES.replace("Team: shop", "Team: shpo"), "shop")
    assert "scope" in {gap["source"] for gap in found["gaps"]}
