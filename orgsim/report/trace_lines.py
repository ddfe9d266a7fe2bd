"""The lines of the scenario's files that matter to one case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path as FilePath
from typing import Final

from orgsim.errors import Message, Path, message
from orgsim.report.case_trace import TracedCase
from orgsim.report.tables import Column, Table
from orgsim.report.trace_names import step_title
from orgsim.simulation.log import Category

Places = Callable[[Path], tuple[str | None, int]]
"""Gives the file and line of a path of the scenario."""

_LONGEST: Final = 110
"""Characters of a file that are shown of each place."""

_OF_SOURCE: Final = message("how many such citizens come, and when")
_OF_SERVICE: Final = message("what they ask for")
_OF_STEP: Final = message("step “{step}”")
_OF_POST: Final = message("post “{position}”")
_OF_PLAN: Final = message("what the plan does: {operation}")
_OF_RUN: Final = message("from when, how long, with which seed")


def lines_table(case: TracedCase, places: Places) -> Table:
    """Return the lines that say of a case how it comes, what it takes and what the plan does."""
    lines: dict[str, list[str]] = {}
    rows = []
    for path, about in _paths(case):
        file, line = places(path)
        if file is None:
            continue
        if file not in lines:
            lines[file] = FilePath(file).read_text("utf-8-sig").splitlines()
        rows.append((f"{file}:{line}", about, _block(lines[file], line)))
    columns = (
        Column(message("Place"), whole=True),
        Column(message("What it is about")),
        Column(message("What stands there")),
    )
    return Table(message("What the file says about it"), columns, tuple(dict.fromkeys(rows)))


def _paths(case: TracedCase) -> Iterator[tuple[Path, Message]]:
    scenario, names, visits = case.study.scenario, case.log.names, case.log.visits
    yield ("demand", case.source.removeprefix("backlog:").partition(".")[0]), _OF_SOURCE
    service = ("agency", "services", case.service)
    yield service, _OF_SERVICE
    rows = [row for row in case.visit_rows if visits["category"][row] != Category.CHASE]  # that is no step
    steps = [names["step"][int(visits["step"][row])].split("/")[1] for row in rows]
    for step in dict.fromkeys(steps):
        title = step_title(case, f"{case.service}/{step}", 0)
        yield (*service, "steps", step), Message(_OF_STEP.text, {"step": title})
    posts = [names["position"][int(visits["position"][row])] for row in case.visit_rows if visits["position"][row] >= 0]
    for post in dict.fromkeys(posts):
        if post in scenario.agency.positions:
            yield (
                ("agency", "positions", post),
                Message(_OF_POST.text, {"position": scenario.agency.positions[post].title}),
            )
    if case.study.alternative in scenario.alternatives:
        until = case.study.date(case.column("finished") if case.column("finished") >= 0 else case.log.ended)
        for number, step_of_plan in enumerate(scenario.alternatives[case.study.alternative].plan):
            if step_of_plan.on <= until:
                for place, operation in enumerate(step_of_plan.do):
                    path = ("alternatives", case.study.alternative, "plan", number, "do", place)
                    yield path, Message(_OF_PLAN.text, {"operation": operation.caption})
    yield ("run",), _OF_RUN


def _block(lines: list[str], line: int) -> str:
    """Return a line and those under it, deeper to the right, on one line and not too long."""
    if not 0 < line <= len(lines):
        return ""
    first = lines[line - 1]
    depth, parts = len(first) - len(first.lstrip()), [first.strip()]
    for text in lines[line:]:
        if sum(map(len, parts)) > _LONGEST or (text.strip() and len(text) - len(text.lstrip()) <= depth):
            break
        parts.append(text.strip())
    block = " ".join(part for part in parts if part)
    return block if len(block) <= _LONGEST else block[: _LONGEST - 2].rstrip() + " …"
