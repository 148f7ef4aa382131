"""Explaining, waiving and baselining: from a finding of the ledger to one that no longer gates, and back."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from cli.app import run
from cli.config.waivers import append_waiver, load_waivers
from cli.demo.estate import data
from engine.errors import ConfigError

CONFIG = """version: 1
environments:
  prod: { desired: [{ tfstate: prod.tfstate }] }
  preprod: { desired: [{ tfstate: preprod.tfstate }] }
gates: { parity: { against: prod, fail-on: medium } }
waivers: driftgate.waivers.yaml
baseline: driftgate.baseline.json
"""
WAIVERS = """# Reviewed every month.
version: 1
waivers:
    - id: W-1     # the first one
      owner: ada
      approver: grace
      reason: "because"
      ticket: T-1
      environment: other
      created: 2026-11-01
      expires: 2026-11-30
      rule: drift.changed
      address: aws_sqs_queue.a

# the end
"""
NOW = ("--as-of", "2026-11-21T09:00:00Z")
WHO = ("--owner", "ada@acme.example", "--approver", "grace@acme.example", "--reason", 'short logs: by "design"')
TIMEOUT = ("module.compute.aws_lambda_function.orders", ["timeout"])


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "driftgate.yaml").write_text(CONFIG)
    (tmp_path / "driftgate.waivers.yaml").write_text(WAIVERS)
    for name in ("prod.tfstate", "preprod.tfstate"):
        (tmp_path / name).write_bytes(data(name))
    return tmp_path


def parity(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    run(["parity", "prod", "preprod", "--format", "json", *NOW])
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def finding(document: dict[str, Any]) -> dict[str, Any]:
    (found,) = [row for row in document["findings"] if (row["address"], row["path"]) == TIMEOUT]
    return dict(found)


def change(project: Path, before: str, after: str) -> None:
    path = project / "preprod.tfstate"
    text = path.read_text()
    assert text.count(before) == 1
    path.write_text(text.replace(before, after))


def test_a_waiver_is_written_beside_those_that_are_there_and_holds_for_its_value(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = parity(capsys)
    assert first["decision"] == "NO-GO"
    failing = [row["fingerprint"] for row in first["findings"] if row["outcome"] == "fail"]
    for fingerprint in failing:
        assert run(["waive", fingerprint[:12], "--until", "2026-12-15", *WHO, *NOW]) == 0
    text = (project / "driftgate.waivers.yaml").read_text()
    start, _ = WAIVERS.split("\n# the end")
    assert text.startswith(start)
    assert text.endswith("\n# the end\n")
    waivers = load_waivers(project / "driftgate.waivers.yaml", base=project)
    assert [waiver.fingerprint for waiver in waivers] == ["", *failing]
    assert {waiver.reason for waiver in waivers[1:]} == {WHO[-1]}
    second = parity(capsys)
    assert second["decision"] == "CONDITIONAL"
    assert finding(second)["waived_by"]
    change(project, '"timeout": 10,', '"timeout": 11,')
    third = parity(capsys)
    assert third["decision"] == "NO-GO"
    assert not finding(third)["waived_by"]
    assert "value_moved" in {waiver["state"] for waiver in third["waivers"]}


def test_the_list_of_waivers_says_which_still_hold(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fingerprint = finding(parity(capsys))["fingerprint"]
    assert run(["waive", fingerprint, "--until", "2026-12-15", *WHO, *NOW]) == 0
    capsys.readouterr()
    assert run(["waivers", "list", *NOW]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert [row.split() for row in rows[:3]] == [
        ["ID", "STATE", "UNTIL", "ENVIRONMENT", "COVERS", "OWNER", "WAIVES"],
        [*["W-1", "unmatched", "2026-11-30", "other", "0", "findings", "ada", "drift.changed", "aws_sqs_queue.a"]],
        [*f"W-20261215-{fingerprint[:8]} valid 2026-12-15 preprod 1 finding {WHO[1]} {fingerprint[:12]}".split()],
    ]
    assert rows[3:] == [
        "unmatched: nothing that the newest runs found is covered by it; remove it, or run the command again"
    ]
    assert run(["waivers", "check", *NOW]) == 1
    assert [row.split()[:1] for row in capsys.readouterr().out.splitlines()] == [["ID"], ["W-1"], ["unmatched:"]]
    assert run(["waivers", "check", "--as-of", "2026-12-15T00:00:00Z", "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert [row["state"] for row in document["waivers"]] == ["expired", "expired"]
    # A run of another command about the environment covers nothing of this one.
    capsys.readouterr()
    assert run(["policy", "check", "preprod", *NOW]) in {0, 1, 3}
    capsys.readouterr()
    assert run(["waivers", "list", *NOW]) == 0
    assert capsys.readouterr().out.splitlines() == rows
    (project / "driftgate.waivers.yaml").write_text("version: 1\nwaivers: []\n")
    assert run(["waivers", "check"]) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("zzzz", "--until", "2026-12-15", *WHO), "there is no finding zzzz in the newest run"),
        (("ID", "--until", "2027-12-15", *WHO), "--until 2027-12-15 is not within the next 90 days"),
        (("ID", "--until", "2026-11-21", *WHO), "--until 2026-11-21 is not within the next 90 days"),
        (("ID", "--until", "soon", *WHO), "'soon' is not a time like 2026-11-20T02:00:00Z."),
        (("ID", "--until", "2026-12-15", *WHO[:2], "--approver", "ADA@acme.example ", *WHO[4:]), "cannot approve"),
        (("ID", "--until", "2026-12-15", "--id", "W-1", *WHO), "there is a waiver W-1 already"),
        (("ID", "--until", "2026-12-15", "--owner", "", *WHO[2:]), "owner: must not be empty"),
    ],
)
def test_a_waiver_that_would_be_none_is_not_written(
    arguments: tuple[str, ...], said: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fingerprint = finding(parity(capsys))["fingerprint"]
    words = [fingerprint if word == "ID" else word for word in arguments]
    assert run(["waive", *words, *NOW]) == 2
    assert said in capsys.readouterr().err
    assert (project / "driftgate.waivers.yaml").read_text() == WAIVERS


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (None, "waivers:\n  # about\n  - id: "),
        ("version: 1\nwaivers: []\n", "waivers:\n  # about\n  - id: "),
        ("version: 1\nwaivers: []  # none yet", "waivers:\n  # about\n  - id: "),
        ("# ours\n{version: 1, waivers: []}\n", "# ours\nversion: 1\nwaivers:\n  # about\n  - id: "),
        ("waivers:\n- {ENTRY}\nversion: 1\n", "\n# about\n- id: "),
    ],
)
def test_the_first_waiver_of_a_file(text: str | None, line: str, tmp_path: Path) -> None:
    path = tmp_path / "w.yaml"
    entry = {
        "id": "W-2",
        "owner": "a",
        "approver": "b",
        "reason": "r: # {x}\n\u2028",
        "ticket": "t",
        "environment": "e",
        "created": "2026-11-01",
        "expires": "2026-11-30",
        "fingerprint": "f" * 32,
    }
    if text is not None:
        path.write_text(text.replace("{ENTRY}", json.dumps({**entry, "id": "W-1"})))
    append_waiver(path, entry, about="about", base=tmp_path)
    assert line in path.read_text()
    assert load_waivers(path, base=tmp_path)[-1].reason == entry["reason"]


def test_a_folder_keeps_a_file_for_each_waiver(tmp_path: Path) -> None:
    folder = tmp_path / "waivers"
    folder.mkdir()
    (folder / "README.md").write_text("ours")
    assert load_waivers(folder, base=tmp_path) == ()
    entry = {**dict.fromkeys(("owner", "reason", "ticket", "environment"), "a"), "fingerprint": "a" * 32}
    entry |= {"approver": "b", "created": "2026-11-01", "expires": "2026-11-30"}
    assert append_waiver(folder, {**entry, "id": "W-2"}, about="about", base=tmp_path) == folder / "W-2.yaml"
    assert append_waiver(folder, {**entry, "id": "W-1"}, about="about", base=tmp_path) == folder / "W-1.yaml"
    assert [waiver.id for waiver in load_waivers(folder, base=tmp_path)] == ["W-1", "W-2"]
    with pytest.raises(ConfigError, match="waivers: there is a waiver W-1 already"):
        append_waiver(folder, {**entry, "id": "W-1"}, about="about", base=tmp_path)
    with pytest.raises(ConfigError, match="an id that names a file has letters"):
        append_waiver(folder, {**entry, "id": "../W-3"}, about="about", base=tmp_path)
    (folder / "again.yml").write_text((folder / "W-1.yaml").read_text())
    with pytest.raises(ConfigError, match=r"waivers/again\.yml:\d+:\d+: waivers\.0\.id: 'W-1' is the id of another"):
        load_waivers(folder, base=tmp_path)
    (folder / "again.yml").unlink()
    os.mkfifo(folder / "pipe.yaml")
    with pytest.raises(ConfigError, match=r"waivers/pipe\.yaml: it is no regular file"):
        load_waivers(folder, base=tmp_path)
    (folder / "pipe.yaml").unlink()
    (folder / "again.yml").write_text("version: 1\nwaivers: [{}]\n")
    with pytest.raises(ConfigError, match=r"waivers/again\.yml:2:\d+: waivers\.0\.id"):
        load_waivers(folder, base=tmp_path)


def test_a_comment_beside_braces_is_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "w.yaml"
    path.write_text("{version: 1, waivers: []}  # none yet\n")
    with pytest.raises(ConfigError, match=r"w\.yaml:1:14: the file is written in braces, with a comment"):
        append_waiver(path, {"id": "W-1"}, about="about", base=tmp_path)
    assert path.read_text() == "{version: 1, waivers: []}  # none yet\n"


def test_a_list_in_brackets_is_left_to_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "w.yaml"
    entry = {**dict.fromkeys(("id", "owner", "reason", "ticket", "environment"), "a"), "fingerprint": "a" * 32}
    entry |= {"approver": "b", "created": "2026-11-01", "expires": "2026-11-30"}
    path.write_text(f"version: 1\nwaivers: [{json.dumps(entry)}]\n")
    with pytest.raises(ConfigError, match=r"w\.yaml:2:1: the list is written in brackets"):
        append_waiver(path, {**entry, "id": "b"}, about="about", base=tmp_path)


def test_what_is_in_the_baseline_is_seen_and_does_not_gate_until_it_moves(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert parity(capsys)["decision"] == "NO-GO"
    assert run(["baseline", "create", "preprod", *WHO, *NOW]) == 0
    said = capsys.readouterr()
    assert "4 findings accepted" in said.out
    assert "left out: low module.compute.aws_instance.worker[1]" in said.err
    second = parity(capsys)
    assert second["decision"] == "CONDITIONAL"
    assert finding(second)["existing"]
    assert "baseline" in {entry["kind"] for entry in second["inputs"]}
    assert run(["baseline", "create", "preprod", *WHO]) == 2

    change(project, '"timeout": 10,', '"timeout": 11,')
    third = parity(capsys)
    assert third["decision"] == "NO-GO"
    assert not finding(third)["existing"]
    assert "has moved since" in finding(third)["why"]
    assert run(["baseline", "update", "preprod", *WHO, *NOW]) == 2
    assert "0 findings would be new and 1 have moved" in capsys.readouterr().err
    assert run(["baseline", "update", "preprod", *WHO, *NOW, "--accept-new"]) == 0
    assert "0 new, 1 moved, 0 gone, 3 kept" in capsys.readouterr().out
    assert parity(capsys)["decision"] == "CONDITIONAL"

    change(project, '"timeout": 11,', '"timeout": 30,')
    parity(capsys)
    assert run(["baseline", "prune", "preprod"]) == 0
    assert "1 gone, 3 kept" in capsys.readouterr().out


@pytest.mark.usefixtures("project")
def test_a_missing_resource_is_accepted_by_name_only(capsys: pytest.CaptureFixture[str]) -> None:
    parity(capsys)
    assert run(["baseline", "create", "preprod", *WHO, *NOW, "--accept-missing"]) == 0
    assert "6 findings accepted" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "error: driftgate.baseline.json:1:2: not JSON"),
        ('{"schema_version": "driftgate/baselines/2"}', "not a baseline of the form driftgate/baselines/1"),
        ('{"schema_version": "driftgate/baselines/1", "environments": [{"a": 1}]}', "environments.0"),
        ('{"schema_version": "driftgate/baselines/1", "environments": 1}', "driftgate.baseline.json: "),
    ],
)
def test_a_broken_baseline_is_an_error_and_never_an_empty_one(
    text: str, said: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "driftgate.baseline.json").write_text(text)
    assert run(["parity", "prod", "preprod", *NOW]) == 2
    assert said in capsys.readouterr().err


def test_ids_are_typed_by_their_beginnings_everywhere(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fingerprint = finding(parity(capsys))["fingerprint"]
    assert run(["waive", f"latest/{fingerprint[:6]}", "--until", "2026-12-15", *WHO, *NOW]) == 2  # decided as of a time
    assert "no run was decided for the time at which it was made" in capsys.readouterr().err
    assert run(["runs", "list", "--format", "json"]) == 0
    name = json.loads(capsys.readouterr().out)["runs"][0]["run_id"]
    end = name.rpartition("-")[2]
    assert run(["waive", f"{end}/{fingerprint[:6]}", "--until", "2026-12-15", *WHO, *NOW]) == 0
    assert run(["explain", f"{name[:12]}/{fingerprint[:6]}"]) == 0
    assert run(["runs", "show", end]) == 0
    assert run(["report", end]) in {0, 1}
    assert run(["evidence", "export", end, "-o", str(project / "out.zip")]) == 0
    assert run(["snapshot", "show", "latest"]) == 0
    assert run(["explain", "W-2026"]) == 0
    capsys.readouterr()
    assert run(["waivers", "list", "W-2026", *NOW]) == 0
    assert [row.split()[0] for row in capsys.readouterr().out.splitlines()] == ["ID", f"W-20261215-{fingerprint[:8]}"]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("report", "zzzz"), "there is no run zzzz"),
        (("runs", "show", "zzzz"), "there is no run zzzz"),
        (("evidence", "export", "zzzz"), "there is no run zzzz"),
        (("explain", "zzzz/0123"), "there is no run zzzz"),
        (("waive", "zzzz/0123", "--until", "2026-12-15", *WHO), "there is no run zzzz"),
        (("snapshot", "show", "000000"), "there is no snapshot 000000"),
        (("snapshot", "diff", "000000", "latest"), "there is no snapshot 000000"),
        (("explain", "W"), "W is short for 2 waivers: W-1, W-2026"),
        (("waivers", "list", "W-9"), "there is no waiver W-9"),
    ],
)
def test_an_id_that_is_none_names_the_candidates(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fingerprint = finding(parity(capsys))["fingerprint"]
    assert run(["waive", fingerprint, "--until", "2026-12-15", *WHO, *NOW]) == 0
    capsys.readouterr()
    assert run([*arguments]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "see: driftgate " in told


@pytest.mark.usefixtures("project")
def test_everything_that_a_waiver_lacks_is_told_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["waive", "0123abcd", "--owner", "ada@acme.example"]) == 2
    told = capsys.readouterr().err
    assert "a waiver needs --until, --reason and --approver as well" in told
    assert 'driftgate waive 0123abcd --until 2026-12-15 --reason "the sale" --approver grace@acme.example' in told


@pytest.mark.usefixtures("project")
def test_explain_says_all_of_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    fingerprint = finding(parity(capsys))["fingerprint"]
    assert run(["explain", fingerprint[:8]]) == 0
    said = capsys.readouterr().out
    for words in (
        fingerprint,
        "reference  30",
        "candidate  10",
        "timeout decides what it does",
        "new, first on 2026-11-21 09:00 UTC",
        "- { expect: may_differ, type: aws_lambda_function, path: timeout, reason: WHY }",
        "driftgate parity REFERENCE preprod",
        f"driftgate waive {fingerprint[:12]} --until DATE",
    ):
        assert words in said
    assert run(["explain", fingerprint[:8], "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["finding"]["fingerprint"] == fingerprint
    assert document["seen"]["since"] == "new"


@pytest.mark.usefixtures("project")
def test_explain_says_all_of_a_resource_a_policy_and_a_rule(capsys: pytest.CaptureFixture[str]) -> None:
    document = parity(capsys)
    address = finding(document)["address"]
    all_of_it = [row["fingerprint"] for row in document["findings"] if row["address"] == address]
    assert run(["explain", address]) == 0
    said = capsys.readouterr().out
    assert [said.count(fingerprint) > 0 for fingerprint in all_of_it] == [True] * len(all_of_it)
    assert run(["explain", address, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [row["finding"]["fingerprint"] for row in told["explanations"]] == all_of_it
    for name, words in (
        ("s3-public-access-block", "applies to  aws_s3_bucket"),
        ("ckv_aws_116", "CKV_AWS_116"),
        ("drift.unmanaged", "nobody intends a resource that is there"),
    ):
        assert run(["explain", name]) == 0
        assert words.casefold() in capsys.readouterr().out.casefold()
        assert run(["explain", name, "--format", "json"]) == 0
        assert json.loads(capsys.readouterr().out)["id"].casefold() == name.casefold()
    capsys.readouterr()
    assert run(["explain", address[:-1]]) == 2
    assert f"did you mean {address!r}?" in capsys.readouterr().err
    assert run(["explain", "drift.unmanagd"]) == 2
    assert "did you mean 'drift.unmanaged'?" in capsys.readouterr().err


def test_explain_tells_a_finding_that_was_gone_in_between(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fingerprint = finding(parity(capsys))["fingerprint"]
    change(project, '"timeout": 10,', '"timeout": 30,')
    run(["parity", "prod", "preprod", "--as-of", "2026-11-22T09:00:00Z"])
    change(project, '"timeout": 30,', '"timeout": 10,')
    run(["parity", "prod", "preprod", "--as-of", "2026-11-24T09:00:00Z"])
    capsys.readouterr()
    run(["explain", fingerprint])
    assert "back again, first on 2026-11-21 09:00 UTC, 3d" in capsys.readouterr().out


@pytest.mark.usefixtures("project")
def test_an_environment_is_not_compared_with_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["parity", "prod", "prod", *NOW]) == 2
    assert "prod cannot be compared with itself" in capsys.readouterr().err


def test_a_waiver_of_an_environment_that_is_not_there_is_named_by_the_check(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (project / "driftgate.waivers.yaml").read_text()
    assert run(["config", "check"]) == 2
    assert "waivers.0.environment: there is no environment 'other'; there is" in capsys.readouterr().err
    (project / "driftgate.waivers.yaml").write_text(text.replace("other", "prod"))
    assert run(["config", "check"]) == 0


def test_a_waiver_is_written_where_the_file_is_not_there_yet(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fingerprint = finding(parity(capsys))["fingerprint"]
    (project / "driftgate.waivers.yaml").unlink()
    assert run(["waive", fingerprint, "--until", "2026-12-15", *WHO, *NOW]) == 0
    assert load_waivers(project / "driftgate.waivers.yaml", base=project)[0].fingerprint == fingerprint


@pytest.mark.parametrize("text", ["2026-02-30", "15.12.2026"])
@pytest.mark.usefixtures("project")
def test_a_day_that_does_not_exist_is_told_as_it_was_typed(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    fingerprint = finding(parity(capsys))["fingerprint"]
    assert run(["waive", fingerprint, "--until", text, *WHO, *NOW]) == 2
    assert f"'{text}' is no day like 2026-12-15." in capsys.readouterr().err
