"""Who goes where: from the old post to the new one, how many qualify, and who is left without; never a name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from orgsim.organisation.organisation import Organisation


@dataclass(frozen=True, slots=True)
class Placement:
    """Holders of one post who go to another.

    Attributes
    ----------
    before, after
        The posts; `after` is None for those who are left without one.
    count
        How many.
    qualified
        How many of them know all the work of the new post as well as its own staff do.
    leads_nothing
        They led a unit, and lead none any more.
    """

    before: str
    after: str | None
    count: int
    qualified: int
    leads_nothing: bool = False


def placements(before: Organisation, after: Organisation) -> tuple[Placement, ...]:
    """Return the placement table of a change: those only whose post, unit or lead changes.

    Examples
    --------
    >>> from orgsim.organisation.agency import Agency
    >>> from orgsim.organisation.organisation import resolve
    >>> office = resolve(Agency.model_validate({"title": "Dinas", "units": {"dinas": {"title": "Dinas"}},
    ...     "positions": {"loket": {"title": "Loket", "unit": "dinas", "headcount": 2}}}))
    >>> placements(office, office)
    ()
    """
    counts: Counter[tuple[str, str | None, bool]] = Counter()
    able: Counter[tuple[str, str | None, bool]] = Counter()
    for id, member in before.staff.items():
        now = after.staff.get(id)
        led = before.positions[member.position].head
        lost_lead = led and now is not None and not after.positions[now.position].head
        if now is not None and now.position == member.position and now.unit == member.unit and not lost_lead:
            continue
        way = (member.position, now.position if now else None, lost_lead)
        counts[way] += 1
        able[way] += now is not None and _qualifies(before, after, id)
    return tuple(Placement(*way[:2], counts[way], able[way], way[2]) for way in sorted(counts, key=str))


def _qualifies(before: Organisation, after: Organisation, id: str) -> bool:
    """Whether somebody had every skill that the steps of the new post take, at the level of its own staff."""
    post = after.staff[id].position
    needed = {step.skill or post for s in after.services.values() for step in s.steps.values() if step.by == post} or {
        post
    }
    return all(before.staff[id].skills.get(skill, 0.0) >= 1.0 for skill in needed)
