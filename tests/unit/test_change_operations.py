"""Operations on people: hours really lost, nothing from nothing, more from more, and no claim without its mechanism."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from math import fsum

import pytest
from pydantic import TypeAdapter

from orgsim.assumptions import Assumptions, ledger
from orgsim.restructuring.cost import Outlay, bill_of
from orgsim.restructuring.difference import difference
from orgsim.restructuring.exposure import exposures
from orgsim.restructuring.legal_route import Route, passage
from orgsim.restructuring.operation import OPERATIONS, any_operation
from orgsim.restructuring.pain_points import hit_rate
from orgsim.restructuring.people import People
from orgsim.restructuring.plan import PlanStep, phases
from orgsim.restructuring.response import respond
from orgsim.simulation.compile.duty import DutyHours
from tests.operating import after, chain, refused
from tests.samples import ON, sample

READ = TypeAdapter(any_operation()).validate_python
MERGE = {"operation": "merge_units", "units": ["pendaftaran", "pencatatan-sipil"], "into": "adminduk"}
FIXED = {"laporan": {"text": "Laporan", "hours_per_year": {"sekretariat": "300 jam"}, "fixed": True}}


def written(organisation):
    return organisation.agency.model_dump_json()


def lost_hours(before, changed, last=ON + timedelta(days=400)):
    """Hours that each person is less on duty, from the calendars."""
    duty = DutyHours(ON, last)
    clocks = [duty.of_staff([(0, organisation)])[0] for organisation in (before, changed)]
    worked = [[int((clock.closes - clock.opens).sum()) for clock in group] for group in clocks]
    return {id: (a - b) / 3600 for id, a, b in zip(before.staff, *worked, strict=True) if a != b}


TALKS = {
    "train_staff": {"course": "technical", "positions": ["loket"], "hours": "10 h"},
    "communicate": {"positions": ["loket"], "hours_a_week": "2,5 h", "weeks": 4},
    "involve_staff": {"positions": ["loket"], "hours_a_week": "2 h", "weeks": 5},
    "staff_forum": {"positions": ["loket"], "hours_a_week": "1 h", "weeks": 10},
    "form_team": {"positions": ["loket"], "title": "Tim", "lead": "loket", "hours_a_week": "1 h", "weeks": 10},
    "public_forum": {"positions": ["loket"], "services": ["kk"], "meetings": 5, "hours": "2 h"},
    "support_change": {"leader": "loket", "level": "100 %", "weeks": 10, "hours_a_week": "1 h"},
    "personnel_system": {"operators": ["loket"], "duties": ["verifikasi"], "training_hours": "10 h"},
}


@pytest.mark.parametrize("name", TALKS)
def test_the_hours_are_really_lost_to_the_work(name):
    before = sample()
    lost = lost_hours(before, after(name, **TALKS[name]))
    assert lost == {f"loket/{n}": 10.0 for n in (1, 2, 3)}


def test_hours_of_two_courses_on_one_date_are_both_lost():
    first = after("train_staff", **TALKS["train_staff"])
    second = after("train_staff", first, course="digital", positions=["loket"], count=1, hours="7 h")
    assert lost_hours(sample(), second) == {"loket/1": 10.0, "loket/2": 10.0, "loket/3": 17.0}


def test_a_team_takes_its_share_of_every_day():
    changed = after("special_team", positions=["loket"], count=1, weeks=2, share="50 %")
    office = sample().agency.calendar.resolve()
    days = office.working_days(ON, ON + timedelta(days=13))
    hours = fsum(b - a for day in days for a, b in office.hours_on(day)) / 3600
    assert lost_hours(sample(), changed) == {"loket/3": pytest.approx(hours / 2)}


def test_groups_leave_somebody_at_the_counter():
    changed = after("train_staff", course="technical", positions=["loket"], hours="8 h", groups=3)
    away = [{a.start for a in changed.staff[f"loket/{n}"].absences} for n in (1, 2, 3)]
    assert all(not one & other for one, other in pairwise(away))
    assert not away[0] & away[2]
    gains = changed.agency.change.gains
    assert [gain.staff for gain in gains] == [("loket/1",), ("loket/2",), ("loket/3",)]
    assert gains[0].start < gains[1].start < gains[2].start
    assert all(gain.start > max(days) for gain, days in zip(gains, away, strict=True))


NOTHING = [
    ("train_staff", {"course": "technical", "positions": ["loket"], "hours": "0 h"}),
    ("train_staff", {"course": "technical", "positions": ["loket"], "count": 0, "hours": "9 h"}),
    ("communicate", {"hours_a_week": "0 min"}),
    ("involve_staff", {"hours_a_week": "0 min"}),
    ("staff_forum", {"hours_a_week": "0 min"}),
    ("support_change", {"level": "0 %"}),
    ("motivate", {"extent": "0 %"}),
    ("special_team", {"positions": ["loket"], "share": "0 %"}),
    ("special_team", {"positions": ["loket"], "count": 0}),
    ("personnel_system", {"duties": ["laporan"], "extent": "0 %"}),
    ("appoint_on_merit", {"positions": ["loket"], "count": 0}),
    ("public_forum", {"services": ["kk"], "meetings": 0}),
    ("measure_results", {"assumption": "dip.depth", "rounds": 0}),
    ("external_funding", {"partner": "bank", "amount": "Rp 0"}),
    ("form_team", {"title": "Tim", "lead": "ketua-tim"}),
]


@pytest.mark.parametrize(("name", "fields"), NOTHING, ids=[name for name, _ in NOTHING])
def test_a_dose_of_nothing_is_no_operation(name, fields):
    assert written(after(name, **fields)) == written(sample())


# ---------------------------------------------------------------- more does more, and nothing without its mechanism


def pace(*operations, week=30, of="loket/1", on=ON, assumptions=None, people=None):
    """Speed of one person some weeks after a plan."""
    given = Assumptions.model_validate(assumptions or {})
    plan = TypeAdapter(tuple[PlanStep, ...]).validate_python([{"on": on, "do": list(operations)}])
    found = phases(sample(duties=FIXED), plan, given).checked()
    stages = [(on, sample(duties=FIXED)), *((phase.on, phase.organisation) for phase in found)]
    answer = respond(stages, on + timedelta(weeks=week), given, people or People())
    return answer.speed[-1][answer.staff.index(of)]


def train(hours, course="technical", **more):
    posts = ["loket", "kabid-pendaftaran"]
    return {"operation": "train_staff", "course": course, "positions": posts, "hours": f"{hours} h", **more}


DOSES = {
    "train_staff": ([train(1), train(8), train(40)], {"gain.training": "0 %"}),
    "time management": (
        [train(n, "time_management", gain="5 %") for n in (1, 8, 40)],
        None,
    ),
    "communicate": (
        [[{"operation": "communicate", "hours_a_week": f"{n} min"}, MERGE] for n in (5, 30, 120)],
        {"response.communication": 0},
    ),
    "involve_staff": (
        [[{"operation": "involve_staff", "hours_a_week": f"{n} min"}, MERGE] for n in (5, 30, 120)],
        {"response.participation": 0},
    ),
    "support_change": (
        [[{"operation": "support_change", "level": f"{n} %"}, MERGE] for n in (10, 50, 100)],
        {"response.leader": 0},
    ),
    "motivate": (
        [{"operation": "motivate", "extent": f"{n} %", "gain": 0.1} for n in (10, 50, 100)],
        None,
    ),
    "introduce_system": (
        [{"operation": "introduce_system", "steps": {"kk": ["terima"]}, "success": f"{n} %"} for n in (10, 50, 100)],
        {"gain.digital": "0 %"},
    ),
    "staff_forum": (
        [
            [{**train(20), "positions": [], "staff": ["loket/2"]},
             {"operation": "staff_forum", "units": ["pendaftaran"], "hours_a_week": f"{n} min"}]
            for n in (10, 40, 120)
        ],
        {"forum.spread": "0 %"},
    ),
    "appoint_on_merit": (
        [{"operation": "appoint_on_merit", "positions": ["loket"], "fit": f"{n} %"} for n in (10, 50, 90)],
        {"new_task.slowdown": 0},
    ),
}  # fmt: skip


def as_list(operations):
    return operations if isinstance(operations, list) else [operations]


@pytest.mark.parametrize("name", DOSES)
def test_a_larger_dose_makes_faster_and_nothing_without_its_mechanism(name):
    doses, off = DOSES[name]
    speeds = [pace(*as_list(dose)) for dose in doses]
    assert all(one < other for one, other in pairwise(speeds)), speeds
    if off is not None:
        without = {pace(*as_list(dose), assumptions=off) for dose in doses}
        assert max(without) - min(without) < 1e-12, without


def test_incentives_may_harm_as_well():
    def motivated(gain):
        return pace({"operation": "motivate", "gain": gain})

    assert motivated(-0.1) < motivated(0) == 1.0 < motivated(0.1)
    assert pace({"operation": "motivate"}) == 1.0  # by assumption neither


def test_who_fits_is_spared_a_slow_start_and_gets_no_free_speed():
    def appointed(rule, week, **more):
        return pace({"operation": "appoint_on_merit", "positions": ["loket"], "rule": rule, **more}, week=week)

    assert appointed("random", 0) < appointed("seniority", 0) < appointed("merit", 0) < 1.0
    assert appointed("merit", 0, fit="100 %") == 1.0
    assert all(appointed(rule, 150) <= 1.0 for rule in ("merit", "random"))
    assert ledger()["merit.effort"].default == ledger()["merit.exit"].default == 0
    for name in ("merit.effort", "merit.exit"):
        low, high = ledger()[name].range
        assert low < 0 < high
    assert appointed("merit", 150, effort=0.2) > 1.0 > appointed("merit", 150, effort=-0.2)


def test_managers_learn_for_their_own_work_only():
    course = train(20, "managerial")
    assert pace(course, of="kabid-pendaftaran/1") > 1.0
    assert pace(course, of="loket/1") == 1.0


def test_training_fades():
    assert pace(train(20), week=40) > pace(train(20), week=140) > 1.0
    assert pace(train(20, half_life="100 years"), week=140) > pace(train(20), week=140)


def test_a_needs_analysis_makes_all_of_a_course_fit():
    assert pace(train(20, needs_analysis=True)) > pace(train(20))
    everything = {"training.relevance": "100 %"}
    assert pace(train(20, needs_analysis=True), assumptions=everything) == pace(train(20), assumptions=everything)


def test_training_before_softens_the_dip():
    trained = sample(duties=FIXED)
    before = phases(trained, TypeAdapter(tuple[PlanStep, ...]).validate_python(
        [{"on": "2026-05-04", "do": [train(20, gain="0 %")]}, {"on": ON, "do": [MERGE]}])).checked()  # fmt: skip
    stages = [(date(2026, 5, 4), trained), *((phase.on, phase.organisation) for phase in before)]
    answer = respond(stages, ON, Assumptions(), People())
    at = answer.staff.index("loket/1")
    assert answer.speed[-1][at] > pace(MERGE, week=0)


def returned(organisation, service="kk", step="periksa"):
    return organisation.services[service].steps[step].returns.share


def test_fewer_files_come_back_after_a_course_on_service_and_after_forums():
    course = {"course": "service", "positions": ["verifikator-pendaftaran"]}
    shares = [returned(after("train_staff", **course, hours=f"{n} h")) for n in (1, 8, 40)]
    shares += [returned(after("train_staff", **course, hours="8 h", gain="0 %"))]
    assert 0.1 > shares[0] > shares[1] > shares[2]
    assert shares[3] == 0.1
    forums = [returned(after("public_forum", services=["kk"], meetings=n)) for n in (1, 4, 12)]
    assert 0.1 > forums[0] > forums[1] > forums[2]
    assert returned(after("public_forum", services=["kk"], meetings=12, gain="0 %")) == 0.1
    assert returned(after("motivate", positions=["verifikator-pendaftaran"], more_rework="20 %")) == pytest.approx(0.12)


def test_more_voices_name_the_worst_step_more_surely():
    shares = [0.4, 0.35, 0.25]
    rates = [hit_rate(shares, n) for n in (0, 20, 100, 1000)]
    assert rates[0] == 1 / 3
    assert all(one < other for one, other in pairwise(rates))
    assert rates[-1] > 0.95


def test_a_personnel_system_gives_hours_back():
    def hours(**fields):
        changed = after("personnel_system", sample(duties=FIXED), duties=["laporan"], **fields)
        return changed.agency.duties["laporan"].hours_per_year["sekretariat"] / 3600

    trained = {"operators": ["arsiparis"], "training_hours": "8 h"}
    assert hours(**trained) < hours() < 300
    assert hours(**trained, extent="100 %") < hours(**trained, extent="40 %")
    assert hours(**trained, saved="0 %") == 300


def test_a_personnel_system_may_publish_the_staff_page_and_the_first_date_stays():
    fields = {"duties": ["laporan"], "operators": ["arsiparis"], "training_hours": "8 h"}
    before = sample(duties=FIXED)
    assert after("personnel_system", before, **fields).agency.change.public_from is None
    assert difference(before, after("personnel_system", before, **fields)).public_from is None
    shown = after("personnel_system", before, **fields, public_page=True)
    assert shown.agency.change.public_from == ON
    assert len(shown.agency.change.gains) == 1
    told = [str(sentence) for sentence in difference(before, shown).sentences()]
    assert "Numbers of staff by post are public from 2026-07-01 on." in told
    later = READ({"operation": "personnel_system", **fields, "public_page": True}).apply(shown, on=date(2027, 1, 4))
    assert later.agency.change.public_from == ON
    assert difference(shown, later).public_from is None


def test_approvals_may_follow_a_team():
    assert chain(sample()) == ["kabid-pendaftaran", "kepala"]
    changed = after("form_team", title="Tim", lead="ketua-tim", positions=["loket"], approves={"kk": ["paraf"]})
    assert chain(changed)[-1] == "ketua-tim"
    assert refused("form_team", title="Tim", lead="ketua-tim", approves={"kk": ["cetak"]})
    assert changed.agency.change.teams[0].staff == ("loket/1", "loket/2", "loket/3", "ketua-tim/1")


def test_online_cases_pass_the_counter_by():
    changed = after("introduce_system", online="30 %", online_skips={"kk": ["terima"]})
    assert changed.services["kk"].attributes["daring"] == 0.3
    assert changed.services["kk"].steps["terima"].not_for == "daring"
    assert "daring" not in changed.services["akta-lahir"].attributes


def test_a_system_exposes_those_who_work_on_it():
    changed = after("introduce_system", steps={"kk": ["terima"]})
    found = exposures(sample(), changed)
    assert found["loket/1"].share == 1.0
    assert found["arsiparis/1"].share == 0.0


def test_operators_without_training_are_named_and_gain_less():
    early = date(2026, 5, 4)
    sizes = []
    for hours in (0, 4, 40):
        trained = READ(train(hours, "digital")).apply(sample(), on=early)
        changed = READ({"operation": "introduce_system", "steps": {"kk": ["terima"]}}).apply(trained, on=ON)
        sizes.append(next(g.size for g in changed.agency.change.gains if g.name == "introduce_system"))
    assert sizes[0] == pytest.approx(0.3 * 0.2)
    assert sizes[0] < sizes[1] < sizes[2] < 0.2
    system = READ({"operation": "introduce_system", "steps": {"kk": ["terima"]}})
    assert "loket" in str(system.notes(sample(), on=ON)[0])
    trained = after("train_staff", course="digital", positions=["loket"], hours="8 h")
    assert system.notes(trained, on=ON + timedelta(days=30)) == ()


def test_a_forum_names_the_training_that_new_duties_need():
    merged = after("merge_units", units=["pendaftaran", "pencatatan-sipil"], into="adminduk", skill_gap=1.25,
                   pool=[["loket", "loket-akta"]])  # fmt: skip
    forum = READ({"operation": "staff_forum", "units": ["adminduk"], "hours_a_week": "1 h"})
    told = " ".join(str(note) for note in forum.notes(merged, on=ON))
    assert "loket-akta" in told


SOFT = ("gain.training", "gain.managerial", "gain.service", "gain.time_management", "gain.digital_skill",
        "gain.digital", "gain.incentives", "response.communication", "personnel_system.saved",
        "forum.incomplete", "forum.spread",
        "team.milestones", "rounds.worth", "system.success", "merit.effort", "funding.chance")  # fmt: skip


@pytest.mark.parametrize("name", SOFT)
def test_no_benefit_lies_in_the_range_of_what_is_soft(name):
    low, high = ledger()[name].range
    assert low <= 0 <= high


def test_what_cannot_be_is_refused_and_nothing_is_clipped():
    course = {"course": "technical", "positions": ["loket"]}
    assert "more than a person's working year" in refused("train_staff", **course, hours="1300 h")[0]
    assert "has 3 holders only" in refused("train_staff", **course, hours="8 h", count=4)[0]
    assert "no assumption" in refused("measure_results", assumption="dip.dept", rounds=1)[0]
    assert refused("measure_results", assumption="day.length", rounds=1)
    assert refused("motivate", by="recognition", allowance="Rp 1 juta")
    assert refused("introduce_system")
    assert refused("introduce_system", online="20 %", steps={"kk": ["terima"]})
    assert refused("appoint_on_merit")
    assert refused("support_change", level="50 %", weeks=2, pauses=[{"from": "2027-01-04"}])


def test_what_operations_cost():
    def cost(name, **fields):
        operation = READ({"operation": name, **fields})
        return operation.reckoned_cost(sample(), on=ON), operation.running_cost(sample(), on=ON)

    assert cost("train_staff", course="technical", positions=["loket"], hours="8 h") == (3e6, 0)
    assert cost("train_staff", course="technical", positions=["loket"], hours="8 h", fee="Rp 2 juta") == (6e6, 0)
    assert cost("motivate", positions=["loket"], by="allowance", allowance="Rp 500.000", extent="50 %") == (0, 750_000)
    assert cost("measure_results", assumption="dip.depth", rounds=3, cost_of_round="Rp 20 juta") == (6e7, 0)
    assert all(operation.model_fields["cost"].default is None for operation in OPERATIONS.values())


# ---------------------------------------------------------------- no claim without its mechanism


def won(operations, other, **off):
    """By how much faster somebody is with operations than with others, or with nothing done."""
    return pace(*operations, assumptions=off) - (pace(*other, assumptions=off) if other else 1.0)


def forum(minutes):
    taught = {**train(20), "positions": [], "staff": ["loket/2"]}
    return [taught, {"operation": "staff_forum", "units": ["pendaftaran"], "hours_a_week": f"{minutes} min"}]


def system(success):
    return [{"operation": "introduce_system", "steps": {"kk": ["terima"]}, "success": success}]


def appointed(fit):
    return [{"operation": "appoint_on_merit", "positions": ["loket"], "fit": fit}]


def hours_saved(**off):
    changed = after("personnel_system", sample(duties=FIXED), duties=["laporan"], **off)
    return 300 - changed.agency.duties["laporan"].hours_per_year["sekretariat"] / 3600


def days_sooner(**off):
    team = READ({"operation": "special_team", "positions": ["loket"], "count": 1, **off})
    route = Route.model_validate({"starts": "2026-01-05", "go_live": "2026-07-01"})
    late, soon = (passage(route, Assumptions(), sooner=part).go_live for part in (0.0, team.hastens()))
    return (late - soon).days


def narrower(**off):
    (found,) = after("measure_results", assumption="dip.depth", rounds=4, **off).agency.change.rounds
    return 1 - 1 / (1 + found.rounds * found.informs) ** 0.5


def money_expected(**off):
    fund = {"partner": "bank", "amount": "Rp 5 juta", **off}
    outlays = (Outlay(ON, "train_staff", READ(train(8)).caption, 1e7, 0.0),)
    return bill_of(sample(), after("external_funding", **fund), outlays, Assumptions()).expected_funds


def approver(**off):
    changed = after("form_team", title="Tim", lead="ketua-tim", positions=["loket"], **off)
    return float(chain(changed) != chain(sample()))


CLAIMS = {
    "train_staff": (lambda **off: won([train(20)], [], **off), {"gain.training": "0 %"}),
    "communicate": (
        lambda **off: won([{"operation": "communicate", "hours_a_week": "2 h"}, MERGE], [MERGE], **off),
        {"response.communication": 0},
    ),
    "involve_staff": (
        lambda **off: won([{"operation": "involve_staff", "hours_a_week": "2 h"}, MERGE], [MERGE], **off),
        {"response.participation": 0},
    ),
    "support_change": (
        lambda **off: won([{"operation": "support_change", "level": "90 %"}, MERGE], [MERGE], **off),
        {"response.leader": 0},
    ),
    "motivate": (
        lambda gain=0.1: won([{"operation": "motivate", "gain": gain}], []),
        {"gain": 0.0},
    ),
    "introduce_system": (lambda **off: won(system("100 %"), system("0 %"), **off), {"gain.digital": "0 %"}),
    "staff_forum": (lambda **off: won(forum(120), forum(10), **off), {"forum.spread": "0 %"}),
    "appoint_on_merit": (lambda **off: won(appointed("90 %"), appointed("10 %"), **off), {"new_task.slowdown": 0}),
    "personnel_system": (hours_saved, {"saved": "0 %"}),
    "public_forum": (
        lambda **off: 0.1 - returned(after("public_forum", services=["kk"], meetings=6, **off)),
        {"gain": "0 %"},
    ),
    "special_team": (days_sooner, {"sooner": "0 %"}),
    "measure_results": (narrower, {"worth": 0}),
    "external_funding": (money_expected, {"chance": "0 %"}),
    "form_team": (lambda approves={"kk": ["paraf"]}: approver(approves=approves), {"approves": {}}),
}  # fmt: skip


@pytest.mark.parametrize("name", CLAIMS)
def test_without_its_mechanism_its_claim_fails(name):
    claim, off = CLAIMS[name]
    assert claim() > 1e-6
    assert abs(claim(**off)) < 1e-12


def test_every_operation_that_acts_by_people_claims_something():
    by_people = {name for name, cls in OPERATIONS.items() if cls.model_validate(dict(cls.example)).by_people()}
    assert by_people <= CLAIMS.keys()


def test_taking_part_may_have_no_benefit_as_well():
    """Its own range begins above nothing; but resistance may do nothing to speed, and then nor does taking part."""
    involved = {"operation": "involve_staff", "hours_a_week": "2 h"}
    low, _ = ledger()["dip.resistance"].range
    assert low == 0
    assert won([involved, MERGE], [MERGE], **{"dip.resistance": 0}) == 0
