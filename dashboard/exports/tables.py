"""Tables for spreadsheets: numbers as numbers, texts as texts, and nothing that a spreadsheet would compute.

A text from a scenario may begin with ``=``. In an XLSX file it is written as text; in a CSV file, where a spreadsheet
guesses, an apostrophe stands before it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from orgsim.errors import Message, message
from orgsim.language import Language, say, say_value
from orgsim.report.amounts import Amount, Plain
from orgsim.report.tables import Table

__all__ = ["to_csv", "to_xlsx"]

_BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_NO_NUMBER: Final = "–"


@dataclass(frozen=True, slots=True)
class _Number:
    value: float
    digits: int


_Cell = _Number | dt.date | str


def to_csv(table: Table, language: Language) -> bytes:
    """Return a table as CSV, as spreadsheets of the language read it: with a mark of its encoding.

    Indonesian spreadsheets expect semicolons between the cells, for a comma is in the numbers.
    """
    heading, rows = _flat(table, language)
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";" if language == "id" else ",", lineterminator="\r\n")
    writer.writerow([_harmless(text) for text in heading])
    writer.writerows([[_as_text(cell, language) for cell in row] for row in rows])
    return written.getvalue().encode("utf-8-sig")


def to_xlsx(tables: Sequence[Table], language: Language, remarks: Sequence[Message] = ()) -> bytes:
    """Return tables as one workbook: a sheet for each, its notes below, and what is to be said about all of them.

    Parameters
    ----------
    tables
        At least one.
    language
        Of the texts; a spreadsheet writes numbers in its own.
    remarks
        Sources and the like, under every table.
    """
    import xlsxwriter

    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(content, {**options, "default_date_format": "d mmm yyyy"})
    # Without this the file would hold the hour in which it was made, and no two would be equal.
    book.set_properties({"created": dt.datetime(2000, 1, 1)})
    bold = book.add_format({"bold": True})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    digits = {count: book.add_format({"num_format": "0." + "0" * count if count else "0"}) for count in range(7)}
    for number, table in enumerate(tables, 1):
        sheet = book.add_worksheet(str(number))
        heading, rows = _flat(table, language)
        if table.title is not None:
            sheet.write_string(0, 0, say(table.title, language), bold)
        for column, text in enumerate(heading):
            sheet.write_string(2, column, text, head)
            sheet.set_column(column, column, _width([text, *(_as_text(row[column], language) for row in rows)]))
        for line, row in enumerate(rows, 3):
            for column, cell in enumerate(row):
                if isinstance(cell, _Number):
                    sheet.write_number(line, column, cell.value, digits[min(cell.digits, 6)])
                elif isinstance(cell, dt.date):
                    sheet.write_datetime(line, column, dt.datetime.combine(cell, dt.time()))
                else:
                    sheet.write_string(line, column, cell)
        for line, note in enumerate((*table.notes, *remarks), 4 + len(rows)):
            sheet.write_string(line, 0, say(note, language))
        sheet.freeze_panes(3, 1)
    book.close()
    return content.getvalue()


# ---------------------------------------------------------------- cells


def _flat(table: Table, language: Language) -> tuple[list[str], list[list[_Cell]]]:
    """Return headings and cells; a cell with an interval becomes one for the number and one for each end."""
    heading: list[str] = []
    columns: list[list[_Cell]] = []
    for place, column in enumerate(table.columns):
        cells = [row[place] for row in table.rows]
        title = say(column.heading, language).removesuffix(" [95 %]")
        ends = next((list(cell.parameters) for cell in cells if _is_interval(cell)), None)
        if ends is None:
            heading.append(title)
            columns.append([_cell(cell, language) for cell in cells])
            continue
        said = {"low": say(_FROM, language), "high": say(_TO, language)}
        for end in ends:
            heading.append(f"{title}: {said[end]}" if end in said else title)
            columns.append([_end(cell, end, language) for cell in cells])
    return heading, [list(row) for row in zip(*columns, strict=True)] if columns else []


_FROM: Final = message("from (95 %)")
_TO: Final = message("to (95 %)")


def _is_interval(cell: Any) -> bool:
    return (
        isinstance(cell, Message)
        and {"low", "high"} <= cell.parameters.keys()
        and all(isinstance(value, Plain) for value in cell.parameters.values())
    )


def _end(cell: Any, end: str, language: Language) -> _Cell:
    if _is_interval(cell):
        return _cell(cell.parameters[end], language)
    return _cell(cell, language) if end not in ("low", "high") else ""


def _cell(cell: Any, language: Language) -> _Cell:
    if isinstance(cell, Plain):
        return _Number(cell.value, cell.digits)
    if isinstance(cell, Amount) and cell.kind == "level" and cell.measured_in != "share":
        return say_value(cell, language)
    if isinstance(cell, bool):
        return say_value(cell, language)
    if isinstance(cell, (int, float)):
        return _Number(float(cell), 0 if float(cell).is_integer() else 3)
    if isinstance(cell, dt.date):
        return cell
    text = say_value(cell, language)
    return "" if text == _NO_NUMBER else text


def _as_text(cell: _Cell, language: Language) -> str:
    if isinstance(cell, _Number):
        written = f"{round(cell.value, cell.digits) + 0.0:.{cell.digits}f}"
        return written.replace(".", ",") if language == "id" else written
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return _harmless(cell)


def _harmless(text: str) -> str:
    r"""Return a text that no spreadsheet takes for a formula.

    Examples
    --------
    >>> _harmless("=1+1"), _harmless("Loket"), _harmless("\t=A1")
    ("'=1+1", 'Loket', "'\t=A1")
    """
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text


def _width(texts: Sequence[str]) -> float:
    return min(60.0, max(9.0, 1.1 * max(len(text) for text in texts[1:] or [""]), 0.6 * len(texts[0])))
