"""Which mergers would pay: overlapping units ranked by what one queue would bring, and what it would cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final

from orgsim.analysis.diagnosing import DIAGNOSES, Diagnosis, Finding, Sheet
from orgsim.analysis.diagnosis.overlap import is_overlap
from orgsim.analysis.duty_texts import MissingTools
from orgsim.analysis.merge_outlook import merge_outlook
from orgsim.analysis.overlaps import overlaps
from orgsim.analysis.said import Hours, Number, Percent
from orgsim.errors import Message, message

if TYPE_CHECKING:
    from orgsim.analysis.merge_outlook import MergeOutlook
    from orgsim.analysis.overlaps import UnitPair
    from orgsim.analysis.subject import Subject

_VERDICTS: Final[Mapping[str, Message]] = {
    "gain": message("citizens wait less"),
    "loss": message("citizens wait longer"),
    "overload": message("one head cannot keep up with the approvals"),
    "open": message("hangs on what is assumed"),
    "none": message("no alike posts with known work: nothing is pooled"),
}
_ORDER: Final = ("gain", "open", "none", "overload", "loss")
_NOTHING: Final = "–"


@DIAGNOSES.register
class Merging(Diagnosis):
    """Merge candidates with their predicted gain or loss."""

    name: ClassVar[str] = "merging"
    place: ClassVar[int] = 12
    title: ClassVar[Message] = message("Merge candidates")
    asks: ClassVar[Message] = message("Which of the overlapping units would be better off as one?")

    def findings(self, subject: Subject) -> Iterator[Finding]:
        try:
            pairs = overlaps(subject).pairs
        except MissingTools:
            pairs = overlaps(subject, texts=False).pairs
        judgements = subject.scenario.judgements if subject.scenario else ()
        judged = {judgement.pair: judgement.overlap for judgement in judgements}
        chosen = [pair for pair in pairs if judged.get(pair.pair, is_overlap(subject, pair))]
        if not chosen:
            return
        found = [(pair, merge_outlook(subject, pair.one, pair.other, _fixed(subject, pair))) for pair in chosen]
        ranked = [(pair, outlook) for pair, outlook in found if outlook is not None]
        if not ranked:
            hint = message("Enter `demand` and the minutes of the steps")
            text = message("Nobody asks for anything: what a merger would bring cannot be told.")
            yield self.unknown(text, hint=hint)
            return
        ranked.sort(key=lambda item: (_ORDER.index(item[1].verdict), -item[1].net, -item[0].share, item[0].pair))
        pays = sum(outlook.verdict == "gain" for _, outlook in ranked)
        text = message(
            "Of {count} pairs of units with common work, merging makes citizens wait less for {pays} under all that is "
            "assumed; {open} hang on it.",
            count=len(ranked),
            pays=pays,
            open=sum(outlook.verdict == "open" for _, outlook in ranked),
        )
        best = ranked[0][1]
        yield Finding(
            self.name,
            "remark",
            0.5,
            text,
            about=tuple(f"unit:{unit}" for pair, _ in ranked[:1] for unit in pair.pair),
            evidence=(message("A pair is not a proposal: simulate it beside a delegation and one owner per duty."),),
            basis="assumed",
            remedies=("merge_units", "change_approval", "clarify_duties") if pays else ("change_approval",),
            numbers={"candidates": len(ranked), "gain": pays, "best_hours": best.net / 3600},
            sheet=Sheet(_TITLE, _HEADINGS, tuple(_row(subject, pair, outlook) for pair, outlook in ranked), _NOTES),
        )


def _fixed(subject: Subject, pair: UnitPair) -> float:
    duties = subject.organisation.agency.duties
    return sum(w.both_hours for w in pair.same if duties[w.one].fixed and duties[w.other].fixed)


_TITLE: Final = message("Merge candidates, by formula")
_HEADINGS: Final = (
    message("Units"),
    message("Common hours"),
    message("Wait apart, minutes"),
    message("Wait merged, minutes"),
    message("Waiting saved a year, hours"),
    message("Between"),
    message("Load of one head"),
    message("Staff hours saved"),
    message("Verdict"),
)
_NOTES: Final = (
    message("Between: with the assumptions on switching, skill gaps and slackness at their best and at their worst."),
)


def _row(subject: Subject, pair: UnitPair, outlook: MergeOutlook) -> tuple[Any, ...]:
    pooled = bool(outlook.posts)
    low, high = Number(outlook.worst / 3600), Number(outlook.best / 3600)
    return (
        message("{one} and {other}", one=subject.unit(pair.one), other=subject.unit(pair.other)),
        Percent(pair.share),
        Number(outlook.waits[0] / 60, 1) if pooled else _NOTHING,
        Number(outlook.waits[1] / 60, 1) if pooled else _NOTHING,
        Number(outlook.waiting / 3600) if pooled else _NOTHING,
        message("{low} to {high}", low=low, high=high) if pooled else _NOTHING,
        _NOTHING if outlook.head_load is None else Percent(outlook.head_load),
        Hours(outlook.saved),
        _VERDICTS[outlook.verdict],
    )
