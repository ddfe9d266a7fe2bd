"""The base of everything that a person writes; refusals, faults and evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, TypeAdapter, ValidationError
from pydantic_core import CoreSchema, PydanticCustomError

from orgsim.errors import Fault, Message, Path, message
from orgsim.spec.documentation import documentation
from orgsim.suggestion import did_you_mean

Basis = Literal["measured", "stated", "calibrated", "assumed"]
"""Where a number of a scenario comes from: measured in data, stated by somebody, calibrated, or assumed.

Calibrated: chosen so that the model does what the office visibly does (`orgsim reconcile`). Like all that is not
measured, it is varied within its range by the uncertainty run.
"""

IN_MEMORY: Final[Mapping[str, bool]] = {"in_memory": True}
"""Validation context in which a bare number is a value as kept (seconds, a fraction), not a slip of the pen."""


def refuse(fault: Message, /, *, remedy: Message | None = None, at: Path = ()) -> PydanticCustomError:
    """Make the error that a validator raises on purpose.

    Parameters
    ----------
    fault
        What is wrong.
    remedy
        How to mend it.
    at
        Where, from the validated value on: the key or keys below it that are at fault.

    Returns
    -------
    PydanticCustomError
        To be raised; its context holds ``message``, ``remedy``, ``path`` and ``faults``.
    """
    return refuse_all(Fault(fault, at, remedy))


def refuse_all(first: Fault, /, *others: Fault) -> PydanticCustomError:
    """Make the error of `refuse` for all the faults of one look; their paths start at the validated value."""
    context = {
        "message": first.message,
        "remedy": first.remedy,
        "path": first.path,
        "faults": (first, *others),
        "sentence": str(first),
    }
    return PydanticCustomError("refused", "{sentence}", context)


class Spec(BaseModel):
    """Frozen, closed, documented by the strings under its fields: the only base of scenario parts."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @classmethod
    def from_memory(cls, **values: Any) -> Self:
        """Make one from values as they are kept in memory: seconds, fractions, rupiah (texts are read as in a file)."""
        return cls.model_validate(values, context=IN_MEMORY)

    def changed(self, **updates: Any) -> Self:
        """Return a checked copy with some fields changed; values as in memory or as written.

        Examples
        --------
        >>> from orgsim.spec import Effort, Share, Spec
        >>> class Errand(Spec):
        ...     work: Effort
        ...     share: Share = 1.0
        >>> Errand(work="15 min").changed(share=0.5)
        Errand(work=900.0, share=0.5)
        """
        return self.from_memory(**({name: getattr(self, name) for name in self.model_fields_set} | updates))

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        written = handler(schema)
        resolved = handler.resolve_ref_schema(written)
        if "description" in resolved:
            resolved["description"] = str(resolved["description"]).partition("\n\nExamples\n")[0]
        properties = resolved.get("properties", {})
        said = documentation(cls)
        for name, field in cls.model_fields.items():
            shown = properties.get(name) or properties.get(field.alias, {})
            if name in said:
                shown.setdefault("description", said[name])
            # pydantic would show defaults as they are kept: 900.0 where people write 15 min.
            if "default" in properties.get(name, {}):
                adapter = TypeAdapter[Any](field.rebuild_annotation())
                properties[name]["default"] = adapter.dump_python(field.default, mode="json", warnings=False)
        return written


def faults_of(error: ValidationError, known: Iterable[str] = ()) -> tuple[Fault, ...]:
    """Turn what pydantic found into faults, all of them.

    Parameters
    ----------
    error
        What a validation raised.
    known
        Names of the fields at the top, for "did you mean".
    """
    faults: list[Fault] = []
    for found in error.errors(include_url=False):
        place = tuple(part for part in found["loc"] if part != "[key]")
        name = str(place[-1]) if place else ""
        match found["type"]:
            case "refused":
                faults += [fault.under(*place) for fault in found["ctx"]["faults"]]
            case "missing":
                faults.append(Fault(message('"{key}" is missing', key=name), place[:-1]))
            case "extra_forbidden":
                remedy = did_you_mean(name, known) if len(place) == 1 else None
                faults.append(Fault(message('"{key}" is not known here', key=name), place, remedy))
            case "literal_error":
                fault = message(
                    '"{text}" is not one of {names}', text=str(found["input"])[:40], names=found["ctx"]["expected"]
                )
                faults.append(Fault(fault, place))
            case _:
                faults.append(Fault(message("{reason}", reason=found["msg"]), place))
    return tuple(faults)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where one value of a scenario comes from, as its ``{value, source, basis, range}`` said.

    Attributes
    ----------
    path
        Where in the scenario.
    basis
        Measured, stated, calibrated or assumed.
    source
        An id of the list of sources, or words.
    range
        Between what it may lie, as written.
    value
        The value, as written.
    """

    path: Path
    basis: Basis
    source: str | None = None
    range: tuple[Any, Any] | None = None
    value: Any = None
