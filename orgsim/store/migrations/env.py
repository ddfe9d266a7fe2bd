"""Alembic's environment: it migrates over the connection that it is handed, and makes none itself."""

from __future__ import annotations

from alembic import context

from orgsim.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite cannot alter most of a table in place
    transaction_per_migration=False,
)
context.run_migrations()
