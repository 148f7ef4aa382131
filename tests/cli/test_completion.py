"""Shell completion: the names of a project in every shell, and silence where something is broken."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import click
import pytest

from cli import app
from cli.app import VERBS, driftgate, run
from cli.commands.completing import ARGUMENTS, MOST
from cli.demo.estate import data
from engine.findings.catalogue import BY_ID

CONFIG = """version: 1
environments:
  prod: { desired: [{ tfstate: prod.tfstate }] }
  preprod: { desired: [{ tfstate: preprod.tfstate }] }
gates:
  parity: { require: must, against: prod }
waivers: driftgate.waivers.yaml
"""
WAIVERS = """version: 1
waivers:
  - { id: W-1, owner: ada, approver: grace, reason: the sale, ticket: none, environment: prod,
      created: 2026-11-01, expires: 2026-11-30, rule: drift.changed, address: "*" }
"""
# Of an argument with such a name there is something to complete.
NAMED = {"ENV", "[ENV]", "ENV|SOURCE", "ENV|DESIRED", "ENV|SOURCE|ID", "RUN", "ID", "[ID]", "POLICY", "FINGERPRINT"}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("prod.tfstate", "preprod.tfstate"):
        (tmp_path / name).write_bytes(data(name))
    (tmp_path / "driftgate.yaml").write_text(CONFIG)
    (tmp_path / "driftgate.waivers.yaml").write_text(WAIVERS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def judged(project: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Return a run of parity that was made in the project."""
    assert (project / "driftgate.yaml").is_file()
    assert run(["parity", "prod", "preprod", "--format", "json"]) in {0, 1}
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def offered(*words: str, shell: str = "bash") -> list[str]:
    """Return what a shell is offered for the last of the words."""
    kind = click.shell_completion.get_completion_class(shell)
    assert kind is not None
    completion = kind(driftgate, {}, "driftgate", "_DRIFTGATE_COMPLETE")
    return [str(item.value) for item in completion.get_completions(list(words[:-1]), words[-1])]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("gate", ""), ["prod", "preprod"]),
        (("gate", "pre"), ["preprod"]),
        (("parity", "prod", "p"), ["prod", "preprod"]),
        (("baseline", "create", "x"), []),
        (("snapshot", "take", "prod"), ["prod"]),
        (("gate", "prod", "--form"), ["--format"]),
        (("gate", "prod", "--format", "j"), ["json"]),
        (("gate", "--format", "json", "pr"), ["prod", "preprod"]),
        (("gate", "prod", "--progress", "js"), ["jsonl"]),
        (("gate", "prod", "--report", "s"), ["sarif="]),
        (("gate", "prod", "--result", "k"), ["k6="]),
        (("waivers", "list", ""), ["W-1"]),
        (("explain", "W"), ["W-1"]),
        (("policy", "explain", "s3-public"), ["s3-public-access-block"]),
        (("snapshot", "ta"), ["take"]),
        (("expl",), ["explain"]),
    ],
)
def test_names_are_completed(words: tuple[str, ...], found: list[str]) -> None:
    assert offered(*words) == found


def test_runs_snapshots_and_findings_are_completed(judged: dict[str, Any]) -> None:
    run_id, ids = judged["run_id"], [finding["fingerprint"][:8] for finding in judged["findings"]]
    assert offered("report", "") == ["latest", run_id]
    assert offered("runs", "show", run_id[:10]) == [run_id]
    assert offered("evidence", "export", "la") == ["latest"]
    assert offered("waive", "") == ids
    assert offered("explain", "")[: len(ids)] == ids
    assert set(BY_ID) == {name for gate in ("drift.", "parity.", "policy.") for name in offered("explain", gate)}
    assert judged["findings"][0]["address"] in offered("explain", judged["findings"][0]["address"])
    snapshots = offered("snapshot", "diff", "latest", "")
    assert (snapshots[0], len(snapshots)) == ("latest", 3)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_is_answered_as_it_asks(
    shell: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_DRIFTGATE_COMPLETE", f"{shell}_complete")
    monkeypatch.setenv("COMP_WORDS", "driftgate gate pre")
    monkeypatch.setenv("COMP_CWORD", "2" if shell != "fish" else "pre")
    with pytest.raises(SystemExit):
        run(["gate", "pre"])
    told = capsys.readouterr()
    assert "preprod" in told.out
    assert told.err == ""
    assert not (project / ".driftgate").exists()


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        raise AssertionError("completion asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize(
    "broken",
    [
        "a: [",
        "environments: 3",
        "environments: [prod]",
        "- 1",
        "version: 99\nenvironments: {}\nwaivers: nowhere.yaml\nstore: 3\n",
        "\x00",
        "snapshots: { store: s3://bucket/prefix }",
    ],
)
def test_what_is_broken_completes_nothing_and_says_nothing(
    broken: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "driftgate.yaml").write_text(broken)
    (project / ".driftgate").mkdir()
    (project / ".driftgate" / "ledger.sqlite").write_bytes(b"no database")
    for words in (("gate",), ("report",), ("waive",), ("waivers", "list"), ("snapshot", "show")):
        assert offered(*words, "") == []
    assert offered("explain", "drift.chan") == ["drift.changed"]
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "")


def test_hostile_names_are_harmless(project: Path) -> None:
    (project / "driftgate.waivers.yaml").write_text('waivers: [{ id: "W", reason: "a\\nb\\e[31m" }]')
    kind = click.shell_completion.get_completion_class("zsh")
    assert kind is not None
    (item,) = kind(driftgate, {}, "driftgate", "_DRIFTGATE_COMPLETE").get_completions(["waivers", "list"], "")
    assert item.help == "a\\u{a}b\\u{1b}[31m"


def test_what_a_shell_would_run_is_not_offered(project: Path) -> None:
    names = [
        "prod$(touch x)",
        "prod`x`",
        "prod;x",
        "prod x",
        "prod'",
        'prod"',
        "prod\nx",
        "prod\x1b[31m",
        "prod*",
        "~prod",
    ]
    made = "".join(f"  {json.dumps(name)}: {{}}\n" for name in (*names, "prod-ü", "prod[0]"))
    (project / "driftgate.yaml").write_text(f"version: 1\nenvironments:\n{made}")
    assert offered("gate", "") == ["prod-ü", "prod[0]"]
    assert offered("gate", "prod$") == []


def test_what_is_offered_is_bounded(project: Path) -> None:
    many = "".join(f"  e{number}: {{}}\n" for number in range(1000))
    (project / "driftgate.yaml").write_text(f"version: 1\nenvironments:\n{many}")
    assert len(offered("gate", "")) == MOST


def arguments(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Yield each verb with the names of its arguments, as help shows them."""
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from arguments(inner, (*path, name))
    else:
        named = [param for param in command.params if isinstance(param, click.Argument)]
        yield path, [str(param.metavar or param.human_readable_name) for param in named]


def test_the_table_has_every_argument_that_names_something() -> None:
    context = click.Context(driftgate)
    for verb in VERBS:
        _, command, _ = driftgate.resolve_command(context, [verb])
        for path, names in arguments(command, (verb,)):
            assert len(ARGUMENTS.get(path, ())) <= len(names)
            if names and names[0] in NAMED:
                assert path in ARGUMENTS, path
    assert app.VERBS.keys() >= {path[0] for path in ARGUMENTS}
