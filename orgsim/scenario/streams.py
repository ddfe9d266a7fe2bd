"""The streams of citizens behind the sources of a scenario: one service each, so that a mix is several of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from orgsim.errors import Fault, message
from orgsim.scenario.demand import Demand, OpenDay

__all__ = ["Stream", "backlog_faults", "streams", "streams_by_service"]


class Stream(Demand):
    """The part of a source with a mix that asks for one service."""

    parts: tuple[tuple[dt.date, float], ...] = ()
    """Share of the source, from dates on; the first date is the first there is."""

    def expected(self, first: dt.date, days: int, open_day: OpenDay) -> NDArray[np.float64]:
        """Return the mean number of arrivals of each day; as `Demand.expected`."""
        whole = super().expected(first, days, open_day)
        parts = np.array([self.part_on(first + dt.timedelta(days=n)) for n in range(days)], dtype=np.float64)
        return np.multiply(whole, parts)

    def part_on(self, day: dt.date) -> float:
        """Return the share of the source that asks for the service on a day."""
        return [part for start, part in self.parts if start <= day][-1]

    @property
    def ordinary(self) -> float:
        """How many come on an ordinary open day, roughly: before the mix changes."""
        return super().ordinary * self.parts[0][1]

    @property
    def steady(self) -> bool:
        """Whether one week is like the next."""
        return super().steady and len(self.parts) == 1


def streams(demands: Mapping[str, Demand]) -> dict[str, Demand]:
    """Return the sources with each mix taken apart: `kantor` of `kk` and `ktp` becomes `kantor.kk` and `kantor.ktp`.

    Chance arrivals taken apart by chance are independent streams of chance arrivals, so that each is drawn by itself: a
    service that is asked for more often shifts nobody's luck. Of a source with good and bad days (`overdispersion`)
    each stream has its part of them, but not on the same days.

    Examples
    --------
    >>> office = Demand(per_day=300, mix={"ktp": "75 %", "kk": "25 %"})
    >>> weekday = lambda day: day.weekday() < 5
    >>> {name: s.expected(dt.date(2026, 1, 5), 1, weekday).tolist() for name, s in streams({"kantor": office}).items()}
    {'kantor.kk': [75.0], 'kantor.ktp': [225.0]}
    """
    found: dict[str, Demand] = {}
    for name, demand in demands.items():
        if not demand.mix:
            found[name] = demand
            continue
        mixes = [(dt.date.min, demand.mix), *((change.start, change.mix) for change in demand.mix_changes)]
        for service in sorted({service for _, mix in mixes for service in mix}):
            parts = tuple((start, mix.get(service, 0.0)) for start, mix in mixes)
            largest = max(part for _, part in parts)
            fields = {field: getattr(demand, field) for field in Demand.model_fields} | {
                "service": service,
                "mix": {},
                "mix_changes": (),
                "parts": parts,
                "overdispersion": 1 + (demand.overdispersion - 1) * largest,
            }
            found[f"{name}.{service}"] = Stream.model_construct(**fields)
    return found


def streams_by_service(demands: Mapping[str, Demand]) -> dict[str, list[Demand]]:
    """Return the streams of each service, in the order of their names.

    Examples
    --------
    >>> office, online = Demand(per_day=300, mix={"ktp": "75 %", "kk": "25 %"}), Demand(per_day=9, service="kk")
    >>> {service: len(found) for service, found in streams_by_service({"kantor": office, "daring": online}).items()}
    {'kk': 2, 'ktp': 1}
    """
    found: dict[str, list[Demand]] = {}
    for name, demand in sorted(streams(demands).items()):
        found.setdefault(demand.service or name, []).append(demand)
    return found


def backlog_faults(demands: Mapping[str, Demand]) -> tuple[Fault, ...]:
    """Return the faults of sources that state the backlog of one service twice; paths start at the sources.

    Examples
    --------
    >>> counter = Demand(per_day=9, service="kk", backlog=5, backlog_age="2 days")
    >>> [str(fault) for fault in backlog_faults({"a": counter, "b": counter})]
    ['b.backlog: the backlog of kk is given by a already. Give it once, for all sources of the service']
    """
    first: dict[str, str] = {}
    faults = []
    for source in sorted(demands):
        demand = demands[source]
        service = demand.service or source
        if demand.backlog and service in first:
            fault = message(
                "the backlog of {service} is given by {source} already", service=service, source=first[service]
            )
            remedy = message("Give it once, for all sources of the service")
            faults.append(Fault(fault, (source, "backlog"), remedy))
        elif demand.backlog:
            first[service] = source
    return tuple(faults)
