"""What can go wrong, as values; the sentences are made where a person reads them.

::

    OrgsimError
    ├── InputError          the input has faults: all of them, each with its place; exit code 2
    ├── OperationError      an operation cannot be applied to this organisation
    ├── UnstableError       a steady answer was asked of an overloaded office; exit code 3
    ├── StoreError          what is kept cannot be read or written: busy, full, gone, or made by another version
    ├── SimulationError     a time, a queue or a case number left its range: no number is better than a wrong one
    └── RegistryError       two plug-ins of one name, or a name that no plug-in has
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

__all__ = [
    "Fault",
    "InputError",
    "Message",
    "OperationError",
    "OrgsimError",
    "RegistryError",
    "SimulationError",
    "StoreError",
    "UnstableError",
    "dotted",
    "message",
]

Path = tuple[str | int, ...]
"""Where in a document: keys and list positions from its root."""


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence still to be made: its English template (the catalogue's key) and what goes into it.

    Attributes
    ----------
    text
        English template with ``{named}`` places; the key of the gettext catalogues.
    parameters
        What fills the places: plain values, dates, or further messages.
    """

    text: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "parameters", MappingProxyType(dict(self.parameters)))

    def __str__(self) -> str:
        return self.text.format_map({k: str(v) for k, v in self.parameters.items()})

    def __reduce__(self) -> tuple[Any, ...]:
        return Message, (self.text, dict(self.parameters))

    def __hash__(self) -> int:
        return hash(str(self))


def message(text: str, /, **parameters: Any) -> Message:
    """Make a message; the function that the catalogue extraction looks for.

    Examples
    --------
    >>> str(message("there is no unit {unit}", unit="loket"))
    'there is no unit loket'
    """
    return Message(text, parameters)


def dotted(path: Path) -> str:
    """Return a path as people write it.

    Examples
    --------
    >>> dotted(("plan", 0, "units", 1))
    'plan[0].units[1]'
    """
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else part)
    return text


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of an input: where, what, and how to mend it.

    Attributes
    ----------
    message
        What is wrong.
    path
        Where in the document, e.g. ``("alternatives", "merge", "plan", 0, "do", 0, "units", 1)``.
    remedy
        How to mend it, where that is known.
    file, line
        Filled in by the reader of the file, which alone knows them (line counts from 1).
    """

    message: Message
    path: Path = ()
    remedy: Message | None = None
    file: str | None = None
    line: int | None = None

    def under(self, *prefix: str | int) -> Fault:
        """Return the same fault, seen from further up in the document."""
        return replace(self, path=(*prefix, *self.path))

    def dotted_path(self) -> str:
        """Return the path as people write it.

        Examples
        --------
        >>> Fault(message("…"), ("plan", 0, "units", 1)).dotted_path()
        'plan[0].units[1]'
        """
        return dotted(self.path)

    def __str__(self) -> str:
        place = ":".join(str(p) for p in (self.file, self.line) if p is not None)
        parts = [p for p in (place, self.dotted_path()) if p]
        sentence = str(self.message) + (f". {self.remedy}" if self.remedy else "")
        return ": ".join([*parts, sentence])


class OrgsimError(Exception):
    """The root of every error that orgsim raises on purpose."""


class _FaultyError(OrgsimError):
    """An error that consists of faults."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__(*faults)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


class InputError(_FaultyError):
    """The input has faults; carries all of them."""


class OperationError(_FaultyError):
    """An operation cannot be applied; the paths of its faults start at the operation."""


class UnstableError(_FaultyError):
    """A steady answer was asked of an office whose load exceeds its capacity."""


class SimulationError(_FaultyError):
    """A quantity left the range in which the engines are exact."""


class StoreError(_FaultyError):
    """What is kept cannot be read or written; says why, and what to do."""


class RegistryError(OrgsimError):
    """Two plug-ins share a name, or no plug-in has the name asked for."""
