"""Whether OPA takes somebody's Rego: its syntax, its rules, and the builtins that it calls.

What is wrong is told with the file and line of the one who wrote it, and never with a path of this machine. Both
syntaxes of Rego are known (https://www.openpolicyagent.org/docs/v0-compatibility): one place has one of them.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from engine.errors import ConfigError, EvaluationError, EvaluatorCrashedError
from engine.ports import ProcessResult, ProcessRunner
from policies.authoring.builtins import PURE, REFUSED
from policies.own.files import RegoFiles, write_files

_TIMEOUT = 60.0  # seconds
MEMORY = 3 * 1024**3  # bytes of address space
_PARSERS = 4  # programs at a time: each takes a fiftieth of a second
_MOST = 20  # problems that are told
OLD = "--v0-compatible"
_UNDEFINED = re.compile(r"undefined function ([\w.]+)")
_FIXES = {
    "rego_parse_error": "correct the syntax: opa check FOLDER",
    "rego_unsafe_var_error": "give the variable a value in the rule before it is negated, compared or told",
    "rego_recursion_error": "a rule cannot use itself: write out what it repeats, or use walk or graph.reachable",
}
_MIXED = "some files have the old syntax and some the new: opa fmt --write --v0-v1 FOLDER makes all of them new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What OPA says against a file, at a line of it."""

    code: str
    file: str
    line: int
    text: str


class RegoProgram:
    """Drives an `opa` executable over somebody's Rego, with pure builtins only and within bounds."""

    def __init__(self, runner: ProcessRunner, executable: str) -> None:
        """Take the program by its path."""
        self._runner, self._executable = runner, executable

    @cached_property
    def version(self) -> str:
        """Return the version of OPA."""
        first = self.run("version").stdout.decode(errors="replace").splitlines()[:1]
        return "".join(first).removeprefix("Version: ").strip()

    @cached_property
    def capabilities(self) -> bytes:
        """Return the document of what policies may do: an allow-list, and no network."""
        try:
            told = json.loads(self.run("capabilities", "--current").stdout)
            told["builtins"] = [entry for entry in told["builtins"] if entry.get("infix") or entry["name"] in PURE]
        except (ValueError, KeyError, TypeError) as error:
            raise ConfigError(f"{self._executable} is no OPA", hint="driftgate tools install opa") from error
        told["allow_net"] = []
        return json.dumps(told).encode()

    def run(
        self, *arguments: str, cwd: Path | None = None, timeout: float = _TIMEOUT, given: bytes = b""
    ) -> ProcessResult:
        """Run the program; raises EvaluatorCrashedError when it takes too long."""
        env = {"GOMEMLIMIT": str(MEMORY * 3 // 4)}
        result = self._runner.run(
            [self._executable, *arguments], timeout=timeout, cwd=cwd, env=env, stdin=given, memory=MEMORY
        )
        if result.returncode is None:
            raise EvaluatorCrashedError(f"opa {arguments[0]} took longer than {timeout:.0f} s")
        return result

    @contextmanager
    def folder(self, files: RegoFiles) -> Iterator[Path]:
        """Yield a folder of our own with `rego/`, `data/` and `capabilities.json`, for a moment."""
        with tempfile.TemporaryDirectory(prefix="driftgate-rego-") as name:
            root = Path(name)
            write_files(files.modules, root / "rego")
            write_files(files.data, root / "data")
            (root / "capabilities.json").write_bytes(self.capabilities)
            yield root

    def check(self, files: RegoFiles, *, strict: bool = False) -> tuple[str, ...]:
        """Return the options under which OPA takes the modules: none for the new syntax, one for the old.

        Raises ConfigError with the file and line of every problem.
        """
        data = [f"data/{one}" for one in files.roots]
        with _told(files), self.folder(files) as root:
            told = self._problems(root, *(("--strict",) if strict else ()), *data)
            if told and not strict and all(one.code == "rego_parse_error" for one in told):
                old = self._problems(root, OLD, *data)
                if not old:
                    return (OLD,)
                if any(one.code != "rego_parse_error" for one in old):
                    told = old  # all of it is old, and something else is wrong
                elif {one.file for one in old} != {one.file for one in told}:
                    raise _refusal(files, told, _MIXED)
        if told:
            raise _refusal(files, told)
        return ()

    def trees(self, files: RegoFiles, syntax: Sequence[str]) -> dict[str, Any]:
        """Return the syntax tree of every module by its path."""
        with _told(files), self.folder(files) as root, ThreadPoolExecutor(_PARSERS) as pool:
            parsed = pool.map(lambda path: self._tree(root / "rego", path, syntax), files.modules)
            return dict(zip(files.modules, parsed, strict=True))

    def _tree(self, root: Path, path: str, syntax: Sequence[str]) -> Any:
        told = self.run(
            "parse", "--format", "json", "--json-include", "locations,-comments", *syntax, f"./{path}", cwd=root
        )
        if told.returncode != 0:
            raise EvaluatorCrashedError(f"opa parse ended with {told.returncode}", hint="driftgate tools install opa")
        return json.loads(told.stdout)

    def _problems(self, root: Path, *options: str) -> list[Problem]:
        told = self.run(
            "check", "--format", "json", "--max-errors", str(_MOST), "--capabilities", "capabilities.json",
            "rego", *options, cwd=root,
        )  # fmt: skip
        if told.returncode == 0:
            return []
        return list(_read_problems(told))


@contextmanager
def _told(files: RegoFiles) -> Iterator[None]:
    """Tell of what OPA cannot read, or not in time, that it is somebody's policies."""
    try:
        yield
    except EvaluationError as error:
        raise ConfigError(f"{files.name}: {error.message}", hint="write the policies shorter, or fewer") from error


def _read_problems(told: ProcessResult) -> Iterator[Problem]:
    try:
        document = json.loads(told.stderr or told.stdout)
        entries = document["errors"] if isinstance(document["errors"], list) else [document["errors"]]
        for entry in entries:
            place = entry.get("location") or {}
            file = str(place.get("file", "")).removeprefix("rego/")
            yield Problem(
                code=str(entry.get("code", "")), file=file, line=int(place.get("row", 0)), text=str(entry["message"])
            )
    except (ValueError, KeyError, TypeError, AttributeError):
        words = (told.stderr or told.stdout).decode(errors="replace").strip().splitlines()
        yield Problem(code="", file="", line=0, text=(words or ["it says nothing"])[-1])


def _refusal(files: RegoFiles, problems: Sequence[Problem], hint: str = "") -> ConfigError:
    said = []
    for one in problems[:_MOST]:
        place = f"{files.name}/{one.file}:{one.line}" if one.file else files.name
        called = _UNDEFINED.search(one.text)
        reason = REFUSED.get(called[1]) if called is not None else None
        said.append(f"{place}: {called[1]} is not allowed: {reason}" if called and reason else f"{place}: {one.text}")
    known: Mapping[str, str] = {
        **_FIXES,
        "rego_type_error": "call what OPA has; what asks the network, the machine, the clock or chance is not allowed",
    }
    return ConfigError(*said, hint=hint or known.get(problems[0].code, "correct it there: opa check FOLDER"))
