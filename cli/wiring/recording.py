"""Recording: a tool is run, and what it made is bound to what it was run on."""

from __future__ import annotations

import os
import platform
import re
import shlex
import stat
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePath
from typing import IO, Any

from cli.wiring.ownership import version
from cli.wiring.process import run_through
from cli.wiring.tools import runner
from engine.errors import EngineError
from engine.jsontext.digest import digest_bytes
from engine.model.subject import Subject
from engine.ports import Clock, Signer
from engine.signing.dsse import seal_envelope
from snapshots.measurements.registry import recognised
from snapshots.provenance.recorded import RecordedRun, write_statement
from snapshots.provenance.release import Release
from snapshots.provenance.sidecar import is_sidecar, sidecar_of
from snapshots.redaction.redact import Redactor
from snapshots.store.atomic import write_atomically

_LOOKED_AT = 16 * 2**20  # bytes of a file, to tell which tool has written it
_NUMBER = re.compile(r"v?(\d+(?:\.\d+)+[\w.+-]*)")
# Programs that only start another one, with the word that stands between.
_LAUNCHERS = {"python": "-m", "python3": "-m", "npx": "", "uvx": "", "uv": "run", "poetry": "run", "bundle": "exec"}
_TELLS = {
    "ansible-playbook": "--version",
    "ctest": "--version",
    "dotnet": "--version",
    "go": "version",
    "gotestsum": "--version",
    "gradle": "--version",
    "jest": "--version",
    "jmeter": "--version",
    "k6": "version",
    "locust": "--version",
    "mocha": "--version",
    "mvn": "--version",
    "phpunit": "--version",
    "playwright": "--version",
    "pytest": "--version",
    "vegeta": "-version",
}
"""How tools tell their version; no other program is run to ask it."""

_Seen = Mapping[Path, tuple[int, int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """How a recorded run ended: its exit code, and the results that it made, each with a sidecar now."""

    exit_code: int
    results: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorder:
    """Runs tools and writes what is known of their results beside them.

    `subject` is what they are run on, `release` what git says of it. `kind` is the kind of all results; without it a
    file that no reader recognises is none. `signer` signs what is written.
    """

    subject: Subject
    release: Release
    clock: Clock
    redactor: Redactor
    kind: str = ""
    signer: Signer | None = None

    def run(self, command: Sequence[str], folder: Path | None, stdout: Path | None) -> Recorded:
        """Run a command and write a sidecar beside each result that it made or changed below `folder`.

        `stdout` is a file that takes what the command prints. Raises EngineError when the command cannot be started or
        a sidecar cannot be written.
        """
        before, began = _seen(folder), self.clock.now()
        with ExitStack() as stack:
            copy = None if stdout is None else stack.enter_context(_opened(stdout))
            code = run_through(command, copy=copy)
        made = [path for path, told in _seen(folder).items() if before.get(path) != told]
        results = sorted({*(path for path in made if self._is_result(path)), *([stdout] if stdout is not None else [])})
        tool, start = _tool(command)
        about = self._about(
            began=began,
            ended=self.clock.now(),
            exit_code=code,
            command=digest_bytes(self.redactor.text(shlex.join(command)).encode("utf-8", "surrogatepass")),
            tool=self.redactor.text(tool)[:200],
            version=_version(start) if tool in _TELLS else "",
            host=f"{platform.system().lower()} {platform.machine()}, {os.cpu_count()} processors",
        )
        self._write(about, results)
        return Recorded(exit_code=code, results=tuple(results))

    def attach(self, files: Sequence[Path], *, by: str, ended: datetime | None) -> None:
        """Write the claim of a person beside results that were made elsewhere; raises EngineError.

        `ended` is when they were measured; unknown, only what the files say of it counts.
        """
        self._write(self._about(ended=ended, claimed_by=by), files)

    def _about(self, **told: Any) -> RecordedRun:
        return RecordedRun(
            files={},
            subject=self.subject,
            tag=self.release.tag,
            clean=self.release.clean,
            recorder=version(),
            kind=self.kind,
            **told,
        )

    def _is_result(self, path: Path) -> bool:
        if self.kind:
            return True
        with path.open("rb") as stream:
            return bool(recognised(stream.read(_LOOKED_AT)))

    def _write(self, about: RecordedRun, results: Sequence[Path]) -> None:
        digests = {path: digest_bytes(path.read_bytes()) for path in results}
        for path in results:
            files = {Path(os.path.relpath(other, path.parent)).as_posix(): digests[other] for other in results}
            statement = write_statement(replace(about, files=files))
            body = statement if self.signer is None else seal_envelope(statement, self.signer)
            write_atomically(sidecar_of(path), body)
            sidecar_of(path).chmod(path.stat().st_mode & 0o666)  # whoever may read the result may read this


def _opened(path: Path) -> IO[bytes]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("wb")
    except OSError as error:
        raise EngineError(f"cannot write {path}: {error.strerror}", hint="choose another path for --stdout") from error


def _seen(folder: Path | None) -> _Seen:
    """Return the files below a folder, without hidden ones and sidecars, with what changes when they are written."""
    if folder is None:
        return {}
    found = {}
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in (Path(where) / name for name in names if not name.startswith(".")):
            status = path.lstat()
            if stat.S_ISREG(status.st_mode) and not is_sidecar(path):
                found[path] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return found


def _tool(command: Sequence[str]) -> tuple[str, Sequence[str]]:
    """Return the name of what a command runs, behind programs that only start it, and the words up to it."""
    at = 0
    while at < len(command):
        name = PurePath(command[at]).name.removesuffix(".exe")
        word = _LAUNCHERS.get(name)
        after = at + 1 + bool(word)
        if word is None or after >= len(command) or (word and command[at + 1] != word):
            return name, command[: at + 1]
        at = after
    return "", command


def _version(start: Sequence[str]) -> str:
    """Return the version that a tool tells; empty where it tells none."""
    name = _tool(start)[0]
    try:
        told = runner().run([*start, _TELLS[name]], timeout=20)
    except EngineError:
        return ""
    found = _NUMBER.search((told.stdout + told.stderr).decode("utf-8", "replace"))
    return found[1] if found is not None else ""
