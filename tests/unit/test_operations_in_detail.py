"""What each operation does to whom, on the sample agency."""

from __future__ import annotations

import pytest

from orgsim.organisation.structure import approval_path
from tests.operating import READ, after, chain, refused
from tests.samples import AGENCY, ON, sample

# ---------------------------------------------------------------- merge_units

TWO = ("pendaftaran", "pencatatan-sipil")


def test_a_merged_unit_has_the_staff_duties_and_units_of_both():
    merged = after("merge_units", units=TWO, into="adminduk")
    unit = merged.units["adminduk"]
    assert (unit.reports_to, unit.level) == ("dinas", "bidang")
    assert (unit.title.id, unit.title.en) == (
        "Bidang Pendaftaran Penduduk dan Bidang Pencatatan Sipil",
        "Bidang Pendaftaran Penduduk and Bidang Pencatatan Sipil",
    )
    assert merged.graph.subordinates("adminduk") == ("tim-identitas",)
    assert merged.graph.headcount("adminduk") == 10
    assert merged.agency.duties["verifikasi"].hours_per_year == {"adminduk": 2100 * 3600.0}
    assert merged.agency.duties["laporan"] == sample().agency.duties["laporan"]
    assert [(rule.helper, rule.helped) for rule in merged.agency.help] == [("sekretariat", "adminduk")]
    assert list(merged.units) == ["dinas", "sekretariat", "adminduk", "tim-identitas"]


def test_kinds_of_work_stay_so_that_switching_still_costs_time():
    merged = after("merge_units", units=TWO, into="adminduk")
    assert {name: service.kind for name, service in merged.services.items()} == {
        "kk": "pendaftaran",
        "akta-lahir": "pencatatan-sipil",
    }


@pytest.mark.parametrize(
    ("fields", "head", "superseded"),
    [
        ({"into": "adminduk"}, "kabid-pendaftaran", "kabid-pencatatan"),
        ({"into": "pencatatan-sipil"}, "kabid-pencatatan", "kabid-pendaftaran"),
        ({"into": "adminduk", "head": "kabid-pencatatan"}, "kabid-pencatatan", "kabid-pendaftaran"),
    ],
)
def test_one_head_leads_and_the_other_stays_as_ordinary_staff(fields, head, superseded):
    merged = after("merge_units", units=TWO, **fields)
    assert merged.heads[fields["into"]] == head
    assert not merged.positions[superseded].head
    assert len(merged.positions[superseded].people) == 1
    assert approval_path(merged, "akta-lahir", "tanda-tangan")[0].position == head


def test_a_head_in_office_goes_before_a_vacant_post():
    vacant = {**AGENCY["positions"], "kabid-pendaftaran": {**AGENCY["positions"]["kabid-pendaftaran"], "headcount": 0}}
    services = {"kk": AGENCY["services"]["kk"]}
    merged = after("merge_units", sample(positions=vacant, services=services), units=TWO, into="pendaftaran")
    assert merged.heads["pendaftaran"] == "kabid-pencatatan"


def test_help_between_merged_units_ends():
    before = sample(help=[{"helper": TWO[0], "helped": TWO[1]}, {"helper": "sekretariat", "helped": TWO[1]}])
    merged = after("merge_units", before, units=TWO, into="adminduk")
    assert [(rule.helper, rule.helped) for rule in merged.agency.help] == [("sekretariat", "adminduk")]


@pytest.mark.parametrize("units", [("tim-identitas", "pendaftaran"), ("pendaftaran", "tim-identitas")])
@pytest.mark.parametrize("into", ["tim-identitas", "pendaftaran", "baru"])
def test_a_unit_and_one_under_it_merge_at_the_place_of_the_upper_one(units, into):
    merged = after("merge_units", units=units, into=into)
    assert (merged.units[into].reports_to, merged.units[into].level) == ("dinas", "bidang")
    assert merged.graph.layers == 2


def test_everything_can_become_one_unit():
    merged = after("merge_units", units=list(AGENCY["units"]), into="dinas")
    assert list(merged.units) == ["dinas"]
    assert merged.heads == {"dinas": "kepala"}


def test_merging_pools_nothing_unless_asked_to():
    before, merged = sample(), after("merge_units", units=TWO, into="adminduk")
    assert {id: member.skills for id, member in merged.staff.items()} == {
        id: member.skills for id, member in before.staff.items()
    }


def test_a_pool_takes_each_others_work_at_the_level_of_beginners():
    pool = [["verifikator-pendaftaran", "verifikator-pencatatan"]]
    merged = after("merge_units", units=TWO, into="adminduk", pool=pool, skill_gap=1.25)
    assert merged.staff["verifikator-pendaftaran/1"].skills == {
        "verifikator-pendaftaran": 1.0,
        "verifikator-pencatatan": 0.8,
    }
    assert merged.staff["loket/1"].skills == {"loket": 1.0}


def test_all_but_the_head_take_all_work():
    merged = after("merge_units", units=("tim-identitas", "pendaftaran"), into="pendaftaran", pool="all", skill_gap=1)
    own = {"loket", "verifikator-pendaftaran", "ketua-tim", "pencetak"}
    assert merged.staff["loket/1"].skills.keys() == own | {"fotografi"}
    assert merged.staff["kabid-pendaftaran/1"].skills.keys() == {"kabid-pendaftaran"}


def test_what_a_merger_needs():
    assert refused("merge_units", units=["pendaftaran", "pendaftaran"], into="sekretariat", head="kepala") == [
        'units[1]: "pendaftaran" is named twice',
        'into: there is a unit "sekretariat" already. Name it among `units` too, or choose a new name',
        "head: kepala is not a post of these units",
    ]


def test_units_at_two_sites_merge_only_where_it_is_said_who_moves():
    units = {name: {**unit, "site": "pusat"} for name, unit in AGENCY["units"].items()}
    units["pencatatan-sipil"]["site"] = "mal"
    sites = {"pusat": {"title": "Pusat", "share": "60 %"}, "mal": {"title": "Mal", "share": "40 %"}}
    before = sample(units=units, sites=sites)
    assert "different sites: mal, pusat" in refused("merge_units", before, units=TWO, into="adminduk")[0].replace(
        "('mal', 'pusat')", "mal, pusat"
    )
    assert after("merge_units", before, units=TWO, into="adminduk", site="mal").units["adminduk"].site == "mal"


# ---------------------------------------------------------------- move_staff, change_posts, cross_train


def test_those_with_the_highest_numbers_move_and_begin_as_beginners():
    moved = after("move_staff", from_position="loket", count=2, to_position="pencetak", skill_gap=1.25)
    assert list(moved.positions["loket"].people) == ["loket/1"]
    assert list(moved.positions["pencetak"].people) == ["loket/2", "loket/3", "pencetak/1"]
    assert moved.positions["pencetak"].headcount == 3
    assert moved.staff["loket/3"].skills == {"pencetak": 0.8, "fotografi": 0.8}
    assert moved.staff["loket/3"].unit == "tim-identitas"


def test_who_keeps_old_work_can_do_both_and_who_knows_the_new_already_is_no_beginner():
    trained = after("cross_train", staff=["loket/3"], work_of=["pencetak"], level=1.1)
    moved = after("move_staff", trained, staff=["loket/3"], to_position="pencetak", keeps_old_work=True, skill_gap=2)
    assert moved.staff["loket/3"].skills == {"pencetak": 1.1, "fotografi": 1.1, "loket": 1.0}


def test_there_and_back_again_is_the_same_post():
    there = after("move_staff", staff=["loket/3"], to_position="arsiparis", level=1)
    back = after("move_staff", there, staff=["loket/3"], to_position="loket", level=1)
    assert back.positions["loket"].people.keys() == sample().positions["loket"].people.keys()
    assert back.staff["loket/3"].skills == {"loket": 1.0}


def test_new_holders_are_called_after_the_date_and_leave_first():
    more = after("change_posts", position="loket", add=2)
    assert list(more.positions["loket"].people)[3:] == ["loket/20260701-1", "loket/20260701-2"]
    fewer = after("change_posts", more, position="loket", remove=1)
    assert list(fewer.positions["loket"].people)[3:] == ["loket/20260701-1"]
    again = after("change_posts", fewer, position="loket", add=1)
    assert list(again.positions["loket"].people)[3:] == ["loket/20260701-1", "loket/20260701-2"]


def test_a_post_closes_only_when_no_step_needs_it():
    assert refused("change_posts", position="arsiparis", close=True) == [
        'position: the step "arsip" of kk still needs "arsiparis". Change the step before the post closes',
        'position: the step "pindai" of akta-lahir still needs "arsiparis". Change the step before the post closes',
    ]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"add": 1, "remove": 1}, "remove"),
        ({"add": 1, "close": True}, "close"),
        ({"new": {"title": "T", "unit": "dinas"}}, "position"),
        ({"remove": 4}, "remove"),
    ],
)
def test_what_a_change_of_posts_refuses(fields, field):
    assert refused("change_posts", position="loket", **fields)[0].startswith(f"{field}:")


def test_training_makes_nobody_worse():
    trained = after("cross_train", positions=["pencetak"], skills=["fotografi", "loket"], level=0.5)
    assert trained.staff["pencetak/1"].skills == {"pencetak": 1.0, "fotografi": 1.0, "loket": 0.5}


def test_posts_that_learn_each_others_work():
    posts = ["loket", "arsiparis"]
    trained = after("cross_train", positions=posts, work_of=posts, level=1)
    assert trained.staff["loket/1"].skills == {"loket": 1.0, "arsiparis": 1.0}
    assert trained.staff["arsiparis/1"].skills == {"arsiparis": 1.0, "loket": 1.0}


def test_training_for_work_of_a_unit_that_is_out_of_reach_is_noted():
    def notes(post):
        operation = READ({"operation": "cross_train", "positions": [post], "work_of": ["verifikator-pendaftaran"]})
        return operation.notes(sample(), on=ON)

    assert notes("loket") == ()
    assert notes("arsiparis") == ()  # the secretariat helps the division
    assert "once the units merge or help each other" in str(notes("verifikator-pencatatan")[0])


# ---------------------------------------------------------------- change_approval, change_procedure, change_rule


def test_approvals_go_less_far_up_or_to_a_delegate():
    assert chain(sample()) == ["kabid-pendaftaran", "kepala"]
    assert chain(after("change_approval", services=["kk"], to="bidang")) == ["kabid-pendaftaran"]
    assert chain(after("change_approval", skips=["bidang"], services=["kk"])) == ["kepala"]
    routine = after("change_approval", services=["kk"], delegate_to="kabid-pendaftaran", delegate_for="rutin")
    assert chain(routine) == ["kabid-pendaftaran"]
    assert chain(routine, delegated=False) == ["kabid-pendaftaran", "kepala"]
    everything = after("change_approval", routine, services=["kk"], delegate_to="kabid-pendaftaran")
    assert everything.services["kk"].steps["paraf"].approval.delegate_for is None
    assert chain(after("change_approval", routine, without=["delegate_to"])) == ["kabid-pendaftaran", "kepala"]


def test_an_attribute_that_the_service_lacks_comes_with_its_share():
    fields = {"services": ["akta-lahir"], "delegate_to": "loket-akta", "delegate_for": "rutin"}
    assert 'has no attribute "rutin"' in refused("change_approval", **fields)[0]
    changed = after("change_approval", **fields, delegate_share="70 %")
    assert changed.services["akta-lahir"].attributes == {"lengkap": 0.9, "rutin": 0.7}
    assert "80 %" in refused("change_approval", **{**fields, "services": ["kk"], "delegate_share": "70 %"})[0]


def test_what_a_change_of_approvals_refuses():
    assert "is no approval" in refused("change_approval", services=["kk"], steps=["terima"])[0]
    assert "has no step" in refused("change_approval", services=["kk"], steps=["parf"])[0]
    assert "needs `delegate_to`" in refused("change_approval", delegate_for="rutin", services=["kk"])[0]


def test_a_step_is_dropped_or_put_in_for_a_class_of_cases():
    step = {"by": "loket", "work": "1 min"}
    changed = after(
        "change_procedure",
        service="kk",
        only_for="kelahiran",
        drop=["periksa"],
        insert={"cek": {"after": "terima", "step": step}},
    )
    steps = changed.services["kk"].steps
    assert list(steps) == ["terima", "cek", "periksa", "paraf", "cetak", "arsip"]
    assert (steps["periksa"].not_for, steps["cek"].only_for) == ("kelahiran", "kelahiran")
    others = after("change_procedure", service="kk", not_for="kelahiran", drop=["periksa"])
    assert others.services["kk"].steps["periksa"].only_for == "kelahiran"
    gone = after("change_procedure", others, service="kk", only_for="kelahiran", drop=["periksa"])
    assert "periksa" not in gone.services["kk"].steps


def test_a_class_of_cases_may_come_with_its_share():
    changed = after("change_procedure", service="kk", only_for="daring", share="30 %", drop=["terima"])
    assert changed.services["kk"].attributes["daring"] == 0.3
    assert 'has no attribute "darin"' in refused("change_procedure", service="kk", only_for="darin", drop=["terima"])[0]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "nothing is changed"),
        ({"drop": ["terima", "terima"]}, "named twice"),
        ({"reorder": ["terima"]}, "two steps"),
        ({"only_for": "rutin", "not_for": "kelahiran", "drop": ["terima"]}, "exclude each other"),
        ({"only_for": "rutin", "work": {"terima": "1 min"}}, "for a class of cases"),
        ({"insert": {"x": {"step": {"by": "loket", "work": "1 min"}}}}, "`before` or `after`"),
        ({"insert": {"arsip": {"after": "cetak", "step": {"by": "loket", "work": "1 min"}}}}, "already"),
        ({"drop": ["cetak"], "reorder": ["cetak", "arsip"]}, "at that point"),
    ],
)
def test_what_a_change_of_a_procedure_refuses(fields, reason):
    assert reason in refused("change_procedure", service="kk", **fields)[0]


def test_help_begins_goes_both_ways_and_ends():
    def pairs(organisation):
        return [(rule.helper, rule.helped) for rule in organisation.agency.help]

    one, other = TWO
    posts = [["verifikator-pendaftaran", "verifikator-pencatatan"]]
    there = after("change_rule", help=[{"helper": one, "helped": other, "posts": posts}], skill_gap=1.25)
    assert pairs(there) == [("sekretariat", one), (one, other)]
    assert there.staff["verifikator-pendaftaran/1"].skills["verifikator-pencatatan"] == 0.8
    assert "verifikator-pendaftaran" not in there.staff["verifikator-pencatatan/1"].skills
    both = after("change_rule", there, help=[{"helper": other, "helped": one, "ways": "both"}])
    assert pairs(both) == [("sekretariat", one), (one, other), (other, one)]
    assert pairs(after("change_rule", both, help=[{"helper": one, "helped": other, "ways": "none"}])) == [
        ("sekretariat", one)
    ]


def test_rules_are_switched_on_and_off():
    on = after("change_rule", units=["dinas"], order="shortest_first", same_kind_first="30 min")
    assert (on.units["dinas"].order, on.units["dinas"].same_kind_first) == ("shortest_first", 1800.0)
    off = after("change_rule", on, units=["dinas"], order="first_come", same_kind_first="none")
    assert off.units == sample().units


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "no rule is changed"),
        ({"services": ["kk"]}, "belong together"),
        ({"order": "first_come"}, "`units` belongs with"),
        ({"help": [{"helper": "dinas", "helped": "dinas"}]}, "cannot help itself"),
        (
            {"help": [{"helper": "dinas", "helped": "sekretariat", "posts": [["loket", "arsiparis"]]}]},
            "no post of dinas",
        ),
    ],
)
def test_what_a_change_of_rules_refuses(fields, reason):
    assert reason in refused("change_rule", **fields)[0]


# ---------------------------------------------------------------- restore


@pytest.mark.parametrize(
    ("patch", "reason"),
    [
        ({"path": "units.nirgends", "absent": True}, "is not there"),
        ({"path": "schools.x", "value": {}}, "no part schools.x"),
        ({"path": "units", "value": {}}, "no part units"),
        ({"path": "units.dinas", "value": {"titel": "Dinas"}}, "patch[0].value.titel"),
        ({"path": "positions.loket", "absent": True}, "loket"),
    ],
)
def test_a_patch_that_does_not_fit_is_refused(patch, reason):
    assert any(reason in line for line in refused("restore", patch=[patch]))


def test_an_order_is_restored_for_parts_with_names_only():
    assert refused("restore", order={"help": ["dinas"]}) == ["order.help: an agency has no part help"]
    backwards = list(reversed(AGENCY["units"]))
    assert list(after("restore", order={"units": backwards}).units) == backwards
