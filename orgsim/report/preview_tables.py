"""What the formulas say of structures, in tables and sentences, with what they leave out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import fsum, isfinite
from typing import TYPE_CHECKING, Any, Final

from orgsim.errors import Message, message
from orgsim.report.amounts import Plain, digits_for
from orgsim.report.causes import overload_by_arithmetic
from orgsim.report.tables import Column, Part, Table, unlike_the_first
from orgsim.report.words import Listed, Titles, load_cells, load_titles

if TYPE_CHECKING:
    from orgsim.analysis.theory.outlook import Outlook, Preview, ServiceOutlook

__all__ = ["preview_tables", "unstable_sentences"]

_FEW: Final = 2
"""So many structures are told service by service without being asked."""
_NOTHING: Final = "–"
_STRUCTURE: Final = message("Structure")


def preview_tables(previews: Mapping[Any, Preview], titles: Titles, *, details: bool = False) -> tuple[Part, ...]:
    """Tell some structures, by title: what they carry, loads and waits of groups, waits of services, limits.

    Parameters
    ----------
    previews
        By title of the structure.
    titles
        What units, posts and services are called (`orgsim.report.words.titles_of`).
    details
        Every row: also those that are the same as in the first structure, and services of many structures.
    """
    return (
        _summary(previews, titles),
        *(sentence for title, preview in previews.items() for sentence in _growth(title, preview, titles)),
        _groups(previews, titles, details),
        *([_services(previews, titles, details)] if details or len(previews) <= _FEW else []),
        *_limits(previews),
    )


def unstable_sentences(previews: Mapping[Any, Preview], titles: Titles) -> tuple[Message, ...]:
    """Return a sentence for every structure whose queues grow without end; nothing if none does."""
    return tuple(
        overload_by_arithmetic(title, next(one for one in preview.groups if not one.stable).group, titles)
        for title, preview in previews.items()
        if not preview.stable
    )


def _summary(previews: Mapping[Any, Preview], titles: Titles) -> Table:
    """Return what each structure carries, and what the limit is."""
    columns = (
        Column(_STRUCTURE),
        Column(message("Who is the limit")),
        Column(message("Load (EJ)"), right=True),
        Column(message("Requests a working day"), right=True),
        Column(message("It can carry"), right=True),
        Column(message("Mean wait, minutes"), right=True),
    )
    rows = tuple((title, *_carries(preview, titles)) for title, preview in previews.items())
    notes = (
        message("By formulas, without a run: once the structure has settled; waits in office hours, of all requests."),
        message("What it can carry: the requests, of the same mix, at which the limit is busy all the time."),
    )
    return Table(message("What each structure can carry"), columns, rows, notes)


def _carries(preview: Preview, titles: Titles) -> tuple[Any, ...]:
    limit = preview.bottleneck
    served = [one for one in preview.services if one.requests_per_day]
    total = fsum(one.requests_per_day for one in served)
    known = [one.wait * one.requests_per_day for one in served if one.wait is not None]
    mean = fsum(known) / total if known and len(known) == len(served) else None
    return (
        _NOTHING if limit is None else Listed(load_titles(limit.group, titles), ", "),
        Plain(preview.highest_load, 2),
        _plain(preview.requests_per_day),
        _plain(preview.largest_per_day) if isfinite(preview.largest_per_day) else _NOTHING,
        _about(_minutes(mean), bool(preview.limits)),
    )


def _notes(previews: Mapping[Any, Preview], details: bool) -> Iterator[Message]:
    if len(previews) > 1 and not details:
        yield message("Of the later structures only what differs from the first; --details shows all.")
    if len(previews) > _FEW and not details:
        yield message("--details also tells the wait of every service.")


def _groups(previews: Mapping[Any, Preview], titles: Titles, details: bool) -> Table:
    columns = (
        Column(_STRUCTURE),
        Column(message("Who shares the work")),
        Column(message("Staff"), right=True),
        Column(message("Load (EJ)"), right=True),
        Column(message("Mean wait, minutes"), right=True),
        Column(message("Mean queue"), right=True),
        Column(message("Growth a week"), right=True),
        Column(message("Formula"), spare=True),
    )
    groups = {title: [_group(one, titles) for one in preview.groups] for title, preview in previews.items()}
    rows = unlike_the_first(groups, details=details)
    tilde = message("A tilde (~): the formula leaves something out there, see below; a run knows better.")
    return Table(message("Load and wait after the change"), columns, rows, (tilde, *_notes(previews, details)))


def _group(outlook: Outlook, titles: Titles) -> tuple[Any, ...]:
    growth = outlook.growth_per_week
    return (
        *load_cells(outlook.group, titles),
        _about(_minutes(outlook.wait), bool(outlook.limits)),
        _about(_plain(outlook.queue), bool(outlook.limits)),
        _NOTHING if growth is None else Plain(growth, digits_for(0.0, growth), signed=True),
        outlook.formula or _NOTHING,
    )


def _growth(title: Any, preview: Preview, titles: Titles) -> Iterator[Message]:
    """Say how fast queues grow."""
    for outlook in preview.groups:
        if outlook.growth_per_week is not None:
            yield message(
                "{structure}: before {posts}, {growth} more cases wait every week. There is no mean wait.",
                structure=title,
                posts=list(load_titles(outlook.group, titles)),
                growth=_plain(outlook.growth_per_week),
            )


def _services(previews: Mapping[Any, Preview], titles: Titles, details: bool) -> Table:
    columns = (
        Column(_STRUCTURE),
        Column(message("Service")),
        Column(message("Requests a working day"), right=True),
        Column(message("Mean wait, minutes"), right=True),
        Column(message("Work, minutes"), right=True),
    )
    services = {title: [_service(one, titles) for one in preview.services] for title, preview in previews.items()}
    rows = unlike_the_first(services, details=details)
    note = message("From the first step to the last, rework included; what passes outside the office is left out.")
    return Table(message("Waits by service"), columns, rows, (note, *_notes(previews, details)))


def _service(outlook: ServiceOutlook, titles: Titles) -> tuple[Any, ...]:
    return (
        titles.get(f"service:{outlook.service}", outlook.service),
        _plain(outlook.requests_per_day),
        _about(_minutes(outlook.wait), bool(outlook.limits)),
        _minutes(outlook.work),
    )


def _limits(previews: Mapping[Any, Preview]) -> Iterator[Part]:
    """Tell what the formulas leave out; a structure is named where not all are meant."""
    found: dict[str, tuple[Message, list[Any]]] = {}
    for title, preview in previews.items():
        for limit in preview.limits:
            found.setdefault(limit.name, (limit.sentence, []))[1].append(title)
    if not found:
        yield message("All formulas hold here: a run would show the same, but for chance.")
        return
    every = message("all") if len(previews) > 1 else _NOTHING
    rows = tuple(
        (sentence, every if len(where) == len(previews) else Listed(tuple(where), ", "))
        for sentence, where in found.values()
    )
    columns = (Column(message("Left out, or only roughly right")), Column(_STRUCTURE, spare=len(previews) == 1))
    yield Table(message("Where the formulas do not hold"), columns, rows)


def _minutes(seconds: float | None) -> Plain | str:
    return _plain(None if seconds is None else seconds / 60)


def _plain(value: float | None) -> Plain | str:
    return _NOTHING if value is None else Plain(value, min(2, digits_for(0.0, value)))


def _about(value: Plain | str, rough: bool) -> Any:
    return Listed(("~", value), "") if rough and not isinstance(value, str) else value
