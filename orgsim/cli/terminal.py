"""A terminal that speaks the reader's language: sentences, tables, faults, progress."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from orgsim.errors import Fault, Message
from orgsim.language import Language, say, say_value

if TYPE_CHECKING:
    from orgsim.report.tables import Part, Table

WIDTH_OF_A_PIPE: Final = 120
"""Columns of output that goes to a file or a pipe."""
LONGEST_LINE: Final = 110
"""Columns beyond which prose is hard to read."""
NARROWEST: Final = 14
"""Columns that a text needs at least in a table."""

Progress = Callable[[int, int], None]
"""Takes how many are done, and of how many."""


class Terminal:
    """Writes to the output and, what is no result, to the error output; plain where nobody watches.

    Parameters
    ----------
    language
        For whom.
    """

    def __init__(self, language: Language) -> None:
        self.language = language

    def say(self, *messages: Message | str) -> None:
        """Write sentences, a paragraph each, wrapped at words."""
        self._write(sys.stdout, [say(text, self.language) for text in messages])

    def words(self, text: Message | str) -> str:
        """Return a sentence in the language of the reader."""
        return say(text, self.language)

    def value(self, value: Any) -> str:
        """Return a number, a date, a title in the language of the reader."""
        return say_value(value, self.language)

    def heading(self, text: Message, *, rule: str = "=") -> None:
        """Write a heading: bold where that can be seen, underlined elsewhere."""
        words = self.words(text)
        self._bold(words)
        if not sys.stdout.isatty():
            self.line(rule * len(words))

    def line(self, text: str = "") -> None:
        """Write a line as it is, however long."""
        sys.stdout.write(text + "\n")
        sys.stdout.flush()

    def complain(self, *messages: Message | str) -> None:
        """Write sentences to the error output."""
        self._write(sys.stderr, [say(text, self.language) for text in messages])

    def faults(self, faults: Iterable[Fault]) -> None:
        """Write faults to the error output, a line each; the same one is told once."""
        from orgsim.report.faults import fault_line

        for text in dict.fromkeys(fault_line(fault, self.language) for fault in faults):
            sys.stderr.write(text + "\n")

    def show(self, *parts: Part) -> None:
        """Write the parts of a report, an empty line after each."""
        from orgsim.report.tables import Table, Verbatim

        for part in parts:
            if isinstance(part, Table):
                self.table(part)
            elif isinstance(part, Verbatim):
                self.line(part.text)
            else:
                self.say(part)
            self.line()

    def table(self, table: Table) -> None:
        """Write a table: a cell that does not fit is wrapped, never cut; where nothing fits, row by row."""
        width = self._width()
        if not _fits(table, table.spoken(self.language), width):
            table = table.without(spare=True)
        rows = table.spoken(self.language)
        if table.title is not None:
            self._bold(self.words(table.title))
        for text in _drawn(table, rows, width, sys.stdout.isatty()) if _fits(table, rows, width) else _stacked(rows):
            self.line(text)
        self.say(*table.notes)

    @contextmanager
    def progress(self, what: Message) -> Iterator[Progress]:
        """Show how far a long task is, on the error output of a terminal only; nothing of it stays there."""
        if not sys.stderr.isatty():
            yield lambda done, total: None
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(say(what, self.language), total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)

    @contextmanager
    def waiting(self, what: Message) -> Iterator[None]:
        """Show that something is under way whose end cannot be foreseen; on a terminal only."""
        if not sys.stderr.isatty():
            yield
            return
        from rich.console import Console

        with Console(stderr=True).status(say(what, self.language)):
            yield

    def _bold(self, text: str) -> None:
        if not sys.stdout.isatty() or "NO_COLOR" in os.environ:
            self._write(sys.stdout, [text])
            return
        from rich.console import Console
        from rich.text import Text

        Console(highlight=False).print(Text(text, style="bold"))

    def _width(self) -> int:
        return shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDTH_OF_A_PIPE

    def _write(self, stream: Any, paragraphs: Iterable[str]) -> None:
        import textwrap

        columns = shutil.get_terminal_size().columns if stream.isatty() else WIDTH_OF_A_PIPE
        width = max(40, min(columns, LONGEST_LINE))
        for paragraph in paragraphs:
            wrapped = textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False)
            stream.write("\n".join(wrapped) + "\n")
        stream.flush()


def _widest(rows: list[list[str]], place: int) -> int:
    return max(len(row[place]) for row in rows)


def _fits(table: Table, rows: list[list[str]], width: int) -> bool:
    """Whether a table can be drawn: numbers whole, texts in columns that are not too narrow to read."""
    needed = [
        _widest(rows, place) if column.right or column.whole else min(_widest(rows, place), NARROWEST)
        for place, column in enumerate(table.columns)
    ]
    return sum(needed) + 3 * len(needed) <= width


def _drawn(table: Table, rows: list[list[str]], width: int, watched: bool) -> Iterator[str]:
    """Yield the lines of a table in columns."""
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    drawn = RichTable(box=box.SIMPLE_HEAD if watched else box.ASCII2, pad_edge=False, show_edge=False)
    for place, column in enumerate(table.columns):
        whole = column.right or column.whole
        drawn.add_column(
            Text(rows[0][place]),
            justify="right" if column.right else "left",
            no_wrap=whole,
            min_width=None if whole else min(_widest(rows, place), NARROWEST),
        )
    for row in rows[1:]:
        drawn.add_row(*(Text(cell, overflow="fold") for cell in row))
    console = Console(width=width, color_system="auto" if watched else None, highlight=False, emoji=False)
    with console.capture() as captured:
        console.print(drawn)
    yield from (text.rstrip() for text in captured.get().splitlines())


def _stacked(rows: list[list[str]]) -> Iterator[str]:
    """Yield the lines of a table row by row, for a terminal too narrow for its columns."""
    headings = rows[0]
    for row in rows[1:]:
        yield row[0]
        yield from (f"    {heading}: {cell}" for heading, cell in zip(headings[1:], row[1:], strict=True) if cell)
