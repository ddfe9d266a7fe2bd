"""What the change itself costs: the transition, money, satisfaction, who goes where; beside what the structure does."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orgsim.analysis.satisfaction import Change
    from orgsim.analysis.transition_curves import Recovery
    from orgsim.restructuring.cost import Bill, Outlay
    from orgsim.restructuring.legal_route import Passage
    from orgsim.restructuring.placement import Placement
    from orgsim.restructuring.transition import Transition

__all__ = ["ChangeFindings", "Weeks"]


@dataclass(frozen=True, slots=True)
class Weeks:
    """The weeks after the change, in two structures.

    Attributes
    ----------
    starts
        First days.
    waits_before, waits
        Mean waiting time in minutes of those who come in the week, without and with the change.
    open_before, open_now
        Mean number of open requests at the end of the week.
    """

    starts: tuple[dt.date, ...]
    waits_before: tuple[float | None, ...]
    waits: tuple[float | None, ...]
    open_before: tuple[float, ...]
    open_now: tuple[float, ...]


@dataclass(frozen=True)
class ChangeFindings:
    """What one alternative's change costs; None for what the scenario says nothing about.

    Attributes
    ----------
    transition
        Mean speed, adoption and opinion week by week, by assumption.
    weeks, recovery
        Waiting and backlog week by week, and when they are back.
    bill, dropped, ceiling
        Money; operations that the budget does not reach for; share of personnel in all spending.
    passages, gaps
        The legal route, at the fastest tenth, the middle and the slowest tenth; stages that nobody or few carry.
    placed
        Who goes where.
    satisfaction, trust, trust_start
        The survey, moved; trust at the end of each quarter, and at the start.
    budget
        By year, what may be spent on the change.
    carriers
        By stage of the route, who carries it and how far they are committed.
    """

    transition: Transition | None
    weeks: Weeks | None
    recovery: Recovery | None
    bill: Bill | None
    dropped: tuple[Outlay, ...]
    ceiling: float | None
    passages: tuple[Passage, ...]
    gaps: tuple[tuple[str, str], ...]
    placed: tuple[Placement, ...]
    satisfaction: Change | None
    trust: tuple[float, ...]
    trust_start: float = 0.0
    budget: tuple[tuple[int, float], ...] = ()
    carriers: tuple[tuple[str, tuple[tuple[str, float], ...]], ...] = ()

    def json_rows(self, name: str) -> list[dict[str, Any]]:
        """Return the curves of the transition, one row a week, plain values only."""
        if self.weeks is None:
            return []
        rows: list[dict[str, Any]] = []
        for week, start in enumerate(self.weeks.starts):
            row: dict[str, Any] = {"alternative": name, "week": week, "from": start.isoformat()}
            if self.transition is not None and week < len(self.transition.dates):
                curves = ("speed", "adoption", "opinion")
                row |= {what: round(getattr(self.transition, what)[week], 6) for what in curves}
                row["basis"] = "assumed"
            row |= {
                "waiting_minutes_baseline": self.weeks.waits_before[week],
                "waiting_minutes": self.weeks.waits[week],
                "open_requests_baseline": self.weeks.open_before[week],
                "open_requests": self.weeks.open_now[week],
            }
            rows.append(row)
        return rows
