"""The command line ranks the changes of `docs/severity.md` as the page says: all of them in one estate."""

from __future__ import annotations

import json
from collections import defaultdict

from dev.pages.severity import changes
from engine.model.outcome import Severity
from tests.acceptance.conftest import Program


def state_of(side: str) -> str:
    """Return a state of what all changes are made to, `before` or `after` them."""
    resources = [
        {
            "mode": "managed",
            "type": change["type"],
            "name": f"r{number}",
            "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
            "instances": [{"schema_version": 0, "attributes": {"id": f"r{number}", **change[side]}}],
        }
        for number, change in enumerate(changes())
        if change[side] is not None
    ]
    return json.dumps({"version": 4, "serial": 1, "lineage": "a", "resources": resources})


def test_the_command_line_ranks_as_the_page_says(program: Program) -> None:
    program.write("before.tfstate", state_of("before"))
    program.write("after.tfstate", state_of("after"))
    done = program("drift", "before.tfstate", "after.tfstate", "--format", "json")
    found: dict[str, list[Severity]] = defaultdict(list)
    for finding in json.loads(done.out)["findings"]:
        found[finding["address"]].append(Severity(finding["severity"]))
    expected = {f"{change['type']}.r{n}": Severity(change["expected"]) for n, change in enumerate(changes())}
    assert done.code == 1
    assert {name: max(all_, key=lambda one: one.rank) for name, all_ in found.items()} == expected
