"""DSSE envelopes: signatures over exact bytes.

Specification: https://github.com/secure-systems-lab/dsse/blob/master/protocol.md
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from engine.errors import BundleFormatError
from engine.jsontext.digest import JsonError, canonical_json, parse_json
from engine.ports import Signer

PAYLOAD_TYPE = "application/vnd.in-toto+json"
_MEMBERS = {"payload", "payloadType", "signatures"}
_MOST_SIGNATURES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A payload with its signatures, each as (key id, signature)."""

    payload: bytes
    signatures: tuple[tuple[str, bytes], ...]


def pre_authentication(payload: bytes, payload_type: str = PAYLOAD_TYPE) -> bytes:
    """Return the bytes that are signed (PAE)."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def seal_envelope(payload: bytes, signer: Signer) -> bytes:
    """Return the JSON bytes of an envelope with one signature."""
    signature = signer.sign(pre_authentication(payload))
    return canonical_json(
        {
            "payload": base64.b64encode(payload).decode(),
            "payloadType": PAYLOAD_TYPE,
            "signatures": [{"keyid": signer.key_id, "sig": base64.b64encode(signature).decode()}],
        }
    )


def open_envelope(data: bytes, *, name: str) -> Envelope:
    """Return the envelope in JSON bytes, unverified; raises BundleFormatError for anything else.

    Strict: no duplicate or unknown keys, standard base64 only, at least one signature, and no signature twice.
    """
    try:
        document = parse_json(data, name=name)
    except JsonError as error:
        raise BundleFormatError(error.message) from error
    if not isinstance(document, dict) or set(document) != _MEMBERS:
        raise BundleFormatError(f"{name}: not a DSSE envelope")
    envelope = read_envelope(document, name=name)
    if any(not set(entry) <= {"keyid", "sig"} for entry in document["signatures"]):
        raise BundleFormatError(f"{name}: a signature has another form")
    return envelope


def read_envelope(document: Any, *, name: str) -> Envelope:
    """Return the envelope in a JSON value that any tool has written, unverified; raises BundleFormatError.

    Keys that are not known are left alone, as the protocol asks: some tools put certificates beside a signature. For
    anything else it is as strict as `open_envelope`.
    """
    if not isinstance(document, dict) or not set(document) >= _MEMBERS:
        raise BundleFormatError(f"{name}: not a DSSE envelope")
    if document["payloadType"] != PAYLOAD_TYPE:
        raise BundleFormatError(f"{name}: payload type {document['payloadType']!r} is not {PAYLOAD_TYPE!r}")
    signatures = document["signatures"]
    if not isinstance(signatures, list) or not signatures:
        raise BundleFormatError(f"{name}: the envelope has no signature")
    if len(signatures) > _MOST_SIGNATURES:
        raise BundleFormatError(f"{name}: the envelope has more than {_MOST_SIGNATURES} signatures")
    found = tuple(_signature(entry, name) for entry in signatures)
    if len({signature for _, signature in found}) != len(found):
        raise BundleFormatError(f"{name}: a signature stands in the envelope twice")
    return Envelope(payload=_decoded(document["payload"], name), signatures=found)


def _signature(entry: Any, name: str) -> tuple[str, bytes]:
    if not isinstance(entry, dict) or "sig" not in entry:
        raise BundleFormatError(f"{name}: a signature has another form")
    key_id = entry.get("keyid", "")
    if not isinstance(key_id, str):
        raise BundleFormatError(f"{name}: a key id is not text")
    return key_id, _decoded(entry["sig"], name)


def _decoded(text: Any, name: str) -> bytes:
    if not isinstance(text, str):
        raise BundleFormatError(f"{name}: base64 is expected")
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BundleFormatError(f"{name}: not base64") from error
    if base64.b64encode(data).decode() != text:  # base64 has several spellings of the same bytes: only one counts
        raise BundleFormatError(f"{name}: not canonical base64")
    return data
