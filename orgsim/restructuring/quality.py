"""Fewer or more files that come back, and errors that stay: a share taken off what steps of a post leave."""

from __future__ import annotations

from collections.abc import Mapping

from orgsim.organisation.organisation import Organisation
from orgsim.organisation.service import Service, Step


def with_fewer_returns(organisation: Organisation, shares: Mapping[str, float], less: float) -> dict[str, Service]:
    """Return the services, with fewer returns and errors at the steps of some posts.

    Parameters
    ----------
    organisation
        As it is.
    shares
        Of each post, the share of its holders that do better.
    less
        By how much, as a share; negative for more.
    """
    return {
        name: service.model_copy(
            update={
                "steps": {n: changed(step, less * shares.get(step.by or "", 0.0)) for n, step in service.steps.items()}
            }
        )
        for name, service in organisation.agency.services.items()
    }


def changed(step: Step, less: float) -> Step:
    """Return a step with less rework and fewer errors; the same one if there is nothing to change.

    Examples
    --------
    >>> step = Step.model_validate({"by": "loket", "work": "5 min", "returns": {"share": "10 %", "to": "terima"}})
    >>> round(changed(step, 0.2).returns.share, 3), changed(step, 0.0) is step
    (0.08, True)
    """
    parts: dict[str, object] = {}
    if less and step.returns is not None:
        share = min(step.returns.share * (1 - less), 1.0)
        parts["returns"] = step.returns.model_copy(update={"share": share})
    if less and step.wrong is not None:
        parts["wrong"] = min(step.wrong * (1 - less), 1.0)
    return step.model_copy(update=parts) if parts else step
