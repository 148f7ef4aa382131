"""Repositories of the shapes that people keep: one state, workspaces, units of Terragrunt.

Written after public ones, in shape and not in text: gruntwork-io/terragrunt-infrastructure-live-example (units below
account and region), devopscorner/terraform-infra (code that asks for its workspace), and
eachu194/amazon-terraform-3-tier-infra (one folder, one backend).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ACCOUNTS = {"prod": "111122223333", "dev": "444455556666", "preprod": "444455556666"}
_PROVIDER = 'provider "aws" {\n  region = "eu-west-1"\n}\n'
_CODE = f"""{_PROVIDER}
resource "aws_sqs_queue" "orders" {{
  name                    = "orders"
  sqs_managed_sse_enabled = true
}}
"""
_ROOT = """locals {
  account_vars = read_terragrunt_config(find_in_parent_folders("account.hcl"))
  region_vars  = read_terragrunt_config(find_in_parent_folders("region.hcl"))
  account_name = local.account_vars.locals.account_name
  region       = local.region_vars.locals.aws_region
}

remote_state {
  backend = "s3"
  config = {
    bucket  = "${get_env("PREFIX", "")}acme-states-${local.account_name}"
    key     = "${path_relative_to_include()}/terraform.tfstate"
    region  = local.region
    encrypt = true
  }
}
"""
_UNIT = """include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "git::https://git.example/modules.git//queue?ref=v1.4.0"
}
"""


def state(*types: str, account: str = ACCOUNTS["prod"], region: str = "eu-west-1") -> str:
    """Return a state with one resource of each type; those of AWS have an ARN there."""
    resources = [
        {
            "mode": "managed",
            "type": type_,
            "name": "this",
            "provider": f'provider["registry.terraform.io/hashicorp/{type_.partition("_")[0]}"]',
            "instances": [{"schema_version": 0, "attributes": _attributes(type_, account, region)}],
        }
        for type_ in types
    ]
    head: dict[str, Any] = {"version": 4, "terraform_version": "1.11.4", "serial": 3, "lineage": f"l-{account}"}
    return json.dumps({**head, "outputs": {}, "resources": resources})


def write_files(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files below a folder and return it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def single() -> dict[str, str]:
    """Return one folder of code with its state, tests by pytest and a pipeline of GitHub."""
    return {
        "main.tf": _CODE,
        "terraform.tfstate": state("aws_sqs_queue", "random_id", "datadog_monitor", "aws_appconfig_environment"),
        "pyproject.toml": '[tool.pytest.ini_options]\ntestpaths = ["tests"]\n',
        "results/pytest.xml": '<testsuites><testsuite name="pytest" tests="1" timestamp="2026-11-20T08:00:00+00:00">'
        '<testcase classname="tests.test_orders" name="test_total" time="0.01"/></testsuite></testsuites>',
        ".github/workflows/test.yml": "on: push\n",
    }


def workspaces() -> dict[str, str]:
    """Return code for prod and preprod as local workspaces, and more of it with a backend in S3."""
    tail = '    region = "eu-west-1"\n  }\n}\nlocals { env = terraform.workspace }\n'
    backend = 'terraform {\n  backend "s3" {\n    bucket = "acme-states"\n    key    = "edge.tfstate"\n'
    return {
        "app/main.tf": _CODE,
        "app/terraform.tfstate.d/prod/terraform.tfstate": state("aws_sqs_queue"),
        "app/terraform.tfstate.d/preprod/terraform.tfstate": state("aws_sqs_queue", account=ACCOUNTS["preprod"]),
        "edge/main.tf": f"{_PROVIDER}{backend}{tail}",
        "edge/prod.tfvars": "size = 3\n",
        "edge/preprod.tfvars": "size = 1\n",
        ".gitlab-ci.yml": "test: { script: [make] }\n",
    }


def terragrunt() -> dict[str, str]:
    """Return units below accounts and regions, whose states are where the root file says."""
    files = {"root.hcl": _ROOT, "Jenkinsfile": "pipeline {}\n"}
    for name, account in (("prod", ACCOUNTS["prod"]), ("non-prod", ACCOUNTS["dev"])):
        files[f"{name}/account.hcl"] = f'locals {{\n  account_name = "{name}"\n  aws_account_id = "{account}"\n}}\n'
        files[f"{name}/eu-west-1/region.hcl"] = 'locals {\n  aws_region = "eu-west-1"\n}\n'
        for environment in ("prod",) if name == "prod" else ("dev", "qa"):
            for component in ("mysql", "queue"):
                files[f"{name}/eu-west-1/{environment}/{component}/terragrunt.hcl"] = _UNIT
    return files


SHAPES = {"single": single, "workspaces": workspaces, "terragrunt": terragrunt}


def _attributes(type_: str, account: str, region: str) -> dict[str, Any]:
    if not type_.startswith("aws_"):
        return {"id": "x"}
    return {"id": "orders", "arn": f"arn:aws:sqs:{region}:{account}:orders"}
