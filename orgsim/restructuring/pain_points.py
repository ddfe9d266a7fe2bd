"""Which step troubles citizens most, and how surely a number of them name it first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import erf, fsum, sqrt

from orgsim.organisation.organisation import Organisation

Pain = tuple[tuple[str, str], float]
"""A service and its step, and its share of all trouble."""


def pain_points(organisation: Organisation, services: Iterable[str]) -> tuple[Pain, ...]:
    """Return the steps of services by their share of the work that citizens go through, the largest first.

    A step counts with its work, and with what comes back from it once more.
    """
    amounts: dict[tuple[str, str], float] = {}
    for service in services:
        for name, step in organisation.services[service].steps.items():
            if step.work is not None:
                again = step.returns.share if step.returns else 0.0
                amounts[service, name] = step.work.mean / (1 - min(again, 0.95))
    whole = fsum(amounts.values())
    ranked = sorted(amounts.items(), key=lambda item: (-item[1], item[0]))
    return tuple((step, amount / whole) for step, amount in ranked)


def hit_rate(shares: Sequence[float], voices: int) -> float:
    """Return the chance that the point with the largest share is named most often by a number of people.

    Each names one point, in proportion to its share. The chances against each rival are those of the normal
    approximation; the smallest of them is an upper bound, and their product, which is returned, a lower one.

    Examples
    --------
    >>> hit_rate([0.5, 0.3, 0.2], 0), round(hit_rate([0.5, 0.3, 0.2], 30), 2)
    (0.3333333333333333, 0.88)
    """
    if not voices:
        return 1 / len(shares)
    first, *others = sorted(shares, reverse=True)
    chance = 1.0
    for other in others:
        spread = sqrt((first + other - (first - other) ** 2) * voices)
        ahead = (first - other) * voices
        chance *= 0.5 * (1 + erf(ahead / spread / sqrt(2))) if spread else 1.0
    return max(chance, 1 / len(shares))
