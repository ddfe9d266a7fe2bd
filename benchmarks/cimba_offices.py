"""The models as cimba wants them: classes with declared parts. Imported only where cimba is installed."""

from __future__ import annotations

import cimba as cb
from cimba import inputs

MOST_STATIONS = 6


class Counter(cb.Model):
    """One station without priorities: arrival times in a store, each server a process; its quickest form."""

    gap: cb.Input[float] = inputs.dist.exponential(mean=1.0)
    work: cb.Input[float] = inputs.dist.exponential(mean=1.0)
    mean: cb.Param[float] = 1.0
    queue: cb.Store[float]
    waits: cb.Dataset
    mean_wait: cb.Output[float]

    @cb.process
    def arrivals(self):
        while True:
            cb.hold(self.gap.next())
            self.queue.put(cb.now())

    @cb.on_end
    def measure(self):
        self.mean_wait = self.waits.sample_mean()


class Alone(Counter):
    """One server."""

    @cb.process
    def server(self):
        while True:
            came = self.queue.get()
            self.waits.record(cb.now() - came)
            cb.hold(self.work.next() * self.mean)


class Eight(Counter):
    """Eight servers."""

    @cb.process(copies=8)
    def server(self):
        while True:
            came = self.queue.get()
            self.waits.record(cb.now() - came)
            cb.hold(self.work.next() * self.mean)


class Case(cb.Model):
    """A case on its way through the stations."""

    office: cb.Ref[Office]
    rank: int

    @cb.process
    def way(self):
        station, waited = 0, 0.0
        office = self.office
        while station >= 0:
            queued = cb.now()
            office.stations[station].acquire(1, -self.rank)
            waited += cb.now() - queued
            cb.hold(office.work.next() * office.means[station])
            office.stations[station].release(1)
            station = office.after(station, office.luck.next())
        office.waits.record(waited)
        cb.release(self)


class Office(cb.Model):
    """Some stations, and the ways between them as tables."""

    gap: cb.Input[float] = inputs.dist.exponential(mean=1.0)
    work: cb.Input[float] = inputs.dist.exponential(mean=1.0)
    luck: cb.Input[float] = inputs.dist.uniform(low=0.0, high=1.0)
    s0: cb.Resource = cb.Resource(capacity=1)
    s1: cb.Resource = cb.Resource(capacity=1)
    s2: cb.Resource = cb.Resource(capacity=1)
    s3: cb.Resource = cb.Resource(capacity=1)
    s4: cb.Resource = cb.Resource(capacity=1)
    s5: cb.Resource = cb.Resource(capacity=1)
    stations: list[cb.Ref[cb.Resource]]
    means: cb.Array[float]
    first: cb.Array[int]
    below: cb.Array[float]
    to: cb.Array[int]
    shares: cb.Array[float]
    ranks: cb.Array[int]
    waits: cb.Dataset
    mean_wait: cb.Output[float]

    @cb.function
    def after(self, station: int, luck: float) -> int:
        for way in range(self.first[station], self.first[station + 1]):
            if luck < self.below[way]:
                return self.to[way]
        return -1

    @cb.process
    def arrivals(self):
        while True:
            cb.hold(self.gap.next())
            luck = self.luck.next()
            place = 0
            while luck >= self.shares[place]:
                place += 1
            cb.spawn(Case, office=self, rank=self.ranks[place])

    @cb.on_end
    def measure(self):
        self.mean_wait = self.waits.sample_mean()
