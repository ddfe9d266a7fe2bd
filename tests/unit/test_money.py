"""What posts and plans cost, what a budget leaves of them, when the law lets them begin, and who goes where."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from pydantic import TypeAdapter, ValidationError

from orgsim.assumptions import Assumptions
from orgsim.errors import InputError
from orgsim.organisation.organisation import resolve
from orgsim.restructuring.budget import outlays_of, within_budget
from orgsim.restructuring.cost import MoneySettings, bill_of, ceiling_share, monthly_cost
from orgsim.restructuring.legal_route import Route, passage, triangle
from orgsim.restructuring.placement import Placement, placements
from orgsim.restructuring.plan import PlanStep, phases
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.settling import settled
from orgsim.simulation.simulate import prepare, run
from tests.operating import after
from tests.samples import AGENCY, ON, sample

READ = TypeAdapter(tuple[PlanStep, ...]).validate_python
LEDGER = Assumptions()


def train(post, fee="Rp 1 juta"):
    return {"operation": "train_staff", "course": "technical", "positions": [post], "hours": "8 h", "fee": fee}


PLAN = READ([
    {"on": "2026-07-01", "do": [train("loket"), {"operation": "rename_unit", "unit": "sekretariat", "title": "Umum"}]},
    {"on": "2026-09-01", "do": [train("arsiparis", "Rp 2 juta"), train("pencetak", "Rp 1,5 juta")]},
    {"on": "2027-02-01",
     "do": [{"operation": "motivate", "by": "allowance", "allowance": "Rp 100.000", "positions": ["loket"]}]},
])  # fmt: skip


def test_what_a_plan_costs_by_operation_and_year():
    outlays = outlays_of(sample(), PLAN, LEDGER)
    assert [(o.operation, o.once, o.monthly) for o in outlays] == [
        ("train_staff", 3e6, 0), ("train_staff", 4e6, 0), ("train_staff", 1.5e6, 0), ("motivate", 0, 3e5),
    ]  # fmt: skip
    bill = bill_of(sample(), sample(), outlays, LEDGER)
    assert bill.once == 8.5e6
    assert bill.years() == {2026: 8.5e6, 2027: 11 * 3e5, 2028: 12 * 3e5}


def test_a_stated_cost_wins():
    stated = READ([{"on": "2026-07-01", "do": [{**train("loket"), "cost": "Rp 10 juta"}]}])
    assert outlays_of(sample(), stated, LEDGER)[0].once == 1e7


def test_a_budget_is_a_hard_cap_and_says_what_is_dropped():
    found = within_budget(sample(), PLAN, LEDGER, {2026: 5e6})
    assert [o.once for o in found.outlays] == [3e6, 1.5e6, 0.0]
    assert [o.once for o in found.dropped] == [4e6]
    assert [len(step.do) for step in found.plan] == [2, 1, 1]
    assert within_budget(sample(), PLAN, LEDGER, {2026: 8.5e6, 2027: 3.3e6}).dropped == ()
    assert [o.operation for o in within_budget(sample(), PLAN, LEDGER, {2027: 3.2e6}).dropped] == ["motivate"]


def test_a_budget_below_every_option_is_an_error():
    with pytest.raises(InputError, match="does not reach for any option"):
        within_budget(sample(), PLAN, LEDGER, {2026: 1.4e6, 2027: 0})
    found = within_budget(sample(), PLAN, LEDGER, {2026: 1.4e6, 2027: 0}, refuse=False)
    assert [operation.name for step in found.plan for operation in step.do] == ["rename_unit"]  # it costs nothing
    assert (len(found.dropped), found.outlays) == (4, ())


def test_money_without_a_currency_is_refused():
    for wrong in ({"budget": {2026: "50 juta"}}, {"budget": {2026: 50_000_000}}, {"personnel_spending": "2 miliar"}):
        with pytest.raises(ValidationError):
            MoneySettings.model_validate(wrong)


def test_costs_are_net_and_never_gross():
    posts = {name: {**spec, "monthly_cost": "Rp 10 juta"} for name, spec in AGENCY["positions"].items()}
    before = sample(positions=posts)
    merged = after("merge_units", before, units=["pendaftaran", "pencatatan-sipil"], into="adminduk")
    assert bill_of(before, merged, (), LEDGER).yearly == 0.0  # the head who leads nothing any more is paid as before
    fewer = after("change_posts", before, position="kabid-pencatatan", remove=1)
    bill = bill_of(before, fewer, (), LEDGER)
    assert bill.yearly == -1e7 * 13
    assert [(p.position, p.holders_before, p.holders_after) for p in bill.posts] == [("kabid-pencatatan", 1, 0)]
    assert bill_of(sample(), sample(), (), LEDGER).yearly is None  # some posts have no cost


def test_pay_by_grade_and_allowance():
    def post(**more):
        return sample(positions={**AGENCY["positions"], "arsiparis": {
            "title": "Arsiparis", "unit": "sekretariat", "headcount": 2, **more}}).positions["arsiparis"]  # fmt: skip

    assert monthly_cost(post(grade="III/a", allowance="Rp 2 juta"), LEDGER) == pytest.approx(5.69e6)
    assert monthly_cost(post(grade="III/a", monthly_cost="Rp 7 juta"), LEDGER) == 7e6
    assert monthly_cost(post(), LEDGER) is None
    with pytest.raises(InputError, match="III/b"):
        monthly_cost(post(grade="III/b"), LEDGER)


def test_hours_off_the_job_are_priced_and_in_no_budget():
    posts = {name: {**spec, "monthly_cost": "Rp 7,2 juta"} for name, spec in AGENCY["positions"].items()}
    talk = {"operation": "communicate", "positions": ["loket"], "hours_a_week": "1 h", "weeks": 5}
    (outlay,) = outlays_of(sample(positions=posts), READ([{"on": "2026-07-01", "do": [talk]}]), LEDGER)
    assert (outlay.once, outlay.monthly, outlay.hours) == (0.0, 0.0, 15.0)
    assert outlay.worth == pytest.approx(7.2e6 * 13 / (240 * 7.5) * 15)
    kept = within_budget(sample(positions=posts), READ([{"on": "2026-07-01", "do": [talk]}]), LEDGER, {2026: 0.0})
    assert kept.dropped == ()
    assert bill_of(sample(), sample(), kept.outlays, LEDGER).worth == outlay.worth
    unpaid = READ([{"on": "2026-07-01", "do": [{**talk, "positions": ["pencetak"]}]}])
    assert outlays_of(sample(), unpaid, LEDGER)[0].worth is None


def test_a_route_may_not_end_before_the_run_and_nothing_is_prepared_after_the_event():
    plan = [{"on": "2026-02-16", "do": [train("arsiparis")]}, {"on": "2026-03-02", "do": [train("loket")]}]
    route = {"starts": "2026-01-05", "go_live": "2026-03-02", "stages": {"perwali": {"takes": "28 days"}}}
    written = {**BASE, "alternatives": {"a": {"title": "A", "plan": plan, "route": route}}}
    found = settled(Scenario.model_validate(written)).alternatives["a"].plan
    assert [str(step.on) for step in found] == ["2026-01-19", "2026-02-02"]
    route["stages"] = {"perwali": {"takes": "10 days"}}
    with pytest.raises(InputError, match="not after the first day of the run"):
        settled(Scenario.model_validate(written))


def test_the_ceiling_on_personnel():
    money = MoneySettings.model_validate({"personnel_spending": "Rp 298 miliar", "total_spending": "Rp 1 triliun"})
    assert ceiling_share(money, 0.0) == pytest.approx(0.298)
    assert ceiling_share(money, 10e9) > 0.3
    assert ceiling_share(MoneySettings(), 0.0) is None


def test_money_from_outside_may_not_come():
    fund = {
        "operation": "external_funding",
        "partner": "bank",
        "amount": "Rp 50 juta",
        "ceiling": "40 %",
        "chance": "30 %",
    }
    (phase,) = phases(sample(), READ([{"on": "2026-07-01", "do": [fund]}]), LEDGER).checked()
    outlays = outlays_of(sample(), PLAN, LEDGER)
    bill = bill_of(sample(), phase.organisation, outlays, LEDGER)
    assert bill.once == 8.5e6
    assert bill.with_funds == pytest.approx(8.5e6 * 0.6)
    assert bill.expected_funds == pytest.approx(8.5e6 * 0.4 * 0.3)


# ---------------------------------------------------------------- the legal route

WRITTEN = {"starts": "2026-01-05", "go_live": "2026-07-01"}


def test_the_date_of_going_live_is_worked_out():
    early, middle, late = (
        passage(Route.model_validate(WRITTEN), LEDGER, lambda stage, q=q: q).go_live for q in (0, 0.5, 1)
    )
    assert early < middle < late
    assert middle - date(2026, 1, 5) == timedelta(days=sum(
        round(months * 30.4375) for months in (triangle(1, 2, 4, 0.5), triangle(7 / 30.4375, 14 / 30.4375, 1, 0.5),
                                               triangle(2, 3, 9, 0.5), triangle(14 / 30.4375, 1, 3, 0.5),
                                               triangle(14 / 30.4375, 1, 3, 0.5), triangle(14 / 30.4375, 1, 2, 0.5),
                                               triangle(7 / 30.4375, 1, 3, 0.5))))  # fmt: skip


def test_commitment_gaps_and_interruptions_delay_it():
    def live(commitment=None, **more):
        actors = {"actors": {"dprd": {"perda": commitment}}} if commitment else {}
        route = {**WRITTEN, "stages": {"perda": {"takes": "100 days"}}, **actors}
        return passage(Route.model_validate(route), LEDGER, **more).go_live

    committed = [live(f"{n} %") for n in (100, 60, 20)]
    assert all(one < other for one, other in pairwise(committed))
    assert committed[0] == live()
    assert live(sooner=0.15) == live() - timedelta(days=15)
    stop = TypeAdapter(list).validate_python([])
    assert live(halts=stop) == live()
    gaps = Route.model_validate({**WRITTEN, "actors": {"wali-kota": {"perwali": "40 %", "kajian": "90 %"}}}).gaps()
    assert ("perwali", "weak") in gaps
    assert ("perda", "nobody") in gaps
    assert "kajian" not in dict(gaps)


def test_a_route_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValidationError, match="before the route begins"):
        Route.model_validate({"starts": "2026-07-01", "go_live": "2026-01-05"})


BASE = {
    "title": "Contoh",
    "agency": AGENCY,
    "demand": {"kk": {"per_day": 12}, "akta-lahir": {"per_day": 6}},
    "run": {"from": "2026-01-05", "settle_before_change": "2 weeks", "observe": "3 weeks", "max_drain": "5 hari kerja"},
}


def test_a_plan_moves_with_its_route_and_shrinks_with_its_budget():
    plan = [{"on": "2026-01-19", "do": [train("arsiparis")]}, {"on": "2026-03-02", "do": [train("loket")]}]
    route = {"starts": "2026-01-05", "go_live": "2026-03-02", "stages": {"perwali": {"takes": "20 days"}}}
    scenario = Scenario.model_validate(
        {
            **BASE,
            "money": {"budget": {2026: "Rp 2 juta"}},
            "alternatives": {"a": {"title": "A", "plan": plan, "route": route}},
        }
    )
    found = settled(scenario).alternatives["a"].plan
    assert [(str(step.on), len(step.do)) for step in found] == [("2026-01-19", 1)]  # the other does not fit
    richer = scenario.model_copy(update={"money": None})
    assert [str(step.on) for step in settled(richer).alternatives["a"].plan] == ["2026-01-19", "2026-01-25"]
    assert settled(settled(richer)) == settled(richer)
    assert prepare(richer, "a").phases[-1].on == date(2026, 1, 25)


# ---------------------------------------------------------------- leavers and placement


def test_who_leaves_by_a_date_is_gone_from_then_on_in_every_structure():
    posts = {**AGENCY["positions"], "loket": {**AGENCY["positions"]["loket"], "leavers": ["2026-01-14"]}}
    scenario = Scenario.model_validate({**BASE, "agency": {**AGENCY, "positions": posts}})
    study = prepare(scenario)
    assert [len(phase.organisation.positions["loket"].people) for phase in study.phases] == [3, 2]
    assert not study.planned
    log = run(study, 0)
    code = study.network.names["staff"].index("loket/1")
    gone = (date(2026, 1, 14) - study.origin).days * 86_400
    mine = log.visits["staff"] == code
    assert mine.any()
    assert (log.visits["started"][mine] < gone).all()
    assert (log.visits["finished"][mine] != -1).all()
    plan = READ([{"on": "2026-01-19", "do": [{"operation": "rename_unit", "unit": "sekretariat", "title": "Umum"}]}])
    changed = prepare(scenario, "trial", plan=plan)
    assert [str(phase.on) for phase in changed.phases] == ["2026-01-05", "2026-01-14", "2026-01-19"]
    assert changed.date(changed.change) == date(2026, 1, 19)
    other = run(changed, 0)
    for column in ("arrived", "finished", "outcome"):
        assert log.cases[column].tolist() == other.cases[column].tolist()


def test_leavers_are_written_once():
    posts = {**AGENCY["positions"], "loket": {**AGENCY["positions"]["loket"], "leavers": ["2026-08-01", "2026-07-01"]}}
    office = sample(positions=posts)
    assert [str(m.leaves) for m in office.staff.values() if m.leaves] == ["2026-07-01", "2026-08-01"]
    again = resolve(type(office.agency).model_validate_json(office.to_agency().model_dump_json()))
    assert again.agency == office.agency
    assert len(office.without_leavers(ON).staff) == len(office.staff) - 1


def test_the_placement_table_has_posts_and_no_names():
    merged = after("merge_units", units=["pendaftaran", "pencatatan-sipil"], into="adminduk", head="kabid-pendaftaran")
    table = placements(sample(), merged)
    assert Placement("kabid-pencatatan", "kabid-pencatatan", 1, 1, leads_nothing=True) in table
    assert Placement("loket", "loket", 3, 3) in table
    moved = after("move_staff", from_position="loket", count=1, to_position="arsiparis")
    assert placements(sample(), moved) == (Placement("loket", "arsiparis", 1, 0),)
    fewer = after("change_posts", position="arsiparis", remove=1)
    assert placements(sample(), fewer) == (Placement("arsiparis", None, 1, 0),)
