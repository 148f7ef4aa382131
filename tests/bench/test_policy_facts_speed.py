"""What 2,000 policy documents grant, all of them different, worked out as sets: at most 2 seconds of processor time.

Run with `make bench`.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from policies.authoring.catalog import load_pack
from policies.evaluators.wasm import RegoEvaluator
from snapshots.aws.judging import JUDGING
from snapshots.terraform.schema import ProviderSchema
from tests.bench.test_policy_speed import least
from tests.builders import resource, snapshot

pytestmark = pytest.mark.bench
DOCUMENTS = 2_000
LIMIT = 2.0  # seconds
ACTIONS = (
    *("s3:GetObject", "s3:Put*", "ec2:Describe*", "logs:*", "dynamodb:*Item", "kms:Decrypt", "sqs:SendMessage"),
    *(
        "secretsmanager:GetSecretValue",
        "iam:PassRole",
        "lambda:UpdateFunctionCode",
        "ssm:Get?arameter",
        "sts:AssumeRole",
    ),
)


def document(number: int) -> dict[str, Any]:
    """Return a document of six statements that no other number has: wildcards, conditions, and one that denies."""
    statements: list[dict[str, Any]] = [
        {
            "Sid": f"S{at}",
            "Effect": "Allow",
            "Action": [ACTIONS[(number + at * step) % len(ACTIONS)] for step in (1, 3, 5)],
            "Resource": [f"arn:aws:s3:::bucket-{number}-{at}/*", f"arn:aws:s3:::bucket-{number}-{at}"],
        }
        for at in range(4)
    ]
    statements.append(
        {
            "Effect": "Allow",
            "NotAction": ["iam:*", "organizations:*"],
            "Resource": "*" if number % 50 == 0 else f"arn:aws:sqs:eu-west-1:111122223333:q{number}",
            "Condition": {"StringEquals": {"aws:PrincipalOrgID": f"o-{number}"}},
        }
    )
    statements.append({"Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"})
    return {"Version": "2012-10-17", "Statement": statements}


def test_documents_as_sets() -> None:
    told = [
        resource("aws_iam_policy", {"name": f"p{number}", "policy": json.dumps(document(number))}, f"p{number}")
        for number in range(DOCUMENTS)
    ]
    pack = load_pack()
    policies = tuple(policy for policy in pack.policies if "aws_iam_policy" in policy.resource_types)
    evaluator = RegoEvaluator(pack, policies, judging=JUDGING, schema=ProviderSchema())
    taken = snapshot(*told)
    assert {result.outcome for result in evaluator.evaluate(taken).results}
    took = least(lambda: evaluator.evaluate(taken), 3)
    print(f"\n{DOCUMENTS} documents by {len(policies)} policies: {took:.2f} s (limit {LIMIT})")  # noqa: T201 - the figure is the result
    assert took < LIMIT
