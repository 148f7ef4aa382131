"""What people have in public is read live, and how it was counted can be done again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dev.public_states import ENDED, READ, TABLE, document, load
from tests.git import commit, git


def test_98_percent_of_the_instances_of_public_states_are_of_types_that_are_read_live() -> None:
    counted = load(TABLE.read_text(encoding="utf-8"))
    assert counted.states >= 200
    assert counted.read >= 0.98 * counted.instances()
    assert counted.read >= 0.995 * counted.instances(ended=False)


def test_no_service_that_has_ended_is_asked() -> None:
    assert set(ENDED) & READ == set()


def test_the_latest_state_of_each_lineage_counts_once(tmp_path: Path) -> None:
    clone = tmp_path / "ada+infra"
    clone.mkdir()
    states = [
        ("terraform.tfstate", _state("a", 1, {"aws_vpc": 1, "random_id": 3})),
        ("terraform.tfstate.backup", _state("a", 2, {"aws_vpc": 1, "aws_subnet": 2})),
        ("other/terraform.tfstate", _state("b", 1, {"aws_vpc": 4})),
        ("copy/terraform.tfstate", _state("b", 1, {"aws_vpc": 4})),
        ("gone/terraform.tfstate", _state("c", 9, {})),
        ("old.tfstate", {"version": 3, "lineage": "d", "modules": []}),
        ("cut.tfstate", "{"),
    ]
    git(clone, "init", "-q")
    for path, told in states:
        head = commit(clone, {path: told if isinstance(told, str) else json.dumps(told)})
    (tmp_path / "nothing").mkdir()
    counted = load(document(tmp_path))
    assert counted.sources == (f"https://github.com/ada/infra {head}",)
    assert counted.states == 2
    assert [(row.type, row.instances, row.states) for row in counted.rows] == [
        ("aws_vpc", 5, 2),
        ("aws_subnet", 2, 1),
    ]


def _state(lineage: str, serial: int, types: dict[str, int]) -> dict[str, Any]:
    entries = [
        {"mode": "managed", "type": name, "name": "x", "instances": [{"attributes": {}}] * many}
        for name, many in types.items()
    ]
    return {"version": 4, "lineage": lineage, "serial": serial, "resources": entries}
