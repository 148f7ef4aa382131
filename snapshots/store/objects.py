"""Snapshots as objects: their names, their bytes, and the short head that a list is made of.

An object is the gzip of a snapshot's document, named by the digest of that document. The gzip has a member for each
piece of the document, so that a large snapshot is written and read without ever holding its whole text. Beside it lies
its head, made again from the object when it is missing: a writer may be killed between the two.

Others may write where objects lie. What is unpacked is bounded, and one that is no snapshot is told and stops nobody.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import msgspec

from engine.choice import LATEST, choose
from engine.errors import EngineError, InputError, StoreError, UnknownIdError
from engine.jsontext.codec import LARGEST_PIECE, decode, pieces, snapshot_of, to_builtins
from engine.jsontext.digest import canonical_json, parse_json
from engine.model.snapshot import Side, Snapshot
from engine.ports import StoredSnapshot

_LOG = logging.getLogger(__name__)
_LIST = "driftgate snapshot list"
_PREFIX = re.compile(r"[0-9a-f]{6,64}")
_MOST = 2 << 30  # bytes of a document: four million resources
_FED = 1 << 14  # bytes that are unpacked at once; behind the end of a member they are copied for the next one
_LEVEL = 3  # 6 takes three times as long and saves a fifth


def packed(snapshot: Snapshot) -> tuple[str, bytes]:
    """Return the name (64 hex digits) and the bytes of a snapshot's object; the same snapshot has always the same."""
    digest, members = hashlib.sha256(), []
    for piece in pieces(snapshot):
        digest.update(piece)
        members.append(gzip.compress(piece, compresslevel=_LEVEL, mtime=0))
    return digest.hexdigest(), b"".join(members)


def sealed(snapshot: Snapshot) -> bytes:
    """Return the bytes of a snapshot for this version alone, and for a place where a seal answers for them."""
    return b"".join(gzip.compress(piece, compresslevel=1, mtime=0) for piece in pieces(snapshot, ours=True))


def unsealed(data: bytes, *, name: str) -> Snapshot:
    """Return the snapshot of such bytes, of which a seal has shown that they are those; `name` is used in errors.

    Raises StoreError and InputError for what is none.
    """
    try:
        return snapshot_of(_ahead(_members(data, _passed_over)), name=name, ours=True)
    except (EOFError, zlib.error) as error:
        raise StoreError(f"{name} cannot be read", hint="it is made again") from error


def unpacked(name: str, data: bytes) -> Snapshot:
    """Return the snapshot of an object; raises StoreError when its bytes are not what they were."""
    hint = f"remove {name[2:]}.json.gz and take it again"
    damaged = StoreError(f"snapshot {name[:12]} is not what was stored", hint=hint)
    digest = hashlib.sha256()
    try:
        parts = _ahead(_members(data, digest.update))
        snapshot = snapshot_of(parts, name=f"snapshot {name[:12]}")
    except (EOFError, zlib.error) as error:
        raise StoreError(f"snapshot {name[:12]} cannot be read", hint=hint) from error
    except InputError as error:
        with suppress(OSError, EOFError, zlib.error):
            whole = b"".join(_members(data, _passed_over))
            if hashlib.sha256(whole).hexdigest() == name:  # of another version: this says of which
                return decode(whole, Snapshot, name=f"snapshot {name[:12]}")
        raise damaged from error
    if digest.hexdigest() != name:
        raise damaged
    return snapshot


def _ahead(items: Iterator[bytes]) -> Iterator[bytes]:
    """Yield items, and make the next one while the last is worked on: to decompress and to hash leaves Python free."""
    with ThreadPoolExecutor(1) as pool:
        following = pool.submit(next, items, None)
        while (item := following.result()) is not None:
            following = pool.submit(next, items, None)
            yield item


def _passed_over(_: bytes) -> None:
    """Take a piece that a seal has answered for."""


def _members(data: bytes, seen: Callable[[bytes], None]) -> Iterator[bytes]:
    """Yield what the members of a gzip hold; raises EOFError for one that is cut, zlib.error for what is none."""
    view, at, left = memoryview(data), 0, _MOST
    while at < len(view) or not at:
        member, parts, size = zlib.decompressobj(wbits=31), [], 0
        while not member.eof:
            fed = view[at : at + _FED]
            if not fed:
                raise EOFError
            parts.append(member.decompress(fed, LARGEST_PIECE + 1 - size))
            at += len(fed) - len(member.unused_data) - len(member.unconsumed_tail)
            size += len(parts[-1])
            if size > min(LARGEST_PIECE, left):
                raise zlib.error("it holds more than a snapshot has")
        if not size:
            raise zlib.error("a member of it is empty")
        left -= size
        seen(piece := b"".join(parts))
        yield piece


def head_of(name: str, snapshot: Snapshot) -> StoredSnapshot:
    """Return what a list shows of a snapshot."""
    return StoredSnapshot(
        id=f"sha256:{name}",
        environment=snapshot.environment,
        side=snapshot.side,
        taken_at=snapshot.taken_at,
        sources=tuple(str(origin.source) for origin in snapshot.origins),
        resources=len(snapshot.resources),
        gaps=snapshot.gaps,
        complete=snapshot.complete,
        managed=len(snapshot.applied),
        facts={str(origin.source): dict(origin.facts) for origin in snapshot.origins},
    )


def found_head(name: str, read: Callable[[], bytes], *, is_ours: bool) -> StoredSnapshot:
    """Return the head of a snapshot from its object, which `read` gives; one that is none says so (`problem`)."""
    data = read()
    try:
        return replace(head_of(name, unpacked(name, data)), is_ours=is_ours)
    except EngineError as error:
        _LOG.warning("snapshot_unreadable", extra={"snapshot": name, "problem": error.message})
        return StoredSnapshot(
            id=f"sha256:{name}",
            environment="",
            side=Side.DESIRED,
            taken_at=datetime.min.replace(tzinfo=UTC),
            sources=(),
            resources=0,
            gaps=(),
            complete=False,
            is_ours=is_ours,
            problem=error.message,
        )


def told_stored(name: str, snapshot: Snapshot) -> None:
    """Tell the log that a snapshot is in a store."""
    _LOG.info(
        "snapshot_stored",
        extra={
            "snapshot": name,
            "environment": snapshot.environment,
            "side": str(snapshot.side),
            "resources": len(snapshot.resources),
            "gaps": len(snapshot.gaps),
            "complete": snapshot.complete,
        },
    )


def packed_head(head: StoredSnapshot) -> bytes:
    """Return the bytes of a head."""
    return canonical_json(to_builtins(head))


def unpacked_head(name: str, data: bytes, *, is_ours: bool) -> StoredSnapshot | None:
    """Return the head of a snapshot from its bytes; none when they are not one: then it is made again.

    Whether it `is_ours` is known by whoever has the bytes, and never by them.
    """
    try:
        found = msgspec.convert(parse_json(data, name="head"), StoredSnapshot, strict=True)
    except (InputError, msgspec.ValidationError, ValueError):
        return None
    return replace(found, is_ours=is_ours, problem="") if found.id == f"sha256:{name}" else None


def chosen(wanted: str, names: Iterable[str], heads: Callable[[], Sequence[StoredSnapshot]]) -> str:
    """Return the name of an object that an id means, a beginning of at least 6 hex digits, or `latest`.

    `heads` gives the heads of all snapshots, oldest first. Raises UnknownIdError.
    """
    prefix = wanted.removeprefix("sha256:")
    if prefix == LATEST:
        newest = heads()[-1:]
        if not newest:
            raise UnknownIdError("there is no snapshot yet", hint="take one: driftgate snapshot take tfstate:FILE")
        return newest[0].id.removeprefix("sha256:")
    if not _PREFIX.fullmatch(prefix):
        raise UnknownIdError(f"{wanted!r} is no snapshot id", hint=f"list them with: {_LIST}")
    return choose(prefix, sorted(names), noun="snapshot", see=_LIST, digits=12)
