"""What a verdict is about, and whether it was decided for a time that somebody named."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns; what was written before knows neither."""
    op.add_column("runs", sa.Column("subject", sa.String(1000), nullable=False, server_default=""))
    op.add_column("runs", sa.Column("time_given", sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    """Refuse: a ledger is never unmade."""
    raise NotImplementedError("a ledger is never unmade")
