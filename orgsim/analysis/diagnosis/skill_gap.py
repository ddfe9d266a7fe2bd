"""What people have to learn in the new structure: from the old duties to the new ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from orgsim.analysis.diagnosing import DIAGNOSES, Diagnosis, Finding
from orgsim.analysis.said import Number, Percent
from orgsim.errors import Message, message

if TYPE_CHECKING:
    from orgsim.analysis.subject import Subject
    from orgsim.organisation.organisation import Organisation

_FULL = 1 - 1e-9


@DIAGNOSES.register
class SkillGap(Diagnosis):
    """Skills that the new duties take and people do not have yet."""

    name: ClassVar[str] = "skill_gap"
    place: ClassVar[int] = 32
    title: ClassVar[Message] = message("Skill gap")
    asks: ClassVar[Message] = message("What do people have to learn for their new duties?")

    def findings(self, subject: Subject) -> Iterator[Finding]:
        if not subject.changed:
            return
        before, after = subject.before, subject.organisation
        gaps: dict[tuple[str, str], list[tuple[str, float]]] = {}
        wanted = _wanted(after)
        for id, now in after.staff.items():
            was = before.staff.get(id)
            for skill in wanted.get(now.unit, {}):
                level, level_before = now.skills.get(skill, 0.0), was.skills.get(skill, 0.0) if was else 0.0
                own = now.position == skill
                if (level and level < _FULL and level_before < level) or (own and was and not level_before):
                    gaps.setdefault((now.position, skill), []).append((id, level))
        for (post, skill), people in sorted(gaps.items()):
            yield self._gap(subject, post, skill, people)
        yield from self._nobody(subject, wanted)
        yield from self._duties(subject)
        if not gaps:
            text = message("Nobody takes on work that is new to him, as far as skills are entered.")
            yield Finding(self.name, "remark", 0.0, text, basis="structure")

    def _gap(self, subject: Subject, post: str, skill: str, people: list[tuple[str, float]]) -> Finding:
        level = min(level for _, level in people)
        text = message(
            "{post}: the work of {skill} is new to {count} of the staff.",
            count=len(people),
            post=subject.position(post),
            skill=subject.position(skill),
        )
        evidence = message(
            "Level {level} at the start: the work takes {longer} longer.",
            level=Number(level, 2),
            longer=Percent(1 / level - 1 if level else float("inf")),
        )
        return Finding(
            self.name,
            "watch",
            len(people) / max(1, len(subject.organisation.staff)),
            text,
            about=(f"position:{post}", f"skill:{skill}"),
            evidence=(evidence,) if level < _FULL else (),
            basis=subject.basis(assumed=("skill_gap",)),
            remedies=("train_staff", "cross_train", "staff_forum"),
            numbers={"people": len(people), "level": level},
        )

    def _nobody(self, subject: Subject, wanted: dict[str, set[str]]) -> Iterator[Finding]:
        """Yield the skills that work in a unit takes and that nobody there has in full."""
        after = subject.organisation
        for unit, skills in sorted(wanted.items()):
            there = [member for member in after.staff.values() if member.unit == unit]
            bare = sorted(s for s in skills if not any(member.skills.get(s, 0.0) >= _FULL for member in there))
            if bare:
                text = message(
                    "Nobody in {unit} has mastered {skills}.",
                    unit=subject.unit(unit),
                    skills=tuple(map(subject.position, bare)),
                )
                yield Finding(
                    self.name,
                    "serious",
                    len(there) / max(1, len(after.staff)),
                    text,
                    about=(f"unit:{unit}", *(f"skill:{skill}" for skill in bare)),
                    remedies=("train_staff", "move_staff"),
                    numbers={"skills": len(bare)},
                )

    def _duties(self, subject: Subject) -> Iterator[Finding]:
        """Yield the duties that came to a unit without anybody who did them before."""
        before, after = subject.before, subject.organisation
        for name, duty in after.agency.duties.items():
            old = before.agency.duties.get(name)
            for unit in duty.hours_per_year:
                if old is None or unit in old.hours_per_year:
                    continue
                there = [id for id, member in after.staff.items() if member.unit == unit]
                knew = [id for id in there if id in before.staff and before.staff[id].unit in old.hours_per_year]
                if not knew:
                    text = message(
                        "“{duty}” comes to {unit}, where nobody has done it before.",
                        duty=duty.text,
                        unit=subject.unit(unit),
                    )
                    yield Finding(
                        self.name,
                        "watch",
                        min(1.0, duty.hours_per_year[unit] / subject.staff_seconds) if subject.staff_seconds else 0.0,
                        text,
                        about=(f"duty:{name}", f"unit:{unit}"),
                        remedies=("train_staff", "move_staff", "staff_forum"),
                    )


def _wanted(organisation: Organisation) -> dict[str, set[str]]:
    """Return the skills that the work of each unit takes."""
    found: dict[str, set[str]] = {}
    for service in organisation.services.values():
        for step in service.steps.values():
            if step.by is not None and step.by in organisation.positions:
                found.setdefault(organisation.positions[step.by].unit, set()).add(step.skill or step.by)
    return found
