"""An organisation as rules look at it: its agencies, and what each is by law, as it says or as titles tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from orgsim.assumptions import Assumptions
from orgsim.errors import Message
from orgsim.organisation.agency import Unit
from orgsim.organisation.legal_form import AgencyType, Form, Tier, form_of, guessed_tier, is_registry
from orgsim.organisation.organisation import Organisation

__all__ = ["CIVIL_REGISTRY", "LegalCase", "Measured"]

CIVIL_REGISTRY = "administrasi-kependudukan"
"""The function of a civil registry, which titles give away."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One thing that a rule was held against.

    Attributes
    ----------
    about
        What it is: ``unit:<id>``, ``position:<id>``, ``service:<id>``, ``agency``.
    what
        What is found there.
    limit
        What the rule allows.
    holds
        Whether it is within the limit; None if that cannot be said, and `what` says why.
    """

    about: str
    what: Message
    limit: Message
    holds: bool | None


@dataclass(frozen=True)
class LegalCase:
    """An organisation as rules look at it.

    Attributes
    ----------
    organisation
        The structure that is judged.
    before
        The structure that it came from; None where nothing has changed.
    year
        Year in which it is looked at; None where none is known.
    assumptions
        Those of the scenario.
    only, only_before
        Units that a rule applies to, now and in the structure before; None: every agency.
    """

    organisation: Organisation
    before: Organisation | None = None
    year: int | None = None
    assumptions: Assumptions = field(default_factory=Assumptions)
    only: tuple[str, ...] | None = None
    only_before: tuple[str, ...] = ()

    @cached_property
    def agencies(self) -> tuple[str, ...]:
        """The units that are agencies: those of this form, else the top of the organisation."""
        if self.only is not None:
            return self.only
        units = self.organisation.units
        named = [name for name, unit in units.items() if _form(unit) == "agency"]
        inner = {name for name in named if set(list(self.organisation.graph.line(name))[1:]) & set(named)}
        # A dinas under a dinas is a head's office; several under one top that is none of them are a government.
        outer = tuple(name for name in named if name not in inner)
        return outer or (self.organisation.graph.top,)

    def form(self, unit: str) -> Form | None:
        """Return the kind of a unit; the top of an agency is the agency."""
        return "agency" if unit in self._all_agencies else _form(self.organisation.units[unit])

    @cached_property
    def _all_agencies(self) -> tuple[str, ...]:
        return LegalCase(self.organisation).agencies

    def inside(self, agency: str) -> tuple[str, ...]:
        """Return the units of an agency, itself first."""
        return (agency, *(name for name in self.organisation.graph.below(agency) if name != agency))

    def titles(self, agency: str) -> tuple[str, ...]:
        """Return the words that say what an agency is: its title, and that of the whole where it is the top."""
        texts = [self.organisation.units[agency].title]
        if agency == self.organisation.graph.top or len(self._all_agencies) == 1:
            texts.append(self.organisation.agency.title)
        return tuple(word for text in texts for word in (text.id, text.en))

    def type(self, agency: str) -> AgencyType | None:
        """Return the type of an agency, where it is said."""
        legal = self.organisation.units[agency].legal
        return legal.type if legal else None

    def tier(self, agency: str) -> Tier | None:
        """Return whether an agency is a city's or a province's."""
        for unit in self.organisation.graph.line(agency):
            legal = self.organisation.units[unit].legal
            if legal and legal.tier:
                return legal.tier
        whole = self.organisation.agency.title
        return guessed_tier(*self.titles(agency), whole.id, whole.en)

    def functions(self, agency: str) -> tuple[str, ...]:
        """Return the functions of an agency: as it says; a civil registry is known by its title."""
        legal = self.organisation.units[agency].legal
        if legal and legal.functions:
            return legal.functions
        return (CIVIL_REGISTRY,) if is_registry(*self.titles(agency)) else ()


def _form(unit: Unit) -> Form | None:
    return form_of(unit.legal, unit.title.id, unit.title.en, unit.level or "")
