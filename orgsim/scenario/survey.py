"""The office's own satisfaction survey (SKM): nine elements, and how much citizens trust it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self, get_args

from pydantic import Field, model_validator

from orgsim.errors import Message, message
from orgsim.spec import Share, Spec, refuse

Element = Literal[
    "requirements",
    "procedure",
    "time",
    "fee",
    "product",
    "competence",
    "behaviour",
    "complaints",
    "facilities",
]

ELEMENTS: Final[Mapping[str, Message]] = {
    "requirements": message("requirements (U1)"),
    "procedure": message("procedure (U2)"),
    "time": message("time (U3)"),
    "fee": message("fee (U4)"),
    "product": message("product (U5)"),
    "competence": message("competence (U6)"),
    "behaviour": message("behaviour (U7)"),
    "complaints": message("handling of complaints (U8)"),
    "facilities": message("facilities (U9)"),
}
"""The elements by name; questionnaires number the last two in either order."""


class Survey(Spec):
    """A satisfaction survey of those who were served; the model is fitted to it and moves from there."""

    elements: dict[Element, Annotated[float, Field(ge=1, le=4)]]
    """Mean score of each of the nine elements, from 1 to 4."""
    weight: Literal["exact", "0.11"] = "exact"
    """Weight of an element: a ninth, or 0.11 as the rule rounds it."""
    trust: Share | None = None
    """Share of citizens who trust the office; empty: the assumption `trust.start`."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = [name for name in get_args(Element) if name not in self.elements]
        if missing:
            fault = message(
                "a survey has nine elements, not {number}; there is no {names}",
                number=len(self.elements),
                names=tuple(missing),
            )
            raise refuse(fault, at=("elements",), remedy=message("Write a score for each of them"))
        return self
