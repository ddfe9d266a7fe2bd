"""What the store gives back of scenarios and drafts: frozen records, times in UTC."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from orgsim.errors import Message, message
from orgsim.spec import LocalisedText

__all__ = ["SCENARIO_STATES", "Draft", "Event", "ScenarioRecord", "ScenarioState", "Version"]


class ScenarioState(StrEnum):
    """How far people have come with a scenario."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    AGREED = "agreed"


SCENARIO_STATES: Final[Mapping[ScenarioState, Message]] = MappingProxyType(
    {
        ScenarioState.DRAFT: message("draft"),
        ScenarioState.IN_REVIEW: message("in review"),
        ScenarioState.AGREED: message("agreed"),
    }
)
"""States in words."""


@dataclass(frozen=True, slots=True)
class ScenarioRecord:
    """A scenario as it is kept: its title and state; the content is in its versions.

    Attributes
    ----------
    id
        Its name in addresses.
    title
        Of the latest version, in Indonesian and English.
    state
        Draft, in review, agreed.
    version
        Number of the latest version.
    author
        Who made it.
    locked
        Nothing of it can be changed before it is unlocked.
    archived
        Put away; it is only listed if asked for.
    copied_from
        Scenario and version that it was duplicated from.
    created, changed
        When.
    """

    id: str
    title: LocalisedText
    state: ScenarioState
    version: int
    author: str
    locked: bool
    archived: bool
    copied_from: tuple[str, int] | None
    created: dt.datetime
    changed: dt.datetime


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a scenario; it never changes.

    Attributes
    ----------
    scenario, number
        Which; numbers count from 1.
    yaml
        The text, complete in itself.
    canonical_hash
        Of what it says: comments, order and layout do not enter it.
    author, note, created
        Who, why, when.
    orgsim_version
        The orgsim that it was saved with.
    """

    scenario: str
    number: int
    yaml: str
    canonical_hash: str
    author: str
    note: str
    created: dt.datetime
    orgsim_version: str


@dataclass(frozen=True, slots=True)
class Draft:
    """Work that is not yet a version; kept at every change.

    Attributes
    ----------
    id
        Its name in addresses.
    content
        What the page keeps in it, any text.
    revision
        Counts the changes; whoever saves names the one that he has seen.
    scenario, base
        The scenario and the version that it began from; None for a new scenario.
    author, changed
        Who saved it last, and when.
    """

    id: str
    content: str
    revision: int
    scenario: str | None
    base: int | None
    author: str
    changed: dt.datetime


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a scenario's history."""

    at: dt.datetime
    who: str
    what: Message
