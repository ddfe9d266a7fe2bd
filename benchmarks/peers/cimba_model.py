"""cimba: processes compiled by numba on an engine in C; it gives the mean wait, not that of each case."""

from __future__ import annotations

from functools import cache
from itertools import accumulate
from typing import Any

from benchmarks.models import Model
from benchmarks.peer import PEERS, Peer


@PEERS.register
class CimbaModel(Peer):
    """Where there is one station, each server is a process; else each case is."""

    name = "cimba"
    package = "cimba"
    licence = "Apache-2.0"
    keeps_cases = False
    compiles = True

    def fits(self, model: Model) -> bool:
        from benchmarks.cimba_offices import MOST_STATIONS

        return model.servers in ((1,), (8,)) or len(model.servers) <= MOST_STATIONS

    def waits(self, model: Model, cases: int, seed: int) -> list[float]:
        import cimba

        made = _made(model)
        window = cimba.Window(warmup=0, duration=cases)  # a case comes every unit of time
        found = cimba.Experiment(made, replications=1, window=window, seed=seed).run()
        return [float(found[made].mean_wait.values[0, 0])]


@cache
def _made(model: Model) -> Any:
    """Return a model with its numbers; cimba compiles it at the first run."""
    import cimba

    from benchmarks.cimba_offices import Alone, Eight, Office

    if model.servers in ((1,), (8,)) and not model.has_priorities:
        counter = Alone() if model.servers == (1,) else Eight()
        counter.mean = model.means[0]
        return counter
    office = Office()
    office.stations = [getattr(office, f"s{n}") for n in range(len(model.servers))]
    for station, servers in zip(office.stations, model.servers, strict=True):
        station.initial_capacity = servers
    office.means = cimba.Array(list(model.means))
    office.first = cimba.Array([0, *accumulate(len(row) for row in model.moves)])
    office.below = cimba.Array([share for row in model.moves for share in accumulate(s for _, s in row)])
    office.to = cimba.Array([to for row in model.moves for to, _ in row])
    shares = list(accumulate(share for share, _ in model.classes))
    office.shares = cimba.Array([*shares[:-1], 2.0])
    office.ranks = cimba.Array([priority for _, priority in model.classes])
    return office
