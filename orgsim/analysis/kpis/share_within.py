"""Share of requests that are finished within a time that somebody asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.analysis.kpi import KPIS, Kpi, Measured, kept_by_service
from orgsim.errors import Message, message
from orgsim.measures import WorkingTime, write_working_time

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation


_ONE_DAY = WorkingTime(days=1)


@KPIS.register
class ShareWithin(Kpi):
    """Share of requests that are served within a working time, counted as for a promise of that length.

    One working day lasts to the closing of the next working day; hours run while the office is open. Requests count
    whose time is up while they are followed, as for `promise_kept`.

    Parameters
    ----------
    within
        The time, in the working days of the agency's calendar before the change.
    """

    name = "share_within"
    place = 21
    title = message("Finished within a given time")
    measured_in = "share"
    better = "higher"
    scale = "difference"
    missing = message("no request whose time is up in the time observed")
    on_request = True

    def __init__(self, within: WorkingTime = _ONE_DAY) -> None:
        self.within = within

    @property
    def key(self) -> str:
        return f"{self.name} {write_working_time(self.within)}"

    @property
    def heading(self) -> Message:
        return message("Finished within {time}", time=self.within)

    def measure(self, observation: Observation) -> Measured:
        study = observation.study
        return kept_by_service(observation, study.calendar.due_ticks(observation.arrived, self.within, study.origin))
