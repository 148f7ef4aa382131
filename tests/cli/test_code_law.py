"""Nothing that code only may say is proven by it: forms, conditions, files, modules that Terraform takes otherwise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.app import run
from tests.git import git

BUCKET = 'resource "aws_s3_bucket" "b" { bucket = "acme-x" }\n'
TAGS = 'provider "aws" { default_tags { tags = { Environment = "prod", Owner = "web" } } }\n'


def protections(extra: str, bucket: str = '"acme-x"') -> str:
    """Return all that a bucket needs, each with something more."""
    names = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
    switches = "\n".join(f"{name} = true" for name in names)
    sse = 'rule {\napply_server_side_encryption_by_default { sse_algorithm = "aws:kms" }\n}'
    bodies = {
        "public_access_block": switches,
        "versioning": 'versioning_configuration { status = "Enabled" }',
        "logging": 'target_bucket = "logs"\ntarget_prefix = "x/"',
        "server_side_encryption_configuration": sse,
    }
    return "".join(
        f'resource "aws_s3_bucket_{name}" "b" {{\nbucket = {bucket}\n{extra}\n{body}\n}}\n'
        for name, body in bodies.items()
    )


def rule(networks: str) -> str:
    """Return a group with a rule for SSH from networks, of which a variable may give some."""
    head = 'variable "c" {}\nresource "aws_security_group" "g" {\ndescription = "d"\ningress {\n'
    return f'{head}protocol = "tcp"\nfrom_port = 22\nto_port = 22\n{networks}\n}}\n}}\n'


GROUP = {"description": "ssh", "from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"]}


def group(ingress: object) -> str:
    return json.dumps({"resource": {"aws_security_group": {"g": {"description": "web", "ingress": ingress}}}})


MODULES = {
    "Modules": [
        {"Key": "", "Source": "", "Dir": "."},
        {"Key": "p", "Source": "git::https://github.com/acme/v.git?ref=v1", "Dir": ".terraform/modules/p"},
        {"Key": "q", "Source": "registry.terraform.io/acme/v/aws", "Version": "1.2.3", "Dir": ".terraform/modules/p"},
    ]
}
VOLUME = 'resource "aws_ebs_volume" "v" {\nencrypted = true\navailability_zone = "a"\nsize = 1\n}\n'


def installed(call: str) -> dict[str, str]:
    return {
        "main.tf": call,
        ".terraform/modules/modules.json": json.dumps(MODULES),
        ".terraform/modules/p/main.tf": VOLUME,
    }


NO_GO = {
    "an object for a block": {"main.tf.json": group(GROUP)},
    "lists of objects for a block": {"main.tf.json": group([[GROUP]])},
    "files that Terraform ignores": {"main.tf": BUCKET, ".protect.tf": protections("")},
    "a file of an editor": {"main.tf": BUCKET, "protect.tf~": protections("")},
    "none of each": {"main.tf": BUCKET + protections("count = 0")},
    "what OpenTofu does not make": {"main.tf": BUCKET + protections("lifecycle {\nenabled = false\n}")},
    "the world among what is unknown": {
        "main.tf": rule('cidr_blocks = ["0.0.0.0/0"]\nipv6_cidr_blocks = [var.c]'),
    },
}
UNPROVEN = {
    "a condition that is false by default": {
        "main.tf": 'variable "on" { default = false }\n' + BUCKET + protections("count = var.on ? 1 : 0")
    },
    "a set that is empty by default": {
        "main.tf": 'variable "on" { default = [] }\n' + BUCKET + protections("for_each = toset(var.on)")
    },
    "a condition of OpenTofu": {
        "main.tf": 'variable "on" {}\n' + BUCKET + protections("lifecycle {\nenabled = var.on\n}")
    },
    "a network that a variable gives": {
        "main.tf": rule("cidr_blocks = [var.c]"),
    },
    "a module of another ref": installed('module "p" { source = "git::https://github.com/acme/v.git?ref=v2" }\n'),
    "a module of another version": installed('module "q" {\nsource = "acme/v/aws"\nversion = "~> 2.0"\n}\n'),
    "a module of another source": installed('module "q" {\nsource = "acme/w/aws"\nversion = "1.2.3"\n}\n'),
    "blocks in one another": {"main.tf": 'resource "aws_sqs_queue" "q" {\n' + "x {\n" * 300 + "}\n" * 300 + "}\n"},
    "a bucket of any name": {"main.tf": 'variable "n" {}\n' + BUCKET + protections("", "data.aws_s3_bucket.o.id")},
}
GO = {
    "what is null is what AWS makes of it": {
        "main.tf": 'resource "aws_sqs_queue" "q" {\nname = "q"\npolicy = null\nkms_master_key_id = "k"\n}\n'
    },
    "what belongs to it by reference": {"main.tf": BUCKET + protections("", "aws_s3_bucket.b.id")},
    "a local that leads to it": {
        "main.tf": "locals { name = aws_s3_bucket.b.id }\n" + BUCKET + protections("", "local.name")
    },
    "a condition that is certain": {"main.tf": BUCKET + protections("count = 2 > 1 ? 1 : 0", "aws_s3_bucket.b.id")},
    "modules as they are called": installed(
        'module "p" { source = "git::https://github.com/acme/v.git?ref=v1" }\n'
        'module "q" {\nsource = "acme/v/aws"\nversion = ">= 1.0, < 2.0"\n}\n'
    ),
    "a module's output": {
        "main.tf": 'module "b" { source = "./b" }\n' + protections("", "module.b.id"),
        "b/main.tf": TAGS + BUCKET + 'output "id" { value = aws_s3_bucket.b.id }\n',
    },
}


@pytest.mark.parametrize(
    ("files", "codes"),
    [
        *(pytest.param(files, {1}, id=name) for name, files in NO_GO.items()),
        *(pytest.param(files, {1, 3}, id=name) for name, files in UNPROVEN.items()),
        *(pytest.param(files, {0}, id=name) for name, files in GO.items()),
    ],
)
def test_what_code_proves(
    files: dict[str, str], codes: set[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in files.items():
        path = tmp_path / "infra" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            text
            if name.startswith(".terraform/modules/m") or name.endswith(".json")
            else TAGS * (name == "main.tf") + text
        )
    assert run(["policy", "check", "hcl:infra", "--fail-on", "high"]) in codes


@pytest.mark.parametrize("name", UNPROVEN)
def test_what_code_does_not_prove_is_no_failure_that_is_made_up(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for file, text in UNPROVEN[name].items():
        path = tmp_path / "infra" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text if file.endswith(".json") else TAGS * (file == "main.tf") + text)
    assert run(["policy", "check", "hcl:infra"]) == 3


INSTALLED = next(files for name, files in GO.items() if name == "modules as they are called")


@pytest.mark.parametrize(
    ("tracked", "code"),
    [
        ((), 0),
        ((".terraform/modules/modules.json",), 3),
        ((".terraform/modules/p/main.tf",), 3),
        ((".terraform/environment",), 3),
    ],
    ids=["nothing", "the manifest", "the code", "another file"],
)
@pytest.mark.parametrize("behind", ["infra", "link"])
def test_an_installation_that_git_keeps_proves_nothing(
    tracked: tuple[str, ...],
    code: int,
    behind: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "init", "-q")
    (tmp_path / "link").symlink_to("infra")
    for name, text in {**INSTALLED, ".terraform/environment": "prod"}.items():
        path = tmp_path / "infra" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    git(tmp_path, "add", "-f", "infra/main.tf", *(f"infra/{name}" for name in tracked))
    git(tmp_path, "commit", "-q", "-m", "x")
    assert run(["policy", "check", f"hcl:{behind}"]) == code
    out = capsys.readouterr().out
    if tracked:
        assert f"git keeps {tracked[0]}" in out
        assert "git rm -r --cached .terraform, then run `terraform init`" in out
