"""What differs between two structures, with the titles that people know in place of names in a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from orgsim.errors import Message
from orgsim.report.words import Listed, Titles

if TYPE_CHECKING:
    from orgsim.organisation.agency import Agency
    from orgsim.restructuring.difference import StructureDifference

__all__ = ["difference_sentences", "titles_in"]

_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "unit": ("unit",), "units": ("unit",), "into": ("unit",),
    "post": ("position",), "posts": ("position",),
    "services": ("service",), "step": ("step",), "steps": ("step",),
    "old": ("unit", "position"), "new": ("unit", "position"),
}  # fmt: skip
"""Of what a word in the sentences is the name."""


def titles_in(agencies: Iterable[Agency]) -> dict[str, Any]:
    """Return the titles of units, posts, services and steps; of several agencies the first that has one counts.

    Where two of a kind have the same title, each is told with its name beside it.

    Parameters
    ----------
    agencies
        The agencies whose titles are taken, those of the later one first.

    Examples
    --------
    >>> from orgsim.organisation.agency import Agency
    >>> post = {"title": "Verifikator", "unit": "dinas"}
    >>> office = {"title": "Dinas", "units": {"dinas": {"title": "Dinas"}}, "positions": {"satu": post, "dua": post}}
    >>> found = titles_in([Agency.model_validate(office)])
    >>> found["unit:dinas"].say("id"), found["position:satu"].say("id")
    ('Dinas', 'Verifikator (satu)')
    """
    found: dict[str, Any] = {}
    for agency in agencies:
        found = dict(_titles(agency)) | found
    same = Counter((key.partition(":")[0], str(title)) for key, title in found.items())
    return {
        key: title
        if same[key.partition(":")[0], str(title)] == 1
        else Listed((title, f"({key.partition(':')[2]})"), " ")
        for key, title in found.items()
    }


def _titles(agency: Agency) -> Iterator[tuple[str, Any]]:
    for name, unit in agency.units.items():
        yield f"unit:{name}", unit.title
    for name, position in agency.positions.items():
        yield f"position:{name}", position.title
    for name, service in agency.services.items():
        yield f"service:{name}", service.title
        for step, spec in service.steps.items():
            if spec.title is not None:
                yield f"step:{step}", spec.title


def difference_sentences(difference: StructureDifference, titles: Titles) -> tuple[Message, ...]:
    """Return a difference in words, with titles.

    Parameters
    ----------
    difference
        What differs.
    titles
        What things are called (see `titles_in`, `orgsim.report.words.titles_of`); what has none keeps its name.
    """
    return tuple(_titled(text, titles) for text in difference.sentences())


def _titled(text: Message, titles: Titles) -> Message:
    return Message(
        text.text, {key: _told(_KINDS.get(key, ()), value, titles) for key, value in text.parameters.items()}
    )


def _told(kinds: tuple[str, ...], value: Any, titles: Titles) -> Any:
    if isinstance(value, tuple):
        return tuple(_told(kinds, part, titles) for part in value)
    if not isinstance(value, str):
        return value
    return next((titles[f"{kind}:{value}"] for kind in kinds if f"{kind}:{value}" in titles), value)
