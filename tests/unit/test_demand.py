"""What demand says about a day, and what it refuses."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from orgsim.errors import InputError
from orgsim.scenario.demand import Demand, Surge
from orgsim.scenario.profiles import parse_months
from orgsim.scenario.streams import backlog_faults
from orgsim.spec import documentation

MONDAY = dt.date(2026, 1, 5)
HOLIDAYS = {dt.date(2026, 1, 7)}


def open_day(day: dt.date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def always(day: dt.date) -> bool:
    return True


def week(**fields) -> list[float]:
    return Demand(**fields).expected(MONDAY, 7, open_day).tolist()


def refused(**fields) -> list[str]:
    """The faults, dotted path first."""
    with pytest.raises(ValidationError) as caught:
        Demand(**fields)
    found = []
    for error in caught.value.errors():
        place = ".".join(str(part) for part in error["loc"])
        for fault in error["ctx"]["faults"]:
            assert fault.remedy is not None or "overlap" in str(fault) or "before" in str(fault)
            dotted = ".".join(part for part in (place, fault.dotted_path()) if part)
            found.append(f"{dotted}: {fault.message}")
    return found


def test_an_ordinary_week_with_a_holiday():
    assert week(per_day=14) == [14, 14, 0, 14, 14, 0, 0]
    assert week(per_day=14, holidays=0.5) == [14, 14, 7, 14, 14, 7, 7]
    assert week(per_day=14, days="all") == [14] * 7
    assert week(per_day=14, days="all", holidays=0) == [14, 14, 0, 14, 14, 0, 0]


@pytest.mark.parametrize(
    "profile", [{"mon": 1.5, "fri": 0.5}, {"senin": 1.5, "Jumat": 0.5}, {"Sen": 1.5, "friday": 0.5}]
)
def test_weekdays_have_factors_in_both_languages(profile):
    assert week(per_day=10, profile=profile) == [15, 10, 0, 10, 5, 0, 0]


def test_weekdays_can_be_named_by_range():
    assert week(per_day=10, profile={"mon-thu": 2, "jum": 0}) == [20, 20, 0, 20, 0, 0, 0]


@pytest.mark.parametrize("months", [{"jan": 1.5, "aug": 2}, {"januari": 1.5, "Agustus": 2}])
def test_months_have_factors_in_both_languages(months):
    demand = Demand(per_day=10, months=months)
    means = demand.expected(dt.date(2026, 1, 1), 365, always)
    by_month = {
        n: means[[(dt.date(2026, 1, 1) + dt.timedelta(d)).month == n for d in range(365)]] for n in range(1, 13)
    }
    assert {n: set(values.tolist()) for n, values in by_month.items()} == {
        n: {15.0} if n == 1 else {20.0} if n == 8 else {10.0} for n in range(1, 13)
    }


def test_ranges_of_months_run_over_the_turn_of_the_year():
    assert parse_months("nov-feb") == (11, 12, 1, 2)
    assert parse_months("Juni – Juli") == (6, 7)
    with pytest.raises(InputError, match="not a month"):
        parse_months("januar")


@pytest.mark.parametrize(
    ("volume", "yearly"), [("9600 per year", 9600), ("800 per bulan", 9600), ("70 per week", 3652.5)]
)
def test_a_volume_is_spread_over_the_open_days_of_each_year(volume, yearly):
    demand = Demand(volume=volume, profile={"mon": 1.3}, months={"aug": 2}, holidays=0.1)
    for year in (2026, 2028):
        first = dt.date(year, 1, 1)
        means = demand.expected(first, 366 if year == 2028 else 365, open_day)
        assert means.sum() == pytest.approx(yearly)
    mean = demand.expected(MONDAY, 7, open_day)
    assert mean[0] == pytest.approx(1.3 * mean[1])
    assert mean[2] == pytest.approx(0.1 * mean[1])


def test_a_volume_needs_a_day_on_which_somebody_comes():
    with pytest.raises(InputError, match=r"volume: in 2026 there is no day"):
        Demand(volume="9600 per year").expected(MONDAY, 7, lambda day: False)


def test_growth_compounds_from_the_first_day():
    means = Demand(per_day=100, growth="10 %/year").expected(MONDAY, 1500, always)
    assert means[0] == 100
    assert means[1461] == pytest.approx(100 * 1.1**4)
    assert 100 * 1.1**1.5 <= means[548] <= 100 * 1.1**1.5 * 1.005
    assert (np.diff(means) > 0).all()
    shrinking = Demand(per_day=100, growth="-10 %/year").expected(MONDAY, 1500, always)
    assert shrinking[1461] == pytest.approx(100 * 0.9**4)


def test_surges_multiply_on_their_days_and_on_each_other():
    surges = [
        {"from": "2026-01-06", "to": "2026-01-08", "factor": 1.5, "title": "Lebaran"},
        {"from": dt.date(2026, 1, 8), "to": dt.date(2026, 1, 8), "factor": 2},
    ]
    assert week(per_day=10, surges=surges) == [10, 15, 0, 30, 10, 0, 0]


@given(st.integers(0, 900), st.integers(1, 900))
def test_no_horizon_changes_a_day(shorter, more):
    demand = Demand(volume="9600 per year", growth="4 %/year", months={"feb": 0.5})
    long = demand.expected(MONDAY, shorter + more, open_day)
    assert demand.expected(MONDAY, shorter, open_day).tolist() == long[:shorter].tolist()


def test_arrivals_one_after_the_other_have_a_mean_too():
    assert week(every="10 min") == [144, 144, 0, 144, 144, 0, 0]
    assert week(every={"mean": "10 min", "scv": 0.5}, hours="08:00-12:00, 13:00-15:00", days="all") == [36] * 7


@pytest.mark.parametrize(
    ("every", "family", "scv"),
    [
        ("10 min", "exponential", 1),
        ({"mean": "10 min", "scv": 0}, "deterministic", 0),
        ({"mean": "10 min", "scv": 0.3}, "gamma", 0.3),
        ({"mean": "10 min", "family": "lognormal"}, "lognormal", 1),
        ({"mean": "10 min", "family": "deterministic"}, "deterministic", 0),
        ({"family": "triangular", "low": "5 min", "mode": "10 min", "high": "15 min"}, "triangular", 1 / 24),
    ],
)
def test_gaps_are_of_any_family_and_exponential_unless_said(every, family, scv):
    gaps = Demand(every=every).gaps()
    assert (gaps.family, gaps.mean) == (family, pytest.approx(600))
    assert gaps.scv == pytest.approx(scv)
    assert Demand(per_day=5).gaps() is None


def test_hours_and_parts_of_the_day():
    assert Demand(per_day=1).spans() == ((8 * 3600, 15 * 3600, 7 * 3600),)
    assert Demand(every="10 min").spans() == ((0, 86400, 86400),)
    assert Demand(per_day=1, hours="07.30–12.00, 13:00-16:00").spans() == (
        (27000, 43200, 16200),
        (46800, 57600, 10800),
    )
    intraday = {"10:00-12:00": 1.5, "08:00-10:00": 2}
    assert Demand(per_day=1, intraday=intraday).spans() == ((28800, 36000, 2), (36000, 43200, 1.5))


def test_what_is_written_is_what_is_read():
    demand = Demand(
        service="kk", per_day=14, profile={"senin": 1.3}, intraday={"08:00-10:00": 2, "10:00-12:00": 1},
        growth="4 %/year", overdispersion=1.4, backlog=9, backlog_age="5 hari",
        surges=[{"from": "2026-03-25", "to": "2026-04-03", "factor": 1.67}],
    )  # fmt: skip
    written = demand.model_dump(mode="json", exclude_unset=True, by_alias=True)
    assert written["surges"] == [{"from": "2026-03-25", "to": "2026-04-03", "factor": 1.67}]
    assert written["backlog_age"] == "5 days"
    assert Demand.model_validate(written) == demand
    assert demand.changed(per_day=15).per_day == 15
    assert demand.changed(per_day=15).surges == demand.surges


@pytest.mark.parametrize("spec", [Demand, Surge])
def test_every_field_is_described(spec):
    assert all(documentation(spec).get(name) for name in spec.model_fields)


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({}, [": how many come is not said"]),
        ({"per_day": 5, "volume": "5 per year"}, ["volume: how many come is said in several ways"]),
        ({"volume": "5 per day"}, ["volume: a volume is a number a week, a month or a year"]),
        ({"per_day": 5, "hours": "tutup"}, ["hours: citizens never come"]),
        (
            {"per_day": 5, "hours": "08:00-15:00", "intraday": {"08:00-15:00": 1}},
            ["intraday: hours and intraday both say when citizens come"],
        ),
        (
            {"per_day": 5, "surges": [{"from": "2026-02-01", "to": "2026-01-01", "factor": 2}]},
            ["surges.0.to: the last day, 2026-01-01, comes before the first, 2026-02-01"],
        ),
        (
            {"every": "10 min", "profile": {"mon": 2}, "growth": "4 %/year"},
            [
                "profile: profile belongs to daily counts, not to arrivals one after the other",
                "growth: growth belongs to daily counts, not to arrivals one after the other",
            ],
        ),
        (
            {"every": {"mean": "10 min", "basis": "observed"}},
            ["every.basis: a basis belongs to work, not to arrivals"],
        ),
        ({"every": "5 s"}, ["every: less than 10 seconds between arrivals is too short for a clock of whole seconds"]),
        ({"per_day": 5, "backlog": 9}, ["backlog: how old the oldest waiting case is, is not said"]),
        ({"per_day": 5, "backlog_age": "5 days"}, ["backlog_age: there is no backlog to have an age"]),
        ({"per_day": 5, "backlog": 9, "backlog_age": "0 days"}, ["backlog_age: the oldest case has no age"]),
        (
            {"per_day": 5, "profile": dict.fromkeys(("mon-fri", "sat", "sun"), 0)},
            ["profile: no weekday has any arrivals"],
        ),
        ({"per_day": 5, "months": {"jan-dec": 0}}, ["months: no month has any arrivals"]),
        ({"per_day": 5, "profile": {"mon-wed": 1, "rabu": 2}}, ["profile.rabu: “mon-wed” and “rabu” overlap"]),
        ({"per_day": 5, "months": {"jun-aug": 1, "juli": 2}}, ["months.juli: “jun-aug” and “juli” overlap"]),
        ({"per_day": 5, "intraday": {"08:00-10:00": 0}}, ["intraday: no part of the day has any arrivals"]),
        (
            {"per_day": 5, "intraday": {"08:00-10:00": 1, "09:00-11:00": 1}},
            ["intraday.09:00-11:00: “08:00-10:00” and “09:00-11:00” overlap"],
        ),
        (
            {"per_day": 5, "intraday": {"08:00-09:00, 10:00-11:00": 1}},
            ["intraday.08:00-09:00, 10:00-11:00: “08:00-09:00, 10:00-11:00” is not one part of the day"],
        ),
    ],
)
def test_what_does_not_fit_together_is_refused_with_a_remedy(fields, faults):
    assert refused(**fields) == faults


@pytest.mark.parametrize(
    "fields",
    [
        {"per_day": -1},
        {"per_day": "many"},
        {"per_day": 1e9},
        {"per_day": 5, "overdispersion": 0.5},
        {"per_day": 5, "overdispersion": 101},
        {"per_day": 5, "profile": {"lundi": 1}},
        {"per_day": 5, "profile": {"mon": -1}},
        {"per_day": 5, "months": {"brumaire": 1}},
        {"per_day": 5, "intraday": {"10:00-08:00": 1}},
        {"per_day": 5, "growth": "4 %"},
        {"per_day": 5, "backlog": -1, "backlog_age": "5 days"},
        {"per_day": 5, "backlog": 5, "backlog_age": "5 hari kerja"},
        {"per_day": 5, "weekdays": {}},
        {"volume": 9600},
        {"every": 600},
    ],
)
def test_nonsense_is_refused(fields):
    with pytest.raises(ValidationError):
        Demand(**fields)


def test_several_faults_are_told_at_once():
    faults = refused(volume="5 per day", per_day=3, backlog=3)
    assert [fault.partition(":")[0] for fault in faults] == ["volume", "volume", "backlog"]


def test_one_backlog_a_service():
    waiting = {"per_day": 1, "backlog": 5, "backlog_age": "2 days"}
    assert backlog_faults({"kk": Demand(**waiting), "ktp": Demand(**waiting), "kia": Demand(per_day=1)}) == ()
    (fault,) = backlog_faults({"online": Demand(service="kk", **waiting), "kk": Demand(**waiting)})
    assert fault.path == ("online", "backlog")
