"""Known answers beside what the simulation says, as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from orgsim.analysis.verification import Check, Verdict
from orgsim.errors import Message, message
from orgsim.report.amounts import Per100, Plain
from orgsim.report.tables import Column, Part, Table

__all__ = ["verification_table"]

_QUANTITIES: Final[Mapping[str, Message]] = MappingProxyType(
    {
        "waiting_time": message("mean wait, min"),
        "time_in_system": message("mean stay, min"),
        "p_wait": message("share that waits"),
        "number_in_queue": message("mean queue"),
        "number_in_system": message("mean number there"),
        "number_at_closing": message("number at closing"),
        "lost": message("share that leaves"),
        "throughput": message("served an hour"),
        "utilisation": message("time busy"),
        "load": message("load (arithmetic)"),
        "work": message("work that came"),
        "refusal": message("refused"),
    }
)
_VERDICTS: Final[Mapping[Verdict, Message]] = MappingProxyType(
    {
        Verdict.AGREES: message("agrees"),
        Verdict.DIFFERS: message("DIFFERS"),
        Verdict.IMPRECISE: message("too imprecise"),
    }
)
_OVERLOADED: Final = message("agrees: overloaded")
_SHARES: Final = frozenset({"lost", "p_wait", "utilisation", "work"})
_MINUTES: Final = frozenset({"waiting_time", "time_in_system"})
_YES, _NO = message("yes"), message("no")
_ON_DAY: Final = message("{quantity}, day {day}")


def verification_table(checks: Sequence[Check]) -> tuple[Part, ...]:
    """Return the table of all checks, and a sentence on how many agree."""
    columns = (
        Column(message("scenario"), whole=True),
        Column(message("group")),
        Column(message("quantity")),
        Column(message("load"), right=True),
        Column(message("expected"), right=True),
        Column(message("got"), right=True),
        Column(message("± 95 %"), right=True),
        Column(message("verdict")),
    )
    note = message(
        "An answer agrees if the expected value lies in the 99 % interval of what was got. Where it does not, the "
        "scenario is run again with other citizens, twice as long, and judged by those alone. An overloaded structure "
        "has no mean: its queue grows without end."
    )
    rows = tuple(_row(check) for check in checks)
    agreeing = sum(check.verdict is Verdict.AGREES for check in checks)
    table = Table(message("The simulation beside known answers"), columns, rows, (note,))
    return table, message("{number} of {all} answers agree.", number=agreeing, all=len(checks))


def _row(check: Check) -> tuple[Any, ...]:
    scenario = check.file if check.alternative == "baseline" else f"{check.file}: {check.alternative}"
    return (
        scenario,
        check.group.partition(":")[2] or "–",
        _quantity(check),
        Plain(check.load, 3) if check.load else "–",
        _value(check, check.expected),
        _value(check, check.got),
        Per100(check.half_width / abs(check.expected), 1) if check.replications else "–",
        _verdict(check),
    )


def _quantity(check: Check) -> Message:
    name = _QUANTITIES[check.what]
    return name if check.day is None else Message(_ON_DAY.text, {"quantity": name, "day": str(check.day)})


def _value(check: Check, value: float) -> Any:
    if check.what == "refusal":
        return _YES if value else _NO
    if check.what in _SHARES:
        return Per100(value, 2)
    return Plain(value / 60, 2) if check.what in _MINUTES else Plain(value, 3)


def _verdict(check: Check) -> Message:
    if check.what == "load" and check.expected >= 1 and check.verdict is Verdict.AGREES:
        return _OVERLOADED
    return _VERDICTS[check.verdict]
