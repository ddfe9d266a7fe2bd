"""Claims of the documents that orgsim was created from, as tests that hold with a mechanism and fail without it.

    @claim(12, switch="assumption response.dip = 0")
    def test_change_brings_a_dip(on: bool) -> None:
        ...
        assert speed_after_a_month < 1

A claim is a function of one thing: whether its switch is on. The test runs it twice: on, it must hold; off, one of its
assertions must fail. So a claim that would hold without what it is about is no claim. `docs/seeds.md` has a row for
each, and `test_seeds.py` holds the two to each other.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import pytest

Check = Callable[[bool], None]


def claim(number: int, *, switch: str) -> Callable[[Check], Callable[[], None]]:
    """Make a test of a claim: it holds with its switch on, and not with it off."""

    def take(check: Check) -> Callable[[], None]:
        @wraps(check)
        def test() -> None:
            check(True)
            with pytest.raises(AssertionError):
                check(False)

        del test.__wrapped__  # else pytest asks for a fixture called `on`
        test.claim, test.switch = number, switch
        return test

    return take
