"""What it means to take up another post's work: which skills, and how well at first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import Field

from orgsim.organisation.agency import Position
from orgsim.spec import Factor

SkillGap = Annotated[Factor, Field(json_schema_extra={"assumption": "skill_gap"})]
"""How much longer work takes in the hands of those who have just learnt it; left empty, the assumption `skill_gap`."""

HIGHEST_LEVEL = 2.0
"""No level is above this; see `orgsim.spec.Level`."""


def work_of(name: str, position: Position) -> dict[str, float]:
    """Return the skills that make up a post's work, with the level of its own staff.

    Examples
    --------
    >>> work_of("loket", Position(title="Loket", unit="dinas", skills={"arsip": 0.9}))
    {'loket': 1.0, 'arsip': 0.9}
    """
    return {name: 1.0, **position.skills}


def taught(have: Mapping[str, float], work: Mapping[str, float], level: float) -> dict[str, float]:
    """Return skills after learning some work up to a level; nobody gets worse at anything.

    Examples
    --------
    >>> taught({"arsip": 1.0}, {"loket": 1.0, "arsip": 1.0}, 0.8)
    {'arsip': 1.0, 'loket': 0.8}
    """
    learnt = {skill: min(HIGHEST_LEVEL, level * grade) for skill, grade in work.items()}
    return {**have, **{skill: max(grade, have.get(skill, 0.0)) for skill, grade in learnt.items()}}


def first_level(skill_gap: float) -> float:
    """Return the level of those who have just learnt some work that takes them so much longer.

    Examples
    --------
    >>> first_level(1.25)
    0.8
    """
    return min(HIGHEST_LEVEL, 1.0 / skill_gap)


def pooled(
    positions: Mapping[str, Position], groups: Iterable[Iterable[str]], skill_gap: float
) -> dict[str, dict[str, float]]:
    """Return the skills of posts whose holders learn each other's work, by post.

    Parameters
    ----------
    positions
        The posts.
    groups
        Posts that learn from each other.
    skill_gap
        How much longer the others' work takes them.

    Examples
    --------
    >>> posts = {name: Position(title="Loket", unit="dinas") for name in ("loket", "arsiparis")}
    >>> pooled(posts, [("loket", "arsiparis")], 1.25)
    {'loket': {'arsiparis': 0.8}, 'arsiparis': {'loket': 0.8}}
    """
    level = first_level(skill_gap)
    skills: dict[str, dict[str, float]] = {}
    for group in map(tuple, groups):
        for name in group:
            for other in group:
                if other != name:
                    work = {s: grade for s, grade in work_of(other, positions[other]).items() if s != name}
                    skills[name] = taught(skills.get(name, positions[name].skills), work, level)
    return skills
