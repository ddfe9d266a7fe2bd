"""Scenario files as commands name them, with what the command line puts in their place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path as FilePath

from orgsim.cli.terminal import Terminal
from orgsim.errors import Fault, InputError, Path, message
from orgsim.organisation.organisation import Organisation, resolve
from orgsim.restructuring.plan import phases
from orgsim.scenario.references import read_text, resolve_references
from orgsim.scenario.scenario import BASELINE, Scenario
from orgsim.scenario.yaml_file import load, load_agency
from orgsim.scenario.yaml_parser import parse_yaml
from orgsim.suggestion import did_you_mean


def read_scenario(file: FilePath, *, seed: int | None = None) -> Scenario:
    """Read a scenario, with another seed if one is given.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    return load(file).with_seed(seed)


def read_share(text: str, option: str) -> float:
    """Read a share between 0 and 1 that an option was given.

    Raises
    ------
    InputError
        If it is none.
    """
    from orgsim.measures import parse_share

    try:
        share = parse_share(text)
    except InputError as error:
        raise InputError(*(replace(fault, path=(option,)) for fault in error.faults)) from None
    if not 0 < share < 1:
        fault = message("{share} is not between 0 % and 100 %", share=text)
        raise InputError(Fault(fault, (option,), message("Write e.g. {example}", example="5 %")))
    return share


def known_engine(name: str) -> str:
    """Return the name of an engine that there is.

    Raises
    ------
    InputError
        If there is none of this name.
    """
    from orgsim.simulation.simulate import ENGINES

    if name not in ENGINES:
        fault = message('there is no engine "{name}"', name=name)
        raise InputError(Fault(fault, ("--engine",), did_you_mean(name, ENGINES)))
    return name


def ready_engine(terminal: Terminal, name: str) -> str:
    """Return an engine that works here: the one named, compiled if it has not been yet, else the reference engine."""
    from orgsim.simulation.simulate import is_ready, make_ready

    try:
        if not is_ready(name):
            terminal.complain(message("The engine is being compiled. This happens once and takes about a minute."))
            make_ready(name)
    except Exception:  # numba is missing, or fails in one of the many ways a compiler can on a strange machine
        terminal.complain(
            message("The compiled engine does not work here (is numba installed?); the slower one is used.")
        )
        return "reference"
    return name


def known_alternative(scenario: Scenario, name: str) -> str:
    """Return the name of an alternative that there is.

    Raises
    ------
    InputError
        If there is none of this name.
    """
    if name != BASELINE and name not in scenario.alternatives:
        fault = message('there is no alternative "{name}"', name=name)
        remedy = did_you_mean(name, [BASELINE, *scenario.alternatives])
        raise InputError(Fault(fault, remedy=remedy, file=scenario.file))
    return name


def structures(scenario: Scenario, name: str) -> tuple[Organisation, Organisation]:
    """Return the structure as it is, and the one that the plan of an alternative leads to.

    Raises
    ------
    InputError
        If there is no such alternative, or its plan cannot be carried out.
    """
    before = scenario.organisation
    if known_alternative(scenario, name) == BASELINE:
        return before, before
    found = phases(before, scenario.alternatives[name].plan, scenario.assumptions).checked()
    return before, found[-1].organisation if found else before


def read_structure(written: str) -> tuple[str, Organisation]:
    """Read a structure as commands name it: an agency file, a scenario file, or ``FILE#ALTERNATIVE``.

    Returns
    -------
    tuple
        What to call it, and the organisation.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    file, hash_sign, name = written.rpartition("#")
    if not hash_sign:
        return written, resolve(load_agency(FilePath(written)))
    return written, structures(load(FilePath(file)), name)[1]


def places_in(file: FilePath) -> Callable[[Path], tuple[str | None, int]]:
    """Return where the parts of a scenario stand: file and line by path."""
    name = str(file)
    root = resolve_references(parse_yaml(read_text(file, name), name, []), file.parent, name, [])
    return root.place
