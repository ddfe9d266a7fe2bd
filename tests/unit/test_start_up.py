"""An audit tells whether the start-up is over before the first change, and where that cannot be told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from orgsim.analysis import start_up
from orgsim.analysis.audit_line import AuditLine
from orgsim.analysis.observation import Observation
from orgsim.analysis.start_up import start_up_line
from orgsim.analysis.statistics.series import mser
from orgsim.language import say
from orgsim.scenario.yaml_file import load_text
from orgsim.simulation.simulate import prepare, run

OFFICE = """\
title: Loket
agency:
  title: Dinas
  calendar: {hours: {HOURS: "08:00-12:00, 13:00-16:00"}, holidays: none}
  units: {dinas: {title: Dinas}}
  positions: {loket: {title: Loket, unit: dinas}}
  services:
    kk: {title: KK, steps: {periksa: {by: loket, work: {mean: 40 min, scv: 1, basis: observed}}}}
    luar: {title: Instansi lain, steps: {kirim: {external: {mean: 28 hari, scv: 0}}}}
demand: {DEMAND}
run: {from: 2026-01-05, settle_before_change: SETTLE, observe: OBSERVE, max_drain: 1 hari kerja, seed: 4}
"""
OUTSIDE = "luar: {per_day: 20}"
"""Everybody is there for four weeks and nobody waits: twenty a day come in, none goes out, and then it is level."""
DAY, WEEK = 86_400, 7 * 86_400


def line(demand: str, settle: str, observe: str, *, hours: str = "mon-fri", replications: int = 1) -> AuditLine:
    text = OFFICE.replace("DEMAND", demand).replace("SETTLE", settle).replace("OBSERVE", observe)
    study = prepare(load_text(text.replace("HOURS", hours), "loket.yaml"))
    return start_up_line(study, [run(study, number, "reference") for number in range(replications)])


def said(found: AuditLine) -> tuple[str, str]:
    return found.verdict, say(found.found, "en")


@pytest.mark.parametrize(("settle", "verdict"), [("8 weeks", "pass"), ("55 days", "fail")])
def test_a_start_up_of_known_length_is_found_to_the_week(settle, verdict):
    found = line(OUTSIDE, settle, "40 weeks", replications=2)
    assert (found.check, found.about, found.verdict, found.must) == ("start_up", "baseline", verdict, False)
    assert "start-up in weeks: 4, doubled 8" in say(found.found, "en")


def test_a_busy_office_that_begins_empty_needs_more_than_a_week():
    found = line("kk: {per_day: 10}", "1 week", "40 weeks", replications=8)  # 400 of 420 minutes
    assert found.verdict == "fail"
    assert "lengthen `settle_before_change`" in say(found.found, "en")
    assert "1 minggu" in say(found.wanted, "id")


@pytest.mark.parametrize(("settle", "observe"), [("2 weeks", "4 weeks"), ("1 week", "2 days"), ("0 days", "1 day")])
def test_a_short_run_does_not_tell(settle, observe):
    assert said(line(OUTSIDE, settle, observe)) == ("unknown", "the run is too short to tell")


@pytest.mark.parametrize("backlog", ["", ", backlog: 3, backlog_age: 2 days"])
def test_the_start_up_of_an_overloaded_office_never_ends(backlog):
    found = line(f"kk: {{per_day: 11{backlog}}}", "8 weeks", "20 weeks")
    assert found.verdict == "unknown"
    assert "more work than time" in say(found.found, "en")


def test_an_office_that_is_overloaded_only_later_is_overloaded():
    surge = "{from: 2026-03-02, to: 2026-12-31, factor: 3}"
    found = line(f"kk: {{per_day: 5, surges: [{surge}]}}", "8 weeks", "20 weeks")
    assert "more work than time" in say(found.found, "en")


def test_nobody_who_comes_tells_nothing():
    assert said(line("kk: {per_day: 0}", "8 weeks", "20 weeks")) == ("unknown", "there is no work")


COUNTED = "backlog: {value: 3, basis: measured, source: buku agenda}, backlog_age: 2 days"
NONE = "backlog: {value: 0, basis: measured, source: buku agenda}"


@pytest.mark.parametrize(
    ("demand", "known"),
    [
        (f"kk: {{per_day: 11, {COUNTED}}}", True),
        (f"kk: {{per_day: 11, {NONE}}}", True),
        (f"kk: {{per_day: 11, {COUNTED.replace('measured', 'stated')}}}", False),
        (f"kk: {{per_day: 11, {COUNTED}}}, luar: {{per_day: 1}}", False),
        (f"kk: {{per_day: 11, {COUNTED}}}, luar: {{per_day: 1, {NONE}}}", True),
        (f"meja: {{per_day: 11, service: kk}}, pos: {{per_day: 1, service: kk, {COUNTED}}}", True),
    ],
)
def test_a_run_from_a_measured_backlog_has_no_start_up(demand, known):
    found = line(demand, "1 week", "4 weeks")  # and an overloaded office
    assert found.verdict == ("pass" if known else "unknown")
    assert ("measured backlog" in say(found.found, "en")) is known


def drawn(monkeypatch: Any, shape: Any) -> None:
    """Let as many be open as a curve says."""
    monkeypatch.setattr(Observation, "open_requests", lambda self, moments, service=None: shape(moments))


@pytest.mark.parametrize(
    ("first", "later", "demand", "verdict"),
    [
        (10, 30, "kk: {per_day: 1}", "fail"),
        (30, 10, "kk: {per_day: 1}", "unknown"),
        (30, 10, "kk: {per_day: 1, backlog: 30, backlog_age: 4 weeks}", "fail"),
    ],
)
def test_a_pile_in_an_office_that_began_empty_is_no_start_up(monkeypatch, first, later, demand, verdict):
    drawn(monkeypatch, lambda moments: np.where(moments < 6 * WEEK, first, later))
    found = line(demand, "11 weeks", "20 weeks")
    assert found.verdict == verdict
    assert ("hide the start-up" in say(found.found, "en")) is (verdict == "unknown")
    assert line(demand, "12 weeks", "20 weeks").verdict == "pass"


@pytest.mark.parametrize(
    ("hours", "batch"), [("wed", 5), ("mon-wed", 6), ("mon-fri", 5), ("mon-sat", 6), ("mon-sun", 7)]
)
def test_what_weekdays_differ_by_is_no_start_up(monkeypatch, hours, batch):
    asked: list[tuple[Any, int]] = []
    monkeypatch.setattr(start_up, "mser", lambda *of: asked.append(of) or mser(*of))
    drawn(monkeypatch, lambda moments: 210 * (moments // DAY % 7 == 2))  # many on a Wednesday
    found = line("kk: {per_day: 1}", "0 days", "20 weeks", hours=hours)
    assert said(found) == ("pass", "start-up in weeks: 0, doubled 0")
    ((values, size),) = asked
    assert size == batch
    batches = values[: len(values) // size * size].reshape(-1, size)
    assert (batches == batches[0]).all()
