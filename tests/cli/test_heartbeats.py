"""Heartbeats: told once a night has come, never more of the address than its host, and nothing hangs on them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from cli.app import run
from cli.demo.estate import data
from cli.wiring.heartbeats import Heartbeat, find_problem
from tests.snapshots.http.test_budgets import drip_head, talking

CONFIG = """version: 1
environments: { prod: { desired: [{ tfstate: prod.tfstate }] } }
gates: { policy: {} }
nightly: { heartbeat: "env:DRIFTGATE_HEARTBEAT" }
"""
SECRET = "0f8b3c1e-secret"


@dataclass
class Monitor:
    """A server on this machine: what it answers, one after the other, and what it was asked."""

    answers: list[int] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        """Return the address that it is asked at."""
        return f"http://127.0.0.1:{self.port}/{SECRET}"


@pytest.fixture
def monitor() -> Iterator[Monitor]:
    state = Monitor()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append(self.path)
            self.send_response(state.answers.pop(0) if state.answers else 200)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.send_header("Retry-After", "3600")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        state.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield state
        server.shutdown()
        thread.join()


def beat(tmp_path: Path, address: str) -> str:
    (tmp_path / "address").write_text(f"{address}\n")
    return Heartbeat(reference="file:address", base=tmp_path, pause=0).send()


@pytest.mark.parametrize(
    ("answers", "said", "times"),
    [
        ([], "", 1),
        ([204], "", 1),
        ([503, 429, 500], "", 4),
        ([503, 503, 503, 503], "127.0.0.1 answered 503", 4),
        ([404], "127.0.0.1 answered 404", 1),
        ([302], "127.0.0.1 answered 302", 1),
    ],
)
def test_it_is_asked_until_it_answers(
    monitor: Monitor, tmp_path: Path, answers: list[int], said: str, times: int
) -> None:
    monitor.answers[:] = answers
    assert beat(tmp_path, monitor.address) == said
    assert monitor.asked == [f"/{SECRET}"] * times


def test_a_monitor_whose_answer_does_not_begin_to_end_holds_nobody_up(tmp_path: Path) -> None:
    with talking(drip_head) as url:
        (tmp_path / "address").write_text(f"{url}/{SECRET}\n")
        heartbeat = Heartbeat(reference="file:address", base=tmp_path, pause=0, seconds=0.4)
        assert heartbeat.send() == "127.0.0.1 gave no whole answer within 0.4 s"


@pytest.mark.parametrize(
    "address",
    ["", "ftp://a.example/x", "http://a.example/x", "https://", "https://a:b:c/x", "https://[::1/x", "/x", "a b\n",
     "https://a.example/\x1b[2J", "https://a.example/" + "x" * 2000, "file:///etc/passwd", "http://127.0.0.1.a.example/",
     "http://localhost.a.example/", "http://10.0.0.1/", "https://ä.example/x", "http://a.example\\@127.0.0.1/", "http://127.0.0.1@a.example/"],
)  # fmt: skip
def test_an_address_that_nobody_asks(tmp_path: Path, address: str) -> None:
    said = beat(tmp_path, address)
    assert said.startswith("file:address holds ")
    assert "example" not in said


@pytest.mark.parametrize(
    "address", ["https://a.example/x", "http://localhost:8000/x", "http://[::1]/x", "http://127.1.2.3/x"]
)
def test_an_address_that_is_one(address: str) -> None:
    assert find_problem(address) == ""


def test_a_reference_that_holds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DRIFTGATE_NOT_THERE", raising=False)
    (tmp_path / "folder").mkdir()
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    for reference in ("env:DRIFTGATE_NOT_THERE", "file:not-there", "file:folder", "file:bytes"):
        assert Heartbeat(reference=reference, base=tmp_path).send() == f"{reference} holds nothing that can be read"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "driftgate.yaml").write_text(CONFIG)
    (tmp_path / "prod.tfstate").write_bytes(data("prod.tfstate"))
    return tmp_path


@pytest.mark.usefixtures("project")
def test_a_night_is_told_and_nothing_else(
    monitor: Monitor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DRIFTGATE_HEARTBEAT", monitor.address)
    run(["gate", "prod"])
    assert monitor.asked == [f"/{SECRET}"]
    run(["gate", "prod", "--as-of", "2026-11-20T03:00:00Z"])
    run(["status"])
    run(["policy", "check", "prod"])
    assert monitor.asked == [f"/{SECRET}"]
    capsys.readouterr()
    run(["gate", "prod", "--offline"])
    assert monitor.asked == [f"/{SECRET}"]
    assert "heartbeat: not sent: --offline; the verdict stays as it is" in capsys.readouterr().err


@pytest.mark.usefixtures("project")
def test_one_that_does_not_answer_changes_nothing_and_its_address_is_never_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DRIFTGATE_HEARTBEAT", f"http://127.0.0.1:1/{SECRET}")
    code = run(["gate", "prod", "--format", "json", "-vv"])
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert document["exit_code"] == code
    assert "heartbeat: 127.0.0.1 does not answer (ConnectionError); the verdict stays as it is" in told.err
    assert SECRET not in told.out + told.err
    monkeypatch.delenv("DRIFTGATE_HEARTBEAT")
    assert run(["gate", "prod", "--format", "json"]) == code
    again = capsys.readouterr()
    assert "heartbeat: env:DRIFTGATE_HEARTBEAT holds nothing that can be read" in again.err
    assert json.loads(again.out)["reasons"] == document["reasons"]


def test_an_address_in_the_configuration_is_refused_and_not_repeated(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "driftgate.yaml").write_text(CONFIG.replace("env:DRIFTGATE_HEARTBEAT", f"https://a.example/{SECRET}"))
    assert run(["gate", "prod"]) == 2
    assert SECRET not in capsys.readouterr().err
