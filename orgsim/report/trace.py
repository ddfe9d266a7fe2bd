"""A case told from beginning to end: the lines of the file, the luck, the visits, and the indicators it enters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, Final

from orgsim.analysis.kpi import standard_kpis
from orgsim.analysis.observation import Observation
from orgsim.analysis.windows import windows_of
from orgsim.errors import Message, Path, message
from orgsim.language import Language, format_duration
from orgsim.report.amounts import Amount, Per100
from orgsim.report.case_trace import TracedCase
from orgsim.report.tables import Column, Part, Table
from orgsim.simulation.log import Category, Outcome
from orgsim.simulation.network import TaskType
from orgsim.simulation.tables import scale_ppm

if TYPE_CHECKING:
    from orgsim.restructuring.operation import Operation

Places = Callable[[Path], tuple[str | None, int]]
"""Gives the file and line of a path of the scenario."""


@dataclass(frozen=True, slots=True)
class Seconds:
    """A stretch of time, to the second."""

    ticks: int

    def say(self, language: Language) -> str:
        """Return it in words.

        Examples
        --------
        >>> Seconds(0).say("en"), Seconds(750).say("id")
        ('0 seconds', '12,5 menit')
        """
        return format_duration(self.ticks, language)


def trace_parts(case: TracedCase, places: Places | None = None) -> tuple[Part, ...]:
    """Tell a case.

    Parameters
    ----------
    case
        The case.
    places
        Where the parts of the scenario stand in its files; None: it has no file.
    """
    study, scenario = case.study, case.study.scenario
    title = scenario.alternatives[study.alternative].title if study.alternative in scenario.alternatives else None
    return (
        message(
            "Case {name} (number {key}): {service}. Structure: {alternative}. Replication {replication}, seed {seed}.",
            name=case.name,
            key=str(case.key),
            service=_organisation(case, case.column("arrived")).services[case.service].title,
            alternative=title or study.alternative,
            replication=str(case.replication),
            seed=str(scenario.run.seed),
        ),
        *([_file_table(case, places)] if places else []),
        _luck_table(case),
        _events_table(case),
        *_kpi_tables(case),
    )


# ---------------------------------------------------------------- the file

_OF_SOURCE: Final = message("how many such citizens come, and when")
_OF_SERVICE: Final = message("what they ask for")
_OF_STEP: Final = message("step {step}")
_OF_POST: Final = message("post {position}")
_OF_PLAN: Final = message("what the plan does: {operation}")
_OF_RUN: Final = message("from when, how long, with which seed")


def _file_table(case: TracedCase, places: Places) -> Table:
    lines: dict[str, list[str]] = {}
    rows = []
    for path, about in _paths(case):
        file, line = places(path)
        if file is None:
            continue
        if file not in lines:
            lines[file] = FilePath(file).read_text("utf-8-sig").splitlines()
        text = lines[file][line - 1].strip() if line <= len(lines[file]) else ""
        rows.append((f"{file}:{line}", about, text))
    columns = (Column(message("Place")), Column(message("What it is about")), Column(message("What stands there")))
    return Table(message("What the file says about it"), columns, tuple(dict.fromkeys(rows)))


def _paths(case: TracedCase) -> Iterator[tuple[Path, Message]]:
    scenario, names, visits = case.study.scenario, case.log.names, case.log.visits
    yield ("demand", case.source.removeprefix("backlog:")), _OF_SOURCE
    service = ("agency", "services", case.service)
    yield service, _OF_SERVICE
    steps = [names["step"][int(visits["step"][row])].split("/")[1] for row in case.visit_rows]
    for step in dict.fromkeys(steps):
        yield (*service, "steps", step), Message(_OF_STEP.text, {"step": step})
    posts = [names["position"][int(visits["position"][row])] for row in case.visit_rows if visits["position"][row] >= 0]
    for post in dict.fromkeys(posts):
        if post in scenario.agency.positions:
            yield ("agency", "positions", post), Message(_OF_POST.text, {"position": post})
    if case.study.alternative in scenario.alternatives:
        until = case.study.date(case.column("finished") if case.column("finished") >= 0 else case.log.ended)
        for number, step_of_plan in enumerate(scenario.alternatives[case.study.alternative].plan):
            if step_of_plan.on <= until:
                for place, operation in enumerate(step_of_plan.do):
                    path = ("alternatives", case.study.alternative, "plan", number, "do", place)
                    yield path, Message(_OF_PLAN.text, {"operation": _caption(operation)})
    yield ("run",), _OF_RUN


def _caption(operation: Operation) -> Message:
    return operation.caption


# ---------------------------------------------------------------- the luck

_YES: Final = message("below {threshold}: yes")
_NO: Final = message("not below {threshold}: no")


def _luck_table(case: TracedCase) -> Table:
    columns = (
        Column(message("What was drawn")),
        Column(message("Number"), right=True),
        Column(message("What it means")),
    )
    rows: list[tuple[Any, ...]] = []
    service = _organisation(case, case.column("arrived")).services[case.service]
    for name, number in case.attribute_words().items():
        if name in service.attributes:
            what = message("attribute {name}", name=name)
            rows.append((what, Per100(number, 2), _below(case.has(name), service.attributes[name])))
    for row in case.visit_rows:
        category, task = Category(int(case.log.visits["category"][row])), case.task(row)
        started = int(case.log.visits["started"][row]) >= 0
        if category is Category.TEAM or not started:
            continue
        luck, step = case.luck(row), _visit_name(case, row)
        base = Seconds(int(case.log.visits["base"][row]))
        if category is Category.EXTERNAL:
            rows.append((message("{visit}: wait outside", visit=step), Per100(luck.work, 2), base))
        else:
            rows.append((message("{visit}: work", visit=step), Per100(luck.work, 2), base))
        if task.rework_below:
            goes_back = luck.rework * (1 << 32) < task.rework_below
            text = _below(goes_back, task.rework_below / (1 << 32))
            rows.append((message("{visit}: does it go back?", visit=step), Per100(luck.rework, 2), text))
        if task.choices:
            rows.append(
                (message("{visit}: which way on", visit=step), Per100(luck.branch, 2), _way_on(case, task, luck.branch))
            )
    note = message(
        "Each number is a function of the seed, the replication, the case, the step and the visit: it is the same in "
        "every structure. Of work, it says which share of such visits takes less time."
    )
    return Table(message("Its luck"), columns, tuple(rows), (note,))


def _below(yes: bool, share: float) -> Message:
    return Message((_YES if yes else _NO).text, {"threshold": Per100(share, 2)})


def _way_on(case: TracedCase, task: TaskType, branch: float) -> str:
    for choice in task.choices:
        if branch * (1 << 32) < choice.below and choice.condition.holds(case.column("class")):
            return "→ " + (case.log.names["step"][choice.to].partition("/")[2] if choice.to >= 0 else "done")
    return "→"


def _visit_name(case: TracedCase, row: int) -> str:
    step = case.log.names["step"][int(case.log.visits["step"][row])].partition("/")[2]
    number = int(case.log.visits["visit"][row])
    return step if number == 1 else f"{step} ({number})"


# ---------------------------------------------------------------- the events

_OUTCOMES: Final = {
    Outcome.DONE: message("done"),
    Outcome.ABANDONED: message("gave up"),
    Outcome.REFUSED: message("refused"),
    Outcome.WITHDRAWN: message("withdrawn"),
    Outcome.OPEN: message("still open"),
}


def _events_table(case: TracedCase) -> Table:
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
    category, visit = Category(cell["category"]), _visit_name(case, row)
    if category is Category.EXTERNAL:
        yield cell["ready"], message("{visit}: waits for somebody outside", visit=visit)
        return
    who = names["staff"][cell["staff"]] if cell["staff"] >= 0 else "–"
    if category is Category.TEAM:
        yield cell["started"], message("{visit}: {staff} takes part", visit=visit, staff=who)
        return
    unit = _organisation(case, cell["ready"]).units.get(names["unit"][cell["unit"]])
    place = unit.title if unit else names["unit"][cell["unit"]]
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


def _organisation(case: TracedCase, tick: int) -> Any:
    """Return the organisation in force at a tick."""
    return next(phase.organisation for phase in reversed(case.study.phases) if phase.start <= tick)


# ---------------------------------------------------------------- the indicators


def _kpi_tables(case: TracedCase) -> Iterator[Table | Message]:
    """Yield, for each window that counts the case, what indicators make of it, and what they make of everybody."""
    alone, counted = case.alone(), False
    columns = (
        Column(message("Indicator")),
        Column(message("This case alone"), right=True),
        Column(message("All, in this replication"), right=True),
    )
    seen: set[tuple[int, int, int | None]] = set()
    for window in reversed(windows_of(case.study)):
        everybody = Observation(case.study, case.log, window)
        stretch = (window.start, window.end, window.open_at)
        if case.row not in everybody.requests or stretch in seen:
            continue
        counted = True
        seen.add(stretch)
        this = Observation(case.study, alone, window)
        rows = []
        for kpi in standard_kpis():
            mine, all_of_them = kpi.measure(this), kpi.measure(everybody)
            pair = [Amount(v, kpi.measured_in) for v in (mine.get("all"), all_of_them.get("all")) if v is not None]
            if len(pair) == 2:
                rows.append((kpi.heading, *pair))
        title = message("It counts in the window “{window}”, with {count} others", window=window.title,
                        count=len(everybody.requests) - 1)  # fmt: skip
        yield Table(title, columns, tuple(rows))
    if not counted:
        yield message("It counts in no window: it arrived after the time observed, or is no request.")
