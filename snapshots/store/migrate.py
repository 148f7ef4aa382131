"""Moving the schema of an SQLite file by alembic: only a file of an older version needs it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import sqlalchemy as sa
from alembic import command as alembic_command
from alembic.config import Config
from alembic.util import CommandError

from snapshots.store.sqlite import unusable


def migrate(connection: sqlite3.Connection, migrations: Path) -> None:
    """Move the schema behind a connection to the newest version, whole or not at all; raises StoreError."""
    engine = sa.create_engine(
        "sqlite://", creator=lambda: connection, poolclass=sa.StaticPool, isolation_level="AUTOCOMMIT"
    )
    config = Config()
    config.set_main_option("script_location", str(migrations))
    try:
        with engine.connect() as wrapped:
            config.attributes["connection"] = wrapped
            connection.execute("BEGIN IMMEDIATE")
            alembic_command.upgrade(config, "head")
            if connection.in_transaction:
                connection.execute("COMMIT")
    except (sa.exc.SQLAlchemyError, CommandError) as error:
        raise unusable(getattr(error, "orig", None) or error) from error
