"""One citizen's case: found by its key, with the luck that it was given; plain facts, told in `trace`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from orgsim.errors import Fault, InputError, message
from orgsim.organisation.organisation import Organisation
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.streams import streams
from orgsim.simulation.arrivals import BACKLOG, source_uid
from orgsim.simulation.draws import WORD, Purpose, key, philox4x32, uid
from orgsim.simulation.log import Category, Log
from orgsim.simulation.network import TaskType
from orgsim.simulation.simulate import Study
from orgsim.suggestion import did_you_mean

_LOW: Final = WORD - 1


@dataclass(frozen=True, slots=True)
class VisitLuck:
    """The numbers drawn for one visit, as shares of the range of a word.

    Attributes
    ----------
    work, rework, branch
        Below the threshold of the step, rework or a branch is taken; of `work` the quantile is the duration.
    """

    work: float
    rework: float
    branch: float


@dataclass(frozen=True)
class TracedCase:
    """A case of a log, with all that was drawn for it.

    Attributes
    ----------
    study, log, replication
        Where it is from.
    row
        Its row in the table of cases.
    """

    study: Study
    log: Log
    replication: int
    row: int

    @cached_property
    def key(self) -> int:
        """The case key."""
        return int(self.log.cases["key"][self.row])

    @cached_property
    def source(self) -> str:
        """The source it came from."""
        return _sources(self.study.scenario)[self.key >> 32]

    @property
    def index(self) -> int:
        """Its number within the source."""
        return self.key & _LOW

    @property
    def service(self) -> str:
        """What the citizen asked for."""
        return self.log.names["service"][int(self.log.cases["service"][self.row])]

    @property
    def name(self) -> str:
        """The key as people write it."""
        return name_of(self.study.scenario, self.key)

    def column(self, name: str) -> int:
        """Return a value of its row in the table of cases."""
        return int(self.log.cases[name][self.row])

    @cached_property
    def visit_rows(self) -> tuple[int, ...]:
        """Rows of its visits, in the order in which they became ready; of branches, in that of the start."""
        rows = np.flatnonzero(self.log.visits["case"] == self.row)
        visits = self.log.visits
        started = np.where(visits["started"][rows] < 0, np.iinfo(np.int64).max, visits["started"][rows])
        return tuple(int(row) for row in rows[np.lexsort((visits["finished"][rows], started, visits["ready"][rows]))])

    def task(self, row: int) -> TaskType:
        """Return the task type of a visit, as it was in the phase of the visit."""
        visits = self.log.visits
        return self.study.network.phases[int(visits["phase"][row])].tasks[int(visits["step"][row])]

    def organisation(self, tick: int) -> Organisation:
        """Return the organisation in force at a tick."""
        return next(phase.organisation for phase in reversed(self.study.phases) if phase.start <= tick)

    def luck(self, row: int) -> VisitLuck:
        """Return what was drawn for a visit."""
        task, visit = self.task(row), int(self.log.visits["visit"][row])
        outside = int(self.log.visits["category"][row]) == Category.EXTERNAL
        words = self._words(task.uid, visit, Purpose.EXTERNAL if outside else Purpose.VISIT)
        return VisitLuck(*(word / WORD for word in words[:3]))

    def attribute_words(self) -> dict[str, float]:
        """Return the number drawn for each attribute of its service, as a share of the range of a word."""
        names = self.study.network.attributes.get(self.service, ())
        return {name: self._words(uid(f"attribute:{name}"), 0, Purpose.ATTRIBUTE)[0] / WORD for name in names}

    def has(self, attribute: str) -> bool:
        """Whether the case has an attribute of its service."""
        bit = self.study.network.attributes[self.service].index(attribute)
        return bool(self.column("class") >> bit & 1)

    def alone(self) -> Log:
        """Return a log that holds this case and nothing else: what any indicator makes of it is this case's part."""
        rows = np.sort(np.array(self.visit_rows, dtype=np.int64))
        visits = self.log.visits.rows(rows).changed(case=np.zeros(len(rows), dtype=np.int64))
        return Log(self.log.cases.rows(slice(self.row, self.row + 1)), visits, self.log.names, self.log.ended)

    def _words(self, what: int, visit: int, purpose: Purpose) -> tuple[int, int, int, int]:
        seed = self.study.scenario.run.seed
        return philox4x32((self.key >> 32, self.index, what, visit), key(seed, self.replication, purpose))


def _sources(scenario: Scenario) -> Mapping[int, str]:
    sources = streams(scenario.demand)
    names = [*sources, *(BACKLOG + (d.service or name) for name, d in sources.items())]
    return {source_uid(name): name for name in names}


def name_of(scenario: Scenario, case_key: int) -> str:
    """Return a case key as people write it: ``source/date/k`` (the k-th case of the day), or ``source/number``."""
    source, index = _sources(scenario)[case_key >> 32], case_key & _LOW
    sources = streams(scenario.demand)
    if source in sources and sources[source].every is None:
        date = scenario.run.first_day + dt.timedelta(days=index >> 16)
        return f"{source}/{date.isoformat()}/{(index & 0xFFFF) + 1}"
    return f"{source}/{index}"


def case_key(scenario: Scenario, written: str) -> int:
    """Read a case key: ``kk/2026-07-01/3``, ``kk/5898242`` (source and index), or the number itself.

    Raises
    ------
    InputError
        If it cannot be the key of a case of this scenario.
    """
    source, _, rest = written.strip().partition("/")
    if source.isdigit() and not rest:
        return _known(scenario, int(source), written)
    names = _sources(scenario).values()
    if source not in names:
        fault = message('there is no source "{source}"', source=source)
        raise InputError(Fault(fault, ("--case",), did_you_mean(source, sorted(streams(scenario.demand)))))
    date, _, number = rest.partition("/")
    if date.isdigit() and not number:
        return _known(scenario, source_uid(source) << 32 | int(date), written)
    try:
        day = (dt.date.fromisoformat(date) - scenario.run.first_day).days
    except ValueError:
        day = -1
    if day < 0 or not number.isdigit() or not 1 <= int(number) <= 1 << 16:
        remedy = message("Write e.g. {example}", example=f"{source}/{scenario.run.first_day.isoformat()}/1")
        raise InputError(Fault(message("“{text}” is no key of a case", text=written), ("--case",), remedy))
    return source_uid(source) << 32 | day << 16 | (int(number) - 1)


def _known(scenario: Scenario, number: int, written: str) -> int:
    if number >> 32 not in _sources(scenario):
        remedy = message("Ask for some keys with --list")
        raise InputError(Fault(message("“{text}” is no key of a case", text=written), ("--case",), remedy))
    return number


def find_case(study: Study, log: Log, replication: int, written: str) -> TracedCase:
    """Find a case in a log.

    Raises
    ------
    InputError
        If there is none with this key.
    """
    number = case_key(study.scenario, written)
    rows = np.flatnonzero((log.cases["key"] == np.uint64(number)) & (log.cases["parent"] == -1))
    if not len(rows):
        fault = message("in replication {number} there is no case {name}", number=replication, name=written)
        raise InputError(Fault(fault, ("--case",), message("Ask for some keys with --list")))
    return TracedCase(study, log, replication, int(rows[0]))


def some_cases(study: Study, log: Log, count: int = 20) -> tuple[TracedCase, ...]:
    """Return some cases that arrived after the change: of each service an ordinary one and the slowest."""
    cases = log.cases
    found: list[int] = []
    for service in range(len(log.names["service"])):
        rows = np.flatnonzero(
            (cases["service"] == service)
            & (cases["parent"] == -1)
            & (cases["arrived"] >= study.change)
            & (cases["arrived"] < study.end)
        )
        if not len(rows):
            continue
        finished = np.where(cases["finished"][rows] < 0, log.ended, cases["finished"][rows])
        order = rows[np.argsort(finished - cases["arrived"][rows], kind="stable")]
        found += [int(order[len(order) // 2]), int(order[-1])]
    return tuple(TracedCase(study, log, 0, row) for row in dict.fromkeys(found[:count]))
