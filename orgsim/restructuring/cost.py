"""What posts cost, what a plan costs, and what of it a budget leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from pydantic import Field

from orgsim.assumptions import ledger
from orgsim.errors import Fault, InputError, Message, message
from orgsim.organisation.agency import Position
from orgsim.organisation.organisation import Organisation
from orgsim.spec import Money, Spec

if TYPE_CHECKING:
    from orgsim.assumptions import Assumptions


class MoneySettings(Spec):
    """Money of a scenario: what may be spent on the change, and what is spent on personnel anyway."""

    budget: dict[int, Money] = Field(default_factory=dict)
    """What may be spent on the change in each year, a hard cap: what does not fit is not done. Empty: no cap."""
    personnel_spending: Money | None = None
    """Spending on personnel a year, of the whole region."""
    total_spending: Money | None = None
    """Spending of the whole region a year."""


def monthly_cost(position: Position, assumptions: Assumptions) -> float | None:
    """Return the cost of one holder of a post a month; None if nothing is said of it.

    Raises
    ------
    InputError
        If the pay of its grade is not known.
    """
    if position.monthly_cost is not None:
        return position.monthly_cost
    if position.grade is None:
        return None
    name = f"pay.{position.grade.lower().replace('/', '_')}"
    if name not in ledger():
        known = ", ".join(sorted(id.removeprefix("pay.").replace("_", "/").upper() for id in ledger() if "pay." in id))
        fault = message("the pay of grade {grade} is not known", grade=position.grade)
        raise InputError(Fault(fault, ("grade",), message("Write `monthly_cost`; known grades: {names}", names=known)))
    return float(assumptions[name]) + (position.allowance or 0.0)


@dataclass(frozen=True, slots=True)
class PostCost:
    """A post before and after: holders and cost of all of them a month; None where it is not said."""

    position: str
    holders_before: int
    holders_after: int
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Outlay:
    """What one operation of a plan costs.

    Attributes
    ----------
    on, operation, caption
        Its date and its name.
    once, monthly
        Money, once and a month from then on.
    hours, worth
        Hours that staff are off their work for it, and the pay of these hours, which is paid anyway and in no budget;
        None where the cost of a post is not said.
    """

    on: dt.date
    operation: str
    caption: Message
    once: float
    monthly: float
    hours: float = 0.0
    worth: float | None = 0.0

    def in_year(self, year: int) -> float:
        """Return what it costs in a year.

        Examples
        --------
        >>> Outlay(dt.date(2026, 7, 1), "motivate", Message("Motivate"), 1e6, 2e6).in_year(2026)
        13000000.0
        """
        if year < self.on.year:
            return 0.0
        months = 12 if year > self.on.year else 13 - self.on.month
        return (self.once if year == self.on.year else 0.0) + self.monthly * months


@dataclass(frozen=True)
class Bill:
    """What an alternative costs.

    Attributes
    ----------
    posts
        Running cost by post, of those that differ.
    before, after
        Cost of all holders a month; None if one post's is not said.
    outlays
        What the operations cost, by date.
    yearly
        Net change of the cost of staff in a year, the thirteenth salary included; None if it is not known. Never a
        gross saving: who loses a post goes on to be paid in another.
    with_funds
        Cost once, less what partners pay if they do.
    expected_funds
        What partners pay times the chance that they do.
    """

    posts: tuple[PostCost, ...]
    before: float | None
    after: float | None
    outlays: tuple[Outlay, ...]
    yearly: float | None
    with_funds: float
    expected_funds: float

    @property
    def once(self) -> float:
        """Cost once, of all operations."""
        return fsum(outlay.once for outlay in self.outlays)

    @property
    def monthly(self) -> float:
        """What operations cost a month beside the holders of posts."""
        return fsum(outlay.monthly for outlay in self.outlays)

    @property
    def hours(self) -> float:
        """Hours that staff are off their work for the change."""
        return fsum(outlay.hours for outlay in self.outlays)

    @property
    def worth(self) -> float | None:
        """Pay of these hours, which is paid anyway; None if it is not known."""
        return _sum([outlay.worth for outlay in self.outlays])

    def years(self) -> Mapping[int, float]:
        """Return what the operations cost by year, to the year after the last of them."""
        if not self.outlays:
            return {}
        first, last = min(o.on.year for o in self.outlays), max(o.on.year for o in self.outlays)
        return {year: fsum(o.in_year(year) for o in self.outlays) for year in range(first, last + 2)}


def bill_of(before: Organisation, after: Organisation, outlays: Sequence[Outlay], assumptions: Assumptions) -> Bill:
    """Return what an alternative costs, net.

    Parameters
    ----------
    before, after
        The structure as it is, and as the plan leaves it.
    outlays
        What its operations cost: `outlays_of`.
    assumptions
        What is in force.
    """
    posts = []
    for name in dict.fromkeys([*before.positions, *after.positions]):
        old, new = before.positions.get(name), after.positions.get(name)
        cost = PostCost(
            name,
            len(old.people) if old else 0,
            len(new.people) if new else 0,
            _cost(old, assumptions),
            _cost(new, assumptions),
        )
        posts.append(cost)
    sums = [_sum([getattr(post, side) for post in posts]) for side in ("before", "after")]
    yearly = None if None in sums else ((sums[1] or 0.0) - (sums[0] or 0.0)) * float(assumptions["staff.payments"])
    once = fsum(outlay.once for outlay in outlays)
    paid = [(min(fund.amount, fund.ceiling * once), fund.chance) for fund in after.agency.change.funds]
    return Bill(
        tuple(post for post in posts if (post.holders_before, post.before) != (post.holders_after, post.after)),
        sums[0],
        sums[1],
        tuple(outlays),
        yearly,
        max(0.0, once - fsum(amount for amount, _ in paid)),
        min(once, fsum(amount * chance for amount, chance in paid)),
    )


def ceiling_share(money: MoneySettings, yearly: float | None) -> float | None:
    """Return the share of personnel in all spending after a change; None if it is not known."""
    if money.personnel_spending is None or not money.total_spending or yearly is None:
        return None
    return (money.personnel_spending + yearly) / (money.total_spending + yearly)


def _cost(position: Position | None, assumptions: Assumptions) -> float | None:
    if position is None or not position.people:
        return 0.0
    each = monthly_cost(position, assumptions)
    return None if each is None else each * len(position.people)


def _sum(amounts: Sequence[float | None]) -> float | None:
    return None if None in amounts else fsum(amount or 0.0 for amount in amounts)
