"""What the sentences of a story are about: each has its kind, and those of a kind stand under a small heading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from orgsim.errors import Message, message

__all__ = ["HEADINGS", "Group", "Kind", "Section", "Told", "about", "grouped"]

Kind = Literal["compared", "short", "citizens", "staff", "transition", "sure", "structure", "rests", "limits"]

HEADINGS: Final[Mapping[Kind, Message]] = MappingProxyType(
    {
        "compared": message("What was compared"),
        "short": message("In short"),
        "citizens": message("Waiting, promises, satisfaction"),
        "staff": message("Staff and cost"),
        "transition": message("The transition"),
        "sure": message("How sure it is, and what is not clear"),
        "structure": message("What is different in the structure"),
        "rests": message("What it rests on"),
        "limits": message("What it does not say"),
    }
)
"""What a group of sentences is called, in the order in which groups are told."""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence, and what it is about."""

    kind: Kind
    sentence: Message


@dataclass(frozen=True, slots=True)
class Group:
    """Sentences about the same, in the order in which they are told."""

    kind: Kind
    sentences: tuple[Message, ...]

    @property
    def heading(self) -> Message:
        """What the group is called."""
        return HEADINGS[self.kind]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the groups of sentences under it."""

    heading: Message
    groups: tuple[Group, ...]

    @property
    def paragraphs(self) -> tuple[Message, ...]:
        """All its sentences, one after the other."""
        return tuple(sentence for group in self.groups for sentence in group.sentences)

    @property
    def parts(self) -> tuple[tuple[Message | None, tuple[Message, ...]], ...]:
        """The sentences of each group with its heading; without, where that is the heading of the section."""
        return tuple((None if one.heading == self.heading else one.heading, one.sentences) for one in self.groups)


def about(kind: Kind, sentences: Iterable[Message]) -> Iterator[Told]:
    """Yield sentences as what they are about."""
    for sentence in sentences:
        yield Told(kind, sentence)


def grouped(told: Iterable[Told]) -> tuple[Group, ...]:
    """Return sentences in groups; within a group they stay in their order.

    Examples
    --------
    >>> from orgsim.errors import message
    >>> one, two, three = message("one"), message("two"), message("three")
    >>> [(group.kind, len(group.sentences)) for group in grouped([*about("sure", [one, two]), Told("short", three)])]
    [('short', 1), ('sure', 2)]
    """
    found: dict[Kind, list[Message]] = {}
    for one in told:
        found.setdefault(one.kind, []).append(one.sentence)
    return tuple(Group(kind, tuple(found[kind])) for kind in HEADINGS if kind in found)
