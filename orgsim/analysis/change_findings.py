"""What the change itself costs: the transition, money, satisfaction, who goes where; beside what the structure does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from orgsim.analysis.satisfaction import satisfaction_change, trust_after
from orgsim.analysis.transition_curves import Recovery, mean_waits, recovery_of
from orgsim.restructuring.cost import bill_of, ceiling_share
from orgsim.restructuring.placement import placements
from orgsim.restructuring.transition import Transition, transition_of
from orgsim.scenario.settling import affordable, dated, passage_of

if TYPE_CHECKING:
    from orgsim.analysis.preparation import Prepared
    from orgsim.analysis.replication import Replication
    from orgsim.analysis.satisfaction import Change
    from orgsim.analysis.transition_curves import TransitionCounts
    from orgsim.analysis.windows import Window
    from orgsim.restructuring.cost import Bill, Outlay
    from orgsim.restructuring.legal_route import Passage
    from orgsim.restructuring.placement import Placement

__all__ = ["ChangeFindings", "Weeks", "change_findings"]


@dataclass(frozen=True, slots=True)
class Weeks:
    """The weeks after the change, in two structures.

    Attributes
    ----------
    starts
        First days.
    waits_before, waits
        Mean waiting time in minutes of those who come in the week, without and with the change.
    open_before, open_now
        Mean number of open requests at the end of the week.
    """

    starts: tuple[dt.date, ...]
    waits_before: tuple[float | None, ...]
    waits: tuple[float | None, ...]
    open_before: tuple[float, ...]
    open_now: tuple[float, ...]


@dataclass(frozen=True)
class ChangeFindings:
    """What one alternative's change costs; None for what the scenario says nothing about.

    Attributes
    ----------
    transition
        Mean speed, adoption and opinion week by week, by assumption.
    weeks, recovery
        Waiting and backlog week by week, and when they are back.
    bill, dropped, ceiling
        Money; operations that the budget does not reach for; share of personnel in all spending.
    passages, gaps
        The legal route, at the fastest tenth, the middle and the slowest tenth; stages that nobody or few carry.
    placed
        Who goes where.
    satisfaction, trust, trust_start
        The survey, moved; trust at the end of each quarter, and at the start.
    """

    transition: Transition | None
    weeks: Weeks | None
    recovery: Recovery | None
    bill: Bill | None
    dropped: tuple[Outlay, ...]
    ceiling: float | None
    passages: tuple[Passage, ...]
    gaps: tuple[tuple[str, str], ...]
    placed: tuple[Placement, ...]
    satisfaction: Change | None
    trust: tuple[float, ...]
    trust_start: float = 0.0

    def json_rows(self, name: str) -> list[dict[str, Any]]:
        """Return the curves of the transition, one row a week, plain values only."""
        if self.weeks is None:
            return []
        rows: list[dict[str, Any]] = []
        for week, start in enumerate(self.weeks.starts):
            row: dict[str, Any] = {"alternative": name, "week": week, "from": start.isoformat()}
            if self.transition is not None and week < len(self.transition.dates):
                curves = ("speed", "adoption", "opinion")
                row |= {what: round(getattr(self.transition, what)[week], 6) for what in curves}
                row["basis"] = "assumed"
            row |= {
                "waiting_minutes_baseline": self.weeks.waits_before[week],
                "waiting_minutes": self.weeks.waits[week],
                "open_requests_baseline": self.weeks.open_before[week],
                "open_requests": self.weeks.open_now[week],
            }
            rows.append(row)
        return rows


def change_findings(prepared: Prepared, done: Sequence[Replication]) -> dict[str, ChangeFindings]:
    """Return what each alternative's change costs; nothing for a scenario without people, money, survey and routes."""
    scenario = prepared.scenario
    asked = (scenario.people, scenario.money, scenario.survey, *(a.route for a in scenario.alternatives.values()))
    if all(part is None for part in asked):
        return {}
    return {name: _findings(prepared, name, done) for name in prepared.titles if name in scenario.alternatives}


def _findings(prepared: Prepared, name: str, done: Sequence[Replication]) -> ChangeFindings:
    scenario, study = prepared.scenario, prepared.studies[name]
    assumptions, alternative = scenario.assumptions, scenario.alternatives[name]
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
    start = float(scenario.assumptions["trust.start"] if scenario.survey.trust is None else scenario.survey.trust)
    if not before or not after:
        return None, (start,)
    change = satisfaction_change(scenario.survey, scenario.assumptions, before, after)
    kept, promised = sum(one.kept for one in after), sum(one.promised for one in after)
    quarters = [kept / promised] * 4 if promised else []
    return change, (start, *trust_after(start, quarters, float(scenario.assumptions["trust.rate"])))


def _last_window(windows: Sequence[Window]) -> Window | None:
    """Return the latest months observed: the settled ones, or the transition."""
    by_name: Mapping[str, Window] = {window.name: window for window in windows}
    return by_name.get("settled") or by_name.get("transition")
