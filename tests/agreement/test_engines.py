"""The kernel against the reference engine: equal logs, to the last bit, for random offices with every mechanism."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from orgsim.scenario.scenario import BASELINE, Scenario
from orgsim.simulation.log import Log
from orgsim.simulation.simulate import prepare, run
from tests.agreement.offices_with_everything import DRAWS, PROPOSAL, Office

CHUNK = 25


def where_they_differ(mine: Log, theirs: Log) -> str:
    """What differs first: table, column, row and both numbers."""
    if mine.ended != theirs.ended:
        return f"ended {mine.ended}, {theirs.ended}"
    for table in ("cases", "visits"):
        one, two = mine.decoded(table), theirs.decoded(table)
        for column in one:
            length = min(len(one[column]), len(two[column]))
            rows = np.flatnonzero(one[column][:length] != two[column][:length])
            if len(rows):
                return f"{table}.{column}[{rows[0]}]: {one[column][rows[0]]}, {two[column][rows[0]]}"
        if len(one["service"]) != len(two["service"]):
            return f"{table}: {len(one['service'])} rows, {len(two['service'])}"
    return ""


def agree(scenario: Scenario, note: str) -> None:
    for alternative in (BASELINE, PROPOSAL):
        study = prepare(scenario, alternative)
        assert not where_they_differ(run(study, 0, "kernel"), run(study, 0, "reference")), f"{note} {alternative}"


@pytest.mark.parametrize("first", range(0, DRAWS, CHUNK))
def test_both_engines_tell_the_same_story(first: int) -> None:
    for number in range(first, first + CHUNK):
        agree(Office(number).whole, f"Office({number})")


@pytest.mark.parametrize("number", range(0, 60, 3))
def test_both_engines_agree_where_many_come_at_one_instant(number: int) -> None:
    from orgsim.simulation.engines import compiled, reference
    from orgsim.simulation.simulate import ENGINES, draw_requests  # noqa: F401  # what is run, with requests of our own

    scenario = Office(number).whole
    for alternative in (BASELINE, PROPOSAL):
        study = prepare(scenario, alternative)
        drawn = draw_requests(study, 0)
        tick = drawn.arrived // 1800 * 1800
        order = np.lexsort((drawn.key, np.where(drawn.follows < 0, tick, drawn.arrived)))
        if (drawn.follows >= 0).any():
            order = np.arange(len(drawn))
            tick = drawn.arrived
        asked = replace(
            drawn,
            **{name: getattr(drawn, name)[order] for name in drawn.__dataclass_fields__} | {"arrived": tick[order]},
        )
        settings = {"seed": scenario.run.seed, "replication": 0, "end": study.end, "limit": study.limit}
        mine, theirs = (engine.run(study.network, asked, **settings) for engine in (compiled, reference))
        assert not where_they_differ(mine, theirs), (number, alternative)


def test_threads_share_a_network():
    from orgsim.analysis.executors import map_tasks

    study = prepare(Office(7).whole, PROPOSAL)
    alone = [run(study, replication, "kernel") for replication in range(8)]
    for workers in (2, 4):
        found = list(map_tasks(lambda r: run(study, r, "kernel"), reversed(range(8)), "threads", workers))
        assert all(log.equals(other) for log, other in zip(reversed(found), alone, strict=True))
