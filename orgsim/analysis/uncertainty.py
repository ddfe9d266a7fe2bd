"""What the ranges of the assumptions leave open: an interval of its own, beside that of the repetitions.

More repetitions narrow the interval of a comparison, and never this one. Each draw puts every number that is not
measured somewhere in its range, the same in all structures, and sends the citizens of one repetition through them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from math import fsum
from typing import TYPE_CHECKING, Final

from orgsim.analysis.draw import Draw, Span, measure_draw, setup_of
from orgsim.analysis.executors import Executor, map_tasks
from orgsim.analysis.kpi import Kpi, standard_kpis
from orgsim.analysis.movers import movers_of, varied_in
from orgsim.analysis.open_rows import DRAWS, OpenRow, OpenTransition, Uncertainty
from orgsim.analysis.parameter_draws import place_of, varied_assumptions, varied_values
from orgsim.analysis.preparation import Prepared
from orgsim.analysis.statistics.intervals import student_quantile
from orgsim.errors import Fault, InputError, message

if TYPE_CHECKING:
    from orgsim.analysis.findings import Comparison, Estimate

__all__ = ["DRAWS", "FEWEST", "Drawing", "add_uncertainty"]

FEWEST: Final = 2
"""With fewer, there is no interval."""

SURVIVES: Final = 0.95
"""Share of the draws that must agree on the direction for a conclusion to survive."""

_Pair = tuple[float | None, float | None]


class Drawing:
    """The draws of a comparison, under way.

    They can be left after any of them, and taken up again by another process that is given those that were made.

    Parameters
    ----------
    prepared
        How the comparison was prepared; it must have been concluded, for that asks for assumptions, too.
    draws
        How many are to be made; draw n has the citizens of repetition n.
    engine
        Which engine runs them.
    done
        Draws made before, from the first on.

    Attributes
    ----------
    needed
        How many are to be made.
    done
        Draws made so far, in order.

    Raises
    ------
    InputError
        If fewer than two draws are asked for.
    """

    def __init__(
        self, prepared: Prepared, *, draws: int = DRAWS, engine: str = "reference", done: Sequence[Draw] = ()
    ) -> None:
        if draws < FEWEST:
            raise InputError(Fault(message("at least two draws are needed"), ("draws",)))
        self.needed = draws
        self.done: list[Draw] = list(done)
        self._setup = setup_of(prepared, engine)

    def further(self, executor: Executor = "inline", workers: int | None = None) -> Iterator[Draw]:
        """Make the draws that are needed; yield each, in order, when it has been added."""
        batch = range(len(self.done), self.needed)
        with closing(map_tasks(partial(measure_draw, self._setup), batch, executor, workers)) as made:
            for draw in made:
                self.done.append(draw)
                yield draw

    @property
    def enough(self) -> bool:
        """Whether there are so many that they say something."""
        return sum(not draw.faults for draw in self.done) >= FEWEST

    def add_to(self, comparison: Comparison) -> Comparison:
        """Return a comparison with what the draws made so far leave open.

        Raises
        ------
        InputError
            If fewer than two of them fit together.
        """
        if not self.enough:
            refused = next((draw.faults for draw in self.done if draw.faults), ())
            raise InputError(*refused or (Fault(message("at least two draws are needed"), ("draws",)),))
        found = {number: draw for number, draw in enumerate(self.done) if not draw.faults}
        scenario, asked = self._setup.scenario, self._setup.asked
        kpis, varied = {kpi.key: kpi for kpi in standard_kpis()}, varied_in(scenario, asked)
        rows = []
        for about in dict.fromkeys(about for draw in found.values() for about in draw.values):
            pairs = {number: draw.values[about] for number, draw in found.items() if about in draw.values}
            row = _row(about, kpis[about[2]], tuple(pairs.values()), comparison)
            if row is not None:
                movers = movers_of(scenario.run.seed, varied, _differences(pairs)) if row.better is not None else ()
                rows.append(replace(row, movers=movers))
        transitions = tuple(
            _transition(name, [draw.spans[name] for draw in found.values() if name in draw.spans])
            for name in dict.fromkeys(name for draw in found.values() for name in draw.spans)
        )
        places = tuple(map(place_of, varied_values(scenario.evidence)))
        names = (*varied_assumptions(scenario.assumptions, asked), *places)
        refused_draws = len(self.done) - len(found)
        return replace(comparison, uncertainty=Uncertainty(len(found), names, tuple(rows), transitions, refused_draws))


def add_uncertainty(
    comparison: Comparison,
    prepared: Prepared,
    *,
    draws: int = DRAWS,
    engine: str = "reference",
    executor: Executor = "inline",
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Return a comparison with what the ranges of its assumptions leave open.

    Parameters
    ----------
    comparison, prepared
        What was found, and how it was prepared.
    draws
        How many draws are made; draw n has the citizens of repetition n.
    engine, executor, workers
        How it is computed; none of them changes a result.
    progress
        Told how many draws are done, and how many are to be.

    Raises
    ------
    InputError
        If fewer than two draws are asked for, or fit together.
    """
    drawing = Drawing(prepared, draws=draws, engine=engine)
    for _ in drawing.further(executor, workers):
        if progress is not None:
            progress(len(drawing.done), drawing.needed)
    return drawing.add_to(comparison)


def _differences(pairs: Mapping[int, _Pair]) -> dict[int, float]:
    return {number: new - old for number, (old, new) in pairs.items() if old is not None and new is not None}


def _transition(name: str, spans: Sequence[Span]) -> OpenTransition:
    """Return between what a transition lies in nineteen of twenty draws; a day that did not come is later than any."""
    lost = sorted(months for months, _ in spans)
    places = [round(share * (len(spans) - 1)) for share in (0.025, 0.5, 0.975)]
    columns = [sorted(days, key=lambda day: day or dt.date.max) for days in zip(*(d for _, d in spans), strict=True)]
    nearly, back, paid = ((days[places[0]], days[places[1]], days[places[2]]) for days in columns)
    came = [sum(day is not None for day in days) / len(spans) for days in columns]
    low, middle, high = (_quantile(lost, share) for share in (0.025, 0.5, 0.975))
    return OpenTransition(name, (low, middle, high), nearly, back, paid, came[1], came[2])


def _row(
    about: tuple[str, str, str],
    kpi: Kpi,
    pairs: Sequence[_Pair],
    comparison: Comparison,
) -> OpenRow | None:
    differences = sorted(new - old for old, new in pairs if old is not None and new is not None)
    if len(differences) < 2:
        return None
    count = len(differences)
    lower, higher = (sum(sign * value > 0 for value in differences) / count for sign in (-1, 1))
    better, worse = (lower, higher) if kpi.better == "lower" else (higher, lower)
    directed = kpi.better != "neither"
    return OpenRow(
        *about,
        kpi.measured_in,
        count,
        _quantile(differences, 0.025),
        _quantile(differences, 0.5),
        _quantile(differences, 0.975),
        better if directed else None,
        worse if directed else None,
        max(better, worse) >= SURVIVES if directed else None,
        _by_assumptions(differences, _estimate(comparison, about)),
    )


def _estimate(comparison: Comparison, about: tuple[str, str, str]) -> Estimate | None:
    alternative, window, kpi = about
    return next(comparison.rows(alternative=alternative, window=window, kpi=kpi, group="all"), None)


def _by_assumptions(differences: Sequence[float], estimate: Estimate | None) -> float | None:
    """Return the share of the variance that repetitions alone do not explain."""
    mean = fsum(differences) / len(differences)
    total = fsum((value - mean) ** 2 for value in differences) / (len(differences) - 1)
    if estimate is None or estimate.low is None or estimate.high is None or estimate.replications < 2 or not total:
        return None
    half = (estimate.high - estimate.low) / 2
    chance = (half / student_quantile(0.95, estimate.replications - 1)) ** 2 * estimate.replications
    return max(0.0, 1 - chance / total)


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Return a quantile of ordered values, linear between them.

    Examples
    --------
    >>> _quantile([1.0, 2.0, 4.0], 0.75)
    3.0
    """
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
