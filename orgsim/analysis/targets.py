"""Targets of the region beside what each structure reaches: shown apart, without a verdict and without a cause."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from orgsim import measures
from orgsim.analysis.kpi import KPIS
from orgsim.analysis.target_rows import TargetReached
from orgsim.errors import Fault, InputError, message
from orgsim.suggestion import did_you_mean

if TYPE_CHECKING:
    from orgsim.analysis.findings import Comparison
    from orgsim.scenario.scenario import Scenario
    from orgsim.scenario.target import Target

__all__ = ["target_faults", "targets_reached"]


def target_faults(scenario: Scenario) -> Iterator[Fault]:
    """Yield the targets about indicators or groups that there are not, and amounts in another measure."""
    groups = {"all", *(f"service:{name}" for name in scenario.agency.services)}
    for number, target in enumerate(scenario.targets):
        at = ("targets", number)
        if target.kpi is not None and target.kpi not in KPIS:
            fault = message('there is no indicator "{name}"', name=target.kpi)
            yield Fault(fault, (*at, "kpi"), did_you_mean(target.kpi, KPIS))
            continue
        if target.kpi is not None and target.group not in groups:
            fault = message('there is no group "{name}"', name=target.group)
            yield Fault(fault, (*at, "group"), did_you_mean(target.group, groups))
        for path, written in target.values():
            try:
                _amount(target, written)
            except InputError as error:
                yield from (Fault(fault.message, (*at, *path), fault.remedy) for fault in error.faults)


def targets_reached(scenario: Scenario, comparison: Comparison) -> tuple[TargetReached, ...]:
    """Return every target of a scenario with what each structure reaches."""
    return tuple(_reached(target, comparison) for target in scenario.targets)


def _reached(target: Target, comparison: Comparison) -> TargetReached:
    kpi = KPIS[target.kpi] if target.kpi is not None else None
    return TargetReached(
        title=target.title,
        kpi=target.kpi,
        group=target.group,
        measured_in=kpi.measured_in if kpi else "",
        value=_amount(target, target.value),
        now=None if target.now is None else _amount(target, target.now),
        year=target.year,
        higher=None if kpi is None or kpi.better == "neither" else kpi.better == "higher",
        peers=tuple((peer.title, _amount(target, peer.value)) for peer in target.peers),
        reached=_means(target, comparison) if kpi else {},
    )


def _means(target: Target, comparison: Comparison) -> dict[str, float | None]:
    """Return the mean of each structure, the baseline first; in the windows that a report prefers to speak of."""
    found: dict[str, float | None] = {comparison.baseline: None}
    for name in comparison.alternatives:
        names = {window.name for window in comparison.windows.get(name, ())}
        window = next((one for one in ("settled", "transition", "whole") if one in names), "whole")
        rows = comparison.rows(alternative=name, kpi=target.kpi or "", window=window, group=target.group)
        for row in rows:
            found[name] = row.value
            if found[comparison.baseline] is None:
                found[comparison.baseline] = row.baseline
    return found


def _amount(target: Target, written: str | float) -> float | str:
    """Return an amount in the measure of the target's indicator; as written where it has none."""
    if target.kpi is None or not isinstance(written, str):
        return written
    match KPIS[target.kpi].measured_in:
        case "share" | "index":
            return measures.parse_share(written)
        case "min":
            return measures.parse_effort(written) / 60
        case "h":
            time = measures.parse_calendar_time(written)
            return (time.months * 365.25 / 12 + time.days) * 24 + time.seconds / 3600
        case "days":
            working = measures.parse_working_time(written)
            return working.days + working.seconds / measures.USUAL_DAY
        case _:
            return measures.parse_number(written)
