"""What is wrong with a structure: the base of all diagnoses and their registry; one file each in `analysis.diagnosis`.

A diagnosis looks at one structure and says what it finds, each finding with its evidence, what that rests on, and the
operations that would address it. What cannot be told for lack of input is a finding too: that it is unknown.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

from orgsim.errors import Message
from orgsim.language import LANGUAGES, say, say_value
from orgsim.registry import Registry

if TYPE_CHECKING:
    from orgsim.analysis.shown import Runs, Shown
    from orgsim.analysis.subject import Basis, Subject
    from orgsim.scenario.judgement import Judgement

__all__ = ["DIAGNOSES", "ORDER", "Diagnosis", "Finding", "Severity", "Sheet", "diagnose"]

Severity = Literal["serious", "watch", "remark", "unknown"]
"""It harms as it is; it may; it is worth knowing; it cannot be told."""

ORDER: Final[tuple[Severity, ...]] = ("serious", "watch", "remark", "unknown")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that belongs to a finding.

    Attributes
    ----------
    title
        What it shows.
    headings
        Of its columns.
    rows
        A cell per column: texts, messages, or values that say themselves.
    notes
        What a reader must know beside it.
    """

    title: Message
    headings: tuple[Message, ...]
    rows: tuple[tuple[Any, ...], ...]
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a diagnosis found, or cannot tell.

    Attributes
    ----------
    diagnosis
        Name of the diagnosis.
    severity
        How bad it is.
    weight
        Which part of the office's work or requests it touches, 0 to 1; the larger ones are told first.
    text
        What it is.
    about
        What it is about: ``unit:<id>``, ``position:<id>``, ``service:<id>``, ``thing:<id>``, ….
    evidence
        What speaks for it, line by line.
    basis
        What it rests on.
    remedies
        Names of operations that would address it; none if no change of structure does.
    hint
        What else would help, in words.
    numbers
        Its numbers, by name, for other programmes.
    judgement
        What a head has said of it.
    sheet
        A table.
    shown
        What the runs showed of it, where there are any.
    """

    diagnosis: str
    severity: Severity
    weight: float
    text: Message
    about: tuple[str, ...] = ()
    evidence: tuple[Message, ...] = ()
    basis: Basis = "structure"
    remedies: tuple[str, ...] = ()
    hint: Message | None = None
    numbers: Mapping[str, Any] = field(default_factory=dict)
    judgement: Judgement | None = None
    sheet: Sheet | None = None
    shown: tuple[Shown, ...] = ()

    @property
    def posts(self) -> tuple[str, ...]:
        """Ids of the positions that it is about."""
        return tuple(name.removeprefix("position:") for name in self.about if name.startswith("position:"))

    def to_json(self) -> dict[str, Any]:
        """Return plain data, with every sentence in both languages; an infinite number is null."""
        return {
            "diagnosis": self.diagnosis,
            "severity": self.severity,
            "weight": self.weight,
            "text": _both(self.text),
            "about": list(self.about),
            "evidence": [_both(line) for line in self.evidence],
            "basis": self.basis,
            "remedies": list(self.remedies),
            "hint": None if self.hint is None else _both(self.hint),
            "numbers": {name: _finite(value) for name, value in self.numbers.items()},
            "judgement": None if self.judgement is None else self.judgement.model_dump(mode="json"),
            "sheet": None if self.sheet is None else _sheet(self.sheet),
            **({"runs": [_shown(one) for one in self.shown]} if self.shown else {}),
        }


class Diagnosis(ABC):
    """A question that is put to a structure."""

    name: ClassVar[str]
    """Name in files and on the command line."""
    place: ClassVar[int] = 90
    """Place among findings of equal weight."""
    title: ClassVar[Message]
    """Name for a reader."""
    asks: ClassVar[Message]
    """The question."""

    @abstractmethod
    def findings(self, subject: Subject) -> Iterator[Finding]:
        """Yield what is found."""

    def shown(self, subject: Subject, runs: Runs, finding: Finding) -> Iterator[Shown]:
        """Yield what the runs showed of what one of its findings is about; nothing where they have nothing to say."""
        yield from ()

    def unknown(self, text: Message, *, hint: Message | None = None, about: Iterable[str] = ()) -> Finding:
        """Return a finding that something cannot be told."""
        return Finding(self.name, "unknown", 0.0, text, about=tuple(about), basis="none", hint=hint)


DIAGNOSES: Registry[Diagnosis] = Registry("orgsim.analysis.diagnosis")
"""All diagnoses, by name."""


def diagnose(subject: Subject, names: Iterable[str] | None = None) -> tuple[Finding, ...]:
    """Return what all diagnoses find in a structure, the gravest first.

    Parameters
    ----------
    subject
        The structure, with what is known of its work.
    names
        Diagnoses by name; all of them by default.

    Examples
    --------
    >>> from orgsim.analysis.subject import Subject
    >>> from orgsim.organisation.agency import Agency
    >>> office = Agency.model_validate({"title": "Dinas", "units": {"dinas": {"title": "Dinas"}},
    ...     "positions": {"loket": {"title": "Loket", "unit": "dinas", "headcount": 2}}})
    >>> [str(finding.text) for finding in diagnose(Subject.of(office), ["spans"])]
    ['The structure has 1 layers.']
    """
    chosen = [DIAGNOSES[name] for name in (DIAGNOSES if names is None else names)]
    places = {cls.name: cls.place for cls in chosen}
    found = [finding for cls in chosen for finding in _found(cls(), subject)]

    def order(finding: Finding) -> tuple[Any, ...]:
        severity = ORDER.index(finding.severity)
        return severity, -finding.weight, places[finding.diagnosis], finding.diagnosis, finding.about, str(finding.text)

    return tuple(sorted(found, key=order))


def _found(diagnosis: Diagnosis, subject: Subject) -> Iterator[Finding]:
    """Yield the findings of a diagnosis, each with what the runs showed of it, if there are any."""
    for finding in diagnosis.findings(subject):
        runs = subject.runs
        yield finding if runs is None else replace(finding, shown=tuple(diagnosis.shown(subject, runs, finding)))


def _shown(one: Shown) -> dict[str, Any]:
    row = one.row
    return {
        "text": _both(one.text),
        "kpi": row.kpi,
        "group": row.group,
        "measured_in": row.measured_in,
        "value": row.value,
        "low": row.low,
        "high": row.high,
        "replications": row.replications,
        "basis": one.basis,
    }


def _both(text: Message) -> dict[str, str]:
    return {language: say(text, language) for language in LANGUAGES}


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "title": _both(sheet.title),
        "headings": [_both(heading) for heading in sheet.headings],
        "rows": [[{tongue: say_value(cell, tongue) for tongue in LANGUAGES} for cell in row] for row in sheet.rows],
        "notes": [_both(note) for note in sheet.notes],
    }


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not isfinite(value) else value
