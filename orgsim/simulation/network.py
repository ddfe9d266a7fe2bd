"""The queueing network that an engine runs: task types, servers, routes, phases; no organisation words.

Everything is an integer or a table of integers: ticks of a second, parts per million, 32-bit thresholds, codes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from orgsim.simulation.clocks import Clock
from orgsim.simulation.log import Category
from orgsim.simulation.mechanisms import (
    ChasingRule,
    ComplaintRule,
    ExceptionRule,
    Gathering,
    LearningRule,
    Limit,
    MisroutingRule,
    OutageRule,
    OvertimeRule,
    Patience,
)
from orgsim.simulation.tables import QuantileTable

DONE = -1
"""The code, as a next task, of the end of the route."""

NEVER_WRONG = 1 << 32
"""The threshold of the error word that no word reaches."""

ANY_SITE = -1
"""The site of cases of an agency with one place of service."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Which classes of cases take a task: those that have every bit of `has` and none of `lacks`."""

    has: int = 0
    lacks: int = 0

    def holds(self, case_class: int) -> bool:
        """Whether cases of a class take the task."""
        return case_class & self.has == self.has and not case_class & self.lacks


@dataclass(frozen=True, slots=True)
class Choice:
    """A way on: taken if the class fits and the branch word lies below the (cumulative) threshold."""

    to: int
    condition: Condition
    below: int


@dataclass(frozen=True, slots=True)
class Server:
    """A person who may serve a task type.

    Attributes
    ----------
    staff
        Staff code.
    level
        Skill level in millionths; the higher is preferred.
    ppm
        Work of this person for a drawn second, in millionths: stretch by the effective share, over the skill level.
    learns
        The work is new to this person.
    above
        Helps only while more cases than this wait in the helped unit.
    """

    staff: int
    level: int
    ppm: int
    learns: bool = False
    above: int = 0


@dataclass(frozen=True, slots=True)
class TaskType:
    """A step, or one approval of a chain, as the engines see it.

    Attributes
    ----------
    code, uid
        Code (sorted by name) and key of its draws.
    service
        Code of the service.
    owner, unit, position
        By site: the unit that owns it (for hand-overs), and the unit and post that do it; -1 for a wait outside. An
        approval is owned by the unit whose line is climbed and done by a superior.
    category
        See `orgsim.simulation.log.Category`.
    kind
        Kind of work, for switching.
    table
        Draws of work, or of the wait outside, in ticks; before any multiplier.
    mean
        Mean ticks of work at multiplier one.
    priority, shortest_first, same_kind_wait
        Order of the queue: smaller priority first; by `mean` if shortest first; `same_kind_wait` is the wait in ticks
        beyond which a case is served in its turn whatever its kind, -1 without that rule.
    own, helpers, deputies
        Servers by site: first pass, second pass, and second pass on days on which nobody of the first is present.
    team
        Others needed at the same time, by site: candidates and how many.
    attended, at_closing
        Must fit before closing and then runs through; what waiting citizens do at closing: ``stay``,
        ``return_next_day``,
        ``leave``.
    working_delay
        For a wait outside: whether it passes in office time.
    condition
        Which cases take it; others pass on to `next`.
    rework_below, rework_to
        Threshold of the rework word and where rework goes.
    choices, parallel, next, joins
        The way on: choices if any, else parallel branches if any, else `next`; `joins`: waits for all open branches.
    hours
        Office hours of the post that does it: hand-overs reach it and citizens are sent home by them.
    away
        The task can be done while away (electronic signature): absences of its servers do not count.
    gathering
        Cases are taken together; None: one by one.
    uses, consumes
        Things by code and number: given back at the end, or used up.
    quota, loses
        Starts on one civil day, 0 without limit; the surplus is sent away.
    room
        Places for who waits and who is served, at arrival; 0 without limit.
    patience, exceptions, misrouting
        See `orgsim.simulation.mechanisms`; None where there are none.
    wrong_from
        Threshold of the error word from which on a visit leaves an error.
    preemptive
        Interrupts visits of a larger priority number.
    """

    code: int
    uid: int
    service: int
    category: Category
    owner: Mapping[int, int]
    unit: Mapping[int, int]
    position: Mapping[int, int]
    kind: int
    table: QuantileTable
    mean: int
    priority: int
    shortest_first: bool
    same_kind_wait: int
    own: Mapping[int, tuple[Server, ...]]
    attended: bool
    at_closing: str
    condition: Condition
    next: int
    hours: Clock
    helpers: Mapping[int, tuple[Server, ...]] = field(default_factory=dict)
    deputies: Mapping[int, tuple[Server, ...]] = field(default_factory=dict)
    team: Mapping[int, tuple[tuple[tuple[int, ...], int], ...]] = field(default_factory=dict)
    working_delay: bool = False
    rework_below: int = 0
    rework_to: int = DONE
    choices: tuple[Choice, ...] = ()
    parallel: tuple[int, ...] = ()
    joins: bool = False
    away: bool = False
    gathering: Gathering | None = None
    uses: tuple[tuple[int, int], ...] = ()
    consumes: tuple[tuple[int, int], ...] = ()
    quota: int = 0
    loses: bool = False
    room: int = 0
    patience: Patience | None = None
    exceptions: ExceptionRule | None = None
    misrouting: MisroutingRule | None = None
    wrong_from: int = NEVER_WRONG
    preemptive: bool = False


@dataclass(frozen=True, slots=True)
class Phase:
    """The network between two dates of the plan.

    Attributes
    ----------
    start
        First tick (00:00 of the plan's date); the first phase starts before every case.
    tasks
        Task types by code; those that do not exist in the phase are missing.
    first
        First task of each service, by service code.
    hand_over_work, hand_over_delay
        Ticks of work at each end; ticks of delay for every unit passed, by (giver, receiver) unit codes.
    switching
        Ticks lost between kinds (before, after); absent: `switching_default`.
    unit_of, position_of
        Home of every person in the phase, by staff code; -1 if not in office.
    equipment
        How many there are of each thing, by code; -1 for supplies.
    deliveries
        Tick, thing and number of supplies that arrive in the phase, sorted.
    overtime
        By unit code.
    promises, expectations
        What is promised to, and what is expected by, those who come again, by service code.
    complaints, chasing, learning
        See `orgsim.simulation.mechanisms`; None where there are none.
    shortest_line
        Citizens go to the site with the fewest people at their first step.
    """

    start: int
    tasks: Mapping[int, TaskType]
    first: Mapping[int, int]
    hand_over_work: int
    hand_over_delay: Mapping[tuple[int, int], int]
    switching_default: int
    switching: Mapping[tuple[int, int], int]
    unit_of: tuple[int, ...]
    position_of: tuple[int, ...]
    equipment: tuple[int, ...] = ()
    deliveries: tuple[tuple[int, int, int], ...] = ()
    overtime: Mapping[int, OvertimeRule] = field(default_factory=dict)
    promises: Mapping[int, Limit] = field(default_factory=dict)
    expectations: Mapping[int, Limit] = field(default_factory=dict)
    complaints: ComplaintRule | None = None
    chasing: ChasingRule | None = None
    learning: LearningRule | None = None
    shortest_line: bool = False


@dataclass(frozen=True)
class QueueingNetwork:
    """All phases of one alternative, over one set of codes.

    Attributes
    ----------
    names
        Ids behind the codes: ``service``, ``step``, ``unit``, ``position``, ``staff``, ``kind``, ``site``.
    attributes
        Attributes of each service (by id) in the order of the bits of its classes.
    phases
        In the order of their start.
    clocks, calendars
        When each person is on duty, by staff code; and the same without regard to dated absences.
    office
        The agency's own hours, for waits in office time.
    closings
        Last closing of every working day of the agency, sorted.
    stock
        Supplies at the beginning, by thing code; 0 for equipment.
    pace
        Ticks from which on, and millionths by which, each person's work times change; by staff code.
    absent
        Ticks from which on, and thresholds below which, each person is away for a day without notice; by staff code.
    staff_uids
        Of their draws, by staff code.
    outages
        By thing code; None without.
    """

    names: Mapping[str, tuple[str, ...]]
    attributes: Mapping[str, tuple[str, ...]]
    phases: tuple[Phase, ...]
    clocks: tuple[Clock, ...]
    calendars: tuple[Clock, ...]
    office: Clock
    closings: tuple[int, ...] = ()
    stock: tuple[int, ...] = ()
    pace: tuple[tuple[tuple[int, int], ...], ...] = ()
    absent: tuple[tuple[tuple[int, int], ...], ...] = ()
    staff_uids: tuple[int, ...] = ()
    outages: tuple[OutageRule | None, ...] = ()

    def due(self, arrived: int, limit: Limit | None) -> int:
        """Return when something that arrives at a tick is due: arrival after closing counts as the next day."""
        if limit is None:
            return -1
        by = arrived
        if limit.days or not limit.ticks:
            by = self.closings[min(bisect_right(self.closings, arrived) + limit.days, len(self.closings) - 1)]
        return self.office.add_work(by, limit.ticks)
