"""Values to versioned documents and back.

A document is the value's JSON object with a `schema_version` of the form `NAME/NUMBER`. Reading refuses other
versions, missing and unknown fields, and values of another type, so that what was read is exactly what was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any, TypeVar

import msgspec

from engine.errors import InputError, UnsupportedSchemaError
from engine.jsontext.digest import (
    canonical_json,
    check_depth,
    digest_parts,
    is_canonical,
    parse_json,
    without_zeros,
)
from engine.jsontext.packed import PackedAttributes
from engine.model.drift import DriftReport
from engine.model.gate import GateResult
from engine.model.measurement import Measurement
from engine.model.path import Part, from_plain, to_plain
from engine.model.policy import PolicyReport, Unanswered
from engine.model.snapshot import Resource, Snapshot
from engine.model.verdict import Assessment, Rules, Run, Verdict
from engine.model.waiver import Baseline

T = TypeVar("T")

SCHEMAS: dict[type, str] = {
    Snapshot: "snapshot/7",
    DriftReport: "drift-report/7",
    PolicyReport: "policy-report/6",
    Measurement: "measurement/5",
    GateResult: "gate-result/9",
    Assessment: "assessment/10",
    Rules: "rules/2",
    Verdict: "verdict/10",
    Run: "run/11",
    Baseline: "baseline/2",
    Unanswered: "unanswered/1",
}


_PIECE = 1000  # resources
_PIECE_BYTES = 32 << 20  # above which a piece has fewer of them
LARGEST_PIECE = 64 << 20  # bytes; what is longer is one thing that no reader should hold


def _as_stored(value: Any) -> Any:
    if isinstance(value, PackedAttributes):
        return value.data
    if isinstance(value, Part):
        return to_plain(value)
    raise TypeError(f"{type(value).__name__} is no value of a document")


_QUICK = msgspec.json.Encoder(order="sorted", decimal_format="number", enc_hook=_as_stored)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored(Resource):
    """A resource whose attributes are the bytes that are stored."""

    attributes: msgspec.Raw  # type: ignore[assignment]  # only until `_resource` has been there


def as_ours(kind: type, value: Any) -> Any:
    """Return a value of a type that msgspec does not know; raises TypeError for another one."""
    if kind is Part:
        return from_plain(value)
    raise TypeError(f"{kind.__name__} is no type of a document")


_STORED = msgspec.json.Decoder(list[_Stored], dec_hook=as_ours)


def to_document(value: Any) -> dict[str, Any]:
    """Return the versioned document of a value whose type is in SCHEMAS."""
    return {"schema_version": SCHEMAS[type(value)], **to_builtins(value)}


def to_builtins(value: Any) -> Any:
    """Return any of our values as plain JSON values, times as RFC 3339 text."""
    return msgspec.to_builtins(value, order="deterministic", builtin_types=(Decimal,), enc_hook=_as_builtin)


def encode(value: Any) -> bytes:
    """Return the deterministic bytes of a value's document."""
    return b"".join(written(value))


def written(value: Any) -> Iterator[bytes]:
    """Give the bytes of a value's document in order, in parts: what is long is never held as a whole.

    Joined they are what `encode` returns.
    """
    yield from _object(_document(value))


def digest_of(value: Any) -> str:
    """Return the digest of a value's document."""
    return digest_parts(written(value))


def decode(data: bytes, kind: type[T], *, name: str) -> T:
    """Return the value of type `kind` from the bytes of its document; `name` is used in errors.

    Raises UnsupportedSchemaError for another schema version, and InputError for anything else that is not such a
    document, including fields that this version does not know.
    """
    value = _quickly(data, kind)
    if value is not None:
        return value
    document = parse_json(data, name=name)
    if not isinstance(document, dict):
        raise InputError(f"{name}: not a driftgate document")
    expected = SCHEMAS[kind]
    version = document.pop("schema_version", None)
    if version != expected:
        raise UnsupportedSchemaError(
            f"{name}: schema_version is {version!r}, this driftgate reads {expected!r}",
            hint="use the driftgate version that wrote the document, or write it again",
        )
    return _strictly(document, kind, f"{name}: not a valid {expected} document")


def pieces(snapshot: Snapshot, *, ours: bool = False) -> Iterator[bytes]:
    """Give the bytes of a snapshot's document in order: all before the resources, a thousand of these each, the rest.

    Of large resources a piece has fewer; none has more than `LARGEST_PIECE` bytes. Joined they are what `encode`
    returns; a large snapshot is written and read without ever holding its whole text. What is `ours` is read again by
    this version alone: its resources need not be written in the one way. Raises InputError for what is too large.
    """
    document = _document(snapshot)
    before = bytes_of({name: value for name, value in document.items() if name < "resources"})
    yield _bounded(before, "what was read but the resources")[:-1] + b',"resources":['
    for start in range(0, len(snapshot.resources), _PIECE):
        some = snapshot.resources[start : start + _PIECE]
        for number, text in enumerate(_texts(some, ours=ours)):
            yield b"," + text if start or number else text
    after = bytes_of({name: value for name, value in document.items() if name > "resources"})
    yield b"]," + _bounded(after, "what was read but the resources")[1:]


def _bounded(text: bytes, what: str) -> bytes:
    if len(text) + len(b',"resources":[') > LARGEST_PIECE:
        raise InputError(
            f"{what} has more than {LARGEST_PIECE >> 20} MiB: no snapshot holds it",
            hint="keep that elsewhere, or leave its source out",
        )
    return text


def _texts(some: Sequence[Resource], *, ours: bool) -> Iterator[bytes]:
    """Yield the bytes of resources without brackets, in parts where they are large."""
    text = (_quick_bytes_of(some) if ours else bytes_of(some))[1:-1]
    if len(text) <= _PIECE_BYTES:
        yield text
    elif len(some) > 1:
        middle = len(some) // 2
        yield from _texts(some[:middle], ours=ours)
        yield from _texts(some[middle:], ours=ours)
    else:
        yield _bounded(text, some[0].address or some[0].id)


def snapshot_of(parts: Iterable[bytes], *, name: str, ours: bool = False) -> Snapshot:
    """Return the snapshot of the pieces of its document; raises as `decode` does.

    `ours` are pieces that this version has written itself: they have no other fields.
    """
    texts = iter(parts)
    before, last = next(texts, b""), b""
    resources: list[Resource] = []
    for text in texts:
        if last:
            resources += _resources(last, name, ours=ours)
        last = text
    around = decode(before + last, Snapshot, name=name)
    return replace(around, resources=tuple(resources)) if resources else around


def _resources(text: bytes, name: str, *, ours: bool) -> tuple[Resource, ...]:
    data = b"[" + text.removeprefix(b",") + b"]"
    try:
        found = _STORED.decode(data)
        is_known = ours and not any(map(_tells_code, found))
        if (is_known or _QUICK.encode(found) == data) and all(map(_has_object, found)):
            return tuple([_resource(stored, ours=ours) for stored in found])
    except (msgspec.DecodeError, ValueError, RecursionError):
        pass  # the strict way says what is wrong
    return _strictly(parse_json(data, name=name), tuple[Resource, ...], f"{name}: not valid resources")


def _tells_code(stored: _Stored) -> bool:
    # What code says is read at once, and a number of it that is no float has to be noticed.
    return bool(stored.code) or stored.intent is not None


def _has_object(stored: _Stored) -> bool:
    return memoryview(stored.attributes)[0] == ord("{")


def _resource(stored: _Stored, *, ours: bool) -> Resource:
    # It becomes what it stands for: to make 17 fields of a frozen value once more takes longer than all of the reading.
    object.__setattr__(stored, "attributes", PackedAttributes(stored.attributes, ours=ours))
    object.__setattr__(stored, "__class__", Resource)
    return stored


def _as_builtin(value: Any) -> Any:
    if isinstance(value, PackedAttributes):
        return dict(value)
    if isinstance(value, Part):
        return to_plain(value)
    raise TypeError(f"{type(value).__name__} is no value of a document")


def _document(value: Any) -> dict[str, Any]:
    return {"schema_version": SCHEMAS[type(value)], **_shallow(value)}


def _shallow(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _object(members: dict[str, Any]) -> Iterator[bytes]:
    """Give the bytes of an object: its long members in parts, those between them at once."""
    before, short = b"{", {}
    for name in sorted(members):
        if not _is_long(members[name]):
            short[name] = members[name]
            continue
        if short:
            yield before + bytes_of(short)[1:-1]
            before, short = b",", {}
        yield before + bytes_of(name) + b":"
        before = b","
        yield from _long(members[name])
    if short:
        yield before + bytes_of(short)[1:-1]
    yield b"}"


def _is_long(value: Any) -> bool:
    """Tell whether a value may hold many others: a document, several of them, or more values than a piece has."""
    if not isinstance(value, tuple):
        return type(value) in SCHEMAS
    return len(value) > _PIECE or (bool(value) and type(value[0]) in SCHEMAS)


def _long(value: Any) -> Iterator[bytes]:
    if not isinstance(value, tuple):
        yield from _object(_shallow(value))
        return
    size = 1 if type(value[0]) in SCHEMAS else _PIECE
    for start in range(0, len(value), size):
        yield b"," if start else b"["
        if size == 1:
            yield from _long(value[start])
        else:
            yield bytes_of(value[start : start + size])[1:-1]
    yield b"]"


def parts_of(value: Any) -> Iterator[bytes]:
    """Give what `bytes_of` returns in parts, where the type of the value is in SCHEMAS: it may be long."""
    yield from _object(_shallow(value)) if type(value) in SCHEMAS else (bytes_of(value),)


def bytes_of(value: Any) -> bytes:
    """Return the deterministic bytes of any of our values, or of a container of them."""
    # msgspec is ten times as quick as the deterministic writer, and writes the same bytes but for a few numbers.
    try:
        data = _QUICK.encode(value)
    except (TypeError, ValueError, OverflowError):
        return canonical_json(to_builtins(value))
    if is_canonical(data):
        return data
    data = without_zeros(data)
    return data if is_canonical(data) else canonical_json(to_builtins(value))


def _quick_bytes_of(value: Any) -> bytes:
    try:
        return _QUICK.encode(value)
    except (TypeError, ValueError, OverflowError):
        return bytes_of(value)


def _quickly(data: bytes, kind: type[T]) -> T | None:
    # Where writing the value again gives the very bytes, nothing was lost or added; else the strict way says what is.
    try:
        check_depth(data, "document")
        value = msgspec.json.decode(data, type=kind, dec_hook=as_ours)
    except (InputError, msgspec.DecodeError, ValueError):
        return None
    return value if _writes(value, data) else None


def _writes(value: Any, data: bytes) -> bool:
    position = 0
    for part in written(value):
        if not data.startswith(part, position):
            return False
        position += len(part)
    return position == len(data)


def _strictly(document: Any, kind: type[T], problem: str) -> T:
    try:
        value = msgspec.convert(document, kind, strict=True, dec_hook=as_ours)
    except (msgspec.ValidationError, ValueError) as error:
        raise InputError(f"{problem}: {error}") from error
    # msgspec passes over unknown fields of dataclasses; writing the value again shows them.
    if canonical_json(to_builtins(value)) != canonical_json(document):
        raise InputError(f"{problem}: it has fields or values of another form")
    return value
