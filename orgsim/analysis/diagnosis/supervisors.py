"""How much of a head's time his people take: questions and coordination, by the cases that they handle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import fsum
from typing import TYPE_CHECKING, ClassVar

from orgsim.analysis.diagnosing import DIAGNOSES, Diagnosis, Finding
from orgsim.analysis.said import Number, Percent, Time
from orgsim.analysis.shown import Runs, Shown, of_posts
from orgsim.analysis.staffing import workload
from orgsim.analysis.theory.supervision import largest_span, supervisor_load
from orgsim.errors import Message, message

if TYPE_CHECKING:
    from orgsim.analysis.subject import Subject

_ASSUMED = ("exception.share", "exception.work", "supervisor.coordination", "supervisor.share", "effective_year")


@DIAGNOSES.register
class Supervisors(Diagnosis):
    """The load of heads by what their people ask of them."""

    name: ClassVar[str] = "supervisors"
    place: ClassVar[int] = 42
    title: ClassVar[Message] = message("Load of supervisors")
    asks: ClassVar[Message] = message("Can the heads lead so many?")

    def findings(self, subject: Subject) -> Iterator[Finding]:
        organisation, given = subject.organisation, subject.assumptions
        if not organisation.heads:
            yield self.unknown(message("No unit has a head: the load of supervisors cannot be told."))
            return
        cases = self._cases_a_day(subject)
        capacity = given["supervisor.share"] * given["effective_year"] / given["working_days"]
        rest = (given["exception.share"], given["exception.work"], given["supervisor.coordination"], capacity)
        found = []
        for unit, post in sorted(organisation.heads.items()):
            span = organisation.graph.span(unit)
            own = [name for name, p in organisation.positions.items() if p.unit == unit and not p.head and p.people]
            people = sum(len(organisation.positions[name].people) for name in own)
            each = fsum(cases.get(name, 0.0) for name in own) / people if people else 0.0
            if span:
                found.append((supervisor_load(span, each, *rest), unit, post, span, each))
        busy = float(given["load.busy"])
        for load, unit, post, span, each in found:
            if load >= busy:
                text = message(
                    "{post} leads {span}: questions and coordination take {load} of the time for leading.",
                    post=subject.position(post),
                    span=span,
                    load=Percent(load),
                )
                evidence = (
                    message(
                        "{cases} cases a day of each, {share} with a question of {work}; {each} a day for each.",
                        cases=Number(each, 1),
                        share=Percent(rest[0]),
                        work=Time(rest[1]),
                        each=Time(rest[2]),
                    ),
                    message(
                        "At a load of {busy}, {most} could be led.",
                        busy=Percent(busy),
                        most=Number(largest_span(busy, each, *rest), 1),
                    ),
                )
                yield Finding(
                    self.name,
                    "watch",
                    min(1.0, span / max(1, len(organisation.staff))),
                    text,
                    about=(f"position:{post}", f"unit:{unit}"),
                    evidence=evidence,
                    basis=subject.basis(("demand",), assumed=_ASSUMED),
                    remedies=("form_team", "split_unit", "clarify_duties", "train_staff"),
                    numbers={"load": load, "span": span, "cases": each},
                )
        if found and max(found)[0] < busy:
            load, _, post, span, _ = max(found)
            text = message(
                "The heads can lead their people: the busiest of them, {post}, by {load} of the time for leading.",
                post=subject.position(post),
                load=Percent(load),
            )
            yield Finding(
                self.name,
                "remark",
                0.0,
                text,
                about=(f"position:{post}",),
                basis=subject.basis(("demand",), assumed=_ASSUMED),
                numbers={"load": load, "span": span},
            )

    def shown(self, subject: Subject, runs: Runs, finding: Finding) -> Iterator[Shown]:
        yield from of_posts(runs, subject.position, finding.posts)

    @staticmethod
    def _cases_a_day(subject: Subject) -> Mapping[str, float]:
        """Return the visits that come to each post on a working day."""
        days = float(subject.assumptions["working_days"])
        return {
            post.position: fsum(row.volume for row in post.rows if not row.task.startswith("unit/")) / days
            for post in workload(subject)
        }
