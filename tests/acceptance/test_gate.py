"""The gate: every exit code, options from the environment, and completion."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli.demo.estate import data
from cli.demo.scenarios import FILES
from tests.acceptance.conftest import AS_OF, MODES, RUN_ID, Program
from tests.bundles import judge, lay

CONFIG = """version: 1
environments:
  prod: { desired: [{ tfstate: prod.tfstate }] }
gates:
  policy:
    require: must
    fail-on: FAIL_ON
    modes:
MODES
    OUTSIDE
  performance: { require: must, results: [{ k6: "results/k6-*.json" }], max-p95: P95, min-runs: RUNS }
  recovery: { require: should, tier: TIER, results: [{ drill: results/drill.json }] }
  tests: { require: must, results: [{ junit: results/tests.xml }] }
SUBJECT
"""
SUBJECT = "subject: { commit: 3f9c2ab71d04e58b6c0f7a9de12b84c5d6e7f801 }"
# What no policy judges; the estate of the demo has nothing of the kind.
OPEN = {"aws_resourcegroups_group": 1, "aws_schemas_registry": 4}
GOOD = {
    "MODES": MODES,
    "FAIL_ON": "high",
    "P95": "500ms",
    "RUNS": "3",
    "TIER": "2",
    "SUBJECT": SUBJECT,
    "OUTSIDE": "",
}


@pytest.fixture
def estate(program: Program) -> Program:
    for name in FILES:
        if name.startswith("results/"):
            program.write(name, data(name))
    return program


def configure(program: Program, **changes: str) -> None:
    text = CONFIG
    for name, value in {**GOOD, **changes}.items():
        text = text.replace(name, value)
    program.write("driftgate.yaml", text)


@pytest.mark.parametrize(
    ("changes", "code", "decision"),
    [
        ({}, 0, "GO"),
        ({"P95": "10ms"}, 1, "NO-GO"),
        ({"RUNS": "4"}, 3, "INCONCLUSIVE"),
        ({"TIER": "0"}, 0, "CONDITIONAL"),
    ],
)
def test_every_decision_of_the_gate(estate: Program, changes: dict[str, str], code: int, decision: str) -> None:
    configure(estate, **changes)
    done = estate("gate", "prod", "--as-of", AS_OF)
    last = next(line for line in reversed(done.out.splitlines()) if not line.startswith("Next"))
    assert (done.code, last.split()[0]) == (code, decision), done.out


_KINDS = {
    "junit": "tests: { RESULTS, required: [a] }",
    "k6": "performance: { RESULTS, max-p95: 500ms, max-regression: 5%, min-runs: 3, baseline: [{ k6: 'in/*' }] }",
    "drill": "recovery: { RESULTS, tier: 1, services: [checkout] }",
}


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize(
    "body", [None, "", "{", "<a", '{"a": 1}', '{"schema_version": "driftgate/drill/9"}', '{"version": "9.0.0"}']
)
def test_one_cause_is_one_reason(tmp_path: Path, kind: str, body: str | None) -> None:
    gates = _KINDS[kind].replace("RESULTS", f"results: [{{ {kind}: 'in/*' }}]")
    files = [] if body is None else [{"path": "in/a", "text": body, "record": None}]
    lay({"gates": gates, "files": files}, tmp_path)
    answer = judge({}, tmp_path)
    assert answer.code == 3
    assert len(answer.document["reasons"]) == 1, answer.document["reasons"]
    assert answer.codes <= {"missing_input", "empty", "unparsable", "unsupported"}


@pytest.mark.parametrize("name", ["results/tests.xml", "results/k6-1.json", "results/drill.json"])
@pytest.mark.parametrize("body", [b"", b"{}", b"<testsuites/>", b"\x00\xff"])
def test_a_broken_result_never_gives_go(estate: Program, name: str, body: bytes) -> None:
    configure(estate, TIER="2")
    estate.write("driftgate.yaml", (estate.folder / "driftgate.yaml").read_text().replace("should", "must"))
    estate.write(name, body)
    done = estate("gate", "prod", "--as-of", AS_OF)
    assert done.code == 3, done.out


def test_results_on_the_command_line_stand_beside_the_configured_ones_or_instead_of_them(estate: Program) -> None:
    configure(estate)
    estate.write("other.xml", '<testsuite><testcase name="a"><failure message="broken"/></testcase></testsuite>')
    other = ("gate", "prod", "--as-of", AS_OF, "--result", "junit=other.xml")
    done = estate(*other)
    assert (done.code, "6 tests passed, 1 failed" in done.out) == (1, True), done.out
    done = estate(*other, "--only-results")
    assert (done.code, "0 tests passed, 1 failed; given instead of results/tests.xml" in done.out) == (1, True), (
        done.out
    )
    assert estate("gate", "prod", "--only-results").code == 2


def test_every_option_has_an_environment_name(estate: Program) -> None:
    configure(estate, P95="10ms")
    done = estate("gate", "prod", "--as-of", AS_OF, env={"DRIFTGATE_GATE_REPORT_ONLY": "1"})
    assert done.code == 0
    assert "NO-GO" in done.out


def test_the_shell_completes_verbs_and_values(program: Program) -> None:
    words = {"_DRIFTGATE_COMPLETE": "bash_complete", "COMP_WORDS": "driftgate sn", "COMP_CWORD": "1"}
    assert program(env=words).out.strip() == "plain,snapshot"
    words |= {"COMP_WORDS": "driftgate drift a b --format gi", "COMP_CWORD": "5"}
    assert program(env=words).out.strip() == "plain,github"


def test_the_bundled_data_is_small() -> None:
    import gzip  # noqa: PLC0415 - only here
    from importlib import resources  # noqa: PLC0415

    folder = resources.files("cli.demo").joinpath("data")
    files = [item for item in [*folder.iterdir(), *folder.joinpath("results").iterdir()] if item.is_file()]
    assert sum(len(gzip.compress(item.read_bytes())) for item in files) < 1_000_000


@pytest.mark.parametrize(
    ("section", "reason"),
    [
        (
            'performance: { results: [{ k6: "results/k6-1.json" }], max-p95: 500ms, min-duration: 10m }',
            "at least 600.0 s",
        ),
        ('performance: { results: [{ k6: "results/k6-*.json" }], max-p95: 500ms, max-failed-checks: 0% }', ""),
        ("tests: { results: [{ junit: results/tests.xml }], min-tests: 5000 }", "at least 5000 are required"),
        ('tests: { results: [{ junit: results/tests.xml }], required: ["gone::test"] }', "gone::test was not executed"),
        (
            "recovery: { results: [{ drill: results/drill.json }], tier: 3, services: [ledger] }",
            "restore drill of ledger",
        ),
        (
            "recovery: { results: [{ drill: results/drill.json }], tier: 3, kinds: [failover] }",
            "no usable failover drill",
        ),
        ("recovery: { results: [{ drill: results/drill.json }], tier: 3, min-consecutive: 9 }", "9 make a recovery"),
    ],
)
def test_every_setting_of_the_configuration_decides(estate: Program, section: str, reason: str) -> None:
    estate.write("driftgate.yaml", f"version: 1\nenvironments: {{ prod: {{}} }}\ngates: {{ {section} }}\n{SUBJECT}\n")
    done = estate("gate", "prod", "--as-of", AS_OF)
    assert (done.code, reason in done.out) == (3 if reason else 0, True), done.out


def test_a_drill_of_another_environment_proves_nothing(estate: Program) -> None:
    section = "recovery: { tier: 3, results: [{ drill: results/drill.json }] }"
    for name, code in (("prod", 0), ("staging", 3)):
        estate.write("driftgate.yaml", f"version: 1\nenvironments: {{ {name}: {{}} }}\ngates: {{ {section} }}\n")
        done = estate("gate", name, "--as-of", AS_OF)
        assert done.code == code, done.out
    assert "it is about environment=prod, judged is environment=staging" in done.out


def test_a_result_of_another_tool_is_told_whose_it_looks_like(estate: Program) -> None:
    section = "performance: { max-p95: 500ms, results: [{ k6: results/tests.xml }] }"
    estate.write("driftgate.yaml", f"version: 1\nenvironments: {{ prod: {{}} }}\ngates: {{ {section} }}\n")
    done = estate("gate", "prod", "--as-of", AS_OF)
    assert done.code == 3
    assert "results/tests.xml: this looks like a JUnit file, not a k6 summary" in done.out
    assert "use `junit:`" in estate("report", RUN_ID.findall(done.out)[-1], "--format", "json").out


def test_a_team_that_adopts_has_a_condition_with_an_owner_and_an_end(estate: Program) -> None:
    adopt = "subject: { adopt: { until: 2026-12-01, owner: ada@acme.example, reason: we begin } }"
    section = "tests: { results: [{ junit: results/tests.xml }] }"
    estate.write("driftgate.yaml", f"version: 1\nenvironments: {{ prod: {{}} }}\ngates: {{ {section} }}\n{adopt}\n")
    (estate.folder / "results/tests.xml.driftgate.json").unlink()
    for moment, code, decision in ((AS_OF, 0, "CONDITIONAL"), ("2026-12-01T00:00:00Z", 3, "INCONCLUSIVE")):
        done = estate("gate", "prod", "--as-of", moment, "--subject", "commit=c0ffee1")
        said = "it does not say what it is about, judged is commit=c0ffee1 environment=prod" in done.out
        assert (done.code, decision in done.out, said) == (code, True, True), done.out
    assert estate("gate", "prod", "--as-of", "2026-10-31T00:00:00Z").code == 2  # more than 30 days ahead
    estate.write(
        "driftgate.yaml", "version: 1\nenvironments: { prod: {} }\nsubject: { adopt: { until: 2026-12-01 } }\n"
    )
    assert "subject.adopt.owner: this key is required" in estate("config", "check").err


def add_open(program: Program) -> None:
    """Add to the state what no policy judges."""
    state = json.loads((program.folder / "prod.tfstate").read_text(encoding="utf-8"))
    provider = state["resources"][0]["provider"]
    for type_, number in OPEN.items():
        instances = [
            {"index_key": at, "schema_version": 0, "attributes": {"id": f"{type_}-{at}", "name": f"n{at}"}}
            for at in range(number)
        ]
        added = {"mode": "managed", "type": type_, "name": "x", "provider": provider, "instances": instances}
        state["resources"].append(added)
    program.write("prod.tfstate", json.dumps(state))


def test_what_no_policy_judges_is_a_condition_and_in_the_end_no_proof(estate: Program) -> None:
    add_open(estate)
    configure(estate)
    first = estate("policy", "check", "prod", "--all")
    assert (first.code, "nobody yet until " in first.out, "aws_resourcegroups_group (1)" in first.out) == (
        0,
        True,
        True,
    ), first.out
    assert "aws_schemas_registry (4), aws_resourcegroups_group (1)" in first.out
    until = re.search(r"nobody yet until (\S+):", first.out)
    assert until is not None
    again = estate("policy", "check", "prod", "--as-of", f"{until[1]}T00:00:00Z")
    assert (again.code, "is over" in again.out) == (0, False), again.out  # it began in the course of that day
    ended = datetime.fromisoformat(f"{until[1]}T23:59:59Z") + timedelta(days=1)
    over = estate("policy", "check", "prod", "--as-of", ended.isoformat())
    assert (over.code, "rule 1: no policy judges" in over.out, "is over" in over.out) == (3, True, True), over.out


def test_somebody_answers_for_what_no_policy_judges_by_name(estate: Program) -> None:
    add_open(estate)
    answers = f"unjudged: {{ types: [{list(OPEN)[1]}], owner: ada@acme.example, until: 2026-12-01 }}"
    configure(estate, OUTSIDE=answers)
    done = estate("gate", "prod", "--as-of", AS_OF)
    assert (done.code, "ada@acme.example until 2026-12-01: no policy judges" in done.out) == (0, True), done.out
    new = "no policy judges aws_resourcegroups_group (1 resource), and nobody answers for it"
    assert f"warn     medium   {new}" in done.out, done.out
    configure(estate, OUTSIDE=answers, FAIL_ON="medium")
    assert estate("gate", "prod", "--as-of", AS_OF).code == 1
    over = estate("gate", "prod", "--as-of", "2026-12-01T00:00:00Z")
    assert "; the time to answer for them is over" in over.out, over.out
    early = estate("gate", "prod", "--as-of", "2026-09-01T00:00:00Z")
    assert (early.code, "gates.policy.unjudged.until: more than 90 days ahead" in early.err) == (2, True), early.err


def test_what_policies_judge_cannot_be_left_out(estate: Program) -> None:
    for named in ("provider: aws", "types: [aws_glue_job, aws_s3_bucket]"):
        configure(estate, OUTSIDE=f"outside: [{{ {named}, reason: r }}]")
        done = estate("gate", "prod", "--as-of", AS_OF)
        assert (done.code, "gates.policy.outside: policies judge aws" in done.err) == (2, True), done.err


@pytest.mark.parametrize(
    ("gates", "code", "said"),
    [
        ("tests: { RESULTS, expected: good.json }", 0, "ok  driftgate.yaml: 1 environment, 1 gate, 0 waivers"),
        (
            "tests: { RESULTS, expected: gone.json }",
            3,
            ":3:60: gates.tests.expected: gone.json: cannot be read: No such",
        ),
        ("tests: { RESULTS, expected: results }", 3, "gates.tests.expected: results: cannot be read: it is no regular"),
        (
            "tests: { RESULTS, expected: results/k6-1.json }",
            3,
            "results/k6-1.json: schema_version is None, this driftgate",
        ),
        ("tests: { RESULTS, expected: results/tests.xml }", 3, "results/tests.xml:1:1: not JSON"),
        (
            "tests: { RESULTS, require: off }",
            0,
            "driftgate.yaml:3:1: gates: no gate is asked for, so driftgate gate has",
        ),
        ("", 0, "driftgate.yaml:3:1: gates: no gate is asked for"),
    ],
)
def test_the_check_looks_at_all_that_the_gates_read(estate: Program, gates: str, code: int, said: str) -> None:
    tests = {"schema_version": "driftgate/expected-tests/1", "suites": {"a": {"tests": ["b"]}}}
    estate.write("good.json", json.dumps(tests))
    told = gates.replace("RESULTS", "results: [{ junit: results/tests.xml }]")
    estate.write("driftgate.yaml", f"version: 1\nenvironments: {{ prod: {{}} }}\ngates: {{ {told} }}\n")
    done = estate("config", "check")
    assert (done.code, said in done.out) == (code, True), done.out + done.err


def test_the_check_and_the_gate_refuse_an_adoption_that_is_too_long(estate: Program) -> None:
    gates = "gates: { tests: { results: [{ junit: results/tests.xml }] } }"
    for days, code in ((31, 2), (29, 0)):
        until = datetime.now(UTC) + timedelta(days=days, hours=1)
        adopt = f"adopt: {{ until: {until:%Y-%m-%dT%H:%M:%SZ}, owner: ada@acme.example, reason: we begin }}"
        estate.write("driftgate.yaml", f"version: 1\nenvironments: {{ prod: {{}} }}\n{gates}\nsubject: {{ {adopt} }}\n")
        done = estate("config", "check")
        assert done.code == code, done.out + done.err
        assert code == 0 or "driftgate.yaml:4:21: subject.adopt.until: " in done.err
        assert code == 0 or "is more than 30 days ahead" in done.err


def test_the_check_refuses_an_end_of_what_nobody_judges_that_is_too_late(estate: Program) -> None:
    for days, code in ((91, 2), (89, 0)):
        until = datetime.now(UTC) + timedelta(days=days, hours=1)
        unjudged = f"unjudged: {{ types: [aws_glue_job], owner: ada@acme.example, until: {until:%Y-%m-%dT%H:%M:%SZ} }}"
        gates = f"gates: {{ policy: {{ {unjudged} }} }}"
        sources = "environments: { prod: { desired: [{ tfstate: prod.tfstate }] } }"
        estate.write("driftgate.yaml", f"version: 1\n{sources}\n{gates}\n")
        done = estate("config", "check")
        assert done.code == code, done.out + done.err
        assert code == 0 or "gates.policy.unjudged.until: more than 90 days ahead" in done.err


def test_the_check_tells_that_an_adoption_is_over(estate: Program) -> None:
    adopt = "adopt: { until: 2026-01-02, owner: ada@acme.example, reason: we begin }"
    gates = "gates: { tests: { results: [{ junit: results/tests.xml }] } }"
    estate.write("driftgate.yaml", f"version: 1\nenvironments: {{ prod: {{}} }}\n{gates}\nsubject: {{ {adopt} }}\n")
    done = estate("config", "check")
    said = "driftgate.yaml:4:21: subject.adopt.until: it is over, so results that name no subject prove nothing"
    assert (done.code, said in done.out) == (0, True), done.out + done.err
