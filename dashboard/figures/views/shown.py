"""What every part of the page of a result is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dashboard import running
from orgsim.errors import Message
from orgsim.report.provenance import source_sentences
from orgsim.report.words import structure_title

if TYPE_CHECKING:
    from orgsim.analysis.findings import Comparison
    from orgsim.analysis.windows import Window
    from orgsim.scenario.scenario import Scenario
    from orgsim.store import Run

__all__ = ["Shown"]


@dataclass(frozen=True)
class Shown:
    """A result, and which of it is looked at.

    Attributes
    ----------
    run
        With its exact inputs.
    snapshots
        Which interim result it is.
    found
        What was found.
    alternative
        The structure that is looked at.
    window
        The stretch of time that is looked at.
    """

    run: Run
    snapshots: int
    found: Comparison
    alternative: str
    window: Window

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario as it was run."""
        return running.scenario_of(self.run)

    @cached_property
    def titles(self) -> Mapping[str, Any]:
        """What units, posts and services are called."""
        return running.titles_in(self.run)

    @cached_property
    def sources(self) -> tuple[Message, ...]:
        """Where the numbers come from."""
        return source_sentences(self.found, self.scenario)

    @property
    def structures(self) -> tuple[Any, Any]:
        """Titles of the two structures."""
        return structure_title(self.found, self.found.baseline), structure_title(self.found, self.alternative)

    @property
    def key(self) -> str:
        """What tells one sight from another."""
        return f"{self.run.id}:{self.snapshots}:{self.alternative}:{self.window.name}"
