"""Classes of cases that an operation is for, by an attribute that the service knows or gets."""

from __future__ import annotations

from orgsim.errors import message
from orgsim.measures import write_share
from orgsim.organisation.service import Service
from orgsim.restructuring.operation import Faults


def need_attribute(
    faults: Faults, service: Service, name: str, attribute: str | None, *path: str | int, share: float | None
) -> None:
    """Note a fault if an operation is for cases with an attribute that the service neither knows nor gets.

    Parameters
    ----------
    faults
        Where the fault is noted.
    service, name
        The service, and its name.
    attribute
        The attribute; None if the operation is for all cases.
    path
        The field that names it.
    share
        The share of the cases that have it, where the operation says so.
    """
    if attribute is None:
        return
    there = service.attributes.get(attribute)
    if there is None and share is None:
        faults.need("attribute", attribute, *path, service=name)
    elif there is not None and share is not None and there != share:
        fault = message(
            'of {service}, {share} have the attribute "{name}" already',
            service=name,
            share=write_share(there),
            name=attribute,
        )
        faults.refuse(fault, *path, remedy=message("Leave the share out, or name another attribute"))


def with_attribute(service: Service, attribute: str | None, share: float | None) -> dict[str, float]:
    """Return the attributes of a service after an operation that may bring one along."""
    if attribute is None or share is None:
        return service.attributes
    return {**service.attributes, attribute: share}
