"""A queue over an uneven day: against exact numbers, and against what runs of a small office show."""

from __future__ import annotations

from math import cos, exp, pi, sqrt
from statistics import fmean, stdev

import pytest

from orgsim.analysis.answers import Answers
from orgsim.analysis.theory.daily import Hours, daily_queue, rush
from orgsim.analysis.theory.markov_queues import mmc
from orgsim.analysis.theory.preview import preview
from orgsim.scenario.expectation import Expectation
from orgsim.scenario.yaml_file import load_text
from orgsim.simulation.simulate import prepare, run


def waves(load: float, parts: int) -> list[Hours]:
    """Eight hours, four servers, 20 minutes of work, a flow that swings by 60 % like a sine; minutes."""
    rate = load * 4 / 20

    def come(t: float) -> float:
        return rate * (t - 0.6 * 480 / (2 * pi) * cos(2 * pi * t / 480))

    length = 480 / parts
    return [Hours(length, come((n + 1) * length) - come(n * length)) for n in range(parts)]


@pytest.mark.parametrize(("load", "exact", "within"), [(0.70, 16.8, 0.01), (0.85, 40.7, 0.01), (0.95, 112.1, 0.03)])
def test_a_flow_that_swings(load: float, exact: float, within: float):
    found = daily_queue(waves(load, 32), 20, 4)
    assert found.wait == pytest.approx(exact, rel=within)
    assert sum(found.served) == pytest.approx(480 * load * 4 / 20, rel=5e-3)
    longer, _ = rush(waves(load, 8), 20, 4)  # coarser, as the preview sees it
    assert mmc(load * 4 / 20, 20, 4).wait + longer == pytest.approx(exact, rel=0.08)


def test_near_saturation_a_fluid_stands_for_the_chances():
    longer, served = rush(waves(0.99, 32), 20, 4)
    assert 35.9 < longer < 0.6 * 480 / (2 * pi)  # a fluid's at load 0.95, and at 1
    assert sum(served) == pytest.approx(480 * 0.99 * 4 / 20, rel=0.02)
    assert rush(waves(1.0, 32), 20, 4)[0] == 0.0


def test_an_even_day_is_no_rush():
    day = [Hours(100, 7.0)] * 5
    assert rush(day, 30, 3)[0] == pytest.approx(0.0, abs=0.01)
    assert daily_queue([Hours(8, 72)], 1 / 3.3, 3).closing == pytest.approx(11.0588, rel=1e-3)
    assert rush([Hours(100, 0.0)], 30, 3)[0] == 0.0


def test_who_comes_while_closed_waits_for_the_opening():
    # Poisson (10) at once before opening, exponential work: the n-th of them waits for n - c services at c servers.
    for servers, mean in ((2, 10.0), (1, 6.0), (4, 5.0)):
        chance, exact = exp(-10.0), 0.0
        for k in range(60):
            exact += chance * sum(max(0, n - servers + 1) for n in range(k)) * mean / servers / 10
            chance *= 10 / (k + 1)
        assert daily_queue([Hours(0, 10.0), Hours(480, 0.0)], mean, servers).wait == pytest.approx(exact, rel=0.08)


OFFICE = """
title: Kantor
agency:
  title: Kantor
  calendar: {hours: {mon-sun: "08:00-12:00, 13:00-16:00"}, holidays: none}
  units: {kantor: {title: Kantor}}
  positions: {loket: {title: Loket, unit: kantor, headcount: 2}, arsip: {title: Arsip, unit: kantor}}
  services:
    berkas:
      title: Berkas
      steps:
        terima: {by: loket, work: {mean: 9 min, family: exponential, basis: observed}}
        simpan: {by: arsip, work: {mean: 4 min, family: exponential, basis: observed}}
demand: {berkas: {per_day: 70, days: all, intraday: {"07:00-10:00": 3, "10:00-13:00": 2, "13:00-15:00": 1}}}
run: {from: 2026-01-05, settle_before_change: 10 days, observe: 60 days, max_drain: 10 hari kerja, seed: 20261122}
"""


@pytest.mark.theory
def test_a_small_office_with_a_busy_morning():
    study = prepare(load_text(OFFICE, "office.yaml"))
    found = {one.group.positions[0]: one for one in preview(study).groups}
    runs = [Answers(study, run(study, n), study.change) for n in range(4)]
    for post, least in (("loket", 2.0), ("arsip", 1.0)):
        asked = Expectation(what="waiting_time", group=f"position:{post}", value="1 h")
        waits = [answers.value(asked) for answers in runs]
        error = stdev(waits) / sqrt(len(waits))
        assert error < 0.1 * fmean(waits)  # else the next lines prove nothing
        assert abs(fmean(waits) - found[post].wait) < 0.12 * fmean(waits) + 4 * error, (post, waits, found[post].wait)
        even = mmc(10 / 60, 9 if post == "loket" else 4, 2 if post == "loket" else 1).wait * 60
        assert fmean(waits) > least * even
