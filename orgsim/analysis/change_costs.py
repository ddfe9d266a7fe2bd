"""What the change itself costs, worked out from the repetitions of a comparison."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from orgsim.analysis.change_findings import ChangeFindings, Weeks
from orgsim.analysis.satisfaction import satisfaction_change, trust_after
from orgsim.analysis.transition_curves import mean_waits, recovery_of
from orgsim.restructuring.cost import bill_of, ceiling_share
from orgsim.restructuring.placement import placements
from orgsim.restructuring.transition import transition_of
from orgsim.scenario.settling import affordable, dated, passage_of

if TYPE_CHECKING:
    from orgsim.analysis.preparation import Prepared
    from orgsim.analysis.replication import Replication
    from orgsim.analysis.satisfaction import Change
    from orgsim.analysis.transition_curves import TransitionCounts
    from orgsim.analysis.windows import Window
    from orgsim.restructuring.cost import Bill, Outlay

__all__ = ["change_findings"]


def change_findings(prepared: Prepared, done: Sequence[Replication]) -> dict[str, ChangeFindings]:
    """Return what each alternative's change costs; nothing for a scenario without people, money, survey and routes."""
    scenario = prepared.scenario
    asked = (scenario.people, scenario.money, scenario.survey, *(a.route for a in scenario.alternatives.values()))
    if all(part is None for part in asked):
        return {}
    return {name: _findings(prepared, name, done) for name in prepared.titles if name in scenario.alternatives}


def _findings(prepared: Prepared, name: str, done: Sequence[Replication]) -> ChangeFindings:
    scenario, study = prepared.scenario, prepared.studies[name]
    assumptions, alternative = prepared.assumptions, scenario.alternatives[name]
    start, end = scenario.organisation, study.phases[-1].organisation
    curves = [one.transitions[name] for one in done if name in one.transitions]
    bill: Bill | None = None
    dropped: tuple[Outlay, ...] = ()
    if scenario.money is not None:
        plan = dated(alternative, assumptions)
        kept = affordable(scenario, plan)
        bill, dropped = bill_of(start, end, kept.outlays, assumptions), kept.dropped
    lucks = () if alternative.route is None else (0.1, 0.5, 0.9)
    passages = [passage_of(alternative, assumptions, partial(_at, quantile)) for quantile in lucks]
    satisfaction, (start_of_trust, *trust) = _satisfaction(prepared, name, done)
    return ChangeFindings(
        transition=transition_of(study.response) if study.response is not None else None,
        weeks=_weeks(study.date(study.change), curves) if curves else None,
        recovery=recovery_of(curves) if curves else None,
        bill=bill,
        dropped=dropped,
        ceiling=_ceiling(prepared, bill),
        passages=tuple(passage for passage in passages if passage is not None),
        gaps=alternative.route.gaps() if alternative.route else (),
        placed=placements(start.without_leavers(study.date(study.change)), end),
        satisfaction=satisfaction,
        trust=tuple(trust),
        trust_start=start_of_trust,
        carriers=alternative.route.carriers() if alternative.route else (),
        budget=tuple(sorted(scenario.money.budget.items())) if scenario.money is not None else (),
    )


def _ceiling(prepared: Prepared, bill: Bill | None) -> float | None:
    money = prepared.scenario.money
    if money is None or bill is None:
        return None
    prepared.assumptions["spending.cap"]  # the report names it
    return ceiling_share(money, bill.yearly)


def _at(quantile: float, stage: str) -> float:
    return quantile


def _weeks(first: dt.date, curves: Sequence[tuple[TransitionCounts, TransitionCounts]]) -> Weeks:
    before, after = ([pair[side] for pair in curves] for side in (0, 1))
    count = len(before[0].waits)
    opened = [
        [sum(c.open_requests[week] for c in side) / len(side) for week in range(count)] for side in (before, after)
    ]
    return Weeks(
        tuple(first + dt.timedelta(days=7 * week) for week in range(count)),
        mean_waits(before),
        mean_waits(after),
        *(tuple(values) for values in opened),
    )


def _satisfaction(
    prepared: Prepared, name: str, done: Sequence[Replication]
) -> tuple[Change | None, tuple[float, ...]]:
    """Return by how much satisfaction moves, and trust at the start and after each quarter of a year."""
    scenario = prepared.scenario
    window = _last_window(prepared.windows(name))
    if scenario.survey is None or window is None:
        return None, (0.0,)
    arms = (prepared.baseline, window), (name, window)
    before, after = ([one.surveys[arm] for one in done if arm in one.surveys] for arm in arms)
    start = float(prepared.assumptions["trust.start"] if scenario.survey.trust is None else scenario.survey.trust)
    if not before or not after:
        return None, (start,)
    change = satisfaction_change(scenario.survey, prepared.assumptions, before, after)
    kept, promised = sum(one.kept for one in after), sum(one.promised for one in after)
    quarters = [kept / promised] * 4 if promised else []
    return change, (start, *trust_after(start, quarters, float(prepared.assumptions["trust.rate"])))


def _last_window(windows: Sequence[Window]) -> Window | None:
    """Return the latest months observed: the settled ones, or the transition."""
    by_name: Mapping[str, Window] = {window.name: window for window in windows}
    return by_name.get("settled") or by_name.get("transition")
