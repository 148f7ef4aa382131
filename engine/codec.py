"""Values to versioned documents and back.

A document is the value's JSON object with a `schema_version` of the form `NAME/NUMBER`. Reading refuses other
versions, missing and unknown fields, and values of another type, so that what was read is exactly what was written.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from engine.digest import canonical_json, digest_bytes, parse_json, without_garbage_collection
from engine.errors import InputError, UnsupportedSchemaError
from engine.model.drift import DriftReport
from engine.model.gate import GateResult, Measurement
from engine.model.policy import PolicyReport
from engine.model.snapshot import Snapshot
from engine.model.verdict import Assessment, Rules, Run, Verdict

T = TypeVar("T")

SCHEMAS: dict[type, str] = {
    Snapshot: "snapshot/2",
    DriftReport: "drift-report/1",
    PolicyReport: "policy-report/1",
    Measurement: "measurement/1",
    GateResult: "gate-result/1",
    Assessment: "assessment/1",
    Rules: "rules/1",
    Verdict: "verdict/1",
    Run: "run/1",
}


def to_document(value: Any) -> dict[str, Any]:
    """Return the versioned document of a value whose type is in SCHEMAS."""
    return {"schema_version": SCHEMAS[type(value)], **to_builtins(value)}


def to_builtins(value: Any) -> Any:
    """Return any of our values as plain JSON values, times as RFC 3339 text."""
    return msgspec.to_builtins(value, order="deterministic")


def encode(value: Any) -> bytes:
    """Return the deterministic bytes of a value's document."""
    with without_garbage_collection():
        return canonical_json(to_document(value))


def digest_of(value: Any) -> str:
    """Return the digest of a value's document."""
    return digest_bytes(encode(value))


def decode(data: bytes, kind: type[T], *, name: str) -> T:
    """Return the value of type `kind` from the bytes of its document; `name` is used in errors.

    Raises UnsupportedSchemaError for another schema version, and InputError for anything else that is not such a
    document, including fields that this version does not know.
    """
    with without_garbage_collection():
        return _decoded(data, kind, name)


def _decoded(data: bytes, kind: type[T], name: str) -> T:
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
    try:
        value = msgspec.convert(document, kind, strict=True)
    except (msgspec.ValidationError, ValueError) as error:
        raise InputError(f"{name}: not a valid {expected} document: {error}") from error
    # msgspec passes over unknown fields of dataclasses; writing the value again shows them.
    if encode(value) != canonical_json({"schema_version": version, **document}):
        raise InputError(f"{name}: not a valid {expected} document: it has fields or values of another form")
    return value
