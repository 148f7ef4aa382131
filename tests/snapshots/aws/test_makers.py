"""Who made it, as AWS says it: reserved tags, groups of EKS, stacks, and nothing that people can write."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest

from engine.model.identity import Maker
from engine.model.outcome import GapReason
from engine.model.snapshot import Resource
from fixtures.estate.lab import aws_server
from fixtures.estate.proxy import Answer, Fault, Proxy, fault_proxy
from fixtures.estate.recording import endpoint
from fixtures.makers import account
from snapshots.aws.catalog import RESOURCE_TYPES
from snapshots.aws.makers.explained import TEMPLATE
from snapshots.aws.makers.parts import INSIDE, confirm, follow
from snapshots.aws.makers.stack_types import STACK_TYPES
from snapshots.aws.makers.stacks import RESOURCES, STACKS, StackMakers
from snapshots.aws.makers.tags import find_maker
from snapshots.aws.reading.expressions import evaluate
from snapshots.aws.reading.location import AwsLocation
from tests.builders import observed, resource
from tests.snapshots.aws.synthetic import REDACTOR

ACCOUNT = "123456789012"
LOCATION = AwsLocation(profile="", regions=(account.REGION,), max_attempts=1)


@pytest.mark.parametrize(
    ("tags", "maker", "confirmed"),
    [
        ({"aws:cloudformation:stack-name": "net"}, "cloudformation:net", True),
        ({"aws:cloudformation:stack-name": "fn", "lambda:createdBy": "SAM"}, "sam:fn", True),
        (
            {"aws:cloudformation:stack-name": "StackSet-AWSControlTowerBP-1-0f0f0f0f-0000-0000-0000-000000000000"},
            "control-tower:AWSControlTowerBP-1",
            True,
        ),
        ({"aws:autoscaling:groupName": "web", "aws:cloudformation:stack-name": "net"}, "autoscaling:web", True),
        ({"aws:eks:cluster-name": "shop", "kubernetes.io/cluster/shop": "owned"}, "eks:shop", True),
        ({"kubernetes.io/cluster/shop": "owned"}, "eks:shop", False),
        ({"eks:cluster-name": "shop"}, "eks:shop", False),
        ({"elbv2.k8s.aws/cluster": "shop"}, "eks-controller:shop", False),
        ({"karpenter.sh/nodepool": "spot"}, "karpenter:spot", False),
    ],
)
def test_only_tags_that_aws_alone_can_write_confirm(tags: dict[str, str], maker: str, *, confirmed: bool) -> None:
    found = find_maker(tags)
    assert found is not None
    assert (str(found), found.is_confirmed) == (maker, confirmed)


@pytest.mark.parametrize(
    "tags",
    [{}, {"kubernetes.io/cluster/shop": "shared"}, {"cloudformation:stack-name": "net"}, {"AWS:eks:cluster-name": "x"}],
)
def test_other_tags_say_nothing(tags: dict[str, str]) -> None:
    assert find_maker(tags) is None


def test_the_tables_name_what_is_read() -> None:
    read = {type_.name: type_.attributes_read for type_ in RESOURCE_TYPES}
    assert set(STACK_TYPES.values()) <= read.keys()
    assert [part for part, (whole, link) in INSIDE.items() if whole not in read or link not in read[part]] == []


def made(type_: str, id_: str, **attributes: Any) -> Resource:
    return resource(type_, {"id": id_, **attributes}, address="", account=ACCOUNT, region=account.REGION)


def test_eks_confirms_its_groups_and_nobody_elses() -> None:
    cluster = made("aws_eks_cluster", "shop", vpc_config=[{"cluster_security_group_id": "sg-1"}])
    nodes = made(
        "aws_eks_node_group",
        "shop:w",
        cluster_name="shop",
        resources=[{"autoscaling_groups": [{"name": "eks-w"}], "remote_access_security_group_id": ""}],
    )
    groups = [made("aws_security_group", id_) for id_ in ("sg-1", "sg-2")]
    ours, theirs = ({"ip_protocol": "-1", "referenced_security_group_id": f"sg-{n}"} for n in (1, 2))
    rules = [
        made("aws_vpc_security_group_ingress_rule", id_, security_group_id=group, **facts)
        for id_, group, facts in (("r-1", "sg-1", ours), ("r-2", "sg-2", theirs), ("by-hand", "sg-1", theirs))
    ]
    scaling = [made("aws_autoscaling_group", name) for name in ("eks-w", "web")]
    found = {item.id: item for item in confirm([cluster, nodes, *groups, *rules, *scaling])}
    confirmed = {id_ for id_, item in found.items() if item.maker is not None and item.maker.is_confirmed}
    assert confirmed == {"sg-1", "r-1", "eks-w"}
    claimed = Maker(tool="eks", name="shop", claimed_by="part of aws_security_group sg-1")
    assert (found["by-hand"].maker, found["r-2"].maker) == (claimed, None)
    assert (found["eks-w"].provider_owned, found["web"].provider_owned) == (True, False)


@pytest.fixture(scope="module")
def proxy() -> Iterator[Proxy]:
    with aws_server(ACCOUNT) as url, fault_proxy(url) as running:
        make: Any = boto3.client
        keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
        account.make_stack(make("cloudformation", region_name=account.REGION, endpoint_url=url, **keys))
        yield running


def explained(proxy: Proxy, *items: Resource) -> tuple[dict[str, Maker | None], list[tuple[str, GapReason, int]]]:
    """Return the makers of resources by their types and ids, and what could not be asked."""
    with endpoint(proxy.url):
        found = StackMakers(LOCATION, REDACTOR, progress=Quiet()).explain(observed(*items), items)
    gaps = [(gap.operation, gap.reason, gap.count) for gap in found.gaps]
    return {item.full_name: item.maker for item in found.resources}, gaps


class Quiet:
    """Is told how it gets on."""

    def step(self, name: str, done: int, total: int | None, note: str = "") -> None:
        """Say nothing."""


ROLE = resource("aws_iam_role", {"id": "stack-role", "name": "stack-role"}, address="", account=ACCOUNT)


def inline(name: str, action: str) -> Resource:
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]}
    attributes = {"id": f"stack-role:{name}", "role": "stack-role", "name": name, "policy": json.dumps(document)}
    return resource("aws_iam_role_policy", attributes, address="", account=ACCOUNT)


INLINE, BACKDOOR = inline("send", "sqs:SendMessage"), inline("backdoor", "*")
CLAIM = Maker(tool="cloudformation", name="net", claimed_by="part of aws_iam_role stack-role")


@pytest.mark.wide
def test_a_stack_confirms_what_it_lists_with_its_parts(proxy: Proxy) -> None:
    other = made("aws_s3_bucket", "stack-role")  # the name of another thing of the stack
    makers, gaps = explained(proxy, ROLE, INLINE, made("aws_s3_bucket", "acme-makers-stack"), other)
    assert gaps == []
    assert {name for name, maker in makers.items() if str(maker) == "cloudformation:net"} == {
        "aws_iam_role stack-role",
        "aws_iam_role_policy stack-role:send",
        "aws_s3_bucket acme-makers-stack",
    }
    assert makers[other.full_name] is None


@pytest.mark.wide
def test_a_part_that_the_template_does_not_declare_is_only_claimed(proxy: Proxy) -> None:
    makers, gaps = explained(proxy, ROLE, INLINE, BACKDOOR)
    confirmed = Maker(tool="cloudformation", name="net", confirmed_by=TEMPLATE)
    assert (makers[INLINE.full_name], makers[BACKDOOR.full_name], gaps) == (confirmed, CLAIM, [])
    changed = inline("send", "*")
    assert explained(proxy, ROLE, changed)[0][changed.full_name] == CLAIM


@pytest.mark.wide
def test_templates_are_asked_only_for_parts(proxy: Proxy) -> None:
    proxy.seen.clear()
    explained(proxy, ROLE)
    assert proxy.seen[TEMPLATE] == 0
    explained(proxy, ROLE, INLINE)
    assert proxy.seen[TEMPLATE] == 1


@pytest.mark.wide
@pytest.mark.parametrize(
    ("fault", "reason"), [(Fault.DENIED, GapReason.ACCESS_DENIED), (Fault.DROPPED, GapReason.UNAVAILABLE)]
)
def test_a_template_that_may_not_be_read_leaves_a_claim_and_a_gap(
    proxy: Proxy, fault: Fault, reason: GapReason
) -> None:
    proxy.operation, proxy.fault = TEMPLATE, fault
    try:
        makers, gaps = explained(proxy, ROLE, INLINE)
    finally:
        proxy.operation = ""
    assert (makers[INLINE.full_name], gaps) == (CLAIM, [(TEMPLATE, reason, 1)])


@pytest.mark.wide
def test_a_template_that_is_none_leaves_a_claim(proxy: Proxy) -> None:
    proxy.answers[TEMPLATE] = Answer(stack_answer("GetTemplate", "<TemplateBody>a: [</TemplateBody>"))
    try:
        makers, gaps = explained(proxy, ROLE, INLINE)
    finally:
        proxy.answers.clear()
    assert (makers[INLINE.full_name], gaps) == (CLAIM, [])


@pytest.mark.wide
@pytest.mark.parametrize(("region", "confirmed"), [(account.REGION, True), ("eu-west-2", False)])
def test_what_lies_in_no_region_is_of_a_stack_that_is_there(proxy: Proxy, region: str, *, confirmed: bool) -> None:
    tagged = resource(
        "aws_iam_role",
        {"id": "kept", "name": "kept"},
        address="",
        account=ACCOUNT,
        maker=find_maker({"aws:cloudformation:stack-name": "net"}),
    )
    location = replace(LOCATION, regions=(region,))
    with endpoint(proxy.url):
        found = StackMakers(location, REDACTOR, progress=Quiet()).explain(observed(tagged), [tagged])
    (item,) = found.resources
    assert item.maker is not None
    assert (str(item.maker), item.maker.is_confirmed) == ("cloudformation:net", confirmed)
    assert confirmed or item.maker.claimed_by == "tag aws:cloudformation:stack-name; no such stack in eu-west-2"


def test_the_default_egress_is_of_the_whole_and_goes_with_it() -> None:
    stack = find_maker({"aws:cloudformation:stack-name": "net"})
    group = replace(made("aws_security_group", "sg-1"), maker=stack)
    out = {"security_group_id": "sg-1", "ip_protocol": "-1", "cidr_ipv4": "0.0.0.0/0"}
    rules = [made("aws_vpc_security_group_egress_rule", "all", **out)]
    rules.append(made("aws_vpc_security_group_egress_rule", "some", **{**out, "cidr_ipv4": "0.0.0.0/1"}))
    found = confirm([group, *rules])
    assert [item.maker is not None and item.maker.is_confirmed for item in found] == [True, True, False]
    gone = follow([replace(found[0], maker=None), *found[1:]], INSIDE)
    assert [item.maker for item in gone] == [None, None, None]
    disproved = follow(found, INSIDE, {found[1].key: ""})
    again = follow(disproved, INSIDE)  # another source, which knows nothing of this one
    assert [item.maker is not None and item.maker.is_confirmed for item in again] == [True, False, False]


@pytest.mark.wide
def test_of_more_resources_than_a_stack_has_made_none_is_its_own(proxy: Proxy) -> None:
    topic = f"arn:aws:sns:{account.REGION}:{ACCOUNT}:stack-topic"
    makers, _ = explained(proxy, made("aws_sns_topic", topic), made("aws_sns_topic", "forged", name=topic))
    assert set(makers.values()) == {None}


@pytest.mark.wide
def test_what_a_deleted_stack_left_is_nobodys(proxy: Proxy) -> None:
    by_tag = [find_maker({"aws:cloudformation:stack-name": name}) for name in ("gone", "net")]
    gone, kept = (
        resource("aws_sqs_queue", {"id": id_}, address="", account=ACCOUNT, region=account.REGION, maker=maker)
        for id_, maker in zip(("gone", "kept"), by_tag, strict=True)
    )
    makers, gaps = explained(proxy, gone, kept)
    assert (makers["aws_sqs_queue gone"], str(makers["aws_sqs_queue kept"]), gaps) == (None, "cloudformation:net", [])


def test_what_a_stack_has_let_go_is_nobodys() -> None:
    entry = {"LogicalResourceId": "Bucket", "ResourceType": "AWS::S3::Bucket", "PhysicalResourceId": "kept"}
    stacks = Answer(
        stack_answer(
            "DescribeStacks",
            "<Stacks><member><StackId>s</StackId><StackName>net</StackName>"
            "<StackStatus>UPDATE_COMPLETE</StackStatus></member></Stacks>",
        )
    )
    members = "".join(
        f"<{name}>{value}</{name}>" for name, value in {**entry, "ResourceStatus": "DELETE_SKIPPED"}.items()
    )
    listed = Answer(
        stack_answer(
            "ListStackResources", f"<StackResourceSummaries><member>{members}</member></StackResourceSummaries>"
        )
    )
    who = Answer(sts_answer())
    item = resource(
        "aws_s3_bucket",
        {"id": "kept"},
        address="",
        account=ACCOUNT,
        region=account.REGION,
        maker=find_maker({"aws:cloudformation:stack-name": "net"}),
    )
    with fault_proxy("http://127.0.0.1:9") as running:
        running.answers = {STACKS: stacks, RESOURCES: listed, "sts:GetCallerIdentity": who}
        makers, gaps = explained(running, item)
    assert (makers, gaps) == ({"aws_s3_bucket kept": None}, [])


def stack_answer(operation: str, body: str) -> bytes:
    return f"<{operation}Response><{operation}Result>{body}</{operation}Result></{operation}Response>".encode()


def sts_answer() -> bytes:
    said = f"<Account>{ACCOUNT}</Account><Arn>arn:aws:iam::{ACCOUNT}:user/x</Arn><UserId>x</UserId>"
    return stack_answer("GetCallerIdentity", said)


@pytest.mark.wide
@pytest.mark.parametrize("operation", [STACKS, RESOURCES])
@pytest.mark.parametrize("fault", [Fault.DENIED, Fault.THROTTLED, Fault.GARBAGE, Fault.DROPPED])
def test_what_could_not_be_asked_is_a_gap_where_it_matters(proxy: Proxy, operation: str, fault: Fault) -> None:
    kept = resource(
        "aws_sqs_queue",
        {"id": "kept"},
        address="",
        account=ACCOUNT,
        region=account.REGION,
        maker=find_maker({"aws:cloudformation:stack-name": "net"}),
    )
    proxy.operation, proxy.fault = operation, fault
    try:
        makers, gaps = explained(proxy, kept)
        # Where the stacks are listed, its own is among them; else it may be gone, and the tag with it proves nothing.
        known, unlisted = makers["aws_sqs_queue kept"], int(operation == STACKS)
        assert known is not None
        assert (str(known), known.is_confirmed) == ("cloudformation:net", not unlisted)
        assert [(name, count) for name, _, count in gaps] == [(operation, 1)] * unlisted
        makers, gaps = explained(proxy, kept, ROLE)
    finally:
        proxy.operation = ""
    assert (makers["aws_iam_role stack-role"], str(makers["aws_sqs_queue kept"])) == (None, "cloudformation:net")
    assert {(name, count) for name, _, count in gaps} == {(operation, 1 + unlisted)}


def test_without_an_endpoint_nothing_is_confirmed_and_all_of_it_is_a_gap() -> None:
    with endpoint("http://127.0.0.1:9"):
        found = StackMakers(LOCATION, REDACTOR, progress=Quiet()).explain(observed(ROLE), [ROLE])
    assert [item.maker for item in found.resources] == [None]
    assert [(gap.reason, gap.count) for gap in found.gaps] == [(GapReason.UNAVAILABLE, 1)]


@pytest.mark.parametrize(
    ("more", "maker"),
    [
        ({}, None),
        ({"Description": "aws-K8S-i-1"}, None),
        ({"Description": "arn:aws:ecs:eu-west-1:123456789012:attachment/1"}, None),
        ({"RequesterManaged": True, "RequesterId": "amazon-elb"}, ["aws", "amazon-elb"]),
        ({"InterfaceType": "lambda"}, ["aws", "lambda"]),
        ({"Attachment": {"InstanceOwnerId": "amazon-aws"}}, ["aws", "network interface"]),
        ({"Attachment": {"InstanceOwnerId": ACCOUNT, "InstanceId": "i-1", "DeviceIndex": 1}}, None),
    ],
)
def test_an_interface_is_aws_own_by_what_aws_says_of_it(more: dict[str, Any], maker: list[str] | None) -> None:
    type_ = next(type_ for type_ in RESOURCE_TYPES if type_.name == "aws_network_interface")
    item = {"NetworkInterfaceId": "eni-1", "OwnerId": ACCOUNT, "_items": lambda _call: [], **more}
    assert evaluate(type_.maker, item) == maker
    assert bool(evaluate(type_.owned, item)) is (maker is not None)


@pytest.mark.parametrize(
    ("path", "name", "maker"),
    [
        ("/", "AWSReservedSSO_Admin_0", None),
        ("/team/aws-service-role/", "x", None),
        ("/aws-service-role/eks.amazonaws.com/", "AWSServiceRoleForAmazonEKS", ["service-linked", "eks.amazonaws.com"]),
        ("/aws-reserved/sso.amazonaws.com/eu-west-1/", "AWSReservedSSO_Admin_0", ["sso", "AWSReservedSSO_Admin_0"]),
    ],
)
def test_a_role_is_made_by_whom_its_path_says(path: str, name: str, maker: list[str] | None) -> None:
    types = {type_.name: type_ for type_ in RESOURCE_TYPES}
    role = {"Path": path, "RoleName": name}
    assert evaluate(types["aws_iam_role"].maker, role) == maker
    assert evaluate(types["aws_iam_role_policy"].maker, {"_parent": role}) == maker
