"""The checks of what policies of IAM grant: our sets say what Checkov itself says, of documents of every kind."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from engine.jsontext.digest import parse_json
from tests.checkov import RUNNER, find_checkov

DRIVER = Path(__file__).parents[3] / "policies" / "evaluators" / "checkov"
ASKED = {"CKV_AWS_286", "CKV_AWS_287", "CKV_AWS_288", "CKV_AWS_289", "CKV_AWS_290", "CKV_AWS_355"}
# Runs in Checkov's environment: the driver as it is, or with Checkov's own way of working out what is granted.
PLAIN = """\
import sys
source = open(sys.argv[1]).read().replace("    hasten()\\n", "")
exec(compile(source, sys.argv[1], "exec"), {"__name__": "__main__", "__file__": sys.argv[1]})
"""
SERVICES = ("s3", "ec2", "iam", "sqs", "kms", "lambda", "dynamodb", "sts", "ssm", "glue", "ecr", "secretsmanager")
VERBS = ("Get*", "List*", "Put*", "*", "PassRole", "GetObject", "getobject", "CreatePolicyVersion", "Nope", "Get?bject")
ODD: tuple[Any, ...] = (
    {"Version": "2012-10-17", "Statement": []},
    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}},
    {"Statement": [{"Effect": "Allow", "Resource": "*"}]},
    {"Statement": [{"Action": "*", "Resource": "*"}]},
    {"Statement": [{"Effect": "Allow", "Action": ["nocolon"], "Resource": "*"}]},
    {"Statement": [{"Effect": "Allow", "Action": [7], "Resource": "*"}]},
    {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": ["*", "arn:aws:s3:::b"]}]},
    {"Statement": [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}]},
    {"Statement": [{"Effect": "Allow", "NotAction": ["s3:Get*"], "Resource": "arn:aws:s3:::b/*"}]},
    {"Statement": [{"Effect": "Deny", "NotAction": ["s3:Get*"], "Resource": "*"}]},
    {"Statement": [{"Effect": "Allow", "Action": "*:*", "Resource": "*"}]},
    {"Statement": [{"Effect": "Allow", "Action": "S3:GETOBJECT", "Resource": "*"}]},
    {"Statement": [{"Effect": "Allow", "Action": ["ecr:GetAuthorizationToken"], "Resource": "*"}]},
    {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"a": "true"}}}]},
    {"Statement": "nothing"},
    [],
)


def documents() -> list[str]:
    draw = random.Random(17)
    found = [json.dumps(document) for document in ODD]
    for _ in range(150):
        statements = []
        for _ in range(draw.randint(1, 4)):
            actions = [f"{draw.choice(SERVICES)}:{draw.choice(VERBS)}" for _ in range(draw.randint(1, 5))]
            resource = draw.choice(["*", ["*"], ["arn:aws:s3:::b/*"], ["*", "arn:aws:s3:::b/*"]])
            effect = draw.choice(["Allow", "Allow", "Allow", "Deny"])
            one: dict[str, Any] = {"Effect": effect, "Action": actions, "Resource": resource}
            if draw.random() < 0.2:
                one["Condition"] = {"Bool": {"aws:SecureTransport": "true"}}
            statements.append(one)
        found.append(json.dumps({"Version": "2012-10-17", "Statement": statements}))
    return found


def asked(command: list[str]) -> dict[tuple[str, str], Any]:
    types = ("aws_iam_policy", "aws_iam_role_policy", "aws_iam_user_policy", "aws_iam_group_policy")
    resources = [
        {
            "address": f"{(type_ := types[number % 4])}.r{number}", "mode": "managed", "type": type_,
            "name": f"r{number}", "values": {"policy": text}, "expressions": {},
        }
        for number, text in enumerate(documents())
    ]  # fmt: skip
    result = RUNNER.run(command, timeout=300, stdin=json.dumps({"resources": resources}).encode())
    answers = parse_json(result.stdout, name="answers")["answers"]
    return {(one[0], one[1]): (one[2], one[3]) for one in answers if one[0] in ASKED}


@pytest.mark.tool
def test_what_is_granted_is_what_checkov_itself_says_with_the_same_places() -> None:
    python = str(find_checkov().parent / "python")
    ours = asked([python, "-I", "-B", str(DRIVER / "driver.py")])
    plain = asked([python, "-I", "-B", "-c", PLAIN, str(DRIVER / "driver.py")])
    assert {letter for letter, _ in plain.values()} == {"P", "F", "U"}
    assert len(plain) == len(documents()) * len(ASKED)
    assert ours == plain
