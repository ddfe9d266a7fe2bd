"""How many people one head can lead: questions and coordination over the time that he has for them."""

from __future__ import annotations

__all__ = ["largest_span", "supervisor_load"]


def supervisor_load(
    span: float, cases: float, share: float, work: float, coordination: float, capacity: float
) -> float:
    """Return the load of a head by the people he leads.

    Parameters
    ----------
    span
        How many report to him.
    cases
        Cases a day of each of them.
    share
        Share of cases that raise a question.
    work, coordination
        Work of a question, and of each person a day.
    capacity
        Time a day that he has for both.

    Examples
    --------
    >>> round(supervisor_load(5.1, 20, 0.05, 15, 10, 150), 6)
    0.85
    """
    return span * (cases * share * work + coordination) / capacity


def largest_span(load: float, cases: float, share: float, work: float, coordination: float, capacity: float) -> float:
    """Return how many people a head can lead at a load.

    Examples
    --------
    >>> largest_span(0.85, 20, 0.05, 15, 10, 150)
    5.1
    """
    return load * capacity / (cases * share * work + coordination)
