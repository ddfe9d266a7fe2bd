"""What an office delivers beside what its model says, and what would explain it, in tables and sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from orgsim.errors import Message, message
from orgsim.language import say
from orgsim.report.amounts import Plain, Spoken
from orgsim.report.tables import Column, Part, Table
from orgsim.report.words import Listed, Titles, load_titles
from orgsim.spec import LocalisedText

if TYPE_CHECKING:
    from orgsim.analysis.reconciliation import Explanation, Gap, Reconciliation

__all__ = ["reconcile_tables", "reconciliation_json", "seen_words"]

_NOTHING: Final = "–"
_APART: Final = 2.0
"""Two answers that differ by more than this factor do not fit together."""


def reconcile_tables(found: Reconciliation, titles: Titles) -> Iterator[Part]:
    """Tell what was seen, the loads at what is delivered, and what would explain those that cannot be.

    Parameters
    ----------
    found
        What was reckoned.
    titles
        What posts and things are called.
    """
    yield _volumes(found)
    yield from _doubts(found)
    yield _loads(found, titles)
    if not found.gaps:
        yield message("Every group can do what is delivered: nothing needs an explanation.")
        return
    explained = [gap for gap in found.gaps if gap.explanations]
    if explained:
        yield _explanations(explained, titles)
    for gap in found.gaps:
        if gap.reason is not None:
            posts = Listed(load_titles(gap.group, titles), ", ")
            yield message("{posts}: {reason}.", posts=posts, reason=gap.reason)
    if explained:
        yield message("Each explanation would do by itself; which one holds, or how they share it, the office knows.")
        yield message("To keep one: --accept norm, overtime or staff, with --output FILE. It is marked as calibrated.")


def _volumes(found: Reconciliation) -> Message:
    share = found.delivered / found.modelled
    if share > 1.02:
        return message("The office finishes {delivered} requests a working day; in the model only {modelled} come.",
                       delivered=round(found.delivered, 2), modelled=round(found.modelled, 2))  # fmt: skip
    if share < 0.98:
        return message("The office finishes {delivered} requests a working day; in the model {modelled} come: "
                       "if so many do, a pile grows by {growth} a day.",
                       delivered=round(found.delivered, 2), modelled=round(found.modelled, 2),
                       growth=round(found.modelled - found.delivered, 2))  # fmt: skip
    return message("The office finishes {delivered} requests a working day, about as many as come in the model.",
                   delivered=round(found.delivered, 2))  # fmt: skip


def _doubts(found: Reconciliation) -> Iterator[Message]:
    """Hold the three answers against each other: what is in hand is what is finished a day, times the days of each."""
    if found.in_hand is None:
        return
    yield message("By Little's law about {number} requests are then in the office at a time.",
                  number=round(found.in_hand, 1))  # fmt: skip
    waiting = found.seen.waiting
    if waiting is not None and waiting > found.in_hand * 1.02 and waiting > found.in_hand + 1:
        factor = waiting / found.in_hand if found.in_hand else 0.0
        if factor > _APART or not found.in_hand:
            yield message("But {waiting} wait: the three answers do not fit together. Ask again, or a pile is growing.",
                          waiting=round(waiting, 1))  # fmt: skip


def _loads(found: Reconciliation, titles: Titles) -> Table:
    columns = (
        Column(message("Who shares the work")),
        Column(message("Staff"), right=True),
        Column(message("Load (EJ)"), right=True),
        Column(message("Verdict")),
    )
    gaps = {(gap.group.positions, gap.group.tasks) for gap in found.gaps}
    rows = tuple(
        (
            Listed(load_titles(group, titles), ", "),
            Plain(group.staff_count),
            Plain(group.load, 2) if isfinite(group.load) else "∞",
            message("needs an explanation") if (group.positions, group.tasks) in gaps else message("can be"),
        )
        for group in found.groups
    )
    note = message("At what is delivered, by the norms of the model. At a load of 1 or more nobody could deliver it.")
    return Table(message("Loads at what the office delivers"), columns, rows, (note,))


def _explanations(gaps: list[Gap], titles: Titles) -> Table:
    columns = (
        Column(message("Who shares the work")),
        Column(message("What would explain it")),
        Column(message("Size")),
        Column(message("Between")),
        Column(message("Plausible")),
    )
    rows = tuple(
        (
            Listed(load_titles(gap.group, titles), ", "),
            _NAMES[one.which],
            size_words(one),
            message("{low} to {high}", low=_amount(one, one.low), high=_amount(one, one.high)),
            message("yes") if one.doubt is None else message("hardly: {reason}", reason=one.doubt),
        )
        for gap in gaps
        for one in gap.explanations
    )
    target = round(gaps[0].target, 3)
    note = message(
        "Each by itself brings the load down to {load}; between: for loads from the loosest to the strictest.",
        load=target,
    )
    return Table(message("Three single explanations"), columns, rows, (note,))


_NAMES: Final[Mapping[str, Message]] = {
    "norm": message("Norms shorter"),
    "overtime": message("Overtime, every day and by everybody"),
    "staff": message("Borrowed staff, all day"),
}


def size_words(one: Explanation) -> Message:
    """Return the size of an explanation in words."""
    if one.which == "norm":
        return message("{share} of the minutes", share=_amount(one, one.size))
    if one.which == "overtime":
        return message("{time} a day each", time=_amount(one, one.size))
    return message("{number} people", number=_amount(one, one.size))


def _amount(one: Explanation, size: float) -> Spoken | Message:
    if one.which == "norm":
        return message("{share} %", share=round(100 * size, 1))
    if one.which == "overtime":
        return message("{minutes} min", minutes=round(size / 60))
    return Plain(size, 1)


def seen_words(found: Reconciliation, which: str) -> LocalisedText:
    """Return what was seen and accepted, for the list of sources of the scenario."""
    seen = found.seen
    text = message(
        "Reconciled with what the office delivers: {count} finished per {per}; accepted: {which}",
        count=round(seen.finished.count, 2), per=seen.finished.per, which=_NAMES[which],
    )  # fmt: skip
    return LocalisedText(say(text, "id"), say(text, "en"))


def reconciliation_json(found: Reconciliation) -> dict[str, Any]:
    """Return everything as plain values; infinite loads are null."""
    return {
        "delivered_per_working_day": found.delivered,
        "modelled_per_working_day": found.modelled,
        "in_hand": found.in_hand,
        "groups": [
            {"positions": list(g.positions), "staff": g.staff_count, "load": g.load if isfinite(g.load) else None}
            for g in found.groups
        ],
        "gaps": [
            {
                "positions": list(gap.group.positions),
                "target": gap.target,
                "reason": None if gap.reason is None else say(gap.reason, "en"),
                "explanations": [
                    {"which": one.which, "size": one.size, "low": one.low, "high": one.high,
                     "doubt": None if one.doubt is None else say(one.doubt, "en")}
                    for one in gap.explanations
                ],
            }
            for gap in found.gaps
        ],
    }  # fmt: skip
