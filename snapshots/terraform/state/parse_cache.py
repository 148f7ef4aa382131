"""The parse cache: a large state that has not changed since is not parsed and redacted again.

What a document holds is kept, redacted, as a snapshot of this one document. The name of the file covers all that it
depends on: the document's bytes and place, the side, the key epoch, the provider schema and our own version. Only the
last of each document stays.
"""

from __future__ import annotations

import importlib.metadata
import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from engine.errors import InputError, StoreError
from engine.jsontext.digest import digest
from engine.model.snapshot import Origin, Side, Snapshot, SourceRef
from snapshots.store.cache import Cache
from snapshots.store.objects import sealed, unsealed
from snapshots.terraform.documents import ParsedDocument

_LOG = logging.getLogger(__name__)
LARGE = 1_000_000  # bytes; below, reading anew costs as much as looking
_FORM = 13  # of what is kept; a change of the parsing needs a new number
_UNTOLD = datetime.min.replace(tzinfo=UTC)  # when a document was made that does not say so


@dataclass(frozen=True, slots=True)
class ParseCache:
    """Keeps parsed documents in `cache`; `basis` names what they depend on beside the document."""

    cache: Cache
    basis: tuple[str, ...]

    def find(self, source: SourceRef, document: str, side: Side) -> ParsedDocument | None:
        """Return what the document with this digest holds, none when it has to be read."""
        data = self.cache.read(self._name(source, document, side)) or b""
        try:
            kept = unsealed(data, name=str(source))
        except (StoreError, InputError):  # nothing kept
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
            checks=kept.checks,
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
            checks=reading.checks,
        )
        place = self._name(source, document, side)
        if not self.cache.write(place, sealed(kept)):
            return
        path = self.cache.folder / place
        with suppress(OSError):  # another process was sooner
            for other in path.parent.iterdir():
                if other != path:
                    other.unlink()

    def _name(self, source: SourceRef, document: str, side: Side) -> str:
        version = importlib.metadata.version("driftgate")
        place = digest([str(source), side.value]).removeprefix("sha256:")
        key = digest([_FORM, version, *self.basis, str(source), side.value, document]).removeprefix("sha256:")
        return f"{place[:32]}/{key}.gz"
