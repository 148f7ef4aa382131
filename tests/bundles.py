"""Bundles of evidence for tests: a configuration, result files and what was recorded of them, judged by the program.

A bundle is described in JSON, under `fixtures/fail_open` and `fixtures/honest`:

- `gates`: the section of the configuration; `more` are further lines of it, `environment` the sources of prod
- `files`: what is in the folder. `of` is a file below `fixtures/results`, `text` its text, `make` another kind of
  thing (folder, pipe, link). `replace` is a list of pairs of texts, `cut` the share of the bytes that is left.
  `proves` are the text of a state and the addresses in it of which a drill proves the configuration.
- `record` of a file: what differs from a good record of it; null for none. `exit`, `subject`, `ago` (hours since the
  run ended), `text` (instead of a record), `bytes` (the record is of these), `replace` (pairs in its text)
- `subject`: what is judged, instead of COMMIT; `now`: the time of the decision, instead of NOW
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cli.app import run
from engine.jsontext.digest import digest_bytes
from engine.model.subject import Subject
from snapshots.provenance.beside import sidecar_of
from snapshots.provenance.recorded import RecordedRun, write_statement

FIXTURES = Path(__file__).parents[1] / "fixtures"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
COMMIT = "c0ffee1c0ffee1c0ffee1c0ffee1c0ffee1c0ffe"
_HEAD = "version: 1\nenvironments: {{ prod: {environment} }}\n"


@dataclass(frozen=True)
class Answer:
    """What the program says of a bundle: its exit code, the document, and what else it prints."""

    code: int
    document: Mapping[str, Any]
    said: str

    @property
    def codes(self) -> set[str]:
        """Return the codes of all reasons."""
        return {reason["code"] for reason in self.document.get("reasons", ())}


def load(name: str) -> list[dict[str, Any]]:
    """Return the bundles of a folder of fixtures."""
    found: list[dict[str, Any]] = json.loads((FIXTURES / name / "bundles.json").read_text(encoding="utf-8"))
    return found


def lay(bundle: Mapping[str, Any], folder: Path) -> None:
    """Write the files of a bundle into a folder."""
    head = _HEAD.format(environment=bundle.get("environment", "{}"))
    text = f"{head}gates: {{ {bundle['gates']} }}\n{bundle.get('more', '')}\n"
    (folder / "driftgate.yaml").write_text(text, encoding="utf-8")
    lay_files(bundle, folder)


def lay_files(bundle: Mapping[str, Any], folder: Path) -> None:
    """Write the result files of a bundle into a folder, with what was recorded of them."""
    for file in bundle["files"]:
        path = folder / file["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        if "make" in file:
            _make(file["make"], path)
            continue
        body = _body(file)
        if "proves" in file:
            body = _proving(body, file["proves"], folder)
        path.write_bytes(body)
        record = file.get("record", {})
        if record is not None:
            now = datetime.fromisoformat(bundle.get("now", NOW.isoformat()))
            sidecar_of(path).write_bytes(_record(record, path.name, body, now))


def judge(bundle: Mapping[str, Any], folder: Path) -> Answer:
    """Return what the program says of the bundle that is laid out in a folder."""
    subject = [f"{key}={value}" for key, value in bundle.get("subject", {"commit": COMMIT}).items()]
    words = ["gate", "prod", "--format", "json", "--as-of", bundle.get("now", NOW.isoformat())]
    words += [part for told in subject for part in ("--subject", told)]
    out, err = io.StringIO(), io.StringIO()
    with inside(folder), redirect_stdout(out), redirect_stderr(err):
        code = run(words)
    text = out.getvalue()
    return Answer(code=code, document=json.loads(text) if text.startswith("{") else {}, said=err.getvalue())


def _body(file: Mapping[str, Any]) -> bytes:
    body: bytes = file["text"].encode() if "text" in file else (FIXTURES / "results" / file["of"]).read_bytes()
    for old, new in file.get("replace", ()):
        assert old.encode() in body, (file["path"], old)
        body = body.replace(old.encode(), new.encode())
    return body[: int(len(body) * file.get("cut", 1))]


def _proving(body: bytes, proves: Mapping[str, Any], folder: Path) -> bytes:
    """Return the record of a drill that proves what was configured in a state, as the program prints it."""
    before = folder / "before.tfstate"
    before.write_text(proves["state"], encoding="utf-8")
    words = ["snapshot", "fingerprint", "tfstate:before.tfstate", *proves["names"], "--as-of", "2026-11-10T12:00:00Z"]
    out = io.StringIO()
    with inside(folder), redirect_stdout(out), redirect_stderr(io.StringIO()) as err:
        assert run(words) == 0, err.getvalue()
    before.unlink()
    return json.dumps({**json.loads(body), "proves": json.loads(out.getvalue())}, separators=(",", ":")).encode()


def _record(changes: Mapping[str, Any], name: str, body: bytes, now: datetime) -> bytes:
    if "text" in changes:
        return str(changes["text"]).encode()
    ended = now - timedelta(hours=changes.get("ago", 1))
    recorded = RecordedRun(
        files={changes.get("name", name): digest_bytes(changes["bytes"].encode() if "bytes" in changes else body)},
        subject=Subject(**changes.get("subject", {"commit": COMMIT})),
        recorder="0.1.0",
        began=ended - timedelta(hours=24),  # of the fixtures each was made at some time of that day
        ended=ended,
        exit_code=changes.get("exit", 0),
        tool=changes.get("tool", ""),
        clean=True,
    )
    text = write_statement(recorded).decode()
    for old, new in changes.get("replace", ()):
        assert old in text, (name, old)
        text = text.replace(old, new)
    return text.encode()


def _make(kind: str, path: Path) -> None:
    match kind:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "link":
            path.symlink_to("nowhere")
        case _:
            raise ValueError(kind)


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Work in a folder."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
