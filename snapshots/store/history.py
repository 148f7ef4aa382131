"""The ledger: an append-only, hash-chained log of verdicts with the documents that they rest on.

SQLAlchemy Core over SQLite in WAL mode; the SQL is portable. The schema is made and moved by the alembic migrations
beside this module.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from importlib import resources
from pathlib import Path

import sqlalchemy as sa
from alembic import command as alembic_command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from engine.codec import digest_of, to_builtins
from engine.digest import digest, digest_bytes
from engine.errors import StoreError, UnknownIdError
from engine.model.verdict import Verdict
from engine.ports import LedgerEntry
from snapshots.store.atomic import folder_problem

GENESIS = "sha256:" + "0" * 64
_LEVEL = 3  # of compression: 6 takes three times as long and saves a fifth
_METADATA = sa.MetaData()
RUNS = sa.Table(
    "runs",
    _METADATA,
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("run_id", sa.String(64)),
    sa.Column("environment", sa.String(200)),
    sa.Column("command", sa.String(40)),
    sa.Column("verdict_digest", sa.String(80)),
    sa.Column("decision", sa.String(20)),
    sa.Column("as_of", sa.String(40)),
    sa.Column("previous", sa.String(80)),
    sa.Column("entry_digest", sa.String(80)),
)
DOCUMENTS = sa.Table(
    "documents",
    _METADATA,
    sa.Column("run_id", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(200), primary_key=True),
    sa.Column("digest", sa.String(80)),
    sa.Column("body", sa.LargeBinary),
)


class SqlLedger:
    """Implements `engine.ports.Ledger` over a database URL."""

    def __init__(self, url: str) -> None:
        """Remember the URL; the database is made or moved to this version's schema on first use."""
        self._url = sa.make_url(url)
        self._engine: sa.Engine | None = None

    def append(self, run_id: str, command: str, verdict: Verdict, documents: Mapping[str, bytes]) -> LedgerEntry:
        """Add a verdict and its documents and return its entry; the same run again is the entry it already has.

        Raises StoreError when the ledger cannot be written.
        """
        with self._writing() as connection:
            known = self._select(connection, RUNS.c.run_id == run_id)
            if known:
                return known[0]
            last = connection.execute(
                sa.select(RUNS.c.position, RUNS.c.entry_digest).order_by(RUNS.c.position.desc()).limit(1)
            ).first()
            entry = LedgerEntry(
                run_id=run_id,
                environment=verdict.environment,
                command=command,
                verdict_digest=digest_of(verdict),
                decision=verdict.decision,
                as_of=verdict.as_of,
                previous=last.entry_digest if last else GENESIS,
                entry_digest="",
            )
            entry = replace(entry, entry_digest=entry_digest(entry))
            row = {**to_builtins(entry), "position": last.position + 1 if last else 1}
            connection.execute(sa.insert(RUNS), [row])
            rows = [
                {"run_id": run_id, "name": name, "digest": digest_bytes(body), "body": zlib.compress(body, _LEVEL)}
                for name, body in sorted(documents.items())
            ]
            if rows:
                connection.execute(sa.insert(DOCUMENTS), rows)
            return entry

    def entry(self, run_id: str) -> LedgerEntry:
        """Return an entry by its run id, an unambiguous beginning or end of it, or `latest`; raises UnknownIdError."""
        with self._reading() as connection:
            found = self._select(connection)
        if not found:
            raise UnknownIdError(
                "there is no run yet",
                hint="make one here, for example: driftgate drift tfstate:FILE aws:PROFILE@REGION",
            )
        if run_id == "latest":
            return found[-1]
        matching = [entry for entry in found if entry.run_id == run_id] or [
            entry for entry in found if entry.run_id.startswith(run_id) or entry.run_id.endswith(run_id)
        ]
        if len(matching) != 1:
            what = f"{run_id} is short for {len(matching)} runs" if matching else f"there is no run {run_id}"
            raise UnknownIdError(what, hint=f"the newest run is {found[-1].run_id}")
        return matching[0]

    def entries(self) -> Sequence[LedgerEntry]:
        """Return all entries, oldest first."""
        with self._reading() as connection:
            return self._select(connection)

    def documents(self, run_id: str) -> Mapping[str, bytes]:
        """Return the documents of a run by name; raises StoreError when one is not what was stored."""
        entry = self.entry(run_id)
        with self._reading() as connection:
            rows = connection.execute(
                sa.select(DOCUMENTS).where(DOCUMENTS.c.run_id == entry.run_id).order_by(DOCUMENTS.c.name)
            ).all()
        found = {}
        for row in rows:
            try:
                body = zlib.decompress(row.body)
            except zlib.error as error:
                raise StoreError(f"{row.name} of run {entry.run_id} is damaged in the ledger") from error
            if digest_bytes(body) != row.digest:
                raise StoreError(f"{row.name} of run {entry.run_id} is not what was stored in the ledger")
            found[row.name] = body
        return found

    def check(self) -> None:
        """Verify the chain from the first entry; raises StoreError naming the first entry that does not fit."""
        previous = GENESIS
        for number, entry in enumerate(self.entries(), start=1):
            if entry.previous != previous or entry.entry_digest != entry_digest(entry):
                raise StoreError(f"entry {number} of the ledger ({entry.run_id}) was changed after it was written")
            previous = entry.entry_digest

    def _select(self, connection: sa.Connection, *where: sa.ColumnElement[bool]) -> list[LedgerEntry]:
        rows = connection.execute(sa.select(RUNS).where(*where).order_by(RUNS.c.position)).all()
        return [
            LedgerEntry(
                run_id=row.run_id,
                environment=row.environment,
                command=row.command,
                verdict_digest=row.verdict_digest,
                decision=row.decision,
                as_of=datetime.fromisoformat(row.as_of),
                previous=row.previous,
                entry_digest=row.entry_digest,
            )
            for row in rows
        ]

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with self._guarded(), self._opened().connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with self._guarded(), self._opened().connect() as connection:
            if connection.dialect.name == "sqlite":
                # Taken at once, so that two writers never build on the same last entry.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
                connection.exec_driver_sql("COMMIT")
            else:
                with connection.begin():
                    connection.execute(sa.text("LOCK TABLE runs IN EXCLUSIVE MODE"))
                    yield connection

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except (sa.exc.SQLAlchemyError, CommandError, OSError) as error:
            cause = getattr(error, "orig", None) or error
            raise StoreError(
                f"the ledger cannot be used: {cause}",
                hint="check the file ledger.sqlite in the .driftgate folder, or move it away to begin a new one",
            ) from error

    def _opened(self) -> sa.Engine:
        if self._engine is None:
            engine = _engine(self._url)
            _migrate(engine)
            self._engine = engine
        return self._engine


def entry_digest(entry: LedgerEntry) -> str:
    """Return the digest of an entry: over all its fields but the digest itself."""
    fields = {name: value for name, value in to_builtins(entry).items() if name != "entry_digest"}
    return digest(fields)


def _engine(url: sa.URL) -> sa.Engine:
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url)
    if url.database:
        file = Path(url.database)
        try:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise folder_problem(file.parent, f"the ledger cannot be made: {error.strerror}") from error
        if file.is_dir():
            raise StoreError(f"{file.name} is a folder where the ledger must be", hint=f"move it away: {file}")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", connect_args={"timeout": 30})

    @sa.event.listens_for(engine, "connect")
    def configure(connection: object, _record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]  # a DBAPI connection
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()

    return engine


def _migrate(engine: sa.Engine) -> None:
    with resources.as_file(resources.files("snapshots.store").joinpath("migrations")) as folder:
        config = Config()
        config.set_main_option("script_location", str(folder))
        newest = ScriptDirectory.from_config(config).get_current_head()
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
            if current == newest:
                return
            known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
            if current is not None and current not in known:
                raise StoreError(
                    f"the ledger has the schema {current}, which this driftgate does not know",
                    hint="use the newer driftgate that wrote it",
                )
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            config.attributes["connection"] = connection
            alembic_command.upgrade(config, "head")
            if connection.dialect.name == "sqlite" and connection.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]  # a DBAPI connection
                connection.exec_driver_sql("COMMIT")
