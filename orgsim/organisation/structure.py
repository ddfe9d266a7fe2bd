"""What follows from the structure alone: who approves, and how far papers travel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from orgsim.organisation.organisation import Organisation
from orgsim.organisation.route import approved_step
from orgsim.organisation.service import Approval


@dataclass(frozen=True, slots=True)
class Approver:
    """One visit of an approval chain: the level, the unit whose head approves, and the position that does."""

    level: str
    unit: str
    position: str
    delegate: bool = False


def approval_path(
    organisation: Organisation, service: str, step: str, *, delegated: bool = True
) -> tuple[Approver, ...]:
    """Return the superiors who approve a step, in the order of the papers' way.

    The line is climbed from the unit that owns the approved step up to the approval's level. A unit without a head in
    office is skipped, and so is the head who did the approved step. Where the approval is delegated, the delegate
    comes in place of the last approver, and levels above the delegate's own unit are not climbed.

    Parameters
    ----------
    delegated
        Whether the case is one of those that go to the delegate.
    """
    steps = organisation.services[service].steps
    approval = steps[step].approval
    owner = organisation.owner(service, step)
    if approval is None or owner is None:
        return ()
    approved = approved_step(steps, step)
    doer = steps[approved].by if approved else None
    chain = [a for a in _climb(organisation, owner, approval) if a.position != doer]
    if not (delegated and approval.delegate_to):
        return tuple(chain)
    delegate = organisation.positions[approval.delegate_to]
    line = list(organisation.graph.line(owner))
    end = _last_level(organisation, owner, approval)
    last = Approver(end or approval.to, delegate.unit, approval.delegate_to, delegate=True)
    if delegate.unit in line:
        chain = [a for a in chain if line.index(a.unit) < line.index(delegate.unit)]
    else:
        chain = [a for a in chain if a.level != end]
    return (*(a for a in chain if a.position != last.position), last)


def _climb(organisation: Organisation, owner: str, approval: Approval) -> Iterator[Approver]:
    graph, heads = organisation.graph, organisation.heads
    end = _last_level(organisation, owner, approval)
    for unit in graph.line(owner):
        level = graph.level(unit)
        if level is not None and unit in heads and level not in approval.skips:
            yield Approver(level, unit, heads[unit])
        if level is not None and level == end:
            return


def _last_level(organisation: Organisation, owner: str, approval: Approval) -> str | None:
    """Return the level that the papers climb to: the one asked for, or the next above it that the line has."""
    present = {organisation.graph.level(unit) for unit in organisation.graph.line(owner)}
    return approval.to if approval.to in present else _nearest(organisation, present, approval.to)


def _nearest(organisation: Organisation, present: set[str | None], wanted: str) -> str | None:
    """Return the lowest level of the line above a missing one: the next superior signs what nobody else does."""
    levels = organisation.agency.levels
    above = levels[: levels.index(wanted)] if wanted in levels else ()
    return next((level for level in reversed(above) if level in present), None)


def hand_over_edges(organisation: Organisation, giver: str, receiver: str) -> int:
    """Return the edges on the way through the common superior, 0 within one unit."""
    return len(organisation.graph.path(giver, receiver)) - 1
