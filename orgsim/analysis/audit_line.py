"""One line of an audit: what was examined, how it came out, and whether it must hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from orgsim.errors import Message

if TYPE_CHECKING:
    from orgsim.analysis.loads import GroupLoad

__all__ = ["AuditLine", "Verdict"]

Verdict = Literal["pass", "fail", "unknown"]


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line of an audit.

    Attributes
    ----------
    check
        Name of the check: ``loads``, ``observed``, ``balance``, ``little``, ``start_up``, ``no_demand``,
        ``double_staff``, ``no_staff``, ``half_width``, ``correlation``, ``assumptions``.
    about
        Of which structure or service: a name, ``""`` for the whole.
    wanted
        What should hold.
    found
        What was found.
    verdict
        Whether it does.
    must
        Whether it holds in every correct model and run, so that a failure is a fault of the program or of the file;
        else it is a judgement of the model.
    group
        Whose posts or things `found` names as ``who``, so that they can be told by their titles.
    """

    check: str
    about: str
    wanted: Message
    found: Message
    verdict: Verdict
    must: bool = False
    group: GroupLoad | None = None
