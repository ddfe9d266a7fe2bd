from __future__ import annotations

from math import exp, inf, isclose, log, log1p, sqrt

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.special import ndtri

from orgsim.analysis.statistics.intervals import (
    Interval,
    log_ratio_interval,
    mean_interval,
    paired_interval,
    ratio_of_means,
    student_quantile,
    welch_interval,
)
from orgsim.analysis.statistics.quantiles import (
    common_cut,
    kaplan_meier_quantile,
    quantile,
    quantile_of_cases,
    restricted_mean,
)
from orgsim.analysis.statistics.series import growth, mser, slope
from orgsim.analysis.statistics.stopping import Pair, StoppingRule, relative_half_width
from orgsim.analysis.statistics.verdicts import margin, signs_conflict, uses_log_ratio, verdict
from orgsim.simulation.draws import key, philox_block

X = [10.2, 11.1, 9.8, 10.5, 10.9]
Y = [9.1, 10.2, 9.0, 9.9, 9.6]

pairs = st.lists(st.tuples(st.floats(0.5, 1e6), st.floats(0.5, 1e6)), min_size=2, max_size=30)


def normal(rows: int, columns: int, seed: int = 1) -> np.ndarray:
    """Standard normal numbers, the same on every machine."""
    n = np.arange(rows * columns, dtype=np.uint32)
    words = philox_block(n, np.zeros_like(n), np.zeros_like(n), np.zeros_like(n), key(seed, 0, "boot"))[:, 0]
    return ndtri((words.astype(np.float64) + 0.5) / 2**32).reshape(rows, columns)


# --- intervals ------------------------------------------------------------------------------------------------------


def test_paired_interval_has_the_known_value_and_is_far_narrower_than_the_unpaired():
    found = paired_interval(X, Y)
    assert found.mean == pytest.approx(-0.94, abs=1e-12)
    assert found.half_width == pytest.approx(0.33548, abs=5e-6)
    assert (found.low, found.high) == (found.mean - found.half_width, found.mean + found.half_width)
    unpaired = welch_interval(X, Y)
    assert unpaired.mean == pytest.approx(-0.94)
    # The published value takes 8 degrees of freedom; Welch's are 7.996.
    pooled = unpaired.half_width / student_quantile(0.95, 7.996021934610552) * student_quantile(0.95, 8)
    assert pooled == pytest.approx(0.75643, abs=5e-6)


@given(pairs)
def test_swapping_the_arms_gives_the_exact_opposite(rows):
    one, other = [a for a, _ in rows], [b for _, b in rows]
    for interval in (paired_interval, log_ratio_interval):
        there, back = interval(one, other), interval(other, one)
        assert there.mean == -back.mean
        assert there.half_width == back.half_width
        assert (there.low, there.high) == (-back.high, -back.low)


@given(st.lists(st.floats(1, 1e6), min_size=2, max_size=20))
def test_equal_arms_give_exactly_nothing(values):
    assert paired_interval(values, values) == Interval(0.0, 0.0, len(values))
    assert log_ratio_interval(values, values) == Interval(0.0, 0.0, len(values))


def test_one_replication_has_no_width_and_none_is_an_error():
    assert mean_interval([3.0]) == Interval(3.0, inf, 1)
    with pytest.raises(ValueError, match="at least one replication"):
        mean_interval([])


def test_ratio_of_means_is_the_jackknife_by_hand_and_not_the_ratio_of_geometric_means():
    found = ratio_of_means(X, Y)
    ratio = sum(Y) / sum(X)
    pseudo = [5 * ratio - 4 * (sum(Y) - y) / (sum(X) - x) for x, y in zip(X, Y, strict=True)]
    assert found.mean == pytest.approx(sum(pseudo) / 5)
    assert found.half_width == pytest.approx(student_quantile(0.95, 4) * np.std(pseudo, ddof=1) / sqrt(5))
    # log-sds of .6 and .2 with equal log-means: the ratio of means is exp((.04 - .36)/2), the other is 1
    z = normal(2, 4000)
    far = ratio_of_means(np.exp(0.6 * z[0]).tolist(), np.exp(0.2 * z[1]).tolist())
    assert far.low < exp(-0.16) < far.high
    assert exp(log_ratio_interval(np.exp(0.6 * z[0]).tolist(), np.exp(0.2 * z[1]).tolist()).mean) > far.high


def test_ratio_of_means_is_left_out_where_it_is_not_defined():
    assert ratio_of_means([0.0, 0.0], [1.0, 2.0]) is None
    assert ratio_of_means([5.0, 0.0], [1.0, 2.0]) is None
    assert ratio_of_means([], []) is None
    assert ratio_of_means([2.0], [3.0]) == Interval(1.5, inf, 1)


@pytest.mark.parametrize("replications", [5, 20])
def test_paired_interval_covers_as_often_as_it_says(replications):
    """Correlated skewed arms; 95 % nominal, and the share covered within the error of 4,000 trials."""
    trials = 4000
    shared, own = normal(trials, replications, 2), normal(trials, replications, 3)
    difference = 0.3 + 0.2 * own
    half = student_quantile(0.95, replications - 1) * difference.std(axis=1, ddof=1) / sqrt(replications)
    covered = float((np.abs(difference.mean(axis=1) - 0.3) <= half).mean())
    assert abs(covered - 0.95) < 4 * sqrt(0.95 * 0.05 / trials)
    for row in range(0, trials, 800):  # the function says what the arrays say
        before = np.exp(shared[row])
        found = paired_interval(before.tolist(), (before + difference[row]).tolist())
        assert found.half_width == pytest.approx(half[row])


# --- quantiles and censoring ------------------------------------------------------------------------------------------


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40), st.floats(0, 1))
def test_quantile_is_type_seven(values, share):
    assert quantile(values, share) == pytest.approx(np.quantile(values, share), rel=1e-9, abs=1e-6)


def test_nothing_to_measure_is_none():
    assert quantile([], 0.5) is None
    assert kaplan_meier_quantile([], [], 0.5) is None
    assert restricted_mean([]) is None
    assert common_cut() is None
    assert common_cut(([1, 2], [True, True])) is None


@given(st.lists(st.integers(1, 100), min_size=1, max_size=40), st.floats(0.01, 0.99))
def test_without_open_cases_kaplan_meier_is_the_plain_quantile_of_steps(values, share):
    """The smallest value by which the share is over."""
    found = kaplan_meier_quantile(values, [True] * len(values), share)
    ordered = sorted(values)
    over = [sum(v <= t for v in ordered) / len(ordered) for t in ordered]
    assert found == next(t for t, part in zip(ordered, over, strict=True) if part >= share - 1e-9)


def test_kaplan_meier_by_hand():
    # 6 cases: over at 1, open at 2, over at 3, 3, open at 5, over at 6: survival 5/6, 5/12, then 0 at 6
    age, over = [1, 2, 3, 3, 5, 6], [True, False, True, True, False, True]
    assert kaplan_meier_quantile(age, over, 0.1) == 1
    assert kaplan_meier_quantile(age, over, 0.5) == 3
    assert kaplan_meier_quantile(age, over, 0.9) == 6
    assert kaplan_meier_quantile([1, 9], [True, False], 0.9) is None


def test_open_cases_count_in_a_quantile_only_as_far_as_they_may():
    over = [True] * 9 + [False]
    assert quantile_of_cases([*range(1, 10), 50], over, 0.5) == 5.5  # the open case is older: type 7
    assert quantile_of_cases([*range(1, 10), 2], over, 0.5) == kaplan_meier_quantile([*range(1, 10), 2], over, 0.5)
    assert quantile_of_cases([*range(1, 10), 50], over, 0.99) is None
    # dropping the open ones would say less
    assert quantile_of_cases([*range(1, 10), 50], over, 0.5) > quantile(range(1, 10), 0.5)


def test_restricted_mean_takes_every_case_to_the_common_cut():
    slow = ([10, 20, 400, 500], [True, True, False, False])
    fast = ([10, 20, 30, 450], [True, True, True, False])
    cut = common_cut(slow, fast)
    assert cut == 400
    assert restricted_mean(slow[0], cut) == (10 + 20 + 400 + 400) / 4
    assert restricted_mean(fast[0], cut) == (10 + 20 + 30 + 400) / 4
    # among the served alone the slower structure would look better
    assert restricted_mean(slow[0][:2]) < restricted_mean(fast[0][:3])


# --- stopping ---------------------------------------------------------------------------------------------------------


def test_precision_is_judged_on_the_scale_of_the_test():
    steady = Pair((100.0, 101.0, 99.0, 100.0), (80.0, 81.0, 79.0, 80.5), ratio=True)
    width = log_ratio_interval(steady.baseline, steady.alternative).half_width
    assert relative_half_width(steady) == pytest.approx(np.expm1(width))
    assert relative_half_width(steady) < 0.05
    # a difference whose mean is 0 is judged against the baseline, never against itself
    assert relative_half_width(Pair((100.0, 101.0, 99.0), (101.0, 100.0, 99.0), ratio=False)) < 0.05
    assert relative_half_width(Pair((0.0, 0.0), (0.0, 0.0), ratio=False)) == 0
    assert relative_half_width(Pair((0.0, 0.0), (0.0, 1.0), ratio=False)) == np.inf


def test_precision_must_stay_for_five_replications_more():
    rule = StoppingRule(least=20, most=400)
    assert rule.needed([]) == 25
    assert rule.needed([False] * 19 + [True] * 5) == 25
    assert rule.needed([False] * 19 + [True] * 6) == 25
    assert rule.needed([True] * 19 + [False] * 6) == 31
    assert rule.needed([False] * 19 + [True] * 4 + [False, True]) == 30
    assert rule.needed([False] * 119 + [True]) == 120 + 6
    assert rule.needed([False] * 400) == 400
    assert StoppingRule(least=20, most=20).needed([]) == 20
    assert StoppingRule(least=20, most=7).needed([]) == 7


@given(st.lists(st.booleans(), min_size=60, max_size=60), st.integers(2, 10), st.integers(0, 4))
def test_the_number_of_replications_is_that_of_judging_one_by_one(passed, least, look_ahead):
    """Asking in the batches that the rule itself proposes stops where asking after each replication does."""
    rule = StoppingRule(least=least, most=len(passed), look_ahead=look_ahead)
    one_by_one = next(n for n in range(1, len(passed) + 1) if rule.needed(passed[:n]) == n)
    done = 0
    while (needed := rule.needed(passed[:done])) > done:
        assert needed <= one_by_one
        done = needed
    assert done == one_by_one
    assert done == len(passed) or all(passed[done - 1 - look_ahead : done])


# --- verdicts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mean", "half", "expected"),
    [
        (-8.0, 3.0, "better"),
        (8.0, 3.0, "worse"),
        (-8.0, 9.0, "not_separable"),
        (-1.0, 0.5, "practically_equal"),
        (-1.0, 1.5, "not_separable"),
        (0.0, 0.0, "practically_equal"),
        (-1.9, 0.5, "better"),
    ],
)
def test_the_four_verdicts(mean, half, expected):
    assert verdict(Interval(mean, half, 20), 2.0, "lower") == expected
    opposite = {"better": "worse", "worse": "better"}
    assert verdict(Interval(-mean, half, 20), 2.0, "lower") == opposite.get(expected, expected)
    assert verdict(Interval(mean, half, 20), 2.0, "higher") == opposite.get(expected, expected)
    assert verdict(Interval(mean, half, 20), 2.0, "neither") == (None if expected in opposite else expected)


def test_one_replication_separates_nothing():
    assert verdict(mean_interval([0.0]), 1.0, "lower") == "not_separable"


@given(pairs, st.floats(0.01, 0.2), st.booleans())
def test_swapped_arms_get_the_opposite_verdict(rows, smallest, ratio):
    one, other = [a for a, _ in rows], [b for _, b in rows]
    interval = log_ratio_interval if ratio else paired_interval
    there = verdict(interval(one, other), margin(one, other, smallest, ratio=ratio), "lower")
    back = verdict(interval(other, one), margin(other, one, smallest, ratio=ratio), "lower")
    assert {"better": "worse", "worse": "better"}.get(there, there) == back


def test_log_ratio_is_used_only_where_every_replication_exceeds_a_minute():
    assert uses_log_ratio([61.0, 70.0], [400.0, 61.0])
    assert not uses_log_ratio([61.0, 70.0], [400.0, 60.0])
    assert not uses_log_ratio([59.0, 70.0], [400.0, 80.0])
    assert not uses_log_ratio([], [])
    assert margin([100.0], [80.0], 0.05, ratio=True) == log1p(0.05)
    assert isclose(margin([100.0], [80.0], 0.05, ratio=False), 4.5)


def test_conflicting_signs_are_seen():
    before, after = [100.0, 100.0, 100.0], [80.0, 80.0, 150.0]
    difference, ratio = paired_interval(before, after), log_ratio_interval(before, after)
    assert difference.mean > 0
    assert ratio.mean == pytest.approx((2 * log(0.8) + log(1.5)) / 3)
    assert signs_conflict(difference, ratio)
    assert not signs_conflict(difference, difference)


# --- series -----------------------------------------------------------------------------------------------------------


def test_start_up_ends_where_the_rule_says():
    t = np.arange(500)
    found = mser(10 * np.exp(-t / 30) + np.sin(1.7 * t) + np.cos(0.9 * t))
    assert (found.batches, found.observations, found.trusted) == (19, 95, True)
    assert found.statistic == pytest.approx(0.0011582, abs=5e-8)
    assert not mser(np.arange(100.0)).trusted
    with pytest.raises(ValueError, match="two batches"):
        mser(np.arange(9.0))


@given(st.floats(-100, 100), st.floats(-100, 100), st.integers(2, 60))
def test_slope_of_a_line_is_its_slope(start, step, n):
    assume(abs(step) > 1e-6 or step == 0)
    assert slope([start + step * i for i in range(n)]) == pytest.approx(step, rel=1e-6, abs=1e-6)
    noise = [start + step * i + (-1) ** i for i in range(n)]
    assert slope(noise) == pytest.approx(np.polyfit(range(n), noise, 1)[0], rel=1e-6, abs=1e-6)


def test_growth_looks_at_the_last_half():
    found = growth([[0, 50, 100, 100, 102, 104], [0, 50, 90, 90, 93, 96]])
    assert found.mean == pytest.approx(2.5)
    assert found.replications == 2
    assert slope([5.0]) == 0.0
