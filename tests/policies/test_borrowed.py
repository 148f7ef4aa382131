"""A value that is another resource's attribute is set: it answers whether, and never which."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.model.identity import Borrowed, Intent, Reference
from engine.model.outcome import Outcome
from engine.model.path import Name
from engine.model.snapshot import Resource, Side, Snapshot, SourceKind, SourceRef
from engine.run.take import take_snapshot
from fixtures.estate.recording import TAKEN
from policies.authoring.cases import outcome_of
from policies.evaluators.wasm import RegoEvaluator
from policies.facts.facts import EFFECTIVE, REACHABLE
from policies.facts.known import BORROWED
from snapshots.aws.judging import JUDGING
from snapshots.terraform.backends.files import FileBackend
from snapshots.terraform.code.collector import CodeCollector
from snapshots.terraform.code.files import CodeReader
from snapshots.terraform.collector import TerraformCollector
from tests.builders import PROVIDER, resource, snapshot
from tests.profiles import sample
from tests.shipped import shipped_cases, shipped_sources
from tests.vulnerable import REDACTOR

READING = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}],
    }
)
KEY = 'resource "aws_kms_key" "k" {}\n'


def of_code(text: str, folder: Path) -> Snapshot:
    """Return what Terraform code declares."""
    (folder / "main.tf").write_text(text)
    return take_snapshot([collector_of_code(folder)], environment="prod", side=Side.DESIRED, epoch="tests", now=TAKEN)


def collector_of_code(folder: Path) -> CodeCollector:
    reader = CodeReader(redactor=REDACTOR, schema=PROVIDER)
    return CodeCollector(location="code", path=folder, redactor=REDACTOR, reader=reader)


def secret(expression: str) -> str:
    """Return code of a secret with a key."""
    return f'{KEY}resource "aws_secretsmanager_secret" "s" {{\n  kms_key_id = {expression}\n}}\n'


SET = {
    "a reference": secret("aws_kms_key.k.arn"),
    "its id": secret("aws_kms_key.k.key_id"),
    "one of several": secret("aws_kms_key.k[0].arn"),
    "through a local": secret("local.key") + "locals {\n  key = aws_kms_key.k.arn\n}\n",
    "a condition that is known": secret("true ? aws_kms_key.k.arn : null"),
}
OPEN = {
    "another attribute": secret("aws_kms_key.k.description"),
    "another type": secret("aws_ssm_parameter.k.arn"),
    "a data source": secret("data.aws_kms_key.k.arn"),
    "what a module gives": secret("module.keys.arn"),
    "a part of it": secret('split("/", aws_kms_key.k.arn)[1]'),
    "what may be refused": secret("try(aws_kms_key.k[0].arn, null)"),
    "one or nothing, by what nobody knows": secret("var.on ? aws_kms_key.k.arn : null") + 'variable "on" {}\n',
    "one or nothing, by a default": secret("var.on ? aws_kms_key.k.arn : null")
    + 'variable "on" {\n  default = true\n}\n',
    "one or another": secret("coalesce(var.key, aws_kms_key.k.arn)") + 'variable "key" {}\n',
}


@pytest.mark.parametrize("text", SET.values(), ids=SET)
def test_what_is_set_in_code(text: str, evaluator: RegoEvaluator, tmp_path: Path) -> None:
    assert judged(evaluator, of_code(text, tmp_path)) is Outcome.PASS


@pytest.mark.parametrize("text", OPEN.values(), ids=OPEN)
def test_what_nobody_knows_in_code(text: str, evaluator: RegoEvaluator, tmp_path: Path) -> None:
    assert judged(evaluator, of_code(text, tmp_path)) is Outcome.INCONCLUSIVE


def test_a_variable_of_a_module_hands_it_on(evaluator: RegoEvaluator, tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "main.tf").write_text(
        'variable "key" {\n  type = string\n}\nresource "aws_secretsmanager_secret" "s" {\n  kms_key_id = var.key\n}\n'
    )
    text = KEY + 'module "inner" {\n  source = "./inner"\n  key = aws_kms_key.k.arn\n}\n'
    assert judged(evaluator, of_code(text, tmp_path)) is Outcome.PASS


def judged(evaluator: RegoEvaluator, taken: Snapshot, policy: str = "secretsmanager-secret-key") -> Outcome:
    """Return what a policy says of an estate."""
    return outcome_of(policy, evaluator.evaluate(taken).results)


@pytest.mark.parametrize(
    ("references", "outcome"),
    [
        (["aws_kms_key.k.arn", "aws_kms_key.k"], Outcome.PASS),
        (["aws_kms_key.k[0].arn", "aws_kms_key.k[0]", "aws_kms_key.k"], Outcome.PASS),
        (["var.on", "aws_kms_key.k.arn", "aws_kms_key.k"], Outcome.PASS),  # else it would be known
        (["aws_kms_key.k.description", "aws_kms_key.k"], Outcome.INCONCLUSIVE),
        (["aws_kms_key.k"], Outcome.INCONCLUSIVE),
        (["aws_kms_key.k.arn", "aws_kms_key.k", "aws_kms_key.l.arn", "aws_kms_key.l"], Outcome.INCONCLUSIVE),
        (["data.aws_kms_key.k.arn", "data.aws_kms_key.k"], Outcome.INCONCLUSIVE),
        (["local.key"], Outcome.INCONCLUSIVE),
        (["module.keys.arn", "module.keys"], Outcome.INCONCLUSIVE),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, list) else "",
)
def test_what_a_plan_refers_to(
    references: list[str], outcome: Outcome, evaluator: RegoEvaluator, tmp_path: Path
) -> None:
    assert judged(evaluator, of_plan(references, tmp_path)) is outcome


def of_plan(references: list[str], folder: Path) -> Snapshot:
    """Return what a plan of a secret says whose key refers to something."""
    secret = {
        "address": "aws_secretsmanager_secret.s",
        "mode": "managed",
        "type": "aws_secretsmanager_secret",
        "name": "s",
    }
    document = planned(secret, {"name": "s", "replica": []}, ["kms_key_id"], {"kms_key_id": {"references": references}})
    (folder / "plan.json").write_text(json.dumps(document))
    return take_snapshot([collector_of_plan(folder)], environment="prod", side=Side.DESIRED, epoch="tests", now=TAKEN)


def planned(one: dict[str, Any], values: dict[str, Any], unknown: list[str], written: dict[str, Any]) -> dict[str, Any]:
    """Return a first plan of one resource, some attributes of which only an apply tells."""
    after_unknown = dict.fromkeys(unknown, True)
    change = {"actions": ["create"], "before": None, "after": values, "after_unknown": after_unknown}
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "complete": True,
        "errored": False,
        "planned_values": {"root_module": {"resources": [{**one, "values": values}]}},
        "resource_changes": [{**one, "change": change}],
        "configuration": {"root_module": {"resources": [{**one, "expressions": written}]}},
    }


def collector_of_plan(folder: Path) -> TerraformCollector:
    return TerraformCollector(
        source=SourceRef(kind=SourceKind.TFPLAN, location="plan.json"),
        backend=FileBackend(location="plan.json", path=folder / "plan.json"),
        redactor=REDACTOR,
        provider=PROVIDER,
    )


def attached(type_: str, attribute: str, to: str, *, declared: bool) -> Resource:
    """Return a resource of code or of a plan with an attribute that refers to another one's ARN."""
    path = (Name(attribute),)
    intent = Intent(
        unknown=(path,),
        borrowed=(Borrowed(path=path, type=to.partition(".")[0], attribute="arn", certain=declared),),
        refers=(Reference(attribute=attribute, address=to, step="arn"),),
    )
    told = {"group": "g", "action": "lambda:InvokeFunction", "principal": "events.amazonaws.com", "function_name": "f"}
    return resource(type_, told, declared=declared, code=told, intent=intent, id="")


WHICH = [
    ("aws_iam_group_policy_attachment", "policy_arn", "aws_iam_policy.p", "iam-admin-attachment"),
    ("aws_lambda_permission", "source_arn", "aws_cloudwatch_event_rule.p", "lambda-permission-source"),
]


@pytest.mark.parametrize(("type_", "attribute", "to", "policy"), WHICH, ids=[row[0] for row in WHICH])
def test_a_plan_tells_that_something_is_set_and_never_which(
    type_: str, attribute: str, to: str, policy: str, evaluator: RegoEvaluator
) -> None:
    # Terraform writes `replace(aws_iam_policy.p.arn, "/.*/", "arn:aws:iam::aws:policy/AdministratorAccess")` the same.
    told = {of: attached(type_, attribute, to, declared=of == "code") for of in ("code", "plan")}
    found = {of: judged(evaluator, snapshot(item), policy) for of, item in told.items()}
    assert found == {"code": Outcome.PASS, "plan": Outcome.INCONCLUSIVE}


BESIDE = {
    "the same reference": ("aws_iam_policy.p.arn", Outcome.PASS),
    "through a local": ("local.policy", Outcome.PASS),
    "a function of it": (
        'replace(aws_iam_policy.p.arn, "/.*/", "arn:aws:iam::aws:policy/Admin")',
        Outcome.INCONCLUSIVE,
    ),
    "a text around it": ('"${aws_iam_policy.p.arn}x"', Outcome.INCONCLUSIVE),
    "another policy, as the code is by now": ("aws_iam_policy.q.arn", Outcome.INCONCLUSIVE),
    "one or another": ("coalesce(var.policy, aws_iam_policy.p.arn)", Outcome.INCONCLUSIVE),
}


@pytest.mark.parametrize(("expression", "outcome"), BESIDE.values(), ids=BESIDE)
def test_the_code_beside_a_plan_tells_which(
    expression: str, outcome: Outcome, evaluator: RegoEvaluator, tmp_path: Path
) -> None:
    type_ = "aws_iam_group_policy_attachment"
    told = {"address": f"{type_}.a", "mode": "managed", "type": type_, "name": "a"}
    written = {
        "group": {"constant_value": "g"},
        "policy_arn": {"references": ["aws_iam_policy.p.arn", "aws_iam_policy.p"]},
    }
    document = planned(told, {"group": "g"}, ["policy_arn"], written)
    policy = {"address": "aws_iam_policy.p", "mode": "managed", "type": "aws_iam_policy", "name": "p"}
    document["planned_values"]["root_module"]["resources"].append(
        {**policy, "values": {"name": "p", "policy": READING}}
    )
    (tmp_path / "plan.json").write_text(json.dumps(document))
    policies = "".join(
        f'resource "aws_iam_policy" "{name}" {{\n  policy = jsonencode({READING})\n}}\n' for name in "pq"
    )
    (tmp_path / "main.tf").write_text(
        f'variable "policy" {{}}\nlocals {{\n  policy = aws_iam_policy.p.arn\n}}\n{policies}'
        f'resource "aws_iam_group_policy_attachment" "a" {{\n  group = "g"\n  policy_arn = {expression}\n}}\n'
    )
    found = take_snapshot(
        [collector_of_plan(tmp_path), collector_of_code(tmp_path)],
        environment="prod",
        side=Side.DESIRED,
        epoch="tests",
        now=TAKEN,
    )
    assert judged(evaluator, found, "iam-admin-attachment") is outcome


def test_a_boundary_of_a_plan_takes_nothing_away(evaluator: RegoEvaluator) -> None:
    def document(*actions: str) -> str:
        return json.dumps(
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]}
        )

    def told(*, declared: bool) -> Outcome:
        role = attached("aws_iam_role", "permissions_boundary", "aws_iam_policy.p", declared=declared)
        parts = [
            resource("aws_iam_role_policy", {"role": "r", "policy": document(action)}, action.replace(":", "_"))
            for action in ("iam:PassRole", "ec2:RunInstances")
        ]
        boundary = resource("aws_iam_policy", {"policy": document("s3:GetObject")}, "p")
        role = replace(role, attributes={"name": "r", "assume_role_policy": document()})
        estate = [replace(item, declared=declared, code=item.attributes) for item in (role, *parts, boundary)]
        return judged(evaluator, snapshot(*estate), "iam-escalation-together")

    assert told(declared=True) is Outcome.PASS
    assert told(declared=False) is Outcome.INCONCLUSIVE


def test_a_reference_proves_no_comparison(evaluator: RegoEvaluator) -> None:
    path = (Name("engine"),)
    intent = Intent(unknown=(path,), borrowed=(Borrowed(path=path, type="aws_kms_key", attribute="arn"),))
    group = resource(
        "aws_elasticache_replication_group", {"at_rest_encryption_enabled": None}, declared=True, intent=intent
    )
    assert judged(evaluator, snapshot(group), "elasticache-encrypted") is Outcome.INCONCLUSIVE


# What is of AWS itself, and patterns: neither is what a resource of one's own is called.
OF_AWS = re.compile(r".*alias/aws/|arn:[\w-]+:iam::aws:|AWS_OWNED|\$|.*[*?]|.*\$\{")


def replaced(value: Any, name: str = "") -> Iterator[Any]:
    """Yield a value with what is borrowed in it replaced, one attribute at a time, where that is set."""
    if isinstance(value, dict):
        for key, inner in value.items():
            for other in replaced(inner, key):
                yield {**value, key: other}
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            for other in replaced(inner, name):
                yield [*value[:at], other, *value[at + 1 :]]
    elif isinstance(value, str) and name in JUDGING.borrowed and value and not OF_AWS.match(value):
        yield BORROWED


def variants() -> list[tuple[str, Snapshot, Snapshot]]:
    """Return every case with an attribute that may be borrowed, as it is and with another value there.

    What principals may do together depends on which policies are attached, and what the internet reaches on what leads
    there: these facts follow references by themselves.
    """
    found = []
    for source in [source for source in shipped_sources() if not {EFFECTIVE, REACHABLE} & set(source.policy.facts)]:
        for case in shipped_cases(source.path):
            for at, item in enumerate(case.snapshot.resources):
                for told in replaced(dict(item.attributes)) if item.declared else ():
                    made = replace(item, attributes=told, code=told)
                    others = (made if number == at else one for number, one in enumerate(case.snapshot.resources))
                    found.append((source.policy.id, case.snapshot, snapshot(*others)))
    return found


def test_no_policy_asks_more_of_a_borrowed_attribute_than_whether_it_is_set(evaluator: RegoEvaluator) -> None:
    found = variants()
    assert len(found) > 60
    wrong = [
        policy
        for policy, one, other in sample(found, quick=60)
        if judged(evaluator, one, policy) is not judged(evaluator, other, policy)
    ]
    assert not wrong
