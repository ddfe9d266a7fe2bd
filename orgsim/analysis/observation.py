"""One log seen through one window: the cohort of requests, how long each took, and where it waited."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.office_time import before_arrivals, before_ends, before_visits, waits, waits_until, within
from orgsim.analysis.once import Remembering
from orgsim.analysis.reading import QUEUEING, Reading
from orgsim.simulation.log import Outcome

if TYPE_CHECKING:
    from orgsim.analysis.windows import Window
    from orgsim.simulation.clocks import Clock
    from orgsim.simulation.log import Log
    from orgsim.simulation.simulate import Study

__all__ = ["QUEUEING", "Observation"]

Ticks = NDArray[np.int64]
Flags = NDArray[np.bool_]

_LEFT = (Outcome.ABANDONED, Outcome.REFUSED, Outcome.WITHDRAWN)


@dataclass(frozen=True)
class Observation(Remembering):
    """One replication of one alternative, in one window.

    Only requests count (``parent == -1``): a complaint or a chasing contact is no request. Arrays have one element for
    each request of the cohort, in the order of `requests`, or for each visit, in the order of `visits`.

    Open cases are never dropped. Every request is followed for the same time, the cut; what takes longer, or is still
    open, enters a mean with what passed up to the cut (a restricted mean).

    Attributes
    ----------
    study
        The alternative: its network, clocks, dates and organisations.
    log
        What happened.
    window
        Which requests, and which stretch of time.
    cut
        Age, in ticks, up to which requests are followed in means; a comparison gives both its arms the same. None: as
        long as from the end of the window to the end of the run, for no request is followed less; in a window that is
        followed only up to a tick of its own, up to that tick.
    shared
        A reading of the same log, as far as this window is followed, that other windows use as well.
    """

    study: Study
    log: Log
    window: Window
    cut: int | None = None
    shared: Reading | None = field(default=None, repr=False, compare=False)

    @cached_property
    def reading(self) -> Reading:
        """The log, read as far as requests are followed."""
        return self.shared or Reading(self.study, self.log, self.until)

    @property
    def clocks(self) -> tuple[Clock, ...]:
        """When everyone is on duty in this replication, by staff code."""
        return self.reading.clocks

    @cached_property
    def followed(self) -> Ticks:
        """Ticks up to which requests are followed, whether they are over or not."""
        return np.minimum(self.arrived + self.age_cut, self.until)

    # --- the cohort ---------------------------------------------------------------------------------------------------

    @cached_property
    def until(self) -> int:
        """Tick up to which anything is known."""
        return self.study.limit if self.window.until is None else self.window.until

    @cached_property
    def age_cut(self) -> int:
        """Age up to which requests are followed in means."""
        if self.cut is not None:
            return self.cut
        if self.window.until is not None:
            return self.until - self.window.start
        return self.until - self.window.end

    @cached_property
    def requests(self) -> Ticks:
        """Rows of the log's table of cases."""
        cases, window = self.log.cases, self.window
        arrived, finished = cases["arrived"], cases["finished"]
        chosen = (cases["parent"] == -1) & (arrived < window.end)
        if window.open_at is None:
            chosen &= arrived >= window.start
        else:
            chosen &= (finished == -1) | (finished >= window.open_at)
        return np.flatnonzero(chosen)

    @cached_property
    def place_of_case(self) -> Ticks:
        """Place in `requests` of each row of the table of cases; -1 outside the cohort."""
        place = np.full(len(self.log.cases["key"]), -1, dtype=np.int64)
        place[self.requests] = np.arange(len(self.requests))
        return place

    @cached_property
    def keys(self) -> NDArray[np.uint64]:
        """Case keys, equal for the same citizen in every alternative."""
        return self._cases("key")

    @cached_property
    def services(self) -> NDArray[np.int32]:
        """Service codes."""
        return self._cases("service")

    @cached_property
    def arrived(self) -> Ticks:
        """Ticks of arrival."""
        return self._cases("arrived")

    @cached_property
    def due(self) -> Ticks:
        """Ticks by which the request was promised; -1 without a promise."""
        return self._cases("due")

    @cached_property
    def over(self) -> Flags:
        """Whether the request has ended, in whatever way, while it was followed."""
        finished = self._cases("finished")
        ended: Flags = finished != -1
        if self.window.until is None:
            return ended
        # What happens at the tick of the change itself may depend on the change already.
        return ended & (finished < self.until)

    def ended_as(self, *outcomes: Outcome) -> Flags:
        """Whether each request has ended in one of these ways while it was followed."""
        ended: Flags = np.isin(self._cases("outcome"), outcomes)
        return ended & self.over

    @cached_property
    def served(self) -> Flags:
        """Whether the citizen got what was asked for."""
        return self.ended_as(Outcome.DONE)

    @cached_property
    def timed(self) -> Flags:
        """Requests that enter means of time: served or open; who left or was sent away shows in shares instead."""
        return ~self.ended_as(*_LEFT)

    @cached_property
    def timed_by_service(self) -> dict[str, Ticks]:
        """Places in `requests` of those that are `timed`: of all, and of each service."""
        all_of_them = np.flatnonzero(self.timed)
        services = self.services[all_of_them]
        codes = enumerate(self.log.names["service"])
        return {"all": all_of_them} | {f"service:{name}": all_of_them[services == code] for code, name in codes}

    @cached_property
    def ends(self) -> Ticks:
        """Ticks at which requests ended, or up to which they were followed."""
        return np.where(self.over, self._cases("finished"), self.until)

    @cached_property
    def restricted_ends(self) -> Ticks:
        """The same, but no later than at the age of the cut."""
        return np.minimum(self.ends, self.arrived + self.age_cut)

    # --- how long -----------------------------------------------------------------------------------------------------

    @cached_property
    def durations(self) -> Ticks:
        """Ticks from arrival to the end, or the age so far."""
        return self.ends - self.arrived

    @cached_property
    def restricted_durations(self) -> Ticks:
        """Ticks from arrival to the end, no more than the cut."""
        return self.restricted_ends - self.arrived

    @cached_property
    def office_durations(self) -> Ticks:
        """Office time from arrival to the end, or so far."""
        return self._office_before(self.ends) - before_arrivals(self.reading)[self.requests]

    @cached_property
    def restricted_office_durations(self) -> Ticks:
        """The same, up to the cut."""
        return self.office_before_cut - before_arrivals(self.reading)[self.requests]

    @cached_property
    def office_before_cut(self) -> Ticks:
        """Office time before requests ended, or before the age of the cut."""
        return self._office_before(self.restricted_ends)

    @cached_property
    def waits(self) -> Ticks:
        """Office time in queues, so far where the request is open."""
        return self.per_request(self._waits_until(self.ends, self._office_before(self.ends)))

    @cached_property
    def restricted_waits(self) -> Ticks:
        """Office time in queues up to the cut."""
        return self.per_request(self.visit_waits)

    # --- the visits of the cohort -------------------------------------------------------------------------------------

    def those_of(self, cases: Ticks) -> slice | Ticks:
        """Return where the cohort is in a list of rows of the table of cases, all of them requests, in their order."""
        if self._is_stretch:
            first, last = np.searchsorted(cases, (self.requests[0], self.requests[-1] + 1))
            return slice(int(first), int(last))
        return np.flatnonzero(self.place_of_case[cases] >= 0)

    @cached_property
    def _is_stretch(self) -> bool:
        """Whether the cohort is all requests from its first one to its last one in the table of cases."""
        rows, parent = self.requests, self.log.cases["parent"]
        return len(rows) > 0 and np.count_nonzero(parent[rows[0] : rows[-1] + 1] == -1) == len(rows)

    @cached_property
    def _chosen(self) -> slice | Ticks:
        """Which of the queueing visits of the reading are of the cohort."""
        return self.those_of(self.reading.queueing_column("case"))

    @cached_property
    def visits(self) -> Ticks:
        """Rows of the log's table of visits, for which the cohort's requests queue at the office."""
        return self.reading.queueing[self._chosen]

    @cached_property
    def visit_requests(self) -> Ticks:
        """Place in `requests` of each of `visits`."""
        return self.place_of_case[self.column("case")]

    @cached_property
    def visit_waits(self) -> Ticks:
        """Office time in the queue, of each of `visits`, up to the cut of its request."""
        return self._waits_until(self.restricted_ends, self.office_before_cut)

    @cached_property
    def visit_dispositions(self) -> Ticks:
        """Office time on the way to the queue (disposition), of each of `visits`, up to the cut of its request."""
        ready, queued = (self.office_before(moment) for moment in ("ready", "queued"))
        return within(ready, queued, self.office_before_cut[self.visit_requests])

    def column(self, name: str) -> Ticks:
        """Return a column of the log's table of visits, for `visits`."""
        return self.reading.queueing_column(name)[self._chosen]

    def office_before(self, moment: str) -> Ticks:
        """Return the office time before a moment of each of `visits` (see `orgsim.analysis.office_time`)."""
        return before_visits(self.reading, moment)[self._chosen]

    def per_request(self, amounts: Ticks | Flags) -> Ticks:
        """Return the sum, for each request, of an amount of each of `visits` (of flags: how many are set)."""
        if amounts.dtype == np.bool_:
            return np.bincount(self.visit_requests[amounts], minlength=len(self.requests))
        sums = np.zeros(len(self.requests), dtype=np.int64)
        np.add.at(sums, self.visit_requests, amounts)
        return sums

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

    def _cases(self, column: str) -> NDArray[Any]:
        return self.log.cases[column][self.requests]

    def _office_before(self, ends: Ticks) -> Ticks:
        """Return the office time before some ticks, most of which are the ends of requests."""
        found = before_ends(self.reading)[self.requests]
        others = self._not_the_ends(ends)
        found[others] = self.study.network.office.work_before_block(ends[others])
        return found

    def _waits_until(self, ends: Ticks, office_before: Ticks) -> Ticks:
        """Return the office time of each visit in the queue up to some ticks, most of which are the ends of requests."""
        found, others = waits(self.reading)[self._chosen], self._not_the_ends(ends)
        if len(others):
            is_other = np.zeros(len(ends), dtype=np.bool_)
            is_other[others] = True
            some = np.flatnonzero(is_other[self.visit_requests])
            rows = np.arange(len(self.reading.queueing))[self._chosen][some]
            found = found.copy()
            found[some] = waits_until(self.reading, rows, office_before[self.visit_requests[some]])
        return found

    def _not_the_ends(self, ticks: Ticks) -> Ticks:
        """Return the places of requests of which a tick is not that of their end."""
        return np.flatnonzero(ticks != self.reading.case_ends[self.requests])
