"""What a verdict rests on: inputs with their digests, and documents by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.gates.gate import KeptSnapshot
from engine.jsontext.codec import pieces
from engine.jsontext.document import Document
from engine.model.snapshot import Snapshot
from engine.model.verdict import Input


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What a verdict rests on: inputs, and documents by name."""

    inputs: tuple[Input, ...] = ()
    documents: Mapping[str, Document] = field(default_factory=dict)

    def plus(self, *others: Papers) -> Papers:
        """Return these papers with further ones."""
        return Papers(
            inputs=(*self.inputs, *(entry for other in others for entry in other.inputs)),
            documents={name: body for one in (self, *others) for name, body in one.documents.items()},
        )


def keep(name: str, snapshot: Snapshot | None) -> tuple[KeptSnapshot | None, Papers]:
    """Return a snapshot with its digest, and the papers of it; `name` is desired, observed or reference."""
    return (None, Papers()) if snapshot is None else keep_snapshot(name, snapshot)


def keep_snapshot(name: str, snapshot: Snapshot, kind: str = "snapshot") -> tuple[KeptSnapshot, Papers]:
    """Return a snapshot with its digest, and the papers of it; `kind` is that of the input."""
    document = Document.of(pieces(snapshot))
    kept = KeptSnapshot(snapshot=snapshot, digest=document.digest)
    sources = tuple(str(origin.source) for origin in snapshot.origins)
    entry = Input(
        name=f"{name} {', '.join(sources)}",
        kind=kind,
        digest=kept.digest,
        taken_at=snapshot.taken_at,
        sources=sources,
    )
    return kept, Papers(inputs=(entry,), documents={f"snapshots/{name.replace(' ', '-')}.json": document})
