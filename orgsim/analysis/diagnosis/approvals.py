"""How long papers climb: who approves what, and which part of the time that takes."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum
from typing import TYPE_CHECKING, ClassVar, Final

from orgsim.analysis.diagnosing import DIAGNOSES, Diagnosis, Finding
from orgsim.analysis.said import Percent
from orgsim.analysis.shown import Runs, Shown, of_posts
from orgsim.errors import Message, message
from orgsim.organisation.structure import approval_path

if TYPE_CHECKING:
    from orgsim.analysis.subject import Subject

_FAR: Final = 3
_LONG: Final = 0.3
_REMEDIES: Final = ("change_approval", "remove_layer", "introduce_system")


@DIAGNOSES.register
class Approvals(Diagnosis):
    """The path of approvals, and its part of the office time of a request."""

    name: ClassVar[str] = "approvals"
    place: ClassVar[int] = 24
    title: ClassVar[Message] = message("Path of approvals")
    asks: ClassVar[Message] = message("How many superiors see a paper, and how long does that take?")

    def findings(self, subject: Subject) -> Iterator[Finding]:
        paths: dict[tuple[str, ...], list[str]] = {}
        for service, spec in subject.organisation.services.items():
            for step in spec.steps:
                path = tuple(approver.position for approver in approval_path(subject.organisation, service, step))
                if path:
                    paths.setdefault(path, []).append(service)
        if not paths and subject.organisation.services:
            yield Finding(self.name, "remark", 0.0, message("No service needs an approval."))
        for path, services in sorted(paths.items()):
            yield self._finding(subject, path, tuple(dict.fromkeys(services)))

    def shown(self, subject: Subject, runs: Runs, finding: Finding) -> Iterator[Shown]:
        if finding.posts:
            yield from runs.tell("waiting_parts", "part:approval", _WAITING)
            yield from of_posts(runs, subject.position, finding.posts)

    def _finding(self, subject: Subject, path: tuple[str, ...], services: tuple[str, ...]) -> Finding:
        index = _index(subject, services)
        far, long = len(path) >= _FAR, index is not None and index >= _LONG
        who = tuple(map(subject.position, path))
        text = message(
            "{services}: {count} superiors approve one after the other: {who}.",
            services=tuple(map(subject.service, services)),
            count=len(path),
            who=who,
        )
        if len(path) == 1:
            text = message("{services}: approved by {who}.", services=tuple(map(subject.service, services)), who=who)
        evidence = [] if index is None else [_part(index)]
        electronic = [
            step.approval.electronic
            for service in services
            for step in subject.organisation.services[service].steps.values()
            if step.approval is not None
        ]
        if not any(electronic):
            evidence.append(message("Signed by hand: papers wait while the superior is away."))
        return Finding(
            self.name,
            "watch" if far or long else "remark",
            subject.share_of_requests(services),
            text,
            about=(*(f"position:{name}" for name in path), *(f"service:{name}" for name in services)),
            evidence=tuple(evidence),
            basis="structure" if index is None else subject.basis_of_work,
            remedies=_REMEDIES if far or long else (),
            numbers={"approvers": len(path), "share_of_time": index},
        )


_WAITING: Final = message("hours that a request waits for approvals, of all requests: {span}.")


def _part(index: float) -> Message:
    return message("Approvals take {share} of the office time of these requests, by formula.", share=Percent(index))


def _index(subject: Subject, services: tuple[str, ...]) -> float | None:
    """Return which part of the time of some services their approvals take; None if it is not known."""
    known = subject.once(_times)
    mine = [known[service] for service in services if service in known]
    if not mine or any(total is None for _, total in mine):
        return None
    total = fsum(total for _, total in mine if total is not None)
    return fsum(signing for signing, _ in mine) / total if total else None


def _times(subject: Subject) -> dict[str, tuple[float, float | None]]:
    """Return, for each service that is asked for, the seconds a day at its approvals, and of all; None if it grows."""
    preview = subject.preview
    if preview is None:
        return {}
    asked = {one.service: one for one in preview.services if one.requests_per_day}
    signing = dict.fromkeys(asked, 0.0)
    for group in preview.groups:
        for code, wait in group.wait_by_task.items():
            service, step, *level = code.split("/")
            if level and service in asked and subject.organisation.services[service].steps[step].approval is not None:
                signing[service] += (wait + _work(subject, code)) * asked[service].requests_per_day
    return {
        name: (signing[name], None if one.wait is None else (one.wait + one.work) * one.requests_per_day)
        for name, one in asked.items()
    }


def _work(subject: Subject, code: str) -> float:
    service, step, level = code.split("/")[:3]
    spec = subject.organisation.services[service].steps[step]
    work = spec.approval.work_by_level.get(level, spec.work) if spec.approval is not None else spec.work
    return 0.0 if work is None else work.mean
