"""What is promised against attackers has its test, and every place that reaches out of the process is known."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "threat-model.md"
SOURCES = sorted(
    path for package in ("engine", "snapshots", "policies", "cli") for path in (ROOT / package).rglob("*.py")
)
# Who asks over the network, and by what.
NETWORK = {
    "cli/wiring/heartbeats.py": "the errors of the session that tells a monitor",
    "policies/evaluators/server.py": "an OPA server that the owner names: no .netrc, no redirect, answers that end",
    "snapshots/aws": "the clients of AWS: what may be called is declared, and only reads are",
    "snapshots/http/budgets.py": "answers that end",
    "snapshots/http/session.py": "the session of everything else: no .netrc, no link-local address, answers that end",
    "snapshots/terraform/backends/http.py": "the errors of the session that states are read by",
}
_LIBRARIES = {"aiohttp", "boto3", "botocore", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "urllib3"}
# Who starts a process, beside the one that may (`cli.wiring.process`).
PROCESSES = {
    "cli/wiring/process.py": "foreign tools and git, with a time, a search path and no variable of ours",
    "snapshots/terraform/code/files.py": "workers that parse code, which are ourselves",
}
_STARTERS = {"execv", "execve", "execvp", "fork", "forkpty", "popen", "posix_spawn", "system", "spawnv", "spawnvp"}
_EVALUATORS = {"eval", "exec", "compile", "__import__"}


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Return what a module consists of that imports or calls."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return tuple(node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom | ast.Call))


def modules_of(path: Path) -> Iterator[str]:
    """Yield the first part of what a module imports, wherever in it."""
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def calls_of(path: Path) -> Iterator[str]:
    """Yield what a module calls, as it is written."""
    for node in nodes_of(path):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def name_of(path: Path) -> str:
    """Return what a module is called here: those of AWS by their folder."""
    name = path.relative_to(ROOT).as_posix()
    return "snapshots/aws" if name.startswith("snapshots/aws/") else name


def test_every_promise_has_its_test_and_every_test_is_there() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ") and "::" in line]
    named = [re.search(r"`(tests/[\w/]+\.py)::(test_\w+)` \|$", row) for row in rows]
    assert len(rows) > 25
    assert [row for row, found in zip(rows, named, strict=True) if found is None] == []
    lacking = [found[0] for found in named if found and f"def {found[2]}(" not in (ROOT / found[1]).read_text("utf-8")]
    assert lacking == []


def test_the_network_is_reached_where_it_is_said() -> None:
    assert {name_of(path) for path in SOURCES if _LIBRARIES & set(modules_of(path))} == set(NETWORK)


def test_processes_are_started_where_it_is_said() -> None:
    found = {name_of(path) for path in SOURCES if {"subprocess", "multiprocessing", "pty"} & set(modules_of(path))}
    assert found == set(PROCESSES)
    called = {call for path in SOURCES for call in calls_of(path) if call.startswith("os.")}
    assert {call.removeprefix("os.") for call in called} & _STARTERS == set()


def test_no_text_is_run_as_code() -> None:
    found = {f"{name_of(path)}: {call}" for path in SOURCES for call in calls_of(path) if call in _EVALUATORS}
    assert found == set()
    assert [name_of(path) for path in SOURCES if {"pickle", "marshal", "shelve"} & set(modules_of(path))] == []
