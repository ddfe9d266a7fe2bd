"""The verdicts in short: that on the time to the end, how many indicators are of which, and why some surprise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, Protocol

from orgsim.errors import Message, message
from orgsim.report.headlines import LEAD
from orgsim.report.words import VERDICTS

if TYPE_CHECKING:
    from orgsim.analysis.findings import Comparison
    from orgsim.analysis.windows import Window

__all__ = ["FEW_DECIDE", "RATIO_DECIDES", "Judged", "verdict_notes", "verdict_sentences"]

RATIO_DECIDES: Final = message(
    "The verdict on times rests on the relative difference: its interval may leave out zero where that of the "
    "difference does not."
)
_RATIO_DOUBTS: Final = message(
    "The verdict on times rests on their ratio; with few repetitions the difference may look clearer."
)
FEW_DECIDE: Final = message("Where a few repetitions decide, mean and usual change point in opposite directions.")
"""What to say where a difference and the verdict on it point in opposite directions."""


class Judged(Protocol):
    """A difference with its verdict."""

    @property
    def verdict(self) -> str | None:
        """The verdict; empty or None for what nobody judges."""

    @property
    def low(self) -> float | None:
        """Lower end of the interval of the difference."""

    @property
    def high(self) -> float | None:
        """Upper end."""


def verdict_notes(rows: Iterable[Judged]) -> Iterator[Message]:
    """Say why a verdict is not what the interval of the difference shows: times are judged by their ratio."""
    holding = {(row.verdict, row.low <= 0 <= row.high) for row in rows if row.low is not None and row.high is not None}
    if ("not_separable", False) in holding:
        yield _RATIO_DOUBTS
    if holding & {("better", True), ("worse", True)}:
        yield RATIO_DECIDES


def verdict_sentences(comparison: Comparison, name: str, window: Window) -> Iterator[Message]:
    """Tell the verdict on the time from arrival to the end, and count those on all indicators of all requests.

    Parameters
    ----------
    comparison
        What was found.
    name
        Of which alternative; what looks better in one that is overloaded does so because less is done.
    window
        In which months.
    """
    judged = {
        row.kpi: row.verdict
        for row in comparison.rows(alternative=name, window=window.name, group="all")
        if row.verdict is not None
    }
    if LEAD in judged:
        yield message("Verdict on the time from arrival to the end: {verdict}.", verdict=VERDICTS[judged[LEAD]])
    if len(judged) > 1:
        counts = Counter(judged.values())
        yield message(
            "Verdicts on {count} indicators of all requests: {better} better, {worse} worse, {equal} practically "
            "equal, {unclear} not separable yet.",
            count=len(judged),
            better=counts["better"],
            worse=counts["worse"],
            equal=counts["practically_equal"],
            unclear=counts["not_separable"],
        )
