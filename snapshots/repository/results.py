"""The result files of a repository, by the reader that knows them, and the tools that would write more."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from shlex import quote

from snapshots.measurements.registry import recognised
from snapshots.provenance.beside import is_beside
from snapshots.repository.tree import Tree, folder_of, is_input

_LARGEST = 8 * 2**20  # bytes of a file that is recognised; of a larger one others beside it tell the kind
_ENDINGS = (".xml", ".json", ".ndjson", ".jsonl")
_NO_RESULTS = frozenset({"package.json", "package-lock.json", "tsconfig.json", "composer.json"})
_TEST = re.compile(r"(?:test_.*|.*_test)\.py")
_K6 = re.compile(r"from\s+[\"']k6(?:/[a-z/]+)?[\"']")
FOLDER = "results"  # where tools are asked to write


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundResults:
    """Result files of one kind, as a pattern."""

    kind: str
    pattern: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTool:
    """A tool that a repository runs: the kind of its results, how it is run so that it writes some, and where.

    `command` is a line of a shell, in which paths of the repository are quoted.
    """

    name: str
    kind: str
    command: str
    pattern: str


def find_results(tree: Tree) -> tuple[FoundResults, ...]:
    """Return the result files: those of one kind, folder and ending are one pattern."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    kinds: dict[tuple[str, str], set[str]] = {}
    for name in tree.named(*_ENDINGS):
        path = PurePosixPath(name)
        if is_input(name) or path.name in _NO_RESULTS or is_beside(path):
            continue
        data = tree.read(name)
        found = recognised(data) if 0 < len(data) <= _LARGEST else ()
        kind = found[0].kind if len(found) == 1 else ""
        kinds.setdefault((folder_of(name), path.suffix), set()).add(kind)
        if kind:
            groups.setdefault((kind, folder_of(name), path.suffix), []).append(name)
    return tuple(_pattern(*key, files, kinds) for key, files in sorted(groups.items()))


def _pattern(
    kind: str, folder: str, suffix: str, files: list[str], kinds: dict[tuple[str, str], set[str]]
) -> FoundResults:
    alone = kinds[folder, suffix] == {kind}
    prefix = "" if folder == "." else f"{folder}/"
    return FoundResults(kind=kind, pattern=f"{prefix}*{suffix}" if alone and prefix else files[0])


def find_tools(tree: Tree) -> tuple[FoundTool, ...]:
    """Return the tools whose results are evidence and that the repository is set up to run."""
    return tuple(_tools(tree))


def _tools(tree: Tree) -> Iterator[FoundTool]:
    names = {name.rpartition("/")[2] for name in tree.files}
    settings = "\n".join(tree.text(name) for name in ("pyproject.toml", "setup.cfg", "tox.ini") if name in tree.files)
    if "pytest.ini" in names or "conftest.py" in names or "pytest" in settings or _has_tests(tree):
        yield _junit("pytest", "pytest --junitxml {path}")
    yield from _of_node(tree)
    if "go.mod" in names:
        yield _junit("gotestsum", "gotestsum --junitfile {path} ./...")
    if "pom.xml" in tree.files:
        yield FoundTool(
            name="surefire", kind="junit", command="mvn -B test", pattern="target/surefire-reports/TEST-*.xml"
        )
    if {"build.gradle", "build.gradle.kts"} & set(tree.files):
        yield FoundTool(name="gradle", kind="junit", command="./gradlew test", pattern="build/test-results/test/*.xml")
    scripts = (name for name in tree.named(".js", ".ts") if name.isprintable())
    script = next((name for name in scripts if _K6.search(tree.text(name)[:20_000])), None)
    if script is not None:
        path = f"{FOLDER}/k6.json"
        yield FoundTool(name="k6", kind="k6", command=f"k6 run --summary-export {path} {quote(script)}", pattern=path)


def _has_tests(tree: Tree) -> bool:
    """Tell whether there are files that pytest takes for tests."""
    return any(_TEST.fullmatch(name.rpartition("/")[2]) for name in tree.named(".py") if not is_input(name))


def _of_node(tree: Tree) -> Iterator[FoundTool]:
    if "package.json" not in tree.files:
        return
    try:
        package = json.loads(tree.text("package.json"))
        known = {**package.get("dependencies", {}), **package.get("devDependencies", {})}
    except (ValueError, AttributeError, TypeError):
        return
    if "vitest" in known:
        yield _junit("vitest", "npx vitest run --reporter=junit --outputFile={path}")
    elif "jest" in known and "jest-junit" in known:
        yield _junit("jest", "env JEST_JUNIT_OUTPUT_FILE={path} npx jest --reporters=default --reporters=jest-junit")
    if "@playwright/test" in known:
        yield _junit("playwright", "env PLAYWRIGHT_JUNIT_OUTPUT_FILE={path} npx playwright test --reporter=junit")


def _junit(name: str, command: str) -> FoundTool:
    path = f"{FOLDER}/{name}.xml"
    return FoundTool(name=name, kind="junit", command=command.format(path=path), pattern=path)
