"""Rows of scenarios and versions as records."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from orgsim.errors import Fault, StoreError, message
from orgsim.spec import LocalisedText
from orgsim.store.database import moment
from orgsim.store.faults import NotKept, refused
from orgsim.store.scenario_records import ScenarioRecord, ScenarioState, Version
from orgsim.store.tables import DOCUMENT, SCENARIO, VERSION

__all__ = ["locked", "read_scenario", "read_version", "refuse_if_closed", "scenario_of", "version_of"]


def read_scenario(connection: Connection, name: str, *, lock: bool = False) -> ScenarioRecord:
    """Return a scenario; locked, nobody else changes it before the end of the transaction.

    Raises
    ------
    NotKept
        If there is none of this name.
    """
    chosen = select(SCENARIO).where(SCENARIO.c.id == name)
    row = connection.execute(chosen.with_for_update() if lock else chosen).one_or_none()
    if row is None:
        raise NotKept(
            Fault(message("there is no scenario {name}", name=name), remedy=message("Choose one from the list"))
        )
    return scenario_of(row)


def read_version(connection: Connection, name: str, number: int) -> Version:
    """Return a version.

    Raises
    ------
    NotKept
        If there is none.
    """
    chosen = (
        select(VERSION, DOCUMENT.c.yaml)
        .join(DOCUMENT, DOCUMENT.c.hash == VERSION.c.document)
        .where(VERSION.c.scenario == name, VERSION.c.number == number)
    )
    row = connection.execute(chosen).one_or_none()
    if row is None:
        fault = message("there is no version {number} of the scenario {name}", number=number, name=name)
        raise NotKept(Fault(fault, remedy=message("Choose one from the list")))
    return version_of(row)


def scenario_of(row: Row[Any]) -> ScenarioRecord:
    """Return a row as a record."""
    return ScenarioRecord(
        id=row.id,
        title=LocalisedText(row.title_id, row.title_en),
        state=ScenarioState(row.state),
        version=row.version,
        author=row.author,
        locked=row.locked,
        archived=row.archived,
        copied_from=None if row.copied_scenario is None else (row.copied_scenario, row.copied_version),
        created=moment(row.created),
        changed=moment(row.changed),
    )


def version_of(row: Row[Any]) -> Version:
    """Return a row, joined with its text, as a record."""
    return Version(
        scenario=row.scenario,
        number=row.number,
        yaml=row.yaml,
        canonical_hash=row.canonical_hash,
        author=row.author,
        note=row.note,
        created=moment(row.created),
        orgsim_version=row.orgsim_version,
    )


def refuse_if_closed(kept: ScenarioRecord) -> None:
    """Refuse to add a version to a scenario that is locked or agreed.

    Raises
    ------
    StoreError
        If it is.
    """
    if kept.locked:
        raise locked()
    if kept.state is ScenarioState.AGREED:
        fault = message("this scenario is agreed; no version is added to it")
        raise refused(fault, message("Duplicate it, or set it back to draft"))


def locked() -> StoreError:
    """Return the error that says that a scenario is locked."""
    return refused(message("this scenario is locked"), message("Unlock it, or duplicate it"))
