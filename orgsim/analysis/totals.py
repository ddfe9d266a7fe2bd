"""One structure by what its requests add up to, without a log: for long times and many repetitions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from orgsim.analysis.executors import Executor, Progress, map_tasks, told
from orgsim.analysis.single import Single, SingleRow
from orgsim.analysis.stability import why_no_mean
from orgsim.errors import Message, message
from orgsim.simulation import DEFAULT_ENGINE
from orgsim.simulation.sums import FIELDS, Stretches

if TYPE_CHECKING:
    from orgsim.simulation.sums import Sums

__all__ = ["TOTALS", "Total", "Totals", "measure_totals"]

_HOUR: Final = 3600


@dataclass(frozen=True, slots=True)
class Total:
    """A quantity: one sum over another, in each repetition.

    Attributes
    ----------
    title, measured_in
        What it is.
    of, over
        The two fields of `orgsim.simulation.sums.FIELDS`; without a second one, the first by itself.
    per
        Ticks of the measure, where it is a time.
    """

    title: Message
    measured_in: str
    of: str
    over: str | None = None
    per: int = 1


TOTALS: Final = {
    "came": Total(message("Requests that came"), "cases", "came"),
    "done": Total(message("Done by the end of the run"), "share", "done", "came"),
    "time": Total(message("From arrival to the end (calendar)"), "h", "time", "done", _HOUR),
    "waited": Total(message("Of that, waiting (calendar)"), "h", "waited", "done", _HOUR),
    "kept": Total(message("Done within the promise"), "share", "kept", "promised"),
    "complained": Total(message("Led to a complaint"), "share", "complained", "came"),
}
"""What is told of the requests, by name."""


@dataclass(frozen=True)
class Totals:
    """What the requests of a structure added up to.

    Attributes
    ----------
    single
        The structure.
    stretch
        From when to when the requests came.
    rows
        By quantity and service.
    replications
        How many there are.
    basis
        The weakest basis of what went in.
    """

    single: Single
    stretch: Stretches
    rows: tuple[SingleRow, ...]
    replications: int
    basis: str


def measure_totals(
    single: Single,
    replications: int,
    *,
    engine: str = DEFAULT_ENGINE,
    executor: Executor = "inline",
    workers: int | None = None,
    progress: Progress | None = None,
) -> Totals:
    """Run one structure so many times, and add up what came of the requests from the change on.

    Where the work exceeds what the staff can do, times and shares have no mean.

    Parameters
    ----------
    single
        The structure.
    replications
        How many.
    engine, executor, workers
        How it is computed; none of them changes a result.
    progress
        Told how many replications are done, and of how many.
    """
    from orgsim.simulation.simulate import add_up

    study = single.study
    stretch = Stretches(study.change, study.end)
    task = partial(add_up, study, stretches=stretch, engine=engine)
    made = map_tasks(task, range(replications), executor, workers)
    done = [one[0] for one in told(made, replications, progress)]
    names = study.network.names["service"]
    groups = {"all": [sums.sum(axis=0) for sums in done]} | {
        f"service:{name}": [sums[code] for sums in done] for code, name in enumerate(names)
    }
    rows = tuple(
        _row(single, name, group, sums)
        for name in TOTALS
        for group, sums in groups.items()
        if any(one[FIELDS.index("came")] for one in sums)
    )
    return Totals(single, stretch, rows, replications, single.basis)


def _row(single: Single, name: str, group: str, sums: list[Sums]) -> SingleRow:
    total = TOTALS[name]
    about = ("after_change", name, group, total.measured_in)
    if single.overload is not None and total.over is not None:
        return SingleRow(*about, reason=why_no_mean(single.study, single.overload))
    pairs = [
        (int(one[FIELDS.index(total.of)]), int(one[FIELDS.index(total.over)]) if total.over else 1) for one in sums
    ]
    if not all(over for _, over in pairs):
        return SingleRow(*about, reason=message("in some repetition there was none"))
    return SingleRow.of_values(*about, [of / total.per / over for of, over in pairs])
