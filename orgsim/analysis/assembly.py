"""From replications to the rows of a comparison, and whether they are precise enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from orgsim.analysis.estimates import MINUTE_IN, Row, Series, estimate, matched
from orgsim.analysis.stability import why_no_mean
from orgsim.analysis.statistics.stopping import Pair, relative_half_width
from orgsim.analysis.statistics.verdicts import uses_log_ratio
from orgsim.errors import Message, message

if TYPE_CHECKING:
    from orgsim.analysis.findings import Estimate, Overload
    from orgsim.analysis.kpi import Kpi, Measured
    from orgsim.analysis.preparation import Prepared
    from orgsim.analysis.replication import Arm, Replication

__all__ = ["assemble", "half_width", "times_without_mean"]

DECISIVE = ("lead_time_working", "waiting_time")
"""Indicators whose precision decides how many replications are made, over the whole time and all requests."""

NoMean = Mapping[tuple[str, str], Message]
"""Why times have no mean, by structure and name of the window."""


def times_without_mean(prepared: Prepared, overloaded: Mapping[str, Overload]) -> dict[tuple[str, str], Message]:
    """Return why times have no mean, by structure and window."""
    return {
        (name, window): why_no_mean(prepared.studies[name], overload)
        for name, overload in overloaded.items()
        for window in overload.windows
    }


def assemble(
    prepared: Prepared,
    kpis: Sequence[Kpi],
    replications: Sequence[Replication],
    no_mean: NoMean,
    smallest: float,
    basis: str,
) -> Iterator[Estimate]:
    """Yield every row: by alternative, window, indicator and group."""
    for pairing in prepared.pairings:
        for window in pairing.windows:
            arms = (prepared.baseline, window), (pairing.alternative, window)
            for kpi in kpis:
                sides = [[one.values[arm][kpi.key] for one in replications] for arm in arms]
                for group in _groups(*sides):
                    mine, theirs = (
                        _series(arm, kpi, group, measured, replications, no_mean)
                        for arm, measured in zip(arms, sides, strict=True)
                    )
                    yield estimate(Row(pairing.alternative, window.name, kpi, group, basis), mine, theirs, smallest)


def _groups(*sides: Sequence[Measured]) -> list[str]:
    """Return the groups of either arm, all requests first."""
    found = {group for side in sides for measured in side for group in measured}
    return sorted(found, key=lambda group: (group != "all", group))


def _series(
    arm: Arm,
    kpi: Kpi,
    group: str,
    measured: Sequence[Measured],
    replications: Sequence[Replication],
    no_mean: NoMean,
) -> Series:
    reason = no_mean.get((arm[0], arm[1].name)) if kpi.scale == "ratio" else None
    if reason is not None:
        return Series((None,) * len(replications), reason)
    if not any(group in values for values in measured):
        return Series((None,) * len(measured), message("this structure has nothing of that name"))
    values = tuple(one.get(group) for one in measured)
    if None not in values:
        return Series(values, None)
    reasons = (one.reasons[arm].get((kpi.key, group)) for one in replications)
    return Series(values, next((reason for reason in reasons if reason), None))


def half_width(
    prepared: Prepared, kpis: Sequence[Kpi], replications: Sequence[Replication], no_mean: NoMean
) -> float | None:
    """Return the largest relative half-width of the rows that decide; None where no time has a mean."""
    widths = []
    for pairing in prepared.pairings:
        window = next(window for window in pairing.windows if window.name == "whole")
        arms = (prepared.baseline, window), (pairing.alternative, window)
        for kpi in (kpi for kpi in kpis if kpi.name in DECISIVE):
            sides = [[one.values[arm][kpi.key] for one in replications] for arm in arms]
            values = matched(
                *(_series(arm, kpi, "all", side, replications, no_mean) for arm, side in zip(arms, sides, strict=True))
            )
            if values is not None:
                before, after = values
                ratio = uses_log_ratio(before, after, MINUTE_IN[kpi.measured_in])
                widths.append(relative_half_width(Pair(tuple(before), tuple(after), ratio)))
    return max(widths, default=None)
