"""Which employees an operation takes, and what new ones are called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

_ID = re.compile(r"(?P<post>.*)/(?:(?P<hired>\d{8})-)?(?P<number>\d+)")


def seniority(id: str) -> tuple[int, int, str]:
    """Return the sort key of an employee: date of hiring (0 for those of the start), number, post.

    Examples
    --------
    >>> sorted(["loket/20260701-1", "loket/10", "loket/9"], key=seniority)
    ['loket/9', 'loket/10', 'loket/20260701-1']
    """
    found = _ID.fullmatch(id)
    return (int(found["hired"] or 0), int(found["number"]), found["post"]) if found else (0, 0, id)


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
