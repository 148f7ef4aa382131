"""Every kind of source as a person gives it: plans, code, folders; and what becomes of snapshots over time."""

from __future__ import annotations

import json
import os
import pty
from pathlib import Path

import pytest

from tests.acceptance.conftest import Program
from tests.acceptance.test_secrets import secrets
from tests.canaries import search, search_folder

PLANS = Path(__file__).parents[2] / "fixtures" / "estate" / "data"
CODE = """resource "aws_sqs_queue" "orders" {
  name = "x"
}
resource "aws_sqs_queue" "new" {
  name = "y"
}
"""


def small(serial: int, lineage: str = "a", queues: int = 1) -> str:
    """Return a state of some queues."""
    resources = [
        {
            "mode": "managed",
            "type": "aws_sqs_queue",
            "name": "orders" if number == 0 else f"q{number}",
            "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
            "instances": [{"attributes": {"id": f"https://sqs/{number}", "delay_seconds": serial}}],
        }
        for number in range(queues)
    ]
    return json.dumps({"version": 4, "serial": serial, "lineage": lineage, "resources": resources})


def test_a_refresh_is_reality(program: Program) -> None:
    program.write("refresh.json", (PLANS / "prod.plan-refresh-only.json").read_bytes())
    done = program("drift", "tfstate:prod.tfstate", "tfplan:refresh.json", "--as-of", "2030-01-01T00:00:00Z")
    assert (done.code, done.err) == (0, "")
    assert "GO" in done.out


def test_a_plan_given_as_a_state_says_what_to_type(program: Program) -> None:
    program.write("refresh.json", (PLANS / "prod.plan-refresh-only.json").read_bytes())
    done = program("drift", "tfstate:prod.tfstate", "tfstate:refresh.json", "--format", "json")
    gaps = json.loads(done.out)["gaps"]
    assert done.code == 3
    assert [(gap["detail"], gap["fix"]) for gap in gaps] == [("the file holds a plan", "name it tfplan:refresh.json")]


def test_code_gives_lines_and_says_what_was_never_applied(program: Program) -> None:
    program.write("infra/main.tf", CODE)
    program.write("before.tfstate", small(1))
    program.write("after.tfstate", small(2))
    program.write(
        "driftgate.yaml",
        "version: 1\nenvironments:\n  prod:\n    desired: [{ tfstate: before.tfstate }, { hcl: infra/ }]\n"
        "    observed: [{ tfstate: after.tfstate }]\ngates: { drift: {} }\n",
    )
    done = program("drift", "prod", "--format", "json")
    found = {item["rule"]: item for item in json.loads(done.out)["findings"]}
    assert found["drift.changed"]["location"] == "infra/main.tf:1"
    assert (found["drift.unapplied"]["address"], found["drift.unapplied"]["location"]) == (
        "aws_sqs_queue.new",
        "infra/main.tf:4",
    )


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("hcl:infra", "code tells what is intended, never what is there"),
        ("tfplan:infra", "is a folder"),
        ("tfstate:s3://", "names no bucket"),
        ("tfstate:hcp://a", "names no workspace"),
        ("aws:@eu-west-1?rolle=x", "rolle is not known here"),
        ("aws:@eu-west-1?role=x", "is no role here"),
        ("state:prod.tfstate", "did you mean tfstate:prod.tfstate"),
    ],
)
def test_a_wrong_source_is_a_usage_error_before_any_work(program: Program, source: str, message: str) -> None:
    program.write("infra/main.tf", CODE)
    done = program("drift", "tfstate:prod.tfstate", source)
    assert done.code == 2
    assert message in done.err
    assert not (program.folder / ".driftgate" / "ledger.sqlite").exists()


PLAN = {
    "format_version": "1.2",
    "terraform_version": "1.11.4",
    "applyable": True,
    "complete": True,
    "errored": False,
    "timestamp": "2026-11-20T00:00:00Z",
    "planned_values": {"root_module": {}},
    "configuration": {},
    "resource_changes": [],
}


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.tfstate", small(1), "tfstate:a.tfstate"),
        ("state.json", small(1), "tfstate:state.json"),
        ("out.json", json.dumps(PLAN), "tfplan:out.json"),
        ("cut.json", small(1)[:-9], "tfstate:cut.json"),  # who reads it says what is wrong with it
        ("states/a.tfstate", small(1), "tfstate:states/"),
        ("infra/main.tf", CODE, "hcl:infra/"),
    ],
)
def test_a_file_is_recognised_by_what_is_in_it(program: Program, name: str, text: str, kind: str) -> None:
    program.write(name, text)
    told = kind.partition(":")[2]
    done = program("snapshot", "take", told)
    assert f" {kind}" in done.out


def test_two_files_are_compared_without_their_kinds(program: Program) -> None:
    program.write("before.tfstate", small(1))
    program.write("after.tfstate", small(2))
    assert (
        program("drift", "before.tfstate", "after.tfstate").code
        == program("drift", "tfstate:before.tfstate", "tfstate:after.tfstate").code
    )
    assert program("parity", "before.tfstate", "after.tfstate").code in {0, 1, 3}
    done = program("parity", "before", "after.tfstate")  # a name without a dot or slash is that of an environment
    assert (done.code, "there is no driftgate.yaml" in done.err) == (2, True)


def test_a_state_that_is_gone_from_its_folder_is_a_gap_once(program: Program) -> None:
    program.write("states/a.tfstate", small(1, "a", 20))
    program.write("states/b.tfstate", small(1, "b", 3))
    taken = ("snapshot", "take", "tfstate:states/", "--as-of")
    assert program(*taken, "2026-11-01T00:00:00Z").code == 0
    (program.folder / "states" / "b.tfstate").unlink()
    done = program(*taken, "2026-11-02T00:00:00Z")
    assert (done.code, "missing_input" in done.out) == (3, True)
    program.write("states/c.tfstate", small(1, "c", 3))  # one more is nothing to doubt
    assert program(*taken, "2026-11-03T00:00:00Z").code == 0
    (program.folder / "states" / "a.tfstate").unlink()
    done = program(*taken, "2026-11-04T00:00:00Z")
    assert "the estate has shrunk from 23 to 3 resources" in done.out


def test_a_snapshot_under_another_key_is_not_resumed(program: Program) -> None:
    program.write("s.tfstate", small(1))
    taken = json.loads(program("snapshot", "take", "tfstate:s.tfstate", "--format", "json").out)["snapshots"]
    assert program("snapshot", "rotate-key").code == 0
    done = program("snapshot", "take", "aws:@eu-west-1", "--resume", taken[0]["id"][7:19])
    assert (done.code, "was redacted under another key" in done.err) == (2, True)


def test_snapshots_over_time(program: Program) -> None:
    for day, body in enumerate(
        (small(3, queues=20), small(4, queues=20), small(2, queues=20), small(9, "b", 2)), start=1
    ):
        program.write("s.tfstate", body)
        done = program("snapshot", "take", "tfstate:s.tfstate", "--as-of", f"2026-11-0{day}T00:00:00Z")
        assert done.code == (0 if day < 3 else 3)
    listed = json.loads(program("snapshot", "list", "--format", "json").out)["snapshots"]
    assert [[gap["reason"] for gap in entry["gaps"]] for entry in listed] == [
        [],
        [],
        ["stale"],
        ["incomparable", "empty"],
    ]
    ids = [entry["id"][7:19] for entry in listed]
    done = program("snapshot", "diff", ids[0], ids[1])
    assert "intended 3  is 4" in done.out
    later = ("--as-of", "2026-12-01T00:00:00Z")
    assert "would remove 3 snapshots" in program("snapshot", "prune", "--keep", "7d", "--dry-run", *later).err
    assert len(json.loads(program("snapshot", "list", "--format", "json").out)["snapshots"]) == 4
    for answer, kept in ((b"n\n", 4), (b"y\n", 1)):
        ours, theirs = pty.openpty()
        os.write(ours, answer)
        done = program("snapshot", "prune", "--keep", "7d", *later, stdin=theirs)
        os.close(ours)
        os.close(theirs)
        assert (done.code, "remove 3 snapshots? [y/N]: " in done.err) == (0, True)
        assert [id_ in done.out for id_ in ids] == [True, True, True, False]
        assert len(json.loads(program("snapshot", "list", "--format", "json").out)["snapshots"]) == kept
    left = json.loads(program("snapshot", "list", "--format", "json").out)["snapshots"]
    assert [entry["id"][7:19] for entry in left] == [ids[3]]
    assert program("snapshot", "prune", "--keep", "7d", *later).code == 0
    assert program("snapshot", "prune", *later).code == 2
    assert program("snapshot", "prune", "--keep", "7 days", *later).code == 2


def test_a_rotated_key_keeps_snapshots_comparable(program: Program) -> None:
    taken = json.loads(program("snapshot", "take", "tfstate:prod.tfstate", "--format", "json").out)["snapshots"]
    old = taken[0]["id"][7:19]
    assert "the redaction key is now" in program("snapshot", "rotate-key").out
    program.write("prod.tfstate", (program.folder / "prod.tfstate").read_bytes() + b"\n")
    assert program("drift", f"snapshot:{old}", "tfstate:prod.tfstate").code == 0
    fresh = program("snapshot", "rotate-key")
    assert fresh.code == 0
    done = program("drift", f"snapshot:{old}", "tfstate:prod.tfstate", "--format", "json")
    assert {gap["reason"] for gap in json.loads(done.out)["gaps"]} == {"incomparable"}


def test_no_form_of_a_source_lets_a_secret_through(program: Program) -> None:
    outputs = []
    for name in ("prod.plan.json", "prod.plan-refresh-only.json"):
        program.write(name, (PLANS / name).read_bytes())
    program.write("code/main.tf", 'resource "aws_db_instance" "x" {\n  password = "DGCANARYincode"\n}\n')
    for command in (
        ("snapshot", "take", "tfplan:prod.plan.json", "--format", "json"),
        ("drift", "tfplan:prod.plan.json", "tfplan:prod.plan-refresh-only.json", "--report", "html=out.html", "-vv"),
        ("snapshot", "take", "hcl:code", "-vv"),
        ("snapshot", "take", "tfstate:.", "-vv"),
        ("snapshot", "rotate-key"),
        ("snapshot", "take", "tfstate:prod.tfstate"),
    ):
        done = program(*command)
        outputs.append(done.out + done.err)
    for path in [
        *program.folder.glob("*.tfstate"),
        *program.folder.glob("prod.plan*"),
        program.folder / "code" / "main.tf",
    ]:
        path.unlink()
    assert search("\n".join(outputs).encode(), secrets()) == set()
    assert search_folder(program.folder, secrets()) == {}
    assert list((program.folder / ".driftgate" / "cache").rglob("*.json"))
