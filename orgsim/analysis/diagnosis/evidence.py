"""How well the numbers are founded: measured, stated, assumed, or without a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Final

from orgsim.analysis.diagnosing import DIAGNOSES, Diagnosis, Finding, Sheet
from orgsim.analysis.said import Percent
from orgsim.errors import Message, message

if TYPE_CHECKING:
    from orgsim.analysis.subject import Subject
    from orgsim.errors import Path

_WEAK: Final = 0.5
_BASES: Final = ("measured", "stated", "calibrated", "assumed", "bare")


@DIAGNOSES.register
class EvidenceHealth(Diagnosis):
    """The shares of the numbers that are measured, stated and assumed."""

    name: ClassVar[str] = "evidence"
    place: ClassVar[int] = 60
    title: ClassVar[Message] = message("Health of the evidence")
    asks: ClassVar[Message] = message("What does all this rest on?")

    def findings(self, subject: Subject) -> Iterator[Finding]:
        if subject.scenario is None:
            text = message("An agency by itself does not say where its numbers come from.")
            yield self.unknown(text, hint=message("Diagnose the scenario that names the agency"))
            return
        counts = {kind: _count(subject, kind) for kind in _KINDS}
        whole: Counter[str] = sum(counts.values(), Counter())
        total = whole.total()
        if not total:
            yield self.unknown(message("No volumes, minutes, headcounts or hours are entered."))
            return
        weak = (whole["assumed"] + whole["bare"]) / total
        text = message(
            "Of {count} volumes, minutes, headcounts and hours of duties, {measured} are measured, {stated} stated "
            "with a source, {calibrated} calibrated, {assumed} assumed, and {bare} say nothing of where they come "
            "from.",
            count=total,
            **{name: whole[name] for name in _BASES},
        )
        rows = tuple((_KINDS[kind], *(str(found[name]) for name in _BASES)) for kind, found in counts.items())
        yield Finding(
            self.name,
            "watch" if weak > _WEAK else "remark",
            weak * 0.5,  # not the structure is at fault: told after what it may be wrong about
            text,
            evidence=(message("Assumed or without a source: {share}.", share=Percent(weak)), *_first(subject)),
            basis="none",
            hint=message("Count and time for a week where the load is highest: that changes the answer most"),
            numbers={name: whole[name] / total for name in _BASES},
            sheet=Sheet(_TITLE, _HEADINGS, rows),
        )


def _first(subject: Subject) -> Iterator[Message]:
    """Name what to measure first: the work of the bottleneck."""
    limit = subject.preview.bottleneck if subject.preview else None
    if limit is not None and limit.group.positions:
        posts = tuple(map(subject.position, limit.group.positions))
        yield message("To be measured first: the minutes of {posts}.", posts=posts)


def _count(subject: Subject, kind: str) -> Counter[str]:
    """Count the numbers of a kind by what they rest on."""
    places = list(_places(subject, kind))
    said: dict[Path, str] = {}
    for evidence in subject.evidence:
        for length in range(1, len(evidence.path) + 1):
            said.setdefault(evidence.path[:length], evidence.basis)
    return Counter(said.get(place, "bare") for place in places)


def _places(subject: Subject, kind: str) -> Iterator[Any]:
    agency = subject.before.agency
    assert subject.scenario is not None
    if kind == "volumes":
        yield from (("demand", source) for source in subject.scenario.demand)
    elif kind == "minutes":
        for service, spec in agency.services.items():
            for name, step in spec.steps.items():
                if step.work is not None:
                    yield ("agency", "services", service, "steps", name, "work")
    elif kind == "headcounts":
        yield from (("agency", "positions", name, "headcount") for name in agency.positions)
    else:
        for duty, written in agency.duties.items():
            yield from (("agency", "duties", duty, "hours_per_year", unit) for unit in written.hours_per_year)


_KINDS: Final[dict[str, Message]] = {
    "volumes": message("Volumes"),
    "minutes": message("Minutes"),
    "headcounts": message("Headcounts"),
    "hours": message("Hours of duties"),
}
_TITLE: Final = message("What the numbers rest on")
_HEADINGS: Final = (
    message("Numbers"),
    message("Measured"),
    message("Stated"),
    message("Calibrated"),
    message("Assumed"),
    message("Nothing said"),
)
