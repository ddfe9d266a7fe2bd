"""How people answer a change: the check values of the equations, what a change does to people, and no effect at all."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from itertools import pairwise
from math import exp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from orgsim.assumptions import Assumptions
from orgsim.errors import InputError
from orgsim.organisation.agency import Agency
from orgsim.organisation.change_work import ChangeWork, Gain, Leadership, Talk
from orgsim.organisation.organisation import resolve
from orgsim.restructuring.equations import Coefficients, dose, new_task, next_opinion, remembered, speed
from orgsim.restructuring.exposure import Exposure, exposures
from orgsim.restructuring.influence import Influence, influence_of
from orgsim.restructuring.people import People
from orgsim.restructuring.plan import PlanStep
from orgsim.restructuring.response import respond
from orgsim.restructuring.transition import transition_of
from orgsim.scenario.scenario import Scenario
from orgsim.simulation.simulate import prepare, run
from tests.operating import after
from tests.samples import AGENCY, ON, sample

READ = TypeAdapter(tuple[PlanStep, ...]).validate_python
YEARS = ON + timedelta(weeks=160)

ONE = {
    "title": "Dinas",
    "units": {"dinas": {"title": "Dinas"}, "lama": {"title": "Lama", "reports_to": "dinas"},
              "baru": {"title": "Baru", "reports_to": "dinas"}},
    "positions": {"petugas": {"title": "Petugas", "unit": "lama"}},
}  # fmt: skip


def alone(participation=0.0, communication=0.0, support=0.0, trained=0.0, gain=0.15, **overrides):
    """One employee who is moved to another unit: L = .3, z = 1; a leader who is seen, for the change or not."""
    before = resolve(Agency.model_validate(ONE))
    won = Gain.from_memory(name="g", staff=("petugas/1",), start=ON, size=gain, trained=trained)
    post = before.positions["petugas"].model_copy(update={"unit": "baru"})
    moved = before.changed(positions={"petugas": post}, change=ChangeWork(gains=(won,)))
    openness = 0.5 + 0.15 * participation + 0.10 * communication  # constant doses, as the check values have them
    assumptions = Assumptions.model_validate({"response.openness": f"{openness * 100} %", **overrides})
    people = People(leader_seen="100 %", leader_support=f"{support * 100} %")
    return respond([(ON, before), (ON, moved)], YEARS, assumptions, people)


CASES = {
    "supported": (dict(participation=0.5, communication=0.5, support=1), [
        (0, 0.5350, 0.0, 0.8151), (4, 0.6146, 0.0290, 0.8723), (13, 0.6204, 0.1246, 0.9518),
        (26, 0.6204, 0.3108, 1.0213), (52, 0.6204, 0.5656, 1.0813)], 0.383, 22, 53),
    "imposed": ({}, [(0, None, 0.0, 0.8057), (26, None, None, 0.9918), (52, 0.3347, 0.2505, 1.0338)], 0.490, 30, 91),
    "full": (dict(participation=1, communication=1, support=1, trained=1), [
        (0, None, 0.0, 0.8771), (52, None, 0.6827, 1.1000)], 0.223, 17, 38),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_check_values_match_to_the_printed_digit(name):
    doses, rows, lost, recovered, paid_back = CASES[name]
    found = alone(**doses)
    for week, opinion, adoption, pace in rows:
        for what, value in (("opinion", opinion), ("adoption", adoption), ("speed", pace)):
            if value is not None:
                assert round(found.mean(what)[week], 4) == value, (week, what)
    transition = transition_of(found)
    assert round(transition.lost, 3) == lost
    assert (transition.recovered_week, transition.paid_back_week) == (recovered, paid_back)


def test_payback_hangs_on_the_gain():
    doses = dict(participation=0.5, communication=0.5, support=1)
    assert transition_of(alone(**doses, gain=0.06)).paid_back_week == 94
    assert transition_of(alone(**doses, gain=0.0)).paid_back_week is None


def test_the_area_of_a_dip_with_a_fixed_opinion():
    c, x = Coefficients(), 0.6
    area = sum(c.depth * (1 + c.resistance * (1 - x)) * exp(-n / 1000 / c.time) / 1000 for n in range(60_000))
    assert area == pytest.approx(c.depth * c.time * (1 + c.resistance * (1 - x)), rel=1e-3)


def test_influence_settles_at_its_fixed_point():
    c = Coefficients(leader=0.2)

    def settled(influence, first):
        opinions = list(first)
        for _ in range(200):
            heard = influence.heard(opinions)
            opinions = [next_opinion(c, o, f, 1.0, 1.0) for o, f in zip(heard, first, strict=True)]
        return [round(x, 6) for x in opinions]

    assert settled(Influence(((0,),), (((1.0, 0),),)), [0.4]) == [0.538462]
    three = Influence(((0,), (1,), (2,)), (((0.5, 1), (0.5, 2)), ((1.0, 0),), ((0.5, 0), (0.5, 1))))
    assert settled(three, [0.2, 0.6, 0.8]) == [0.516209, 0.607780, 0.709757]


def test_an_absent_leader_is_no_opponent():
    c = Coefficients()
    assert next_opinion(c, 0.5, 0.5, 0.0, 0.0) == 0.5
    assert next_opinion(c, 0.5, 0.5, 0.0, 1.0) < 0.5


def test_new_work_and_forgetting():
    assert new_task(0.5, 60, 0) == 1.5
    assert new_task(0.5, 60, 60) == pytest.approx(1 + 0.5 / exp(1))
    assert remembered(80, 6, 12) == 20
    assert dose(0, 8) == 0
    with pytest.raises(InputError):
        speed(0.99, 0.0)


# ---------------------------------------------------------------- what a change does to people


def merged(**more):
    fields = {"units": ["pendaftaran", "pencatatan-sipil"], "into": "adminduk", "pool": "none", **more}
    return after("merge_units", **fields)


def test_a_merger_moves_people_and_takes_one_post():
    found = exposures(sample(), merged())
    assert found["kabid-pencatatan/1"].loss == "post lost"
    assert found["kabid-pendaftaran/1"].loss == "moved"
    assert found["loket-akta/1"] == Exposure("moved", 1.0)
    assert found["arsiparis/1"] == Exposure("none", 0.0)


def test_renaming_and_hiring_do_nothing_to_people():
    before = sample()
    for changed in (after("rename_unit", unit="sekretariat", title="Bagian Umum"),
                    after("change_posts", position="loket", add=1)):  # fmt: skip
        found = exposures(before, changed)
        assert {(e.loss, e.share) for e in found.values()} == {("none", 0.0)}
        assert found.keys() == before.staff.keys()


def test_a_new_job_is_told_and_new_work_is_left_to_learning_by_doing():
    found = exposures(sample(), after("move_staff", from_position="loket", count=1, to_position="arsiparis"))
    assert found["loket/3"].loss == "new job"
    assert found["loket/3"].share == 0.0  # all its work is new to it: H5 prices that
    assert found["loket/1"] == Exposure("none", 0.0)


def test_changed_steps_count_by_their_hours():
    changed = after("change_procedure", service="akta-lahir", work={"daftar": "8 min"})
    share = exposures(sample(), changed, {"kk": 1, "akta-lahir": 1})["loket-akta/1"].share
    assert share == pytest.approx(8 / (9 + 8 + 5))
    assert exposures(sample(), changed, {"kk": 1, "akta-lahir": 0})["loket-akta/1"].share == 0.0


def test_influence_adds_up_and_hears_the_superior():
    office = sample()
    staff = tuple(sorted(office.staff))
    found = influence_of(office, staff)
    assert all(sum(weight for weight, _ in row) == pytest.approx(1) for row in found.weights)
    only_head = [1.0 if id == "kabid-pencatatan/1" else 0.0 for id in staff]
    heard = dict(zip(staff, found.heard(only_head), strict=True))
    assert heard["loket-akta/1"] > heard["loket/1"] == 0.0


# ---------------------------------------------------------------- several dates, and doses


def carried(hours=0.0, what="communication", level=0.0, dates=(ON,), gain=0.1):
    """The sample office merged, with talks, a leader and something won."""
    before = sample()
    staff = tuple(before.staff)
    work = ChangeWork(
        talks=(Talk.from_memory(what=what, staff=staff, start=ON, end=ON + timedelta(days=27), hours=hours * 3600.0),),
        leadership=(Leadership(start=ON, level=f"{level * 100} %"),),
        gains=(Gain(name="g", staff=staff, start=ON, size=gain),),
    )
    phases = [(ON, before)]
    if len(dates) > 1:
        phases.append((dates[1], before.changed(units=before.units)))
    phases.append((dates[0], merged().changed(change=work)))
    return respond(phases, ON + timedelta(weeks=130), Assumptions(), People())


def payback(found):
    week = transition_of(found).paid_back_week
    return 10_000 if week is None else week


@settings(max_examples=6, deadline=None)
@given(
    st.sampled_from(("communication", "participation")),
    st.floats(0, 40), st.floats(0, 40), st.floats(0, 1), st.floats(0, 1),
)  # fmt: skip
def test_more_communication_participation_or_support_never_delays_payback(what, less, more, low, high):
    less, more, low, high = min(less, more), max(less, more), min(low, high), max(low, high)
    small = carried(less, what, low)
    for large in (carried(more, what, low), carried(less, what, high)):
        assert payback(large) <= payback(small)
        assert all(b >= a - 1e-12 for a, b in zip(small.mean("opinion"), large.mean("opinion"), strict=True))


def test_a_dose_of_nothing_is_no_operation_at_all():
    nothing, none = carried(), carried()
    assert nothing.speed == none.speed
    assert carried(0.0, "participation").speed == nothing.speed


def test_several_dates_restart_the_clock_and_the_deepest_dip_counts():
    before = sample()
    first = merged()
    second = after("move_unit", first, unit="tim-identitas", reports_to="dinas")
    later = ON + timedelta(days=94)  # no whole week after the first
    found = respond([(ON, before), (ON, first), (later, second)], YEARS, Assumptions(), People())
    once = respond([(ON, before), (ON, first)], YEARS, Assumptions(), People())
    assert later in found.dates
    column = found.staff.index("ketua-tim/1")
    at = found.dates.index(later)
    assert found.speed[at][column] < found.speed[at - 1][column]
    untouched = found.staff.index("loket/1")
    for date_, row in zip(once.dates, once.speed, strict=True):
        assert found.speed[found.dates.index(date_)][untouched] == pytest.approx(row[untouched], abs=0.02)


# ---------------------------------------------------------------- in the run

WRITTEN = {
    "title": "Contoh",
    "agency": AGENCY,
    "demand": {"kk": {"per_day": 12}, "akta-lahir": {"per_day": 6}},
    "run": {"from": "2026-01-05", "settle_before_change": "2 weeks", "observe": "4 weeks", "max_drain": "5 hari kerja"},
}
MERGE = {"operation": "merge_units", "units": ["pendaftaran", "pencatatan-sipil"], "into": "adminduk"}
NO_EFFECT = {"dip.depth": {"value": "0 %"}, "attrition": "0 %"}


@cache
def played(people, no_effect=False, plan=True):
    written = {**WRITTEN, **({"people": {}} if people else {}), **({"assumptions": NO_EFFECT} if no_effect else {})}
    steps = READ([{"on": "2026-01-19", "do": [MERGE]}] if plan else [])
    study = prepare(Scenario.model_validate(written), "trial", plan=steps)
    return study, run(study, 0)


def test_with_every_assumption_at_no_effect_the_log_is_the_plain_one_bit_for_bit():
    (study, log), (_, plain) = played(True, no_effect=True), played(False)
    assert study.network.pace == ()
    assert log.equals(plain)
    assert not played(True)[1].equals(plain)


def test_nothing_before_the_change_and_nothing_without_one_is_touched():
    (study, log), (_, plain) = played(True), played(False)
    assert all(tick >= study.change for steps in study.network.pace for tick, _ in steps)
    columns = ("case", "step", "started", "finished", "staff")
    past = [
        sorted(
            row
            for row in zip(*(one.visits[name].tolist() for name in columns), strict=True)
            if -1 < row[3] < study.change
        )
        for one in (log, plain)
    ]
    assert len(past[0]) > 300
    assert past[0] == past[1]
    assert played(True, plan=False)[1].equals(played(False, plan=False)[1])


def test_paces_are_whole_millionths_by_employee_and_week():
    study, _ = played(True)
    pace = dict(zip(study.network.names["staff"], study.network.pace, strict=True))
    assert pace["arsiparis/1"] == ()
    assert pace["loket-akta/1"][0][0] == study.change
    assert 1_150_000 < pace["loket-akta/1"][0][1] < 1_300_000
    assert {b - a for (a, _), (b, _) in pairwise(pace["loket/1"][:60])} == {7 * 86_400}


def test_more_files_come_back_in_the_dip_and_the_last_phase_is_the_structure_itself():
    study, _ = played(True)
    step = study.phases[0].organisation.services["kk"].steps["periksa"]
    shares = [phase.organisation.services["kk"].steps["periksa"].returns.share for phase in study.phases]
    doers = study.phases[1].organisation.positions[step.by].people
    weeks = [n for n, day in enumerate(study.response.dates) if 0 <= (day - study.phases[1].on).days < 28]
    columns = [study.response.staff.index(id) for id in doers]
    dip = sum(study.response.dips[week][column] for week in weeks for column in columns) / len(weeks) / len(columns)
    assert shares[0] == shares[-1] == step.returns.share
    assert shares[1] == pytest.approx(shares[0] * (1 + dip))
    assert all(one > other for one, other in pairwise(shares[1:]))
    assert {phase.structure for phase in study.phases} == {0, 1}
    assert len(played(True, no_effect=True)[0].phases) == len(played(False)[0].phases) == 2


def test_readiness_outside_a_share_is_refused():
    for wrong in ("140 %", "-5 %"):
        with pytest.raises(ValueError, match="between 0"):
            Scenario.model_validate({**WRITTEN, "people": {"readiness": wrong}})


def test_attrition_is_an_expected_share_and_none_by_default():
    assert {x for row in alone().present for x in row} == {1.0}
    left = alone(attrition="0.3 %").mean("present")
    assert left[0] == 1.0
    assert 0.9 < left[26] < left[4] < 1.0
    assert left[60] == left[28]  # half a year later nobody leaves any more because of it
    untouched = respond(
        [(ON, sample()), (ON, sample())], YEARS, Assumptions.model_validate({"attrition": "0.3 %"}), People()
    )
    assert untouched.pace == {}


def test_it_does_not_hang_on_the_order_of_a_file():
    backwards = {**AGENCY, "units": dict(reversed(AGENCY["units"].items())),
                 "positions": dict(reversed(AGENCY["positions"].items()))}  # fmt: skip
    one = respond([(ON, sample()), (ON, merged())], YEARS, Assumptions(), People())
    turned = resolve(Agency.model_validate(backwards))
    other = respond([(ON, turned), (ON, after("merge_units", turned, units=["pendaftaran", "pencatatan-sipil"],
                                             into="adminduk"))], YEARS, Assumptions(), People())  # fmt: skip
    assert one.pace == other.pace


def test_an_earlier_date_without_effect_is_worth_nothing():
    """Otherwise a supported change would be better than an imposed one for beginning earlier."""
    before = resolve(Agency.model_validate(ONE))
    post = before.positions["petugas"].model_copy(update={"unit": "baru"})
    moved, later = before.changed(positions={"petugas": post}), ON + timedelta(weeks=6)
    people = People(leader_seen="0 %")
    at_once = respond([(ON, before), (later, moved)], YEARS, Assumptions(), people)
    prepared = respond([(ON, before), (ON, before), (later, moved)], YEARS, Assumptions(), people)
    assert at_once.mean("opinion")[0] < 0.5
    found = dict(zip(prepared.dates, prepared.mean("opinion"), strict=True))
    assert [found[date] for date in at_once.dates[:40]] == pytest.approx(at_once.mean("opinion")[:40], abs=1e-12)
