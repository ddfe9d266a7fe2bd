"""A whole scenario as one file: bare values where nothing is known of them, with source, basis and range where it is.

The order of units, posts and services stays as it was written. What stands beside a value is written again only if it
is still said of that value: a number that was changed loses the source of the old one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Final

from pydantic import ValidationError

from orgsim import measures
from orgsim.errors import Fault, InputError, Path
from orgsim.organisation.agency import Agency
from orgsim.restructuring.plan import PlanStep
from orgsim.scenario.evidence import same_value, unwrap
from orgsim.scenario.misfits import misfits
from orgsim.scenario.scenario import Alternative, Scenario
from orgsim.scenario.shape_faults import shape_faults
from orgsim.scenario.yaml_tree import Node
from orgsim.spec import Evidence

_WRITE: Final[dict[str, Callable[[float], str]]] = {
    "waiting_time": measures.write_effort,
    "time_in_system": measures.write_effort,
    "p_wait": measures.write_share,
    "utilisation": measures.write_share,
    "lost": measures.write_share,
}
"""How a known answer is written, where it is more than a bare number."""
_LEFT_TO_THE_LEDGER: Final = ("smallest_difference", "min_replications", "max_replications", "max_drain")


def write_scenario(scenario: Scenario) -> str:
    """Return a scenario as the text of one file, which reads back as the same scenario with the same evidence.

    Examples
    --------
    >>> from orgsim.scenario.yaml_file import load_text
    >>> text = '''
    ... title: Loket
    ... agency:
    ...   title: Dinas
    ...   units: {dinas: {title: Dinas}}
    ...   positions: {loket: {title: Loket, unit: dinas, headcount: {value: 2, basis: assumed, range: [1, 3]}}}
    ... run: {from: 2026-01-05}
    ... '''
    >>> again = load_text(write_scenario(load_text(text)))
    >>> again == load_text(text), again.evidence[0].range
    (True, (1, 3))
    """
    from io import StringIO

    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.width, yaml.allow_unicode = 120, True
    yaml.indent(mapping=2, sequence=4, offset=2)
    text = StringIO()
    yaml.dump(with_evidence(scenario), text)
    return text.getvalue()


def with_evidence(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as plain mappings and lists, with what is known of its values beside them."""
    written = plain(scenario)
    _put_evidence(written, plain(scenario, whole=True), scenario.evidence)
    return written


def put_evidence_of_agency(written: dict[str, Any], agency: Agency, evidence: Iterable[Evidence]) -> None:
    """Put what is known of the values of a scenario's agency beside those of an agency that a plan made of it.

    Parameters
    ----------
    written
        The agency as plain mappings and lists; changed in place.
    agency
        The same agency.
    evidence
        Of the scenario; what was said of a value that has changed is left out.
    """
    of_agency = [replace(one, path=one.path[1:]) for one in evidence if one.path[:1] == ("agency",)]
    _put_evidence(written, agency.model_dump(mode="json", by_alias=True), of_agency)


def _put_evidence(written: dict[str, Any], whole: dict[str, Any], evidence: Iterable[Evidence]) -> None:
    for one in evidence:
        value = _at(whole, one.path)
        if value is not None and same_value(value, one.value):
            _put(written, one.path, _beside(_at(written, one.path, value), one))


def still_said(scenario: Scenario) -> tuple[Evidence, ...]:
    """Return the evidence of values that are still what they were when it was given."""
    whole = plain(scenario, whole=True)
    return tuple(e for e in scenario.evidence if same_value(_at(whole, e.path), e.value))


def plain(scenario: Scenario, *, whole: bool = False) -> dict[str, Any]:
    """Return a scenario as plain mappings and lists of bare values.

    Parameters
    ----------
    scenario
        What to write.
    whole
        With what is as it is by default, too.
    """
    written: dict[str, Any] = scenario.model_dump(
        mode="json", by_alias=True, exclude_defaults=not whole, exclude={"alternatives"}
    )
    if scenario.alternatives:
        written["alternatives"] = {name: _alternative(one, whole) for name, one in scenario.alternatives.items()}
    for expectation in written.get("expected", ()):
        _with_measure(expectation)
    run = scenario.run
    bare = run.model_copy(update=dict.fromkeys(_LEFT_TO_THE_LEDGER)).settled(scenario.assumptions)
    for name in _LEFT_TO_THE_LEDGER:
        if getattr(run, name) == getattr(bare, name):
            written["run"].pop(name, None)
    return {name: written[name] for name in Scenario.model_fields if name in written}


def read_plain(data: dict[str, Any], evidence: Iterable[Evidence] = (), file: str | None = None) -> Scenario:
    """Return the scenario that plain mappings and lists of bare values describe.

    Parameters
    ----------
    data
        As `plain` gives it.
    evidence
        What is known of its values.
    file
        Where it was read from.

    Raises
    ------
    InputError
        With every fault that can be found.
    """
    try:
        scenario = Scenario.model_validate(data)
    except ValidationError as error:
        raise InputError(*shape_faults(error, Scenario, data)) from None
    faults: list[Fault] = list(misfits(scenario, data["agency"]))
    if faults:
        raise InputError(*faults)
    scenario = scenario.beside(tuple(evidence), file)
    scenario = scenario.beside(still_said(scenario), file)
    unwrap(_tree(with_evidence(scenario)), faults)  # what is said of the numbers must hold, as in a file
    if faults:
        raise InputError(*(replace(fault, line=None) for fault in faults))
    return scenario


def _tree(data: Any) -> Node:
    if isinstance(data, dict):
        content = {str(key): _tree(part) for key, part in data.items()}
        return Node(content, None, 0, dict.fromkeys(content, 0))
    return Node([_tree(part) for part in data] if isinstance(data, (list, tuple)) else data, None, 0)


def _alternative(alternative: Alternative, whole: bool) -> dict[str, Any]:
    written: dict[str, Any] = alternative.model_dump(mode="json", exclude_defaults=not whole, exclude={"plan"})
    if alternative.plan:
        written["plan"] = [_plan_step(step, whole) for step in alternative.plan]
    return written


def _plan_step(step: PlanStep, whole: bool) -> dict[str, Any]:
    written: dict[str, Any] = step.model_dump(mode="json", by_alias=True, exclude_defaults=not whole, exclude={"do"})
    written["do"] = [
        {"operation": one.operation, **one.model_dump(mode="json", by_alias=True, exclude_defaults=not whole)}
        for one in step.do
    ]
    return written


def _with_measure(expectation: dict[str, Any]) -> None:
    write = _WRITE.get(expectation["what"])
    for name in ("value", "half_width"):
        if write is not None and expectation.get(name) is not None:
            expectation[name] = write(expectation[name])


def _beside(value: Any, evidence: Evidence) -> dict[str, Any]:
    more = {
        "source": evidence.source,
        "basis": evidence.basis,
        "range": list(evidence.range) if evidence.range is not None else None,
    }
    return {"value": value, **{key: part for key, part in more.items() if part is not None}}


def _at(data: Any, path: Path, otherwise: Any = None) -> Any:
    for part in path:
        there = part in data if isinstance(data, dict) else isinstance(data, list) and part in range(len(data))
        if not there:
            return otherwise
        data = data[part]
    return data


def _put(data: Any, path: Path, value: Any) -> None:
    for part in path[:-1]:
        data = data.setdefault(part, {}) if isinstance(data, dict) else data[part]
        if isinstance(data, dict) and "value" in data and data.keys() & {"basis", "range"}:
            data = data["value"]
    data[path[-1]] = value
