"""A case told from beginning to end: the lines of the file, the luck, the visits, and the indicators it enters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from orgsim.analysis.kpi import standard_kpis
from orgsim.analysis.observation import Observation
from orgsim.analysis.windows import windows_of
from orgsim.errors import Message, message
from orgsim.report.amounts import Amount, Per100, Seconds
from orgsim.report.case_trace import TracedCase
from orgsim.report.tables import Column, Part, Table
from orgsim.report.trace_events import events_table
from orgsim.report.trace_lines import Places, lines_table
from orgsim.report.trace_names import service_title, step_title, visit_title
from orgsim.report.words import Listed, title_of
from orgsim.simulation.log import Category


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
    return (
        message(
            "Case {name} (number {key}): {service}. Structure: {alternative}. Replication {replication}, seed {seed}.",
            name=case.name,
            key=str(case.key),
            service=service_title(case),
            alternative=title_of(scenario, study.alternative),
            replication=str(case.replication),
            seed=str(scenario.run.seed),
        ),
        *([lines_table(case, places)] if places else []),
        _luck_table(case),
        events_table(case),
        *_kpi_tables(case),
    )


_YES: Final = message("below {threshold}: yes")
_NO: Final = message("not below {threshold}: no")


def _luck_table(case: TracedCase) -> Table:
    columns = (
        Column(message("What was drawn")),
        Column(message("Number"), right=True),
        Column(message("What it means")),
    )
    rows: list[tuple[Any, ...]] = []
    service = case.organisation(case.column("arrived")).services[case.service]
    for name, number in case.attribute_words().items():
        if name in service.attributes:
            what = message("attribute {name}", name=name)
            rows.append((what, Per100(number, 2), _below(case.has(name), service.attributes[name])))
    for row in case.visit_rows:
        category, task = Category(int(case.log.visits["category"][row])), case.task(row)
        started = int(case.log.visits["started"][row]) >= 0
        if category is Category.TEAM or not started:
            continue
        luck, step = case.luck(row), visit_title(case, row)
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
                (message("{visit}: which way on", visit=step), Per100(luck.branch, 2), _way_on(case, row, luck.branch))
            )
    note = message(
        "Each number is a function of the seed, the replication, the case, the step and the visit: it is the same in "
        "every structure. Of work, it says which share of such visits takes less time."
    )
    return Table(message("Its luck"), columns, tuple(rows), (note,))


def _below(yes: bool, share: float) -> Message:
    return Message((_YES if yes else _NO).text, {"threshold": Per100(share, 2)})


def _way_on(case: TracedCase, row: int, branch: float) -> Listed | str:
    for choice in case.task(row).choices:
        if branch * (1 << 32) < choice.below and choice.condition.holds(case.column("class")):
            phase, names = int(case.log.visits["phase"][row]), case.log.names["step"]
            to = step_title(case, names[choice.to], phase) if choice.to >= 0 else message("done")
            return Listed(("→", to), " ")
    return "→"


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
