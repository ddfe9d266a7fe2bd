"""The one condition of every steady formula: less work than capacity."""

from __future__ import annotations

from orgsim.errors import Fault, UnstableError, message

__all__ = ["steady_load"]


def steady_load(arrival_rate: float, mean_service: float, servers: int) -> float:
    """Return the load of a station.

    Raises
    ------
    UnstableError
        If it is 1 or more: the queue grows without end and has no mean.

    Examples
    --------
    >>> steady_load(2.4, 1.0, 3)
    0.7999999999999999
    """
    load = arrival_rate * mean_service / servers
    if load >= 1:
        raise UnstableError(Fault(message("the load is {load}: the queue grows without end", load=round(load, 3))))
    return load
