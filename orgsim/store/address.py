"""Where the store is: a file of SQLite in the user's data folder, or what ``ORGSIM_STORE`` names."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from orgsim.errors import Fault, StoreError, message

__all__ = ["Address", "address_of"]

VARIABLE: Final = "ORGSIM_STORE"
LOGS: Final = "ORGSIM_LOGS"
_DRIVERS: Final = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+pg8000", "postgres": "postgresql+pg8000"}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a store is.

    Attributes
    ----------
    url
        For SQLAlchemy, with the driver; holds the password, if there is one.
    logs
        Folder of the kept logs.
    encrypted
        Whether a server must prove who it is, and nobody on the way can read along: ``?sslmode=require``.
    """

    url: URL
    logs: Path
    encrypted: bool = False

    @property
    def file(self) -> Path | None:
        """The file of a store in SQLite."""
        return Path(self.url.database or "") if self.url.get_backend_name() == "sqlite" else None

    @property
    def written(self) -> str:
        """The address for `ORGSIM_STORE` of another process; holds the password."""
        if self.file is not None:
            return str(self.file)
        query = {"sslmode": "require"} if self.encrypted else {}
        return self.url.set(query=query).render_as_string(hide_password=False)

    def __str__(self) -> str:
        if self.file is not None:
            return str(self.file)
        return self.url.set(drivername="postgresql").render_as_string(hide_password=True)


def address_of(written: str | Path | None = None) -> Address:
    """Return where a store is.

    Parameters
    ----------
    written
        A path, ``sqlite:///path`` or ``postgresql://user:password@host/database``; None: what ``ORGSIM_STORE`` says,
        else a file in the user's data folder.

    Raises
    ------
    StoreError
        If it is none of these.

    Examples
    --------
    >>> print(address_of("postgresql://ani:rahasia@db.example.go.id/orgsim"))
    postgresql://ani:***@db.example.go.id/orgsim
    >>> address_of("penataan.sqlite").file.name
    'penataan.sqlite'
    """
    text = str(written if written is not None else os.environ.get(VARIABLE, "")).strip()
    if "://" not in text:
        path = (Path(text).expanduser() if text else _data_folder() / "store.sqlite").absolute()
        return Address(URL.create(_DRIVERS["sqlite"], database=str(path)), _logs(path.parent))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise _unknown() from None
    scheme = url.drivername.partition("+")[0]
    if scheme not in _DRIVERS or not url.database or url.database == ":memory:":
        raise _unknown()
    if scheme == "sqlite":
        return address_of(url.database)
    if set(url.query) - {"sslmode"}:
        raise _unknown()
    encrypted = url.query.get("sslmode", "prefer") not in ("disable", "allow", "prefer")
    return Address(url.set(drivername=_DRIVERS[scheme], query={}), _logs(_data_folder()), encrypted)


def _logs(beside: Path) -> Path:
    chosen = os.environ.get(LOGS, "").strip()
    return Path(chosen).expanduser().absolute() if chosen else beside / "logs"


def _data_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path("orgsim", appauthor=False)


def _unknown() -> StoreError:
    fault = message("ORGSIM_STORE names no store that orgsim knows")
    remedy = message("Write the path of a file, or {example}", example="postgresql://user:password@host/database")
    return StoreError(Fault(fault, remedy=remedy))
