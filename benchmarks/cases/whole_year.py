"""The full-size Semarang case: every mechanism that a city has, the fast engine beside the reference."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from benchmarks.benchmark import BENCHMARKS, Benchmark, Goals, Result, Settings, ratios, times
from benchmarks.ours import FAST
from orgsim.analysis.comparison import compare_prepared
from orgsim.analysis.preparation import prepare_comparison
from orgsim.resources import scenarios
from orgsim.scenario.yaml_file import load
from orgsim.simulation.simulate import Study, prepare, run

FULL_CASES = 50_000
"""At so many cases a round, and above, the whole year is run; below it the same share of the year."""
REPLICATIONS = 5
"""Of the comparison: some seconds, so that the two of a pair meet the machine in one mood, as a rule."""


@BENCHMARKS.register
class WholeYear(Benchmark):
    """W4, and a whole comparison of it."""

    name = "whole_year"
    about = "W4: a city's civil registry at full size, a year; and a whole comparison of two structures"

    def results(self, settings: Settings) -> Iterator[Result]:
        scenario = load(scenarios() / "semarang" / "full-size.yaml")
        months = max(1, min(12, round(12 * settings.cases / FULL_CASES)))
        scenario = scenario.changed(run=scenario.run.changed(observe=f"{months} months"))
        study = prepare(scenario)
        log = run(study, 0, FAST)
        cases, visits = len(log.cases["arrived"]), int((log.visits["finished"] >= 0).sum())
        yield Result("W4: size", f"{cases:,} cases, {visits:,} visits in {months} months")
        if FAST != "reference":
            rounds = max(1, min(3, settings.rounds))
            same = all(run(study, n, FAST).equals(run(study, n, "reference")) for n in range(1))
            yield Result("W4: both engines", "equal logs" if same else "DIFFERENT LOGS")
            cost = times({"reference": _runs(study, "reference"), FAST: _runs(study, FAST)}, rounds)
            middle, text = ratios(cost["reference"], cost[FAST])
            yield Result(f"W4: orgsim {FAST} over the reference", text, middle, Goals((50, 100)))
        alone = median(times({FAST: _runs(study, FAST)}, settings.rounds)[FAST])
        yield Result(f"W4: a replication with orgsim {FAST}", f"{alone:.2f} s, {alone / visits * 1e6:.2f} µs a visit")
        prepared = prepare_comparison(scenario, alternatives=("e-signature",))

        def engines(_: int) -> None:
            for one in prepared.studies.values():
                for n in range(REPLICATIONS):
                    run(one, n, FAST)

        def whole(_: int) -> object:
            return compare_prepared(prepared, replications=REPLICATIONS, engine=FAST)

        compare_prepared(prepared, replications=1, engine=FAST)  # what the first comparison of a process loads
        cost = times({"whole": whole, "engines": engines}, 2 * settings.rounds)
        middle, text = ratios(cost["whole"], cost["engines"])
        yield Result("W4: a whole comparison over the engines' own time", text, middle, Goals((2.0, 1.3), most=True))


def _runs(study: Study, engine: str):
    return lambda number: run(study, number, engine)
