"""The store as a whole: scenarios, drafts, runs and jobs of one database."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from orgsim.store.address import Address, address_of
from orgsim.store.database import Database
from orgsim.store.drafts import Drafts
from orgsim.store.jobs import Jobs
from orgsim.store.migrate import migrate
from orgsim.store.runs import Runs
from orgsim.store.scenarios import Scenarios

__all__ = ["Store", "open_store"]


class Store:
    """What is kept; safe to use from many threads, and from many processes at once.

    Attributes
    ----------
    scenarios
        Scenarios and their versions.
    drafts
        Work that is not yet a version.
    runs
        What was run, with its exact inputs and results.
    jobs
        The doing: submit, progress, cancel, resume, result; workers.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.scenarios = Scenarios(database)
        self.drafts = Drafts(database)
        self.runs = Runs(database)
        self.jobs = Jobs(database, self.runs)

    @property
    def address(self) -> Address:
        """Where it is; as text without the password."""
        return self.database.address

    def close(self) -> None:
        """Close every connection."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def open_store(address: str | Path | None = None) -> Store:
    """Open a store, make it if it is not there, and bring it up to date.

    Parameters
    ----------
    address
        A path, ``sqlite:///path`` or ``postgresql://user:password@host/database``; None: what ``ORGSIM_STORE`` says,
        else a file in the user's data folder.

    Raises
    ------
    StoreError
        If it cannot be reached, read or written, or a newer orgsim has made it.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, open_store(f"{folder}/store.sqlite") as store:
    ...     store.scenarios.list()
    ()
    """
    database = Database(address_of(address))
    try:
        migrate(database)
    except BaseException:
        database.close()
        raise
    return Store(database)
