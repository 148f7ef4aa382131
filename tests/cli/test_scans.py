"""Scans of other tools by the command line: both verbs, the configuration, and what no scan may do to a verdict."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from cli.__main__ import main

RESULTS = Path(__file__).parents[2] / "fixtures" / "results"
WHEN = "2026-12-01T11:00:00Z"
# A queue as every policy of ours wants it, but that a scanner may say something else of it.
CODE = """
resource "aws_sqs_queue" "jobs" {
  name                    = "jobs"
  sqs_managed_sse_enabled = false
}
"""
CONFIGURATION = """version: 1
environments:
  prod: {{ desired: [{{ hcl: infra }}] }}
gates:
  policy: {{ fail-on: high, {policy} }}
"""


pytestmark = pytest.mark.usefixtures("project")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with code and a scan of it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "main.tf").write_text(CODE)
    scan("trivy.json", result("AWS-9001", "HIGH", "aws_sqs_queue.jobs"))
    return tmp_path


def result(rule: str, severity: str, address: str, **more: Any) -> dict[str, Any]:
    found = {
        "ID": rule,
        "Severity": severity,
        "Title": f"Title of {rule}",
        "Message": f"{rule} is wrong",
        "Status": "FAIL",
    }
    return {**found, "CauseMetadata": {"Resource": address, "StartLine": 2}, **more}


def scan(path: str, *results: dict[str, Any], created: str = "2026-12-01T10:00:00Z") -> None:
    """Write a report of Trivy."""
    target = {"Target": "main.tf", "Class": "config", "Misconfigurations": list(results)}
    summary = {"MisconfSummary": {"Successes": 1, "Failures": len(results)}}
    document = {
        "SchemaVersion": 2,
        "CreatedAt": created,
        "ArtifactType": "filesystem",
        "Results": [{**target, **summary}],
    }
    Path(path).write_text(json.dumps(document))


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any], str]:
    """Return the exit code of a command, its document, and what it says on stderr."""
    code = main([*words, "--as-of", WHEN, "--format", "json"])
    out, err = capsys.readouterr()
    return code, json.loads(out) if out else {}, err


def findings(document: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {one["rule"]: (one["outcome"], one["severity"]) for one in document["findings"]}


CHECK = ("policy", "check", "hcl:infra", "--subject", "commit=c0ffee1")


def test_what_a_scan_says_of_a_resource_is_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    code, alone, _ = asked(capsys, *CHECK)
    assert "AWS-9001" not in findings(alone)
    code, document, _ = asked(capsys, *CHECK, "--result", "trivy=trivy.json")
    assert code == 1
    assert findings(document) == {**findings(alone), "AWS-9001": ("fail", "high")}
    (finding,) = (one for one in document["findings"] if one["rule"] == "AWS-9001")
    assert finding["message"] == "aws_sqs_queue.jobs: AWS-9001 is wrong (Trivy)"
    assert finding["page"].endswith("/scans.md")


def test_the_configuration_names_scans_and_both_verbs_judge_them(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "driftgate.yaml").write_text(CONFIGURATION.format(policy="results: [{ trivy: trivy.json }]"))
    for verb in (("policy", "check", "prod"), ("gate", "prod")):
        code, document, _ = asked(capsys, *verb, "--subject", "commit=c0ffee1")
        assert code == 1
        assert findings(document)["AWS-9001"] == ("fail", "high")
        assert [gap["reason"] for gap in document["gaps"] if gap["source"] == "trivy.json"] == ["unbound"]


def test_without_a_scan_nobody_asks_for_one(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "driftgate.yaml").write_text(CONFIGURATION.format(policy="checkov: off"))
    code, document, _ = asked(capsys, "gate", "prod", "--subject", "commit=c0ffee1")
    assert (code, [gap["reason"] for gap in document["gaps"]]) == (0, [])


UNFIT = {
    "old": ({"created": "2026-11-01T10:00:00Z"}, "stale"),
    "of the future": ({"created": "2027-11-01T10:00:00Z"}, "incomparable"),
}


@pytest.mark.parametrize("name", sorted(UNFIT))
def test_a_scan_is_held_to_what_every_result_is(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    more, reason = UNFIT[name]
    scan("trivy.json", result("AWS-9001", "LOW", "aws_sqs_queue.jobs"), **more)
    code, document, _ = asked(capsys, *CHECK, "--result", "trivy=trivy.json")
    assert code == 3
    assert reason in {gap["reason"] for gap in document["gaps"]}


PROVES_NOTHING = [
    "trivy/trivy-clean.json",
    "trivy/trivy-broken.json",
    "trivy/trivy-empty.json",
    "trivy/trivy-ignored.json",
    "trivy/constructed-counted.json",
    "trivy/constructed-excepted.json",
    "trivy/constructed-packages.json",
    "sarif/checkov-clean.sarif",
    "sarif/checkov-broken.sarif",
    "sarif/checkov-empty.sarif",
    "sarif/bandit-clean.sarif",
    "sarif/bandit-empty-folder.sarif",
    "sarif/bandit-missing-folder.sarif",
    "sarif/bandit-syntax-error.sarif",
    "sarif/ruff-clean.sarif",
    "sarif/zizmor-clean.sarif",
    "sarif/zizmor-no-inputs.sarif",
    "sarif/execution-failed.sarif",
    "sarif/results-absent.sarif",
    "sarif/no-runs.sarif",
    "sarif/truncated.sarif",
]


@pytest.mark.parametrize("path", PROVES_NOTHING)
def test_what_shows_nothing_is_never_go(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    kind = path.partition("/")[0]
    shutil.copy(RESULTS / path, "scan.x")
    code, document, _ = asked(capsys, *CHECK, "--result", f"{kind}=scan.x")
    reasons = {gap["reason"] for gap in document["gaps"] if gap["source"] == "scan.x"}
    assert reasons - {"unbound", "undated", "stale"}
    assert (code, document["decision"]) in {(3, "INCONCLUSIVE"), (1, "NO-GO")}


def test_modes_count_for_a_rule_of_a_scan(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mode = "modes: [{{ policy: AWS-9001, mode: {mode}, owner: ada@acme.example, reason: known, until: 2026-12-20 }}]"
    for word, wanted in (("warn", ("warn", "high")), ("off", None)):
        policy = f"results: [{{ trivy: trivy.json }}], {mode.format(mode=word)}"
        (project / "driftgate.yaml").write_text(CONFIGURATION.format(policy=policy))
        _, document, err = asked(capsys, "gate", "prod", "--subject", "commit=c0ffee1")
        assert findings(document).get("AWS-9001") == wanted, err


def test_no_secret_that_a_scanner_quotes_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for kind, path in (("trivy", "trivy-secret.json"), ("sarif", "checkov-secret.sarif")):
        shutil.copy(RESULTS / kind / path, "scan.x")
        reports = [f"--report={name}={name}.out" for name in ("text", "json", "sarif", "html", "markdown", "junit")]
        _, document, err = asked(capsys, *CHECK, "--result", f"{kind}=scan.x", *reports)
        assert document["findings"]
        told = [json.dumps(document), err, *(one.read_text() for one in project.glob("*.out"))]
        assert len(told) == 2 + len(reports)
        assert not [text for text in told if "EXAMPLE" in text]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("--result", "trivy=gone.json"), "--result trivy=gone.json: there is no such file"),
        (("--result", "junit=trivy.json"), "'junit' is not one of"),
        (("--result", "trivy=trivy.json", "--since", "HEAD"), "--since: a change is judged without results"),
    ],
)
def test_what_is_asked_wrongly_is_refused(
    words: tuple[str, ...], wanted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*CHECK, *words]) == 2
    assert wanted in capsys.readouterr().err
