"""What the ranges of the assumptions leave open: frozen types, without a sentence in any language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["DRAWS", "Mover", "OpenRow", "OpenTransition", "Uncertainty"]

DRAWS: Final = 40
"""How many draws are made where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Mover:
    """A number that is not measured, and that a difference goes along with more than chance explains.

    Attributes
    ----------
    number
        An assumption of the ledger by its id, or a number of the scenario by its place.
    alike
        How many places of the scenario are drawn together with it, itself included; 0 for an assumption.
    correlation
        Of the ranks, over the draws: above 0, the higher the number, the higher the difference.
    """

    number: str
    alike: int
    correlation: float

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class OpenRow:
    """What the assumptions leave open in one row of a comparison.

    Attributes
    ----------
    alternative, window, kpi, measured_in
        What the row is about, for all requests together.
    draws
        Draws in which both structures have the number.
    low, middle, high
        Difference to the baseline: the middle of the draws, and between what nineteen in twenty of them lie.
    better, worse
        Shares of the draws in which the alternative is better or worse.
    survives
        Whether the direction is the same in nineteen of twenty draws; None where no direction is good.
    by_assumptions
        Share of the variance over draws that is due to the assumptions and not to chance; None if it is not known.
    movers
        Numbers that the difference goes along with more than chance explains, the strongest first.
    """

    alternative: str
    window: str
    kpi: str
    measured_in: str
    draws: int
    low: float
    middle: float
    high: float
    better: float | None
    worse: float | None
    survives: bool | None
    by_assumptions: float | None
    movers: tuple[Mover, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        return {**plain, "movers": [mover.to_json() for mover in self.movers]}


Days = tuple[dt.date | None, dt.date | None, dt.date | None]
"""The earliest, the middle and the latest of nineteen in twenty draws; None: later than was looked at."""


@dataclass(frozen=True, slots=True)
class OpenTransition:
    """What the assumptions leave open of one alternative's transition; no simulation is in it.

    Attributes
    ----------
    alternative
        Its name.
    lost
        Months of each employee: the lowest, the middle and the highest of nineteen in twenty draws.
    nearly, recovered, paid_back
        When 99 % of the old speed is back, all of it (*pulih*), and what was lost is won back (*impas*).
    recovered_in, paid_back_in
        Shares of the draws in which that comes in the time that was looked at.
    """

    alternative: str
    lost: tuple[float, float, float]
    nearly: Days
    recovered: Days
    paid_back: Days
    recovered_in: float
    paid_back_in: float

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        dates = {
            what: [None if day is None else day.isoformat() for day in getattr(self, what)]
            for what in ("nearly", "recovered", "paid_back")
        }
        shares = {"recovered_in": self.recovered_in, "paid_back_in": self.paid_back_in}
        return {"alternative": self.alternative, "months_lost": list(self.lost), **dates, **shares, "basis": "assumed"}


@dataclass(frozen=True)
class Uncertainty:
    """What the ranges of the assumptions leave open.

    Attributes
    ----------
    draws
        How many were run.
    varied
        What was drawn: assumptions of the ledger, and numbers of the scenario by their place.
    rows
        By alternative, window and indicator.
    transitions
        By alternative, where people answer.
    refused
        Draws that contradict themselves, and are left out.
    """

    draws: int
    varied: tuple[str, ...]
    rows: tuple[OpenRow, ...]
    transitions: tuple[OpenTransition, ...] = ()
    refused: int = 0

    def row(self, alternative: str, kpi: str, window: str = "whole") -> OpenRow | None:
        """Return one row; None if there is none."""
        wanted = (alternative, window, kpi)
        return next((row for row in self.rows if (row.alternative, row.window, row.kpi) == wanted), None)

    def to_json(self) -> dict[str, Any]:
        """Return ``{"uncertainty": {draws, varied, rows, transitions}}``, plain values only."""
        rows = [row.to_json() for row in self.rows]
        transitions = [one.to_json() for one in self.transitions]
        return {
            "uncertainty": {
                "draws": self.draws,
                "refused": self.refused,
                "varied": list(self.varied),
                "rows": rows,
                **({"transitions": transitions} if transitions else {}),
            }
        }
