"""Claims 41 to 43: overlap, merging and the use of staff in Palembang."""

from __future__ import annotations

import pytest

from orgsim.analysis.overlaps import overlaps
from orgsim.analysis.staffing import grade_of, workload
from orgsim.analysis.subject import Subject
from orgsim.analysis.theory.preview import preview
from orgsim.restructuring.cost import bill_of
from orgsim.restructuring.placement import Placement, placements
from orgsim.simulation.simulate import prepare
from tests.offices import agency, post, service, step, unit
from tests.seeds.answers import load_of
from tests.seeds.claims import claim
from tests.seeds.trials import assuming, case, small, trial

PALEMBANG = "palembang/scenario"
MERGE = {"operation": "merge_units", "units": ["pendaftaran", "pencatatan"], "into": "adminduk",
         "head": "kabid-pendaftaran"}  # fmt: skip
POOL = [["loket-pendaftaran", "loket-pencatatan"], ["verifikator-pendaftaran", "verifikator-pencatatan"]]


@claim(41, switch="clarify_duties left out")
def test_with_one_owner_for_each_duty_nothing_is_done_twice(on):
    scenario = case(PALEMBANG)
    owners = {"terima-berkas": "pendaftaran", "verifikasi-keluarga": "pendaftaran", "laporan": "pencatatan"}
    rename = {"operation": "rename_unit", "unit": "pencatatan", "title": "Bidang Akta"}
    do = {"operation": "clarify_duties", "owners": owners} if on else rename
    after = trial(scenario, ("2026-07-01", [do])).phases[-1].organisation
    before = overlaps(Subject.of(scenario), texts=False).of("pendaftaran", "pencatatan")
    assert before.seconds / 3600 == 760 + 900 + 240
    assert overlaps(Subject(scenario.organisation, after, scenario.assumptions), texts=False).pairs == ()


@claim(42, switch="merge_units.pool = none")
def test_one_queue_for_alike_posts_waits_less_if_all_can_do_all(on):
    scenario = assuming(case(PALEMBANG), {"switching": "0 min"})

    def waiting(study):
        seen = [o for o in preview(study).groups if "kabid" not in o.group.positions[0] and o.wait is not None]
        found = [o for o in seen if o.group.positions[0].startswith(("loket", "verifikator"))]
        return sum(o.visits_per_day * o.wait for o in found) / 3600

    merged = trial(scenario, ("2026-07-01", [{**MERGE, "skill_gap": 1.0, "pool": POOL if on else "none"}]))
    apart = prepare(scenario)
    assert waiting(merged) < 0.75 * waiting(apart)


@claim(42, switch="merge_units left out")
def test_one_head_leads_both_and_no_money_is_saved_while_the_other_is_paid(on):
    scenario = case(PALEMBANG)
    change = [MERGE if on else {"operation": "rename_unit", "unit": "pencatatan", "title": "Bidang Akta"}]
    drop = {"operation": "change_posts", "position": "kabid-pencatatan", "remove": 1}
    studies = [trial(scenario, ("2026-07-01", do)) for do in (change, [*change, drop] if on else change)]
    before, (merged, saved) = scenario.organisation, (study.phases[-1].organisation for study in studies)
    unit_after = merged.staff["loket-pencatatan/1"].unit
    head = merged.heads[unit_after]
    spans = [before.graph.span(name) for name in ("pendaftaran", "pencatatan")]
    assert merged.graph.span(unit_after) == sum(spans) + 1  # the head who leads nothing any more
    loads = [load_of(prepare(scenario), name) for name in ("kabid-pendaftaran", "kabid-pencatatan")]
    assert load_of(studies[0], head) == pytest.approx(sum(loads), rel=0.01)
    assert load_of(studies[0], head) > 1 > max(loads)
    bills = [bill_of(before, after, (), scenario.assumptions).yearly for after in (merged, saved)]
    assert bills == [0.0, -16.6e6 * 13]


@claim(43, switch="move_staff left out")
def test_staff_go_where_the_work_is_and_nobody_is_hired(on):
    """Work for 2.6 people where two are, and for half of one where three are."""
    move = {"operation": "move_staff", "from_position": "arsip", "count": 1, "to_position": "loket", "level": 1.0}
    rename = {"operation": "rename_unit", "unit": "muka", "title": "Depan"}
    office = agency(
        {"muka": unit(), "belakang": unit()},
        positions={"loket": post("muka", 2), "arsip": post("belakang", 3)},
        services={
            "kk": service(steps={"terima": {**step("loket"), "work": {"mean": "10 min", "basis": "norm"}}}),
            "arsip": service(steps={"simpan": {**step("arsip"), "work": {"mean": "10 min", "basis": "norm"}}}),
        },
    )
    year = 1250 * 6
    scenario = small(
        office,
        {"kk": {"volume": f"{2.6 * year:.0f} per year"}, "arsip": {"volume": f"{0.5 * year:.0f} per year"}},
        alternatives={"geser": {"title": "Geser", "plan": [{"on": "2026-01-12", "do": [move if on else rename]}]}},
    )
    ways = [{need.position: need for need in workload(Subject.of(scenario, name))} for name in ("baseline", "geser")]
    before, after = ({name: need.effectiveness for name, need in way.items()} for way in ways)
    assert before == pytest.approx({"loket": 1.3, "arsip": 0.5 / 3}, rel=1e-3)
    assert after == pytest.approx({"loket": 2.6 / 3, "arsip": 0.25}, rel=1e-3)
    assert [grade_of(after["loket"], scenario.assumptions), grade_of(before["loket"], scenario.assumptions)] == [
        "C",
        "A",
    ]
    assert sum(need.present for need in ways[1].values()) == 5
    changed = prepare(scenario, "geser").phases[-1].organisation
    assert placements(scenario.organisation, changed) == (Placement("arsip", "loket", 1, 0),)
