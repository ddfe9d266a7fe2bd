"""How much changes: sentences about one row, chosen by its verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from orgsim.errors import Message, message
from orgsim.report.amounts import Amount, Per100, Plain, digits_for, scale_of
from orgsim.report.words import Listed, Titles, group_title, kpi_of, kpi_title

if TYPE_CHECKING:
    from orgsim.analysis.findings import Comparison, Estimate
    from orgsim.analysis.kpi import Concerned
    from orgsim.analysis.windows import Window

_FALLS: Final[Mapping[str, Message]] = {
    "lead_time_working": message(
        "Requests are finished sooner. In {window}, the time from arrival to the end falls by {size} ({low} to "
        "{high}) of office hours, from {before} to {after}: {share} less ({share_low} to {share_high})."
    ),
    "waiting_time": message(
        "Citizens wait less. In {window}, the waiting time in queues falls by {size} ({low} to {high}) per request, "
        "from {before} to {after}: {share} less ({share_low} to {share_high})."
    ),
    "lead_time_p90": message(
        "In {window}, 9 of 10 requests are finished within {after} by the calendar instead of {before}: {size} "
        "sooner ({low} to {high}), {share} less ({share_low} to {share_high})."
    ),
}
_RISES: Final[Mapping[str, Message]] = {
    "lead_time_working": message(
        "Requests are finished later. In {window}, the time from arrival to the end rises by {size} ({low} to "
        "{high}) of office hours, from {before} to {after}: {share} more ({share_low} to {share_high})."
    ),
    "waiting_time": message(
        "Citizens wait longer. In {window}, the waiting time in queues rises by {size} ({low} to {high}) per "
        "request, from {before} to {after}: {share} more ({share_low} to {share_high})."
    ),
    "lead_time_p90": message(
        "In {window}, 9 of 10 requests are finished within {after} by the calendar instead of {before}: {size} later "
        "({low} to {high}), {share} more ({share_low} to {share_high})."
    ),
}
_EQUAL: Final[Mapping[str, Message]] = {
    "lead_time_working": message(
        "The time from arrival to the end is practically equal in {window}: {after} of office hours instead of "
        "{before}. The difference lies between {low} and {high}, less than what matters ({smallest})."
    ),
    "waiting_time": message(
        "The waiting time in queues is practically equal in {window}: {after} per request instead of {before}. The "
        "difference lies between {low} and {high}, less than what matters ({smallest})."
    ),
    "lead_time_p90": message(
        "The time within which 9 of 10 requests are finished is practically equal in {window}: {after} by the "
        "calendar instead of {before}. The difference lies between {low} and {high}, less than what matters "
        "({smallest})."
    ),
}
_UNCLEAR: Final[Mapping[str, Message]] = {
    "lead_time_working": message(
        "No clear difference in the time from arrival to the end in {window}: {after} of office hours instead of "
        "{before}, but the difference may lie anywhere between {low} and {high} ({replications} repetitions)."
    ),
    "waiting_time": message(
        "No clear difference in the waiting time in queues in {window}: {after} per request instead of {before}, but "
        "the difference may lie anywhere between {low} and {high} ({replications} repetitions)."
    ),
    "lead_time_p90": message(
        "No clear difference in the time within which 9 of 10 requests are finished in {window}: {after} by the "
        "calendar instead of {before}, but the difference may lie anywhere between {low} and {high} ({replications} "
        "repetitions)."
    ),
}
_IDENTICAL: Final = message("“{kpi}” is exactly the same in {window}: {before}.")
_ONE: Final = message(
    "“{kpi}” is {after} instead of {before} in {window}, in a single repetition: that shows no difference."
)
_NONE: Final = message("There is no number for “{kpi}” in {window}: {reason}.")


def change_of_time(comparison: Comparison, row: Estimate, kpi: str, window: Window) -> Iterator[Message]:
    """Tell what becomes of one of the main indicators."""
    about = {"window": window.title}
    if row.difference is None or row.value is None or row.baseline is None:
        reason = row.reason or message("it was not measured")
        yield Message(_NONE.text, {**about, "kpi": kpi_title(row.kpi), "reason": reason})
        return
    levels = {"before": Amount(row.baseline, row.measured_in), "after": Amount(row.value, row.measured_in)}
    if row.difference == 0 and row.low == 0 and row.high == 0:
        values = {**about, "kpi": kpi_title(row.kpi), "before": levels["before"]}
        yield Message(_IDENTICAL.text, values)
        return
    if row.low is None or row.high is None:
        yield Message(_ONE.text, {**about, **levels, "kpi": kpi_title(row.kpi)})
        return
    if row.verdict in ("better", "worse"):
        yield _moved(row, kpi, about | levels)
    else:
        span = {"low": _signed(row, row.low), "high": _signed(row, row.high)}
        if row.verdict == "practically_equal":
            smallest = Amount(float(comparison.meta["smallest_difference"]), "share")
            yield Message(_EQUAL[kpi].text, {**about, **levels, **span, "smallest": smallest})
        else:
            yield Message(_UNCLEAR[kpi].text, {**about, **levels, **span, "replications": row.replications})
    if row.verdict == "not_separable" and row.low * row.high > 0:
        yield message("Relative to the time before, the change is not clear yet: the verdict rests on that.")
    if row.conflict and row.verdict in ("better", "worse"):
        yield message(
            "A few repetitions decide this: most of them point the other way. Treat it as not separable yet.",
        )


def _moved(row: Estimate, kpi: str, values: Mapping[str, Any]) -> Message:
    assert row.difference is not None
    assert row.low is not None
    assert row.high is not None
    falls = row.difference < 0
    near, far = (row.high, row.low) if falls else (row.low, row.high)
    # An interval that holds 0 ends there in words: “falls by 0 to …”.
    sizes = [abs(row.difference), *(0.0 if (end < 0) != falls else abs(end) for end in (near, far))]
    shares = _shares(row, falls)
    amounts = {name: Amount(size, row.measured_in) for name, size in zip(("size", "low", "high"), sizes, strict=True)}
    template = (_FALLS if falls else _RISES)[kpi]
    return Message(template.text, {**values, **amounts, **shares})


_CARRIED_SOONER: Final = message(
    "Requests that were open at the change already are finished sooner, by {size} ({low} to {high}) of office hours, "
    "after {after} instead of {before}."
)
_CARRIED_LATER: Final = message(
    "Requests that were open at the change already are finished later, by {size} ({low} to {high}) of office hours, "
    "after {after} instead of {before}."
)


def change_for_those_who_waited(row: Estimate) -> Iterator[Message]:
    """Tell what becomes of the requests that were open at the change, where it makes a difference."""
    if row.verdict in ("better", "worse") and row.difference is not None and row.low is not None:
        levels = {
            "before": Amount(row.baseline or 0.0, row.measured_in),
            "after": Amount(row.value or 0.0, row.measured_in),
        }
        moved = _moved(row, row.kpi, levels)
        template = _CARRIED_SOONER if row.difference < 0 else _CARRIED_LATER
        yield Message(
            template.text, {name: moved.parameters[name] for name in ("size", "low", "high", "before", "after")}
        )


def _shares(row: Estimate, falls: bool) -> dict[str, Any]:
    """Return the relative change with its interval, as sizes; a dash where it is not defined."""
    ends = (row.ratio, *((row.ratio_high, row.ratio_low) if falls else (row.ratio_low, row.ratio_high)))
    changes = [None if end is None else (1 - end if falls else end - 1) for end in ends]
    return {
        name: "–" if change is None else Per100(max(change, 0.0))
        for name, change in zip(("share", "share_low", "share_high"), changes, strict=True)
    }


def _signed(row: Estimate, value: float) -> Amount:
    return Amount(value, row.measured_in, "difference")


# ---------------------------------------------------------------- many rows in a sentence

_CHANGE: Final = message("{what} {difference} ({low} to {high})")


def services_sentences(
    comparison: Comparison, alternative: str, kpi: str, window: Window, titles: Titles
) -> Iterator[Message]:
    """Tell for which services it gets better, and for which worse."""
    rows = [
        row
        for row in comparison.rows(alternative=alternative, kpi=kpi, window=window.name)
        if row.group.startswith("service:")
    ]
    better = _listed([row for row in rows if row.verdict == "better"], titles)
    worse = _listed([row for row in rows if row.verdict == "worse"], titles)
    if better and worse:
        yield message(
            "By service, the time to the end in office hours. Sooner: {better}. Later: {worse}.",
            better=better,
            worse=worse,
        )
    elif better:
        yield message("By service, the time to the end in office hours. Sooner: {better}. Later: none.", better=better)
    elif worse:
        yield message("By service, the time to the end in office hours. Sooner: none. Later: {worse}.", worse=worse)


def _listed(rows: Sequence[Estimate], titles: Titles) -> Listed | None:
    ordered = sorted(rows, key=lambda row: (-abs(row.difference or 0.0), row.group))
    return Listed(tuple(change_in_words(group_title(row.group, titles), row) for row in ordered)) if ordered else None


def change_in_words(what: Any, row: Estimate) -> Message:
    """Return a thing with its difference and the interval of it."""
    difference, low, high = (0.0 if value is None else value for value in (row.difference, row.low, row.high))
    numbers = {"difference": difference, "low": low, "high": high}
    values: dict[str, Any] = {name: _signed(row, number) for name, number in numbers.items()}
    if row.measured_in not in ("min", "h", "Rp"):
        scale = scale_of(row.measured_in)
        digits = digits_for((high - low) / 2 * scale, difference * scale)
        values |= {name: Plain(numbers[name] * scale, digits, signed=True) for name in ("low", "high")}
        values["difference"] = Amount(difference, row.measured_in, "difference", digits)
    return Message(_CHANGE.text, {"what": what, **values})


def other_changes(
    comparison: Comparison, alternative: str, window: Window, concerned: Concerned, leave_out: tuple[str, ...]
) -> Iterator[Message]:
    """Tell which other indicators of all requests get better, and which worse; if overloaded, only the latter.

    What looks better there (less rework, fewer approvals) does so because less is done.
    """
    rows = [
        row
        for row in comparison.rows(alternative=alternative, window=window.name, group="all")
        if row.kpi not in leave_out and row.low is not None and row.high is not None
        if _concerned(row.kpi) == concerned
    ]
    better = tuple(change_in_words(kpi_title(row.kpi), row) for row in rows if row.verdict == "better")
    worse = tuple(change_in_words(kpi_title(row.kpi), row) for row in rows if row.verdict == "worse")
    if better and alternative not in comparison.overloaded:
        yield message("Also better, in {window}: {changes}.", window=window.title, changes=Listed(better))
    if worse:
        yield message("Also worse, in {window}: {changes}.", window=window.title, changes=Listed(worse))


def _concerned(key: str) -> Concerned:
    kpi = kpi_of(key)
    return "citizens" if kpi is None else kpi.concerns
