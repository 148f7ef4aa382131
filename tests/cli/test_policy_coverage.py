"""`policy coverage`: counts of what is there, every known type without it, and the next step."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from cli.__main__ import main
from policies.authoring.catalog import load_pack
from policies.evaluators.checkov.checks import load_checks

CODE = """
resource "aws_s3_bucket" "a" {}
resource "aws_s3_bucket" "b" {}
resource "random_id" "r" { byte_length = 2 }
resource "aws_quicksight_user" "u" { email = "a@acme.example" }
"""


def test_of_a_source_it_counts_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "main.tf").write_text(CODE, encoding="utf-8")
    assert main(["policy", "coverage", "hcl:.", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    told = {name: (one["types"], one["resources"]) for name, one in document["counts"].items()}
    assert told == {
        "policies": (1, 2), "checkov": (0, 0), "nothing_to_judge": (1, 1), "outside": (0, 0), "nobody": (1, 1)
    }  # fmt: skip
    assert main(["policy", "coverage", "hcl:."]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "nobody: 1 type, 1 resource" in lines
    assert lines[-1] == "Next  gates.policy.unjudged: { types: [aws_quicksight_user], owner: NAME, until: DAY }"


def test_a_type_of_a_state_stays_a_text_in_the_line_that_people_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    types = ["aws_glue_job], owner: evil, until: 2999-01-01 } #", "aws_x: y"]
    each = {"mode": "managed", "name": "a", "provider": 'provider["registry.terraform.io/hashicorp/aws"]'}
    told = [{**each, "type": type_, "instances": [{"attributes": {"id": "1"}}]} for type_ in types]
    state = {"version": 4, "serial": 1, "lineage": "l", "outputs": {}, "resources": told}
    (tmp_path / "a.tfstate").write_text(json.dumps(state), encoding="utf-8")
    assert main(["policy", "coverage", "tfstate:a.tfstate"]) in {0, 3}
    line = capsys.readouterr().out.splitlines()[-1].removeprefix("Next  gates.policy.unjudged: ")
    read = YAML(typ="safe", pure=True).load(line)
    assert read == {"types": sorted(types), "owner": "NAME", "until": "DAY"}


def test_without_one_it_lists_every_type_that_somebody_judges(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "coverage", "--format", "json"]) == 0
    told = {row["type"]: row for row in json.loads(capsys.readouterr().out)["types"]}
    for policy in load_pack().policies:
        assert all(told[type_]["judge"] == "policies" for type_ in policy.resource_types)
    for check in load_checks():
        assert all(told[type_]["checks"] for type_ in check.resource_types)
    assert {row["resources"] for row in told.values()} == {0}
    # Of each type that we read or know somebody has said who judges it, or why nobody has to.
    assert [name for name, row in told.items() if row["judge"] == "nobody"] == []
    assert main(["policy", "coverage"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Next  driftgate policy coverage ENV"


def test_what_is_no_source_is_told_with_what_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["policy", "coverage", "prod"]) == 2
    assert "policy coverage tfstate:FILE" in capsys.readouterr().err


@pytest.mark.tool
def test_peoples_own_policies_judge_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if shutil.which("opa") is None:
        pytest.skip("opa is not installed: make opa")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "main.tf").write_text(CODE, encoding="utf-8")
    assert main(["policy", "new", "rules/quicksight-users"]) == 0
    policy = tmp_path / "rules" / "quicksight-users" / "policy.rego"
    policy.write_text(policy.read_text().replace("aws_s3_bucket", "aws_quicksight_user"), encoding="utf-8")
    capsys.readouterr()
    for words in (["--rego", "rules"], []):  # named on the command line, then in the configuration
        assert main(["policy", "coverage", "hcl:.", *words, "--format", "json"]) == 0
        types = {one["type"]: one["judge"] for one in json.loads(capsys.readouterr().out)["types"]}
        assert types["aws_quicksight_user"] == "policies"
        (tmp_path / "driftgate.yaml").write_text(
            "version: 1\nenvironments: { prod: { desired: [{ hcl: . }] } }\ngates: { policy: { rego: [rules] } }\n"
        )
