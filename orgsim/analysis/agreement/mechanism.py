"""What a mechanism of a random office is, and how a file keeps those that it has."""

from __future__ import annotations

from collections import UserDict
from collections.abc import Callable
from dataclasses import dataclass

from orgsim.analysis.agreement.chance import Chance
from orgsim.analysis.agreement.draft import Draft

PutIn = Callable[[Draft, Chance], None]


@dataclass(frozen=True)
class Mechanism:
    """Something that only some offices have.

    Attributes
    ----------
    put_in
        Puts it into an office.
    needs
        What it builds on.
    alternative
        The alternative in which it shows.
    """

    put_in: PutIn
    needs: tuple[str, ...] = ()
    alternative: str = "baseline"


class Mechanisms(UserDict[str, Mechanism]):
    """Mechanisms by the name of the function that puts each in, in the order in which they are written down."""

    def add(self, *needs: str, alternative: str = "baseline") -> Callable[[PutIn], PutIn]:
        """Take up a function as a mechanism; what it builds on is written down before it."""

        def take_up(put_in: PutIn) -> PutIn:
            self[put_in.__name__.strip("_")] = Mechanism(put_in, needs, alternative)
            return put_in

        return take_up
