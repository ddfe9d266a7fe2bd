"""What the runs of a structure showed, beside what formulas say of it: with its interval, and what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from orgsim.analysis.kpi import Kpi, Measured, ratio
from orgsim.analysis.said import Number, Percent, Time
from orgsim.errors import Message, message

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation
    from orgsim.analysis.single import SingleRow, SingleRun

__all__ = ["Runs", "Shown", "WaitAtPosts", "of_posts"]


class WaitAtPosts(Kpi):
    r"""Mean time of the office, in minutes, that a visit waits in the queue, by the post that it comes to.

    Groups: ``position:<id>``. A post to which no visit came has no value. It is asked for by diagnoses only.
    """

    name = "wait_at_posts"
    title = message("Wait at each post")
    measured_in = "min"
    better = "lower"
    scale = "ratio"
    on_request = True
    missing = message("no visit came to the post")

    def measure(self, observation: Observation) -> Measured:
        """Return the mean wait of the visits to every post."""
        sums, visits = observation.waits_by_post
        posts = zip(observation.log.names["position"], sums[:-1].tolist(), visits[:-1].tolist(), strict=True)
        return {f"position:{name}": ratio(ticks, number * 60) for name, ticks, number in posts}


@dataclass(frozen=True, slots=True)
class Shown:
    """One number of the runs, in a sentence.

    Attributes
    ----------
    text
        The sentence.
    row
        The number, with its interval; or why there is none.
    basis
        The weakest basis of what went into the runs.
    """

    text: Message
    row: SingleRow
    basis: str


@dataclass(frozen=True)
class Runs:
    """The runs of a structure, seen over the whole time after the change.

    Attributes
    ----------
    run
        What they showed.
    """

    run: SingleRun

    @cached_property
    def rows(self) -> Mapping[tuple[str, str], SingleRow]:
        """Its numbers, by indicator and group."""
        return {(row.kpi, row.group): row for row in self.run.rows if row.window == "whole"}

    def tell(self, kpi: str, group: str, sentence: Message, **values: Any) -> Iterator[Shown]:
        """Yield one number; nothing where the runs have none of this name.

        Parameters
        ----------
        kpi, group
            Which number.
        sentence
            With a place ``{span}`` for it.
        values
            Of its other places.
        """
        row = self.rows.get((kpi, group))
        if row is not None:
            yield Shown(Message(sentence.text, {**values, "span": _span(row)}), row, self.run.basis)

    def longest(self, posts: Iterable[str]) -> tuple[str, bool] | None:
        """Return the post before which visits wait longest; where no mean can be told, the one most occupied.

        Beside it stands whether it is told by the waits.
        """
        for kpi in ("wait_at_posts", "utilisation"):
            known = {
                post: row.value
                for post in posts
                if (row := self.rows.get((kpi, f"position:{post}"))) is not None and row.value is not None
            }
            if known:
                return max(sorted(known), key=lambda post: known[post]), kpi == "wait_at_posts"
        return None


def of_posts(runs: Runs, titled: Callable[[str], Any], posts: Iterable[str]) -> Iterator[Shown]:
    """Yield how long visits waited before some posts, titled as a subject does, and how much these were occupied."""
    for post in posts:
        group, title = f"position:{post}", titled(post)
        yield from runs.tell("wait_at_posts", group, _WAITED, post=title)
        yield from runs.tell("utilisation", group, _OCCUPIED, post=title)


_WAITED: Final = message("mean wait before {post}: {span}.")
_OCCUPIED: Final = message("share of the time on duty that {post} is occupied: {span}.")


def _span(row: SingleRow) -> Message:
    if row.value is None:
        return message("not known ({reason})", reason=row.reason if row.reason is not None else "–")
    if row.low is None or row.high is None:
        return message("{mean} (one replication has no interval)", mean=_say(row.value, row.measured_in))
    ends = {"mean": row.value, "low": row.low, "high": row.high}
    return Message(_INTERVAL.text, {name: _say(value, row.measured_in) for name, value in ends.items()})


_INTERVAL: Final = message("{mean} (95 %: {low} … {high})")


def _say(value: float, measured_in: str) -> object:
    if measured_in == "share":
        return Percent(min(max(value, 0.0), 1.0), 1)
    return Time(max(value, 0.0) * 60) if measured_in == "min" else Number(value, 1)
