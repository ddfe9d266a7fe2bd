"""The table of visits, kept in few bytes: the same numbers as they were, in the types that are told."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest

from orgsim.analysis.agreement.offices import PROPOSAL, Office
from orgsim.errors import SimulationError
from orgsim.simulation.engines import compiled, memory, reference, unpacking
from orgsim.simulation.log import CASE_COLUMNS, VISIT_COLUMNS, Category, Columns, columns_of
from orgsim.simulation.simulate import draw_requests, prepare
from tests.offices import DAY, MINUTE, agency, post, requests_of, service, step
from tests.offices import compiled as network_of
from tests.unit.test_compiled_engine import SETTINGS, office

YEAR = 365 * DAY
TEAM = next(number for number in range(100) if "teams" in Office(number).mechanisms)


def both(network, requests, settings):
    """The logs of both engines."""
    return [engine.run(network, requests, **settings) for engine in (compiled, reference)]


@pytest.mark.parametrize("number", [TEAM, 7, 21])
@pytest.mark.parametrize(
    ("module", "name", "value"), [(unpacking, "_SMALL", 0), (memory, "_LONG", 1), (memory, "_MANY", 0)]
)
def test_a_log_where_it_was_written_or_in_wider_types_is_the_same(number, module, name, value, monkeypatch):
    study = prepare(Office(number).whole, PROPOSAL)
    requests = draw_requests(study, 0)
    settings = {"seed": 3, "replication": 0, "end": study.end, "limit": study.limit}
    expected = compiled.run(study.network, requests, **settings)
    monkeypatch.setattr(module, name, value)
    log = compiled.run(study.network, requests, **settings)
    assert len(log.visits["case"]) > 100
    assert log.equals(expected)


def test_a_log_in_which_many_never_begin_finds_room(monkeypatch):
    monkeypatch.setattr(memory, "_BLOCKS", 1)
    monkeypatch.setattr(memory, "_VISITS", 0)
    steps = {"x": step("loket", "10 min", patience={"mean": "15 min"}), "y": step("loket", "5 min")}
    network = network_of(agency(positions={"loket": post("dinas", 90)}, services={"a": service(steps=steps)}))
    log, other = both(network, requests_of(network, [("a", 480 + n // 20) for n in range(9000)]), SETTINGS)
    assert (log.visits["started"] < 0).sum() > 4000
    assert (log.visits["started"] >= 0).sum() > 4000
    assert log.equals(other)


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_another_team_than_began_is_told_whole(number):
    times = (("every", "60 min"), ("lasting", "30 min"))
    printer = {"title": "Printer", "outages": {name: {"mean": mean, "scv": 0} for name, mean in times}}
    steps = {"x": step("loket", uses={"printer": 1}, together_with={"saksi": 2}), "y": step("saksi", "20 min")}
    posts = {"loket": post("dinas", 3), "saksi": post("dinas", 9)}
    network = network_of(agency(positions=posts, services={"a": service(steps=steps)}, equipment={"printer": printer}))
    before = network.phases[0]
    first = before.tasks[before.first[0]]
    team = {site: ((people, number),) * (number > 0) for site, ((people, _),) in first.team.items()}
    after = replace(before, start=75 * MINUTE, tasks={**before.tasks, first.code: replace(first, team=team)})
    log, other = both(
        replace(network, phases=(before, after)),
        requests_of(network, [("a", n) for n in (40, 54, 57, 58, 70)]),
        SETTINGS,
    )
    assert np.bincount(log.visits["case"][log.visits["category"] == Category.TEAM], minlength=5)[0] == 2
    assert np.bincount(log.visits["case"][log.visits["category"] == Category.TEAM], minlength=5)[2] == number
    assert log.equals(other)


def test_columns_have_the_types_that_the_tables_say_and_cannot_be_written():
    log, other = both(office(), requests_of(office(), [("a", 480), ("a", 490)]), SETTINGS)
    for table, types in ((log.visits, VISIT_COLUMNS), (log.cases, CASE_COLUMNS), (other.visits, VISIT_COLUMNS)):
        assert list(table) == list(types)
        for name, values in table.items():
            assert values.dtype == np.dtype(types[name])
            with pytest.raises(ValueError, match="read-only"):
                values[:] = 0


@pytest.mark.parametrize("years", [30, 40, 60])
def test_who_has_waited_for_decades_is_told_as_the_reference_tells_it(years):
    log, other = both(office(), requests_of(office(), [("a", -years * YEAR), ("a", 480)]), SETTINGS)
    assert log.equals(other)
    assert log.cases["arrived"][0] == -years * YEAR * MINUTE
    assert log.visits["started"].max() > 0


def test_a_wait_beyond_what_a_log_tells_is_an_error():
    with pytest.raises(SimulationError, match="left the range"):
        compiled.run(office(), requests_of(office(), [("a", -70 * YEAR)]), **SETTINGS)


def test_rows_of_a_table_are_found_whole_or_by_column():
    kept = {"case": np.array([[1, 2], [3, 0]], np.int8), "started": np.array([[5, 6], [-1, 0]], np.int32)}
    table = Columns({"case": "i8", "started": "i8"}, kept, 3)
    assert {name: values.tolist() for name, values in table.items()} == {"case": [1, 2, 3], "started": [5, 6, -1]}
    rows = np.array([2, 0])
    assert table.of("started", rows).tolist() == table.rows(rows)["started"].tolist() == [-1, 5]
    assert table.of("started", rows).dtype == np.int64
    assert table.rows(slice(1))["case"].tolist() == [1]
    changed = table.changed(case=np.array([9, 9, 9]))
    assert (changed["case"].tolist(), changed["started"].tolist()) == ([9, 9, 9], [5, 6, -1])
    assert table["case"].tolist() == [1, 2, 3]
    assert pickle.loads(pickle.dumps(table))["case"].tolist() == [1, 2, 3]


@pytest.mark.parametrize("values", [[], [0], [-1, 127], [128], [-32_768], [1 << 31], [-(1 << 62), 1 << 62]])
def test_whole_numbers_come_back_from_few_bytes(values):
    found = columns_of({"ready": "i8"}, [("ready", values)])["ready"]
    assert (found.tolist(), found.dtype) == (values, np.int64)
