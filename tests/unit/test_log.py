"""The table of visits, kept in few bytes: the same numbers as they were, in the types that are told."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from orgsim.analysis.agreement.offices import PROPOSAL, Office
from orgsim.errors import SimulationError
from orgsim.simulation.engines import compiled, reference, unpacking
from orgsim.simulation.log import CASE_COLUMNS, VISIT_COLUMNS, Columns, columns_of
from orgsim.simulation.simulate import draw_requests, prepare
from tests.offices import DAY, MINUTE, requests_of
from tests.unit.test_compiled_engine import SETTINGS, office

YEAR = 365 * DAY
TEAM = next(number for number in range(100) if "teams" in Office(number).mechanisms)


def both(network, requests, settings):
    """The logs of both engines."""
    return [engine.run(network, requests, **settings) for engine in (compiled, reference)]


@pytest.mark.parametrize("number", [TEAM, 7, 21])
@pytest.mark.parametrize(("name", "value"), [("_AT_ONCE", 7), ("_AT_ONCE", 64), ("_FEW", 0)])
def test_a_log_in_blocks_or_in_wider_types_is_the_same(number, name, value, monkeypatch):
    study = prepare(Office(number).whole, PROPOSAL)
    requests = draw_requests(study, 0)
    settings = {"seed": 3, "replication": 0, "end": study.end, "limit": study.limit}
    expected = compiled.run(study.network, requests, **settings)
    monkeypatch.setattr(unpacking, name, value)
    log = compiled.run(study.network, requests, **settings)
    assert len(log.visits["case"]) > 100
    assert log.equals(expected)


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
    found = columns_of({"ready": "i8"}, {"ready": values})["ready"]
    assert (found.tolist(), found.dtype) == (values, np.int64)
