"""Before and after, thing by thing: waiting by unit, by service and by cause, staff load, cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from orgsim.errors import Message, message
from orgsim.report.amounts import Amount
from orgsim.report.changes import change_in_words
from orgsim.report.comparison_tables import estimates_table
from orgsim.report.figures.figure import Figure, Pair, Pairs
from orgsim.report.headlines import LEAD, WAIT
from orgsim.report.tables import Column, Table
from orgsim.report.verdicts import FEW_DECIDE, verdict_notes
from orgsim.report.words import Listed, Titles, group_title, kpi_of, structure_title

if TYPE_CHECKING:
    from orgsim.analysis.findings import Comparison, Estimate
    from orgsim.analysis.windows import Window

__all__ = ["PAIRED", "paired_figure"]

MOST_SHOWN: Final = 20
"""A figure shows so many things at most, those that change most; the table has them all."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a figure shows: an indicator, by a kind of group."""

    kpi: str
    groups: str
    title: Message
    up_title: Message
    heading: Message


PAIRED: Final[Mapping[str, _Kind]] = {
    "time-by-service": _Kind(
        LEAD,
        "service:",
        message("Time from arrival to the end, by service ({window})"),
        message("Mean time from arrival to the end"),
        message("Service"),
    ),
    "waiting-by-service": _Kind(
        WAIT,
        "service:",
        message("Waiting by service ({window})"),
        message("Waiting time in queues, per request"),
        message("Service"),
    ),
    "waiting-by-unit": _Kind(
        WAIT,
        "unit:",
        message("Waiting by unit, per request of all ({window})"),
        message("Waiting time in queues, per request of all"),
        message("Unit"),
    ),
    "waiting-by-cause": _Kind(
        "waiting_parts",
        "part:",
        message("Time in which nobody works on a request, by cause ({window})"),
        message("Time in which nobody works on a request"),
        message("Cause"),
    ),
    "staff-load": _Kind(
        "utilisation",
        "position:",
        message("Staff load: occupied share of time on duty ({window})"),
        message("Occupied share of time on duty"),
        message("Post"),
    ),
    "cost": _Kind(
        "staff_cost_per_case",
        "all",
        message("Staff cost per finished request ({window})"),
        message("Staff cost per finished request"),
        message("Requests"),
    ),
}
"""The figures by name, in the order in which they are told."""


def paired_figure(name: str, comparison: Comparison, alternative: str, window: Window, titles: Titles) -> Figure | None:
    """Return one of `PAIRED`; None if there is no number for it.

    Parameters
    ----------
    name
        Its name.
    comparison
        What was found.
    alternative
        Of which structure.
    window
        For which requests.
    titles
        What units, posts and services are called.
    """
    kind = PAIRED[name]
    found = [
        row
        for row in comparison.rows(alternative=alternative, kpi=kind.kpi, window=window.name)
        if row.group.startswith(kind.groups) and (row.value or row.baseline)
    ]
    if not found:
        return None
    ordered = sorted(found, key=lambda row: (-abs(row.difference or 0.0), -max(row.value or 0, row.baseline or 0)))
    gone = _gone(comparison, alternative)
    rows = [_only_before(row) if row.group in gone and not row.value else row for row in ordered]
    structures = structure_title(comparison, comparison.baseline), structure_title(comparison, alternative)
    merged = list(_merged(comparison, alternative, rows, titles)) if kind.groups == "unit:" else []
    pairs = (*(one.pair for one in merged), *(_pair(row, titles) for row in rows if not _told(row, merged)))
    drawing = Pairs(rows[0].measured_in, kind.up_title, structures, pairs[:MOST_SHOWN])
    title = Message(kind.title.text, {"window": window.title})
    reading = (*(one.sentence for one in merged), *_reading(rows, titles, merged))
    if len(pairs) > MOST_SHOWN:
        reading = (*reading, _most(len(pairs)))
    table = _table(estimates_table(comparison, alternative, window, titles, rows), kind, title, rows, titles)
    return Figure(name, title, reading, table, drawing)


# ---------------------------------------------------------------- what is there before, and what after


@dataclass(frozen=True, slots=True)
class _Merged:
    """A unit that took others in, beside all of them together."""

    groups: frozenset[str]
    pair: Pair
    sentence: Message


def _gone(comparison: Comparison, alternative: str) -> frozenset[str]:
    """Return units and posts that are not there any more; what they show after the change is no gain of theirs."""
    difference = comparison.differences.get(alternative)
    if difference is None:
        return frozenset()
    units = (f"unit:{name}" for name in difference.units.closed)
    return frozenset({*units, *(f"position:{name}" for name in difference.posts.closed)})


def _only_before(row: Estimate) -> Estimate:
    return replace(row, value=None, difference=None, low=None, high=None, ratio=None, verdict=None)


def _merged(comparison: Comparison, alternative: str, rows: Sequence[Estimate], titles: Titles) -> Iterator[_Merged]:
    difference = comparison.differences.get(alternative)
    by_group = {row.group: row for row in rows}
    parts: dict[str, list[str]] = {}
    for unit, into in difference.units.merged if difference is not None else ():
        parts.setdefault(f"unit:{into}", []).append(f"unit:{unit}")
    for into, units in parts.items():
        after = by_group.get(into)
        together = [by_group[unit].baseline or 0.0 for unit in (*units, into) if unit in by_group]
        if after is None or after.value is None or len(together) < 2:
            continue
        values = {
            "unit": group_title(into, titles),
            "units": Listed(tuple(group_title(unit, titles) for unit in units), ", "),
        }
        before = sum(together)
        yield _Merged(
            frozenset({into, *units}),
            Pair(message("{unit}, from {units}", **values), before, after.value),
            message(
                "“{unit}” takes in {units}: {after} instead of {before} together (mean of the repetitions).",
                after=Amount(after.value, after.measured_in),
                before=Amount(before, after.measured_in),
                **values,
            ),
        )


def _told(row: Estimate, merged: Sequence[_Merged]) -> bool:
    return any(row.group in one.groups for one in merged)


def _pair(row: Estimate, titles: Titles) -> Pair:
    return Pair(group_title(row.group, titles), row.baseline, row.value, row.difference, row.low, row.high, row.verdict)


def _table(made: Table, kind: _Kind, title: Message, rows: Sequence[Estimate], titles: Titles) -> Table:
    """Return the table of estimates with things instead of indicators in its first column."""
    cells = tuple((group_title(row.group, titles), *line[1:]) for row, line in zip(rows, made.rows, strict=True))
    drawn = {"min": message("minutes of office time"), "h": message("hours by the calendar")}
    drawn |= {"share": message("per cent"), "Rp": message("rupiah")}
    measured = message("Measured in: {measure}.", measure=drawn[rows[0].measured_in])
    return Table(title, (Column(kind.heading), *made.columns[1:]), cells, (measured, *made.notes))


# ---------------------------------------------------------------- sentences


def _reading(rows: Sequence[Estimate], titles: Titles, merged: Sequence[_Merged]) -> Iterator[Message]:
    """Tell what is clearly less and what more, by the verdicts that the drawing shows."""
    rows = [row for row in rows if not _told(row, merged)]
    less_rows, more_rows = ([row for row in rows if _moves(row) == way] for way in ("less", "more"))
    less, more = _listed(less_rows, titles), _listed(more_rows, titles)
    if less and more:
        yield message("Less: {less}. More: {more}.", less=less, more=more)
    elif less:
        yield message("Less: {less}. Clearly more: none.", less=less)
    elif more:
        yield message("Clearly less: none. More: {more}.", more=more)
    elif compared := [row for row in rows if row.low is not None]:
        if all(row.difference == 0 for row in compared):
            yield message("Nothing changes here.")
        elif all(row.verdict == "practically_equal" for row in compared):
            yield message("All that is compared here is practically equal before and after.")
        else:
            yield message("No difference is clear yet.")
    if any(row.conflict for row in (*less_rows, *more_rows)):
        yield FEW_DECIDE
    yield from verdict_notes(rows)
    yield from _missing(rows, titles)


def _moves(row: Estimate) -> Literal["less", "more"] | None:
    """Return which way a row goes, by its verdict; where neither way is better, none means that they differ."""
    if row.difference is None or row.low is None or row.verdict in ("practically_equal", "not_separable"):
        return None
    if row.verdict is None:
        return "less" if row.difference < 0 else "more"
    kpi = kpi_of(row.kpi)
    return "less" if (row.verdict == "better") == (kpi is None or kpi.better == "lower") else "more"


def _missing(rows: Sequence[Estimate], titles: Titles) -> Iterator[Message]:
    """Tell what is there on one side only, or has no number for a reason that the structure gives."""
    before = [row for row in rows if row.baseline and row.value is None]
    after = [row for row in rows if row.value and row.baseline is None]
    for found, template in ((before, _ONLY_BEFORE), (after, _ONLY_AFTER)):
        named = [group_title(row.group, titles) for row in found if row.reason is None or _absent(row.reason)]
        if named:
            yield Message(template.text, {"things": Listed(tuple(named), ", ")})
    reasons: dict[str, Message] = {}
    for row in (*before, *after):
        if row.reason is not None and not _absent(row.reason):
            reasons[str(row.reason)] = row.reason
    for reason in reasons.values():
        yield message("There is no number on one side: {reason}.", reason=reason)


_ONLY_BEFORE: Final = message("Only before the change: {things}.")
_ONLY_AFTER: Final = message("Only after the change: {things}.")
_MOST_TOLD: Final = 4


def _absent(reason: Message) -> bool:
    return reason.text == "this structure has nothing of that name"


def _most(count: int) -> Message:
    return message(
        "Shown are the {shown} with the largest differences; the table has all {count}.", shown=MOST_SHOWN, count=count
    )


def _listed(rows: Sequence[Estimate], titles: Titles) -> Listed | None:
    ordered: list[Any] = sorted(rows, key=lambda row: (-abs(row.difference or 0.0), row.group))[:_MOST_TOLD]
    return Listed(tuple(change_in_words(group_title(row.group, titles), row) for row in ordered)) if ordered else None
