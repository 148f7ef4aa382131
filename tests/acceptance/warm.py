"""The installed program, begun before there is anything to run: a process imports all of it, and each run is a fork.

A run is a process of its own as before, with its own arguments, environment, folder and streams, and begins where
`driftgate` stands after its imports. These take half a second of a processor of each run, which is more than most runs
take. What a start does by itself is shown elsewhere: `test_exit_codes.py` starts every verb anew, and `make soak` all.

Two of them take turns, because each has its own seed of hashes: two runs that have to say the same are of two seeds.
"""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NoReturn

PATIENCE = 300.0  # seconds
_STREAMS = 3
_MOST = 2**16  # bytes that are received at a time
_END = b"\n"  # of a request
_SCRIPT = "from tests.acceptance.warm import serve; serve()"


class Server:
    """A process that has imported the program."""

    def __init__(self) -> None:
        """Start it."""
        self._channel, theirs = socket.socketpair()
        self._channel.settimeout(PATIENCE)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _SCRIPT, str(theirs.fileno())],
                cwd=Path(__file__).parents[2],
                env={"PATH": os.environ["PATH"], "HOME": os.devnull, "COLUMNS": "100"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )

    def run(self, arguments: Sequence[str], env: Mapping[str, str], folder: Path, streams: Sequence[IO[bytes]]) -> int:
        """Run a command line, and return its exit code as `subprocess` does."""
        request = json.dumps({"arguments": [*arguments], "env": {**env}, "folder": str(folder)}).encode() + _END
        try:
            sent = socket.send_fds(self._channel, [request], [stream.fileno() for stream in streams])
            self._channel.sendall(request[sent:])
            return int(self._channel.recv(_MOST))
        except TimeoutError:
            self._process.kill()
            raise
        except ValueError as error:
            raise RuntimeError("the process that runs the program is gone") from error

    def end(self) -> None:
        """End the process."""
        self._channel.close()
        self._process.wait(PATIENCE)


@cache
def _servers() -> cycle[Server]:
    started = [Server(), Server()]
    for server in started:
        atexit.register(server.end)
    return cycle(started)


def run(arguments: Sequence[str], env: Mapping[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run `driftgate` with arguments, an environment and a folder, and return what it said and its exit code."""
    with Path(os.devnull).open("rb") as nothing, TemporaryFile() as out, TemporaryFile() as err:
        code = next(_servers()).run(arguments, env, folder, (nothing, out, err))
        said = []
        for stream in (out, err):
            stream.seek(0)
            said.append(stream.read().decode().replace("\r\n", "\n").replace("\r", "\n"))  # as `text=True` reads it
    return subprocess.CompletedProcess([*arguments], code, *said)


def serve() -> NoReturn:
    """Import the program, and fork for each request on the channel whose number stands in the arguments."""
    import gc  # noqa: PLC0415 - of the server only

    from cli.__main__ import main  # noqa: PLC0415 - the same

    _import_all()
    gc.collect()
    gc.freeze()  # a fork leaves it where it is
    locale = {name: value for name, value in os.environ.items() if name == "LC_CTYPE"}  # what Python set by itself
    with socket.socket(fileno=int(sys.argv[1])) as channel:
        while True:
            request, streams, *_ = socket.recv_fds(channel, _MOST, _STREAMS)
            if not request:
                raise SystemExit(0)
            while not request.endswith(_END):
                request += channel.recv(_MOST)
            child = os.fork()
            if child == 0:
                break
            for stream in streams:
                os.close(stream)
            channel.send(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])).encode())
    asked = json.loads(request)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(locale, **asked["env"])
    sys.argv = ["driftgate", *asked["arguments"]]
    code = main()
    # As forks of `multiprocessing` end: to take all modules apart costs more than many a run, and `main` has flushed.
    vars(threading)["_shutdown"]()
    os._exit(code)


def _import_all() -> None:
    import importlib  # noqa: PLC0415 - of the server only
    import pkgutil  # noqa: PLC0415 - the same

    for name in ("engine", "policies", "snapshots", "cli"):
        for found in pkgutil.walk_packages(importlib.import_module(name).__path__, f"{name}."):
            if ".migrations" not in found.name:  # alembic loads these files by path
                importlib.import_module(found.name)
