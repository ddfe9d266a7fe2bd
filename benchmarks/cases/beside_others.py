"""The engine beside other simulators: the same network, so many cases, the wait of each case.

Of all, what is timed is the whole of a run: the model made (ours: the citizens drawn), the simulation, and the waits
gathered. Each is checked against the exact mean before it is timed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from statistics import fmean, median
from typing import ClassVar

from benchmarks.benchmark import BENCHMARKS, Benchmark, Goals, Mean, Result, Settings, ratios, times
from benchmarks.models import FIVE_STATIONS, ONE_QUEUE_OF_EIGHT, ONE_SERVER, Model
from benchmarks.ours import FAST, study_of, whole_waits
from benchmarks.peer import PEERS
from orgsim.simulation.simulate import ENGINES

WARM_UP = 0.1
"""Share of the first cases that is left out of a mean."""

Waits = Callable[[int], Sequence[float]]
"""The waits of the cases of a run, given its number."""


class BesideOthers(Benchmark):
    """One model, all simulators."""

    model: ClassVar[Model]
    goals: ClassVar[dict[str, Goals]] = {}

    def results(self, settings: Settings) -> Iterator[Result]:
        model, timed = self.model, dict[str, Waits]()
        exact = model.exact
        for name, run, fewer in self._all(settings):
            runs = tuple(_mean_of(run(number)) for number in range(1, max(2, settings.checks) + 1))
            mean = Mean(runs, exact)
            yield Result(f"{name}: mean wait", f"{mean} {mean.verdict}".rstrip())
            if mean.verdict:
                continue
            if not fewer:
                timed[name] = run
            else:
                cost = median(times({name: run}, min(3, settings.rounds))[name]) * fewer / settings.cases
                yield Result(f"{name}: CPU time per visit, fewer cases", _micro(cost / sum(model.visits)))
        cost = times({name: _timed(run) for name, run in timed.items()}, settings.rounds, least=0.2)
        for name, seconds in cost.items():
            yield Result(f"{name}: CPU time per visit", _micro(median(seconds) / settings.cases / sum(model.visits)))
        for name in cost:
            if name != _OURS and _OURS in cost:
                middle, text = ratios(cost[name], cost[_OURS])
                yield Result(f"{model.name}: {_OURS} over {name}", text, middle, self.goals.get(name))

    def _all(self, settings: Settings) -> Iterator[tuple[str, Waits, int]]:
        """Yield every simulator that is here, and by how much its runs are shorter as it is slow (0: not)."""
        model, cases = self.model, settings.cases
        for engine in dict.fromkeys((FAST, *ENGINES)):
            fewer = 0 if engine == FAST else 5
            study = study_of(model, max(cases // max(1, fewer), 200))
            yield f"orgsim {engine}", lambda n, s=study, e=engine: whole_waits(s, n, e), fewer
        for name, kind in PEERS.items():
            peer = kind()
            if peer.version() is not None and peer.fits(model):
                number = max(cases // max(1, peer.slower), 200)
                yield name, lambda n, p=peer, c=number: p.waits(model, c, n), peer.slower


_OURS = f"orgsim {FAST}"


def _timed(run: Waits) -> Waits:
    return lambda number: run(1000 + number)


def _mean_of(waits: Sequence[float]) -> float:
    return fmean(waits[int(len(waits) * WARM_UP) :])


def _micro(seconds: float) -> str:
    return f"{seconds * 1e6:.2f} µs"


@BENCHMARKS.register
class OneServer(BesideOthers):
    """W1."""

    name = "one_server"
    about = "W1: M/M/1 at load 0.8"
    model = ONE_SERVER


@BENCHMARKS.register
class EightServers(BesideOthers):
    """W2."""

    name = "eight_servers"
    about = "W2: M/M/8 at load 0.9"
    model = ONE_QUEUE_OF_EIGHT


@BENCHMARKS.register
class FiveStations(BesideOthers):
    """W3."""

    name = "five_stations"
    about = "W3: five stations with rework, three classes, one of them first"
    model = FIVE_STATIONS
    goals: ClassVar = {"simpy": Goals((60, 100, 160)), "ciw": Goals((120, 200, 320))}
