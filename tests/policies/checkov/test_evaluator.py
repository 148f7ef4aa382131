"""The real Checkov in its own environment: references, unset attributes, and every way to report nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cli.demo.estate import DEMO_KEY, EPOCH, data
from engine.model.outcome import FailOn, GapReason, Outcome
from engine.model.snapshot import Resource, Snapshot
from engine.policy.coverage import judge_policies
from policies.evaluators.checkov.evaluator import MISSING, CheckovEvaluator
from policies.evaluators.checkov.judging import CRASHED
from policies.evaluators.checkov.running import Limits
from snapshots.redaction.redact import Redactor
from snapshots.terraform.collector import state_file
from tests.builders import PROVIDER, snapshot
from tests.checkov import CHECKS, evaluator, fake, find_checkov

BY_ID = {check.id: check for check in CHECKS}


def estate() -> Snapshot:
    collector = state_file(location="prod", path=Path("unused"), redactor=Redactor(DEMO_KEY, EPOCH), provider=PROVIDER)
    return snapshot(*collector.parse(data("prod.tfstate")).resources)


def of(*resources: Resource) -> dict[tuple[str, str], Outcome]:
    """Return what the real Checkov says of some resources, by check and address."""
    evaluation = evaluator(find_checkov()).evaluate(snapshot(*resources))
    assert evaluation.gaps == ()
    return {(result.policy, result.address): result.outcome for result in evaluation.results}


@pytest.mark.tool
def test_every_check_of_the_estate_is_answered_with_references() -> None:
    evaluation = evaluator(find_checkov()).evaluate(estate())
    assert evaluation.gaps == ()
    unproven = {result.policy for result in evaluation.results if result.outcome is Outcome.INCONCLUSIVE}
    assert unproven == {"CKV_AWS_46"}  # asks what stands in user data, which the state declares to be secret
    graph = [result for result in evaluation.results if result.policy in {"CKV2_AWS_6", "CKV_AWS_21", "CKV2_AWS_61"}]
    assert len(graph) == 9
    assert {result.outcome for result in graph} == {Outcome.PASS}


@pytest.mark.tool
def test_a_broken_resource_fails_and_is_pinned_to_what_was_evaluated() -> None:
    found = estate()
    broken = tuple(
        replace(item, attributes={**item.attributes, "publicly_accessible": True})
        if item.type == "aws_db_instance"
        else item
        for item in found.resources
    )
    evaluation = evaluator(find_checkov()).evaluate(replace(found, resources=broken))
    pair = ("CKV_AWS_17", "module.data.aws_db_instance.orders")
    (one,) = [result for result in evaluation.results if (result.policy, result.address) == pair]
    (violation,) = one.violations
    assert (one.outcome, list(map(str, violation.path))) == (Outcome.FAIL, ["publicly_accessible"])
    assert (violation.observed, violation.pin) == (True, '{"publicly_accessible":true}')


@pytest.mark.tool
def test_nulls_of_a_state_do_not_let_ssh_from_anywhere_pass() -> None:
    rule = {
        "type": "ingress", "from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"],
        "ipv6_cidr_blocks": None, "prefix_list_ids": None, "self": False, "source_security_group_id": None,
        "security_group_id": "sg-1", "description": "", "id": "sgr-1",
    }  # fmt: skip
    type_ = "aws_security_group_rule"
    found = of(Resource(type=type_, address=f"{type_}.a", id="sgr-1", attributes=rule))
    assert found["CKV_AWS_24", f"{type_}.a"] is Outcome.FAIL


@pytest.mark.tool
def test_an_empty_text_of_a_state_is_no_key() -> None:
    attributes = {"id": "x", "kms_master_key_id": "", "name": "q", "sqs_managed_sse_enabled": False, "policy": ""}
    found = of(Resource(type="aws_sqs_queue", address="aws_sqs_queue.a", id="x", attributes=attributes))
    assert found["CKV_AWS_27", "aws_sqs_queue.a"] is Outcome.FAIL


@pytest.mark.tool
def test_what_only_code_says_does_not_apply_to_what_exists() -> None:
    attributes = {"id": "x", "domain_name": "a.example", "options": [], "validation_method": "DNS"}
    found = of(Resource(type="aws_acm_certificate", address="aws_acm_certificate.a", id="x", attributes=attributes))
    assert found["CKV_AWS_233", "aws_acm_certificate.a"] is Outcome.NOT_APPLICABLE


@pytest.mark.tool
def test_other_clouds_are_judged_too() -> None:
    bucket = Resource(
        type="google_storage_bucket",
        address="google_storage_bucket.a",
        id="a",
        attributes={"id": "a", "name": "a", "uniform_bucket_level_access": False},
    )
    found = of(bucket)
    assert found["CKV_GCP_29", "google_storage_bucket.a"] is Outcome.FAIL


@pytest.mark.tool
def test_an_unknown_check_is_never_a_pass() -> None:
    odd = replace(BY_ID["CKV_AWS_7"], id="CKV_AWS_NOPE", resource_types=("aws_kms_key",), needs={})
    evaluation = evaluator(find_checkov(), [odd]).evaluate(estate())
    assert {result.outcome for result in evaluation.results} == {Outcome.INCONCLUSIVE}


SCRIPTS = {
    "nothing": "exit 0",
    "empty object": "echo '{}'",
    "summary": 'echo \'{"passed": 0, "failed": 0, "resource_count": 0}\'',
    "empty list": "echo '[]'",
    "cut": 'echo \'{"checks": ["CKV_AW\'',
    "no checks": 'echo \'{"checks": [], "graph": [], "answers": [], "unparsed": []}\'',
    "strange answers": 'echo \'{"checks": [], "graph": [], "answers": [7], "unparsed": []}\'',
    "a letter of its own": (
        'echo \'{"checks": [], "graph": [], "answers": [["CKV_AWS_7", "aws_kms_key.r0", "X", [], "resource", "", 0,'
        ' ""]], "unparsed": []}\''
    ),
    "text": "echo Traceback; exit 1",
    "an exit code beside an answer": 'echo \'{"checks": [], "graph": [], "answers": [], "unparsed": []}\'; exit 1',
    "killed": "kill -9 $$",
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_whatever_reports_nothing_is_inconclusive(tmp_path: Path, name: str) -> None:
    found = estate()
    evaluation = evaluator(fake(tmp_path, SCRIPTS[name])).evaluate(found)
    assert {result.outcome for result in evaluation.results} <= {Outcome.INCONCLUSIVE, Outcome.NOT_APPLICABLE}
    report = judge_policies(found, [evaluation], digest="sha256:x", fail_on=FailOn.HIGH)
    assert report.passed == 0
    assert report.gaps


def test_where_it_is_not_installed_nothing_is_proven() -> None:
    evaluation = CheckovEvaluator(None, CHECKS).evaluate(estate())
    assert {result.outcome for result in evaluation.results} == {Outcome.INCONCLUSIVE}
    (gap,) = evaluation.gaps
    assert (gap.detail, gap.fix) == (MISSING, "driftgate tools install")


def test_a_program_that_hangs_is_ended_and_inconclusive(tmp_path: Path) -> None:
    limits = Limits(seconds=1, seconds_a_resource=0)
    evaluation = evaluator(fake(tmp_path, "sleep 60"), limits=limits).evaluate(estate())
    assert [(gap.reason, gap.detail) for gap in evaluation.gaps] == [
        (GapReason.TOOL_ERROR, f"Checkov took longer than 1 s for {len(estate().resources)} resources")
    ]
    assert {result.outcome for result in evaluation.results} == {Outcome.INCONCLUSIVE}


def test_the_time_it_may_take_grows_with_the_estate() -> None:
    assert (Limits().time(0), Limits().time(1000)) == (120, 320)


@pytest.mark.tool
def test_what_needs_too_much_memory_is_ended_and_says_so() -> None:
    evaluation = evaluator(find_checkov(), limits=Limits(memory=96 * 1024**2)).evaluate(estate())
    assert {result.outcome for result in evaluation.results} == {Outcome.INCONCLUSIVE}
    assert len(evaluation.gaps) == 1


def test_a_check_that_crashes_is_no_pass_and_says_so(tmp_path: Path) -> None:
    row = '["CKV_AWS_7", "aws_kms_key.r0", "E", [], "resource", "/plan.json", 0, ""]'
    script = f'echo \'{{"checks": [], "graph": [], "answers": [{row}], "unparsed": []}}\''
    key = Resource(
        type="aws_kms_key",
        address="aws_kms_key.a",
        id="k",
        attributes={"enable_key_rotation": True, "customer_master_key_spec": "SYMMETRIC_DEFAULT", "key_usage": "x"},
    )
    evaluation = evaluator(fake(tmp_path, script), [BY_ID["CKV_AWS_7"]]).evaluate(snapshot(key))
    assert [(result.outcome, result.detail) for result in evaluation.results] == [(Outcome.INCONCLUSIVE, CRASHED)]


def test_what_checkov_sees_has_no_secret_no_cloud_name_and_a_clean_folder(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    script = f"cat > {seen}; ls -A > {seen}.ls; env > {seen}.env"
    evaluator(fake(tmp_path, script)).evaluate(estate())
    plan = seen.read_text()
    assert "DGCANARY" not in plan
    assert '$secret"' not in plan
    assert "module." not in plan
    assert Path(f"{seen}.ls").read_text() == ""
    names = {line.partition("=")[0] for line in Path(f"{seen}.env").read_text().splitlines()}
    assert not {name for name in names if name.startswith(("AWS_", "BC_API", "PRISMA", "GITHUB"))}


def test_an_attribute_that_was_not_read_is_inconclusive_whatever_checkov_says(tmp_path: Path) -> None:
    row = '["CKV_AWS_7", "aws_kms_key.r0", "%s", [], "resource", "/plan.json", 0, ""]'
    lonely = Resource(type="aws_kms_key", address="aws_kms_key.a", id="k", attributes={"id": "k"})
    for letter in "PF":
        script = f'echo \'{{"checks": [], "graph": [], "answers": [{row % letter}], "unparsed": []}}\''
        evaluation = evaluator(fake(tmp_path, script), [BY_ID["CKV_AWS_7"]]).evaluate(snapshot(lonely))
        (result,) = evaluation.results
        assert result.outcome is Outcome.INCONCLUSIVE
        assert "was not read" in result.detail


def test_the_same_request_is_the_same_bytes(tmp_path: Path) -> None:
    seen: list[Any] = []
    for _ in range(2):
        evaluator(fake(tmp_path, f"cat > {tmp_path}/seen")).evaluate(estate())
        seen.append((tmp_path / "seen").read_bytes())
    assert seen[0] == seen[1]
