"""A plan: dated operations, and the phases that they open.

Every fault of a plan is found in one look. What follows from an operation that failed is not guessed: an operation that
builds on it is marked, one that does not is checked as usual.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Final, TypeAlias

from pydantic import Field

from orgsim.assumptions import Assumptions
from orgsim.errors import Fault, InputError, Message, OperationError, Path, dotted, message
from orgsim.organisation.checks import faults as faults_of
from orgsim.organisation.mentions import Mention
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.operation import Operation, Thing, any_operation, known_in, led_to
from orgsim.spec import Date, Spec

if TYPE_CHECKING:
    AnyOperation: TypeAlias = Operation
else:
    AnyOperation = any_operation()


class PlanStep(Spec):
    """What is changed on one date."""

    on: Date
    """The date from which it is in force."""
    do: tuple[AnyOperation, ...] = Field(min_length=1)
    """The operations, one after the other."""


Plan: TypeAlias = tuple[PlanStep, ...]
"""Dated operations; their order in the file does not matter but on one date."""


@dataclass(frozen=True)
class Phase:
    """The organisation from one date of a plan to the next.

    Attributes
    ----------
    on
        The first day.
    organisation
        The organisation in force.
    operations
        What was done on that date; nothing if somebody left only.
    notes
        What a planner should know though nothing is wrong with it.
    """

    on: date
    organisation: Organisation
    operations: tuple[Operation, ...]
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True)
class PhasesResult:
    """The phases of a plan, and everything that is wrong with it.

    Attributes
    ----------
    phases
        By date; where there are faults, as far as they could be worked out.
    faults
        With paths that start at the plan: ``("plan", 0, "do", 1, "units", 0)``.
    """

    phases: tuple[Phase, ...]
    faults: tuple[Fault, ...]

    def checked(self) -> tuple[Phase, ...]:
        """Return the phases of a plan that has no fault.

        Raises
        ------
        InputError
            With every fault.
        """
        if self.faults:
            raise InputError(*self.faults)
        return self.phases


def phases(organisation: Organisation, plan: Plan, assumptions: Assumptions | None = None) -> PhasesResult:
    """Apply a plan, date by date.

    Parameters
    ----------
    organisation
        The organisation before the plan.
    plan
        Dated operations.
    assumptions
        What is in force where an operation leaves a value to the ledger; None: the ledger itself.
    """
    found: list[Phase] = []
    history = _History()
    steps = sorted(enumerate(plan), key=lambda item: item[1].on)
    for on, group in groupby(steps, key=lambda item: item[1].on):
        found += _departures(organisation, before=on)
        organisation = organisation.without_leavers(on)
        done: list[Operation] = []
        notes = list(_day_off(organisation, on))
        for place, step in group:
            for number, written in enumerate(step.do):
                operation = written.settled(assumptions) if assumptions else written
                after = history.attempt(organisation, operation, on, ("plan", place, "do", number))
                if after is not None:
                    notes.extend(operation.notes(organisation, on=on))
                    done.append(operation)
                    organisation = after
        found.append(Phase(on, organisation, tuple(done), tuple(notes)))
    found += _departures(organisation)
    return PhasesResult(tuple(found), tuple(sorted(history.faults, key=lambda fault: _plan_order(fault.path))))


def _departures(organisation: Organisation, before: date | None = None) -> Iterator[Phase]:
    """Yield the phases in which nothing is done but somebody is gone, up to a date."""
    for on in organisation.leaving():
        if before is None or on < before:
            yield Phase(on, organisation.without_leavers(on), ())


def _day_off(organisation: Organisation, on: date) -> Iterator[Message]:
    if not organisation.agency.calendar.resolve().is_working_day(on):
        yield message("{date} is a day off: the change is felt when the office next opens", date=on)


def _plan_order(path: Path) -> tuple[int, int]:
    return int(path[1]), int(path[3])


@dataclass(frozen=True, slots=True)
class _Failure:
    at: Path
    made: frozenset[Thing]
    touched: frozenset[Thing]


@dataclass(slots=True)
class _History:
    """What has happened to the names so far, and what went wrong."""

    faults: list[Fault] = field(default_factory=list)
    failures: list[_Failure] = field(default_factory=list)
    gone: dict[Thing, tuple[date, str | None]] = field(default_factory=dict)

    def attempt(self, before: Organisation, operation: Operation, on: date, at: Path) -> Organisation | None:
        """Apply an operation; note its faults, if any, and return None then."""
        try:
            after = operation.apply(before, on=on)
            found = [led_to(fault) for fault in faults_of(after.agency)]
        except OperationError as error:
            found = list(error.faults)
        if found:
            self._fail(before, operation, on, at, found)
            return None
        became = operation.removes()
        for thing in _things(before) - _things(after):
            self.gone[thing] = (on, became.get(thing))
        return after

    def _fail(self, before: Organisation, operation: Operation, on: date, at: Path, found: list[Fault]) -> None:
        said = {mention.path: mention for mention in operation.mentions()}
        touched = _touched(operation)
        clashes = [failure for failure in self.failures if failure.touched & touched]
        marked: dict[Fault, None] = {}
        for fault in found:
            mention = said.get(fault.path)
            told = self._told(before, mention, on) if mention else None
            if told is None and clashes and not (mention and _is_unknown(before, mention)):
                told = _depends_on(clashes[0], fault.path)
            marked[told or fault] = None
        self.faults.extend(fault.under(*at) for fault in marked)
        self.failures.append(_Failure(at, operation.makes(), touched))

    def _told(self, before: Organisation, mention: Mention, on: date) -> Fault | None:
        """Say why a name refers to nothing, if something in the plan explains it."""
        if not _is_unknown(before, mention):
            return None
        thing = (mention.refers_to, mention.name)
        maker = next((failure for failure in self.failures if thing in failure.made), None)
        if maker:
            return _depends_on(maker, mention.path)
        return self._no_more(mention, on) if thing in self.gone else None

    def _no_more(self, mention: Mention, on: date) -> Fault:
        when, into = self.gone[mention.refers_to, mention.name]
        what = _WORDS.get(mention.refers_to, mention.refers_to)
        values = {"date": on, "when": when, "what": what, "name": mention.name}
        if into is None:
            return Fault(Message(_CLOSED.text, values), mention.path)
        lasting = into
        while (mention.refers_to, lasting) in self.gone and (further := self.gone[mention.refers_to, lasting][1]):
            lasting = further
        became = Message(_MERGED.text, {**values, "into": into})
        return Fault(became, mention.path, message('Write "{name}"', name=lasting))


_WORDS: Final = {
    "unit": message("unit"),
    "position": message("position"),
    "service": message("service"),
    "step": message("step"),
    "staff": message("employee"),
}
_CLOSED: Final = message('on {date}, there is no {what} "{name}" any more: it was closed on {when}')
_MERGED: Final = message('on {date}, there is no {what} "{name}" any more: it became part of "{into}" on {when}')


def _things(organisation: Organisation) -> frozenset[Thing]:
    return frozenset((kind, name) for kind in _WORDS for name in known_in(organisation, kind) or ())


def _touched(operation: Operation) -> frozenset[Thing]:
    named = {(mention.refers_to, mention.name) for mention in operation.mentions()}
    return frozenset(named | operation.makes() | operation.removes().keys())


def _is_unknown(organisation: Organisation, mention: Mention) -> bool:
    known = known_in(organisation, mention.refers_to)
    return known is not None and mention.name not in known


def _depends_on(failure: _Failure, path: Path) -> Fault:
    place = dotted(failure.at)
    return Fault(message("this builds on {place}, which failed", place=place), path, message("Mend that one first"))
