"""In code two blocks of different configurations of a provider belong to one another by a reference, and by no name.

Nobody knows of code in which account and region a configuration is: what is called the same may be another thing there.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.model.outcome import Outcome
from engine.model.snapshot import Side, Snapshot
from engine.run.take import take_snapshot
from fixtures.estate.recording import TAKEN
from policies.authoring.cases import outcome_of
from policies.evaluators.wasm import RegoEvaluator
from tests.policies.test_borrowed import collector_of_plan, of_code, planned
from tests.repositories import write_files

DENY = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "iam:PassRole", "Resource": "*"}]}
)
TRUST = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}
ROLE = f"""
provider "aws" {{}}
provider "aws" {{ alias = "o" }}
resource "aws_iam_role" "r" {{
  name               = "deploy"
  assume_role_policy = jsonencode({json.dumps({"Version": "2012-10-17", "Statement": [TRUST]})})
}}
resource "aws_iam_role_policy_attachment" "a" {{
  role       = aws_iam_role.r.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEC2FullAccess"
}}
resource "aws_iam_role_policy_attachment" "b" {{
  role       = aws_iam_role.r.name
  policy_arn = "arn:aws:iam::aws:policy/AWSDataSyncFullAccess"
}}
"""


def denying(role: str, more: str = "") -> str:
    """Return code that takes the way to more power from a role."""
    return f'resource "aws_iam_role_policy" "d" {{\n  {more}\n  role = {role}\n  policy = {json.dumps(DENY)}\n}}\n'


CALL = 'module "m" {{\n  source = "./m"\n  {0}\n}}\n'
OTHER, OWN = "provider = aws.o", "provider = aws"
ROLES = {
    "nothing is denied": ({"main.tf": ROLE}, Outcome.FAIL),
    "by the name": ({"main.tf": ROLE + denying('"deploy"')}, Outcome.PASS),
    "by the name, and the provider without a name": ({"main.tf": ROLE + denying('"deploy"', OWN)}, Outcome.PASS),
    "by the name, of another provider": ({"main.tf": ROLE + denying('"deploy"', OTHER)}, Outcome.FAIL),
    "by a reference, of another provider": ({"main.tf": ROLE + denying("aws_iam_role.r.name", OTHER)}, Outcome.PASS),
    "in a module": ({"main.tf": ROLE + CALL.format(""), "m/main.tf": denying('"deploy"')}, Outcome.PASS),
    "in a module that is given another provider": (
        {"main.tf": ROLE + CALL.format("providers = { aws = aws.o }"), "m/main.tf": denying('"deploy"')},
        Outcome.FAIL,
    ),
    "in a module with a provider of its own": (
        {"main.tf": ROLE + CALL.format(""), "m/main.tf": 'provider "aws" {}\n' + denying('"deploy"')},
        Outcome.FAIL,
    ),
    "in a module of one that is given another provider": (
        {
            "main.tf": ROLE + CALL.format("providers = { aws = aws.o }"),
            "m/main.tf": CALL.format("").replace('"m"', '"n"').replace("./m", "./n"),
            "m/n/main.tf": denying('"deploy"'),
        },
        Outcome.FAIL,
    ),
}


def of_files(files: dict[str, str], folder: Path) -> Snapshot:
    """Return what the Terraform code in files declares."""
    return of_code(files["main.tf"], write_files(folder, files))


@pytest.mark.parametrize(("files", "outcome"), ROLES.values(), ids=ROLES)
def test_a_deny_of_another_provider_denies_nothing(
    files: dict[str, str], outcome: Outcome, evaluator: RegoEvaluator, tmp_path: Path
) -> None:
    (tmp_path / "main.tf").touch()
    policy = "iam-escalation-together"
    found = outcome_of(policy, evaluator.evaluate(of_files(files, tmp_path)).results)
    assert found is outcome


REPOSITORY = 'provider "aws" { alias = "us" }\nresource "aws_ecr_repository" "a" {\n  name = "app"\n  MORE\n}\n'
RULES = {"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any"}, "action": {"type": "expire"}}]}


def kept(repository: str, mine: str, theirs: str) -> str:
    """Return code of a repository with a policy of when its images expire."""
    text = f"repository = {repository}\n  policy = {json.dumps(json.dumps(RULES))}\n  {theirs}"
    return REPOSITORY.replace("MORE", mine) + f'resource "aws_ecr_lifecycle_policy" "p" {{\n  {text}\n}}\n'


LIFECYCLES = {
    "none": (REPOSITORY.replace("MORE", ""), Outcome.FAIL),
    "the same": (kept('"app"', "", ""), Outcome.PASS),
    "both another": (kept('"app"', "provider = aws.us", "provider = aws.us"), Outcome.PASS),
    "one another": (kept('"app"', "", "provider = aws.us"), Outcome.INCONCLUSIVE),
    "the other another": (kept('"app"', "provider = aws.us", ""), Outcome.INCONCLUSIVE),
    "one of several": (
        kept('"app"', "provider = aws.by[each.key]", "provider = aws.by[each.key]"),
        Outcome.INCONCLUSIVE,
    ),
    "one another by a reference": (kept("aws_ecr_repository.a.name", "", "provider = aws.us"), Outcome.PASS),
}


@pytest.mark.parametrize(("text", "outcome"), LIFECYCLES.values(), ids=LIFECYCLES)
def test_what_only_may_belong_to_it_is_unproven(
    text: str, outcome: Outcome, evaluator: RegoEvaluator, tmp_path: Path
) -> None:
    found = outcome_of("registry-lifecycle", evaluator.evaluate(of_code(text, tmp_path)).results)
    assert found is outcome


VOLUME = """
provider "aws" {}
provider "aws" { alias = "o" }
resource "aws_ebs_volume" "v" {
  availability_zone = "eu-west-1a"
  size              = 8
  %s
}
resource "aws_ebs_encryption_by_default" "d" {
  %s
}
variable "where" {}
"""
DEFAULTS = {
    "the same": ("", "", Outcome.PASS),
    "the same by its name": ("", OWN, Outcome.PASS),
    "both of another": (OTHER, OTHER, Outcome.PASS),
    "of another": ("", OTHER, Outcome.INCONCLUSIVE),
    "switched off": ("", "enabled = false", Outcome.INCONCLUSIVE),
    "perhaps there": ("", "count = var.where == null ? 0 : 1", Outcome.INCONCLUSIVE),
    "for another region": ("", 'region = "us-east-1"', Outcome.INCONCLUSIVE),
    "for a region that only an apply tells": ("", "region = var.where", Outcome.INCONCLUSIVE),
    "both for a region that only an apply tells": ("region = var.where", "region = var.where", Outcome.INCONCLUSIVE),
}


@pytest.mark.parametrize(("volume", "default", "outcome"), DEFAULTS.values(), ids=DEFAULTS)
def test_a_default_of_an_account_is_that_of_the_same_configuration(
    volume: str, default: str, outcome: Outcome, evaluator: RegoEvaluator, tmp_path: Path
) -> None:
    found = of_code(VOLUME % (volume, default), tmp_path)
    assert outcome_of("compute-volume-encrypted", evaluator.evaluate(found).results) is outcome


@pytest.mark.parametrize(
    ("configurations", "outcome"),
    [
        (("aws", "aws"), Outcome.PASS),
        (("aws.o", "aws.o"), Outcome.PASS),
        (("aws", "aws.o"), Outcome.INCONCLUSIVE),
        (("aws", "module.m:aws"), Outcome.INCONCLUSIVE),
        (("aws", None), Outcome.INCONCLUSIVE),
        ((None, None), Outcome.INCONCLUSIVE),
    ],
)
def test_a_default_in_a_plan_is_that_of_the_same_configuration(
    configurations: tuple[str | None, str | None], outcome: Outcome, evaluator: RegoEvaluator, tmp_path: Path
) -> None:
    told: list[tuple[str, dict[str, Any], list[str]]] = [
        ("aws_ebs_volume", {"size": 8}, ["encrypted"]),
        ("aws_ebs_encryption_by_default", {"enabled": True}, ["id"]),
    ]
    plans = []
    for (type_, values, unknown), key in zip(told, configurations, strict=True):
        one = {"address": f"{type_}.x", "mode": "managed", "type": type_, "name": "x"}
        plans.append(planned(one, values, unknown, {}))
        if key is not None:
            plans[-1]["configuration"]["root_module"]["resources"][0]["provider_config_key"] = key
    document, other = plans
    document["planned_values"]["root_module"]["resources"] += other["planned_values"]["root_module"]["resources"]
    document["configuration"]["root_module"]["resources"] += other["configuration"]["root_module"]["resources"]
    document["resource_changes"] += other["resource_changes"]
    (tmp_path / "plan.json").write_text(json.dumps(document))
    found = take_snapshot(
        [collector_of_plan(tmp_path)], environment="prod", side=Side.DESIRED, epoch="tests", now=TAKEN
    )
    assert outcome_of("compute-volume-encrypted", evaluator.evaluate(found).results) is outcome
