"""What is asked: scenarios, and the files that they are written in."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["Scenario", "load"]

_FACE = {"Scenario": "orgsim.scenario.scenario", "load": "orgsim.scenario.yaml_file"}


def __getattr__(name: str) -> Any:
    """Import a public name on first use (PEP 562)."""
    if name not in _FACE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_FACE[name]), name)
