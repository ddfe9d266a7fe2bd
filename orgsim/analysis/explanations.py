"""What was seen at an office, and what would explain that it delivers more than its model can: frozen types."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from orgsim.errors import Message
from orgsim.measures import Frequency

if TYPE_CHECKING:
    from orgsim.analysis.loads import GroupLoad
    from orgsim.scenario.scenario import Scenario

__all__ = ["WHICH", "Explanation", "Gap", "Reconciliation", "Seen", "Which"]

Which = Literal["norm", "overtime", "staff"]
WHICH: tuple[Which, ...] = ("norm", "overtime", "staff")


@dataclass(frozen=True, slots=True)
class Seen:
    """What an office visibly does.

    Attributes
    ----------
    finished
        Requests finished, per time.
    days_each
        Working days from arrival to the end; None: not known.
    waiting
        Requests that wait now; None: not known.
    service
        Service that is meant; None: all together.
    position
        Post whose group is to be explained; None: every group that is overloaded.
    """

    finished: Frequency
    days_each: float | None = None
    waiting: float | None = None
    service: str | None = None
    position: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """One explanation by itself, and how large it would have to be.

    Attributes
    ----------
    which
        ``norm``: factor on the minutes; ``overtime``: seconds a working day and person; ``staff``: people.
    size, low, high
        How large it has to be; between what it may lie, for a load from 1 down to the lowest of the ledger.
    doubt
        Why it is implausible; None if it is not.
    """

    which: Which
    size: float
    low: float
    high: float
    doubt: Message | None = None


@dataclass(frozen=True)
class Gap:
    """A group of people whose load does not fit what they deliver.

    Attributes
    ----------
    group
        The group, with its load at what is delivered.
    target
        The load that fits what was seen.
    explanations
        Each by itself; none if time is not what is short.
    reason
        Why there are none.
    """

    group: GroupLoad
    target: float
    explanations: tuple[Explanation, ...] = ()
    reason: Message | None = None

    def explanation(self, which: Which) -> Explanation:
        """Return one explanation.

        Raises
        ------
        KeyError
            If there is none.
        """
        for one in self.explanations:
            if one.which == which:
                return one
        raise KeyError(which)


@dataclass(frozen=True)
class Reconciliation:
    """What an office delivers beside what its model says.

    Attributes
    ----------
    scenario, seen
        What was compared.
    delivered, modelled
        Requests a working day: as seen, and as the model has them come.
    in_hand
        Requests in the office by Little's law, from those delivered and the days each takes; None without days.
    groups
        Every group by its load at what is delivered, the busiest first.
    gaps
        Those that need an explanation.
    """

    scenario: Scenario
    seen: Seen
    delivered: float
    modelled: float
    in_hand: float | None
    groups: tuple[GroupLoad, ...] = ()
    gaps: tuple[Gap, ...] = field(default=())
