"""How many replications: sequential half-width, judged in the order of replications.

After each replication it is asked whether every row that matters is precise enough; the run stops when it has stayed so
for some replications more. The answer is a function of the ordered values alone: no batch size or number of workers
enters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import expm1, fsum, inf

from orgsim.analysis.statistics.intervals import log_ratio_interval, paired_interval

__all__ = ["Pair", "StoppingRule", "relative_half_width"]


@dataclass(frozen=True, slots=True)
class Pair:
    """One row's values so far in both arms, in the order of replications.

    Attributes
    ----------
    baseline, alternative
        One value per replication.
    ratio
        Whether it is compared as a log-ratio; else as a difference.
    """

    baseline: tuple[float, ...]
    alternative: tuple[float, ...]
    ratio: bool


def relative_half_width(pair: Pair) -> float:
    """Return the half-width as a share: of the ratio, or of the difference relative to the mean of the baseline.

    Never relative to the difference, which may be 0.
    """
    if pair.ratio:
        width = log_ratio_interval(pair.baseline, pair.alternative).half_width
        return expm1(width) if width < 700 else inf
    half_width = paired_interval(pair.baseline, pair.alternative).half_width
    if not half_width:
        return 0.0
    size = abs(fsum(pair.baseline)) / len(pair.baseline)
    return half_width / size if size else inf


@dataclass(frozen=True, slots=True)
class StoppingRule:
    """When enough replications were made (Hoad, Robinson and Davies).

    Attributes
    ----------
    least, most
        Bounds on the number of replications.
    look_ahead
        For how many more the precision must hold: so many up to 100 replications, and 5 % of them beyond.

    References
    ----------
    K. Hoad, S. Robinson, R. Davies, "Automated selection of the number of replications for a discrete-event
    simulation", Journal of the Operational Research Society 61, 2010.
    """

    least: int = 20
    most: int = 400
    look_ahead: int = 5

    def stays(self, n: int) -> int:
        """Return for how many replications after the n-th the precision must hold."""
        return self.look_ahead if n <= 100 else 5 * n // 100

    def needed(self, passed: Sequence[bool]) -> int:
        """Return how many replications are needed at least, given which prefixes were precise enough.

        Parameters
        ----------
        passed
            Whether the first 1, 2, … replications were precise enough; those before `least` are not looked at.

        Returns
        -------
        int
            The number of replications so far if it is enough, else the smallest number that can be enough: those up to
            it will be needed whatever they bring, so that a batch of them wastes none.

        Examples
        --------
        >>> rule = StoppingRule(least=3, look_ahead=2)
        >>> rule.needed([]), rule.needed([False, True, True]), rule.needed([False, True, True, True, True])
        (5, 5, 5)
        >>> rule.needed([True, True, True, False])
        7
        """
        first = self.least
        for n in range(self.least, len(passed) + 1):
            if not passed[n - 1]:
                first = n + 1
            elif n >= first + self.stays(first):
                return min(n, self.most)
        return min(first + self.stays(first), self.most)
