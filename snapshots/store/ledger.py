"""The ledger: an append-only, hash-chained log of verdicts with the documents that they rest on, in an SQLite file."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from itertools import takewhile
from pathlib import Path

from engine.choice import LATEST, choose
from engine.errors import LedgerChangedError, StoreError, UnknownIdError
from engine.jsontext.codec import to_builtins
from engine.jsontext.digest import canonical_json
from engine.jsontext.document import Document
from engine.ledger.checkpoint import Checkpoint
from engine.ledger.entry import LedgerEntry
from engine.ledger.log import GENESIS, Tree, entry_bytes, entry_digest
from engine.model.verdict import Verdict
from engine.ports import Placed
from snapshots.store.binding import Binding
from snapshots.store.chain import LastCheck, find_changes, find_edit, find_others
from snapshots.store.sqlite import MIGRATIONS, SqliteFile

_LOG = logging.getLogger(__name__)
_COLUMNS = tuple(field.name for field in fields(LedgerEntry))  # of the table `runs`, beside the position
_SELECT = f"SELECT position, {', '.join(_COLUMNS)} FROM runs"  # noqa: S608 - the names are those of our own fields
_ORPHANS = "SELECT DISTINCT run_id FROM documents WHERE run_id NOT IN (SELECT run_id FROM runs) ORDER BY run_id"
_INSERT = f"INSERT INTO runs (position, {', '.join(_COLUMNS)}) VALUES (:position, :{', :'.join(_COLUMNS)})"  # noqa: S608 - the same


class SqliteLedger:
    """Implements `engine.ports.Ledger` over an SQLite file, which is made on first use.

    Whoever reads entries or documents has them checked before, from the last check on, which is kept beside the file.
    """

    def __init__(self, path: Path, binding: Binding, migrations: Path = MIGRATIONS) -> None:
        """Remember the file; `binding` seals the last check, `migrations` is what has moved the schema of the file."""
        self._file = SqliteFile(path, migrations)
        self._last = LastCheck(path.with_name("ledger.checked"), binding)

    @classmethod
    def in_folder(cls, folder: Path) -> SqliteLedger:
        """Return the ledger of an installation, in the folder where that keeps its keys."""
        return cls(folder / "ledger.sqlite", Binding(folder / "keys"))

    def append(
        self, run_id: str, command: str, verdict: Verdict, digest: str, documents: Mapping[str, Document] | Placed
    ) -> LedgerEntry:
        """Add a verdict and its documents and return its entry; the same run again is the entry it already has.

        `digest` is that of the verdict's document. Raises StoreError when the ledger cannot be written, and
        LedgerChangedError when it is not what was written.
        """
        with self._file.writing() as connection:
            found = self._checked(connection)
            known = [entry for entry in found if entry.run_id == run_id]
            if known:
                return known[0]
            previous = found[-1].entry_digest if found else GENESIS
            if callable(documents):
                documents = documents(previous, self._last.move(found))
            entry = LedgerEntry(
                run_id=run_id,
                environment=verdict.environment,
                command=command,
                verdict_digest=digest,
                decision=verdict.decision,
                as_of=verdict.as_of,
                previous=previous,
                entry_digest="",
                subject=str(verdict.subject),
                time_given=verdict.time_given,
                documents={name: body.digest for name, body in sorted(documents.items())},
            )
            entry = replace(entry, entry_digest=entry_digest(entry))
            named = canonical_json(entry.documents).decode()
            row = {**to_builtins(entry), "time_given": int(entry.time_given), "documents": named}
            connection.execute(_INSERT, {**row, "position": len(found) + 1})
            connection.executemany(
                "INSERT INTO documents (run_id, name, digest, body) VALUES (?, ?, ?, ?)",
                ((run_id, name, body.digest, body.packed) for name, body in sorted(documents.items())),
            )
            if self._checked(connection) != [*found, entry]:
                raise changed(f"the ledger does not keep the run {run_id}")
        self._last.move([*found, entry])
        _LOG.info(
            "verdict_appended",
            extra={
                "run": run_id,
                "environment": entry.environment,
                "command": command,
                "decision": entry.decision,
                "position": len(found) + 1,
                "entry": entry.entry_digest,
                "documents": len(documents),
            },
        )
        return entry

    def entry(self, run_id: str) -> LedgerEntry:
        """Return an entry by its run id, an unambiguous beginning or end of it, or `latest`; raises UnknownIdError."""
        found = self.entries()
        if not found:
            raise UnknownIdError(
                "there is no run yet",
                hint="make one here, for example: driftgate drift tfstate:FILE aws:PROFILE@REGION",
            )
        if run_id == LATEST:
            now = [entry for entry in found if not entry.time_given]
            if not now:
                raise UnknownIdError(
                    "no run was decided for the time at which it was made: all have --as-of",
                    hint=f"name one of them: the newest is {found[-1].run_id}",
                )
            return now[-1]
        name = choose(run_id, (entry.run_id for entry in reversed(found)), noun="run", see="driftgate runs list")
        chosen = next(entry for entry in found if entry.run_id == name)
        if problem := find_edit(chosen):
            raise changed(problem)
        return chosen

    def entries(self) -> Sequence[LedgerEntry]:
        """Return all entries, oldest first; raises LedgerChangedError when they are not what was written."""
        with self._file.reading() as connection:
            found = self._checked(connection)
        self._last.move(found)
        return found

    def documents(self, run_id: str) -> Mapping[str, bytes]:
        """Return the documents of a run by name; raises LedgerChangedError when one is not what was written."""
        entry = self.entry(run_id)
        wanted = "SELECT name, digest, body FROM documents WHERE run_id = ? ORDER BY name"
        with self._file.reading() as connection:
            rows = connection.execute(wanted, (entry.run_id,)).fetchall()
        if problem := next(_differences(entry, {_name(name): digest for name, digest, _ in rows}), ""):
            raise changed(problem)
        return {name: _unpacked(entry.run_id, name, stored, packed) for name, stored, packed in rows}

    def document(self, run_id: str, name: str) -> bytes:
        """Return one document of a run; raises StoreError when there is none, or it is not what was written."""
        entry = self.entry(run_id)
        wanted = "SELECT digest, body FROM documents WHERE run_id = ? AND name = ?"
        with self._file.reading() as connection:
            row = connection.execute(wanted, (entry.run_id, name)).fetchone()
        if row is None and name not in entry.documents:
            raise StoreError(f"run {entry.run_id} has no {name} in the ledger")
        _check_document(entry, name, "" if row is None else row[0])
        return _unpacked(entry.run_id, name, *row)

    def named(self, name: str) -> Sequence[bytes]:
        """Return one document of every run that has it, oldest first; not of runs at a time that was named.

        Raises LedgerChangedError when one is not what was written, or is missing.
        """
        entries = self.entries()
        wanted = "SELECT run_id, digest, body FROM documents WHERE name = ?"
        with self._file.reading() as connection:
            rows = {run_id: (digest, body) for run_id, digest, body in connection.execute(wanted, (name,))}
        found = []
        for entry in entries:
            if not entry.time_given and (entry.run_id in rows or name in entry.documents):
                if problem := find_edit(entry):
                    raise changed(problem)
                digest, body = rows.get(entry.run_id, ("", b""))
                _check_document(entry, name, digest)
                found.append(_unpacked(entry.run_id, name, digest, body))
        return found

    def verify(
        self, checkpoints: Sequence[Checkpoint] = (), kept: Sequence[tuple[int, LedgerEntry]] = ()
    ) -> Sequence[str]:
        """Return everything that is not what was written, in sentences; nothing for a whole ledger.

        Every entry and every document is looked at, that the ledger still begins with what it was when checkpoints
        were made of it that were kept elsewhere, and that it has the entries that were, each at its position.
        """
        with self._file.reading() as connection:
            rows = connection.execute(f"{_SELECT} ORDER BY position").fetchall()
            entries = [_entry(row[1:]) for row in rows]
            last = self._last.checkpoint()
            known = [*checkpoints, *([last] if last is not None else [])]
            problems = list(find_changes([row[0] for row in rows], entries, known))
            problems += find_others(entries, kept)
            for entry in entries:
                problems += self._document_problems(connection, entry)
            for (run_id,) in connection.execute(_ORPHANS):
                problems.append(f"the ledger has documents of a run {run_id}, and no such run")
        return problems

    @property
    def began_anew(self) -> bool:
        """Tell whether the last check that is remembered here is not this installation's, so that all begins anew."""
        return self._last.is_foreign

    def first(self) -> Sequence[LedgerEntry]:
        """Return the first entry as it stands there, unchecked; none of an empty ledger."""
        with self._file.reading() as connection:
            rows = connection.execute(f"{_SELECT} ORDER BY position LIMIT 1").fetchall()
        return [_entry(row[1:]) for row in rows]

    def checkpoint(self, before: str = "") -> Checkpoint:
        """Return what the ledger is now, or what it was before the run of an id.

        Raises LedgerChangedError when it is not what was written.
        """
        entries = self.entries()
        if not before:
            return self._last.move(entries)
        earlier = takewhile(lambda entry: entry.run_id != before, entries)
        return Tree().plus(map(entry_bytes, earlier)).checkpoint

    def _checked(self, connection: sqlite3.Connection) -> list[LedgerEntry]:
        rows = connection.execute(f"{_SELECT} ORDER BY position").fetchall()
        found = [_entry(row[1:]) for row in rows]
        if problem := self._last.problem([row[0] for row in rows], found):
            raise changed(problem)
        return found

    def _document_problems(self, connection: sqlite3.Connection, entry: LedgerEntry) -> Iterator[str]:
        wanted = "SELECT name, digest, body FROM documents WHERE run_id = ? ORDER BY name"
        digests: dict[str, str] = {}
        for name, digest, body in connection.execute(wanted, (entry.run_id,)):
            digests[_name(name)] = digest
            try:
                _unpacked(entry.run_id, _name(name), digest, body)
            except StoreError as error:
                yield error.message
        yield from _differences(entry, digests)


def changed(problem: str) -> LedgerChangedError:
    """Return the error of a ledger that is not what was written."""
    return LedgerChangedError(problem, hint="driftgate runs verify names all; take the ledger from a backup")


def _check_document(entry: LedgerEntry, name: str, digest: str) -> None:
    if entry.documents and entry.documents.get(name) != digest:
        raise changed(_said(entry, name, there=bool(digest)))


def _differences(entry: LedgerEntry, digests: Mapping[str, str]) -> Iterator[str]:
    """Yield the documents that are not those which an entry covers; one of an older version covers none."""
    if entry.documents:
        for name in sorted(entry.documents.keys() | digests.keys()):
            if entry.documents.get(name) != digests.get(name):
                yield _said(entry, name, there=name in digests)


def _name(value: object) -> str:
    """Return the name of a document; SQLite keeps values of any kind, and one that is no text names none of ours."""
    return value if isinstance(value, str) else repr(value)


def _said(entry: LedgerEntry, name: str, *, there: bool) -> str:
    if not there:
        return f"{name} of run {entry.run_id} is missing in the ledger"
    what = "was changed after it was written" if name in entry.documents else "was added after it was written"
    return f"{name} of run {entry.run_id} {what}"


def _unpacked(run_id: str, name: str, digest: str, packed: bytes) -> bytes:
    if not isinstance(packed, bytes):
        raise changed(f"{name} of run {run_id} is damaged")
    try:
        return Document(digest=digest, packed=packed).data(f"{name} of run {run_id}")
    except StoreError as error:
        raise changed(error.message) from error


def _entry(row: Sequence[object]) -> LedgerEntry:
    values = dict(zip(_COLUMNS, row, strict=True))
    try:
        as_of = datetime.fromisoformat(str(values["as_of"]))
        documents = json.loads(str(values["documents"]) or "{}")
    except (ValueError, RecursionError):
        as_of, documents = None, {}
    if as_of is None or as_of.tzinfo is None or not isinstance(documents, dict) or values["time_given"] not in (0, 1):
        raise changed(f"run {values['run_id']} of the ledger has no time or no list of documents")
    told = {**values, "as_of": as_of, "time_given": bool(values["time_given"]), "documents": documents}
    return LedgerEntry(**told)  # type: ignore[arg-type]  # the columns are its fields
