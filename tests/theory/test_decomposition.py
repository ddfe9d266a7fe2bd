from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgsim.analysis.theory.decomposition import Station, decompose
from orgsim.analysis.theory.networks import jackson

# An office with two kinds of case: 1-2-4 and 1-2-3-4, rework after the second and the fourth step; minutes.
SERVERS = (3, 4, 3, 1)
ROUTES = (
    (4.7 / 60, (0, 1, 3), (10, 25, 4), (0.5, 1, 0.3), {1: (0.15, 0), 2: (0.05, 1)}),
    (1.1 / 60, (0, 1, 2, 3), (15, 40, 60, 8), (0.5, 1.5, 0.5, 0.3), {1: (0.15, 0), 3: (0.10, 1)}),
)


def office() -> tuple[list[Station], np.ndarray, list[np.ndarray]]:
    arriving, work, squares = np.zeros((3, 4))
    flows, streams, visits = np.zeros((4, 4)), [], []
    for rate, route, means, scvs, rework in ROUTES:
        size = len(route)
        moves = np.diag(np.ones(size - 1), 1)
        for step, (share, back) in rework.items():
            moves[step] *= 1 - share
            moves[step, back] += share
        often = np.linalg.solve(np.eye(size) - moves.T, np.eye(size)[0])
        visits.append(often)
        streams.append((rate, 1.0))
        for step, pool in enumerate(route):
            arriving[pool] += rate * often[step]
            work[pool] += rate * often[step] * means[step]
            squares[pool] += rate * often[step] * means[step] ** 2 * (1 + scvs[step])
            for after, other in enumerate(route):
                flows[pool, other] += rate * often[step] * moves[step, after]
    means = work / arriving
    stations = [
        Station(
            c, work[j] / c, means[j], squares[j] / arriving[j] / means[j] ** 2 - 1, tuple(streams) if j == 0 else ()
        )
        for j, c in enumerate(SERVERS)
    ]
    return stations, flows, visits


def test_the_office_with_rework_and_two_kinds_of_case():
    stations, flows, visits = office()
    found = decompose(stations, flows)
    assert [s.load for s in stations] == pytest.approx([0.4193, 0.8459, 0.4074, 0.4928], abs=5e-5)
    assert found[1].soon == pytest.approx(0.2009, abs=5e-5)
    assert [seen.arrival_scv for seen in found] == pytest.approx([1.001, 0.9542, 1.0157, 1.0297], abs=5e-5)
    waits = [seen.wait for seen in found]
    assert waits == pytest.approx([0.818, 33.424, 4.068, 3.354], abs=5e-4)
    of_kinds = [
        sum(often * waits[pool] for often, pool in zip(v, r[1], strict=True))
        for v, r in zip(visits, ROUTES, strict=True)
    ]
    assert of_kinds == pytest.approx([45.893, 52.917], abs=5e-4)


@given(
    servers=st.lists(st.integers(1, 6), min_size=1, max_size=5),
    loads=st.lists(st.floats(0.05, 0.97), min_size=5, max_size=5),
    shares=st.lists(st.floats(0.0, 1.0), min_size=30, max_size=30),
)
def test_poisson_and_exponential_is_jackson(servers: list[int], loads: list[float], shares: list[float]):
    count = len(servers)
    moves = np.array(shares[: count * count]).reshape(count, count) * 0.9 / count
    entering = np.array(shares[25 : 25 + count]) + 0.1
    arriving = np.linalg.solve(np.eye(count) - moves.T, entering)
    means = [load * c / rate for load, c, rate in zip(loads, servers, arriving, strict=False)]
    stations = [Station(c, loads[j], means[j], 1.0, ((entering[j], 1.0),)) for j, c in enumerate(servers)]
    found = decompose(stations, arriving[:, None] * moves)
    exact = jackson(entering.tolist(), moves.tolist(), [1 / mean for mean in means], servers)
    assert [seen.wait for seen in found] == pytest.approx([queue.wait for queue in exact.stations], rel=1e-9)
    assert [seen.arrival_scv for seen in found] == pytest.approx([1.0] * count)


def test_an_overloaded_station_has_no_mean_and_the_share_that_comes_back():
    first = Station(1, 1.25, 1.0, 1.0, ((1.0, 1.0),))
    second = Station(1, 0.5, 0.5, 1.0, ())
    found = decompose([first, second], [[0.0, 1.25], [0.25, 0.0]])
    assert found[0].wait is None
    assert found[0].returns == pytest.approx(0.2)
    assert found[1].wait == pytest.approx(0.5, rel=0.35)


def test_nobody_comes():
    assert decompose([Station(2, 0.0, 0.0, 1.0, ())], [[0.0]])[0].wait == 0.0
    assert decompose([], []) == ()
