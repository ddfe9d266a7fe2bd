"""Runs that draw what is not measured: how many draws are made, and which batches hold them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_COLUMNS = (("run", "drawn", sa.Integer()), ("run", "spent_drawing", sa.BigInteger()), ("batch", "draws", sa.Integer()))


def upgrade() -> None:
    """Add the columns; the runs that there are have drawn nothing."""
    for table, column, kind in _COLUMNS:
        op.add_column(table, sa.Column(column, kind, nullable=False, server_default="0"))


def downgrade() -> None:
    """Take the columns away, and the draws with them."""
    op.execute("DELETE FROM batch WHERE draws > 0")
    for table, column, _ in reversed(_COLUMNS):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
