"""Runs: what was asked, with its exact inputs, how far it is, and what was found."""

from __future__ import annotations

import json
import shlex
import shutil
import zlib
from importlib.metadata import version as installed_version
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, delete, select

from orgsim.errors import Fault, Message, StoreError, message
from orgsim.spec import LocalisedText
from orgsim.store.codec import CodecError, unpack_text
from orgsim.store.database import Database, moment
from orgsim.store.faults import NotKept, refused
from orgsim.store.run_records import Asked, LogFile, Run, RunState
from orgsim.store.tables import BATCH, DOCUMENT, LOG, RUN, SNAPSHOT

__all__ = ["Runs", "read_run"]

FILE: Final = "scenario.yaml"
"""What the scenario of a run is called in its command."""


class Runs:
    """What was run."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> Run:
        """Return a run.

        Raises
        ------
        NotKept
            If there is none of this name.
        """
        with self._database.reading() as connection:
            return read_run(connection, name)

    def list(self, scenario: str | None = None, *, limit: int = 100) -> tuple[Run, ...]:
        """Return runs, of one scenario or of all, the last asked for first."""
        chosen = _runs().order_by(RUN.c.submitted.desc(), RUN.c.id).limit(limit)
        if scenario is not None:
            chosen = chosen.where(RUN.c.scenario == scenario)
        with self._database.reading() as connection:
            return tuple(_run(row) for row in connection.execute(chosen))

    def rows(self, name: str) -> dict[str, Any]:
        """Return what a run has found so far as ``{"meta": …, "rows": […]}``, plain values as `orgsim compare --json`.

        Any version can read it, whichever has made it.

        Raises
        ------
        NotKept
            If there is no such run, or it has found nothing yet.
        """
        with self._database.reading() as connection:
            read_run(connection, name)
            content = connection.execute(select(SNAPSHOT.c.rows).where(SNAPSHOT.c.run == name)).scalar_one_or_none()
        if content is None:
            raise NotKept(Fault(message("this run has found nothing yet")))
        found: dict[str, Any] = json.loads(zlib.decompress(content))
        return found

    def caution(self, run: Run) -> Message | None:
        """Return what to know of a run that another version of orgsim has made; None if this one has."""
        installed = installed_version("orgsim")
        if run.orgsim_version == installed:
            return None
        return message(
            "This run was made by orgsim {old}; this is orgsim {new}. Its numbers are shown as they were found. Run it "
            "again to see what this version finds.",
            old=run.orgsim_version,
            new=installed,
        )

    def command(self, name: str, file: str = FILE) -> str:
        """Return the command that gives the same numbers, beside a file that holds the scenario of the run.

        Raises
        ------
        NotKept
            If there is no such run.
        """
        asked = self.get(name).asked
        words = ["orgsim", "compare", file]
        words += [word for alternative in asked.alternatives or () for word in ("--alternative", alternative)]
        for option, value in (
            ("--baseline", None if asked.baseline == "baseline" else asked.baseline),
            ("--seed", asked.seed),
            ("--replications", asked.replications),
            ("--precision", None if asked.precision is None else f"{asked.precision * 100:.15g} %"),
            ("--engine", asked.engine),
            ("--within", asked.within),
        ):
            words += [] if value is None else [option, str(value)]
        words += ["--controls"] if asked.controls else []
        return shlex.join([*words, *(["--uncertainty", "--draws", str(asked.draws)] if asked.draws else [])])

    def remove(self, name: str) -> None:
        """Remove a run with all that it has found, and its logs: for room. Nothing else in the store does so.

        Raises
        ------
        NotKept
            If there is no such run.
        StoreError
            If it is waiting or under way.
        """
        with self._database.writing() as connection:
            if read_run(connection, name, lock=True).state.open:
                raise refused(message("this run is not over"), message("Cancel it first"))
            for table in (BATCH, SNAPSHOT, LOG):
                connection.execute(delete(table).where(table.c.run == name))
            connection.execute(delete(RUN).where(RUN.c.id == name))
        shutil.rmtree(self._database.address.logs / name, ignore_errors=True)

    def logs(self, name: str) -> tuple[LogFile, ...]:
        """Return the logs that are kept of a run: cases and visits of each structure.

        Raises
        ------
        NotKept
            If there is no such run.
        StoreError
            If their files are not here: kept on another machine, or removed.
        """
        with self._database.reading() as connection:
            read_run(connection, name)
            chosen = select(LOG).where(LOG.c.run == name)
            rows = connection.execute(chosen.order_by(LOG.c.structure, LOG.c.replication, LOG.c.kind)).all()
        folder = self._database.address.logs
        missing = next((row for row in rows if not (folder / row.path).is_file()), None)
        if missing is not None:
            raise _gone(missing)
        return tuple(LogFile(row.structure, row.replication, row.kind, str(folder / row.path)) for row in rows)


def read_run(connection: Connection, name: str, *, lock: bool = False) -> Run:
    """Return a run; locked, nobody else changes it before the end of the transaction.

    Raises
    ------
    NotKept
        If there is none of this name.
    """
    chosen = _runs().where(RUN.c.id == name)
    row = connection.execute(chosen.with_for_update(of=RUN) if lock else chosen).one_or_none()
    if row is None:
        raise NotKept(Fault(message("there is no run {name}", name=name), remedy=message("Choose one from the list")))
    return _run(row)


def _runs() -> Select[Any]:
    return select(RUN, DOCUMENT.c.yaml).join(DOCUMENT, DOCUMENT.c.hash == RUN.c.document)


def _run(row: Row[Any]) -> Run:
    try:
        asked, fault = unpack_text(row.asked), None if row.fault is None else unpack_text(row.fault)
    except CodecError:
        asked, fault = Asked(), message("this version cannot read how the run was asked for")
    return Run(
        id=row.id,
        yaml=row.yaml,
        scenario=row.scenario,
        version=row.version,
        asked=asked,
        state=RunState(row.state),
        title=LocalisedText(row.title_id, row.title_en),
        author=row.author,
        note=row.note,
        seed=row.seed,
        inputs_hash=row.inputs_hash,
        orgsim_version=row.orgsim_version,
        submitted=moment(row.submitted),
        started=None if row.started is None else moment(row.started),
        finished=None if row.finished is None else moment(row.finished),
        done=row.done,
        needed=row.needed,
        batches=row.batches,
        attempts=row.attempts,
        cancelling=row.cancelling,
        fault=fault,
        drawn=row.drawn,
    )


def _gone(row: Row[Any]) -> StoreError:
    fault = message("the log {file} is not in this machine's folder of logs", file=row.path)
    remedy = message("It was written on {host}; copy it from there, or run again", host=row.host)
    return refused(fault, remedy)
