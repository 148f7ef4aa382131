"""One address in several states or plans: what is accepted of one is accepted of no other, and each is told apart."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.acceptance.conftest import AS_OF, Ended, Program
from tests.repositories import write_files

OWNERS = ("--owner", "ada@acme.example", "--approver", "grace@acme.example", "--reason", "known since the move")
UNTIL = ("--until", "2026-12-15", "--as-of", AS_OF)
RULE = "network-ssh-world"


def group(id_: str, port: int = 22) -> dict[str, Any]:
    """Return the attributes of a security group that opens a port to the world."""
    opened = {"from_port": port, "to_port": port, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"]}
    entry = {**opened, "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": [], "self": False}
    tags = {"tags": {"Environment": "p", "Owner": "o"}, "tags_all": {"Environment": "p", "Owner": "o"}}
    return {"id": id_, "name": id_, "description": "d", "ingress": [entry], "egress": [], **tags}


def state(id_: str) -> str:
    """Return a state with one security group, whose address is that of every other one."""
    instance = {"schema_version": 1, "attributes": group(id_)}
    provider = 'provider["registry.terraform.io/hashicorp/aws"]'
    row = {"mode": "managed", "type": "aws_security_group", "name": "web", "provider": provider}
    told = {"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": f"l-{id_}", "outputs": {}}
    return json.dumps({**told, "resources": [{**row, "instances": [instance]}]})


@pytest.fixture
def project(program: Program) -> Program:
    """Return two states with one address, under a configuration with waivers and a baseline."""
    files = {f"states/{name}.tfstate": state(f"sg-{name}") for name in ("alerts", "queue")}
    config = "version: 1\nenvironments: { prod: { desired: [{ tfstate: states/ }] } }\ngates: { policy: {} }\n"
    config += "waivers: waivers.yaml\nbaseline: baseline.json\n"
    write_files(program.folder, {**files, "driftgate.yaml": config, "waivers.yaml": "version: 1\nwaivers: []\n"})
    return program


def gate(program: Program) -> tuple[Ended, dict[str, dict[str, Any]]]:
    """Return how the gate ended, and what it says of the port of each group, by the group's id."""
    done = program("gate", "prod", "--as-of", AS_OF, "--format", "json")
    found = json.loads(done.out)["findings"]
    return done, {entry["id"]: entry for entry in found if entry["rule"] == RULE}


def test_each_of_them_is_told_apart(project: Program) -> None:
    done, found = gate(project)
    assert (done.code, set(found)) == (1, {"sg-alerts", "sg-queue"})
    assert len({entry["fingerprint"] for entry in found.values()}) == 2
    assert {entry["origin"] for entry in found.values()} == {"states/alerts.tfstate", "states/queue.tfstate"}
    text = project("gate", "prod", "--as-of", AS_OF).out
    assert "aws_security_group.web (states/queue.tfstate)" in text


@pytest.mark.parametrize("how", ["waive", "baseline"])
def test_what_is_accepted_of_one_is_accepted_of_no_other(project: Program, how: str) -> None:
    _, found = gate(project)
    if how == "waive":
        name = found["sg-queue"]["fingerprint"][:8]
        assert project("waive", name, *OWNERS, *UNTIL).code == 0
    else:
        (project.folder / "states" / "alerts.tfstate").rename(project.folder / "alerts.tfstate")
        gate(project)
        assert project("baseline", "create", "prod", *OWNERS, *UNTIL).code == 0
        (project.folder / "alerts.tfstate").rename(project.folder / "states" / "alerts.tfstate")
    done, after = gate(project)
    assert done.code == 1
    assert not after["sg-alerts"]["waived_by"]
    assert not after["sg-alerts"]["existing"]


def test_a_waiver_of_one_state_covers_no_other_one_that_comes_later(project: Program) -> None:
    """With one state the address alone names it; the group of the other state has the same one, and another id."""
    states = project.folder / "states"
    (states / "alerts.tfstate").rename(project.folder / "alerts.tfstate")
    _, found = gate(project)
    assert project("waive", found["sg-queue"]["fingerprint"][:8], *OWNERS, *UNTIL).code == 0
    assert gate(project)[1]["sg-queue"]["waived_by"]
    (states / "queue.tfstate").unlink()
    (project.folder / "alerts.tfstate").rename(states / "alerts.tfstate")
    done, after = gate(project)
    assert (done.code, after["sg-alerts"]["waived_by"]) == (1, "")
