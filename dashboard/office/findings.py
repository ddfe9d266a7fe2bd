"""What stands out in a structure before any run: what the diagnosis finds in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from orgsim.analysis.diagnosing import Finding, diagnose
from orgsim.analysis.subject import Subject
from orgsim.scenario.scenario import Scenario

__all__ = ["ASIDE", "findings", "lines"]

ASIDE: Final = ("institution", "evidence", "programmes", "five_years")
"""Diagnoses that do not look at the structure itself: the command tells them too."""


def findings(scenario: Scenario) -> tuple[Finding, ...]:
    """Return what the diagnosis finds in the structure as it is, the gravest first."""
    return tuple(finding for finding in diagnose(Subject.of(scenario)) if finding.diagnosis not in ASIDE)


def lines(found: tuple[Finding, ...], *severities: str) -> Iterator[Finding]:
    """Yield the findings of some severities."""
    yield from (finding for finding in found if finding.severity in severities)
