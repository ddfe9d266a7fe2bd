"""Why requests wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.analysis.kpi import KPIS, Kpi, Measured, ratio
from orgsim.analysis.time_parts import WAITING_PARTS, sums_of_parts
from orgsim.errors import message

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation


@KPIS.register
class WaitingParts(Kpi):
    r"""Mean time per request in which nobody works on it, in hours of the calendar, by cause.

    .. math:: P = \frac{1}{n} \sum_{i=1}^{n} \left(\min(f_i - a_i, c) - w_i\right)

    over the same requests as `lead_time`, with `w` the time of work. Every second of a request is work or has one
    cause, so the parts add up to ``all`` exactly:

    * ``part:hand-over`` on the way to the next unit (disposition), nights included;
    * ``part:supply`` in the queue, while something other than staff is missing: things, the session, the others of a
      batch, a number of the day; nights included;
    * ``part:queueing`` in the queue after that, while the person who then takes the case is on duty; also where a case
      that goes before interrupts it;
    * ``part:approval`` the same, where a superior is to approve;
    * ``part:calendar`` in the queue or in work while that person is off duty: nights, days off, absences; of a case
      that nobody has taken up yet, while the office is closed;
    * ``part:external`` for somebody outside the office.

    Where branches run at the same time, work on one of them counts before waiting in another, and the causes of waiting
    in the order queueing, approval, supply, hand-over, external. Answers to citizens who ask are no part of the way.
    """

    name = "waiting_parts"
    place = 17
    title = message("Time in which nobody works on a request (calendar)")
    measured_in = "h"
    better = "lower"
    scale = "ratio"

    def measure(self, observation: Observation) -> Measured:
        counted = observation.timed
        parts, requests = sums_of_parts(observation, counted), int(counted.sum())
        sums = {f"part:{name}": parts[name] for name in WAITING_PARTS}
        totals = {"all": sum(sums.values())} | sums
        return {group: ratio(ticks, requests * 3600) for group, ticks in totals.items()}
