"""Tables on a page: plain, with numbers to the right, and a word for every verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from dashboard.words import data, plain, words
from orgsim.errors import Message
from orgsim.report.words import VERDICTS

if TYPE_CHECKING:
    from orgsim.report.tables import Table

__all__ = ["show_table"]

_COLOURS: Final = {"better": "green", "worse": "orange"}


def show_table(table: Table, *, notes: bool = True, title: bool = True) -> None:
    """Show a table.

    Parameters
    ----------
    table
        Which; its cells come from data and are never taken for markup.
    notes
        Whether its notes are written below.
    title
        Whether its title is written above.
    """
    if title and table.title is not None:
        st.markdown(f"**{words(table.title)}**")
    st.markdown(as_markdown(table))
    if notes and table.notes:
        st.caption("  \n".join(words(note) for note in table.notes))


def as_markdown(table: Table) -> str:
    """Return the table as Markdown in the reader's language; a column in which nothing stands is left out."""
    cells = [[_cell(cell) for cell in row] for row in table.rows]
    kept = [n for n in range(len(table.columns)) if not cells or any(row[n].strip() for row in cells)]
    columns = [table.columns[n] for n in kept]
    heading = "| " + " | ".join(data(plain(column.heading)) for column in columns) + " |"
    rule = "|" + "|".join("---:" if column.right else ":---" for column in columns) + "|"
    rows = ["| " + " | ".join(row[n] for n in kept) + " |" for row in cells]
    return "\n".join([heading, rule, *rows])


def _cell(cell: Any) -> str:
    text = data(plain(cell))
    colour = next((c for verdict, c in _COLOURS.items() if cell is VERDICTS[verdict]), None)
    return f":{colour}[**{text}**]" if colour and isinstance(cell, Message) else text or " "
