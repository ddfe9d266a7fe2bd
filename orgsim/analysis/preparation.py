"""Everything about a comparison that is known before any run: structures, windows, loads, what is overloaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orgsim.analysis.controls import control_plans
from orgsim.analysis.loads import loads_in
from orgsim.analysis.provenance import NotedAssumptions, noting_assumptions
from orgsim.analysis.replication import Pairing
from orgsim.analysis.stability import overload_by_arithmetic
from orgsim.analysis.targets import target_faults
from orgsim.analysis.windows import Window, windows_of
from orgsim.errors import Fault, InputError, message
from orgsim.scenario.scenario import BASELINE, Scenario
from orgsim.simulation.simulate import Study, prepare

if TYPE_CHECKING:
    from orgsim.analysis.findings import Overload
    from orgsim.analysis.loads import GroupLoad
    from orgsim.restructuring.plan import Plan

__all__ = ["BASELINE", "Prepared", "prepare_comparison"]


@dataclass(frozen=True)
class Prepared:
    """A comparison before its first run.

    Attributes
    ----------
    scenario
        With the seed that is used.
    studies
        Every structure by name, the baseline first.
    baseline
        Name of the structure that the others are compared with.
    titles
        Of the alternatives.
    pairings
        The alternatives with their windows.
    loads
        Loads by arithmetic after the change, of every structure.
    overloaded
        Structures that cannot keep up, by arithmetic.
    assumptions
        What the model has asked for.
    """

    scenario: Scenario
    studies: Mapping[str, Study]
    baseline: str
    titles: Mapping[str, Any]
    pairings: tuple[Pairing, ...]
    loads: Mapping[str, tuple[GroupLoad, ...]]
    overloaded: Mapping[str, Overload]
    assumptions: NotedAssumptions

    def windows(self, name: str) -> tuple[Window, ...]:
        """Return the windows of a structure; of the baseline, those of the first alternative."""
        return next((p.windows for p in self.pairings if p.alternative == name), self.pairings[0].windows)


def prepare_comparison(
    scenario: Scenario,
    alternatives: Iterable[str] | None = None,
    *,
    baseline: str = BASELINE,
    controls: bool = False,
    seed: int | None = None,
) -> Prepared:
    """Prepare every structure of a comparison.

    Parameters
    ----------
    scenario
        What is asked.
    alternatives
        Names; all of the scenario by default. `BASELINE` is one of them if another structure is the baseline.
    baseline
        The structure that the others are compared with.
    controls
        Whether to add what must change nothing: do nothing, and rename every unit.
    seed
        In place of the scenario's.

    Raises
    ------
    InputError
        If there is nothing to compare, no such alternative, or a plan cannot be carried out.
    """
    scenario = scenario.with_seed(seed)
    faults = tuple(target_faults(scenario))
    if faults:
        raise InputError(*faults)
    noted_scenario, noted = noting_assumptions(scenario)
    wanted = [name for name in (scenario.alternatives if alternatives is None else alternatives) if name != baseline]
    studies = _studies(noted_scenario, [baseline, *wanted])
    titles: dict[str, Any] = {name: _title(scenario, name) for name in wanted}
    if controls:
        for name, (title, plan) in control_plans(studies[baseline], _plan(scenario, baseline)).items():
            titles[name] = title
            studies[name] = prepare(noted_scenario, name, plan=plan)
    if not titles:
        remedy = message("Write a plan under alternatives, or ask for the controls")
        raise InputError(Fault(message("there is nothing to compare"), ("alternatives",), remedy))
    pairings = tuple(Pairing(name, windows_between(studies[baseline], studies[name])) for name in titles)
    windows = {baseline: pairings[0].windows} | {pairing.alternative: pairing.windows for pairing in pairings}
    loads = {name: loads_in(study, study.change, study.end) for name, study in studies.items()}
    overloads = {name: overload_by_arithmetic(study, windows[name], loads[name]) for name, study in studies.items()}
    return Prepared(
        scenario,
        studies,
        baseline,
        titles,
        pairings,
        loads,
        {name: overload for name, overload in overloads.items() if overload is not None},
        noted,
    )


def _studies(scenario: Scenario, names: Iterable[str]) -> dict[str, Study]:
    studies: dict[str, Study] = {}
    faults: list[Fault] = []
    for name in dict.fromkeys(names):
        try:
            studies[name] = prepare(scenario, name)
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(*faults)
    return studies


def _plan(scenario: Scenario, name: str) -> Plan:
    return () if name == BASELINE else scenario.alternatives[name].plan


def _title(scenario: Scenario, name: str) -> Any:
    return message("As it is") if name == BASELINE else scenario.alternatives[name].title


def windows_between(baseline: Study, alternative: Study) -> tuple[Window, ...]:
    """Return the windows of a pair, the same whichever of the two is the baseline."""
    changing = [study for study in (baseline, alternative) if study.planned]
    return windows_of(min(changing or [baseline], key=lambda study: study.change))
