"""salabim: a resource for each station, a component for each case, as generators (its quicker form)."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

import numpy as np

from benchmarks.models import Model
from benchmarks.peer import PEERS, Peer, blocks


@PEERS.register
class SalabimModel(Peer):
    """Without trace and without monitors of the resources; those of the components cannot be left out."""

    name = "salabim"
    package = "salabim"
    licence = "MIT"
    slower = 10

    def waits(self, model: Model, cases: int, seed: int) -> list[float]:
        import salabim

        chance = np.random.default_rng(seed)
        salabim.yieldless(False)
        environment = salabim.Environment(trace=False)
        stations = [salabim.Resource(capacity=servers, monitor=False) for servers in model.servers]
        works = [blocks(lambda n, mean=mean: chance.exponential(mean, n)) for mean in model.means]
        after = [list(accumulate(share for _, share in row)) for row in model.moves]
        goes = [[station for station, _ in row] for row in model.moves]
        luck, gaps = blocks(chance.random), blocks(chance.standard_exponential)
        classes = list(accumulate(share for share, _ in model.classes))[:-1]
        priorities = [priority for _, priority in model.classes]
        waits = [0.0] * cases

        class Case(salabim.Component):
            def process(self, number: int, rank: int):
                station, waited = 0, 0.0
                while True:
                    queued = environment.now()
                    yield self.request((stations[station], 1, rank))
                    waited += environment.now() - queued
                    yield self.hold(next(works[station]))
                    self.release()
                    shares = after[station]
                    way = bisect_right(shares, next(luck)) if shares else 0
                    if way == len(shares):
                        break
                    station = goes[station][way]
                waits[number] = waited

        class Arrivals(salabim.Component):
            def process(self):
                for number in range(cases):
                    yield self.hold(next(gaps))
                    Case(number=number, rank=priorities[bisect_right(classes, next(luck))])

        Arrivals()
        environment.run()
        return waits
