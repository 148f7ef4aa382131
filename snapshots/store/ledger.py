"""The ledger: an append-only, hash-chained log of verdicts with the documents that they rest on, in an SQLite file."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path

from engine.choice import LATEST, choose
from engine.errors import StoreError, UnknownIdError
from engine.jsontext.codec import to_builtins
from engine.jsontext.digest import digest as digest_of_value
from engine.jsontext.document import Document
from engine.model.verdict import Verdict
from engine.ports import LedgerEntry
from snapshots.store.sqlite import MIGRATIONS, SqliteFile

_LOG = logging.getLogger(__name__)
GENESIS = "sha256:" + "0" * 64
_COLUMNS = tuple(field.name for field in fields(LedgerEntry))  # of the table `runs`, beside the position
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM runs"  # noqa: S608 - the names are those of our own fields
_INSERT = f"INSERT INTO runs (position, {', '.join(_COLUMNS)}) VALUES (:position, :{', :'.join(_COLUMNS)})"  # noqa: S608 - the same


class SqliteLedger:
    """Implements `engine.ports.Ledger` over an SQLite file, which is made on first use."""

    def __init__(self, path: Path, migrations: Path = MIGRATIONS) -> None:
        """Remember the file; `migrations` is the folder of what has moved its schema."""
        self._file = SqliteFile(path, migrations)

    def append(
        self, run_id: str, command: str, verdict: Verdict, digest: str, documents: Mapping[str, Document]
    ) -> LedgerEntry:
        """Add a verdict and its documents and return its entry; the same run again is the entry it already has.

        `digest` is that of the verdict's document. Raises StoreError when the ledger cannot be written.
        """
        with self._file.writing() as connection:
            known = [_entry(row) for row in connection.execute(f"{_SELECT} WHERE run_id = ?", (run_id,))]
            if known:
                return known[0]
            last = "SELECT position, entry_digest FROM runs ORDER BY position DESC LIMIT 1"
            position, previous = connection.execute(last).fetchone() or (0, GENESIS)
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
            )
            entry = replace(entry, entry_digest=entry_digest(entry))
            row = {**to_builtins(entry), "time_given": int(entry.time_given), "position": position + 1}
            connection.execute(_INSERT, row)
            connection.executemany(
                "INSERT INTO documents (run_id, name, digest, body) VALUES (?, ?, ?, ?)",
                ((run_id, name, body.digest, body.packed) for name, body in sorted(documents.items())),
            )
        _LOG.info(
            "verdict_appended",
            extra={
                "run": run_id,
                "environment": entry.environment,
                "command": command,
                "decision": entry.decision,
                "position": position + 1,
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
        return next(entry for entry in found if entry.run_id == name)

    def entries(self) -> Sequence[LedgerEntry]:
        """Return all entries, oldest first."""
        with self._file.reading() as connection:
            return [_entry(row) for row in connection.execute(f"{_SELECT} ORDER BY position")]

    def documents(self, run_id: str) -> Mapping[str, bytes]:
        """Return the documents of a run by name; raises StoreError when one is not what was stored."""
        entry = self.entry(run_id)
        wanted = "SELECT name, digest, body FROM documents WHERE run_id = ? ORDER BY name"
        with self._file.reading() as connection:
            rows = connection.execute(wanted, (entry.run_id,)).fetchall()
        return {name: _unpacked(entry.run_id, name, stored, packed) for name, stored, packed in rows}

    def document(self, run_id: str, name: str) -> bytes:
        """Return one document of a run; raises StoreError when there is none, or it is not what was stored."""
        entry = self.entry(run_id)
        wanted = "SELECT digest, body FROM documents WHERE run_id = ? AND name = ?"
        with self._file.reading() as connection:
            row = connection.execute(wanted, (entry.run_id, name)).fetchone()
        if row is None:
            raise StoreError(f"run {entry.run_id} has no {name} in the ledger")
        return _unpacked(entry.run_id, name, *row)

    def named(self, name: str) -> Sequence[bytes]:
        """Return one document of every run that has it, oldest first; not of runs at a time that was named.

        Raises StoreError when one is not what was stored.
        """
        wanted = (
            "SELECT runs.run_id, digest, body FROM documents JOIN runs USING (run_id) "
            "WHERE name = ? AND NOT time_given ORDER BY position"
        )
        with self._file.reading() as connection:
            rows = connection.execute(wanted, (name,)).fetchall()
        return [_unpacked(run_id, name, stored, packed) for run_id, stored, packed in rows]

    def broken(self) -> str:
        """Return the first entry that does not fit into the chain, in a sentence; nothing for a whole one."""
        previous = GENESIS
        for number, entry in enumerate(self.entries(), start=1):
            if entry.previous != previous or entry.entry_digest != entry_digest(entry):
                return f"entry {number} of the ledger ({entry.run_id}) was changed after it was written"
            previous = entry.entry_digest
        return ""

    def check(self) -> None:
        """Verify the chain from the first entry; raises StoreError naming the first entry that does not fit."""
        if problem := self.broken():
            raise StoreError(problem)


def entry_digest(entry: LedgerEntry) -> str:
    """Return the digest of an entry: over all its fields but the digest itself, and what an older one did not know."""
    unknown = {name for name in ("subject", "time_given") if not getattr(entry, name)}
    covered = {name: value for name, value in to_builtins(entry).items() if name not in {"entry_digest", *unknown}}
    return digest_of_value(covered)


def _unpacked(run_id: str, name: str, digest: str, packed: bytes) -> bytes:
    return Document(digest=digest, packed=packed).data(f"{name} of run {run_id}")


def _entry(row: sqlite3.Row) -> LedgerEntry:
    values = dict(zip(_COLUMNS, row, strict=True))
    try:
        as_of = datetime.fromisoformat(values["as_of"])
    except (ValueError, TypeError):
        as_of = None
    if as_of is None or as_of.tzinfo is None:
        raise StoreError(f"run {values['run_id']} of the ledger has no time", hint="take the ledger from a backup")
    return LedgerEntry(**{**values, "as_of": as_of, "time_given": bool(values["time_given"])})
