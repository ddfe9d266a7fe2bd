"""The form of one operation: chosen from the registry, prefilled from the chart, checked while it is filled in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import streamlit as st

from dashboard import state
from dashboard.forms import plans
from dashboard.forms.filling import Filling
from dashboard.forms.schema import Field, Shape, can_be_filled, fields_of, humanised
from dashboard.forms.summary import fault_sentence, labelled
from dashboard.forms.widgets import fill_fields, title_for
from dashboard.words import escaped, language, plain, words
from orgsim.errors import Fault, message
from orgsim.language import translate
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.difference import difference
from orgsim.restructuring.operation import OPERATIONS, Operation
from orgsim.restructuring.plan import Plan
from orgsim.scenario.scenario import Scenario

__all__ = ["Outcome", "Sheet", "close", "fitting", "open_sheet", "operation_form", "prefilled"]

_SHEET: Final = "proposal_sheet"


@dataclass(frozen=True)
class Sheet:
    """A form that is open.

    Attributes
    ----------
    operation
        Name of the operation.
    given
        What its fields hold at first.
    values
        What they held last.
    on
        The date.
    entry
        The operation of the plan that is written anew; None for a new one.
    number
        Part of the keys of its widgets.
    tried
        Whether the reader asked for it to be put into the plan: then what is missing is told too.
    """

    operation: str
    given: Mapping[str, Any]
    values: Mapping[str, Any]
    on: dt.date
    entry: plans.Entry | None = None
    number: int = 0
    tried: bool = False


@dataclass(frozen=True)
class Outcome:
    """What a form holds: an operation that fits into the plan, and the plan with it; or nothing yet.

    Attributes
    ----------
    operation, plan
        The two; None as long as something is missing or does not fit.
    faults
        What does not fit.
    put
        Whether the reader wants it in the plan now.
    """

    operation: Operation | None = None
    plan: Plan | None = None
    faults: tuple[Fault, ...] = field(default=())
    put: bool = False


def open_sheet(operation: str, given: Mapping[str, Any], on: dt.date, entry: plans.Entry | None = None) -> None:
    """Open the form of an operation."""
    number = (sheet().number if sheet() else state.recall("proposal_sheets", 0)) + 1
    state.remember("proposal_sheets", number)
    state.remember(_SHEET, Sheet(operation, dict(given), dict(given), on, entry, number))


def sheet() -> Sheet | None:
    """Return the form that is open, if one is."""
    found: Sheet | None = state.recall(_SHEET)
    return found


def close() -> None:
    """Close the form."""
    state.remember(_SHEET, None)


def offered() -> list[str]:
    """Return the operations that people can fill in, by their names in the reader's language."""
    names = [name for name, cls in OPERATIONS.items() if can_be_filled(cls)]
    return sorted(names, key=lambda name: plain(OPERATIONS[name].caption))


def fitting(units: Sequence[str]) -> list[str]:
    """Return the operations that are about as many units as were chosen.

    Examples
    --------
    >>> "merge_units" in fitting(["a", "b"]), "merge_units" in fitting(["a"]), "split_unit" in fitting(["a"])
    (True, False, True)
    """
    return [name for name, cls in OPERATIONS.items() if can_be_filled(cls) and _takes(name, len(units))]


def _takes(name: str, chosen: int) -> bool:
    single, several = 0, None
    for shape in _unit_shapes(name).values():
        if shape.kind == "list":
            several = max(int(shape.low or 1), several or 0)
        else:
            single += 1
    if several is not None:
        return chosen >= several + single
    return 0 < chosen <= single


def _unit_shapes(name: str) -> dict[str, Shape]:
    """Return the fields that must be given and name units."""
    found = {}
    for part in fields_of(OPERATIONS[name]):
        inner = part.shape.parts[0] if part.shape.kind == "list" else part.shape
        if part.required and inner.refers_to == "unit":
            found[part.name] = part.shape
    return found


def prefilled(name: str, units: Sequence[str]) -> dict[str, Any]:
    """Return the fields of an operation with the units that were chosen, in the order of choosing.

    Examples
    --------
    >>> prefilled("move_unit", ["arsip", "sekretariat"])
    {'unit': 'arsip', 'reports_to': 'sekretariat'}
    """
    found: dict[str, Any] = {}
    left = list(units)
    shapes = _unit_shapes(name)
    for part, shape in shapes.items():
        if shape.kind == "list":
            found[part], left = left, []
        elif left:
            found[part] = left.pop(0)
    return found


def operation_form(scenario: Scenario, plan: Plan, alternative: str) -> Outcome:
    """Draw the form that is open; return what it holds.

    Parameters
    ----------
    scenario
        The scenario that is open.
    plan
        The plan that the operation goes into.
    alternative
        The alternative, for the keys of widgets.
    """
    now = _resumed(sheet())
    if now is None:
        return Outcome()
    cls = OPERATIONS[now.operation]
    key = f"sheet:{alternative}:{now.number}"
    with st.container(border=True):
        st.markdown(f"**{words(cls.caption)}**")
        st.caption(_first_line(cls))
        on = _date(now, scenario, key)
        organisation = plans.organisation_on(scenario, plan, on, now.entry)
        place = Filling(key, organisation, made=tuple(_made(now)))
        values = fill_fields(fields_of(cls), place, now.given)
        now = replace(now, values=values, on=on)
        state.remember(_SHEET, now)
        outcome = _checked(now, scenario, plan, organisation)
        _tell(now, outcome.faults, place)
        if outcome.operation is not None and _is_idle(outcome.operation, organisation, on, scenario):
            st.info(words(message("So far this changes nothing.")))
        outcome = replace(outcome, put=_buttons(outcome, now, key))
        with st.expander(words(message("What this does"))):
            for paragraph in _paragraphs(cls):
                st.markdown(paragraph)
    return outcome


def _resumed(now: Sheet | None) -> Sheet | None:
    """Return the form, begun anew with what it held last if its widgets were not shown in the meantime."""
    if now is None or f"sheet-date:{now.number}" in st.session_state or not now.values:
        return now
    if dict(now.values) == dict(now.given):
        return now
    open_sheet(now.operation, now.values, now.on, now.entry)
    return sheet()


def _date(now: Sheet, scenario: Scenario, key: str) -> dt.date:
    chosen = st.date_input(
        words(message("In force from")),
        now.on,
        min_value=min(now.on, scenario.run.first_day),
        max_value=max(now.on, scenario.run.first_day.replace(year=scenario.run.first_day.year + 30, day=1)),
        key=f"sheet-date:{now.number}",
        format="DD/MM/YYYY",
        width=180,
    )
    return chosen if isinstance(chosen, dt.date) else now.on


def _made(now: Sheet) -> Iterator[str]:
    """Yield the names that the form makes: what a unit or a post in it is to be called."""
    for part in fields_of(OPERATIONS[now.operation]):
        value = now.values.get(part.name)
        if part.shape.kind == "name" and isinstance(value, str):
            yield value
        elif part.shape.kind == "map" and part.shape.parts[0].kind == "name" and isinstance(value, Mapping):
            yield from (str(name) for name in value)


def _checked(now: Sheet, scenario: Scenario, plan: Plan, organisation: Organisation) -> Outcome:
    operation, faults = plans.built(now.operation, now.values)
    if operation is not None:
        faults = plans.applied(operation, organisation, now.on, scenario)
    if operation is None or faults:
        return Outcome(faults=faults)
    whole = (
        plans.placed(plan, operation, now.on)
        if now.entry is None
        else plans.replaced(plan, now.entry, operation, now.on)
    )
    return Outcome(operation, whole)


def _is_idle(operation: Operation, before: Organisation, on: dt.date, scenario: Scenario) -> bool:
    return difference(before, operation.settled(scenario.assumptions).apply(before, on=on)).empty


_MISSING: Final = message('"{key}" is missing', key="").text


def _tell(now: Sheet, faults: tuple[Fault, ...], place: Filling) -> None:
    """Show every fault at its field; what is only missing yet is told once the reader wants to go on."""
    fields = {part.name: part for part in fields_of(OPERATIONS[now.operation])}
    for fault in faults:
        missing = fault.message.text == _MISSING
        if missing and not now.tried:
            continue
        path = (*fault.path, _wanted(fields, fault.message.parameters["key"])) if missing else fault.path
        shown = _required(fields, path) if missing else escaped(fault_sentence(fault, language()))
        if not place.tell(path, shown):
            st.error(shown)


def _wanted(fields: Mapping[str, Field], name: str) -> str:
    """Return the field that people fill in for one that is missing: a name is made from its title."""
    missing = fields.get(name)
    title = title_for(missing, tuple(fields.values())) if missing and missing.shape.kind == "name" else None
    return title or name


def _required(fields: Mapping[str, Field], path: tuple[str | int, ...]) -> str:
    name = str(path[-1])
    label = fields[name].label if name in fields else humanised(name)
    return words(message("“{field}” must be filled in.", field=translate(label, language())))


def _buttons(outcome: Outcome, now: Sheet, key: str) -> bool:
    """Draw the buttons; return whether the reader wants the operation in the plan, and it fits."""
    with st.container(horizontal=True):
        label = words(message("Put into the plan") if now.entry is None else message("Keep the change"))
        put = st.button(label, key=f"{key}:put", type="primary", icon=":material/check:")
        if st.button(words(message("Cancel")), key=f"{key}:cancel"):
            close()
            st.rerun()
    if put and outcome.plan is None:
        state.remember(_SHEET, replace(now, tried=True))
        st.rerun()
    return put


def _paragraphs(cls: type[Operation]) -> list[str]:
    written = [" ".join(part.split()) for part in (cls.__doc__ or "").strip().split("\n\n")]
    return [labelled(translate(part, language()), language()) for part in written]


def _first_line(cls: type[Operation]) -> str:
    return _paragraphs(cls)[0] if cls.__doc__ else ""
