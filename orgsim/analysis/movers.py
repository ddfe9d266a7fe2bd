"""Which numbers that are not measured an answer goes along with, over the draws: where measuring would help most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt

from orgsim.analysis.open_rows import Mover
from orgsim.analysis.parameter_draws import luck_name, luck_of, place_of, varied_assumptions, varied_values
from orgsim.analysis.statistics.intervals import student_quantile
from orgsim.scenario.scenario import Scenario

__all__ = ["Varied", "movers_of", "rank_correlation", "varied_in"]

LEAST_DRAWS = 8
"""With fewer draws, no number stands out."""
MOST_NAMED = 5
"""So many are told."""


@dataclass(frozen=True)
class Varied:
    """A number that is drawn, or several that are drawn together.

    Attributes
    ----------
    luck
        Name of its luck.
    number, alike
        As of a `Mover`.
    """

    luck: str
    number: str
    alike: int


def varied_in(scenario: Scenario, asked: Sequence[str]) -> tuple[Varied, ...]:
    """Return everything that is drawn, what is drawn together once."""
    assumptions = (Varied(name, name, 0) for name in varied_assumptions(scenario.assumptions, asked))
    together: dict[str, list[str]] = {}
    for one in varied_values(scenario.evidence):
        together.setdefault(luck_name(one), []).append(place_of(one))
    return (*assumptions, *(Varied(luck, places[0], len(places)) for luck, places in together.items()))


def movers_of(seed: int, varied: Sequence[Varied], differences: Mapping[int, float]) -> tuple[Mover, ...]:
    """Return the numbers that a difference goes along with, the strongest first.

    Where nothing had an effect, one such list in twenty would name anything: the more numbers are looked at, the more
    clearly one of them must stand out.

    Parameters
    ----------
    seed
        Of the scenario; with the number of a draw it says where in its range each number was.
    varied
        What was drawn.
    differences
        By the number of the draw.
    """
    draws = sorted(differences)
    if len(draws) < LEAST_DRAWS or not varied or len(set(differences.values())) == 1:
        return ()
    degrees = len(draws) - 2
    far = student_quantile(1 - 0.05 / len(varied), degrees)
    least = far / sqrt(degrees + far * far)
    lucks = [luck_of(seed, draw) for draw in draws]
    values = [differences[draw] for draw in draws]
    found = (
        Mover(one.number, one.alike, rank_correlation([luck(one.luck) for luck in lucks], values)) for one in varied
    )
    told = sorted((one for one in found if abs(one.correlation) >= least), key=lambda one: -abs(one.correlation))
    return tuple(told[:MOST_NAMED])


def rank_correlation(first: Sequence[float], second: Sequence[float]) -> float:
    """Return Spearman's correlation: of the ranks, equal values sharing the mean of theirs; 0 where all are equal.

    Examples
    --------
    >>> rank_correlation([1, 2, 3, 4], [10, 20, 40, 900]), rank_correlation([1, 2, 3], [5, 5, 5])
    (1.0, 0.0)
    """
    one, other = _ranks(first), _ranks(second)
    middle = (len(one) + 1) / 2
    both = fsum((a - middle) * (b - middle) for a, b in zip(one, other, strict=True))
    sizes = [fsum((rank - middle) ** 2 for rank in ranks) for ranks in (one, other)]
    return both / sqrt(sizes[0] * sizes[1]) if all(sizes) else 0.0


def _ranks(values: Sequence[float]) -> list[float]:
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    begin = 0
    while begin < len(order):
        end = begin
        while end + 1 < len(order) and values[order[end + 1]] == values[order[begin]]:
            end += 1
        for place in order[begin : end + 1]:
            ranks[place] = (begin + end) / 2 + 1
        begin = end + 1
    return ranks
