"""Overlaps of duties as the diagnosis tells them: ranked, with what speaks for each and what a merger would bring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from dashboard.forms.measures import kept
from orgsim.analysis.diagnosing import diagnose
from orgsim.analysis.duty_texts import MissingTools
from orgsim.analysis.merge_outlook import merge_outlook
from orgsim.analysis.overlaps import overlaps as found_overlaps
from orgsim.analysis.said import Hours, Number, Percent
from orgsim.analysis.subject import Subject
from orgsim.errors import Message, message
from orgsim.report.words import Listed
from orgsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from orgsim.analysis.merge_outlook import MergeOutlook
    from orgsim.analysis.overlaps import UnitPair

__all__ = ["Common", "Found", "found_in"]


@dataclass(frozen=True, slots=True)
class Common:
    """Two units that do the same work.

    Attributes
    ----------
    one, other
        The units, by name.
    told
        What the diagnosis says of them.
    evidence
        What speaks for it, in one line.
    merged
        What a merger would bring by formula; None where nobody asks for anything.
    more
        All evidence, line by line.
    shared
        Duties that both have.
    alike
        Pairs of duties whose texts say the same, one of each unit.
    grave
        Whether the diagnosis calls it serious.
    open
        Whether something is to be done: not where a head has judged that it is no overlap.
    """

    one: str
    other: str
    told: Message
    evidence: Message
    merged: Message | None
    more: tuple[Message, ...]
    shared: tuple[str, ...]
    alike: tuple[tuple[str, str], ...]
    grave: bool = False
    open: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """The overlaps of an organisation, the gravest first, and what cannot be told."""

    pairs: tuple[Common, ...]
    unknown: tuple[Message, ...]


def found_in(scenario: Scenario) -> Found:
    """Return the overlaps of the organisation as it is; kept until something changes that they hang on."""
    asked = (scenario.agency, scenario.demand, scenario.run, scenario.assumptions, scenario.judgements)
    return kept("overlaps", asked, lambda: _found(scenario))


def _found(scenario: Scenario) -> Found:
    subject = Subject.of(scenario)
    findings = diagnose(subject, ["overlap"])
    try:
        by_pair = found_overlaps(subject)
    except MissingTools:  # the diagnosis says so, among what is not known
        by_pair = found_overlaps(subject, texts=False)
    pairs: dict[tuple[str, str], Common] = {}
    for finding in findings:
        if finding.severity == "unknown" or len(finding.about) != 2:
            continue
        one, other = (name.removeprefix("unit:") for name in finding.about)
        units = one, other
        pair = by_pair.of(*units)
        line = _line(subject, pair) if pair else message("{lines}", lines=Listed(finding.evidence[:1]))
        grave, open = finding.severity == "serious", finding.severity != "remark"
        pairs[units] = _common(subject, units, pair, finding.text, line, finding.evidence, grave=grave, open=open)
    for pair in by_pair.pairs:  # what is too little to be told by the diagnosis comes last
        if pair.pair not in pairs:
            pairs[pair.pair] = _common(subject, pair.pair, pair, _little(subject, pair), _line(subject, pair))
    return Found(tuple(pairs.values()), tuple(f.text for f in findings if f.severity == "unknown"))


def _common(
    subject: Subject,
    units: tuple[str, str],
    pair: UnitPair | None,
    told: Message,
    line: Message,
    more: tuple[Message, ...] = (),
    *,
    grave: bool = False,
    open: bool = True,
) -> Common:
    same = pair.same if pair else ()
    duties = subject.organisation.agency.duties
    fixed = sum(work.both_hours for work in same if duties[work.one].fixed and duties[work.other].fixed)
    outlook = merge_outlook(subject, *units, fixed)
    return Common(
        *units,
        told,
        line,
        None if outlook is None else _merged(outlook),
        more,
        tuple(work.one for work in same if work.one == work.other),
        tuple((work.one, work.other) for work in same if work.one != work.other),
        grave,
        open,
    )


def _little(subject: Subject, pair: UnitPair) -> Message:
    return message(
        "{one} and {other} have little in common: {share} of the hours of both.",
        one=subject.unit(pair.one),
        other=subject.unit(pair.other),
        share=Percent(pair.share),
    )


def _line(subject: Subject, pair: UnitPair) -> Message:
    return message("{lines}", lines=Listed(tuple(_parts(subject, pair))))


def _parts(subject: Subject, pair: UnitPair) -> Iterator[Message]:
    duties = subject.organisation.agency.duties
    named: list[Any] = []
    for work in pair.same:
        if work.one == work.other:
            named.append(message("“{duty}”", duty=duties[work.one].text))
        else:
            texts = {"duty": duties[work.one].text, "other": duties[work.other].text}
            likeness = Number(work.likeness, 2)
            named.append(message("“{duty}” ≈ “{other}” (likeness {likeness})", **texts, likeness=likeness))
    yield message("{hours} a year by both: {duties}", hours=Hours(pair.seconds), duties=Listed(tuple(named), ", "))
    if pair.hand_overs:
        yield message("{cases} cases a year between them", cases=Number(pair.hand_overs))
    if pair.strays:
        yield message("{cases} cases a year go to the wrong one first", cases=Number(pair.strays))
    if pair.services:
        yield message("both have steps in {services}", services=tuple(map(subject.service, pair.services)))


def _merged(outlook: MergeOutlook) -> Message:
    """Return what a merger would bring, in one sentence; by how much where that is a number."""
    low, high = Hours(outlook.worst - outlook.at_head), Hours(outlook.best - outlook.at_head)
    numbers = all(isfinite(seconds) for seconds in (outlook.net, outlook.worst, outlook.best))
    match outlook.verdict:
        case "overload":
            load = Percent(outlook.head_load or 0.0)
            return message("Merged, one head could not keep up with the approvals: load {load}.", load=load)
        case "none":
            return message("Merged, nothing is pooled: no alike posts whose work is known.")
        case "gain" if numbers:
            return Message(_GAIN.text, {"hours": Hours(outlook.net), "low": low, "high": high})
        case "gain":
            return message("Merged, citizens would wait less, by formula.")
        case "loss" if numbers:
            least, most = Hours(-high.seconds), Hours(-low.seconds)
            return Message(_LOSS.text, {"hours": Hours(-outlook.net), "low": least, "high": most})
        case "loss":
            return message("Merged, citizens would wait longer, by formula.")
        case _ if numbers:
            return Message(_OPEN.text, {"low": Hours(-low.seconds), "high": high})
        case _:
            return message("Whether a merger pays hangs on what is assumed.")


_GAIN: Final = message("Merged, citizens would wait {hours} less in a year by formula ({low} to {high}).")
_LOSS: Final = message("Merged, citizens would wait {hours} longer in a year by formula ({low} to {high}).")
_OPEN: Final = message(
    "Merged, citizens would wait between {low} longer and {high} less in a year: it hangs on what is assumed."
)
