"""Windows: which cases are compared with which, by the month of their arrival relative to the change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orgsim.errors import Message, message
from orgsim.measures import CalendarTime
from orgsim.scenario.run_settings import add_period
from orgsim.simulation.simulate import tick_of

if TYPE_CHECKING:
    from orgsim.simulation.simulate import Study

__all__ = ["Window", "windows_of"]


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
    def stretch(self) -> tuple[int, int, int | None, int | None]:
        """What is seen through it, whatever it is called."""
        return self.start, self.end, self.open_at, self.until

    @property
    def is_period(self) -> bool:
        """Whether the window is a stretch of time, in which staff work and a backlog grows, and not only a cohort."""
        return self.open_at is None


def windows_of(study: Study) -> tuple[Window, ...]:
    """Return the windows of a study, in the order of time.

    ``common past``: arrived before the change and followed no further than to it, so that it is the same in every
    alternative, event for event. ``carried over``: open at the change. ``transition``: arrived in months 1–6 after it.
    ``settled``: in months 7–12, if at least one of them was observed to its end. ``whole``: from the change to the end.

    The baseline, and alternatives that change at other dates, are measured in the windows of the alternative that they
    are compared with.
    """
    change, end = study.change, study.end

    def after(months: int) -> int:
        return tick_of(add_period(study.date(change), CalendarTime(months=months)), study.origin)

    def begun(months: range) -> int:
        """Return the last of some months of which anything was observed."""
        return max(month for month in months if after(month - 1) < end)

    windows = []
    if change > 0:
        windows += [
            Window("common past", 0, change, message("before the change"), until=change),
            Window("carried over", 0, change, message("open at the change"), open_at=change),
        ]
    windows.append(Window("transition", change, min(after(6), end), _months(1, begun(range(1, 7)))))
    if end >= after(7):
        windows.append(Window("settled", after(6), min(after(12), end), _months(7, begun(range(7, 13)))))
    windows.append(Window("whole", change, end, message("the whole time after the change")))
    return tuple(windows)


def _months(first: int, last: int) -> Message:
    if first == last:
        return message("month {month} after the change", month=first)
    return message("months {first}–{last} after the change", first=first, last=last)
