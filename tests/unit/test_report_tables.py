"""Numbers in tables: with interval and basis, digits by their precision, and a place for everything missing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgsim.analysis.findings import AssumptionInUse, Estimate, Overload
from orgsim.analysis.loads import GroupLoad
from orgsim.analysis.provenance import assumptions_in_use
from orgsim.analysis.statistics.intervals import Interval
from orgsim.assumptions import Assumptions
from orgsim.errors import message
from orgsim.language import LANGUAGES
from orgsim.report.amounts import Amount, Plain, digits_for
from orgsim.report.comparison_tables import (
    assumptions_table,
    estimates_table,
    summary_table,
    table_of_loads,
)
from orgsim.report.face import table, tell
from orgsim.report.verdicts import RATIO_DECIDES
from tests.unit.test_story import AFTER, BETTER, LEAD, TITLES, comparison_of, row, swapped


def cells(found, language="en"):
    return found.spoken(language)


def test_every_number_stands_beside_its_interval():
    found = estimates_table(BETTER, "merge", AFTER, TITLES)
    lines = {line[0]: line for line in cells(found)[1:]}
    assert lines["Lead time (office hours), minutes"][1:] == [
        "100.0", "77.0", "−23.0 [−28.0 … −18.0]", "−23.0 % [−28.0 … −18.0]", "better",
    ]  # fmt: skip
    assert lines["Promise kept, per cent"][1:] == ["90.0", "96.0", "+6.0 [+5.0 … +7.0]", "–", "better"]
    assert "Basis of these numbers (the weakest of what went in): assumed." in map(str, found.notes)
    assert all(len(line) == len(found.columns) for line in cells(found))


def test_swapped_arms_give_the_opposite_numbers():
    there = {line[0]: line for line in cells(estimates_table(BETTER, "merge", AFTER, TITLES))}
    back = {line[0]: line for line in cells(estimates_table(swapped(BETTER), "merge", AFTER, TITLES))}
    one, other = there["Lead time (office hours), minutes"], back["Lead time (office hours), minutes"]
    assert (one[1], one[2]) == (other[2], other[1])
    assert other[3] == "+23.0 [+18.0 … +28.0]"
    assert (one[5], other[5]) == ("better", "worse")


def test_what_is_missing_is_a_dash_with_its_reason():
    none = Estimate("merge", "transition", LEAD, "all", "min", None, 5.0, reason=message("it grows without end"))
    found = estimates_table(comparison_of(none), "merge", AFTER, TITLES)
    assert cells(found)[1][2:] == ["–", "–", "–", "–"]
    assert "About Lead time (office hours): it grows without end." in map(str, found.notes)


def test_rows_of_groups_are_called_by_their_title():
    rows = [one for one in BETTER.estimates if one.group != "all"]
    found = estimates_table(BETTER, "merge", AFTER, TITLES, rows)
    assert [line[0] for line in cells(found, "id")[1:]] != [line[0] for line in cells(found)[1:]]
    assert cells(found)[1][0].endswith(": Certificate")


def test_a_large_change_is_told_as_a_factor():
    found = estimates_table(comparison_of(row(LEAD, 10.0, 250.0, 20.0, "worse")), "merge", AFTER, TITLES)
    assert cells(found)[1][4] == "× 25.0 [23.0 … 27.0]"


def test_a_clear_verdict_beside_a_difference_that_holds_zero_is_explained():
    lead = next(one for one in BETTER.estimates if (one.kpi, one.group) == (LEAD, "all"))
    clear, told = estimates_table(BETTER, "merge", AFTER, TITLES), str(RATIO_DECIDES)
    assert told not in map(str, clear.notes)
    assert told not in map(str, summary_table(BETTER).notes)
    wide = comparison_of(replace(lead, high=0.5))
    assert wide.estimates[0].verdict == "better"
    for found in (estimates_table(wide, "merge", AFTER, TITLES), summary_table(wide)):
        assert [str(note) for note in found.notes].count(told) == 1
    unclear = comparison_of(replace(lead, high=0.5, verdict="not_separable"))
    assert told not in map(str, estimates_table(unclear, "merge", AFTER, TITLES).notes)


def test_one_line_for_each_alternative():
    found = summary_table(BETTER)
    assert cells(found)[1] == ["Merge", "0.00", "77.0", "−23.0 [−28.0 … −18.0]", "−23.0 % [−28.0 … −18.0]", "better"]
    overload = Overload((), ("transition",), Interval(10.0, 2.0, 20))
    assert cells(summary_table(replace(BETTER, overloaded={"merge": overload})))[1][-1] == "overloaded"


def test_loads_name_the_posts_and_judge_them():
    groups = tuple(GroupLoad(("kk/a",), ("loket",), ("kabid",), 1, load, 0.0, 0.0) for load in (1.32, 0.95, 0.5))
    found = table_of_loads({"Merge": groups}, TITLES)
    assert [line[1:] for line in cells(found)[1:]] == [
        ["Head of division", "1", "1.32", "overloaded"],
        ["Head of division", "1", "0.95", "nearly full"],
        ["Head of division", "1", "0.50", ""],
    ]


def test_of_other_structures_only_the_loads_that_differ_are_shown():
    def group(post: str, load: float, staff: int = 1) -> GroupLoad:
        return GroupLoad((f"kk/{post}",), (post,), (post,), staff, load, 0.0, 0.0)

    before = (group("loket", 0.8), group("kabid", 0.5), group("kasi", 0.4))
    after = (group("loket", 0.8001), group("kabid", 0.9, 2))
    loads = {"Now": before, "Merge": after}
    found = table_of_loads(loads, TITLES, differing=True)
    assert [line[0] for line in cells(found)[1:]] == ["Now", "Now", "Now", "Merge", "Merge"]
    assert cells(found)[4][2:] == ["2", "0.90", "nearly full"]
    assert cells(found)[5][2:] == ["–", "–", "no cases any more"]
    assert "“Now”" in str(found.notes[-1])
    assert len(table_of_loads(loads, TITLES).rows) == 5
    assert len(table_of_loads({"Now": before}, TITLES, differing=True).notes) == 1


def test_assumptions_stand_with_range_basis_and_source():
    entry = AssumptionInUse("switching", 120.0, (0.0, 240.0), "assumed", None)
    found = assumptions_table(replace(BETTER, assumptions=(entry,)))
    assert cells(found)[1][1:5] == ["2 minutes", "0 minutes … 4 minutes", "assumed", "–"]


@pytest.mark.parametrize(
    ("language", "said"), [("id", "di atas 1, tumpukan bertambah"), ("en", "above 1 a pile grows")]
)
def test_the_source_of_an_assumption_is_said_in_the_readers_language(language, said):
    given = Assumptions.model_validate({"switching": {"value": "2 min", "source": "stopwatch, March"}})
    found = assumptions_table(replace(BETTER, assumptions=assumptions_in_use(given, ["reconcile.load"])))
    sources = [line[4] for line in cells(found, language)[1:]]
    assert sources[0].startswith(said)
    assert sources[1] == "stopwatch, March"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_face_shows_and_tells(language):
    assert "77" in table(BETTER, language=language)
    assert table(BETTER, "merge", language).count("\n") >= 5
    assert tell(BETTER, language)


@given(half=st.floats(1e-6, 1e6), value=st.floats(-1e6, 1e6))
def test_the_digits_show_the_half_width(half, value):
    digits = digits_for(half, value)
    assert 0 <= digits <= 3
    # What rounding takes away is small beside the interval, unless three digits do not suffice.
    assert 0.5 * 10**-digits <= 0.06 * half or digits == 3 or half >= 10


@given(value=st.floats(-1e9, 1e9), digits=st.integers(0, 3))
def test_numbers_never_show_a_negative_zero_or_a_hyphen(value, digits):
    for language in LANGUAGES:
        text = Plain(value, digits).say(language)
        assert "-" not in text
        assert not (text.startswith("−") and not text.strip("−0.,"))


@given(st.floats(-1e6, 1e6))
def test_a_difference_is_its_sign_and_its_size(value):
    for measure in ("min", "h", "share", "cases", "Rp", "cases/week", "per case"):
        told, size = Amount(value, measure, "difference").say("en"), Amount(value, measure, "size").say("en")
        assert told.lstrip("+−") == size
