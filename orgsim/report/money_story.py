"""What the change costs in money, in sentences: once, a month, net of staff, for a request and for a minute saved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from orgsim.errors import Message, message
from orgsim.measures import DAYS_A_MONTH
from orgsim.organisation.intervals import DAY
from orgsim.report.amounts import Amount, Per100, Plain
from orgsim.report.headlines import LEAD

if TYPE_CHECKING:
    from orgsim.analysis.change_findings import ChangeFindings
    from orgsim.analysis.findings import Comparison

_MONTH: Final = DAYS_A_MONTH * DAY


def money_sentences(comparison: Comparison, name: str, change: ChangeFindings) -> Iterator[Message]:
    """Tell what one alternative's change costs, net, and what a request and a minute saved cost by it."""
    bill = change.bill
    if bill is None:
        return
    yield message("The change costs {once} once.", once=Amount(bill.once, "Rp"))
    if bill.monthly:
        yield message("Beside it, {monthly} a month.", monthly=Amount(bill.monthly, "Rp"))
    if bill.hours and bill.worth is None:
        yield message("Staff are off their work for {hours} hours for it.", hours=Plain(bill.hours))
    elif bill.hours:
        yield message(
            "Staff are off their work for {hours} hours for it; the pay of these hours, {worth}, is paid anyway and in "
            "no budget.",
            hours=Plain(bill.hours),
            worth=Amount(bill.worth or 0.0, "Rp"),
        )
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
    ceiling = _cap(comparison)
    if change.ceiling is not None and ceiling is not None:
        values = {"share": Per100(change.ceiling, 2), "cap": Per100(ceiling)}
        if change.ceiling > ceiling:
            yield message("Warning: personnel takes {share} of all spending, above the cap of {cap}.", **values)
        else:
            yield message("Personnel takes {share} of all spending; the cap is {cap}.", **values)
    yield from _prices(comparison, name, change)


def _cap(comparison: Comparison) -> float | None:
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
    spent += change.bill.worth or 0.0
    if spent <= 0:
        return
    price = Amount(spent / cases.value, "Rp")
    yield message("For each request of the time observed that is {price}, hours off the job included.", price=price)
    if lead is not None and lead.verdict == "better" and lead.difference:
        yield message("A minute saved costs {price}.", price=Amount(spent / (cases.value * -lead.difference), "Rp"))
    else:
        yield message("A minute saved has no price: it is not clear that any is saved.")
