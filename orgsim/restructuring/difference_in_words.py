"""The difference between two organisations, told to a planner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from orgsim.errors import Message, message
from orgsim.restructuring.difference import (
    LostPost,
    PostsDifference,
    ServiceDifference,
    StructureDifference,
    UnitsDifference,
)


def sentences(difference: StructureDifference) -> Iterator[Message]:
    """Yield what differs, the verdict first, then from the units down to the rules."""
    if difference.empty:
        yield message("Nothing differs.")
        return
    if difference.renaming_only:
        yield message("Only names differ: no unit, post, step or rule changes, so that nothing else can.")
    yield from _of_units(difference.units)
    if difference.renaming_only:
        return
    yield from _of_posts(difference.posts)
    for service in difference.services:
        yield from _of_service(service)
    if difference.others:
        yield message("Also changed: {parts}.", parts=tuple(_PARTS.get(name, name) for name in difference.others))


_PARTS: Final = {
    "calendar": message("office hours"),
    "calendars": message("office hours of some posts"),
    "sites": message("sites"),
    "levels": message("levels of the line of command"),
    "duties": message("duties"),
    "switching": message("time lost on switching"),
    "hand_over": message("cost of hand-overs"),
    "help": message("help between units"),
}


def _of_units(units: UnitsDifference) -> Iterator[Message]:
    if units.new:
        yield message("New units: {units}.", units=units.new)
    for unit, into in units.merged:
        yield message("{unit} becomes part of {into}.", unit=unit, into=into)
    merged = {unit for unit, _ in units.merged}
    if closed := tuple(unit for unit in units.closed if unit not in merged):
        yield message("Closed units: {units}.", units=closed)
    for unit, old, new in units.renamed:
        yield message("{unit} is called “{new}” (before: “{old}”).", unit=unit, old=old, new=new)
    for unit, above, above_now in units.moved:
        yield message("{unit} reports to {new} (before: {old}).", unit=unit, old=above or "–", new=above_now or "–")
    if units.changed:
        yield message("Other working rules, level or site: {units}.", units=units.changed)
    for unit, span, span_now in units.spans:
        if span is None:
            yield message("The head of {unit} has {new} direct reports.", unit=unit, new=span_now)
        else:
            yield message(
                "The head of {unit} has {new} direct reports (before: {old}).", unit=unit, old=span, new=span_now
            )
    old_layers, new_layers = units.layers
    if old_layers != new_layers:
        yield message("The line of command has {new} layers (before: {old}).", old=old_layers, new=new_layers)
    if units.unchanged and (units.new or units.closed or units.moved or units.changed or units.renamed):
        yield message("Unchanged units: {units}.", units=units.unchanged)


def _of_posts(posts: PostsDifference) -> Iterator[Message]:
    if posts.new:
        yield message("New posts: {posts}.", posts=posts.new)
    if posts.closed:
        yield message("Closed posts: {posts}.", posts=posts.closed)
    for ways, count in Counter((old, new) for _, old, new in posts.moved).items():
        names = tuple(post for post, *way in posts.moved if tuple(way) == ways)
        yield message(
            "Posts that go from {old} to {new}: {posts} ({count}).", old=ways[0], new=ways[1], posts=names, count=count
        )
    for post, old, new in posts.resized:
        yield message("{post} has {new} holders (before: {old}).", post=post, old=old, new=new)
    if posts.changed:
        yield message("Posts with other tasks or conditions: {posts}.", posts=posts.changed)
    for lost in posts.lost:
        yield _of_loss(lost)
    for (old_post, new_post), count in Counter((old, new) for _, old, new in posts.staff_moved).items():
        yield message("Staff who go from {old} to {new}: {count}.", old=old_post, new=new_post, count=count)
    if posts.staff_new:
        yield message("New staff: {count}.", count=len(posts.staff_new))
    if posts.staff_trained:
        yield message("Staff who can do more than before: {count}.", count=len(posts.staff_trained))


def _of_loss(lost: LostPost) -> Message:
    values = {"post": lost.position, "unit": lost.unit, "count": lost.count}
    return Message(_LOSSES[lost.how].text, values)


_LOSSES: Final = {
    "left": message("Loses the post: {post} in {unit}, {count} who leave the organisation."),
    "moved": message("Loses the post: {post} in {unit}, {count} who hold another one."),
    "leads nothing": message("Loses the lead of {unit}: {post}, {count} who stay as ordinary staff."),
}


def _of_service(service: ServiceDifference) -> Iterator[Message]:
    name = service.service
    if service.steps_new:
        yield message("{service}: new steps: {steps}.", service=name, steps=service.steps_new)
    if service.steps_dropped:
        yield message("{service}: steps that go: {steps}.", service=name, steps=service.steps_dropped)
    if service.steps_changed:
        yield message("{service}: steps done otherwise: {steps}.", service=name, steps=service.steps_changed)
    if service.reordered:
        yield message("{service}: the steps stand in another order.", service=name)
    for step, old, new in service.approvers:
        values = {"service": name, "step": step, "old": len(old), "new": len(new), "posts": new or ("–",)}
        yield Message(_APPROVERS.text, values)
    if service.changed:
        yield message("{service}: promise, priority or classes of cases differ.", service=name)


_APPROVERS: Final = message("{service}: approvals of {step}: {new} (before: {old}), by {posts}.")
