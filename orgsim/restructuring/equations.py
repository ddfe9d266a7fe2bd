"""How people answer a change, equation by equation: opinion, influence, adoption, speed, new work.

Pure functions of numbers; `orgsim.restructuring.response` puts them to work on an organisation and a plan. The names
H1 to H5 are those of `docs/model.md`. Every size is an assumption with a range, and none is validated on an office.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING, Final

from orgsim.errors import Fault, InputError, message
from orgsim.measures import DAYS_A_MONTH, CalendarTime

if TYPE_CHECKING:
    from orgsim.assumptions import Assumptions

WEEK: Final = 12 / 52
"""One week, in months."""


def months_of(time: CalendarTime) -> float:
    """Return civil time in months.

    Examples
    --------
    >>> from orgsim.measures import CalendarTime
    >>> months_of(CalendarTime(months=1, days=30.4375))
    2.0
    """
    return time.months + (time.days + time.seconds / 86_400) / DAYS_A_MONTH


@dataclass(frozen=True, slots=True)
class Coefficients:
    """Sizes of the response, each an assumption of the ledger.

    Attributes
    ----------
    openness, participation, communication, loss
        H1: openness at the start, and what full participation, full communication and the loss of a post add or take.
    leader, anchor
        H2: weight of a leader who is seen, and hold of the first opinion.
    own, imitation
        H3: adoption a month of one's own accord and by imitation.
    depth, time, resistance, training
        H4: depth of the dip, its time constant in months, how resistance deepens and training softens it.
    attrition
        Share of staff who leave in a month where nobody resists; full resistance makes it three times as much.
    """

    openness: float = 0.5
    participation: float = 0.15
    communication: float = 0.10
    loss: float = 0.30
    leader: float = 0.15
    anchor: float = 0.4
    own: float = 0.05
    imitation: float = 0.5
    depth: float = 0.15
    time: float = 3.0
    resistance: float = 0.5
    training: float = 0.3
    attrition: float = 0.0

    @classmethod
    def of(cls, assumptions: Assumptions) -> Coefficients:
        """Return the sizes in force."""
        return cls(
            openness=assumptions["response.openness"],
            participation=assumptions["response.participation"],
            communication=assumptions["response.communication"],
            loss=assumptions["response.loss"],
            leader=assumptions["response.leader"],
            anchor=assumptions["response.anchor"],
            own=assumptions["adoption.own"],
            imitation=assumptions["adoption.imitation"],
            depth=assumptions["dip.depth"],
            time=months_of(assumptions["dip.time"]),
            resistance=assumptions["dip.resistance"],
            training=assumptions["dip.training"],
            attrition=assumptions["attrition"],
        )


def dose(hours: float, scale: float) -> float:
    """Return the effect of hours so far, between 0 and 1: more hours do more, each less than the one before.

    Examples
    --------
    >>> round(dose(8, 8), 3), dose(0, 8)
    (0.632, 0.0)
    """
    return 1 - exp(-hours / scale)


def first_opinion(c: Coefficients, openness: float, participation: float, communication: float, loss: float) -> float:
    """Return the opinion that somebody starts with, between 0 (against) and 1 (for): H1.

    Parameters
    ----------
    openness
        Openness at the start, 0 to 1.
    participation, communication
        Doses, 0 to 1.
    loss
        Size of the personal loss, 0 to 1.

    Examples
    --------
    >>> round(first_opinion(Coefficients(), 0.5, 0.5, 0.5, 0.3), 4)
    0.535
    """
    opinion = openness + c.participation * participation + c.communication * communication - c.loss * loss
    return min(1.0, max(0.0, opinion))


def next_opinion(c: Coefficients, others: float, first: float, support: float, seen: float) -> float:
    """Return somebody's opinion a week later: H2.

    Parameters
    ----------
    others
        Weighted mean opinion of those who have influence.
    first
        The first opinion, which has a hold.
    support
        How far the leader supports the change, 0 to 1.
    seen
        How much of a leader is seen, 0 to 1: an absent one has no weight, which is not the same as opposition.

    Examples
    --------
    >>> round(next_opinion(Coefficients(), 0.535, 0.535, 1.0, 1.0), 4)
    0.5769
    """
    weight = c.leader * seen
    return (1 - c.anchor) * ((1 - weight) * others + weight * support) + c.anchor * first


def next_adoption(c: Coefficients, adoption: float, others: float, opinion: float, months: float = WEEK) -> float:
    """Return how far somebody has adopted the new way some time later, never beyond the opinion of it: H3.

    Examples
    --------
    >>> round(next_adoption(Coefficients(), 0.0, 0.0, 0.535), 6)
    0.006173
    """
    return adoption + months * (c.own + c.imitation * others) * max(opinion - adoption, 0.0)


def dip(c: Coefficients, exposure: float, opinion: float, trained: float, months: float) -> float:
    """Return by how much somebody is slower some months after a change, as a share: the first half of H4.

    Parameters
    ----------
    exposure
        Share of the work that changes.
    opinion
        Opinion now.
    trained
        How much of a training was had before the change, 0 to 1.
    months
        Time since the change.

    Examples
    --------
    >>> round(1 - dip(Coefficients(), 1.0, 0.535, 0.0, 0.0), 4)
    0.8151
    """
    return c.depth * exposure * (1 + c.resistance * (1 - opinion)) * (1 - c.training * trained) * exp(-months / c.time)


def speed(dips: float, gain: float) -> float:
    """Return somebody's speed, 1 before the change: H4. Work times are divided by it.

    Parameters
    ----------
    dips
        The deepest dip in force.
    gain
        What is won so far: full gain times adoption.

    Raises
    ------
    InputError
        If nobody could work any more: the assumptions contradict each other.

    Examples
    --------
    >>> round(speed(0.1, 0.05), 3)
    0.945
    """
    found = (1 - dips) * (1 + gain)
    if found < 0.05:
        fault = message("people would come to a standstill: a dip of {dip} with a gain of {gain}", dip=dips, gain=gain)
        raise InputError(Fault(fault, ("assumptions",), message("Lower `dip.depth`, `dip.resistance` or the loss")))
    return found


def still_there(c: Coefficients, there: float, opinion: float, leaving: float = 0.0, months: float = WEEK) -> float:
    """Return the expected share of somebody who has not left, some time later.

    Parameters
    ----------
    there
        The share before.
    opinion
        Resistance drives people away.
    leaving
        Share that leaves in a month for other reasons; negative if something keeps people. Nobody comes back.

    Examples
    --------
    >>> still_there(Coefficients(), 1.0, 0.2)
    1.0
    """
    rate = max(0.0, c.attrition * (1 + 2 * (1 - opinion)) + leaving)
    return there * (1 - min(1.0, rate * months))


def new_task(slowdown: float, practice: float, done: float) -> float:
    """Return the multiplier of work times in work that is new, after some practice: H5; both in the same measure.

    Examples
    --------
    >>> new_task(0.5, 60.0, 0.0), round(new_task(0.5, 60.0, 60.0), 4)
    (1.5, 1.1839)
    """
    return 1 + slowdown * exp(-done / practice)


def remembered(done: float, half_life: float, months: float = WEEK) -> float:
    """Return what is left of practice after some time without it.

    Examples
    --------
    >>> remembered(100.0, 6.0, 6.0)
    50.0
    """
    return float(done * 0.5 ** (months / half_life))
