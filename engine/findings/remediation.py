"""How a finding is closed: in words, by commands and code, or by a waiver. A hint, never applied by us.

The words are those of the finding's rule (`engine.findings.catalogue`) or policy; the rest is made of the finding.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.findings.catalogue import PLANNED
from engine.model.address import code_address, is_named
from engine.model.drift import DRIFT, PARITY
from engine.model.outcome import Finding, FindingStatus, Target
from engine.model.path import as_rule, written
from engine.model.secret import has_secret_anywhere
from engine.text import hcl

_REMOVED = "removed {\n  from = %s\n\n  lifecycle {\n    destroy = false\n  }\n}"
_NAME = re.compile(r"[A-Za-z_][\w-]*")
_YAML_PLAIN = re.compile(r"[A-Za-z_][\w./@+-]*")


@dataclass(frozen=True, slots=True)
class Remedy:
    """One way: what it does in words, and the command or the Terraform code for it (empty where only words help)."""

    says: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Remediation:
    """What closes a finding: in words, one way after another, and the command that waives it (empty for none)."""

    words: str
    ways: tuple[Remedy, ...]
    waive: str


def find_remediation(finding: Finding) -> Remediation:
    """Return how a finding is closed; only one that fails or warns can be waived, and only while it counts."""
    counts = finding.outcome.is_acceptable and not finding.acceptance.waived_by and not finding.acceptance.existing
    command = f"driftgate waive {finding.fingerprint[:12]} --until DATE --reason TEXT --owner NAME --approver NAME"
    return Remediation(finding.remediation, _ways(finding), command if counts else "")


def _ways(finding: Finding) -> tuple[Remedy, ...]:
    if finding.gate == PARITY:
        return _of_parity(finding)
    if finding.gate != DRIFT:
        return ()
    if finding.rule == PLANNED.id:
        return (Remedy("apply the plan that brings it about", "terraform apply PLANFILE"),)
    revert = _revert(finding) if finding.target.address else None
    match finding.status:
        case FindingStatus.CHANGED:
            found = [revert, _codify(finding)]
        case FindingStatus.MISSING:
            found = [revert, _forget(finding.target.address) if finding.target.address else None]
        case FindingStatus.UNMANAGED | FindingStatus.CLAIMED:
            found = [_import(finding.target)]
        case _:
            found = []
    return tuple(remedy for remedy in found if remedy is not None)


def _of_parity(finding: Finding) -> tuple[Remedy, ...]:
    if finding.status is not FindingStatus.CHANGED or not finding.change.path:
        return ()
    path = _yaml(as_rule(finding.change.path))
    rule = f"- {{ expect: may_differ, type: {_yaml(finding.target.type)}, path: {path}, reason: WHY }}"
    return (Remedy("or allow the difference, under gates.parity.rules", rule),)


def _revert(finding: Finding) -> Remedy:
    """Return how a resource is put back; the same address may be in another folder or workspace as well."""
    state = f", {finding.target.origin}" if finding.target.origin else ""
    says = f"put it back as it was intended, in the folder and the workspace of its state{state}"
    return Remedy(says, apply(finding.target.address))


def apply(address: str) -> str:
    """Return the command that makes a resource what its code says, with all of its folder where none can name it."""
    return f"terraform apply -target={quoted(address)}" if is_named(address) else "terraform apply"


def _import(target: Target) -> Remedy:
    says = "take it into the code, after `terraform plan -generate-config-out=FILE`"
    code = f"import {{\n  to = {target.type}.NAME\n  id = {hcl(target.id)}\n}}"
    return Remedy(says, code if _NAME.fullmatch(target.type) else "")


def _forget(address: str) -> Remedy:
    """Return how a resource is forgotten; code has no word for one instance of several."""
    if not is_named(address):
        return Remedy("or take it out of the code and the state, whose address is none that Terraform takes")
    if code_address(address) == address:
        return Remedy("or take it out of the code and the state", _REMOVED % address)
    return Remedy("or take it out of the count or for_each, and the state", f"terraform state rm {quoted(address)}")


def quoted(address: str) -> str:
    """Return an address as a shell takes it."""
    return "'" + address.replace("'", "'\\''") + "'"


def _codify(finding: Finding) -> Remedy | None:
    if has_secret_anywhere(finding.change.after) or not finding.change.path:
        return Remedy("or bring the new value into the code; it is a secret and not shown here")
    if len(finding.change.path) > 1 or not _NAME.fullmatch(finding.change.path[0]):
        return Remedy(
            f"or write into the code what is there, at {written(finding.change.path)}", _literal(finding.change.after)
        )
    name = finding.change.path[0]
    if finding.change.after is None:
        return Remedy(f"or remove {name} from the code")
    return Remedy("or write into the code what is there", f"{name} = {_literal(finding.change.after)}")


def _yaml(text: str) -> str:
    """Return a text as YAML writes it in the middle of a flow: plain where that can be nothing else."""
    if _YAML_PLAIN.fullmatch(text):
        return text
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    # https://yaml.org/spec/1.2.2/#57-escaped-characters
    return '"' + "".join(_yaml_escaped(character) for character in text) + '"'


def _yaml_escaped(character: str) -> str:
    if character in '\\"':
        return f"\\{character}"
    return character if character.isprintable() else f"\\U{ord(character):08x}"


def _literal(value: Any, indent: str = "") -> str:
    """Return a JSON value as HCL writes it."""
    inner = f"{indent}  "
    if isinstance(value, str):
        return hcl(value)
    if isinstance(value, Mapping):
        rows = [f"{inner}{_key(key)} = {_literal(item, inner)}\n" for key, item in value.items()]
        return f"{{\n{''.join(rows)}{indent}}}" if rows else "{}"
    if isinstance(value, list):
        rows = [f"{inner}{_literal(item, inner)},\n" for item in value]
        return f"[\n{''.join(rows)}{indent}]" if rows else "[]"
    return json.dumps(value)


def _key(key: str) -> str:
    return key if _NAME.fullmatch(key) else hcl(key)
