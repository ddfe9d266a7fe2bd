"""The database under the store: connections, transactions and the clock."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor

from orgsim.errors import Fault, StoreError, message
from orgsim.store.address import Address
from orgsim.store.faults import in_words

__all__ = ["Database", "moment"]

PATIENCE_SECONDS: Final = 10.0
"""How long a writer waits for another; ``ORGSIM_STORE_PATIENCE`` in place of it."""

_WRITES: Final = "orgsim_writes"
_CLOCKS: Final = {
    "sqlite": "SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)",
    "postgresql": "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)",
}


def moment(milliseconds: int) -> dt.datetime:
    """Return a time of the store as a date and time in UTC.

    Examples
    --------
    >>> moment(0).isoformat()
    '1970-01-01T00:00:00+00:00'
    """
    return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)


class Database:
    """Connections to one store, for many threads.

    Parameters
    ----------
    address
        Where it is.

    Raises
    ------
    StoreError
        If the driver that it needs is not installed, or its folder cannot be made.
    """

    def __init__(self, address: Address) -> None:
        self.address = address
        self.engine = _engine(address)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of SQLite."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection to read with.

        Raises
        ------
        StoreError
            For every error of the database.
        """
        with in_words(str(self.address)), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction to write in: all of it is kept, or nothing.

        Raises
        ------
        StoreError
            For every error of the database.
        """
        with in_words(str(self.address)), self.engine.connect() as connection:
            connection = connection.execution_options(**{_WRITES: True})
            with connection.begin():
                yield connection

    def now(self, connection: Connection) -> int:
        """Return the time by the clock of the database, which all who use the store share."""
        return int(connection.execute(text(_CLOCKS[self.engine.dialect.name])).scalar_one())

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _engine(address: Address) -> Engine:
    patience = float(os.environ.get("ORGSIM_STORE_PATIENCE") or PATIENCE_SECONDS)
    if address.file is not None:
        try:
            address.file.parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            fault = message("the folder of the store {address} cannot be made", address=str(address))
            raise StoreError(Fault(fault, remedy=message("Name another store in ORGSIM_STORE"))) from None
        engine = create_engine(address.url, connect_args={"timeout": patience})
        event.listen(engine, "connect", lambda connection, _: _begin_ourselves(connection, patience))
        event.listen(engine, "begin", _begin)
        return engine
    try:
        engine = create_engine(
            address.url,
            pool_pre_ping=True,
            pool_recycle=1800,
            connect_args={"timeout": patience + 20, "ssl_context": address.encrypted or None},
        )
    except ModuleNotFoundError:
        fault = message("what talks to PostgreSQL is not installed")
        remedy = message("Install it: {command}", command="pip install 'orgsim[postgres]'")
        raise StoreError(Fault(fault, remedy=remedy)) from None
    # Whoever dies in a transaction on the other side of a network must not hold a row for ever.
    settings = {"lock_timeout": patience, "idle_in_transaction_session_timeout": 60}

    def set_limits(connection: DBAPIConnection, _: Any) -> None:
        cursor = connection.cursor()
        for name, seconds in settings.items():
            cursor.execute(f"SET {name} = {round(seconds * 1000)}")
        connection.commit()
        cursor.close()

    event.listen(engine, "connect", set_limits)
    return engine


def _begin_ourselves(connection: DBAPIConnection, patience: float) -> None:
    """Prepare a connection of SQLite: the driver begins no transaction by itself, what is kept survives a power cut."""
    connection.isolation_level = None
    cursor = connection.cursor()
    _write_ahead(cursor, time.monotonic() + patience)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}").fetchall()
    cursor.close()


def _write_ahead(cursor: DBAPICursor, until: float) -> None:
    """Let SQLite write ahead. Of several who ask a new file for that at once, it turns some away instead of waiting."""
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL").fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _begin(connection: Connection) -> None:
    """Begin a transaction; one that will write takes the lock first, for what it has read must still hold then."""
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
