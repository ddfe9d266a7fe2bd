"""What every kind of rule has in common; one file each in `orgsim.organisation.rule_kinds`."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Final, TypeAlias

from pydantic import Field, ValidationError

from orgsim.errors import Message, message
from orgsim.organisation.legal_case import LegalCase, Measured
from orgsim.organisation.legal_form import AgencyType
from orgsim.registry import Registry
from orgsim.spec import Spec, faults_of, refuse, refuse_all
from orgsim.suggestion import did_you_mean

__all__ = ["RULE_KINDS", "Limit", "RuleTest", "limit_of", "read_test", "within"]

Number: TypeAlias = Annotated[float, Field(ge=0)]
Limit: TypeAlias = Number | dict[AgencyType, Number]
"""A number, or one for each type of agency: `{A: 4, B: 3, C: 2}`."""


class RuleTest(Spec):
    """What a rule measures, and within which limits."""

    kind: str
    """Name of the kind of rule."""

    name: ClassVar[str]
    """The same, the default of the field."""
    title: ClassVar[Message]
    """What the kind measures, for a reader."""
    example: ClassVar[Mapping[str, Any]]
    """Fields of a valid use, as written in a pack."""

    @classmethod
    def __pydantic_init_subclass__(cls, **keywords: Any) -> None:
        super().__pydantic_init_subclass__(**keywords)
        cls.name = cls.model_fields["kind"].default

    @abstractmethod
    def measure(self, case: LegalCase) -> Iterator[Measured]:
        """Yield everything that the rule is held against, kept or not."""


RULE_KINDS: Final[Registry[RuleTest]] = Registry("orgsim.organisation.rule_kinds")
"""All kinds of rules, by name."""


def read_test(written: Any) -> Any:
    """Read the test of a rule: a mapping that names its kind."""
    if isinstance(written, RuleTest):
        return written
    if not isinstance(written, Mapping):
        remedy = message("Write e.g. {example}", example="{kind: layers, most: 2}")
        raise refuse(message("a mapping is needed here: keys with values"), remedy=remedy)
    kind = written.get("kind")
    if not isinstance(kind, str) or kind not in RULE_KINDS:
        fault = message("there is no kind of rule “{name}”", name=str(kind)[:40])
        near = did_you_mean(str(kind), RULE_KINDS)
        remedy = near or message("It is one of {names}", names=", ".join(RULE_KINDS))
        raise refuse(fault, remedy=remedy, at=("kind",))
    cls = RULE_KINDS[kind]
    try:
        return cls.model_validate(dict(written))
    except ValidationError as error:
        raise refuse_all(*faults_of(error, known=cls.model_fields)) from None


def limit_of(limit: Limit | None, type: AgencyType | None) -> tuple[float, float] | None:
    """Return the strictest and the widest value that a limit may have for an agency; None: there is no limit.

    Examples
    --------
    >>> limit_of({"A": 4, "B": 3, "C": 2}, None), limit_of({"A": 4, "B": 3}, "B"), limit_of(3, None)
    ((2, 4), (3, 3), (3, 3))
    """
    if limit is None or (isinstance(limit, dict) and type is not None and type not in limit):
        return None
    if not isinstance(limit, dict):
        return limit, limit
    if type is not None:
        return limit[type], limit[type]
    return min(limit.values()), max(limit.values())


def within(value: float, most: Limit | None, least: Limit | None, type: AgencyType | None) -> bool | None:
    """Whether a value is within limits; None if that hangs on a type that is not known.

    Examples
    --------
    >>> most = {"A": 4, "B": 3, "C": 2}
    >>> [within(value, most, None, None) for value in (2, 3, 5)], within(4, most, None, "B"), within(0, None, 1, None)
    ([True, None, False], False, False)
    """
    above, below = limit_of(most, type), limit_of(least, type)
    if (above and value > above[1]) or (below and value < below[0]):
        return False
    if (above and value > above[0]) or (below and value < below[1]):
        return None
    return True
