"""The reference engine beside a hand-written SimPy model of the same office.

Three stations with rework (`scenarios/theory/jackson-office.yaml`). The plain model knows nothing but this office: a
resource per station, a process per case, draws in NumPy blocks, and lists of waits. Both are run in turn, and both
must give the exact mean time in the office.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from math import sqrt
from statistics import fmean, median, stdev
from time import process_time

import numpy as np
import simpy

from benchmarks.benchmark import BENCHMARKS, Benchmark, Result
from orgsim.resources import scenarios
from orgsim.scenario.yaml_file import load
from orgsim.simulation.simulate import Study, prepare, run

EXACT = 114.89142  # minutes, Jackson
STAFF, MEAN, RETURNS, BACK_TO = (2, 3, 1), (10.0, 20.0, 20 / 3), (0.0, 0.2, 0.1), (0, 0, 1)
GAP = 120 / 11
WARM_UP, DAYS = 5, 160


def plain(seed: int) -> tuple[float, int]:
    """Run the plain model; return the mean time in the office, in minutes, and the number of visits."""
    chance = np.random.default_rng(seed)
    environment = simpy.Environment()
    stations = [simpy.Resource(environment, staff) for staff in STAFF]
    works = [blocks(lambda n, mean=mean: chance.exponential(mean, n)) for mean in MEAN]
    luck = blocks(chance.random)
    gaps = blocks(lambda n: chance.exponential(GAP, n))
    waits: list[float] = []
    times: list[tuple[float, float]] = []

    def case():
        arrived, station = environment.now, 0
        while station < 3:
            queued = environment.now
            with stations[station].request() as turn:
                yield turn
                waits.append(environment.now - queued)
                yield environment.timeout(next(works[station]))
            station = BACK_TO[station] if next(luck) < RETURNS[station] else station + 1
        times.append((arrived, environment.now - arrived))

    def arrivals():
        while environment.now < DAYS * 1440:
            yield environment.timeout(next(gaps))
            environment.process(case())

    environment.process(arrivals())
    environment.run()
    return fmean(time for arrived, time in times if arrived >= WARM_UP * 1440), len(waits)


def blocks(draw: Callable[[int], np.ndarray]) -> Iterator[float]:
    """Yield draws one by one, made four thousand at a time."""
    while True:
        yield from draw(4096).tolist()


def ours(study: Study, replication: int) -> tuple[float, int]:
    """Run the reference engine; return the same of its log."""
    log = run(study, replication)
    arrived, finished = log.cases["arrived"], log.cases["finished"]
    counted = (arrived >= study.change) & (arrived < study.end)
    return float((finished - arrived)[counted].mean()) / 60, int((log.visits["finished"] >= 0).sum())


@BENCHMARKS.register
class BesidePlainSimPy(Benchmark):
    """Speed of the reference engine over that of a plain model."""

    name = "beside_plain_simpy"
    about = "reference engine and a hand-written SimPy model of one office with rework, in turn; CPU time per visit"

    def results(self, rounds: int) -> Iterator[Result]:
        scenario = load(scenarios() / "theory" / "jackson-office.yaml")
        settings = scenario.run.changed(settle_before_change=f"{WARM_UP} days", observe=f"{DAYS - WARM_UP} days")
        study = prepare(scenario.changed(run=settings))
        models = {"plain": plain, "ours": lambda n: ours(study, n)}
        cost: dict[str, list[float]] = {name: [] for name in models}
        mean: dict[str, list[float]] = {name: [] for name in models}
        for model in models.values():
            model(0)  # imports, first tables
        for n in range(1, rounds + 1):
            for name in sorted(models, reverse=n % 2 == 0):
                gc.collect()
                before = process_time()
                time, visits = models[name](n)
                cost[name].append((process_time() - before) / visits)
                mean[name].append(time)
        ratios = [one / other for one, other in zip(cost["plain"], cost["ours"], strict=True)]
        speed = median(ratios)
        yield Result(
            "speed of the engine over the plain model, median of pairs", f"{speed:.2f} ×", "0.2 ×", speed >= 0.2
        )
        yield Result("least and greatest of the pairs", f"{min(ratios):.2f} – {max(ratios):.2f}")
        for name, title in (("plain", "plain model"), ("ours", "reference engine")):
            yield Result(f"{title}, CPU time per visit", f"{median(cost[name]) * 1e6:.1f} µs")
            error = stdev(mean[name]) / sqrt(rounds) if rounds > 1 else float("inf")
            got = f"{fmean(mean[name]):.1f} ± {2 * error:.1f} min"
            near = abs(fmean(mean[name]) - EXACT) < 4 * error
            yield Result(f"{title}, mean time in the office", got, f"exactly {EXACT:.1f}", near)
