"""Whether programmes are in the right unit, and whether that unit has the people and the money."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING, ClassVar

from orgsim.analysis.diagnosing import DIAGNOSES, Diagnosis, Finding
from orgsim.analysis.said import Hours, Percent, Rupiah
from orgsim.analysis.staffing import workload
from orgsim.errors import Message, message

if TYPE_CHECKING:
    from orgsim.analysis.diagnosing import Severity
    from orgsim.analysis.subject import Subject
    from orgsim.organisation.programme import Programme


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a unit fits a programme.

    Attributes
    ----------
    score
        Share of the required duties and skills that it has.
    lacks
        Duties and skills that it has not.
    """

    score: float
    lacks: tuple[str, ...]


def fit(subject: Subject, programme: Programme, unit: str) -> Fit | None:
    """Return how well a unit fits a programme; None if the programme asks for nothing."""
    organisation = subject.organisation
    wanted = [f"duty:{duty}" for duty in programme.duties] + [f"skill:{skill}" for skill in programme.skills]
    if not wanted:
        return None
    duties = organisation.agency.duties
    has = {f"duty:{duty}" for duty in programme.duties if unit in duties[duty].hours_per_year}
    within = set(organisation.graph.below(unit))
    for member in organisation.staff.values():
        if member.unit in within:
            has |= {f"skill:{s}" for s, level in programme.skills.items() if member.skills.get(s, 0.0) >= level}
    return Fit(len(has) / len(wanted), tuple(name for name in wanted if name not in has))


def free_seconds(subject: Subject, programme: Programme) -> float:
    """Return the effective seconds a year that able people of the owner and the units under it have left."""
    organisation = subject.organisation
    within = set(organisation.graph.below(programme.owner))
    busy = {post.position: post.effectiveness for post in workload(subject)}
    year = float(subject.assumptions["effective_year"])
    return fsum(
        year * max(0.0, 1 - busy.get(member.position, 0.0))
        for member in organisation.staff.values()
        if member.unit in within
        and (not programme.skills or any(member.skills.get(s, 0.0) >= level for s, level in programme.skills.items()))
    )


@DIAGNOSES.register
class Programmes(Diagnosis):
    """Fit of programmes to the units that run them, and adequacy of hours and money."""

    name: ClassVar[str] = "programmes"
    place: ClassVar[int] = 30
    title: ClassVar[Message] = message("Programmes and units")
    asks: ClassVar[Message] = message("Does the right unit run each programme, with enough people and money?")

    def findings(self, subject: Subject) -> Iterator[Finding]:
        programmes = subject.organisation.agency.programmes
        if not programmes:
            hint = message("Enter `programmes` with the unit that runs them, and what they need")
            yield self.unknown(message("No programmes are entered: whether they fit cannot be told."), hint=hint)
        for name, programme in programmes.items():
            yield from self._fit(subject, name, programme)
            yield from self._hours(subject, name, programme)
            yield from self._money(subject, name, programme)

    def _fit(self, subject: Subject, name: str, programme: Programme) -> Iterator[Finding]:
        mine = fit(subject, programme, programme.owner)
        about = (f"programme:{name}", f"unit:{programme.owner}")
        if mine is None:
            text = message("{programme}: no duties or skills are named that it needs.", programme=programme.title)
            yield self.unknown(text, about=about)
            return
        others = {unit: found.score for unit in subject.organisation.units if (found := fit(subject, programme, unit))}
        best = max(sorted(others), key=lambda unit: (others[unit], subject.organisation.graph.depth(unit)))
        values = {
            "programme": programme.title,
            "unit": subject.unit(programme.owner),
            "share": Percent(mine.score),
            "best": subject.unit(best),
            "best_share": Percent(others[best]),
        }
        if mine.score >= 1:
            text = message("{programme}: {unit} has all duties and skills that it needs.", **_only(values, 2))
            severity: Severity = "remark"
        elif others[best] > mine.score:
            text = message(
                "{programme}: {unit} has {share} of the duties and skills that it needs; {best} has {best_share}.",
                **values,
            )
            severity = "serious"
        else:
            text = message(
                "{programme}: {unit} has {share} of the duties and skills that it needs, and no unit has more.",
                **_only(values, 3),
            )
            severity = "watch"
        missing = tuple(_said(subject, item) for item in mine.lacks)
        yield Finding(
            self.name,
            severity,
            self._weight(subject, programme),
            text,
            about=about,
            evidence=(message("It lacks: {missing}.", missing=missing),) if missing else (),
            basis=subject.basis(("agency", "programmes", name)),
            remedies=() if mine.score >= 1 else ("reassign_duty", "move_staff", "train_staff", "cross_train"),
            hint=message("Let {unit} run it", unit=subject.unit(best)) if severity == "serious" else None,
            numbers={"fit": mine.score, "best": others[best]},
        )

    def _hours(self, subject: Subject, name: str, programme: Programme) -> Iterator[Finding]:
        if programme.hours_per_year is None:
            text = message("{programme}: the hours that it needs are not entered.", programme=programme.title)
            yield self.unknown(text, about=(f"programme:{name}",))
            return
        there = free_seconds(subject, programme)
        adequacy = there / programme.hours_per_year if programme.hours_per_year else 1.0
        if adequacy >= 1:
            return
        text = message(
            "{programme}: it needs {need} a year; able people of {unit} have {there} left, {share} of it.",
            programme=programme.title,
            need=Hours(programme.hours_per_year),
            unit=subject.unit(programme.owner),
            there=Hours(there),
            share=Percent(adequacy),
        )
        yield Finding(
            self.name,
            "serious" if adequacy < 0.5 else "watch",
            self._weight(subject, programme),
            text,
            about=(f"programme:{name}", f"unit:{programme.owner}"),
            basis=subject.basis(("agency", "programmes", name), assumed=("effective_year",)),
            remedies=("change_posts", "move_staff", "train_staff"),
            numbers={"adequacy": adequacy, "need_hours": programme.hours_per_year / 3600, "hours": there / 3600},
        )

    def _money(self, subject: Subject, name: str, programme: Programme) -> Iterator[Finding]:
        if programme.cost is None or programme.budget is None:
            text = message(
                "{programme}: what it costs, or what it is given, is not entered.", programme=programme.title
            )
            yield self.unknown(text, about=(f"programme:{name}",))
            return
        if programme.budget >= programme.cost:
            return
        text = message(
            "{programme}: it needs {cost} a year and is given {budget}.",
            programme=programme.title,
            cost=Rupiah(programme.cost),
            budget=Rupiah(programme.budget),
        )
        yield Finding(
            self.name,
            "watch",
            self._weight(subject, programme),
            text,
            about=(f"programme:{name}",),
            basis=subject.basis(("agency", "programmes", name)),
            remedies=("external_funding",),
            numbers={"money": programme.budget / programme.cost},
        )

    @staticmethod
    def _weight(subject: Subject, programme: Programme) -> float:
        hours = programme.hours_per_year or 0.0
        return min(1.0, hours / subject.staff_seconds) if subject.staff_seconds else 0.0


def _only(values: dict[str, object], count: int) -> dict[str, object]:
    return dict(list(values.items())[:count])


def _said(subject: Subject, item: str) -> object:
    kind, _, name = item.partition(":")
    if kind == "duty":
        return subject.organisation.agency.duties[name].text
    return subject.position(name)
