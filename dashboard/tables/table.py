"""What a table of the organisation is: its columns, its rows, and how edited rows become part of a scenario again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, Protocol, TypeVar, get_args

from orgsim.errors import Fault, InputError, Message, message
from orgsim.language import Language, say
from orgsim.measures import parse_effort, parse_money, parse_number, parse_working_time, seconds_of
from orgsim.scenario.scenario import Scenario
from orgsim.spec import Basis, Evidence

Row = dict[str, Any]

NOTHING: Final = "–"
"""An empty cell of a column of choices: an empty text would be shown as None."""
T = TypeVar("T")
Kind = Literal["text", "count", "flag", "choice", "hidden"]

BASES: Final[Mapping[str, Message]] = {
    "measured": message("measured"),
    "stated": message("stated"),
    "calibrated": message("calibrated"),
    "assumed": message("assumed"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    key
        Under which a row holds the cell.
    heading, help
        What the reader sees.
    kind
        Any text, a whole number, yes or no, one of several, or kept out of sight.
    options
        What can be chosen.
    required
        Whether a cell must be filled in.
    """

    key: str
    heading: Message
    kind: Kind = "text"
    help: Message | None = None
    options: tuple[str, ...] = ()
    required: bool = False


class EditableTable(Protocol):
    """A part of a scenario as rows."""

    name: str
    title: Message
    about: Message

    def columns(self, scenario: Scenario, language: Language) -> tuple[Column, ...]:
        """Return the columns."""

    def rows(self, scenario: Scenario, language: Language) -> list[Row]:
        """Return the rows, in the order of the file."""

    def put(self, data: Row, said: Said, rows: Sequence[Edited], names: Names) -> None:
        """Put edited rows in the place of the old ones, in plain data of a scenario."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A row after editing.

    Attributes
    ----------
    number
        Its place, from 1.
    row
        Its cells.
    old
        Its cells before; None for a new row. A cell that is as it was is not read again: nothing is rounded by it.
    """

    number: int
    row: Row
    old: Row | None

    def changed(self, *keys: str) -> bool:
        """Whether one of these cells is no longer as it was."""
        return self.old is None or any(filled(self.row.get(key)) != filled(self.old.get(key)) for key in keys)

    def read(self, column: Column, parse: Callable[[str], T]) -> T | None:
        """Return the value of a cell, None if it is empty; what cannot be read is told with its place."""
        text = filled(self.row.get(column.key))
        try:
            return None if text is None else parse(text)
        except InputError as error:
            raise cell_error(self.number, column.heading, error.faults[0].message, error.faults[0].remedy) from None

    def count(self, column: Column, least: int = 0) -> int | None:
        """Return a whole number."""
        number = self.read(column, parse_number)
        if number is None:
            return None
        if number != int(number) or number < least:
            fault = message("a whole number of {least} or more is needed", least=least)
            raise cell_error(self.number, column.heading, fault)
        return int(number)

    def title(self, column: Column) -> str:
        """Return the title, which every row must have."""
        title = filled(self.row.get(column.key))
        if title is None:
            raise cell_error(self.number, column.heading, message("a title is needed"))
        return title


@dataclass
class Names:
    """Titles as the reader sees them, and the ids that they stand for."""

    scenario: Scenario
    language: Language
    _labels: dict[str, dict[str, str]] = field(default_factory=dict)

    def labels(self, part: str) -> dict[str, str]:
        """Return the label of every unit, position, service: its title, with the id where two have the same."""
        if part not in self._labels:
            things: Mapping[str, Any] = getattr(self.scenario.agency, part)
            titles = {id: thing.title.say(self.language) for id, thing in things.items()}
            twice = [title for title in titles.values() if list(titles.values()).count(title) > 1]
            self._labels[part] = {id: f"{title} ({id})" if title in twice else title for id, title in titles.items()}
        return self._labels[part]

    def id_of(self, part: str, label: Any, row: int, column: Message) -> str | None:
        """Return the id that a label stands for; None for an empty cell."""
        text = filled(label)
        if text is None:
            return None
        for id, known in self.labels(part).items():
            if text in (known, id) or text.casefold() == known.casefold():
                return id
        raise cell_error(row, column, message("“{text}” is in none of the other tables", text=text))

    def titled(self, old: Any, new: str) -> Any:
        """Return a title with the reader's language changed, as it is written."""
        texts = old if isinstance(old, dict) else {"id": old or new, "en": old or new}
        if not old or texts.get(self.language) != new:
            other: Language = "en" if self.language == "id" else "id"
            one_language_only = not isinstance(old, dict)
            texts = {self.language: new, other: new if one_language_only else texts[other]}
        return texts["id"] if texts["id"] == texts["en"] else {"id": texts["id"], "en": texts["en"]}


@dataclass
class Said:
    """What is known of numbers, by their place; edited along with them."""

    by_path: dict[tuple[str | int, ...], Evidence]

    @classmethod
    def of(cls, evidence: Iterable[Evidence]) -> Said:
        """Return what is known."""
        return cls({one.path: one for one in evidence})

    def cells(self, path: tuple[str | int, ...], language: Language) -> Row:
        """Return the cells of basis and source."""
        found = self.by_path.get(path)
        basis = say(BASES[found.basis], language) if found else NOTHING
        return {"basis": basis, "source": (found.source or "") if found else ""}

    def put(self, path: tuple[str | int, ...], value: Any, edited: Edited, main: str, language: Language) -> None:
        """Note what a row says of its main number, whose cell is `main`.

        Whoever changes a number and leaves its basis as it was loses a source that spoke of the old number; an
        assumption stays one.
        """
        row, number = edited.row, edited.number
        if not edited.changed("basis", "source", main):
            return
        old = self.by_path.get(path)
        stale = edited.old is not None and edited.changed(main) and not edited.changed("basis", "source")
        if stale and old is not None and old.basis != "assumed":
            del self.by_path[path]
            return
        word, source = filled(row.get("basis")), filled(row.get("source"))
        known = {say(text, language).casefold(): name for name, text in BASES.items()} | {b: b for b in get_args(Basis)}
        basis = known.get(word.casefold()) if word else None
        if word and basis is None:
            raise cell_error(number, BASIS.heading, message("“{text}” is no basis", text=word))
        self.by_path.pop(path, None)
        if value is None or (basis is None and source is None):
            return
        basis = basis or "stated"
        if basis != "assumed" and source is None:
            fault = message("what is {basis} needs a source", basis=BASES[basis])
            raise cell_error(number, SOURCE.heading, fault)
        bounds = old.range if old is not None and old.range is not None and _within(value, old.range) else None
        if basis in ("assumed", "calibrated") and bounds is None:
            bounds = half_to_double(value)
        self.by_path[path] = Evidence(path, basis, source, bounds, value)  # type: ignore[arg-type]


BASIS: Final = Column("basis", message("Basis"), "choice", message("How the number is known"))
SOURCE: Final = Column("source", message("Source"), help=message("Where the number comes from"))


def basis_columns(language: Language) -> tuple[Column, Column]:
    """Return the columns that say how the main number of a row is known."""
    return replace(BASIS, options=tuple(say(text, language) for text in BASES.values())), SOURCE


def half_to_double(value: Any) -> tuple[Any, Any]:
    """Return the range of an assumed number of which no range is known.

    Examples
    --------
    >>> half_to_double(3), half_to_double("6 min")
    ((1, 6), ('3 min', '12 min'))
    """
    if isinstance(value, int):
        return (value // 2, value * 2)
    if isinstance(value, float):
        return (value / 2, value * 2)
    amount, _, measure = str(value).partition(" ")
    number = parse_number(amount)
    low, high = (int(n) if n == int(n) else n for n in (number / 2, number * 2))
    return (f"{low} {measure}", f"{high} {measure}")


def _within(value: Any, bounds: tuple[Any, Any]) -> bool:
    for parse in (parse_number, parse_effort, _days, parse_money):
        try:
            low, size, high = (parse(part) for part in (bounds[0], value, bounds[1]))
        except InputError:
            continue
        return bool(low <= size <= high)
    return False


def _days(value: object) -> float:
    return seconds_of(parse_working_time(value))


def filled(cell: Any) -> str | None:
    """Return the text of a cell, None where it is empty."""
    if cell is None or cell != cell:  # NaN differs from itself
        return None
    text = str(cell).strip()
    return None if text in ("", NOTHING) else text


def cell_error(row: int, column: Message, fault: Message, remedy: Message | None = None) -> InputError:
    """Return the error of a cell: which row, which column, what."""
    place = message("row {row}, {column}: {fault}", row=row, column=column, fault=fault)
    return InputError(Fault(place, remedy=remedy))


def slug(title: str, taken: Iterable[str]) -> str:
    """Return an id made from a title.

    Examples
    --------
    >>> slug("Bidang Perizinan & Data", ()), slug("Tim 1", {"tim-1"})
    ('bidang-perizinan-data', 'tim-1-2')
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "baru"
    taken = set(taken)
    return next(name for n in range(1, 10_000) if (name := base if n == 1 else f"{base}-{n}") not in taken)
