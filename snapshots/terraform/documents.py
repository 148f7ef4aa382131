"""JSON documents of Terraform and OpenTofu: opened strictly, and told apart by what they hold."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from engine.jsontext.digest import JsonError, parse_json
from engine.jsontext.exact import exact_json
from engine.model.outcome import Gap, GapReason
from engine.model.snapshot import FailedCheck, Listing, Move, Planned, Resource

_MAJOR = "1."
_BEFORE = frozenset({"0.1", "0.2"})  # of Terraform 0.12 to 1.0: the same members, without what came since
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")  # an escape that writes a half of a character


class UnreadableDocumentError(Exception):
    """A document that cannot be read; carries what the gap says."""

    def __init__(self, reason: GapReason, detail: str, fix: str) -> None:
        """`fix` is what to do about it."""
        super().__init__(detail)
        self.reason, self.detail, self.fix = reason, detail, fix


class Form(StrEnum):
    """The documents that are read."""

    STATE = "state"
    SHOWN = "terraform show -json"
    PLAN = "plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedDocument:
    """What one document holds, redacted. `made_at` is when it was made, where it says so."""

    resources: tuple[Resource, ...]
    gaps: tuple[Gap, ...] = ()
    listings: tuple[Listing, ...] = ()
    outputs: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    made_at: datetime | None = None
    complete: bool = True
    moves: tuple[Move, ...] = ()
    planned: tuple[Planned, ...] = ()
    checks: tuple[FailedCheck, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A document: which it is, its value, and its text. The resources of a state may still be their text.

    `rest` is then the text of all but these.
    """

    form: Form
    value: Mapping[str, Any]
    text: bytes
    rest: bytes = b""


def open_quickly(data: bytes) -> Opened | None:
    """Return a state with the text of each of its resources, which `exact_json` reads; none for anything else.

    A large state is never held as values as a whole: these take four times its bytes, and most of the time.
    """
    try:
        text = msgspec.json.format(data, indent=-1)
        members = _MEMBERS.decode(text)
        if "resources" not in members or "format_version" in members or _HALF.search(text):
            return None
        if msgspec.json.encode(members) != text:  # a name twice
            return None
        value: dict[str, Any] = {
            name: exact_json(bytes(member), name=name) for name, member in members.items() if name != "resources"
        }
        value["resources"] = _LIST.decode(members.pop("resources"))
        return Opened(_form(value), value, text, msgspec.json.encode(members))
    except (msgspec.MsgspecError, JsonError, UnreadableDocumentError, ValueError, RecursionError):
        return None  # the strict way says what is wrong


def open_document(data: bytes, name: str) -> Opened:
    """Return the document that some bytes hold; raises UnreadableDocumentError for everything else."""
    if not data.strip():
        raise UnreadableDocumentError(
            GapReason.EMPTY, "the state is empty (0 bytes)", "restore the state or check the upload"
        )
    if data.startswith(b"PK\x03\x04"):
        raise UnreadableDocumentError(
            GapReason.UNSUPPORTED,
            "the file is a plan in Terraform's own binary form",
            "give the output of `terraform show -json PLANFILE`",
        )
    try:
        document = parse_json(data, name=name)
    except JsonError as error:
        raise UnreadableDocumentError(GapReason.UNPARSABLE, error.message, "check that the file is complete") from error
    if not isinstance(document, dict):
        raise no_state(GapReason.UNPARSABLE, "a JSON object")
    if holds_half_a_character(data, document):
        raise UnreadableDocumentError(
            GapReason.UNPARSABLE, "a text holds half of a character", "check that the file is whole"
        )
    return Opened(_form(document), document, data)


def no_state(reason: GapReason, lacking: str) -> UnreadableDocumentError:
    """Return the error of JSON that is something else; `lacking` is what shows it."""
    fix = "give a *.tfstate file, or the output of `terraform state pull`"
    return UnreadableDocumentError(reason, f"the file is no Terraform state or plan: it is not {lacking}", fix)


def holds_half_a_character(data: bytes, document: Any) -> bool:
    """Tell whether a text of the value of JSON `data` has a lone surrogate: no bytes can be made of it any more."""
    if not _HALF.search(data):
        return False
    try:
        json.dumps(document, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        return True
    return False


def _form(document: Mapping[str, Any]) -> Form:
    if document.get("encryption_version") or "encrypted_data" in document:
        raise UnreadableDocumentError(
            GapReason.UNSUPPORTED, "the state is encrypted by OpenTofu", "give the output of `tofu state pull`"
        )
    if "backend" in document and "resources" not in document:
        raise UnreadableDocumentError(
            GapReason.UNSUPPORTED,
            "the file points to a backend and holds no state",
            "give the output of `terraform state pull`",
        )
    if "format_version" not in document:
        return Form.STATE
    if "provider_schemas" in document:
        raise UnreadableDocumentError(
            GapReason.UNSUPPORTED, "the file holds the schemas of providers, not a state", "give a state or a plan"
        )
    version = document["format_version"]
    if not isinstance(version, str) or not (version.startswith(_MAJOR) or version in _BEFORE):
        raise UnreadableDocumentError(
            GapReason.UNSUPPORTED, f"format version {version!r} is not 1.x", "update driftgate, or give the raw state"
        )
    if "planned_values" in document or "resource_changes" in document:
        return Form.PLAN
    if "values" in document or "terraform_version" in document or set(document) == {"format_version"}:
        return Form.SHOWN
    raise UnreadableDocumentError(
        GapReason.UNSUPPORTED, "the document is neither a state nor a plan", "give the output of `terraform show -json`"
    )
