"""The evidence bundle: a deterministic archive of a verdict and everything that it rests on."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from engine.evidence.statement import write_statement
from engine.jsontext.codec import decode, encode
from engine.jsontext.digest import canonical_json, digest_bytes, parse_json
from engine.model.verdict import Run
from engine.ports import LedgerEntry, Signer
from engine.signing.dsse import seal_envelope

RUN = "run.json"
MANIFEST = "manifest.json"
STATEMENT = "statements/verdict.dsse.json"
MANIFEST_SCHEMA = "driftgate/bundle/1"
_EPOCH_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_ROLES = {
    RUN: "run",
    "verdict.json": "verdict",
    "assessment.json": "assessment",
    "rules.json": "rules",
    "unanswered.json": "types without policies",
    "README.txt": "readme",
    "report.html": "report",
    "ledger-entry.json": "ledger entry",
}
_MEDIA_TYPES = {".json": "application/json", ".html": "text/html", ".txt": "text/plain", ".xml": "application/xml"}
README = """driftgate evidence bundle

verdict.json      the decision with all its reasons
run.json          the run that made it
assessment.json   what the decision was made from
rules.json        the settings of the decision
unanswered.json   until when types without policies are open, where nobody answers for them
snapshots/        what was read, without secrets (they are keyed fingerprints)
reports/          what was found by comparing and judging the snapshots
results/          the test results that were judged
policies/         what the policies were
manifest.json     every file with its SHA-256
statements/       the signed statement (DSSE, in-toto) over the manifest

Verify it with a public key that you got from elsewhere, never from here:

    driftgate evidence verify THIS.zip --key PUBLIC.pem
"""


def build_bundle(
    run: Run, documents: Mapping[str, bytes], entry: LedgerEntry, signer: Signer | None
) -> dict[str, bytes]:
    """Return the files of a bundle by path.

    `documents` are those of the run in the ledger. Without a signer there is no statement, and every verification says
    UNVERIFIED.
    """
    files = {
        **documents,
        "README.txt": README.encode(),
        RUN: encode(run),
        "verdict.json": encode(run.verdict),
        "ledger-entry.json": canonical_json(_entry(entry)),
    }
    manifest = canonical_json(
        {
            "schema_version": MANIFEST_SCHEMA,
            "files": [
                {
                    "path": name,
                    "bytes": len(data),
                    "sha256": digest_bytes(data).removeprefix("sha256:"),
                    "mediaType": _media_type(name),
                    "role": _ROLES.get(name, name.partition("/")[0]),
                }
                for name, data in sorted(files.items())
            ],
        }
    )
    files[MANIFEST] = manifest
    if signer is not None:
        payload = write_statement(run, files, manifest=manifest, previous=entry.previous, epochs=_epochs(files))
        files[STATEMENT] = seal_envelope(payload, signer)
    return files


def write_archive(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of the files whose bytes depend on nothing but the files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as bundle:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH_OF_ZIP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            bundle.writestr(entry, files[name])
    return stream.getvalue()


def read_stored_run(data: bytes) -> Run:
    """Return the run of its document in the ledger."""
    return decode(data, Run, name=RUN)


def _epochs(files: Mapping[str, bytes]) -> tuple[str, ...]:
    found = {parse_json(data, name=name)["epoch"] for name, data in files.items() if name.startswith("snapshots/")}
    return tuple(sorted(found))


def _entry(entry: LedgerEntry) -> dict[str, Any]:
    return {
        "subject": entry.subject,
        "time_given": entry.time_given,
        "run_id": entry.run_id,
        "environment": entry.environment,
        "command": entry.command,
        "verdict_digest": entry.verdict_digest,
        "decision": entry.decision,
        "as_of": entry.as_of.isoformat().replace("+00:00", "Z"),
        "previous": entry.previous,
        "entry_digest": entry.entry_digest,
    }


def _media_type(name: str) -> str:
    suffix = name[name.rfind(".") :] if "." in name else ""
    return _MEDIA_TYPES.get(suffix, "application/octet-stream")
