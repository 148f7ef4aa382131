"""Kill -9 at any moment, gates at once, and a full disk: nothing is lost, forked or left behind."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from cli.demo.estate import data
from tests.acceptance.conftest import PROGRAM, Program
from tests.profiles import count

CONFIG = """version: 1
environments: { prod: { desired: [{ tfstate: prod.tfstate }], observed: [{ tfstate: again.tfstate }] } }
gates: { drift: {}, policy: { fail-on: critical } }
evidence: { sign: "file:keys/signing.pem" }
"""
VERBS = (
    ("gate", "prod"),
    ("snapshot", "take", "prod"),
    ("snapshot", "prune", "--keep", "1ms", "--yes"),
    ("snapshot", "rotate-key"),
    ("evidence", "export", "latest", "-o", "e.zip"),
)


@pytest.fixture
def project(program: Program) -> Program:
    program.write("driftgate.yaml", CONFIG)
    program.write("again.tfstate", data("prod.tfstate") + b"\n")
    assert program("evidence", "keygen", "keys").code == 0
    return program


def started(project: Program, words: tuple[str, ...]) -> subprocess.Popen[bytes]:
    """Start a command that nobody listens to."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(project.folder)}
    return subprocess.Popen(
        [PROGRAM, *words],
        cwd=project.folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def left_behind(folder: Path) -> Iterator[Path]:
    """Yield what is no file of its own: written by half, or a head without its snapshot."""
    for path in folder.rglob("*"):
        alone = path.name.endswith(".head.json")
        if path.name.startswith(".new-") or (alone and not path.with_name(f"{path.name[:-10]}.json.gz").exists()):
            yield path


def check(project: Program) -> int:
    """Check that the ledger is whole, that snapshots and bundles are readable, and return how many runs there are."""
    assert list(left_behind(project.folder)) == []
    told = project("runs", "verify", "--format", "json")
    assert (told.code, json.loads(told.out)["problems"]) == (0, [])
    assert project("snapshot", "list").code == 0
    if (project.folder / "e.zip").exists():
        assert project("evidence", "verify", "e.zip", "--key", "keys/signing.pub.pem").code == 0
    return int(json.loads(told.out)["entries"])


def test_a_killed_process_leaves_all_or_nothing(project: Program) -> None:
    choose, took, runs = Random(14), {}, 0
    verbs = VERBS[: count(len(VERBS), test=2, quick=1)]
    for words in verbs:
        begin = time.monotonic()
        assert started(project, words).wait() in {0, 3}
        took[words] = time.monotonic() - begin
    for number in range(count(200, test=2, quick=1)):
        words = choose.choice(verbs)
        project.write("prod.tfstate", data("prod.tfstate") + b"\n" * number)
        process = started(project, words)
        time.sleep(choose.uniform(0.2, 1.05) * took[words])
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if number % 10 == 0:
            runs, before = check(project), runs
            assert runs >= before
    check(project)
    assert started(project, VERBS[0]).wait() == 3  # no lock stays either


def test_gates_at_once_make_one_chain(project: Program) -> None:
    number = count(4, test=2, quick=2)
    gates = [started(project, ("drift", "prod")) for _ in range(number)]
    assert {gate.wait() for gate in gates} == {3}  # a state is no reality
    assert 1 <= check(project) <= number


@pytest.mark.parametrize("size", [4096, 0])
def test_a_disk_that_is_full_is_4_and_loses_nothing(project: Program, size: int) -> None:
    assert project("drift", "prod").code == 3
    before = check(project)
    project.write("prod.tfstate", data("prod.tfstate") + b"\n\n")
    done = subprocess.run(
        [PROGRAM, "drift", "prod"],
        cwd=project.folder,
        env={"PATH": os.environ["PATH"], "HOME": str(project.folder)},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.splitlines()[0].endswith("in the store: File too large")
    assert check(project) == before
