"""Which units do the same work, and what speaks for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from orgsim.analysis.diagnosing import DIAGNOSES, Diagnosis, Finding
from orgsim.analysis.duty_texts import MissingTools
from orgsim.analysis.merge_outlook import merge_outlook
from orgsim.analysis.overlaps import Overlaps, SameWork, UnitPair, overlaps
from orgsim.analysis.said import Hours, Number, Percent
from orgsim.errors import Message, message

if TYPE_CHECKING:
    from orgsim.analysis.merge_outlook import MergeOutlook
    from orgsim.analysis.subject import Subject
    from orgsim.scenario.judgement import Judgement

_REMEDIES: Final = ("merge_units", "clarify_duties", "reassign_duty", "change_rule")
_MOST_LINES: Final = 6
_OF_SMALLER: Final = 3  # times the bound: a third of a small unit's work done elsewhere is an overlap of its own


def is_overlap(subject: Subject, pair: UnitPair) -> bool:
    """Say whether two units have so much in common that it is told, whatever a head says of it."""
    least = float(subject.assumptions["overlap.least"])
    unknown = pair.by_text and not pair.seconds
    people = pair.seconds / float(subject.assumptions["effective_year"])
    enough = people >= float(subject.assumptions["overlap.least_people"])
    return unknown or enough or pair.share >= least or pair.of_smaller >= _OF_SMALLER * least


@DIAGNOSES.register
class Overlap(Diagnosis):
    """Duties of two units that coincide: by their hours, their texts and the cases between them."""

    name: ClassVar[str] = "overlap"
    place: ClassVar[int] = 10
    title: ClassVar[Message] = message("Overlap of duties")
    asks: ClassVar[Message] = message("Which units do the same work?")

    def findings(self, subject: Subject) -> Iterator[Finding]:
        if not subject.organisation.agency.duties:
            hint = message("Enter `duties` with the hours that each unit spends on them")
            yield self.unknown(message("No duties are entered: whether units overlap cannot be told."), hint=hint)
            yield from self._only_judged(subject, set())
            return
        try:
            found = overlaps(subject)
        except MissingTools as missing:
            text = message(
                "The texts of duties are not compared, only their hours: the library {library} is missing.",
                library=str(missing),
            )
            yield self.unknown(text, hint=message("Install it: pip install 'orgsim[diagnosis]'"))
            found = overlaps(subject, texts=False)
        judged = {judgement.pair: judgement for judgement in subject.scenario.judgements} if subject.scenario else {}
        told = [pair for pair in found.pairs if is_overlap(subject, pair) or pair.pair in judged]
        for pair in told:
            yield _judged(self._finding(subject, pair), judged.get(pair.pair), subject)
        yield from self._only_judged(subject, {pair.pair for pair in told})
        yield from self._gaps(subject, found)

    def _finding(self, subject: Subject, pair: UnitPair) -> Finding:
        least = float(subject.assumptions["overlap.least"])
        fixed = sum(
            work.both_hours
            for work in pair.same
            if all(subject.organisation.agency.duties[duty].fixed for duty in (work.one, work.other))
        )
        outlook = merge_outlook(subject, pair.one, pair.other, fixed)
        one, other = subject.unit(pair.one), subject.unit(pair.other)
        values = {"one": one, "other": other, "share": Percent(pair.share)}
        text = Message(_BY_TEXT.text if pair.by_text else _BY_HOURS.text, values)
        paths = [("agency", "duties", name) for work in pair.same for name in (work.one, work.other)]
        lost = float(subject.assumptions["overlap.lost_share"]) * pair.seconds
        return Finding(
            self.name,
            "serious" if pair.share >= 2 * least and not pair.by_text else "watch",
            min(1.0, pair.seconds / subject.staff_seconds) if subject.staff_seconds else 0.0,
            text,
            about=(f"unit:{pair.one}", f"unit:{pair.other}"),
            evidence=tuple(_evidence(subject, pair, lost, outlook)),
            basis=subject.basis(*paths),
            remedies=_REMEDIES,
            hint=_ASK if pair.by_text else None,
            numbers={
                "share": pair.share,
                "share_of_smaller": pair.of_smaller,
                "hours": pair.seconds / 3600,
                "hours_lost": lost / 3600,
                "hand_overs": pair.hand_overs,
                "strays": pair.strays,
            },
        )

    def _only_judged(self, subject: Subject, told: set[tuple[str, str]]) -> Iterator[Finding]:
        """Yield the overlaps that a head sees and the duties do not show."""
        for judgement in subject.scenario.judgements if subject.scenario else ():
            units = subject.organisation.units
            if judgement.overlap and judgement.pair not in told and all(unit in units for unit in judgement.pair):
                one, other = judgement.pair
                text = message(
                    "{one} and {other} are said to do the same work, though their duties do not show it.",
                    one=subject.unit(one),
                    other=subject.unit(other),
                )
                yield Finding(
                    self.name,
                    "watch",
                    0.0,
                    text,
                    about=(f"unit:{one}", f"unit:{other}"),
                    evidence=(_word(judgement, subject),),
                    basis="opinion",
                    remedies=_REMEDIES,
                    judgement=judgement,
                )

    def _gaps(self, subject: Subject, found: Overlaps) -> Iterator[Finding]:
        duties = subject.organisation.agency.duties
        if found.nobodys:
            text = message(
                "No unit spends hours on {duties}: nobody's duty, or its hours are not entered.",
                duties=tuple(duties[name].text for name in found.nobodys),
            )
            yield self.unknown(text, about=(f"duty:{name}" for name in found.nobodys))
        if found.unread:
            text = message(
                "The texts of {duties} are in neither Indonesian nor English: they are not compared.",
                duties=tuple(duties[name].text for name in found.unread),
            )
            yield self.unknown(text, about=(f"duty:{name}" for name in found.unread))
        if found.mixed:
            text = message("Some duties are written in Indonesian and some in English: texts are compared within each.")
            yield self.unknown(text, hint=message("Write all duties in one language"))
        owning = {unit for duty in duties.values() for unit in duty.hours_per_year}
        bare = sorted({p.unit for p in subject.organisation.positions.values() if p.people and not p.head} - owning)
        if bare:
            text = message("{units} have staff, but no duties are entered.", units=tuple(map(subject.unit, bare)))
            yield self.unknown(text, about=(f"unit:{unit}" for unit in bare))


_BY_HOURS: Final = message(
    "{one} and {other} do the same work: {share} of the hours of both lie on duties that both have."
)
_BY_TEXT: Final = message(
    "{one} and {other} seem to do the same work: duties with {share} of the hours of both read alike."
)
_ASK: Final = message("Texts only point to it: ask both heads, and keep their word under `judgements`")


def _evidence(subject: Subject, pair: UnitPair, lost: float, outlook: MergeOutlook | None) -> Iterator[Message]:
    one, other = subject.unit(pair.one), subject.unit(pair.other)
    for work in pair.same[:_MOST_LINES]:
        yield _line(subject, work, one, other)
    if len(pair.same) > _MOST_LINES:
        yield message("And {count} more duties.", count=len(pair.same) - _MOST_LINES)
    if lost:
        yield message("Work done twice is assumed to cost {hours} a year.", hours=Hours(lost))
    if pair.hand_overs:
        yield message("{cases} cases a year pass from one to the other.", cases=Number(pair.hand_overs))
    if pair.strays:
        yield message("{cases} cases a year go to the wrong one first.", cases=Number(pair.strays))
    if pair.services:
        yield message("Both have steps in {services}.", services=tuple(map(subject.service, pair.services)))
    if outlook is not None:
        yield from outlook_sentences(subject, outlook)


def _line(subject: Subject, work: SameWork, one: object, other: object) -> Message:
    duties = subject.organisation.agency.duties
    hours = {"one": one, "other": other, "hours": Hours(work.hours), "other_hours": Hours(work.other_hours)}
    if work.one == work.other:
        return Message(_SAME.text, {**hours, "duty": duties[work.one].text})
    likeness = {"likeness": Number(work.likeness, 2), "words": work.words}
    texts = {"duty": duties[work.one].text, "other_duty": duties[work.other].text}
    return Message(_ALIKE.text, {**hours, **texts, **likeness})


_SAME: Final = message("Both have “{duty}”: {hours} a year in {one}, {other_hours} in {other}.")
_ALIKE: Final = message(
    "“{duty}” ({one}, {hours} a year) and “{other_duty}” ({other}, {other_hours}) read alike: likeness {likeness} of "
    "1, by the stems {words}."
)


def outlook_sentences(subject: Subject, outlook: MergeOutlook) -> Iterator[Message]:
    """Yield what a merger would bring by formula, in words."""
    if outlook.posts:
        before, after = (wait / 60 for wait in outlook.waits)
        yield message(
            "Merged, with {posts} in one queue: the mean wait there goes from {before} to {after} minutes by formula.",
            posts=tuple(subject.position(name) for pair in outlook.posts for name in pair),
            before=Number(before, 1),
            after=Number(after, 1),
        )
    if outlook.break_even is not None and outlook.posts:
        yield message(
            "It would gain nothing once a change between kinds of work costs more than {minutes} minutes.",
            minutes=Number(outlook.break_even / 60, 1),
        )
    if outlook.head_load is not None and outlook.head_load >= 1:
        yield message(
            "One head in place of two could not keep up with the approvals: load {load}. Delegate some of them first.",
            load=Percent(outlook.head_load),
        )
    if outlook.saved:
        yield message("Duplicated fixed work and hand-overs saved: {hours} a year.", hours=Hours(outlook.saved))


def _word(judgement: Judgement, subject: Subject) -> Message:
    values = {"reason": judgement.reason, "who": subject.position(judgement.by) if judgement.by else "–"}
    return Message(_TRUE.text if judgement.overlap else _FALSE.text, values)


_TRUE: Final = message("Judged to be an overlap ({who}): {reason}")
_FALSE: Final = message("Judged to be no overlap ({who}): {reason}")


def _judged(finding: Finding, judgement: Judgement | None, subject: Subject) -> Finding:
    """Return a finding with a head's word on it: what is judged to be no overlap is told as a remark only."""
    if judgement is None:
        return finding
    evidence = (_word(judgement, subject), *finding.evidence)
    if judgement.overlap:
        return replace(finding, evidence=evidence, judgement=judgement)
    text = message("{finding} A head has judged otherwise.", finding=finding.text)
    return replace(
        finding,
        severity="remark",
        weight=0.0,
        text=text,
        evidence=evidence,
        remedies=(),
        hint=None,
        judgement=judgement,
    )
