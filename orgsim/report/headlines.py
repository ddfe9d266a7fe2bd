"""What a report speaks of first: which indicators, in which window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from orgsim.analysis.findings import Comparison, Estimate
    from orgsim.analysis.windows import Window

LEAD, WAIT, NINE_IN_TEN = "lead_time_working", "waiting_time", "lead_time_p90"
"""Indicators that a report begins with: how long it takes, how much of it is waiting, and how long at worst."""

PREFERRED: Final = ("settled", "transition", "whole")
"""Windows in the order in which a report prefers to speak of them."""


def main_window(comparison: Comparison, alternative: str) -> Window | None:
    """Return the window that a report speaks of first: the latest months observed as a stretch of their own."""
    windows = {window.name: window for window in comparison.windows.get(alternative, ())}
    return next((windows[name] for name in PREFERRED if name in windows), None)


def find_row(comparison: Comparison, alternative: str, kpi: str, window: Window) -> Estimate | None:
    """Return the row of all requests, if there is one."""
    return next(comparison.rows(alternative=alternative, kpi=kpi, window=window.name, group="all"), None)
