"""Every place that writes, and every place where foreign text meets markup of ours: a new one has to be named here.

`engine/text.py` is the one door. mypy holds that streams and reports take only what it made (`Harmless`); what mypy
does not see is listed here, each place with its reason.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from engine.errors import ConfigError
from tests.foreign import PAYLOADS, problems_of_stream

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for name in ("engine", "snapshots", "policies", "cli") for path in (ROOT / name).rglob("*.py"))

# Who touches a standard stream. The others call `cli.terminal.output`.
STREAMS = {
    "cli/__main__.py": "before anything is imported: sentences of ours, names of exceptions, and what crash.py made",
    "cli/app.py": "asks whether there is a terminal",
    "cli/commands/deciding.py": "asks whether there are colours",
    "cli/terminal/fitting.py": "asks how wide it is",
    "cli/terminal/output.py": "the one place that writes",
    "cli/terminal/progress.py": "asks whether there is a terminal; rich draws bars on one, of texts made harmless",
    "policies/evaluators/checkov/driver.py": "runs in Checkov's Python: what libraries print there is no answer",
    "cli/wiring/process.py": "`record` hands on what the command of a person prints, as if it were run without us",
}
# Who writes files, and what.
FILES = {
    "cli/commands/deciding.py": "reports, and what GitHub's runner takes: all Harmless",
    "cli/commands/demo.py": "the demo's own files",
    "cli/commands/evidence.py": "bundles, and keys",
    "cli/commands/init.py": "the configuration, quoted as YAML",
    "cli/commands/own_policies.py": "a policy of ours to begin with, and the bundle of our policies",
    "cli/commands/pipelines.py": "pipelines, quoted as YAML",
    "cli/commands/results.py": "the expected tests, JSON",
    "cli/config/baselines.py": "the baseline, JSON",
    "cli/config/waivers.py": "waivers, quoted as JSON",
    "cli/wiring/recording.py": "what the command of a person prints, as bytes, and records, JSON",
    "cli/wiring/workspace.py": "a .gitignore",
    "policies/authoring/opa.py": "what OPA compiles: policies, JSON",
    "policies/evaluators/compiled.py": "policies as this machine runs them",
    "policies/evaluators/conftest.py": "the rule that asks others, and the name of a plan, JSON",
    "policies/evaluators/opa_tool.py": "a digest and a size",
    "policies/evaluators/program.py": "what OPA's program may do, JSON",
    "policies/own/checking.py": "the same",
    "policies/own/files.py": "people's own policies as they are, where OPA's program reads them",
    "policies/own/signatures.py": "a bundle and a key as they are, where OPA verifies them",
    "policies/evaluators/checkov/running.py": "our driver, for Checkov's Python",
    "policies/evaluators/checkov/tool.py": "a lock of ours",
    "snapshots/store/atomic.py": "bytes, for the others",
    "snapshots/store/binding.py": "a key",
    "snapshots/store/cache.py": "readings of states and code, sealed",
    "snapshots/store/chain.py": "what was checked of the ledger, sealed",
    "snapshots/store/files.py": "snapshots, JSON",
    "snapshots/store/keys.py": "keys, and marks of secrets, JSON",
}
_WRITERS = {"write_text", "write_bytes", "write_atomically", "write_new", "replace_file", "fdopen"}
_PRINTERS = {"print", "echo", "secho", "pprint", "basicConfig", "StreamHandler", "FileHandler", "print_exc", "warn"}


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Return all of a module; it is parsed once."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def name_of(path: Path) -> str:
    """Return what a module is called here."""
    return path.relative_to(ROOT).as_posix()


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call of a module with the last part of what is called."""
    for node in nodes(path):
        if isinstance(node, ast.Call):
            named = node.func
            yield named.attr if isinstance(named, ast.Attribute) else getattr(named, "id", ""), node


def opens_to_write(name: str, call: ast.Call) -> bool:
    """Tell whether a call opens a file to write into it."""
    modes = [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    return name == "open" and any(set(mode) & set("wax+") and len(mode) <= 3 for mode in modes)


def test_streams_are_touched_where_it_is_said() -> None:
    found = {name_of(path) for path in SOURCES if {"sys.stdout", "sys.stderr"} & set(attributes(path))}
    assert found == set(STREAMS)


def attributes(path: Path) -> Iterator[str]:
    """Yield what is taken from modules, in dots."""
    for node in nodes(path):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"


def test_files_are_written_where_it_is_said() -> None:
    found = {
        name_of(path)
        for path in SOURCES
        for name, call in calls(path)
        if name in _WRITERS or opens_to_write(name, call)
    } - {"cli/__main__.py"}  # which opens a stream to nowhere
    assert found == set(FILES)


def test_nothing_prints_or_logs_past_the_door() -> None:
    found = {f"{name_of(path)}: {name}" for path in SOURCES for name, _ in calls(path) if name in _PRINTERS}
    assert found == set()


def test_only_the_door_says_that_a_text_is_harmless() -> None:
    found = {name_of(path) for path in SOURCES for name, _ in calls(path) if name == "Harmless"}
    assert found == {"engine/text.py", "cli/terminal/output.py"}  # output.py folds lines that were made harmless


# What stands in Markdown beside `markdown(...)`: words, numbers, dates and addresses of ours, and names of what was
# escaped or is ours.
MARKDOWN_OF_OURS = {
    *("due", "condition.due", "verdict.as_of", "reason.rule", "row.resources", "resources"),
    *("NOT_ASKED.capitalize()", "WORDS[verdict.decision]", "_SIGNS[verdict.decision]", "verdict.decision"),
    *("finding.severity", "outcome", "row.name", "row.note", "row.word", "note", "name", "', '.join(unasked)"),
    *("run.run_id", "run.tool", "short_id(finding)", "say_counts(run)", "words", "environment"),
    *("_anchor(_heading(name, run))", "number_page(reason.rule)", "rule_page(finding.gate, finding.rule)"),
    *("_rule(finding)", "gate_page(row.name)", "' | '.join(told)"),
    *("change", "fix", "gate", "line", "owner", "said", "what", "why"),
}


def interpolations(path: Path) -> Iterator[str]:
    """Yield what is put into texts of a module, as it is written there."""
    for node in nodes(path):
        if isinstance(node, ast.FormattedValue):
            yield ast.unparse(node.value)


def test_what_stands_in_markdown_is_escaped_or_ours() -> None:
    found = set(interpolations(ROOT / "engine/report/formats/markdown.py"))
    assert {text for text in found if not text.startswith(("markdown(", "len(", "sum("))} == MARKDOWN_OF_OURS


def test_no_error_tells_more_lines_than_it_has_problems() -> None:
    for payload in PAYLOADS:
        error = ConfigError(payload, f"a {payload}", hint=payload)
        assert len(error.diagnostics()) == 3
        assert list(problems_of_stream("\n".join((*error.diagnostics(), str(error), "")))) == []


def test_errors_are_told_by_one_class() -> None:
    """No error of ours says its lines by itself: what it is made with goes through the constructor of the first."""
    said = {
        f"{name_of(path)}: {node.name}"
        for path in SOURCES
        for node in nodes(path)
        if isinstance(node, ast.ClassDef) and node.name.endswith("Error") and node.name != "EngineError"
        for inner in node.body
        if isinstance(inner, ast.FunctionDef) and inner.name != "__init__"
    }
    assert said == set()
