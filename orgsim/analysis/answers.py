"""What a log says about a quantity that has a known answer, as queueing theory defines it.

A *visit* is one service at a step; the wait of a case is that of all its visits. Means over cases are those of the
window's cohort; means over time are those of the window itself. Nothing is left out: the cohort is followed to its end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from orgsim.errors import Fault, Message, SimulationError, message
from orgsim.organisation.intervals import DAY
from orgsim.simulation.log import Category, Outcome

if TYPE_CHECKING:
    from orgsim.scenario.expectation import Expectation
    from orgsim.simulation.log import Log
    from orgsim.simulation.simulate import Study

__all__ = ["Answers"]

_HOUR: Final = 3600
_LATEST: Final = 1 << 62

Mask = NDArray[np.bool_]


class Answers:
    """One run, asked for quantities that theory knows.

    Parameters
    ----------
    study
        The alternative that was run.
    log
        What happened.
    start
        First tick of the window, which ends with the study's.

    Raises
    ------
    SimulationError
        If a case of the window was never finished: then no mean is known.
    """

    def __init__(self, study: Study, log: Log, start: int) -> None:
        self.study, self.log = study, log
        self.start, self.end = start, study.end
        arrived, finished = log.cases["arrived"], log.cases["finished"]
        self.cohort: Mask = (arrived >= self.start) & (arrived < self.end)
        if (finished[self.cohort] < 0).any():
            raise _missing(study, message("cases were left unfinished: the run was cut too early"), "max_drain")

    def value(self, expectation: Expectation) -> float:
        """Return what the run says: times in seconds, shares, numbers, or cases an hour."""
        return _ASKED[expectation.what](self, expectation)

    def work(self, tasks: tuple[int, ...]) -> NDArray[np.int64]:
        """Return the work drawn for the window's cases at each of some task types, in ticks."""
        drawn = np.zeros(max(tasks, default=0) + 1, dtype=np.int64)
        mine = self._of_cohort & np.isin(self.log.visits["step"], tasks)
        np.add.at(drawn, self.log.visits["step"][mine], self.log.visits["base"][mine])
        return drawn[list(tasks)]

    # --- which --------------------------------------------------------------------------------------------------------

    @cached_property
    def _served(self) -> Mask:
        """Visits by our own staff, those who only take part left out."""
        return np.isin(self.log.visits["category"], (Category.WORK, Category.APPROVAL))

    @cached_property
    def _of_cohort(self) -> Mask:
        mine: Mask = self._served & self.cohort[self.log.visits["case"]]
        return mine

    def _among(self, table: Mapping[str, NDArray[np.int64]], group: str) -> Mask:
        """Return the rows of cases or visits that belong to a group."""
        kind, _, name = group.partition(":")
        if kind == "all":
            return np.ones(len(table["service"]), dtype=np.bool_)
        code = self.log.names[kind].index(name) if name in self.log.names[kind] else -2
        among: Mask = table[kind] == code
        return among

    def _visits(self, expectation: Expectation) -> Mask:
        """Return the cohort's visits of a group."""
        among = self._of_cohort & self._among(self.log.visits, expectation.group)
        return self._some(among)

    def _cases(self, expectation: Expectation) -> Mask:
        """Return the cohort's cases of a group."""
        return self._some(self.cohort & self._among(self.log.cases, expectation.group))

    def _some(self, mask: Mask) -> Mask:
        if not mask.any():
            raise _missing(self.study, message("nothing was observed: the run is too short for this"), "observe")
        return mask

    @staticmethod
    def _per_case(expectation: Expectation) -> bool:
        return expectation.group == "all" or expectation.group.startswith("service:")

    # --- what ---------------------------------------------------------------------------------------------------------

    def waiting_time(self, expectation: Expectation) -> float:
        """Return the mean wait of who is served: of a case over all its visits; at a post or unit, of a visit."""
        visits, mine = self.log.visits, self._visits(expectation) & (self.log.visits["started"] >= 0)
        served = np.unique(visits["case"][mine]).size if self._per_case(expectation) else mine.sum()
        return float((visits["started"][mine] - visits["enqueued"][mine]).sum() / served)

    def time_in_system(self, expectation: Expectation) -> float:
        """Return the mean time from arrival to end of a case; at a post or unit, from queueing to end of a visit."""
        if self._per_case(expectation):
            cases, mine = self.log.cases, self._cases(expectation)
            return float((cases["finished"][mine] - cases["arrived"][mine]).mean())
        visits, mine = self.log.visits, self._visits(expectation) & (self.log.visits["started"] >= 0)
        return float((visits["finished"][mine] - visits["enqueued"][mine]).mean())

    def p_wait(self, expectation: Expectation) -> float:
        """Return the share of visits that did not start at once."""
        visits, mine = self.log.visits, self._visits(expectation)
        return float((visits["started"][mine] != visits["enqueued"][mine]).mean())

    def number_in_queue(self, expectation: Expectation) -> float:
        """Return the mean number that wait."""
        visits, mine = self.log.visits, self._served & self._among(self.log.visits, expectation.group)
        gone = self.log.cases["finished"][visits["case"]]  # of those who give up
        until = np.where(visits["started"] >= 0, visits["started"], gone)
        return self._over_time(visits["enqueued"][mine], until[mine])

    def number_in_system(self, expectation: Expectation) -> float:
        """Return the mean number of cases that are there; at a post or unit, of visits that wait or are served."""
        if self._per_case(expectation):
            cases, mine = self.log.cases, self._among(self.log.cases, expectation.group)
            return self._over_time(cases["arrived"][mine], cases["finished"][mine])
        visits, mine = self.log.visits, self._served & self._among(self.log.visits, expectation.group)
        return self._over_time(visits["enqueued"][mine], visits["finished"][mine])

    def number_at_closing(self, expectation: Expectation) -> float:
        """Return the number of cases that are there at midnight after a day."""
        assert expectation.day is not None
        midnight = expectation.day * DAY
        cases, mine = self.log.cases, self._among(self.log.cases, expectation.group)
        arrived, finished = cases["arrived"][mine], cases["finished"][mine]
        return float(((arrived < midnight) & ((finished < 0) | (finished > midnight))).sum())

    def lost(self, expectation: Expectation) -> float:
        """Return the share of cases that give up or are sent away."""
        return float((self.log.cases["outcome"][self._cases(expectation)] != Outcome.DONE).mean())

    def throughput(self, expectation: Expectation) -> float:
        """Return the cases finished an hour; at a post or unit, visits."""
        if self._per_case(expectation):
            finished = self.log.cases["finished"][self._among(self.log.cases, expectation.group)]
        else:
            mine = self._served & self._among(self.log.visits, expectation.group)
            finished = self.log.visits["finished"][mine]
        return float(((finished >= self.start) & (finished < self.end)).sum() * _HOUR / (self.end - self.start))

    def utilisation(self, expectation: Expectation) -> float:
        """Return the share of their time on duty that the people of a group are busy."""
        visits, network = self.log.visits, self.study.network
        mine = (visits["staff"] >= 0) & (visits["started"] >= 0) & self._among(visits, expectation.group)
        busy = on_duty = 0
        for person in self._people(expectation.group):
            clock, rows = network.clocks[person], mine & (visits["staff"] == person)
            begun, ended = self._clipped(visits["started"][rows], visits["finished"][rows])
            busy += int(clock.work_between_block(begun, ended).sum())
            on_duty += clock.work_between(self.start, self.end)
        return busy / on_duty

    def _people(self, group: str) -> list[int]:
        kind, _, name = group.partition(":")
        phase, names = self.study.network.phases[-1], self.log.names
        homes = {"position": phase.position_of, "unit": phase.unit_of}.get(kind)
        if homes is None:
            return [person for person, unit in enumerate(phase.unit_of) if unit >= 0]
        code = names[kind].index(name)
        return [person for person, home in enumerate(homes) if home == code]

    def _over_time(self, begun: NDArray[np.int64], ended: NDArray[np.int64]) -> float:
        """Return the mean number over the window of what lasts from one tick to another (-1: it has not ended)."""
        begun, ended = self._clipped(begun, ended)
        return float((ended - begun).sum() / (self.end - self.start))

    def _clipped(
        self, begun: NDArray[np.int64], ended: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the parts of intervals that lie in the window, of no length where nothing does."""
        ended = np.where(ended < 0, _LATEST, ended)
        return np.clip(begun, self.start, self.end), np.clip(ended, self.start, self.end)


_ASKED: Final[Mapping[str, Callable[[Answers, Expectation], float]]] = {
    "waiting_time": Answers.waiting_time,
    "time_in_system": Answers.time_in_system,
    "p_wait": Answers.p_wait,
    "number_in_queue": Answers.number_in_queue,
    "number_in_system": Answers.number_in_system,
    "number_at_closing": Answers.number_at_closing,
    "lost": Answers.lost,
    "throughput": Answers.throughput,
    "utilisation": Answers.utilisation,
}


def _missing(study: Study, what: Message, field: str) -> SimulationError:
    """Return that a run of known answers was too short, and in which field to mend it."""
    title = study.scenario.title
    remedy = message("Let it be longer in the scenario “{title}”.", title=title)
    return SimulationError(Fault(what, ("run", field), remedy))
