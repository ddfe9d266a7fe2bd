"""Faults as people read them: where, what, and how to mend it."""

from __future__ import annotations

from orgsim.errors import Fault
from orgsim.language import Language, say


def fault_line(fault: Fault, language: Language) -> str:
    """Return the line of a fault: ``file:line: path: fault. remedy``.

    Examples
    --------
    >>> from orgsim.errors import message
    >>> what, remedy = message('there is no unit "{unit}"', unit="lokett"), message("Add it to the agency")
    >>> fault_line(Fault(what, ("plan", 0, "unit"), remedy, file="scenario.yaml", line=14), "en")
    'scenario.yaml:14: plan[0].unit: there is no unit "lokett". Add it to the agency'
    """
    place = ":".join(str(part) for part in (fault.file, fault.line) if part is not None)
    sentences = [say(text, language) for text in (fault.message, fault.remedy) if text is not None]
    return ": ".join(part for part in (place, fault.dotted_path(), ". ".join(sentences)) if part)
