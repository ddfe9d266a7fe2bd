"""The rhythm of the day through the groups of an office: who comes when, and how much longer that makes the waits.

A typical day stands for all. Citizens come by the profile of their demand; what a group passes on comes to the next as
it is finished there. What is not known so well (questions, returns from outside) comes evenly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from math import fsum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.theory.daily import Hours, rush
from orgsim.organisation.intervals import DAY
from orgsim.scenario.streams import streams, streams_by_service

if TYPE_CHECKING:
    from orgsim.analysis.theory.stations import Floor
    from orgsim.simulation.simulate import Study

__all__ = ["rushes"]

Shape = NDArray[np.float64]

_LONGEST = 5400  # seconds of a stretch of office time: what is passed on changes within it
_LOOKED_AT = 14  # days, for the typical one


def rushes(study: Study, floor: Floor) -> tuple[float, ...]:
    """Return, for each station, how many seconds of office time longer the mean wait is than with an even flow."""
    day = list(_stretches(study, floor))
    count, lengths = len(floor.stations), np.array([length for _, _, length in day], dtype=np.float64)
    if not lengths.sum():
        return (0.0,) * count
    even = lengths / lengths.sum()
    shapes = {service: _shape(study, service, day, even) for streams in floor.streams for service in streams}
    leaving: dict[int, Shape] = {}
    found = [0.0] * count
    for place in _in_order(floor):
        station = floor.stations[place]
        pieces = [floor.divided.pieces[i] for i in floor.divided.groups[place].tasks]
        visits = fsum(piece.work.visits for piece in pieces) / floor.divided.days
        coming = np.zeros(len(day))
        for service, rate in floor.streams[place].items():
            coming += rate / floor.divided.days * shapes[service]
        for other in range(count):
            coming += floor.flows[other, place] / floor.divided.days * leaving.get(other, even)
        coming += max(0.0, visits - float(coming.sum())) * even
        plain = all(p.task.gathering is None and p.task.patience is None and not p.task.room for p in pieces)
        if not plain or not 0 < station.load < 1:
            continue
        service_time = station.load * station.servers * float(lengths.sum()) / float(coming.sum())
        hours = [Hours(float(length), float(here)) for length, here in zip(lengths, coming, strict=True)]
        found[place], served = rush(hours, service_time, station.servers)
        if sum(served) > 0:
            leaving[place] = np.asarray(served, dtype=np.float64) / sum(served)
    return tuple(found)


def _stretches(study: Study, floor: Floor) -> Iterator[tuple[int, int, int]]:
    """Yield the stretches of a typical day: start and end since midnight, and how long the office is open in it."""
    office, first = study.network.office, -(-floor.start // DAY)
    days = []
    for number in range(first, min(first + _LOOKED_AT, floor.end // DAY)):
        midnight = number * DAY
        begin = int(np.searchsorted(office.closes, midnight, side="right"))
        finish = int(np.searchsorted(office.opens, midnight + DAY, side="left"))
        inside = zip(office.opens[begin:finish].tolist(), office.closes[begin:finish].tolist(), strict=True)
        days.append(tuple((max(0, a - midnight), min(DAY, b - midnight)) for a, b in inside))
    typical = Counter(day for day in days if day).most_common(1)
    if not typical:
        return
    opening = typical[0][0]
    edges = {0, DAY, *(edge for pair in opening for edge in pair)}
    for demand in streams(study.scenario.demand).values():
        edges |= {edge for start, end, _ in demand.spans() for edge in (start, end)}
    for start, end in pairwise(sorted(edges)):
        is_open = any(a <= start and end <= b for a, b in opening)
        parts = -(-(end - start) // _LONGEST) if is_open else 1
        for n in range(parts):
            a, b = start + (end - start) * n // parts, start + (end - start) * (n + 1) // parts
            yield a, b, (b - a) if is_open else 0


def _shape(study: Study, service: int, day: list[tuple[int, int, int]], even: Shape) -> Shape:
    """Return which part of a service's requests comes in each stretch."""
    name = study.network.names["service"][service]
    shape = np.zeros(len(day))
    for demand in streams_by_service(study.scenario.demand).get(name, ()):
        spans = demand.spans()
        total = fsum(weight for _, _, weight in spans)
        for n, (start, end, _) in enumerate(day):
            shape[n] += sum(w * max(0, min(b, end) - max(a, start)) / (b - a) for a, b, w in spans) / total
    return np.asarray(shape / shape.sum(), dtype=np.float64) if shape.sum() else even


def _in_order(floor: Floor) -> list[int]:
    """Return the stations as cases come to them, those where they enter first."""
    reached = [place for place, streams in enumerate(floor.streams) if streams]
    for place in reached:
        reached += [int(j) for j in np.flatnonzero(floor.flows[place]) if j not in reached]
    return reached + [place for place in range(len(floor.stations)) if place not in reached]
