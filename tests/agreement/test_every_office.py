"""Random offices with every mechanism in them: what all runs keep, and that each mechanism does something.

`DRAWS` offices are looked at, in chunks, so that they spread over the cores. An office is a function of its number, so
nothing depends on which test, process or order looks at it; a failure names the number.

That each mechanism matters is counted without any memory between tests. For each mechanism there is one test, which
goes through the same `DRAWS` offices in order, looks at those that have the mechanism, runs them with and without it
(same seed, same citizens) and counts the pairs of logs that differ in at least one visit. It stops when it has found
`ENOUGH` and fails if the draws are exhausted before; so the count over all draws is at least that.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from orgsim.analysis.agreement.differences import first_difference
from orgsim.analysis.agreement.mechanisms import MECHANISMS
from orgsim.analysis.agreement.offices import PROPOSAL, Office, reduced
from orgsim.scenario.misfits import misfits
from orgsim.scenario.scenario import BASELINE, Scenario
from orgsim.simulation.log import Log
from orgsim.simulation.simulate import Study, add_up, draw_requests, prepare, run
from orgsim.simulation.sums import Stretches, sums_of_log
from tests.agreement.invariants import Watched, holds, past
from tests.samples import beside_strangers
from tests.strategies import offices

DRAWS = 500
ENOUGH = 25
CHUNK = 25
MOST_VISITS = 2000
DEADLINES_ONLY = ("complaint_classes",)
"""Mechanisms that decide by when something is due, and nothing about visits: the cases tell."""


@pytest.fixture(autouse=True)
def somebody_looks_on(monkeypatch: pytest.MonkeyPatch) -> None:
    Watched.instead(monkeypatch)


def played(scenario: Scenario, alternative: str = BASELINE, engine: str = "kernel") -> tuple[Study, Log]:
    study = prepare(scenario, alternative)
    return study, run(study, 0, engine)


@pytest.mark.parametrize("first", range(0, DRAWS, CHUNK))
def test_what_every_office_keeps(first: int) -> None:
    for number in range(first, first + CHUNK):
        keeps_everything(Office(number))


@settings(max_examples=10)
@given(offices())
def test_what_any_office_keeps(office: Office) -> None:
    keeps_everything(office)


def keeps_everything(office: Office) -> None:
    note = f"Office({office.number})"
    scenario = office.whole
    assert not [str(fault) for fault in misfits(office.scenario, office.written)], note
    logs, studies = {}, {}
    for alternative in (BASELINE, PROPOSAL):
        study, log = played(scenario, alternative, "reference")  # the one that can be looked on
        assert not first_difference(run(study, 0, "kernel"), log), f"{note} {alternative}"
        stretches = Stretches(0, study.end, 2)
        assert (add_up(study, 0, stretches) == sums_of_log(log, stretches)).all(), f"{note} {alternative}"
        assert len(log.visits["case"]) <= MOST_VISITS, note
        holds(study, draw_requests(study, 0), log)
        logs[alternative], studies[alternative] = log, study
    change = studies[PROPOSAL].change
    before, after = (past(studies[alternative], log, change) for alternative, log in logs.items())
    assert before == after, note
    look = (same_again, in_another_order, undisturbed_by_strangers)[office.number % 3]
    look(scenario, logs)


def same_again(scenario: Scenario, logs: dict[str, Log]) -> None:
    assert played(scenario, PROPOSAL)[1].equals(logs[PROPOSAL])


def in_another_order(scenario: Scenario, logs: dict[str, Log]) -> None:
    agency = scenario.agency
    parts = ("units", "positions", "services", "sites", "calendars", "duties", "equipment", "supplies")
    update: dict[str, Any] = {part: dict(reversed(getattr(agency, part).items())) for part in parts}
    backwards = agency.model_copy(update={**update, "help": tuple(reversed(agency.help))})
    demand = dict(reversed(scenario.demand.items()))
    turned = scenario.model_copy(update={"agency": backwards, "demand": demand})
    assert played(turned, PROPOSAL)[1].equals(logs[PROPOSAL])


def undisturbed_by_strangers(scenario: Scenario, logs: dict[str, Log]) -> None:
    agency = scenario.agency
    larger = beside_strangers(agency, "dinas")
    demand = {**scenario.demand, "aaa-layanan": scenario.demand["kartu"].changed(population=None, every="2 jam")}
    study, log = played(scenario.changed(agency=larger, demand=demand))
    known = min(log.ended, logs[BASELINE].ended)
    alone, together = (citizens(one, study.end, known, {*agency.services}) for one in (logs[BASELINE], log))
    assert alone == together


def citizens(log: Log, end: int, known: int, services: set[str]) -> list[Any]:
    """Cases that arrived in the window, and their visits, by what they are called and not by where they stand.

    What is left over when a run ends (answers to who asked after a case that has since been closed) is left out.
    """
    cases, visits = log.decoded("cases"), log.decoded("visits")
    name = [(int(key), parent >= 0) for key, parent in zip(cases["key"], cases["parent"], strict=True)]
    chosen = (cases["arrived"] < end) & np.isin(cases["service"], sorted(services))
    rows = np.flatnonzero(chosen).tolist()
    found: list[Any] = [(name[row], [cases[c][row].item() for c in cases if c != "parent"]) for row in rows]
    for row, case in enumerate(visits["case"].tolist()):
        if chosen[case] and 0 <= visits["finished"][row] <= known:
            found.append((name[case], [visits[c][row].item() for c in visits if c != "case"]))
    return sorted(found, key=repr)


# ---------------------------------------------------------------- every mechanism matters


@cache
def played_office(number: int, alternative: str) -> Log:
    return played(Office(number).scenario, alternative)[1]


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_each_mechanism_changes_visits(mechanism: str) -> None:
    changed = 0
    for number in numbers_with(mechanism):
        alternative = MECHANISMS[mechanism].alternative
        without = played(Office(number).but(mechanism).scenario, alternative)[1]
        changed += differ(played_office(number, alternative), without, mechanism)
        if changed == ENOUGH:
            return
    pytest.fail(f"{mechanism} changed visits in {changed} of {DRAWS} offices")


def numbers_with(mechanism: str) -> Iterator[int]:
    return (number for number in range(DRAWS) if mechanism in Office(number).mechanisms)


def differ(one: Log, other: Log, mechanism: str) -> bool:
    table = "cases" if mechanism in DEADLINES_ONLY else "visits"
    first, second = one.decoded(table), other.decoded(table)
    return not all(np.array_equal(first[name], second[name]) for name in first)


def test_an_office_is_the_same_wherever_it_is_made() -> None:
    for number in (0, 7, 499):
        assert Office(number).written == Office(number).written
        assert Office(number).plan == Office(number).plan
        assert Office(number).but().whole == Office(number).whole


def test_a_failing_office_is_reduced_to_what_fails() -> None:
    number = next(numbers_with("deputies"))
    assert reduced(Office(number), lambda office: "deputies" in office.mechanisms).mechanisms == ("deputies",)
