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
    def waits_by_place(self) -> tuple[Ticks, Ticks]:
        """Office time in queues of the requests that are `timed`, up to the cut, added up; and how many visits.

        Both have a row for each unit, the last one for what no unit owns, and a column for each step.
        """
        return self._by_place(waits_until)

    @cached_property
    def waits_by_post(self) -> tuple[Ticks, Ticks]:
        """The same by the post that visits come to; last what comes to none."""
        codes = self.reading.once(_codes, "position")
        return self._by_code(waits_until, codes, len(self.log.names["position"]) + 1)

    @cached_property
    def work_by_place(self) -> tuple[Ticks, Ticks]:
        """Office time from the start to the end of visits, by unit and step in the same way."""
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
        units, steps = len(self.log.names["unit"]) + 1, len(self.log.names["step"])
        sums, counts = self._by_code(find, self.reading.once(_places), units * steps)
        return sums.reshape(units, steps), counts.reshape(units, steps)

    def _by_code(self, find: Amounts, codes: Ticks, number: int) -> tuple[Ticks, Ticks]:
        """Return an amount of the visits of timed requests, added up by a code of each, and how many they are."""
        case, last = self.reading.queueing_column("case"), np.full(len(self.place_of_case), NOT_ASKED, dtype=np.int64)
        # No visit of a request is cut short, or each is looked at.
        last[self.requests[self.timed]] = NEVER
        others = self._not_the_ends(self.restricted_ends)
        last[self.requests[others[self.timed[others]]]] = 0
        amounts = of_visits(self.reading, find)
        (sums,), counts, cut = sums_by_code(codes, number, amounts, cases=case, last=last, ends=case)
        if len(cut):
            np.add.at(sums, codes[cut], find(self.reading, cut, self.restricted_ends[self.place_of_case[case[cut]]]))
        return sums, counts

    def _per_request(self, find: Amounts, ends: Ticks) -> Ticks:
        """Return what the visits of each request add up to until some ticks, most of which are those of its end."""
        sums, others = of_cases(self.reading, find)[self.requests], self._not_the_ends(ends)
        if len(others):
            chosen, case = np.zeros(len(self.place_of_case), dtype=np.bool_), self.reading.queueing_column("case")
            chosen[self.requests[others]] = True
            some = np.flatnonzero(chosen.take(case))
            request, sums[others] = self.place_of_case[case[some]], 0
            np.add.at(sums, request, find(self.reading, some, ends[request]))
        return sums


def _codes(reading: Reading, column: str) -> Ticks:
    """Return the codes of a column, of those that `queueing` names; where there is none, one more than all others."""
    found, number = reading.queueing_column(column), len(reading.log.names[column])
    return np.where(found < 0, number, found).astype(np.int64)


def _places(reading: Reading) -> Ticks:
    """Return one number that tells the unit and the step of each visit that `queueing` names; no unit comes last."""
    found = _codes(reading, "unit")
    found *= len(reading.log.names["step"])
    found += reading.queueing_column("step")
    return found
