"""Documents as sources: read as the program reads them, and compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from engine.model.drift import DriftReport
from engine.model.snapshot import Side, Snapshot, SourceKind, SourceRef
from engine.ports import Collection
from snapshots.documents.collector import DocumentCollector
from snapshots.documents.files import DocumentFolder
from snapshots.documents.provider import DocumentProvider
from snapshots.redaction.redact import Redactor
from tests.builders import NOW, PROVIDER, drift, parity

CORPUS = Path(__file__).parents[1] / "fixtures" / "documents"
GOOD, BROKEN = CORPUS / "good", CORPUS / "broken"
REDACTOR = Redactor(b"k" * 32, "e")
KNOWN = DocumentProvider(PROVIDER)


def collect(path: Path, *, location: str = "here", namespace: str = "") -> Collection:
    """Return what a file or folder holds."""
    return DocumentCollector(
        source=SourceRef(kind=SourceKind.DOC, location=location),
        folder=DocumentFolder(location=location, path=path),
        redactor=REDACTOR,
        namespace=namespace,
    ).collect()


def frozen(found: Collection, side: Side = Side.DESIRED, environment: str = "prod") -> Snapshot:
    """Return a collection as a snapshot."""
    return Snapshot(
        environment=environment,
        side=side,
        taken_at=NOW,
        origins=found.origins,
        resources=found.resources,
        gaps=found.gaps,
        listings=found.listings,
        epoch="e",
        complete=found.complete,
    )


def write(path: Path, value: Any) -> Path:
    """Write a value as JSON."""
    path.write_text(json.dumps(value))
    return path


def drifted(desired: Collection, found: Collection) -> DriftReport:
    """Return the drift of what is there from what was intended."""
    return drift(frozen(desired), frozen(found, Side.OBSERVED), provider=KNOWN)


def compared(reference: Collection, candidate: Collection) -> DriftReport:
    """Return the parity of two environments."""
    return parity(frozen(reference), frozen(candidate, environment="preprod"), provider=KNOWN)


def told(report: DriftReport) -> list[str]:
    """Return what a report finds, as `RULE ADDRESS PATH`."""
    return sorted(f"{one.rule} {one.target.address} {'.'.join(one.change.path)}".strip() for one in report.findings)
