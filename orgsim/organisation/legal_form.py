"""What law says a unit is: an agency of a type with its functions, a division, a section; and how it is guessed.

Nothing of it moves a number of a run. The checks of rule packs (`orgsim.organisation.legality`) read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field

from orgsim.spec import Money, NewName, Share, Spec

__all__ = ["AgencyType", "Form", "LegalForm", "Tier", "Typology", "combined", "form_of", "guessed_tier", "is_registry"]

Form: TypeAlias = Literal[
    "agency", "secretariat", "division", "section", "subdivision", "implementation", "team", "other"
]
"""Kinds of unit that rules count: dinas or badan, sekretariat, bidang, seksi, subbagian, UPTD, team."""
AgencyType: TypeAlias = Literal["A", "B", "C"]
Tier: TypeAlias = Literal["city", "province"]

_Points: TypeAlias = Annotated[float, Field(ge=0, le=1000)]


class Typology(Spec):
    """What the type of an agency is reckoned from: the whole score, or its parts."""

    score: _Points | None = None
    """The score out of 1,000, where it is known; else it is reckoned from the parts, as far as the rules know how."""
    population: Annotated[int | None, Field(ge=0)] = None
    """Residents of the region."""
    area: Annotated[float | None, Field(ge=0)] = None
    """Area of the region, in square kilometres."""
    budget: Money | None = None
    """Budget of the region (APBD)."""
    technical: _Points | None = None
    """Points of the technical variables of the function, out of 1,000."""


class LegalForm(Spec):
    """What a unit is by law; whatever is empty is guessed from titles, or cannot be judged."""

    form: Form | None = None
    """Kind of unit; empty: guessed from its title and its level."""
    tier: Tier | None = None
    """Of a city or regency, or of a province; empty: guessed from the title of the agency."""
    type: AgencyType | None = None
    """Type of the agency by its score."""
    functions: tuple[NewName, ...] = ()
    """Government functions (urusan) that the agency carries out, e.g. `administrasi-kependudukan`."""
    cluster: NewName | None = None
    """Cluster (rumpun) of its functions; empty: the one that the rules put the functions in."""
    typology: Typology | None = None
    """What the type is reckoned from."""
    personnel_spending: Share | None = None
    """Share of the region's budget that goes to personnel."""


_WORDS: Final[tuple[tuple[Form, str], ...]] = (
    ("secretariat", r"sekretariat|secretariat"),
    ("division", r"bidang|divisions?"),
    ("section", r"seksi|sections?"),
    ("subdivision", r"subbag\w*|sub[ -]bagian|subdivisions?|kasubbag\w*"),
    ("implementation", r"uptd?|unit pelaksana teknis"),
    ("team", r"tim|teams?|kelompok"),
    ("agency", r"dinas|badan|inspektorat|disdukcapil|dpmptsp|agency|board"),
)
"""Words that titles begin with; that a level is called by."""
_REGISTRY = re.compile(
    r"dukcapil|kependudukan dan (pencatatan|catatan) sipil|administrasi kependudukan|civil registry", re.I
)
_PROVINCE, _CITY = re.compile(r"\bprovin", re.I), re.compile(r"\b(kota|kab\.?|kabupaten|city|regency)\b", re.I)


def form_of(legal: LegalForm | None, *words: str) -> Form | None:
    """Return the kind of a unit: as it says, else by the first word of its titles, else by its level.

    Parameters
    ----------
    legal
        What the unit says of itself.
    words
        Its titles, and its level.

    Examples
    --------
    >>> form_of(None, "Bidang Pencatatan Sipil"), form_of(None, "Kepala Dinas", "Head", "dinas")
    ('division', 'agency')
    """
    if legal is not None and legal.form is not None:
        return legal.form
    for text in words:
        for form, first in _WORDS:
            if re.match(rf"({first})\b", text, re.I):
                return form
    return None


def is_registry(*titles: str) -> bool:
    """Whether titles name a civil registry (Disdukcapil), whose officials the minister appoints.

    Examples
    --------
    >>> is_registry("Disdukcapil Kota Palembang"), is_registry("Dinas Kesehatan")
    (True, False)
    """
    return any(_REGISTRY.search(title) for title in titles)


def guessed_tier(*titles: str) -> Tier | None:
    """Return the tier that titles name.

    Examples
    --------
    >>> guessed_tier("Dinas Pendidikan Provinsi Lampung"), guessed_tier("Disdukcapil Kota Semarang"), guessed_tier("X")
    ('province', 'city', None)
    """
    for title in titles:
        if _PROVINCE.search(title):
            return "province"
        if _CITY.search(title):
            return "city"
    return None


def combined(forms: Iterable[LegalForm | None]) -> LegalForm | None:
    """Return what the unit is that several become: like the first that says it, with the functions of all.

    Examples
    --------
    >>> forms = [LegalForm(type="A", functions=("sosial",)), None, LegalForm(type="B", functions=("pangan",))]
    >>> combined(forms).type, combined(forms).functions, combined([None])
    ('A', ('sosial', 'pangan'), None)
    """
    said = [form for form in forms if form is not None]
    if not said:
        return None
    functions = dict.fromkeys(function for form in said for function in form.functions)
    clusters = {form.cluster for form in said}
    return said[0].model_copy(
        update={"functions": tuple(functions), "cluster": clusters.pop() if len(clusters) == 1 else None}
    )
