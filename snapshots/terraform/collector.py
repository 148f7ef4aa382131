"""The collector of Terraform's documents: states and plans, wherever a backend keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from engine.jsontext.digest import JsonError, digest_bytes
from engine.model.outcome import Gap, GapReason
from engine.model.snapshot import Origin, Side, SourceKind, SourceRef, name_origins
from engine.ports import Collection, Progress, Silent
from engine.provider.port import Provider
from snapshots.redaction.redact import Redactor
from snapshots.terraform.addresses import without_secrets
from snapshots.terraform.backends.files import FileBackend
from snapshots.terraform.backends.interface import Backend, BackendError, LoadedDocument, StateDocument
from snapshots.terraform.documents import (
    Form,
    Opened,
    ParsedDocument,
    UnreadableDocumentError,
    open_document,
    open_quickly,
)
from snapshots.terraform.plan.planned import foreign_attributes
from snapshots.terraform.plan.shelf import PlanShelf
from snapshots.terraform.plan.shown import shown_plan
from snapshots.terraform.state.document import read_state
from snapshots.terraform.state.entries import ReadEntries
from snapshots.terraform.state.parse_cache import LARGE, ParseCache
from snapshots.terraform.state.resources import ResourceMaker
from snapshots.terraform.state.values import read_plan, read_shown


@dataclass(frozen=True, slots=True, kw_only=True)
class TerraformCollector:
    """Implements `engine.ports.Collector` for the documents of one source.

    `source` is the place as a person typed it. Each document is an origin of its own: what is wrong with one is a gap
    that names it and hides no other. `parse_cache` keeps what large documents hold, `entries` remembers the entries of
    states for those that are read after them, with the same redactor and provider. `progress` is told of each document.
    With `is_before_refresh` a plan shows what was there before its refresh: attributes that others have changed are not
    told. `plans` keeps the plans that are the intent, where somebody wants them.
    """

    source: SourceRef
    backend: Backend
    redactor: Redactor
    provider: Provider
    side: Side = Side.DESIRED
    parse_cache: ParseCache | None = None
    entries: ReadEntries | None = None
    progress: Progress = field(default_factory=Silent)
    is_before_refresh: bool = False
    plans: PlanShelf = field(default_factory=PlanShelf)

    def collect(self) -> Collection:
        """Return what all documents hold, redacted; a gap for each that cannot be read."""
        try:
            documents = self.backend.documents()
        except BackendError as error:
            return self._unreadable(self.source, error, b"")
        if not documents:
            nothing = BackendError(GapReason.EMPTY, "there is no state here", "check the folder or prefix")
            return self._unreadable(self.source, nothing, b"")
        found = []
        for number, document in enumerate(documents):
            self.progress.step("reading states", number, len(documents))
            found.append(self._read(document))
        return joined(found)

    def parse(self, data: bytes) -> Collection:
        """Return what the bytes of one document hold, redacted; a gap when they cannot be read."""
        return self._read(StateDocument(location=self.source.location, load=lambda: LoadedDocument(data=data)))

    def _read(self, document: StateDocument) -> Collection:
        source = SourceRef(kind=self.source.kind, location=document.location)
        seen = document.see() if self._keeps else None
        known = self._known(source, seen.digest) if seen is not None and seen.size >= LARGE else None
        if seen is not None and known is not None:
            return _collection(source, seen.digest, known, seen.facts)
        data = b""
        try:
            loaded = document.load()
            data = loaded.data
            name = digest_bytes(data)
            reading = self._parsed(data, name, source)
        except (UnreadableDocumentError, BackendError) as error:
            return self._unreadable(source, error, data)
        return _collection(source, name, reading, loaded.facts)

    @property
    def _keeps(self) -> bool:
        """Tell whether readings are kept.

        While the key changes hands each secret has to be seen again, for the bridge between the two keys.
        """
        is_told_otherwise = self.is_before_refresh or self.plans.is_wanted
        return self.parse_cache is not None and not self.redactor.previous and not is_told_otherwise

    def _known(self, source: SourceRef, name: str) -> ParsedDocument | None:
        """Return what was read of a document with this digest, none where it has to be read."""
        return None if self.parse_cache is None else self.parse_cache.find(source, name, self.side)

    def _parsed(self, data: bytes, name: str, source: SourceRef) -> ParsedDocument:
        if self.parse_cache is None or not self._keeps or len(data) < LARGE:
            return self._parse(data, source)
        reading = self._known(source, name)
        if reading is None:
            reading = self._parse(data, source)
            self.parse_cache.keep(source, name, self.side, reading)
        return reading

    def _parse(self, data: bytes, source: SourceRef) -> ParsedDocument:
        opened = open_quickly(data)
        if opened is not None:
            try:
                return self._read_as(opened, source, data)
            except (UnreadableDocumentError, JsonError):
                pass  # the strict way says what is wrong, and where
        return self._read_as(open_document(data, source.location), source, data)

    def _read_as(self, document: Opened, source: SourceRef, data: bytes) -> ParsedDocument:
        if (document.form is Form.PLAN) != (source.kind is SourceKind.TFPLAN):
            right = SourceKind.TFPLAN if document.form is Form.PLAN else SourceKind.TFSTATE
            raise UnreadableDocumentError(
                GapReason.UNSUPPORTED, f"the file holds a {document.form.value}", f"name it {right}:{source.location}"
            )
        # While the key changes hands each secret has to be seen again, for the bridge between the two keys.
        entries = None if self.redactor.previous or document.form is not Form.STATE else self.entries
        if entries is not None:
            document = entries.recall(document)
        maker = ResourceMaker(redactor=self.redactor.for_document(document.text), provider=self.provider)
        match document.form:
            case Form.STATE:
                reading = read_state(document.value, maker, str(source), entries)
            case Form.SHOWN:
                reading = read_shown(document.value, maker, str(source))
            case Form.PLAN:
                reading = read_plan(document.value, maker, side=self.side, source=str(source))
                if self.plans.is_wanted and not self.is_before_refresh:
                    self.plans.keep(digest_bytes(data), shown_plan(document.value, maker.redactor, self.provider))
                reading = without_foreign(reading, document.value) if self.is_before_refresh else reading
        return without_secrets(reading, self.redactor)

    def _unreadable(self, source: SourceRef, error: UnreadableDocumentError | BackendError, data: bytes) -> Collection:
        gap = Gap(
            reason=error.reason,
            source=str(source),
            detail=self.redactor.text(error.detail),
            operation="read plan" if source.kind is SourceKind.TFPLAN else "read state",
            fix=error.fix,
        )
        origin = Origin(source=source, digest=digest_bytes(data) if data else "")
        return Collection(origins=(origin,), resources=(), gaps=(gap,), complete=False)


def without_foreign(reading: ParsedDocument, document: Mapping[str, Any]) -> ParsedDocument:
    """Return what a plan holds without the attributes that its refresh found changed by others."""
    foreign = {address: names for address, names in foreign_attributes(document) if names}
    return replace(
        reading,
        resources=tuple(
            replace(item, attributes={name: item.attributes[name] for name in item.attributes.keys() - names})
            if (names := foreign.get(item.address))
            else item
            for item in reading.resources
        ),
    )


def state_file(*, location: str, path: Path, redactor: Redactor, provider: Provider) -> TerraformCollector:
    """Return the collector of one state file, or of a folder of them."""
    return TerraformCollector(
        source=SourceRef(kind=SourceKind.TFSTATE, location=location),
        backend=FileBackend(location=location, path=path),
        redactor=redactor,
        provider=provider,
    )


def joined(collections: list[Collection]) -> Collection:
    """Return several collections as one; `made_at` is the oldest."""
    if len(collections) == 1:
        return collections[0]
    times = [item.made_at for item in collections if item.made_at is not None]
    resources = name_origins((item.origins[0].source.location, item.resources) for item in collections)
    return replace(
        collections[0],
        origins=tuple(origin for item in collections for origin in item.origins),
        resources=tuple(sorted(resources, key=lambda one: one.order)),
        gaps=tuple(gap for item in collections for gap in item.gaps),
        listings=tuple(row for item in collections for row in item.listings),
        outputs={name: value for item in collections for name, value in item.outputs.items()},
        complete=all(item.complete for item in collections),
        made_at=min(times, default=None),
        moves=tuple(move for item in collections for move in item.moves),
        planned=tuple(one for item in collections for one in item.planned),
        checks=tuple(check for item in collections for check in item.checks),
    )


def _collection(source: SourceRef, name: str, reading: ParsedDocument, facts: Mapping[str, str]) -> Collection:
    """Return what a document holds; `name` is the digest of its bytes, `facts` are those of its place."""
    return Collection(
        origins=(Origin(source=source, digest=name, facts={**reading.facts, **facts}),),
        resources=reading.resources,
        gaps=reading.gaps,
        listings=reading.listings,
        outputs=reading.outputs,
        complete=reading.complete,
        made_at=reading.made_at,
        moves=reading.moves,
        planned=reading.planned,
        checks=reading.checks,
    )
