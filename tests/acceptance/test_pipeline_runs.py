"""Generated pipelines, run step by step: a red and a green change, a gate, and nights."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cli.init.pipelines import FILES, PipelineKind
from tests import profiles
from tests.acceptance.conftest import PROGRAM, Program, Repository
from tests.checkov import find_checkov
from tests.jenkinsfile import read_jenkinsfile
from tests.pipelines import (
    GATE,
    GIT,
    GITLAB,
    HOSTILE,
    NIGHTLY,
    PULL_REQUEST,
    Runner,
    read_yaml,
    run_gitlab,
    run_workflow,
)
from tests.repositories import single, state

OPEN = """
resource "aws_security_group" "open" {
  name = "open"
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
"""
TAGS = {"owner": "orders", "environment": "prod", "service": "orders", "cost-center": "1"}
QUEUE = {
    "id": "https://sqs.eu-west-1.amazonaws.com/999988887777/orders",
    "arn": "arn:aws:sqs:eu-west-1:999988887777:orders",
    "name": "orders",
    "sqs_managed_sse_enabled": True,
    "kms_master_key_id": "",
    "policy": "",
    "redrive_policy": "",
    "tags": TAGS,
    "tags_all": TAGS,
}
GROUP = {
    "name": "open",
    "description": "ssh",
    "ingress": [{"from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"]}],
}


@dataclass(slots=True)
class Machine:
    """Where pipelines run: a repository, and programs that stand for what a CI system has."""

    repository: Repository
    tools: Path
    said: Path
    # Where Checkov is: a pipeline installs what is not there, which takes a minute.
    kept: Mapping[str, str]

    def runner(self, contexts: Mapping[str, Any], **variables: str) -> Runner:
        """Return a runner with nothing kept yet."""
        folder = self.tools.parent / f"runner-{len(list(self.tools.parent.glob('runner-*')))}"
        folder.mkdir()
        return Runner(
            folder=folder,
            repository=self.repository.folder,
            path=os.pathsep.join([str(self.tools), str(PROGRAM.parent), os.environ["PATH"]]),
            contexts=contexts,
            variables={
                "GIT_CONFIG_GLOBAL": self.repository.env["GIT_CONFIG_GLOBAL"],
                "SAID": str(self.said),
                **self.kept,
                **variables,
            },
        )


PROGRAMS = {
    # What installs driftgate: it is on the search path already.
    "uv": "exit 0",
    # The plan that a person would get lies beside the code, since no provider can be fetched here.
    "terraform": """case "$1" in
  show) cat plan.json ;;
  init) [ -n "$TF_DATA_DIR" ] ;;
  plan) echo secret-of-the-plan ;;
esac""",
    # The interface of GitHub: what is asked is kept; a comment that is there already has the number 41.
    "gh": """printf "%s\\n" "$*" >>"$SAID"
case "$*" in
  *--paginate*) cat "$SAID.ids" 2>/dev/null || true ;;
  *) cp comment.md "$SAID.md" ;;
esac
[ ! -e "$SAID.broken" ]""",
}


@pytest.fixture(name="machine")
def _machine(program: Program, repository: Callable[[Mapping[str, str]], Repository]) -> Machine:
    tools = program.folder / "tools"
    tools.mkdir()
    for name, body in PROGRAMS.items():
        (tools / name).write_text(f"#!/bin/sh\n{body}\n")
        (tools / name).chmod(0o755)
    (tools / "python3").write_text('#!/bin/sh\n[ "$2" = pip ] && exit 0\nexec /usr/bin/env python3 "$@"\n')
    (tools / "python3").chmod(0o755)
    made = repository(sample())
    for kind in ("github", "gitlab"):
        assert made.init("--ci", kind).code == 0
    made.commit({}, "Add driftgate")
    kept = {"DRIFTGATE_TOOLS": str(find_checkov().parents[2])}
    return Machine(made, tools, program.folder / "said", kept)


def plan(**resources: Mapping[str, Any]) -> str:
    """Return what Terraform plans to make beside the queue that is there, as `terraform show -json` prints it."""
    there = _resource("aws_sqs_queue.orders", QUEUE)
    wanted = [there, *(_resource(name.replace("__", "."), values) for name, values in resources.items())]
    changes = [
        {
            **{key: row[key] for key in ("address", "mode", "type", "name", "provider_name")},
            "change": {
                "actions": ["no-op"] if row is there else ["create"],
                "before": row["values"] if row is there else None,
                "after": row["values"],
                "after_unknown": {},
                "before_sensitive": {},
                "after_sensitive": {},
            },
        }
        for row in wanted
    ]
    return json.dumps(
        {
            "format_version": "1.2",
            "terraform_version": "1.11.4",
            "complete": True,
            "applyable": True,
            "errored": False,
            "planned_values": {"root_module": {"resources": wanted}},
            "resource_changes": changes,
            "prior_state": {
                "format_version": "1.0",
                "terraform_version": "1.11.4",
                "values": {"root_module": {"resources": [there]}},
            },
            "configuration": {"root_module": {}},
        }
    )


def _resource(address: str, values: Mapping[str, Any]) -> dict[str, Any]:
    type_, _, name = address.partition(".")
    return {
        "address": address,
        "mode": "managed",
        "type": type_,
        "name": name,
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "schema_version": 0,
        "values": values,
        "sensitive_values": {},
    }


def sample() -> dict[str, str]:
    """Return a repository with a state, its code, what is planned, and a refresh that stands for reality."""
    head = {"format_version": "1.2", "terraform_version": "1.11.4", "complete": True, "planned_values": {}}
    there = json.loads(plan())["prior_state"]
    refresh = {
        **head,
        "timestamp": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "resource_drift": [],
        "prior_state": there,
    }
    held = json.loads(state("aws_sqs_queue", account="999988887777"))
    held["resources"][0] |= {"name": "orders", "instances": [{"schema_version": 0, "attributes": QUEUE}]}
    return {
        "main.tf": single()["main.tf"],
        "terraform.tfstate": json.dumps(held),
        "plan.json": plan(),
        "refresh.json": json.dumps(refresh),
    }


RED = {"main.tf": single()["main.tf"] + OPEN, "plan.json": plan(aws_security_group__open=GROUP)}
# Code that needs no plan to be judged whole.
ALLOWED = r"""resource "aws_iam_policy" "read" {
  name   = "read"
  policy = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::a/*\"}]}"
}
"""  # noqa: E501 - one text
GREEN = {"main.tf": single()["main.tf"] + "# a comment\n"}


def pull_request(*, base: str, fork: bool = False) -> dict[str, Any]:
    """Return the contexts of GitHub in a pull request."""
    head = "somebody/infra" if fork else "acme/infra"
    return {
        "github": {
            "repository": "acme/infra",
            "server_url": "https://github.example",
            "run_id": "9",
            "run_attempt": "1",
            "token": "gh-token",
            "event": {"pull_request": {"number": 7, "base": {"sha": base}, "head": {"repo": {"full_name": head}}}},
        },
        "vars": {},
        "secrets": {},
    }


@pytest.mark.wide
@pytest.mark.parametrize(
    ("change", "decision", "code"), [(RED, "NO-GO", "1"), (GREEN, "GO", "0")], ids=["red", "green"]
)
def test_a_pull_request_on_github(machine: Machine, change: Mapping[str, str], decision: str, code: str) -> None:
    base = machine.repository.git("rev-parse", "HEAD")
    machine.repository.commit(change, "Change")
    runner = machine.runner(pull_request(base=base))
    done = run_workflow(runner, machine.repository.folder / PULL_REQUEST)
    told = "\n".join(runner.logs.values())
    assert done["verdict"]["outputs"] | {"run_id": ""} == {"decision": decision, "exit_code": code, "run_id": ""}, told
    assert done["verdict"]["result"] == ("success" if code == "0" else "failure")
    (kept,) = runner.artifacts.iterdir()
    names = {path.name for path in kept.iterdir()}
    assert names == {
        "report.json", "report.md", "report.html", "driftgate.sarif", "driftgate.xml", "verdict.env", "evidence.zip",
    }  # fmt: skip
    assert not [name for name in zipfile.ZipFile(kept / "evidence.zip").namelist() if "key" in name]
    assert "secret-of-the-plan" not in told
    assert not list(runner.folder.glob("job-*/temp/driftgate-plans"))
    comment = machine.said.with_name("said.md").read_text()
    assert comment.startswith("<!-- driftgate -->\n")
    assert f"<details open><summary>prod: {decision}</summary>" in comment
    assert len(comment) < 65_000
    assert "--method POST repos/acme/infra/issues/7/comments" in machine.said.read_text()
    assert ("network-ssh-world" in comment.replace("\\", "")) == (code == "1")


@pytest.mark.wide
def test_a_comment_is_replaced_and_one_that_fails_changes_no_verdict(machine: Machine) -> None:
    base = machine.repository.git("rev-parse", "HEAD")
    machine.repository.commit(GREEN, "Change")
    machine.said.with_name("said.ids").write_text("41\n")
    machine.said.with_name("said.broken").touch()
    runner = machine.runner(pull_request(base=base))
    done = run_workflow(runner, machine.repository.folder / PULL_REQUEST)
    assert done["verdict"]["result"] == "success"
    told = "\n".join(runner.logs.values())
    assert "::warning title=driftgate::The comment could not be written. The verdict stays as it is." in told
    machine.said.with_name("said.broken").unlink()
    run_workflow(machine.runner(pull_request(base=base)), machine.repository.folder / PULL_REQUEST)
    assert "--method PATCH repos/acme/infra/issues/comments/41" in machine.said.read_text()


@pytest.mark.wide
def test_a_plan_that_cannot_be_made_is_no_verdict(machine: Machine) -> None:
    base = machine.repository.git("rev-parse", "HEAD")
    machine.repository.commit(GREEN, "Change")
    (machine.tools / "terraform").write_text("#!/bin/sh\necho no credentials >&2\nexit 1\n")
    runner = machine.runner(pull_request(base=base))
    done = run_workflow(runner, machine.repository.folder / PULL_REQUEST)
    assert done["verdict"] == {
        "result": "failure",
        "outputs": {"decision": "INCONCLUSIVE", "exit_code": "4", "run_id": ""},
    }
    assert "Not every environment has a verdict" in machine.said.with_name("said.md").read_text()


@pytest.mark.wide
@pytest.mark.parametrize(("change", "codes"), [(RED, {"1"}), (GREEN, {"0", "3"})], ids=["red", "green"])
def test_of_a_fork_only_the_code_is_judged(machine: Machine, change: Mapping[str, str], codes: set[str]) -> None:
    base = machine.repository.git("rev-parse", "HEAD")
    machine.repository.commit(change, "Change")
    (machine.tools / "terraform").write_text("#!/bin/sh\nexit 9\n")
    runner = machine.runner(pull_request(base=base, fork=True))
    done = run_workflow(runner, machine.repository.folder / PULL_REQUEST)
    told = "\n".join(runner.logs.values())
    assert "this change comes from a fork, so only its code is judged" in told
    assert done["verdict"]["outputs"]["exit_code"] in codes, told
    assert not machine.said.exists()


@pytest.mark.wide
@pytest.mark.parametrize(
    ("parity", "decision", "code"),
    [
        ("{ require: must, against: preprod }", "INCONCLUSIVE", "3"),
        ("{ require: must, against: prod }", "GO", "0"),
        ("{ require: should, against: preprod }", "GO", "0"),
    ],
    ids=["required", "itself", "asked"],
)
def test_of_a_fork_what_is_required_and_not_asked_is_not_proven(
    machine: Machine, parity: str, decision: str, code: str
) -> None:
    path = machine.repository.folder / "driftgate.yaml"
    other = "environments:\n  preprod: { desired: [{ tfstate: s3://acme/preprod.tfstate }] }\n"
    text = path.read_text().replace("environments:\n", other)
    path.write_text(text.replace("gates:\n", f"gates:\n  parity: {parity}\n"))
    base = machine.repository.commit({}, "Compare")
    machine.repository.commit({"main.tf": ALLOWED}, "Change")
    runner = machine.runner(pull_request(base=base, fork=True))
    done = run_workflow(runner, machine.repository.folder / PULL_REQUEST)
    told = "\n".join(runner.logs.values())
    said = done["verdict"]["outputs"]
    assert (said["decision"], said["exit_code"]) == (decision, code), told
    assert ("parity is required, and only a plan tells it" in told) == (code == "3")


@pytest.mark.wide
def test_a_gate_and_two_nights_on_github(machine: Machine) -> None:
    context = {
        "github": {"run_id": "1", "run_attempt": "1"},
        "inputs": {"environment": "prod"},
        "vars": {},
        "secrets": {},
    }
    runner = machine.runner(context)
    done = run_workflow(runner, machine.repository.folder / GATE)
    told = "\n".join(runner.logs.values())
    assert done["gate"]["outputs"]["decision"] in {"GO", "CONDITIONAL"}, told
    assert [path.name for path in runner.artifacts.iterdir()] == ["driftgate-gate-prod-1"]
    done = run_workflow(runner, machine.repository.folder / NIGHTLY)
    assert {name: job["result"] for name, job in done.items()} == {"scan": "success", "status": "success"}, told
    drifted = json.loads(sample()["refresh.json"])
    drifted["prior_state"]["values"]["root_module"]["resources"][0]["values"]["sqs_managed_sse_enabled"] = False
    machine.repository.commit({"refresh.json": json.dumps(drifted)}, "Drift")
    shutil.rmtree(runner.artifacts)
    context["github"]["run_id"] = "2"
    done = run_workflow(runner, machine.repository.folder / NIGHTLY)
    assert {name: job["result"] for name, job in done.items()} == {"scan": "failure", "status": "failure"}
    said = [text for name, text in runner.logs.items() if "Ask for the last night" in name]
    assert "NO-GO" in said[-1]


@pytest.mark.wide
def test_a_night_whose_ledger_was_lost_is_never_well(machine: Machine) -> None:
    context = {"github": {"run_id": "1", "run_attempt": "1"}, "vars": {}, "secrets": {}}
    runner = machine.runner(context)
    runner.fails = frozenset({"actions/cache/save"})
    done = run_workflow(runner, machine.repository.folder / NIGHTLY)
    assert done["status"]["result"] == "failure"
    assert "INCONCLUSIVE" in next(text for name, text in runner.logs.items() if "Ask for the last night" in name)


@pytest.mark.wide
@pytest.mark.parametrize(("change", "decision", "code"), [(RED, "NO-GO", 1), (GREEN, "GO", 0)], ids=["red", "green"])
def test_a_merge_request_on_gitlab(machine: Machine, change: Mapping[str, str], decision: str, code: int) -> None:
    base = machine.repository.git("rev-parse", "HEAD")
    machine.repository.commit(change, "Change")
    runner = machine.runner({})
    variables = {
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": base,
        "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "5",
        "CI_MERGE_REQUEST_PROJECT_ID": "5",
        "DRIFTGATE_ID_TOKEN": "token",
    }
    name = "driftgate merge request prod"
    ended, work = run_gitlab(runner, machine.repository.folder / GITLAB, name, variables)
    told = "\n".join(runner.logs.values())
    assert ended == code, told
    reports = work / "driftgate-reports"
    assert f"DRIFTGATE_DECISION={decision}\n" in (reports / "verdict.env").read_text()
    rules = {entry["check_name"] for entry in json.loads((reports / "codequality.json").read_text())}
    assert ("network-ssh-world" in rules) == (code == 1)
    found = json.loads((reports / "sast.json").read_text())["vulnerabilities"]
    assert bool(found) == (code == 1)
    assert (reports / "evidence.zip").is_file()
    assert not list(work.parent.glob("driftgate-7*"))


@pytest.mark.wide
def test_a_gate_and_a_night_on_gitlab(machine: Machine) -> None:
    machine.repository.commit(
        {"driftgate-reports/codequality.json": "[]", "driftgate-reports/old.env": "A=b\n"}, "Forge"
    )
    for name in ("driftgate gate prod", "driftgate scan prod"):
        runner = machine.runner({})
        ended, work = run_gitlab(runner, machine.repository.folder / GITLAB, name, {"DRIFTGATE_ID_TOKEN": "token"})
        assert ended == 0, "\n".join(runner.logs.values())
        names = {path.name for path in (work / "driftgate-reports").iterdir()}
        assert names == {
            "report.json", "report.md", "report.html", "driftgate.xml", "verdict.env", "evidence.zip",
        }  # fmt: skip


@pytest.mark.wide
@pytest.mark.parametrize(("change", "code"), [(RED, 1), (GREEN, 0)], ids=["red", "green"])
def test_a_change_in_jenkins(machine: Machine, change: Mapping[str, str], code: int) -> None:
    machine.repository.init("--ci", "jenkins")
    machine.repository.commit({}, "Add Jenkins")
    machine.repository.git("checkout", "--quiet", "-b", "change")
    machine.repository.commit(change, "Change")
    _, stages = read_jenkinsfile((machine.repository.folder / "Jenkinsfile.driftgate").read_text())
    (script,) = [text for text in stages["driftgate: change prod"] if "terraform" in text]
    work = machine.tools.parent / "work"
    subprocess.run([GIT, "clone", "--quiet", str(machine.repository.folder), str(work)], check=True)
    done = subprocess.run(
        ["/bin/sh", "-xe", "-c", script],
        cwd=work,
        env={
            "PATH": os.pathsep.join([str(machine.tools), str(PROGRAM.parent), os.environ["PATH"]]),
            "HOME": str(machine.tools.parent),
            "WORKSPACE_TMP": str(machine.tools.parent / "work@tmp"),
            "CHANGE_TARGET": "main",
            **machine.kept,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert (work / "driftgate-reports" / "prod" / "evidence.zip").is_file()
    assert "secret-of-the-plan" not in done.stdout + done.stderr
    assert not list((machine.tools.parent / "work@tmp").glob("*plans*"))


@pytest.mark.wide
def test_code_in_a_folder_that_attacks_is_planned_there(machine: Machine) -> None:
    repository, files = machine.repository, ("main.tf", "plan.json")
    for file in (*FILES[PipelineKind.GITHUB], *FILES[PipelineKind.GITLAB]):
        (repository.folder / file.path).unlink()
    for name in HOSTILE[:2]:
        repository.commit({f"{name}/{file}": (repository.folder / file).read_text() for file in files}, "Move")
    for name in files:
        (repository.folder / name).unlink()
    repository.init("--ci", "github")
    base = repository.commit({}, "Add driftgate")
    repository.commit({f"{HOSTILE[0]}/{file}": text for file, text in RED.items()}, "Change")
    runner = machine.runner(pull_request(base=base))
    done = run_workflow(runner, repository.folder / PULL_REQUEST)
    assert done["verdict"]["outputs"]["decision"] == "NO-GO", "\n".join(runner.logs.values())
    assert not list(runner.folder.rglob("pwned"))


@pytest.mark.wide
def test_a_gate_records_the_tools_that_were_found(machine: Machine) -> None:
    repository = machine.repository
    for name in ("driftgate.yaml", *(file.path for file in FILES[PipelineKind.GITHUB])):
        (repository.folder / name).unlink()
    repository.commit({"tests/test_orders.py": "def test_total() -> None:\n    assert 1 + 1 == 2\n"}, "Add a test")
    repository.init("--ci", "github")
    repository.commit({}, "Add driftgate")
    context = {"github": {"run_attempt": "1"}, "inputs": {"environment": "prod"}, "vars": {}, "secrets": {}}
    runner = machine.runner(context)
    done = run_workflow(runner, repository.folder / GATE)
    told = "\n".join(runner.logs.values())
    assert "record: bound 1 result to " in told
    assert done["gate"]["outputs"]["decision"] == "GO", told


def rename(machine: Machine, evil: str) -> None:
    """Call the environment something else, and write its pipelines again."""
    code = machine.repository.folder / "driftgate.yaml"
    code.write_text(code.read_text().replace("  prod:\n", f"  {json.dumps(evil)}:\n"))
    for file in (*FILES[PipelineKind.GITHUB], *FILES[PipelineKind.GITLAB]):
        (machine.repository.folder / file.path).unlink()
    for kind in ("github", "gitlab"):
        assert machine.repository.init("--ci", kind).code == 0
    machine.repository.commit({}, "Rename")


@pytest.mark.wide
@pytest.mark.parametrize("evil", profiles.sample(HOSTILE, test=3, quick=1))
def test_a_name_that_attacks_is_only_a_name_on_github(machine: Machine, evil: str) -> None:
    rename(machine, evil)
    contexts = {"github": {"run_id": "1", "run_attempt": "1"}, "vars": {}, "secrets": {"GITHUB_TOKEN": "secret"}}
    runner = machine.runner(contexts)
    done = run_workflow(runner, machine.repository.folder / NIGHTLY)
    assert {job["result"] for job in done.values()} == {"success"}, "\n".join(runner.logs.values())
    (kept,) = runner.artifacts.iterdir()
    assert json.loads((kept / "report.json").read_text())["environment"] == evil
    assert not list(runner.folder.rglob("pwned"))


@pytest.mark.wide
@pytest.mark.parametrize("evil", profiles.sample(HOSTILE[:3], test=1, quick=1))
def test_a_name_that_attacks_is_only_a_name_on_gitlab(machine: Machine, evil: str) -> None:
    rename(machine, evil)
    runner = machine.runner({})
    path = machine.repository.folder / GITLAB
    (job,) = [name for name in read_yaml(path) if name.startswith("driftgate scan")]
    ended, work = run_gitlab(runner, path, job, {"DRIFTGATE_ID_TOKEN": "token"})
    assert ended == 0, "\n".join(runner.logs.values())
    assert json.loads((work / "driftgate-reports" / "report.json").read_text())["environment"] == evil
    assert not list(runner.folder.rglob("pwned"))
