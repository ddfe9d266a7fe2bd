"""Windows: which cases are compared with which, by the month of their arrival relative to the change."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orgsim.errors import Message, message

if TYPE_CHECKING:
    from orgsim.simulation.simulate import Study

__all__ = ["Window", "windows_of"]

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Window:
    """A cohort of cases, and the time that they arrive in.

    Attributes
    ----------
    name
        ``common past``, ``carried over``, ``transition``, ``settled`` or ``whole``.
    start, end
        Cases that arrive from the tick `start` up to, but not at, the tick `end`.
    title
        The window in words, by its months. Whether the office has settled is for a drift test to say, not for a name.
    open_at
        Only cases still open at this tick, whenever they arrived before `end`.
    until
        Tick up to which the cases are followed; None: the end of the run.
    """

    name: str
    start: int
    end: int
    title: Message = field(default=Message(""), compare=False)
    open_at: int | None = None
    until: int | None = None

    @property
    def is_period(self) -> bool:
        """Whether the window is a stretch of time, in which staff work and a backlog grows, and not only a cohort."""
        return self.open_at is None


def windows_of(study: Study) -> tuple[Window, ...]:
    """Return the windows of a study, in the order of time.

    With a change: ``common past`` (arrived before it and followed no further than to it, so that it is the same in
    every alternative, event for event), ``carried over`` (open at the change), ``transition`` (months 1–6), ``settled``
    (months 7–12, if at least one of them was observed), ``whole`` (change to end). Without a change: ``whole``.

    A study of the baseline knows no change: measure it in the windows of the alternative it is compared with.
    """
    start, end, change = study.start, study.end, study.change
    if change is None:
        return (Window("whole", start, end, message("the whole time observed")),)

    def after(months: int) -> int:
        return min(_months_later(study.origin, change, months), end)

    windows = []
    if change > start:
        windows += [
            Window("common past", start, change, message("before the change"), until=change),
            Window("carried over", start, change, message("open at the change"), open_at=change),
        ]
    windows.append(Window("transition", change, after(6), _months(1, _months_begun(study, 6))))
    if after(7) == _months_later(study.origin, change, 7):
        windows.append(Window("settled", after(6), after(12), _months(7, _months_begun(study, 12))))
    windows.append(Window("whole", change, end, message("the whole time after the change")))
    return tuple(windows)


def _months(first: int, last: int) -> Message:
    if first == last:
        return message("month {month} after the change", month=first)
    return message("months {first}–{last} after the change", first=first, last=last)


def _months_begun(study: Study, at_most: int) -> int:
    """Return the last month after the change of which anything was observed."""
    change = study.change or 0
    return next((n for n in range(1, at_most) if _months_later(study.origin, change, n) >= study.end), at_most)


def _months_later(origin: dt.date, tick: int, months: int) -> int:
    """Return the tick of the same day of the month, so many months later (of its last day, where that is shorter).

    Examples
    --------
    >>> _months_later(dt.date(2026, 1, 1), 30 * 86_400, 1) // 86_400  # from 31 January to 28 February
    58
    """
    days, rest = divmod(tick, _DAY)
    date = origin + dt.timedelta(days=days)
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    day = min(date.day, calendar.monthrange(year, month + 1)[1])
    return (dt.date(year, month + 1, day) - origin).days * _DAY + rest
