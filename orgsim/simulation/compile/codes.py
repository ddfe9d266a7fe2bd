"""Integer codes of everything that any phase of an alternative knows, and the names and uids of task types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from orgsim.organisation.organisation import Organisation
from orgsim.organisation.structure import Approver, approval_path
from orgsim.simulation.compile.asides import asides_of
from orgsim.simulation.draws import check_uids
from orgsim.simulation.network import Condition


@dataclass(frozen=True)
class Link:
    """One approval of a chain.

    Attributes
    ----------
    task, uid_name
        Name of the task type and of its uid: by level, not by post, so that a citizen's luck stays when the post
        changes.
    approver
        Who approves.
    only_for, not_for
        Attribute that a case must have, or must not have, to come here.
    final
        The approval ends here for some cases.
    """

    task: str
    uid_name: str
    approver: Approver
    only_for: str | None
    not_for: str | None
    final: bool


def links_of(organisation: Organisation, service: str, step: str) -> tuple[Link, ...]:
    """Return the approval chain of a step; where only some cases go to a delegate, both chains in one."""
    approval = organisation.services[service].steps[step].approval
    assert approval is not None
    name = f"{service}/{step}"
    whole = approval_path(organisation, service, step, delegated=approval.delegate_for is None)
    if approval.delegate_for is None:
        return tuple(
            Link(f"{name}/{a.level}", f"approval:{name}/{a.level}", a, None, None, a is whole[-1]) for a in whole
        )
    short = approval_path(organisation, service, step, delegated=True)
    common = [a for a in whole[:-1] if a in short]
    # The delegate comes before the superiors whom these cases pass by: from each link a way leads on to the next.
    links = [Link(f"{name}/{a.level}", f"approval:{name}/{a.level}", a, None, None, False) for a in common]
    for kind, chain, only_for, not_for in (
        ("/delegate", short, approval.delegate_for, None),
        ("", whole, None, approval.delegate_for),
    ):
        links += [
            Link(f"{name}/{a.level}{kind}", f"approval:{name}/{a.level}", a, only_for, not_for, a is chain[-1])
            for a in chain
            if a not in common
        ]
    return tuple(links)


@dataclass(frozen=True)
class Codes:
    """Codes in sorted-id order, never in file order.

    Attributes
    ----------
    names, code
        Ids by code and codes by id, for ``unit``, ``position``, ``staff``, ``service``, ``kind``, ``site``,
        ``step`` and ``thing``.
    attributes
        Attributes of each service by bit. Those of an earlier phase come first, so that a later one changes no class.
    skilled
        Who had which skill at the beginning; others are new to it.
    """

    names: Mapping[str, tuple[str, ...]]
    code: Mapping[str, Mapping[str, int]]
    attributes: Mapping[str, tuple[str, ...]]
    skilled: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, organisations: Sequence[Organisation]) -> Codes:
        """Return the codes of what the phases know.

        Raises
        ------
        InputError
            If two steps have one uid.
        """
        tasks: dict[str, str] = {}
        for organisation in organisations:
            tasks |= _tasks(organisation)
        check_uids(sorted(set(tasks.values())))
        found = {
            "unit": {u for o in organisations for u in o.units},
            "position": {p for o in organisations for p in o.positions},
            "staff": {s for o in organisations for s in o.staff},
            "service": {s for o in organisations for s in o.services},
            "kind": {s.kind or name for o in organisations for name, s in o.services.items()},
            "site": {s for o in organisations for s in o.agency.sites},
            "step": set(tasks),
            "thing": things_of(organisations),
        }
        names = {what: tuple(sorted(ids)) for what, ids in found.items()}
        attributes: dict[str, list[str]] = {service: [] for service in names["service"]}
        for organisation in organisations:
            for name, service in organisation.services.items():
                attributes[name] += sorted(set(service.attributes) - set(attributes[name]))
        return cls(
            names,
            {what: {id: n for n, id in enumerate(ids)} for what, ids in names.items()},
            {service: tuple(ids) for service, ids in attributes.items()},
            frozenset((id, skill) for id, member in organisations[0].staff.items() for skill in member.skills),
        )

    def condition(self, service: str, has: Iterable[str | None], lacks: Iterable[str | None] = ()) -> Condition:
        """Return the condition of having some attributes of a service and lacking others (None counts for nothing)."""
        bits = {name: 1 << n for n, name in enumerate(self.attributes[service])}
        return Condition(sum({bits[a] for a in has if a}), sum({bits[a] for a in lacks if a}))


def things_of(organisations: Iterable[Organisation]) -> set[str]:
    """Return the names of all equipment and supplies."""
    return {name for o in organisations for name in (*o.agency.equipment, *o.agency.supplies)}


def _tasks(organisation: Organisation) -> dict[str, str]:
    tasks: dict[str, str] = {}
    for service_name, service in organisation.services.items():
        for name, step in service.steps.items():
            if step.approval:
                tasks |= {link.task: link.uid_name for link in links_of(organisation, service_name, name)}
            else:
                tasks[f"{service_name}/{name}"] = f"step:{service_name}/{name}"
        tasks |= {aside.task: aside.uid_name for aside in asides_of(organisation, service_name)}
    return tasks
