"""Every place in a specification where something is called by its name.

A field type says what it refers to (``refers_to`` in its JSON Schema); this walk finds the values of those fields, so
that a new field is checked without being listed anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Annotated, Any, get_args, get_origin

from pydantic.fields import FieldInfo

from orgsim.errors import Path
from orgsim.spec import Spec


@dataclass(frozen=True, slots=True)
class Mention:
    """One name in a specification.

    Attributes
    ----------
    path
        Where it stands.
    refers_to
        What it is the name of: ``"unit"``, ``"position"``, ….
    name
        The name.
    key
        Whether it is the key of a mapping, which may be the place where the thing itself is described.
    """

    path: Path
    refers_to: str
    name: str
    key: bool = False


def mentions(spec: Spec, at: Path = ()) -> Iterator[Mention]:
    """Yield every name in a specification, parts of parts included, in the order of the fields.

    Examples
    --------
    >>> from orgsim.organisation.agency import Position
    >>> [(m.path, m.refers_to) for m in mentions(Position(title="Loket", unit="dinas", skills={"arsip": 1}))]
    [(('unit',), 'unit'), (('skills', 'arsip'), 'skill')]
    """
    for name, shape in _shapes(type(spec)).items():
        yield from _walk(getattr(spec, name), shape, (*at, name))


class _Shape:
    """A field type, and what it says of its values: found out once, where the first value asks."""

    def __init__(self, annotation: Any) -> None:
        self._annotation = annotation

    @cached_property
    def refers_to(self) -> str | None:
        """What a text is the name of."""
        return refers_to(self._annotation)

    @cached_property
    def of_mapping(self) -> tuple[_Shape, _Shape]:
        """Shapes of the keys and of the values."""
        key, value = (_arguments(self._annotation, Mapping) or (Any, Any))[:2]
        return _Shape(key), _Shape(value)

    @cached_property
    def of_items(self) -> tuple[_Shape, ...]:
        """Shapes of the items of a list, from the first on; the others are like the first."""
        arguments = _arguments(self._annotation, (tuple, list)) or (Any,)
        return tuple(_Shape(one) for one in (arguments[:1] if Ellipsis in arguments else arguments))


@cache
def _shapes(cls: type[Spec]) -> dict[str, _Shape]:
    shapes = {name: _whole(field) for name, field in cls.model_fields.items()}
    return {name: _Shape(shape) for name, shape in shapes.items() if _may_mention(shape, frozenset({cls}))}


def _may_mention(shape: Any, within: frozenset[Any]) -> bool:
    """Whether values of a type may hold a name: what cannot is not walked through."""
    if shape is Any or refers_to(shape):
        return True
    if isinstance(shape, type) and get_origin(shape) is None and issubclass(shape, Spec):
        fields = () if shape in within else shape.model_fields.values()
        return bool(shape.__subclasses__()) or any(_may_mention(_whole(field), within | {shape}) for field in fields)
    return any(_may_mention(part, within) for part in get_args(shape))


def _whole(field: FieldInfo) -> Any:
    """Return a field's annotation with the metadata that pydantic has moved from it to the field."""
    extra = field.json_schema_extra
    annotation: Any = field.annotation
    if isinstance(extra, Mapping) and "refers_to" in extra:
        return Annotated[annotation, FieldInfo(json_schema_extra=dict(extra))]
    return annotation


def _walk(value: Any, shape: _Shape, at: Path) -> Iterator[Mention]:
    if isinstance(value, Spec):
        yield from mentions(value, at)
    elif isinstance(value, str):
        if shape.refers_to:
            yield Mention(at, shape.refers_to, value)
    elif isinstance(value, Mapping):
        of_key, of_item = shape.of_mapping
        for key, item in value.items():
            if of_key.refers_to:
                yield Mention((*at, key), of_key.refers_to, key, key=True)
            yield from _walk(item, of_item, (*at, key))
    elif isinstance(value, (tuple, list)):
        of_items = shape.of_items
        for place, item in enumerate(value):
            yield from _walk(item, of_items[place if place < len(of_items) else 0], (*at, place))


def refers_to(shape: Any) -> str | None:
    """Return what a field type refers to, e.g. ``"unit"``, or None.

    Examples
    --------
    >>> from orgsim.spec import UnitId
    >>> refers_to(UnitId | None), refers_to(int)
    ('unit', None)
    """
    if get_origin(shape) is Annotated:
        inner, *metadata = get_args(shape)
        for item in metadata:
            extra = item.json_schema_extra if isinstance(item, FieldInfo) else None
            if isinstance(extra, Mapping) and isinstance(found := extra.get("refers_to"), str):
                return found
        return refers_to(inner)
    for part in get_args(shape) if not _is_container(shape) else ():
        if found := refers_to(part):
            return found
    return None


def _is_container(shape: Any) -> bool:
    origin = get_origin(shape)
    return isinstance(origin, type) and issubclass(origin, (Mapping, tuple, list))


def _arguments(shape: Any, container: Any) -> tuple[Any, ...] | None:
    """Return the type arguments of the container inside a type such as ``Annotated[dict[K, V] | None, …]``."""
    origin = get_origin(shape)
    if isinstance(origin, type) and issubclass(origin, container):
        return get_args(shape)
    for part in get_args(shape):
        found = _arguments(part, container)
        if found is not None:
            return found
    return None
