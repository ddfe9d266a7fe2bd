"""Rushes, new habits, mixes of services and people to be reached: what they do to the citizens, and to nobody else."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from pydantic import ValidationError

from orgsim.scenario.demand import Demand
from orgsim.scenario.streams import streams
from orgsim.simulation.arrivals import Arrivals, draw_arrivals
from orgsim.simulation.habits import habitual
from orgsim.simulation.sources import sources_of

MONDAY = dt.date(2026, 1, 5)


def open_day(day: dt.date) -> bool:
    return day.weekday() < 5


def draw(demands: dict[str, Demand], days: int = 60, **more) -> Arrivals:
    return draw_arrivals(sources_of(demands, first=MONDAY, days=days, open_day=open_day, **more), seed=7, replication=0)


def citizens(arrivals: Arrivals) -> dict[int, tuple[int, int]]:
    """When each citizen comes, and what decides on the place of service."""
    return dict(
        zip(arrivals.key.tolist(), zip(arrivals.time.tolist(), arrivals.site_word.tolist(), strict=True), strict=True)
    )


def rush(**fields) -> dict:
    return {"from": "2026-01-12", "to": "2026-01-21", **fields}


@pytest.mark.parametrize(
    ("shape", "means"),
    [
        ("flat", [200] * 8),
        ("rising", [105, 115, 125, 135, 145, 175, 185, 195]),
        ("fading", [195, 185, 175, 165, 155, 125, 115, 105]),
        ("peak", [110, 130, 150, 170, 190, 150, 130, 110]),
    ],
)
def test_a_rush_has_a_shape(shape, means):
    demand = Demand(per_day=100, surges=[rush(factor=2, shape=shape)])
    found = demand.expected(dt.date(2026, 1, 12), 10, open_day)
    assert found[found > 0] == pytest.approx(means)


def test_an_outbreak_is_at_its_height_after_a_third_and_has_a_long_tail():
    wave = {"from": "2026-01-01", "to": "2026-03-31", "more": 60, "shape": "wave"}
    found = Demand(per_day=0, days="all", surges=[wave]).expected(dt.date(2026, 1, 1), 90, open_day)
    assert found.argmax() in (29, 30)
    assert found.max() == pytest.approx(60, rel=0.001)
    assert found[:30].sum() < found[30:].sum()
    assert found[-1] < 0.1


def test_cases_on_top_follow_the_weekdays_and_nothing_else():
    demand = Demand(per_day=10, profile={"mon": 2}, growth="10 %/year", surges=[rush(more=30)])
    usual = demand.changed(surges=()).expected(MONDAY, 14, open_day)
    assert (demand.expected(MONDAY, 14, open_day) - usual)[7:12] == pytest.approx([60, 30, 30, 30, 30])
    assert (demand.expected(MONDAY, 14, open_day) - usual)[:7] == pytest.approx(np.zeros(7))


@pytest.mark.parametrize("size", [{"factor": 1.67}, {"more": 40, "shape": "peak"}, {"factor": 3, "shape": "wave"}])
def test_a_rush_adds_citizens_and_shifts_nobodys_luck(size):
    usual = citizens(draw({"kk": Demand(per_day=60), "ktp": Demand(per_day=30)}))
    with_rush = citizens(draw({"kk": Demand(per_day=60, surges=[rush(**size)]), "ktp": Demand(per_day=30)}))
    assert usual.items() < with_rush.items()
    added = {with_rush[key][0] // 86_400 for key in with_rush.keys() - usual.keys()}
    assert added <= set(range(7, 17))


def test_a_mix_is_taken_apart_by_service():
    mixed = Demand(per_day=200, mix={"ktp": "60 %", "kk": "40 %"}, growth="10 %/year")
    apart = streams({"kantor": mixed})
    days = [s.expected(MONDAY, 30, open_day) for s in apart.values()]
    assert list(apart) == ["kantor.kk", "kantor.ktp"]
    assert [s.service for s in apart.values()] == ["kk", "ktp"]
    assert sum(days) == pytest.approx(mixed.expected(MONDAY, 30, open_day))
    assert days[0] == pytest.approx(days[1] / 1.5)


def test_a_mix_may_change_and_nobody_else_is_touched():
    change = {"from": "2026-02-02", "mix": {"ktp": "30 %", "kk": "40 %", "kia": "30 %"}}
    before = draw({"kantor": Demand(per_day=100, mix={"ktp": "60 %", "kk": "40 %"})})
    after = draw({"kantor": Demand(per_day=100, mix={"ktp": "60 %", "kk": "40 %"}, mix_changes=[change])})

    def of(arrivals: Arrivals, service: str) -> dict[int, int]:
        chosen = arrivals.service == arrivals.services.index(service)
        return dict(zip(arrivals.key[chosen].tolist(), arrivals.time[chosen].tolist(), strict=True))

    assert of(before, "kk") == of(after, "kk")
    assert of(after, "ktp").items() < of(before, "ktp").items()
    ended = 28 * 86_400
    assert {k: t for k, t in of(before, "ktp").items() if t < ended}.items() <= of(after, "ktp").items()
    assert min(of(after, "kia").values()) >= ended
    assert len(of(after, "kia")) == pytest.approx(0.3 * 100 * 24, rel=0.15)


def test_a_new_habit_grows_and_is_taken_from_nobody():
    shift = {"attribute": "online", "from": "2026-02-02", "share": "50 %", "within": "20 days"}
    demands = {"kk": Demand(per_day=300, shifts=[shift])}
    arrivals = draw(demands, attributes=["online"])
    has = habitual(arrivals)["online"]
    day = arrivals.time // 86_400
    assert not has[day < 28].any()
    later = has[day >= 48].mean()
    assert later == pytest.approx(0.5, abs=0.05)
    assert 0 < has[(day >= 28) & (day < 40)].mean() < later
    more = {"kk": demands["kk"].changed(shifts=[{**shift, "share": "70 %"}])}
    assert not (has & ~habitual(draw(more, attributes=["online"]))["online"]).any()


def test_people_to_be_reached_fall_due_over_the_open_days():
    demand = Demand(reach={"people": "2610 per year", "within": "120 days"})
    assert demand.expected(dt.date(2026, 1, 1), 365, open_day).sum() == pytest.approx(2610)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"per_day": 5, "surges": [rush()]}, "how large the rush is, is not said"),
        ({"per_day": 5, "surges": [rush(factor=2, more=3)]}, "how large the rush is, is said twice"),
        ({"per_day": 5, "mix": {"kk": "60 %", "ktp": "30 %"}}, "the shares of the services add up to 90 %"),
        ({"per_day": 5, "service": "kk", "mix": {"kk": "100 %"}}, "service and mix both say"),
        ({"per_day": 5, "mix_changes": [{"from": "2026-01-01", "mix": {"kk": "100 %"}}]}, "there is no mix"),
        ({"per_day": 5, "mix": {"kk": "100 %"}, "backlog": 3, "backlog_age": "2 days"}, "a backlog belongs to one"),
        ({"per_day": 5, "reach": {"people": "9 per year", "within": "1 month"}}, "said in several ways"),
        ({"reach": {"people": "9 per day", "within": "1 month"}}, "those who fall due are a number a week"),
        (
            {
                "every": "10 min",
                "population": 3,
                "shifts": [{"attribute": "online", "from": "2026-01-01", "share": "50 %"}],
            },
            "nobody knows beforehand when the members",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(fields, fault):
    with pytest.raises(ValidationError) as caught:
        Demand(**fields)
    faults = [fault for error in caught.value.errors() for fault in error["ctx"]["faults"]]
    assert any(fault in str(found.message) for found in faults), faults
    assert all(found.remedy for found in faults)


@pytest.mark.parametrize(
    "fields",
    [
        {"per_day": 20, "surges": [rush(more=30)]},
        {"volume": "9600 per year"},
        {"reach": {"people": "2610 per year", "within": "120 days"}},
        {"every": "10 min"},
    ],
)
def test_a_source_can_be_scaled_however_its_size_is_given(fields):
    usual, half = (d.expected(MONDAY, 30, open_day) for d in (Demand(**fields), Demand(**fields).scaled(0.5)))
    assert half == pytest.approx(usual / 2)
