"""The real Checkov in its own environment: references, hostile files, and every way to report nothing."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cli.demo.estate import DEMO_KEY, EPOCH, data
from cli.wiring.process import ChildProcess
from engine.model.outcome import FailOn, GapReason, Outcome
from engine.model.snapshot import Resource, Snapshot
from engine.policy.coverage import judge_policies
from policies.evaluators.checkov.checks import load_checks
from policies.evaluators.checkov.evaluator import CheckovEvaluator
from policies.evaluators.checkov.tool import installed
from snapshots.redaction.redact import Redactor
from snapshots.terraform.collector import state_file
from tests.builders import PROVIDER, snapshot

ROOT = Path(__file__).parents[2]
RUNNER = ChildProcess(path=os.environ["PATH"], home="/nonexistent")
CHECKS = load_checks()


def estate() -> Snapshot:
    collector = state_file(location="prod", path=Path("unused"), redactor=Redactor(DEMO_KEY, EPOCH), provider=PROVIDER)
    return snapshot(*collector.parse(data("prod.tfstate")).resources)


@pytest.fixture(scope="module")
def checkov() -> Path:
    found = installed(Path(os.environ.get("DRIFTGATE_TOOLS", str(ROOT / ".tools"))).absolute())
    if found is None:
        assert os.environ.get("CI") != "true", "make checkov has not installed Checkov"
        pytest.skip("Checkov is not installed: make checkov")
    return found


@pytest.mark.tool
def test_every_check_of_the_estate_is_answered_with_references(checkov: Path) -> None:
    evaluation = CheckovEvaluator(RUNNER, checkov, CHECKS).evaluate(estate())
    assert evaluation.gaps == ()
    outcomes = {result.outcome for result in evaluation.results}
    assert outcomes == {Outcome.PASS, Outcome.FAIL}
    graph = [result for result in evaluation.results if result.policy in {"CKV2_AWS_6", "CKV_AWS_21", "CKV2_AWS_61"}]
    assert len(graph) == 9
    assert {result.outcome for result in graph} == {Outcome.PASS}
    failed = {result.policy for result in evaluation.results if result.outcome is Outcome.FAIL}
    assert failed <= {"CKV_AWS_116"}


@pytest.mark.tool
def test_a_broken_resource_fails_and_the_others_keep_their_results(checkov: Path) -> None:
    found = estate()
    broken = tuple(
        replace(item, attributes={**item.attributes, "publicly_accessible": True})
        if item.type == "aws_db_instance"
        else item
        for item in found.resources
    )
    evaluation = CheckovEvaluator(RUNNER, checkov, CHECKS).evaluate(replace(found, resources=broken))
    failed = {(result.policy, result.address) for result in evaluation.results if result.outcome is Outcome.FAIL}
    assert ("CKV_AWS_17", "module.data.aws_db_instance.orders") in failed


@pytest.mark.tool
def test_an_unknown_check_is_never_a_pass(checkov: Path) -> None:
    odd = replace(CHECKS[0], id="CKV_AWS_NOPE", resource_types=("aws_kms_key",), requires=())
    evaluation = CheckovEvaluator(RUNNER, checkov, [odd]).evaluate(estate())
    assert {result.outcome for result in evaluation.results} == {Outcome.INCONCLUSIVE}


def fake(folder: Path, script: str) -> Path:
    """Return a program that behaves as Checkov never should."""
    path = folder / "checkov"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


SCRIPTS = {
    "nothing": "exit 0",
    "empty object": "echo '{}'",
    "summary": 'echo \'{"passed": 0, "failed": 0, "resource_count": 0}\'',
    "empty list": "echo '[]'",
    "cut": 'echo \'{"results": {"passed_che\'',
    "parse errors": 'echo \'{"results": {"passed_checks": [], "failed_checks": [], "parsing_errors": ["x"]}}\'',
    "no checks": 'echo \'{"results": {"passed_checks": [], "failed_checks": [], "parsing_errors": []}}\'',
    "strange records": 'echo \'{"results": {"passed_checks": [7], "failed_checks": "x", "parsing_errors": []}}\'',
    "text": "echo Traceback; exit 1",
    "killed": "kill -9 $$",
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_whatever_reports_nothing_is_inconclusive(tmp_path: Path, name: str) -> None:
    found = estate()
    evaluation = CheckovEvaluator(RUNNER, fake(tmp_path, SCRIPTS[name]), CHECKS).evaluate(found)
    assert {result.outcome for result in evaluation.results} == {Outcome.INCONCLUSIVE}
    report = judge_policies(found, [evaluation], digest="sha256:x", fail_on=FailOn.HIGH)
    assert (report.passed, report.done) == (0, 0)
    assert report.gaps


def test_a_program_that_hangs_is_ended_and_inconclusive(tmp_path: Path) -> None:
    evaluator = CheckovEvaluator(RUNNER, fake(tmp_path, "sleep 60"), CHECKS, timeout=1)
    evaluation = evaluator.evaluate(estate())
    assert [gap.reason for gap in evaluation.gaps] == [GapReason.TOOL_ERROR]
    assert {result.outcome for result in evaluation.results} == {Outcome.INCONCLUSIVE}


def test_what_checkov_sees_has_no_secret_no_cloud_name_and_a_clean_folder(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    evaluator = CheckovEvaluator(
        RUNNER, fake(tmp_path, f"cp plan.json {seen}; ls -A > {seen}.ls; env > {seen}.env"), CHECKS
    )
    evaluator.evaluate(estate())
    plan = seen.read_text()
    assert "DGCANARY" not in plan
    assert '$secret"' not in plan
    assert "module." not in plan
    assert (tmp_path / "seen.ls").read_text() == "plan.json\n"
    names = {line.partition("=")[0] for line in (tmp_path / "seen.env").read_text().splitlines()}
    assert not {name for name in names if name.startswith(("AWS_", "BC_API", "PRISMA", "GITHUB"))}


def test_an_attribute_that_was_not_read_is_inconclusive(tmp_path: Path) -> None:
    lonely = Resource(type="aws_kms_key", address="aws_kms_key.a", id="k", attributes={"id": "k"})
    evaluation = CheckovEvaluator(RUNNER, fake(tmp_path, "exit 1"), CHECKS).evaluate(snapshot(lonely))
    assert {result.outcome for result in evaluation.results} == {Outcome.INCONCLUSIVE}
    assert all("was not read" in result.detail for result in evaluation.results)


def test_the_table_is_complete() -> None:
    for check in CHECKS:
        fields: tuple[Any, ...] = (check.title, check.remediation, check.controls, check.resource_types)
        assert all(fields), check.id
    assert len({check.id for check in CHECKS}) == len(CHECKS)
