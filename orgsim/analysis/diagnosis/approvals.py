"""How long papers climb: who approves what, and which part of the time that takes."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum
from typing import TYPE_CHECKING, ClassVar, Final

from orgsim.analysis.diagnosing import DIAGNOSES, Diagnosis, Finding
from orgsim.analysis.said import Percent
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


def _part(index: float) -> Message:
    return message("Approvals take {share} of the office time of these requests, by formula.", share=Percent(index))


def _index(subject: Subject, services: tuple[str, ...]) -> float | None:
    """Return which part of the time of some services their approvals take; None if it is not known."""
    preview = subject.preview
    if preview is None:
        return None
    approvals = {
        f"{service}/{name}"
        for service in services
        for name, step in subject.organisation.services[service].steps.items()
        if step.approval is not None
    }
    outlooks = [one for one in preview.services if one.service in services and one.requests_per_day]
    if not outlooks or any(one.wait is None for one in outlooks):
        return None
    total = fsum(((one.wait or 0.0) + one.work) * one.requests_per_day for one in outlooks)
    signing = 0.0
    for group in preview.groups:
        for code, wait in group.wait_by_task.items():
            if code.rpartition("/")[0] in approvals and code not in approvals:
                service = next(one for one in outlooks if one.service == code.partition("/")[0])
                signing += (wait + _work(subject, code)) * service.requests_per_day
    return signing / total if total else None


def _work(subject: Subject, code: str) -> float:
    service, step, level = code.split("/")[:3]
    spec = subject.organisation.services[service].steps[step]
    work = spec.approval.work_by_level.get(level, spec.work) if spec.approval is not None else spec.work
    return 0.0 if work is None else work.mean
