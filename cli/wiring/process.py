"""The only child-process wrapper: a clean environment, a timeout, a memory limit, and no shell."""

from __future__ import annotations

import logging
import os
import resource
import select
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO

from engine.errors import ConfigError, EngineError, EvaluatorCrashedError, EvaluatorMissingError
from engine.ports import ProcessResult

_LOG = logging.getLogger(__name__)
_POLL = 0.2  # seconds
MAX_OUTPUT = 256 * 1024 * 1024


class ChildProcess:
    """Implements `engine.ports.ProcessRunner`. `path` is the search path that programs are found on."""

    def __init__(self, *, path: str, home: str) -> None:
        """`path` and `home` are all that a child sees of the caller's environment."""
        self._base = {"PATH": path, "HOME": home, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}

    def run(
        self,
        command: Sequence[str],
        *,
        timeout: float,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        stdin: bytes = b"",
        memory: int | None = None,
    ) -> ProcessResult:
        """Run a program for at most `timeout` seconds; its output goes to files, so that it cannot fill our memory.

        Raises EvaluatorMissingError when the program does not exist, EvaluatorCrashedError when its output is larger
        than 256 MiB, ConfigError when no file can be made for it.
        """
        program = shutil.which(command[0], path=self._base["PATH"])
        if program is None:
            raise EvaluatorMissingError(f"{command[0]} is not installed", hint="run: driftgate doctor")
        with ExitStack() as files:
            out, err, given = (files.enter_context(_temporary_file()) for _ in range(3))
            given.write(stdin)
            given.seek(0)
            start = time.monotonic()
            child = subprocess.Popen(
                [program, *command[1:]],
                stdin=given,
                stdout=out,
                stderr=err,
                cwd=cwd,
                env={**self._base, **(env or {})},
                start_new_session=True,  # so that a timeout ends the whole family
                preexec_fn=_limits(memory),  # noqa: PLW1509 - one system call, and no thread of ours holds a lock then
            )
            try:
                returncode: int | None = child.wait(timeout)
            except subprocess.TimeoutExpired:
                returncode = None
            finally:
                _end(child)
            took = round(time.monotonic() - start, 3)
            _LOG.info("program_ended", extra={"program": program, "code": returncode, "seconds": took})
            return ProcessResult(returncode=returncode, stdout=_read(out, command[0]), stderr=_read(err, command[0]))


def _temporary_file() -> IO[bytes]:
    try:
        return tempfile.TemporaryFile()
    except OSError as error:
        raise ConfigError(
            f"no temporary file can be made: {error.strerror}",
            hint="set TMPDIR to a folder with room, or lift ulimit -f",
        ) from error


NOT_EXECUTABLE, NOT_FOUND = 126, 127  # what shells say of a command that never ran


class NotStartedError(EngineError):
    """A command cannot be started; `code` is the exit code that a shell has for that (POSIX.1-2017, XCU 2.8.2)."""

    def __init__(self, code: int, message: str, *, hint: str) -> None:
        """Keep the code beside the message and the hint."""
        super().__init__(message, hint=hint)
        self.code = code


def check_command(command: Sequence[str]) -> None:
    """Raise NotStartedError for a command that is not there, or that nobody may execute, with what to type."""
    name = command[0]
    if shutil.which(name) is not None:
        return
    file = Path(name) if os.sep in name else shutil.which(name, os.F_OK)
    if file is not None and Path(file).exists():
        what = "it is a folder" if Path(file).is_dir() else "nobody may execute it"
        raise NotStartedError(NOT_EXECUTABLE, f"{file}: {what}", hint=f"chmod +x {file}, or name its interpreter")
    hint = "install it, or correct its name"
    if shutil.which(f".{os.sep}{name}") is not None:
        hint = f"type ./{name}"
    elif len(command) == 1 and len(name.split()) > 1:
        hint = f"type it without the quotes around it, or as sh -c {shlex.quote(name)}"
    raise NotStartedError(NOT_FOUND, f"{name}: there is no such command", hint=hint)


@dataclass(frozen=True, slots=True)
class Through:
    """How a program ended that was run through: its exit code, 128 + N after a signal N, and the signal that we got."""

    code: int
    signal: int = 0


def run_through(command: Sequence[str], *, copy: IO[bytes] | None = None) -> Through:
    """Run a program with our own terminal, input and environment.

    What it prints goes where ours goes, and to `copy` as well where there is one. A signal that ends us is the
    program's too: we wait for it, so that what it leaves can be told of. Raises NotStartedError.
    """
    got: list[int] = []
    try:
        child = subprocess.Popen(command, stdout=None if copy is None else subprocess.PIPE)
    except OSError as error:
        raise NotStartedError(
            NOT_EXECUTABLE,
            f"{command[0]} cannot be started: {error.strerror}",
            hint="of a script, name its interpreter: sh SCRIPT, or a first line such as #!/bin/sh",
        ) from error
    before = {number: signal.signal(number, _pass_on(child, got)) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        if copy is not None and child.stdout is not None:
            for part in _printed(child, child.stdout):
                copy.write(part)
                sys.stdout.buffer.write(part)
                sys.stdout.buffer.flush()
        code = child.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return Through(code if code >= 0 else 128 - code, got[0] if got else 0)


def _printed(child: subprocess.Popen[bytes], stream: IO[bytes]) -> Iterator[bytes]:
    """Yield what a program prints until it has ended; what it has left running in the background is not waited for."""
    while True:
        ready, _, _ = select.select([stream], [], [], _POLL)
        if ready:
            part = os.read(stream.fileno(), 1 << 16)
            if not part:
                return
            yield part
        elif child.poll() is not None:
            return


def _pass_on(child: subprocess.Popen[bytes], got: list[int]) -> Callable[[int, FrameType | None], None]:
    def handler(number: int, _frame: FrameType | None) -> None:
        got.append(number)
        # Ctrl-C of a terminal reaches the program by itself; a signal that was sent to us alone does not.
        if number != signal.SIGINT and child.poll() is None:
            child.send_signal(number)

    return handler


def _limits(memory: int | None) -> Callable[[], None] | None:
    if memory is None:
        return None

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_OUTPUT + 1, MAX_OUTPUT + 1))  # it must not fill the disk either

    return limit


def _end(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):  # it has ended, and so has everything that it started
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _read(stream: IO[bytes], program: str) -> bytes:
    stream.seek(0, os.SEEK_END)
    if stream.tell() > MAX_OUTPUT:
        raise EvaluatorCrashedError(f"{program} printed more than {MAX_OUTPUT} bytes")
    stream.seek(0)
    return stream.read()
