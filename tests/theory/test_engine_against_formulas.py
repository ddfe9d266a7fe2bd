"""The engine against theory: the tolerance comes from the run's own error, and the error itself is bounded."""

from __future__ import annotations

import shutil
from math import sqrt

import numpy as np
import pytest

from orgsim.analysis.known_answers import known_answers
from orgsim.analysis.loads import demand_per_day
from orgsim.analysis.statistics.control_variates import controlled_mean
from orgsim.analysis.theory.general_service import mg1_wait
from orgsim.analysis.theory.markov_queues import mmc
from orgsim.analysis.theory.merging import merging
from orgsim.analysis.verification import Verdict, names, verify
from orgsim.errors import InputError
from orgsim.resources import scenarios
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.yaml_file import load
from orgsim.simulation.clocks import Clock
from orgsim.simulation.draws import philox_block
from orgsim.simulation.engines import reference
from orgsim.simulation.network import ANY_SITE
from orgsim.simulation.requests import Requests
from orgsim.simulation.simulate import prepare, run
from tests.offices import MONDAY, agency, compiled, post, service

pytestmark = pytest.mark.theory

THEORY = scenarios() / "theory"
DAY = 86_400


# ---------------------------------------------------------------- one queue


def office(clerks, load, **work):
    """One counter with Poisson arrivals and ten minutes of work."""
    return Scenario.model_validate(
        {
            "title": "Antrean",
            "agency": agency(
                positions={"loket": post("dinas", clerks)},
                services={
                    "a": service(steps={"x": {"by": "loket", "work": {"mean": "10 min", "basis": "observed", **work}}})
                },
            ),
            "demand": {"a": {"every": f"{600 / (load * clerks):.4f} s"}},
            "run": {
                "from": MONDAY,
                "settle_before_change": "3 days",
                "observe": f"{30 // clerks} days",
                "max_drain": "9 hari kerja",
                "seed": 5,
            },
        }
    )


def mean_waits(scenario, replications):
    """Mean wait of each replication, in minutes, of the cases after the warm-up."""
    study = prepare(scenario)
    found = []
    for replication in range(replications):
        log = run(study, replication)
        settled = log.cases["arrived"][log.visits["case"]] >= study.change
        waits = log.visits["started"] - log.visits["enqueued"]
        found.append(float(waits[settled & (log.visits["started"] >= 0)].mean() / 60))
    return np.array(found)


@pytest.mark.parametrize("load", [0.5, 0.7])
@pytest.mark.parametrize("clerks", [1, 2, 5])
def test_mean_wait_of_exponential_work_is_erlangs(clerks, load):
    waits = mean_waits(office(clerks, load, family="exponential"), replications=16)
    expected = mmc(load * clerks / 10, 10, clerks).wait
    error = waits.std(ddof=1) / sqrt(len(waits))
    assert abs(waits.mean() - expected) < 4 * error
    assert error < 0.1 * expected  # else the line above proves nothing


@pytest.mark.parametrize("scv", [0.0, 0.5, 2.0])
def test_mean_wait_of_one_clerk_is_pollaczeks(scv):
    waits = mean_waits(office(1, 0.6, scv=scv), replications=12)
    expected = mg1_wait(0.06, 10, scv)
    error = waits.std(ddof=1) / sqrt(len(waits))
    assert abs(waits.mean() - expected) < 4 * error
    assert error < 0.1 * expected


# ---------------------------------------------------------------- merging


def two_kinds(load, longer, **rules):
    """Short and long files in two units of one clerk each, merged or apart."""
    mean = {"a": 5, "b": 5 * longer}
    positions = {name: post(name, skills={"a": 1, "b": 1} if rules.get("merged") else {}) for name in mean}
    units = {name: {"title": name, "reports_to": "dinas"} for name in mean}
    if rules.get("merged"):
        positions = {"a": post("a", skills={"b": 1}), "b": post("a", skills={"a": 1})}
    services = {
        name: service(
            kind="satu",
            steps={
                "x": {"by": name, "work": {"mean": f"{mean[name]} min", "family": "exponential", "basis": "observed"}}
            },
        )
        for name in mean
    }
    return Scenario.model_validate(
        {
            "title": "Dua jenis",
            "agency": agency(units, positions=positions, services=services),
            "demand": {name: {"every": f"{60 * mean[name] / load:.4f} s"} for name in mean},
            "run": {
                "from": MONDAY,
                "settle_before_change": "5 days",
                "observe": "25 days",
                "max_drain": "9 hari kerja",
                "seed": 11,
            },
        }
    )


@pytest.mark.parametrize(("load", "longer"), [(0.7, 10), (0.6, 1)], ids=["unlike work", "like work"])
def test_merging_loses_with_unlike_work_and_wins_with_like_work(load, longer):
    apart = mean_waits(two_kinds(load, longer), 10)
    merged = mean_waits(two_kinds(load, longer, merged=True), 10)
    expected = merging(longer, 1, load)
    for waits, known in ((apart, 5 * expected.separate), (merged, 5 * expected.merged)):
        error = waits.std(ddof=1) / sqrt(len(waits))
        assert abs(waits.mean() - known) < 4 * error
    # The same citizens went through both: the difference is sharper than either mean.
    difference = np.log(merged / apart)
    error = difference.std(ddof=1) / sqrt(len(difference))
    assert abs(difference.mean() - np.log(expected.ratio)) < 4 * error
    if longer == 10:
        assert difference.mean() > 2 * error
    else:
        assert difference.mean() < -10 * error


# ---------------------------------------------------------------- the shipped scenarios


def cases_per_replication(name):
    """About how many cases one replication of a scenario has, over all its alternatives; 0 where none is run."""
    return sum(
        sum(demand_per_day(case.study, 0, case.study.end).values()) * case.study.end / DAY
        for case in known_answers(THEORY / f"{name}.yaml")
        if case.asked and case.load < 1.01
    )


HERE = [name for name in names(THEORY) if (THEORY / f"{name}.yaml").exists()]
LIGHT = [name for name in HERE if 0 < cases_per_replication(name) < 4_500]


@pytest.mark.parametrize("name", LIGHT)
def test_light_scenarios_agree(name):
    checks = verify(THEORY, only=[name], first=10, precision=0.12)
    assert checks
    assert [check for check in checks if check.verdict is not Verdict.AGREES] == []


def test_a_complaints_division_is_not_better_by_itself():
    """Switching makes everybody wait longer; a division of one spares the line, and its own citizens wait longest."""
    scenario = load(THEORY / "complaints-division.yaml")
    scenario = scenario.changed(run=scenario.run.changed(settle_before_change="3 days", observe="10 days"))
    study = prepare(scenario)
    logs = [run(study, replication) for replication in range(2)]
    mean = {}
    for code, name in enumerate(logs[0].names["service"]):
        waits = [
            (log.visits["started"] - log.visits["enqueued"])[
                (log.visits["service"] == code)
                & (log.visits["started"] >= 0)
                & (log.cases["arrived"][log.visits["case"]] >= study.change)
            ]
            for log in logs
        ]
        mean[name] = float(np.concatenate(waits).mean() / 60)
    assert mean["nol-a"] < mean["lima-a"] < mean["sepuluh-a"]
    assert mean["nol-a"] < mean["bidang-a"] < mean["bidang-b"]


def test_every_scenario_expects_something_or_is_refused():
    for folder in (THEORY, THEORY / "long"):
        for file in sorted(folder.glob("*.yaml")):
            assert load(file).expected, file
    for file in sorted((THEORY / "refused").glob("*.yaml")):
        with pytest.raises(InputError):
            load(file)


@pytest.mark.parametrize("name", names(THEORY))
def test_warm_ups_last_five_relaxation_times(name):
    """Of every queue that is asked for: mean work over (clerks × (1 − √load)²), longer where work is more various."""
    file = next((f for f in (THEORY / f"{name}.yaml", THEORY / "long" / f"{name}.yaml") if f.exists()), None)
    if file is None:
        return
    for case in known_answers(file):
        if not case.asked or case.load >= 1 or case.start == 0:
            continue
        network = case.study.network
        for task in network.phases[-1].tasks.values():
            if not task.own:
                continue  # a wait outside has no queue
            clerks = len({server.staff for servers in task.own.values() for server in servers})
            shares = [
                work / (case.study.end - case.start) / clerks
                for code, work in case.work.items()
                if network.phases[-1].tasks[code].own == task.own
            ]
            load_here = min(sum(shares), 0.999)
            assert case.start / 5 >= 0.95 * task.mean / (clerks * (1 - sqrt(load_here)) ** 2), task.code


# ---------------------------------------------------------------- the checking itself


@pytest.fixture
def folder(tmp_path):
    """A folder with one light scenario, whose expectation may be changed."""

    def make(value="40 min"):
        text = (THEORY / "rework.yaml").read_text(encoding="utf-8").replace("value: 40 min", f"value: {value}")
        (tmp_path / "rework.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return make


def test_a_wrong_expectation_is_told(folder):
    checks = {(check.what, check.group): check for check in verify(folder("52 min"), first=10, precision=0.08)}
    assert checks["time_in_system", "service:sepuluh"].verdict is Verdict.AGREES
    assert checks["time_in_system", "service:dua-puluh-lima"].verdict is Verdict.DIFFERS


def test_workers_change_no_answer(folder):
    inline = verify(folder(), first=4, precision=0.3)
    assert verify(folder(), first=4, precision=0.3, executor="processes", workers=2) == inline


def test_impossible_numbers_that_are_not_refused_are_told(tmp_path):
    (tmp_path / "refused").mkdir()
    shutil.copy(THEORY / "rework.yaml", tmp_path / "refused" / "rework.yaml")
    (check,) = verify(tmp_path)
    assert (check.what, check.verdict) == ("refusal", Verdict.DIFFERS)


def test_controls_take_out_what_is_known():
    words = philox_block(1, np.arange(400), 0, 0, (3, 4)) / 2**32 - 0.5
    luck, noise = words[:, 0], words[:, 1]
    plain = controlled_mean(list(7 + 3 * luck + 0.1 * noise), [[]] * 400)
    better = controlled_mean(list(7 + 3 * luck + 0.1 * noise), [[x] for x in luck])
    assert better.error < plain.error / 20
    assert abs(better.mean - 7) < 4 * better.error
    assert (plain.degrees, better.degrees) == (399, 398)


# ---------------------------------------------------------------- working time


def test_folding_the_closed_hours_away_changes_no_wait():
    """An office with hours, in working time, is the office that never closes: tick for tick."""
    calendar = {"hours": {"mon-fri": "08:00-12:00, 13:00-16:00"}, "holidays": "none"}

    def network(calendar):
        steps = {
            "terima": {"by": "loket", "work": {"mean": "12 min", "scv": 0.7, "basis": "observed"}},
            "periksa": {
                "by": "ahli",
                "work": {"mean": "50 min", "basis": "observed"},
                "returns": {"share": "20 %", "to": "terima"},
            },
        }
        positions = {"loket": post("dinas", 2), "ahli": post("dinas", 4)}
        services = {name: service(kind=name, steps=steps) for name in ("a", "b")}
        return compiled(
            agency(positions=positions, services=services, calendar=calendar, switching={"default": "3 min"}), days=200
        )

    hours, always = network(calendar), network({"always": True})
    clock = hours.clocks[0]
    number = 3000
    gaps = -np.log1p(-philox_block(9, np.arange(number), 0, 0, (1, 2))[:, 0] / 2**32) * 60 * 17
    worked = np.cumsum(np.maximum(np.rint(gaps), 1)).astype(np.int64)

    def requests(arrived):
        key = np.uint64(77) << np.uint64(32) | np.arange(number, dtype=np.uint64)
        code = np.arange(number, dtype=np.int32) % 2
        one_class, site, none = np.zeros(number, np.int32), np.full(number, ANY_SITE), np.full(number, -1)
        return Requests(key, code, one_class, site, arrived, due=none, expected=none, follows=none)

    open_ticks = clock.opens[0] + np.array(
        [clock.add_work(int(clock.opens[0]), int(w)) - clock.opens[0] for w in worked]
    )
    far = 1 << 40
    in_hours = reference.run(hours, requests(open_ticks), seed=1, replication=0, end=far, limit=far)
    without = reference.run(always, requests(worked), seed=1, replication=0, end=far, limit=far)
    assert (in_hours.visits["started"] >= 0).sum() > 2 * number
    for name in ("enqueued", "started", "finished"):
        assert (clock.work_before_block(in_hours.visits[name]) == without.visits[name]).all()
    for name in ("staff", "switching", "step", "visit"):
        assert (in_hours.visits[name] == without.visits[name]).all()


def test_five_hours_from_friday_afternoon_end_on_monday_morning():
    clock = Clock.from_intervals(
        [[day * DAY + a * 3600, day * DAY + b * 3600] for day in (0, 1, 2, 3, 4, 7) for a, b in ((8, 12), (13, 16))]
    )
    assert clock.add_work(4 * DAY + 14 * 3600, 5 * 3600) == 7 * DAY + 11 * 3600
