"""The same citizens in both structures: how many are served sooner, how many later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from orgsim.errors import Message, message
from orgsim.report.amounts import Amount, Plain
from orgsim.report.figures.curves import depends_on_time, overloaded_arms
from orgsim.report.figures.figure import Figure, Share, Shares
from orgsim.report.story import twins_sentence
from orgsim.report.tables import Column, Table

if TYPE_CHECKING:
    from orgsim.analysis.findings import Comparison, Twins
    from orgsim.analysis.windows import Window

__all__ = ["sooner_and_later"]

SOONER, SAME, LATER = message("served sooner"), message("at the same time"), message("served later")
_NOTHING: Final = "–"


def sooner_and_later(comparison: Comparison, alternative: str, window: Window) -> Figure | None:
    """Return who is served sooner and who later, citizen by citizen, in every stretch of time after the change."""
    by_name = {one.name: one for one in comparison.windows.get(alternative, ())}
    stretches: dict[object, tuple[Window, Twins]] = {}  # each once, whatever names it has
    for twins in comparison.twins:
        one = by_name.get(twins.window) if twins.alternative == alternative else None
        if one is not None and one.until is None:
            stretches.setdefault(one.stretch, (one, twins))
    if window.stretch not in stretches:
        return None
    found, chosen = list(stretches.values()), stretches[window.stretch][1]
    drawing = Shares(tuple((one.title, _parts(twins)) for one, twins in found))
    title = message("Citizens served sooner and later: the same citizens in both structures")
    overloaded = overloaded_arms(comparison, alternative)
    reading = twins_sentence(chosen, window) if not overloaded else _shares_only(chosen, window)
    warnings = (depends_on_time(arm) for arm in overloaded)
    table = _table(found, title, amounts=not overloaded)
    return Figure("sooner-and-later", title, (reading, *warnings), table, drawing)


def _shares_only(twins: Twins, window: Window) -> Message:
    """Without how much: where a backlog grows, that says only how long was watched."""
    return message(
        "Citizen by citizen ({window}; {citizens} compared): {sooner} are done sooner, {later} later, and {same} at "
        "the same time.",
        window=window.title,
        citizens=Plain(twins.citizens),
        sooner=Amount(twins.sooner, "share"),
        later=Amount(twins.later, "share"),
        same=Amount(twins.same, "share"),
    )


def _parts(twins: Twins) -> tuple[Share, ...]:
    return (
        Share(SOONER, twins.sooner, "sooner"),
        Share(SAME, twins.same, "same"),
        Share(LATER, twins.later, "later"),
    )


def _table(found: list[tuple[Window, Twins]], title: Message, *, amounts: bool) -> Table:
    columns = (
        Column(message("Requests")),
        Column(message("Compared"), right=True),
        Column(message("Served sooner, per cent"), right=True),
        Column(message("by, on average (office time)"), right=True),
        Column(message("At the same time, per cent"), right=True),
        Column(message("Served later, per cent"), right=True),
        Column(message("by, on average (office time)"), right=True),
    )
    rows = tuple(
        (
            one.title,
            Plain(twins.citizens),
            Plain(twins.sooner * 100, 1),
            _by(twins.sooner_by, amounts),
            Plain(twins.same * 100, 1),
            Plain(twins.later * 100, 1),
            _by(twins.later_by, amounts),
        )
        for one, twins in found
    )
    note = message("Every citizen is compared with himself or herself: the same case, with the same luck, in both.")
    return Table(title, columns, rows, (note,))


def _by(minutes: float | None, amounts: bool) -> Amount | str:
    return _NOTHING if minutes is None or not amounts else Amount(minutes, "min")
