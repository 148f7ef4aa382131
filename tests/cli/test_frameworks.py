"""`policy frameworks`: all frameworks, one, and one control; what is not there is refused with what is meant."""

from __future__ import annotations

import json

import pytest

from cli.__main__ import main
from policies.frameworks.loading import load_frameworks


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["policy", "frameworks", *words]) == 0
    return capsys.readouterr().out


def test_every_framework_and_every_control_is_told_with_its_state(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(capsys).splitlines()
    document = json.loads(told(capsys, "--format", "json"))
    assert document["schema_version"] == "driftgate/frameworks/1"
    for one, found in zip(load_frameworks(), document["frameworks"], strict=True):
        assert found["id"] == one.id
        assert sum(found["counts"].values()) == len(found["controls"]) == len(one.controls)
        assert [line.split()[1] for line in lines if line.startswith(f"{one.id} ")] == [str(len(one.controls))]
    assert lines[-1] == "Next  driftgate policy frameworks NAME"


def test_a_framework_is_a_line_a_control(capsys: pytest.CaptureFixture[str]) -> None:
    out = told(capsys, "CIS-AWS-6.0")
    (framework,) = (one for one in load_frameworks() if one.id == "cis-aws-6.0")
    rows = [line for line in out.splitlines() if line.split(" ")[0] in {one.id for one in framework.controls}]
    assert len(rows) == len(framework.controls)
    assert "iam-password-length" in out
    assert "no policy asks it" in out


def test_one_control_leads_to_its_policies_ours_first(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(capsys, "nist-800-53-r5", "--control", "sc-28").splitlines()
    assert lines[0] == "nist-800-53-r5 SC-28  Protection of Information at Rest"
    assert "levels      moderate, high" in lines
    first = next(line for line in lines if line.startswith("policies")).split()[1].rstrip(":")
    assert lines[-1] == f"Next  driftgate policy explain {first}"
    assert not first.startswith("CKV")
    assert main(["policy", "explain", first]) == 0
    capsys.readouterr()
    lines = told(capsys, "cis-aws-6.0", "--control", "2.1").splitlines()
    (found,) = json.loads(told(capsys, "cis-aws-6.0", "--control", "2.1", "--format", "json"))["frameworks"]
    assert [row["state"] for row in found["controls"]] == ["manual"]
    assert lines[-1] == "Next  driftgate policy frameworks cis-aws-6.0"


@pytest.mark.parametrize(
    ("words", "problem", "fix"),
    [
        (("cis-aws-6",), "there is no framework 'cis-aws-6'", "did you mean 'cis-aws-6.0'?"),
        (("gdpr",), "there is no framework 'gdpr'", "see the ids with: driftgate policy frameworks"),
        (("cis-aws-6.0", "--control", "zz"), "there is no control 'zz'", "driftgate policy frameworks cis-aws-6.0"),
        (("--control", "1.1"), "--control: it is a control of a framework", "name one: aws-fsbp, "),
    ],
)
def test_what_is_not_there_is_refused(
    words: tuple[str, ...], problem: str, fix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["policy", "frameworks", *words]) == 2
    err = capsys.readouterr().err
    assert problem in err
    assert fix in err
