"""The in-toto statement of a verdict.

Statement v1: https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md. The predicate is our own, in the
words of the SLSA verification summary, because that one knows only PASSED and FAILED. Its type is a tag URI (RFC 4151):
a name that needs no server.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.jsontext.codec import digest_of, to_builtins
from engine.jsontext.digest import canonical_json, digest_bytes
from engine.model.verdict import Run

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "tag:driftgate,2026:verdict/v1"


def write_statement(
    run: Run, files: Mapping[str, bytes], *, manifest: bytes, previous: str, epochs: tuple[str, ...]
) -> bytes:
    """Return the bytes of the statement: subjects are the manifest, the verdict and the snapshots.

    `previous` is the digest of the ledger entry before this one, `epochs` are the key epochs of the snapshots.
    """
    subjects = [{"name": "manifest.json", "digest": _sha256(manifest)}]
    subjects += [
        {"name": name, "digest": _sha256(data)}
        for name, data in sorted(files.items())
        if name in {"verdict.json", "run.json"} or name.startswith("snapshots/")
    ]
    return canonical_json(
        {
            "_type": STATEMENT_TYPE,
            "subject": subjects,
            "predicateType": PREDICATE_TYPE,
            "predicate": _predicate(run, previous, epochs),
        }
    )


def _predicate(run: Run, previous: str, epochs: tuple[str, ...]) -> dict[str, Any]:
    verdict = run.verdict
    return {
        "verifier": {"id": "driftgate", "version": run.tool},
        "about": dict(verdict.subject.known()),
        "timeVerified": to_builtins(verdict.as_of),
        "timeGiven": verdict.time_given,
        "resourceUri": verdict.environment,
        "base": None if verdict.base is None else to_builtins(verdict.base),
        "policy": [to_builtins(entry) for entry in verdict.inputs if entry.kind == "policies"],
        "inputs": [to_builtins(entry) for entry in verdict.inputs],
        "gates": [
            {
                "id": gate.gate,
                "requirement": gate.requirement,
                "outcome": gate.outcome,
                "evaluated": gate.evaluated,
                "reason": gate.summary,
                "evidence": list(gate.inputs),
                **({} if gate.scope is None else {"scope": to_builtins(gate.scope)}),
            }
            for gate in verdict.gates
        ],
        "waivers": [
            {
                "id": entry.waiver.id,
                "approver": entry.waiver.approver,
                "reason": entry.waiver.reason,
                "expires": to_builtins(entry.waiver.expires),
                "state": entry.state,
            }
            for entry in verdict.waivers
        ],
        "verificationResult": verdict.decision,
        "verdict": digest_of(verdict),
        "assessment": verdict.assessment,
        "rules": verdict.rules,
        "previousVerdict": previous,
        "redaction": {"keyEpochs": list(epochs)},
    }


def _sha256(data: bytes) -> dict[str, str]:
    return {"sha256": digest_bytes(data).removeprefix("sha256:")}
