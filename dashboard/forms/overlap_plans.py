"""Two units with duties in common: the alternatives that planners speak of, made at once.

What is proposed is a beginning: each alternative is an ordinary plan that can be changed like any other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.forms.names import name_of, slug
from dashboard.forms.plans import applied, built, titled
from orgsim.analysis.merge_outlook import alike_posts
from orgsim.errors import Message, message
from orgsim.organisation.agency import Position
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.operation import Operation
from orgsim.restructuring.plan import PlanStep
from orgsim.scenario.scenario import Alternative, Scenario
from orgsim.spec import LocalisedText

__all__ = ["Proposal", "alternatives_from", "proposals"]

Written = Mapping[str, Any]


@dataclass(frozen=True)
class Proposal:
    """An alternative that is offered.

    Attributes
    ----------
    name
        Its name in the scenario, if that is free.
    title
        Its title.
    operations
        What it does, as written in a plan, each with the key ``operation``.
    lacks
        Why it cannot be made here, if it cannot.
    """

    name: str
    title: LocalisedText
    operations: tuple[Written, ...]
    lacks: Message | None = None


def proposals(
    before: Organisation,
    one: str,
    other: str,
    shared: tuple[str, ...],
    loads: Mapping[str, float] | None = None,
    *,
    alike: tuple[tuple[str, str], ...] = (),
) -> tuple[Proposal, ...]:
    """Return the five ways to deal with an overlap of duties.

    Parameters
    ----------
    before
        The organisation.
    one, other
        The two units.
    shared
        The duties that both have.
    loads
        Load of posts, where it is known: new staff go where it is highest.
    alike
        Pairs of duties, one of each, whose texts say the same: both go to one unit.
    """
    pair = _Pair(before, one, other)
    a, b = before.units[one].title, before.units[other].title
    merge = pair.merge()
    both_ways = {"helper": one, "helped": other, "ways": "both", "posts": pair.alike()}
    return (
        Proposal("merge", _joined("Gabung: ", "Merge: ", a, b), (merge,)),
        pair.delegated(_joined("Gabung dan limpahkan persetujuan: ", "Merge and delegate approvals: ", a, b), merge),
        pair.one_owner(_joined("Satu penanggung jawab: ", "One owner: ", a, b), shared, alike),
        Proposal(
            "mutual-help",
            _joined("Saling membantu: ", "Mutual help: ", a, b),
            ({"operation": "change_rule", "help": [both_ways]},),
        ),
        pair.same_money(loads or {}),
    )


def alternatives_from(
    scenario: Scenario, offered: tuple[Proposal, ...], on: dt.date
) -> tuple[dict[str, Alternative], list[tuple[Proposal, Message]]]:
    """Return the alternatives that the proposals make, by name, and those that cannot be made, with the reason."""
    made: dict[str, Alternative] = {}
    refused: list[tuple[Proposal, Message]] = []
    for proposal in offered:
        reason = proposal.lacks
        done: list[Operation] = []
        organisation = scenario.organisation
        for fields in proposal.operations if reason is None else ():
            operation, faults = built(fields["operation"], {k: v for k, v in fields.items() if k != "operation"})
            if operation is not None and not faults:
                faults = applied(operation, organisation, on, scenario)
            if operation is None or faults:
                reason = faults[0].message
                break
            organisation = operation.settled(scenario.assumptions).apply(organisation, on=on)
            done.append(operation)
        if reason is not None:
            refused.append((proposal, reason))
            continue
        name = name_of(proposal.name, [*scenario.alternatives, *made])
        made[name] = titled(proposal.title, (PlanStep(on=on, do=tuple(done)),))
    return made, refused


def _joined(indonesian: str, english: str, a: LocalisedText, b: LocalisedText) -> LocalisedText:
    return LocalisedText(f"{indonesian}{a.id} dan {b.id}", f"{english}{a.en} and {b.en}")


class _Pair:
    """Two units that are to be dealt with together."""

    def __init__(self, before: Organisation, one: str, other: str) -> None:
        self.before, self.one, self.other = before, one, other
        self.doers = {
            step.by for service in before.services.values() for step in service.steps.values() if step.by is not None
        }

    def posts(self, unit: str) -> dict[str, Position]:
        """Return the posts of a unit that are held."""
        return {name: p for name, p in self.before.positions.items() if p.unit == unit and p.people}

    def alike(self) -> list[list[str]]:
        """Return pairs of posts that do alike work: of the same name but for the unit, and both do steps."""
        return [list(pair) for pair in alike_posts(self.before, self.one, self.other)]

    def merge(self) -> dict[str, Any]:
        """Return the merger: one head, and posts that do alike work take each other's."""
        units = self.before.units
        a, b = units[self.one].title, units[self.other].title
        name = name_of(slug(f"{self.one}-{self.other}"), units)
        heads = [name for unit in self._larger_first() for name, p in self.posts(unit).items() if p.head]
        fields: dict[str, Any] = {
            "operation": "merge_units",
            "units": [self.one, self.other],
            "into": name,
            "title": {"id": f"{a.id} dan {b.id}", "en": f"{a.en} and {b.en}"},
        }
        if heads:
            fields["head"] = heads[0]
        if pairs := self.alike():
            fields["pool"] = pairs
        return fields

    def delegated(self, title: LocalisedText, merge: dict[str, Any]) -> Proposal:
        """Return the merger with approvals of one unit's services given to its most senior post below the head."""
        for unit in self._larger_first():
            services = [name for name, own in self.before.owners.items() if self._approved_in(name, own, unit)]
            posts = {name: p for name, p in self.posts(unit).items() if not p.head}
            idle = {name: p for name, p in posts.items() if name not in self.doers} or posts
            if services and idle:
                deputy = max(idle, key=lambda name: (idle[name].monthly_cost or 0, name))
                change = {"operation": "change_approval", "services": services, "delegate_to": deputy}
                return Proposal("merge-delegated", title, (merge, change))
        lacks = message("no service of these units has an approval that could be delegated")
        return Proposal("merge-delegated", title, (merge,), lacks)

    def one_owner(self, title: LocalisedText, shared: tuple[str, ...], alike: tuple[tuple[str, str], ...]) -> Proposal:
        """Return the duties of both, each with the unit that spends more hours on it."""
        duties, owners = self.before.agency.duties, dict[str, str]()
        for together in (*((name,) for name in shared), *alike):
            hours = {
                unit: sum(duties[name].hours_per_year.get(unit, 0.0) for name in together)
                for unit in (self.one, self.other)
            }
            owners |= dict.fromkeys(together, max(hours, key=hours.__getitem__))
        if not owners:
            return Proposal("one-owner", title, (), message("no duty that both have is entered"))
        return Proposal("one-owner", title, ({"operation": "clarify_duties", "owners": owners},))

    def same_money(self, loads: Mapping[str, float]) -> Proposal:
        """Return what a merger saves, spent on staff: as many as the post that one head less frees pays for."""
        title = LocalisedText("Biaya yang sama untuk pegawai", "The same money spent on staff")
        posts = {**self.posts(self.one), **self.posts(self.other)}
        heads = [p.monthly_cost for p in posts.values() if p.head and p.monthly_cost]
        others = [p.monthly_cost for p in posts.values() if not p.head and p.monthly_cost]
        workers = {n: p for n, p in posts.items() if n in self.doers and not p.head and p.monthly_cost}
        if len(heads) < 2 or not others or not workers:
            lacks = message("the monthly cost of the heads and of the staff is not known")
            return Proposal("more-staff", title, (), lacks)
        saved = min(heads) - max(others)  # the head who is left over goes on as the best paid of the others
        busiest = max(workers, key=lambda name: (loads.get(name, 0.0), name))
        number = max(1, round(saved / (workers[busiest].monthly_cost or saved)))
        return Proposal("more-staff", title, ({"operation": "change_posts", "position": busiest, "add": number},))

    def _approved_in(self, service: str, owners: Mapping[str, str | None], unit: str) -> bool:
        steps = self.before.services[service].steps
        return any(step.approval is not None and owners.get(name) == unit for name, step in steps.items())

    def _larger_first(self) -> Iterator[str]:
        yield from sorted((self.one, self.other), key=lambda unit: -self.before.graph.headcount(unit))
