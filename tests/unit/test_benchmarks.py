"""The benchmarks measure what they say: the workloads, the peers, the C loop, the goals. No time is looked at."""

from __future__ import annotations

from statistics import fmean

import numpy as np
import pytest

from benchmarks.benchmark import BENCHMARKS, Goals, Mean, Settings, ratios, times
from benchmarks.c_loop import c_waits, compiler
from benchmarks.models import FIVE_STATIONS, ONE_QUEUE_OF_EIGHT, ONE_SERVER, Model
from benchmarks.ours import GAP, engine_waits, study_of, whole_waits
from benchmarks.peer import PEERS
from orgsim.analysis.theory.preview import preview
from orgsim.simulation.simulate import ENGINES, draw_requests

MODELS = [ONE_SERVER, ONE_QUEUE_OF_EIGHT, FIVE_STATIONS]


def test_the_exact_means():
    assert ONE_SERVER.exact / ONE_SERVER.means[0] == pytest.approx(4.0)
    assert ONE_QUEUE_OF_EIGHT.exact / ONE_QUEUE_OF_EIGHT.means[0] == pytest.approx(0.876916, abs=1e-6)
    assert FIVE_STATIONS.exact == pytest.approx(18.793, abs=5e-4)
    assert sum(FIVE_STATIONS.visits) == pytest.approx(3.88, abs=5e-3)
    assert FIVE_STATIONS.has_priorities
    back = {(i, j) for i, row in enumerate(FIVE_STATIONS.moves) for j, _ in row if j < i}
    assert back == {(1, 0), (2, 1), (3, 1), (4, 0), (4, 3)}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_our_office_is_the_model(model: Model):
    found = preview(study_of(model, 400))
    rate = sum(service.requests_per_day for service in found.services)
    wait = sum(service.requests_per_day * service.wait for service in found.services) / rate
    assert wait / GAP == pytest.approx(model.exact, rel=2e-3)
    loads = {one.group.positions[0]: one.group.load for one in found.groups}
    assert [loads[f"petugas-{n}"] for n in range(len(model.servers))] == pytest.approx(list(model.loads), rel=1e-3)


# Who compiles for long is looked at by every benchmark, which times nobody whose mean is wrong.
@pytest.mark.parametrize("name", [name for name, kind in PEERS.items() if not kind.compiles])
def test_a_peer_runs_the_models(name: str):
    peer = PEERS[name]()
    if peer.version() is None:
        pytest.skip(f"{peer.package} is not installed: it is only needed to compare speed")
    for model in MODELS:
        waits = np.asarray(peer.waits(model, 300, 1))
        assert len(waits) == 300
        assert waits.min() >= 0
        assert 0.05 * model.exact < fmean(waits) < 6 * model.exact  # so few cases tell no more
    assert np.array_equal(waits, peer.waits(model, 300, 1))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
@pytest.mark.parametrize("engine", ENGINES)
def test_the_c_loop_gives_the_same_waits_to_the_tick(model: Model, engine: str):
    if compiler() is None:
        pytest.skip("there is no C compiler here: the C loop is only needed to compare speed")
    study = study_of(model, 600)
    requests = draw_requests(study, 3)
    waits = engine_waits(study, requests, 3, engine)
    assert 300 < len(waits) < 1000
    assert np.array_equal(waits, c_waits(study, requests, 3))
    assert np.array_equal(waits, whole_waits(study, 3, engine))


def test_goals_and_means():
    assert Goals((60, 100, 160)).reached(59) == "NOT reached"
    assert Goals((60, 100, 160)).reached(130) == "release goal"
    assert Goals((2.5, 1.5, 1.15), most=True).reached(1.6) == "at least"
    assert Goals((2.5, 1.5, 1.15), most=True).reached(1.1) == "stretch"
    assert str(Goals((2.0, 1.3), most=True)) == "≤ 2 / ≤ 1.3"
    assert Mean((9.9, 10.1, 10.0, 10.2), 10.0).verdict == ""
    assert "WRONG" in Mean((9.9, 10.1, 10.0, 10.2), 12.0).verdict
    assert "too few" in Mean((4.0, 16.0, 8.0, 12.0), 10.0).verdict


def test_pairs_are_of_one_round_and_take_turns():
    order: list[str] = []
    found = times({name: lambda _, name=name: order.append(name) for name in "abc"}, 3, after=lambda: None)
    assert order == ["a", "b", "c", "b", "c", "a", "c", "a", "b"]
    assert {len(seconds) for seconds in found.values()} == {3}
    assert ratios([2.0, 9.0, 4.0], [1.0, 3.0, 4.0])[0] == 2.0


def test_every_benchmark_says_what_it_is_about():
    assert {"five_stations", "physical_limit", "whole_year", "growing", "memory"} <= set(BENCHMARKS)
    assert all(kind.about for kind in BENCHMARKS.values())
    assert Settings().rounds % 2 == 1
