"""The structure that is diagnosed, with what is known of its work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import fsum
from typing import TYPE_CHECKING, Any, Final, Literal

from orgsim.analysis.once import Remembering
from orgsim.assumptions import Assumptions
from orgsim.errors import Path
from orgsim.organisation.organisation import Organisation, resolve

if TYPE_CHECKING:
    from orgsim.analysis.shown import Runs
    from orgsim.analysis.theory.outlook import Preview
    from orgsim.analysis.theory.stations import Floor
    from orgsim.organisation.agency import Agency
    from orgsim.scenario.scenario import Scenario
    from orgsim.simulation.simulate import Study

__all__ = ["Basis", "Subject"]

Basis = Literal["measured", "stated", "found", "derived", "calibrated", "assumed", "opinion", "structure", "none"]
"""Weakest of what a finding rests on; ``structure``: on the chart alone; ``none``: nothing is known."""

BASELINE: Final = "baseline"
_STRENGTH: Final[tuple[Basis, ...]] = ("measured", "stated", "found", "derived", "calibrated", "assumed")


@dataclass(frozen=True)
class Subject(Remembering):
    """One structure of a scenario, or an agency by itself.

    Attributes
    ----------
    before
        The structure as it is.
    organisation
        The structure that is looked at: as it is, or once the plan of an alternative is carried out.
    assumptions
        What is in force.
    scenario
        What is known of citizens, and where numbers come from; None for an agency by itself.
    alternative
        Name of the alternative.
    runs
        What runs of it showed; None if it was not run.
    """

    before: Organisation
    organisation: Organisation
    assumptions: Assumptions
    scenario: Scenario | None = None
    alternative: str = BASELINE
    runs: Runs | None = None

    @classmethod
    def of(cls, what: Scenario | Agency, alternative: str = BASELINE, runs: Runs | None = None) -> Subject:
        """Return a structure of a scenario, or an agency.

        Raises
        ------
        InputError
            If there is no such alternative, or its plan cannot be carried out.
        """
        from orgsim.organisation.agency import Agency

        if isinstance(what, Agency):
            organisation = resolve(what)
            return cls(organisation, organisation, Assumptions())
        subject = cls(what.organisation, what.organisation, what.assumptions, what, alternative, runs)
        if alternative == BASELINE:
            return subject
        study = subject.study
        assert study is not None
        changed = cls(what.organisation, study.phases[-1].organisation, what.assumptions, what, alternative, runs)
        changed.__dict__["study"] = study
        return changed

    @property
    def changed(self) -> bool:
        """Whether it is an alternative that is looked at."""
        return self.alternative != BASELINE

    @cached_property
    def study(self) -> Study | None:
        """The structure compiled; None without a scenario."""
        from orgsim.simulation.simulate import prepare

        return None if self.scenario is None else prepare(self.scenario, self.alternative)

    @cached_property
    def floor(self) -> Floor | None:
        """The structure as a network of queues; None where nobody asks for anything."""
        from orgsim.analysis.theory.stations import floor_of

        if self.study is None or self.scenario is None or not self.scenario.demand:
            return None
        found = floor_of(self.study)
        return found if found.divided.groups else None

    @cached_property
    def preview(self) -> Preview | None:
        """What the formulas say of it in an even flow; None where nobody asks for anything."""
        from orgsim.analysis.theory.preview import preview

        if self.floor is None or self.study is None:
            return None
        return preview(self.study, floor=self.floor, rhythm=False)

    @cached_property
    def requests(self) -> Mapping[str, float]:
        """Requests of each service in the twelve months from the first day of the run; empty without a scenario."""
        if self.scenario is None or self.study is None:
            return {}
        from orgsim.scenario.streams import streams

        first, open_day = self.study.origin, self.study.open_days.__getitem__
        found: dict[str, float] = {}
        for source, demand in sorted(streams(self.scenario.demand).items()):
            service = demand.service or source
            yearly = demand.volume.per_year() if demand.volume is not None and demand.steady else None
            if yearly is None:
                yearly = fsum(demand.expected(first, _days_of_year(first), open_day).tolist())
            found[service] = found.get(service, 0.0) + yearly * demand.together
        return found

    def basis(self, *paths: Path, assumed: Iterable[str] = ()) -> Basis:
        """Return the weakest basis of parts of the scenario, and of assumptions.

        A part that nothing is said of counts as stated: somebody wrote it down.

        Parameters
        ----------
        paths
            Where in the scenario: everything below counts.
        assumed
            Ids of assumptions.
        """
        found = [self.assumptions.basis(name) for name in assumed]
        for path in paths:
            found += [e.basis for e in self.evidence if e.path[: len(path)] == path] or ["stated"]
        return max((_STRENGTH[_STRENGTH.index(basis)] for basis in found), key=_STRENGTH.index, default="stated")

    @property
    def evidence(self) -> tuple[Any, ...]:
        """Where values of the scenario come from."""
        return () if self.scenario is None else self.scenario.evidence

    @cached_property
    def basis_of_work(self) -> Basis:
        """The weakest basis of volumes and minutes."""
        return self.basis(("demand",), ("agency", "services"))

    def share_of_requests(self, services: Iterable[str]) -> float:
        """Return which share of a year's requests some services are; 0 where nobody asks for anything."""
        total = self.all_requests
        return fsum(self.requests.get(name, 0.0) for name in sorted(set(services))) / total if total else 0.0

    @cached_property
    def all_requests(self) -> float:
        """Requests of all services in a year."""
        return fsum(self.requests.values())

    @cached_property
    def staff_seconds(self) -> float:
        """Effective working time of all staff in a year."""
        return len(self.organisation.staff) * float(self.assumptions["effective_year"])

    def unit(self, name: str) -> Any:
        """Return the title of a unit."""
        unit = self.organisation.units.get(name) or self.before.units.get(name)
        return unit.title if unit else name

    def position(self, name: str) -> Any:
        """Return the title of a post."""
        post = self.organisation.positions.get(name) or self.before.positions.get(name)
        return post.title if post else name

    def service(self, name: str) -> Any:
        """Return the title of a service."""
        service = self.organisation.services.get(name)
        return service.title if service else name

    def thing(self, name: str) -> Any:
        """Return the title of equipment or supplies."""
        agency = self.organisation.agency
        thing = agency.equipment.get(name) or agency.supplies.get(name)
        return thing.title if thing else name

    def step(self, code: str) -> Any:
        """Return what a step is called: of ``service/step``, with the title of its service."""
        service, _, step = code.partition("/")
        name = step.partition("/")[0]
        steps = self.organisation.services[service].steps if service in self.organisation.services else {}
        title = steps[name].title if name in steps else None
        return _Step(self.service(service), title or name)


@dataclass(frozen=True, slots=True)
class _Step:
    service: Any
    step: Any

    def say(self, language: Any) -> str:
        """Return it in a language."""
        from orgsim.language import say_value

        return f"{say_value(self.service, language)} – {say_value(self.step, language)}"

    def __str__(self) -> str:
        return self.say("en")


def _days_of_year(first: dt.date) -> int:
    day = 28 if (first.month, first.day) == (2, 29) else first.day
    return (first.replace(year=first.year + 1, day=day) - first).days
