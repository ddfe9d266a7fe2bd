"""The two engines beside each other: on random offices, and on a scenario of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from orgsim.analysis.agreement.differences import Difference, first_difference, first_other_sum
from orgsim.analysis.agreement.offices import PROPOSAL, Office, reduced
from orgsim.analysis.executors import Executor, Progress, map_tasks, told
from orgsim.scenario.scenario import BASELINE, Scenario
from orgsim.simulation.simulate import add_up, prepare, run
from orgsim.simulation.sums import Stretches, sums_of_log

__all__ = ["Disagreement", "compare_engines", "verify_engines", "verify_scenario"]

REPLICATIONS = 3
"""How many replications of each alternative of a scenario are looked at."""

_STRETCHES = 3
"""In how many stretches of time the requests are added up."""


@dataclass(frozen=True)
class Disagreement:
    """A run that the two engines tell differently.

    Attributes
    ----------
    name
        Which: the number of an office, with the mechanisms that are left when all that it fails without are taken away.
    alternative, replication
        Which run.
    difference
        What differs first; the kernel's is "mine", the reference's "theirs".
    scenario
        What reproduces it.
    """

    name: str
    alternative: str
    replication: int
    difference: Difference
    scenario: Scenario


def compare_engines(scenario: Scenario, alternative: str = BASELINE, replication: int = 0) -> Difference | None:
    """Run both engines on one replication of an alternative; return what differs first, None if nothing does.

    The logs are compared, then what the kernel adds up while it runs without a log.
    """
    study = prepare(scenario, alternative)
    log = run(study, replication, "reference")
    stretches = Stretches(0, study.end, _STRETCHES)
    return first_difference(run(study, replication, "kernel"), log) or first_other_sum(
        add_up(study, replication, stretches), sums_of_log(log, stretches), log.names["service"]
    )


def verify_engines(
    numbers: Iterable[int],
    *,
    executor: Executor = "inline",
    workers: int | None = None,
    progress: Progress | None = None,
) -> tuple[Disagreement, ...]:
    """Look at random offices with every mechanism in them, before and after a random plan.

    Parameters
    ----------
    numbers
        Which offices; an office is a function of its number.
    executor, workers
        How they are run; the answer does not depend on it.
    progress
        Is told how many offices are done, of how many.
    """
    return _gathered(_office, list(numbers), executor, workers, progress)


def verify_scenario(
    scenario: Scenario,
    *,
    replications: int = REPLICATIONS,
    executor: Executor = "inline",
    workers: int | None = None,
    progress: Progress | None = None,
) -> tuple[Disagreement, ...]:
    """Look at every alternative of a scenario; for parameters, see `verify_engines`."""
    runs = [(name, number) for name in (BASELINE, *scenario.alternatives) for number in range(replications)]
    return _gathered(partial(_run, scenario), runs, executor, workers, progress)


def _gathered(
    look: Callable[..., tuple[Disagreement, ...]],
    items: Sequence[object],
    executor: Executor,
    workers: int | None,
    progress: Progress | None,
) -> tuple[Disagreement, ...]:
    found: list[Disagreement] = []
    for more in told(map_tasks(look, items, executor, workers), len(items), progress):
        found += more
    return tuple(found)


def _run(scenario: Scenario, which: tuple[str, int]) -> tuple[Disagreement, ...]:
    alternative, replication = which
    difference = compare_engines(scenario, alternative, replication)
    return (Disagreement(alternative, alternative, replication, difference, scenario),) if difference else ()


def _office(number: int) -> tuple[Disagreement, ...]:
    office = Office(number)
    alternative = next((name for name in (BASELINE, PROPOSAL) if compare_engines(office.whole, name)), None)
    if alternative is None:
        return ()
    least = reduced(office, lambda other: compare_engines(other.whole, alternative) is not None)
    difference = compare_engines(least.whole, alternative)
    assert difference is not None
    name = f"{least.number}: {', '.join(least.mechanisms) or '–'}"
    return (Disagreement(name, alternative, 0, difference, least.whole),)
