"""The way of one case through the office, event by event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from orgsim.errors import Message, message
from orgsim.report.amounts import Amount, Seconds
from orgsim.report.case_trace import TracedCase
from orgsim.report.tables import Column, Table
from orgsim.report.trace_names import staff_title, unit_title, visit_title
from orgsim.simulation.log import Category, Outcome
from orgsim.simulation.tables import scale_ppm

_OUTCOMES: Final = {
    Outcome.DONE: message("done"),
    Outcome.ABANDONED: message("gave up"),
    Outcome.REFUSED: message("refused"),
    Outcome.WITHDRAWN: message("withdrawn"),
    Outcome.OPEN: message("still open"),
}


def events_table(case: TracedCase) -> Table:
    """Return what happens to a case, with civil dates and times."""
    found: list[tuple[int, Message]] = [(case.column("arrived"), message("arrives"))]
    for row in case.visit_rows:
        found += _visit_events(case, row)
    finished = case.column("finished")
    if finished >= 0:
        found.append((finished, _ending(case, finished)))
    # Stable: what happens at one instant stays in the order of the visits.
    found.sort(key=lambda event: event[0])
    rows = tuple((_moment(case, tick), text) for tick, text in found)
    notes = [] if finished >= 0 else [message("It is still open when the run ends.")]
    if case.column("due") >= 0:
        notes.insert(0, message("Promised by {moment}.", moment=_moment(case, case.column("due"))))
    columns = (Column(message("When")), Column(message("What happens")))
    return Table(message("Its way through the office"), columns, rows, tuple(notes))


def _ending(case: TracedCase, finished: int) -> Message:
    arrived, due = case.column("arrived"), case.column("due")
    values = {
        "outcome": _OUTCOMES[Outcome(case.column("outcome"))],
        "lead": Amount((finished - arrived) / 3600, "h"),
        "office": Seconds(case.study.network.office.work_between(arrived, finished)),
    }
    if due < 0:
        return message("{outcome}, {lead} after arrival ({office} of office hours)", **values)
    if finished <= due:
        return message("{outcome}, {lead} after arrival ({office} of office hours), as promised", **values)
    return message("{outcome}, {lead} after arrival ({office} of office hours), later than promised", **values)


def _visit_events(case: TracedCase, row: int) -> Iterator[tuple[int, Message]]:
    visits, names = case.log.visits, case.log.names
    cell = {name: int(visits[name][row]) for name in visits}
    category, visit = Category(cell["category"]), visit_title(case, row)
    if category is Category.EXTERNAL:
        yield cell["ready"], message("{visit}: waits for somebody outside", visit=visit)
        return
    who = staff_title(case, names["staff"][cell["staff"]]) if cell["staff"] >= 0 else "–"
    if category is Category.TEAM:
        yield cell["started"], message("{visit}: {staff} takes part", visit=visit, staff=who)
        return
    place = unit_title(case, names["unit"][cell["unit"]], cell["phase"])
    if cell["enqueued"] > cell["ready"]:
        text = message("{visit}: on the way to {unit}, or sent home at closing", visit=visit, unit=place)
        yield cell["ready"], text
    if cell["enqueued"] >= 0:
        yield cell["enqueued"], message("{visit}: joins the queue in {unit}", visit=visit, unit=place)
    if cell["started"] < 0:
        return
    waited = Seconds(case.study.network.office.work_between(cell["enqueued"], cell["started"]))
    yield cell["started"], message("{visit}: taken up by {staff} after {waited} in the queue (office hours)",
                                   visit=visit, staff=who, waited=waited)  # fmt: skip
    if cell["finished"] >= 0:
        yield (
            cell["finished"],
            message(
                "{visit}: finished; drawn {base}, at this pace {work}, switching {switching}, handing over {handover}",
                visit=visit,
                base=Seconds(cell["base"]),
                work=Seconds(_at_pace(case, row)),
                switching=Seconds(cell["switching"]),
                handover=Seconds(cell["handover"]),
            ),
        )


def _at_pace(case: TracedCase, row: int) -> int:
    """Return the drawn work at the pace of the person who did it."""
    task, base = case.task(row), int(case.log.visits["base"][row])
    staff = int(case.log.visits["staff"][row])
    for servers in (task.own, task.helpers, task.deputies):
        for group in servers.values():
            for server in group:
                if server.staff == staff:
                    return max(1, scale_ppm(base, server.ppm))
    return base


def _moment(case: TracedCase, tick: int) -> str:
    """Return the civil date and time of a tick."""
    moment = dt.datetime.combine(case.study.origin, dt.time()) + dt.timedelta(seconds=tick)
    return moment.isoformat(sep=" ")
