"""Intervals keep their promise: of 95 % intervals of log-ratios from thirty pairs about as many hold the truth."""

from __future__ import annotations

from math import log

import pytest

from orgsim.analysis.coverage import Coverage, measure_coverage
from orgsim.analysis.theory.markov_queues import mmc
from orgsim.resources import scenarios
from orgsim.scenario.yaml_file import load

pytestmark = pytest.mark.theory

SCENARIO = scenarios() / "theory" / "coverage" / "lighter-work.yaml"


def test_of_400_intervals_between_91_and_98_in_100_hold_the_truth() -> None:
    found = measure_coverage(load(SCENARIO), 400, executor="processes", workers=2)
    assert found.experiments == 400
    assert 0.91 <= found.share <= 0.98
    assert found.half_width < 0.12  # and not because they are wide


def test_the_answer_does_not_depend_on_how_it_is_computed() -> None:
    inline = measure_coverage(load(SCENARIO), 4, replications=5)
    assert measure_coverage(load(SCENARIO), 4, replications=5, executor="processes", workers=2) == inline


def test_lighter_work_waits_less_about_as_formulas_say() -> None:
    found = measure_coverage(load(SCENARIO), 20)
    before, after = (mmc(1 / 375, minutes * 60, 2).wait for minutes in (10, 9))
    assert found.truth == pytest.approx(log(after / before), rel=0.25)


@pytest.mark.parametrize(
    ("experiments", "covered", "holds"),
    [(400, 363, False), (400, 364, True), (400, 392, True), (400, 393, False), (2000, 1859, False), (2000, 1860, True)],
)
def test_what_is_still_honest(experiments: int, covered: int, holds: bool) -> None:
    assert Coverage(experiments, covered, -0.3, 0.05).holds is holds
