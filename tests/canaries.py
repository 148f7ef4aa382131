"""Searching bytes for planted secrets, in every encoding and inside archives, compressed files and databases."""

from __future__ import annotations

import base64
import contextlib
import gzip
import io
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote


def forms(secret: str) -> set[bytes]:
    """Return the ways in which a secret can stand in a file."""
    raw = secret.encode()
    found = {raw, raw[::-1], raw.hex().encode(), raw.hex().upper().encode(), quote(secret).encode()}
    found.add(json.dumps(secret)[1:-1].encode())
    for shift in range(3):  # base64 has three alignments; its ends depend on the neighbours
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            found.add(encode(b"\x00" * shift + raw)[4 if shift else 0 : -4])
    return {form for form in found if len(form) >= 8}


def search(data: bytes, secrets: Iterable[str]) -> set[str]:
    """Return the secrets that stand in some bytes or in anything packed in them."""
    layers = list(_layers(data))
    return {secret for secret in secrets if any(form in layer for form in forms(secret) for layer in layers)}


def search_folder(folder: Path, secrets: Iterable[str]) -> dict[str, set[str]]:
    """Return the files below a folder that hold secrets, with the secrets."""
    wanted = list(secrets)
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            here = search(path.read_bytes(), wanted)
            if path.suffix == ".sqlite":
                here |= {secret for body in _rows(path) for secret in search(body, wanted)}
            if here:
                found[path.relative_to(folder).as_posix()] = here
    return found


def _layers(data: bytes, depth: int = 3) -> Iterator[bytes]:
    yield data
    if depth == 0:
        return
    if data.startswith(b"PK"):
        with contextlib.suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield from _layers(archive.read(name), depth - 1)
    for unpack in (gzip.decompress, zlib.decompress, _base64):
        with contextlib.suppress(OSError, EOFError, zlib.error, ValueError):
            yield from _layers(unpack(data), depth - 1)
    if data.startswith(b"{"):
        with contextlib.suppress(ValueError):
            document = json.loads(data)
            payload = document.get("payload") if isinstance(document, dict) else None
            if isinstance(payload, str):
                yield from _layers(base64.b64decode(payload), depth - 1)


def _base64(data: bytes) -> bytes:
    return base64.b64decode(data, validate=True)


def _rows(path: Path) -> Iterator[bytes]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        for table in tables:
            for row in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608 - names of our own tables
                for value in row:
                    yield value if isinstance(value, bytes) else str(value).encode()
