"""What is not known is never a pass: attributes, documents and related resources that could not be read."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from engine.model.outcome import Gap, GapReason, Outcome
from engine.model.secret import marked_text
from engine.model.snapshot import Listing, Mode, Side, Snapshot
from policies.authoring.catalog import Pack
from policies.evaluators.wasm import RegoEvaluator
from policies.facts.facts import Facts
from policies.facts.neighbours import Neighbours
from tests.builders import resource, snapshot

BLOCK = "aws_s3_bucket_public_access_block"
CLOSED = dict.fromkeys(
    ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"), True
)
INSIDE: dict[str, Any] = {
    "versioning": [],
    "logging": [],
    "server_side_encryption_configuration": [],
    "grant": [],
    "policy": "",
}
SECRET = {"$secret": "0" * 32, "epoch": "e1"}
DENIED = Gap(reason=GapReason.ACCESS_DENIED, source="aws", detail="denied", types=(BLOCK,))


def judged(evaluator: RegoEvaluator, snapshot: Snapshot, policy: str) -> list[tuple[Outcome, str]]:
    """Return the outcomes and details of one policy."""
    results = evaluator.evaluate(snapshot).results
    return [(result.outcome, result.detail) for result in results if result.policy == policy]


def test_an_attribute_that_was_not_read_is_inconclusive(pack: Pack, evaluator: RegoEvaluator) -> None:
    for policy in pack.policies:
        for type_ in policy.resource_types:
            found = judged(evaluator, snapshot(resource(type_, {})), policy.id)
            if policy.required(type_) or policy.facts:
                assert {outcome for outcome, _ in found} == {Outcome.INCONCLUSIVE}, policy.id
            else:  # that it is there at all is what is wrong
                assert {outcome for outcome, _ in found} == {Outcome.FAIL}, policy.id


@pytest.mark.parametrize(
    "policy",
    [
        "not JSON",
        "{",
        "[]",
        '{"Version": "2012-10-17"}',
        '{"Statement": ["x"]}',
        '{"Statement": {"Effect": "allow", "Action": "*", "Resource": "*"}}',
        '{"Statement": {"Effect": "Allow", "Principal": ["*"], "Action": "*", "Resource": "*"}}',
        '{"Statement": {"Effect": "Allow", "Principal": {"AWS": [["*"]]}, "Action": [5], "Resource": "*"}}',
        '{"Statement": [], "Statement": []}',
        '{"Statement": {"Effect": ["Allow"], "Action": "*", "Resource": "*"}}',
        '{"Statement": {"Effect": "Allow", "Action": {}, "Resource": "*"}}',
        '{"Statement": {"Effect": "Allow", "Principal": {"AWS": {}}, "Action": "*", "Resource": "*"}}',
        '{"Statement": {"Effect": "Allow", "action": "*", "resource": "*"}}',  # names have case
        SECRET,
    ],
)
def test_a_document_that_cannot_be_understood_is_inconclusive(evaluator: RegoEvaluator, policy: Any) -> None:
    item = resource("aws_s3_bucket_policy", {"bucket": "logs", "policy": policy})
    expected = [(Outcome.INCONCLUSIVE, "policy of aws_s3_bucket_policy is no policy document")]
    assert judged(evaluator, snapshot(item), "s3-policy-public") == expected
    assert judged(evaluator, snapshot(item), "s3-tls-only") == expected


def test_a_secret_that_would_have_to_be_compared_is_inconclusive(evaluator: RegoEvaluator) -> None:
    rule = {"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": [SECRET]}
    item = resource("aws_security_group", {"description": SECRET, "ingress": [rule]})
    expected = [(Outcome.INCONCLUSIVE, "ingress of aws_security_group is a secret")]
    assert judged(evaluator, snapshot(item), "network-ssh-world") == expected
    assert judged(evaluator, snapshot(item), "network-group-description") == [(Outcome.PASS, "")]


@pytest.mark.parametrize(
    ("policy", "type_", "right", "wrong"),
    [
        ("s3-public-access-block", BLOCK, CLOSED, {**CLOSED, "ignore_public_acls": False}),
        (
            "s3-versioning",
            "aws_s3_bucket_versioning",
            {"versioning_configuration": [{"status": "Enabled"}]},
            {"versioning_configuration": [{"status": "Suspended"}]},
        ),
        (
            "s3-encryption",
            "aws_s3_bucket_server_side_encryption_configuration",
            {"rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms"}]}]},
            {"rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "AES256"}]}]},
        ),
        ("s3-logging", "aws_s3_bucket_logging", {"target_bucket": "store"}, None),
    ],
)
def test_a_bucket_is_judged_with_what_belongs_to_it(
    evaluator: RegoEvaluator,
    policy: str,
    type_: str,
    right: dict[str, Any],
    wrong: dict[str, Any] | None,
) -> None:
    bucket = resource("aws_s3_bucket", {"bucket": "data", "id": "data", **INSIDE}, account="1")

    def with_part(attributes: dict[str, Any], **fields: Any) -> list[tuple[Outcome, str]]:
        return judged(evaluator, snapshot(bucket, resource(type_, attributes, **fields)), policy)

    assert with_part({"bucket": "data", **right}, account="1") == [(Outcome.PASS, "")]
    assert with_part({"bucket": "other", **right}, account="1") == [(Outcome.FAIL, "")]
    assert with_part({"bucket": "data", **right}, account="2") == [(Outcome.FAIL, "")]
    assert with_part({"bucket": "data", **right}, mode=Mode.DATA) == [(Outcome.FAIL, "")]
    assert judged(evaluator, snapshot(bucket), policy) == [(Outcome.FAIL, "")]
    if wrong is not None:
        assert with_part({"bucket": "data", **wrong}, account="1") == [(Outcome.FAIL, "")]


def listing(complete: bool, type_: str = BLOCK) -> Listing:
    """Return the row of the coverage ledger for public access blocks."""
    return Listing(type=type_, account="1", region="eu-west-1", complete=complete, count=0)


DEFAULTS = "aws_ec2_instance_metadata_defaults"
ACCOUNT = "aws_s3_account_public_access_block"
BOTH = (listing(True), listing(True, ACCOUNT))


@pytest.mark.parametrize(
    ("fields", "untold"),
    [
        ({}, ""),
        ({"gaps": (DENIED,)}, BLOCK),
        ({"complete": False}, BLOCK),
        ({"side": Side.OBSERVED}, BLOCK),
        ({"side": Side.OBSERVED, "listings": (listing(False), BOTH[1])}, BLOCK),
        ({"side": Side.OBSERVED, "listings": BOTH}, ""),
        # A block of the account that nobody has seen mends nothing.
        ({"side": Side.OBSERVED, "listings": BOTH[:1]}, ""),
        ({"side": Side.OBSERVED, "listings": (BOTH[0], listing(False, ACCOUNT))}, ""),
        ({"side": Side.OBSERVED, "listings": BOTH, "gaps": (DENIED,)}, BLOCK),
    ],
)
def test_an_absence_counts_only_where_the_list_is_complete(
    evaluator: RegoEvaluator, fields: dict[str, Any], untold: str
) -> None:
    bucket = resource("aws_s3_bucket", {"bucket": "data"})
    outcome = Outcome.INCONCLUSIVE if untold else Outcome.FAIL
    detail = f"whether there is a {untold} is not known" if untold else ""
    assert judged(evaluator, snapshot(bucket, **fields), "s3-public-access-block") == [(outcome, detail)]


def test_what_was_found_is_judged_in_spite_of_a_gap(evaluator: RegoEvaluator) -> None:
    bucket = resource("aws_s3_bucket", {"bucket": "data"})
    block = resource(BLOCK, {"bucket": "data", **CLOSED})
    found = judged(evaluator, snapshot(bucket, block, gaps=(DENIED,)), "s3-public-access-block")
    assert found == [(Outcome.PASS, "")]


def test_data_sources_deposed_and_provider_owned_resources_are_not_judged(evaluator: RegoEvaluator) -> None:
    attributes = {"encrypted": False}
    skipped = [
        resource("aws_ebs_volume", attributes, "data", mode=Mode.DATA),
        resource("aws_ebs_volume", attributes, "deposed", deposed="0a1b2c3d"),
        resource("aws_ebs_volume", attributes, "owned", provider_owned=True),
    ]
    assert evaluator.evaluate(snapshot(*skipped)).results == ()


def test_a_violation_is_data_with_the_fields_of_its_message(evaluator: RegoEvaluator) -> None:
    document = json.dumps({"Statement": {"Effect": "Allow", "Principal": "*", "Action": ["SQS:*", "sns:Publish"]}})
    item = resource("aws_sqs_queue_policy", {"queue_url": "u", "policy": document})
    (result,) = [one for one in evaluator.evaluate(snapshot(item)).results if one.policy == "data-queue-policy-public"]
    (violation,) = result.violations
    assert (violation.path, violation.observed, violation.required) == (
        ("policy",),
        "sns:publish, sqs:*",
        "named principals",
    )
    assert violation.args == {"what": "sns:publish, sqs:*", "whom": ""}
    assert '"action":["sns:publish","sqs:*"]' in violation.pin.lower()


@pytest.mark.parametrize(
    ("type_", "name", "value", "said"),
    [
        ("aws_lambda_function", "runtime", "n$secret:" + "0" * 32, "runtime of aws_lambda_function holds a secret"),
        (
            "aws_cloudwatch_log_group",
            "retention_in_days",
            SECRET,
            "retention_in_days of aws_cloudwatch_log_group is a secret",
        ),
        (
            "aws_sns_topic_policy",
            "policy",
            '{"Statement":[{"Sid":"$secret:' + "0" * 32 + '"}]}',
            "policy of aws_sns_topic_policy holds a secret",
        ),
    ],
)
def test_what_was_hidden_of_a_text_is_never_judged(pack: Pack, type_: str, name: str, value: object, said: str) -> None:
    judging = [policy for policy in pack.policies if type_ in policy.resource_types and name in policy.requires]
    item = resource(type_, {name: value})
    facts = Facts(snapshot(item), judging)
    assert judging
    assert {facts.missing(replace(policy, requires=(name,), related=()), item) for policy in judging} == {said}


def test_a_statement_that_gives_much_is_one_finding(evaluator: RegoEvaluator) -> None:
    statement = {"Effect": "Allow", "Action": ["iam:*", "kms:*", "secretsmanager:*"], "Resource": ["*"]}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    taken = snapshot(resource("aws_iam_role_policy", {"name": "n", "role": "r", "policy": policy}))
    for name in ("iam-escalation", "iam-secret-wildcard"):
        ((outcome, _),) = judged(evaluator, taken, name)
        assert outcome is Outcome.FAIL


@pytest.mark.parametrize(
    ("type_", "attributes", "policy"),
    [
        ("aws_cognito_user_pool", {"mfa_configuration": SECRET}, "cognito-pool-mfa"),
        ("aws_eks_cluster", {"vpc_config": SECRET}, "eks-public-endpoint"),
        ("aws_iam_role", {"inline_policy": [{"name": "n", "policy": SECRET}]}, "iam-admin-policy"),
        ("aws_security_group_rule", {"type": "ingress", "cidr_blocks": SECRET}, "network-ssh-world-rule"),
        ("aws_security_group_rule", {"type": "ingress", "cidr_blocks": [SECRET]}, "network-ssh-world-rule"),
        ("aws_security_group_rule", {"type": SECRET, "cidr_blocks": ["0.0.0.0/0"]}, "network-ssh-world-rule"),
    ],
)
def test_nothing_passes_because_somebody_called_it_a_secret(
    type_: str, attributes: dict[str, Any], policy: str, evaluator: RegoEvaluator
) -> None:
    ports = {"protocol": "tcp", "from_port": 22, "to_port": 22, "ipv6_cidr_blocks": [], "prefix_list_ids": []}
    read = {**(ports if type_ == "aws_security_group_rule" else {}), **attributes}
    (found,) = judged(evaluator, snapshot(resource(type_, read)), policy)
    assert found[0] is Outcome.INCONCLUSIVE


def test_what_is_only_asked_for_being_set_may_be_a_secret(evaluator: RegoEvaluator) -> None:
    function = {"environment": [{"variables": {"TOKEN": SECRET}}], "kms_key_arn": "arn:aws:kms:eu-west-1:1:key/k"}
    taken = snapshot(resource("aws_lambda_function", function))
    assert judged(evaluator, taken, "lambda-environment-key") == [(Outcome.PASS, "")]


@pytest.mark.parametrize(
    ("type_", "child", "attribute", "name", "found"),
    [
        ("aws_ecr_repository", "aws_ecr_lifecycle_policy", "repository", "app", 0),
        ("aws_sns_topic", "aws_sns_topic_policy", "topic_arn", "arn:aws:sns:eu-west-1:1:app", 1),
        ("aws_s3_bucket", "aws_s3_bucket_policy", "bucket", "app", 1),  # the name of a bucket is one of all regions
    ],
)
def test_a_name_means_what_is_called_so_in_the_same_region(
    type_: str, child: str, attribute: str, name: str, found: int
) -> None:
    parent = resource(type_, {"id": name, "bucket": name}, account="1", region="eu-west-1", address="a.a")
    other = resource(child, {attribute: name}, account="1", region="us-east-1", address="b.b")
    if child == "aws_ecr_lifecycle_policy":
        parent = replace(parent, attributes={"id": name, "name": name})
    assert len(Neighbours([parent, other], {child}).children(parent, child)) == found
    assert len(Neighbours([parent, replace(other, region="")], {child}).children(parent, child)) == 1


@pytest.mark.parametrize(
    ("account", "told", "other"),
    [
        ("1", (Outcome.PASS, ""), "1"),
        ("1", (Outcome.FAIL, ""), "2"),
        ("", (Outcome.INCONCLUSIVE, "whether aws_s3_account_public_access_block.all belongs to it is not known"), ""),
    ],
)
def test_what_is_set_for_an_account_counts_for_what_is_in_it(
    evaluator: RegoEvaluator, account: str, told: tuple[Outcome, str], other: str
) -> None:
    bucket = resource("aws_s3_bucket", {"id": "b", "bucket": "b"}, account=account, address="aws_s3_bucket.b")
    block = resource(
        "aws_s3_account_public_access_block",
        {"id": other, **CLOSED},
        account=other,
        address="aws_s3_account_public_access_block.all",
    )
    assert judged(evaluator, snapshot(bucket, block), "s3-public-access-block") == [told]


def test_a_text_beside_it_that_is_partly_hidden_proves_nothing(pack: Pack) -> None:
    judge = replace(
        next(policy for policy in pack.policies if policy.id == "s3-public-access-block"),
        needs={BLOCK: ("bucket", "block_public_acls", "note")},
    )
    bucket = resource("aws_s3_bucket", {"id": "b", "bucket": "b"}, account="1", address="aws_s3_bucket.b")
    hidden = f"at {marked_text('0' * 32)}"
    block = resource(BLOCK, {"bucket": "b", **CLOSED, "note": hidden}, account="1", address=f"{BLOCK}.b")
    told = Facts(snapshot(bucket, block), [judge]).rests.hidden(judge, bucket)
    assert told == f"note of {BLOCK}.b is a secret"


@pytest.mark.parametrize(
    ("account", "region", "outcome"),
    [
        ("1", "eu-west-1", Outcome.PASS),
        ("1", "eu-central-1", Outcome.FAIL),
        ("2", "eu-west-1", Outcome.FAIL),
        ("1", "", Outcome.INCONCLUSIVE),
        ("", "eu-west-1", Outcome.INCONCLUSIVE),
        ("", "eu-central-1", Outcome.FAIL),
    ],
)
def test_a_setting_of_a_region_is_for_what_is_there(
    evaluator: RegoEvaluator, account: str, region: str, outcome: Outcome
) -> None:
    machine = resource("aws_launch_template", {"metadata_options": []}, account="1", region="eu-west-1")
    defaults = resource(DEFAULTS, {"http_tokens": "required"}, account=account, region=region)
    told = judged(evaluator, snapshot(machine, defaults), "compute-metadata-tokens")
    assert [one for one, _ in told] == [outcome]


def test_a_setting_of_an_account_that_may_not_be_there_mends_nothing(evaluator: RegoEvaluator) -> None:
    bucket = resource("aws_s3_bucket", {"id": "b", "bucket": "b"}, account="1", address="aws_s3_bucket.b")
    perhaps = resource(ACCOUNT, {"id": "1", **CLOSED}, account="1", address=f"{ACCOUNT}.all[*]")
    told = (Outcome.INCONCLUSIVE, f"whether {ACCOUNT}.all[*] belongs to it is not known")
    assert judged(evaluator, snapshot(bucket, perhaps), "s3-public-access-block") == [told]
