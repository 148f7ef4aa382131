"""The corpus of broken inputs: each is exactly the gap that the manifest says, and never an estate."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from engine.model.snapshot import Side, SourceKind, SourceRef
from engine.ports import Collection
from snapshots.redaction.redact import Redactor
from snapshots.terraform.backends.files import FileBackend
from snapshots.terraform.backends.http import Credentials, HcpBackend, HttpBackend
from snapshots.terraform.backends.interface import Backend
from snapshots.terraform.code.collector import CodeCollector
from snapshots.terraform.code.files import CodeReader
from snapshots.terraform.collector import TerraformCollector
from tests.builders import PROVIDER

CORPUS = Path(__file__).parents[3] / "fixtures" / "broken"
MANIFEST = json.loads((CORPUS / "manifest.json").read_text())
REDACTOR = Redactor(b"k" * 32, "e")
# Readable in part: what they show is kept, and marked incomplete.
PARTS = {"tfplan/errored", "tfplan/partial", "tfplan/deferred", "tfplan/undated"}


@contextmanager
def server(status: int, body: bytes) -> Iterator[str]:
    """Serve one answer to every request."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            if status == 302:
                self.send_header("Location", body.decode())
            self.send_header("Content-Length", str(0 if status == 204 else len(body)))
            self.end_headers()
            if status != 204:
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    running = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{running.server_address[1]}"
    finally:
        running.shutdown()
        running.server_close()
        thread.join()


def terraform(kind: SourceKind, backend: Backend) -> Collection:
    return TerraformCollector(
        source=SourceRef(kind=kind, location="broken"),
        backend=backend,
        redactor=REDACTOR,
        provider=PROVIDER,
        side=Side.OBSERVED,
    ).collect()


def collect(kind: str, path: Path) -> Collection:
    if kind == "hcl":
        reader = CodeReader(redactor=REDACTOR, schema=PROVIDER)
        return CodeCollector(location="broken", path=path.parent, redactor=REDACTOR, reader=reader).collect()
    if kind in {"tfstate", "tfplan"}:
        return terraform(SourceKind(kind), FileBackend(location="broken", path=path))
    status, _, body = path.read_bytes().partition(b"\n")
    with server(int(status), body) as url:
        if kind == "http":
            return terraform(SourceKind.TFSTATE, HttpBackend(location=url, credentials=Credentials(), pause=0))
        backend = HcpBackend(location="o/w", host="h", organisation="o", workspace="w", token="t", base=url, pause=0)
        return terraform(SourceKind.TFSTATE, backend)


@pytest.mark.parametrize("name", MANIFEST)
def test_a_broken_input_is_the_gap_that_the_manifest_says(name: str) -> None:
    entry = MANIFEST[name]
    found = collect(entry["kind"], CORPUS / name)
    (gap,) = found.gaps
    assert gap.reason == entry["reason"]
    assert entry["detail"] in gap.detail
    assert gap.fix
    assert "secret words" not in repr(found)
    if name in PARTS:
        assert len(found.resources) == 1
    else:
        assert [item for item in found.resources if not item.declared] == []
    assert not found.complete or gap.address or gap.reason == "stale"


def test_the_corpus_is_large_and_complete() -> None:
    files = {path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*") if path.is_file()}
    assert files - {"generate.py", "manifest.json"} == set(MANIFEST)
    assert len(MANIFEST) >= 60
