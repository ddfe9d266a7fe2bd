"""What goes wrong with a store, in words: busy, full, read-only, out of reach, broken, or not there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from orgsim.errors import Fault, Message, StoreError, message
from orgsim.store.scenario_records import Draft, Version

__all__ = ["BusyError", "ClaimLost", "DraftConflict", "FullError", "NotKept", "VersionConflict", "in_words", "refused"]


class BusyError(StoreError):
    """Somebody else has held the store for too long; later it will work."""


class FullError(StoreError):
    """There is no room left."""


class NotKept(StoreError):
    """The store has nothing of that name."""


class ClaimLost(StoreError):
    """Another worker has taken the run over."""


class DraftConflict(StoreError):
    """Somebody else has changed the draft since it was read.

    Attributes
    ----------
    theirs
        The draft as it is now.
    """

    def __init__(self, theirs: Draft) -> None:
        self.theirs = theirs
        super().__init__(
            Fault(
                message("this draft was changed in another window in the meantime; what you see is older"),
                remedy=message("Take over what is kept, or keep yours in its place"),
            )
        )


class VersionConflict(StoreError):
    """Somebody else has saved a version since this one was begun.

    Attributes
    ----------
    theirs
        The latest version.
    """

    def __init__(self, theirs: Version) -> None:
        self.theirs = theirs
        super().__init__(
            Fault(
                message("version {number} was saved in the meantime", number=theirs.number),
                remedy=message("Look at it first; then save yours as a further version, or as a scenario of its own"),
            )
        )


def refused(fault: Message, remedy: Message | None = None) -> StoreError:
    """Return the error that says why something is not done."""
    return StoreError(Fault(fault, remedy=remedy))


_SQLITE: Final = (
    ("database is locked", "busy"),
    ("database table is locked", "busy"),
    ("database schema is locked", "busy"),
    ("disk is full", "full"),
    ("readonly database", "read-only"),
    ("unable to open database", "unreachable"),
    ("file is not a database", "broken"),
    ("malformed", "broken"),
    ("disk i/o error", "broken"),
)
"""What SQLite says, and what that means."""

_POSTGRESQL: Final = (
    ("55P03", "busy"),
    ("57014", "busy"),
    ("40001", "busy"),
    ("40P01", "busy"),
    ("53300", "busy"),
    ("53", "full"),
    ("25006", "read-only"),
    ("28", "refused"),
    ("3D", "unreachable"),
    ("08", "unreachable"),
    ("57P", "unreachable"),
)
"""Beginnings of PostgreSQL's codes of errors, the longest first, and what they mean."""


@contextmanager
def in_words(address: str) -> Iterator[None]:
    """Turn what the database says into errors with a sentence and a remedy.

    Parameters
    ----------
    address
        Where the store is, as a person may read it: without a password.

    Raises
    ------
    StoreError
        For every error of the database.
    """
    try:
        yield
    except PoolTimeout as error:
        raise _error("busy", address) from error
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise _error(_meaning(error), address) from error


def _meaning(error: Exception) -> str:
    origin = error.orig if isinstance(error, DBAPIError) else error if isinstance(error, sqlite3.Error) else None
    if origin is None:
        return "other"
    details = origin.args[0] if origin.args else ""
    if isinstance(details, dict):  # pg8000: {"C": code, "M": message, …}
        code = str(details.get("C", ""))
        return next((meaning for beginning, meaning in _POSTGRESQL if code.startswith(beginning)), "other")
    said = str(origin).lower()
    found = next((meaning for part, meaning in _SQLITE if part in said), None)
    if found is None and type(origin).__name__ == "InterfaceError":
        return "unreachable"
    return found or "other"


def _error(meaning: str, address: str) -> StoreError:
    match meaning:
        case "busy":
            fault = message(
                "the store {address} is busy: somebody else has been writing to it for too long", address=address
            )
            return BusyError(Fault(fault, remedy=message("Nothing is lost; try again in a moment")))
        case "full":
            fault = message("there is no room left for the store {address}", address=address)
            remedy = message("Free some space on its disk, then try again; what was kept before is safe")
            return FullError(Fault(fault, remedy=remedy))
        case "read-only":
            fault = message("the store {address} may be read, but not written", address=address)
            return refused(
                fault,
                message("Ask for the right to write to it and to its folder, or name another store in ORGSIM_STORE"),
            )
        case "refused":
            fault = message("the store {address} does not let this user in", address=address)
            return refused(fault, message("Check the user and the password in ORGSIM_STORE"))
        case "unreachable":
            fault = message("the store {address} cannot be reached", address=address)
            return refused(fault, message("Check that its folder or server is there, and the address in ORGSIM_STORE"))
        case "broken":
            fault = message("the store {address} is no orgsim store, or is damaged", address=address)
            return refused(
                fault, message("Put a copy from a backup in its place, or name another store in ORGSIM_STORE")
            )
        case _:
            fault = message("the store {address} did not do what was asked of it", address=address)
            return refused(fault, message("Try again; if it happens again, tell whoever looks after it"))
