"""What the rules of a pack say of structures, in tables and sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from orgsim.errors import Message, message
from orgsim.language import say
from orgsim.report.tables import Column, Part, Table
from orgsim.report.words import Titles

if TYPE_CHECKING:
    from orgsim.organisation.legality import Judgement, Measured
    from orgsim.organisation.rule_pack import RulePack

__all__ = ["rules_json", "rules_tables"]

_BASES: Final[Mapping[str, Message]] = {
    "found": message("found"),
    "recalled": message("from memory"),
    "assumed": message("assumed"),
}


def rules_tables(
    pack: RulePack, judged: Mapping[Any, Sequence[Judgement]], titles: Titles, *, details: bool = False
) -> Iterator[Part]:
    """Tell what a pack says of some structures, by title.

    Parameters
    ----------
    pack
        The rules.
    judged
        By title of the structure.
    titles
        What units, posts and services are called.
    details
        Every row: also those of later structures that the first has as well.
    """
    first: frozenset[tuple[str, str, str]] = frozenset()
    for number, (structure, judgements) in enumerate(judged.items()):
        yield from _warnings(structure, judgements, titles, first)
        if number == 0 and not details:
            first = frozenset(_keys(judgements))
    yield from _unknown(judged, titles)
    recalled = sum(rule.basis == "recalled" for rule in pack.rules.values())
    yield message(
        "{number} rules, {recalled} of them from memory. These are warnings, dated {date}, and no verdicts: "
        "let the legal and the organisation bureau look at them.",
        number=len(pack.rules), recalled=recalled, date=pack.date,
    )  # fmt: skip


def _keys(judgements: Sequence[Judgement]) -> Iterator[tuple[str, str, str]]:
    for one in judgements:
        yield from ((one.name, found.about, say(found.what, "en")) for found in one.warnings)


def _warnings(
    structure: Any, judgements: Sequence[Judgement], titles: Titles, first: frozenset[tuple[str, str, str]]
) -> Iterator[Part]:
    kept = sum(not one.warnings and not one.unknown and one.kept > 0 for one in judgements)
    rows = tuple(
        (
            one.rule.title,
            message("{article} ({basis})", article=one.rule.article, basis=_BASES[one.rule.basis]),
            _thing(found.about, titles),
            found.what,
            found.limit,
            one.rule.remedy,
        )
        for one in judgements
        for found in one.warnings
        if (one.name, found.about, say(found.what, "en")) not in first
    )
    same = len(list(_keys(judgements))) - len(rows)
    if same and not rows:
        yield message("{structure}: nothing beyond the warnings of the first structure ({same}). Rules kept: {kept}.",
                      structure=structure, same=same, kept=kept)  # fmt: skip
        return
    if not rows:
        yield message("{structure}: no warning. Rules kept: {kept}.", structure=structure, kept=kept)
        return
    columns = (
        Column(message("Rule")),
        Column(message("Article")),
        Column(message("Where")),
        Column(message("What is")),
        Column(message("Limit")),
        Column(message("Remedy")),
    )
    title = message("{structure}: warnings {number}, rules kept {kept}",
                    structure=structure, number=len(rows), kept=kept)  # fmt: skip
    note = message("And {same} more, the same as in the first structure; --details shows all.", same=same)
    yield Table(title, columns, rows, (note,) if same else ())


def _unknown(judged: Mapping[Any, Sequence[Judgement]], titles: Titles) -> Iterator[Part]:
    """Tell what could not be judged, once for all places and structures in which it is so."""
    reasons: dict[tuple[str, str], tuple[Any, Any]] = {}
    places: dict[tuple[str, str], dict[str, Any]] = {}
    where: dict[tuple[str, str], dict[str, Any]] = {}
    for structure, judgements in judged.items():
        for one in judgements:
            for measured in one.unknown:
                key = one.name, say(measured.what, "en")
                reasons[key] = one.rule.title, measured.what
                places.setdefault(key, {})[measured.about] = _thing(measured.about, titles)
                where.setdefault(key, {})[str(structure)] = structure
    if not reasons:
        return
    columns = (Column(message("Rule")), Column(message("Why")), Column(message("Where")), Column(message("Structure")))
    every = message("all")
    rows = tuple(
        (*reasons[key], list(places[key].values()), every if len(seen) == len(judged) else list(seen.values()))
        for key, seen in where.items()
    )
    yield Table(message("What could not be judged"), columns, rows)


def _thing(about: str, titles: Titles) -> Any:
    return message("the agency") if about == "agency" else titles.get(about, about.partition(":")[2])


def rules_json(pack: RulePack, judged: Mapping[str, Sequence[Judgement]]) -> dict[str, Any]:
    """Return ``{"pack": …, "structures": {name: [{rule, about, what, limit, status, …}]}}``, plain values only."""
    about = {"name": pack.name, "date": pack.date.isoformat(), "checked": pack.known_until.isoformat()}
    rows = {name: [row for one in judgements for row in _rows(one)] for name, judgements in judged.items()}
    return {"pack": about, "structures": rows}


def _rows(judgement: Judgement) -> Iterator[dict[str, Any]]:
    rule = judgement.rule
    common = {
        "rule": judgement.name,
        "title": {"id": rule.title.id, "en": rule.title.en},
        "article": rule.article,
        "source": rule.source,
        "basis": rule.basis,
        "remedy": {"id": rule.remedy.id, "en": rule.remedy.en},
        "kind": rule.test.kind,
    }
    told: tuple[tuple[str, Sequence[Measured]], ...]
    told = ("warning", judgement.warnings), ("unknown", judgement.unknown)
    for status, several in told:
        for one in several:
            sentences = {
                name: {"id": say(text, "id"), "en": say(text, "en")}
                for name, text in (("what", one.what), ("limit", one.limit))
            }
            yield {**common, "status": status, "about": one.about, **sentences}
    if not judgement.warnings and not judgement.unknown:
        yield {**common, "status": "kept" if judgement.kept else "not applicable", "kept": judgement.kept}
