"""The way of cases through the steps of an organisation, as codes and thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from orgsim.organisation.organisation import Organisation
from orgsim.organisation.route import following_step
from orgsim.organisation.service import DONE as END_OF_ROUTE
from orgsim.organisation.service import Service, Step
from orgsim.simulation.compile.codes import Codes, links_of
from orgsim.simulation.network import DONE, Choice
from orgsim.simulation.tables import threshold

_SURE: Final = 1 << 32


class Ways:
    """Where steps lead to."""

    def __init__(self, organisation: Organisation, codes: Codes) -> None:
        self.organisation, self.codes, self.code = organisation, codes, codes.code["step"]

    def entry(self, name: str, step: str) -> int:
        """Return the first task of a step; of an approval that nobody is left to give, that of the next step."""
        steps = self.organisation.services[name].steps
        seen: set[str] = set()
        while step != END_OF_ROUTE and step not in seen:
            seen.add(step)
            if not steps[step].approval:
                return self.code[f"{name}/{step}"]
            links = links_of(self.organisation, name, step)
            if links:
                return self.code[links[0].task]
            step = self._default_next(steps, step)
        return DONE

    def on(self, name: str, service: Service, step_name: str, step: Step) -> dict[str, Any]:
        """Return the fields of a step's last task type that say where it leads to."""
        cumulative, choices = 0.0, []
        for choice in step.choices:
            cumulative += choice.share or 0.0
            below = _SURE if choice.share is None else threshold(min(cumulative, 1.0))
            condition = self.codes.condition(name, [choice.when])
            choices.append(Choice(self.entry(name, choice.to), condition, below))
        if choices and step.choices[-1].share is not None:
            choices[-1] = Choice(choices[-1].to, choices[-1].condition, _SURE)
        returns = step.returns
        return {
            "next": self.entry(name, self._default_next(service.steps, step_name)),
            "rework_below": threshold(returns.share) if returns else 0,
            "rework_to": self.entry(name, returns.to) if returns else DONE,
            "choices": tuple(choices),
            "parallel": tuple(self.entry(name, branch) for branch in step.parallel),
            "joins": step.waits_for_all,
        }

    @staticmethod
    def _default_next(steps: Mapping[str, Step], name: str) -> str:
        """Return the step that follows for cases that pass a step by."""
        step = steps[name]
        if step.choices:
            return step.choices[-1].to
        if step.parallel:
            branch = step.parallel[0]
            while branch != END_OF_ROUTE and not steps[branch].waits_for_all:
                branch = steps[branch].then or following_step(steps, branch)
            return branch
        return step.then or following_step(steps, name)
