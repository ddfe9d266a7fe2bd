"""Every family of durations: its quantiles have its moments; its moments give it back; it goes through a file."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from orgsim.distributions import DISTRIBUTIONS
from orgsim.distributions.work import DelayWork, Work
from orgsim.errors import InputError
from orgsim.simulation.tables import QuantileTable
from orgsim.spec import Spec, documentation, faults_of

FAMILIES = sorted(DISTRIBUTIONS)
GRID = (0.0, 0.01, 0.1, 1 / 6, 0.25, 1 / 3, 0.5, 1.0, 1.5, 4.0, 20.0)
LAST = 1 - 2.0**-25


def can(family, scv):
    try:
        return DISTRIBUTIONS[family].from_moments(900.0, scv)
    except InputError:
        return None


MEMBERS = [
    pytest.param(member, id=f"{family}-{scv:.3g}")
    for family in FAMILIES
    for scv in GRID
    if (member := can(family, scv)) is not None
] + [pytest.param(DISTRIBUTIONS[f].model_validate(DISTRIBUTIONS[f].example), id=f"{f}-own") for f in FAMILIES]


def moments_of_quantiles(law):
    """Mean and squared coefficient of variation by Gauss-Legendre, in panels that get narrower to both ends."""
    nodes, weights = np.polynomial.legendre.leggauss(32)
    edges = np.concatenate([[0.0], 2.0 ** -np.arange(60, 0, -1), 1 - 2.0 ** -np.arange(2, 51)])
    if law.family == "empirical":  # steps: panels end at the steps
        sums = np.cumsum(law.weights or np.ones(len(law.values)))
        edges = np.concatenate([[0.0], sums / sums[-1]])
    low, high = edges[:-1, None], edges[1:, None]
    p = (low + high) / 2 + (high - low) / 2 * nodes
    x = law.quantile(p)
    w = (high - low) / 2 * weights
    mean = (w * x).sum()
    return mean, (w * x**2).sum() / mean**2 - 1


@pytest.mark.parametrize("law", MEMBERS)
def test_the_quantiles_have_the_moments(law):
    mean, scv = moments_of_quantiles(law)
    assert mean == pytest.approx(law.mean, rel=1e-7)
    assert scv == pytest.approx(law.scv, rel=2e-5, abs=1e-9)


@pytest.mark.parametrize("law", MEMBERS)
def test_the_quantiles_rise_and_are_finite(law):
    p = np.concatenate([[0.0], 2.0 ** -np.arange(40, 1, -1), np.linspace(0.26, 0.74, 97), 1 - 2.0 ** -np.arange(2, 26)])
    x = law.quantile(p)
    assert x.shape == p.shape
    assert (np.diff(x) >= 0).all()
    assert x[0] >= 0
    assert np.isfinite(x).all()
    assert law.quantile(np.array(LAST)).shape == ()
    assert (law.quantile(p.reshape(-1, 1))[:, 0] == x).all()


@pytest.mark.parametrize("law", MEMBERS)
def test_the_moments_give_it_back(law):
    cls = type(law)
    if cls.family == "empirical":
        with pytest.raises(InputError, match="measured values"):
            cls.from_moments(law.mean, law.scv)
        return
    again = cls.from_moments(law.mean, law.scv)
    assert again.mean == pytest.approx(law.mean, rel=1e-12)
    assert again.scv == pytest.approx(law.scv, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("law", MEMBERS)
def test_it_goes_through_a_file_and_becomes_a_table(law):
    assert type(law).model_validate_json(law.model_dump_json()) == law
    table = QuantileTable.from_distribution(law)
    assert abs(table.mean_ticks - law.mean) <= 0.5


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_is_documented(family):
    cls = DISTRIBUTIONS[family]
    assert cls.family == family
    assert cls.__doc__
    assert documentation(cls).keys() == cls.model_fields.keys()
    assert set(cls.example) <= set(cls.model_fields)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("scv", [0.0, 0.3, 0.6, 1.0, 2.0, 1000.0])
def test_what_a_family_cannot_carry_is_refused_with_a_remedy(family, scv):
    cls = DISTRIBUTIONS[family]
    try:
        law = cls.from_moments(900.0, scv)
    except InputError as error:
        (fault,) = error.faults
        assert fault.path == ("scv",)
        assert fault.remedy is not None
    else:
        assert law.scv == pytest.approx(scv, abs=1e-12)


@pytest.mark.parametrize("family", sorted(set(FAMILIES) - {"empirical"}))
@pytest.mark.parametrize("mean", [0.0, -1.0])
def test_a_mean_is_above_nothing(family, mean):
    cls = DISTRIBUTIONS[family]
    with pytest.raises(InputError, match="above 0"):
        cls.from_moments(mean, cls.fixed_scv if cls.fixed_scv is not None else max(cls.lowest_scv, 0.25))


def test_quantiles_against_closed_forms():
    p = np.array([2.0**-30, 1e-6, 1 / 4096, 0.1, 0.5, 0.9, 1 - 2.0**-12, LAST])
    exponential = DISTRIBUTIONS["exponential"].from_moments(600, 1).quantile(p)
    for twin in ("gamma", "erlang", "hyperexponential"):
        assert DISTRIBUTIONS[twin].from_moments(600, 1).quantile(p) == pytest.approx(exponential, rel=1e-11)
    erlang = DISTRIBUTIONS["erlang"].from_moments(600, 0.5)
    x = erlang.quantile(p) / 300
    assert -np.expm1(-x) - x * np.exp(-x) == pytest.approx(p, rel=1e-9)
    for scv in (1.5, 4.0, 100.0):
        share = (1 + ((scv - 1) / (scv + 1)) ** 0.5) / 2
        x = DISTRIBUTIONS["hyperexponential"].from_moments(1, scv).quantile(p)
        below = -share * np.expm1(-2 * share * x) - (1 - share) * np.expm1(-2 * (1 - share) * x)
        assert below == pytest.approx(p, rel=1e-9)
        above = share * np.exp(-2 * share * x) + (1 - share) * np.exp(-2 * (1 - share) * x)
        assert above == pytest.approx(1 - p, rel=1e-9)
    assert DISTRIBUTIONS["lognormal"].from_moments(600, 0.5).quantile(np.array([0.5]))[0] == pytest.approx(
        600 / 1.5**0.5
    )


def test_the_lognormal_keeps_its_two_points():
    law = DISTRIBUTIONS["lognormal"](median="10 min", p95="30 min")
    assert law.quantile(np.array([0.5, 0.95])) == pytest.approx([600, 1800], rel=1e-12)


@pytest.mark.parametrize(
    ("family", "own", "place"),
    [
        ("uniform", {"low": "9 min", "high": "5 min"}, "high"),
        ("triangular", {"low": "5 min", "mode": "15 min", "high": "12 min"}, "mode"),
        ("triangular", {"low": "5 min", "mode": "5 min", "high": "5 min"}, "high"),
        ("lognormal", {"median": "10 min", "p95": "10 min"}, "p95"),
        ("lognormal", {"median": "1 s", "p95": "10000 h"}, "p95"),
        ("empirical", {"values": []}, "values"),
        ("empirical", {"values": ["0 min"]}, "values"),
        ("empirical", {"values": ["5 min"], "weights": [1, 2]}, "weights"),
        ("empirical", {"values": ["5 min", "6 min"], "weights": [0, 0]}, "weights"),
        ("erlang", {"mean": "5 min", "phases": 0}, "phases"),
        ("erlang", {"mean": "5 min", "phases": 2.5}, "phases"),
        ("hyperexponential", {"mean": "5 min", "scv": 0.5}, "scv"),
        ("gamma", {"mean": "5 min", "scv": 0}, "scv"),
        ("exponential", {"mean": 5}, "mean"),
    ],
)
def test_own_parameters_that_do_not_fit_are_refused(family, own, place):
    for read in (DISTRIBUTIONS[family].model_validate, lambda own: Work.model_validate({"family": family} | own)):
        with pytest.raises(ValidationError) as caught:
            read(own)
        assert faults_of(caught.value)[0].path == (place,)


class Desk(Spec):
    """A place for work."""

    work: Work | None = None
    """Work."""
    delay: DelayWork | None = None
    """Delay."""


@pytest.mark.parametrize(
    ("written", "family", "mean", "scv"),
    [
        ("15 menit", "gamma", 900, 0.5),
        ({"mean": "15 min", "scv": 0}, "deterministic", 900, 0),
        ({"mean": "15 min", "scv": 1.2}, "gamma", 900, 1.2),
        ({"mean": "15 min", "family": "exponential"}, "exponential", 900, 1),
        ({"mean": "15 min", "scv": 0.333, "family": "erlang"}, "erlang", 900, 1 / 3),
        ({"mean": "15 min", "phases": 2, "family": "erlang", "basis": "observed"}, "erlang", 900, 0.5),
        ({"family": "triangular", "low": "5 min", "mode": "6 min", "high": "13 min"}, "triangular", 480, 57 / 1152),
        ({"family": "empirical", "values": ["5 min", "15 min"]}, "empirical", 600, 0.25),
    ],
)  # fmt: skip
def test_work_as_people_write_it(written, family, mean, scv):
    work = Desk(work=written).work
    law = work.distribution()
    assert (law.family, work.mean, law.mean) == (family, mean, mean)
    assert law.scv == pytest.approx(scv)
    again = Desk.model_validate_json(Desk(work=written).model_dump_json()).work
    assert again == work
    assert again.distribution() == law
    assert work.changed(basis="pure").distribution() == law


def test_work_is_written_shortly():
    for written in ("15 min", {"mean": "15 min", "scv": 0.3}, {"family": "uniform", "low": "5 min", "high": "9 min"}):
        assert Desk(work=written).model_dump(mode="json")["work"] == written


def test_work_with_another_mean_keeps_its_spread():
    work = Work(family="uniform", low="5 min", high="15 min").changed(mean=300.0)
    law = work.distribution()
    assert (law.family, law.mean) == ("uniform", pytest.approx(300))
    assert law.scv == pytest.approx(1 / 12)


@pytest.mark.parametrize(
    ("written", "path", "words"),
    [
        (15, ("work", "mean"), "15 min"),
        ("3 hari kerja", ("work", "mean"), "calendar"),
        ({"mean": "15 min", "family": "gama"}, ("work", "family"), "gamma"),
        ({"mean": "15 min", "family": ["gamma"]}, ("work", "family"), ""),
        ({"mean": "15 min", "scv": 2, "family": "uniform"}, ("work", "scv"), "gamma"),
        ({"mean": "15 min", "family": "hyperexponential"}, ("work", "scv"), "1.0"),
        ({"mean": "15 min", "low": "5 min"}, ("work", "low"), "family"),
        ({"mean": "15 min", "law": {}}, ("work", "law"), ""),
        ({"scv": 0.5}, ("work",), "mean"),
        ({}, ("work",), "mean"),
        ({"mean": "0 min"}, ("work", "mean"), "15 min"),
        ({"mean": "15 min", "basis": "norma"}, ("work", "basis"), "norm"),
        ({"family": "triangular", "low": "5 min", "moed": "6 min", "high": "13 min"}, ("work",), "mode"),
    ],
)
def test_work_that_cannot_be_is_refused_at_its_place(written, path, words):
    with pytest.raises(ValidationError) as caught:
        Desk(work=written)
    told = faults_of(caught.value)
    assert told[0].path == path
    assert words in " ".join(str(fault) for fault in told)


def test_assumptions_of_the_scenario_shape_the_work():
    from orgsim.assumptions import Assumptions

    given = Assumptions.model_validate({"work.scv": 0.8, "work.family": "lognormal", "delay.scv": 0})
    law = Work.model_validate("15 min").distribution(given)
    assert (law.family, law.scv) == ("lognormal", pytest.approx(0.8))
    assert Work(mean="15 min", scv=0.2, family="gamma").distribution(given).scv == 0.2


@pytest.mark.parametrize(
    ("written", "time", "seconds"),
    [
        ("3 hari kerja", "working", 81_000),
        ("3 hari", "calendar", 259_200),
        ("2 jam kerja", "working", 7200),
        ("2 jam", "calendar", 7200),
        ("1 bulan", "calendar", 30.4375 * 86_400),
        ({"mean": "3 hari kerja", "scv": 0.5, "family": "lognormal"}, "working", 81_000),
        ({"mean": "P2W", "scv": 0}, "calendar", 14 * 86_400),
    ],
)
def test_a_delay_runs_in_its_own_time(written, time, seconds):
    desk = Desk(delay=written)
    assert desk.delay.time == time
    assert desk.delay.distribution(working_day=27_000).mean == pytest.approx(seconds)
    assert Desk.model_validate_json(desk.model_dump_json()) == desk


@pytest.mark.parametrize(
    "written", [3, "0 hari", {"mean": "3 hari", "low": "1 hari"}, {"mean": "3 hari", "family": "x"}]
)
def test_a_delay_that_cannot_be_is_refused(written):
    with pytest.raises(ValidationError) as caught:
        Desk(delay=written)
    assert faults_of(caught.value)[0].path[0] == "delay"


def test_the_schema_of_work_knows_every_family_and_parameter():
    schema = Desk.model_json_schema()["$defs"]["Work"]
    text, mapping = schema["anyOf"]
    assert text["type"] == "string"
    assert set(FAMILIES) < set(mapping["properties"]["family"]["enum"])
    assert {name for cls in DISTRIBUTIONS.values() for name in cls.model_fields} <= set(mapping["properties"])
    assert "law" not in mapping["properties"]
    assert all("description" in field for field in mapping["properties"].values())
