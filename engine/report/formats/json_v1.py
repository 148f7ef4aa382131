"""The JSON report, version 1: one shape for every verb, with or without findings.

The structure is written out here on purpose: it changes when we decide so, not when a type of ours does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from json.encoder import encode_basestring_ascii
from typing import Any

from engine.findings.causes import GATES, Cause, group_by_cause
from engine.jsontext.codec import to_builtins
from engine.model.drift import Managed
from engine.model.gate import GateResult
from engine.model.history import History, Nightly, Seen
from engine.model.moment import write_duration
from engine.model.outcome import Finding, Gap
from engine.model.verdict import Run
from engine.model.waiver import AppliedWaiver
from engine.report.view.counts import count
from engine.report.view.gates import list_gates
from engine.report.view.pages import gate_page, rule_page
from engine.report.view.reasons import ReasonRow, list_reasons
from engine.report.view.shown import list_findings, list_gaps
from engine.text import Harmless, joined, json_text

SCHEMA_VERSION = "driftgate/run/1"


def render(run: Run) -> Harmless:
    """Return the JSON document of a run, indented, with sorted lists and stable keys."""
    return joined(parts(run))


def parts(run: Run) -> Iterator[Harmless]:
    """Give what `render` returns in parts: as long as there are findings, it is never held as a whole.

    It is ASCII: foreign text cannot steer a terminal.
    """
    return map(json_text, _parts(run))


def _parts(run: Run) -> Iterator[str]:
    before = "{"
    for name, value in _members(run).items():
        yield f'{before}\n  "{name}": '
        before = ","
        if isinstance(value, Iterator):
            yield from _list(value)
        else:
            yield _indented(value, "  ")
    yield "\n}\n"


def _list(documents: Iterator[dict[str, Any]]) -> Iterator[str]:
    before = "["
    for document in documents:
        yield f"{before}\n    "
        before = ","
        yield _flat(document, "    ")
    yield "[]" if before == "[" else "\n  ]"


def _flat(document: dict[str, Any], margin: str) -> str:
    # Indented JSON is written in Python, ten times as slowly; what holds no other values needs none of it.
    if any(isinstance(value, list | dict) and value for value in document.values()):
        return _nested(document, margin)
    members = json.dumps(document, separators=(f",\n{margin}  ", ": "))[1:-1]
    return f"{{\n{margin}  {members}\n{margin}}}"


def _nested(value: Any, margin: str) -> str:
    """Return what `_indented` does; the library asks more of each value."""
    if type(value) is str:
        return encode_basestring_ascii(value)
    inner = f"{margin}  "
    if isinstance(value, dict) and value:
        if not all(type(name) is str for name in value):
            return _indented(value, margin)
        told = f",\n{inner}".join(
            [f"{encode_basestring_ascii(name)}: {_nested(item, inner)}" for name, item in value.items()]
        )
        return f"{{\n{inner}{told}\n{margin}}}"
    if isinstance(value, list | tuple) and value:
        told = f",\n{inner}".join([_nested(item, inner) for item in value])
        return f"[\n{inner}{told}\n{margin}]"
    return "null" if value is None else json.dumps(value)


def _indented(value: Any, margin: str) -> str:
    return json.dumps(value, indent=2).replace("\n", f"\n{margin}")


def write_document(run: Run) -> dict[str, Any]:
    """Return the document as plain JSON values."""
    return {name: list(value) if isinstance(value, Iterator) else value for name, value in _members(run).items()}


def _members(run: Run) -> dict[str, Any]:
    """Return the members of the document; a list that may be long is an iterator of its documents."""
    found = list_findings(run)
    verdict, seen = run.verdict, {row.fingerprint: row for row in run.seen}
    rows = {row.name: row for row in list_gates(run)}
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "driftgate", "version": run.tool},
        "run_id": run.run_id,
        "command": run.command,
        "subject": dict(verdict.subject.known()),
        "environment": verdict.environment,
        "as_of": to_builtins(verdict.as_of),
        "time_given": verdict.time_given,
        "base": None if verdict.base is None else to_builtins(verdict.base),
        "decision": str(verdict.decision),
        "exit_code": run.exit_code,
        "reasons": map(_reason, list_reasons(run)),
        "conditions": [to_builtins(condition) for condition in verdict.conditions],
        "gates": [_gate(gate, rows[gate.gate].word) for gate in verdict.gates],
        "not_asked": [row.name for row in rows.values() if not row.asked],
        "findings": ({**finding_document(finding), **_since(seen.get(finding.fingerprint))} for finding in found),
        "causes": (_cause(cause) for cause in group_by_cause(found) if cause.first.gate in GATES),
        "gaps": map(gap_document, list_gaps(run)),
        "waivers": [_waiver(entry) for entry in verdict.waivers],
        "history": _history(run.history) if run.history is not None else None,
        "nightly": _nightly(run.nightly) if run.nightly is not None else None,
        "counts": to_builtins(count(run)),
        "coverage": to_builtins(verdict.coverage),
        "inputs": [to_builtins(entry) for entry in verdict.inputs],
        "next": [{"command": step.command, "why": step.why} for step in run.next_steps],
    }


def finding_document(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain JSON values."""
    return {
        "fingerprint": finding.fingerprint,
        "gate": finding.gate,
        "rule": finding.rule,
        "page": rule_page(finding.gate, finding.rule),
        "outcome": str(finding.outcome),
        "severity": str(finding.severity),
        "status": str(finding.status),
        "address": finding.target.address,
        "type": finding.target.type,
        "id": finding.target.id,
        "account": finding.target.account,
        "region": finding.target.region,
        "path": [str(part) for part in finding.change.path],
        "before": to_builtins(finding.change.before),
        "after": to_builtins(finding.change.after),
        "message": finding.message,
        "location": finding.target.location,
        "origin": finding.target.origin,
        "controls": list(finding.controls),
        "remediation": finding.remediation,
        "waived_by": finding.acceptance.waived_by,
        "existing": finding.acceptance.existing,
        "inherited": finding.acceptance.inherited,
        "rules": list(finding.change.rules),
        "meaning": finding.rating.meaning,
        "why": finding.rating.why,
        "reach": list(finding.rating.reach),
        "reached": finding.rating.reached,
        "actors": [to_builtins(actor) for actor in finding.actors],
        "also": list(finding.also),
        "against": list(finding.against),
    }


def _since(seen: Seen | None) -> dict[str, Any]:
    return {"since": str(seen.since) if seen else None, "first_seen": to_builtins(seen.first_seen) if seen else None}


def _history(history: History) -> dict[str, Any]:
    return {
        "previous": history.previous,
        "previous_at": to_builtins(history.previous_at),
        "previous_decision": history.previous_decision,
        "gone": [to_builtins(entry) for entry in history.went()],
    }


def _nightly(nightly: Nightly) -> dict[str, Any]:
    return {
        **to_builtins(nightly),
        "every": write_duration(nightly.every),
        "max_age": write_duration(nightly.max_age),
    }


def _cause(cause: Cause) -> dict[str, Any]:
    first = cause.first
    return {
        "id": cause.id,
        "gate": first.gate,
        "rule": first.rule,
        "severity": str(first.severity),
        "path": [str(part) for part in first.change.path],
        "module": first.target.module,
        "findings": [finding.fingerprint for finding in cause.findings],
    }


def gap_document(gap: Gap) -> dict[str, Any]:
    """Return a gap as plain JSON values."""
    return {
        "reason": str(gap.reason),
        "source": gap.source,
        "operation": gap.operation,
        "detail": gap.detail,
        "account": gap.account,
        "region": gap.region,
        "types": list(gap.types),
        "address": gap.address,
        "id": gap.id,
        "path": gap.path,
        "fix": gap.fix,
        "stage": str(gap.stage),
        "cause": str(gap.cause),
        "count": gap.count,
    }


def _reason(row: ReasonRow) -> dict[str, Any]:
    reason = row.reason
    return {
        "rule": reason.rule,
        "gate": reason.gate,
        "outcome": str(reason.outcome),
        "code": reason.code,
        "message": reason.message,
        "fix": reason.fix,
        "fingerprint": reason.fingerprint,
        "requirement": str(row.requirement),
    }


def _gate(gate: GateResult, word: str) -> dict[str, Any]:
    return {
        "gate": str(gate.gate),
        "page": gate_page(gate.gate),
        "requirement": str(gate.requirement),
        "outcome": str(gate.outcome),
        "shown_as": word,
        "evaluated": gate.evaluated,
        "summary": gate.summary,
        "findings": len(gate.findings),
        "gaps": len(gate.gaps),
        "inputs": list(gate.inputs),
        "justification": gate.justification,
        "metrics": [to_builtins(metric) for metric in gate.metrics],
        "shortfalls": [to_builtins(row) for row in gate.shortfalls],
        "unread": [to_builtins(row) for row in gate.unread],
        "scope": None if gate.scope is None else to_builtins(gate.scope),
        "managed": None if gate.managed is None else _managed(gate.managed),
    }


def _managed(managed: Managed) -> dict[str, Any]:
    return {
        "as_code": managed.as_code,
        "not_as_code": managed.not_as_code,
        "rows": [to_builtins(row) for row in managed.rows],
    }


def _waiver(entry: AppliedWaiver) -> dict[str, Any]:
    return {**to_builtins(entry.waiver), "state": str(entry.state), "findings": list(entry.findings)}
