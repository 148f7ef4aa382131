"""What the configuration tells policies: both verbs honour it, reports show it, a mistake is told with its place."""

from __future__ import annotations

import json
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
