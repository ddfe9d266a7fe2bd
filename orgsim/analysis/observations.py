"""The logs of several structures, each seen through as many windows as are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from orgsim.analysis.observation import Observation

if TYPE_CHECKING:
    from orgsim.analysis.reading import Reading
    from orgsim.analysis.windows import Window
    from orgsim.simulation.log import Log
    from orgsim.simulation.simulate import Study

__all__ = ["Observations"]


class Observations:
    """The logs of some structures, each seen through a window once, and read once for all windows.

    Parameters
    ----------
    studies, logs
        By name of the structure.
    """

    def __init__(self, studies: Mapping[str, Study], logs: Mapping[str, Log]) -> None:
        self._studies, self._logs = studies, logs
        self._seen: dict[tuple[str, Window], Observation] = {}
        self._readings: dict[tuple[str, int | None], Reading] = {}

    def of(self, name: str, window: Window) -> Observation:
        """Return a structure seen through a window."""
        if (name, window) not in self._seen:
            reading = self._readings.get((name, window.until))
            seen = Observation(self._studies[name], self._logs[name], window, shared=reading)
            self._seen[name, window], self._readings[name, window.until] = seen, seen.reading
        return self._seen[name, window]
