"""Offices to begin with: each file here is a scenario without alternatives whose numbers say where they come from.

A new one is one new file; no list is kept.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from orgsim.errors import Fault, InputError, message
from orgsim.scenario.scenario import Scenario
from orgsim.suggestion import did_you_mean


def template_names() -> tuple[str, ...]:
    """Return the names of the templates.

    Examples
    --------
    >>> "civil-registry" in template_names()
    True
    """
    folder = Path(str(files(__package__ or __name__)))
    return tuple(sorted(path.stem for path in folder.glob("*.yaml")))


@cache
def template(name: str) -> Scenario:
    """Return an office to begin with.

    Raises
    ------
    InputError
        If there is none of the name.

    Examples
    --------
    >>> template("agency-type-b").title.id
    'Dinas tipe B'
    """
    from orgsim.scenario.yaml_file import load_text

    if name not in template_names():
        fault = message('there is no template "{name}"', name=name)
        raise InputError(Fault(fault, remedy=did_you_mean(name, template_names())))
    scenario = load_text((files(__package__ or __name__) / f"{name}.yaml").read_text("utf-8"))
    return scenario.beside(scenario.evidence, None)
