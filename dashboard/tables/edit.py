"""From edited rows to a scenario, and from cells copied out of a spreadsheet to rows: pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from dashboard.tables.services import Services, Steps, Volumes
from dashboard.tables.table import Column, EditableTable, Edited, Names, Row, Said, filled
from dashboard.tables.units import Positions, Units
from orgsim.errors import Fault, InputError, message
from orgsim.language import Language, say
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.yaml_writer import plain, read_plain

TABLES: Final[tuple[EditableTable, ...]] = (Units(), Positions(), Services(), Steps(), Volumes())

_MOST_CELLS: Final = 20_000
_YES: Final = ("ya", "yes", "x", "1", "true", "✓")


def with_rows(
    scenario: Scenario, table: EditableTable, before: Sequence[Row], after: Sequence[Row], language: Language
) -> Scenario:
    """Return the scenario with edited rows of a table.

    Parameters
    ----------
    scenario
        As it was when the table was shown.
    table
        Which part of it.
    before
        The rows that were shown.
    after
        The rows as they are now, each old one under its id; those without are new.
    language
        In which they are written.

    Raises
    ------
    InputError
        With every fault; the first cell that cannot be read, or whatever does not fit together then.
    """
    old = {row["id"]: row for row in before}
    data, said = plain(scenario), Said.of(scenario.evidence)
    for part in ("demand", "observed"):
        data.setdefault(part, {})
    kept = [row for row in after if any(filled(cell) not in (None, "False", "0") for cell in row.values())]
    edited = [Edited(number, row, old.get(str(row.get("id")))) for number, row in enumerate(kept, 1)]
    if edited == [Edited(number, row, row) for number, row in enumerate(before, 1)]:
        return scenario
    table.put(data, said, edited, Names(scenario, language))
    return read_plain(data, said.by_path.values(), scenario.file)


def rows_of_cells(text: str, columns: Sequence[Column], language: Language) -> list[Row]:
    """Return the rows of cells copied out of a spreadsheet: one line a row, tabs between the cells, in any order of
    columns if the first line has their headings.

    Raises
    ------
    InputError
        If there are more cells in a row than columns, or too many in all.
    """
    lines = [line.rstrip("\r").split("\t") for line in text.split("\n") if line.strip()]
    if sum(map(len, lines)) > _MOST_CELLS:
        raise InputError(Fault(message("{most} cells at most are taken at a time", most=_MOST_CELLS)))
    shown = [column for column in columns if column.kind != "hidden"]
    headings = {say(column.heading, language).casefold(): column for column in shown}
    order = shown
    if lines and all(cell.strip().casefold() in headings for cell in lines[0]):
        order = [headings[cell.strip().casefold()] for cell in lines.pop(0)]
    rows: list[Row] = []
    for number, cells in enumerate(lines, 1):
        if len(cells) > len(order):
            fault = message("line {line} has {cells} cells, the table {columns}", line=number, cells=len(cells),
                            columns=len(order))  # fmt: skip
            raise InputError(Fault(fault, remedy=message("Copy the columns of this table only")))
        rows.append({column.key: _cell(cell, column) for column, cell in zip(order, cells, strict=False)})
    return rows


def _cell(text: str, column: Column) -> Any:
    stripped = text.strip()
    if column.kind == "flag":
        return stripped.casefold() in _YES
    return stripped
