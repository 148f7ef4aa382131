"""Checkov as a child process: what it is asked, what it may use, and what it answers.

It runs in a folder of its own with nothing of our environment. It gets our driver and its request, and no file beside:
nothing that lies in a repository configures it.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from engine.errors import EvaluatorOutputError
from engine.jsontext.digest import JsonError, parse_json
from engine.ports import ProcessRunner

MEMORY = 2 * 1024**3  # bytes of addresses; of memory it needs a quarter of that
SECONDS = 120.0
SECONDS_A_RESOURCE = 0.2  # ten times what a policy of IAM with actions of its own takes
_PROGRAMS = ("driver.py", "grants.py")
_LETTERS = frozenset("PFUE")
_ENVIRONMENT = {
    "BC_SKIP_MAPPING": "TRUE",
    "CKV_GITHUB_CONFIG_FETCH_DATA": "False",
    "CKV_GITLAB_CONFIG_FETCH_DATA": "False",
    "CHECKOV_PARALLELIZATION_TYPE": "none",
    "LOG_LEVEL": "CRITICAL",
    "MALLOC_ARENA_MAX": "2",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a check says of a block.

    `letter` is P (passed), F (failed), U (it does not say) or E (it crashed). `keys` are the attributes that it
    evaluated. Of code there are the `file` from its folder, with a `/` before it, the line and the `comment` that asks
    to skip the check.
    """

    check: str
    address: str
    letter: str
    keys: tuple[str, ...] = ()
    block: str = "resource"
    file: str = ""
    line: int = 0
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """All that Checkov answered: which checks it has, which of these looked at graphs, and what it could not parse."""

    checks: frozenset[str] = frozenset()
    graphs: frozenset[str] = frozenset()
    answers: tuple[Answer, ...] = ()
    unparsed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What Checkov may use: seconds, of which each resource adds some, and bytes of addresses."""

    seconds: float = SECONDS
    seconds_a_resource: float = SECONDS_A_RESOURCE
    memory: int = MEMORY

    def time(self, count: int) -> float:
        """Return the seconds for a number of resources."""
        return self.seconds + count * self.seconds_a_resource


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkov:
    """Checkov in its own environment; `executable` is its program, beside which its Python is."""

    runner: ProcessRunner
    executable: Path
    limits: Limits = field(default_factory=Limits)

    def ask(self, request: Mapping[str, Any], count: int) -> bytes:
        """Return what Checkov answers to a request about a number of resources.

        Raises EvaluatorOutputError with what went wrong.
        """
        files = resources.files("policies.evaluators.checkov")
        limit = self.limits.time(count)
        with tempfile.TemporaryDirectory(prefix="driftgate-checkov-") as name:
            folder = Path(name)
            for program in _PROGRAMS:
                (folder / program).write_bytes(files.joinpath(program).read_bytes())
            work = folder / "work"
            work.mkdir()
            command = [str(self.executable.parent / "python"), "-I", "-B", str(folder / "driver.py")]
            env = {**_ENVIRONMENT, "HOME": str(folder)}
            result = self.runner.run(
                command, timeout=limit, cwd=work, env=env, stdin=written(request), memory=self.limits.memory
            )
        if result.returncode is None:
            raise EvaluatorOutputError(f"Checkov took longer than {limit:.0f} s for {count} resources")
        if result.returncode and b"MemoryError" in result.stderr:
            raise EvaluatorOutputError(f"Checkov needed more than {self.limits.memory // 1024**2} MiB of memory")
        if result.returncode:
            raise EvaluatorOutputError(f"Checkov ended with exit code {result.returncode}")
        return result.stdout


def written(request: Mapping[str, Any]) -> bytes:
    """Return the bytes of a request: the same for the same."""
    return json.dumps(request, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")


def read_answers(data: bytes) -> Answered:
    """Return what the driver wrote; raises EvaluatorOutputError for anything else."""
    try:
        document = parse_json(data, name="Checkov's output")
    except JsonError as error:
        raise EvaluatorOutputError("Checkov gave no JSON") from error
    names = ("checks", "graph", "answers", "unparsed")
    if not isinstance(document, Mapping) or not all(isinstance(document.get(name), list) for name in names):
        raise EvaluatorOutputError("Checkov's answer has another form")
    checks, graphs, unparsed = (_texts(document[name]) for name in ("checks", "graph", "unparsed"))
    return Answered(
        checks=frozenset(checks),
        graphs=frozenset(graphs),
        answers=tuple(map(_answer, document["answers"])),
        unparsed=unparsed,
    )


def _answer(row: Any) -> Answer:
    match row:
        case [str(check), str(address), str(letter), list(keys), str(block), str(file), int(line), str(comment)] if (
            letter in _LETTERS
        ):
            return Answer(
                check=check,
                address=address,
                letter=letter,
                keys=_texts(keys),
                block=block,
                file=file,
                line=line,
                comment=comment,
            )
    raise EvaluatorOutputError("Checkov's answer has another form")


def _texts(value: Sequence[Any]) -> tuple[str, ...]:
    if not all(isinstance(text, str) for text in value):
        raise EvaluatorOutputError("Checkov's answer has another form")
    return tuple(value)
