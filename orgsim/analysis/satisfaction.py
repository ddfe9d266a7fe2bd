"""Satisfaction of citizens (SKM) and trust: from times, errors, steps and skill to nine elements and one index.

The level is the office's own survey; the model only says by how much it moves. Every slope is an assumption.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, fsum, log
from typing import TYPE_CHECKING, Any, Final

from orgsim.analysis.statistics.intervals import Interval, mean_interval
from orgsim.analysis.survey_counts import Served, middle_of

if TYPE_CHECKING:
    from orgsim.assumptions import Assumptions
    from orgsim.scenario.survey import Survey

__all__ = ["Change", "Slopes", "class_of", "index", "satisfaction_change", "time_score", "trust_after"]

_MIDDLE: Final = 0.35
_REACH: Final = 0.7
_CLASSES: Final = ((88.31, "A"), (76.61, "B"), (65.0, "C"))
_DRAWN: Final = ("steepness", "procedure", "product", "competence")
_LATTICE: Final = (0.7548776662466927, 0.5698402909980532, 0.4302, 0.3247)
_DRAWS: Final = 100


@dataclass(frozen=True, slots=True)
class Slopes:
    """How elements hang on what a run shows; assumptions ``satisfaction.…``."""

    steepness: float = 2.0
    procedure: float = 0.1
    product: float = 3.0
    competence: float = 0.5

    @classmethod
    def of(cls, assumptions: Assumptions) -> Slopes:
        """Return the slopes in force."""
        return cls(*(float(assumptions[f"satisfaction.{name}"]) for name in _DRAWN))


def time_score(ratio: float, steepness: float = 2.0, middle: float = _MIDDLE) -> float:
    """Return the score of a time, given as a multiple of the promised one.

    Examples
    --------
    >>> [round(time_score(ratio), 4) for ratio in (0.25, 0.5, 1, 1.5, 2, 4)]
    [3.9097, 3.6687, 3.0046, 2.4169, 2.0046, 1.3354]
    """
    return 1 + 3 / (1 + exp(steepness * (log(ratio) - middle)))


def index(scores: Sequence[float], weight: str = "exact") -> float:
    """Return the index (IKM) of nine scores.

    Examples
    --------
    >>> scores = (3.2, 3.0, 2.6, 3.6, 3.1, 3.2, 3.3, 2.9, 3.0)
    >>> round(index(scores), 3), round(index(scores, "0.11"), 3)
    (77.5, 76.725)
    """
    return 25 * fsum(scores) * (1 / 9 if weight == "exact" else 0.11)


def class_of(value: float) -> str:
    """Return the class of an index, after rounding to two decimals.

    Examples
    --------
    >>> class_of(88.305), class_of(88.304), class_of(76.61), class_of(64.99)
    ('A', 'B', 'B', 'D')
    """
    return next((name for least, name in _CLASSES if round(value + 1e-9, 2) >= least), "D")


@dataclass(frozen=True)
class Change:
    """By how much satisfaction moves.

    Attributes
    ----------
    before, after
        Scores by element: of the survey, and moved.
    points
        Change of the index in points, with the interval of the repetitions.
    low, high
        Between what it lies if the slopes take any value of their ranges.
    index_before, index_after
        The index.
    """

    before: Mapping[str, float]
    after: Mapping[str, float]
    points: Interval
    low: float
    high: float
    index_before: float
    index_after: float

    @property
    def classes(self) -> tuple[str, str, str, str]:
        """Class before, after, and at both ends of what the slopes leave open."""
        ends = (self.index_before + self.low, self.index_before + self.high)
        return (class_of(self.index_before), class_of(self.index_after), *(class_of(end) for end in ends))  # type: ignore[return-value]


def satisfaction_change(
    survey: Survey, assumptions: Assumptions, before: Sequence[Served], after: Sequence[Served]
) -> Change | None:
    """Return by how much satisfaction moves from one structure to another; None if nobody is served.

    Parameters
    ----------
    survey
        The office's own; the structure before is fitted to it.
    assumptions
        What is in force.
    before, after
        What those who were served met, one entry for each repetition.
    """
    if not all(one.requests for one in (*before, *after)):
        return None
    slopes = Slopes.of(assumptions)
    moved = _moved(survey, slopes, before, after)
    points = [_points(survey, one) for one in moved]
    mean = {name: fsum(one[name] for one in moved) / len(moved) for name in moved[0]}
    scores: dict[str, float] = {str(name): score for name, score in survey.elements.items()}
    band = sorted(_band(survey, assumptions, slopes, before, after))
    start = index(tuple(survey.elements.values()), survey.weight)
    interval = mean_interval(points)
    return Change(
        before=scores,
        after={name: _within(score + mean.get(name, 0.0)) for name, score in scores.items()},
        points=interval,
        low=min(band[int(0.025 * len(band))], interval.mean),
        high=max(band[-1 - int(0.025 * len(band))], interval.mean),
        index_before=start,
        index_after=start + interval.mean,
    )


def trust_after(start: float, kept: Sequence[float], rate: float) -> tuple[float, ...]:
    """Return the stock of trust at the end of each quarter: it follows the share of promises that were kept.

    Examples
    --------
    >>> trust_after(0.5, [0.9, 0.9], 0.5)
    (0.7, 0.8)
    """
    found, trust = [], start
    for share in kept:
        trust = trust + rate * (share - trust)
        found.append(round(trust, 12))
    return tuple(found)


def _points(survey: Survey, moved: Mapping[str, float]) -> float:
    return index([moved.get(name, 0.0) for name in survey.elements], survey.weight)


def _moved(survey: Survey, slopes: Slopes, before: Sequence[Served], after: Sequence[Served]) -> list[dict[str, float]]:
    """Return by how much each element moves, repetition by repetition."""
    scores: dict[str, float] = {str(name): score for name, score in survey.elements.items()}
    middle = _fitted([one.times for one in before], survey.elements["time"], slopes.steepness)
    settled = [one for one in before if sum(one.complaints)]
    late = _fitted([one.complaints for one in settled], survey.elements["complaints"], slopes.steepness)
    found = []
    for old, new in zip(before, after, strict=True):
        raw = {
            "time": _score(new.times, slopes.steepness, middle) - _score(old.times, slopes.steepness, middle),
            "product": -slopes.product * (new.wrong_share - old.wrong_share),
            "procedure": -slopes.procedure * (new.steps_each - old.steps_each),
            "competence": slopes.competence * (new.skill - old.skill),
        }
        if sum(old.complaints) and sum(new.complaints):
            better, worse = (_score(one.complaints, slopes.steepness, late) for one in (new, old))
            raw["complaints"] = better - worse
        found.append({n: _within(scores[n] + move) - scores[n] for n, move in raw.items()})
    return found


def _band(
    survey: Survey, assumptions: Assumptions, slopes: Slopes, before: Sequence[Served], after: Sequence[Served]
) -> list[float]:
    """Return the change in points for slopes spread evenly over their ranges, all repetitions together."""
    old, new = (_pooled(group) for group in (before, after))
    ranges = {name: assumptions.range(f"satisfaction.{name}") for name in _DRAWN}
    found = []
    for number in range(_DRAWS):
        drawn: dict[str, Any] = {}
        for name, step in zip(_DRAWN, _LATTICE, strict=True):
            bounds = ranges[name]
            if bounds is not None:
                drawn[name] = bounds[0] + (bounds[1] - bounds[0]) * ((0.5 + step * (number + 1)) % 1)
        found.append(_points(survey, _moved(survey, replace(slopes, **drawn), [old], [new])[0]))
    return found


def _pooled(group: Sequence[Served]) -> Served:
    times, complaints = ([sum(bins) for bins in zip(*rows, strict=True)] for rows in (
        [one.times for one in group], [one.complaints for one in group]))  # fmt: skip
    return Served(
        sum(one.requests for one in group),
        tuple(times),
        sum(one.wrong for one in group),
        sum(one.steps for one in group),
        sum(one.skill_sum for one in group),
        sum(one.visits for one in group),
        tuple(complaints),
        sum(one.kept for one in group),
        sum(one.promised for one in group),
    )


def _score(bins: Sequence[int], steepness: float, middle: float) -> float:
    scores = [count * (1 + 3 / (1 + exp(steepness * (middle_of(n) - middle)))) for n, count in enumerate(bins) if count]
    return fsum(scores) / sum(bins)


def _fitted(rows: Sequence[Sequence[int]], wanted: float, steepness: float) -> float:
    """Return the middle with which the score is that of the survey, within reach of the usual one.

    What still differs then is a constant, which cancels in a change.
    """
    bins = [sum(column) for column in zip(*rows, strict=True)]
    if not sum(bins):
        return _MIDDLE
    low, high = _MIDDLE - _REACH, _MIDDLE + _REACH
    if _score(bins, steepness, low) >= wanted:
        return low
    if _score(bins, steepness, high) <= wanted:
        return high
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if _score(bins, steepness, middle) < wanted else (low, middle)
    return (low + high) / 2


def _within(score: float) -> float:
    return min(4.0, max(1.0, score))
