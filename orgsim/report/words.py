"""What things are called: structures, units, posts, services, indicators, verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from orgsim.analysis.kpi import KPIS, PARTS
from orgsim.errors import InputError, Message, message
from orgsim.language import Language, say_value
from orgsim.measures import parse_working_time
from orgsim.report.amounts import Plain, Spoken

if TYPE_CHECKING:
    from orgsim.analysis.findings import Comparison
    from orgsim.analysis.kpi import Kpi
    from orgsim.analysis.loads import GroupLoad
    from orgsim.organisation.agency import Agency
    from orgsim.scenario.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Listed(Spoken):
    """Several things in one sentence, or several sentences in one paragraph.

    Attributes
    ----------
    parts
        Messages, texts, or values that say themselves.
    between
        What stands between them.
    """

    parts: tuple[Any, ...]
    between: str = "; "

    def say(self, language: Language) -> str:
        """Return them in words.

        Examples
        --------
        >>> Listed((message("better"), 2.5)).say("id").endswith("; 2,5")
        True
        """
        return self.between.join(say_value(part, language) for part in self.parts)


Titles = Mapping[str, Any]
"""Titles by what they stand for: ``unit:<id>``, ``position:<id>``, ``service:<id>``, ``step:<id>``, ``thing:<id>``."""

VERDICTS: Final[Mapping[str, Message]] = {
    "better": message("better"),
    "worse": message("worse"),
    "practically_equal": message("practically equal"),
    "not_separable": message("not separable yet"),
}
BASES: Final[Mapping[str, Message]] = {
    "measured": message("measured"),
    "stated": message("stated"),
    "found": message("found"),
    "derived": message("derived"),
    "calibrated": message("calibrated"),
    "assumed": message("assumed"),
}
AS_IT_IS: Final = message("As it is")
ALL_REQUESTS: Final = message("all requests")


def titles_of(scenario: Scenario) -> dict[str, Any]:
    """Return the titles of units, posts, services, steps and things: as they are, and of what the plans make new.

    Steps of one name are told together whatever the service, so they have a title here only if all have the same.
    """
    from orgsim.restructuring.plan import phases

    found = _titles(scenario.agency)
    for alternative in scenario.alternatives.values():
        for phase in phases(scenario.organisation, alternative.plan, scenario.assumptions).phases:
            found = _titles(phase.organisation.agency) | found
    return found


def _titles(agency: Agency) -> dict[str, Any]:
    parts: Mapping[str, Mapping[str, Any]] = {
        "unit": agency.units,
        "position": agency.positions,
        "service": agency.services,
        "thing": {**agency.equipment, **agency.supplies},
    }
    found = {f"{kind}:{name}": part.title for kind, things in parts.items() for name, part in things.items()}
    return {**_titles_of_steps(agency), **found}


def _titles_of_steps(agency: Agency) -> dict[str, Any]:
    found: dict[str, set[Any]] = {}
    for service in agency.services.values():
        for name, step in service.steps.items():
            found.setdefault(f"step:{name}", set()).add(step.title)
    return {name: title for name, titles in found.items() for title in titles if len(titles) == 1 and title is not None}


def title_of(scenario: Scenario, alternative: str) -> Any:
    """Return what an alternative of a scenario is called."""
    return scenario.alternatives[alternative].title if alternative in scenario.alternatives else AS_IT_IS


def structure_title(comparison: Comparison, name: str) -> Any:
    """Return what a structure is called."""
    return comparison.alternatives.get(name, AS_IT_IS if name == "baseline" else name)


def load_titles(group: GroupLoad, titles: Titles) -> tuple[Any, ...]:
    """Return the titles of the posts, or of the things, whose load is told."""
    posts = tuple(titles.get(f"position:{name}", name) for name in group.positions)
    return posts or tuple(titles.get(f"thing:{name}", name) for name in group.things)


def load_cells(group: GroupLoad, titles: Titles) -> tuple[Listed, Plain | str, Plain]:
    """Return who shares work, how many they are (a dash for things), and their load, as cells of a table."""
    staff = "–" if group.things else Plain(group.staff_count)
    return Listed(load_titles(group, titles), ", "), staff, Plain(group.load, 2)


def group_title(group: str, titles: Titles) -> Any:
    """Return what a group of a row is called: ``service:kk`` by the title of the service."""
    return ALL_REQUESTS if group == "all" else PARTS.get(group) or titles.get(group, group.partition(":")[2])


def kpi_of(key: str) -> type[Kpi] | None:
    """Return the indicator of a key, which may have parameters; None if there is no such one."""
    return KPIS.get(key.partition(" ")[0])


def kpi_title(key: str) -> Message | str:
    """Return the title of an indicator, with its parameters if it has any.

    Examples
    --------
    >>> from orgsim.language import say
    >>> say(kpi_title("waiting_time")), say(kpi_title("share_within 1 hari kerja"))
    ('Waiting time per request (office hours)', 'Finished within a given time (1 working day)')
    """
    kpi, parameters = kpi_of(key), key.partition(" ")[2]
    if kpi is None:
        return key
    if not parameters:
        return kpi.title
    return message("{title} ({parameters})", title=kpi.title, parameters=_read(parameters))


def _read(parameters: str) -> Any:
    """Return a time of a key as a value that says itself in every language; anything else as it is."""
    try:
        return parse_working_time(parameters)
    except InputError:
        return parameters
