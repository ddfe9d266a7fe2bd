"""Targets that the region has set itself, and what its peers reach: beside the results, never a judgement of them."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from orgsim.errors import message
from orgsim.spec import Spec, Text, refuse

__all__ = ["Peer", "Target"]

Amount = Annotated[str | float, Field(json_schema_extra={"type": ["number", "string"]})]
"""A number with its measure, `90 %`, `15 min`, `3 hari kerja`, or a bare one in the measure of the indicator."""


class Peer(Spec):
    """What another office, or the same office in another year, reaches."""

    title: Text
    """Who, and when."""
    value: Amount
    """What it reaches, written like the target."""


class Target(Spec):
    """A target of the region (IKU, RPJMD), or an outcome that it watches.

    Targets are shown apart: neither a verdict nor an ordering of the alternatives rests on them, and that a target is
    met after a change does not say that the change has met it.
    """

    title: Text
    """Name of the target, as in the plan of the region."""
    kpi: Annotated[str | None, Field(json_schema_extra={"refers_to": "kpi"})] = None
    """The indicator that it is about, e.g. `promise_kept` or `first_response`; empty: an outcome that a simulation of
    an office says nothing about, such as a poverty rate."""
    group: str = "all"
    """Of which requests: `all` or `service:<name>`."""
    value: Amount
    """What is aimed at, in the measure of the indicator: `90 %`, `15 min`."""
    now: Amount | None = None
    """The value of today, where it is known from elsewhere."""
    year: Annotated[int | None, Field(ge=1945, le=2100)] = None
    """By when it is to be reached."""
    peers: tuple[Peer, ...] = ()
    """What others reach, and the office itself did in other years."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.kpi is None and self.group != "all":
            fault = message("a group belongs to an indicator")
            raise refuse(fault, at=("group",), remedy=message("Give `kpi` as well, or leave the group out"))
        return self

    def values(self) -> tuple[tuple[tuple[Any, ...], str | float], ...]:
        """Return every amount in it, with its place."""
        found: list[tuple[tuple[Any, ...], str | float]] = [(("value",), self.value)]
        if self.now is not None:
            found.append((("now",), self.now))
        return (*found, *((("peers", n, "value"), peer.value) for n, peer in enumerate(self.peers)))
