"""Going on after a fault, so that the ones further down are found in the same look.

What is wrong is mended in memory by the likeliest guess, or left out. Nothing that was mended is ever run, and what
hangs on it is not judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError

from orgsim.errors import Fault, Message, Path
from orgsim.organisation.agency import Agency
from orgsim.organisation.checks import faults as faults_of
from orgsim.organisation.checks import reference_faults
from orgsim.scenario.shape_faults import shape_faults

_MOST_ROUNDS: Final = 60


@dataclass
class MendedAgency:
    """An agency that can be worked with although its file has faults.

    Attributes
    ----------
    agency
        None if nothing could be made of it.
    faults
        How its parts do not fit together; without those that may only follow from what was mended.
    doubtful
        Names of what was mended or left out: what is said of them may be wrong.
    """

    agency: Agency | None
    faults: list[Fault] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)


def mend(data: Any) -> MendedAgency:
    """Make an agency of plain data; faults in the shape of single values are not told again.

    Parameters
    ----------
    data
        As written; changed on the way.
    """
    mended = MendedAgency(None)
    judged, guessed = False, set[Path]()
    for _ in range(_MOST_ROUNDS):
        try:
            agency = Agency.model_validate(data)
        except ValidationError as error:
            wrong = [fault for fault in shape_faults(error, Agency, data) if not _titled(data, fault)]
            if wrong and not _leave_out(data, [fault.path for fault in wrong], mended.doubtful):
                return mended
            continue
        wrong = faults_of(agency)
        if not judged:
            judged = True
            mended.faults = list(_certain(agency, wrong, mended.doubtful))
        if not wrong:
            mended.agency = agency
            return mended
        _repair(data, wrong, guessed, mended.doubtful)
    return mended


def _certain(agency: Agency, wrong: list[Fault], doubtful: set[str]) -> Iterator[Fault]:
    """Yield the faults that do not follow from something that was left out."""
    by_name = set(reference_faults(agency))
    for fault in wrong:
        if not says(fault, doubtful) and (fault in by_name or not doubtful.intersection(map(str, fault.path))):
            yield fault


def says(fault: Fault, names: Iterable[str]) -> bool:
    """Whether the sentence of a fault names one of these."""
    return not set(names).isdisjoint(_words(fault.message))


def _words(sentence: Message) -> Iterator[str]:
    for value in sentence.parameters.values():
        if isinstance(value, Message):
            yield from _words(value)
        elif isinstance(value, str):
            yield value


def _repair(data: Any, wrong: list[Fault], guessed: set[Path], doubtful: set[str]) -> None:
    """Put the name that was probably meant, else leave out what is at fault."""
    rest: list[Path] = []
    for fault in wrong:
        near = fault.remedy.parameters.get("near") if fault.remedy else None
        top = fault.message.parameters.get("top")
        if near is not None and fault.path not in guessed and _put(data, fault.path, near):
            guessed.add(fault.path)
        elif top is not None and len(fault.path) == 2:
            _parent(data, (*fault.path, ""))["reports_to"] = top
        else:
            rest.append(fault.path)
    if rest and not _leave_out(data, rest, doubtful):
        data.clear()


def _put(data: Any, path: Path, name: str) -> bool:
    """Write another name in a place, as value or as key."""
    parent, last = _parent(data, path), path[-1]
    try:
        if isinstance(parent[last], str):
            parent[last] = name
        elif name not in parent:
            parent[name] = parent.pop(last)
    except (KeyError, IndexError, TypeError):
        return False
    return True


def _titled(data: Any, fault: Fault) -> bool:
    """Give a title to what lacks one: nothing hangs on it."""
    there = _parent(data, (*fault.path, ""))
    key = fault.message.parameters.get("key")
    if key in ("title", "text") and isinstance(there, dict) and key not in there:
        there[key] = "?"
        return True
    return False


def _parent(data: Any, path: Path) -> Any:
    for part in path[:-1]:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _leave_out(data: Any, paths: Iterable[Path], doubtful: set[str]) -> bool:
    """Remove what stands at some paths, or the smallest part around it; return False if nothing is left to remove."""
    done = False
    for path in sorted(set(paths), key=lambda path: [str(part).rjust(8) for part in path], reverse=True):
        doubtful.update(str(part) for part in path[1:4:2] if isinstance(part, str))
        done_here = False
        while path and not done_here:
            done_here = _delete(_parent(data, path), path[-1])
            path = path[:-1]
        done = done or done_here
    return done


def _delete(parent: Any, last: str | int) -> bool:
    if isinstance(parent, list) and isinstance(last, int) and last < len(parent):
        del parent[last]
        return True
    if isinstance(parent, dict) and last in parent:
        del parent[last]
        return True
    return False


def mend_plan(data: Any, bad: Iterable[Path], stand_in: Mapping[str, Any]) -> set[str]:
    """Put an operation that changes nothing in the place of each that cannot be read; return the names these mention.

    Parameters
    ----------
    data
        The alternative as written; changed on the way.
    bad
        Where its faults are: ``("plan", 0, "do", 1, …)``.
    stand_in
        The operation that changes nothing.
    """
    names: set[str] = set()
    for path in {path[:4] for path in bad if len(path) >= 4 and path[0] == "plan" and path[2] == "do"}:
        parent = _parent(data, path)
        if isinstance(parent, list):
            names.update(_texts(parent[int(path[3])]))
            parent[int(path[3])] = dict(stand_in)
    return names


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield str(key)
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)
