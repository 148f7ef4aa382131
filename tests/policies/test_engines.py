"""Three ways to ask the policies give one result: the module in this process, the `opa` program, and an OPA server.

And a server that does not answer as one of OPA proves nothing, and breaks nothing.
"""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from engine.model.outcome import Outcome
from engine.model.snapshot import Side, Snapshot
from policies.authoring.catalog import Pack
from policies.evaluators.asking import Machine, MachineError
from policies.evaluators.program import ProgramMachine
from policies.evaluators.published import pack_bundle, pack_files
from policies.evaluators.server import OpaServer, ServerMachine
from policies.evaluators.wasm import RegoEvaluator, embedded
from policies.own.checking import RegoProgram
from snapshots.aws.judging import JUDGING
from snapshots.terraform.schema import ProviderSchema
from tests.builders import resource, snapshot
from tests.own import AT, LOOPBACK, PLANS, free_port, plan_bytes, read_plan, served

pytestmark = pytest.mark.tool


@pytest.fixture(scope="module")
def bundle(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the bundle of the shipped pack."""
    path = tmp_path_factory.mktemp("bundle") / "pack.tar.gz"
    path.write_bytes(pack_bundle(pack_files(pack)))
    return path


@pytest.fixture(scope="module")
def port(opa: object, bundle: Path) -> Iterator[int]:
    """Return the port of a real OPA server that has the shipped pack."""
    assert opa
    with served(bundle) as found:
        yield found


def judged(pack: Pack, engine: Callable[[], Machine], taken: Snapshot) -> Any:
    """Return every result of the whole pack on an estate."""
    evaluator = RegoEvaluator(pack, judging=JUDGING, schema=ProviderSchema(), engine=engine)
    return evaluator.evaluate(taken, AT).results


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("side", Side)
def test_the_whole_pack_gives_the_same_results_in_all_three_ways(
    pack: Pack, program: RegoProgram, port: int, tmp_path: Path, name: str, side: Side
) -> None:
    (tmp_path / "plan.json").write_bytes(plan_bytes(name))
    taken, _ = read_plan(tmp_path / "plan.json", side=side)
    files = pack_files(pack)
    server = OpaServer(LOOPBACK, port, is_closed=False)
    results = judged(pack, partial(embedded, pack.wasm), taken)
    assert results or side is Side.OBSERVED
    assert judged(pack, partial(ProgramMachine, program, files), taken) == results
    assert judged(pack, partial(ServerMachine, server, files.revision), taken) == results


def test_the_sources_are_those_of_the_pack_and_the_bundle_has_the_same_bytes(pack: Pack) -> None:
    files = pack_files(pack)
    assert pack_bundle(files) == pack_bundle(pack_files(pack))
    assert gzip.decompress(pack_bundle(files))[:1024].find(files.revision.encode()) > 0


# What is no server of OPA, or one of something else.


def http(body: bytes, status: str = "200 OK", kind: str = "application/json") -> bytes:
    """Return the bytes of an answer."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def answer(**parts: Any) -> bytes:
    """Return an answer in OPA's form."""
    return http(json.dumps(parts).encode())


REVISION = "driftgate:0123"
PROVENANCE = {"version": "1.22.0", "bundles": {"pack.tar.gz": {"revision": REVISION}}}
OTHER = {"version": "1.22.0", "bundles": {"pack.tar.gz": {"revision": "driftgate:4567"}}}


@contextmanager
def liar(say: Callable[[socket.socket], None]) -> Iterator[int]:
    """Listen on this machine, and answer every request by `say`."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        stop = threading.Event()

        def serve() -> None:
            listener.settimeout(0.1)
            while not stop.is_set():
                try:
                    asked, _ = listener.accept()
                except OSError:
                    continue
                with asked, suppress(OSError):
                    asked.settimeout(2)
                    asked.recv(1 << 20)
                    say(asked)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield int(listener.getsockname()[1])
        finally:
            stop.set()
            thread.join(5)


def _drip(asked: socket.socket) -> None:
    for letter in b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + b" " * 100:
        asked.send(bytes([letter]))
        time.sleep(0.05)


def _hang(asked: socket.socket) -> None:
    time.sleep(1.5)
    asked.send(b"")


LIES: dict[str, tuple[Callable[[socket.socket], None] | bytes, str]] = {
    "hangs": (_hang, "it did not answer in time"),
    "drips": (_drip, "it did not answer in time"),
    "empty": (b"", "it cannot be reached, or breaks off"),
    "no body": (http(b""), "its answer is no JSON"),
    "HTML": (http(b"<html>It works!</html>", kind="text/html"), "its answer is no JSON"),
    "HTML error": (http(b"<html>no</html>", "502 Bad Gateway"), "it answers 502, and not as OPA does"),
    "a list": (http(b"[]"), "its answer is no JSON object"),
    "a redirect": (
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        "it answers 302, and not as OPA does",
    ),
    "cut": (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{", "it cannot be reached, or breaks off"),
    "no provenance": (answer(result={}), "it has no bundle of driftgate, and not driftgate:0123"),
    "another revision": (answer(result={}, provenance=OTHER), "it has driftgate:4567, and not driftgate:0123"),
    "undefined": (answer(provenance=PROVENANCE), "it has no such rule"),
}


@pytest.mark.parametrize("lie", LIES)
def test_what_is_no_answer_proves_nothing_and_is_asked_once(pack: Pack, lie: str) -> None:
    say, problem = LIES[lie]
    asked: list[int] = []

    def tell(connection: socket.socket) -> None:
        asked.append(1)
        if callable(say):
            say(connection)
        else:
            connection.sendall(say)

    with liar(tell) as port:
        server = OpaServer(LOOPBACK, port, is_closed=False, timeout=0.5)
        engine = partial(ServerMachine, server, REVISION)
        volumes = [resource("aws_ebs_volume", {"encrypted": True}, name=f"v{number}") for number in range(60)]
        policies = [policy for policy in pack.policies if policy.id == "compute-volume-encrypted"]
        results = RegoEvaluator(pack, policies, engine=engine).evaluate(snapshot(*volumes)).results
    assert len(results) == 60
    assert {result.outcome for result in results} == {Outcome.INCONCLUSIVE}
    assert all(result.detail.startswith(f"the OPA server: {problem}") for result in results)
    assert len(asked) == 1


def test_nobody_listening_proves_nothing() -> None:
    machine = ServerMachine(OpaServer(LOOPBACK, free_port(), is_closed=False, timeout=2), REVISION)
    with pytest.raises(MachineError, match="the OPA server: it cannot be reached"):
        machine.ask(b"{}")


def test_a_revision_that_changes_between_two_answers_is_noticed() -> None:
    said = iter([answer(result={}, provenance=PROVENANCE), answer(result={}, provenance=OTHER)])
    with liar(lambda connection: connection.sendall(next(said))) as port:
        machine = ServerMachine(OpaServer(LOOPBACK, port, is_closed=False, timeout=5), REVISION)
        assert machine.ask(b"{}") == {}
        with pytest.raises(MachineError, match="it has driftgate:4567"):
            machine.ask(b"{}")


@pytest.mark.usefixtures("opa")
def test_a_failing_builtin_is_an_error_of_the_server(tmp_path: Path) -> None:
    text = 'package driftgate.main\n\nimport rego.v1\n\nresults := json.unmarshal("{")\n'
    (tmp_path / "main.rego").write_text(text)
    (tmp_path / ".manifest").write_text(json.dumps({"revision": REVISION, "roots": ["driftgate"]}))
    with served(tmp_path) as port:
        machine = ServerMachine(OpaServer(LOOPBACK, port, is_closed=False), REVISION)
        with pytest.raises(MachineError, match=r"the OPA server: it answers 500: .*unexpected"):
            machine.ask(b"{}")


def test_paths_are_quoted(port: int) -> None:
    server = OpaServer(LOOPBACK, port, is_closed=False)
    server.send("PUT", ("a", "b/../c?x=1#é"), "", b'{"d": 1}')
    assert json.loads(server.send("GET", ("a", "b/../c?x=1#é")))["result"] == {"d": 1}
    assert "result" not in json.loads(server.send("GET", ("a", "c")))
