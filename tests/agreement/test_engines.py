"""The kernel against the reference engine: equal logs, to the last bit, where many come at one instant and in threads.

That they agree for every random office is seen in `test_every_office`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from orgsim.analysis.agreement.differences import first_difference
from orgsim.analysis.agreement.offices import PROPOSAL, Office
from orgsim.scenario.scenario import BASELINE
from orgsim.simulation.engines import compiled, reference
from orgsim.simulation.simulate import draw_requests, prepare, run


@pytest.mark.parametrize("number", range(0, 60, 3))
def test_both_engines_agree_where_many_come_at_one_instant(number: int) -> None:
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
        assert not first_difference(mine, theirs), (number, alternative)


def test_threads_share_a_network():
    from orgsim.analysis.executors import map_tasks

    study = prepare(Office(7).whole, PROPOSAL)
    alone = [run(study, replication, "kernel") for replication in range(8)]
    for workers in (2, 4):
        found = list(map_tasks(lambda r: run(study, r, "kernel"), reversed(range(8)), "threads", workers))
        assert all(log.equals(other) for log, other in zip(reversed(found), alone, strict=True))
