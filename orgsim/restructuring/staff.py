"""Which employees an operation takes, and what new ones are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from orgsim.organisation.organisation import staff_order


def seniority(id: str) -> tuple[int, int, str]:
    """Return the sort key of employees of several posts: date of hiring, number, post.

    Examples
    --------
    >>> sorted(["loket/20260701-1", "loket/10", "arsiparis/9"], key=seniority)
    ['arsiparis/9', 'loket/10', 'loket/20260701-1']
    """
    post, hired, number = staff_order(id)
    return hired, number, post


def last_of(people: Iterable[str], count: int) -> tuple[str, ...]:
    """Return the employees whom an operation takes when it takes some of a post: those with the highest numbers.

    Examples
    --------
    >>> last_of(["loket/1", "loket/2", "loket/3"], 2)
    ('loket/2', 'loket/3')
    """
    ordered = sorted(people, key=seniority)
    return tuple(ordered[len(ordered) - min(count, len(ordered)) :])


def new_ids(position: str, on: date, taken: Iterable[str]) -> Iterator[str]:
    """Yield ids for employees who are hired for a post on a date, without end.

    Examples
    --------
    >>> ids = new_ids("loket", date(2026, 7, 1), ["loket/1", "loket/20260701-1"])
    >>> next(ids), next(ids)
    ('loket/20260701-2', 'loket/20260701-3')
    """
    known = frozenset(taken)
    number = 0
    while True:
        number += 1
        id = f"{position}/{on:%Y%m%d}-{number}"
        if id not in known:
            yield id
