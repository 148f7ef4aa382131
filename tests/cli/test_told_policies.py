"""What the configuration tells policies: both verbs honour it, reports show it, a mistake is told with its place."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from cli.__main__ import main

CODE = 'resource "aws_cloudwatch_log_group" "app" {\n  name = "/app"\n  retention_in_days = 30\n}\n'
CONFIGURATION = """version: 1
environments:
  prod: {{ desired: [{{ hcl: . }}] }}
gates:
  policy:
    fail-on: low
    params: {{ {params} }}
"""
LOGS = "data-log-retention"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "main.tf").write_text(CODE, encoding="utf-8")
    return tmp_path


def configure(project: Path, params: str) -> None:
    (project / "driftgate.yaml").write_text(CONFIGURATION.format(params=params), encoding="utf-8")


@pytest.mark.parametrize(
    ("verb", "days", "found"),
    [(("policy", "check"), 30, False), (("policy", "check"), 365, True), (("gate",), 30, False)],
    ids=["milder", "stricter", "gate"],
)
def test_what_a_policy_is_told_counts_and_is_shown(
    project: Path, capsys: pytest.CaptureFixture[str], verb: tuple[str, ...], days: int, found: bool
) -> None:
    configure(project, f"{LOGS}: {{ days: {days} }}")
    main([*verb, "prod", "--format", "json", "--report", "text=told.txt", "--report", "sarif=told.sarif"])
    document = json.loads(capsys.readouterr().out)
    assert (LOGS in {finding["rule"] for finding in document["findings"]}) is found
    (gate,) = document["gates"]
    (told,) = gate["scope"]["params"]
    assert told == {"policy": LOGS, "name": "days", "value": days, "default": 90, "weakens": not found}
    word = "params" if found else "weakened"
    shown = (project / "told.txt").read_text(encoding="utf-8")
    assert f"; {word}: {LOGS}.days {days} (default 90)" in shown
    rules = json.loads((project / "told.sarif").read_text(encoding="utf-8"))["runs"][0]["tool"]["driver"]["rules"]
    titles = {rule["id"]: (rule["shortDescription"]["text"], rule["helpUri"].rpartition("/docs/")[2]) for rule in rules}
    assert titles.get(LOGS) == (("Logs are kept for ninety days or more", f"policies/{LOGS}.md") if found else None)


@pytest.mark.parametrize(
    ("params", "place", "hint"),
    [
        (
            f"{LOGS}: {{ days: x }}",
            f"driftgate.yaml:7:37: gates.policy.params.{LOGS}.days: 'x' is not",
            "write days: 90",
        ),
        (f"{LOGS}: {{ dais: 1 }}", f"driftgate.yaml:7:37: gates.policy.params.{LOGS}: there is no", "mean 'days'"),
        ("data-log-retain: { days: 1 }", "driftgate.yaml:7:15: gates.policy.params: there is no", f"mean '{LOGS}'"),
    ],
)
def test_a_mistake_is_told_with_its_place_before_anything_is_judged(
    project: Path, capsys: pytest.CaptureFixture[str], params: str, place: str, hint: str
) -> None:
    configure(project, params)
    assert main(["config", "check"]) == 2
    told = capsys.readouterr().err
    assert place in told
    assert hint in told
    assert main(["policy", "check", "prod"]) == 2
    assert place.partition(": ")[2] in capsys.readouterr().err


def test_explain_shows_parameters_with_their_defaults(capsys: pytest.CaptureFixture[str]) -> None:
    main(["policy", "explain", LOGS])
    told = capsys.readouterr().out
    assert "param days  the fewest days that logs are kept (integer from 1); default 90" in told
    assert f"gates.policy.params: {{ {LOGS}: {{ days: 90 }} }}" in told


PROSE = """version: 1
environments:
  prod: {{ desired: [{{ hcl: . }}] }}
gates:
  policy:
    modes:
      - {{ policy: {logs}, mode: warn, owner: "password=Hunter3xyz9", reason: "password=Hunter4xyz9", until: {until} }}
    unjudged: {{ types: [aws_glue_job], owner: "password=Hunter5xyz9", until: {until} }}
    outside:
      - {{ provider: datadog, reason: "password=Hunter6xyz9" }}
"""


def test_a_secret_in_an_owner_or_a_reason_is_in_no_report_and_in_no_bundle(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "driftgate.yaml").write_text(PROSE.format(logs=LOGS, until="2026-12-20"), encoding="utf-8")
    reports = [f"--report={kind}=told.{kind}" for kind in ("html", "markdown", "json", "text")]
    main(["policy", "check", "prod", "--as-of", "2026-12-01T00:00:00Z", "--format", "json", *reports])
    run_id = json.loads(capsys.readouterr().out)["run_id"]
    assert main(["evidence", "export", run_id, "-o", "e.zip"]) == 0
    with zipfile.ZipFile(project / "e.zip") as bundle:
        told = [bundle.read(name) for name in bundle.namelist()]
    told += [path.read_bytes() for path in project.glob("told.*")]
    assert len(told) > len(reports)
    assert any(b"password=(a secret)" in text for text in told)
    assert not [text for text in told if b"Hunter" in text]


@pytest.mark.parametrize("value", ["password=Hunter2xyz9", "AKIAIOSFODNN7EXAMPLQ"])
@pytest.mark.parametrize("verb", [["config", "check"], ["policy", "check", "prod"]], ids=["check", "judge"])
def test_a_secret_among_what_policies_are_told_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str], verb: list[str], value: str
) -> None:
    configure(project, f'tags-required: {{ tags: [Owner, "{value}"] }}')
    assert main(verb) == 2
    told = capsys.readouterr()
    assert "gates.policy.params.tags-required.tags: it holds a secret" in told.err
    assert value not in told.out + told.err
