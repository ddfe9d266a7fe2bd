"""The lines of an audit, as a table and two sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from orgsim.errors import Message, message
from orgsim.language import say
from orgsim.report.tables import Column, Part, Table
from orgsim.report.words import Listed, Titles, load_titles

if TYPE_CHECKING:
    from orgsim.analysis.audit import Audit, AuditLine

__all__ = ["audit_json", "audit_tables"]

_CHECKS: Final[Mapping[str, Message]] = {
    "loads": message("Loads"),
    "observed": message("As observed"),
    "balance": message("Balance"),
    "little": message("Little's law"),
    "start_up": message("Start-up"),
    "no_demand": message("Nobody comes"),
    "double_staff": message("Twice the staff"),
    "no_staff": message("Nobody works"),
    "half_width": message("Precision"),
    "correlation": message("Same citizens"),
    "assumptions": message("Assumptions"),
}
_VERDICTS: Final[Mapping[str, Message]] = {
    "pass": message("passes"),
    "fail": message("fails"),
    "unknown": message("not known"),
}


def audit_tables(found: Audit, titles: Titles) -> Iterator[Part]:
    """Tell every line of an audit.

    Parameters
    ----------
    found
        The audit.
    titles
        What alternatives (``alternative:<name>``), services, posts and things are called.
    """
    columns = (
        Column(message("Check")),
        Column(message("Of")),
        Column(message("What should hold")),
        Column(message("What was found")),
        Column(message("Verdict"), whole=True),
    )
    rows = tuple(
        (_CHECKS[line.check], _about(line, titles), line.wanted, _found(line, titles), _verdict(line))
        for line in found.lines
    )
    note = message("* Must hold whatever the office is like: a failure is a fault of the file or of the program.")
    yield Table(message("Audit of the model"), columns, rows, (note,))
    number = {verdict: sum(line.verdict == verdict for line in found.lines) for verdict in _VERDICTS}
    yield message(
        "{passed} lines pass, {failed} fail, {unknown} are not known; {runs} repetitions, {draws} draws.",
        passed=number["pass"], failed=number["fail"], unknown=number["unknown"],
        runs=found.replications, draws=found.draws,
    )  # fmt: skip
    if not found.sound:
        yield message("Something fails that must hold: do not use results of this model before it is mended.")


def _verdict(line: AuditLine) -> Message:
    verdict = _VERDICTS[line.verdict]
    return message("{verdict} *", verdict=verdict) if line.must else verdict


def _found(line: AuditLine, titles: Titles) -> Message:
    if line.group is None:
        return line.found
    return Message(line.found.text, {**line.found.parameters, "who": Listed(load_titles(line.group, titles), ", ")})


def _about(line: AuditLine, titles: Titles) -> Any:
    if not line.about:
        return message("all")
    return titles.get(f"alternative:{line.about}") or titles.get(f"service:{line.about}", line.about)


def audit_json(found: Audit) -> dict[str, Any]:
    """Return every line as plain values, its sentences in both languages."""
    return {
        "sound": found.sound,
        "replications": found.replications,
        "draws": found.draws,
        "lines": [
            {
                "check": line.check,
                "about": line.about,
                "must": line.must,
                "verdict": line.verdict,
                "wanted": {"id": say(line.wanted, "id"), "en": say(line.wanted, "en")},
                "found": {"id": say(line.found, "id"), "en": say(line.found, "en")},
            }
            for line in found.lines
        ],
    }
