"""The verdicts in short: that on the time to the end, and how many indicators are of which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from orgsim.errors import Message, message
from orgsim.report.headlines import LEAD
from orgsim.report.words import VERDICTS

if TYPE_CHECKING:
    from orgsim.analysis.findings import Comparison
    from orgsim.analysis.windows import Window

__all__ = ["verdict_sentences"]


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
