"""Bring a store up to date: a new one gets its tables, an older one what it lacks."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, inspect, text

from orgsim.errors import Fault, StoreError, message
from orgsim.store.database import Database

__all__ = ["FORM", "migrate"]

FORM: Final = "0002"
"""The form of the store that this version works with: the last of `orgsim/store/migrations/versions`."""

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
    with database.reading() as connection:
        if _form(connection) == FORM:
            return
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "orgsim:store/migrations")
    config.set_main_option("path_separator", "os")
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        if _form(connection) not in {None, *known}:
            fault = message("the store {address} was made by a newer orgsim", address=str(database.address))
            raise StoreError(Fault(fault, remedy=message("Install the newest orgsim, or name another store")))
        config.attributes["connection"] = connection
        command.upgrade(config, FORM)


def _form(connection: Connection) -> str | None:
    """Return the form of a store as Alembic has noted it; None for one without tables."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found
