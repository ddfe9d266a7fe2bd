"""What a structure reaches of the region's own targets: a row, without a sentence in any language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from orgsim.language import say_value

__all__ = ["TargetReached"]


@dataclass(frozen=True, slots=True)
class TargetReached:
    """One target, what others reach, and what each structure reaches.

    Attributes
    ----------
    title
        Name of the target.
    kpi, group, measured_in
        The indicator, of which requests, and the measure of all numbers; no indicator for an outcome that is not
        simulated.
    value
        What is aimed at, as written where there is no indicator.
    now
        The value of today, known from elsewhere.
    year
        By when.
    higher
        Whether more is better; None where nobody says.
    peers
        Titles and values.
    reached
        Mean of each structure, by name, the baseline first, in the months that a report speaks of first; None where
        there is none.
    """

    title: Any
    kpi: str | None
    group: str
    measured_in: str
    value: float | str
    now: float | str | None
    year: int | None
    higher: bool | None
    peers: tuple[tuple[Any, float | str], ...]
    reached: Mapping[str, float | None]

    def meets(self, structure: str) -> bool | None:
        """Whether a structure reaches the target; None if that cannot be said."""
        found = self.reached.get(structure)
        if found is None or self.higher is None or isinstance(self.value, str):
            return None
        return found >= self.value if self.higher else found <= self.value

    def to_json(self) -> dict[str, Any]:
        """Return plain values: titles in both languages, a line for every structure."""

        def both(title: Any) -> dict[str, str]:
            return {"id": say_value(title, "id"), "en": say_value(title, "en")}

        return {
            "title": both(self.title),
            "kpi": self.kpi,
            "group": self.group,
            "measured_in": self.measured_in,
            "target": self.value,
            "now": self.now,
            "year": self.year,
            "peers": [{"title": both(title), "value": value} for title, value in self.peers],
            "structures": [
                {"structure": name, "value": value, "meets": self.meets(name)} for name, value in self.reached.items()
            ],
        }
