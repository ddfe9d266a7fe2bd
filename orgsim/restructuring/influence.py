"""Who has influence on whose opinion: half along the line of command and in the unit, half among who works together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from orgsim.organisation.organisation import Organisation
from orgsim.organisation.route import previous_step

Circle = tuple[int, ...]
"""People, by place in the list of staff, who count alike."""


@dataclass(frozen=True, slots=True)
class Influence:
    """Weights of circles of people on each person; those of one person add up to 1.

    Attributes
    ----------
    circles
        People who are heard together.
    weights
        For each person, pairs of weight and circle.
    """

    circles: tuple[Circle, ...]
    weights: tuple[tuple[tuple[float, int], ...], ...]

    def heard(self, opinions: Sequence[float]) -> tuple[float, ...]:
        """Return the weighted mean of what each person hears.

        Examples
        --------
        >>> Influence(((0, 1),), (((1.0, 0),), ((1.0, 0),))).heard([0.2, 0.6])
        (0.4, 0.4)
        """
        means = [fsum(opinions[n] for n in circle) / len(circle) for circle in self.circles]
        return tuple(fsum(weight * means[circle] for weight, circle in row) for row in self.weights)


def influence_of(organisation: Organisation, staff: Sequence[str]) -> Influence:
    """Return who has influence on whom in an organisation.

    Half of the weight is formal: the superior and the own unit, half each. The other half is informal: the posts that
    work on the same cases just before and after, and the members of common teams; whoever has none of these hears more
    of the formal side.

    Parameters
    ----------
    organisation
        The structure in force.
    staff
        Ids of all people of the study; those who are not there now hear themselves only.
    """
    place = {id: n for n, id in enumerate(staff)}
    units: dict[str, list[int]] = {}
    posts: dict[str, list[int]] = {}
    for id, member in organisation.staff.items():
        units.setdefault(member.unit, []).append(place[id])
        posts.setdefault(member.position, []).append(place[id])
    neighbours = _neighbours(organisation)
    teams: dict[str, set[int]] = {}
    for team in organisation.agency.change.teams:
        members = {place[id] for id in team.staff if id in organisation.staff} | {*posts.get(team.lead or "", ())}
        for number in members:
            teams.setdefault(staff[number], set()).update(members)
    circles: dict[Circle, int] = {}
    rows = []
    for number, id in enumerate(staff):
        there = organisation.staff.get(id)
        if there is None:
            rows.append(_row([(1.0, (number,))], circles))
            continue
        boss = _superior(organisation, there.position, there.unit)
        formal = [tuple(posts[boss])] if boss else []
        formal.append(tuple(units[there.unit]))
        near = {n for post in neighbours.get(there.position, ()) for n in posts.get(post, ())} | teams.get(id, set())
        informal = tuple(sorted(near - {number}))
        half = 0.5 if informal else 1.0
        parts = [(half / len(formal), circle) for circle in formal]
        rows.append(_row([*parts, (0.5, informal)] if informal else parts, circles))
    return Influence(tuple(circles), tuple(rows))


def _row(parts: Iterable[tuple[float, Circle]], circles: dict[Circle, int]) -> tuple[tuple[float, int], ...]:
    return tuple((weight, circles.setdefault(circle, len(circles))) for weight, circle in parts)


def _superior(organisation: Organisation, position: str, unit: str) -> str | None:
    heads = (organisation.heads.get(above) for above in organisation.graph.line(unit))
    return next((head for head in heads if head is not None and head != position), None)


def _neighbours(organisation: Organisation) -> Mapping[str, set[str]]:
    """Return the posts whose steps come just before or after those of a post."""
    found: dict[str, set[str]] = {}
    for service in organisation.services.values():
        for name, step in service.steps.items():
            earlier = previous_step(service.steps, name)
            other = service.steps[earlier].by if earlier else None
            if step.by and other and step.by != other:
                found.setdefault(step.by, set()).add(other)
                found.setdefault(other, set()).add(step.by)
    return found
