"""What the compiled engine refuses, how it grows, how it stops, and the waits that it gives without a log."""

from __future__ import annotations

import signal
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from orgsim.analysis.agreement.check import compare_engines
from orgsim.analysis.agreement.differences import first_difference
from orgsim.analysis.agreement.offices import PROPOSAL, Office
from orgsim.errors import SimulationError
from orgsim.scenario.scenario import BASELINE
from orgsim.scenario.yaml_file import load
from orgsim.simulation.engines import compiled, layout, memory, reference
from orgsim.simulation.engines.feed import Feed
from orgsim.simulation.log import Category
from orgsim.simulation.requests import Requests
from orgsim.simulation.simulate import add_up, draw_requests, prepare
from orgsim.simulation.stopping import until
from orgsim.simulation.sums import Stretches
from orgsim.simulation.tables import QuantileTable
from tests.offices import DAY, MINUTE, agency, post, requests_of, service, step
from tests.offices import compiled as network_of

SETTINGS = {"seed": 1, "replication": 0, "end": 60 * DAY * MINUTE, "limit": 100 * DAY * MINUTE}

INTERRUPTED = """
import sys
from orgsim.analysis.executors import map_tasks
from tests.unit.test_compiled_engine import SETTINGS, compiled, office, requests_of

network = office()
requests = requests_of(network, [("a", 480 + n) for n in range(50)])

def for_ever(number):
    print("running\\n", end="", flush=True)  # at once, for the other may write between two parts of a line
    while True:
        compiled.run(network, requests, **SETTINGS)

try:
    list(map_tasks(for_ever, range(2), "threads", workers=2))
except KeyboardInterrupt:
    sys.exit(130)
"""


def office():
    """An office with a step, and one after it."""
    steps = {"x": step("loket", "10 min"), "y": step("loket", "5 min")}
    return network_of(agency(positions={"loket": post("dinas", 3)}, services={"a": service(steps=steps)}))


def changed(network, **fields):
    """The network with other fields of its first step."""
    phase = network.phases[0]
    first = phase.first[0]
    return replace(
        network, phases=(replace(phase, tasks={**phase.tasks, first: replace(phase.tasks[first], **fields)}),)
    )


def one_case(network):
    return requests_of(network, [("a", 480)])


def refused(network, requests=None, **settings):
    """What the engine says of a run that it refuses: what, and how to mend it."""
    with pytest.raises(SimulationError) as raised:
        compiled.run(network, one_case(network) if requests is None else requests, **{**SETTINGS, **settings})
    fault = raised.value.faults[0]
    assert fault.remedy is not None
    return str(fault)


def test_a_duration_beyond_all_bounds_is_an_error():
    for ticks in (1 << 32, (1 << 40) - 1):
        knots = np.full(4097, ticks)
        assert "a duration left the range" in refused(changed(office(), table=QuantileTable(knots, knots, ticks)))


def test_a_run_without_end_is_an_error():
    assert "longer than times can be counted" in refused(office(), limit=1 << 58)


def test_more_cases_than_numbers_are_an_error():
    words = np.broadcast_to(np.uint64(0), (1 << 30) + 1)
    ticks, codes = words.view(np.int64), np.broadcast_to(np.int32(0), words.shape)
    requests = Requests(words, codes, codes, codes, ticks, ticks, ticks, ticks)
    assert "more cases come" in refused(office(), requests)


def test_more_visits_than_numbers_are_an_error(monkeypatch):
    assert len(compiled.run(office(), one_case(office()), **SETTINGS).visits["case"]) == 2
    monkeypatch.setattr(compiled, "_MOST_VISITS", 1)
    assert "more visits are made" in refused(office())


def test_more_phases_or_steps_than_numbers_are_an_error():
    network = office()
    assert "more phases" in refused(replace(network, phases=network.phases * 4097))
    phase, task = network.phases[0], next(iter(network.phases[0].tasks.values()))
    crowded = replace(phase, tasks=dict.fromkeys(range((1 << 15) + 1), task))
    assert "the steps of all services" in refused(replace(network, phases=(crowded,)))


def test_a_run_that_does_not_fit_into_the_memory_is_an_error(monkeypatch):
    def full(*_, **__):
        raise MemoryError

    monkeypatch.setattr(memory, "_laid_out", full)
    assert "do not fit into the memory" in refused(office())


def branching(number):
    """An office whose first step opens so many branches, all alike; the visits to their step are numbered."""
    network = office()
    phase = network.phases[0]
    second = phase.tasks[phase.first[0]].next
    tasks = {**phase.tasks, second: replace(phase.tasks[second], rework_to=second)}
    return changed(replace(network, phases=(replace(phase, tasks=tasks),)), parallel=(second,) * number)


def test_more_branches_than_can_be_followed_are_an_error():
    assert "more branches at once" in refused(branching(5000))


def test_many_branches_at_one_instant_find_room():
    network = branching(1500)
    requests = one_case(network)
    logs = [engine.run(network, requests, **SETTINGS) for engine in (compiled, reference)]
    assert logs[0].equals(logs[1])
    assert len(logs[0].visits["case"]) == 1501


def test_waits_without_a_log_are_those_of_the_log():
    for number in (7, 21, 33):
        study = prepare(Office(number).whole, PROPOSAL)
        requests = draw_requests(study, 0)
        settings = {"seed": 3, "replication": 0, "end": study.end, "limit": study.limit}
        log = compiled.run(study.network, requests, **settings)
        served = (log.visits["started"] >= 0) & (log.visits["category"] != Category.TEAM)
        waited = (log.visits["started"] - log.visits["enqueued"])[served]
        total = np.bincount(log.visits["case"][served], weights=waited, minlength=len(log.cases["key"]))
        asked = log.cases["parent"] < 0
        of_case = dict(zip(log.cases["key"][asked].tolist(), total[asked].tolist(), strict=True))
        waits = compiled.case_waits(study.network, requests, **settings)
        assert waits.tolist() == [of_case.get(key, 0) for key in requests.key.tolist()]
        assert waits.sum() > 0


def test_requests_that_come_in_parts_are_those_that_come_at_once():
    number = next(n for n in range(100) if "population" not in Office(n).mechanisms)  # nobody follows another
    study = prepare(Office(number).whole, PROPOSAL)
    requests = draw_requests(study, 0)
    stretches = Stretches(0, study.end, 3)
    settings = {"seed": 3, "replication": 0, "end": study.end, "limit": study.limit, "stretches": stretches}
    whole = compiled.sums(study.network, requests, **settings)
    for size in (1, 7, len(requests)):
        parts = (requests[first : first + size] for first in range(0, len(requests), size))
        assert (compiled.sums(study.network, parts, **settings) == whole).all()
    inside = requests.arrived[(requests.arrived >= 0) & (requests.arrived < study.end)]
    assert whole[:, :, 0].sum(axis=1).tolist() == np.bincount(inside // stretches.length, minlength=3).tolist()
    assert len(inside) > 10
    assert not compiled.sums(study.network, (), **settings).any()


def test_the_kernel_remembers_only_the_cases_that_are_open():
    network = office()
    number = 20_000
    requests = requests_of(network, [("a", 480 + 10 * n) for n in range(number)])
    end = 480 * MINUTE + 10 * number * MINUTE
    feed = Feed(requests, end)
    ended = compiled._ended(network, feed, 1, 0, end, end + 100 * DAY * MINUTE, keeps=layout.KEEP_SUMS)
    assert ended[layout.CASES] == number
    assert ended[layout.USED_CASES] < number / 5
    assert len(ended) < layout.C_WIDTH * number  # words: a case of its own for each would take as many


def test_totals_of_a_longer_time_take_no_more_memory():
    scenario = load(Path("scenarios/theory/mmc-70.yaml"))
    came, peaks = [], []
    for observe in ("60 days", "60 days", "600 days"):  # the first one also loads what is loaded once
        study = prepare(scenario.changed(run=scenario.run.changed(observe=observe)), BASELINE)
        study.sources  # noqa: B018  # who may come, day by day: worked out once, and small
        tracemalloc.start()
        came.append(int(add_up(study, 0, Stretches(study.change, study.end))[0, :, 0].sum()))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert came[2] > 9 * came[1] > 500_000
    assert peaks[2] < 1.2 * peaks[1]


def test_a_case_is_kept_as_long_as_something_may_come_of_it():
    """Lateness and asking after a case are told of the case that they were meant for, though many came since."""
    for number in range(40):
        if {"complaints", "chasing"} & {*Office(number).mechanisms}:
            for name in (BASELINE, PROPOSAL):
                assert compare_engines(Office(number).whole, name) is None


def test_a_run_that_is_not_wanted_any_more_stops():
    network = office()
    with until(lambda: True), pytest.raises(KeyboardInterrupt):
        compiled.run(network, one_case(network), **SETTINGS)
    with until(lambda: False):
        assert len(compiled.run(network, one_case(network), **SETTINGS).cases["key"]) == 1


def test_a_long_run_asks_whether_it_is_wanted():
    network = office()
    requests = requests_of(network, [("a", 480 + n / 100) for n in range(60_000)])
    asked = []
    with until(lambda: len(asked) == 3 or asked.append(1)), pytest.raises(KeyboardInterrupt):
        compiled.run(network, requests, **{**SETTINGS, "limit": 10_000 * DAY * MINUTE})


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_an_interrupt_ends_runs_in_threads():
    with subprocess.Popen([sys.executable, "-c", INTERRUPTED], stdout=subprocess.PIPE, text=True) as run:
        try:
            assert [run.stdout.readline() for _ in range(2)] == ["running\n"] * 2
            run.send_signal(signal.SIGINT)
            assert run.wait(timeout=30) == 130
        finally:
            run.kill()


def test_visits_are_counted_beyond_the_bytes_of_a_case():
    names = [f"langkah-{n}" for n in range(9)]  # more than there are bytes
    steps = {name: step("loket", "1 min") for name in names}
    steps[names[-1]] = step("loket", "1 min", returns={"share": "99.5 %", "to": names[0]})
    network = network_of(agency(positions={"loket": post("dinas", 3)}, services={"a": service(steps=steps)}))
    requests = requests_of(network, [("a", 480 + n) for n in range(12)])
    mine, theirs = (engine.run(network, requests, **SETTINGS) for engine in (compiled, reference))
    assert not first_difference(mine, theirs)
    assert mine.visits["visit"].max() > 300  # more than a byte holds
