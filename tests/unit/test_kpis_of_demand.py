"""Coverage of a population and the way back to normal after a rush, by hand."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from orgsim.analysis.kpis.coverage import Coverage
from orgsim.analysis.kpis.recovery_days import RecoveryDays
from orgsim.analysis.observation import Observation
from orgsim.analysis.windows import Window
from orgsim.scenario.demand import Demand
from orgsim.simulation.arrivals import source_uid
from orgsim.simulation.log import Outcome
from tests.small_office import WHOLE, at, case, log_of, study_of


def study(**demand: Demand) -> SimpleNamespace:
    made = study_of()
    made.scenario = SimpleNamespace(demand=demand)
    return made


def test_coverage_is_the_share_reached_in_time():
    reach = Demand(reach={"people": "100 per year", "within": "10 days"})
    cases = [
        case("akta", at(0), at(5)),  # in time
        case("akta", at(0), at(12)),  # late
        case("akta", at(1), at(3), outcome=Outcome.ABANDONED),  # given up
        case("akta", at(2)),  # never reached
        case("akta", at(27)),  # its time runs out after all that is known
        case("ktp", at(0), at(1)),  # walks in
    ]
    log = log_of(cases, [])
    keys = np.array([source_uid("akta") << 32 | n for n in range(5)] + [source_uid("ktp") << 32], np.uint64)
    log = replace(log, cases={**log.cases, "key": keys})
    found = Coverage().measure(Observation(study(akta=reach, ktp=Demand(per_day=3)), log, WHOLE))
    assert found == {"all": 1 / 4, "service:akta": 1 / 4}
    longer = reach.changed(reach={"people": "100 per year", "within": "12 days"})
    assert Coverage().measure(Observation(study(akta=longer), log, WHOLE))["all"] == 2 / 4


def rush(first: int, last: int) -> Demand:
    return Demand(per_day=3, surges=[{"from": f"2026-01-{5 + first:02}", "to": f"2026-01-{5 + last:02}", "factor": 2}])


@pytest.mark.parametrize(("done", "days"), [(16, 0), (18, 1), (22, 3), (40, 6)])
def test_back_to_normal_is_when_no_more_are_open_than_before_the_rush(done, days):
    """The rush lasts from day 14 (a Monday) to day 17; two more than before are open until `done`."""
    two_before = [case("akta", at(2), at(9)), case("akta", at(3), at(10))]
    more = [case("akta", at(15, hour), at(min(done, 33), hour)) for hour in (9, 10, 11)]
    observation = Observation(study(akta=rush(14, 17)), log_of([*two_before, *more], []), WHOLE)
    found = RecoveryDays().measure(observation)
    assert found["all"] == found["service:akta"]
    assert found["all"] == days


def test_a_rush_outside_the_window_or_right_at_the_beginning_says_nothing():
    log = log_of([case("akta", at(2), at(9))], [])
    assert RecoveryDays().measure(Observation(study(akta=rush(3, 5)), log, WHOLE)) == {
        "all": None,
        "service:akta": None,
    }
    later = Window("transition", at(20), at(28))
    assert RecoveryDays().measure(Observation(study(akta=rush(14, 17)), log, later))["all"] is None
    lull = Demand(per_day=3, surges=[{"from": "2026-01-20", "factor": 0.5}])
    assert RecoveryDays().measure(Observation(study(akta=lull), log, WHOLE)) == {}
