"""One log seen through one window: the cohort of requests, where it waited, and the window as a stretch of time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.cohort import Cohort
from orgsim.analysis.office_time import Amounts, dispositions_until, of_cases, of_visits, waits_until, work_until
from orgsim.analysis.reading import QUEUEING, Reading
from orgsim.analysis.sums_by_code import NOT_ASKED, sums_by_code
from orgsim.organisation.intervals import NEVER
from orgsim.simulation.log import Outcome

__all__ = ["QUEUEING", "Observation"]

Ticks = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Observation(Cohort):
    """One replication of one alternative, in one window: a cohort, its visits, and what went on in the meantime.

    Arrays have one element for each request of the cohort, in the order of `requests`, or for each visit, in the order
    of `visits`.
    """

    @cached_property
    def waits(self) -> Ticks:
        """Office time in queues, so far where the request is open."""
        return self._per_request(waits_until, self.ends)

    @cached_property
    def restricted_waits(self) -> Ticks:
        """Office time in queues up to the cut."""
        return self._per_request(waits_until, self.restricted_ends)

    @cached_property
    def restricted_dispositions(self) -> Ticks:
        """Office time on the way to queues (disposition) up to the cut."""
        return self._per_request(dispositions_until, self.restricted_ends)

    # --- the visits of the cohort -------------------------------------------------------------------------------------

    @cached_property
    def _chosen(self) -> Ticks:
        """Which of the queueing visits of the reading are of the cohort."""
        return np.flatnonzero((self.place_of_case >= 0).take(self.reading.queueing_column("case")))

    @cached_property
    def visits(self) -> Ticks:
        """Rows of the log's table of visits, for which the cohort's requests queue at the office."""
        return self.reading.queueing.take(self._chosen)

    @cached_property
    def visit_requests(self) -> Ticks:
        """Place in `requests` of each of `visits`."""
        found: Ticks = self.place_of_case.take(self.column("case"))
        return found

    @cached_property
    def visit_waits(self) -> Ticks:
        """Office time in the queue, of each of `visits`, up to the cut of its request."""
        found = of_visits(self.reading, waits_until).take(self._chosen)
        some, ends = self._visits_of(self._not_the_ends(self.restricted_ends), self.restricted_ends)
        found[np.searchsorted(self._chosen, some)] = waits_until(self.reading, some, ends)
        return found

    @cached_property
    def waits_by_place(self) -> tuple[Ticks, Ticks]:
        """Office time in queues of the requests that are `timed`, up to the cut, added up; and how many visits.

        Both have a row for each unit, the last one for what no unit owns, and a column for each step.
        """
        return self._by_place(waits_until)

    @cached_property
    def work_by_place(self) -> tuple[Ticks, Ticks]:
        """Office time from the start to the end of visits, in the same way."""
        return self._by_place(work_until)

    def column(self, name: str) -> NDArray[Any]:
        """Return a column of the log's table of visits, for `visits`."""
        return self.reading.queueing_column(name).take(self._chosen)

    # --- the window as a stretch of time ------------------------------------------------------------------------------

    @cached_property
    def completions(self) -> Ticks:
        """Rows of the table of cases: requests of any cohort that were served within the window."""
        cases, window = self.log.cases, self.window
        finished = cases["finished"]
        served = (cases["parent"] == -1) & (cases["outcome"] == Outcome.DONE)
        return np.flatnonzero(served & (finished >= window.start) & (finished < window.end))

    def open_requests(self, moments: Ticks, service: int | None = None) -> Ticks:
        """Return how many requests, of any cohort, are open at each moment: arrived before it, not yet ended."""
        arrived, ended = self.reading.once(Reading.moments, service)
        return np.searchsorted(arrived, moments) - np.searchsorted(ended, moments)

    # --- inside -------------------------------------------------------------------------------------------------------

    def _by_place(self, find: Amounts) -> tuple[Ticks, Ticks]:
        """Return an amount of the visits of timed requests, added up by unit and step, and how many they are."""
        names, case = self.log.names, self.reading.queueing_column("case")
        units, steps = len(names["unit"]) + 1, len(names["step"])
        codes, last = self.reading.once(_places), np.full(len(self.place_of_case), NOT_ASKED, dtype=np.int64)
        # No visit of a case is cut short, or each is looked at.
        last[self.requests] = np.where(self.timed, NEVER, NOT_ASKED)
        others = self._not_the_ends(self.restricted_ends)
        last[self.requests[others]] = np.where(self.timed[others], 0, NOT_ASKED)
        amounts = of_visits(self.reading, find)
        (sums,), counts, cut = sums_by_code(codes, units * steps, amounts, cases=case, last=last, ends=case)
        if len(cut):
            request = self.place_of_case[case[cut]]
            np.add.at(sums, codes[cut], find(self.reading, cut, self.restricted_ends[request]))
        return sums.reshape(units, steps), counts.reshape(units, steps)

    def _per_request(self, find: Amounts, ends: Ticks) -> Ticks:
        """Return what the visits of each request add up to until some ticks, most of which are those of its end."""
        sums, others = of_cases(self.reading, find)[self.requests], self._not_the_ends(ends)
        if len(others):
            some, until = self._visits_of(others, ends)
            sums[others] = 0
            request = self.place_of_case[self.reading.queueing_column("case")[some]]
            np.add.at(sums, request, find(self.reading, some, until))
        return sums

    def _visits_of(self, requests: Ticks, ends: Ticks) -> tuple[Ticks, Ticks]:
        """Return the visits of some requests, of those that the reading's `queueing` names, and the end of each's."""
        chosen, case = np.zeros(len(self.place_of_case), dtype=np.bool_), self.reading.queueing_column("case")
        chosen[self.requests[requests]] = True
        some = np.flatnonzero(chosen.take(case))
        return some, ends[self.place_of_case[case[some]]]


def _places(reading: Reading) -> Ticks:
    """Return one number that tells the unit and the step of each visit that `queueing` names; no unit comes last."""
    unit, units = reading.queueing_column("unit"), len(reading.log.names["unit"])
    found: Ticks = np.where(unit < 0, units, unit).astype(np.int64)
    found *= len(reading.log.names["step"])
    found += reading.queueing_column("step")
    return found
