"""Files of variables are named beside their code: in the configuration, and behind an @ where a source is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.app import run
from cli.config.sources import code_of

CODE = """variable "cidr" {}
variable "port" { default = 22 }
resource "aws_security_group" "g" {
  description = "web"
  ingress {
    protocol    = "tcp"
    from_port   = var.port
    to_port     = var.port
    cidr_blocks = [var.cidr]
    description = "in"
  }
}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "main.tf").write_text(CODE)
    (tmp_path / "infra" / "open.tfvars").write_text('cidr = "0.0.0.0/0"\n')
    (tmp_path / "infra" / "closed.tfvars").write_text('cidr = "10.0.0.0/8"\n')
    return tmp_path


@pytest.mark.parametrize(
    ("location", "told"),
    [
        ("infra", ("infra", ())),
        ("infra@prod.tfvars", ("infra", ("prod.tfvars",))),
        ("infra@a.tfvars,envs/b.tfvars.json", ("infra", ("a.tfvars", "envs/b.tfvars.json"))),
        ("team@acme/infra", ("team@acme/infra", ())),
        ("team@acme/infra@a.tfvars", ("team@acme/infra", ("a.tfvars",))),
        ("infra@a.tfvars,b", ("infra@a.tfvars,b", ())),
        ("infra@", ("infra@", ())),
    ],
)
def test_what_stands_behind_an_at(location: str, told: tuple[str, tuple[str, ...]]) -> None:
    assert code_of(location) == told


@pytest.mark.parametrize(("name", "opens"), [("open", True), ("closed", False)])
def test_code_is_judged_with_the_variables_that_it_gets(
    name: str, opens: bool, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["policy", "check", f"hcl:infra@{name}.tfvars", "--format", "json"])
    typed = json.loads(capsys.readouterr().out)
    (project / "driftgate.yaml").write_text(
        f"version: 1\nenvironments: {{ prod: {{ desired: [{{ hcl: infra, var-files: [{name}.tfvars] }}] }} }}\n"
    )
    run(["policy", "check", "prod", "--format", "json"])
    configured = json.loads(capsys.readouterr().out)
    for document in (typed, configured):
        rules = {finding["rule"] for finding in document["findings"]}
        assert ("network-ssh-world" in rules) is opens
        assert f"hcl:infra@{name}.tfvars" in json.dumps(document)


@pytest.mark.usefixtures("project")
def test_a_file_of_variables_that_is_not_there_is_a_gap(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "check", "hcl:infra@none.tfvars"]) == 3
    assert "none.tfvars: it is no regular file, or a link to nowhere" in capsys.readouterr().out


def test_variables_without_code_are_a_mistake(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "environments: { prod: { desired: [{ tfplan: p.json, var-files: [a.tfvars] }] } }"
    (project / "driftgate.yaml").write_text(f"version: 1\n{text}\n")
    assert run(["config", "check"]) == 2
    assert "var-files belong to code: name its folder under hcl" in capsys.readouterr().err


RULE = """variable "cidr" {
  default = "CIDR"
}
resource "aws_vpc_security_group_ingress_rule" "g" {
  ip_protocol = "tcp"
  from_port   = 22
  to_port     = 22
  cidr_ipv4   = var.cidr
  cidr_ipv6   = null
}
"""


@pytest.mark.parametrize(("cidr", "code"), [("10.0.0.0/8", 3), ("0.0.0.0/0", 1)])
def test_a_default_fails_a_policy_and_never_passes_one(
    cidr: str, code: int, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "infra" / "main.tf").write_text(RULE.replace("CIDR", cidr))
    assert run(["policy", "check", "hcl:infra"]) == code
    told = "cidr_ipv4 of aws_vpc_security_group_ingress_rule.g rests on the default of a variable"
    assert told in capsys.readouterr().out  # the other policies of the type have nothing against it, and no proof
    (project / "infra" / "terraform.tfvars").write_text('cidr = "10.0.0.0/8"\n')
    assert run(["policy", "check", "hcl:infra"]) == 0


def test_a_default_of_a_related_resource_passes_no_policy(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "infra" / "main.tf").write_text(
        'variable "status" {\n  default = "Enabled"\n}\n'
        'resource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\n'
        'resource "aws_s3_bucket_versioning" "b" {\n  bucket = "b"\n'
        "  versioning_configuration {\n    status = var.status\n  }\n}\n"
    )
    run(["policy", "check", "hcl:infra"])
    told = "versioning_configuration of aws_s3_bucket_versioning.b rests on the default of a variable"
    assert told in capsys.readouterr().out
