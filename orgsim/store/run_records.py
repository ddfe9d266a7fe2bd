"""What the store gives back of runs and workers: frozen records, times in UTC."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from orgsim.errors import Message, message
from orgsim.spec import LocalisedText

__all__ = ["DRAW_WORTH", "RUN_STATES", "Asked", "LogFile", "Progress", "Run", "RunState", "WorkerRecord"]


class RunState(StrEnum):
    """How far a run is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"
    INTERRUPTED = "interrupted"

    @property
    def open(self) -> bool:
        """Whether a worker is at it, or will be without being asked."""
        return self in (RunState.QUEUED, RunState.RUNNING)


RUN_STATES: Final[Mapping[RunState, Message]] = MappingProxyType(
    {
        RunState.QUEUED: message("waiting for a worker"),
        RunState.RUNNING: message("under way"),
        RunState.DONE: message("done"),
        RunState.CANCELLED: message("cancelled"),
        RunState.FAILED: message("failed"),
        RunState.INTERRUPTED: message("interrupted"),
    }
)
"""States in words."""


DRAW_WORTH: Final = 1.0
"""A draw takes about so many times as long as a replication: it prepares every structure anew, and measures less."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How a comparison is asked for; the same words as `orgsim.compare`.

    Attributes
    ----------
    alternatives
        Names; None: all of the scenario.
    baseline
        The structure that the others are compared with.
    controls
        Whether to add what must change nothing.
    seed, replications, precision
        In place of the scenario's.
    engine
        None: the fastest there is. None changes a result.
    within
        Working times, e.g. ``"1 hari kerja, 5 hari kerja"``: also the share finished within each.
    logs
        How many replications' logs are kept.
    draws
        How often everything that is not measured is drawn from its range, after the replications; 0: never.
    """

    alternatives: tuple[str, ...] | None = None
    baseline: str = "baseline"
    controls: bool = False
    seed: int | None = None
    replications: int | None = None
    precision: float | None = None
    engine: str | None = None
    within: str | None = None
    logs: int = 1
    draws: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """A run with its exact inputs.

    Attributes
    ----------
    id
        Its name in addresses.
    yaml
        The scenario that was run.
    scenario, version
        Where that is kept; None for a run of a draft.
    asked
        How it was asked for, the engine filled in.
    state
        How far it is. INTERRUPTED: workers have died of it again and again; `resume` tries once more.
    title
        Of the scenario.
    author, note
        Who asked, and why.
    seed
        The seed that was used.
    inputs_hash
        Of all that entered an engine; None before it was begun.
    orgsim_version
        The orgsim that computed it (before it is begun: that was asked).
    submitted, started, finished
        When; None for what has not happened.
    done, needed
        Replications made and, so far as is known, needed.
    drawn
        Draws made, of ``asked.draws``.
    batches
        How many parts of the work are safe.
    attempts
        How many workers have begun it or gone on with it.
    cancelling
        Cancelling was asked for.
    fault
        Why it failed or was interrupted.
    """

    id: str
    yaml: str
    scenario: str | None
    version: int | None
    asked: Asked
    state: RunState
    title: LocalisedText
    author: str
    note: str
    seed: int
    inputs_hash: str | None
    orgsim_version: str
    submitted: dt.datetime
    started: dt.datetime | None
    finished: dt.datetime | None
    done: int
    needed: int | None
    batches: int
    attempts: int
    cancelling: bool
    fault: Message | None
    drawn: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is, for a page that asks every second.

    Attributes
    ----------
    state
        As of `Run`.
    done, needed
        Replications made and needed; `needed` may grow while the intervals are still wide. None: not yet known.
    drawn, draws
        Draws of what is not measured: made, and asked for.
    seconds_left
        At the pace so far; None before the first batch.
    snapshots
        Counts the interim results: where it has not changed, there is nothing new to draw.
    cancelling
        Cancelling was asked for.
    stalled
        The worker has not reported for a while; another goes on as soon as there is one.
    fault
        Why it failed or was interrupted.
    sentence
        All of this in a sentence.
    """

    state: RunState
    done: int
    needed: int | None
    seconds_left: float | None
    snapshots: int
    cancelling: bool
    stalled: bool
    fault: Message | None
    sentence: Message
    drawn: int = 0
    draws: int = 0

    @property
    def share(self) -> float:
        """How much of the work is done, from 0 to 1, as far as is known."""
        needed = (self.needed or 0) + self.draws * DRAW_WORTH
        return min(1.0, (self.done + self.drawn * DRAW_WORTH) / needed) if self.needed else 0.0


@dataclass(frozen=True, slots=True)
class LogFile:
    """A kept log: one table of one structure in one replication, zstd Parquet."""

    structure: str
    replication: int
    table: str
    path: str


@dataclass(frozen=True, slots=True)
class WorkerRecord:
    """A worker that has reported.

    Attributes
    ----------
    id, host, process
        Which it is, and where.
    heartbeat
        When it reported last.
    alive
        Whether that is recent.
    run
        What it is at.
    """

    id: str
    host: str
    process: int
    heartbeat: dt.datetime
    alive: bool
    run: str | None = None
