"""Scenario files: from YAML to a scenario or to every fault at once, and back to YAML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from orgsim.errors import Fault, InputError, Path, message
from orgsim.organisation.agency import Agency
from orgsim.organisation.checks import written_faults
from orgsim.restructuring.operation import Operation
from orgsim.restructuring.plan import PlanStep
from orgsim.scenario.evidence import unwrap
from orgsim.scenario.misfits import misfits, misfits_in_ruins
from orgsim.scenario.recovery import mend
from orgsim.scenario.references import Unread, decode, read_text, resolve_references
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.shape_faults import shape_faults
from orgsim.scenario.yaml_parser import parse_yaml
from orgsim.scenario.yaml_tree import Node
from orgsim.scenario.yaml_writer import put_evidence_of_agency
from orgsim.spec import Evidence, Spec


def load(path: str | FilePath) -> Scenario:
    """Read a scenario from a file.

    Parameters
    ----------
    path
        A YAML file; parts may stand in files that it names.

    Raises
    ------
    InputError
        With every fault that can be found, each with its file and line.

    Examples
    --------
    >>> load("nowhere.yaml")
    Traceback (most recent call last):
    orgsim.errors.InputError: nowhere.yaml: there is no such file
    """
    name = str(path)
    return load_text(read_text(FilePath(path), name), name)


def load_text(text: str | bytes, file: str | None = None) -> Scenario:
    """Read a scenario from the text of a file.

    Parameters
    ----------
    text
        YAML, as text or as the bytes of a file.
    file
        The file's name; parts in other files are looked for beside it.

    Raises
    ------
    InputError
        With every fault that can be found.
    """
    return _scenario(_read(text, file), file)


def _scenario(document: _Document, file: str | None) -> Scenario:
    if document.is_agency():
        fault = message("this file describes an agency, not a scenario")
        remedy = message("Name it in a scenario: `agency: {file}`", file=FilePath(file or "agency.yaml").name)
        raise InputError(Fault(fault, remedy=remedy, file=file, line=1))
    try:
        scenario = Scenario.model_validate(document.data)
    except ValidationError as error:
        document.faults += shape_faults(error, Scenario, document.data)
    else:
        if not document.faults:
            document.faults += misfits(scenario, document.data["agency"])
        if not document.faults:
            return scenario.beside(document.evidence, file)
        raise document.error()
    document.faults += misfits_in_ruins(document.root.plain())
    raise document.error()


def load_agency(path: str | FilePath) -> Agency:
    """Read an agency, from a file of its own or from a scenario.

    Raises
    ------
    InputError
        With every fault that can be found.
    """
    found = load_any(path)
    return found if isinstance(found, Agency) else found.agency


def load_any(path: str | FilePath) -> Scenario | Agency:
    """Read a scenario, or an agency that has a file of its own.

    Raises
    ------
    InputError
        With every fault that can be found.
    """
    name = str(path)
    document = _read(read_text(FilePath(path), name), name)
    return _agency(document) if document.is_agency() else _scenario(document, name)


def _agency(document: _Document) -> Agency:
    try:
        agency = Agency.model_validate(document.data)
    except ValidationError as error:
        document.faults += [*shape_faults(error, Agency, document.data), *mend(document.root.plain()).faults]
        raise document.error() from None
    document.faults += written_faults(agency)
    if document.faults:
        raise document.error()
    return agency


def write(what: Agency | tuple[PlanStep, ...], evidence: Iterable[Evidence] = ()) -> str:
    """Return an agency or a plan as a file: canonical, so that equal ones give equal texts.

    Parameters
    ----------
    what
        The agency, or the steps of a plan.
    evidence
        What a scenario says of its values; written beside those of the agency that are still the same.

    Examples
    --------
    >>> agency = {"title": "Dinas", "units": {"dinas": {"title": "Dinas"}}, "hand_over": {"work": "300 s"}}
    >>> print(write(Agency.model_validate(agency)))
    title: Dinas
    units:
      dinas:
        title: Dinas
    hand_over:
      work: 5 min
    <BLANKLINE>
    """
    from io import StringIO

    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.width, yaml.allow_unicode = 120, True
    yaml.indent(mapping=2, sequence=4, offset=2)
    text = StringIO()
    written = [_plain(step) for step in what] if isinstance(what, tuple) else _plain(what)
    if isinstance(what, Agency) and isinstance(written, dict):
        put_evidence_of_agency(written, what, evidence)
    yaml.dump(written, text)
    return text.getvalue()


def _plain(spec: Spec) -> dict[str, Any]:
    written: dict[str, Any] = _canonical(spec).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if isinstance(spec, PlanStep):
        written["do"] = [_plain(operation) for operation in spec.do]
    return {"operation": spec.operation, **written} if isinstance(spec, Operation) else written


def _canonical(value: Any, field: str = "") -> Any:
    """Sort the mappings whose order means nothing: all but the steps of a service."""
    if isinstance(value, Spec):
        inner = {name: getattr(value, name) for name in type(value).model_fields}
        return value.model_copy(update={name: _canonical(part, name) for name, part in inner.items()})
    if isinstance(value, dict):
        items = value.items() if field == "steps" else sorted(value.items())
        return {key: _canonical(part) for key, part in items}
    return tuple(_canonical(part) for part in value) if isinstance(value, tuple) else value


# ---------------------------------------------------------------- reading


@dataclass
class _Document:
    """A file with those that it names, read; and what was wrong so far."""

    root: Node
    evidence: tuple[Evidence, ...]
    faults: list[Fault]
    data: Any

    def is_agency(self) -> bool:
        return isinstance(self.data, dict) and "units" in self.data and "agency" not in self.data

    def error(self) -> InputError:
        """Return the error with every fault once, at its place, in the order of files and lines."""
        unread = tuple(_unread(self.root, ()))
        placed = []
        for fault in self.faults:
            if any(fault.path[: len(path)] == path for path in unread) and fault.line is None:
                continue
            file, line = self.root.place(fault.path)
            placed.append(fault if fault.line is not None else replace(fault, file=file, line=line))
        files = list(dict.fromkeys([self.root.file, *(fault.file for fault in placed)]))
        placed.sort(key=lambda fault: (files.index(fault.file), fault.line or 0))
        once = {(fault.file, fault.line, str(fault.message), fault.path[-1:]): fault for fault in reversed(placed)}
        return InputError(*(fault for fault in placed if fault in set(once.values())))


def _unread(node: Node, at: Path) -> Iterator[Path]:
    if isinstance(node.content, Unread):
        yield at
    elif isinstance(node.content, dict) and len(at) < 3:
        for key, part in node.content.items():
            yield from _unread(part, (*at, key))


def _read(text: str | bytes, file: str | None) -> _Document:
    faults: list[Fault] = []
    root = parse_yaml(decode(text, file) if isinstance(text, bytes) else text, file, faults)
    if not isinstance(root.content, dict):
        fault = message("a scenario is a mapping: keys with values")
        remedy = message("Begin with `title: …`")
        raise InputError(Fault(fault, remedy=remedy, file=file, line=root.line))
    folder = FilePath(file).parent if file is not None else None
    root = resolve_references(root, folder, file, faults)
    root, evidence = unwrap(root, faults)
    return _Document(root, evidence, faults, root.plain())
