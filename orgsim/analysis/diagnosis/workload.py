"""How many people the work needs: by the workload analysis (ABK), and to keep the promise."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum, isfinite
from typing import TYPE_CHECKING, Any, ClassVar, Final

from orgsim.analysis.diagnosing import DIAGNOSES, Diagnosis, Finding, Severity, Sheet
from orgsim.analysis.said import Hours, Number, Percent
from orgsim.analysis.shown import Runs, Shown, of_posts
from orgsim.analysis.staffing import PostNeed, Promised, grade_of, promised_staff, workload
from orgsim.errors import Message, message

if TYPE_CHECKING:
    from orgsim.analysis.subject import Subject

_REMEDIES: Final = ("change_posts", "move_staff", "cross_train", "flexible_pool", "change_procedure")
_NOTHING: Final = "–"


@DIAGNOSES.register
class Workload(Diagnosis):
    """Need, EJ and grade of every post, staff present against need, and the staff that a promise really needs."""

    name: ClassVar[str] = "workload"
    place: ClassVar[int] = 20
    title: ClassVar[Message] = message("Workload")
    asks: ClassVar[Message] = message("Are there enough people, and where?")

    def findings(self, subject: Subject) -> Iterator[Finding]:
        posts, groups = workload(subject), promised_staff(subject)
        known = [post for post in posts if post.known]
        if not known:
            hint = message("Enter `demand` for the services, and `work` for their steps")
            yield self.unknown(message("No volumes are known: the need for staff cannot be told."), hint=hint)
            return
        basis = subject.basis(("demand",), ("agency", "services"), assumed=("effective_year",))
        by_post = {post.position: post for post in known}
        for group in groups:
            needed = [by_post[name] for name in group.positions if name in by_post]
            if group.needed is not None and group.needed > group.present and needed:
                yield self._too_few(subject, group, needed, basis)
        told = {name for g in groups if g.needed is not None and g.needed > g.present for name in g.positions}
        heads = set(subject.organisation.heads.values())
        for post in known:
            grade = grade_of(post.effectiveness, subject.assumptions)
            # Who has minutes a day for cases has other work that is not entered: no grade of it can be told.
            partly = subject.organisation.positions[post.position].time_for_cases is not None
            if grade in "AE" and post.position not in told | heads and not (partly and grade == "E"):
                yield self._graded(subject, post, grade, basis)
        yield self._whole(subject, known, groups, basis)
        if quiet := [post for post in posts if not post.known]:
            text = message(
                "No work on cases is known for {posts}: how many of them are needed cannot be told.",
                posts=tuple(subject.position(post.position) for post in quiet),
            )
            yield self.unknown(text, about=(f"position:{post.position}" for post in quiet))

    def _too_few(self, subject: Subject, group: Promised, posts: list[PostNeed], basis: Any) -> Finding:
        assert group.needed is not None
        need = fsum(post.need for post in posts)
        who = tuple(subject.position(name) for name in group.positions)
        values = {"posts": who, "present": group.present, "need": Number(need, 2)}
        if isfinite(group.needed):
            text = Message(
                _PROMISE.text, {**values, "needed": Number(group.needed), "service": self._of(subject, group)}
            )
        else:
            text = Message(_NEVER.text, {**values, "service": self._of(subject, group)})
        severity: Severity = "serious" if group.load >= 1 else "watch"
        return Finding(
            self.name,
            severity,
            min(1.0, need * posts[0].year / subject.staff_seconds) if subject.staff_seconds else 0.0,
            text,
            about=tuple(f"position:{name}" for name in group.positions),
            evidence=(
                *(_line(subject, post) for post in posts),
                message("Load at their own hours: {load}.", load=Percent(group.load)),
                message("By the square-root rule it takes {count}.", count=group.safe),
            ),
            basis=basis,
            remedies=_REMEDIES,
            numbers={"need": need, "present": group.present, "promise": group.needed, "load": group.load},
        )

    def shown(self, subject: Subject, runs: Runs, finding: Finding) -> Iterator[Shown]:
        if finding.sheet is not None:
            yield from runs.tell("promise_kept", "all", _KEPT)
            for service in sorted(subject.requests):
                yield from runs.tell("promise_kept", f"service:{service}", _KEPT_OF, service=subject.service(service))
        elif finding.severity != "unknown":
            yield from of_posts(runs, subject.position, finding.posts)

    @staticmethod
    def _of(subject: Subject, group: Promised) -> Any:
        return _NOTHING if group.service is None else subject.service(group.service)

    def _graded(self, subject: Subject, post: PostNeed, grade: str, basis: Any) -> Finding:
        values = {
            "post": subject.position(post.position),
            "present": post.present,
            "need": Number(post.need, 2),
            "ej": Number(post.effectiveness, 2),
        }
        text = Message(_ABOVE.text if grade == "A" else _BELOW.text, values)
        return Finding(
            self.name,
            "watch" if grade == "A" else "remark",
            min(1.0, abs(post.seconds - post.present * post.year) / subject.staff_seconds),
            text,
            about=(f"position:{post.position}",),
            evidence=(_line(subject, post),),
            basis=basis,
            remedies=_REMEDIES if grade == "A" else ("move_staff", "flexible_pool"),
            numbers={"need": post.need, "present": post.present, "ej": post.effectiveness},
        )

    def _whole(self, subject: Subject, known: list[PostNeed], groups: tuple[Promised, ...], basis: Any) -> Finding:
        need, present = fsum(post.need for post in known), sum(post.present for post in known)
        by_post = {name: group for group in groups for name in group.positions}
        rows = []
        for post in sorted(known, key=lambda post: (-post.effectiveness, post.position)):
            group = by_post.get(post.position)
            rows.append(
                (
                    subject.position(post.position),
                    Hours(post.seconds),
                    Number(post.need, 2),
                    Number(post.present),
                    Number(post.effectiveness, 2),
                    grade_of(post.effectiveness, subject.assumptions),
                    _NOTHING if group is None else Number(group.load, 2),
                    _NOTHING if group is None or group.needed is None else Number(group.needed),
                )
            )
        text = message(
            "By the workload analysis {need} people are needed where {present} are, as far as volumes are known.",
            need=Number(need, 2),
            present=present,
        )
        return Finding(
            self.name,
            "remark",
            0.9,
            text,
            basis=basis,
            numbers={"need": need, "present": present},
            sheet=Sheet(_TITLE, _HEADINGS, tuple(rows), _NOTES),
        )


_PROMISE: Final = message(
    "{posts}: staff {present}. The workload analysis asks for {need}; keeping the promise of {service} takes {needed}."
)
_NEVER: Final = message(
    "{posts}: staff {present}. The workload analysis asks for {need}; the work of {service} alone takes longer than "
    "what is promised, however many there are."
)
_KEPT: Final = message("promise kept, all services: {span}.")
_KEPT_OF: Final = message("promise kept, {service}: {span}.")
_ABOVE: Final = message("{post}: EJ {ej}, grade A: work for {need}, staff {present}. Too few people, not good work.")
_BELOW: Final = message("{post}: EJ {ej}, grade E: work for {need}, staff {present}, as far as volumes are entered.")
_TITLE: Final = message("Workload analysis (ABK)")
_HEADINGS: Final = (
    message("Post"),
    message("Work a year"),
    message("Need"),
    message("Present"),
    message("EJ"),
    message("Grade"),
    message("Load"),
    message("For the promise"),
)
_NOTES: Final = (
    message("Need: volume × norm over the effective year. EJ: need over present; above 1 there are too few people."),
    message("Load: of the time that the post has for cases. For the promise: people of all who share the queue."),
)


def _line(subject: Subject, post: PostNeed) -> Message:
    return message(
        "{post}: {hours} of work a year over {year} effective hours each.",
        post=subject.position(post.position),
        hours=Hours(post.seconds),
        year=Number(post.year / 3600),
    )
