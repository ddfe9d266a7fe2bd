"""What the transition costs in speed: the area that is lost, when the old speed is back, when it has paid back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from orgsim.restructuring.equations import WEEK

if TYPE_CHECKING:
    from orgsim.restructuring.response import Response

HORIZON: Final = 156
"""Weeks after the last date of a plan over which people's answer is worked out, to date the recovery."""

NEARLY: Final = 0.99
"""Share of the old speed that is as good as all of it."""


@dataclass(frozen=True, slots=True)
class Transition:
    """The curve of the mean speed of staff, and what follows from it; all of it by assumption.

    Attributes
    ----------
    dates, opinion, adoption, speed
        The curve: first days of weeks, and means over all staff.
    lost
        Area lost until the old speed is back, in months of one employee for each employee.
    recovered_week, recovered
        *Pulih*: first week, and its date, from which on the mean speed is what it was or more; None: not in this time.
    paid_back_week, paid_back
        *Impas*: first week, and its date, at which all that was lost has been won back; None: not in this time.
    nearly_week, nearly
        First week, and its date, from which on no more than one part in a hundred of the old speed is missing.
    """

    dates: tuple[dt.date, ...]
    opinion: tuple[float, ...]
    adoption: tuple[float, ...]
    speed: tuple[float, ...]
    lost: float
    recovered_week: int | None
    paid_back_week: int | None
    nearly_week: int | None = None

    @property
    def nearly(self) -> dt.date | None:
        """Date from which on next to nothing of the old speed is missing."""
        return None if self.nearly_week is None else self.dates[self.nearly_week]

    @property
    def recovered(self) -> dt.date | None:
        """Date of the recovery."""
        return None if self.recovered_week is None else self.dates[self.recovered_week]

    @property
    def paid_back(self) -> dt.date | None:
        """Date at which it has paid back."""
        return None if self.paid_back_week is None else self.dates[self.paid_back_week]


def transition_of(response: Response) -> Transition | None:
    """Return the transition of an answer to a plan; None if there is no plan."""
    weekly = [n for n, date in enumerate(response.dates) if (date - response.dates[0]).days % 7 == 0]
    if not weekly:
        return None
    curves = {what: [response.mean(what)[n] for n in weekly] for what in ("opinion", "adoption", "speed")}
    speeds = curves["speed"]
    return Transition(
        dates=tuple(response.dates[n] for n in weekly),
        opinion=tuple(curves["opinion"]),
        adoption=tuple(curves["adoption"]),
        speed=tuple(speeds),
        lost=area_lost(speeds),
        recovered_week=recovered(speeds),
        paid_back_week=paid_back(speeds),
        nearly_week=recovered(speeds, NEARLY),
    )


def recovered(speeds: Sequence[float], wanted: float = 1.0) -> int | None:
    """Return the first week from which on the speed is back; 0 if it never fell; None if it is not back.

    Examples
    --------
    >>> recovered([0.8, 0.9, 1.0, 1.1]), recovered([0.8, 0.9]), recovered([0.8, 0.99], 0.99)
    (2, None, 1)
    """
    below = [week for week, speed in enumerate(speeds) if speed < wanted]
    first = below[-1] + 1 if below else 0
    return first if first < len(speeds) else None


def paid_back(speeds: Sequence[float]) -> int | None:
    """Return the first week at which the sum of what was won makes up for what was lost; 0 if nothing ever was.

    Examples
    --------
    >>> paid_back([0.75, 1.0, 1.25]), paid_back([1.0, 1.0]), paid_back([0.75, 1.0])
    (2, 0, None)
    """
    balance, debt = 0.0, None
    for week, speed in enumerate(speeds):
        balance += speed - 1
        if balance < 0:
            debt = week
    if debt is None:
        return 0
    return debt + 1 if debt + 1 < len(speeds) else None


def area_lost(speeds: Sequence[float]) -> float:
    """Return the area below the old speed, in months.

    Examples
    --------
    >>> round(area_lost([0.5, 1.0, 1.2]), 4)
    0.1154
    """
    return sum(max(0.0, 1 - speed) for speed in speeds) * WEEK
