"""How time grows with the number of cases, and what a second thread costs."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from benchmarks.benchmark import BENCHMARKS, Benchmark, Goals, Result, Settings, ratios, times
from benchmarks.models import FIVE_STATIONS
from benchmarks.ours import FAST, study_of, whole_waits

REPLICATIONS = 4


@BENCHMARKS.register
class Growing(Benchmark):
    """W3, ten times the cases; two threads over replications."""

    name = "growing"
    about = "W3: ten times the cases; replications on one thread and on two, CPU time of the process"

    def results(self, settings: Settings) -> Iterator[Result]:
        small, large = study_of(FIVE_STATIONS, settings.cases), study_of(FIVE_STATIONS, 10 * settings.cases)
        whole_waits(small, 0, FAST)
        cost = times(
            {"small": lambda n: whole_waits(small, n, FAST), "large": lambda n: whole_waits(large, n, FAST)},
            settings.rounds,
        )
        middle, text = ratios(cost["large"], cost["small"])
        yield Result("W3: time of 10 × the cases over that of 1 ×", text, middle, Goals((11,), most=True))

        def threads(number: int) -> list[object]:
            with ThreadPoolExecutor(number) as pool:
                return list(pool.map(lambda n: whole_waits(small, n, FAST), range(REPLICATIONS)))

        cost = times({"one": lambda _: threads(1), "two": lambda _: threads(2)}, settings.rounds)
        middle, text = ratios(cost["two"], cost["one"])
        yield Result("W3: CPU time on two threads over that on one", text, middle, Goals((1.10,), most=True))
