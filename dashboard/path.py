"""How far a planner has come, from the analysis to the decision: seen in what is open and what is kept."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import keeping, state
from orgsim.errors import Message, StoreError, message
from orgsim.store import RunState, ScenarioState


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the way.

    Attributes
    ----------
    title, about
        What is done in it.
    page
        Where.
    done
        Whether it has been done for the scenario that is open.
    """

    title: Message
    about: Message
    page: str
    done: bool


def stages() -> tuple[Stage, ...]:
    """Return the stages, with their done-marks."""
    now = state.draft()
    scenario = now.scenario if now else None
    ran, agreed = _kept(now)
    return (
        Stage(
            message("Describe the organisation as it is"),
            message("Units, posts, services, volumes: from a template or ten questions. Loads show at once."),
            "screens/organisation.py",
            scenario is not None and bool(scenario.demand),
        ),
        Stage(
            message("Check the numbers"),
            message("What is measured, what is assumed, and from where; put in your own."),
            "screens/assumptions.py",
            scenario is not None
            and any(e.basis != "assumed" for e in (*scenario.evidence, *scenario.assumptions.overrides.values())),
        ),
        Stage(
            message("Propose changes"),
            message("Merge, move, delegate, train, retitle: one or more alternatives, each with dates."),
            "screens/proposal.py",
            scenario is not None and any(one.plan for one in scenario.alternatives.values()),
        ),
        Stage(
            message("Run the simulation"),
            message("The same citizens go through the structure before and after."),
            "screens/run.py",
            ran,
        ),
        Stage(
            message("Compare before and after"),
            message("Waiting, backlog, load, cost, with their ranges; and what drives the answer."),
            "screens/results.py",
            ran and state.recall("run") is not None,
        ),
        Stage(
            message("Save, discuss, agree"),
            message("Versions with notes, in review, agreed; files for colleagues."),
            "screens/scenarios.py",
            agreed,
        ),
    )


def _kept(now: state.Draft | None) -> tuple[bool, bool]:
    """Return whether there is a finished run, and whether the scenario is agreed."""
    if now is None:
        return False, False
    try:
        runs = keeping.store().runs.list(limit=200)
        ran = any(
            run.state is RunState.DONE
            and (run.id == state.recall("run") or (now.id is not None and run.scenario == now.id))
            for run in runs
        )
        agreed = now.id is not None and keeping.store().scenarios.get(now.id).state is ScenarioState.AGREED
    except StoreError:
        return False, False
    return ran, agreed
