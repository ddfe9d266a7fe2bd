"""What units, services, duties, hours and layers become, on the sample agency."""

from __future__ import annotations

import pytest

from orgsim.organisation.checks import faults
from orgsim.organisation.structure import approval_path
from orgsim.restructuring.difference import difference
from orgsim.restructuring.operation import Operation
from tests.operating import READ, after, chain, refused
from tests.samples import AGENCY, ON, sample

HOUR = 3600.0


def notes(operation, /, before=None, **fields):
    read: Operation = READ({"operation": operation, **fields})
    return [str(note) for note in read.notes(before or sample(), on=ON)]


def hours(organisation, duty="verifikasi"):
    return {unit: spent / HOUR for unit, spent in organisation.agency.duties[duty].hours_per_year.items()}


# ---------------------------------------------------------------- split_unit

SPLIT = {"unit": "pendaftaran", "into": "verifikasi", "title": "Bidang Verifikasi"}


def test_part_of_a_unit_becomes_one_of_its_own():
    split = after("split_unit", **SPLIT, positions=["verifikator-pendaftaran"], units=["tim-identitas"])
    new = split.units["verifikasi"]
    assert (new.reports_to, new.level, new.title.id) == ("dinas", "bidang", "Bidang Verifikasi")
    assert split.graph.subordinates("verifikasi") == ("tim-identitas",)
    assert split.owner("kk", "periksa") == "verifikasi"
    assert split.owner("kk", "terima") == "pendaftaran"
    assert chain(split) == ["kepala"]
    assert [(rule.helper, rule.helped) for rule in split.agency.help] == [
        ("sekretariat", "pendaftaran"),
        ("sekretariat", "verifikasi"),
    ]


def test_the_hours_of_duties_are_divided_by_the_staff_who_go_or_as_said():
    usual = after("split_unit", **SPLIT, positions=["verifikator-pendaftaran"])
    assert hours(usual) == {"pendaftaran": 800, "verifikasi": 400, "pencatatan-sipil": 900}  # 2 of 6 go
    said = after("split_unit", **SPLIT, positions=["verifikator-pendaftaran"], duties={"verifikasi": "100 %"})
    assert hours(said) == {"verifikasi": 1200, "pencatatan-sipil": 900}
    assert hours(usual, "laporan") == {"sekretariat": 300}


def test_some_holders_of_a_post_go_with_the_steps_that_they_take():
    new = {"loket-verifikasi": {"from_position": "loket", "headcount": 2, "takes": {"kk": ["terima"]}}}
    split = after("split_unit", **SPLIT, new_posts=new)
    post = split.positions["loket-verifikasi"]
    assert list(post.people) == ["loket/2", "loket/3"]
    assert (post.title.id, post.monthly_cost, post.unit) == ("Loket", 4.5e6, "verifikasi")
    assert list(split.positions["loket"].people) == ["loket/1"]
    step = split.services["kk"].steps["terima"]
    assert (step.by, step.skill) == ("loket-verifikasi", "loket")
    assert split.staff["loket/3"].skills == {"loket-verifikasi": 1.0, "loket": 1.0}
    assert faults(split.agency) == []


def test_the_head_who_goes_leads_the_new_unit_unless_another_is_named():
    assert after("split_unit", **SPLIT, positions=["kabid-pendaftaran"]).heads == {
        "dinas": "kepala",
        "verifikasi": "kabid-pendaftaran",
        "pencatatan-sipil": "kabid-pencatatan",
        "tim-identitas": "ketua-tim",
    }
    new = {"kepala-baru": {"title": "Kepala", "from_position": "loket"}}
    named = after("split_unit", **SPLIT, positions=["kabid-pendaftaran"], new_posts=new, head="kepala-baru")
    assert named.heads["verifikasi"] == "kepala-baru"
    assert not named.positions["kabid-pendaftaran"].head
    assert "has no head" in notes("split_unit", **SPLIT, positions=["loket"])[0]


def test_a_unit_split_off_below_the_other_is_on_the_next_level():
    assert after("split_unit", **SPLIT, reports_to="pendaftaran").units["verifikasi"].level == "tim"
    top = after("split_unit", unit="dinas", into="staf-ahli", title="Staf Ahli")
    assert (top.units["staf-ahli"].reports_to, top.units["staf-ahli"].level) == ("dinas", "bidang")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"into": "sekretariat"}, "into: there is a unit"),
        ({"positions": ["arsiparis"]}, 'positions[0]: "arsiparis" is no post of pendaftaran'),
        ({"head": "loket"}, "head: loket does not go"),
        ({"units": ["sekretariat"]}, "units[0]: sekretariat does not report to pendaftaran"),
        ({"duties": {"laporan": "10 %"}}, "duties.laporan: pendaftaran spends no hours"),
        ({"new_posts": {"baru": {"title": "Baru"}}}, "new_posts.baru.from_position: its holders come from"),
        ({"new_posts": {"loket": {"from_position": "loket"}}}, "new_posts.loket: there is a position"),
        (
            {"new_posts": {"baru": {"from_position": "baru"}}},
            "new_posts.baru.from_position: on 2026-07-01, there is no",
        ),
        ({"new_posts": {"baru": {"from_position": "loket", "headcount": 4}}}, "has 3 holders only"),
        ({"new_posts": {"baru": {"from_position": "loket", "takes": {"kk": ["paraf"]}}}}, "is done by no post"),
        ({"new_posts": {"baru": {"from_position": "loket", "takes": {"akta-lahir": []}}}}, "is not said which steps"),
    ],
)
def test_what_a_split_refuses(fields, reason):
    assert reason in refused("split_unit", **{**SPLIT, **fields})[0]


# ---------------------------------------------------------------- add_unit, remove_unit, move_unit


def test_a_unit_is_established_with_posts_that_come_and_posts_that_open():
    added = after(
        "add_unit",
        unit="terpadu",
        title="Bidang Terpadu",
        reports_to="dinas",
        positions=["loket-akta"],
        new_posts={
            "kepala-terpadu": {"title": "Kepala", "monthly_cost": "Rp 9 juta", "time_for_cases": "2 jam"},
            "penerima": {"from_position": "arsiparis", "takes": {"kk": ["terima"], "akta-lahir": []}},
        },
        head="kepala-terpadu",
        skill_gap=1.25,
    )
    assert (added.units["terpadu"].reports_to, added.units["terpadu"].level) == ("dinas", "bidang")
    assert added.heads["terpadu"] == "kepala-terpadu"
    assert list(added.positions["kepala-terpadu"].people) == ["kepala-terpadu/20260701-1"]
    assert added.positions["kepala-terpadu"].time_for_cases == 2 * HOUR
    assert added.owner("akta-lahir", "terima") == "terpadu"
    assert added.services["akta-lahir"].steps["pindai"].by == "penerima"  # all that the archivists did there
    assert added.services["kk"].steps["arsip"].by == "arsiparis"
    assert added.staff["arsiparis/2"].skills == {"penerima": 1.0, "arsiparis": 1.0, "loket": 0.8}
    assert chain(added, "akta-lahir", "tanda-tangan") == ["kepala-terpadu"]
    assert faults(added.agency) == []


def test_those_who_are_hired_for_some_work_know_it():
    new = {"petugas": {"title": "Petugas", "headcount": 2, "takes": {"kk": ["terima"]}}}
    added = after("add_unit", unit="baru", title="Baru", reports_to="pendaftaran", new_posts=new)
    assert added.units["baru"].level == "tim"
    assert added.staff["petugas/20260701-2"].skills == {"petugas": 1.0, "loket": 1.0}


def test_what_a_new_unit_refuses():
    fields = {"unit": "baru", "title": "Baru", "reports_to": "baru"}
    assert "reports_to: on 2026-07-01, there is no unit" in refused("add_unit", **fields)[0]
    assert refused("add_unit", **{**fields, "reports_to": "dinas", "new_posts": {"x": {}}}) == [
        "new_posts.x: a new post needs a title. Write `title`, or `from_position`"
    ]


def test_a_dissolved_unit_becomes_part_of_its_superior_or_of_another():
    gone = after("remove_unit", unit="pendaftaran")
    assert "pendaftaran" not in gone.units
    assert gone.positions["loket"].unit == "dinas"
    assert gone.units["tim-identitas"].reports_to == "dinas"
    assert gone.heads["dinas"] == "kepala"
    assert not gone.positions["kabid-pendaftaran"].head
    assert hours(gone) == {"dinas": 1200, "pencatatan-sipil": 900}
    assert [(rule.helper, rule.helped) for rule in gone.agency.help] == [("sekretariat", "dinas")]
    other = after("remove_unit", unit="pendaftaran", into="sekretariat")
    assert other.units["tim-identitas"].reports_to == "sekretariat"
    assert other.agency.help == ()
    assert "heads no unit any more" in notes("remove_unit", unit="pendaftaran")[0]


def test_a_post_closes_with_its_unit_only_when_no_step_needs_it():
    closed = after("remove_unit", unit="tim-identitas", close=["ketua-tim"])
    assert "ketua-tim" not in closed.positions
    assert "pencetak" in closed.positions
    assert notes("remove_unit", unit="tim-identitas", close=["ketua-tim"]) == []
    assert refused("remove_unit", unit="tim-identitas", close=["pencetak", "loket"]) == [
        'close[0]: the step "cetak" of kk still needs "pencetak". Change the step before the post closes',
        'close[1]: "loket" is no post of tim-identitas',
    ]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"unit": "dinas"}, "unit: dinas cannot be dissolved into itself"),
        ({"unit": "dinas", "into": "sekretariat"}, "unit: dinas is the top"),
        ({"unit": "pendaftaran", "into": "tim-identitas"}, "into: tim-identitas reports to pendaftaran"),
    ],
)
def test_what_cannot_be_dissolved(fields, reason):
    assert reason in refused("remove_unit", **fields)[0]


def test_units_at_two_sites_are_not_dissolved_into_each_other():
    units = {name: {**unit, "site": "pusat"} for name, unit in AGENCY["units"].items()}
    units["tim-identitas"]["site"] = "mal"
    sites = {"pusat": {"title": "Pusat", "share": "60 %"}, "mal": {"title": "Mal", "share": "40 %"}}
    before = sample(units=units, sites=sites)
    assert "tim-identitas serves at mal" in refused("remove_unit", before, unit="tim-identitas")[0]
    assert refused("remove_layer", before, level="tim")[0].startswith("level: tim-identitas serves at mal")


def test_a_unit_that_moves_takes_its_approvals_to_another_line():
    service = {
        "title": "T",
        "steps": {"a": {"by": "pencetak", "work": "1 min"}, "b": AGENCY["services"]["kk"]["steps"]["paraf"]},
    }
    before = sample(services={**AGENCY["services"], "t": service})
    assert chain(before, "t", "b") == ["ketua-tim", "kabid-pendaftaran", "kepala"]
    moved = after("move_unit", before, unit="tim-identitas", reports_to="pencatatan-sipil")
    assert chain(moved, "t", "b") == ["ketua-tim", "kabid-pencatatan", "kepala"]
    raised = after("move_unit", before, unit="tim-identitas", reports_to="dinas", level="bidang")
    assert chain(raised, "t", "b") == ["ketua-tim", "kepala"]


def test_nobody_comes_to_report_to_himself():
    assert "would report to itself" in refused("move_unit", unit="pendaftaran", reports_to="tim-identitas")[0]
    assert "is the top" in refused("move_unit", unit="dinas", reports_to="sekretariat")[0]
    assert "already" in notes("move_unit", unit="sekretariat", reports_to="dinas")[0]


# ---------------------------------------------------------------- reassign_service

VERIFIERS = {"verifikator-pencatatan": "verifikator-pendaftaran"}


def able(organisation, service, name):
    """Who can do a step."""
    step, unit = organisation.services[service].steps[name], organisation.owner(service, name)
    skill = step.skill or step.by
    return {id: m.skills[skill] for id, m in organisation.staff.items() if m.unit == unit and skill in m.skills}


def test_work_goes_to_another_unit_whose_staff_begin_as_beginners():
    given = after("reassign_service", posts=VERIFIERS, skill_gap=1.25)
    assert given.owner("akta-lahir", "periksa") == "pendaftaran"
    assert able(given, "akta-lahir", "periksa") == {"verifikator-pendaftaran/1": 0.8, "verifikator-pendaftaran/2": 0.8}
    assert able(given, "kk", "periksa") == able(sample(), "kk", "periksa")
    assert given.services["akta-lahir"].kind == "pencatatan-sipil"
    assert faults(given.agency) == []
    assert notes("reassign_service", posts=VERIFIERS) == ['"verifikator-pencatatan" does no step any more']


def test_who_knows_the_work_is_no_beginner():
    trained = after("cross_train", staff=["verifikator-pendaftaran/2"], work_of=["verifikator-pencatatan"], level=1.1)
    given = after("reassign_service", trained, posts=VERIFIERS, skill_gap=2)
    assert able(given, "akta-lahir", "periksa") == {"verifikator-pendaftaran/1": 0.5, "verifikator-pendaftaran/2": 1.1}


def test_there_and_back_again_the_step_is_what_it_was():
    back = {taker: giver for giver, taker in VERIFIERS.items()}
    fields = {"services": ["akta-lahir"], "skill_gap": 1.25}
    there = after("reassign_service", posts=VERIFIERS, **fields)
    again = after("reassign_service", there, posts=back, **fields)
    assert again.services == sample().services


def test_within_one_unit_those_who_did_it_take_it_no_more():
    fields = {"services": ["kk"], "skill_gap": 1.25}
    given = after("reassign_service", posts={"loket": "verifikator-pendaftaran"}, **fields)
    assert able(given, "kk", "terima") == {"verifikator-pendaftaran/1": 0.8, "verifikator-pendaftaran/2": 0.8}
    again = after("reassign_service", given, posts={"verifikator-pendaftaran": "loket"}, steps=["terima"], **fields)
    assert again.services == sample().services


def test_two_posts_change_places():
    posts = {"loket": "verifikator-pendaftaran", "verifikator-pendaftaran": "loket"}
    swapped = after("reassign_service", posts=posts, skill_gap=1)
    steps = swapped.services["kk"].steps
    assert (steps["terima"].by, steps["periksa"].by) == ("verifikator-pendaftaran", "loket")
    assert able(swapped, "kk", "terima").keys() == {"verifikator-pendaftaran/1", "verifikator-pendaftaran/2"}
    assert able(swapped, "kk", "periksa").keys() == {"loket/1", "loket/2", "loket/3"}


def test_at_other_sites_a_step_is_done_as_before():
    units = {name: {**unit, "site": "pusat"} for name, unit in AGENCY["units"].items()}
    units["pencatatan-sipil"]["site"] = "mal"
    sites = {"pusat": {"title": "Pusat", "share": "60 %"}, "mal": {"title": "Mal", "share": "40 %"}}
    services = {**AGENCY["services"], "kk": {**AGENCY["services"]["kk"]}}
    steps = services["kk"]["steps"]
    services["kk"]["steps"] = {**steps, "terima": {**steps["terima"], "at_sites": {"mal": "loket-akta"}}}
    before = sample(units=units, sites=sites, services=services)
    given = after("reassign_service", before, services=["kk"], posts={"loket": "arsiparis"}, skill_gap=1.25)
    step = given.services["kk"].steps["terima"]
    assert (step.by, dict(step.at_sites), step.skill) == ("arsiparis", {"mal": "loket-akta"}, "loket")
    assert given.staff["loket-akta/1"].skills["loket"] == 1.0
    assert given.staff["arsiparis/1"].skills["loket"] == 0.8


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"posts": {"loket": "loket"}}, "posts.loket: "),
        ({"posts": {"kepala": "loket"}}, 'posts.kepala: "kepala" does no step of these'),
        ({"posts": VERIFIERS, "steps": ["paraf"]}, "steps[0]: the step"),
        ({"posts": VERIFIERS, "steps": ["parf"]}, "has no step"),
        ({"posts": VERIFIERS, "services": ["kk"]}, "does no step of these"),
    ],
)
def test_what_a_reassignment_refuses(fields, reason):
    assert reason in refused("reassign_service", **fields)[0]


# ---------------------------------------------------------------- duties, promises


def test_a_programme_goes_with_the_last_of_its_duties():
    programme = {"title": "Program", "owner": "pendaftaran", "duties": ["verifikasi"]}
    before = sample(programmes={"satu": programme, "lain": {**programme, "owner": "sekretariat"}})

    def owners(**fields):
        programmes = after("reassign_duty", before, duty="verifikasi", to_unit="pencatatan-sipil", **fields)
        return [one.owner for one in programmes.agency.programmes.values()]

    assert owners() == owners(from_unit="pendaftaran") == ["pencatatan-sipil", "sekretariat"]
    assert owners(share="60 %") == ["pendaftaran", "sekretariat"]


def test_hours_on_a_duty_go_to_another_unit():
    assert hours(after("reassign_duty", duty="verifikasi", to_unit="sekretariat")) == {"sekretariat": 2100}
    part = after("reassign_duty", duty="verifikasi", from_unit="pendaftaran", to_unit="pencatatan-sipil", share="25 %")
    assert hours(part) == {"pendaftaran": 900, "pencatatan-sipil": 1200}
    assert "has this duty already" in refused("reassign_duty", duty="laporan", from_unit="dinas", to_unit="dinas")[0]
    assert "spends no hours" in refused("reassign_duty", duty="laporan", from_unit="dinas", to_unit="pendaftaran")[0]
    assert "no other unit" in refused("reassign_duty", duty="laporan", to_unit="sekretariat")[0]


@pytest.mark.parametrize(("saved", "left"), [("0 %", 2100), ("50 %", 1650), ("80 %", 1380)])
def test_one_owner_saves_part_of_what_was_done_twice_if_it_is_fixed(saved, left):
    duty = {**AGENCY["duties"]["verifikasi"], "fixed": True}
    clear = after(
        "clarify_duties", sample(duties={"verifikasi": duty}), owners={"verifikasi": "pendaftaran"}, saved_share=saved
    )
    assert hours(clear) == {"pendaftaran": pytest.approx(left)}


def test_what_one_owner_saves_is_an_assumption_unless_it_is_said():
    duty = {**AGENCY["duties"]["verifikasi"], "fixed": True}
    clear = after("clarify_duties", sample(duties={"verifikasi": duty}), owners={"verifikasi": "pendaftaran"})
    assert hours(clear) == {"pendaftaran": pytest.approx(1200 + 900 - 0.5 * 900)}


def test_work_that_grows_with_the_cases_is_not_saved_by_one_owner():
    assert hours(after("clarify_duties", owners={"verifikasi": "pendaftaran"})) == {"pendaftaran": 2100}
    assert notes("clarify_duties", owners={"laporan": "sekretariat"})
    assert after("clarify_duties", owners={"laporan": "sekretariat"}).agency == sample().agency
    moved = after("clarify_duties", owners={"verifikasi": "sekretariat"})
    assert hours(moved) == {"sekretariat": 2100}


def test_promises_change_for_all_services_or_some():
    some = after("change_promise", services=["kk"], promise="4 jam")
    assert (some.services["kk"].promise.seconds, some.services["akta-lahir"].promise.days) == (4 * HOUR, 1)
    assert {s.promise.days for s in after("change_promise", promise="3 hari kerja").services.values()} == {3}


# ---------------------------------------------------------------- remove_layer


def test_the_units_of_a_layer_become_part_of_their_superiors():
    flat = after("remove_layer", level="bidang")
    assert list(flat.units) == ["dinas", "tim-identitas"]
    assert flat.agency.levels == ("dinas", "tim")
    assert flat.heads == {"dinas": "kepala", "tim-identitas": "ketua-tim"}
    assert (chain(sample()), chain(flat)) == (["kabid-pendaftaran", "kepala"], ["kepala"])
    assert hours(flat) == {"dinas": 2100}
    assert flat.agency.help == ()
    assert len(notes("remove_layer", level="bidang")) == 2
    flatter = after("remove_layer", flat, level="tim")
    assert list(flatter.units) == ["dinas"]
    assert flatter.staff.keys() == sample().staff.keys()


def test_approvals_that_ended_at_the_layer_go_up_or_are_dropped():
    signed = "tanda-tangan"
    assert chain(sample(), "akta-lahir", signed) == ["kabid-pencatatan"]
    assert chain(after("remove_layer", level="bidang"), "akta-lahir", signed) == ["kepala"]
    dropped = after("remove_layer", level="bidang", approvals="dropped")
    assert signed not in dropped.services["akta-lahir"].steps
    assert dropped.services["kk"].steps["paraf"].approval.to == "dinas"


def test_a_dropped_approval_leaves_those_of_lower_levels():
    paraf = {"approval": {"to": "bidang", "skips": ["bidang"]}, "work": "1 min"}
    signed = {"approval": {"to": "bidang", "work_by_level": {"bidang": "5 min", "tim": "1 min"}}}
    steps = {"a": {"by": "pencetak", "work": "1 min"}, "b": paraf, "c": signed}
    before = sample(services={"t": {"title": "T", "steps": steps}})
    dropped = after("remove_layer", before, level="bidang", approvals="dropped").services["t"].steps
    assert (dropped["b"].approval.to, dropped["b"].approval.skips) == ("tim", ())
    assert (dropped["c"].approval.to, list(dropped["c"].approval.work_by_level)) == ("tim", ["tim"])
    raised = after("remove_layer", before, level="bidang")
    assert chain(raised, "t", "c") == ["ketua-tim", "kepala"]
    work = raised.services["t"].steps["c"].approval.work_by_level
    assert {level: work[level].mean for level in work} == {"dinas": 300, "tim": 60}


def test_layers_that_cannot_go():
    assert "is the top" in refused("remove_layer", level="dinas")[0]
    odd = sample(levels=["bidang", "dinas", "tim"])
    assert "no level above could give" in refused("remove_layer", odd, level="bidang")[0]
    assert approval_path(after("remove_layer", odd, level="bidang", approvals="dropped"), "kk", "paraf")


# ---------------------------------------------------------------- change_hours, flexible_pool

LONG = {"hours": {"mon-fri": "08:00-18:00"}}


def test_hours_change_for_all_or_for_some_posts():
    everybody = after("change_hours", hours=LONG)
    assert everybody.agency.calendar.resolve().day_seconds == 10 * HOUR
    some = after("change_hours", hours=LONG, calendar="panjang", positions=["loket"], units=["pencatatan-sipil"])
    assert some.agency.calendar == sample().agency.calendar
    assert {name for name, post in some.positions.items() if post.calendar == "panjang"} == {
        "loket", "loket-akta", "kabid-pencatatan", "verifikator-pencatatan",
    }  # fmt: skip
    longer = after("change_hours", some, hours={"always": True}, calendar="panjang")
    assert longer.agency.calendars["panjang"].always
    back = after("change_hours", some, positions=["loket"])
    assert back.positions["loket"].calendar is None


def test_what_a_change_of_hours_refuses():
    assert refused("change_hours") == ["no hours are changed. Write `hours`, or who goes by which `calendar`"]
    assert "need a calendar with a name" in refused("change_hours", hours=LONG, positions=["loket"])[0]
    assert "there is no calendar" in refused("change_hours", hours=LONG, calendar="panjang")[0]
    assert "there is no calendar" in refused("change_hours", calendar="panjang", positions=["loket"])[0]


def test_a_pool_lends_chosen_posts_across_units():
    two = ["pendaftaran", "pencatatan-sipil"]
    group = [["verifikator-pendaftaran", "verifikator-pencatatan"]]
    pool = after("flexible_pool", units=two, posts=group, skill_gap=1.25)
    rules = [("sekretariat", "pendaftaran"), ("pendaftaran", "pencatatan-sipil"), ("pencatatan-sipil", "pendaftaran")]
    assert [(rule.helper, rule.helped) for rule in pool.agency.help] == rules
    assert pool.staff["verifikator-pencatatan/1"].skills["verifikator-pendaftaran"] == 0.8
    one = after("flexible_pool", units=two, posts=group, count=1, above=3, skill_gap=1.25)
    assert "verifikator-pendaftaran" not in one.staff["verifikator-pencatatan/1"].skills
    assert one.staff["verifikator-pencatatan/2"].skills["verifikator-pendaftaran"] == 0.8
    assert [rule.above for rule in one.agency.help] == [0, 3, 3]
    assert {name: unit.reports_to for name, unit in one.units.items()} == {
        name: unit.reports_to for name, unit in sample().units.items()
    }


def test_what_a_pool_refuses():
    two = ["pendaftaran", "pencatatan-sipil"]
    assert "is not a post of these units" in refused("flexible_pool", units=two, posts=[["loket", "arsiparis"]])[0]
    assert "has 1 holders only" in refused("flexible_pool", units=two, posts=[["loket", "loket-akta"]], count=2)[0]
    assert "named twice" in refused("flexible_pool", units=["dinas", "dinas"])[0]
    assert notes("flexible_pool", units=two)


def test_units_that_merge_keep_the_limit_at_which_they_help():
    rules = [{"helper": "sekretariat", "helped": "pendaftaran", "above": 9}]
    merged = after("merge_units", sample(help=rules), units=["pendaftaran", "pencatatan-sipil"], into="adminduk")
    assert [(rule.helper, rule.helped, rule.above) for rule in merged.agency.help] == [("sekretariat", "adminduk", 9)]


def test_every_new_structure_is_told_in_words():
    told = [str(s) for s in difference(sample(), after("remove_layer", level="bidang")).sentences()]
    assert any("kabid-pendaftaran" in sentence for sentence in told)
