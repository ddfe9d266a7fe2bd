"""What a job computes: the comparison that it asks for, from the text of its scenario."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from orgsim.analysis.kpi import Kpi
from orgsim.analysis.preparation import BASELINE, Prepared, prepare_comparison
from orgsim.analysis.uncertainty import FEWEST
from orgsim.analysis.within import kpis_within
from orgsim.errors import Fault, InputError, message
from orgsim.scenario.yaml_file import load_text
from orgsim.simulation.simulate import ENGINES
from orgsim.store.run_records import Asked
from orgsim.suggestion import did_you_mean

if TYPE_CHECKING:
    from orgsim.scenario.scenario import Scenario

__all__ = ["kpis_for", "make_ready", "prepared_for", "read", "read_for", "settled"]

_FASTEST_FIRST = ("kernel", "reference")


def settled(asked: Asked) -> Asked:
    """Return what is asked with the engine filled in: the fastest that there is.

    Raises
    ------
    InputError
        If there is no such engine, a number is out of range, or a time cannot be read.
    """
    kpis_for(asked)
    if asked.replications is not None and asked.replications < 1:
        raise InputError(Fault(message("at least one replication is needed"), ("replications",)))
    if asked.precision is not None and not 0 < asked.precision < 1:
        share = f"{asked.precision * 100:g} %"
        fault = message("{share} is not between 0 % and 100 %", share=share)
        raise InputError(Fault(fault, ("precision",), message("Write e.g. {example}", example="5 %")))
    if asked.draws and asked.draws < FEWEST:
        raise InputError(Fault(message("at least two draws are needed"), ("draws",)))
    engine = asked.engine or next(name for name in _FASTEST_FIRST if name in ENGINES)
    if engine not in ENGINES:
        fault = message('there is no engine "{name}"', name=engine)
        raise InputError(Fault(fault, ("engine",), did_you_mean(engine, ENGINES)))
    return replace(asked, engine=engine)


def make_ready() -> None:
    """Load what the first run would have to wait for, if it is compiled already."""
    from orgsim.simulation.engines import compiled

    if "kernel" in ENGINES and compiled.is_ready():
        compiled.make_ready()


def kpis_for(asked: Asked) -> tuple[Kpi, ...]:
    """Return the indicators beyond the standard ones.

    Raises
    ------
    InputError
        If a time cannot be read.
    """
    return kpis_within(asked.within)


@lru_cache(maxsize=4)
def read(yaml: str) -> Scenario:
    """Read a scenario; the last ones are kept, for a text is read when it is asked for, and again for the next run.

    Raises
    ------
    InputError
        With every fault.
    """
    return load_text(yaml)


def read_for(yaml: str, asked: Asked) -> Scenario:
    """Read a scenario, and see that what is asked of it can be asked.

    Raises
    ------
    InputError
        With every fault.
    """
    scenario = read(yaml)
    faults = [
        _no_alternative(scenario, name)
        for name in dict.fromkeys((*(asked.alternatives or ()), asked.baseline))
        if name != BASELINE and name not in scenario.alternatives
    ]
    wanted = scenario.alternatives if asked.alternatives is None else asked.alternatives
    if not faults and not asked.controls and not set(wanted) - {asked.baseline}:
        remedy = message("Write a plan under alternatives, or ask for the controls")
        faults.append(Fault(message("there is nothing to compare"), ("alternatives",), remedy))
    if faults:
        raise InputError(*faults)
    return scenario


def prepared_for(yaml: str, asked: Asked) -> Prepared:
    """Read a scenario and prepare the structures that are to be compared.

    Raises
    ------
    InputError
        With every fault.
    """
    return prepare_comparison(
        read_for(yaml, asked),
        asked.alternatives,
        baseline=asked.baseline,
        controls=asked.controls,
        seed=asked.seed,
    )


def _no_alternative(scenario: Scenario, name: str) -> Fault:
    fault = message('there is no alternative "{name}"', name=name)
    return Fault(fault, remedy=did_you_mean(name, [BASELINE, *scenario.alternatives]))
