"""What the change itself costs, in sentences: people, law, money, satisfaction, and what the assumptions leave open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from orgsim.analysis.transition_curves import middle_and_ends
from orgsim.errors import Message, message
from orgsim.report.amounts import Per100, Plain
from orgsim.report.groups import Told, about
from orgsim.report.headlines import LEAD, WAIT, main_window
from orgsim.report.money_story import money_sentences
from orgsim.report.movers_table import mover_sentences
from orgsim.report.words import Titles, kpi_title
from orgsim.restructuring.legal_route import STAGES

if TYPE_CHECKING:
    import datetime as dt

    from orgsim.analysis.change_findings import ChangeFindings
    from orgsim.analysis.findings import Comparison
    from orgsim.analysis.open_rows import OpenRow, OpenTransition
    from orgsim.analysis.satisfaction import Change
    from orgsim.analysis.transition_curves import Recovery
    from orgsim.restructuring.transition import Transition


def change_told(comparison: Comparison, name: str, titles: Titles) -> Iterator[Told]:
    """Tell what one alternative's change costs; nothing where the scenario says nothing of it."""
    change = comparison.change.get(name)
    if change is not None:
        if change.transition is not None:
            yield from about("transition", _transition(change.transition))
        if change.recovery is not None:
            yield Told("transition", _recovery(change.recovery))
            yield from about("transition", _won_back(change.recovery))
        yield from about("transition", _route(change))
        yield from about("staff", money_sentences(comparison, name, change))
        if change.satisfaction is not None:
            yield from about("citizens", _satisfaction(change.satisfaction))
        if change.trust:
            trust = message(
                "Trust moves from {start} to {end} in a year, by assumption: it follows kept promises, and enters the "
                "next study only. That a complaint is closed does not make it trusted.",
                start=Per100(change.trust_start),
                end=Per100(change.trust[-1]),
            )
            yield Told("citizens", trust)
    yield from uncertainty_told(comparison, name)


def limits(comparison: Comparison) -> Iterator[Message]:
    """Tell what must be known beside the costs of any change."""
    if any(change.transition is not None for change in comparison.change.values()):
        yield message(
            "How people answer is assumed and not found: that a change which is imposed breaks even later than one "
            "which is supported follows from the equations. Nothing of it was validated at an Indonesian agency."
        )
        yield message(
            "Of 87 reorganisations of governments, 13 % met their aims on time and 14 % did harm, by their own account "
            "(HBR2017)."
        )


def uncertainty_told(comparison: Comparison, name: str) -> Iterator[Told]:
    """Tell what the ranges of the assumptions leave open of the times of one alternative.

    Whether the answer itself survives belongs to the answer.
    """
    window = main_window(comparison, name)
    if comparison.uncertainty is None or window is None:
        return
    for one in comparison.uncertainty.transitions:
        if one.alternative == name:
            yield from about("sure", _open_transition(one, comparison.uncertainty.draws))
    for kpi in (LEAD, WAIT):
        row = comparison.uncertainty.row(name, kpi, window.name)
        if row is not None and (row.better or row.worse):
            yield Told("short" if kpi == LEAD else "sure", _open(row))
    yield from about("sure", mover_sentences(comparison, name))


def _open_transition(row: OpenTransition, draws: int) -> Iterator[Message]:
    (low, _, high), (soonest, _, latest) = row.lost, row.nearly
    yield message(
        "Over {draws} draws of the assumptions, {low} to {high} months of each employee are lost, and 99 % of the old "
        "speed is back between {soonest} and {latest}.",
        draws=draws,
        low=Plain(low, 2),
        high=Plain(high, 2),
        soonest=_day(soonest),
        latest=_day(latest),
    )
    for share, days, text in (
        (row.recovered_in, row.recovered, _ALL_BACK),
        (row.paid_back_in, row.paid_back, _PAID_BACK),
    ):
        values = {"share": Per100(share, 0), "soonest": _day(days[0]), "middle": _day(days[1])}
        if share:
            yield Message(text.text, values)
    if not row.recovered_in:
        yield message("In none of them all of the old speed is back (pulih), and so nothing is won back (impas).")


_ALL_BACK: Final = message(
    "All of it is back (pulih) in {share} of them: at the earliest on {soonest}, in the middle on {middle}."
)
_PAID_BACK: Final = message(
    "The loss is won back (impas) in {share} of them: at the earliest on {soonest}, in the middle on {middle}."
)


def _day(day: dt.date | None) -> dt.date | Message:
    return message("a day later than was looked at") if day is None else day


def _open(row: OpenRow) -> Message:
    values: dict[str, object] = {
        "indicator": kpi_title(row.kpi),
        "draws": row.draws,
        "better": Per100(row.better or 0.0, 0),
        "worse": Per100(row.worse or 0.0, 0),
    }
    if not row.survives:
        return message(
            "{indicator}: the conclusion does not survive the assumptions; of {draws} draws of all that is not "
            "measured, {better} are better and {worse} worse.",
            **values,
        )
    if (row.better or 0.0) >= (row.worse or 0.0):
        return message(
            "{indicator}: better in {better} of {draws} draws of all that is not measured.", **_less(values, "worse")
        )
    return message(
        "{indicator}: worse in {worse} of {draws} draws of all that is not measured.", **_less(values, "better")
    )


def _less(values: dict[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in values.items() if key != name}


def _transition(transition: Transition) -> Iterator[Message]:
    lost, lowest = Plain(transition.lost, 2), Per100(min(transition.speed), 0)
    if transition.recovered_week == 0:
        yield message("Speed never falls below the old one, by assumption.")
        return
    if transition.recovered is not None:
        yield message(
            "By assumption, staff work at {lowest} of their usual speed at worst, and {lost} months of each employee "
            "are lost before the old speed is back.",
            lowest=lowest,
            lost=lost,
        )
    else:
        yield message(
            "By assumption, staff work at {lowest} of their usual speed at worst, and {lost} months of each employee "
            "are lost until {end}.",
            lowest=lowest,
            lost=lost,
            end=transition.dates[-1],
        )
    if transition.recovered is None and transition.nearly is None:
        yield message("The old speed is not back by then (pulih: not yet), by assumption.")
    elif transition.recovered is None:
        yield message(
            "By then not all of the old speed is back (pulih: not yet; 99 % of it on {nearly}), and what was lost is "
            "not won back (impas: not yet). Both by assumption: next to nothing in this plan makes staff faster.",
            nearly=transition.nearly,
        )
    elif transition.paid_back is None:
        yield message(
            "The old speed is back on {recovered} (pulih); what was lost is not won back by {end} (impas: not yet). "
            "Both by assumption.",
            recovered=transition.recovered,
            end=transition.dates[-1],
        )
    else:
        yield message(
            "The old speed is back on {recovered} (pulih), and what was lost is won back on {paid_back} (impas). Both "
            "by assumption.",
            recovered=transition.recovered,
            paid_back=transition.paid_back,
        )


def _recovery(recovery: Recovery) -> Message:
    back, soonest, latest = middle_and_ends(recovery.recovered)
    lost = sorted(recovery.lost)
    values = {
        "lost": Plain(lost[len(lost) // 2]),
        "low": Plain(lost[round(0.05 * (len(lost) - 1))]),
        "high": Plain(lost[round(0.95 * (len(lost) - 1))]),
    }
    if back is None:
        return message(
            "Citizens wait longer than without the change until the end of the time observed: {lost} hours altogether "
            "({low} to {high}).",
            **values,
        )
    if back == 0:
        return message("Over any four weeks citizens wait no longer than without the change, from the first week on.")
    return message(
        "Citizens wait longer at first; from week {week} on ({soonest} to {latest}) no longer than without the "
        "change, and {lost} hours of waiting are lost until then ({low} to {high}).",
        week=back,
        soonest=_week(soonest),
        latest=_week(latest),
        **values,
    )


def _won_back(recovery: Recovery) -> Iterator[Message]:
    """Tell when the waiting that was lost is won back; nothing where none was lost for a time."""
    if not any(recovery.paid_back):
        return
    middle, soonest, latest = middle_and_ends(recovery.paid_back)
    if middle is None:
        yield message("The waiting that was lost is not won back in the time observed.")
    elif middle:
        yield message(
            "The waiting that was lost is won back in week {week} ({soonest} to {latest}).",
            week=middle,
            soonest=_week(soonest),
            latest=_week(latest),
        )


def _week(week: int | None) -> int | Message:
    return message("later than observed") if week is None else week


def _route(change: ChangeFindings) -> Iterator[Message]:
    if len(change.passages) == 3:
        early, middle, late = (passage.go_live for passage in change.passages)
        yield message(
            "On its legal route the change can begin on {middle}, if all goes well on {early}, if not on {late}: the "
            "date is worked out and not typed.",
            middle=middle,
            early=early,
            late=late,
        )
    nobody = tuple(STAGES[stage] for stage, gap in change.gaps if gap == "nobody")  # type: ignore[index]
    weak = tuple(STAGES[stage] for stage, gap in change.gaps if gap == "weak")  # type: ignore[index]
    if nobody:
        yield message("Nobody carries: {stages}.", stages=nobody)
    if weak:
        yield message("Carried with little commitment: {stages}.", stages=weak)


def _satisfaction(change: Change) -> Iterator[Message]:
    before, after, low, high = change.classes
    yield message(
        "Satisfaction of those who are served (IKM) moves by {points} points [{from_} … {to}] from {index}; with other "
        "slopes, by {low} to {high}.",
        points=Plain(change.points.mean, 2, signed=True),
        from_=Plain(change.points.low, 2, signed=True),
        to=Plain(change.points.high, 2, signed=True),
        index=Plain(change.index_before, 2),
        low=Plain(change.low, 2, signed=True),
        high=Plain(change.high, 2, signed=True),
    )
    if before == low == high:
        yield message("Its class stays {before}, whatever the slopes.", before=before)
    elif low == high:
        yield message("Its class goes from {before} to {after}, whatever the slopes.", before=before, after=after)
    else:
        yield message(
            "Its class was {before}; with other slopes it may be {low} or {high}: the points say more.",
            before=before,
            low=low,
            high=high,
        )
