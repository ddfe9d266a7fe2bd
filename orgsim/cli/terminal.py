"""A terminal that speaks the reader's language: sentences, tables, faults, progress."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from orgsim.errors import Fault, Message
from orgsim.language import Language, say, say_value

if TYPE_CHECKING:
    from rich.console import Console

    from orgsim.report.tables import Part, Table

WIDTH_OF_A_PIPE: Final = 120
"""Columns of output that goes to a file or a pipe."""
LONGEST_LINE: Final = 110
"""Columns beyond which prose is hard to read."""

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

    def heading(self, text: Message) -> None:
        """Write a heading: bold where that can be seen, underlined elsewhere."""
        words = self.words(text)
        if sys.stdout.isatty():
            from rich.text import Text

            self._console().print(Text(words, style="bold"))
        else:
            self.line(words)
            self.line("=" * len(words))

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
        """Write a table; a cell that does not fit is wrapped, never cut."""
        from rich import box
        from rich.table import Table as RichTable
        from rich.text import Text

        console = self._console()
        drawn = RichTable(
            box=box.SIMPLE_HEAD if console.is_terminal else box.ASCII2,
            pad_edge=False,
            show_edge=False,
            header_style="bold",
        )
        for column in table.columns:
            heading = Text(say(column.heading, self.language))
            justify: Any = "right" if column.right else "left"
            drawn.add_column(heading, justify=justify, overflow="fold", no_wrap=column.right or column.whole)
        for row in table.rows:
            drawn.add_row(*(Text(say_value(cell, self.language)) for cell in row))
        with console.capture() as captured:
            if table.title is not None:
                console.print(Text(say(table.title, self.language), style="bold"))
            console.print(drawn)
        for text in captured.get().splitlines():
            self.line(text.rstrip())
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

    def _console(self) -> Console:
        from rich.console import Console

        width = None if sys.stdout.isatty() else WIDTH_OF_A_PIPE
        return Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)

    def _write(self, stream: Any, paragraphs: Iterable[str]) -> None:
        import textwrap

        columns = shutil.get_terminal_size().columns if stream.isatty() else WIDTH_OF_A_PIPE
        width = max(40, min(columns, LONGEST_LINE))
        for paragraph in paragraphs:
            wrapped = textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False)
            stream.write("\n".join(wrapped) + "\n")
        stream.flush()
