"""The log of a run: two tables, cases and visits, from which everything that is reported is computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt


class Outcome(IntEnum):
    """How a case ended."""

    DONE = 0
    ABANDONED = 1
    REFUSED = 2
    WITHDRAWN = 3
    OPEN = 4


class Category(IntEnum):
    """What a visit was."""

    WORK = 0
    APPROVAL = 1
    EXCEPTION = 2
    EXTERNAL = 3
    CHASE = 6
    TEAM = 7


CASE_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "key": "u8",
        "parent": "i8",
        "service": "i4",
        "class": "i4",
        "arrived": "i8",
        "due": "i8",
        "finished": "i8",
        "outcome": "i1",
        "wrong": "i1",
        "complaint_class": "i1",
    }
)
"""Columns of the table of cases, with their NumPy types."""

VISIT_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "case": "i8",
        "service": "i4",
        "step": "i4",
        "category": "i1",
        "visit": "i4",
        "phase": "i4",
        "unit": "i4",
        "position": "i4",
        "staff": "i4",
        "ready": "i8",
        "enqueued": "i8",
        "released": "i8",
        "started": "i8",
        "finished": "i8",
        "base": "i8",
        "switching": "i8",
        "handover": "i8",
        "suspended": "i8",
    }
)
"""Columns of the table of visits, with their NumPy types."""

_NAMED = {"cases": ("service",), "visits": ("service", "step", "unit", "position", "staff")}


class Columns(Mapping[str, npt.NDArray[Any]]):
    """Columns of a table: kept in as few bytes as their values take, read in the type that the table says, read-only.

    Parameters
    ----------
    types
        Names of the columns, in their order, with their NumPy types.
    kept
        The columns, in types that hold their values; or, of each, so many rows and then so many (blocks × rows), of
        which the last may be in want of some.
    size
        How many rows there are; all by default.

    Examples
    --------
    >>> columns = Columns({"ready": "i8"}, {"ready": np.array([5, 7], np.int8)})
    >>> columns["ready"].dtype, columns["ready"].tolist()
    (dtype('int64'), [5, 7])
    """

    def __init__(
        self, types: Mapping[str, npt.DTypeLike], kept: Mapping[str, npt.NDArray[Any]], size: int | None = None
    ) -> None:
        self._types = {name: np.dtype(types[name]) for name in types}
        self._kept, self._size = dict(kept), size

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """Return a column."""
        found = self._kept[name].astype(self._types[name], copy=False).reshape(-1)[: self._size]
        found.setflags(write=False)
        return found

    def of(self, name: str, rows: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
        """Return a column of some rows: what the whole of it would take need not be found for a few."""
        return self._narrow(name).take(rows).astype(self._types[name], copy=False)

    def rows(self, chosen: npt.NDArray[np.int64] | slice) -> Columns:
        """Return the columns of some rows."""
        return Columns(self._types, {name: self._narrow(name)[chosen] for name in self._types})

    def changed(self, **columns: npt.NDArray[Any]) -> Columns:
        """Return the table with other columns in place of some."""
        return Columns(self._types, {name: self._narrow(name) for name in self._types} | columns)

    def __iter__(self) -> Iterator[str]:
        """Tell the names of the columns, in their order."""
        return iter(self._types)

    def __len__(self) -> int:
        """Return how many columns there are."""
        return len(self._types)

    def _narrow(self, name: str) -> npt.NDArray[Any]:
        column = self._kept[name]
        if column.ndim > 1:  # whoever takes some of its rows will take others too: it is put in one piece once
            column = self._kept[name] = column.reshape(-1)[: self._size]
        return column


@dataclass(frozen=True)
class Log:
    """What happened in one replication of one alternative.

    Attributes
    ----------
    cases
        One row per case, in the order of arrival (time, then case key). ``key``: case key; ``parent``: row of the
        original case, -1 for a request; ``class``: bit i is set if the case has the i-th attribute of its service,
        sorted by name;
        ``arrived``, ``due``, ``finished``: ticks (seconds since 00:00 of the first day), -1 for none; ``outcome``: see
        `Outcome`; ``wrong``, ``complaint_class``: -1 where they do not apply.
    visits
        One row per visit and person, in the order of starting (start, case key, step uid, visit); waits outside and
        visits that never started included. ``case`` is a row of `cases`; ``category``: see `Category`; ``ready``: the
        step before was finished; ``enqueued``: after disposition; ``released``: nothing but staff was missing;
        ``started``,
        ``finished``; ``base``: drawn work before multipliers; ``switching``, ``handover``: ticks of each in the visit;
        ``suspended``: ticks interrupted. -1 for what did not happen. A person who only takes part (team) has a row of
        his own of category TEAM.
    names
        Ids behind the codes: ``service``, ``step`` (``service/step`` or, of an approval, ``service/step/level``),
        ``unit``,
        ``position``, ``staff``.
    ended
        Tick at which the run ended.
    replication
        Which one it was.
    """

    cases: Columns
    visits: Columns
    names: Mapping[str, tuple[str, ...]]
    ended: int
    replication: int = 0

    def decoded(self, table: str) -> dict[str, npt.NDArray[Any]]:
        """Return a table (``"cases"`` or ``"visits"``) with ids in place of codes; empty where there is none."""
        columns = self.cases if table == "cases" else self.visits
        return {
            name: self._ids(name, values) if name in _NAMED[table] else np.asarray(values)
            for name, values in columns.items()
        }

    def equals(self, other: Log) -> bool:
        """Whether two logs tell the same story, bit for bit (codes compared by the ids behind them)."""
        return self.ended == other.ended and all(
            np.array_equal(mine[name], theirs[name])
            for table in ("cases", "visits")
            for mine, theirs in [(self.decoded(table), other.decoded(table))]
            for name in mine
        )

    def known_at(self, tick: int) -> Log:
        """Return the log of what had begun by a tick: cases that had come, visits that had become ready.

        What became of them later still stands in their rows.
        """
        came = int(np.searchsorted(self.cases["arrived"], tick, side="right"))
        begun = np.flatnonzero(self.visits["ready"] <= tick)
        return replace(self, cases=self.cases.rows(slice(came)), visits=self.visits.rows(begun))

    def write(self, path: Path, table: str = "visits") -> None:
        """Write a table to ``.parquet`` or ``.csv``, with ids and no time of writing; never half of it.

        Raises
        ------
        ValueError
            If the ending is neither.
        """
        import pyarrow as pa
        from pyarrow import csv, parquet

        if path.suffix not in {".parquet", ".csv"}:
            raise ValueError(path.suffix)
        data = pa.table({name: pa.array(values) for name, values in self.decoded(table).items()})
        part = path.with_name(path.name + ".part")
        try:
            if path.suffix == ".csv":
                csv.write_csv(data, part)
            else:
                parquet.write_table(data, part, compression="zstd")
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    def _ids(self, column: str, codes: npt.NDArray[Any]) -> npt.NDArray[Any]:
        ids = np.array([*self.names[column], ""], dtype=np.str_)
        found: npt.NDArray[Any] = ids[codes]
        return found


def table_of(columns: Mapping[str, str], rows: Sequence[Sequence[int]]) -> Columns:
    """Turn rows of integers, in the order of the columns, into columns."""
    values = zip(*rows, strict=True) if rows else [()] * len(columns)
    return columns_of(columns, zip(columns, values, strict=True))


def columns_of(columns: Mapping[str, str], values: Iterable[tuple[str, npt.ArrayLike]]) -> Columns:
    """Turn names and values into columns; each is made narrow before the next is asked for."""
    return Columns(columns, {name: _least(np.asarray(column, columns[name])) for name, column in values})


def _least(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return whole numbers in as few bytes as they take."""
    low, high = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    fits = (np.dtype(kind) for kind in ("i1", "i2", "i4") if np.iinfo(kind).min <= low <= high <= np.iinfo(kind).max)
    return values.astype(next(fits, values.dtype))
