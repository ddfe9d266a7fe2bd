"""Mechanisms with a known answer: the mean over batches of a few runs lies within its 99 % interval, all together."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import t as student

from orgsim.scenario.yaml_file import load
from orgsim.simulation.log import Outcome
from orgsim.simulation.simulate import prepare, run

THEORY = Path(__file__).parents[2] / "scenarios" / "theory"
BATCHES = 6  # of a run, by the time of arrival
CHECKS = 30


class Batch:
    """The cases of a service that arrived in a part of a run, and their visits."""

    def __init__(self, log, service: str, begin: int, end: int) -> None:
        cases, visits = log.cases, log.visits
        mine = (cases["service"] == log.names["service"].index(service)) & (cases["arrived"] >= begin)
        self.log, self.begin, self.end = log, begin, end
        self.all = cases["service"] == log.names["service"].index(service)
        self.cases = mine & (cases["arrived"] < end)
        self.visits = self.cases[visits["case"]]
        self.served = self.visits & (visits["started"] >= 0)

    def wait(self) -> float:
        visits = self.log.visits
        return float((visits["started"] - visits["enqueued"])[self.served].mean())

    def time(self) -> float:
        cases = self.log.cases
        return float((cases["finished"] - cases["arrived"])[self.cases].mean())

    def did(self, outcome: Outcome) -> float:
        return float((self.log.cases["outcome"][self.cases] == outcome).mean())

    def wait_at_all(self) -> float:
        visits = self.log.visits
        return float((visits["started"] != visits["enqueued"])[self.visits].mean())

    def queue(self) -> float:
        """The mean number that wait, whether they are served or give up."""
        cases, visits = self.log.cases, self.log.visits
        mine = self.all[visits["case"]]
        left = np.where(visits["started"] >= 0, visits["started"], cases["finished"][visits["case"]])[mine]
        return self._over_time(visits["enqueued"][mine], left)

    def present(self) -> float:
        return self._over_time(self.log.cases["arrived"][self.all], self.log.cases["finished"][self.all])

    def _over_time(self, begun, ended) -> float:
        ended = np.where(ended < 0, self.end, ended)
        return float((np.clip(ended, self.begin, self.end) - np.clip(begun, self.begin, self.end)).sum()) / (
            self.end - self.begin
        )


@lru_cache
def observed(name: str, runs: int) -> dict[str, list[Batch]]:
    """Batches of some runs of a scenario, by service."""
    study = prepare(load(THEORY / f"{name}.yaml"))
    edges = np.linspace(study.change, study.end, BATCHES + 1).astype(int).tolist()
    logs = [run(study, replication) for replication in range(runs)]
    return {
        service: [Batch(log, service, begin, end) for log in logs for begin, end in pairwise(edges)]
        for service in logs[0].names["service"]
    }


def assert_known(
    batches: list[Batch],
    measure: Callable[[Batch], float],
    known: float,
    *,
    within: float = 0.0,
    precision: float = 0.07,
) -> None:
    values = np.array([measure(batch) for batch in batches])
    error = values.std(ddof=1) / np.sqrt(values.size)
    assert error < precision * known
    reach = student.ppf(1 - 0.005 / CHECKS, values.size - 1)
    assert abs(values.mean() - known) < reach * error + within * known, (values.mean() / known, error / known)


MINUTES = 60.0


def test_a_full_room_sends_citizens_away():
    found = observed("full-room", 8)["berkas"]
    assert_known(found, lambda batch: batch.did(Outcome.REFUSED), 0.126023)
    assert_known(found, Batch.wait, 1.790286 * 10 * MINUTES)


@pytest.mark.parametrize(
    ("name", "service", "waits", "leaves", "queue"),
    [
        ("patience", "sembilan", 0.468942, 0.067012, 1.206211),
        ("patience", "sepuluh", 0.619655, 0.103913, 2.078264),
        ("patience-large", "lima-puluh", 0.518808, 0.056325, 2.816250),
    ],
)
def test_citizens_give_up(name, service, waits, leaves, queue):
    found = observed(name, 6)[service]
    assert_known(found, Batch.wait_at_all, waits)
    assert_known(found, lambda batch: batch.did(Outcome.ABANDONED), leaves)
    assert_known(found, Batch.queue, queue)


def test_urgent_work_interrupts():
    found = observed("preemption", 8)
    assert_known(found["mendesak"], Batch.time, 1.428571 * 10 * MINUTES)
    assert_known(found["biasa"], Batch.time, 7.142857 * 10 * MINUTES)


def test_a_closed_group_comes_again():
    found = observed("closed-group", 6)["berkas"]
    assert_known(found, Batch.wait, 0.639522 * 10 * MINUTES)
    assert_known(found, Batch.present, 0.845149)


def test_citizens_who_come_in_pairs_wait_for_each_other():
    found = observed("groups", 6)["berkas"]
    assert_known(found, Batch.wait, 2.75 * 10 * MINUTES)
    assert_known(found, Batch.present, 2.25)


def test_a_weekly_committee_and_a_batch():
    found = observed("gatherings", 3)
    assert_known(found["sidang"], Batch.wait, 84 * 60 * MINUTES)
    assert_known(found["kumpulan"], Batch.wait, 27 * 60 * MINUTES)


def test_the_shortest_line_is_between_one_line_and_chance():
    assert_known(observed("shortest-line", 6)["berkas"], Batch.wait, 1.955737 * 10 * MINUTES)


def test_a_complaints_division_is_not_better_by_itself():
    found = observed("complaints-division", 4)
    known = {"nol": (8, 8), "lima": (12, 12), "sepuluh": (19, 19), "bidang": (15, 37.5)}
    for name, waits in known.items():
        for service, wait in zip("ab", waits, strict=True):
            assert_known(found[f"{name}-{service}"], Batch.wait, wait * MINUTES, within=0.15, precision=0.2)
    mean = {name: np.mean([batch.wait() for batch in found[f"{name}-a"]]) for name in known}
    assert mean["nol"] < mean["lima"] < mean["sepuluh"]
    assert mean["nol"] < mean["bidang"] < mean["sepuluh"]
