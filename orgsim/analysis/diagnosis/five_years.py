"""Need and staff over five years: with the growth of the demand, and with those who retire."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from math import fsum
from typing import TYPE_CHECKING, ClassVar, Final

from orgsim.analysis.diagnosing import DIAGNOSES, Diagnosis, Finding, Sheet
from orgsim.analysis.said import Number, Percent
from orgsim.analysis.staffing import PostNeed, workload
from orgsim.errors import Message, message
from orgsim.scenario.streams import streams

if TYPE_CHECKING:
    from orgsim.analysis.subject import Subject

_YEARS: Final = 5


@DIAGNOSES.register
class FiveYears(Diagnosis):
    """Need and staff from year to year."""

    name: ClassVar[str] = "five_years"
    place: ClassVar[int] = 50
    title: ClassVar[Message] = message("Five years ahead")
    asks: ClassVar[Message] = message("Will there be enough people in five years?")

    def findings(self, subject: Subject) -> Iterator[Finding]:
        known = [post for post in workload(subject) if post.known]
        if subject.scenario is None or not known:
            yield self.unknown(message("No volumes are known: the need of the coming years cannot be told."))
            return
        first = subject.scenario.run.first_day
        growth = _growth(subject)
        rows, gaps = [], []
        for year in range(_YEARS + 1):
            on = _later(first, year)
            need = fsum(_need(post, growth, year) for post in known)
            present = sum(len(_there(subject, post, on)) for post in known)
            gaps.append(present - need)
            rows.append((on, Number(need, 2), Number(present), Number(present - need, 2)))
        leaving = sorted(
            id
            for id, member in subject.organisation.staff.items()
            if member.leaves is not None and member.leaves <= _later(first, _YEARS)
        )
        text = message(
            "In five years {need} people will be needed at the posts with known work, and {present} will be there.",
            need=rows[-1][1],
            present=rows[-1][2],
        )
        worse = gaps[-1] < 0 and gaps[-1] < gaps[0]
        yield Finding(
            self.name,
            "watch" if worse else "remark",
            min(1.0, -gaps[-1] / max(1, len(subject.organisation.staff))) if worse else 0.2,
            text,
            evidence=tuple(self._evidence(subject, growth, leaving)),
            basis=subject.basis(("demand",), ("agency", "services"), assumed=("effective_year",)),
            remedies=("change_posts", "train_staff", "introduce_system") if worse else (),
            numbers={"need": fsum(_need(p, growth, _YEARS) for p in known), "gap": gaps[-1], "leaving": len(leaving)},
            sheet=Sheet(_TITLE, _HEADINGS, tuple(rows), (message("By the workload analysis, not for the promise."),)),
        )
        if not leaving:
            text = message("No retirements are entered: the staff of the coming years is taken as it is.")
            yield self.unknown(text, hint=message("Enter `leavers` at the posts: dates only, no names"))

    @staticmethod
    def _evidence(subject: Subject, growth: Mapping[str, float], leaving: list[str]) -> Iterator[Message]:
        grown = {service: rate for service, rate in growth.items() if rate}
        for service, rate in sorted(grown.items()):
            yield message("{service} grows by {rate} a year.", service=subject.service(service), rate=Percent(rate, 1))
        if not grown:
            yield message("No growth of the demand is entered: it is taken as it is.")
        if leaving:
            yield message("{count} people leave within five years.", count=len(leaving))


_TITLE: Final = message("Need and staff, year by year")
_HEADINGS: Final = (message("On"), message("Need"), message("Present"), message("Difference"))


def _growth(subject: Subject) -> dict[str, float]:
    """Return the growth a year of each service: the mean of its sources by their size."""
    assert subject.scenario is not None
    sums: dict[str, tuple[float, float]] = {}
    for source, demand in sorted(streams(subject.scenario.demand).items()):
        service = demand.service or source
        size, grown = sums.get(service, (0.0, 0.0))
        sums[service] = size + demand.ordinary, grown + demand.ordinary * demand.growth
    return {service: grown / size if size else 0.0 for service, (size, grown) in sums.items()}


def _need(post: PostNeed, growth: Mapping[str, float], year: int) -> float:
    parts = (row.seconds * (1 + growth.get(row.task.partition("/")[0], 0.0)) ** year for row in post.rows)
    return fsum(parts) / post.year


def _there(subject: Subject, post: PostNeed, on: dt.date) -> list[str]:
    people = subject.organisation.positions[post.position].people
    return [id for id, person in people.items() if person.leaves is None or person.leaves > on]


def _later(day: dt.date, years: int) -> dt.date:
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)
