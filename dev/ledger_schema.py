"""The SQL that makes a new ledger: what the migrations make of an empty file."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from snapshots.store.migrate import migrate
from snapshots.store.sqlite import MIGRATIONS


def document() -> str:
    """Return the contents of `snapshots/store/schema.sql`."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, MIGRATIONS)
        made = [statement for statement in connection.iterdump() if statement not in {"BEGIN TRANSACTION;", "COMMIT;"}]
    lines = "\n".join(["-- Made of the migrations by `make docs`; do not edit.", *made]).splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)
