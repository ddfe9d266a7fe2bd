"""What every operation has in common: its contract, its registry, and how it says what does not fit.

An operation is one file in `orgsim/restructuring/operations/` with one class under ``@OPERATIONS.register``. The first
line of its docstring is its help text, the strings under its fields are theirs.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import TracebackType
from typing import Any, ClassVar, Final, Self, get_args

from pydantic.fields import FieldInfo

from orgsim.assumptions import Assumptions, assumption
from orgsim.errors import Fault, Message, OperationError, message
from orgsim.organisation.calendar import Days
from orgsim.organisation.checks import known_names, no_such
from orgsim.organisation.mentions import Mention, mentions
from orgsim.organisation.organisation import Organisation
from orgsim.registry import Registry
from orgsim.restructuring.quantity import Quantity
from orgsim.spec import Money, Spec

Thing = tuple[str, str]
"""What a name stands for, and the name: ``("unit", "adminduk")``; a step is ``("step", "<service>/<step>")``."""


class Operation(Spec):
    """A change of an organisation: typed fields, and a pure function from the organisation before to the one after.

    A file names the class by the field ``operation``; each class declares it as ``Literal["its_name"] = "its_name"``.
    """

    operation: str
    """Name of the operation."""
    cost: Money | None = None
    """What it costs once; empty: what the operation reckons itself, if it does."""

    name: ClassVar[str]
    """The operation's name, the default of its field ``operation``."""
    caption: ClassVar[Message]
    """The operation's name as people know it."""
    conserves: ClassVar[frozenset[Quantity]]
    """What is the same before and after, whatever the fields say."""
    affects: ClassVar[tuple[str, ...]]
    """Names of the KPIs that it moves first of all."""
    example: ClassVar[Mapping[str, Any]]
    """Fields of a valid use, as written in a file, on the agency of the contract tests."""

    @classmethod
    def __pydantic_init_subclass__(cls, **keywords: Any) -> None:
        super().__pydantic_init_subclass__(**keywords)
        cls.name = cls.model_fields["operation"].default

    @abstractmethod
    def apply(self, before: Organisation, *, on: date) -> Organisation:
        """Return the organisation after the operation; the one before stays as it is.

        Parameters
        ----------
        before
            The organisation on the day before.
        on
            The date from which the change is in force.

        Raises
        ------
        OperationError
            With every fault; the paths start at the operation's own fields.
        """

    def notes(self, before: Organisation, *, on: date) -> tuple[Message, ...]:
        """Return what a planner should know of this use though nothing is wrong with it."""
        return ()

    def reckoned_cost(self, before: Organisation, *, on: date) -> float:
        """Return what it costs once as far as the operation knows, in rupiah."""
        return 0.0

    def running_cost(self, before: Organisation, *, on: date) -> float:
        """Return what it costs a month from then on, in rupiah, beside the cost of the holders of posts."""
        return 0.0

    def by_people(self) -> bool:
        """Return whether it acts by people's answer: without `people` in a scenario it would cost and do nothing."""
        return False

    def hastens(self) -> float:
        """Return how much sooner it lets milestones of the legal route be reached, as a share."""
        return 0.0

    def halts(self) -> tuple[Days, ...]:
        """Return days on which nothing is decided on the legal route."""
        return ()

    def dated(self, on: date) -> Self:
        """Return the operation as it is carried out on another date than was planned."""
        return self

    def settled(self, assumptions: Assumptions) -> Self:
        """Return the operation with the values that it leaves to the ledger taken from a scenario's assumptions.

        A field is left to the ledger if it is empty and declares ``json_schema_extra={"assumption": "<id>"}``.
        """
        left = {field: name for field, name in _assumed(type(self)) if getattr(self, field) is None}
        return self.model_copy(update={field: assumptions[name] for field, name in left.items()})

    def value(self, field: str) -> Any:
        """Return a field that may be left to the ledger: its own value, else the ledger's."""
        own = getattr(self, field)
        return assumption(dict(_assumed(type(self)))[field]) if own is None else own

    def makes(self) -> frozenset[Thing]:
        """Return the things that exist only once the operation is applied."""
        return frozenset()

    def removes(self) -> Mapping[Thing, str | None]:
        """Return the things that are gone afterwards, each with what it has become a part of, if anything."""
        return {}

    def mentions(self) -> tuple[Mention, ...]:
        """Return every name in the operation that refers to something.

        A step is named by its service too, ``"<service>/<step>"``: an operation with steps adds them itself.
        """
        made = self.makes()
        return tuple(m for m in mentions(self) if m.refers_to != "step" and (m.refers_to, m.name) not in made)


def _assumed(cls: type[Operation]) -> list[tuple[str, str]]:
    """Return the fields of an operation that the ledger fills, each with the id of the assumption."""
    found = ((name, _assumption_of(field.annotation)) for name, field in cls.model_fields.items())
    return [(name, id) for name, id in found if id is not None]


def _assumption_of(shape: Any) -> str | None:
    """Return the assumption that a field type declares, e.g. inside ``Annotated[float, Field(…)] | None``."""
    for part in get_args(shape):
        extra = part.json_schema_extra if isinstance(part, FieldInfo) else None
        found = extra.get("assumption") if isinstance(extra, Mapping) else _assumption_of(part)
        if found is not None:
            return str(found)
    return None


OPERATIONS: Registry[Operation] = Registry("orgsim.restructuring.operations")
"""All operations, by name."""


def any_operation() -> Any:
    """Return the type "any registered operation", told apart by the field ``operation``, for use in a specification.

    Examples
    --------
    >>> from pydantic import TypeAdapter
    >>> read = TypeAdapter(any_operation()).validate_python
    >>> read({"operation": "rename_unit", "unit": "sekretariat", "title": "Bagian Umum"}).unit
    'sekretariat'
    """
    from typing import Annotated, Union

    from pydantic import Field

    classes = tuple(OPERATIONS.values())
    return Annotated[Union[classes], Field(discriminator="operation")]  # noqa: UP007 (made of a tuple)


class Faults:
    """Collects the faults of one operation and raises all of them at once, at the end of a ``with`` block.

    Parameters
    ----------
    before
        The organisation that the operation is applied to.
    on
        The date of the operation, for the sentences.
    """

    def __init__(self, before: Organisation, on: date) -> None:
        self._before, self._on = before, on
        self.found: list[Fault] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        if kind is None and self.found:
            raise OperationError(*self.found)

    def __bool__(self) -> bool:
        return bool(self.found)

    def refuse(self, fault: Message, *path: str | int, remedy: Message | None = None) -> None:
        """Note a fault."""
        self.found.append(Fault(fault, path, remedy))

    def need(self, refers_to: str, name: str | None, *path: str | int, service: str | None = None) -> bool:
        """Note a fault if something is named that does not exist; return whether it exists.

        Parameters
        ----------
        refers_to
            What is named: ``"unit"``, ``"position"``, ``"service"``, ``"step"``, ….
        name
            The name; None, for an optional field left out, is no fault.
        path
            The field, from the operation on.
        service
            The service whose step or attribute is named.
        """
        if name is None:
            return False
        known = known_in(self._before, refers_to, service)
        if known is None or name in known:
            return True
        self.found.append(unknown(Mention(path, refers_to, name), known, self._on))
        return False

    def need_all(self, operation: Operation) -> bool:
        """Note a fault for every name of an operation that refers to nothing; return whether all is there.

        Attributes belong to a service: see `need_attribute`.
        """
        known = True
        for mention in operation.mentions():
            service, _, step = mention.name.rpartition("/") if mention.refers_to == "step" else ("", "", mention.name)
            if mention.refers_to != "attribute" and (mention.refers_to != "step" or service in self._before.services):
                known &= self.need(mention.refers_to, step, *mention.path, service=service or None)
        return known

    def need_steps(self, steps: Iterable[str], services: Iterable[str]) -> Iterator[tuple[int, str]]:
        """Note a fault for every step in `steps` that none of the services has; yield the others with their places."""
        there = frozenset(step for name in services for step in self._before.services[name].steps)
        for place, step in enumerate(steps):
            if step in there:
                yield place, step
            else:
                self.found.append(unknown(Mention(("steps", place), "step", step), there, self._on))

    def refuse_twice(self, units: Sequence[str]) -> None:
        """Note a fault for every unit in `units` that was named before."""
        for place, unit in enumerate(units):
            if unit in units[:place]:
                self.refuse(message('"{unit}" is named twice', unit=unit), "units", place)


def known_in(organisation: Organisation, refers_to: str, service: str | None = None) -> frozenset[str] | None:
    """Return the names in an organisation that a field may refer to; None if any name will do."""
    if refers_to == "staff":
        return frozenset(organisation.staff)
    if refers_to == "step" and service is None:
        return frozenset(f"{name}/{step}" for name, s in organisation.services.items() for step in s.steps)
    if refers_to == "attribute" and service is None:
        return frozenset(name for s in organisation.services.values() for name in s.attributes)
    return known_names(organisation.agency, refers_to, service)


_ON: Final = message("on {date}, {fault}")


def unknown(mention: Mention, known: frozenset[str], on: date) -> Fault:
    """Make the fault of a name that refers to nothing on a date.

    Examples
    --------
    >>> str(unknown(Mention(("unit",), "unit", "lokett"), frozenset({"loket"}), date(2026, 7, 1)))
    'unit: on 2026-07-01, there is no unit "lokett". Did you mean "loket"?'
    """
    fault = no_such(mention, known)
    return Fault(Message(_ON.text, {"date": on, "fault": fault.message}), fault.path, fault.remedy)


def led_to(fault: Fault) -> Fault:
    """Tell a fault of an organisation as what an operation would lead to."""
    text = message("this would leave {place}: {fault}", place=fault.dotted_path(), fault=fault.message)
    return Fault(text, (), fault.remedy)
