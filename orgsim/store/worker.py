"""The worker: claims runs, computes them batch by batch, and keeps each batch before it begins the next."""

from __future__ import annotations

import errno
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from orgsim.analysis.course import Course
from orgsim.analysis.executors import Executor
from orgsim.analysis.provenance import inputs_hash
from orgsim.analysis.replication import log_file
from orgsim.analysis.uncertainty import Drawing
from orgsim.errors import Fault, InputError, Message, SimulationError, StoreError, UnstableError, message
from orgsim.simulation import DEFAULT_ENGINE
from orgsim.store.claims import Claim, claim_next
from orgsim.store.compute import kpis_for, make_ready, prepared_for
from orgsim.store.database import Database
from orgsim.store.faults import ClaimLost
from orgsim.store.making import BATCH_SECONDS, Cancelled, Making, Stopped
from orgsim.store.workers import HEARTBEAT_SECONDS, beat, enter_worker, leave_worker

__all__ = ["Worker"]

_LOOK_SECONDS: Final = 0.2
_AFTER_TROUBLE_SECONDS: Final = 3.0
_LONGEST_WAIT_SECONDS: Final = 60.0


@dataclass
class Worker:
    """Works at the runs of a store until there is nothing left, or until it is stopped.

    Attributes
    ----------
    database
        The store.
    once
        End when there is nothing to do.
    idle_seconds
        End after so long without work; None: never.
    most
        How many replications at a time; None: one per processor.
    batch_seconds
        After how long finished replications are kept.
    tell
        Told in sentences what is done.
    stopping
        Set when the worker is to end, after the replication that is under way.
    """

    database: Database
    once: bool = False
    idle_seconds: float | None = None
    most: int | None = None
    batch_seconds: float = BATCH_SECONDS
    tell: Callable[[Message], None] = lambda _: None
    stopping: threading.Event = field(default_factory=threading.Event)
    _claim: Claim | None = None
    _troubles: int = 0
    _cancel: threading.Event = field(default_factory=threading.Event)
    _ended: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        """Work.

        Raises
        ------
        StoreError
            If the store cannot be written when the worker enters itself.
        """
        name = enter_worker(self.database)
        heart = threading.Thread(target=self._beat, args=(name,), daemon=True)
        heart.start()
        try:
            self._work(name)
        finally:
            self._ended.set()
            heart.join(timeout=30)
            with suppress(StoreError):
                leave_worker(self.database, name)

    def _work(self, name: str) -> None:
        busy, ready = time.monotonic(), False
        while not self.stopping.is_set():
            try:
                claim = claim_next(self.database, name)
            except StoreError as error:
                self._trouble(error)
                continue
            if claim is not None:
                self._do(claim)
                busy = time.monotonic()
            elif self.once or (self.idle_seconds is not None and time.monotonic() - busy > self.idle_seconds):
                return
            else:
                if not ready:
                    make_ready()  # whoever asks first shall not wait for what can be done before
                    ready = True
                self.stopping.wait(_LOOK_SECONDS)

    def _trouble(self, error: StoreError) -> None:
        """Wait, longer from time to time: what hinders the store may last."""
        self.tell(message("{reason}", reason=error.faults[0].message))
        self.stopping.wait(min(_AFTER_TROUBLE_SECONDS * 2**self._troubles, _LONGEST_WAIT_SECONDS))
        self._troubles += 1

    def _beat(self, name: str) -> None:
        """Report, as long as the worker lives; a report that fails is made up for by the next."""
        while not self._ended.wait(HEARTBEAT_SECONDS):
            claim, file = self._claim, self.database.address.file
            if file is not None and not file.exists():
                self.stopping.set()  # the store was removed: there is nobody left to work for
                break
            with suppress(StoreError):
                beat(self.database, name)
                if claim is not None and claim.heartbeat():
                    self._cancel.set()

    # ---------------------------------------------------------------- one run

    def _do(self, claim: Claim) -> None:
        run = claim.run
        self.tell(message("Run {name} begun: {title}", name=run.id, title=run.title))
        try:
            with self._held(claim):
                self._compute(claim)
        except Stopped:
            with suppress(StoreError):
                claim.release()
        except ClaimLost as error:
            self.tell(error.faults[0].message)
        except StoreError as error:
            # What is finished is safe; who can write again goes on from there.
            with suppress(StoreError):
                claim.release()
            self._trouble(error)
        except Exception as error:
            self._fail(claim, error)

    @contextmanager
    def _held(self, claim: Claim) -> Iterator[None]:
        self._cancel.clear()
        self._claim = claim
        try:
            yield
        finally:
            self._claim = None

    def _fail(self, claim: Claim, error: Exception) -> None:
        if not isinstance(error, (InputError, SimulationError, UnstableError)):
            logging.getLogger(__name__).exception("run %s", claim.run.id)
        fault = _in_words(error, claim.run.id)
        with suppress(StoreError):
            claim.failed(fault)
        self.tell(message("Run {name} failed: {reason}", name=claim.run.id, reason=fault))

    def _compute(self, claim: Claim) -> None:
        run = claim.run
        prepared = prepared_for(run.yaml, run.asked)
        asked, identity = run.asked, inputs_hash(prepared.scenario, prepared.studies)
        if run.inputs_hash not in (None, identity):
            claim.start_afresh()
        replications, draws = claim.finished_batches()
        course = Course(
            prepared,
            replications=asked.replications,
            precision=asked.precision,
            engine=asked.engine or DEFAULT_ENGINE,
            kpis=kpis_for(asked),
            done=replications,
        )
        claim.begin(identity, course.needed)
        executor, workers = self._executor(asked.engine)
        making = Making(claim, executor, workers, self.batch_seconds, self._cancel, self.stopping)
        try:
            making.replications(course)
            found = course.conclude()
            if asked.draws:
                engine = asked.engine or DEFAULT_ENGINE
                drawing = Drawing(prepared, draws=asked.draws, engine=engine, done=draws)
                making.draws(drawing, found)
                found = drawing.add_to(found)
        except Cancelled:
            claim.cancelled()
            self.tell(message("Run {name} cancelled.", name=run.id))
            return
        folder = self.database.address.logs / run.id
        if asked.logs:
            folder.mkdir(parents=True, exist_ok=True)
            course.write_logs(folder, asked.logs)
        claim.save_logs(_files(course, folder, asked.logs))
        claim.save_snapshot(found, final=True)
        self._troubles = 0
        self.tell(message("Run {name} done.", name=run.id))

    def _executor(self, engine: str | None) -> tuple[Executor, int | None]:
        """Return where replications are computed: the result does not depend on it."""
        most = self.most or os.cpu_count() or 1
        if most == 1:
            return "inline", None
        return ("threads" if engine == "kernel" else "processes"), most


def _files(course: Course, folder: Path, logged: int) -> list[tuple[str, int, str, Path]]:
    """Return the logs that are kept, with their paths within the folder of all logs."""
    return [
        (structure, number, table, Path(folder.name) / log_file(structure, number, table))
        for structure in course.prepared.studies
        for number in range(min(logged, len(course.done)))
        for table in ("cases", "visits")
    ]


def _in_words(error: Exception, name: str) -> Message:
    if isinstance(error, (InputError, SimulationError, UnstableError)):
        first: Fault = error.faults[0]
        return message("{place}: {fault}", place=first.dotted_path() or "–", fault=first.message)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return message("there is no room left for the logs; free some space, then resume the run")
    if isinstance(error, OSError):
        return message("the logs cannot be written: {reason}", reason=error.strerror or "")
    if isinstance(error, MemoryError):
        return message("the memory of this machine is too small for this run")
    return message(
        "orgsim itself has failed; whoever looks after it finds the details under “run {name}” in the worker's log",
        name=name,
    )
