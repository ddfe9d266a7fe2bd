"""Rule packs: every planted violation is found, and a lawful agency raises no warning."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest

from orgsim.assumptions import Assumptions
from orgsim.cli.scenarios import structures
from orgsim.errors import InputError
from orgsim.language import say
from orgsim.organisation.agency import Agency
from orgsim.organisation.legality import LegalCase, judge
from orgsim.organisation.organisation import Organisation, resolve
from orgsim.organisation.rule_test import RULE_KINDS, read_test
from orgsim.restructuring.operation import OPERATIONS
from orgsim.scenario.rule_packs import bundled_packs, load_pack, pack_for, pack_notes, read_pack
from orgsim.scenario.yaml_file import load
from orgsim.spec import documentation
from tests.asking import answer

ROOT = Path(__file__).resolve().parents[2]
OFFICE = ROOT / "scenarios" / "palembang" / "scenario.yaml"
PACK = bundled_packs()["asn-2023"]
DIVISIONS = {"A": 4, "B": 3, "C": 2}
SCORES = {"A": (801, 1000), "B": (601, 800), "C": (401, 600)}
WELFARE = ("kesehatan", "sosial", "administrasi-kependudukan")

Written = dict[str, Any]


def draw(seed: int, name: str, low: int, high: int) -> int:
    """A whole number from low to high, a pure function of seed and name."""
    return low + blake2b(f"{seed} {name}".encode(), digest_size=8).digest()[0] % (high - low + 1)


def lawful(seed: int) -> Written:
    """An agency that keeps every rule of the pack, of any type and size."""
    type = "ABC"[draw(seed, "type", 0, 2)]
    units: Written = {
        "dinas": {
            "title": "Dinas",
            "legal": {
                "tier": "city",
                "type": type,
                "functions": ["administrasi-kependudukan", *WELFARE[: draw(seed, "functions", 0, 2)]],
                "typology": {"score": draw(seed, "score", *SCORES[type])},
                "personnel_spending": f"{draw(seed, 'spending', 15, 30)} %",
            },
        },
        "sekretariat": {"title": "Sekretariat", "reports_to": "dinas"},
    }
    positions: Written = {
        "kepala": {"title": "Kepala Dinas", "unit": "dinas", "head": True, "monthly_cost": "Rp 20 juta"},
        "staf": {"title": "Staf", "unit": "sekretariat", "headcount": draw(seed, "staff", 1, 5)},
    }
    for n in range(draw(seed, "subdivisions", 0, 3 if type == "A" else 2)):
        units[f"subbagian-{n}"] = {"title": f"Subbagian {n}", "reports_to": "sekretariat"}
    for n in range(draw(seed, "divisions", 1, DIVISIONS[type])):
        units[f"bidang-{n}"] = {"title": f"Bidang {n}", "reports_to": "dinas"}
        units[f"tim-{n}"] = {"title": f"Tim {n}", "reports_to": f"bidang-{n}"}
        positions[f"kabid-{n}"] = {"title": f"Kabid {n}", "unit": f"bidang-{n}", "head": True,
                                   "monthly_cost": "Rp 16 juta"}  # fmt: skip
        positions[f"petugas-{n}"] = {"title": f"Petugas {n}", "unit": f"tim-{n}", "monthly_cost": "Rp 6 juta",
                                     "headcount": draw(seed, f"p{n}", 1, 9)}  # fmt: skip
    step = {"by": "petugas-0", "work": "10 min"}
    services = {
        "kk": {"title": "Kartu keluarga", "promise": "1 hari kerja", "steps": {"periksa": step}},
        "pengaduan": {"title": "Pengaduan", "promise": "14 hari kerja", "steps": {"tangani": step}},
    }
    limits = {"ringan": ("80 %", "5 hari kerja"), "berat": ("20 %", "60 hari kerja")}
    classes = {name: {"share": share, "limit": limit} for name, (share, limit) in limits.items()}
    return {
        "title": "Disdukcapil Kota Contoh", "units": units, "positions": positions, "services": services,
        "complaints": {"service": "pengaduan", "classes": classes},
    }  # fmt: skip


def add_units(written: Written, title: str, above: str, number: int) -> None:
    for n in range(number):
        written["units"][f"{title.lower()}-baru-{n}"] = {"title": f"{title} Baru {n}", "reports_to": above}


def many_functions(written: Written) -> None:
    written["units"]["dinas"]["legal"]["functions"] = [*WELFARE, "pemberdayaan-perempuan"]


def foreign_function(written: Written) -> None:
    written["units"]["dinas"]["legal"]["functions"] = ["administrasi-kependudukan", "statistik"]


def wrong_type(written: Written) -> None:
    written["units"]["dinas"]["legal"]["typology"] = {"score": 320}


def long_hours(written: Written) -> None:
    written["calendar"] = {"hours": {"mon-fri": "07:00-16:00"}, "ramadan": {}}


def open_on_holidays(written: Written) -> None:
    written["calendar"] = written.get("calendar", {}) | {"extra_working_days": {"2026-08-17": "08:00-12:00"}}


def without_joint_leave(written: Written) -> None:
    written["calendar"] = written.get("calendar", {}) | {"joint_leave": False}


def crowd(written: Written) -> None:
    written["positions"]["petugas-0"]["headcount"] = 30
    written["positions"]["ketua"] = {"title": "Ketua tim", "unit": "tim-0", "head": True}


def long_promise(written: Written) -> None:
    written["services"]["kk"]["promise"] = "3 hari kerja"


def slow_complaints(written: Written) -> None:
    written["complaints"]["classes"]["berat"]["limit"] = "90 hari kerja"


def costly(written: Written) -> None:
    written["units"]["dinas"]["legal"]["personnel_spending"] = "31 %"


def hasty(written: Written) -> None:
    written["positions"]["petugas-0"]["effective_share"] = "95 %"


PLANTED: dict[str, tuple[Callable[[Written], Any], set[str]]] = {
    "two secretariats": (lambda w: add_units(w, "Sekretariat", "dinas", 1), {"secretariat"}),
    "no secretariat": (lambda w: w["units"]["sekretariat"].update(title="Bagian Umum", legal={"form": "other"}),
                       {"secretariat"}),
    "subdivisions": (lambda w: add_units(w, "Subbagian", "sekretariat", 4), {"subdivisions"}),
    "divisions": (lambda w: add_units(w, "Bidang", "dinas", 4), {"divisions"}),
    "a few sections": (lambda w: add_units(w, "Seksi", "bidang-0", 1), {"two-levels", "no-sections"}),
    "many sections": (lambda w: add_units(w, "Seksi", "bidang-0", 4), {"sections", "two-levels", "no-sections"}),
    "functions": (many_functions, {"functions"}),
    "clusters": (foreign_function, {"clusters"}),
    "typology": (wrong_type, {"typology-city"}),
    "hours": (long_hours, {"weekly-hours", "effective-hours"}),
    "holidays": (open_on_holidays, {"holidays"}),
    "joint leave": (without_joint_leave, {"joint-leave", "effective-hours"}),  # 248 days are 1,302 hours
    "span": (crowd, {"span"}),
    "promise": (long_promise, {"registry-promise"}),
    "complaints": (slow_complaints, {"complaint-limits"}),
    "spending": (costly, {"personnel-spending"}),
    "effective share": (hasty, {"effective-hours"}),
}  # fmt: skip
TOGETHER = {"no secretariat": {"two secretariats", "subdivisions"}, "functions": {"clusters"}}
"""Plants that take each other's place."""


def warned(organisation: Organisation, before: Organisation | None = None, pack: str = "asn-2023") -> set[str]:
    case = LegalCase(organisation, before, 2026, Assumptions())
    return {one.name for one in judge(bundled_packs()[pack], case) if one.warnings}


def test_a_lawful_agency_raises_no_warning_and_leaves_nothing_unknown():
    for seed in range(100):
        judgements = judge(PACK, LegalCase(resolve(Agency.model_validate(lawful(seed))), None, 2026))
        assert [(one.name, one.warnings, one.unknown) for one in judgements if one.warnings or one.unknown] == []


@pytest.mark.parametrize("plant", PLANTED)
def test_each_planted_violation_is_found_and_nothing_else(plant):
    change, expected = PLANTED[plant]
    for seed in range(12):
        written = lawful(seed)
        change(written)
        assert warned(resolve(Agency.model_validate(written))) == expected


def test_all_planted_violations_are_found_on_two_hundred_agencies():
    for seed in range(200):
        written, expected = lawful(seed), set[str]()
        chosen: list[str] = []
        for plant, (change, found) in PLANTED.items():
            clash = any(plant in TOGETHER.get(one, ()) or one in TOGETHER.get(plant, ()) for one in chosen)
            if draw(seed, plant, 0, 3) == 0 and not clash:
                chosen.append(plant)
                change(written)
                expected |= found
        assert warned(resolve(Agency.model_validate(written))) == expected, (seed, chosen)


def changed(before: Organisation, **operation: Any) -> Organisation:
    cls = OPERATIONS[operation["operation"]]
    return cls.model_validate(operation).apply(before, on=dt.date(2026, 7, 1))


def office_of(seed: int = 0) -> Organisation:
    written = lawful(seed)
    add_units(written, "Bidang", "dinas", 1 if len(written["units"]) < 6 else 0)
    return resolve(Agency.model_validate(written))


def test_a_change_that_touches_heads_of_a_registry_is_flagged():
    before = resolve(Agency.model_validate(lawful(3)))
    assert warned(before, before) == set()
    renamed = changed(before, operation="rename_unit", unit="bidang-0", title="Bidang Prima")
    assert warned(renamed, before) == {"registry-officials", "units-by-regulation"}
    team = changed(before, operation="rename_unit", unit="tim-0", title="Tim Prima")
    assert warned(team, before) == {"units-by-regulation"}


def test_paying_less_after_a_conversion_is_flagged():
    before = resolve(Agency.model_validate(lawful(3)))
    positions = dict(before.positions)
    positions["petugas-0"] = positions["petugas-0"].changed(monthly_cost=5e6)
    assert warned(before.changed(positions=positions), before) == {"pay-kept"}


def government() -> Organisation:
    """A city with two agencies of different clusters under it."""
    legal = {"form": "agency", "tier": "city", "type": "A"}
    units = {
        "kota": {"title": "Kota Contoh", "legal": {"form": "other"}},
        "sosial": {"title": "Dinas Sosial", "reports_to": "kota",
                   "legal": {**legal, "functions": ["sosial", "kesehatan"]}},
        "statistik": {"title": "Dinas Statistik", "reports_to": "kota",
                      "legal": {**legal, "functions": ["statistik", "persandian"]}},
        "sekretariat-a": {"title": "Sekretariat", "reports_to": "sosial"},
        "sekretariat-b": {"title": "Sekretariat", "reports_to": "statistik"},
    }  # fmt: skip
    return resolve(Agency.model_validate({"title": "Pemerintah Kota Contoh", "units": units}))


def test_merging_agencies_adds_their_functions_up():
    before = government()
    assert warned(before, before) == set()
    after = changed(before, operation="merge_units", units=["sosial", "statistik"], into="sosial")
    assert after.units["sosial"].legal.functions == ("sosial", "kesehatan", "statistik", "persandian")
    expected = {"functions", "clusters", "secretariat", "agencies-by-regulation"}
    assert warned(after, before) == expected
    closed = changed(before, operation="remove_unit", unit="statistik", into="sosial")
    assert warned(closed, before) >= {"functions", "clusters"}


def test_a_province_is_judged_by_its_own_steps():
    parts = {"population": 8_500_000, "area": 2000, "budget": "Rp 7 triliun", "technical": 900}
    written = lawful(1)
    written["units"]["dinas"]["legal"] = {"tier": "province", "type": "B", "typology": parts}
    # 10 % of 1000, 5 % of 800 and of 800, 80 % of 900: 900 points, so A.
    findings = {one.name: one.warnings for one in judge(PACK, LegalCase(resolve(Agency.model_validate(written))))}
    (wrong,) = findings["typology-province"]
    assert say(wrong.what, "en") == "type B; a score of 900 gives A"


def test_an_agency_whose_inside_is_left_out_is_not_blamed_for_it():
    units = {"kota": {"title": "Kota", "legal": {"form": "other"}}}
    units |= {name: {"title": f"Dinas {name}", "reports_to": "kota"} for name in ("sosial", "pangan")}
    organisation = resolve(Agency.model_validate({"title": "Pemerintah Kota Contoh", "units": units}))
    assert warned(organisation) == set()
    (judged,) = [one for one in judge(PACK, LegalCase(organisation)) if one.name == "secretariat"]
    assert {one.about for one in judged.unknown} == {"unit:sosial", "unit:pangan"}


def test_the_older_packs_judge_by_their_own_limits():
    written = lawful(0)
    add_units(written, "Seksi", "bidang-0", 3)
    organisation = resolve(Agency.model_validate(written))
    assert warned(organisation, pack="pp-41-2007") == set()
    assert warned(organisation, pack="pp-18-2016") == set()
    assert warned(organisation) == {"two-levels", "no-sections"}


def test_what_is_not_said_is_unknown_and_no_warning():
    units = {"dinas": {"title": "Dinas"}, "a": {"title": "Sekretariat", "reports_to": "dinas"}}
    units |= {f"b-{n}": {"title": f"Bidang {n}", "reports_to": "dinas"} for n in range(3)}
    organisation = resolve(Agency.model_validate({"title": "Dinas Contoh", "units": units}))
    judged = {one.name: one for one in judge(PACK, LegalCase(organisation))}
    assert {name for name, one in judged.items() if one.warnings} == set()
    assert {"divisions", "functions", "typology-city"} <= {name for name, one in judged.items() if one.unknown}


@pytest.mark.parametrize("kind", RULE_KINDS)
def test_every_kind_of_rule_has_an_example_a_title_and_a_use(kind):
    test = read_test({"kind": kind, **RULE_KINDS[kind].example})
    assert say(test.title, "id") != ""
    assert all(documentation(type(test)).get(name) for name in type(test).model_fields)
    assert any(rule.test.kind == kind for pack in bundled_packs().values() for rule in pack.rules.values())


def test_packs_name_known_sources_and_are_called_by_their_dates():
    listed = set(re.findall(r"^\| (F[0-9]+) \|", (ROOT / "docs" / "sources.md").read_text(), re.MULTILINE))
    folder = ROOT / "orgsim" / "organisation" / "rules"
    assert {path.stem for path in folder.glob("*.yaml")} == {p.date.isoformat() for p in bundled_packs().values()}
    for pack in bundled_packs().values():
        for name, rule in pack.rules.items():
            assert set(re.findall(r"\bF[0-9]+\b", rule.source)) <= listed, name
            assert rule.basis != "found" or re.search(r"\bF[0-9]+\b", rule.source), name
            assert rule.title.id != rule.title.en, name


OWN = """\
name: own
title: Aturan kami
date: 2025-01-01
rules:
  bidang:
    title: Paling banyak satu bidang
    article: Perwali 1/2025
    basis: recalled
    test: {kind: count_units, form: division, most: 1}
    remedy: Gabungkan
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("kind: count_units", "kind: count_unit", 9, 'no kind of rule “count_unit”. Did you mean "count_units"?'),
        ("form: division", "form: divisio", 9, "is not one of"),
        ("most: 1", "most: -1", 9, "greater than or equal to 0"),
        ("most: 1", "mots: 1", 9, 'Did you mean "most"?'),
        ("basis: recalled", "basis: found", 5, "a rule that was found needs its source"),
        ("basis: recalled", "basis: heard", 8, "must be 'found', 'recalled' or 'assumed'"),
        ("date: 2025-01-01", "date: yesterday", 3, "is not a date"),
        ("    article: Perwali 1/2025\n", "", 5, "“article” is missing"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_told_with_its_line(old, new, line, said):
    with pytest.raises(InputError) as refused:
        read_pack(OWN.replace(old, new), "own.yaml")
    assert said in str(refused.value)
    assert {fault.line for fault in refused.value.faults} == {line}


def test_packs_are_chosen_by_date_and_doubtful_ones_say_so(tmp_path):
    assert pack_for(dt.date(2010, 1, 1)).name == "pp-41-2007"
    assert load_pack("2016-06-19").name == "pp-18-2016"
    notes = [say(note) for note in pack_notes(load_pack("pp-41-2007"), dt.date(2026, 1, 1), dt.date(2026, 9, 1))]
    assert notes == ["The pack pp-41-2007 is old: asn-2023, of 31 October 2023, holds by then."]
    assert list(pack_notes(PACK, dt.date(2026, 1, 1), dt.date(2026, 9, 1))) == []
    (aged,) = pack_notes(PACK, dt.date(2030, 1, 1), dt.date(2030, 9, 1))
    assert "3.9 years before" in say(aged)
    own = tmp_path / "own.yaml"
    own.write_text(OWN)
    assert "nobody has compared it with the law" in say(next(iter(pack_notes(load_pack(str(own)), None, None))))
    with pytest.raises(InputError, match=r'no rule pack “asn-203”. Did you mean "asn-2023"'):
        load_pack("asn-203")
    own.write_text(OWN.replace("2025", "2099"))
    with pytest.raises(InputError, match=r"own.yaml:3: date: the pack holds from 2099-01-01 on, in the future"):
        load_pack(str(own), dt.date(2026, 9, 1))


def test_the_command_tells_warnings_and_never_blocks(capsys, tmp_path):
    rows = tmp_path / "rules.json"
    code, out, _ = answer(capsys, "rules", str(OFFICE), "--alternative", "merge", "--json", str(rows), "--lang", "id")
    assert code == 0
    assert "UU 24/2013 Pasal" in out
    assert "Menteri" in out
    assert '"status": "warning"' in rows.read_text()
    code, out, _ = answer(capsys, "rules", str(OFFICE), "-a", "rename-only", "-a", "rename-only", "--lang", "en")
    assert "The Home Minister" in out
    code, _, err = answer(capsys, "rules", str(OFFICE), "--pack", "pp-19-2016", "--lang", "en")
    assert code == 2
    assert 'Did you mean "pp-18-2016"?' in err
    code, out, _ = answer(capsys, "rules", str(OFFICE.with_name("agency.yaml")), "--pack", "pp-41-2007", "--lang", "en")
    assert code == 0
    assert "The pack pp-41-2007 is old" in out


def test_nine_agencies_into_four_leave_one_with_a_function_too_many():
    scenario = load(ROOT / "scenarios" / "tanjungpinang" / "scenario.yaml")
    found = {}
    for name in ("baseline", "nine-into-four"):
        before = None if name == "baseline" else scenario.organisation
        case = LegalCase(structures(scenario, name)[1], before, 2026)
        judged = {one.name: one for one in judge(PACK, case)}
        found[name] = [warning.about for warning in judged["functions"].warnings]
        assert not any(judged[rule].unknown for rule in ("functions", "clusters"))
        assert judged["clusters"].kept == len(case.agencies)  # whatever is merged is of one cluster
    assert found == {"baseline": [], "nine-into-four": ["unit:dagin"]}
