"""What an operator gets on stderr: nothing, lines of log, or JSON and nothing else; the result stays the result."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import AS_OF, Ended, Program

ROOT = Path(__file__).parents[2]
DRIFT = ("drift", "tfstate:prod.tfstate", "tfstate:preprod.tfstate", "--as-of", AS_OF)
PACKAGES = ("engine", "snapshots", "policies", "cli")
ALWAYS = ["time", "level", "logger", "event"]
LINE = re.compile(
    r"time=\S+Z level=(debug|info|warning|error) logger=(cli|policies|snapshots)[.\w]* event=(\w+)(?: |$)"
)


def lines(done: Ended) -> list[dict[str, Any]]:
    """Return the lines of JSON that a command wrote on stderr; any other line fails the test."""
    return [json.loads(line) for line in done.err.splitlines()]


def table() -> dict[str, tuple[set[str], list[str]]]:
    """Return the levels and fields of each event that the page promises."""
    page = (ROOT / "docs" / "logs.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ([a-z, ]+) \| ([^|]+) \|", page, re.MULTILINE)
    return {name: (set(levels.split(", ")), re.findall(r"`(\w+)`", fields)) for name, levels, fields in rows}


def told_in_the_code() -> dict[str, tuple[set[str], list[str]]]:
    """Return the levels and fields of each event that some module tells."""
    found: dict[str, tuple[set[str], list[str]]] = {}
    for path in (path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assigned = [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
        named = {node.targets[0].id: node.value for node in assigned if isinstance(node.targets[0], ast.Name)}
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            match call:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="_LOG"), attr=told),
                    args=[ast.Constant(value=str(name))],
                    keywords=[ast.keyword(arg="extra", value=extra)],
                ):
                    given = named.get(extra.id) if isinstance(extra, ast.Name) else extra
                    assert isinstance(given, ast.Dict), f"{path}: the fields of {name} are not written out"
                    fields = [key.value for key in given.keys if isinstance(key, ast.Constant)]
                    fields += ["traceback"] if told == "exception" else []
                    levels, known = found.setdefault(name, (set(), list(map(str, fields))))
                    assert known == fields, f"{path}: {name} has other fields elsewhere"
                    levels.add("error" if told == "exception" else told)
                case ast.Call(func=ast.Attribute(value=ast.Name(id="_LOG"), attr=told)):
                    assert told == "isEnabledFor", f"{path}:{call.lineno}: an event is a name and its fields"
    return found


def test_the_page_lists_every_event_with_its_fields() -> None:
    promised = table()
    assert promised.pop("message") == ({"info", "error"}, ["text"])
    assert told_in_the_code() == promised


def test_without_options_there_is_no_log(program: Program) -> None:
    done = program(*DRIFT)
    assert done.code == 1
    assert "event=" not in done.err
    assert "snapshot" not in done.err


def test_lines_tell_what_happened_and_change_no_result(program: Program) -> None:
    told = program(*DRIFT, "-v")
    quiet = program(*DRIFT)
    assert (told.code, told.out) == (quiet.code, quiet.out)
    rows = [LINE.match(line) for line in told.err.splitlines()]
    assert all(rows), told.err
    assert [row[3] for row in rows if row] == [
        "started", "key_made", "source_read", "snapshot_stored", "source_read", "snapshot_stored", "verdict_appended",
        "decided",
    ]  # fmt: skip


def test_json_is_all_there_is_on_stderr(program: Program) -> None:
    done = program(*DRIFT, "-vv", "--log-format", "json", "--report", "json=out.json")
    promised = table()
    rows = lines(done)
    assert {"key_made", "source_read", "decided", "report_written", "message"} <= {row["event"] for row in rows}
    for row in rows:
        levels, fields = promised[row["event"]]
        assert list(row) == [*ALWAYS, *fields]
        assert row["level"] in levels
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", row["time"])
    assert json.loads((program.folder / "out.json").read_text())["decision"] == "NO-GO"
    (decided,) = (row for row in rows if row["event"] == "decided")
    assert (decided["decision"], decided["exit_code"]) == ("NO-GO", 1)


def test_a_form_alone_asks_for_lines_and_the_environment_may_ask(program: Program) -> None:
    rows = lines(program(*DRIFT, "--log-format", "json"))
    assert [row["event"] for row in rows[:2]] == ["started", "key_made"]
    rows = lines(program(*DRIFT, env={"DRIFTGATE_DRIFT_LOG_FORMAT": "json", "DRIFTGATE_DRIFT_VERBOSE": "true"}))
    assert rows[0]["event"] == "started"


def test_an_error_is_a_line_of_json_as_well(program: Program) -> None:
    (program.folder / "driftgate.yaml").write_text("version: 2\n")
    done = program("config", "check", "--log-format", "json")
    (started, row) = lines(done)
    assert done.code == 2
    assert started["command"] == "driftgate config check"
    assert (row["event"], row["level"]) == ("message", "error")
    assert "driftgate.yaml:1:1: version: 2 is of a newer driftgate" in row["text"]


@pytest.mark.parametrize(
    "options", [("-q", "-vv"), ("-q", "--log-format", "json"), ("-q", "-v", "--log-format", "text")]
)
def test_quiet_silences_it(options: tuple[str, ...], program: Program) -> None:
    assert program(*DRIFT, *options).err == ""


def test_a_gap_is_told_and_no_text_of_others_steers_the_terminal(program: Program) -> None:
    name = "prod\x1b[31m\u202e event=decided decision=GO.tfstate"
    program.write(name, '{"version": 4, "password": "DGCANARYhunter2", ')
    for form in ("text", "json"):
        done = program("drift", f"tfstate:{name}", "tfstate:prod.tfstate", "--log-format", form)
        assert done.code == 3
        assert "\x1b" not in done.err
        assert "\u202e" not in done.err
        assert "DGCANARY" not in done.err
        assert "gap_found" in done.err
    (gap,) = (row for row in lines(done) if row["event"] == "gap_found")
    assert (gap["level"], gap["reason"], gap["operation"]) == ("warning", "unparsable", "read state")
    assert gap["source"] == "tfstate:prod\\u{1b}[31m\\u{202e} event=decided decision=GO.tfstate"


@pytest.mark.parametrize(
    "verb", [("schema", "run"), ("completion", "bash"), ("evidence", "keygen", "keys"), ("policy", "list")]
)
def test_every_verb_can_log(verb: tuple[str, ...], program: Program) -> None:
    rows = lines(program(*verb, "--log-format", "json"))
    assert rows[0]["event"] == "started"
