"""On whom everything rests: steps whose skill or signature one person alone has, and what the absence costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import fsum, inf, isfinite
from typing import TYPE_CHECKING, ClassVar

from orgsim.analysis.diagnosing import DIAGNOSES, Diagnosis, Finding
from orgsim.analysis.said import Number
from orgsim.analysis.shown import Runs, Shown, of_posts
from orgsim.analysis.unit_flows import yearly_flows
from orgsim.errors import Message, message
from orgsim.organisation.structure import approval_path

if TYPE_CHECKING:
    from orgsim.analysis.subject import Subject
    from orgsim.organisation.organisation import StaffMember
    from orgsim.organisation.service import Step


@dataclass(slots=True)
class _Rests:
    """What rests on one person."""

    work: list[str] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)

    @property
    def steps(self) -> list[str]:
        return [*self.work, *self.signatures]


@DIAGNOSES.register
class KeyPersons(Diagnosis):
    """Work and signatures that nobody else can do or give."""

    name: ClassVar[str] = "key_persons"
    place: ClassVar[int] = 26
    title: ClassVar[Message] = message("Key persons")
    asks: ClassVar[Message] = message("What stops when one person is away?")

    def findings(self, subject: Subject) -> Iterator[Finding]:
        if not subject.organisation.services:
            yield self.unknown(message("No services are entered: on whom they rest cannot be told."))
            return
        rests = _rests(subject)
        for post, what in sorted(rests.items()):
            yield self._finding(subject, post, what)
        if not rests:
            yield Finding(self.name, "remark", 0.0, message("Every step can be done by more than one person."))

    def _finding(self, subject: Subject, post: str, what: _Rests) -> Finding:
        services = tuple(dict.fromkeys(step.partition("/")[0] for step in what.steps))
        days = _days(subject)
        text = message(
            "{post}: {count} steps of {services} rest on one person.",
            post=subject.position(post),
            count=len(what.steps),
            services=tuple(map(subject.service, services)),
        )
        evidence = []
        if what.signatures:
            evidence.append(message("Nobody signs in the absence: no deputy, no delegate, no electronic signature."))
        if what.work:
            evidence.append(message("Nobody else has the skill."))
        stopping = fsum(often for step, often in subject.once(_visits).get(post, ()) if step in what.steps)
        visits = stopping / float(subject.assumptions["working_days"])
        load = self._load(subject, post)
        catching_up = days * load / (1 - load) if load < 1 else inf
        if visits and isfinite(catching_up):
            evidence.append(
                message(
                    "After {days} days of absence {cases} cases wait, and it takes {more} more days to catch up.",
                    days=Number(days),
                    cases=Number(visits * days),
                    more=Number(catching_up, 1),
                )
            )
        elif visits:
            evidence.append(
                message(
                    "After {days} days of absence {cases} cases wait, and there is no time left to catch up.",
                    days=Number(days),
                    cases=Number(visits * days),
                )
            )
        return Finding(
            self.name,
            "watch",
            subject.share_of_requests(services),
            text,
            about=(f"position:{post}", *(f"service:{service}" for service in services)),
            evidence=tuple(evidence),
            basis=subject.basis_of_work if visits else "structure",
            remedies=("change_approval", "cross_train") if what.signatures else ("cross_train", "change_posts"),
            numbers={
                "steps": len(what.steps),
                "visits_per_day": visits,
                "waiting": visits * days,
                "days_to_catch_up": catching_up,
            },
        )

    def shown(self, subject: Subject, runs: Runs, finding: Finding) -> Iterator[Shown]:
        yield from of_posts(runs, subject.position, finding.posts)

    @staticmethod
    def _load(subject: Subject, post: str) -> float:
        groups = subject.preview.groups if subject.preview else ()
        return next((one.group.load for one in groups if post in one.group.positions), 0.0)


def _visits(subject: Subject) -> dict[str, list[tuple[str, float]]]:
    """Return by post: the steps that it does, and the visits a year."""
    study, found = subject.study, dict[str, list[tuple[str, float]]]()
    if study is None:
        return found
    names, phase = study.network.names, study.network.phases[-1]
    for (code, site), flow in yearly_flows(subject).items():
        post = phase.tasks[code].position.get(site, -1)
        if post >= 0:
            step = "/".join(names["step"][code].split("/")[:2])
            found.setdefault(names["position"][post], []).append((step, flow.visits))
    return found


def _days(subject: Subject) -> float:
    considered = subject.assumptions["absence.considered"]
    return float(considered.days + considered.seconds / float(subject.assumptions["day.length"]))


def _rests(subject: Subject) -> dict[str, _Rests]:
    found: dict[str, _Rests] = {}
    organisation = subject.organisation
    for service, spec in organisation.services.items():
        for name, step in spec.steps.items():
            if step.approval is not None:
                for post in _sole_signers(subject, service, name, step):
                    found.setdefault(post, _Rests()).signatures.append(f"{service}/{name}")
            elif step.by is not None:
                posts = dict.fromkeys([step.by, *step.at_sites.values()])
                for post in posts:
                    able = _able(subject, post, step)
                    if len(able) == 1:
                        owner = organisation.staff[able[0]].position
                        found.setdefault(owner, _Rests()).work.append(f"{service}/{name}")
    return found


def _able(subject: Subject, post: str, step: Step) -> list[str]:
    """Return who can do a step: holders of the skill in the unit, and in units that help it."""
    organisation = subject.organisation
    unit = organisation.positions[post].unit
    units = {unit, *(rule.helper for rule in organisation.agency.help if rule.helped == unit)}
    skill, staff = step.skill or post, subject.once(_by_unit)
    return [id for one in sorted(units) for id, member in staff.get(one, ()) if member.skills.get(skill)]


def _by_unit(subject: Subject) -> dict[str, list[tuple[str, StaffMember]]]:
    found: dict[str, list[tuple[str, StaffMember]]] = {}
    for id, member in subject.organisation.staff.items():
        found.setdefault(member.unit, []).append((id, member))
    return found


def _sole_signers(subject: Subject, service: str, name: str, step: Step) -> Iterator[str]:
    approval, organisation = step.approval, subject.organisation
    if approval is None or approval.electronic:
        return
    path = approval_path(organisation, service, name)
    for place, approver in enumerate(path):
        last = place == len(path) - 1
        covered = last and approval.deputy is not None and organisation.positions[approval.deputy].people
        if len(organisation.positions[approver.position].people) == 1 and not covered:
            yield approver.position
