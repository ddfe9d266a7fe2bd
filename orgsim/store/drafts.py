"""Drafts: kept at every change, and never written over unseen."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from orgsim.errors import Fault, message
from orgsim.store.database import Database, moment
from orgsim.store.faults import DraftConflict, NotKept
from orgsim.store.names import new_name
from orgsim.store.scenario_records import Draft
from orgsim.store.tables import DRAFT

__all__ = ["Drafts"]


class Drafts:
    """Work that is not yet a version."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, content: str, *, scenario: str | None = None, base: int | None = None, author: str = "") -> Draft:
        """Keep a new draft.

        Parameters
        ----------
        content
            Any text.
        scenario, base
            The scenario and the version that it begins from; None for a new scenario.
        author
            Who begins it.
        """
        name = new_name()
        with self._database.writing() as connection:
            connection.execute(
                insert(DRAFT).values(
                    id=name,
                    content=content,
                    revision=1,
                    scenario=scenario,
                    base=base,
                    author=author,
                    changed=self._database.now(connection),
                )
            )
            return _read(connection, name)

    def get(self, name: str) -> Draft:
        """Return a draft as it is kept.

        Raises
        ------
        NotKept
            If there is none of this name.
        """
        with self._database.reading() as connection:
            return _read(connection, name)

    def list(self, scenario: str | None = None) -> tuple[Draft, ...]:
        """Return all drafts, or those of a scenario, the last changed first."""
        chosen = select(DRAFT).order_by(DRAFT.c.changed.desc(), DRAFT.c.id)
        if scenario is not None:
            chosen = chosen.where(DRAFT.c.scenario == scenario)
        with self._database.reading() as connection:
            return tuple(_draft(row) for row in connection.execute(chosen))

    def save(self, name: str, content: str, *, revision: int, author: str = "") -> Draft:
        """Keep a change of a draft.

        Parameters
        ----------
        name
            The draft.
        content
            All of it, as it is now.
        revision
            The one that was changed: who has not seen the latest is told.
        author
            Who changed it.

        Raises
        ------
        DraftConflict
            If it was changed elsewhere since; nothing is written, and the error holds what is kept.
        NotKept
            If it has been discarded.
        """
        with self._database.writing() as connection:
            done = connection.execute(
                update(DRAFT)
                .where(DRAFT.c.id == name, DRAFT.c.revision == revision)
                .values(content=content, revision=revision + 1, author=author, changed=self._database.now(connection))
            )
            now = _read(connection, name)
            if done.rowcount != 1:
                raise DraftConflict(now)
            return now

    def discard(self, name: str) -> None:
        """Remove a draft, if it is there."""
        with self._database.writing() as connection:
            connection.execute(delete(DRAFT).where(DRAFT.c.id == name))


def _read(connection: Connection, name: str) -> Draft:
    row = connection.execute(select(DRAFT).where(DRAFT.c.id == name)).one_or_none()
    if row is None:
        fault = message("there is no draft {name}", name=name)
        raise NotKept(
            Fault(fault, remedy=message("It was saved as a version or discarded; choose another from the list"))
        )
    return _draft(row)


def _draft(row: Row[Any]) -> Draft:
    return Draft(row.id, row.content, row.revision, row.scenario, row.base, row.author, moment(row.changed))
