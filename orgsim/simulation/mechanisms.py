"""Parts of a task type and of a phase that only some offices have; integers only, like the network they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orgsim.simulation.tables import QuantileTable


@dataclass(frozen=True, slots=True)
class Gathering:
    """Cases are taken together: in batches, or in sessions.

    Attributes
    ----------
    size
        A batch begins when so many wait; 0 for a session.
    longest_wait
        A batch begins when somebody has waited so many ticks of office time; -1: never for that.
    moments
        Ticks at which a session calls those who wait, sorted; empty for a batch.
    most
        How many are taken at once at most.
    fixed
        Ticks of work of every gathering, beside that of its cases.
    """

    size: int
    longest_wait: int
    moments: tuple[int, ...]
    most: int
    fixed: int


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a citizen waits before giving up; `working`: in office time."""

    table: QuantileTable
    working: bool


@dataclass(frozen=True, slots=True)
class ExceptionRule:
    """Questions that climb the line of command.

    Attributes
    ----------
    below
        Threshold of the error word of a visit.
    tasks
        Codes of the visits to one superior after the other, nearest first.
    climb_below
        Threshold for going on to the next.
    deadline
        Ticks of office time within which one is taken up, else the case goes on without.
    rework_below
        Threshold of the rework word of a visit whose question was left without an answer.
    """

    below: int
    tasks: tuple[int, ...]
    climb_below: int
    deadline: int
    rework_below: int = 0


@dataclass(frozen=True, slots=True)
class MisroutingRule:
    """A share of cases visits the wrong unit first: threshold, uid of the draw, code of the visit there."""

    below: int
    uid: int
    task: int


@dataclass(frozen=True, slots=True)
class OvertimeRule:
    """Staff stay for `ticks` if more than `above` cases wait in the unit when they would go."""

    above: int
    ticks: int


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of time: closing of so many working days later, and ticks of office time after it."""

    days: int
    ticks: int


@dataclass(frozen=True, slots=True)
class ComplaintClass:
    """A class of complaints: cumulative threshold of its word; when its answer is due."""

    below: int
    limit: Limit


@dataclass(frozen=True, slots=True)
class ComplaintRule:
    """When citizens complain, and as what.

    Attributes
    ----------
    service
        Service code of the handling.
    chances
        Thresholds of the complaint word for elapsed over allowed time of 0, 1/64, 2/64, …; it never falls.
    error
        What an error adds, as a threshold.
    least_allowed
        Ticks of office time that lateness is measured in at least (one working day).
    classes
        Classes in a fixed order.
    """

    service: int
    chances: tuple[int, ...]
    error: int
    least_allowed: int
    classes: tuple[ComplaintClass, ...]


@dataclass(frozen=True, slots=True)
class ChasingRule:
    """Who asks after late cases: threshold, office time from date to date, how often at most, visits by service."""

    below: int
    every: int
    most: int
    tasks: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class LearningRule:
    """How people get faster at new work.

    Attributes
    ----------
    multipliers
        Millionths of the work time, by practice in steps of `step` ticks; the last holds beyond.
    step
        Ticks of practice from one entry to the next.
    keeps
        Millionths of the practice that are left after 0, 1, 2, … weeks without that work; the last holds beyond.
    """

    multipliers: tuple[int, ...]
    step: int
    keeps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OutageRule:
    """When equipment does not work: ticks from the end of one outage to the next, and how long it lasts."""

    uid: int
    every: QuantileTable
    lasting: QuantileTable
