"""Which parts a stack declares: literal values are equal, computed ones fit, and each entry stands for one part."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.model.snapshot import Resource
from snapshots.aws.makers.declared import find_declared, list_declared
from snapshots.aws.makers.parts import INSIDE
from snapshots.aws.makers.templates import MAX_YAML, TemplateError, parse_template
from tests.builders import resource

INGRESS, INLINE, ATTACHED = (
    "aws_vpc_security_group_ingress_rule",
    "aws_iam_role_policy",
    "aws_iam_role_policy_attachment",
)
YAML = """AWSTemplateFormatVersion: 2010-09-09
Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 443, ToPort: "443", CidrIp: 10.1.2.3/8 }
        - { IpProtocol: 6, FromPort: !Ref Port, ToPort: !Ref Port, SourceSecurityGroupId: !GetAtt Other.GroupId }
        - !If [Open, { IpProtocol: "-1", CidrIp: 192.0.2.0/24 }, !Ref AWS::NoValue]
  Beside:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: { GroupId: !Ref Group, IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: !Sub "${Net}/24" }
  Role:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns:
        - !Sub "arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess"
        - !Join ["", ["arn:", !Ref "AWS::Partition", ":iam::aws:policy/service-role/Logs"]]
  Default:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: Default
      Roles: [!Ref Role]
      PolicyDocument:
        Version: 2012-10-17
        Statement: [{ Effect: Allow, Action: "s3:GetObject", Resource: !Sub "${Bucket.Arn}/*" }]
"""
WORLD = {"ip_protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_ipv4": "0.0.0.0/0"}
WEB = {"ip_protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_ipv4": "10.0.0.0/8"}
PEER = {"ip_protocol": "tcp", "from_port": 5432, "to_port": 5432, "referenced_security_group_id": "sg-2"}
ALL = {"ip_protocol": "-1", "from_port": None, "to_port": None, "cidr_ipv4": "192.0.2.0/24"}
HTTP = {"ip_protocol": "tcp", "from_port": 80, "to_port": 80, "cidr_ipv4": "198.51.100.0/24"}


def part(type_: str, id_: str, **attributes: Any) -> Resource:
    return resource(type_, {"id": id_, **attributes}, address="")


def declared(whole: str, parts: list[Resource], known: tuple[str, ...] = ()) -> set[str]:
    """Return the ids of the parts of one type that the template declares for a resource."""
    physical = {"Group": "sg-1", "Role": "role", "Beside": "sgr-beside"}
    entries = list_declared(parse_template(YAML), whole, parts[0].type, physical, known)
    return {key.id for key in find_declared(parts, entries)}


def rules(*attributes: dict[str, Any]) -> list[Resource]:
    return [part(INGRESS, str(number), **values) for number, values in enumerate(attributes)]


@pytest.mark.parametrize("rule", [WEB, PEER, ALL, HTTP])
def test_what_is_declared_is_the_stacks_written_inside_or_beside(rule: dict[str, Any]) -> None:
    assert declared("Group", rules(rule)) == {"0"}
    assert declared("Other", rules(rule)) == set()


@pytest.mark.parametrize(
    "rule",
    [
        WORLD,
        {**WEB, "cidr_ipv4": "0.0.0.0/0"},
        {**WEB, "to_port": 444},
        {**WEB, "ip_protocol": "udp"},
        {**PEER, "referenced_security_group_id": None, "cidr_ipv4": "0.0.0.0/0"},
        {**HTTP, "cidr_ipv4": "0.0.0.0/0"},
        {**ALL, "cidr_ipv4": None, "cidr_ipv6": "::/0"},
    ],
)
def test_any_other_is_not(rule: dict[str, Any]) -> None:
    assert declared("Group", rules(rule, WEB)) == {"1"}


def test_an_entry_is_of_one_part_and_which_is_too_many_nothing_tells() -> None:
    other = {**PEER, "from_port": 22, "to_port": 22}
    assert declared("Group", rules(PEER, other, WEB)) == {"2"}


def test_entries_are_given_out_so_that_as_many_as_can_be_have_theirs() -> None:
    group = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
    entries = [{**group, "CidrIp": {"Ref": "Any"}}, {**group, "CidrIp": "10.0.0.0/8"}]
    template = parse_template({"Resources": {"G": {"Properties": {"SecurityGroupIngress": entries}}}})
    parts = rules(WEB, {**WEB, "cidr_ipv4": "10.1.0.0/16"})
    assert len(find_declared(parts, list_declared(template, "G", INGRESS, {}, ()))) == 2


def test_what_has_the_id_that_the_stack_lists_is_known_by_that() -> None:
    assert declared("Group", rules(HTTP), ("sgr-beside",)) == set()


@pytest.mark.parametrize(
    ("arn", "is_declared"),
    [
        ("arn:aws:iam::aws:policy/ReadOnlyAccess", True),
        ("arn:aws:iam::aws:policy/service-role/Logs", True),
        ("arn:aws:iam::aws:policy/AdministratorAccess", False),
    ],
)
def test_the_literal_pieces_of_what_is_computed_must_fit(arn: str, *, is_declared: bool) -> None:
    assert bool(declared("Role", [part(ATTACHED, "a", policy_arn=arn)])) is is_declared


@pytest.mark.parametrize(
    ("name", "action", "where", "is_declared"),
    [
        ("Default", "s3:GetObject", "arn:aws:s3:::b/*", True),
        ("Default", "s3:GetObject", "arn:aws:s3:::b", False),
        ("Default", "s3:*", "arn:aws:s3:::b/*", False),
        ("backdoor", "s3:GetObject", "arn:aws:s3:::b/*", False),
    ],
)
def test_a_policy_is_the_stacks_by_its_name_and_what_it_grants(
    name: str, action: str, where: str, *, is_declared: bool
) -> None:
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": where}]}
    assert bool(declared("Role", [part(INLINE, "p", name=name, policy=json.dumps(document))])) is is_declared


@pytest.mark.parametrize(
    "body",
    [
        None,
        "",
        "[",
        "a: 1",
        "Resources: []",
        "[" * 5000,
        "a: &x 1\nResources: { A: *x }",
        "Resources: !!python/object:os.system x",
        "Resources: { A: 1, A: 2 }",
        "#" * (MAX_YAML + 1),
    ],
)
def test_what_is_no_template_is_refused(body: str | None) -> None:
    with pytest.raises(TemplateError):
        parse_template(body)


@pytest.mark.parametrize("written", ["x", 1, None, [None], [{}], {"Ref": "x"}, {"Fn::If": "x"}, [[1]], {"Rules": 1}])
@pytest.mark.parametrize("type_", sorted(INSIDE))
def test_no_entry_breaks_the_reader(type_: str, written: Any) -> None:
    names = ("SecurityGroupIngress", "Policies", "ManagedPolicyArns", "Targets", "OwnershipControls", "PortRange")
    more = ("PublicAccessBlockConfiguration", "VersioningConfiguration", "LifecycleHookSpecificationList")
    properties = dict.fromkeys((*names, *more), written)
    template = parse_template({"Resources": {"A": {"Properties": properties}, "B": {"Properties": written}}})
    find_declared([part(type_, "p", name="x")], list_declared(template, "A", type_, {}, ()))
