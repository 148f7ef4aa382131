"""Recording: a tool is run, and what it made is bound to what it was run on."""

from __future__ import annotations

import os
import platform
import re
import shlex
import stat
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from cli.wiring.files import is_replaceable
from cli.wiring.ownership import version
from cli.wiring.process import check_command, run_through
from cli.wiring.tools import runner
from engine.errors import ConfigError, EngineError
from engine.jsontext.digest import digest_bytes
from engine.model.subject import Subject
from engine.ports import Clock, Signer
from engine.signing.dsse import seal_envelope
from snapshots.measurements.registry import recognised
from snapshots.names import readable
from snapshots.provenance.beside import is_beside, sidecar_of
from snapshots.provenance.command import find_tool
from snapshots.provenance.recorded import RecordedRun, write_statement
from snapshots.provenance.release import Release
from snapshots.provenance.sidecar import ended_badly
from snapshots.redaction.redact import Redactor
from snapshots.store.atomic import write_atomically

_LOOKED_AT = 64 * 2**20  # bytes of a file, to tell which tool has written it
_NUMBER = re.compile(r"v?(\d+(?:\.\d+)+[\w.+-]*)")
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
    """How a recorded run ended: its exit code, and the results that it made, each with a sidecar now.

    `unbound` are results that have none, and why; `subject` and `release` are what the others are bound to.
    """

    exit_code: int
    subject: Subject
    release: Release
    results: tuple[Path, ...]
    unbound: Mapping[Path, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorder:
    """Runs tools and writes what is known of their results beside them.

    `given` is what they are run on as somebody names it, `look` asks git and the CI system for the rest. `kind` is the
    kind of all results; without it a file that no reader recognises is none. `signer` signs what is written.
    """

    given: Subject
    look: Callable[[], Release]
    clock: Clock
    redactor: Redactor
    kind: str = ""
    signer: Signer | None = None

    def run(self, command: Sequence[str], folder: Path | None, stdout: Path | None) -> Recorded:
        """Run a command and write a sidecar beside each result that it made or changed below `folder`.

        `stdout` is a file that takes what the command prints. Raises NotStartedError when the command cannot be
        started; then nothing is written.
        """
        check_command(command)
        before, began, release = _seen(folder), self.clock.now(), self.look()
        with ExitStack() as stack:
            copy = None if stdout is None else stack.enter_context(_opened(stdout))
            ended = run_through(command, copy=copy)
        release = self._still(release)
        made = [path for path, told in _seen(folder).items() if before.get(path) != told]
        results = sorted({*(path for path in made if self._is_result(path)), *([stdout] if stdout is not None else [])})
        tool, start = find_tool(command)
        about = self._about(
            release,
            began=began,
            ended=self.clock.now(),
            # A program that was asked to end and ends well has not done what it would have done.
            exit_code=ended.code or (128 + ended.signal if ended.signal else 0),
            command=digest_bytes(self.redactor.text(shlex.join(command)).encode("utf-8", "surrogatepass")),
            tool=self.redactor.text(tool)[:200],
            version=_version(start) if tool in _TELLS else "",
            host=f"{platform.system().lower()} {platform.machine()}, {os.cpu_count()} processors",
        )
        bound, unbound = self._write(about, results)
        return Recorded(exit_code=ended.code, subject=about.subject, release=release, results=bound, unbound=unbound)

    def _still(self, release: Release) -> Release:
        """Return a release that is the same after a run; of another one nobody knows what ran."""
        try:
            after = self.look()
        except ConfigError:
            return Release(clean=False)
        return release if after == release else Release(clean=False, head=after.head, changed=after.changed)

    def attach(self, files: Sequence[Path], *, by: str, ended: datetime | None) -> Recorded:
        """Write the claim of a person beside results that were made elsewhere.

        `ended` is when they were measured; unknown, only what the files say of it counts.
        """
        release = self.look()
        about = self._about(release, ended=ended, claimed_by=by)
        bound, unbound = self._write(about, files)
        return Recorded(exit_code=0, subject=about.subject, release=release, results=bound, unbound=unbound)

    def _about(self, release: Release, **told: Any) -> RecordedRun:
        return RecordedRun(
            files={},
            subject=self.given if self.given.commit and release.clean is not False else self._known(release),
            tag=release.tag,
            clean=release.clean,
            recorder=version(),
            kind=self.kind,
            **told,
        )

    def _known(self, release: Release) -> Subject:
        return replace(self.given, commit=release.commit)

    def _is_result(self, path: Path) -> bool:
        if self.kind:
            return True
        try:
            with path.open("rb") as stream:
                return bool(recognised(stream.read(_LOOKED_AT)))
        except OSError:
            return True  # nobody can tell that it is none; that it cannot be read is told when it is bound

    def _write(self, about: RecordedRun, results: Sequence[Path]) -> tuple[tuple[Path, ...], Mapping[Path, str]]:
        """Write the sidecars; return the results that have one now, and why each other one has not."""
        digests, unbound = {}, {}
        for path in results:
            if readable(str(path)) != str(path):
                unbound[path] = "its name is not UTF-8: rename it"
                continue
            try:
                digests[path] = digest_bytes(path.read_bytes())
            except OSError as error:
                unbound[path] = f"it cannot be read: {error.strerror}"
        for path, digest in digests.items():
            if not about.exit_code and ended_badly(path, digest):
                unbound[path] = "a run that failed has made these very bytes: it stays bound to that one"
                continue
            files = {Path(os.path.relpath(other, path.parent)).as_posix(): digests[other] for other in digests}
            statement = write_statement(replace(about, files=files))
            body = statement if self.signer is None else seal_envelope(statement, self.signer)
            try:
                write_atomically(sidecar_of(path), body)
                sidecar_of(path).chmod(path.stat().st_mode & 0o666)  # whoever may read the result may read this
            except (OSError, EngineError) as error:
                unbound[path] = f"nothing can be written beside it: {error}"
        return tuple(path for path in digests if path not in unbound), unbound


def _opened(path: Path) -> IO[bytes]:
    if not is_replaceable(path):
        raise ConfigError(f"{path} is no regular file", hint="choose another path for --stdout")
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
            if stat.S_ISREG(status.st_mode) and not is_beside(path):
                found[path] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return found


def _version(start: Sequence[str]) -> str:
    """Return the version that a tool tells; empty where it tells none."""
    name = find_tool(start)[0]
    try:
        told = runner().run([*start, _TELLS[name]], timeout=20)
    except EngineError:
        return ""
    found = _NUMBER.search((told.stdout + told.stderr).decode("utf-8", "replace"))
    return found[1] if found is not None else ""
