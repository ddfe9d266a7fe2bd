"""What people who know the office say of what the diagnosis found."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from orgsim.spec import Date, PositionId, Spec, Text, UnitId

__all__ = ["Judgement"]


class Judgement(Spec):
    """A head's word on two units whose duties seem to be the same, or do not."""

    units: Annotated[tuple[UnitId, ...], Field(min_length=2, max_length=2)]
    """The two units."""
    overlap: bool
    """Whether they really do the same work."""
    reason: Text
    """Why."""
    by: PositionId | None = None
    """The post that says so; never a person's name."""
    on: Date | None = None
    """When it was said."""

    @property
    def pair(self) -> tuple[str, str]:
        """The two units, in the order of their names."""
        one, other = sorted(self.units)
        return one, other
