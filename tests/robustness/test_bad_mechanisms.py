"""Sessions, things, quotas, complaints and the rest: what makes no sense is told at its line, all of it at once."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from orgsim.errors import InputError
from orgsim.language import LANGUAGES, say
from orgsim.scenario.yaml_file import load, load_agency

OFFICE = Path(__file__).parent / "whole_office"
A, S = "agency.yaml", "scenario.yaml"

# what is wrong: file, what is written there, what is written instead, words of the message; where else it is told
SLIPS = {
    "a deadline class without a deadline": (
        A,
        "{share: 20 %, limit: 14 hari kerja}",
        "{share: 20 %}",
        "“limit” is missing",
    ),
    "a batch of 0": (A, "size: 5", "size: 0", "it must be 1 or more"),
    "a session outside office hours": (
        A,
        'at: "10:00"',
        'at: "14:00"',
        "at 14:00 kepala is not at work. Choose a time within 08:00-12:00",
    ),
    "a supply no one delivers": (
        A,
        ", deliveries: [{amount: 500, on: 2026-01-05, every: 1 bulan}]",
        "",
        "which nobody delivers",
    ),
    "a quota below 1": (A, "quota: {per_day: 90}", "quota: {per_day: 0}", "it must be 1 or more"),
    "patience without a queue": (
        A,
        "{external: 2 hari}",
        "{external: 2 hari, patience: 3 jam}",
        "no queue to lose patience in",
    ),
    "a help rule between units that share no skill": (
        A,
        "skills: {pencetak: 0.8}",
        "skills: {}",
        "nobody in layanan can do any work of cetakan",
        "help:",
    ),
    "an outage longer than the run": (
        A,
        "lasting: 4 jam",
        "lasting: 300 hari",
        "lasts longer than the run, which has 181 days",
    ),
    "days that are never worked": (A, "days: mon-fri", "days: sab-min", "kepala does not work on “sab-min”"),
    "a session and a batch": (A, "batch: {size: 5", 'session: {at: "09:00"}, batch: {size: 5', "exclude each other"),
    "no such equipment": (A, "uses: {mesin: 1}", "uses: {mesim: 1}", 'Did you mean "mesin"?'),
    "no such supply": (A, "consumes: {blangko: 1}", "consumes: {blanko: 1}", 'Did you mean "blangko"?'),
    "no such duty": (A, "duty: arsip", "duty: arsp", 'Did you mean "arsip"?'),
    "no such service of complaints": (A, "service: aduan", "service: adua", 'Did you mean "aduan"?'),
    "no such post to ask": (A, "{by: loket, most: 3}", "{by: lokt, most: 3}", 'Did you mean "loket"?'),
    "shares of complaints": (A, "{share: 80 %", "{share: 70 %", "add up to 90 %", "classes:"),
    "a limit of nothing": (A, "limit: 2 hari kerja", "limit: 0 hari kerja", "a limit leaves some time"),
    "more machines than there are": (
        A,
        "uses: {mesin: 1}",
        "uses: {mesin: 3}",
        "3 of mesin are used at a time, and there are 2",
    ),
    "an interruption by somebody present": (A, "work: 40 min", "work: 40 min, attended: true", "interrupts nobody"),
    "questions that nobody is above to answer": (
        A,
        "{by: loket, work: 5 min}",
        "{by: kepala, work: 5 min, exceptions: {}}",
        "nobody is above kepala",
    ),
    "questions of a wait outside": (
        A,
        "{external: 2 hari}",
        "{external: 2 hari, exceptions: {}}",
        "belongs to a step that a post does",
    ),
    "a quota of a wait outside": (
        A,
        "{external: 2 hari}",
        "{external: 2 hari, quota: {per_day: 3}}",
        "not to a wait outside",
    ),
    "a full room in the middle": (
        A,
        "exceptions: {share: 5 %}",
        "exceptions: {share: 5 %}, room: 9",
        "belongs to the first step",
    ),
    "nothing to send wrong": (
        A,
        "layanan: 300 jam, cetakan: 250 jam",
        "layanan: 300 jam",
        "no case can go to the wrong unit",
        "misrouting:",
    ),
    "overtime of no hours": (A, "hours: 2 jam", "hours: 0 jam", "overtime takes time"),
    "somebody who is never there": (A, "absent: 20 %", "absent: 100 %", "always away"),
    "a closed group without times": (
        S,
        "{every: 30 jam, population: 12}",
        "{per_day: 3, population: 12}",
        "is not said",
    ),
    "a promise to a closed group": (
        S,
        "ktp: {per_day: 60}",
        "ktp: {every: 30 jam, population: 12}",
        "nothing is promised to a closed group",
    ),
}

ALL_AT_ONCE = [
    "a deadline class without a deadline", "a batch of 0", "a session outside office hours", "a supply no one delivers",
    "a quota below 1", "patience without a queue", "a help rule between units that share no skill",
    "an outage longer than the run",
]  # fmt: skip


def test_the_whole_office_has_no_fault():
    assert load(OFFICE / S).agency == load_agency(OFFICE / A)


def slipped(folder: Path, *names: str) -> tuple[list[tuple[str, int, str]], InputError]:
    """Where and what is expected, and what is told, once some slips were made in a copy of the office."""
    shutil.copytree(OFFICE, folder)
    expected = []
    for name in names:
        file, old, new, words, *elsewhere = SLIPS[name]
        text = (folder / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, name
        place = text.index(elsewhere[0] if elsewhere else old)
        expected.append((file, text[:place].count("\n") + 1, words))
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(folder / S)
    return expected, caught.value


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_told_at_its_line(tmp_path, name):
    ((file, line, words),), error = slipped(tmp_path / "office", name)
    (fault,) = error.faults
    assert (Path(fault.file or "").name, fault.line) == (file, line), str(error)
    assert words in str(fault)
    assert not re.search(r"Traceback|Error\(|pydantic|0x[0-9a-f]{6}", str(error))
    for language in LANGUAGES:
        assert say(fault.message, language)


def test_all_of_them_are_told_at_once(tmp_path):
    expected, error = slipped(tmp_path / "office", *ALL_AT_ONCE)
    told = [(Path(fault.file or "").name, fault.line, str(fault)) for fault in error.faults]
    assert len(told) == len(expected), str(error)
    for file, line, words in expected:
        assert any((file, line) == place[:2] and words in place[2] for place in told), (line, words, str(error))


def test_a_rule_that_a_change_leaves_idle_is_no_fault_of_the_plan():
    from orgsim.organisation.checks import faults, written_faults

    agency = load_agency(OFFICE / A)
    duty = agency.duties["arsip"].model_copy(update={"hours_per_year": {"layanan": 3600.0}})
    after = agency.model_copy(update={"duties": {"arsip": duty}})
    assert faults(after) == []
    assert [fault.dotted_path() for fault in written_faults(after)] == ["misrouting"]
