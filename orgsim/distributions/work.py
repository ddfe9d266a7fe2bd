"""Work of a visit and waits for others, as people write them: `15 min`, or a mapping with mean, spread and family."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import GetJsonSchemaHandler, ValidationError, ValidationInfo, model_serializer, model_validator
from pydantic_core import CoreSchema

from orgsim.assumptions import Assumptions
from orgsim.distributions.distribution import DISTRIBUTIONS, Distribution, Mean, Scv
from orgsim.errors import Fault, InputError, message
from orgsim.measures import CalendarTime, WorkingTime, seconds_of, write_delay, write_effort
from orgsim.spec import Delay, Spec, faults_of, refuse, refuse_all
from orgsim.suggestion import did_you_mean

__all__ = ["DelayWork", "Work", "WorkBasis"]

WorkBasis = Literal["norm", "pure", "observed"]
"""What a work time was taken from: a norm or pure work, stretched by 1 / effective share; or observed at the desk."""


def _family(name: object) -> type[Distribution]:
    if isinstance(name, str) and name in DISTRIBUTIONS:
        return DISTRIBUTIONS[name]
    remedy = did_you_mean(str(name), DISTRIBUTIONS)
    raise refuse(message('there is no family "{name}"', name=str(name)), remedy=remedy, at=("family",))


def _by_moments(family: str | None, mean: float, scv: float | None, default: tuple[str, float]) -> Distribution:
    """Make a distribution of what was given and what is assumed."""
    if family is None and scv == 0:
        family = "deterministic"
    cls = _family(family or default[0])
    if scv is None:
        scv = default[1] if cls.fixed_scv is None else cls.fixed_scv
    return cls.from_moments(mean, scv)


class Work(Spec):
    """How long a visit takes: `15 min`, or mean, spread and family, or a family's own parameters.

    Examples
    --------
    >>> work = Work.model_validate("15 min")
    >>> work.mean, work.distribution().scv
    (900.0, 0.5)
    >>> Work(family="triangular", low="5 min", mode="6 min", high="13 min").mean
    480.0
    """

    mean: Mean
    """Mean work of a visit; where a family has its own parameters, the mean that follows from them."""
    scv: Scv | None = None
    """Squared coefficient of variation; empty: the assumption `work.scv`."""
    family: str | None = None
    """Family of the distribution; empty: the assumption `work.family`, or `deterministic` where scv is 0."""
    basis: WorkBasis = "norm"
    """What it was taken from: a norm (ABK) or pure work are stretched by 1 / effective share, observed work is not."""
    law: Distribution | None = None
    """The family's own parameters, where it was written by them."""

    @model_validator(mode="before")
    @classmethod
    def _read(cls, written: Any, info: ValidationInfo) -> Any:
        if not isinstance(written, Mapping):
            return {"mean": written}
        given = dict(written)
        law = given.get("law")
        if law is None or isinstance(law, Distribution):
            given.pop("law", None)
        if isinstance(law, Distribution):
            kept = given.get("mean") == law.mean and given.get("scv") == law.scv and given.get("family") == law.family
            return given | ({"law": law} if kept else {})
        own = {name: value for name, value in given.items() if name not in ("family", "basis")}
        if not own.keys() - {"mean", "scv"} and "mean" in own:
            return given
        return {"basis": given.get("basis", "norm"), **_own_parameters(given.get("family"), own, info)}

    @model_validator(mode="after")
    def _possible(self) -> Work:
        if self.law is None:
            try:
                self.distribution()
            except InputError as error:
                raise refuse_all(*error.faults) from None
        return self

    @model_serializer(mode="plain", when_used="json")
    def _write(self) -> Any:
        basis = {} if self.basis == "norm" else {"basis": self.basis}
        if self.law is not None:
            return {"family": self.law.family, **self.law.model_dump(mode="json", exclude_unset=True), **basis}
        given = {"scv": self.scv, "family": self.family}
        more = {name: value for name, value in given.items() if value is not None} | basis
        mean = write_effort(self.mean)
        return {"mean": mean, **more} if more else mean

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return _as_written(super().__get_pydantic_json_schema__(schema, handler), handler, DISTRIBUTIONS.values())

    def distribution(self, assumptions: Assumptions | None = None) -> Distribution:
        """Return the distribution of the work of a visit, in seconds, before any stretching.

        Parameters
        ----------
        assumptions
            Those of the scenario; else the ledger's.
        """
        if self.law is not None:
            return self.law
        given = assumptions or Assumptions()
        return _by_moments(self.family, self.mean, self.scv, (given["work.family"], given["work.scv"]))


class DelayWork(Spec):
    """How long somebody outside takes: `3 hari kerja`, or mean, spread and family.

    Examples
    --------
    >>> delay = DelayWork.model_validate({"mean": "3 hari kerja", "scv": 1})
    >>> delay.time, delay.distribution(working_day=27_000).mean
    ('working', 81000.0)
    """

    mean: Delay
    """Mean delay: working time if it says so (`3 hari kerja`), else by the calendar (`3 hari`)."""
    scv: Scv | None = None
    """Squared coefficient of variation; empty: the assumption `delay.scv`."""
    family: str | None = None
    """Family of the distribution; empty: the assumption `delay.family`, or `deterministic` where scv is 0."""

    @model_validator(mode="before")
    @classmethod
    def _read(cls, written: Any) -> Any:
        return written if isinstance(written, Mapping) else {"mean": written}

    @model_validator(mode="after")
    def _possible(self) -> DelayWork:
        try:
            self.distribution(working_day=27_000)
        except InputError as error:
            raise refuse_all(*error.faults) from None
        return self

    @model_serializer(mode="plain", when_used="json")
    def _write(self) -> Any:
        given = {"scv": self.scv, "family": self.family}
        more = {name: value for name, value in given.items() if value is not None}
        mean = write_delay(self.mean)
        return {"mean": mean, **more} if more else mean

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return _as_written(super().__get_pydantic_json_schema__(schema, handler), handler, ())

    @property
    def time(self) -> Literal["working", "calendar"]:
        """Whether it runs in working time or by the calendar."""
        return "working" if isinstance(self.mean, WorkingTime) else "calendar"

    def seconds(self, working_day: float) -> float:
        """Return the mean in seconds.

        Parameters
        ----------
        working_day
            Seconds of work in a working day, by the calendar that the delay runs in.
        """
        if isinstance(self.mean, CalendarTime):
            return seconds_of(self.mean)
        return self.mean.days * working_day + self.mean.seconds

    def distribution(self, working_day: float, assumptions: Assumptions | None = None) -> Distribution:
        """Return the distribution of the delay, in seconds of its own `time`.

        Parameters
        ----------
        working_day
            Seconds of work in a working day, by the calendar that the delay runs in.
        assumptions
            Those of the scenario; else the ledger's.
        """
        given = assumptions or Assumptions()
        default = (given["delay.family"], given["delay.scv"])
        return _by_moments(self.family, self.seconds(working_day), self.scv, default)


def _own_parameters(family: object, own: Mapping[str, Any], info: ValidationInfo) -> dict[str, Any]:
    """Read a family's own parameters; returns the fields of `Work`."""
    if family is None:
        faults = [Fault(message('"{key}" is missing', key="mean"))] if "mean" not in own else []
        remedy = message(
            "It takes {names}, or the own parameters of a family that is named", names="mean, scv, family, basis"
        )
        strangers = [name for name in own if name not in ("mean", "scv")]
        faults += [
            Fault(message('"{key}" is not known here', key=str(name)), (str(name),), remedy) for name in strangers
        ]
        raise refuse_all(*faults)
    cls = _family(family)
    try:
        law = cls.model_validate(dict(own), context=info.context)
    except ValidationError as error:
        raise refuse_all(*faults_of(error, known=cls.model_fields)) from None
    return {"family": cls.family, "mean": write_effort(law.mean), "scv": law.scv, "law": law}


def _as_written(
    written: dict[str, Any], handler: GetJsonSchemaHandler, families: Iterable[type[Distribution]]
) -> dict[str, Any]:
    """Turn the schema of the fields into that of what people write: the mean alone, or a mapping."""
    mapping = handler.resolve_ref_schema(written)
    properties = {name: value for name, value in mapping["properties"].items() if name != "law"}
    mean = {name: value for name, value in properties["mean"].items() if name not in ("title", "description")}
    for family in families:
        for name, value in family.model_json_schema()["properties"].items():
            properties.setdefault(name, value)
    properties["family"] = {**properties["family"], "enum": [None, *DISTRIBUTIONS]}
    obj = {"type": "object", "additionalProperties": False, "properties": properties, "minProperties": 1}
    about = {"title": mapping["title"], "description": mapping["description"].partition("\n\nExamples\n")[0]}
    mapping.clear()
    mapping.update(about | {"anyOf": [mean, obj]})
    return written
