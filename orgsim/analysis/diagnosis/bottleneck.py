"""Who is the limit of the office: the groups of people whose work is near or above what they can do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Final

from orgsim.analysis.diagnosing import DIAGNOSES, Diagnosis, Finding
from orgsim.analysis.said import Number, Percent, Time
from orgsim.analysis.shown import Runs, Shown, of_posts
from orgsim.errors import Message, message

if TYPE_CHECKING:
    from orgsim.analysis.subject import Subject
    from orgsim.analysis.theory.outlook import Outlook, Preview

_WORKERS: Final = ("change_posts", "flexible_pool", "cross_train", "change_procedure", "train_staff")
_SIGNERS: Final = ("change_approval", "introduce_system", "remove_layer", "change_procedure")


@DIAGNOSES.register
class Bottleneck(Diagnosis):
    """The busiest people, and how much the office can carry."""

    name: ClassVar[str] = "bottleneck"
    place: ClassVar[int] = 22
    title: ClassVar[Message] = message("Bottleneck")
    asks: ClassVar[Message] = message("Who limits what the office can do?")

    def findings(self, subject: Subject) -> Iterator[Finding]:
        preview = subject.preview
        people = [] if preview is None else [one for one in preview.groups if not one.group.things]
        if preview is None or not people:
            text = message("Nobody asks for anything, as far as it is entered: no bottleneck can be told.")
            yield self.unknown(text, hint=message("Enter `demand` for the services, and `work` for their steps"))
            return
        busy = float(subject.assumptions["load.busy"])
        for outlook in people:
            if outlook.group.load >= busy:
                yield self._finding(subject, preview, outlook)
        if people[0].group.load < busy:
            yield self._finding(subject, preview, people[0])
        if subject.runs is not None:
            yield from self._in_the_runs(subject, subject.runs)
        asked = set(subject.requests)
        idle = [name for name in subject.organisation.services if name not in asked and not self._inner(subject, name)]
        if idle:
            text = message(
                "Nobody asks for {services}: enter their volumes.", services=tuple(map(subject.service, idle))
            )
            yield self.unknown(text, about=(f"service:{name}" for name in idle))

    def shown(self, subject: Subject, runs: Runs, finding: Finding) -> Iterator[Shown]:
        yield from of_posts(runs, subject.position, finding.posts)

    def _in_the_runs(self, subject: Subject, runs: Runs) -> Iterator[Finding]:
        """Yield before whom requests waited longest, whatever the formulas say."""
        found = runs.longest(subject.organisation.positions)
        if found is not None:
            post, by_waits = found
            template = _WAITED if by_waits else _OCCUPIED
            text = Message(template.text, {"post": subject.position(post)})
            yield Finding(self.name, "remark", 1.0, text, about=(f"position:{post}",), basis=subject.basis_of_work)

    @staticmethod
    def _inner(subject: Subject, service: str) -> bool:
        """Whether a service is asked for by none but those who complain."""
        complaints = subject.organisation.agency.complaints
        return complaints is not None and complaints.service == service

    def _finding(self, subject: Subject, preview: Preview, outlook: Outlook) -> Finding:
        group, busy = outlook.group, float(subject.assumptions["load.busy"])
        values: dict[str, Any] = {
            "posts": tuple(map(subject.position, group.positions)),
            "load": Percent(group.load),
            "carries": Number(preview.requests_per_day / group.load if group.load else 0.0),
            "requests": Number(preview.requests_per_day),
        }
        template = _ABOVE if group.load >= 1 else _NEAR if group.load >= busy else _FREE
        services = {code.partition("/")[0] for code in group.tasks}
        signing = all(
            subject.organisation.positions[name].head for name in group.positions if self._there(subject, name)
        )
        return Finding(
            self.name,
            "serious" if group.load >= 1 else "watch" if group.load >= busy else "remark",
            subject.share_of_requests(services),
            Message(template.text, values),
            about=tuple(f"position:{name}" for name in group.positions),
            evidence=tuple(self._evidence(subject, outlook)),
            basis=subject.basis_of_work,
            remedies=() if group.load < busy else _SIGNERS if signing and group.positions else _WORKERS,
            numbers={
                "load": group.load,
                "visits_per_day": outlook.visits_per_day,
                "wait": outlook.wait,
                "growth_per_week": outlook.growth_per_week,
            },
        )

    @staticmethod
    def _there(subject: Subject, post: str) -> bool:
        return post in subject.organisation.positions

    @staticmethod
    def _evidence(subject: Subject, outlook: Outlook) -> Iterator[Message]:
        yield message(
            "Staff {staff}; {visits} visits a working day, in {services}.",
            staff=outlook.group.staff_count,
            visits=Number(outlook.visits_per_day, 1),
            services=tuple(map(subject.service, sorted({code.partition("/")[0] for code in outlook.group.tasks}))),
        )
        if outlook.growth_per_week is not None:
            yield message("What waits grows by {cases} a week.", cases=Number(outlook.growth_per_week, 1))
        elif outlook.wait is not None:
            yield message("Mean wait by formula, if they come evenly: {wait}.", wait=Time(outlook.wait))


_WAITED: Final = message("In the runs, requests waited longest before {post}.")
_OCCUPIED: Final = message("In the runs, {post} was occupied most.")
_ABOVE: Final = message(
    "{posts}: the work is {load} of what they can do. What waits grows without end. The office can carry {carries} of "
    "{requests} requests a day."
)
_NEAR: Final = message(
    "{posts}: load {load}. Near the limit, small rushes make long queues. The limit is reached at {carries} requests a "
    "day; now it is {requests}."
)
_FREE: Final = message(
    "The busiest are {posts}, with a load of {load}: the office could carry {carries} requests a day; now it is "
    "{requests}."
)
