"""Changing a ledger as somebody does who may write its file: without its guards, and with no trace of how."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

GUARDS = ("runs_no_update", "runs_no_delete", "documents_no_update", "documents_no_delete")


@contextmanager
def unguarded(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection to a ledger without triggers; afterwards the guards are as they were, where their table is."""
    with closing(sqlite3.connect(path)) as connection:
        triggers = connection.execute("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for name, sql, table in triggers:
            if name in GUARDS and table in tables:
                connection.execute(sql)
        connection.commit()
