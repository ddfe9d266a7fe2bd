"""The integer tables keep the moments, and the block forms are the scalar forms."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from orgsim.errors import SimulationError
from orgsim.simulation.tables import (
    CountTable,
    CountTables,
    QuantileTable,
    count_table,
    ppm,
    scale_ppm,
    threshold,
)

words = st.integers(0, (1 << 32) - 1)


@dataclass(frozen=True)
class Frozen:
    """A distribution of scipy, as a table wants it."""

    law: object

    @property
    def mean(self) -> float:
        return float(self.law.mean())

    def quantile(self, p):
        return self.law.ppf(p)


@dataclass(frozen=True)
class Constant:
    mean: float

    def quantile(self, p):
        return np.full(len(p), self.mean)


@dataclass(frozen=True)
class Even:
    """Uniform from 0 to twice the mean."""

    mean: float

    def quantile(self, p):
        return 2 * self.mean * p


def exponential(mean: float) -> Frozen:
    return Frozen(stats.expon(scale=mean))


def lognormal(mean: float, scv: float) -> Frozen:
    variance = np.log1p(scv)
    return Frozen(stats.lognorm(s=variance**0.5, scale=mean * np.exp(-variance / 2)))


LAWS = {
    "exponential": (exponential(600), 1.0),
    "lognormal .5": (lognormal(600, 0.5), 0.5),
    "lognormal 2": (lognormal(600, 2.0), 2.0),
    "gamma .25": (Frozen(stats.gamma(4, scale=150)), 0.25),
}


def test_the_check_value():
    assert QuantileTable.from_distribution(exponential(600)).ticks(3121044062) == 778


@pytest.mark.parametrize("name", LAWS)
def test_mean_and_scv_are_kept(name):
    law, scv = LAWS[name]
    table = QuantileTable.from_distribution(law)
    body = table.ticks_block(np.arange(512, 4095 << 20, 1024)).astype(float)
    top = table.ticks_block(np.arange(4095 << 20, 1 << 32)).astype(float)  # every word of the tail
    mean, square = ((4095 * (body**n).mean() + (top**n).mean()) / 4096 for n in (1, 2))
    assert abs(mean / 600 - 1) < 0.000125
    assert abs((square / mean**2 - 1) / scv - 1) < 0.0016
    assert table.mean_ticks == 600


@given(st.lists(words, min_size=1), st.sampled_from(sorted(LAWS)))
def test_ticks_block_equals_ticks(drawn, name):
    table = QuantileTable.from_distribution(LAWS[name][0])
    block = table.ticks_block(np.array(drawn, np.uint32))
    assert block.dtype == np.int64
    assert block.tolist() == [table.ticks(word) for word in drawn]


@given(words, words)
def test_a_larger_word_never_takes_less_time(one, other):
    table = QuantileTable.from_distribution(lognormal(50, 2.0))
    assert table.ticks(min(one, other)) <= table.ticks(max(one, other))


def test_knots_are_hit_and_the_last_one_stands_at_one_minus_two_to_the_minus_25():
    table = QuantileTable.from_distribution(exponential(1e6))
    assert table.ticks(0) == 1
    assert table.ticks(2048 << 20) == round(1e6 * np.log(2))
    assert table.ticks(4095 << 20) == table.main[4095] == table.tail[0]
    assert table.tail[-1] == table.main[-1] == round(1e6 * 25 * np.log(2))
    assert table.tail[-1] - 1e6 * np.log(2) / 100 < table.ticks((1 << 32) - 1) <= table.tail[-1]


def test_deterministic_work_is_constant_and_rounded_half_even():
    for seconds, expected in ((600.0, 600), (2.5, 2), (3.5, 4), (0.2, 1)):
        table = QuantileTable.from_distribution(Constant(seconds))
        assert {table.ticks(word) for word in (0, 1 << 20, 1 << 31, 4095 << 20, (1 << 32) - 1)} == {expected}
        assert table.mean_ticks == expected


def test_stretch_comes_before_rounding():
    assert QuantileTable.from_distribution(Constant(100.0), stretch=1 / 0.7).ticks(5) == 143
    assert QuantileTable.from_distribution(Constant(0.4), stretch=10).ticks(5) == 4


def test_equal_tables_have_equal_digests_and_arrays_cannot_be_written():
    table, same = (QuantileTable.from_distribution(exponential(600)) for _ in range(2))
    assert table == same
    assert hash(table) == hash(same)
    assert table != QuantileTable.from_distribution(exponential(601))
    with pytest.raises(ValueError, match="read-only"):
        table.main[0] = 5


@pytest.mark.parametrize("value", [np.nan, np.inf, -5.0, 2.0**41])
def test_impossible_quantiles_are_refused(value):
    with pytest.raises(SimulationError, match="do not rise"):
        QuantileTable.from_distribution(Constant(value))


def test_falling_quantiles_are_refused():
    with pytest.raises(SimulationError, match="do not rise"):
        QuantileTable(np.arange(4097)[::-1], np.arange(4097), 5)


@pytest.mark.parametrize("mean", [0.0, 0.01, 0.7, 5.0, 14.0, 300.5, 1000.0, 40_000.0])
@pytest.mark.parametrize("dispersion", [1.0, 1.05, 1.4, 5.0, 60.0])
def test_count_thresholds_are_the_distribution_function(mean, dispersion):
    table = count_table(mean, dispersion)
    counts = table.offset + np.arange(len(table.thresholds))
    if dispersion == 1 or mean == 0:
        exact = stats.poisson(mean).cdf(counts)
    else:
        exact = stats.nbinom(mean / (dispersion - 1), 1 / dispersion).cdf(counts)
    assert np.abs(table.thresholds / 2**32 - exact).max() < 1e-9
    assert table.thresholds[-1] == 1 << 32
    assert (np.diff(table.thresholds) >= 0).all()


@given(st.floats(0, 2000), st.floats(1, 20), st.lists(words, min_size=1, max_size=30))
def test_counts_grow_with_the_word(mean, dispersion, drawn):
    table = count_table(mean, dispersion)
    counts = [table.count(word) for word in sorted(drawn)]
    assert counts == sorted(counts)
    assert min(counts) >= 0
    assert table.count(0) <= min(counts)
    assert max(counts) <= table.count((1 << 32) - 1)


@given(st.lists(st.tuples(st.sampled_from([0.01, 0.7, 14.0, 300.5]), words), max_size=30), st.sampled_from([1.0, 1.4]))
def test_all_days_at_once_have_the_counts_of_each(days, dispersion):
    means = np.array([mean for mean, _ in days])
    drawn = np.array([word for _, word in days], np.uint32)
    counts = CountTables(means, dispersion).counts(drawn).tolist()
    assert counts == [count_table(mean, dispersion).count(word) for mean, word in days]


def test_all_days_at_once_have_the_counts_of_each_at_the_ends():
    table = count_table(14.0)
    ends = [0, int(table.thresholds[20]) - 1, int(table.thresholds[20]), (1 << 32) - 1]
    tables = CountTables(np.array([14.0, 14.0, 14.0, 14.0, 2.0]), 1.0)
    found = tables.counts(np.array([*ends, 5], np.uint32)).tolist()
    assert found == [*(table.count(word) for word in ends), count_table(2.0).count(5)]
    assert found[2] == found[1] + 1


def test_a_word_equal_to_a_threshold_belongs_to_the_next_count():
    table = CountTable(3, np.array([10, 20, 1 << 32]))
    assert [table.count(word) for word in (0, 9, 10, 19, 20, (1 << 32) - 1)] == [3, 3, 4, 4, 5, 5]


def test_tables_that_need_arithmetic_only_are_the_same_everywhere():
    assert QuantileTable.from_distribution(Even(1000.0)).digest() == "fc5631b2a0084d6f55bfd28fb905460f"
    assert count_table(14.0).digest() == "de7e2abe94231c8797560288bd0a66e3"
    assert count_table(99.0, 1.4).digest() == "30d556d1215489e3e5267684fa59cb1e"


@pytest.mark.parametrize(("mean", "dispersion"), [(-1.0, 1.0), (np.nan, 1.0), (5.0, 0.9), (np.inf, 1.0), (5.0, np.nan)])
def test_impossible_counts_are_refused(mean, dispersion):
    with pytest.raises(SimulationError, match="daily counts"):
        count_table(mean, dispersion)


@given(words, st.floats(0, 1))
def test_threshold_is_the_share_of_words_below_it(word, share):
    assert (word < threshold(share)) == (word < Fraction(share) * 2**32 // 1)


def test_threshold_of_nothing_of_everything_and_of_nonsense():
    assert threshold(1.0) > (1 << 32) - 1
    assert threshold(0.0) == 0
    for share in (-0.1, 1.1, np.nan):
        with pytest.raises(SimulationError, match="outside 0 to 1"):
            threshold(share)


@given(st.integers(0, 1 << 38), st.integers(0, 1 << 23))
def test_scaling_is_the_exact_product_rounded_half_even(base, factor):
    assert scale_ppm(base, factor) == round(Fraction(base * factor, 1_000_000))


def test_scaling_refuses_what_int64_cannot_hold():
    for base, factor in ((1 << 50, 1 << 12), (-1, 5), (5, -1)):
        with pytest.raises(SimulationError, match="scaled exactly"):
            scale_ppm(base, factor)


def test_factors_become_parts_per_million_half_even():
    assert [ppm(factor) for factor in (1.0, 0.7, 1e-7, 2.5e-6, 3.5e-6)] == [1_000_000, 700_000, 0, 2, 4]
    for factor in (-1.0, np.nan, np.inf):
        with pytest.raises(SimulationError, match="factor"):
            ppm(factor)
