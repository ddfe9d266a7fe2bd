"""Two structures side by side, in numbers: units, layers, posts, people, what they cost a month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from orgsim.errors import Message, message
from orgsim.report.amounts import Assumed, Plain
from orgsim.report.tables import Column, Table

if TYPE_CHECKING:
    from orgsim.organisation.organisation import Organisation

__all__ = ["structure_table"]

_NOTHING: Final = "–"


def structure_table(before: Organisation, after: Organisation, titles: tuple[Any, Any]) -> Table:
    """Return the sizes of two structures.

    Parameters
    ----------
    before, after
        The two.
    titles
        What they are called.
    """
    columns = (
        Column(message("In the structure")),
        Column(message("{structure}", structure=titles[0]), right=True),
        Column(message("{structure}", structure=titles[1]), right=True),
        Column(message("Difference"), right=True),
    )
    rows: list[tuple[Any, ...]] = []
    sizes = [_sizes(organisation) for organisation in (before, after)]
    for name in sizes[0]:
        was, now = (size[name] for size in sizes)
        rows.append((name, Plain(was), Plain(now), Plain(now - was, signed=True)))
    costs = [_monthly_cost(organisation) for organisation in (before, after)]
    difference = _NOTHING if costs[0] is None or costs[1] is None else _signed(costs[1] - costs[0])
    said = [_NOTHING if cost is None else Assumed(cost, "rupiah") for cost in costs]
    rows.append((message("Staff cost a month"), *said, difference))
    notes = () if None not in costs else (_unknown(before, after),)
    return Table(message("Sizes"), columns, tuple(rows), notes)


def _sizes(organisation: Organisation) -> dict[Message, int]:
    spans = [organisation.graph.span(unit) for unit in organisation.units]
    return {
        message("Units"): len(organisation.units),
        message("Layers"): organisation.graph.layers,
        message("Posts with staff"): sum(bool(post.people) for post in organisation.positions.values()),
        message("Staff"): len(organisation.staff),
        message("Largest span of control"): max(spans, default=0),
    }


def _monthly_cost(organisation: Organisation) -> float | None:
    """Return what all posts cost a month; None unless every post that has a holder has a cost."""
    held = [post for post in organisation.positions.values() if post.people]
    costs = [post.monthly_cost for post in held]
    if not held or any(cost is None for cost in costs):
        return None
    return float(sum((cost or 0.0) * len(post.people) for cost, post in zip(costs, held, strict=True)))


def _signed(change: float) -> Any:
    return message("+{cost}", cost=Assumed(change, "rupiah")) if change > 0 else Assumed(change, "rupiah")


def _unknown(before: Organisation, after: Organisation) -> Message:
    posts = {
        name: post
        for organisation in (before, after)
        for name, post in organisation.positions.items()
        if post.people and post.monthly_cost is None
    }
    return message("No cost is known of {count} posts: no sum is given.", count=len(posts))
