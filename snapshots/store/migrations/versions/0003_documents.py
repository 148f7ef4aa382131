"""The digests of all documents of a run, which its entry covers."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column; what was written before covers its verdict alone."""
    op.add_column("runs", sa.Column("documents", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    """Refuse: a ledger is never unmade."""
    raise NotImplementedError("a ledger is never unmade")
