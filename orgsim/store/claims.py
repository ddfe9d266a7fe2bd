"""Claims: one worker at a time works at a run, and what it has finished is never lost or done twice.

A claim is the number of the attempt. Whatever a worker writes, it writes under that number; if another has claimed the
run since, because this one seemed dead, the write is refused as a whole. Nothing here trusts that a process ends well.
"""

from __future__ import annotations

import json
import platform
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Select, and_, delete, insert, or_, select, update

from orgsim.errors import Fault, Message, message
from orgsim.store.codec import CodecError, pack, pack_text, unpack
from orgsim.store.database import Database
from orgsim.store.faults import ClaimLost
from orgsim.store.run_records import Run, RunState
from orgsim.store.runs import read_run
from orgsim.store.tables import BATCH, LOG, RUN, SNAPSHOT, WORKER
from orgsim.store.workers import LEASE_MILLISECONDS, gone

if TYPE_CHECKING:
    from orgsim.analysis.draw import Draw
    from orgsim.analysis.findings import Comparison
    from orgsim.analysis.replication import Replication

__all__ = ["Claim", "claim_next"]

MOST_FRUITLESS: Final = 3
"""A run of which so many workers have died without finishing a batch is not tried again unasked."""


def claim_next(database: Database, worker: str) -> Claim | None:
    """Claim the run that has waited longest, or one whose worker has died; None if there is nothing to do.

    A dead worker's run that was to be cancelled is cancelled here, and one that has cost several workers their life is
    set aside.
    """
    with database.reading() as connection:  # whoever looks for work does not hinder those who write
        if connection.execute(_claimable(connection, database.now(connection))).first() is None:
            return None
    with database.writing() as connection:
        now = database.now(connection)
        for row in connection.execute(_claimable(connection, now).with_for_update(skip_locked=True)).all():
            fruitless = row.fruitless + (row.state == RunState.RUNNING.value)
            if row.cancelling:
                _set(connection, row.id, state=RunState.CANCELLED.value, cancelling=False, finished=now, worker=None)
            elif fruitless >= MOST_FRUITLESS:
                fault = message(
                    "{count} workers have died of this run, one after the other; perhaps it needs more memory than "
                    "this machine has",
                    count=fruitless,
                )
                state = RunState.INTERRUPTED.value
                _set(connection, row.id, state=state, fault=pack_text(fault), finished=now, worker=None)
            else:
                _set(
                    connection,
                    row.id,
                    state=RunState.RUNNING.value,
                    worker=worker,
                    attempts=row.attempts + 1,
                    fruitless=fruitless,
                    heartbeat=now,
                    started=row.started or now,
                    finished=None,
                )
                return Claim(database, read_run(connection, row.id), row.attempts + 1)
    return None


def _claimable(connection: Connection, now: int) -> Select[Any]:
    """Select what may be claimed: waiting, or of a worker that does not report or is known to be dead."""
    dead = [row.id for row in connection.execute(select(WORKER)) if gone(row)]
    lapsed = or_(RUN.c.heartbeat < now - LEASE_MILLISECONDS, RUN.c.worker.in_(dead))
    return (
        select(RUN)
        .where(or_(RUN.c.state == RunState.QUEUED.value, and_(RUN.c.state == RunState.RUNNING.value, lapsed)))
        .order_by(RUN.c.submitted, RUN.c.id)
        .limit(10)
    )


class Claim:
    """One worker's hold on a run.

    Attributes
    ----------
    run
        The run, as it was when it was claimed.
    """

    def __init__(self, database: Database, run: Run, attempt: int) -> None:
        self.run = run
        self._database, self._attempt = database, attempt

    def finished_batches(self) -> tuple[list[Replication], list[Draw]]:
        """Return the replications and the draws that are safe, in order; none if another version has made them.

        What another version has made is removed: its numbers may be others, and are never mixed with this one's.
        """
        with self._database.reading() as connection:
            chosen = select(BATCH.c.content, BATCH.c.draws).where(BATCH.c.run == self.run.id).order_by(BATCH.c.number)
            rows = connection.execute(chosen).all()
        try:
            if self.run.orgsim_version == installed_version("orgsim"):
                made = [
                    [one for row in rows if bool(row.draws) is of_draws for one in unpack(row.content)]
                    for of_draws in (False, True)
                ]
                return made[0], made[1]
        except CodecError:
            pass
        self.start_afresh()
        return [], []

    def start_afresh(self) -> None:
        """Remove what was made before, by another version or from other inputs."""
        nothing = {"done": 0, "needed": None, "batches": 0, "spent": 0, "drawn": 0, "spent_drawing": 0}
        with self._mine(**nothing, inputs_hash=None) as connection:
            for table in (BATCH, SNAPSHOT, LOG):
                connection.execute(delete(table).where(table.c.run == self.run.id))

    def begin(self, inputs_hash: str, needed: int) -> None:
        """Note what the run rests on, before its first replication."""
        self._write(inputs_hash=inputs_hash, needed=needed, orgsim_version=installed_version("orgsim"))

    def heartbeat(self) -> bool:
        """Report that the run is being worked at; whether it is to be cancelled.

        Raises
        ------
        ClaimLost
            If another worker has it now.
        """
        with self._mine() as connection:
            return bool(connection.execute(select(RUN.c.cancelling).where(RUN.c.id == self.run.id)).scalar_one())

    def save_batch(self, replications: Sequence[Replication], needed: int, spent: float) -> None:
        """Keep some replications, which follow on those that are safe.

        Parameters
        ----------
        replications
            In order.
        needed
            How many are needed at least, as far as is known now.
        spent
            Seconds that they took.
        """
        made = {"done": RUN.c.done + len(replications), "spent": RUN.c.spent + round(spent * 1000), "needed": needed}
        self._save(replications, made, replications=len(replications))

    def save_draws(self, draws: Sequence[Draw], spent: float) -> None:
        """Keep some draws, which follow on those that are safe; `spent` seconds have they taken."""
        made = {"drawn": RUN.c.drawn + len(draws), "spent_drawing": RUN.c.spent_drawing + round(spent * 1000)}
        self._save(draws, made, replications=0, draws=len(draws))

    def _save(self, items: Sequence[Replication | Draw], made: Mapping[str, Any], **kinds: int) -> None:
        content = pack(list(items))
        with self._mine(**made, batches=RUN.c.batches + 1, fruitless=0) as connection:
            chosen = select(RUN.c.done, RUN.c.drawn, RUN.c.batches).where(RUN.c.id == self.run.id)
            row = connection.execute(chosen).one()
            connection.execute(
                insert(BATCH).values(
                    run=self.run.id,
                    number=row.batches,
                    first=(row.drawn if "draws" in kinds else row.done) - len(items),
                    attempt=self._attempt,
                    created=self._database.now(connection),
                    content=content,
                    **kinds,
                )
            )

    def save_snapshot(self, found: Comparison, *, final: bool) -> None:
        """Keep what the replications so far say; finally, together with the end of the run."""
        rows = zlib.compress(json.dumps(found.to_json(), ensure_ascii=False, allow_nan=False).encode())
        values = {
            "replications": int(found.meta["replications"]),
            "final": final,
            "content": pack(found),
            "rows": rows,
        }
        with self._mine(snapshots=RUN.c.snapshots + 1, **(_END if final else {})) as connection:
            values["created"] = self._database.now(connection)
            if connection.execute(update(SNAPSHOT).where(SNAPSHOT.c.run == self.run.id).values(**values)).rowcount == 0:
                connection.execute(insert(SNAPSHOT).values(run=self.run.id, **values))
            if final:
                _set(connection, self.run.id, finished=values["created"])

    def save_logs(self, files: Iterable[tuple[str, int, str, Path]]) -> None:
        """Note which logs are kept: structure, replication, table, path within the folder of logs."""
        with self._mine() as connection:
            connection.execute(delete(LOG).where(LOG.c.run == self.run.id))
            for structure, replication, kind, path in files:
                values = {"structure": structure, "replication": replication, "kind": kind, "path": path.as_posix()}
                connection.execute(insert(LOG).values(run=self.run.id, host=platform.node(), **values))

    def release(self) -> None:
        """Give the run back, for another worker to go on with."""
        self._write(state=RunState.QUEUED.value, worker=None)

    def cancelled(self) -> None:
        """End the run because that was asked for."""
        self._end(RunState.CANCELLED, None)

    def failed(self, fault: Message) -> None:
        """End the run because of a fault that would come again."""
        self._end(RunState.FAILED, fault)

    def _end(self, state: RunState, fault: Message | None) -> None:
        with self._mine(state=state.value, cancelling=False, worker=None) as connection:
            written = None if fault is None else pack_text(fault)
            _set(connection, self.run.id, finished=self._database.now(connection), fault=written)

    def _write(self, **values: Any) -> None:
        with self._mine(**values):
            pass

    @contextmanager
    def _mine(self, **values: Any) -> Iterator[Connection]:
        """Write to the run, and whatever else the caller writes with it, if the claim still holds."""
        mine = RUN.c.id == self.run.id, RUN.c.attempts == self._attempt, RUN.c.state == RunState.RUNNING.value
        with self._database.writing() as connection:
            values["heartbeat"] = self._database.now(connection)
            if connection.execute(update(RUN).where(*mine).values(**values)).rowcount != 1:
                raise ClaimLost(Fault(message("another worker has taken over the run {name}", name=self.run.id)))
            yield connection


def _set(connection: Connection, name: str, **values: Any) -> None:
    connection.execute(update(RUN).where(RUN.c.id == name).values(**values))


_END: Final = {"state": RunState.DONE.value, "cancelling": False, "worker": None, "needed": RUN.c.done}
