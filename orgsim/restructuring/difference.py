"""Comparing two organisations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from orgsim.organisation.agency import Agency, Position
from orgsim.organisation.organisation import Organisation
from orgsim.organisation.service import Service
from orgsim.organisation.structure import approval_path
from orgsim.restructuring.staff import seniority
from orgsim.restructuring.structure_difference import (
    LostPost,
    Names,
    PostsDifference,
    ServiceDifference,
    StructureDifference,
    UnitsDifference,
)
from orgsim.spec import Spec

__all__ = ["LostPost", "PostsDifference", "ServiceDifference", "StructureDifference", "UnitsDifference", "difference"]


_SHOWN: Final = ("units", "positions", "services")


def difference(before: Organisation, after: Organisation) -> StructureDifference:
    """Compare two organisations.

    Parameters
    ----------
    before, after
        The two; usually the organisation as it is, and the one that a plan leads to.
    """
    old, new = (organisation.to_agency().model_dump(mode="json") for organisation in (before, after))
    same = _ordered(old) == _ordered(new)
    return StructureDifference(
        units=_units(before, after),
        posts=_posts(before, after),
        services=tuple(_services(before, after)),
        others=tuple(n for n in Agency.model_fields if n not in (*_SHOWN, "title") and old[n] != new[n]),
        renaming_only=not same and _ordered(_untitled(old)) == _ordered(_untitled(new)),
        empty=same,
        public_from=after.agency.change.public_from if not before.agency.change.public_from else None,
    )


def _ordered(written: Mapping[str, Any]) -> Any:
    """Return an agency in a form whose equality minds the order of steps, and of nothing else that has names."""
    orders = {name: list(service["steps"]) for name, service in written["services"].items()}
    return written, orders


def _untitled(written: Any) -> Any:
    if isinstance(written, dict):
        return {key: _untitled(value) for key, value in written.items() if key != "title"}
    return [_untitled(value) for value in written] if isinstance(written, list) else written


def _besides(part: Spec, *fields: str) -> dict[str, Any]:
    return part.model_dump(mode="json", exclude=set(fields))


def _units(before: Organisation, after: Organisation) -> UnitsDifference:
    old, new = before.units, after.units
    pairs = [(name, old[name], new[name]) for name in old if name in new]
    closed = [name for name in old if name not in new]
    spans = [(name, before.graph.span(name) if name in old else None, after.graph.span(name)) for name in new]
    return UnitsDifference(
        new=tuple(name for name in new if name not in old),
        closed=tuple(closed),
        merged=tuple((name, into) for name in closed if (into := _became(name, before, after))),
        renamed=tuple((name, a.title, b.title) for name, a, b in pairs if a.title != b.title),
        moved=tuple((name, a.reports_to, b.reports_to) for name, a, b in pairs if a.reports_to != b.reports_to),
        changed=tuple(
            n for n, a, b in pairs if _besides(a, "title", "reports_to") != _besides(b, "title", "reports_to")
        ),
        unchanged=tuple(name for name, a, b in pairs if a == b),
        spans=tuple((name, a, b) for name, a, b in spans if a != b),
        layers=(before.graph.layers, after.graph.layers),
    )


def _became(unit: str, before: Organisation, after: Organisation) -> str | None:
    """Return the unit to which the posts of a closed one went, if it is one."""
    posts = [name for name, p in before.positions.items() if p.unit == unit and name in after.positions]
    units = {after.positions[name].unit for name in posts}
    return units.pop() if len(units) == 1 else None


def _posts(before: Organisation, after: Organisation) -> PostsDifference:
    old, new = before.positions, after.positions
    pairs = [(name, old[name], new[name]) for name in old if name in new]
    there, here = before.staff, after.staff
    stayed = [id for id in there if id in here]
    return PostsDifference(
        new=tuple(name for name in new if name not in old),
        closed=tuple(name for name in old if name not in new),
        moved=tuple((name, a.unit, b.unit) for name, a, b in pairs if a.unit != b.unit),
        resized=tuple((n, len(a.people), len(b.people)) for n, a, b in pairs if len(a.people) != len(b.people)),
        changed=tuple(n for n, a, b in pairs if _besides(a, *_COUNTED) != _besides(b, *_COUNTED)),
        unchanged=tuple(name for name, a, b in pairs if _besides(a) == _besides(b)),
        lost=tuple(_lost(before, after)),
        staff_new=tuple(sorted((id for id in here if id not in there), key=seniority)),
        staff_left=tuple(sorted((id for id in there if id not in here), key=seniority)),
        staff_moved=tuple(
            (i, there[i].position, here[i].position) for i in stayed if there[i].position != here[i].position
        ),
        staff_trained=tuple(id for id in stayed if _can_more(there[id].skills, here[id].skills)),
    )


_COUNTED: Final = ("unit", "headcount", "people")


def _lost(before: Organisation, after: Organisation) -> Iterator[LostPost]:
    for name, post in before.positions.items():
        now = after.positions.get(name)
        left = sum(id not in after.staff for id in post.people)
        if left:
            yield LostPost(name, post.unit, left, "left")
        if now is None and len(post.people) > left:
            yield LostPost(name, post.unit, len(post.people) - left, "moved")
        if _leads(post) and now is not None and not now.head and now.people:
            yield LostPost(name, post.unit, len(now.people), "leads nothing")


def _leads(post: Position) -> bool:
    return post.head and bool(post.people)


def _can_more(before: Mapping[str, float], after: Mapping[str, float]) -> bool:
    return any(level > before.get(skill, 0.0) for skill, level in after.items())


def _services(before: Organisation, after: Organisation) -> Iterator[ServiceDifference]:
    for name in dict.fromkeys([*before.services, *after.services]):
        old, new = before.services.get(name), after.services.get(name)
        steps, steps_now = (dict(service.steps) if service else {} for service in (old, new))
        kept, kept_now = [s for s in steps if s in steps_now], [s for s in steps_now if s in steps]
        found = ServiceDifference(
            service=name,
            steps_new=tuple(s for s in steps_now if s not in steps),
            steps_dropped=tuple(s for s in steps if s not in steps_now),
            steps_changed=tuple(s for s in kept if _besides(steps[s], "title") != _besides(steps_now[s], "title")),
            reordered=kept != kept_now,
            approvers=tuple(_approvers(before, after, name, kept)),
            changed=_rules(old) != _rules(new),
        )
        if found != ServiceDifference(name, (), (), (), False, (), False):
            yield found


def _rules(service: Service | None) -> dict[str, Any]:
    return _besides(service, "title", "steps") if service else {}


def _approvers(
    before: Organisation, after: Organisation, service: str, steps: list[str]
) -> Iterator[tuple[str, Names, Names]]:
    for step in steps:
        was, now = (tuple(a.position for a in approval_path(o, service, step)) for o in (before, after))
        if was != now:
            yield step, was, now
