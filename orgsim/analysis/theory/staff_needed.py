"""How many people a queue needs: by Erlang's formula for a wait that few exceed, and by the square-root rule.

References
----------
W. Whitt, "Understanding the efficiency of multi-server service systems", Management Science 38(5), 1992, for how the
tail scales with the variability of work. S. Halfin and W. Whitt, "Heavy-traffic limits for queues with many exponential
servers", Operations Research 29(3), 1981, for the square root.
"""

from __future__ import annotations

from math import ceil, exp, inf, sqrt

from orgsim.analysis.theory.markov_queues import erlang_c

__all__ = ["share_waiting_beyond", "square_root_staff", "staff_for_promise"]

_MOST = 10_000


def share_waiting_beyond(offered: float, servers: int, mean_service: float, scv: float, time: float) -> float:
    """Return the share that waits longer than a time, arrivals being even (Poisson); 1 if the queue grows.

    Parameters
    ----------
    offered
        Work that comes, in people who would be busy all the time.
    servers
        How many there are.
    mean_service, scv
        Mean and squared coefficient of variation of the work of a visit.
    time
        In the measure of `mean_service`.

    Examples
    --------
    >>> round(share_waiting_beyond(2.4, 3, 1.0, 1.0, 3.11245), 4)
    0.1
    """
    if offered >= servers:
        return 1.0
    return erlang_c(offered, servers) * exp(-2 * (servers - offered) * time / ((1 + scv) * mean_service))


def staff_for_promise(offered: float, mean_service: float, scv: float, time: float, share: float) -> float:
    """Return the fewest people with whom a share of visits begins within a time; infinite if no number does.

    Parameters
    ----------
    offered, mean_service, scv, time
        As for `share_waiting_beyond`.
    share
        The share of visits, below 1.

    Examples
    --------
    >>> staff_for_promise(4.2, 10.0, 1.0, 10.0, 0.9), staff_for_promise(4.2, 10.0, 1.0, 0.0, 0.9)
    (6, 8)
    """
    if time < 0:
        return inf
    servers = int(offered) + 1
    while servers <= _MOST and share_waiting_beyond(offered, servers, mean_service, scv, time) > 1 - share:
        servers += 1
    return servers if servers <= _MOST else inf


def square_root_staff(offered: float, safety: float = 0.5) -> int:
    """Return the people needed by the square-root rule: the work that comes, and a reserve that grows with its root.

    Examples
    --------
    >>> square_root_staff(4.2)
    6
    """
    return ceil(round(offered + safety * sqrt(offered), 9))
