"""What we make of Checkov is what the plain command says of the same code, and each difference is argued."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.config.sources import code_of
from engine.model.outcome import Outcome
from engine.model.snapshot import Side, Snapshot
from engine.run.take import take_snapshot
from fixtures.estate.recording import TAKEN
from fixtures.vulnerable.checkov import HERE, ask_plainly, report
from policies.evaluators.checkov.evaluator import CodeFolder
from snapshots.terraform.code.collector import CodeCollector
from snapshots.terraform.code.files import CodeReader
from tests.builders import PROVIDER
from tests.checkov import evaluator, find_checkov
from tests.vulnerable import REDACTOR

COMMITTED = json.loads((HERE / "checkov.json").read_text(encoding="utf-8"))


def code(folder: Path, files: dict[str, str]) -> Snapshot:
    """Return what files of code declare, which are written into a folder."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    location, _ = code_of("code")
    reader = CodeReader(redactor=REDACTOR, schema=PROVIDER)
    collector = CodeCollector(location=location, path=folder, redactor=REDACTOR, reader=reader)
    return take_snapshot([collector], environment="prod", side=Side.DESIRED, epoch="tests", now=TAKEN)


def place(folder: Path, snapshot: Snapshot) -> CodeFolder:
    return CodeFolder(name="code", path=folder, digest=snapshot.origins[0].digest)


@pytest.mark.tool
def test_the_report_is_what_both_programs_say_today() -> None:
    assert json.loads(report(find_checkov())) == COMMITTED


def test_each_difference_is_that_we_do_not_conclude_from_what_is_not_known() -> None:
    assert COMMITTED["numbers"]["alike"] + len(COMMITTED["differences"]) == sum(COMMITTED["numbers"]["plain"].values())
    for row in COMMITTED["differences"]:
        assert row["ours"] == "open", row
        assert "known after apply" in row["why"] or "default of a variable" in row["why"], row


BUCKET = 'resource "aws_s3_bucket" "a" {\n  bucket = "a"\n%s}\n'
DOCUMENT = """\
data "aws_iam_policy_document" "all" {
  statement {
    actions   = ["*"]
    resources = ["*"]
  }
}
"""
PROVIDER_WITH_KEY = """\
provider "aws" {
  access_key = "AKIAIOSFODNN7EXAMPLE"
  secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
}
"""
SKIP = "  # checkov:skip=CKV_AWS_18: nobody reads these logs\n"


@pytest.mark.tool
def test_a_comment_that_skips_hides_nothing_and_is_told(tmp_path: Path) -> None:
    snapshot = code(tmp_path, {"main.tf": BUCKET % SKIP})
    evaluation = evaluator(find_checkov(), code=lambda _: place(tmp_path, snapshot)).evaluate(snapshot)
    (one,) = [result for result in evaluation.results if result.policy == "CKV_AWS_18"]
    assert (one.outcome, one.comment) == (Outcome.FAIL, " nobody reads these logs")
    plain = ask_plainly(find_checkov(), tmp_path, "")
    assert plain["CKV_AWS_18", "aws_s3_bucket.a"] == "skipped"


@pytest.mark.tool
def test_blocks_that_are_no_resources_are_judged_where_they_stand(tmp_path: Path) -> None:
    snapshot = code(tmp_path, {"main.tf": PROVIDER_WITH_KEY + DOCUMENT + BUCKET % ""})
    evaluation = evaluator(find_checkov(), code=lambda _: place(tmp_path, snapshot)).evaluate(snapshot)
    failed = {(one.policy, one.address) for one in evaluation.results if one.outcome is Outcome.FAIL}
    assert {("CKV_AWS_1", "data.aws_iam_policy_document.all"), ("CKV_AWS_41", "provider.aws.default")} <= failed
    assert {block.address: block.location for block in evaluation.blocks} == {
        "data.aws_iam_policy_document.all": "code/main.tf:5",
        "provider.aws.default": "code/main.tf:1",
    }
    assert "wJalrXUtnFEMI" not in repr(evaluation)


@pytest.mark.tool
def test_code_that_changed_since_it_was_read_is_judged_as_it_was_read(tmp_path: Path) -> None:
    snapshot = code(tmp_path, {"main.tf": BUCKET % "" + 'resource "aws_sqs_queue" "q" {\n  name = "q"\n}\n'})
    other = CodeFolder(name="code", path=tmp_path, digest="sha256:other")
    (tmp_path / "main.tf").write_text(BUCKET % "" + 'provider "aws" {\n  access_key = "AKIAIOSFODNN7EXAMPLE"\n}\n')
    evaluation = evaluator(find_checkov(), code=lambda _: other).evaluate(snapshot)
    assert (evaluation.gaps, evaluation.blocks) == ((), ())
    found = {(one.policy, one.address): one.outcome for one in evaluation.results}
    assert found["CKV_AWS_27", "aws_sqs_queue.q"] is Outcome.FAIL


@pytest.mark.tool
def test_code_that_changes_while_it_is_looked_at_proves_nothing(tmp_path: Path) -> None:
    snapshot = code(tmp_path, {"main.tf": BUCKET % ""})
    places = iter([place(tmp_path, snapshot), CodeFolder(name="code", path=tmp_path, digest="sha256:other")])
    evaluation = evaluator(find_checkov(), code=lambda _: next(places)).evaluate(snapshot)
    (gap,) = evaluation.gaps
    assert gap.detail == "hcl:code was changed while Checkov looked at it"
    assert {one.outcome for one in evaluation.results} == {Outcome.INCONCLUSIVE}


HOSTILE: dict[str, dict[str, str]] = {
    "a configuration with checks of its own": {
        ".checkov.yaml": "external-checks-dir: [checks]\nskip-check: [CKV_AWS_18]\nsoft-fail: true\n",
        ".checkov.yml": "external-checks-dir: [checks]\n",
        "checks/__init__.py": "",
        "checks/evil.py": "open('/tmp/driftgate-checkov-pwned', 'w').write('x')\n",
    },
    "modules that shadow Checkov's": {
        "checkov.py": "raise SystemExit(0)\n",
        "hcl2.py": "raise SystemExit(0)\n",
        "grants.py": "raise SystemExit(0)\n",
        "sitecustomize.py": "raise SystemExit(0)\n",
    },
    "a baseline that hides all": {".checkov.baseline": '{"failed_checks": []}'},
    "control characters": {"odd\x1b[31m.tf": 'resource "aws_sqs_queue" "q" {\n  name = "\x1b]0;x\x07"\n}\n'},
}


@pytest.mark.tool
@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_in_a_repository_runs_or_hides_a_finding(tmp_path: Path, name: str) -> None:
    marker = Path("/tmp/driftgate-checkov-pwned")
    snapshot = code(tmp_path, {"main.tf": BUCKET % "", **HOSTILE[name]})
    evaluation = evaluator(find_checkov(), code=lambda _: place(tmp_path, snapshot)).evaluate(snapshot)
    failed = {one.policy for one in evaluation.results if one.outcome is Outcome.FAIL}
    assert "CKV_AWS_18" in failed
    assert not marker.exists()


BROKEN = {
    "a syntax error": {"broken.tf": 'resource "aws_sqs_queue" "q" {\n'},
    "a syntax error alone": {"main.tf": 'resource "aws_s3_bucket" {{{\n'},
}


@pytest.mark.tool
@pytest.mark.parametrize("name", BROKEN)
def test_code_that_cannot_be_parsed_is_a_gap(tmp_path: Path, name: str) -> None:
    snapshot = code(tmp_path, {"main.tf": BUCKET % "", **BROKEN[name]})
    evaluation = evaluator(find_checkov(), code=lambda _: place(tmp_path, snapshot)).evaluate(snapshot)
    file = next(iter(BROKEN[name]))
    assert [(gap.detail, gap.fix) for gap in evaluation.gaps] == [
        (f"Checkov cannot read {file}", f"correct {file}: terraform validate")
    ]


@pytest.mark.tool
def test_an_empty_folder_passes_nothing(tmp_path: Path) -> None:
    snapshot = code(tmp_path, {})
    evaluation = evaluator(find_checkov(), code=lambda _: place(tmp_path, snapshot)).evaluate(snapshot)
    assert evaluation.results == ()
    assert snapshot.gaps
