"""Jobs: ask for a run, see how far it is, cancel it, go on with it, read what it has found."""

from __future__ import annotations

from importlib.metadata import version as installed_version
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, select, update

from orgsim.errors import Message, message
from orgsim.store.codec import CodecError, pack_text, unpack
from orgsim.store.database import Database
from orgsim.store.documents import keep_document
from orgsim.store.faults import refused
from orgsim.store.names import new_name
from orgsim.store.run_records import DRAW_WORTH, Asked, Progress, Run, RunState, WorkerRecord
from orgsim.store.runs import Runs, read_run
from orgsim.store.tables import RUN, SNAPSHOT
from orgsim.store.workers import LEASE_MILLISECONDS, list_workers, start_worker

if TYPE_CHECKING:
    from orgsim.analysis.findings import Comparison

__all__ = ["Jobs"]


class Jobs:
    """The doing of runs."""

    def __init__(self, database: Database, runs: Runs) -> None:
        self._database = database
        self._runs = runs

    def submit(
        self,
        yaml: str,
        asked: Asked | None = None,
        *,
        scenario: str | None = None,
        version: int | None = None,
        author: str = "",
        note: str = "",
    ) -> str:
        """Ask for a run; a worker will do it.

        Parameters
        ----------
        yaml
            The scenario, complete in itself.
        asked
            How it is asked for.
        scenario, version
            Where the text is kept, if it is a version.
        author, note
            Who asks, and why.

        Returns
        -------
        str
            Name of the run.

        Raises
        ------
        InputError
            With every fault of the scenario and of what is asked of it; nothing is kept then.
        """
        from orgsim.store.compute import read_for, settled

        asked = settled(asked or Asked())
        read = read_for(yaml, asked)
        name = new_name()
        with self._database.writing() as connection:
            connection.execute(
                insert(RUN).values(
                    id=name,
                    document=keep_document(connection, yaml),
                    scenario=scenario,
                    version=version,
                    asked=pack_text(asked),
                    title_id=read.title.id,
                    title_en=read.title.en,
                    author=author,
                    note=note,
                    seed=read.run.seed if asked.seed is None else asked.seed,
                    orgsim_version=installed_version("orgsim"),
                    state=RunState.QUEUED.value,
                    submitted=self._database.now(connection),
                    done=0,
                    batches=0,
                    attempts=0,
                    fruitless=0,
                    spent=0,
                    cancelling=False,
                    snapshots=0,
                )
            )
        return name

    def progress(self, name: str) -> Progress:
        """Return how far a run is.

        Raises
        ------
        NotKept
            If there is none of this name.
        """
        with self._database.reading() as connection:
            run = read_run(connection, name)
            columns = RUN.c.spent, RUN.c.spent_drawing, RUN.c.snapshots, RUN.c.heartbeat
            row = connection.execute(select(*columns).where(RUN.c.id == name)).one()
            silent = self._database.now(connection) - (row.heartbeat or 0)
        stalled = run.state is RunState.RUNNING and silent > LEASE_MILLISECONDS
        return Progress(
            state=run.state,
            done=run.done,
            needed=run.needed,
            seconds_left=_seconds_left(run, row.spent / 1000, row.spent_drawing / 1000),
            snapshots=row.snapshots,
            cancelling=run.cancelling,
            stalled=stalled,
            fault=run.fault,
            sentence=_sentence(run, stalled),
            drawn=run.drawn,
            draws=run.asked.draws,
        )

    def interim(self, name: str) -> Comparison | None:
        """Return what the replications so far say; None if there are none yet.

        Raises
        ------
        NotKept
            If there is no such run.
        StoreError
            If another version has made it and this one cannot read it.
        """
        with self._database.reading() as connection:
            run = read_run(connection, name)
            content = connection.execute(select(SNAPSHOT.c.content).where(SNAPSHOT.c.run == name)).scalar_one_or_none()
        if content is None:
            return None
        try:
            found: Comparison = unpack(content)
        except CodecError as error:
            fault = message("this version cannot read what orgsim {old} has found", old=run.orgsim_version)
            raise refused(fault, message("Look at the table of its numbers, or run it again")) from error
        return found

    def result(self, name: str) -> Comparison:
        """Return what a run has found: to the last bit what `orgsim compare` finds.

        Raises
        ------
        NotKept
            If there is no such run.
        StoreError
            If it is not done, or another version has made it and this one cannot read it.
        """
        run = self._runs.get(name)
        found = self.interim(name) if run.state is RunState.DONE else None
        if found is None:
            raise refused(message("this run is not done: {state}", state=_sentence(run, stalled=False)))
        return found

    def cancel(self, name: str) -> None:
        """Cancel a run: at once if no worker has begun it, else after the replication that is under way.

        What is finished stays; `resume` goes on from there. A run that has ended is left as it is.

        Raises
        ------
        NotKept
            If there is no such run.
        """
        with self._database.writing() as connection:
            run = read_run(connection, name, lock=True)
            if run.state is RunState.QUEUED:
                now = self._database.now(connection)
                _change(connection, name, state=RunState.CANCELLED.value, finished=now)
            elif run.state is RunState.RUNNING:
                _change(connection, name, cancelling=True)

    def resume(self, name: str) -> None:
        """Go on with a run that was cancelled, has failed or was interrupted, after its last finished batch.

        Raises
        ------
        NotKept
            If there is no such run.
        """
        with self._database.writing() as connection:
            run = read_run(connection, name, lock=True)
            if run.state is RunState.RUNNING:
                _change(connection, name, cancelling=False)
            elif run.state not in (RunState.QUEUED, RunState.DONE):
                state = RunState.QUEUED.value
                _change(connection, name, state=state, cancelling=False, fault=None, fruitless=0, finished=None)

    def workers(self) -> tuple[WorkerRecord, ...]:
        """Return the workers that have reported within the last day, the last one first."""
        return list_workers(self._database)

    def ensure_worker(self) -> bool:
        """Start a worker, in a process that outlives this one, if none is alive; whether one was started.

        Raises
        ------
        StoreError
            If the store cannot be read, or no process can be started.
        """
        if any(worker.alive for worker in self.workers()):
            return False
        try:
            return start_worker(self._database.address)
        except OSError as error:
            fault = message("no worker can be started: {reason}", reason=error.strerror or "")
            raise refused(fault, message("Start one at a terminal: {command}", command="orgsim worker")) from error


def _change(connection: Connection, name: str, **values: object) -> None:
    connection.execute(update(RUN).where(RUN.c.id == name).values(**values))


def _seconds_left(run: Run, spent: float, spent_drawing: float) -> float | None:
    if not (run.state.open and run.done and run.needed):
        return None
    each = spent / run.done
    a_draw = spent_drawing / run.drawn if run.drawn else each * DRAW_WORTH
    return each * (run.needed - run.done) + a_draw * (run.asked.draws - run.drawn)


def _sentence(run: Run, stalled: bool) -> Message:
    done = {"done": run.done, "needed": run.needed or run.done}
    if run.fault is not None:
        return run.fault
    if stalled:
        return message(
            "The worker has stopped; {done} repetitions are safe, and the next worker goes on from there.",
            done=run.done,
        )
    if run.cancelling and run.state is RunState.RUNNING:
        return message("Being cancelled; {done} repetitions are safe.", done=run.done)
    match run.state:
        case RunState.QUEUED if run.done:
            return message("Waiting for a worker, which goes on after {done} repetitions.", done=run.done)
        case RunState.QUEUED:
            return message("Waiting for a worker.")
        case RunState.RUNNING if run.asked.draws and run.done and run.done >= (run.needed or 0):
            return message(
                "All {done} repetitions are done; {drawn} of {draws} draws of what is not measured are, too.",
                done=run.done,
                drawn=run.drawn,
                draws=run.asked.draws,
            )
        case RunState.RUNNING if run.needed:
            return message("{done} of {needed} repetitions done, or more if the intervals stay wide.", **done)
        case RunState.RUNNING:
            return message("Being prepared.")
        case RunState.CANCELLED:
            return message("Cancelled after {done} repetitions, which are kept.", done=run.done)
        case RunState.DONE if run.asked.draws:
            return message(
                "Done: {done} repetitions and {drawn} draws of what is not measured.", done=run.done, drawn=run.drawn
            )
        case RunState.DONE:
            return message("Done: {done} repetitions.", done=run.done)
        case _:
            return message("Interrupted after {done} repetitions, which are kept.", done=run.done)
