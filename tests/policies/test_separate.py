"""One fact in two forms is told once, where it is written, whatever a refresh shows beside it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.model.identity import Intent, Reference
from engine.model.outcome import Outcome
from engine.model.path import Name
from engine.model.snapshot import Resource, Snapshot
from policies.authoring.catalog import Pack
from policies.evaluators.wasm import RegoEvaluator
from snapshots.aws.judging import JUDGING
from snapshots.terraform.schema import ProviderSchema
from tests.builders import resource, snapshot

URL = "https://sqs.eu-west-1.amazonaws.com/111122223333/q"
WORLD = [{"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["0.0.0.0/0"], "ipv6_cidr_blocks": []}]


def document(action: str, principal: str = "*") -> str:
    """Return a policy document of one statement."""
    statement = {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def outcomes(evaluator: RegoEvaluator, taken: Snapshot, policy: str) -> dict[str, Outcome]:
    """Return what a policy says, by the type of what it says it of."""
    types = {item.address or item.id: item.type for item in taken.resources}
    return {
        types[one.address or one.id]: one.outcome for one in evaluator.evaluate(taken).results if one.policy == policy
    }


def queue(policy: str, **facts: Any) -> Resource:
    """Return a queue as a refresh shows it."""
    return resource("aws_sqs_queue", {"id": URL, "url": URL, "policy": policy}, **facts)


def queue_policy(policy: str, **facts: Any) -> Resource:
    """Return the policy of a queue that is a resource of its own."""
    return resource("aws_sqs_queue_policy", {"id": URL, "queue_url": URL, "policy": policy}, **facts)


PUBLIC = "data-queue-policy-public"


def test_what_is_written_beside_a_queue_is_told_there(evaluator: RegoEvaluator) -> None:
    written = document("sqs:SendMessage")
    shown = json.dumps(json.loads(written), indent=2)  # AWS keeps no spaces
    told = outcomes(evaluator, snapshot(queue(shown), queue_policy(written)), PUBLIC)
    assert told == {"aws_sqs_queue": Outcome.PASS, "aws_sqs_queue_policy": Outcome.FAIL}


def test_what_is_written_in_a_queue_is_told_there(evaluator: RegoEvaluator) -> None:
    assert outcomes(evaluator, snapshot(queue(document("sqs:SendMessage"))), PUBLIC) == {"aws_sqs_queue": Outcome.FAIL}


def test_what_is_like_nothing_beside_it_stays(evaluator: RegoEvaluator) -> None:
    own = queue_policy(document("sqs:SendMessage", principal="arn:aws:iam::111122223333:root"))
    told = outcomes(evaluator, snapshot(queue(document("sqs:*")), own), PUBLIC)
    assert told["aws_sqs_queue"] is Outcome.FAIL


def test_of_what_only_an_api_shows_both_are_told(evaluator: RegoEvaluator) -> None:
    written = document("sqs:SendMessage")
    told = outcomes(evaluator, snapshot(queue(written, address=""), queue_policy(written, address="", id="p")), PUBLIC)
    assert told == {"aws_sqs_queue": Outcome.FAIL, "aws_sqs_queue_policy": Outcome.FAIL}


def test_of_several_inline_policies_those_of_nobody_else_stay(evaluator: RegoEvaluator) -> None:
    admin = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
    ours = {"name": "ours", "policy": admin}
    role = {"id": "r", "name": "r", "assume_role_policy": document("sts:AssumeRole", principal="x")}
    separate = resource("aws_iam_role_policy", {"id": "r:ours", "role": "r", **ours})

    def told(*inline: dict[str, Any]) -> Outcome:
        whole = resource("aws_iam_role", {**role, "inline_policy": list(inline)})
        return outcomes(evaluator, snapshot(whole, separate), "iam-admin-policy")["aws_iam_role"]

    assert told(ours) is Outcome.PASS
    assert told(ours, {"name": "by-hand", "policy": admin}) is Outcome.FAIL


def test_a_rule_of_its_own_is_told_of_the_rule(evaluator: RegoEvaluator) -> None:
    group = resource("aws_security_group", {"id": "sg-1", "ingress": WORLD})
    rule = resource(
        "aws_security_group_rule",
        {"id": "r", "security_group_id": "sg-1", "type": "ingress", **WORLD[0], "prefix_list_ids": []},
    )
    assert outcomes(evaluator, snapshot(group), "network-ssh-world") == {"aws_security_group": Outcome.FAIL}
    assert outcomes(evaluator, snapshot(group, rule), "network-ssh-world") == {"aws_security_group": Outcome.PASS}
    told = outcomes(evaluator, snapshot(group, rule), "network-ssh-world-rule")
    assert told == {"aws_security_group_rule": Outcome.FAIL}


def test_a_rule_of_its_own_hides_no_other_network(evaluator: RegoEvaluator) -> None:
    group = resource("aws_security_group", {"id": "sg-1", "ingress": WORLD})
    rule = resource(
        "aws_vpc_security_group_ingress_rule",
        {"id": "r", "security_group_id": "sg-1", "ip_protocol": "tcp", "from_port": 22, "to_port": 22}
        | {"cidr_ipv4": "10.0.0.0/8", "cidr_ipv6": None, "prefix_list_id": None},
    )
    assert outcomes(evaluator, snapshot(group, rule), "network-ssh-world") == {"aws_security_group": Outcome.FAIL}


def test_rules_of_their_own_are_told_of_the_rules(evaluator: RegoEvaluator) -> None:
    world = {"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"], "ipv6_cidr_blocks": ["::/0"]}
    group = resource("aws_security_group", {"id": "sg-1", "egress": [world]})
    older = {"id": "r", "security_group_id": "sg-1", "type": "egress", **world, "ipv6_cidr_blocks": []}
    newer = {"id": "n", "security_group_id": "sg-1", "ip_protocol": "-1", "from_port": None, "to_port": None}
    rules = (
        resource("aws_security_group_rule", older),
        resource("aws_vpc_security_group_egress_rule", {**newer, "cidr_ipv4": None, "cidr_ipv6": "::/0"}),
    )
    for some, outcome in ((rules, Outcome.PASS), (rules[:1], Outcome.FAIL), (rules[1:], Outcome.FAIL)):
        told = outcomes(evaluator, snapshot(group, *some), "network-egress-all")
        assert told["aws_security_group"] is outcome
        assert {told[rule.type] for rule in some} == {Outcome.FAIL}


def test_every_form_of_its_own_has_a_default_where_it_is_not(pack: Pack) -> None:
    schema = ProviderSchema()
    judged = {type_ for policy in pack.policies for type_ in policy.resource_types}
    for type_, forms in JUDGING.separate.items():
        node = schema.find(type_)
        assert node is not None
        assert type_ in judged
        for name, children in forms.items():
            assert name in node.fields, (type_, name)
            for form in children:
                child = schema.find(form.child)
                assert child is not None, form.child
                assert {*form.same.values(), *form.parts.values()} <= child.fields.keys()


@pytest.mark.parametrize(("step", "outcome"), [("secret_id", Outcome.PASS), ("version_id", Outcome.INCONCLUSIVE)])
def test_a_part_that_names_its_whole_through_another_part_belongs_to_it(
    step: str, outcome: Outcome, evaluator: RegoEvaluator
) -> None:
    """The rotation names the version, and that the secret."""

    def planned(type_: str, to: str, step: str) -> Resource:
        refers = (Reference(attribute="secret_id", address=to, step=step),)
        intent = Intent(unknown=((Name("secret_id"),),), refers=refers)
        return resource(type_, {}, id="", intent=intent)

    secret = resource("aws_secretsmanager_secret", {"name": "s"}, id="", intent=Intent(unknown=((Name("arn"),),)))
    version = planned("aws_secretsmanager_secret_version", secret.address, "id")
    rotation = planned("aws_secretsmanager_secret_rotation", version.address, step)
    told = outcomes(evaluator, snapshot(secret, version, rotation), "secretsmanager-rotation")
    assert told["aws_secretsmanager_secret"] is outcome


# What one policy asks of the whole another one asks of the separate resource.
ASKED_BY = {("iam-admin-policy", "aws_iam_role_policy"): "iam-admin-role-policy"}


def test_what_is_told_beside_it_is_judged_there(pack: Pack) -> None:
    types = {policy.id: {*policy.resource_types, *policy.related} for policy in pack.policies}
    unjudged = [
        (policy.id, form.child)
        for parent, attributes in JUDGING.separate.items()
        for name, forms in attributes.items()
        for policy in pack.policies
        if parent in policy.resource_types
        and name in {one.partition(".")[0] for one in (*policy.required(parent), *policy.optional)}
        for form in forms
        if form.child not in types[ASKED_BY.get((policy.id, form.child), policy.id)]
    ]
    assert unjudged == []


def test_a_rule_of_its_own_opens_a_default_group_as_well(evaluator: RegoEvaluator) -> None:
    egress = [{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"], "ipv6_cidr_blocks": []}]
    group = resource("aws_default_security_group", {"id": "sg-1", "ingress": [], "egress": egress})
    one = {"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}
    rule = resource("aws_security_group_rule", {"id": "r", "security_group_id": "sg-1", "type": "egress", **one})
    told = outcomes(evaluator, snapshot(group, rule), "network-default-group-rules")
    assert told == {"aws_default_security_group": Outcome.FAIL}


ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers"


@pytest.mark.parametrize(
    ("acl", "address", "is_told"),
    [
        ({"acl": "public-read"}, "aws_s3_bucket_acl.a", False),
        ({"access_control_policy": [{"grant": [{"grantee": [{"uri": ALL_USERS}]}]}]}, "aws_s3_bucket_acl.a", False),
        ({"acl": "private"}, "aws_s3_bucket_acl.a", True),
        ({"acl": "public-read"}, "aws_s3_bucket_acl.a[*]", True),
        ({}, "aws_s3_bucket_acl.a", True),
    ],
)
def test_a_grant_is_told_of_the_acl_that_says_it(
    evaluator: RegoEvaluator, acl: dict[str, Any], address: str, is_told: bool
) -> None:
    owner = {"type": "CanonicalUser", "id": "o", "uri": "", "permissions": ["FULL_CONTROL"]}
    world = {"type": "Group", "uri": ALL_USERS, "permissions": ["READ"]}
    bucket = resource("aws_s3_bucket", {"id": "b", "bucket": "b", "acl": None, "grant": [owner, world]})
    beside = resource("aws_s3_bucket_acl", {"id": "b", "bucket": "b", **acl}, address=address)
    told = outcomes(evaluator, snapshot(bucket, beside), "s3-acl-public")
    assert (told["aws_s3_bucket"] is Outcome.FAIL) is is_told
