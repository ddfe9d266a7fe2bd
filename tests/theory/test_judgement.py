"""The judging of answers, on both sides: a right simulation passes, a wrong one does not.

What is judged comes from a recursion of a few lines, so that thousands of tables can be judged: waits of one clerk at
load .8, over so few cases that their means are as skewed as those of the shipped scenarios.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from orgsim.analysis.theory.markov_queues import mmc
from orgsim.analysis.trials import AGAIN, FIRST, Trial, Verdict, judge, run_trials
from orgsim.scenario.expectation import Expectation
from orgsim.simulation.draws import philox_block

pytestmark = pytest.mark.theory

LOAD, CASES, WARM_UP, POOL = 0.8, 3000, 500, 4000
ROWS = 40
"""How many answers a table has."""


@pytest.fixture(scope="module")
def pool():
    """Mean waits of many replications, and how much more work came than usual (Lindley's recursion)."""
    wait, waits, work = np.zeros(POOL), np.zeros(POOL), np.zeros(POOL)
    for case in range(WARM_UP + CASES):
        service, gap = -np.log1p(philox_block(0, np.arange(POOL), case, 0, (1, 2))[:, :2].T / -(2.0**32))
        if case >= WARM_UP:
            waits += wait
            work += service
        wait = np.maximum(wait + service - gap / LOAD, 0)
    return waits / CASES, work / CASES - 1


def some_of_the_pool(row, number, table):
    return philox_block(row, number, table, 0, (3, 4))[:, 0].astype(np.int64) * POOL >> 32


def verdicts(pool, table, *, wrong=1.0, precision=0.06):
    """Judge one table of answers, each with replications of its own out of the pool."""
    known = Expectation(what="waiting_time", value=f"{mmc(LOAD, 1, 1).wait} s")
    trials = [Trial((known,), ((0,),), {0: 1.0}, precision) for _ in range(ROWS)]

    row = {trial: n for n, trial in enumerate(trials)}

    def draw(tasks):
        picked = some_of_the_pool([row[trial] for trial, _ in tasks], [number for _, number in tasks], table)
        return [([wrong * pool[0][i]], [pool[1][i]]) for i in picked]

    run_trials(trials, draw)
    return [answer.verdict for answers in judge(trials) for answer in answers if answer.what == "waiting_time"], trials


def test_a_right_simulation_passes_all_together(pool):
    tables = [verdicts(pool, table)[0] for table in range(25)]
    failed = sum(Verdict.DIFFERS in table for table in tables)
    assert failed <= 1, failed  # one in a hundred is promised
    assert Verdict.IMPRECISE not in {verdict for table in tables for verdict in table}


@pytest.mark.parametrize("wrong", [0.82, 1.18], ids=["too short", "too long"])
def test_an_answer_wrong_by_three_times_the_precision_is_told(pool, wrong):
    found = [verdict for table in range(3) for verdict in verdicts(pool, table, wrong=wrong)[0]]
    assert found.count(Verdict.DIFFERS) >= 0.97 * len(found)


def test_a_second_run_is_longer_and_judges_alone(pool):
    trials = verdicts(pool, 0)[1]
    again = [trial for trial in trials if trial.again is not None]
    assert again  # of eighty right answers, waits and work, some are in doubt
    assert all(trial.doubtful() for trial in again)
    for trial in again:
        assert len(trial.runs) == trial.again + AGAIN * max(trial.again, AGAIN * FIRST)
        (answers,) = judge([trial])
        counted = {answer.replications for answer in answers}
        assert len(trial.runs) - trial.again in counted <= {trial.again, len(trial.runs) - trial.again}
        # The first run, however wrong, has no say in what the second one finds.
        far_off = [([9 * wait], work) for (wait,), work in trial.runs[: trial.again]]
        (answers,) = judge([replace(trial, runs=far_off + trial.runs[trial.again :])])
        assert {answer.verdict for answer in answers} == {Verdict.AGREES}


def test_judging_at_once_would_fail_right_simulations_too_often(pool):
    """Why there is a second run: the lower tail of a few skewed means."""
    error = []
    known = mmc(LOAD, 1, 1).wait
    for table in range(4000):
        waits = pool[0][some_of_the_pool(0, np.arange(FIRST), table)]
        error.append((waits.mean() - known) / (waits.std(ddof=1) / np.sqrt(FIRST)))
    below = np.mean(np.array(error) < -2.861)  # 99 % of Student's t with 19 degrees
    assert below > 2 * 0.005
