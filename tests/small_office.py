"""A small office with a log made by hand, for tests of what is computed from logs."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import numpy as np

from orgsim.analysis.windows import Window
from orgsim.assumptions import Assumptions
from orgsim.organisation.resolved_calendar import Calendar
from orgsim.simulation.clocks import Clock
from orgsim.simulation.log import CASE_COLUMNS, VISIT_COLUMNS, Category, Log, Outcome, table_of
from orgsim.simulation.study import OpenDays

HOUR, DAY = 3600, 86_400
ORIGIN = dt.date(2026, 1, 5)  # a Monday
_WORKDAY = ((8 * HOUR, 12 * HOUR), (13 * HOUR, 16 * HOUR))  # 7 hours
CALENDAR = Calendar(week=(_WORKDAY,) * 5 + ((),) * 2)
NAMES = {
    "service": ("akta", "ktp"),
    "step": ("akta/loket", "akta/tanda-tangan", "akta/verifikasi", "ktp/loket", "ktp/surat-rt"),
    "unit": ("dinas", "loket", "verifikasi"),
    "position": ("kadis", "loket", "verifikator"),
    "staff": ("kadis/1", "loket/1", "verifikator/1"),
}
ATTENDED = {"ktp/loket"}
AWAY = {"akta/tanda-tangan"}
PATIENT = {"ktp/loket"}
CLASSES = ("berat", "ringan")
STAYS = 2 * HOUR  # of the unit verifikasi, if anything waits at closing


def at(day: int, hour: float = 0) -> int:
    """Tick of an hour of a day."""
    return day * DAY + round(hour * HOUR)


def doer_of(step: str) -> int:
    """Code of the unit, the position and the person who do a step; -1 outside."""
    return {"tanda-tangan": 0, "loket": 1, "verifikasi": 2}.get(step.partition("/")[2], -1)


def case(
    service: str,
    arrived: int,
    finished: int = -1,
    *,
    key: int = 0,
    due: int = -1,
    parent: int = -1,
    outcome: Outcome = Outcome.DONE,
    complaint_class: int = -1,
) -> tuple[int, ...]:
    outcome = Outcome.OPEN if finished == -1 else outcome
    return (key, parent, NAMES["service"].index(service), 0, arrived, due, finished, outcome, 0, complaint_class)


def visit(
    case: int,
    step: str,
    staff: str | None,
    ready: int,
    started: int = -1,
    finished: int = -1,
    *,
    enqueued: int | None = None,
    released: int | None = None,
    number: int = 1,
    phase: int = 0,
    category: Category = Category.WORK,
    base: int = 0,
    handover: int = 0,
    suspended: int = 0,
) -> tuple[int, ...]:
    service = NAMES["service"].index(step.partition("/")[0])
    person = -1 if staff is None else NAMES["staff"].index(staff)
    unit = doer_of(step)
    enqueued = ready if enqueued is None else enqueued
    times = (ready, enqueued, enqueued if released is None else released, started, finished)
    step_code = NAMES["step"].index(step)
    return (case, service, step_code, category, number, phase, unit, unit, person, *times, base, 0, handover, suspended)


def log_of(
    cases: list[tuple[int, ...]], visits: list[tuple[int, ...]], ended: int = at(35), replication: int = 0
) -> Log:
    numbered = [(key, *row[1:]) for key, row in enumerate(cases)]
    return Log(table_of(CASE_COLUMNS, numbered), table_of(VISIT_COLUMNS, visits), NAMES, ended, replication)


def study_of(
    *,
    change: int = 0,
    end: int = at(28),
    limit: int = at(35),
    without: frozenset[str] = frozenset(),
    costs: dict[str, float | None] | None = None,
    overtime: bool = False,
    complains: bool = True,
    absent: dict[int, tuple[int, ...]] | None = None,
) -> Any:
    """Return a study of three people with the same hours.

    `without`: steps that are gone after the change; `overtime`: the unit verifikasi stays on if anything waits;
    `absent`: days that somebody is away, by staff code, in replication 1.
    """
    intervals = CALENDAR.intervals(ORIGIN, ORIGIN + dt.timedelta(days=60))
    office = Clock(intervals[:, 0], intervals[:, 1])

    def phase(start: int, gone: frozenset[str]) -> Any:
        steps = [(code, name) for code, name in enumerate(NAMES["step"]) if name not in gone]
        tasks = {
            code: SimpleNamespace(
                attended=name in ATTENDED,
                own={-1: (SimpleNamespace(staff=doer_of(name)),)} if doer_of(name) >= 0 else {},
                helpers={},
                deputies={},
                team={},
                away=name in AWAY,
                at_closing="return_next_day",
                patience=SimpleNamespace() if name in PATIENT else None,
                room=3 if name in PATIENT else 0,
                loses=False,
            )
            for code, name in steps
        }
        return SimpleNamespace(
            start=start,
            tasks=tasks,
            unit_of=(0, 1, 2),
            position_of=(0, 1, 2),
            overtime={2: SimpleNamespace(above=0, ticks=STAYS)} if overtime else {},
            complaints=SimpleNamespace() if complains else None,
            chasing=SimpleNamespace() if complains else None,
        )

    phases = [phase(-(1 << 62), frozenset()), *([phase(change, without)] if change else [])]
    costs = costs if costs is not None else {"kadis": 12e6, "loket": 4e6, "verifikator": 5e6}
    positions = {
        name: SimpleNamespace(monthly_cost=cost, grade=None, people={f"{name}/1": SimpleNamespace()})
        for name, cost in costs.items()
    }
    rules = SimpleNamespace(classes=dict.fromkeys(CLASSES)) if complains else None
    organisation = SimpleNamespace(positions=positions, agency=SimpleNamespace(complaints=rules))

    def clocks(replication: int) -> tuple[Clock, ...]:
        if replication == 0 or absent is None:
            return (office,) * 3
        away = [[[at(day), at(day + 1)] for day in absent.get(staff, ())] for staff in range(3)]
        return tuple(office.minus(days) for days in away)

    return SimpleNamespace(
        network=SimpleNamespace(phases=phases, clocks=(office,) * 3, calendars=(office,) * 3, office=office),
        clocks=clocks,
        phases=[SimpleNamespace(start=p.start, organisation=organisation) for p in phases],
        scenario=SimpleNamespace(demand={}, assumptions=Assumptions()),
        origin=ORIGIN,
        change=change,
        end=end,
        limit=limit,
        calendar=CALENDAR,
        open_days=OpenDays(CALENDAR),
        date=lambda tick: ORIGIN + dt.timedelta(days=tick // DAY),
    )


WHOLE = Window("whole", 0, at(28))


def small_log() -> Log:
    """Return a log of three requests and a complaint.

    0: akta, 430 office minutes from arrival to the end: 270 in queues (60 for verification, 210 for the signature), 60
    on the way between the units, 100 of work. 1: ktp, comes back once, waits 15 minutes twice, and a day outside. 2:
    akta, waits for verification from the second day at 14:30 to the end. 3: a complaint about 0.
    """
    team = visit(0, "akta/verifikasi", "kadis/1", at(0, 9.5), at(0, 11.5), at(0, 13.5), category=Category.TEAM)
    signed = visit(0, "akta/tanda-tangan", "kadis/1", at(0, 13.5), at(1, 9), at(1, 9) + 600, category=Category.APPROVAL)
    outside = visit(1, "ktp/surat-rt", None, at(0, 10.5), at(0, 10.5), at(1, 10.5), category=Category.EXTERNAL)
    return log_of(
        [
            case("akta", at(0, 9), at(1, 9) + 600, due=at(1, 16)),
            case("ktp", at(0, 10), at(1, 11), due=at(0, 16)),
            case("akta", at(1, 14), due=at(2, 16)),
            case("akta", at(2, 8), at(2, 9), parent=0, complaint_class=1),
        ],
        [
            visit(0, "akta/loket", "loket/1", at(0, 9), at(0, 9), at(0, 9.5)),
            visit(1, "ktp/loket", "loket/1", at(0, 10), at(0, 10.25), at(0, 10.5)),
            outside,
            visit(0, "akta/verifikasi", "verifikator/1", at(0, 9.5), at(0, 11.5), at(0, 13.5), enqueued=at(0, 10.5)),
            team,
            signed,
            visit(1, "ktp/loket", "loket/1", at(1, 10.5), at(1, 10.75), at(1, 11), number=2),
            visit(2, "akta/loket", "loket/1", at(1, 14), at(1, 14), at(1, 14.5)),
            visit(3, "akta/loket", "loket/1", at(2, 8), at(2, 8.5), at(2, 9), category=Category.CHASE),
            visit(2, "akta/verifikasi", None, at(1, 14.5)),
        ],
    )


def shuffled(log: Log, order_of_cases: np.ndarray, order_of_visits: np.ndarray) -> Log:
    """Return the same log with its rows in another order."""
    place = np.empty_like(order_of_cases)
    place[order_of_cases] = np.arange(len(order_of_cases))
    cases, visits = log.cases.rows(order_of_cases), log.visits.rows(order_of_visits)
    cases = cases.changed(parent=np.where(cases["parent"] == -1, -1, place[cases["parent"]]))
    return Log(cases, visits.changed(case=place[visits["case"]]), log.names, log.ended)
