"""Ten lines of Python: make a plan, tell a comparison, show a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from orgsim.errors import Fault, InputError, message
from orgsim.language import Language, say
from orgsim.report.comparison_tables import estimates_table, summary_table
from orgsim.report.headlines import main_window
from orgsim.report.story import story

if TYPE_CHECKING:
    from orgsim.analysis.findings import Comparison
    from orgsim.report.tables import Table
    from orgsim.scenario.scenario import Scenario

__all__ = ["plan", "table", "tell"]


def plan(
    scenario: Scenario, name: str, on: str | dt.date, *operations: Mapping[str, Any], title: str | None = None
) -> Scenario:
    """Return the scenario with one more alternative: operations on one date.

    Parameters
    ----------
    scenario
        What is asked.
    name
        Name of the alternative: small letters, digits and hyphens; one of this name is replaced.
    on
        The date of the change.
    operations
        As they are written in a file: ``{"operation": "merge_units", "units": [...], "into": ...}``.
    title
        What people call it; the name by default.

    Raises
    ------
    InputError
        With every fault of the plan.
    """
    from pydantic import ValidationError

    from orgsim.restructuring.plan import phases
    from orgsim.scenario.scenario import Alternative
    from orgsim.scenario.shape_faults import shape_faults

    date = on if isinstance(on, str) else on.isoformat()
    written = {"title": title or name, "plan": [{"on": date, "do": list(operations)}]}
    place = ("alternatives", name)
    try:
        alternative = Alternative.model_validate(written)
        added = scenario.changed(alternatives={**scenario.alternatives, name: alternative})
    except ValidationError as error:
        raise InputError(*(fault.under(*place) for fault in shape_faults(error, Alternative, written))) from None
    found = phases(added.organisation, alternative.plan, added.assumptions)
    if found.faults:
        raise InputError(*(fault.under(*place) for fault in found.faults))
    return added


def tell(comparison: Comparison, language: Language = "en") -> str:
    """Return what a comparison found, in sentences.

    Parameters
    ----------
    comparison
        What was found.
    language
        ``id`` or ``en``.
    """
    blocks: list[list[str]] = []
    for section in story(comparison):
        blocks.append([say(section.heading, language)])
        for heading, paragraphs in section.parts:
            told = [say(text, language) for text in paragraphs]
            if heading is None:
                blocks[-1] += told
            else:
                blocks.append([say(heading, language), *told])
    return "\n\n".join("\n".join(block) for block in blocks)


def table(comparison: Comparison, alternative: str | None = None, language: Language = "en") -> str:
    """Return a table of a comparison as text.

    Parameters
    ----------
    comparison
        What was found.
    alternative
        All indicators of this alternative, in the latest months observed; by default one line for each alternative.
    language
        ``id`` or ``en``.

    Raises
    ------
    InputError
        If there is no such alternative.
    """
    if alternative is None:
        return _as_text(summary_table(comparison), language)
    window = main_window(comparison, alternative)
    if window is None:
        raise InputError(Fault(message('there is no alternative "{name}"', name=alternative)))
    return _as_text(estimates_table(comparison, alternative, window, {}), language)


def _as_text(table: Table, language: Language) -> str:
    cells = table.spoken(language)
    widths = [max(len(row[place]) for row in cells) for place in range(len(table.columns))]

    def line(row: Sequence[str]) -> str:
        aligned = [
            text.rjust(width) if column.right else text.ljust(width)
            for text, width, column in zip(row, widths, table.columns, strict=True)
        ]
        return "  ".join(aligned).rstrip()

    return "\n".join([line(cells[0]), "  ".join("-" * width for width in widths), *(line(row) for row in cells[1:])])
