"""What a comparison found, in tables: never a number without its interval and its basis."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

from orgsim.assumptions import ledger
from orgsim.errors import Message, message
from orgsim.report.amounts import Assumed, Plain, digits_for, measure_name, scale_of
from orgsim.report.headlines import LEAD, find_row, main_window
from orgsim.report.tables import Column, Table, unlike_the_first
from orgsim.report.verdicts import FEW_DECIDE, verdict_notes
from orgsim.report.words import BASES, VERDICTS, Listed, Titles, group_title, kpi_title, load_cells, structure_title

if TYPE_CHECKING:
    from orgsim.analysis.findings import Comparison, Estimate
    from orgsim.analysis.loads import GroupLoad
    from orgsim.analysis.windows import Window

Title = TypeVar("Title", bound=Message | str)

_NOTHING: Final = "–"
_SPAN: Final = message("{difference} [{low} … {high}]")
_WITH_MEASURE: Final = message("{title}, {measure}")
_OF_GROUP: Final = message("{kpi}: {group}")


def estimates_table(
    comparison: Comparison, alternative: str, window: Window, titles: Titles, rows: Iterable[Estimate] | None = None
) -> Table:
    """Return the indicators of one alternative in one window.

    Parameters
    ----------
    comparison
        What was found.
    alternative
        Of which structure.
    window
        In which window.
    titles
        What units, posts and services are called.
    rows
        Which rows; those of all requests, by default.
    """
    chosen = list(comparison.rows(alternative=alternative, window=window.name, group="all") if rows is None else rows)
    columns = (
        Column(message("Indicator")),
        Column(message("Before"), right=True),
        Column(message("After"), right=True),
        Column(message("Difference [95 %]"), right=True),
        Column(message("Relative [95 %]"), right=True, spare=True),
        Column(message("Verdict")),
    )
    title = message(
        "Before: {baseline}. After: {alternative}. Requests: {window}.",
        baseline=structure_title(comparison, comparison.baseline),
        alternative=structure_title(comparison, alternative),
        window=window.title,
    )
    return Table(title, columns, tuple(_cells(row, titles) for row in chosen), tuple(_notes(comparison, chosen)))


def summary_table(comparison: Comparison) -> Table:
    """Return one line for each alternative: what becomes of the time from arrival to the end."""
    columns = (
        Column(message("Alternative")),
        Column(message("Load (EJ)"), right=True),
        Column(message("After"), right=True),
        Column(message("Difference [95 %]"), right=True),
        Column(message("Relative [95 %]"), right=True, spare=True),
        Column(message("Verdict")),
    )
    rows, windows, told = [], [], []
    for name, title in comparison.alternatives.items():
        window = main_window(comparison, name)
        load = Plain(max((group.load for group in comparison.loads.get(name, ())), default=0.0), 2)
        row = None if window is None else find_row(comparison, name, LEAD, window)
        if row is None or window is None:
            continue
        windows.append(window.title)
        told.append(row)
        cells = _cells(row, {})[2:]
        rows.append((title, load, *cells[:-1], message("overloaded") if name in comparison.overloaded else cells[-1]))
    title = message(
        "Time from arrival to the end in minutes of office hours, beside “{baseline}”",
        baseline=structure_title(comparison, comparison.baseline),
    )
    notes = [message("Requests: {window}.", window=window) for window in dict.fromkeys(windows)]
    notes += verdict_notes(told)
    return Table(title, columns, tuple(rows), tuple(notes))


def table_of_loads(loads: Mapping[Any, tuple[GroupLoad, ...]], titles: Titles, *, differing: bool = False) -> Table:
    """Return the load of every group of staff, by title of the structure.

    Parameters
    ----------
    loads, titles
        By title of the structure; what posts, units and things are called.
    differing
        Of all structures but the first, leave out what is as in the first.
    """
    columns = (
        Column(message("Structure")),
        Column(message("Who shares the work")),
        Column(message("Staff"), right=True),
        Column(message("Load (EJ)"), right=True),
        Column(message("Judgement")),
    )
    found: dict[Any, list[tuple[Any, ...]]] = {
        title: [(*load_cells(group, titles), _judged(group.load)) for group in groups]
        for title, groups in loads.items()
    }
    notes = [
        message(
            "By arithmetic: work that comes over what the staff can do. At 1 and above the backlog grows without end."
        )
    ]
    if differing and len(found) > 1:
        (first, as_it_is), *others = found.items()
        for _, cells in others:
            there = {part for who, *_ in cells for part in who.parts}
            gone = (who for who, *_ in as_it_is if there.isdisjoint(who.parts))
            cells += [(who, _NOTHING, _NOTHING, message("no cases any more")) for who in gone]
        notes.append(message("Of the other structures only what differs from “{first}” is shown.", first=first))
    return Table(
        message("Load after the change"), columns, unlike_the_first(found, details=not differing), tuple(notes)
    )


def assumptions_table(comparison: Comparison) -> Table:
    """Return what the model assumes and this comparison uses, with range, basis and source."""
    columns = (
        Column(message("Assumption")),
        Column(message("Value"), right=True),
        Column(message("Range")),
        Column(message("Basis")),
        Column(message("Source")),
        Column(message("What hangs on it")),
    )
    rows = []
    for entry in comparison.assumptions:
        known = ledger()[entry.id]
        bounds = () if entry.range is None else tuple(Assumed(bound, known.measured_in) for bound in entry.range)
        span = Listed(bounds, " … ") if bounds else _NOTHING
        value = Assumed(entry.value, known.measured_in)
        basis = BASES.get(entry.basis, entry.basis)
        rows.append((known.title, value, span, basis, entry.source or _NOTHING, known.drives))
    return Table(message("What the model assumes"), columns, tuple(rows))


# ---------------------------------------------------------------- inside


def _judged(load: float) -> Message | str:
    if load >= 1:
        return message("overloaded")
    return message("nearly full") if load >= 0.9 else ""


def titled(kpi: str, measured_in: str) -> Any:
    """Return the title of an indicator, with its measure where the title does not say it."""
    return with_measure(kpi_title(kpi), measured_in)


def with_measure(title: Title, measured_in: str) -> Title | Message:
    """Return a title with its measure, unless the title says that."""
    if measured_in not in _MEASURED:
        return title
    return Message(_WITH_MEASURE.text, {"title": title, "measure": measure_name(measured_in)})


def basis_note(basis: str) -> Message:
    """Return the sentence that tells what numbers rest on."""
    return message("Basis of these numbers (the weakest of what went in): {basis}.", basis=BASES.get(basis, basis))


def _cells(row: Estimate, titles: Titles) -> tuple[Any, ...]:
    what = titled(row.kpi, row.measured_in)
    if row.group != "all":
        what = Message(_OF_GROUP.text, {"kpi": what, "group": group_title(row.group, titles)})
    scale = scale_of(row.measured_in)
    half = 0.0 if row.low is None or row.high is None else (row.high - row.low) / 2 * scale
    largest = max(abs(value) for value in (row.baseline or 0.0, row.value or 0.0)) * scale
    digits = digits_for(half, largest)
    return (
        what,
        _number(row.baseline, scale, digits),
        _number(row.value, scale, digits),
        _span(row, scale, digits),
        _relative(row),
        VERDICTS[row.verdict] if row.verdict else _NOTHING,
    )


def _number(value: float | None, scale: float, digits: int) -> Plain | str:
    return _NOTHING if value is None else Plain(value * scale, digits)


def _span(row: Estimate, scale: float, digits: int) -> Message | str:
    if row.difference is None or row.low is None or row.high is None:
        return _NOTHING
    ends = {"difference": row.difference, "low": row.low, "high": row.high}
    return Message(_SPAN.text, {name: Plain(end * scale, digits, signed=True) for name, end in ends.items()})


def _relative(row: Estimate) -> Message | str:
    if row.measured_in not in _RELATIVE or row.ratio is None or row.ratio_low is None or row.ratio_high is None:
        return _NOTHING
    half = (row.ratio_high - row.ratio_low) * 50
    ends = {"difference": row.ratio, "low": row.ratio_low, "high": row.ratio_high}
    if row.ratio >= _TIMES:
        digits = digits_for(half / 100)
        return Message(_FACTOR.text, {name: Plain(end, digits) for name, end in ends.items()})
    digits = min(1, digits_for(half, 100.0))
    numbers = {name: Plain((end - 1) * 100, digits, signed=True) for name, end in ends.items()}
    return Message(_PER_CENT.text, numbers)


_RELATIVE: Final = ("min", "h", "Rp")
"""Measures whose change is told as a share, too."""
_MEASURED: Final = ("min", "h", "Rp", "share")
"""Measures that a title does not say."""
_TIMES: Final = 3.0
"""From here on a relative change is told as a factor."""
_PER_CENT: Final = message("{difference} % [{low} … {high}]")
_FACTOR: Final = message("× {difference} [{low} … {high}]")


def _notes(comparison: Comparison, rows: list[Estimate]) -> Iterator[Message]:
    yield message("In brackets: 95 % intervals.")
    for basis in sorted({row.basis for row in rows}):
        yield basis_note(basis)
    yield from reasons_in_words((row.kpi, row.reason) for row in rows if row.reason is not None)
    if any(row.verdict == "practically_equal" for row in rows):
        yield message(
            "Practically equal: the interval lies within {smallest} % of no difference.",
            smallest=Plain(float(comparison.meta["smallest_difference"]) * 100, 0),
        )
    yield from verdict_notes(rows)
    if any(row.conflict for row in rows):
        yield FEW_DECIDE


def reasons_in_words(
    missing: Iterable[tuple[str, Message]], title_of: Callable[[str], Message | str] = kpi_title
) -> Iterator[Message]:
    """Say why numbers are missing, a sentence for each reason.

    Parameters
    ----------
    missing
        Keys of indicators, with the reason.
    title_of
        The title of a key.
    """
    kpis: dict[str, list[Any]] = {}
    texts: dict[str, Message] = {}
    for kpi, reason in missing:
        kpis.setdefault(str(reason), []).append(title_of(kpi))
        texts[str(reason)] = reason
    for text, named in kpis.items():
        yield message("About {kpis}: {reason}.", kpis=Listed(tuple(dict.fromkeys(named)), ", "), reason=texts[text])
