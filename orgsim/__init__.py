"""orgsim: what happens to citizens, staff and cost when a local government changes its organisation.

The public names are imported when they are first used, so that ``import orgsim`` stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_FACE = {
    "Comparison": "orgsim.analysis.comparison",
    "Scenario": "orgsim.scenario.scenario",
    "compare": "orgsim.analysis.comparison",
    "load": "orgsim.scenario.yaml_file",
    "plan": "orgsim.report.face",
    "prepare": "orgsim.simulation.simulate",
    "run": "orgsim.simulation.simulate",
    "table": "orgsim.report.face",
    "tell": "orgsim.report.face",
}
"""Where each public name lives: one row makes a name public."""

__all__ = [*sorted(_FACE)]


def __getattr__(name: str) -> Any:
    """Import a public name on first use (PEP 562)."""
    if name == "__version__":
        from importlib.metadata import version

        return version("orgsim")
    if name not in _FACE:
        raise AttributeError(f"module 'orgsim' has no attribute {name!r}")
    globals()[name] = value = getattr(import_module(_FACE[name]), name)
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return sorted([*_FACE, "__version__"])
