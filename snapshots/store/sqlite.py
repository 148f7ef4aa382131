"""An SQLite file whose schema is at this version before anybody reads or writes it.

The tables are defined once, by the alembic migrations beside this module. Nearly every run finds the newest schema, or
no file at all, and neither needs alembic, which takes half a second to import: a new file is made from `schema.sql`,
which is what the migrations make of an empty one (`make docs` writes it, a test compares them).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from engine.errors import LedgerChangedError, StoreError
from snapshots.store.atomic import PRIVATE, folder_problem, make_folder

_COLUMNS = (
    "SELECT 'column ' || t.name || '.' || c.name, NULL FROM sqlite_master t JOIN pragma_table_info(t.name) c "
    "WHERE t.type = 'table'"
)
# What a table does with a row that it refuses: none of ours leaves it away.
_CLAUSES = "SELECT 'ON CONFLICT in ' || name, NULL FROM sqlite_master WHERE type <> 'trigger' AND sql LIKE '%conflict%'"
# Of errors that SQLite calls operational.
_DAMAGED = ("no such table", "no such column", "decode to UTF-8", "malformed")
MIGRATIONS = Path(__file__).with_name("migrations")
# A table that was moved is written in other words than a new one; a trigger never is, and what it does is its text.
_PARTS = (
    "SELECT type || ' ' || name, CASE type WHEN 'trigger' THEN sql END FROM sqlite_master "
    "WHERE type <> 'index' OR name NOT LIKE 'sqlite_autoindex%'"
)
SCHEMA = Path(__file__).with_name("schema.sql")
_WAIT = 30  # seconds for another writer


class SqliteFile:
    """Connections to one file. `migrations` is the folder of what has moved its schema."""

    def __init__(self, path: Path, migrations: Path = MIGRATIONS) -> None:
        """Remember the file; it is made, or moved to this version's schema, on first use."""
        self._path = path
        self._migrations = migrations
        self._current = False

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection to read from; raises StoreError when the file cannot be used."""
        try:
            with closing(self._open()) as connection:
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise unusable(error) from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection whose changes are kept together or not at all; raises StoreError."""
        with self.reading() as connection, _alone(connection):
            yield connection

    def _open(self) -> sqlite3.Connection:
        _make_room(self._path)
        connection = sqlite3.connect(self._path, timeout=_WAIT, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA trusted_schema=OFF")
            if not self._current:
                self._bring_to_this_version(connection)
                self._current = True
        except BaseException:
            connection.close()
            raise
        return connection

    def _bring_to_this_version(self, connection: sqlite3.Connection) -> None:
        known = sorted(path.name.partition("_")[0] for path in self._migrations.glob("versions/*.py"))
        found = version(connection)
        if found == known[-1]:
            _check_schema(connection)
            return
        if found is None:
            _make(connection)
        elif found in known:
            _check_schema(connection, columns=False)  # its triggers would act on what is moved
            from snapshots.store.migrate import migrate  # noqa: PLC0415 - alembic takes half a second

            migrate(connection, self._migrations)
        else:
            raise StoreError(
                f"the ledger has the schema {found}, which this driftgate does not know",
                hint="use the newer driftgate that wrote it",
            )


def _check_schema(connection: sqlite3.Connection, *, columns: bool = True) -> None:
    """Refuse a file that has anything beside what is made in a new one, or lacks what keeps it append-only.

    A trigger could change what is written. An older version has other `columns` and the same triggers. Raises
    LedgerChangedError.
    """
    with closing(sqlite3.connect(":memory:")) as made:
        made.executescript(SCHEMA.read_text(encoding="utf-8"))
        wanted = _list_parts(made, columns=columns)
    found = _list_parts(connection, columns=columns)
    problems = [f"has {name}, which no driftgate has made" for name, _ in sorted(found - wanted, key=str)]
    problems += [f"lacks {name}, which keeps it append-only" for name, sql in sorted(wanted - found, key=str) if sql]
    if problems:
        raise LedgerChangedError(f"the ledger {problems[0]}", hint="take the ledger from a backup")


def _list_parts(connection: sqlite3.Connection, *, columns: bool) -> set[tuple[str, str | None]]:
    queries = (_PARTS, _CLAUSES, *((_COLUMNS,) if columns else ()))
    return {row for query in queries for row in connection.execute(query)}


def unusable(error: Exception) -> StoreError:
    """Return the error of a ledger that SQLite or the disk refuses, or of one that is damaged."""
    told = f"the ledger cannot be used: {error}"
    if type(error) is sqlite3.DatabaseError or any(word in str(error) for word in _DAMAGED):
        return LedgerChangedError(told, hint="take the ledger from a backup")
    return StoreError(
        told, hint="check the file ledger.sqlite in the .driftgate folder, or move it away to begin a new one"
    )


def version(connection: sqlite3.Connection) -> str | None:
    """Return the version of a file's schema, none of an empty file."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


@contextmanager
def _alone(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold the file for one writer, taken at once, so that two writers never build on the same last entry."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _make(connection: sqlite3.Connection) -> None:
    with _alone(connection):
        if version(connection) is None:  # another writer may have been first
            for statement in _statements(SCHEMA.read_text(encoding="utf-8")):
                connection.execute(statement)


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script; a trigger has semicolons of its own."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _make_room(path: Path) -> None:
    try:
        make_folder(path.parent)
        if not os.path.lexists(path):  # SQLite would let everybody read it; its journals have the mode of the file
            os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, PRIVATE))
    except OSError as error:
        raise folder_problem(path.parent, f"the ledger cannot be made: {error.strerror}") from error
    if path.is_dir():
        raise StoreError(f"{path.name} is a folder where the ledger must be", hint=f"move it away: {path}")
