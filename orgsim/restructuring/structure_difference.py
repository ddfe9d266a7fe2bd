"""What differs between two organisations, as values and in words; made by `orgsim.restructuring.difference`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from orgsim.errors import Message, message
from orgsim.spec import LocalisedText

Names = tuple[str, ...]
Move = tuple[str, str | None, str | None]
"""A name, where it was, and where it is."""


@dataclass(frozen=True, slots=True)
class UnitsDifference:
    """What differs between the units.

    Attributes
    ----------
    new, closed, unchanged
        Units; a unit that became part of another is among the closed ones.
    merged
        Closed units whose posts all went to one unit, and that unit.
    renamed
        Units with another title: name, title before, title after.
    moved
        Units with another superior: name, superior before, superior after.
    changed
        Units with another level, site or working rule.
    spans
        Direct reports of the unit's head where they differ: name, before (None if it is new), after.
    layers
        Length of the longest line of command, before and after.
    """

    new: Names
    closed: Names
    merged: tuple[tuple[str, str], ...]
    renamed: tuple[tuple[str, LocalisedText, LocalisedText], ...]
    moved: tuple[Move, ...]
    changed: Names
    unchanged: Names
    spans: tuple[tuple[str, int | None, int], ...]
    layers: tuple[int, int]


@dataclass(frozen=True, slots=True)
class LostPost:
    """Holders who lose their post.

    Attributes
    ----------
    position, unit
        The post, and the unit that it belonged to.
    count
        How many holders.
    how
        They left the organisation; they hold another post, for theirs closed; or they lead no unit any more.
    """

    position: str
    unit: str
    count: int
    how: Literal["left", "moved", "leads nothing"]


@dataclass(frozen=True, slots=True)
class PostsDifference:
    """What differs between the posts, and for those who hold them.

    Attributes
    ----------
    new, closed
        Posts.
    moved
        Posts in another unit: name, unit before, unit after.
    resized
        Posts with another number of holders: name, before, after.
    changed
        Posts that differ otherwise: title, lead, hours, cost, skills.
    unchanged
        Posts that do not differ.
    lost
        Who loses a post.
    staff_new, staff_left
        Employees who came, or left.
    staff_moved
        Employees at another post: id, post before, post after.
    staff_trained
        Employees who can do more than before, or something better.
    """

    new: Names
    closed: Names
    moved: tuple[Move, ...]
    resized: tuple[tuple[str, int, int], ...]
    changed: Names
    unchanged: Names
    lost: tuple[LostPost, ...]
    staff_new: Names
    staff_left: Names
    staff_moved: tuple[tuple[str, str, str], ...]
    staff_trained: Names


@dataclass(frozen=True, slots=True)
class ServiceDifference:
    """What differs in one service.

    Attributes
    ----------
    service
        Its name.
    steps_new, steps_dropped, steps_changed
        Steps.
    reordered
        The steps that are in both stand in another order.
    approvers
        Approvals with other approvers: step, posts before, posts after; of the cases that go to a delegate, if any do.
    changed
        Promise, priority, kind or attributes differ.
    """

    service: str
    steps_new: Names
    steps_dropped: Names
    steps_changed: Names
    reordered: bool
    approvers: tuple[tuple[str, Names, Names], ...]
    changed: bool


@dataclass(frozen=True, slots=True)
class StructureDifference:
    """What differs between an organisation and a later one.

    Attributes
    ----------
    units, posts, services
        What differs between them; services that do not differ are left out.
    others
        Other parts of the agency that differ: duties, help, switching, ….
    public_from
        From when on numbers of staff are public, where that is new.
    renaming_only, empty
        Titles differ, and nothing else does; nothing differs.
    """

    units: UnitsDifference
    posts: PostsDifference
    services: tuple[ServiceDifference, ...]
    others: Names
    renaming_only: bool
    empty: bool
    public_from: date | None = None

    def sentences(self) -> tuple[Message, ...]:
        """Return the difference in words: the verdict first, then from the units down to the rules."""
        return tuple(_sentences(self))


def _sentences(difference: StructureDifference) -> Iterator[Message]:
    if difference.empty:
        yield message("Nothing differs.")
        return
    if difference.renaming_only:
        yield message("Only names differ: no unit, post, step or rule changes, so that nothing else can.")
    yield from _of_units(difference.units)
    if difference.renaming_only:
        return
    yield from _of_posts(difference.posts)
    yield from _of_services(difference.services)
    if difference.public_from:
        yield message("Numbers of staff by post are public from {date} on.", date=difference.public_from)
    if difference.others:
        yield message("Also changed: {parts}.", parts=tuple(_PARTS.get(name, name) for name in difference.others))


_PARTS: Final = {
    "calendar": message("office hours"),
    "calendars": message("office hours of some posts"),
    "sites": message("sites"),
    "levels": message("levels of the line of command"),
    "duties": message("duties"),
    "programmes": message("programmes"),
    "switching": message("time lost on switching"),
    "hand_over": message("cost of hand-overs"),
    "help": message("help between units"),
    "equipment": message("equipment"),
    "supplies": message("supplies"),
    "site_choice": message("how citizens choose a site"),
    "complaints": message("complaints"),
    "chasing": message("who answers questions about late cases"),
    "learning": message("learning by doing"),
    "misrouting": message("cases that go to the wrong unit"),
    "change": message("what is done to carry the change"),
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
            yield message("{unit}: its head has {new} direct reports.", unit=unit, new=span_now)
        else:
            yield message(
                "{unit}: its head has {new} direct reports (before: {old}).", unit=unit, old=span, new=span_now
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
    "left": message("Loses the post: {post} in {unit} ({count}), leaving the organisation."),
    "moved": message("Loses the post: {post} in {unit} ({count}), holding another one."),
    "leads nothing": message("Loses the lead of {unit}: {post} ({count}), kept as ordinary staff."),
}


def _of_services(differences: tuple[ServiceDifference, ...]) -> Iterator[Message]:
    """Yield what differs in the services; those that differ in the same way together."""
    told: dict[tuple[str, tuple[tuple[str, Names], ...]], list[str]] = {}
    for service in differences:
        for template, values in _of_service(service):
            told.setdefault((template.text, tuple(values.items())), []).append(service.service)
    for (text, items), names in told.items():
        yield Message(text, {"services": tuple(names), **dict(items)})


def _of_service(service: ServiceDifference) -> Iterator[tuple[Message, dict[str, Names]]]:
    if service.steps_new:
        yield _STEPS_NEW, {"steps": service.steps_new}
    if service.steps_dropped:
        yield _STEPS_DROPPED, {"steps": service.steps_dropped}
    if service.steps_changed:
        yield _STEPS_CHANGED, {"steps": service.steps_changed}
    if service.reordered:
        yield _REORDERED, {}
    for step, old, new in service.approvers:
        yield _APPROVERS, {"step": (step,), "old": old or ("–",), "new": new or ("–",)}
    if service.changed:
        yield _RULES, {}


_STEPS_NEW: Final = message("{services}: new steps: {steps}.")
_STEPS_DROPPED: Final = message("{services}: steps that go: {steps}.")
_STEPS_CHANGED: Final = message("{services}: steps done otherwise: {steps}.")
_REORDERED: Final = message("{services}: the steps stand in another order.")
_APPROVERS: Final = message("{services}: approval in “{step}” is given by {new} (before: {old}).")
_RULES: Final = message("{services}: promise, priority or classes of cases differ.")
