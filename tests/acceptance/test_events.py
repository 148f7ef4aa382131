"""Who did it, as a person sees it: from files, from a folder, live and by the configuration; and what it never does."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from fixtures.estate.lab import aws_environment
from fixtures.trail import generate
from fixtures.trail.stub import History, serve
from tests.acceptance.conftest import Program
from tests.canaries import search, search_folder

TRAIL = Path(generate.__file__).parent
STATES = ("tfstate:before.tfstate", "tfstate:after.tfstate")
AS_OF = ("--as-of", "2026-11-21T00:00:00Z")
WHO = {
    "aws_db_instance.orders": ["root"],
    "aws_iam_role_policy.orders": ["alice (role Admin)"],
    "aws_lambda_function.orders": ["carol"],
    "aws_s3_bucket_policy.orders": ["run-4711 (role ci, Terraform)"],
    "aws_security_group.orders": ["alice (role Admin, console)", "run-4711 (role ci, Terraform)"],
    "aws_sns_topic.orders": [],
    "aws_sqs_queue.orders": ["svc (role deploy, through cloudformation.amazonaws.com)"],
}
CONFIG = """version: 1
environments:
  prod:
    desired: [{ tfstate: before.tfstate }]
    observed: [{ tfstate: after.tfstate }]
    events: [EVENTS]
gates: { drift: {} }
"""


@pytest.fixture
def estate(program: Program) -> Program:
    """Return a folder with two states and the events between them."""
    for name in ("before.tfstate", "after.tfstate", "lookup-events.json"):
        shutil.copy(TRAIL / name, program.folder)
    for name in ("cloudtrail", "broken"):
        shutil.copytree(TRAIL / name, program.folder / name)
    return program


def document(program: Program, *arguments: str, env: dict[str, str] | None = None) -> dict[str, Any]:
    """Return the result of a command as data."""
    found: dict[str, Any] = json.loads(program(*arguments, *AS_OF, "--format", "json", env=env).out)
    return found


def who(found: dict[str, Any]) -> dict[str, list[str]]:
    """Return who changed what."""
    return {item["address"]: [actor["principal"] for actor in item["actors"]] for item in found["findings"]}


def test_the_text_says_under_a_finding_who_and_when(estate: Program) -> None:
    done = estate("drift", *STATES, "--events", "cloudtrail", *AS_OF)
    lines = done.out.splitlines()
    at = next(number for number, line in enumerate(lines) if "aws_security_group.orders" in line)
    assert [line for line in lines[at : at + 6] if line.startswith("           by ")] == [
        "           by alice (role Admin, console) ec2:AuthorizeSecurityGroupIngress 2026-11-20 14:03 UTC",
        "           by run-4711 (role ci, Terraform) ec2:CreateTags 2026-11-19 09:30 UTC",
    ]
    assert (done.code, done.err) == (1, "")


@pytest.mark.parametrize(
    "given",
    [("cloudtrail",), ("lookup-events.json",), ("cloudtrail", "lookup-events.json"), ("lookup-events.json",) * 2],
)
def test_every_form_of_events_tells_the_same(estate: Program, given: tuple[str, ...]) -> None:
    options = [word for path in given for word in ("--events", path)]
    found = document(estate, "drift", *STATES, *options)
    assert who(found) == WHO
    assert [entry["name"] for entry in found["inputs"] if entry["kind"] == "events"]


def test_the_configuration_names_events_and_the_option_replaces_them(estate: Program) -> None:
    estate.write("none.json", '{"Records": []}')
    estate.write("driftgate.yaml", CONFIG.replace("EVENTS", "{ cloudtrail: cloudtrail/ }"))
    for verb in ("drift", "gate"):
        assert who(document(estate, verb, "prod")) == WHO
        assert not any(who(document(estate, verb, "prod", "--events", "none.json")).values())


def test_events_never_decide(estate: Program) -> None:
    without = document(estate, "drift", *STATES)
    told = document(estate, "drift", *STATES, "--events", "cloudtrail")
    broken = document(estate, "drift", *STATES, "--events", "broken")
    for found in (told, broken):
        assert (found["decision"], found["exit_code"], found["gaps"]) == (without["decision"], without["exit_code"], [])
        # The run before knew them already; that is no matter of events either.
        assert [{**item, "actors": [], "since": "new"} for item in found["findings"]] == without["findings"]
    estate.write("again.tfstate", (estate.folder / "before.tfstate").read_bytes() + b"\n")
    same = document(estate, "drift", STATES[0], "tfstate:again.tfstate", "--events", "broken")
    assert (same["decision"], same["exit_code"]) == ("GO", 0)


def test_what_cannot_be_used_is_said_and_stays_in_the_evidence(estate: Program) -> None:
    done = estate("drift", STATES[0], STATES[0], "--events", "broken", *AS_OF, "--format", "json")
    assert "events: broken/cut.json.gz: the gzip data ends early: the file was cut" in done.err
    assert len(done.err.splitlines()) == len(list((TRAIL / "broken").iterdir()))
    (entry,) = [entry for entry in json.loads(done.out)["inputs"] if entry["kind"] == "events"]
    assert entry["name"] == "broken (1 change, 11 files, 9 not read)"
    quiet = estate("drift", STATES[0], STATES[0], "--events", "broken", *AS_OF, "--format", "json", "--quiet")
    assert (quiet.err, quiet.out) == ("", done.out)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("drift", *STATES, "--events", "nowhere"), "there is no file or folder nowhere"),
        (("drift", *STATES, "--events", "aws:@nowhere"), "is no AWS region"),
        (("drift", *STATES, "--events", "aws:@eu-west-1", "--offline"), "needs the network and --offline was given"),
        (("parity", *STATES, "--events", "cloudtrail"), "--events"),
    ],
)
def test_wrong_events_are_a_usage_error_before_any_work(
    estate: Program, arguments: tuple[str, ...], message: str
) -> None:
    done = estate(*arguments)
    assert done.code == 2
    assert message in done.err
    assert not (estate.folder / ".driftgate" / "ledger.sqlite").exists()


@pytest.mark.parametrize(
    ("events", "message"),
    [
        ("{}", "events have exactly one kind: cloudtrail or aws"),
        ("{ cloudtrail: a, aws: { regions: [eu-west-1] } }", "events have exactly one kind: cloudtrail or aws"),
        ("{ cloudtrial: a }", "cloudtrial"),
    ],
)
def test_a_wrong_configuration_of_events_is_told(estate: Program, events: str, message: str) -> None:
    estate.write("driftgate.yaml", CONFIG.replace("EVENTS", events))
    done = estate("config", "check")
    assert (done.code, message in done.err) == (2, True)


def test_the_gate_needs_the_drift_that_events_explain(estate: Program) -> None:
    config = CONFIG.replace("EVENTS", "").replace("drift: {}", "policy: {}")
    estate.write("driftgate.yaml", config)
    done = estate("gate", "prod", "--events", "cloudtrail")
    assert (done.code, "--events: the gate drift is not configured" in done.err) == (2, True)


def test_the_event_history_is_asked_live(estate: Program) -> None:
    with serve(History({"eu-west-1": generate.LOCAL, "us-east-1": generate.HOME}, page=50)) as history:
        env = aws_environment(history.url)
        assert who(document(estate, "drift", *STATES, "--events", "aws:@eu-west-1", env=env)) == WHO
        config = CONFIG.replace("EVENTS", '{ aws: { account: "111122223333", regions: [eu-west-1] } }')
        estate.write("driftgate.yaml", config)
        assert who(document(estate, "drift", "prod", env=env)) == WHO
        history.denied = frozenset({"eu-west-1", "us-east-1"})
        done = estate("drift", "prod", *AS_OF, env=env)
    assert done.code == 1
    assert "access denied (AccessDeniedException); allow cloudtrail:LookupEvents" in done.err


def test_the_permission_is_in_the_policy_only_when_events_are_asked_for(estate: Program) -> None:
    def allowed() -> list[str]:
        found: list[str] = json.loads(estate("doctor", "--iam-policy").out)["Statement"][0]["Action"]
        return found

    assert "cloudtrail:LookupEvents" not in allowed()
    estate.write("driftgate.yaml", CONFIG.replace("EVENTS", "{ cloudtrail: cloudtrail/ }"))
    assert "cloudtrail:LookupEvents" not in allowed()
    estate.write("driftgate.yaml", CONFIG.replace("EVENTS", "{ aws: { regions: [eu-west-1] } }"))
    assert "cloudtrail:LookupEvents" in allowed()


def test_doctor_says_whether_events_can_be_had(estate: Program) -> None:
    def said(events: str, env: dict[str, str] | None = None) -> list[str]:
        estate.write("driftgate.yaml", CONFIG.replace("EVENTS", events))
        checks = json.loads(estate("doctor", "--format", "json", env=env).out)["checks"]
        return [f"{check['state']} {check['detail']}" for check in checks if check["name"] == "events"]

    assert said("{ cloudtrail: cloudtrail/ }, { cloudtrail: nowhere }") == [
        "ok cloudtrail/",
        "fail there is no file or folder nowhere",
    ]
    with serve(History({})) as history:
        env = aws_environment(history.url)
        assert said("{ aws: { regions: [us-east-1] } }", env) == ["ok @us-east-1: the event history may be asked"]
        history.denied = frozenset({"us-east-1"})
        assert "allow cloudtrail:LookupEvents" in said("{ aws: { regions: [us-east-1] } }", env)[0]


def test_no_secret_of_an_event_is_ever_written(estate: Program) -> None:
    kinds = ("text", "json", "sarif", "junit", "markdown", "github", "html")
    reports = [part for kind in kinds for part in ("--report", f"{kind}=out/{kind}")]
    outputs = []
    for given in ("cloudtrail", "lookup-events.json", "broken"):
        done = estate("drift", *STATES, "--events", given, *reports, "-vv")
        outputs.append(done.out + done.err)
    assert estate("evidence", "export", "latest", "-o", "evidence.zip").code == 0
    for name in ("cloudtrail", "broken"):
        shutil.rmtree(estate.folder / name)
    (estate.folder / "lookup-events.json").unlink()
    for name in ("prod.tfstate", "preprod.tfstate"):
        (estate.folder / name).unlink()
    assert search("\n".join(outputs).encode(), ["DGCANARY"]) == set()
    assert search_folder(estate.folder, ["DGCANARY"]) == {}


def test_the_example_of_the_readme_runs(estate: Program) -> None:
    root = TRAIL.parents[1]
    shutil.copytree(root / "fixtures" / "trail", estate.folder / "fixtures" / "trail")
    readme = (root / "README.md").read_text(encoding="utf-8")
    (line,) = [line for line in readme.splitlines() if line.startswith("driftgate ") and "--events" in line]
    done = estate(*line.split()[1:])
    shown = readme.partition(line)[2].partition("```text\n")[2].partition("```")[0]
    assert (done.code, shown in done.out) == (1, True)


def test_the_same_events_give_the_same_bytes(estate: Program) -> None:
    first, second = (
        estate("drift", *STATES, "--events", given, *AS_OF, "--format", "json").out
        for given in ("cloudtrail", "cloudtrail")
    )
    assert first == second
