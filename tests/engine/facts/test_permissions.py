"""Permissions as sets, held against trying every action, resource and asker of a small universe."""

from __future__ import annotations

import re
from fnmatch import translate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.facts.permissions import (
    find_escalations,
    find_everyone,
    find_everything,
    find_foreign,
    find_given,
    find_readable,
    find_wide,
    matches,
    refuses_plain_http,
)
from engine.facts.policy_documents import canonicalise_policy
from snapshots.aws.permissions import PERMISSIONS

ALPHABET = "ab:*?"
ACCOUNT = "111122223333"
EVERY_KIND = [kind.what for kind in PERMISSIONS.secrets]


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    return canonicalise_policy({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: Any = "*", resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: Any = "*", resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {**allow(action, resource, **more), "Effect": "Deny"}


@given(st.text(ALPHABET, max_size=8), st.text("ab:", max_size=8))
def test_a_pattern_means_what_the_standard_library_says(pattern: str, text: str) -> None:
    assert matches(pattern, text) == (re.fullmatch(translate(pattern), text) is not None)


@pytest.mark.parametrize(
    "statement",
    [
        allow(),
        allow("**"),
        allow("*:*"),
        allow("?*"),
        allow(["s3:GetObject", "*"]),
        allow(resource="arn:aws:*:*:*:*"),
        allow(resource="arn:*"),
        allow(resource="**"),
        allow(resource=["arn:aws:s3:::x", "*"]),
        allow(resource=f"arn:aws:*:*:{ACCOUNT}:*"),
        {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"},
        {"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::x"},
        {"Effect": "Allow", "NotAction": ["sts:*"], "NotResource": ["arn:aws:s3:::x"]},
        allow(Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
    ],
    ids=repr,
)
def test_what_gives_everything(statement: dict[str, Any]) -> None:
    assert list(find_everything(document(statement)))


@pytest.mark.parametrize(
    "statements",
    [
        [allow("s3:*")],
        [allow("s3:*", "arn:aws:s3:::*")],
        [allow(resource="arn:aws:s3:::*")],
        [deny()],
        [allow(), deny()],
        [{"Effect": "Allow", "NotAction": "*", "Resource": "*"}],
        [{"Effect": "Allow", "Action": "*", "NotResource": "*"}],
    ],
    ids=repr,
)
def test_what_does_not_give_everything(statements: list[dict[str, Any]]) -> None:
    assert not list(find_everything(document(*statements)))


@pytest.mark.parametrize(
    ("statements", "kinds"),
    [
        ([allow("secretsmanager:GetSecretValue")], ["secrets"]),
        ([allow("secretsmanager:Get*", "arn:aws:secretsmanager:*:*:secret:*")], ["secrets"]),
        ([allow("secretsmanager:*", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:*")], ["secrets"]),
        ([allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:1:secret:app/*")], []),
        ([allow("ssm:GetParameter", "arn:aws:ssm:*:*:parameter/*")], ["parameters"]),
        ([allow("kms:Decrypt", "arn:aws:kms:*:*:key/*")], ["what is encrypted by any key"]),
        ([allow("kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:key/1")], []),
        ([allow("kms:*"), deny("kms:Decrypt"), deny(["kms:CreateGrant", "kms:ReEncrypt*"])], []),
        ([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}], EVERY_KIND),
        ([{"Effect": "Allow", "NotAction": ["kms:*", "ssm:*", "secretsmanager:*"], "Resource": "*"}], ["roles"]),
        ([allow("iam:PassRole", "arn:aws:iam::*:role/*")], ["roles"]),
        ([{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}], []),
        ([allow("sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/app-*")], []),
    ],
)
def test_which_secrets_can_be_read(statements: list[dict[str, Any]], kinds: list[str]) -> None:
    assert [grant.whom for grant in find_readable(document(*statements), PERMISSIONS)] == kinds


LAMBDA, MACHINES = "lambda.amazonaws.com", "ec2.amazonaws.com"


@pytest.mark.parametrize(
    ("condition", "number"),
    [
        ({"StringEquals": {"iam:PassedToService": MACHINES}}, 1),
        ({"StringEquals": {"iam:PassedToService": [LAMBDA, "ec2.amazonaws.com.cn"]}}, 1),
        ({"StringEquals": {"iam:PassedToService": LAMBDA}}, 0),
        ({"StringEqualsIgnoreCase": {"IAM:passedtoservice": "LAMBDA.amazonaws.com"}}, 0),
        ({"StringLike": {"iam:PassedToService": "lambda.*"}}, 0),
        ({"StringLike": {"iam:PassedToService": "e?2.*"}}, 1),
        ({"StringEquals": {"iam:PassedToService": "*"}}, 0),  # a letter there, which no service is called
        ({"StringLike": {"iam:PassedToService": "*"}}, 1),
        ({"StringEquals": {"iam:PassedToService": "${aws:PrincipalTag/service}"}}, 1),
        ({"StringEqualsIfExists": {"iam:PassedToService": LAMBDA}}, 1),
        ({"StringNotEquals": {"iam:PassedToService": LAMBDA}}, 1),
        ({"ForAllValues:StringEquals": {"iam:PassedToService": LAMBDA}}, 1),
        ({"ForAnyValue:StringEquals": {"iam:PassedToService": LAMBDA}}, 0),
        ({"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}, 1),
    ],
)
def test_to_whom_a_role_may_be_passed(condition: dict[str, Any], number: int) -> None:
    passing = {**allow("iam:PassRole"), "Condition": condition}
    found = list(find_escalations(document(passing, allow("ec2:RunInstances")), PERMISSIONS))
    assert len(found) == number
    assert len(list(find_escalations(document(passing, allow("iam:PassRole"), allow("ec2:Run*")), PERMISSIONS))) == 1


def test_a_denial_to_one_service_leaves_the_others() -> None:
    denied = {**deny("iam:PassRole"), "Condition": {"StringEquals": {"iam:PassedToService": LAMBDA}}}
    assert len(list(find_escalations(document(allow("iam:PassRole"), denied, allow("ec2:Run*")), PERMISSIONS))) == 1


@pytest.mark.parametrize(
    ("statements", "number"),
    [
        ([allow("iam:CreatePolicyVersion")], 1),
        ([allow("iam:Create*")], 3),
        ([allow("iam:PassRole"), allow("ec2:RunInstances")], 1),
        ([allow("iam:PassRole"), allow("ec2:Describe*")], 0),
        ([allow("iam:PassRole", "arn:aws:iam::111122223333:role/app"), allow("ec2:RunInstances")], 0),
        ([allow("iam:CreateAccessKey", "arn:aws:iam::*:user/${aws:username}")], 0),
        ([allow("iam:CreatePolicyVersion"), deny("iam:*")], 0),
        ([allow("iam:List*"), allow("s3:*")], 0),
        ([allow("iam:AttachUserPolicy", "arn:aws:iam::*:user/*")], 1),
        ([allow("iam:AttachUserPolicy", f"arn:aws:iam::{ACCOUNT}:user/*")], 1),
        ([allow("iam:AttachUserPolicy", "arn:aws-us-*:iam::*:user/*")], 1),
        ([allow("iam:AttachUserPolicy", "arn:aws:iam::*:user/team-*")], 0),
        ([allow("iam:AttachUserPolicy", "arn:aws:iam::*:role/*")], 0),
        ([allow("iam:Attach*", "arn:aws:iam::*")], 3),
        ([allow("lambda:UpdateFunctionCode", "arn:aws:lambda:*:*:function:*")], 1),
        ([allow("lambda:UpdateFunctionCode", f"arn:aws:lambda:eu-*:{ACCOUNT}:*")], 1),
        ([allow("lambda:UpdateFunctionCode", "arn:aws:lambda:*:*:function:app-*")], 0),
        ([allow("iam:PassRole", "arn:aws:iam::*:role/*"), allow("ec2:RunInstances", "arn:aws:ec2:*")], 1),
        ([allow("iam:PassRole", "arn:aws:iam::*:role/*"), allow("ec2:RunInstances", "arn:aws:ec2:*:*:subnet/*")], 0),
        ([allow(["iam:PassRole", "ec2:RunInstances"]), deny("iam:PassRole", "arn:aws:iam::*:role/*")], 0),
        ([allow(["iam:PassRole", "ec2:RunInstances"]), deny("iam:PassRole", "arn:aws:iam::*:role/admin")], 1),
        ([allow(["iam:PassRole", "ec2:RunInstances"]), deny("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/*")], 1),
        ([allow("ssm:SendCommand", ["arn:aws:ec2:*:*:instance/*", "arn:aws:ssm:*::document/*"])], 1),
        ([allow("ssm:SendCommand", "arn:aws:ec2:*:*:instance/*")], 0),
        ([allow("ssm:SendCommand", ["arn:aws:ec2:*:*:instance/*", "arn:aws:ssm:*:*:document/patch"])], 0),
        ([{"Effect": "Allow", "Action": "iam:*", "NotResource": "arn:aws:iam::*:user/*"}], 10),
    ],
)
def test_ways_to_more_power(statements: list[dict[str, Any]], number: int) -> None:
    assert len(list(find_escalations(document(*statements), PERMISSIONS))) == number


@given(st.sampled_from(sorted(PERMISSIONS.prototypes)), st.sampled_from(["*", "arn:aws:{service}:*", "{prototype}"]))
def test_all_of_the_kind_that_an_action_takes_is_any_resource(action: str, form: str) -> None:
    prototypes = PERMISSIONS.prototypes[action]
    resources = [form.format(service=one.split(":")[2], prototype=one.replace("zz-any", "*")) for one in prototypes]
    assert find_given(document(allow(action, resources)), [action], PERMISSIONS) == [action]
    assert not find_given(document(allow(action, resources), deny(action, resources)), [action], PERMISSIONS)


@pytest.mark.parametrize(
    ("action", "resource", "is_wide"),
    [
        ("lambda:*", "arn:aws:lambda:*:*:*", True),
        ("lambda:?*", "*", True),
        ("ec2:*", f"arn:aws:ec2:eu-west-1:{ACCOUNT}:*", True),
        ("iam:*", f"arn:aws:iam::{ACCOUNT}:*", True),
        ("s3:*", "arn:aws:s3:::*", True),
        ("s3:*", "arn:aws:s3:::acme-*", False),
        ("lambda:*", "arn:aws:lambda:*:*:function:app-*", False),
        ("lambda:*", "arn:aws:s3:::*", False),
    ],
)
def test_every_action_of_a_service_on_all_that_it_has(action: str, resource: str, is_wide: bool) -> None:
    assert bool(list(find_wide(document(allow(action, resource))))) is is_wide


EVERYONE = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}},
        {"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}},
        {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "::/0"]}},
        {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}},
        {"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}},
        {"StringLike": {"aws:PrincipalOrgID": "*"}},
        {"StringLike": {"aws:PrincipalOrgID": "o-*"}},
        {"StringEquals": {"aws:PrincipalOrgID": "${aws:PrincipalOrgID}"}},
        {"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}},
        {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}},
        {"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-1"}},
        {"StringEquals": {"aws:UserAgent": "us"}},
        {"StringEquals": {"s3:prefix": "public/"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/app"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}},
        {"Null": {"aws:PrincipalOrgID": "false"}},
        {"Bool": {"aws:SecureTransport": "true"}},
        {"StringLike": {"aws:userid": "*:app"}},
        {"StringEquals": {"aws:PrincipalOrgID": []}},
    ],
    ids=repr,
)
def test_conditions_that_limit_nobody(condition: dict[str, Any]) -> None:
    assert list(find_everyone(document({**EVERYONE, "Condition": condition}), PERMISSIONS))


@pytest.mark.parametrize(
    "condition",
    [
        {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
        {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.168.0.0/16"]}},
        {"StringEquals": {"aws:PrincipalOrgID": "o-1"}},
        {"stringequals": {"AWS:PrincipalOrgId": ["o-1", "o-2"]}},
        {"StringEquals": {"aws:SourceVpce": "vpce-1"}},
        {"StringLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/*"}},
        {"ArnEquals": {"aws:SourceArn": f"arn:aws:sns:eu-west-1:{ACCOUNT}:t"}},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-1/r-1/ou-1/*"}},
        {"StringLike": {"aws:userid": "AROAEXAMPLE:*"}},
        {"StringEquals": {"kms:CallerAccount": ACCOUNT}},
        {"StringLike": {"s3:DataAccessPointArn": f"arn:aws:s3:eu-west-1:{ACCOUNT}:accesspoint/*"}},
        {"StringEquals": {"aws:SourceAccount": ACCOUNT}, "StringLike": {"s3:prefix": "*"}},
        {"Bool": {"aws:PrincipalIsAWSService": "true"}},
    ],
    ids=repr,
)
def test_conditions_that_limit(condition: dict[str, Any]) -> None:
    assert not list(find_everyone(document({**EVERYONE, "Condition": condition}), PERMISSIONS))


@pytest.mark.parametrize(
    ("principal", "public"),
    [
        ({"Principal": "*"}, True),
        ({"Principal": {"AWS": "*"}}, True),
        ({"Principal": {"AWS": ["*"]}}, True),
        ({"Principal": {"AWS": "**"}}, True),
        ({"Principal": {"AWS": "arn:aws:iam::*:root"}}, True),
        ({"Principal": {"Service": "*"}}, True),
        ({"Principal": {"AWS": [ACCOUNT, "*"]}}, True),
        ({"NotPrincipal": {"AWS": ACCOUNT}}, True),
        ({"Principal": {"AWS": ACCOUNT}}, False),
        ({"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}, False),
        ({"Principal": {"Service": "s3.amazonaws.com"}}, False),
        ({}, False),
    ],
)
def test_who_is_everyone(principal: dict[str, Any], public: bool) -> None:
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", **principal}
    assert bool(list(find_everyone(document(statement), PERMISSIONS))) is public


GITHUB = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
CLAIM = "token.actions.githubusercontent.com:"


@pytest.mark.parametrize(
    ("condition", "open_"),
    [
        ({}, True),
        ({"StringEquals": {f"{CLAIM}aud": "sts.amazonaws.com"}}, True),
        ({"StringLike": {f"{CLAIM}sub": "*"}}, True),
        ({"StringLike": {f"{CLAIM}sub": "repo:*"}}, True),
        ({"StringLike": {f"{CLAIM}sub": "repo:a*/x:*"}}, True),
        ({"StringLike": {f"{CLAIM}sub": ["repo:acme/x:*", "repo:*/*"]}}, True),
        ({"StringEqualsIfExists": {f"{CLAIM}sub": "repo:acme/x:ref:refs/heads/main"}}, True),
        ({"StringLike": {f"{CLAIM}sub": "repo:acme/*"}}, False),
        ({"StringLike": {f"{CLAIM}sub": "repo:acme/x:*"}}, False),
        ({"StringEquals": {f"{CLAIM}sub": "repo:acme/x:ref:refs/heads/main"}}, False),
        ({"StringEquals": {f"{CLAIM}aud": "x"}, "StringLike": {f"{CLAIM}sub": "repo:acme/x:*"}}, False),
    ],
)
def test_whose_workloads_come_by_an_issuer(condition: dict[str, Any], open_: bool) -> None:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity", "Principal": {"Federated": GITHUB}}
    found = list(find_foreign(document({**statement, "Condition": condition}), PERMISSIONS))
    assert bool(found) is open_


PLAIN = {"Bool": {"aws:SecureTransport": "false"}}
PARTS = ("arn:aws:s3:::b", "arn:aws:s3:::b/zz-any")


@pytest.mark.parametrize(
    ("statements", "refused"),
    [
        ([deny("s3:*", ["arn:aws:s3:::b", "arn:aws:s3:::b/*"], Principal="*", Condition=PLAIN)], True),
        ([deny("*", "*", Principal="*", Condition=PLAIN)], True),
        ([deny("s3:*", "arn:aws:s3:::b*", Principal={"AWS": "*"}, Condition=PLAIN)], True),
        (
            [
                deny("s3:*", "arn:aws:s3:::b", Principal="*", Condition=PLAIN),
                deny("s3:*", "arn:aws:s3:::b/*", Principal="*", Condition=PLAIN),
            ],
            True,
        ),
        ([deny("s3:*", "arn:aws:s3:::b/*", Principal="*", Condition=PLAIN)], False),
        ([deny("s3:GetObject", "*", Principal="*", Condition=PLAIN)], False),
        ([deny("s3:*", "*", Principal={"AWS": ACCOUNT}, Condition=PLAIN)], False),
        ([deny("s3:*", "*", Principal="*", Condition={"Bool": {"aws:SecureTransport": "true"}})], False),
        ([deny("s3:*", "*", Principal="*", Condition={**PLAIN, "StringEquals": {"aws:UserAgent": "x"}})], False),
        ([deny("s3:*", "*", NotPrincipal={"AWS": ACCOUNT}, Condition=PLAIN)], False),
        ([allow("s3:*", "*", Principal="*", Condition=PLAIN)], False),
    ],
)
def test_what_refuses_plain_http(statements: list[dict[str, Any]], refused: bool) -> None:
    assert refuses_plain_http(document(*statements), PARTS) is refused


ACTIONS = [f"{service}:{name}" for service in ("s3", "iam", "zz-any") for name in ("get", "put", "zz-any")]
PATTERNS = st.sampled_from(["*", "**", "s3:*", "iam:*", "*:*", "s3:get", "*:get", "?*", "zz*", "s3:p?t"])
STATEMENTS = st.lists(
    st.tuples(
        st.sampled_from(["Allow", "Deny"]),
        st.sampled_from(["Action", "NotAction"]),
        st.lists(PATTERNS, min_size=1, max_size=2),
    ),
    min_size=1,
    max_size=3,
)


@given(STATEMENTS)
def test_everything_is_what_no_action_is_left_out_of_by_a_pattern(statements: list[tuple[str, str, list[str]]]) -> None:
    found = document(*({"Effect": effect, kind: patterns, "Resource": "*"} for effect, kind, patterns in statements))

    def meant(entry: tuple[str, str, list[str]], action: str) -> bool:
        _, kind, patterns = entry
        hit = any(re.fullmatch(translate(pattern), action) for pattern in patterns)
        return hit if kind == "Action" else not hit

    # What nobody has written down stands for all that a list does not name.
    other = "zz-other:zz-other".replace("zz-other", "zz-any")
    denied = any(entry[0] == "Deny" and meant(entry, other) for entry in statements)
    given_ = any(entry[0] == "Allow" and meant(entry, other) for entry in statements)
    assert bool(list(find_everything(found))) is (given_ and not denied)
