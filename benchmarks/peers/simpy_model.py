"""SimPy as its manual teaches it: a resource for each station, a generator process for each case."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

import numpy as np

from benchmarks.models import Model
from benchmarks.peer import PEERS, Peer, blocks


@PEERS.register
class SimPyModel(Peer):
    """Draws in NumPy blocks, priorities only where the model has them, and nothing kept but one number a case."""

    name = "simpy"
    package = "simpy"
    licence = "MIT"

    def waits(self, model: Model, cases: int, seed: int) -> list[float]:
        import simpy

        chance = np.random.default_rng(seed)
        environment = simpy.Environment()
        kind = simpy.PriorityResource if model.has_priorities else simpy.Resource
        stations = [kind(environment, servers) for servers in model.servers]
        works = [blocks(lambda n, mean=mean: chance.exponential(mean, n)) for mean in model.means]
        after = [list(accumulate(share for _, share in row)) for row in model.moves]
        goes = [[station for station, _ in row] for row in model.moves]
        luck, gaps = blocks(chance.random), blocks(chance.standard_exponential)
        classes = list(accumulate(share for share, _ in model.classes))[:-1]
        priorities = [priority for _, priority in model.classes]
        waits = [0.0] * cases

        def case(number: int, options: dict[str, int]):
            station, waited = 0, 0.0
            while True:
                queued = environment.now
                with stations[station].request(**options) as turn:
                    yield turn
                    waited += environment.now - queued
                    yield environment.timeout(next(works[station]))
                shares = after[station]
                way = bisect_right(shares, next(luck)) if shares else 0
                if way == len(shares):
                    break
                station = goes[station][way]
            waits[number] = waited

        def arrivals():
            for number in range(cases):
                yield environment.timeout(next(gaps))
                options = {}
                if model.has_priorities:
                    options["priority"] = priorities[bisect_right(classes, next(luck))]
                environment.process(case(number, options))

        environment.process(arrivals())
        environment.run()
        return waits
