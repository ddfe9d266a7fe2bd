"""Merging two groups with different work: what pooling gains and what the mix costs, exact for exponential work.

References
----------
N. van Dijk and E. van der Sluis, "To pool or not to pool in call centers", Production and Operations Management 17,
2008.
"""

from __future__ import annotations

from dataclasses import dataclass

from orgsim.analysis.theory.general_service import PhaseType, mphc_wait
from orgsim.analysis.theory.markov_queues import mmc

__all__ = ["Merging", "break_even_speed", "merging"]


@dataclass(frozen=True, slots=True)
class Merging:
    """Mean waits of two groups, apart and merged into one queue.

    Attributes
    ----------
    short, long
        Apart, for each kind of work.
    separate
        Apart, over all cases.
    merged
        In one queue, first come first served, the same for both kinds.
    """

    short: float
    long: float
    separate: float
    merged: float

    @property
    def ratio(self) -> float:
        """Merged over separate: above 1 the merger makes people wait longer."""
        return self.merged / self.separate


def merging(longer: float, servers: int, load: float) -> Merging:
    """Compare two groups of equal load apart and merged; short work has mean 1.

    Parameters
    ----------
    longer
        Mean of the long work, in means of the short.
    servers
        In each group.
    load
        Of each group.

    Examples
    --------
    >>> found = merging(10, 1, 5 / 6)
    >>> round(found.separate, 5), round(found.merged, 5), round(found.ratio, 4)
    (9.09091, 12.07528, 1.3283)
    """
    often, seldom = load * servers, load * servers / longer
    short, long = mmc(often, 1.0, servers).wait, mmc(seldom, longer, servers).wait
    shares = [often / (often + seldom), seldom / (often + seldom)]
    mixed = PhaseType.mixture(shares, [1.0, longer])
    return Merging(short, long, shares[0] * short + shares[1] * long, mphc_wait(often + seldom, mixed, 2 * servers))


def break_even_speed(load: float, servers: int = 1) -> float:
    """Return by which share specialists must be faster for two separate groups to match the pool's time in the system.

    Examples
    --------
    >>> round(break_even_speed(0.8), 4)
    0.1379
    """
    from scipy.optimize import brentq

    pooled = mmc(2 * servers * load, 1.0, 2 * servers)
    goal = pooled.wait + 1.0

    def missing(saved: float) -> float:
        mean = 1 - saved
        return mmc(servers * load, mean, servers).wait + mean - goal

    return float(brentq(missing, 0.0, 1 - 1e-9, xtol=1e-12))
