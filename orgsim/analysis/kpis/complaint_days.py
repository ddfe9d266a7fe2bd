"""How long it takes until a complaint is settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.analysis.contacts import can_complain, class_codes, complaints_about
from orgsim.analysis.kpi import KPIS, Kpi, Measured, ratio
from orgsim.errors import message

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation


@KPIS.register
class ComplaintDays(Kpi):
    r"""Mean working days from the filing of a complaint to its end.

    .. math:: D = \frac{1}{n h} \sum_{j=1}^{n} H(a_j, \min(f_j, c_j))

    over the `n` complaints about requests that arrived in the window: filed at `a`, settled at `f`, followed to `c`
    (as long as a request); `H` is the office time between two ticks and `h` that of an ordinary working day. One that
    is still open counts with the time so far. ``class:<id>`` is the mean of a class of complaints.
    """

    name = "complaint_days"
    place = 41
    title = message("Working days to settle a complaint")
    measured_in = "days"
    better = "lower"
    scale = "ratio"
    missing = message("nobody complained")

    def measure(self, observation: Observation) -> Measured:
        if not can_complain(observation):
            return {}
        cases, study = observation.log.cases, observation.study
        rows, _ = complaints_about(observation)
        filed, finished = cases.of("arrived", rows), cases.of("finished", rows)
        last = np.minimum(filed + observation.age_cut, observation.until)
        ends = np.where(finished == -1, last, np.minimum(finished, last))
        ticks = study.network.office.work_between_block(filed, ends)
        groups = {"all": np.ones(len(rows), dtype=np.bool_)} | class_codes(observation, rows)
        day = round(study.calendar.day_seconds)
        return {group: ratio(int(ticks[chosen].sum()), int(chosen.sum()) * day) for group, chosen in groups.items()}
