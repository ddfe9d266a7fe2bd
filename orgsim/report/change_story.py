"""What the change itself costs, in sentences: people, law, money, satisfaction, and what the assumptions leave open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from orgsim.analysis.transition_curves import middle_and_ends
from orgsim.errors import Message, message
from orgsim.report.amounts import Amount, Per100, Plain
from orgsim.report.headlines import LEAD, WAIT, main_window
from orgsim.report.words import Listed, Titles, kpi_title
from orgsim.restructuring.legal_route import STAGES

if TYPE_CHECKING:
    from orgsim.analysis.change_findings import ChangeFindings
    from orgsim.analysis.findings import Comparison
    from orgsim.analysis.open_rows import OpenRow
    from orgsim.analysis.satisfaction import Change
    from orgsim.analysis.transition_curves import Recovery
    from orgsim.restructuring.transition import Transition

_MONTH: Final = 30.4375 * 86_400


def change_sentences(comparison: Comparison, name: str, titles: Titles) -> Iterator[Message]:
    """Tell what one alternative's change costs; nothing where the scenario says nothing of it."""
    change = comparison.change.get(name)
    if change is not None:
        if change.transition is not None:
            yield from _transition(change.transition)
        if change.recovery is not None:
            yield _recovery(change.recovery)
        yield from _route(change)
        yield from _money(comparison, name, change)
        if change.satisfaction is not None:
            yield from _satisfaction(change.satisfaction)
        if change.trust:
            yield message(
                "Trust moves from {start} to {end} in a year, by assumption: it follows kept promises, and enters the "
                "next study only. That a complaint is closed does not make it trusted.",
                start=Per100(change.trust_start),
                end=Per100(change.trust[-1]),
            )
    yield from uncertainty_sentences(comparison, name)


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


def uncertainty_sentences(comparison: Comparison, name: str) -> Iterator[Message]:
    """Tell what the ranges of the assumptions leave open of the times of one alternative."""
    window = main_window(comparison, name)
    if comparison.uncertainty is None or window is None:
        return
    for kpi in (LEAD, WAIT):
        row = comparison.uncertainty.row(name, kpi, window.name)
        if row is not None and (row.better or row.worse):
            yield _open(row)


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
    yield message(
        "By assumption, staff work at {lowest} of their usual speed at worst, and {lost} months of each employee are "
        "lost before the old speed is back.",
        lowest=Per100(min(transition.speed), 0),
        lost=Plain(transition.lost, 2),
    )
    if transition.recovered is None:
        yield message("The old speed is not back in the time that was looked at (pulih: not yet), by assumption.")
    elif transition.recovered_week == 0:
        yield message("Speed never falls below the old one, by assumption.")
    elif transition.paid_back is None:
        yield message(
            "The old speed is back on {recovered} (pulih); what was lost is not won back in the time that was looked "
            "at (impas: not yet). Both by assumption.",
            recovered=transition.recovered,
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


def _money(comparison: Comparison, name: str, change: ChangeFindings) -> Iterator[Message]:
    bill = change.bill
    if bill is None:
        return
    yield message("The change costs {once} once.", once=Amount(bill.once, "Rp"))
    if bill.monthly:
        yield message("Beside it, {monthly} a month.", monthly=Amount(bill.monthly, "Rp"))
    if bill.yearly is None:
        yield message("What staff cost afterwards is not known: posts without a cost are in the agency.")
    elif bill.yearly == 0:
        yield message("Staff cost the same as before, net: who loses a post goes on to be paid in another.")
    elif bill.yearly < 0:
        yield message("Net, staff cost {saved} a year less.", saved=Amount(-bill.yearly, "Rp"))
    else:
        yield message("Net, staff cost {more} a year more.", more=Amount(bill.yearly, "Rp"))
    if bill.with_funds < bill.once:
        yield message(
            "Partners may pay part of it: {rest} is left if they do, and {expected} can be expected of them.",
            rest=Amount(bill.with_funds, "Rp"),
            expected=Amount(bill.expected_funds, "Rp"),
        )
    if change.dropped:
        dropped = tuple(outlay.caption for outlay in change.dropped)
        yield message("The budget does not reach for: {operations}. They are not in this result.", operations=dropped)
    ceiling = comparison_cap(comparison)
    if change.ceiling is not None and ceiling is not None:
        values = {"share": Per100(change.ceiling, 2), "cap": Per100(ceiling)}
        if change.ceiling > ceiling:
            yield message("Warning: personnel takes {share} of all spending, above the cap of {cap}.", **values)
        else:
            yield message("Personnel takes {share} of all spending; the cap is {cap}.", **values)
    yield from _prices(comparison, name, change)


def comparison_cap(comparison: Comparison) -> float | None:
    """Return the cap on personnel spending in force, if the comparison asked for it."""
    found = next((entry.value for entry in comparison.assumptions if entry.id == "spending.cap"), None)
    return None if found is None else float(found)


def _prices(comparison: Comparison, name: str, change: ChangeFindings) -> Iterator[Message]:
    """Tell what a request costs more, and a minute saved; only where minutes are saved beyond doubt."""
    window = next((one for one in comparison.windows.get(name, ()) if one.name == "whole"), None)
    if window is None or change.bill is None:
        return
    rows = {
        kpi: next(comparison.rows(alternative=name, kpi=kpi, window="whole", group="all"), None)
        for kpi in ("cases", LEAD)
    }
    cases, lead = rows["cases"], rows[LEAD]
    if cases is None or not cases.value:
        return
    months = (window.end - window.start) / _MONTH
    spent = change.bill.once + (change.bill.monthly + (change.bill.yearly or 0.0) / 12) * months
    if spent <= 0:
        return
    yield message("For each request of the time observed that is {price}.", price=Amount(spent / cases.value, "Rp"))
    if lead is not None and lead.verdict == "better" and lead.difference:
        yield message("A minute saved costs {price}.", price=Amount(spent / (cases.value * -lead.difference), "Rp"))
    else:
        yield message("A minute saved has no price: it is not clear that any is saved.")


def _satisfaction(change: Change) -> Iterator[Message]:
    before, after, low, high = change.classes
    yield message(
        "Satisfaction of those who are served (IKM) moves by {points} points [{from_} … {to}] from {index}; with other "
        "slopes, by {low} to {high}. Class {before} becomes {after}, and may be {classes}.",
        points=Plain(change.points.mean, 2, signed=True),
        from_=Plain(change.points.low, 2, signed=True),
        to=Plain(change.points.high, 2, signed=True),
        index=Plain(change.index_before, 2),
        low=Plain(change.low, 2, signed=True),
        high=Plain(change.high, 2, signed=True),
        before=before,
        after=after,
        classes=Listed(tuple(dict.fromkeys((low, high))), " – "),
    )
