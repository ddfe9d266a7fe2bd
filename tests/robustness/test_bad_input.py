"""Bad input gives a clear message with its line, all of it at once, and nothing else."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from orgsim.errors import InputError
from orgsim.language import LANGUAGES, say
from orgsim.scenario.yaml_file import load

HERE = Path(__file__).parent
OFFICE = HERE / "office"
TWELVE = [
    ("scenario.yaml", 15, "alternatives.merge.plan[0].do[0].units[1]", 'Did you mean "pencatatan-sipil"?'),
    ("scenario.yaml", 19, "alternatives.merge.plan[1].do[0].unit", "this builds on plan[0].do[0], which failed"),
    ("scenario.yaml", 20, "alternatives.merge.plan[1].do[1].to_position", 'Did you mean "verifikator-akta"?'),
    ("scenario.yaml", 29, "observed.kk.waiting_time", "the mean wait is longer than the mean time"),
    ("agency.yaml", 12, "agency.units.upt.reports_to", 'Did you mean "pendaftaran"?'),
    ("agency.yaml", 17, "agency.positions.wakil-kabid.head", "two heads"),
    ("agency.yaml", 24, "agency.positions.verifikator-akta.skils", 'Did you mean "skills"?'),
    ("agency.yaml", 33, "agency.services.kk.steps.verifikasi.by", 'Did you mean "verifikator-kk"?'),
    ("agency.yaml", 41, "agency.services.akta.steps.terima.work", "9 has no measure"),
    ("agency.yaml", 47, "agency.services.akta.steps.persetujuan.choices", "add up to 90 %"),
    ("agency.yaml", 48, "agency.services.akta.steps.baru.skill", "nobody in pencatatan-sipil has the skill loket-upt"),
    ("demand.yaml", 3, "demand.akta-kota.service", 'Did you mean "akta"?'),
]  # fmt: skip


def refused(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        load(path)
    return caught.value


def test_the_sample_office_has_no_fault():
    assert len(load(OFFICE / "scenario.yaml").alternatives) == 2


def test_twelve_faults_of_twelve_kinds_give_twelve_messages_with_their_lines():
    """Three names that refer to nothing, two faults in a plan after an operation that failed; and no more."""
    found = refused(HERE / "twelve_faults" / "scenario.yaml").faults
    places = [(Path(fault.file or "").name, fault.line, fault.dotted_path()) for fault in found]
    assert places == [(file, line, path) for file, line, path, _ in TWELVE]
    for fault, (*_, words) in zip(found, TWELVE, strict=True):
        assert words in str(fault)


def test_every_message_can_be_said_in_every_language():
    for fault in refused(HERE / "twelve_faults" / "scenario.yaml").faults:
        for language in LANGUAGES:
            assert say(fault.message, language)
            assert fault.remedy is None or say(fault.remedy, language)


SLIPS = {
    "an unknown key": ("agency", "headcount: 3, calendar", "headcuont: 3, calendar", 17, 'Did you mean "headcount"?'),
    "a wrong measure": ("agency", "work: 20 min", "work: 20 kg", 43, "is not a measure of time"),
    "a measure missing": ("agency", "share: 70 %", "share: 0.7", 5, "%"),
    "a missing reference": ("agency", "calendar: jam-loket", "calendar: jam-lokett", 17, 'Did you mean "jam-loket"?'),
    "a circle of superiors": (
        "agency", "title: Dinas, level: dinas}", "title: Dinas, level: dinas, reports_to: upt}", 9, "in a circle",
    ),
    "two heads": ("agency", "headcount: 3, calendar", "headcount: 1, head: true, calendar", 17, "two heads"),
    "a unit that is gone": (
        "scenario",
        "{operation: move_staff,",
        "{operation: rename_unit, unit: pencatatan-sipil, title: X}\n          - {operation: move_staff,",
        19,
        'there is no unit "pencatatan-sipil" any more',
    ),
    "shares of sites": ("agency", "share: 30 %", "share: 40 %", 4, "add up to 110 %"),
    "a route without end": (
        "agency", "returns: {share: 10 %, to: loket}", "returns: {share: 100 %, to: loket}", 32, "never get out",
    ),
    "a service no one can do": (
        "agency", "unit: pencatatan-sipil, headcount: 2", "unit: pencatatan-sipil, headcount: 0", 43, "no one can do",
    ),
    "a negative number": ("agency", "headcount: 3, calendar", "headcount: -3, calendar", 17, "0 or more"),
    "an absurd number": ("agency", "headcount: 3, calendar", "headcount: 3000000, calendar", 17, "10000 or less"),
    "an absurd duration": ("agency", "work: 20 min", "work: 20000000 jam", 43, "a hundred years"),
    "an infinite number": ("demand", "value: 31", "value: .inf", 1, "number"),
    "no number": ("demand", "value: 31", "value: .nan", 1, "number"),
    "a wait longer than the time": (
        "scenario", "waiting_time: 40 min", "waiting_time: 3 jam", 28, "the mean wait is longer",
    ),
    "a date out of the run": ("scenario", "on: 2026-10-01", "on: 2036-10-01", 17, "not before the end of the run"),
    "a wrong date": ("scenario", "on: 2026-10-01", "on: 2026-13-01", 17, "is not a date"),
    "a key twice": ("demand", "akta-kota:", "kk:", 3, "written twice"),
    "a tab": ("scenario", "  S1: Wawancara", "\tS1: Wawancara", 5, "a tab stands"),
    "a source of nobody": ("agency", "source: S1", "source: S9", 22, "there is no source S9"),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "line", "words"), SLIPS.values(), ids=SLIPS)
def test_a_slip_in_a_sound_scenario_is_told_at_its_line(tmp_path, file, old, new, line, words):
    folder = tmp_path / "office"
    shutil.copytree(OFFICE, folder)
    path = folder / f"{file}.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    error = refused(folder / "scenario.yaml")
    told = [(Path(fault.file or "").name, fault.line) for fault in error.faults if words in str(fault)]
    assert (path.name, line) in told, str(error)
    assert len(error.faults) <= 6, str(error)
    assert not re.search(r"Traceback|Error\(|pydantic|0x[0-9a-f]{6}", str(error))


GOING_ON = {
    "an operation that cannot be read hides nothing but what builds on it": (
        [
            ("scenario", "units: [pendaftaran, pencatatan-sipil], into", "units: pendaftaran, into"),
            ("scenario", "from_position: loket,", "from_position: lokett,"),
            (
                "scenario", "{operation: move_staff",
                "{operation: rename_unit, unit: adminduk, title: A}\n          - {operation: move_staff",
            ),
        ],
        ["scenario.yaml:15", "scenario.yaml:20"],
    ),
    "a missing title hides nothing": (
        [
            ("agency", "    title: Verifikator KK\n", ""),
            ("scenario", "position: verifikator-akta,", "position: verifikator-akt,"),
            ("demand", "service: akta,", "service: akte,"),
        ],
        ["scenario.yaml:25", "agency.yaml:18", "demand.yaml:3"],
    ),
    "a misspelt part hides nothing": (
        [("agency", "positions:\n", "position:\n"), ("agency", "by: verifikator-kk", "by: verifikator-k")],
        ["agency.yaml:13", "agency.yaml:32"],
    ),
    "a value that cannot be read hides what is said of it only": (
        [
            ("agency", "headcount: 3, calendar", "headcount: tiga, calendar"),
            ("agency", "monthly_cost: Rp 20 juta", "monthly_cost: 20"),
            ("agency", "reports_to: pendaftaran, site", "reports_to: pendaftarn, site"),
        ],
        ["agency.yaml:12", "agency.yaml:14", "agency.yaml:17"],
    ),
    "a part that is not there is told once": (
        [("scenario", "agency: agency.yaml", "agency: agenda.yaml")],
        ["scenario.yaml:2"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("slips", "places"), GOING_ON.values(), ids=GOING_ON)
def test_reading_goes_on_after_a_fault(tmp_path, slips, places):
    folder = tmp_path / "office"
    shutil.copytree(OFFICE, folder)
    for file, old, new in slips:
        path = folder / f"{file}.yaml"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")
    error = refused(folder / "scenario.yaml")
    assert [f"{Path(fault.file or '').name}:{fault.line}" for fault in error.faults] == places, str(error)


def test_a_missing_file_and_a_folder_are_told():
    assert str(refused(OFFICE / "scenaro.yaml")).endswith('there is no such file. Did you mean "scenario.yaml"?')
    assert "folder" in str(refused(OFFICE))
    assert "no such file" in str(refused(OFFICE / "scenario.yaml" / "x.yaml"))
    assert refused(Path("a\0b.yaml")).faults
