"""Tables of the organisation: what is not touched stays to the bit, what is edited is read as written."""

from __future__ import annotations

import pytest

from dashboard.tables.edit import TABLES, rows_of_cells, with_rows
from orgsim.errors import InputError
from orgsim.resources import scenarios
from orgsim.scenario.templates import template, template_names
from orgsim.scenario.yaml_file import load

OFFICES = {name: template(name) for name in template_names()}
OFFICES |= {path.parent.name: load(path) for path in sorted(scenarios().glob("*/scenario.yaml"))}
BY_NAME = {table.name: table for table in TABLES}


def edited(scenario, name, language="en", **changes):
    """Return the scenario with the cells of one row changed, named by its id; `rows` changes the rows as a whole."""
    table = BY_NAME[name]
    before = table.rows(scenario, language)
    after = [dict(row) for row in before]
    id, cells = changes.pop("id", None), changes.pop("cells", {})
    for row in after:
        if row["id"] == id:
            row.update(cells)
    return with_rows(scenario, table, before, [*after, *changes.pop("new", [])], language)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("office", sorted(OFFICES))
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_what_is_not_touched_stays_to_the_bit(table, office, language):
    scenario = OFFICES[office]
    rows = table.rows(scenario, language)
    shuffled_id = [dict(row) for row in rows]
    if len(rows) > 1 and table.name != "steps":
        shuffled_id = shuffled_id[::-1]
    again = with_rows(scenario, table, rows, shuffled_id, language)
    assert again.agency == scenario.agency
    assert again.demand == scenario.demand
    assert set(again.evidence) == set(scenario.evidence)


def test_cells_are_read_in_both_languages_and_marked():
    office = OFFICES["civil-registry"]
    cells = {"work": "1 jam 5 menit", "basis": "measured", "source": "F46"}
    changed = edited(office, "steps", id="kk/verifikasi", cells=cells)
    assert changed.agency.services["kk"].steps["verifikasi"].work.mean == 3900
    said = {e.path: e for e in changed.evidence}["agency", "services", "kk", "steps", "verifikasi", "work"]
    assert (said.basis, said.source) == ("measured", "F46")
    changed = edited(office, "volumes", "id", id="kk", cells={"per_day": "61,5", "growth": "4 %"})
    assert changed.demand["kk"].per_day == 61.5
    assert changed.demand["kk"].growth == pytest.approx(0.04)


def test_a_changed_number_loses_a_source_that_spoke_of_the_old_one():
    office = OFFICES["civil-registry"]
    path = ("agency", "services", "kk", "promise")
    assert path in {e.path for e in office.evidence if e.basis == "stated"}
    changed = edited(office, "services", id="kk", cells={"promise": "2 working days"})
    assert path not in {e.path for e in changed.evidence}
    assumed = edited(office, "volumes", id="kk", cells={"per_day": "200"})
    said = {e.path: e for e in assumed.evidence}["demand", "kk", "per_day"]
    assert (said.basis, said.range) == ("assumed", (100, 400))


def test_rows_come_and_go():
    office = OFFICES["agency-type-c"]
    more = edited(office, "units", new=[{"title": "Bidang 3", "above": "Head of the agency", "level": "bidang"}])
    assert more.agency.units["bidang-3"].reports_to == "dinas"
    post = {"title": "Clerk", "unit": "Bidang 3", "headcount": 2, "head": False, "cost": "Rp 5 juta"}
    more = edited(more, "positions", new=[post])
    assert (more.agency.positions["clerk"].headcount, more.agency.positions["clerk"].monthly_cost) == (2, 5e6)
    more = edited(more, "services", new=[{"title": "Letters", "promise": "1 working day"}])
    assert more.demand["letters"].per_day == 0
    rows = BY_NAME["services"].rows(more, "en")
    fewer = with_rows(more, BY_NAME["services"], rows, [row for row in rows if row["id"] != "layanan-1"], "en")
    assert "layanan-1" not in fewer.agency.services
    assert "layanan-1" not in fewer.demand


@pytest.mark.parametrize(
    ("name", "id", "cells", "told"),
    [
        ("units", "bidang-1", {"above": "Bidang X"}, "row 5, Reports to"),
        ("units", "bidang-1", {"title": ""}, "row 5, Unit"),
        ("units", "bidang-1", {"above": "–"}, "one unit is the top"),
        ("positions", "pelaksana-1", {"headcount": "1,5"}, "row 8, Staff"),
        ("positions", "pelaksana-1", {"basis": "stated", "source": ""}, "needs a source"),
        ("positions", "pelaksana-1", {"basis": "stated", "source": "F999"}, "no source F999"),
        ("positions", "kasubbag-umum", {"headcount": 2}, "is head of"),
        ("steps", "layanan-1/olah", {"work": "30"}, "row 2, Work"),
        ("steps", "layanan-1/olah", {"returns": "120 %"}, "row 2"),
        ("volumes", "layanan-1", {"per_day": "many"}, "row 1, Requests a day"),
    ],
)
def test_a_fault_is_told_with_its_place_and_nothing_is_changed(name, id, cells, told):
    with pytest.raises(InputError) as caught:
        edited(OFFICES["agency-type-c"], name, id=id, cells=cells)
    assert told in str(caught.value)


def test_copied_cells_become_rows():
    columns = BY_NAME["positions"].columns(OFFICES["agency-type-c"], "id")
    text = "Staf baru\tBidang 1\t3\ttidak\t\tRp 6 juta\r\nStaf lain\tBidang 2\t1\tya\t\t\r\n\r\n"
    first, second = rows_of_cells(text, columns, "id")
    assert (first["title"], first["headcount"], first["head"], first["cost"]) == ("Staf baru", "3", False, "Rp 6 juta")
    assert second["head"] is True
    (row,) = rows_of_cells("Unit\tJabatan\nBidang 1\tStaf baru\n", columns, "id")
    assert row == {"unit": "Bidang 1", "title": "Staf baru"}
    with pytest.raises(InputError, match="line 1 has 9 cells"):
        rows_of_cells("\t".join("123456789"), columns, "id")
    office = edited(OFFICES["agency-type-c"], "positions", "id", new=[first])
    assert office.agency.positions["staf-baru"].headcount == 3


def test_a_title_changes_in_the_readers_language_only():
    office = edited(OFFICES["agency-type-c"], "units", "id", id="keuangan", cells={"title": "Subbagian Aset"})
    title = office.agency.units["keuangan"].title
    assert (title.id, title.en) == ("Subbagian Aset", "Finance")
