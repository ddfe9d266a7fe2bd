"""A programme as it is written in a file: what it asks of the unit that runs it, and what that unit is given."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from orgsim.spec import DutyId, Effort, Level, Money, SkillId, Spec, Text, UnitId

__all__ = ["Programme", "programmes_in"]


class Programme(Spec):
    """A programme of the agency: immunisation, training of teachers."""

    title: Text
    """Name of the programme."""
    owner: UnitId
    """The unit that runs it."""
    duties: tuple[DutyId, ...] = ()
    """Duties that it belongs to: a unit that has them is the right one."""
    skills: dict[SkillId, Level] = Field(default_factory=dict)
    """Skills that it takes, with the level that is needed; a post's name stands for the skill of its holders."""
    hours_per_year: Effort | None = None
    """Working hours that it needs in a year; empty: not known."""
    cost: Money | None = None
    """Money that it needs in a year; empty: not known."""
    budget: Money | None = None
    """Money that it is given in a year; empty: not known."""


def programmes_in(programmes: Mapping[str, Programme], into: Mapping[str, str]) -> dict[str, Programme]:
    """Return programmes whose owners have become part of other units.

    Examples
    --------
    >>> found = programmes_in({"imunisasi": Programme(title="Imunisasi", owner="p2p")}, {"p2p": "kesmas"})
    >>> found["imunisasi"].owner
    'kesmas'
    """
    return {
        name: programme.model_copy(update={"owner": into[programme.owner]}) if programme.owner in into else programme
        for name, programme in programmes.items()
    }
