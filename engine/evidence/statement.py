"""The in-toto statement of a verdict.

Statement v1: https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md. The predicate is our own, in the
words of the SLSA verification summary, because that one knows only PASSED and FAILED. Its type is a tag URI (RFC 4151):
a name that needs no server.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from engine.errors import InputError
from engine.jsontext.codec import digest_of, to_builtins
from engine.jsontext.digest import canonical_json, parse_json
from engine.ledger.checkpoint import Checkpoint
from engine.model.verdict import Run

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "tag:driftgate,2026:verdict/v2"


class Signed(StrEnum):
    """When a statement was signed: with the verdict, or later, over what the ledger had by then."""

    WHEN_MADE = "when made"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a verdict stands in the ledger: the digest of the entry before it, and what the ledger was until then."""

    previous: str
    before: Checkpoint


def write_statement(
    run: Run, digests: Mapping[str, str], place: Place, *, epochs: tuple[str, ...], signed: Signed
) -> bytes:
    """Return the bytes of the statement: subjects are the manifest, the verdict, the run and the snapshots.

    `digests` are those of the files of a bundle (`sha256:…`), `epochs` the key epochs of its snapshots.
    """
    return canonical_json(_statement(run, digests, place, epochs, signed))


def find_differences(
    statement: Any, run: Run, digests: Mapping[str, str], previous: str, *, epochs: tuple[str, ...]
) -> Iterator[str]:
    """Yield what a statement says that is not so, by the name of the part; for anything else than one that it is none.

    Every part of it is held against what it is about, also those that decide nothing; what the ledger was before is
    told by the statement alone. `previous` is the entry before in the ledger.
    """
    if not isinstance(statement, dict) or not isinstance(statement.get("predicate"), dict):
        yield "it is not about a verdict of driftgate"
        return
    if (statement.get("_type"), statement.get("predicateType")) != (STATEMENT_TYPE, PREDICATE_TYPE):
        yield "it is not about a verdict of driftgate"
        return
    told, before = when_signed(statement), ledger_before(statement)
    if told is None:
        yield "predicate.signed: it does not say when it was signed"
    if before is None:
        yield "predicate.ledger: it does not say what the ledger was before"
        return
    place = Place(previous=previous, before=before)
    written = write_statement(run, digests, place, epochs=epochs, signed=told or Signed.LATER)
    expected = parse_json(written, name="statement")  # so that equal numbers are equal
    yield from _unlike("", statement, expected, {"predicate"})
    yield from _unlike("predicate.", statement["predicate"], expected["predicate"], {"signed"})


def _unlike(where: str, told: Mapping[str, Any], expected: Mapping[str, Any], besides: set[str]) -> Iterator[str]:
    for name in sorted({*told, *expected} - besides):
        if (name in told) != (name in expected) or told.get(name) != expected.get(name):
            yield f"{where}{name}: it is not that of the bundle"


def when_signed(statement: Any) -> Signed | None:
    """Return when a statement says that it was signed; none where it does not."""
    predicate = statement.get("predicate") if isinstance(statement, dict) else None
    told = predicate.get("signed") if isinstance(predicate, dict) else None
    return next((one for one in Signed if one == told), None)


def ledger_before(statement: Any) -> Checkpoint | None:
    """Return what the ledger was before the verdict of a statement, none where that is not told."""
    predicate = statement.get("predicate") if isinstance(statement, dict) else None
    told = predicate.get("ledger") if isinstance(predicate, dict) else None
    try:
        return Checkpoint.from_json(told.get("before")) if isinstance(told, dict) else None
    except InputError:
        return None


def _statement(
    run: Run, digests: Mapping[str, str], place: Place, epochs: tuple[str, ...], signed: Signed
) -> dict[str, Any]:
    fixed = ("manifest.json", "run.json", "verdict.json")
    named = [*fixed, *sorted(name for name in digests if name.startswith("snapshots/"))]
    found: dict[str, Any] = to_builtins(
        {
            "_type": STATEMENT_TYPE,
            "subject": [
                {"name": name, "digest": {"sha256": digests[name].removeprefix("sha256:")}}
                for name in named
                if name in digests
            ],
            "predicateType": PREDICATE_TYPE,
            "predicate": {
                **_predicate(run),
                "ledger": {"previous": place.previous, "before": place.before.to_json()},
                "redaction": {"keyEpochs": list(epochs)},
                "signed": signed,
            },
        }
    )
    return found


def _predicate(run: Run) -> dict[str, Any]:
    verdict = run.verdict
    return {
        "verifier": {"id": "driftgate", "version": run.tool},
        "about": dict(verdict.subject.known()),
        "run": run.run_id,
        "command": run.command,
        "timeVerified": verdict.as_of,
        "timeGiven": verdict.time_given,
        "resourceUri": verdict.environment,
        "base": verdict.base,
        "policy": [entry for entry in verdict.inputs if entry.kind == "policies"],
        "inputs": list(verdict.inputs),
        "gates": [
            {
                "id": gate.gate,
                "requirement": gate.requirement,
                "outcome": gate.outcome,
                "evaluated": gate.evaluated,
                "reason": gate.summary,
                "evidence": list(gate.inputs),
                **({} if gate.scope is None else {"scope": gate.scope}),
            }
            for gate in verdict.gates
        ],
        "waivers": [
            {
                "id": entry.waiver.id,
                "approver": entry.waiver.approver,
                "reason": entry.waiver.reason,
                "expires": entry.waiver.expires,
                "state": entry.state,
            }
            for entry in verdict.waivers
        ],
        "verificationResult": verdict.decision,
        "verdict": digest_of(verdict),
        "assessment": verdict.assessment,
        "rules": verdict.rules,
        "previousVerdict": "" if run.history is None else run.history.previous,
    }
