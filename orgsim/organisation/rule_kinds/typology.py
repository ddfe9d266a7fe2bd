"""Whether an agency has the type that its score gives it."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum
from typing import Annotated, Any, ClassVar, Literal, Self, TypeAlias

from pydantic import Field, model_validator

from orgsim.errors import Message, message
from orgsim.organisation.legal_case import LegalCase, Measured
from orgsim.organisation.legal_form import AgencyType, Typology
from orgsim.organisation.rule_test import RULE_KINDS, RuleTest
from orgsim.spec import Share, Spec, refuse

_Score: TypeAlias = Annotated[float, Field(ge=0, le=1000)]
_CLASSES = (200, 400, 600, 800, 1000)


class GeneralVariable(Spec):
    """One general variable: its weight, and the values at which the next class begins."""

    share: Share
    """Its weight in the whole score."""
    steps: tuple[float, ...] = Field(min_length=4, max_length=4)
    """The values above which the second, third, fourth and fifth class begin."""

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if any(low >= high for low, high in zip(self.steps[:-1], self.steps[1:], strict=True)):
            raise refuse(message("the steps rise from one to the next"), at=("steps",))
        return self

    def points(self, value: float) -> float:
        """Return the points of a value, out of 1,000.

        Examples
        --------
        >>> GeneralVariable(share="10 %", steps=(2e6, 4e6, 6e6, 8e6)).points(4_100_000)
        600
        """
        return _CLASSES[sum(value > step for step in self.steps)]


@RULE_KINDS.register
class TypologyScore(RuleTest):
    """Whether the type of an agency (A, B, C) is that of its score out of 1,000."""

    kind: Literal["typology"] = "typology"
    """Name of the kind of rule."""
    above: dict[AgencyType, _Score] = Field(min_length=1)
    """The score above which an agency is of a type; at or below the lowest it is none of its own."""
    technical_share: Share = 0.8
    """Weight of the technical variables."""
    general: dict[Literal["population", "area", "budget"], GeneralVariable] = Field(default_factory=dict)
    """The general variables; empty: the score must be stated."""

    title: ClassVar[Message] = message("type by score")
    example: ClassVar[dict[str, Any]] = {"above": {"A": 800, "B": 600, "C": 400}}

    def measure(self, case: LegalCase) -> Iterator[Measured]:
        """Yield the type of each agency beside that of its score."""
        for agency in case.agencies:
            legal = case.organisation.units[agency].legal
            score = self.score(legal.typology) if legal and legal.typology else None
            type, about = case.type(agency), f"unit:{agency}"
            bands = ", ".join(f"{name} > {bound:g}" for name, bound in self.above.items())
            limit = message("by score {bands}", bands=bands)
            if score is None:
                said = message("the score is not known, and its parts do not give it")
                yield Measured(about, said, limit, None)
                continue
            by_score = self.type_of(score)
            if by_score is None:
                found = message("a score of {score} is too low for an agency of its own", score=round(score, 1))
                yield Measured(about, found, limit, False)
            elif type is None:
                found = message("type {type} by a score of {score}; the type in force is not said",
                                type=by_score, score=round(score, 1))  # fmt: skip
                yield Measured(about, found, limit, None)
            else:
                found = message("type {type}; a score of {score} gives {by_score}",
                                type=type, score=round(score, 1), by_score=by_score)  # fmt: skip
                yield Measured(about, found, limit, type == by_score)

    def type_of(self, score: float) -> AgencyType | None:
        """Return the type of a score; None below the lowest.

        Examples
        --------
        >>> bands = TypologyScore(above={"A": 800, "B": 600, "C": 400})
        >>> [bands.type_of(score) for score in (1000, 800.5, 800, 600, 401, 400)]
        ['A', 'A', 'B', 'C', 'C', None]
        """
        found = [(bound, type) for type, bound in self.above.items() if score > bound]
        return max(found)[1] if found else None

    def score(self, parts: Typology) -> float | None:
        """Return the score: as stated, else general and technical variables by their weights.

        Examples
        --------
        >>> rule = TypologyScore(above={"A": 800}, general={"population": {"share": "20 %", "steps": [2, 4, 6, 8]}})
        >>> rule.score(Typology(population=9, technical=750)), rule.score(Typology(technical=750))
        (800.0, None)
        """
        if parts.score is not None:
            return parts.score
        values = {name: getattr(parts, name) for name in self.general}
        if parts.technical is None or not self.general or None in values.values():
            return None
        general = [variable.share * variable.points(values[name]) for name, variable in self.general.items()]
        return fsum([*general, self.technical_share * parts.technical])
