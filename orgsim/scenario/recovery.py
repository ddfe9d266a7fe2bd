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
from orgsim.organisation.rule_checks import idle_rule_faults
from orgsim.scenario.shape_faults import shape_faults

_MOST_ROUNDS: Final = 60
_WAYS: Final = frozenset({"then", "choices", "parallel", "returns", "waits_for_all", "only_for", "not_for"})
"""Fields of a step on which the way through the whole service hangs."""


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
    return _Mender(data).mend()


class _Mender:
    def __init__(self, data: Any) -> None:
        self._data = data
        self._guessed: set[Path] = set()
        self._doubted: set[Path] = set()
        self._names: set[str] = set()

    def mend(self) -> MendedAgency:
        told: list[Fault] | None = None
        for _ in range(_MOST_ROUNDS):
            try:
                agency = Agency.model_validate(self._data)
            except ValidationError as error:
                if not self._repair(shape_faults(error, Agency, self._data)):
                    break
                continue
            wrong = faults_of(agency)
            if told is None:
                told = list(self._certain(agency, [*wrong, *idle_rule_faults(agency)]))
            if not wrong:
                return MendedAgency(agency, told, self._names)
            if not self._repair(wrong):
                break
        return MendedAgency(None, told or [], self._names)

    def _certain(self, agency: Agency, wrong: list[Fault]) -> Iterator[Fault]:
        """Yield the faults that do not follow from something that was left out."""
        by_name = set(reference_faults(agency))
        for fault in wrong:
            path = fault.path
            doubted = any(path[: len(part)] == part or part[: len(path)] == path for part in self._doubted)
            if not says(fault, self._names) and (fault in by_name or not doubted):
                yield fault

    def _repair(self, wrong: list[Fault]) -> bool:
        """Put what was probably meant, else leave out what is at fault; return False if nothing can be done."""
        done, rest = False, []
        for fault in wrong:
            if self._guess(fault):
                done = True
            else:
                rest.append(fault.path)
        for path in sorted(set(rest), key=lambda path: [str(part).rjust(8) for part in path], reverse=True):
            done = self._leave_out(path) or done
        return done

    def _guess(self, fault: Fault) -> bool:
        """Put the name or the example of the remedy in the place of what is at fault; a title where one is missing."""
        here = _parent(self._data, (*fault.path, ""))
        key, top = fault.message.parameters.get("key"), fault.message.parameters.get("top")
        if key in ("title", "text") and isinstance(here, dict) and key not in here:
            here[key] = "?"
            return True
        if top is not None and isinstance(here, dict):
            here["reports_to"] = top
            return True
        remedy = fault.remedy.parameters if fault.remedy else {}
        guess = remedy.get("near", remedy.get("example"))
        if not isinstance(guess, str) or not fault.path or fault.path in self._guessed:
            return False
        self._guessed.add(fault.path)
        about = {fault.message.parameters.get("key"), fault.message.parameters.get("name")}
        return _put(self._data, fault.path, guess, as_key=fault.path[-1] in about)

    def _leave_out(self, path: Path) -> bool:
        """Remove what stands at a path, or the smallest part around it."""
        while path and not _delete(_parent(self._data, path), path[-1]):
            path = path[:-1]
        if not path:
            return False
        whole = 4 if path[0] == "services" and not set(path[4:5] or ["then"]) & _WAYS else 2
        self._doubted.add(path[:whole])
        if len(path) in (2, 4) or path[0] in ("units", "positions"):
            self._names.add(str(path[3 if len(path) == 4 and path[0] == "services" else 1 if len(path) > 1 else 0]))
        return True


def says(fault: Fault, names: Iterable[str]) -> bool:
    """Whether the sentence of a fault names one of these."""
    return not set(names).isdisjoint(_words(fault.message))


def _words(sentence: Message) -> Iterator[str]:
    for value in sentence.parameters.values():
        if isinstance(value, Message):
            yield from _words(value)
        elif isinstance(value, str):
            yield value


def _put(data: Any, path: Path, guess: str, *, as_key: bool) -> bool:
    """Write a guess in a place: as its value, or as the key if it is the key that is at fault."""
    parent, last = _parent(data, path), path[-1]
    if isinstance(parent, list) and isinstance(last, int) and last < len(parent):
        parent[last] = guess
        return True
    if not isinstance(parent, dict) or last not in parent:
        return False
    if (as_key and parent[last] != last) or isinstance(parent[last], (dict, list)):
        if guess in parent:
            return False
        parent[guess] = parent.pop(last)
    else:
        parent[last] = guess
    return True


def _parent(data: Any, path: Path) -> Any:
    for part in path[:-1]:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


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
