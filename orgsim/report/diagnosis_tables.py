"""What a diagnosis found, in sentences and tables: the gravest first, each with evidence, basis and what would help."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from orgsim.analysis.diagnosing import DIAGNOSES, ORDER
from orgsim.analysis.said import Hours, Number, Percent
from orgsim.errors import Message, message
from orgsim.report.tables import Column, Table
from orgsim.report.words import BASES, Listed
from orgsim.restructuring.operation import OPERATIONS

if TYPE_CHECKING:
    from orgsim.analysis.diagnosing import Finding, Sheet

__all__ = [
    "SEVERITIES",
    "basis_word",
    "closing_sentences",
    "diagnoses_table",
    "diagnosis_paragraphs",
    "diagnosis_sheets",
    "finding_lines",
    "remedy_words",
]

SEVERITIES: Final[Mapping[str, Message]] = {
    "serious": message("Serious"),
    "watch": message("To be watched"),
    "remark": message("Worth knowing"),
    "unknown": message("Not known"),
}
_BASES: Final[Mapping[str, Message]] = {
    **BASES,
    "opinion": message("opinion"),
    "structure": message("the chart alone"),
}


def basis_word(basis: str) -> Message:
    """Return what a basis is called."""
    return _BASES[basis]


def remedy_words(names: Iterable[str]) -> tuple[Message, ...]:
    """Return operations as people know them, with their names in files."""
    return tuple(message("{caption} ({operation})", caption=OPERATIONS[name].caption, operation=name) for name in names)


def diagnosis_paragraphs(findings: Sequence[Finding]) -> Iterator[tuple[Message, ...]]:
    """Yield a diagnosis, paragraph by paragraph: a heading for each severity, and a finding with what stands under it.

    Parameters
    ----------
    findings
        In the order in which they are told.
    """
    if not findings:
        yield (message("Nothing was found, and nothing is unknown."),)
    number = 0
    for severity in ORDER:
        chosen = [finding for finding in findings if finding.severity == severity]
        if chosen:
            yield (SEVERITIES[severity],)
        for finding in chosen:
            number += 1
            yield message("{number}. {finding}", number=number, finding=finding.text), *finding_lines(finding)


def diagnosis_sheets(findings: Sequence[Finding]) -> Iterator[Table]:
    """Yield the tables that belong to findings."""
    for finding in findings:
        if finding.sheet is not None:
            yield _table(finding.sheet)


def finding_lines(finding: Finding) -> Iterator[Message]:
    """Yield what stands under a finding: evidence, basis, what would help."""
    for line in finding.evidence:
        yield message("– {line}", line=line)
    for one in finding.shown:
        yield message("– In the runs, {line} Basis: {basis}.", line=one.text, basis=basis_word(one.basis))
    if told := tuple(closing_sentences(finding, remedy_words(finding.remedies))):
        yield message("{lines}", lines=Listed(told, " "))


def closing_sentences(finding: Finding, operations: tuple[Message, ...]) -> Iterator[Message]:
    """Yield what a finding rests on, and what would help, its operations called as given."""
    if finding.basis != "none":
        yield message("Rests on: {basis}.", basis=basis_word(finding.basis))
    if operations:
        yield message("Would address it: {operations}.", operations=operations)
    if finding.hint is not None:
        yield message("Hint: {hint}.", hint=finding.hint)


def _table(sheet: Sheet) -> Table:
    places = range(len(sheet.headings))
    numbers = [all(isinstance(row[n], Number | Percent | Hours) or row[n] == "–" for row in sheet.rows) for n in places]
    columns = tuple(Column(sheet.headings[n], right=numbers[n]) for n in places)
    return Table(sheet.title, columns, sheet.rows, sheet.notes)


def diagnoses_table() -> Table:
    """Return the questions that a diagnosis asks."""
    chosen = sorted(DIAGNOSES.values(), key=lambda cls: (cls.place, cls.name))
    columns = (Column(message("Name"), whole=True), Column(message("Title")), Column(message("Question")))
    return Table(None, columns, tuple((cls.name, cls.title, cls.asks) for cls in chosen))
