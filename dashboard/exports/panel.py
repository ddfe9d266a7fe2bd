"""What a reader can take from a figure or a table into a document of his own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard.exports.clipboard import copy_buttons
from dashboard.exports.pictures import to_png, to_svg
from dashboard.exports.tables import to_csv, to_xlsx
from dashboard.words import language, plain, words
from orgsim.errors import Message, message
from orgsim.report.tables import Column, Table

if TYPE_CHECKING:
    from orgsim.report.figures.figure import Figure

__all__ = ["figure_panel", "frame_panel", "table_panel"]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@st.fragment
def figure_panel(figure: Figure, sources: Sequence[Message], *, key: str) -> None:
    """Offer a figure for a document: picture, table, sentence, sources.

    Parameters
    ----------
    figure
        Which.
    sources
        Where its numbers come from.
    key
        Of the widgets.
    """
    panel = st.popover(
        words(message("For Word")), icon=":material/content_copy:", key=f"panel:{key}", on_change="rerun"
    )
    if not panel.open:
        return
    tongue, file = language(), file_name(figure.name)
    with panel:
        st.caption(words(message("Copy and paste into a document, or take it as a file.")))
        text = "\n".join(plain(part) for part in (figure.title, *figure.reading, *sources))
        copy_buttons(
            key=f"copy:{key}",
            picture=to_png(figure, tongue),
            cells=figure.table.spoken(tongue),
            right=[column.right for column in figure.table.columns],
            text=text,
        )
        for reading in figure.reading:
            st.markdown(words(reading))
        for source in sources:
            st.caption(words(source))
        with st.container(horizontal=True):
            _file(message("Picture (PNG)"), lambda: to_png(figure, tongue), f"{file}.png", "image/png", key)
            _file(message("Picture (SVG)"), lambda: to_svg(figure, tongue), f"{file}.svg", "image/svg+xml", key)
            _tables(figure.table, sources, file, key)


def table_panel(table: Table, sources: Sequence[Message], name: str, *, key: str) -> None:
    """Offer a table as files."""
    with st.container(horizontal=True):
        _tables(table, sources, file_name(name), key)


def frame_panel(headings: Iterable[Message], rows: Iterable[Sequence[Any]], name: str, *, key: str) -> None:
    """Offer what stands in the cells of a table on the page as files.

    Parameters
    ----------
    headings
        Of the columns.
    rows
        Cells in words, as they are shown.
    name
        Of the file.
    key
        Part of the keys of the buttons.
    """
    table = Table(None, tuple(Column(heading) for heading in headings), tuple(tuple(row) for row in rows))
    table_panel(table, (), name, key=key)


def _tables(table: Table, sources: Sequence[Message], file: str, key: str) -> None:
    tongue = language()
    _file(message("Table (Excel)"), lambda: to_xlsx([table], tongue, sources), f"{file}.xlsx", _XLSX, key)
    _file(message("Table (CSV)"), lambda: to_csv(table, tongue), f"{file}.csv", "text/csv", key)


def _file(label: Message, content: object, name: str, mime: str, key: str) -> None:
    st.download_button(
        words(label),
        content,  # type: ignore[arg-type]
        file_name=name,
        mime=mime,
        key=f"file:{name}:{key}",
        on_click="ignore",
        icon=":material/download:",
    )


def file_name(title: str) -> str:
    """Return a name that every system takes for a file.

    Examples
    --------
    >>> file_name("Before/after: waiting?")
    'before-after-waiting'
    """
    return re.sub(r"[^\w]+", "-", title.lower()).strip("-")[:60] or "orgsim"
