"""Each diagnosis on an office that was made for it: what it finds, and that it is silent where there is nothing."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from orgsim.analysis.diagnosing import Finding, diagnose
from orgsim.analysis.merge_outlook import merge_outlook
from orgsim.analysis.staffing import grade_of, promised_staff, workload
from orgsim.analysis.subject import Subject
from orgsim.analysis.theory.pooling import Costs, Crew, pooled_wait
from orgsim.analysis.theory.staff_needed import square_root_staff, staff_for_promise
from orgsim.analysis.theory.supervision import largest_span
from orgsim.assumptions import Assumptions
from orgsim.language import say, say_value
from orgsim.scenario.scenario import Scenario

OFFICE: dict[str, Any] = {
    "title": "Kantor",
    "agency": {
        "title": "Dinas",
        "levels": ["dinas", "bidang"],
        "calendar": {"holidays": "none"},
        "units": {
            "dinas": {"title": "Dinas", "level": "dinas"},
            "loket": {"title": "Bidang Loket", "reports_to": "dinas", "level": "bidang"},
            "arsip": {"title": "Bidang Arsip", "reports_to": "dinas", "level": "bidang"},
        },
        "positions": {
            "kepala": {"title": "Kepala", "unit": "dinas", "head": True},
            "petugas": {"title": "Petugas", "unit": "loket", "headcount": 3},
            "arsiparis": {"title": "Arsiparis", "unit": "arsip", "headcount": 2},
        },
        "services": {
            "kk": {
                "title": "KK",
                "promise": "1 hari kerja",
                "attributes": {"rumit": "25 %"},
                "steps": {
                    "terima": {"by": "petugas", "work": "15 min"},
                    "periksa": {"by": "petugas", "work": "10 min", "only_for": "rumit"},
                    "tanda-tangan": {"work": "90 s", "approval": {"to": "dinas"}},
                    "simpan": {"by": "arsiparis", "work": {"mean": "12 min", "basis": "observed"}},
                },
            }
        },
        "duties": {
            "rapat": {"text": "Rapat", "fixed": True, "hours_per_year": {"loket": "300 jam", "dinas": "50 jam"}}
        },
    },
    "demand": {"kk": {"volume": "9600 per year"}},
    "run": {"from": "2026-01-05", "settle_before_change": "4 weeks", "observe": "2 months"},
}


def office(**parts: Any) -> Scenario:
    """The office, with parts put in by path: ``agency__supplies={…}``."""
    written = deepcopy(OFFICE)
    for path, part in parts.items():
        *keys, last = path.split("__")
        at = written
        for key in keys:
            at = at.setdefault(key, {})
        at[last] = part
    return Scenario.model_validate(written)


def found(scenario: Scenario, name: str, alternative: str = "baseline") -> list[Finding]:
    return list(diagnose(Subject.of(scenario, alternative), [name]))


def texts(findings: list[Finding]) -> str:
    return "\n".join(say(line) for finding in findings for line in (finding.text, *finding.evidence))


# ---------------------------------------------------------------- workload


def test_the_sheet_is_the_hand_worked_one():
    """Volume × norm over 1,250 hours.

    petugas:   9600 × 15 min = 2400 h; 2400 × 10 min = 400 h; meetings 300 h; 3100 / 1250 = 2.48; EJ 2.48 / 3
    arsiparis: 9600 × 12 min × 0.7 (observed at the desk) = 1344 h; 1344 / 1250 = 1.0752; EJ 0.5376
    kepala:    9600 × 1.5 min = 240 h; meetings 50 h; 290 / 1250 = 0.232
    """
    subject = Subject.of(office())
    sheet = {post.position: post for post in workload(subject)}
    hours = {name: {row.task: round(row.seconds / 3600, 9) for row in post.rows} for name, post in sheet.items()}
    assert hours == {
        "petugas": {"kk/terima": 2400.0, "kk/periksa": 400.0, "unit/loket": 300.0},
        "arsiparis": {"kk/simpan": 1344.0},
        "kepala": {"kk/tanda-tangan/dinas": 240.0, "unit/dinas": 50.0},
    }
    assert {name: round(post.need, 9) for name, post in sheet.items()} == {
        "petugas": 2.48,
        "arsiparis": 1.0752,
        "kepala": 0.232,
    }
    assert sheet["petugas"].effectiveness == pytest.approx(2.48 / 3, abs=1e-12)
    (whole,) = [finding for finding in found(office(), "workload") if finding.sheet is not None]
    rows = {say_value(row[0], "en"): [say_value(cell, "en") for cell in row[1:6]] for row in whole.sheet.rows}
    assert rows == {
        "Petugas": ["3,100 hours", "2.48", "3", "0.83", "C"],
        "Arsiparis": ["1,344 hours", "1.08", "2", "0.54", "D"],
        "Kepala": ["290 hours", "0.23", "1", "0.23", "E"],
    }


def test_the_effective_year_and_the_grades_are_settings():
    scenario = office(assumptions={"effective_year": "1200 h", "abk.grade_c": 0.66, "abk.grade_b": 0.81})
    sheet = {post.position: post for post in workload(Subject.of(scenario))}
    assert sheet["petugas"].need == pytest.approx(3100 / 1200, abs=1e-12)
    assert grade_of(sheet["petugas"].effectiveness, scenario.assumptions) == "B"
    assert grade_of(0.8, Assumptions()) == "C"


def test_rework_is_work():
    step = {"by": "petugas", "work": "15 min", "returns": {"share": "50 %", "to": "terima"}}
    subject = Subject.of(office(agency__services__kk__steps__terima=step))
    row = next(row for post in workload(subject) for row in post.rows if row.task == "kk/terima")
    assert row.volume == pytest.approx(19_200, rel=1e-9)


def test_too_few_people_are_not_excellent():
    told = found(office(agency__positions__petugas={"title": "Petugas", "unit": "loket", "headcount": 1}), "workload")
    assert told[0].severity == "serious"
    assert told[0].numbers["need"] == pytest.approx(2.48)
    assert told[0].numbers["promise"] >= 3


def test_a_post_without_volume_is_unknown_not_idle():
    scenario = office(**{"agency__positions__juru-tulis": {"title": "Juru Tulis", "unit": "arsip", "headcount": 4}})
    told = found(scenario, "workload")
    (unknown,) = [finding for finding in told if finding.severity == "unknown"]
    assert "Juru Tulis" in say(unknown.text)
    assert all("Juru Tulis" not in say(finding.text) for finding in told if finding is not unknown)


def test_volumes_without_steps_of_ours_are_unknown():
    steps = {"tunggu": {"external": "3 hari"}}
    told = found(office(agency__services__kk={"title": "KK", "steps": steps}), "workload")
    assert [finding.severity for finding in told] == ["unknown"]


def test_the_promise_needs_more_than_the_sheet():
    groups = {group.positions: group for group in promised_staff(Subject.of(office()))}
    petugas = groups["petugas",]
    assert petugas.service == "kk"
    assert petugas.needed is not None
    assert petugas.needed >= 3
    assert square_root_staff(4.2) == 6  # 4.2 + 0.5 √4.2 = 5.2
    assert staff_for_promise(0.5, 1.0, 1.0, -1.0, 0.9) == float("inf")


# ---------------------------------------------------------------- heads


def test_largest_span():
    assert largest_span(0.85, 20, 0.05, 15, 10, 0.5 * 300) == pytest.approx(5.1)


def test_a_wide_span_a_needless_layer_and_a_missing_head():
    units = {
        **OFFICE["agency"]["units"],
        "tim": {"title": "Tim", "reports_to": "arsip"},
        "regu": {"title": "Regu", "reports_to": "tim"},
    }
    positions = {
        "kepala": {"title": "Kepala", "unit": "dinas", "head": True},
        "kabid": {"title": "Kabid", "unit": "loket", "head": True},
        "petugas": {"title": "Petugas", "unit": "loket", "headcount": 12},
        "arsiparis": {"title": "Arsiparis", "unit": "arsip"},
        "ketua": {"title": "Ketua", "unit": "tim", "head": True},
        "anggota": {"title": "Anggota", "unit": "regu"},
    }
    told = texts(found(office(agency__units=units, agency__positions=positions), "spans"))
    assert "Bidang Loket: span of control 12; 8 is comfortable." in told
    assert "Bidang Arsip has no head" in told
    assert "Tim leads one unit only" in told
    assert "The structure has 4 layers; 3 are usual." in told


def test_questions_fill_the_day_of_a_head():
    positions = {
        **OFFICE["agency"]["positions"],
        "kabid": {"title": "Kabid", "unit": "loket", "head": True},
    }
    scenario = office(agency__positions=positions, demand={"kk": {"volume": "30000 per year"}})
    (heavy, *_) = found(scenario, "supervisors")
    # 30,000 and 7,500 visits over 240 days by three people; five in a hundred take 15 minutes, and 10 minutes for each
    cases = 37_500 / 240 / 3
    assert heavy.numbers["cases"] == pytest.approx(cases)
    assert heavy.numbers["load"] == pytest.approx(3 * (cases * 0.05 * 15 + 10) / (0.5 * 1250 * 60 / 240))
    assert "clarify_duties" in heavy.remedies


def test_three_signatures_one_after_the_other():
    units = {**OFFICE["agency"]["units"], "tim": {"title": "Tim", "reports_to": "loket", "level": "tim"}}
    positions = {
        "kepala": {"title": "Kepala", "unit": "dinas", "head": True},
        "kabid": {"title": "Kabid", "unit": "loket", "head": True},
        "ketua": {"title": "Ketua", "unit": "tim", "head": True},
        "petugas": {"title": "Petugas", "unit": "tim", "headcount": 3},
        "arsiparis": {"title": "Arsiparis", "unit": "arsip", "headcount": 2},
    }
    scenario = office(
        agency__units=units,
        agency__positions=positions,
        agency__levels=["dinas", "bidang", "tim"],
        agency__duties={},
    )
    (path,) = found(scenario, "approvals")
    assert path.severity == "watch"
    assert path.numbers["approvers"] == 3
    assert say(path.text) == "KK: 3 superiors approve one after the other: Ketua, Kabid, Kepala."
    assert "change_approval" in path.remedies


# ---------------------------------------------------------------- limits


def with_blanks(stock: int, a_month: int) -> Scenario:
    supplies = {
        "blangko": {
            "title": "Blangko",
            "stock": stock,
            "deliveries": [{"amount": a_month, "on": "2026-01-06", "every": "1 month"}],
        }
    }
    step = {"by": "arsiparis", "work": "5 min", "consumes": {"blangko": 1}}
    return office(agency__supplies=supplies, agency__services__kk__steps__simpan=step)


def test_too_few_blanks_are_the_limit():
    (limit, *_) = diagnose(Subject.of(with_blanks(0, 500)))
    assert (limit.diagnosis, limit.severity) == ("supply_limits", "serious")
    assert limit.numbers["needed_per_month"] == pytest.approx(800)
    assert limit.numbers["arriving_per_month"] == pytest.approx(500, rel=0.05)
    assert "no reorganisation can help here" in say(limit.text)
    assert "penataan organisasi tidak dapat membantu" in say(limit.text, "id")
    assert limit.remedies == ("change_supply",)


def test_a_stock_hides_it_for_a_while():
    (limit,) = found(with_blanks(20_000, 500), "supply_limits")
    assert limit.severity == "watch"
    assert "The stock of 20,000 is used up after" in texts([limit])


def test_enough_blanks_are_no_limit():
    assert found(with_blanks(0, 1000), "supply_limits") == []


def test_time_that_passes_outside():
    steps = {**OFFICE["agency"]["services"]["kk"]["steps"], "rt": {"external": "5 hari kerja"}}
    (outside,) = found(office(agency__services__kk__steps=steps), "supply_limits")
    assert outside.numbers["share"] > 0.9


def test_who_is_overloaded_is_named_first():
    told = diagnose(Subject.of(office(demand={"kk": {"volume": "20000 per year"}})))
    assert told[0].diagnosis in ("bottleneck", "workload")
    (limit, *_) = [finding for finding in told if finding.diagnosis == "bottleneck"]
    assert limit.severity == "serious"
    assert limit.numbers["load"] > 1
    assert {f.about for f in told if f.diagnosis == "bottleneck"} == {("position:petugas",), ("position:arsiparis",)}
    assert "What waits grows by" in texts([limit])


# ---------------------------------------------------------------- people


def test_key_persons_and_what_their_absence_costs():
    told = {finding.about[0]: finding for finding in found(office(), "key_persons")}
    assert set(told) == {"position:kepala"}
    head = told["position:kepala"]
    assert head.numbers["visits_per_day"] == pytest.approx(40)
    assert head.numbers["waiting"] == pytest.approx(200)
    load = next(group.load for group in promised_staff(Subject.of(office())) if group.positions == ("kepala",))
    assert head.numbers["days_to_catch_up"] == pytest.approx(5 * load / (1 - load))


def test_a_deputy_a_delegate_or_an_electronic_signature_helps():
    deputy = {"work": "90 s", "approval": {"to": "dinas", "deputy": "arsiparis"}}
    electronic = {"work": "90 s", "approval": {"to": "dinas", "electronic": True}}
    for step in (deputy, electronic):
        (nobody,) = found(office(**{"agency__services__kk__steps__tanda-tangan": step}), "key_persons")
        assert nobody.severity == "remark"


def test_one_person_with_the_skill():
    positions = {**OFFICE["agency"]["positions"], "arsiparis": {"title": "Arsiparis", "unit": "arsip"}}
    told = found(office(agency__positions=positions), "key_persons")
    assert {finding.about[0] for finding in told} == {"position:kepala", "position:arsiparis"}
    helped = office(agency__positions={**positions, "petugas": {"title": "P", "unit": "loket", "headcount": 3,
                    "skills": {"arsiparis": 0.8}}}, agency__help=[{"helper": "loket", "helped": "arsip"}])  # fmt: skip
    assert {finding.about[0] for finding in found(helped, "key_persons")} == {"position:kepala"}


def test_five_years_with_growth_and_retirements():
    positions = {
        **OFFICE["agency"]["positions"],
        "petugas": {"title": "Petugas", "unit": "loket", "headcount": 3, "leavers": ["2027-03-01", "2029-01-01"]},
    }
    scenario = office(agency__positions=positions, demand={"kk": {"per_day": 36, "growth": "10 %/year"}})
    (ahead,) = found(scenario, "five_years")
    assert ahead.severity == "watch"
    assert ahead.numbers["leaving"] == 2
    now = {post.position: post for post in workload(Subject.of(scenario))}
    fixed = 350 / 1250
    need = sum(post.need for post in now.values())
    assert ahead.numbers["need"] == pytest.approx((need - fixed) * 1.1**5 + fixed)
    present = [say_value(row[2], "en") for row in ahead.sheet.rows]
    assert present == ["6", "6", "5", "4", "4", "4"]


# ---------------------------------------------------------------- programmes


def programme(**fields: Any) -> Scenario:
    written = {"title": "Imunisasi", "owner": "loket", "duties": ["gizi"], "skills": {"arsiparis": 1}, **fields}
    duties = {"gizi": {"text": "Gizi", "hours_per_year": {"arsip": "100 jam"}}}
    return office(agency__programmes={"imunisasi": written}, agency__duties=duties)


def test_a_programme_in_the_wrong_unit():
    told = found(programme(hours_per_year="1000 jam", cost="Rp 10 juta", budget="Rp 4 juta"), "programmes")
    (wrong, *_) = [finding for finding in told if "fit" in finding.numbers]
    assert (wrong.severity, wrong.numbers["fit"], wrong.numbers["best"]) == ("serious", 0.0, 1.0)
    assert say(wrong.hint) == "Let Bidang Arsip run it"
    (hours,) = [finding for finding in told if "adequacy" in finding.numbers]
    assert hours.numbers["adequacy"] == 0
    assert "it needs Rp 10 million a year and is given Rp 4 million" in texts(told)


def test_a_programme_where_it_belongs():
    fields = {"owner": "arsip", "hours_per_year": "1000 jam", "cost": "Rp 1 juta", "budget": "Rp 1 juta"}
    (right,) = found(programme(**fields), "programmes")
    assert (right.severity, right.numbers["fit"]) == ("remark", 1.0)


def test_what_a_programme_does_not_say_is_unknown():
    told = found(programme(owner="arsip"), "programmes")
    assert [finding.severity for finding in told] == ["remark", "unknown", "unknown"]


def test_a_programme_goes_with_its_unit():
    scenario = programme()
    scenario = Scenario.model_validate(
        {
            **scenario.model_dump(mode="json", exclude_defaults=True),
            "alternatives": {
                "merge": {
                    "title": "Gabung",
                    "plan": [{"on": "2026-02-02", "do": [
                        {"operation": "merge_units", "units": ["loket", "arsip"], "into": "layanan", "title": "L"}]}],
                }
            },
        }
    )  # fmt: skip
    merged = Subject.of(scenario, "merge").organisation.agency
    assert merged.programmes["imunisasi"].owner == "layanan"


# ---------------------------------------------------------------- proposals


def proposal(*operations: dict[str, Any]) -> Scenario:
    alternative = {"title": "Usulan", "plan": [{"on": "2026-02-02", "do": list(operations)}]}
    return office(alternatives={"usulan": alternative})


def test_a_new_name_is_only_a_name():
    scenario = proposal({"operation": "rename_unit", "unit": "loket", "title": "Bidang Pelayanan Prima"})
    (first, *_) = diagnose(Subject.of(scenario, "usulan"))
    assert (first.diagnosis, first.severity) == ("renaming", "serious")
    assert say(first.evidence[0]) == "“Bidang Loket” becomes “Bidang Pelayanan Prima”."
    assert found(scenario, "renaming") == []


def test_a_merger_asks_for_skills():
    merge = {"operation": "merge_units", "units": ["loket", "arsip"], "into": "layanan", "title": "Layanan",
             "pool": "all", "skill_gap": 1.25}  # fmt: skip
    scenario = proposal(merge)
    told = {finding.about: finding for finding in found(scenario, "skill_gap", "usulan")}
    gap = told["position:petugas", "skill:arsiparis"]
    assert gap.numbers == {"people": 3, "level": pytest.approx(0.8)}
    assert "train_staff" in gap.remedies
    assert found(scenario, "renaming", "usulan") == []
    assert found(scenario, "skill_gap") == []


def test_a_duty_that_nobody_there_has_done():
    scenario = proposal({"operation": "reassign_duty", "duty": "rapat", "from_unit": "loket", "to_unit": "arsip"})
    told = texts(found(scenario, "skill_gap", "usulan"))
    assert "“Rapat” comes to Bidang Arsip, where nobody has done it before." in told


# ---------------------------------------------------------------- mergers


def test_one_queue_wins_until_switching_costs_too_much():
    """The separate queues wait 27 minutes, the pool 11 to 60, by trial with the engine (20 min, load 0.8, scv 0.5)."""
    crew = Crew(2, 80.0, 2000.0, 20.0, 0.5, {"a": 80.0})
    fellow = Crew(2, 80.0, 2000.0, 20.0, 0.5, {"b": 80.0})
    waits = [pooled_wait(crew, fellow, Costs(switching=minutes), 1000.0) for minutes in range(8)]
    by_trial = (11.3, 13.4, 16.0, 19.5, 24.4, 31.3, 41.8, 59.6)
    assert waits == pytest.approx(by_trial, rel=0.1)
    assert waits[4] < crew.wait(1000.0) < waits[5]
    alike = Crew(2, 80.0, 2000.0, 20.0, 0.5, {"a": 80.0})
    assert pooled_wait(crew, alike, Costs(switching=5.0), 1000.0) == pytest.approx(waits[0])  # one kind: no switch


def test_unlike_work_in_one_queue_loses():
    """Ten and a hundred minutes, one server each at load 0.8: 73 apart, 93.5 in one by trial with the engine."""
    short, long = (Crew(1, 800.0 / mean, 1000.0, mean, 1.0, {str(mean): 1.0}) for mean in (10.0, 100.0))
    apart = (short.visits * short.wait(1000.0) + long.visits * long.wait(1000.0)) / (short.visits + long.visits)
    assert apart == pytest.approx(72.7, rel=0.01)
    assert pooled_wait(short, long, Costs(), 1000.0) == pytest.approx(93.5, rel=0.05)


def test_one_head_for_two_may_be_too_few():
    from orgsim.resources import scenarios
    from orgsim.scenario.yaml_file import load

    outlook = merge_outlook(Subject.of(load(scenarios() / "palembang" / "scenario.yaml")), "pencatatan", "pendaftaran")
    assert outlook is not None
    assert outlook.verdict == "overload"
    assert outlook.head_load == pytest.approx((0.8615 + 0.4615), abs=0.01)
    assert outlook.waits[1] < outlook.waits[0]
    assert outlook.break_even is not None
    assert 120 < outlook.break_even < 300
