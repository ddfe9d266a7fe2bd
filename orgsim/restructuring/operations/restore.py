"""The recorded inverse of a plan: what undoes it, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar, Final, Literal

from pydantic import Field, ValidationError

from orgsim.errors import Fault, InputError, OperationError, message
from orgsim.organisation.agency import Agency
from orgsim.organisation.organisation import Organisation, resolve
from orgsim.restructuring.operation import OPERATIONS, Faults, Operation, led_to
from orgsim.restructuring.quantity import Quantity
from orgsim.spec import Spec, faults_of

SECTIONS: Final = tuple(
    name for name, field in Agency.model_fields.items() if str(field.annotation).startswith("dict[")
)
"""Parts of an agency that hold things by name; these are restored one by one, the other parts as a whole."""


class Patch(Spec):
    """One part of an agency as it was."""

    path: str = Field(pattern=r"^[a-z_]+(\.[a-z0-9-]+)?$")
    """Where: `units.<name>`, `positions.<name>`, `services.<name>`, …, or a whole part such as `help`."""
    value: Any = None
    """The part as written; nothing if it was not there."""
    absent: bool = False
    """The part was not there."""


@OPERATIONS.register
class Restore(Operation):
    """Parts of the agency become what they were: the recorded inverse of a plan.

    Made by a tool, not by hand; applied to the agency that the plan led to, it gives the one that the plan began with.
    """

    operation: Literal["restore"] = "restore"
    """Name of the operation."""
    patch: tuple[Patch, ...] = ()
    """The parts that differ."""
    order: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Order of the names in a part of the agency, where that differs."""

    caption: ClassVar = message("Restore")
    conserves: ClassVar[frozenset[Quantity]] = frozenset()
    affects: ClassVar[tuple[str, ...]] = ()
    example: ClassVar[dict[str, Any]] = {
        "patch": [
            {"path": "units.sekretariat", "value": {"title": "Bagian Umum", "reports_to": "dinas", "level": "bidang"}},
            {"path": "help", "value": []},
        ]
    }

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        agency = before.to_agency()
        parts: dict[str, Any] = {name: dict(getattr(agency, name)) for name in SECTIONS}
        with Faults(before, on) as faults:
            for place, patch in enumerate(self.patch):
                section, _, name = patch.path.partition(".")
                if section not in Agency.model_fields or bool(name) != (section in SECTIONS):
                    faults.refuse(message("an agency has no part {path}", path=patch.path), "patch", place, "path")
                elif patch.absent and name not in parts.get(section, ()):
                    faults.refuse(message("{path} is not there", path=patch.path), "patch", place, "path")
                elif patch.absent:
                    del parts[section][name]
                else:
                    try:
                        value = _read(section, name, patch.value)
                    except ValidationError as error:
                        faults.found += [fault.under("patch", place, "value") for fault in _below(error, bool(name))]
                    else:
                        parts.update({section: {**parts[section], name: value} if name else value})
            for section in self.order:
                if section not in SECTIONS:
                    faults.refuse(message("an agency has no part {path}", path=section), "order", section)
        for section, order in self.order.items():
            known = [name for name in order if name in parts[section]]
            parts[section] = {name: parts[section][name] for name in dict.fromkeys([*known, *parts[section]])}
        try:
            return resolve(agency.model_copy(update=parts))
        except InputError as error:
            raise OperationError(*(led_to(fault) for fault in error.faults)) from None


def recorded_inverse(before: Organisation, after: Organisation) -> Restore:
    """Return the operation that turns an organisation back into an earlier one.

    Parameters
    ----------
    before
        The organisation that is to be had again.
    after
        The one that the operation will be applied to.
    """
    old, new = before.to_agency(), after.to_agency()
    patch: list[Patch] = []
    order: dict[str, tuple[str, ...]] = {}
    for section in Agency.model_fields:
        was, now = getattr(old, section), getattr(new, section)
        if section not in SECTIONS:
            patch += [] if was == now else [Patch(path=section, value=_written(old, section))]
            continue
        changed = [name for name in was if name not in now or as_written(was[name]) != as_written(now[name])]
        patch += [Patch(path=f"{section}.{name}", value=_written(old, section)[name]) for name in changed]
        patch += [Patch(path=f"{section}.{name}", absent=True) for name in now if name not in was]
        if [name for name in now if name in was] + [name for name in was if name not in now] != list(was):
            order[section] = tuple(was)
    return Restore(patch=tuple(patch), order=order)


def _written(agency: Agency, section: str) -> Any:
    """Return a part of an agency as it would be written, and what is not said left out."""
    written = agency.model_dump(mode="json", include={section}, exclude_defaults=True).get(section)
    whole = agency.model_dump(mode="json", include={section})[section]
    if written is None or _agency(section, written).model_dump(mode="json", include={section})[section] != whole:
        return whole
    return written


def as_written(part: Spec) -> str:
    """Return a part of an agency as text; the order of the steps counts, as it does not between mappings.

    Examples
    --------
    >>> as_written(Patch(path="help", value=[]))
    '{"path":"help","value":[],"absent":false}'
    """
    return part.model_dump_json()


def _agency(section: str, written: Any) -> Agency:
    """Return an agency of which one part alone matters."""
    return Agency.model_validate({"title": "-", "units": {"unit": {"title": "-"}}, section: written})


def _read(section: str, name: str, written: Any) -> Any:
    part = getattr(_agency(section, {name: written} if name else written), section)
    return part[name] if name else part


def _below(error: ValidationError, named: bool) -> Iterator[Fault]:
    """Yield the faults of a part, with paths that start below it."""
    return (replace(fault, path=fault.path[2 if named else 1 :]) for fault in faults_of(error))
