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

    def those_of(self, cases: Ticks) -> Ticks:
        """Return where the cohort is in a list of rows of the table of cases."""
        return np.flatnonzero(self._of_cohort.take(cases))

    @cached_property
    def _of_cohort(self) -> Flags:
        """Which rows of the table of cases are requests of the cohort."""
        return self.place_of_case >= 0

    @cached_property
    def _chosen(self) -> Ticks:
        """Which of the queueing visits of the reading are of the cohort."""
        return self.those_of(self.reading.queueing_column("case"))

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
    def timed_visits(self) -> slice | Flags:
        """Which of `visits` are of requests that are `timed`."""
        return slice(None) if self.timed.all() else self.timed[self.visit_requests]

    @cached_property
    def visit_waits(self) -> Ticks:
        """Office time in the queue, of each of `visits`, up to the cut of its request."""
        return self._per_visit(waits_until)

    @cached_property
    def visit_work(self) -> Ticks:
        """Office time from the start to the end of each of `visits`, up to the cut of its request."""
        return self._per_visit(work_until)

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

    def _per_visit(self, find: Amounts) -> Ticks:
        """Return an amount of each of `visits` up to the cut, which for most of them is the end of the request."""
        found, others = of_visits(self.reading, find).take(self._chosen), self._not_the_ends(self.restricted_ends)
        if len(others):
            some = self._visits_of(others)
            found[some] = find(self.reading, self._places(some), self.restricted_ends[self.visit_requests[some]])
        return found

    def _per_request(self, find: Amounts, ends: Ticks) -> Ticks:
        """Return what the visits of each request add up to until some ticks, most of which are those of its end."""
        sums, others = of_cases(self.reading, find)[self.requests], self._not_the_ends(ends)
        if len(others):
            some = self._visits_of(others)
            request, sums[others] = self.visit_requests[some], 0
            np.add.at(sums, request, find(self.reading, self._places(some), ends[request]))
        return sums

    def _visits_of(self, requests: Ticks) -> Ticks:
        """Return which of `visits` are of some requests, by their places."""
        chosen = np.zeros(len(self.requests), dtype=np.bool_)
        chosen[requests] = True
        return np.flatnonzero(chosen[self.visit_requests])

    def _places(self, some: Ticks) -> Ticks:
        """Return which of the queueing visits of the reading some of `visits` are."""
        return self._chosen.take(some)
