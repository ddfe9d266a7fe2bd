"""Evaluation of the institution (PermenPANRB 20/2018), as far as the chart gives it; the rest is opinion.

The regulation asks assessors. What a chart can say of complexity, formalisation and centralisation is read from it by
rules of ours; everything else is marked as opinion, and no total is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import fmean
from typing import TYPE_CHECKING, Any, ClassVar, Final

from orgsim.analysis.diagnosing import DIAGNOSES, Diagnosis, Finding, Sheet
from orgsim.analysis.diagnosis.overlap import is_overlap
from orgsim.analysis.overlaps import overlaps
from orgsim.analysis.said import Number
from orgsim.errors import Message, message
from orgsim.organisation.structure import approval_path

if TYPE_CHECKING:
    from orgsim.analysis.subject import Subject

_COMPLEXITY: Final = 25.0
_HALF: Final = 12.5
_EACH: Final = 10.0
_OPINION: Final = message("opinion of assessors")


@DIAGNOSES.register
class Institution(Diagnosis):
    """Right function, right process, right size: the part of the score that a chart can give."""

    name: ClassVar[str] = "institution"
    place: ClassVar[int] = 70
    title: ClassVar[Message] = message("Evaluation of the institution")
    asks: ClassVar[Message] = message("What does the chart say for an evaluation by PermenPANRB 20/2018?")

    def findings(self, subject: Subject) -> Iterator[Finding]:
        parts = {
            "complexity": (_COMPLEXITY, _complexity(subject)),
            "formalisation": (_HALF, _formalisation(subject)),
            "centralisation": (_HALF, _centralisation(subject)),
        }
        known = {name: most * share for name, (most, share) in parts.items() if share is not None}
        rows: list[tuple[Any, ...]] = [
            (_NAMES[name], Number(most, 1), Number(most * share, 1) if share is not None else _OPINION, _READ[name])
            for name, (most, share) in parts.items()
        ]
        rows += [(name, Number(_EACH, 1), _OPINION, "–") for name in _PROCESS]
        most = sum(parts[name][0] for name in known)
        text = message(
            "Of the 100 points of the evaluation, the chart speaks for {most}: {points} of them. The other {rest} "
            "are a matter of opinion.",
            most=Number(most, 1),
            points=Number(sum(known.values()), 1),
            rest=Number(100 - most, 1),
        )
        yield Finding(
            self.name,
            "remark",
            0.1,
            text,
            basis="assumed",
            hint=message("Let the assessors answer the questionnaire; these points are no substitute for it"),
            numbers={**{name: None for name in parts}, **known, "most": most},
            sheet=Sheet(_TITLE, _HEADINGS, tuple(rows), (_NOTE,)),
        )


def _complexity(subject: Subject) -> float | None:
    """Layers within what is usual, heads with a comfortable span, units free of overlap: the mean of the three."""
    organisation, given = subject.organisation, subject.assumptions
    layers = min(1.0, float(given["layers.most"]) / organisation.graph.layers)
    spans = [organisation.graph.span(unit) for unit in organisation.heads]
    parts = [layers]
    if spans:
        parts.append(fmean(2 <= span <= float(given["span.comfortable"]) for span in spans))
    if organisation.agency.duties:
        found = overlaps(subject, texts=False).pairs
        touched = {unit for pair in found if is_overlap(subject, pair) for unit in pair.pair}
        owning = {unit for duty in organisation.agency.duties.values() for unit in duty.hours_per_year}
        parts.append(1 - len(touched) / len(owning) if owning else 1.0)
    return fmean(parts)


def _formalisation(subject: Subject) -> float | None:
    """Services with a promise, and duties with an owner: the mean of the two; None if neither is entered."""
    agency = subject.organisation.agency
    parts = []
    if agency.services:
        parts.append(fmean(service.promise is not None for service in agency.services.values()))
    if agency.duties:
        parts.append(fmean(bool(duty.hours_per_year) for duty in agency.duties.values()))
    return fmean(parts) if parts else None


def _centralisation(subject: Subject) -> float | None:
    """Services that are decided below the head of the agency; None if no service is entered."""
    organisation = subject.organisation
    if not organisation.services:
        return None
    decided = []
    for name, service in organisation.services.items():
        last = [path[-1].unit for step in service.steps if (path := approval_path(organisation, name, step))]
        decided.append(organisation.graph.top not in last)
    return fmean(decided)


_NAMES: Final[dict[str, Message]] = {
    "complexity": message("Structure: complexity"),
    "formalisation": message("Structure: formalisation"),
    "centralisation": message("Structure: centralisation"),
}
_READ: Final[dict[str, Message]] = {
    "complexity": message("layers, spans, overlaps"),
    "formalisation": message("services with a promise, duties with an owner"),
    "centralisation": message("services that are decided below the head of the agency"),
}
_PROCESS: Final[tuple[Any, ...]] = (
    message("Process: alignment"),
    message("Process: governance and compliance"),
    message("Process: improvement"),
    message("Process: management of risks"),
    message("Process: information technology"),
)
_TITLE: Final = message("Evaluation of the institution (PermenPANRB 20/2018)")
_HEADINGS: Final = (message("Part"), message("At most"), message("Points"), message("Read from"))
_NOTE: Final = message(
    "The parts and their points are quoted from memory; how the chart is read is a rule of this program."
)
