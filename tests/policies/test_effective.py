"""What policies give together, and what AWS's own ones give."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.model.identity import Borrowed, Intent, Reference
from engine.model.outcome import Gap, GapReason, Outcome
from engine.model.path import Name
from engine.model.secret import marked_text
from engine.model.snapshot import Listing, Mode, Resource, Side
from engine.run.take import take_snapshot
from fixtures.estate.recording import TAKEN
from policies.authoring.catalog import Pack
from policies.evaluators.wasm import RegoEvaluator
from snapshots.aws.judging import JUDGING
from snapshots.terraform.code.collector import CodeCollector
from snapshots.terraform.code.files import CodeReader
from snapshots.terraform.schema import ProviderSchema
from tests.builders import PROVIDER, resource, snapshot
from tests.shipped import kept_engine
from tests.vulnerable import REDACTOR

POLICY = "iam-escalation-together"
AWS = "arn:aws:iam::aws:policy/"


def document(*actions: str, effect: str = "Allow") -> str:
    statement = {"Effect": effect, "Action": list(actions), "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.fixture(scope="module")
def evaluator(pack: Pack) -> RegoEvaluator:
    policies = [policy for policy in pack.policies if policy.id == POLICY]
    return RegoEvaluator(pack, policies, judging=JUDGING, schema=ProviderSchema(), engine=kept_engine())


def told(evaluator: RegoEvaluator, *resources: Resource, **fields: Any) -> list[tuple[Outcome, str]]:
    results = evaluator.evaluate(snapshot(*resources, **fields)).results
    return [(result.outcome, result.detail) for result in results]


def test_a_role_that_was_read_whole_tells_all_of_it(evaluator: RegoEvaluator) -> None:
    inline = [{"name": "pass", "policy": document("iam:PassRole")}]
    attributes = {"name": "x", "inline_policy": inline, "managed_policy_arns": [f"{AWS}AmazonEC2FullAccess"]}
    role = resource("aws_iam_role", attributes, account="1")
    (result,) = evaluator.evaluate(snapshot(role, side=Side.OBSERVED)).results
    assert result.outcome is Outcome.FAIL
    (found,) = result.violations
    assert found.args["by"] == f"{AWS}AmazonEC2FullAccess, inline_policy of {role.address or role.id}"
    assert "iam:passrole" in found.pin
    assert "ec2:runinstances" in found.pin


@pytest.mark.parametrize(
    ("attribute", "value", "detail"),
    [
        ("managed_policy_arns", {"$secret": "0" * 32, "epoch": "e1"}, "which policy is attached is not known"),
        ("managed_policy_arns", 7, "which policy is attached is not known"),
        ("managed_policy_arns", f"{AWS}ReadOnlyAccess", ""),
        ("inline_policy", [{"policy": "not JSON"}], "inline_policy of aws_iam_role.x is no policy document"),
        ("inline_policy", {"policy": 1}, "inline_policy of aws_iam_role.x is no policy document"),
        ("inline_policy", [{}], ""),
        ("permissions_boundary", None, ""),
    ],
)
def test_what_cannot_be_read_proves_nothing(evaluator: RegoEvaluator, attribute: str, value: Any, detail: str) -> None:
    whole = {"name": "x", "inline_policy": [], "managed_policy_arns": []}
    role = resource("aws_iam_role", {**whole, attribute: value}, address="aws_iam_role.x")
    outcome = Outcome.INCONCLUSIVE if detail else Outcome.PASS
    assert told(evaluator, role) == [(outcome, detail)]


LISTED = ("aws_iam_user_policy", "aws_iam_policy_attachment")
MEMBERS = ("aws_iam_group_membership",)
DENIED = Gap(reason=GapReason.ACCESS_DENIED, source="aws:1", detail="", operation="x", types=(LISTED[0],))


@pytest.mark.parametrize(
    ("listed", "gaps", "detail"),
    [
        (LISTED, (), ""),
        (LISTED[:1], (), "whether there is a aws_iam_user_policy_attachment is not known"),
        (LISTED[1:], (), "whether there is a aws_iam_user_policy is not known"),
        (LISTED, (DENIED,), "whether there is a aws_iam_user_policy is not known"),
    ],
)
def test_what_was_not_listed_may_be_there(
    evaluator: RegoEvaluator, listed: tuple[str, ...], gaps: tuple[Gap, ...], detail: str
) -> None:
    rows = tuple(Listing(type=type_, account="1", region="", complete=True, count=0) for type_ in (*listed, *MEMBERS))
    user = resource("aws_iam_user", {"name": "x"}, account="1")
    outcome = Outcome.INCONCLUSIVE if detail else Outcome.PASS
    assert told(evaluator, user, side=Side.OBSERVED, listings=rows, gaps=gaps) == [(outcome, detail)]


HALF = (
    resource("aws_iam_user_policy", {"user": "x", "policy": document("iam:PassRole")}),
    resource("aws_iam_group_policy", {"group": "g", "policy": document("ec2:RunInstances")}),
)


@pytest.mark.parametrize(
    ("type_", "unknown", "detail"),
    [
        ("aws_iam_group_membership", "group", ""),
        # A list that only an apply tells may name more groups than the one that it refers to.
        ("aws_iam_user_group_membership", "groups", "groups of aws_iam_user_group_membership.m is known after apply"),
    ],
)
def test_a_group_is_found_by_what_a_membership_refers_to(
    evaluator: RegoEvaluator, type_: str, unknown: str, detail: str
) -> None:
    user, group = (resource(f"aws_iam_{kind}", {"name": name}) for kind, name in (("user", "x"), ("group", "g")))
    refers = (Reference(attribute=unknown, address=group.address, step="name"),)
    lent = (Borrowed(path=(Name(unknown),), type=group.type, attribute="name"),) if unknown == "group" else ()
    intent = Intent(unknown=((Name(unknown),),), refers=refers, borrowed=lent)
    joined = {"users": ["x"]} if unknown == "group" else {"user": "x"}
    member = resource(type_, joined, address=f"{type_}.m", intent=intent)
    outcome = Outcome.INCONCLUSIVE if detail else Outcome.FAIL
    results = evaluator.evaluate(snapshot(user, group, member, *HALF)).results
    assert [(one.outcome, one.detail) for one in results if one.address == user.address] == [(outcome, detail)]


@pytest.mark.parametrize(("account", "outcome"), [("1", Outcome.FAIL), ("2", Outcome.INCONCLUSIVE)])
def test_a_group_of_another_account_is_another_one(evaluator: RegoEvaluator, account: str, outcome: Outcome) -> None:
    user = resource("aws_iam_user", {"name": "x"}, account="1")
    member = resource("aws_iam_group_membership", {"group": "g", "users": ["x"]}, account="1")
    group = resource("aws_iam_group", {"name": "g"}, account=account)
    parts = [replace(part, account=one) for part, one in zip(HALF, ("1", account), strict=True)]
    results = evaluator.evaluate(snapshot(user, member, group, *parts)).results
    assert [one.outcome for one in results if one.address == user.address] == [outcome]


def test_what_is_only_a_default_of_a_variable_proves_nothing(evaluator: RegoEvaluator) -> None:
    role = resource("aws_iam_role", {"name": "x"}, address="aws_iam_role.x", declared=True, code={"name": "x"})
    harmless = {"role": "x", "policy": document("s3:GetObject")}
    at = "aws_iam_role_policy.p"
    part = resource("aws_iam_role_policy", harmless, address=at, declared=True, code=harmless)
    assert told(evaluator, role, part) == [(Outcome.PASS, "")]
    detail = f"policy of {at} rests on the default of a variable, which anybody may overrule"
    assumed = replace(part, code={"role": "x"})
    assert told(evaluator, role, assumed) == [(Outcome.INCONCLUSIVE, detail)]


def test_what_aws_writes_is_known_by_its_whole_name() -> None:
    table = JUDGING.managed
    assert len(table) > 1000
    assert "ec2:runinstances" in table["AmazonEC2FullAccess"]
    assert table["ReadOnlyAccess"] == ()
    assert table["service-role/AWSLambdaBasicExecutionRole"] == ()
    assert "iam:passrole" not in table["PowerUserAccess"]
    assert JUDGING.administrators <= table.keys()
    ways = {action for way in JUDGING.reach.permissions.escalations for action in way.actions}
    assert {action for actions in table.values() for action in actions} <= ways
    assert set(table["AdministratorAccess"]) == ways


PASSES, STARTS = document("iam:PassRole"), document("ec2:RunInstances")


def beside(name: str, policy: str, at: str = "", **attributes: Any) -> Resource:
    address = at or f"aws_iam_role_policy.{name}"
    return resource("aws_iam_role_policy", {"role": "x", "name": name, "policy": policy, **attributes}, address=address)


def test_a_denial_that_may_not_be_there_takes_nothing_away(evaluator: RegoEvaluator) -> None:
    role = resource("aws_iam_role", {"name": "x"}, address="aws_iam_role.x")
    denial = beside("d", document("ec2:*", effect="Deny"))
    perhaps = beside("d", document("ec2:*", effect="Deny"), "aws_iam_role_policy.d[*]")
    parts = (role, beside("a", PASSES), beside("b", STARTS))
    assert told(evaluator, *parts, denial) == [(Outcome.PASS, "")]
    assert told(evaluator, *parts, perhaps)[0][0] is Outcome.FAIL
    detail = "whether there is aws_iam_role_policy.d[*] is not known"
    assert told(evaluator, role, perhaps) == [(Outcome.INCONCLUSIVE, detail)]


def test_a_policy_of_the_account_is_none_of_awss_whatever_its_path_is(evaluator: RegoEvaluator) -> None:
    arn = "arn:aws:iam::111122223333:policy/:iam::aws:policy/ReadOnlyAccess"
    role = resource("aws_iam_role", {"name": "x", "inline_policy": [], "managed_policy_arns": [arn]})
    assert told(evaluator, role) == [(Outcome.INCONCLUSIVE, f"what {arn} gives is not known")]


def test_what_is_only_looked_up_is_judged_nowhere_else(evaluator: RegoEvaluator) -> None:
    arn = "arn:aws:iam::111122223333:policy/p"
    role = resource("aws_iam_role", {"name": "x", "inline_policy": [], "managed_policy_arns": [arn]})
    found = resource("aws_iam_policy", {"arn": arn, "policy": document("iam:CreateAccessKey")}, mode=Mode.DATA)
    assert told(evaluator, role, found) == [(Outcome.INCONCLUSIVE, f"what {arn} gives is not known")]


@pytest.mark.parametrize("roles", [[{"$secret": "0" * 32, "epoch": "e1"}], [f"a{marked_text('0' * 32)}"]])
def test_an_attachment_to_somebody_who_is_hidden_may_be_his(evaluator: RegoEvaluator, roles: list[Any]) -> None:
    role = resource("aws_iam_role", {"name": "x"}, address="aws_iam_role.x")
    attributes = {"roles": roles, "policy_arn": f"{AWS}AWSLambda_FullAccess"}
    attached = resource("aws_iam_policy_attachment", attributes, address="aws_iam_policy_attachment.a")
    detail = "whether aws_iam_policy_attachment.a belongs to it is known after apply"
    assert told(evaluator, role, attached) == [(Outcome.INCONCLUSIVE, detail)]


def test_a_text_that_is_called_like_a_policy_of_aws_takes_none_away(evaluator: RegoEvaluator) -> None:
    name = f"{AWS}AWSLambda_FullAccess"
    odd = resource("aws_iam_role", {"name": "a"}, address="aws_iam_role.a")
    inline = resource("aws_iam_role_policy", {"role": "a", "policy": name}, address="aws_iam_role_policy.a")
    role = resource("aws_iam_role", {"name": "b"}, address="aws_iam_role.b")
    attached = {"role": "b", "policy_arn": name}
    attachment = resource("aws_iam_role_policy_attachment", attached, address="aws_iam_role_policy_attachment.b")
    results = evaluator.evaluate(snapshot(odd, inline, role, attachment)).results
    told = {one.address: one.outcome for one in results if one.policy == POLICY}
    assert told == {odd.address: Outcome.INCONCLUSIVE, role.address: Outcome.FAIL}


def test_what_a_group_gives_together_is_told_of_the_group(evaluator: RegoEvaluator) -> None:
    group = resource("aws_iam_group", {"name": "g"}, address="aws_iam_group.g")
    user = resource("aws_iam_user", {"name": "x"}, address="aws_iam_user.x")
    member = {"user": "x", "groups": ["g"]}
    membership = resource("aws_iam_user_group_membership", member, address="aws_iam_user_group_membership.m")
    policies = [
        resource("aws_iam_group_policy", {"group": "g", "policy": text}, address=f"aws_iam_group_policy.{name}")
        for name, text in (("a", PASSES), ("b", STARTS))
    ]
    results = evaluator.evaluate(snapshot(group, user, membership, *policies)).results
    assert {one.address: one.outcome for one in results} == {group.address: Outcome.FAIL, user.address: Outcome.PASS}


@pytest.mark.parametrize(
    ("listed", "detail"),
    [
        (("aws_iam_group_membership",), ""),
        (("aws_iam_user_group_membership",), ""),
        ((), "whether there is a aws_iam_user_group_membership is not known"),
    ],
)
def test_which_groups_a_user_is_in_has_to_be_listed_once(
    evaluator: RegoEvaluator, listed: tuple[str, ...], detail: str
) -> None:
    types = (*LISTED, *listed)
    rows = tuple(Listing(type=type_, account="1", region="", complete=True, count=0) for type_ in types)
    user = resource("aws_iam_user", {"name": "x"}, account="1")
    outcome = Outcome.INCONCLUSIVE if detail else Outcome.PASS
    assert told(evaluator, user, side=Side.OBSERVED, listings=rows) == [(outcome, detail)]


def test_a_membership_that_may_not_be_there_proves_nothing(evaluator: RegoEvaluator) -> None:
    user = resource("aws_iam_user", {"name": "x"}, address="aws_iam_user.x")
    at = "aws_iam_user_group_membership.m[*]"
    membership = resource("aws_iam_user_group_membership", {"user": "x", "groups": []}, address=at)
    assert told(evaluator, user, membership) == [(Outcome.INCONCLUSIVE, f"whether there is {at} is not known")]


CODE = """
variable "x" {}
resource "aws_iam_user" "u" { name = "u" }
resource "aws_iam_group" "g" { name = "g" }
resource "aws_iam_group" "h" { name = "h" }
resource "aws_iam_group_policy" "a" {
  group  = aws_iam_group.g.name
  policy = "{\\"Statement\\": [{\\"Effect\\": \\"Allow\\", \\"Action\\": \\"iam:PassRole\\", \\"Resource\\": \\"*\\"}]}"
}
resource "aws_iam_group_policy" "b" {
  group  = aws_iam_group.h.name
  policy = "{\\"Statement\\": [{\\"Effect\\": \\"Allow\\", \\"Action\\": \\"ec2:*\\", \\"Resource\\": \\"*\\"}]}"
}
resource "aws_iam_user_group_membership" "m" {
  user   = aws_iam_user.u.name
  groups = GROUPS
}
"""


@pytest.mark.parametrize(
    ("groups", "outcome"),
    [
        ("[aws_iam_group.g.name, aws_iam_group.h.name]", Outcome.FAIL),
        ('[aws_iam_group.g.name, "h"]', Outcome.FAIL),
        ("[aws_iam_group.g.name]", Outcome.PASS),
        ("[]", Outcome.PASS),
        ("[aws_iam_group.g.name, var.x]", Outcome.INCONCLUSIVE),
        ("concat([aws_iam_group.g.name], var.x)", Outcome.INCONCLUSIVE),
        ('[var.x == "1" ? aws_iam_group.g.name : aws_iam_group.h.name]', Outcome.INCONCLUSIVE),
    ],
)
def test_the_groups_that_code_refers_to(
    evaluator: RegoEvaluator, groups: str, outcome: Outcome, tmp_path: Path
) -> None:
    tmp_path.joinpath("main.tf").write_text(CODE.replace("GROUPS", groups), encoding="utf-8")
    reader = CodeReader(redactor=REDACTOR, schema=PROVIDER)
    code = CodeCollector(location="code", path=tmp_path, redactor=REDACTOR, reader=reader)
    taken = take_snapshot([code], environment="prod", side=Side.DESIRED, epoch="tests", now=TAKEN)
    (told,) = (one.outcome for one in evaluator.evaluate(taken).results if one.address == "aws_iam_user.u")
    assert told is outcome
