"""Tiny offices whose logs can be worked out by hand: agencies as people write them, cases at given minutes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
from pydantic import TypeAdapter

from orgsim.assumptions import Assumptions
from orgsim.organisation.agency import Agency
from orgsim.organisation.organisation import resolve
from orgsim.restructuring.plan import PlanStep, phases
from orgsim.simulation.compile import compile_network
from orgsim.simulation.draws import uid
from orgsim.simulation.engines import reference
from orgsim.simulation.log import Log
from orgsim.simulation.network import ANY_SITE, QueueingNetwork
from orgsim.simulation.requests import Requests

MONDAY: Final = dt.date(2026, 1, 5)
MINUTE: Final = 60
DAY: Final = 24 * 60
OFFICE: Final = {"hours": {"mon-sun": "08:00-16:00"}, "holidays": "none"}
EIGHT: Final = 8 * 60
"""08:00, in minutes."""

_PLAN = TypeAdapter(tuple[PlanStep, ...])


def exactly(work: str, **more: Any) -> dict[str, Any]:
    """Work that always takes the same, as seen at the desk."""
    return {"mean": work, "scv": 0, "basis": "observed", **more}


def step(by: str, work: str = "10 min", **more: Any) -> dict[str, Any]:
    """One step of a service."""
    return {"by": by, "work": exactly(work), **more}


def post(unit: str, headcount: int = 1, **more: Any) -> dict[str, Any]:
    """A post."""
    return {"title": "Jabatan", "unit": unit, "headcount": headcount, **more}


def unit(above: str | None = "dinas", **more: Any) -> dict[str, Any]:
    """A unit below another."""
    return {"title": "Unit", "reports_to": above, **more}


def service(*, kind: str | None = None, steps: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Return a service whose steps follow each other."""
    return {"title": "Layanan", "kind": kind, "steps": dict(steps), **more}


def agency(
    units: Mapping[str, Any] | None = None, *, positions: Mapping[str, Any], services: Mapping[str, Any], **more: Any
) -> dict[str, Any]:
    """Return an office open round the clock, without costs of switching and hand-over unless they are given."""
    return {
        "title": "Kantor",
        "calendar": {"always": True},
        "units": {"dinas": {"title": "Dinas"}, **(units or {})},
        "positions": dict(positions),
        "services": dict(services),
        "switching": {"default": "0 min"},
        "hand_over": {"work": "0 min", "delay": "0 hari kerja"},
        **more,
    }


@dataclass(frozen=True)
class Row:
    """One visit, times in minutes since 00:00 of the first day (None: it did not happen)."""

    case: int
    step: str
    visit: int
    category: int
    phase: int
    unit: str
    position: str
    staff: str
    ready: float
    enqueued: float
    released: float
    started: float | None
    finished: float | None
    switching: float
    handover: float
    suspended: float

    @property
    def served(self) -> tuple[str, float | None, float | None]:
        """Who, from when to when."""
        return self.staff, self.started, self.finished


@dataclass(frozen=True)
class Played:
    """What happened."""

    log: Log
    network: QueueingNetwork
    requests: Requests
    rows: tuple[Row, ...]

    def of(self, case: int) -> tuple[Row, ...]:
        """Visits of a case, in order of start."""
        return tuple(row for row in self.rows if row.case == case)

    def one(self, case: int, step: str | None = None, visit: int = 1) -> Row:
        """The visit of a case, to a step if it has several."""
        (found,) = (row for row in self.of(case) if step in (None, row.step.split("/", 1)[1]) and row.visit == visit)
        return found

    def way(self, case: int) -> list[str]:
        """The steps that a case was served at, in order of start."""
        return [row.step.split("/", 1)[1] for row in self.of(case) if row.started is not None]

    def order(self) -> list[int]:
        """The cases in order of their start."""
        return [row.case for row in self.rows if row.started is not None]

    def finished(self, case: int) -> float | None:
        """When a case was closed."""
        return _minutes(self.log.cases["finished"][case])


def requests_of(
    network: QueueingNetwork, cases: Sequence[tuple[Any, ...]], promised: Mapping[str, Callable[..., Any]] | None = None
) -> Requests:
    """Return the citizens: ``(service, minute)``, or with the set of attributes and the site after these.

    Parameters
    ----------
    promised
        By service: the due time of an arrival, where one is promised.
    """
    rows = []
    for number, (name, minute, *more) in enumerate(cases):
        attributes = more[0] if more else ()
        bits = sum(1 << network.attributes[name].index(a) for a in attributes)
        site = network.names["site"].index(more[1]) if len(more) > 1 else ANY_SITE
        key = uid(f"source:{name}") << 32 | number
        rows.append((key, network.names["service"].index(name), bits, site, round(minute * MINUTE)))
    columns = list(zip(*rows, strict=True)) or [[]] * 5
    kinds = (np.uint64, np.int32, np.int32, np.int32, np.int64)
    key, service_code, bits, site, arrived = (np.array(c, k) for c, k in zip(columns, kinds, strict=True))
    assert (np.diff(arrived) >= 0).all(), "write the cases in order of arrival"
    nothing = np.full(len(rows), -1, np.int64)
    due = nothing.copy()
    for row, (name, *_) in enumerate(cases):
        if promised and name in promised:
            due[row] = promised[name](arrived[row : row + 1])[0]
    return Requests(key, service_code, bits, site, arrived, due=due, expected=due, follows=nothing)


def compiled(
    written: Mapping[str, Any], plan: Sequence[Mapping[str, Any]] = (), *, days: int = 120, **assumed: Any
) -> QueueingNetwork:
    """Return the network of an agency, with a plan."""
    assumptions = Assumptions.model_validate(assumed)
    organisation = resolve(Agency.model_validate(written))
    found = phases(organisation, _PLAN.validate_python(plan), assumptions).checked()
    pieces = [(-(1 << 62), organisation)]
    pieces += [((p.on - MONDAY).days * DAY * MINUTE, p.organisation) for p in found]
    return compile_network(pieces, origin=MONDAY, last=MONDAY + dt.timedelta(days=days), assumptions=assumptions)


def play(
    written: Mapping[str, Any],
    cases: Sequence[tuple[Any, ...]],
    *,
    plan: Sequence[Mapping[str, Any]] = (),
    seed: int = 1,
    end: float = 60 * DAY,
    limit: float = 100 * DAY,
    **assumed: Any,
) -> Played:
    """Run an agency on cases; `plan` as people write it, `assumed` in place of the ledger's values."""
    network = compiled(written, plan, **assumed)
    requests = requests_of(network, cases, _promised(written))
    log = reference.run(
        network, requests, seed=seed, replication=0, end=round(end * MINUTE), limit=round(limit * MINUTE)
    )
    visits = log.decoded("visits")
    names = ("case", "step", "visit", "category", "phase", "unit", "position", "staff")
    times = ("ready", "enqueued", "released", "started", "finished")
    rows = [
        Row(
            **{name: visits[name][i].item() for name in names},
            **{name: _minutes(visits[name][i]) for name in times},
            switching=float(visits["switching"][i]) / MINUTE,
            handover=float(visits["handover"][i]) / MINUTE,
            suspended=float(visits["suspended"][i]) / MINUTE,
        )
        for i in range(len(visits["case"]))
    ]
    return Played(log, network, requests, tuple(rows))


def _promised(written: Mapping[str, Any]) -> dict[str, Callable[..., Any]]:
    office = Agency.model_validate(written)
    calendar = office.calendar.resolve()
    return {
        name: partial(calendar.due_ticks, promise=spec.promise, origin=MONDAY)
        for name, spec in office.services.items()
        if spec.promise is not None
    }


def _minutes(tick: Any) -> float | None:
    return None if tick == -1 else float(tick) / MINUTE


def day(number: int) -> str:
    """Return a date: 0 is the first day of the run, a Monday."""
    return (MONDAY + dt.timedelta(days=number)).isoformat()
