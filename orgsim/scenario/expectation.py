"""Answers that are known beforehand: by theory, or from what was measured at the office."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, model_validator

from orgsim import measures
from orgsim.errors import InputError, message
from orgsim.measures import seconds_of
from orgsim.spec import Promise, Rate, Share, Spec, refuse

What = Literal[
    "waiting_time",
    "time_in_system",
    "p_wait",
    "number_in_queue",
    "number_in_system",
    "number_at_closing",
    "lost",
    "throughput",
    "utilisation",
    "load",
]
"""Quantities with a known answer: means over cases or time; `lost` is the share that gives up or is sent away,
`throughput` an hour, `load` by arithmetic alone."""

_READ: Final[Mapping[str, Callable[[object], float]]] = {
    "waiting_time": measures.parse_effort,
    "time_in_system": measures.parse_effort,
    "p_wait": measures.parse_share,
    "utilisation": measures.parse_share,
    "lost": measures.parse_share,
}


def _number_or_text(schema: dict[str, Any]) -> None:
    """Say in the schema what people may write: a number, or one with its measure."""
    schema.pop("anyOf", None)
    schema["type"] = ["number", "string", "null"]


class Expectation(Spec):
    """One known answer, which a run must meet.

    Examples
    --------
    >>> answer = {"what": "waiting_time", "value": "44.4 min", "source": "Erlang C"}
    >>> Expectation.model_validate(answer).value
    2664.0
    """

    what: What
    """The quantity."""
    group: str = "all"
    """Of which cases or posts: `all`, `service:<name>`, `position:<name>`, `unit:<name>`."""
    alternative: str = "baseline"
    """In which alternative; `baseline` is the structure as it is."""
    day: Annotated[int | None, Field(ge=1)] = None
    """For `number_at_closing`: the evening of which day of the run, 1 the first."""
    value: float = Field(json_schema_extra={"type": ["number", "string"]})
    """The known value: `44.4 min`, `12 %`, or a number where it is counted."""
    half_width: float | None = Field(default=None, json_schema_extra=_number_or_text)
    """Uncertainty of the value itself, written like it; empty: none."""
    tolerance: Share | None = None
    """Share of the value by which the mean may differ beyond its interval; empty: none."""
    kind: Literal["exact", "sim", "approximate"] = "exact"
    """A formula, a published simulation, or an approximation."""
    source: str = ""
    """Where it comes from."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.day is not None) != (self.what == "number_at_closing"):
            remedy = message("Write `day` with `number_at_closing`, and only there")
            raise refuse(message("the day belongs to a number at closing"), at=("day",), remedy=remedy)
        return self

    @model_validator(mode="before")
    @classmethod
    def _read_values(cls, written: Any) -> Any:
        if not isinstance(written, Mapping):
            return written
        read = _READ.get(str(written.get("what")), measures.parse_number)
        given = dict(written)
        for name in ("value", "half_width"):
            if given.get(name) is not None:
                try:
                    given[name] = read(given[name])
                except InputError as error:
                    raise refuse(error.faults[0].message, remedy=error.faults[0].remedy, at=(name,)) from None
        return given


class Observed(Spec):
    """What was measured at the office itself, for comparison with the run of the structure as it is."""

    waiting_time: Promise | None = None
    """Mean wait of a case, in working time."""
    lead_time: Promise | None = None
    """Mean time of a case from its arrival to its end, in working time."""
    number_waiting: float | None = Field(default=None, ge=0)
    """Mean number of cases that wait."""
    number_in_system: float | None = Field(default=None, ge=0)
    """Mean number of cases that wait or are worked on."""
    finished: Rate | None = None
    """How many are finished, `480 per month`."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.waiting_time and self.lead_time and seconds_of(self.waiting_time) > seconds_of(self.lead_time):
            fault = message("the mean wait is longer than the mean time from arrival to end, of which it is a part")
            remedy = message("Look whether the two are exchanged, or in different measures")
            raise refuse(fault, at=("waiting_time",), remedy=remedy)
        waiting, there = self.number_waiting, self.number_in_system
        if waiting is not None and there is not None and waiting > there:
            fault = message("more cases wait than are there")
            raise refuse(fault, at=("number_waiting",), remedy=message("Look whether the two are exchanged"))
        return self
