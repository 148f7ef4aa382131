"""The JSON Schema (2020-12) of the JSON report, version 1."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from engine.gates.table import BY_NAME
from engine.model.drift import Standing
from engine.model.gate import Requirement
from engine.model.history import Since
from engine.model.outcome import FindingStatus, GapCause, GapReason, Outcome, Severity, Stage
from engine.model.verdict import Decision
from engine.model.waiver import WaiverState
from engine.report.formats.json_v1 import SCHEMA_VERSION
from engine.report.view.counts import Counts

_TEXT: dict[str, Any] = {"type": "string"}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_TEXTS: dict[str, Any] = {"type": "array", "items": _TEXT}
_MAYBE_TIME: dict[str, Any] = {"type": ["string", "null"], "format": "date-time"}
_ANYTHING: dict[str, Any] = {}


def run_schema() -> dict[str, Any]:
    """Return the schema of what `--format json` prints, for every verb."""
    schema = _object(
        {
            "schema_version": {"const": SCHEMA_VERSION},
            "tool": _object({"name": {"const": "driftgate"}, "version": _TEXT}),
            "run_id": _TEXT,
            "command": _TEXT,
            "subject": {"type": "object", "additionalProperties": _TEXT},
            "environment": _TEXT,
            "as_of": {"type": "string", "format": "date-time"},
            "time_given": {"type": "boolean"},
            "base": {"anyOf": [_object({"name": _TEXT, "commit": _TEXT}), {"type": "null"}]},
            "decision": _one_of(Decision),
            "exit_code": {"enum": [0, 1, 3]},
            "reasons": _list(_reason()),
            "conditions": _list(_object({"owner": _TEXT, "due": _MAYBE_TIME, "closes": _TEXT, "message": _TEXT})),
            "gates": _list(_gate()),
            "not_asked": _TEXTS,
            "findings": _list(_finding()),
            "causes": _list(
                _object(
                    {
                        **dict.fromkeys(("id", "gate", "rule", "module"), _TEXT),
                        "severity": _one_of(Severity),
                        "path": _TEXTS,
                        "findings": _TEXTS,
                    }
                )
            ),
            "gaps": _list(_gap()),
            "waivers": _list(_waiver()),
            "counts": _object(dict.fromkeys((entry.name for entry in fields(Counts)), _COUNT)),
            "coverage": _object(
                dict.fromkeys(
                    (
                        "resources",
                        "lists_expected",
                        "lists_complete",
                        "attributes_compared",
                        "attributes_unread",
                        "policy_pairs_expected",
                        "policy_pairs_done",
                    ),
                    _COUNT,
                )
            ),
            "history": _history(),
            "nightly": _nightly(),
            "inputs": _list(_input()),
            "next": _list(_object({"command": _TEXT, "why": _TEXT})),
        }
    )
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "driftgate run", **schema}


def _history() -> dict[str, Any]:
    texts = dict.fromkeys(("previous", "previous_at", "previous_decision"), _TEXT)
    return {"anyOf": [{"type": "null"}, _object({**texts, "gone": _list(_gone())})]}


def _nightly() -> dict[str, Any]:
    texts = dict.fromkeys(("every", "max_age", "previous"), _TEXT)
    return {"anyOf": [{"type": "null"}, _object({**texts, "previous_at": _MAYBE_TIME, "missed": _COUNT})]}


def _input() -> dict[str, Any]:
    texts = dict.fromkeys(("name", "kind", "digest"), _TEXT)
    told = dict.fromkeys(("about", "vouched", "by"), _TEXT)
    return _object({**texts, "taken_at": _MAYBE_TIME, "sources": _TEXTS, **told, "bound": _TEXTS})


def _reason() -> dict[str, Any]:
    return _object(
        {
            "rule": {"type": "integer", "minimum": 0, "maximum": 10},
            "gate": _TEXT,
            "outcome": _one_of(Outcome),
            "code": _TEXT,
            "message": _TEXT,
            "fix": _TEXT,
            "fingerprint": _TEXT,
            "requirement": _one_of(Requirement),
        }
    )


def _gate() -> dict[str, Any]:
    return _object(
        {
            "gate": {"enum": list(BY_NAME)},
            "page": _TEXT,
            "requirement": _one_of(Requirement),
            "outcome": _one_of(Outcome),
            "shown_as": _TEXT,
            "evaluated": {"type": "integer"},
            "summary": _TEXT,
            "findings": _COUNT,
            "gaps": _COUNT,
            "inputs": _TEXTS,
            "justification": _TEXT,
            "metrics": _list(
                _object(
                    {
                        "name": _TEXT,
                        "value": {"type": "number"},
                        "unit": _TEXT,
                        "samples": {"type": ["integer", "null"]},
                    }
                )
            ),
            "shortfalls": _list(
                _object(
                    {
                        **dict.fromkeys(("type", "attribute", "meaning"), _TEXT),
                        **dict.fromkeys(("weight", "count"), _COUNT),
                        "unknown": {"type": "boolean"},
                    }
                )
            ),
            "unread": _list(_object({"type": _TEXT, "attribute": _TEXT, "count": _COUNT, "resources": _TEXTS})),
            "scope": {"anyOf": [{"type": "null"}, _scope()]},
            "managed": {"anyOf": [{"type": "null"}, _managed()]},
        }
    )


def _scope() -> dict[str, Any]:
    row = _object({"type": _TEXT, "reason": _TEXT, **dict.fromkeys(("resources", "policies"), _COUNT)})
    kinds = ("judged", "settled", "outside", "unjudged", "new", "others", "switched")
    told = _object({"policy": _TEXT, "name": _TEXT, "value": _ANYTHING, "default": _ANYTHING})
    titles = {"type": "object", "additionalProperties": _TEXT}
    more = {"params": _list(told), "titles": titles, "owner": _TEXT, "until": _MAYBE_TIME, "unasked": _TEXTS}
    return _object({**dict.fromkeys(kinds, _list(row)), **more})


def _managed() -> dict[str, Any]:
    texts = ("account", "type", "tool", "maker", "service", "why")
    row = {**dict.fromkeys(texts, _TEXT), "standing": _one_of(Standing), "resources": _COUNT, "names": _TEXTS}
    return _object({"as_code": _COUNT, "not_as_code": _COUNT, "rows": _list(_object(row))})


def _finding() -> dict[str, Any]:
    about = ("address", "type", "id", "account", "region", "location", "origin")
    texts = ("fingerprint", "gate", "rule", "page", *about, "message")
    return _object(
        {
            **dict.fromkeys(texts, _TEXT),
            "outcome": _one_of(Outcome),
            "severity": _one_of(Severity),
            "status": _one_of(FindingStatus),
            "path": _TEXTS,
            "before": _ANYTHING,
            "after": _ANYTHING,
            "controls": _TEXTS,
            "remediation": _TEXT,
            "waived_by": _TEXT,
            "existing": {"type": "boolean"},
            "inherited": {"type": "boolean"},
            "rules": _TEXTS,
            "since": {"enum": [*Since, None]},
            "first_seen": _MAYBE_TIME,
            "meaning": _TEXT,
            "why": _TEXT,
            "reach": _TEXTS,
            "reached": _COUNT,
            "actors": _list(_object(dict.fromkeys(("principal", "event", "at", "event_id"), _TEXT))),
            "also": _TEXTS,
            "against": _TEXTS,
        }
    )


def _gone() -> dict[str, Any]:
    texts = ("fingerprint", "gate", "severity", "message", "first_seen", "last_seen")
    return _object({**dict.fromkeys(texts, _TEXT), "fixed": {"type": "boolean"}})


def _gap() -> dict[str, Any]:
    texts = ("source", "operation", "detail", "account", "region", "address", "id", "path", "fix")
    closed = {"reason": _one_of(GapReason), "stage": _one_of(Stage), "cause": _one_of(GapCause)}
    return _object({**dict.fromkeys(texts, _TEXT), **closed, "types": _TEXTS, "count": _COUNT})


def _waiver() -> dict[str, Any]:
    texts = ("id", "owner", "approver", "reason", "ticket", "environment", "fingerprint", "rule", "address")
    return _object(
        {
            **dict.fromkeys(texts, _TEXT),
            "created": _MAYBE_TIME,
            "expires": _MAYBE_TIME,
            "state": _one_of(WaiverState),
            "findings": _TEXTS,
        }
    )


def _one_of(kind: Any) -> dict[str, Any]:
    return {"enum": [str(member.value) for member in kind]}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
