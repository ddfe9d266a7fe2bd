"""Formulas against published or independently computed values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgsim.analysis.theory.general_service import PhaseType, gigm_wait, mdc_wait, mg1_wait, mphc_wait
from orgsim.analysis.theory.markov_queues import (
    erlang_b,
    erlang_c,
    finite_room,
    finite_source,
    mmc,
    mmc_wait_beyond,
    mmc_wait_quantile,
    with_abandonment,
)
from orgsim.analysis.theory.merging import break_even_speed, merging
from orgsim.analysis.theory.networks import jackson, time_with_rework
from orgsim.analysis.theory.office_hours import batch_wait, committee_wait, mean_queue_of_a_day, present_at_closing
from orgsim.analysis.theory.priorities import non_preemptive_waits, preemptive_times
from orgsim.errors import UnstableError


def given_to(digits: int, *values: float) -> object:
    """Equal to values as printed with so many digits after the point."""
    return pytest.approx(list(values), abs=0.6 * 10**-digits, rel=0)


LOADS = (0.7, 0.8, 0.9, 0.95)
MMC = {
    1: [(0.700000, 2.333333), (0.800000, 4.000000), (0.900000, 9.000000), (0.950000, 19.000000)],
    2: [(0.576471, 0.960784), (0.711111, 1.777778), (0.852632, 4.263158), (0.925641, 9.256410)],
    3: [(0.492344, 0.547049), (0.647191, 1.078652), (0.817061, 2.723537), (0.907009, 6.046723)],
    5: [(0.377838, 0.251892), (0.554113, 0.554113), (0.762493, 1.524986), (0.877799, 3.511196)],
    10: [(0.221731, 0.073910), (0.409180, 0.204590), (0.668732, 0.668732), (0.825586, 1.651171)],
    20: [(0.093561, 0.015594), (0.256078, 0.064019), (0.550769, 0.275385), (0.755401, 0.755401)],
}


@pytest.mark.parametrize(
    ("servers", "load", "expected"),
    [(c, load, row) for c, rows in MMC.items() for load, row in zip(LOADS, rows, strict=True)],
)
def test_erlang_c(servers, load, expected):
    found = mmc(load * servers, 1.0, servers)
    assert [found.wait_share, found.wait] == given_to(6, *expected)
    assert found.load == pytest.approx(load)
    assert found.present == pytest.approx(found.queue + load * servers)  # Little, twice


def test_waits_beyond_a_time_and_their_quantiles():
    assert [mmc_wait_beyond(2.7, 1.0, 3, 1.0), mmc_wait_beyond(4.0, 1.0, 5, 1.0)] == given_to(6, 0.605294, 0.203847)
    assert [mmc_wait_quantile(2.4, 1.0, 3, 0.9)] == given_to(5, 3.11245)
    assert mmc_wait_quantile(2.4, 1.0, 3, 0.3) == 0.0
    assert mmc_wait_beyond(2.4, 1.0, 3, mmc_wait_quantile(2.4, 1.0, 3, 0.9)) == pytest.approx(0.1)


@given(st.integers(1, 30), st.floats(0.05, 0.95))
def test_loss_and_delay_fit_together(servers, load):
    offered = load * servers
    loss = erlang_b(offered, servers)
    assert erlang_c(offered, servers) == pytest.approx(loss / (1 - load * (1 - loss)))
    assert finite_room(offered, 1.0, servers, servers).lost == pytest.approx(loss)


def test_an_overloaded_station_has_no_mean():
    with pytest.raises(UnstableError, match="the queue grows without end"):
        mmc(3.0, 1.0, 3)


@pytest.mark.parametrize(
    ("servers", "load", "deterministic", "erlang"),
    [
        (1, 0.8, 2.000000, 3.000000),
        (1, 0.9, 4.500000, 6.750000),
        (2, 0.8, 0.903284, 1.342391),
        (2, 0.9, 2.146923, 3.207339),
        (5, 0.8, 0.289060, 0.423226),
        (5, 0.9, 0.776695, 1.153309),
    ],
)
def test_less_variable_work_waits_less(servers, load, deterministic, erlang):
    assert [mdc_wait(load * servers, 1.0, servers)] == given_to(6, deterministic)
    assert [mphc_wait(load * servers, PhaseType.erlang(1.0, 2), servers)] == given_to(6, erlang)
    if servers == 1:
        assert [mg1_wait(load, 1.0, 0.0), mg1_wait(load, 1.0, 0.5)] == given_to(6, deterministic, erlang)


@given(st.integers(1, 6), st.floats(0.1, 0.95), st.floats(0.1, 20))
def test_phase_type_with_one_phase_is_erlang_c(servers, load, mean):
    arrival_rate = load * servers / mean
    assert mphc_wait(arrival_rate, PhaseType.erlang(mean, 1), servers) == pytest.approx(
        mmc(arrival_rate, mean, servers).wait, rel=1e-6
    )


@given(st.floats(0.1, 0.95), st.floats(0.05, 0.95), st.floats(1.1, 20))
def test_phase_type_with_one_server_is_pollaczek_and_khinchine(load, share, longer):
    mean = share + (1 - share) * longer
    scv = 2 * (share + (1 - share) * longer**2) / mean**2 - 1
    found = mphc_wait(load / mean, PhaseType.mixture([share, 1 - share], [1.0, longer]), 1)
    assert found == pytest.approx(mg1_wait(load / mean, mean, scv), rel=1e-6)


def test_whitts_approximation():
    found = [gigm_wait(2.4, 1.0, 3, ca, cs) for ca, cs in [(0.5, 2), (2, 0.5), (1, 0.5), (1, 0)]]
    assert found == given_to(6, 1.252564, 1.378897, 0.816070, 0.552578)
    assert gigm_wait(2.4, 1.0, 3, 1, 1) == pytest.approx(mmc(2.4, 1.0, 3).wait)
    assert gigm_wait(2.4, 1.0, 3, 0, 0) == 0.0


@pytest.mark.parametrize(
    ("arrivals", "patience", "servers", "expected"),
    [
        (9, 2, 10, (0.468942, 0.067012, 1.206211, 0.839689)),
        (10, 2, 10, (0.619655, 0.103913, 2.078264, 0.896087)),
        (50, 1, 50, (0.518808, 0.056325, 2.816250, 0.943675)),
    ],
)
def test_citizens_who_give_up(arrivals, patience, servers, expected):
    found = with_abandonment(arrivals, 1.0, servers, patience)
    assert [found.wait_share, found.lost, found.queue, found.load] == given_to(6, *expected)
    assert found.lost == pytest.approx(found.queue / patience / arrivals)


def test_citizens_who_give_up_in_a_small_office():
    heavy, light = with_abandonment(3.0, 1.0, 3, 2.0), with_abandonment(2.4, 1.0, 3, 2.0)
    assert [heavy.lost, heavy.wait, heavy.wait_share] == given_to(6, 0.187268, 0.374535, 0.646272)
    assert [light.lost, light.wait, light.wait_share] == given_to(6, 0.119855, 0.239711, 0.478047)


def test_priorities():
    assert non_preemptive_waits([0.3, 0.5], 1.0) == given_to(6, 1.142857, 5.714286)
    assert non_preemptive_waits([0.2, 0.3, 0.3], 1.0) == given_to(6, 1, 2, 8)
    assert non_preemptive_waits([0.9, 1.5], 1.0, servers=3) == given_to(6, 0.308186, 1.540931)
    waits = non_preemptive_waits([0.3, 0.4], 1.0)
    assert waits == given_to(6, 1.0, 3.333333)
    assert [0.3 * waits[0] + 0.4 * waits[1]] == given_to(6, 1.633333)  # conserved, whoever is first
    assert preemptive_times([0.3, 0.5], 1.0) == given_to(6, 1.428571, 7.142857)


def test_office_with_rework():
    found = jackson([5.5, 0, 0], [[0, 1, 0], [0.2, 0, 0.8], [0, 0.1, 0]], [6, 3, 9], [2, 3, 1])
    assert list(found.flows) == given_to(6, 7.027778, 7.638889, 6.111111)
    assert [s.load for s in found.stations] == given_to(6, 0.585648, 0.848765, 0.679012)
    assert [s.wait for s in found.stations] == given_to(6, 0.087005, 0.535062, 0.235043)
    assert [s.present for s in found.stations] == given_to(6, 1.782751, 6.633579, 2.115385)
    assert [found.time] == given_to(6, 1.914857)


def test_network_with_returns_and_splits():
    found = jackson([1, 0, 0], [[0, 0.9, 0.1], [0.2, 0, 0.5], [0, 0, 0]], [2, 1.5, 0.8], [1, 1, 2])
    assert list(found.flows) == given_to(6, 1.219512, 1.097561, 0.670732)
    assert [found.time] == given_to(6, 5.306939)


def test_single_clerk_with_rework():
    assert [time_with_rework(0.5, 1.0, p) for p in (0.1, 0.25, 0.4)] == given_to(6, 2.5, 4, 10)


def test_finite_rooms_and_sources_batches_and_committees():
    room = finite_room(0.9, 1.0, 1, 5)
    assert [room.lost, room.wait] == given_to(6, 0.126023, 1.790286)
    source = finite_source(6, 0.1, 1.0)
    assert [source.present, source.wait] == given_to(6, 0.845149, 0.639522)
    assert committee_wait(14) == 7
    assert batch_wait(4, 10) == 1.125


def test_office_hours():
    assert present_at_closing(9, 1 / 3.3, 3, 8, [1, 2, 5, 10, 40]) == given_to(
        4, 7.2758, 8.7475, 10.2823, 10.8724, 11.0588
    )
    assert mean_queue_of_a_day(9, 1 / 3.3, 3, 8) == pytest.approx(2.92494, rel=2e-5)
    assert [mmc(9, 1 / 3.3, 3).queue] == given_to(5, 8.33179)  # what a steady formula would say of such a day


@pytest.mark.parametrize(
    ("longer", "load", "short", "long", "separate", "merged", "ratio"),
    [
        (1, 0.9, 9, 9, 9, 4.26316, 0.4737),
        (2, 0.9, 9, 18, 12, 6.37985, 0.5317),
        (10, 0.7, 2.33333, 23.33333, 4.24242, 4.92155, 1.1601),
        (10, 5 / 6, 5, 50, 9.09091, 12.07528, 1.3283),
    ],
)
def test_merging_gains_with_equal_work_and_loses_with_unlike_work(longer, load, short, long, separate, merged, ratio):
    found = merging(longer, 1, load)
    assert [found.short, found.long, found.separate, found.merged] == given_to(5, short, long, separate, merged)
    assert [found.ratio] == given_to(4, ratio)


def test_break_even_of_specialists():
    assert [100 * break_even_speed(load) for load in LOADS] == given_to(2, 17.36, 13.79, 8.26, 4.53)


def test_published_indonesian_offices():
    sigi = [mmc(load * c, 1.0, c).present for load, c in [(0.565, 2), (0.45, 2), (0.75, 4)]]
    assert sigi == pytest.approx([1.66, 1.13, 4.53], abs=0.01)
    bandung = mmc(13.893 / 60, 60 / 14.4955, 1)
    assert 60 / 14.4955 + bandung.wait == pytest.approx(99.6, abs=0.05)
    second = mmc(13.893 / 60, 60 / 14.4955, 2)
    assert [second.queue] == given_to(4, 0.2857)
    assert [second.wait] == given_to(3, 1.234)
