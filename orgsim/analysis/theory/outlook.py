"""What the formulas say of a structure: the answer of `preview`, as plain frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import inf, isfinite
from typing import TYPE_CHECKING, Any

from orgsim.errors import Message

if TYPE_CHECKING:
    from orgsim.analysis.loads import GroupLoad

__all__ = ["Limit", "Outlook", "Preview", "ServiceOutlook"]


@dataclass(frozen=True, slots=True)
class Limit:
    """Something in a structure that the formulas leave out or treat roughly.

    Attributes
    ----------
    name
        What it is: ``sessions``, ``batches``, ``absences``, ``quotas``, ``help``, …
    sentence
        What is roughly right, and to which side it errs where that is known.
    tasks
        Ids of the steps (``service/step``) that it touches; none: the whole.
    """

    name: str
    sentence: Message
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlook:
    """One group of people who share work, as a queue.

    Attributes
    ----------
    group
        Its people and its load, by arithmetic.
    visits_per_day
        How many visits come on a working day.
    formula
        Name of the formula behind the wait: ``Erlang C``, ``Cobham``, ``GI/G/m``, …; empty if there is none.
    wait
        Mean wait of a visit before work begins, in seconds of office time; None if it has no mean or no formula.
    wait_by_task
        The same for each step; steps of one group differ where they have priorities.
    queue
        Mean number that wait; None as above.
    left_share
        Share of visits that give up or are refused.
    growth_per_week
        By how many cases the queue grows in a week; None if it has a mean.
    limits
        Names of what the formula leaves out here; the sentences are in `Preview.limits`.
    """

    group: GroupLoad
    visits_per_day: float
    formula: str
    wait: float | None
    wait_by_task: Mapping[str, float]
    queue: float | None
    left_share: float = 0.0
    growth_per_week: float | None = None
    limits: tuple[str, ...] = ()

    @property
    def stable(self) -> bool:
        """Whether the queue does not grow without end."""
        return self.growth_per_week is None


@dataclass(frozen=True, slots=True)
class ServiceOutlook:
    """One service, from the first step to the last.

    Attributes
    ----------
    service
        Its id.
    requests_per_day
        On a working day.
    wait
        Mean wait at all steps together, rework included, in seconds of office time; None if a step has no mean.
    work
        Mean work at all steps together, in seconds.
    delay
        Mean time outside (the citizen fetches a paper, another agency answers), in seconds as each delay counts them.
    limits
        Names of what is left out on its way.
    """

    service: str
    requests_per_day: float
    wait: float | None
    work: float
    delay: float = 0.0
    limits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What the formulas say of a structure once it has settled.

    Attributes
    ----------
    alternative
        Name of the structure.
    groups
        The busiest first; equipment and supplies too, which have a load only.
    services
        By id.
    requests_per_day
        Of all services, on a working day.
    limits
        Everything that the formulas leave out, with a sentence each.
    """

    alternative: str
    groups: tuple[Outlook, ...]
    services: tuple[ServiceOutlook, ...]
    requests_per_day: float
    limits: tuple[Limit, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return plain data; a number that there is not, or that is infinite, is None, and times are in seconds."""
        return {
            "alternative": self.alternative,
            "stable": self.stable,
            "requests_per_day": self.requests_per_day,
            "highest_load": _finite(self.highest_load),
            "largest_per_day": _finite(self.largest_per_day),
            "groups": [
                {
                    **{name: list(getattr(one.group, name)) for name in ("positions", "things", "units", "tasks")},
                    "staff_count": one.group.staff_count,
                    "load": _finite(one.group.load),
                    **{
                        name: getattr(one, name)
                        for name in ("visits_per_day", "formula", "wait", "queue", "left_share")
                    },
                    "wait_by_task": dict(one.wait_by_task),
                    "growth_per_week": one.growth_per_week,
                    "limits": list(one.limits),
                }
                for one in self.groups
            ],
            "services": [{**asdict(one), "limits": list(one.limits)} for one in self.services],
            "limits": [
                {"name": limit.name, "sentence": str(limit.sentence), "tasks": list(limit.tasks)}
                for limit in self.limits
            ],
        }

    @property
    def bottleneck(self) -> Outlook | None:
        """The busiest group; None if nobody has work."""
        return self.groups[0] if self.groups else None

    @property
    def highest_load(self) -> float:
        """Load of the bottleneck, 0 if nobody has work."""
        return self.groups[0].group.load if self.groups else 0.0

    @property
    def largest_per_day(self) -> float:
        """The requests on a working day at which the bottleneck is fully busy, the mix being as it is."""
        return self.requests_per_day / self.highest_load if self.highest_load else inf

    @property
    def stable(self) -> bool:
        """Whether no queue grows without end."""
        return all(outlook.stable for outlook in self.groups)


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None
