"""The parse cache: a large state that has not changed since is not parsed and redacted again.

What a document holds is kept, redacted, as the object of a snapshot of this one document, behind a line with the
object's name. The name of the file covers all that it depends on: the document's bytes and place, the side, the key
epoch, the provider schema and our own version. Only the last of each document stays.
"""

from __future__ import annotations

import importlib.metadata
import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from engine.errors import InputError, StoreError
from engine.jsontext.digest import digest
from engine.model.snapshot import Origin, Side, Snapshot, SourceRef
from snapshots.store.atomic import write_atomically
from snapshots.store.objects import packed, unpacked
from snapshots.terraform.documents import ParsedDocument

_LOG = logging.getLogger(__name__)
LARGE = 1_000_000  # bytes; below, reading anew costs as much as looking
_FORM = 8  # of what is kept; a change of the parsing needs a new number
_LEVEL = 1
_UNTOLD = datetime.min.replace(tzinfo=UTC)  # when a document was made that does not say so


@dataclass(frozen=True, slots=True)
class ParseCache:
    """Keeps parsed documents in `folder`; `basis` names what they depend on beside the document."""

    folder: Path
    basis: tuple[str, ...]

    def find(self, source: SourceRef, document: str, side: Side) -> ParsedDocument | None:
        """Return what the document with this digest holds, none when it has to be read."""
        try:
            name, _, data = self._path(source, document, side).read_bytes().partition(b"\n")
            kept = unpacked(name.decode("ascii"), data, ours=True)
        except (OSError, StoreError, InputError, UnicodeDecodeError):  # nothing kept, or damaged
            return None
        _LOG.debug("reading_reused", extra={"source": str(source), "resources": len(kept.resources)})
        return ParsedDocument(
            resources=kept.resources,
            gaps=kept.gaps,
            listings=kept.listings,
            outputs=kept.outputs,
            facts=kept.origins[0].facts,
            made_at=None if kept.taken_at == _UNTOLD else kept.taken_at,
            complete=kept.complete,
            moves=kept.moves,
            planned=kept.planned,
        )

    def keep(self, source: SourceRef, document: str, side: Side, reading: ParsedDocument) -> None:
        """Keep what a document holds, in place of what it held before."""
        kept = Snapshot(
            environment="",
            side=side,
            taken_at=reading.made_at or _UNTOLD,
            origins=(Origin(source=source, digest=document, facts=reading.facts),),
            resources=reading.resources,
            gaps=reading.gaps,
            listings=reading.listings,
            outputs=reading.outputs,
            complete=reading.complete,
            moves=reading.moves,
            planned=reading.planned,
        )
        path = self._path(source, document, side)
        name, data = packed(kept, level=_LEVEL)
        try:
            write_atomically(path, name.encode("ascii") + b"\n" + data)
            for other in path.parent.iterdir():
                if other != path:
                    with suppress(OSError):  # another process was sooner
                        other.unlink()
        except (OSError, StoreError):  # what cannot be kept costs time, nothing else
            return

    def _path(self, source: SourceRef, document: str, side: Side) -> Path:
        version = importlib.metadata.version("driftgate")
        place = digest([str(source), side.value]).removeprefix("sha256:")
        key = digest([_FORM, version, *self.basis, str(source), side.value, document]).removeprefix("sha256:")
        return self.folder / place[:32] / f"{key}.gz"
