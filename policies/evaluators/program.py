"""The `opa` program as what is asked: for policies that call what a module of OPA leaves to its host, or read data."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from weakref import finalize

import msgspec

from engine.errors import EvaluatorCrashedError
from policies.authoring.opa import ENTRYPOINT
from policies.evaluators.asking import MachineError
from policies.own.checking import RegoProgram
from policies.own.files import RegoFiles, write_files

_LEAST_TIME = 10.0  # seconds
_PER_BYTE = 2.0 / 1_000_000
QUERY = f"data.{ENTRYPOINT.replace('/', '.')}"


class _Plan(msgspec.Struct):
    """Of a question only which policies are asked."""

    plan: dict[str, msgspec.Raw]


class ProgramMachine:
    """Implements `policies.evaluators.asking.Machine`: one process a question, bounded in time and memory."""

    batch = 3_000  # resources: while one question is answered the next is made

    def __init__(self, program: RegoProgram, files: RegoFiles) -> None:
        """Write the files into a folder of our own, which is there as long as this is."""
        self._program, self._roots, self._owners = program, files.roots, files.owners
        self._shared = tuple(sorted(files.modules.keys() - set(files.owners.values())))
        self._root = Path(tempfile.mkdtemp(prefix="driftgate-rego-"))
        finalize(self, shutil.rmtree, self._root, ignore_errors=True)
        write_files(files.modules, self._root / "rego")
        write_files(files.data, self._root / "data")
        (self._root / "capabilities.json").write_bytes(program.capabilities)

    def ask(self, document: bytes) -> Any:
        """Return the answer of the dispatch rule; raises MachineError where there is none, with what OPA says.

        The program reads the modules of those policies alone that are asked: to read all takes as long as to ask them.
        """
        asked = msgspec.json.decode(document, type=_Plan).plan
        modules = (*self._shared, *(self._owners[id_] for id_ in asked if id_ in self._owners))
        try:
            told = self._program.run(
                "eval", "--format", "json", "--strict-builtin-errors", "--capabilities", "capabilities.json",
                "--stdin-input", *(f"--data=rego/{one}" for one in modules),
                *(f"--data=data/{one}" for one in self._roots), QUERY,
                cwd=self._root, timeout=_LEAST_TIME + _PER_BYTE * len(document), given=document,
            )  # fmt: skip
        except EvaluatorCrashedError as error:
            raise MachineError("it took too long, or said too much") from error
        return read_output(told.stdout)


def read_output(stdout: bytes) -> Any:
    """Return the value in what `opa eval --format json` prints; raises MachineError where there is none."""
    value, problem = read_lenient(stdout)
    if problem:
        raise MachineError(problem)
    return value


def read_lenient(stdout: bytes, ours: str = "") -> tuple[Any, str]:
    """Return the value in what `opa eval` prints, and which builtin failed on the way, empty where none did.

    An error in the file that is `ours` is told without its place. Raises MachineError where there is no value.
    """
    try:
        told = json.loads(stdout)
        errors = told.get("errors")
        problem = _first(errors, ours) if errors else ""
        if problem and "result" not in told:
            raise MachineError(problem)
        return told["result"][0]["expressions"][0]["value"], problem
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise MachineError("it failed, or ran out of memory") from error


def _first(problems: Any, ours: str) -> str:
    entry = problems[0] if isinstance(problems, list) and problems else {}
    if not isinstance(entry, Mapping):
        return "it says nothing"
    place = entry.get("location") or {}
    file = str(place.get("file", "")).removeprefix("rego/")
    at = f"{file}:{place.get('row', 0)}: " if file and file != ours else ""
    return f"{at}{entry.get('message', 'it says nothing')}"
