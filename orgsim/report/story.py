"""What a comparison found, in sentences for those who plan.

A story leads with what a head of agency asks first, and tells the rest in groups (`orgsim.report.groups`). Every
sentence is a whole template, chosen by the verdict and never glued from pieces, so that it can be said well in
both languages. Numbers stand beside their intervals. Swapping the arms of a comparison gives the opposite sentences.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from orgsim.errors import Message, message
from orgsim.report.amounts import Amount, Plain
from orgsim.report.causes import assumption_sentences, driver_sentences, overload_sentences, supply_limit_sentences
from orgsim.report.change_story import change_told, limits
from orgsim.report.changes import change_for_those_who_waited, change_of_time, other_changes, services_sentences
from orgsim.report.differences import difference_sentences
from orgsim.report.groups import HEADINGS, Kind, Section, Told, about, grouped
from orgsim.report.headlines import LEAD, NINE_IN_TEN, WAIT, find_row, main_window
from orgsim.report.verdicts import verdict_sentences
from orgsim.report.words import Listed, Titles, structure_title

if TYPE_CHECKING:
    from orgsim.analysis.findings import Comparison, Twins
    from orgsim.analysis.windows import Window

MOST_CHANGES: Final = 6
"""How many changes of the structure a story tells, from the units down."""
_MAIN: Final = (LEAD, WAIT, NINE_IN_TEN)


def story(comparison: Comparison, titles: Titles | None = None, *, structure: bool = True) -> tuple[Section, ...]:
    """Tell a comparison.

    Parameters
    ----------
    comparison
        What was found.
    titles
        What units, posts and services are called (`orgsim.report.words.titles_of`); else their names are used.
    structure
        Whether it is told what is different in the structure itself; a page that shows both has no need of it.
    """
    names = titles or {}
    alternatives = [name for name in comparison.alternatives if name != comparison.baseline]
    told = [_alternative(comparison, name, names, structure) for name in alternatives]
    rests = about("rests", assumption_sentences(comparison))
    unsaid = about("limits", (*_LIMITS, *limits(comparison)))
    return (
        Section(HEADINGS["compared"], grouped(_opening(comparison, names))),
        *told,
        Section(HEADINGS["rests"], grouped(rests)),
        Section(HEADINGS["limits"], grouped(unsaid)),
    )


def sentences(sections: tuple[Section, ...]) -> tuple[Message, ...]:
    """Return the paragraphs of all sections, one after the other."""
    return tuple(paragraph for section in sections for paragraph in section.paragraphs)


_LIMITS: Final = (
    message(
        "The difference between two structures is more trustworthy than either level: do not read a level as a "
        "forecast."
    ),
    message(
        "Law, careers and dignity are not in the model; citizens do not turn to other offices, and demand does not "
        "react to better service."
    ),
)


def _opening(comparison: Comparison, titles: Titles) -> Iterator[Told]:
    begun = message(
        "{title}: the same citizens, with the same luck, were sent through every structure; the simulation was "
        "repeated {replications} times.",
        title=comparison.title,
        replications=int(comparison.meta["replications"]),
    )
    yield Told("compared", begun)
    reached, asked = comparison.meta.get("half_width"), comparison.meta.get("precision")
    if reached is not None and asked is not None and reached > asked:
        imprecise = message(
            "The precision asked for was not reached: half of a 95 % interval is up to {reached} of the mean instead "
            "of {asked}. More repetitions narrow it.",
            reached=Amount(reached, "share"),
            asked=Amount(asked, "share"),
        )
        yield Told("sure", imprecise)
    if comparison.baseline in comparison.overloaded:
        yield from about("short", overload_sentences(comparison, comparison.baseline, titles))
        yield from about("short", supply_limit_sentences(comparison))


def _alternative(comparison: Comparison, name: str, titles: Titles, structure: bool) -> Section:
    heading = message("{title} ({parameters})", title=structure_title(comparison, name), parameters=name)
    return Section(heading, grouped(_about(comparison, name, titles, structure)))


def _about(comparison: Comparison, name: str, titles: Titles, structure: bool) -> Iterator[Told]:
    window = main_window(comparison, name)
    rows = list(comparison.rows(alternative=name))
    if rows and all(row.difference == 0 for row in rows if row.value is not None or row.baseline is not None):
        nothing = message(
            "Nothing at all changes: every one of the {count} numbers is exactly the same as for “{baseline}”.",
            count=sum(row.difference is not None for row in rows),
            baseline=structure_title(comparison, comparison.baseline),
        )
        yield Told("short", nothing)
        return
    yield from _headline(comparison, name, window, titles)
    if window is None:
        return
    overloaded = {name, comparison.baseline} & comparison.overloaded.keys()
    if not overloaded:
        waiting = find_row(comparison, name, WAIT, window)
        clear = waiting is not None and waiting.verdict in ("better", "worse")
        yield from about("citizens", driver_sentences(comparison, name, titles, clear=clear))
        yield from about("citizens", _twins(comparison, name, window))
        yield from about("citizens", services_sentences(comparison, name, LEAD, window, titles))
    for concerned in ("citizens", "staff"):
        yield from about(concerned, other_changes(comparison, name, window, concerned, leave_out=_MAIN))
    if not overloaded:
        yield from _transition(comparison, name, window)
    yield from change_told(comparison, name, titles)
    if structure:
        yield from about("structure", _changes(comparison, name, titles))


def _changes(comparison: Comparison, name: str, titles: Titles) -> Iterator[Message]:
    difference = comparison.differences.get(name)
    if difference is not None:
        changes = difference_sentences(difference, titles)
        yield message("In the structure: {changes}", changes=Listed(changes[:MOST_CHANGES], " "))
        if len(changes) > MOST_CHANGES:
            yield message("`orgsim difference` tells {count} changes more.", count=len(changes) - MOST_CHANGES)


def _headline(comparison: Comparison, name: str, window: Window | None, titles: Titles) -> Iterator[Told]:
    baseline = comparison.baseline
    if name in comparison.overloaded:
        yield from about("short", overload_sentences(comparison, name, titles))
        return
    if baseline in comparison.overloaded:
        gone = message(
            "{alternative} keeps up with its work, while {baseline} does not: the overload is gone.",
            alternative=structure_title(comparison, name),
            baseline=structure_title(comparison, baseline),
        )
        yield Told("short", gone)
    if window is None:
        return
    for kpi in _MAIN:
        row = find_row(comparison, name, kpi, window)
        if row is not None:
            unclear = row.verdict in ("not_separable", None) or row.conflict
            kind: Kind = "short" if kpi == LEAD else "sure" if unclear else "citizens"
            yield from about(kind, change_of_time(comparison, row, kpi, window))
    yield from about("short", verdict_sentences(comparison, name, window))


def _twins(comparison: Comparison, name: str, window: Window) -> Iterator[Message]:
    found = [twins for twins in comparison.twins if twins.alternative == name and twins.window == window.name]
    for twins in found:
        yield twins_sentence(twins, window)


def twins_sentence(twins: Twins, window: Window) -> Message:
    """Tell how many citizens are done sooner and later, citizen by citizen."""
    values = {
        "sooner": Amount(twins.sooner, "share"),
        "later": Amount(twins.later, "share"),
        "same": Amount(twins.same, "share"),
        "gain": Amount(twins.sooner_by or 0.0, "min"),
        "loss": Amount(twins.later_by or 0.0, "min"),
        "citizens": Plain(twins.citizens),
        "window": window.title,
    }
    if twins.sooner and twins.later:
        return message(
            "Citizen by citizen ({window}; {citizens} compared): {sooner} are done sooner, by {gain} of office hours "
            "on average, {later} later, by {loss}, and {same} at the same time.",
            **values,
        )
    if twins.sooner:
        return message(
            "Citizen by citizen ({window}; {citizens} compared): {sooner} are done sooner, by {gain} of office hours "
            "on average, {same} at the same time, and nobody later.",
            **{key: value for key, value in values.items() if key not in ("later", "loss")},
        )
    if twins.later:
        return message(
            "Citizen by citizen ({window}; {citizens} compared): {later} are done later, by {loss} of office hours "
            "on average, {same} at the same time, and nobody sooner.",
            **{key: value for key, value in values.items() if key not in ("sooner", "gain")},
        )
    return message(
        "Citizen by citizen ({window}; {citizens} compared): everybody is done at the very same time.",
        citizens=values["citizens"],
        window=window.title,
    )


def _transition(comparison: Comparison, name: str, window: Window) -> Iterator[Told]:
    windows = {one.name: one for one in comparison.windows[name]}
    if window.name == "settled":
        first = find_row(comparison, name, LEAD, windows["transition"]) if "transition" in windows else None
        if first is not None:
            yield from about("transition", change_of_time(comparison, first, LEAD, windows["transition"]))
        yield from _settled(comparison, name, window)
    elif window.name == "transition":
        early = message(
            "Only the months right after the change were observed ({window}): whether the office has settled by then "
            "is not said.",
            window=window.title,
        )
        yield Told("sure", early)
    carried = windows.get("carried over")
    row = find_row(comparison, name, LEAD, carried) if carried is not None else None
    if row is not None:
        yield from about("transition", change_for_those_who_waited(row))


def _settled(comparison: Comparison, name: str, window: Window) -> Iterator[Told]:
    judged = comparison.stability.get(name)
    if judged is None or judged.settled is None:
        return
    if judged.settled:
        settled = message(
            "The office has settled by then: in {window}, the open requests no longer drift.", window=window.title
        )
        yield Told("transition", settled)
    else:
        drifting = message(
            "The office has not settled by then: in {window}, the open requests still drift, and these numbers with "
            "them.",
            window=window.title,
        )
        yield Told("sure", drifting)
