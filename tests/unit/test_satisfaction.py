"""Satisfaction moves from the office's own survey, by what those who were served met; and trust follows promises."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from orgsim.analysis.satisfaction import Slopes, class_of, index, satisfaction_change, time_score, trust_after
from orgsim.analysis.survey_counts import BINS, Served, middle_of
from orgsim.assumptions import Assumptions
from orgsim.scenario.survey import ELEMENTS, Survey

SCORES = (3.2, 3.0, 2.6, 3.6, 3.1, 3.2, 3.3, 2.9, 3.0)


def survey(**more):
    return Survey.model_validate({"elements": dict(zip(ELEMENTS, SCORES, strict=True)), **more})


def served(times=128, wrong=0, steps=400, skill=1.0, complaints=None, requests=100):
    def bins(place, count):
        return tuple(count if n == place else 0 for n in range(BINS))

    return Served(
        requests, bins(times, requests), wrong, steps, round(skill * 1e6) * 400, 400,
        bins(complaints, 10) if complaints is not None else (0,) * BINS, 90, 100,
    )  # fmt: skip


def test_the_check_values_of_times():
    found = [round(time_score(ratio), 4) for ratio in (0.25, 0.5, 1, 1.5, 2, 4)]
    assert found == [3.9097, 3.6687, 3.0046, 2.4169, 2.0046, 1.3354]


def test_the_check_values_of_the_index_and_its_classes():
    assert round(index(SCORES), 3) == 77.5
    assert round(index(SCORES, "0.11"), 3) == 76.725
    expected = {25.0: "D", 64.99: "D", 65.0: "C", 76.60: "C", 76.61: "B", 88.30: "B", 88.31: "A", 100: "A", 76.605: "B"}
    assert {value: class_of(value) for value in expected} == expected


def test_equal_structures_move_nothing():
    change = satisfaction_change(survey(), Assumptions(), [served()] * 3, [served()] * 3)
    assert change.points.mean == change.low == change.high == 0.0
    assert change.after == dict(zip(ELEMENTS, SCORES, strict=True))
    assert change.index_before == pytest.approx(77.5)


def test_sooner_is_better_and_the_others_stay():
    change = satisfaction_change(survey(), Assumptions(), [served(128)] * 3, [served(118)] * 3)
    assert change.after["time"] > 2.6
    assert {n for n in ELEMENTS if change.after[n] != change.before[n]} == {"time"}
    assert 0 < change.low < change.points.mean < change.high
    late = satisfaction_change(survey(), Assumptions(), [served(128)] * 3, [served(138)] * 3)
    assert late.high < 0


def test_the_model_is_fitted_to_the_survey_and_the_rest_is_a_constant():
    """With a middle in reach, the score of the structure before is that of the survey; beyond, only changes count."""
    slopes = Slopes()
    for surveyed in (2.6, 3.9, 1.1):
        given = {**dict(zip(ELEMENTS, SCORES, strict=True)), "time": surveyed}
        change = satisfaction_change(Survey(elements=given), Assumptions(), [served(128)] * 2, [served(112)] * 2)
        assert change.before["time"] == surveyed
        assert surveyed < change.after["time"] <= 4.0
    assert slopes.steepness == 2.0
    assert round(middle_of(128), 9) == 0


def test_errors_steps_skill_and_complaints_move_their_own_element():
    def moved(after):
        change = satisfaction_change(survey(), Assumptions(), [served(complaints=128)] * 2, [after] * 2)
        return {
            n: round(change.after[n] - change.before[n], 4) for n in ELEMENTS if change.after[n] != change.before[n]
        }

    assert moved(served(complaints=128, wrong=5)) == {"product": -0.15}
    assert moved(served(complaints=128, steps=500)) == {"procedure": -0.1}
    assert moved(served(complaints=128, skill=0.8)) == {"competence": -0.1}
    assert set(moved(served(complaints=112))) == {"complaints"}


def test_slopes_of_nothing_move_nothing():
    none = Assumptions.model_validate(
        {f"satisfaction.{n}": {"value": 0, "range": [0, 0]} for n in ("procedure", "product", "competence")}
    )
    change = satisfaction_change(survey(), none, [served()] * 2, [served(wrong=50, steps=800, skill=0.5)] * 2)
    assert change.points.mean == change.low == change.high == 0


def test_nobody_served_says_nothing():
    assert satisfaction_change(survey(), Assumptions(), [served(requests=0)], [served()]) is None


def test_trust_is_a_stock_that_follows_kept_promises():
    assert trust_after(0.5, [1.0] * 4, 0.2)[-1] == pytest.approx(1 - 0.5 * 0.8**4)
    assert trust_after(0.5, [0.5] * 4, 0.2) == (0.5,) * 4
    assert trust_after(0.5, [1.0] * 4, 0.0) == (0.5,) * 4


def test_a_survey_with_eight_elements_is_refused():
    eight = dict(list(zip(ELEMENTS, SCORES, strict=True))[:8])
    with pytest.raises(ValidationError, match=r"nine elements, not 8; there is no .*facilities"):
        Survey.model_validate({"elements": eight})
    for wrong in (0.9, 4.1):
        with pytest.raises(ValidationError):
            Survey.model_validate({"elements": {**dict(zip(ELEMENTS, SCORES, strict=True)), "time": wrong}})
