"""The first form of the ledger: runs and their documents."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_REFUSALS = (("runs", "UPDATE"), ("runs", "DELETE"), ("documents", "UPDATE"), ("documents", "DELETE"))


def upgrade() -> None:
    """Make the tables, and on SQLite the triggers that keep them append-only."""
    op.create_table(
        "runs",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("run_id", sa.String(64), nullable=False, unique=True),
        sa.Column("environment", sa.String(200), nullable=False),
        sa.Column("command", sa.String(40), nullable=False),
        sa.Column("verdict_digest", sa.String(80), nullable=False),
        sa.Column("decision", sa.String(20), nullable=False),
        sa.Column("as_of", sa.String(40), nullable=False),
        sa.Column("previous", sa.String(80), nullable=False),
        sa.Column("entry_digest", sa.String(80), nullable=False, unique=True),
    )
    op.create_table(
        "documents",
        sa.Column("run_id", sa.String(64), sa.ForeignKey("runs.run_id"), primary_key=True),
        sa.Column("name", sa.String(200), primary_key=True),
        sa.Column("digest", sa.String(80), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        for table, action in _REFUSALS:
            op.execute(
                f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
            )


def downgrade() -> None:
    """Refuse: a ledger is never unmade."""
    raise NotImplementedError("a ledger is never unmade")
