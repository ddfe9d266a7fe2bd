"""The preview of any office: it answers, names what it leaves out, and never gives a mean where there is none."""

from __future__ import annotations

import json
from functools import cache, partial
from math import inf, isfinite

import numpy as np
import pytest
from hypothesis import given, settings

from orgsim.analysis.agreement.offices import PROPOSAL, Office
from orgsim.analysis.loads import loads
from orgsim.analysis.theory.gatherings import batch_wait, session_wait
from orgsim.analysis.theory.outlook import Preview
from orgsim.analysis.theory.preview import preview
from orgsim.resources import scenarios
from orgsim.scenario.scenario import BASELINE, Scenario
from orgsim.scenario.yaml_file import load, load_text
from orgsim.simulation.simulate import Study, prepare
from tests.asking import answer
from tests.strategies import offices

OFFICES = 12
SHIPPED = sorted(
    path
    for path in scenarios().glob("*/*.yaml")
    if path.parent.name != "theory" and path.stem not in ("agency", "full-size")
)

# --- any office -------------------------------------------------------------------------------------------------------


def consistent(study: Study, found: Preview) -> None:
    """What holds of every preview."""
    by_arithmetic = loads(study, -1, max(study.change, study.network.phases[-1].start, 0), study.end)
    kept = [one.group for one in found.groups if one.formula != "M/M/c//N"]
    assert all(group in by_arithmetic for group in kept)
    assert len(found.groups) == len(by_arithmetic)
    assert [one.group.load for one in found.groups] == sorted((one.group.load for one in found.groups), reverse=True)
    for one in found.groups:
        waits = [one.wait, one.queue, *one.wait_by_task.values()]
        assert all(wait is None or (isfinite(wait) and wait >= 0) for wait in waits)
        assert 0 <= one.left_share <= 1
        if one.growth_per_week is not None:
            assert one.group.load >= 1
            assert one.growth_per_week > 0 or one.group.load == 1
            assert one.wait is None or one.group.things
        elif not one.group.things:
            assert one.group.load < 1 or one.formula in ("Erlang A", "M/M/c/K", "M/M/c//N")
            assert one.wait is not None
        assert set(one.limits) <= {limit.name for limit in found.limits}
    steps = set(study.network.names["step"])
    assert all(set(limit.tasks) <= steps for limit in found.limits)
    assert all(service.wait is not None for service in found.services) or not found.stable
    json.dumps(found.to_json(), allow_nan=False)


@cache
def seen(number: int) -> dict[str, tuple[Study, Preview]]:
    scenario = Office(number).whole
    studies = {name: prepare(scenario, name) for name in (BASELINE, PROPOSAL)}
    return {name: (study, preview(study)) for name, study in studies.items()}


@pytest.mark.parametrize("number", range(OFFICES))
def test_every_office_has_a_preview(number: int):
    for study, found in seen(number).values():
        consistent(study, found)


@settings(max_examples=5)
@given(offices())
def test_any_office_has_a_preview(office: Office):
    study = prepare(office.whole, PROPOSAL)
    consistent(study, preview(study))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_structure_of_a_shipped_case_has_a_preview(path):
    scenario = load(path)
    for name in dict.fromkeys((BASELINE, *scenario.alternatives)):
        study = prepare(scenario, name)
        found = preview(study)
        assert 0 < found.requests_per_day < inf
        assert found.groups
        assert max(one.group.load for one in found.groups) > 0.1
        if study.network.phases[-1].start >= study.end:  # what comes later than anything is observed has one as well
            assert {found.groups[0].group.phase} == {len(study.network.phases) - 1}


@pytest.mark.parametrize(
    ("limit", "mechanisms"),
    [
        ("sessions", ["sessions"]),
        ("batches", ["batches"]),
        ("quotas", ["quota_defer", "quota_lose"]),
        ("rooms", ["rooms"]),
        ("patience", ["patience"]),
        ("help", ["help", "help_above", "dedicated_with_help"]),
        ("deputies", ["deputies"]),
        ("teams", ["teams"]),
        ("attended", ["attended", "closing_stay", "closing_return", "closing_leave"]),
        ("branches", ["fork_and_join"]),
        ("questions", ["exceptions"]),
        ("misrouting", ["misrouting"]),
        ("things", ["equipment", "supplies"]),
        ("same_kind", ["same_kind_first"]),
        ("preemption", ["preemption"]),
        ("absences", ["dated_absences", "drawn_absences"]),
        ("switching", ["switching"]),
        ("complaints", ["complaints", "chasing"]),
        ("overtime", ["overtime"]),
        ("lines", ["shortest_line"]),
        ("outages", ["outages"]),
        ("closed", ["population"]),
        ("irregular", ["together"]),
        ("backlog", ["backlog"]),
    ],
)
def test_what_is_left_out_is_said_where_it_is_and_nowhere_else(limit: str, mechanisms: list[str]):
    told = {number for number in range(OFFICES) if limit in {each.name for each in seen(number)[BASELINE][1].limits}}
    there = {number for number in range(OFFICES) if set(mechanisms) & set(Office(number).mechanisms)}
    assert told
    assert told <= there
    assert len(told) > 0.5 * len(there)  # some rule may be about a step to which nobody comes


# --- sessions and batches ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("cases", "places", "held"), [(97, 150, 0.8), (110, 150, 0.8), (3, 10, 0.5), (40, 50, 1.0)])
def test_a_session_that_takes_only_so_many(cases: float, places: int, held: float):
    chance = np.random.default_rng(20261122)  # noqa: TID251
    come, taken = chance.poisson(cases, 60_000), np.where(chance.random(60_000) < held, places, 0)
    left, total = 0, 0
    for more, less in zip(come.tolist(), taken.tolist(), strict=True):
        left = max(left + more - less, 0)
        total += left
    assert session_wait(cases, places, held) == pytest.approx(0.5 + total / len(come) / cases, rel=0.05)


def test_the_ends_of_sessions_and_batches():
    assert session_wait(5, inf) == 0.5
    assert session_wait(5, inf, 0.5) == 1.5
    assert session_wait(5, 5) == inf
    assert session_wait(0, 5) == 0.5
    assert batch_wait(4, 1) == batch_wait(0, 9) == 0.0
    assert batch_wait(4, 10, longest=1e6) == pytest.approx(batch_wait(4, 10))
    assert batch_wait(1e-9, 10, longest=7) == pytest.approx(7)


@pytest.mark.parametrize(("rate", "size", "longest"), [(4, 10, 1.0), (4, 10, 3.0), (4, 100, 0.5), (1, 3, 0.5)])
def test_a_batch_that_does_not_wait_for_ever(rate: float, size: int, longest: float):
    chance = np.random.default_rng(20261122)  # noqa: TID251
    arrived = np.cumsum(np.c_[np.zeros(40_000), chance.exponential(1 / rate, (40_000, size - 1))], axis=1)
    begins = np.minimum(arrived[:, -1], longest)[:, None]
    waits = (begins - arrived)[arrived <= begins]
    assert batch_wait(rate, size, longest) == pytest.approx(waits.mean(), rel=0.02)


# --- the command line -------------------------------------------------------------------------------------------------

OFFICE = """\
title: {id: Kantor, en: An office}
agency:
  title: Dinas
  calendar: {always: true}
  units: {dinas: {title: Dinas}}
  positions:
    loket: {title: {id: Loket, en: Counter}, unit: dinas, headcount: 2}
    kepala: {title: Kepala, unit: dinas, head: true}
  services:
    kk:
      title: KK
      steps:
        terima: {by: loket, work: {mean: 10 min, family: exponential, basis: observed}}
        sah: {by: kepala, work: {mean: 4 min, family: exponential, basis: observed}}
demand: {kk: {every: 6.25 min}}
alternatives:
  sama:
    title: {id: Sama, en: The same}
    plan: [{on: 2026-02-02, do: [{operation: rename_unit, unit: dinas, title: Badan}]}]
  satu:
    title: {id: Satu loket, en: One counter}
    plan: [{on: 2026-02-02, do: [{operation: change_posts, position: loket, remove: 1}]}]
run: {from: 2026-01-05, settle_before_change: 4 weeks, observe: 2 months, max_drain: 10 hari kerja}
"""


@pytest.fixture
def ask(tmp_path, capsys):
    (tmp_path / "office.yaml").write_text(OFFICE, encoding="utf-8")
    return partial(answer, capsys, "preview", tmp_path / "office.yaml")


def test_a_structure_that_keeps_up(ask, tmp_path):
    code, out, err = ask("-a", "baseline", "--json", tmp_path / "out.json", "--lang", "en")
    assert (code, err) == (0, "")
    assert "17.8" in out  # Erlang C: two clerks at 0.8, 10 min of work
    assert "All formulas hold here" in out
    found = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["structures"]["baseline"]
    assert found["stable"] is True
    assert found["largest_per_day"] == pytest.approx(24 * 60 / 6.25 / 0.8)
    assert found["groups"][0]["wait"] == pytest.approx(600 * 1.777778, rel=1e-3)
    assert found["groups"][1]["wait"] == pytest.approx(240 * 0.64 / 0.36, rel=1e-3)


def test_a_structure_that_does_not_keep_up(ask):
    code, out, err = ask("--lang", "en")
    assert code == 3
    assert "One counter" in err
    assert "160 %" in err
    # 9.6 an hour come and 6 are done: 3.6 × 168 a week.
    assert "605 more cases wait every week" in out
    assert "The same" in out.partition("Load and wait")[0]
    assert "The same" not in out.partition("Load and wait")[2].partition("Where")[0]  # it differs in nothing
    code, out, _ = ask("-a", "satu", "--lang", "id")
    assert code == 3
    assert "Beban dan waktu tunggu" in out
    assert ask("-a", "tiada")[0] == 2


def test_the_same_structure_has_the_same_preview():
    scenario: Scenario = load_text(OFFICE, "office.yaml")
    before, same = (preview(prepare(scenario, name)) for name in (BASELINE, "sama"))
    assert [(one.wait, one.queue) for one in before.groups] == [(one.wait, one.queue) for one in same.groups]
    assert before.services == same.services
