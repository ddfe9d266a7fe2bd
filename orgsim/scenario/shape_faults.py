"""What pydantic found wrong, as faults: in our words, at the place in the document, with the key that was meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from pydantic import ValidationError

from orgsim.errors import Fault, Message, Path, message
from orgsim.restructuring.operation import OPERATIONS
from orgsim.spec import Spec
from orgsim.suggestion import did_you_mean


def shape_faults(error: ValidationError, model: type[Spec], data: Any) -> list[Fault]:
    """Return every fault of a validation.

    Parameters
    ----------
    error
        What the validation raised.
    model
        What the data should have been.
    data
        The data, plain.

    Examples
    --------
    >>> from orgsim.organisation.agency import Unit
    >>> written = {"title": "Loket", "report_to": "dinas"}
    >>> try:
    ...     Unit.model_validate(written)
    ... except ValidationError as error:
    ...     print(*shape_faults(error, Unit, written))
    report_to: “report_to” is not known here. Did you mean "reports_to"?
    """
    faults: list[Fault] = []
    errors = [(found, _place(found["loc"], data)) for found in error.errors(include_url=False)]
    for found, place in errors:
        # A list is too short for pydantic if its items are wrong: those are told.
        below = any(len(other) > len(place) and other[: len(place)] == place for _, other in errors)
        if found["type"] != "too_short" or not below:
            faults += _faults_of(found, place, model)
    meant = {(fault.path[:-1], near) for fault in faults if (near := _near(fault))}
    return [fault for fault in dict.fromkeys(faults) if (fault.path, fault.message.parameters.get("key")) not in meant]


def _near(fault: Fault) -> Any:
    """Return the key that was meant by an unknown one: it is not missing."""
    return fault.remedy.parameters.get("near") if fault.remedy else None


def _place(location: tuple[str | int, ...], data: Any) -> Path:
    """Return a location without the names of union members and the mark of a key, which the document does not have."""
    path: list[str | int] = []
    for number, part in enumerate(location):
        there = part in data if isinstance(data, Mapping) else isinstance(data, list) and part in range(len(data))
        if there:
            data = data[part]
        elif number < len(location) - 1 or part == "[key]" or not isinstance(data, Mapping):
            continue
        path.append(part)
    return tuple(path)


def _faults_of(found: Mapping[str, Any], place: Path, model: type[Spec]) -> Iterator[Fault]:
    kind, context = found["type"], found.get("ctx", {})
    match kind:
        case "refused":
            yield from (fault.under(*place) for fault in context["faults"])
        case "missing":
            fault = message("“{key}” is missing", key=str(found["loc"][-1]))
            yield Fault(fault, place[:-1] if place[-1:] == found["loc"][-1:] else place)
        case "extra_forbidden":
            fault = message("“{key}” is not known here", key=str(place[-1]))
            yield Fault(fault, place, did_you_mean(str(place[-1]), known_keys(model, place[:-1], found["loc"])))
        case "union_tag_invalid":
            tag = str(context.get("tag"))
            yield Fault(
                message("there is no operation “{name}”", name=tag),
                (*place, "operation"),
                did_you_mean(tag, OPERATIONS),
            )
        case "union_tag_not_found":
            fault = message("the operation is not named")
            yield Fault(fault, place, message("Write e.g. {example}", example="operation: merge_units"))
        case _:
            told = _TOLD.get(kind)
            fault = told(context) if told else message("{reason}", reason=found["msg"])
            yield Fault(fault, place)


def _choices(context: Mapping[str, Any]) -> Message:
    return message("it must be {expected}", expected=str(context.get("expected")))


_TOLD: Final[Mapping[str, Callable[[Mapping[str, Any]], Message]]] = {
    "bool_parsing": lambda _: message("true or false is needed here"),
    "bool_type": lambda _: message("true or false is needed here"),
    "dict_type": lambda _: message("a mapping is needed here: keys with values"),
    "model_type": lambda _: message("a mapping is needed here: keys with values"),
    "model_attributes_type": lambda _: message("a mapping is needed here: keys with values"),
    "finite_number": lambda _: message("a finite number is needed here"),
    "float_parsing": lambda _: message("a number is needed here"),
    "float_type": lambda _: message("a number is needed here"),
    "int_from_float": lambda _: message("a whole number is needed here"),
    "int_parsing": lambda _: message("a whole number is needed here"),
    "int_parsing_size": lambda _: message("the number is too large"),
    "int_type": lambda _: message("a whole number is needed here"),
    "list_type": lambda _: message("a list is needed here"),
    "tuple_type": lambda _: message("a list is needed here"),
    "literal_error": _choices,
    "string_type": lambda _: message("a text is needed here"),
    "string_pattern_mismatch": lambda _: message("small letters, digits and hyphens make a name"),
    "greater_than_equal": lambda context: message("it must be {bound} or more", bound=context["ge"]),
    "greater_than": lambda context: message("it must be more than {bound}", bound=context["gt"]),
    "less_than_equal": lambda context: message("it must be {bound} or less", bound=context["le"]),
    "less_than": lambda context: message("it must be less than {bound}", bound=context["lt"]),
    "too_short": lambda context: message("at least {number} are needed here", number=context["min_length"]),
    "too_long": lambda context: message("at most {number} may stand here", number=context["max_length"]),
}
"""The sentences for what pydantic checks by itself."""


def known_keys(model: type[Spec], path: Path, location: tuple[str | int, ...] = ()) -> frozenset[str]:
    """Return the keys that a mapping of a document may have.

    Parameters
    ----------
    model
        What the document is.
    path
        Where the mapping stands.
    location
        The same with the names of union members, if it leads through a union.

    Examples
    --------
    >>> from orgsim.organisation.agency import Agency
    >>> sorted(known_keys(Agency, ("duties", "rapat")))
    ['fixed', 'hours_per_year', 'text']
    """
    shapes: list[Any] = [model]
    tags = set(map(str, location)) & set(OPERATIONS) if location else set()
    for part in path:
        shapes = [inner for shape in shapes for inner in _inner(shape, part)]
    classes = [cls for shape in shapes for cls in _classes(shape)]
    chosen = [cls for cls in classes if not tags or getattr(cls, "name", None) in tags] or classes
    return frozenset(field.alias or name for cls in chosen for name, field in cls.model_fields.items())


def _inner(shape: Any, part: str | int) -> list[Any]:
    """Return the types of what stands under a key or at a place of a list."""
    origin, arguments = get_origin(shape), get_args(shape)
    if isinstance(shape, type) and issubclass(shape, Spec):
        return [field.annotation for name, field in shape.model_fields.items() if part in (name, field.alias)]
    if origin is Annotated:
        return _inner(arguments[0], part)
    if origin in (Union, UnionType):
        return [inner for member in arguments for inner in _inner(member, part)]
    if origin is dict:
        return [arguments[1]]
    if origin in (tuple, list):
        return [arguments[0]]
    return []


def _classes(shape: Any) -> list[type[Spec]]:
    origin = get_origin(shape)
    if isinstance(shape, type) and origin is None:
        return [shape] if issubclass(shape, Spec) else []
    if origin is Annotated:
        return _classes(get_args(shape)[0])
    return [cls for member in get_args(shape) for cls in _classes(member)] if origin in (Union, UnionType) else []
