"""Whether a model can be trusted: loads, what was observed, balances, start-up, extremes, precision, assumptions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import fsum, isfinite, sqrt
from typing import TYPE_CHECKING, Final

from orgsim.analysis.audit_extremes import as_it_is, double_staff_line, no_demand_line, no_staff_line, waits
from orgsim.analysis.audit_line import AuditLine, Verdict
from orgsim.analysis.audit_logs import balance_line, little_line
from orgsim.analysis.audit_observed import observed_lines
from orgsim.analysis.course import Course
from orgsim.analysis.loads import loads_in
from orgsim.analysis.preparation import BASELINE, Prepared, prepare_comparison
from orgsim.analysis.start_up import start_up_line
from orgsim.analysis.statistics.intervals import paired_interval, variance
from orgsim.analysis.uncertainty import add_uncertainty
from orgsim.errors import message
from orgsim.simulation import DEFAULT_ENGINE
from orgsim.simulation.simulate import prepare, run

if TYPE_CHECKING:
    from orgsim.analysis.executors import Executor
    from orgsim.analysis.loads import GroupLoad
    from orgsim.scenario.scenario import Scenario

__all__ = ["DRAWS", "REPLICATIONS", "Audit", "AuditLine", "audit"]

REPLICATIONS: Final = 10
"""How often everything is run where nothing else is said."""
DRAWS: Final = 10
"""How often the assumptions are drawn where nothing else is said."""

_HEADLINE: Final = "waiting_time"
_WINDOW: Final = "whole"
_STRONG: Final = 0.3
"""Correlation of the pairs from which on sending the same citizens through both structures pays."""


@dataclass(frozen=True)
class Audit:
    """The lines of an audit.

    Attributes
    ----------
    lines
        In the order of the checks.
    replications, draws
        How often was run, and drawn.
    """

    lines: tuple[AuditLine, ...]
    replications: int
    draws: int

    @property
    def sound(self) -> bool:
        """Whether nothing failed that must hold."""
        return not any(line.must and line.verdict == "fail" for line in self.lines)


def audit(
    scenario: Scenario,
    alternatives: Sequence[str] | None = None,
    *,
    replications: int = REPLICATIONS,
    draws: int = DRAWS,
    engine: str = DEFAULT_ENGINE,
    executor: Executor = "inline",
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Audit:
    """Examine a model.

    Parameters
    ----------
    scenario
        The model.
    alternatives
        Those whose precision is examined; all by default.
    replications
        How often everything is run.
    draws
        How often the assumptions are drawn; fewer than two: that line stays unknown.
    engine, executor, workers
        How it is computed; none of them changes a result.
    progress
        Told how many steps are done, and of how many.
    """
    steps = 6
    done = iter(range(1, steps + 1))

    def ready() -> None:
        if progress is not None:
            progress(next(done), steps)

    lines: list[AuditLine] = []
    play = partial(run, engine=engine)
    study = prepare(as_it_is(scenario))
    prepared = prepare_comparison(scenario, alternatives) if scenario.alternatives else None
    lines += _load_lines(
        {BASELINE: loads_in(study, 0, study.change or study.end)}
        | {name: groups for name, groups in (prepared.loads.items() if prepared else ()) if name != BASELINE}
    )
    logs = [play(study, number) for number in range(replications)]
    ready()
    lines += observed_lines(study, logs, float(scenario.assumptions["audit.tolerance"]))
    lines += [balance_line(study, logs), little_line(study, logs), start_up_line(study, logs)]
    ready()
    before = [wait for log in logs if (wait := waits(study, log)) is not None]
    lines += [no_demand_line(scenario, play), double_staff_line(scenario, before, play), no_staff_line(scenario, play)]
    ready()
    most = float(scenario.assumptions["audit.half_width"])
    if prepared is None:
        return Audit((*lines, *_without_alternatives(before, most)), replications, 0)
    course = Course(prepared, replications=replications, engine=engine)
    while course.needed > len(course.done):
        for _ in course.further(executor, workers):
            pass
    ready()
    lines += _precision_lines(prepared, course, most)
    comparison = course.conclude()
    ready()
    most = float(scenario.assumptions["audit.assumed_share"])
    shares: dict[str, float | None] = {}
    if draws >= 2:
        found = add_uncertainty(comparison, prepared, draws=draws, engine=engine, executor=executor, workers=workers)
        assert found.uncertainty is not None
        for row in found.uncertainty.rows:
            if row.kpi == _HEADLINE:
                shares[row.alternative] = row.by_assumptions
    lines += _assumption_lines(prepared, shares, most)
    ready()
    return Audit(tuple(lines), replications, draws)


def _without_alternatives(before: Sequence[float], most: float) -> Iterator[AuditLine]:
    """Yield what can be said of precision where nothing is compared: how well the mean wait itself is known."""
    yield _half_width("", [0.0] * len(before), before, most)
    for check in ("correlation", "assumptions"):
        wanted = message("alternatives to compare")
        yield AuditLine(check, "", wanted, message("the scenario has none"), "unknown")


def _load_lines(loads: Mapping[str, Sequence[GroupLoad]]) -> Iterator[AuditLine]:
    """Yield a line on the busiest group of each structure."""
    for name, groups in loads.items():
        wanted = message("by arithmetic nobody has more work than time: every load below 1")
        if not groups:
            yield AuditLine("loads", name, wanted, message("there is no work"), "unknown")
            continue
        busiest: GroupLoad = groups[0]
        who = ", ".join(busiest.positions or busiest.things)
        load = busiest.load if isfinite(busiest.load) else None
        found = (
            message("nobody is on duty for the work of {who}", who=who)
            if load is None
            else message("the busiest, {who}: {load}", who=who, load=round(load, 3))
        )
        verdict: Verdict = "pass" if busiest.load < 1 else "fail"
        yield AuditLine("loads", name, wanted, found, verdict, group=busiest)


def _precision_lines(prepared: Prepared, course: Course, most: float) -> Iterator[AuditLine]:
    """Yield lines on the half-width of the difference in waits, and on how well the pairs go together."""
    for pairing in prepared.pairings:
        window = next(one for one in pairing.windows if one.name == _WINDOW)
        arms = (prepared.baseline, window), (pairing.alternative, window)
        values = [[one.values[arm][_HEADLINE].get("all") for one in course.done] for arm in arms]
        pairs = [(old, new) for old, new in zip(*values, strict=True) if old is not None and new is not None]
        before, after = [old for old, _ in pairs], [new for _, new in pairs]
        if {prepared.baseline, pairing.alternative} & set(prepared.overloaded):
            wanted = message("a mean wait, whose difference can be known")
            found = message("more work than time: the queue grows, and there is no mean")
            yield AuditLine("half_width", pairing.alternative, wanted, found, "unknown")
            continue
        yield _half_width(pairing.alternative, before, after, most)
        yield _correlation(pairing.alternative, before, after)


def _half_width(name: str, before: Sequence[float], after: Sequence[float], most: float) -> AuditLine:
    known = message("difference of the mean wait known to ± {share} % of it or better", share=round(100 * most, 1))
    alone = message("mean wait known to ± {share} % of it or better", share=round(100 * most, 1))
    wanted = known if name else alone
    mean = fsum(before if any(before) else after) / len(before) if before else 0.0
    if len(before) < 2 or not mean:
        return AuditLine("half_width", name, wanted, message("too few repetitions"), "unknown")
    width = paired_interval(before, after).half_width
    found = message("± {width} min of {mean} min, {share} %, after {number} repetitions",
                    width=round(width, 2), mean=round(mean, 2), share=round(100 * width / mean, 1),
                    number=len(before))  # fmt: skip
    return AuditLine("half_width", name, wanted, found, "pass" if width <= most * mean else "fail")


def _correlation(name: str, before: Sequence[float], after: Sequence[float]) -> AuditLine:
    wanted = message("the same citizens in both structures: pairs correlated by {least} or more", least=_STRONG)
    found = correlation(before, after)
    if found is None:
        return AuditLine("correlation", name, wanted, message("too few repetitions, or no spread"), "unknown")
    text = message("correlation {number}", number=round(found, 3))
    return AuditLine("correlation", name, wanted, text, "pass" if found >= _STRONG else "fail")


def correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Return Pearson's correlation; None if there are fewer than three pairs, or one has no spread.

    Examples
    --------
    >>> correlation([1.0, 2.0, 3.0], [2.0, 4.0, 6.0]), correlation([1.0, 1.0, 1.0], [1.0, 2.0, 3.0])
    (1.0, None)
    """
    if len(one) < 3 or not variance(one) or not variance(other):
        return None
    mean, others = fsum(one) / len(one), fsum(other) / len(other)
    shared = fsum((a - mean) * (b - others) for a, b in zip(one, other, strict=True)) / (len(one) - 1)
    return shared / sqrt(variance(one) * variance(other))


def _assumption_lines(prepared: Prepared, shares: dict[str, float | None], most: float) -> Iterator[AuditLine]:
    wanted = message("of the spread of the result {share} % at most is due to what is not measured",
                     share=round(100 * most))  # fmt: skip
    for pairing in prepared.pairings:
        share = shares.get(pairing.alternative)
        if share is None:
            found = message("it was not drawn, or there is no spread")
            yield AuditLine("assumptions", pairing.alternative, wanted, found, "unknown")
        else:
            found = message("{share} % of the variance of the difference", share=round(100 * share))
            yield AuditLine("assumptions", pairing.alternative, wanted, found, "pass" if share <= most else "fail")
