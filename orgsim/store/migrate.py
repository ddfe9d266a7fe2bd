"""Bring a store up to date: a new one gets its tables, an older one the columns that it lacks."""

from __future__ import annotations

from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from orgsim.errors import Fault, StoreError, message
from orgsim.store.database import Database

__all__ = ["migrate"]

_LOCK: Final = 0x6F726773696D  # "orgsim": one migration at a time, whoever asks


def migrate(database: Database) -> None:
    """Bring a store up to date; nothing is done where it is.

    Several processes may do this at once: one does it, the others wait and find it done. It happens in one transaction,
    so that whatever interrupts it leaves the store as it was.

    Raises
    ------
    StoreError
        If a newer orgsim has made the store, or the database refuses.
    """
    config = Config()
    config.set_main_option("script_location", "orgsim:store/migrations")
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    with database.reading() as connection:
        if _current(connection) == scripts.get_current_head():
            return
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        current = _current(connection)
        if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
            fault = message("the store {address} was made by a newer orgsim", address=str(database.address))
            raise StoreError(Fault(fault, remedy=message("Install the newest orgsim, or name another store")))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
