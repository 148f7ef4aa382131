"""The collector of documents: JSON and YAML of any tool, in one file or in a folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from engine.jsontext.digest import canonical_json, digest_bytes
from engine.jsontext.packed import packed
from engine.model.outcome import Gap, GapReason
from engine.model.snapshot import UNAPPLIED, Listing, Origin, Resource, SourceKind, SourceRef
from engine.ports import Collection, Progress, Silent
from snapshots.documents.errors import DocumentError, empty
from snapshots.documents.files import LoadedFile
from snapshots.documents.forms import read_form
from snapshots.documents.kubernetes.owners.made import Makers
from snapshots.documents.piece import Piece, Reading
from snapshots.documents.plain import TYPE, read_plain
from snapshots.documents.text import read_documents
from snapshots.documents.yaml_text import YamlDocument
from snapshots.redaction.redact import Redactor

_OPERATION = "read document"
_PASSED = "passed_over"


class Named(Protocol):
    """The path of a file, which has a name."""

    @property
    def name(self) -> str:
        """Return the name of the file."""
        ...


class File(Protocol):
    """A file: where it is, and what it is called in its folder; none where it was named itself."""

    @property
    def path(self) -> Named:
        """Return its path."""
        ...

    @property
    def location(self) -> str:
        """Return where it is, as people name it."""
        ...

    @property
    def name(self) -> str | None:
        """Return what it is called in its folder."""
        ...

    def load(self) -> LoadedFile:
        """Return the bytes of the file; raises DocumentError."""
        ...


class Folder(Protocol):
    """Finds the files of a place."""

    def files(self) -> tuple[Sequence[File], str]:
        """Return the files, sorted, and a sentence on what was passed over by its name."""
        ...


@dataclass(frozen=True, slots=True)
class _Read:
    """What one file came to: its origin, its readings or its gap, and when it was written."""

    origin: Origin
    readings: tuple[Reading, ...] = ()
    gap: Gap | None = None
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentCollector:
    """Implements `engine.ports.Collector` for documents.

    `source` is the place as a person typed it, `namespace` that of Kubernetes' objects which name none. Each file is an
    origin of its own: what is wrong with one is a gap that names it and hides no other.
    """

    source: SourceRef
    folder: Folder
    redactor: Redactor
    namespace: str = ""
    progress: Progress = field(default_factory=Silent)

    def collect(self) -> Collection:
        """Return what all files hold, redacted; a gap for each that cannot be read, and for what stands there twice."""
        files, passed = self.folder.files()
        if not files:
            told = f", and passed over by their names are {passed}" if passed else ""
            nothing = empty(f"there is no JSON or YAML file here{told}", "check the folder")
            origin = Origin(source=self.source)
            return Collection(origins=(origin,), resources=(), gaps=(self._gap(self.source, nothing),), complete=False)
        read = []
        for number, file in enumerate(files):
            self.progress.step("reading documents", number, len(files))
            read.append(self._read(file, passed))
        return self._joined(read)

    def _read(self, file: File, passed: str) -> _Read:
        source = SourceRef(kind=SourceKind.DOC, location=file.location)
        data = b""
        try:
            loaded = file.load()
            data = loaded.data
            documents = read_documents(data, file.path.name)
            readings = tuple(self._readings(documents, file))
        except DocumentError as error:
            origin = Origin(source=source, digest=digest_bytes(data) if data else "")
            return _Read(origin, gap=self._gap(source, error))
        facts = {"form": ", ".join(dict.fromkeys(reading.form for reading in readings))}
        facts |= {_PASSED: passed} if passed else {}
        # What a cluster gives out has a uid; manifests and what Helm renders have none.
        pieces = (piece for reading in readings for piece in reading.pieces)
        unapplied = next((piece.address for piece in pieces if piece.kind and not piece.uid), "")
        facts |= {UNAPPLIED: self.redactor.text(unapplied)} if unapplied else {}
        origin = Origin(source=source, digest=digest_bytes(data), facts=facts)
        return _Read(origin, readings, written_at=loaded.written_at)

    def _readings(self, documents: Sequence[YamlDocument], file: File) -> Iterator[Reading]:
        plain = 0
        for document in documents:
            reading = read_form(document.value, namespace=self.namespace, line=document.line)
            if reading is None:
                plain += 1
                more = f"#{plain}" if plain > 1 else ""
                name = f"{file.name or ''}{more}" or None
                piece = read_plain(document.value, name, document.line)
                reading = Reading(form="document", pieces=(piece,), listed=(TYPE,))
            yield reading

    def _gap(self, source: SourceRef, error: DocumentError) -> Gap:
        return Gap(
            reason=error.reason,
            source=str(source),
            detail=self.redactor.text(error.detail),
            operation=_OPERATION,
            fix=error.fix,
        )

    def _joined(self, read: Sequence[_Read]) -> Collection:
        gaps = [one.gap for one in read if one.gap is not None]
        readings = [reading for one in read for reading in one.readings]
        makers = Makers(piece for reading in readings for piece in reading.pieces)
        resources: dict[tuple[str, str], Resource] = {}
        places: dict[tuple[str, str], SourceRef] = {}
        for source, reading in ((one.origin.source, reading) for one in read for reading in one.readings):
            for item in self._resources(reading, makers, source):
                key = (item.type, item.id)
                if key in resources:
                    gaps.append(self._twice(item, places[key], source))
                else:
                    resources[key], places[key] = item, source
        if not resources and not gaps:
            gaps.append(self._gap(self.source, empty("there is nothing in the documents", "check what was asked for")))
        times = [one.written_at for one in read if one.written_at is not None]
        return Collection(
            origins=tuple(one.origin for one in read),
            resources=tuple(sorted(resources.values(), key=lambda item: item.order)),
            gaps=tuple(gaps),
            listings=tuple(_listings(readings, whole=not gaps)),
            complete=not gaps,
            made_at=min(times, default=None),
        )

    def _twice(self, item: Resource, first: SourceRef, second: SourceRef) -> Gap:
        where = f"{first.location} and {second.location}" if first != second else first.location
        return Gap(
            reason=GapReason.UNPARSABLE,
            source=str(self.source),
            detail=f"{item.address} stands in {where}: which of them counts, nobody can tell",
            operation=_OPERATION,
            types=(item.type,),
            fix="keep one of the two",
        )

    def _resources(self, reading: Reading, makers: Makers, source: SourceRef) -> Iterator[Resource]:
        redactor = self._redactor(reading)
        for piece in reading.pieces:
            yield self._resource(piece, makers, source, redactor)

    def _redactor(self, reading: Reading) -> Redactor:
        """Return what looks for all that can stand in a document: it is made once, which is dear."""
        try:
            return self.redactor.for_document(canonical_json([piece.content for piece in reading.pieces]))
        except ValueError:  # it holds what no JSON can
            return self.redactor

    def _resource(self, piece: Piece, makers: Makers, source: SourceRef, redactor: Redactor) -> Resource:
        attributes = redactor.resource(piece.type, piece.content, sensitive=piece.secrets)
        maker = makers.of(piece)
        name = None if piece.name is None else self.redactor.text(piece.name)
        shown = piece if name == piece.name else _renamed(piece, name)
        return Resource(
            type=shown.type,
            address=shown.address,
            id=self.redactor.text(piece.id or piece.address),
            attributes=packed(piece.form(attributes)),
            account=piece.account,
            region=piece.region,
            location=f"{source.location}:{piece.line}" if piece.line else "",
            provider_owned=makers.is_own(piece) or (maker is not None and maker.is_confirmed),
            maker=maker,
        )


def _renamed(piece: Piece, name: str | None) -> Piece:
    return Piece(type=piece.type, label=piece.label, name=name, content={})


def _listings(readings: Sequence[Reading], *, whole: bool) -> Iterator[Listing]:
    """Yield the lists of the types that are there: whole, unless somebody asked for one object by its name alone."""
    counts: dict[str, int] = {}
    for reading in readings:
        for type_ in (*reading.listed, *(piece.type for piece in reading.pieces)):
            counts.setdefault(type_, 0)
        for piece in reading.pieces:
            counts[piece.type] += 1
    alone = len(readings) == 1 and readings[0].alone
    for type_, count in sorted(counts.items()):
        yield Listing(
            type=type_, account="", region="", complete=whole and not alone, count=count, operation=_OPERATION
        )
