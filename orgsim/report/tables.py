"""Numbers in tables: plain data that a terminal, a page or a sheet draws in its own way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from orgsim.errors import Message
from orgsim.language import Language, say_value


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes
    ----------
    heading
        Its heading.
    right
        Its cells are numbers: aligned to the right, never broken.
    whole
        Its cells are never broken.
    spare
        Left out where there is no room for it.
    """

    heading: Message
    right: bool = False
    whole: bool = False
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Lines that are shown as they are, e.g. a piece of a file."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table still to be drawn.

    Attributes
    ----------
    title
        What it shows.
    columns
        Headings.
    rows
        Cells, one per column: texts, messages, or values that can say themselves (see `orgsim.language.say_value`).
    notes
        What a reader must know beside it.
    """

    title: Message | None
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    notes: tuple[Message, ...] = ()

    def without(self, spare: bool) -> Table:
        """Return the table without its spare columns, or as it is."""
        kept = [place for place, column in enumerate(self.columns) if not (spare and column.spare)]
        columns = tuple(self.columns[place] for place in kept)
        return replace(self, columns=columns, rows=tuple(tuple(row[place] for place in kept) for row in self.rows))

    def spoken(self, language: Language) -> list[list[str]]:
        """Return the headings and the rows as texts in a language."""
        rows: Iterable[Sequence[Any]] = [[column.heading for column in self.columns], *self.rows]
        return [[say_value(cell, language) for cell in row] for row in rows]


def unlike_the_first(
    structures: Mapping[Any, Iterable[tuple[Any, ...]]], *, details: bool = False
) -> tuple[tuple[Any, ...], ...]:
    """Return the rows of all structures, each after its title; of the later ones only those that the first has not.

    Parameters
    ----------
    structures
        Rows without the title, by title.
    details
        All rows of all of them.

    Examples
    --------
    >>> unlike_the_first({"now": [("a", 1), ("b", 2)], "new": [("a", 1), ("b", 3)]})
    (('now', 'a', 1), ('now', 'b', 2), ('new', 'b', 3))
    """
    found: list[tuple[Any, ...]] = []
    first: set[tuple[str, ...]] = set()
    for number, (title, rows) in enumerate(structures.items()):
        for row in rows:
            spoken = tuple(say_value(cell, "en") for cell in row)
            if number == 0 and not details:
                first.add(spoken)
            if number == 0 or spoken not in first:
                found.append((title, *row))
    return tuple(found)


Part = Table | Message | Verbatim | str
"""What a report consists of: tables, sentences, pieces of files, and texts that are in one language only."""
