"""Every verb has the options that it honours, and no other."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import pytest
from syrupy.assertion import SnapshotAssertion

from cli.app import VERBS, run
from cli.commands import options
from cli.demo.estate import data

CONFIG = """version: 1
environments:
  prod: { desired: [{ tfstate: prod.tfstate }] }
  preprod: { desired: [{ tfstate: preprod.tfstate }] }
gates:
  drift: {}
  tests: { results: [{ junit: tests.xml }] }
waivers: driftgate.waivers.yaml
baseline: driftgate.baseline.json
"""
PROD, PREPROD = "tfstate:prod.tfstate", "tfstate:preprod.tfstate"
ACCEPTED = ("--owner", "a", "--approver", "b", "--reason", "r")
WAYS: Mapping[str, tuple[str, ...]] = {
    "demo": (),
    "drift": (PROD, PREPROD),
    "parity": (PROD, PREPROD),
    "gate": ("prod",),
    "policy check": (PROD,),
    "policy test": (str(Path(options.__file__).parents[1] / "policies" / "rego" / "kms"),),
    "policy list": (),
    "policy explain": ("kms-rotation",),
    "policy coverage": (PROD,),
    "policy frameworks": ("cis-aws-6.0",),
    "policy new": ("policies/team-names",),
    "policy bundle": ("pack.tar.gz",),
    "policy publish": ("latest",),
    "snapshot take": (PROD,),
    "snapshot list": (),
    "snapshot prune": ("--keep", "1d"),
    "snapshot show": ("ID",),
    "snapshot diff": ("ID", "ID"),
    "snapshot fingerprint": (PROD, "module.data.aws_db_instance.orders"),
    "snapshot rotate-key": (),
    "init": ("--dry-run",),
    "record": ("-o", ".", "--", "true"),
    "results expect": ("tests.xml", "-o", "expected.json"),
    "waive": ("FINDING", "--until", "2026-12-15", "--reason", "r", "--owner", "a", "--approver", "b"),
    "waivers list": (),
    "waivers check": (),
    "baseline create": ("preprod", *ACCEPTED),
    "baseline update": ("preprod", *ACCEPTED),
    "baseline prune": ("preprod",),
    "explain": ("FINDING",),
    "status": (),
    "runs list": (),
    "runs show": ("latest",),
    "runs checkpoint": (),
    "runs verify": (),
    "report": ("latest",),
    "evidence export": ("latest", "-o", "evidence.zip"),
    "evidence verify": ("prod.tfstate",),
    "evidence keygen": ("keys",),
    "doctor": (),
    "tools install": ("--dir", "tools"),
    "config check": (),
    "config show": (),
    "schema": (),
    "completion": ("bash",),
}


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command with the words that call it."""
    for verb, (module, _) in VERBS.items():
        command = importlib.import_module(module).command
        if isinstance(command, click.Group):
            yield from ((f"{verb} {name}", inner) for name, inner in command.commands.items())
        else:
            yield verb, command


def test_the_options_of_every_verb(snapshot: SnapshotAssertion) -> None:
    table = {
        name: " ".join(max(item.opts, key=len) for item in command.params if isinstance(item, click.Option))
        for name, command in commands()
    }
    assert table == snapshot
    assert set(table) == set(WAYS)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRIFTGATE_TOOLS", str(tmp_path / "none"))
    (tmp_path / "driftgate.yaml").write_text(CONFIG)
    (tmp_path / "driftgate.waivers.yaml").write_text("version: 1\nwaivers: []\n")
    (tmp_path / "tests.xml").write_bytes(data("results/tests.xml"))
    for name in ("prod.tfstate", "preprod.tfstate"):
        (tmp_path / name).write_bytes(data(name))
    return tmp_path


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    "way", [name for name in WAYS if name not in {"policy test", "policy publish", "tools install"}]
)
def test_every_shared_option_is_read(
    way: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    read: set[str] = set()
    given: set[str] = set()

    def made(kind: type, values: Mapping[str, Any]) -> Any:
        def watched(self: object, name: str) -> Any:
            read.add(name)
            return object.__getattribute__(self, name)

        given.update(values)
        return type("Watched", (kind,), {"__getattribute__": watched})(**values)

    run(["drift", PROD, PREPROD])
    stored = re.findall(r"^([0-9a-f]{12}) ", _out(capsys, "snapshot", "list"), flags=re.MULTILINE)
    finding = ""
    if way == "explain" or way.startswith(("waive", "baseline")):
        finding = re.findall(r"\[([0-9a-f]{8})\]$", _out(capsys, "parity", "prod", "preprod"), flags=re.MULTILINE)[0]
    if way in {"baseline update", "baseline prune"}:
        run(["baseline", "create", "preprod", *ACCEPTED])
    monkeypatch.setattr(options, "made", made)
    words = [{"ID": stored[0], "FINDING": finding}.get(word, word) for word in WAYS[way]]
    if any(item.name == "reports" for item in dict(commands())[way].params):
        words += ["--report", "json=out.json"]
    assert run([*way.split(), *words]) in {0, 1, 3}
    assert given - read == set()


def _out(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    run(list(arguments))
    return capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ("config", "check", "--format", "json"),
        ("demo", "--fail-on", "low"),
        ("demo", "--as-of", "2026-11-20T03:00:00Z"),
        ("snapshot", "list", "--report", "html=x"),
        ("snapshot", "show", "abcdef", "--format", "github"),
        ("policy", "list", "--offline"),
        ("tools", "install", "--report-only"),
    ],
)
def test_an_option_without_a_meaning_is_refused(arguments: tuple[str, ...], project: Path) -> None:
    assert run(list(arguments)) == 2
    assert not list(project.glob("driftgate-demo"))


def test_the_demo_tells_its_cases_as_data_and_writes_the_reports_that_are_asked_for(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(_out(capsys, "demo", "--format", "json", "--report", "sarif=out/demo.sarif", "--quiet"))
    cases = {case["name"]: case["run"]["decision"] for case in document["cases"]}
    assert cases == {"drifted": "NO-GO", "denied": "INCONCLUSIVE", "waived": "CONDITIONAL", "repaired": "GO"}
    assert {path.name for path in (project / "out").iterdir()} == {f"demo-{name}.sarif" for name in cases}


def test_no_example_in_a_help_is_wrapped() -> None:
    for name, command in commands():
        blocks = (command.help or "").split("\b\n")[1:]
        long = [line for block in blocks for line in block.split("\n\n")[0].splitlines() if len(line) > 78]
        assert not long, name


def test_what_people_read_is_counted_and_named_as_people_do(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "driftgate.yaml").write_text(
        CONFIG.replace("  preprod: { desired: [{ tfstate: preprod.tfstate }] }\n", "")
    )
    assert _out(capsys, "config", "check").splitlines() == [
        "ok  driftgate.yaml: 1 environment, 2 gates, 0 waivers",
        "note  driftgate.yaml:3:3: environments.prod: it has no observed source, so drift will be inconclusive",
    ]
    assert "prod.tfstate, 1 document, " in _out(capsys, "doctor")
    head, row = _out(capsys, "snapshot", "take", PROD).splitlines()
    assert head.split() == ["ID", "TAKEN", "SIDE", "RESOURCES", "GAPS", "SOURCES"]
    assert [head.rindex(word) for word in ("TAKEN", "SIDE", "SOURCES")] == [
        row.index(word) for word in (row.split()[1], "desired", PROD)
    ]
    (project / "again.tfstate").write_bytes(data("prod.tfstate") + b"\n")
    said = _out(capsys, "drift", PROD, "tfstate:again.tfstate", "--as-of", "2026-11-20T03:00:00Z")
    _out(capsys, "evidence", "export", said.partition("  run ")[2].split()[0], "-o", "e.zip")
    assert _out(capsys, "evidence", "verify", "e.zip").startswith("UNVERIFIED  GO at 2026-11-20T03:00:00Z  ")


def test_a_source_in_the_form_of_the_command_line_is_told_how_to_be_written(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "driftgate.yaml").write_text(CONFIG.replace("{ tfstate: prod.tfstate }", "tfstate:prod.tfstate"))
    assert run(["config", "check"]) == 2
    assert (
        "driftgate.yaml:3:21: environments.prod.desired.0: a source is a mapping: write { tfstate: prod.tfstate }"
        in (capsys.readouterr().err)
    )
