"""The logs of several structures, each seen through as many windows as are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from orgsim.analysis.observation import Observation
from orgsim.analysis.reading import Reading

if TYPE_CHECKING:
    from orgsim.analysis.windows import Window
    from orgsim.simulation.log import Log
    from orgsim.simulation.simulate import Study

__all__ = ["Observations"]


class Observations:
    """The logs of some structures, each seen through a window once, and read once for all windows.

    Parameters
    ----------
    studies
        By name of the structure.
    log_of
        Gives the log of a structure; asked once, when it is first needed.
    """

    def __init__(self, studies: Mapping[str, Study], log_of: Callable[[str], Log]) -> None:
        self._studies, self._log_of = studies, log_of
        self._logs: dict[str, Log] = {}
        self._seen: dict[tuple[object, ...], Observation] = {}
        self._readings: dict[tuple[str, int | None], Reading] = {}

    def of(self, name: str, window: Window) -> Observation:
        """Return a structure seen through a window; the same for windows that differ in their names only."""
        arm = (name, *window.stretch)
        if arm not in self._seen:
            reading = self.read(name, window.until)
            self._seen[arm] = Observation(reading.study, reading.log, window, shared=reading)
        return self._seen[arm]

    def read(self, name: str, until: int | None = None) -> Reading:
        """Return the log of a structure, read as far as something is known, and no longer than that."""
        if (name, until) not in self._readings:
            if name not in self._logs:
                self._logs[name] = self._log_of(name)
            study, log = self._studies[name], self._logs[name]
            known = log if until is None else log.known_at(until)
            self._readings[name, until] = Reading(study, known, study.limit if until is None else until)
        return self._readings[name, until]

    def drop(self, name: str) -> None:
        """Forget a structure: its log and what was found in it take tens of times the memory of the results."""
        self._logs.pop(name, None)
        self._seen = {arm: seen for arm, seen in self._seen.items() if arm[0] != name}
        self._readings = {arm: reading for arm, reading in self._readings.items() if arm[0] != name}
