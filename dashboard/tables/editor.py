"""A table on the page: cells can be edited, rows added and removed, and cells pasted from a spreadsheet.

The editor keeps its cells while the reader types: it is made anew only when the scenario was changed elsewhere (undo,
another table). Each change that fits together becomes the scenario at once; one that does not is told below the table,
and the scenario stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.shell import show_faults
from dashboard.tables.edit import rows_of_cells, with_rows
from dashboard.tables.table import NOTHING, Column, EditableTable, Row
from dashboard.words import language, plain, words
from orgsim.errors import InputError, message
from orgsim.scenario.scenario import Scenario


@dataclass
class _Open:
    """A table that is being edited: what it began from, and whose change the present scenario is."""

    scenario: Scenario
    rows: list[Row]
    language: str
    generation: int
    number: int
    extra: list[Row] = field(default_factory=list)


def edit_table(table: EditableTable) -> None:
    """Show a table and take what is changed in it."""
    now = state.needed()
    columns = table.columns(now.scenario, language())
    opened = _opened(table, now)
    st.caption(words(table.about))
    shown = st.data_editor(
        _frame([*opened.rows, *opened.extra], columns),
        column_config={column.key: _configured(column, _WIDTHS.get(table.name)) for column in columns},
        num_rows="dynamic",
        hide_index=True,
        key=f"table:{table.name}:{opened.number}",
        width="stretch",
        height=_ROW * min(len(opened.rows) + len(opened.extra) + 2, _MOST_ROWS) + 3,  # headings, and one to add
    )
    _take(table, opened, _rows(shown))
    _paste(table, columns, opened)


def _opened(table: EditableTable, now: state.Draft) -> _Open:
    key = f"table:{table.name}"
    found = state.recall(key)
    fresh = not isinstance(found, _Open) or found.generation != now.generation or found.language != language()
    if fresh:
        number = found.number + 1 if isinstance(found, _Open) else 0
        rows = table.rows(now.scenario, language())
        found = _Open(now.scenario, rows, language(), now.generation, number)
        state.remember(key, found)
    return found


def _take(table: EditableTable, opened: _Open, rows: list[Row]) -> None:
    """Make the rows the scenario, if they fit together; else say why not."""
    try:
        changed = with_rows(opened.scenario, table, opened.rows, rows, language())
    except InputError as error:
        show_faults(error, message("Not taken over yet; the scenario is still as it was:"))
        return
    if state.change(changed, message("{table} edited", table=table.title)):
        opened.generation = state.generation()
        st.rerun()


def _paste(table: EditableTable, columns: tuple[Column, ...], opened: _Open) -> None:
    with st.expander(words(message("Paste cells from a spreadsheet")), icon=":material/content_paste:"):
        headings = tuple(plain(column.heading) for column in columns if column.kind != "hidden")
        st.caption(
            words(
                message(
                    "Cells can be pasted into the table itself. Or put whole rows here, copied with or without their "
                    "headings; the order of the columns is: {columns}.",
                    columns=headings,
                )
            )
        )
        text = st.text_area(
            words(message("Rows")),
            key=f"paste:{table.name}:{opened.number}:{len(opened.extra)}",
            placeholder=plain(message("copied cells")),
            label_visibility="collapsed",
            max_chars=1_000_000,
        )
        if st.button(words(message("Add these rows")), key=f"paste_button:{table.name}") and text.strip():
            try:
                rows = rows_of_cells(text, columns, language())
            except InputError as error:
                show_faults(error)
                return
            opened.number += 1
            opened.extra += rows
            st.rerun()


def _frame(rows: list[Row], columns: tuple[Column, ...]) -> pd.DataFrame:
    empty: dict[str, Any] = {"flag": False, "count": None, "choice": NOTHING}
    cells = {
        column.key: pd.Series(
            [row.get(column.key, empty.get(column.kind, "")) for row in rows],
            dtype={"flag": "bool", "count": "Int64"}.get(column.kind, "object"),
        )
        for column in columns
    }
    return pd.DataFrame(cells)


def _rows(frame: pd.DataFrame) -> list[Row]:
    return [{key: None if pd.isna(cell) else cell for key, cell in row.items()} for row in frame.to_dict("records")]


_WIDTHS: Final[dict[str, dict[str, int]]] = {
    "positions": {"title": 174, "unit": 190, "headcount": 92, "head": 82, "time": 116, "cost": 120, "source": 84},
    "steps": {
        "service": 120,
        "title": 90,
        "by": 164,
        "work": 96,
        "returns": 90,
        "approval": 110,
        "external": 108,
        "source": 80,
    },
    "volumes": {"service": 190, "per_day": 145, "growth": 165, "backlog": 140},
}
_NARROW: Final = 92
"""How wide columns of wide tables are, in pixels: all are seen at once on a small screen, on a larger one they grow."""
_ROW, _MOST_ROWS = 35, 21
"""How high a row is, in pixels, and how many are seen at once, headings included."""


def _configured(column: Column, widths: dict[str, int] | None) -> Any:
    label = plain(column.heading)
    help = words(column.help) if column.help else None
    wide = None if widths is None else widths.get(column.key, _NARROW)
    match column.kind:
        case "hidden":
            return None
        case "count":
            return st.column_config.NumberColumn(
                label, help=help, min_value=0, step=1, required=column.required, width=wide
            )
        case "flag":
            return st.column_config.CheckboxColumn(label, help=help, default=False, width=wide)
        case "choice":
            return st.column_config.SelectboxColumn(label, help=help, options=[NOTHING, *column.options], width=wide)
        case _:
            return st.column_config.TextColumn(label, help=help, max_chars=300, width=wide)
