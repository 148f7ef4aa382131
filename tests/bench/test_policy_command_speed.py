"""`driftgate policy check` of a whole state, as a ratio to `opa eval` of the same resources with the same policies.

Run with `make bench`. The limits are those of the product: 0.8 times the processor time of one `opa eval` process, to
which the facts are told, for 10,000 resources; twice the time for twice as many; and less than 300 MB for 50,000. The
first run of an installation is cold: it keeps what the next ones find.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from engine.model.snapshot import Resource
from policies.authoring.catalog import load_pack
from tests.bench.states import state
from tests.bench.test_policy_speed import estate, opa_eval

pytestmark = [pytest.mark.bench, pytest.mark.tool]
RATIO = 0.8
TWICE = 2.3  # times as long for twice as many
MEMORY = 300  # MB
NAME, KEPT = "big.tfstate", ".driftgate"


def write(folder: Path, count: int) -> None:
    """Write a state of so many resources, and forget what was kept of another one."""
    shutil.rmtree(folder / KEPT, ignore_errors=True)
    (folder / NAME).write_text(json.dumps(state(count), separators=(",", ":")))


def checked(folder: Path) -> tuple[float, float]:
    """Return the seconds of processor time of the command, and the most memory that it took in MB."""
    command = [sys.executable, "-m", "cli", "policy", "check", f"tfstate:{NAME}", "--format", "json"]
    with (folder / "out.json").open("wb") as out:
        actions = [(os.POSIX_SPAWN_DUP2, out.fileno(), 1)]
        script = 'cd "$0" && exec "$@"'
        child = os.posix_spawn(
            "/bin/sh", ["sh", "-c", script, str(folder), *command], dict(os.environ), file_actions=actions
        )
        _, status, used = os.wait4(child, 0)
    assert os.waitstatus_to_exitcode(status) in (0, 1, 3)
    assert json.loads((folder / "out.json").read_bytes())["coverage"]["resources"] > 0
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def cold_and_warm(folder: Path, count: int, times: int) -> tuple[float, float, float]:
    """Return the least seconds that a first and a second run take, and the most memory of all."""
    runs = []
    for _ in range(times):
        write(folder, count)
        runs.append((checked(folder), checked(folder)))
    most = max(memory for pair in runs for _, memory in pair)
    return min(cold for (cold, _), _ in runs), min(warm for _, (warm, _) in runs), most


def test_a_state_of_ten_thousand_resources(tmp_path: Path) -> None:
    pack = load_pack()
    told = [
        Resource(
            type=entry["type"],
            address=f"{entry['type']}.{entry['name']}",
            id=entry["instances"][0]["attributes"]["id"],
            attributes=entry["instances"][0]["attributes"],
        )
        for entry in state(10_000)["resources"]
    ]
    write(tmp_path, 100)
    checked(tmp_path)  # the pack is compiled by then
    cold, warm, _ = cold_and_warm(tmp_path, 10_000, 3)
    foreign, _ = opa_eval(pack.policies, estate(told), tmp_path / "rego")
    print(  # noqa: T201 - the figures are the result
        f"\npolicy check of 10,000 resources: cold {cold:.2f} s, {cold / foreign:.2f} x, "
        f"warm {warm:.2f} s, {warm / foreign:.2f} x (limit {RATIO}); opa eval {foreign:.2f} s"
    )
    assert warm <= RATIO * foreign
    assert cold <= RATIO * foreign


def test_fifty_thousand_resources(tmp_path: Path) -> None:
    write(tmp_path, 100)
    checked(tmp_path)
    half, _, _ = cold_and_warm(tmp_path, 25_000, 1)
    whole, warm, memory = cold_and_warm(tmp_path, 50_000, 1)
    print(  # noqa: T201 - the figures are the result
        f"\npolicy check of 50,000 resources: {whole:.2f} s, {whole / half:.2f} x of half (limit {TWICE}), "
        f"warm {warm:.2f} s, {memory:.0f} MB (limit {MEMORY})"
    )
    assert whole <= TWICE * half
    assert memory <= MEMORY
