"""The engine beside a C loop of the same network: the same draws, the same kind of heap, none of the features.

Both get the citizens of a replication as they have been drawn; that time is not part of either. Their waits must be
equal, case by case, before they are timed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from benchmarks.benchmark import BENCHMARKS, Benchmark, Goals, Result, Settings, ratios, times
from benchmarks.c_loop import c_waits, compiler
from benchmarks.models import FIVE_STATIONS
from benchmarks.ours import FAST, engine_waits, has_summary, study_of
from benchmarks.peers.simpy_model import SimPyModel
from orgsim.simulation.simulate import draw_requests


@BENCHMARKS.register
class PhysicalLimit(Benchmark):
    """W3 against C, and what the log costs."""

    name = "physical_limit"
    about = "W3 beside a C loop with the same draws and heap; the full log beside the waits of cases only"

    def results(self, settings: Settings) -> Iterator[Result]:
        model, study = FIVE_STATIONS, study_of(FIVE_STATIONS, settings.cases)
        requests = [draw_requests(study, n) for n in range(settings.rounds)]
        lean = has_summary(FAST)
        things: dict[str, Callable[[int], Any]] = {
            "log": lambda n: engine_waits(study, requests[n], n, FAST),
            "simpy": lambda n: SimPyModel().waits(model, settings.cases, n),
        }
        if lean:
            things["lean"] = lambda n: engine_waits(study, requests[n], n, FAST, summary=True)
        else:
            yield Result(f"orgsim {FAST}: waits of cases without a log", "not there; the full log is timed instead")
        if compiler():
            things["c"] = lambda n: c_waits(study, requests[n], n)
            same = all(np.array_equal(things["c"](0), things[name](0)) for name in ("lean", "log") if name in things)
            yield Result("C loop: the wait of every case", "the same to the tick" if same else "DIFFERS: not timed")
            if not same:
                del things["c"]
        else:
            yield Result("C loop", "there is no C compiler here")
        cost = times(things, settings.rounds, least=0.2)
        best = "lean" if lean else "log"
        if "c" in cost:
            middle, text = ratios(cost[best], cost["c"])
            yield Result(
                f"W3: time of orgsim {FAST} over the C loop's", text, middle, Goals((2.5, 1.5, 1.15), most=True)
            )
        if lean:
            middle, text = ratios(cost["log"], cost["lean"])
            yield Result("W3: time with the full log over without", text, middle, Goals((1.3,), most=True))
        middle, text = ratios(cost["simpy"], cost["log"])
        yield Result(f"W3: orgsim {FAST} with the full log over simpy", text, middle, Goals((45, 80)))
