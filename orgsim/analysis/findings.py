"""What a comparison found: frozen types, without a sentence in any language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from orgsim.analysis.statistics.intervals import Interval
from orgsim.analysis.statistics.verdicts import Verdict
from orgsim.language import say

if TYPE_CHECKING:
    from orgsim.analysis.change_findings import ChangeFindings
    from orgsim.analysis.curves import Curve
    from orgsim.analysis.loads import GroupLoad
    from orgsim.analysis.open_rows import Uncertainty
    from orgsim.analysis.spreads import Spread
    from orgsim.analysis.target_rows import TargetReached
    from orgsim.analysis.windows import Window
    from orgsim.errors import Message
    from orgsim.restructuring.difference import StructureDifference
    from orgsim.spec import Evidence, LocalisedText

__all__ = ["AssumptionInUse", "Comparison", "Driver", "Estimate", "Overload", "Stability", "Twins"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """One row: an indicator of one group in one window, in two structures that served the same citizens.

    Attributes
    ----------
    alternative, window, kpi, group
        What the row is about; `kpi` is the indicator's key.
    measured_in
        Measure of `value`, `baseline`, `difference`, `low` and `high`.
    value, baseline
        Mean over replications, of the alternative and of the structure it is compared with.
    difference, low, high
        Alternative minus baseline, with its 95 % interval by paired replications; no interval from a single one.
    ratio, ratio_low, ratio_high
        Mean of the alternative over mean of the baseline, with the 95 % interval of the jackknife.
    test
        What the verdict rests on: the interval of the log-ratio, or of the difference.
    verdict
        None where neither direction is better, or nothing can be compared.
    conflict
        The difference of means and the log-ratio point in opposite directions: a few replications decide.
    replications
        How many the row rests on.
    basis
        The weakest basis of what went in: measured, stated, assumed.
    reason
        Why a number is missing.
    """

    alternative: str
    window: str
    kpi: str
    group: str
    measured_in: str
    value: float | None
    baseline: float | None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    ratio: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None
    test: Literal["log_ratio", "difference"] = "difference"
    verdict: Verdict | None = None
    conflict: bool = False
    replications: int = 0
    basis: str = "assumed"
    reason: Message | None = None


@dataclass(frozen=True, slots=True)
class Twins:
    """The same citizens in both structures, one by one.

    Attributes
    ----------
    alternative, window
        What is compared.
    citizens
        How many pairs, over all replications.
    sooner, later, same
        Shares of citizens who finish sooner, later, or at the same time in the alternative.
    sooner_by, later_by
        Mean office time gained by the first, lost by the second, in minutes; None where there are none.
    """

    alternative: str
    window: str
    citizens: int
    sooner: float
    later: float
    same: float
    sooner_by: float | None
    later_by: float | None


@dataclass(frozen=True, slots=True)
class Driver:
    """One step's part in the change of time per request, in minutes of office time; the parts add up to the change.

    Attributes
    ----------
    step
        ``service/step``, with the level of an approval.
    units_before, units_after
        Who owns it.
    waiting_before, waiting_after
        Time in its queue, per request of all.
    work_before, work_after
        Time from taking it up to finishing it, per request of all.
    """

    step: str
    units_before: tuple[str, ...]
    units_after: tuple[str, ...]
    waiting_before: float
    waiting_after: float
    work_before: float
    work_after: float

    @property
    def waiting_change(self) -> float:
        """How much longer it is waited for."""
        return self.waiting_after - self.waiting_before

    @property
    def work_change(self) -> float:
        """How much longer it takes."""
        return self.work_after - self.work_before


@dataclass(frozen=True, slots=True)
class Stability:
    """Whether a structure keeps up with its work after the change.

    Attributes
    ----------
    growth
        Growth of the open requests per week in the last half of the time after the change, with its 99 % interval.
    arrivals_per_week
        Requests that come, for scale.
    growing
        The growth is above 0, and more than 1 % of what comes.
    settled
        From the seventh month on no drift is left: the 95 % interval of the growth holds 0, or it is less than 5 % of
        the open requests over that time. None if that cannot be said: too short, or one replication.
    """

    growth: Interval
    arrivals_per_week: float
    growing: bool
    settled: bool | None = None


@dataclass(frozen=True, slots=True)
class Overload:
    """A structure with more work than it can do.

    Attributes
    ----------
    groups
        Groups with a load of 1 or more, by arithmetic, before any run; none if only the runs show it.
    windows
        Windows in which times have no mean.
    growth
        Growth of the open requests per week, with its 99 % interval; None before the runs.
    """

    groups: tuple[GroupLoad, ...]
    windows: tuple[str, ...]
    growth: Interval | None = None


@dataclass(frozen=True, slots=True)
class AssumptionInUse:
    """An assumption that the comparison rests on, as in the ledger or as the scenario put it in place."""

    id: str
    value: Any
    range: tuple[Any, Any] | None
    basis: str
    source: LocalisedText | str | None
    """The ledger's in two languages, a scenario's own as written."""


@dataclass(frozen=True)
class Comparison:
    """Everything that a comparison found.

    Attributes
    ----------
    title
        Of the scenario.
    baseline
        The structure that the others are compared with.
    alternatives
        Names and titles; those of the controls are messages.
    windows
        Of each alternative, in order of time.
    estimates
        All rows, by alternative, window, indicator and group.
    twins
        Citizen by citizen, by alternative and window.
    overloaded
        Structures with more work than they can do, the baseline included.
    stability
        Of every structure.
    loads
        Loads by arithmetic after the change, of every structure, the busiest group first.
    drivers
        Of each alternative, over the whole window, the largest change of waiting first.
    differences
        What each alternative's organisation, in the end, has otherwise than the baseline's.
    assumptions
        What the model assumes and this comparison uses.
    evidence
        Where the scenario's own numbers come from.
    meta
        Seed, replications, engine, versions, inputs_hash, precision asked and half-width reached.
    curves
        Of every structure, week by week.
    spreads
        How long requests take, before and after, by alternative and name of the window.
    change
        What the change itself costs, by alternative, where the scenario says something of people, money or a survey.
    uncertainty
        What the ranges of the assumptions leave open, if that was asked for.
    targets
        The region's own targets, and what each structure reaches of them: no part of any verdict.
    """

    title: Any
    baseline: str
    alternatives: Mapping[str, Any]
    windows: Mapping[str, tuple[Window, ...]]
    estimates: tuple[Estimate, ...]
    twins: tuple[Twins, ...]
    overloaded: Mapping[str, Overload]
    stability: Mapping[str, Stability]
    loads: Mapping[str, tuple[GroupLoad, ...]]
    drivers: Mapping[str, tuple[Driver, ...]]
    differences: Mapping[str, StructureDifference]
    assumptions: tuple[AssumptionInUse, ...]
    evidence: tuple[Evidence, ...]
    meta: Mapping[str, Any]
    curves: Mapping[str, Curve] = field(default_factory=dict)
    spreads: Mapping[tuple[str, str], tuple[Spread, Spread]] = field(default_factory=dict)
    change: Mapping[str, ChangeFindings] = field(default_factory=dict)
    uncertainty: Uncertainty | None = None
    targets: tuple[TargetReached, ...] = ()

    def rows(self, **chosen: str) -> Iterator[Estimate]:
        """Yield the rows that fit, e.g. ``rows(alternative="merge", group="all")``."""
        for estimate in self.estimates:
            if all(getattr(estimate, name) == value for name, value in chosen.items()):
                yield estimate

    def row(self, alternative: str, kpi: str, window: str = "whole", group: str = "all") -> Estimate:
        """Return one row.

        Raises
        ------
        KeyError
            If there is no such row.
        """
        for estimate in self.rows(alternative=alternative, kpi=kpi, window=window, group=group):
            return estimate
        raise KeyError((alternative, kpi, window, group))

    def to_json(self) -> dict[str, Any]:
        """Return ``{"meta": …, "rows": […]}``: plain values only, infinite or missing ones null.

        Where the scenario has people, ``weeks`` holds the curves of the transition; where it was asked for,
        ``uncertainty`` what the assumptions leave open.
        """
        found: dict[str, Any] = {"meta": dict(self.meta), "rows": [_json_row(estimate) for estimate in self.estimates]}
        weeks = [row for name, change in self.change.items() for row in change.json_rows(name)]
        found |= {"targets": [target.to_json() for target in self.targets]} if self.targets else {}
        return found | ({"weeks": weeks} if weeks else {}) | (self.uncertainty.to_json() if self.uncertainty else {})


_COLUMNS = (
    "alternative", "window", "kpi", "group", "baseline", "value", "difference", "ratio", "low", "high",
    "replications", "basis", "measured_in", "ratio_low", "ratio_high", "test", "verdict", "conflict",
)  # fmt: skip


def _json_row(estimate: Estimate) -> dict[str, Any]:
    row = {name: getattr(estimate, name) for name in _COLUMNS}
    return {**row, "reason": None if estimate.reason is None else say(estimate.reason, "en")}
