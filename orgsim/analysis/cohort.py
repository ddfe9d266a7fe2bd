"""The cohort of a window: which requests are followed, how far, how each ended, and how long it took."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.office_time import before_arrivals, before_ends
from orgsim.analysis.once import Remembering
from orgsim.analysis.reading import Reading
from orgsim.simulation.log import Outcome
from orgsim.simulation.sorting import order_by

if TYPE_CHECKING:
    from orgsim.analysis.windows import Window
    from orgsim.simulation.clocks import Clock
    from orgsim.simulation.log import Log
    from orgsim.simulation.simulate import Study

__all__ = ["Cohort"]

Ticks = NDArray[np.int64]
Flags = NDArray[np.bool_]

_LEFT = (Outcome.ABANDONED, Outcome.REFUSED, Outcome.WITHDRAWN)


@dataclass(frozen=True)
class Cohort(Remembering):
    """One replication of one alternative, in one window.

    Only requests count (``parent == -1``): a complaint or a chasing contact is no request. Arrays have one element for
    each request of the cohort, in the order of `requests`.

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
    def services(self) -> NDArray[np.int64]:
        """Service codes."""
        return self._cases("service").astype(np.int64)

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
        ended = np.zeros(len(self.requests), dtype=np.bool_)
        for outcome in outcomes:
            ended |= self._outcomes == outcome
        return ended & self.over

    @cached_property
    def _outcomes(self) -> NDArray[np.int8]:
        return self._cases("outcome")

    @cached_property
    def served(self) -> Flags:
        """Whether the citizen got what was asked for."""
        return self.ended_as(Outcome.DONE)

    @cached_property
    def timed(self) -> Flags:
        """Requests that enter means of time: served or open; who left or was sent away shows in shares instead."""
        return ~self.ended_as(*_LEFT)

    @cached_property
    def timed_by_service(self) -> tuple[Ticks, dict[str, slice]]:
        """Places in `requests` of those that are `timed`, service by service; and where all are, and each service."""
        timed, names = np.flatnonzero(self.timed), self.log.names["service"]
        services = self.services.take(timed)
        order = order_by(services)
        bounds = np.append(0, np.cumsum(np.bincount(services, minlength=len(names)))).tolist()
        groups = {f"service:{name}": slice(*bounds[code : code + 2]) for code, name in enumerate(names)}
        return timed.take(order), {"all": slice(0, len(timed))} | groups

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
        return self.office_before_end - before_arrivals(self.reading)[self.requests]

    @cached_property
    def restricted_office_durations(self) -> Ticks:
        """The same, up to the cut."""
        return self.office_before_cut - before_arrivals(self.reading)[self.requests]

    @cached_property
    def office_before_end(self) -> Ticks:
        """Office time before requests ended, or up to which they were followed."""
        return self._office_before(self.ends)

    @cached_property
    def office_before_cut(self) -> Ticks:
        """The same, but no later than at the age of the cut."""
        return self._office_before(self.restricted_ends)

    # --- inside -------------------------------------------------------------------------------------------------------

    def _cases(self, column: str) -> NDArray[Any]:
        return self.log.cases[column].take(self.requests)

    def _office_before(self, ends: Ticks) -> Ticks:
        """Return the office time before some ticks, most of which are the ends of requests."""
        found = before_ends(self.reading)[self.requests]
        others = self._not_the_ends(ends)
        found[others] = self.study.network.office.work_before_block(ends[others])
        return found

    def _not_the_ends(self, ticks: Ticks) -> Ticks:
        """Return the places of requests of which a tick is not that of their end."""
        return np.flatnonzero(ticks != self._case_ends)

    @cached_property
    def _case_ends(self) -> Ticks:
        return self.reading.case_ends[self.requests]
