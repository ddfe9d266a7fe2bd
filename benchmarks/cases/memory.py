"""What runs take of memory: as asked for, and of a log as the system tells (Linux)."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.benchmark import BENCHMARKS, Benchmark, Goals, Result, Settings
from benchmarks.models import FIVE_STATIONS
from benchmarks.ours import FAST, study_of
from orgsim.simulation.simulate import add_up, draw_requests, run, waits
from orgsim.simulation.sums import Stretches

_OF_A_CASE = 64
"""Bytes that a case may take, with its citizen, beside what its visits take."""
_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@BENCHMARKS.register
class Memory(Benchmark):
    """W3: the peak of a run, by case and by visit, the citizens counted in; of totals, as the time grows."""

    name = "memory"
    about = "W3: the greatest memory of a run, citizens included"

    def results(self, settings: Settings) -> Iterator[Result]:
        small, large = study_of(FIVE_STATIONS, settings.cases), study_of(FIVE_STATIONS, 10 * settings.cases)
        cases, visits = len(draw_requests(large, 0)), len(run(large, 0, FAST).visits["case"])
        alone = _asked_for(lambda: waits(large, 1, draw_requests(large, 1))) / cases
        yield Result("waits of cases, bytes a case", f"{alone:.0f}", alone, Goals((_OF_A_CASE,), most=True))
        if _RESET.exists():  # room for rows that is never touched costs nothing: what is resident counts
            whole = _resident(lambda: run(large, 1, FAST))
            beside = (whole - _OF_A_CASE * cases) / visits
            text = f"{beside:.0f} ({whole / visits:.0f} with those of the cases)"
            yield Result(f"full log, bytes a visit beside {_OF_A_CASE} a case", text, beside, Goals((80,), most=True))
        less, more = (_asked_for(lambda s=study: add_up(s, 1, Stretches(0, s.end), FAST)) for study in (small, large))
        text = f"{more / less:.2f} × ({less / 1e6:.1f} and {more / 1e6:.1f} MB)"
        yield Result("totals, ten times the cases", text, more / less, Goals((1.2,), most=True))


def _asked_for(thing: Callable[[], Any]) -> int:
    """Return the most that Python and NumPy have asked for at a time while something is done."""
    tracemalloc.start()
    try:
        thing()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _resident(thing: Callable[[], Any]) -> int:
    """Return by how much the resident memory rises, at most, while something is done; before it, garbage is let go."""
    gc.collect()
    _RESET.write_text("5", encoding="ascii")  # from here on, the greatest is counted anew
    before = _field("VmRSS")
    thing()
    return _field("VmHWM") - before


def _field(name: str) -> int:
    """Return a number of bytes that the system tells of this process."""
    lines = _STATUS.read_text(encoding="ascii").splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith(name))
