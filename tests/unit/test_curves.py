"""Weekly curves and distributions: counted from the log, put together over replications."""

from __future__ import annotations

import datetime as dt

import pytest

from orgsim.analysis.curves import CurveCounts, count_curve, curve_of
from orgsim.analysis.observation import Observation
from orgsim.analysis.reading import Reading
from orgsim.analysis.spreads import EDGES, SpreadCounts, count_spread, spread_of
from orgsim.simulation.log import Outcome
from tests.small_office import WHOLE, at, case, log_of, small_log, study_of


def test_a_week_counts_who_arrived_in_it_and_what_is_open_at_its_end():
    cases = [
        case("ktp", at(1, 9), at(1, 11)),  # 2 hours of office time
        case("ktp", at(1, 9), at(1, 10), outcome=Outcome.ABANDONED),  # gave up: enters no mean
        case("ktp", at(8, 9), at(8, 12)),
        case("akta", at(9, 14), at(15, 9)),
        case("akta", at(9, 8), at(9, 9), parent=0),  # a complaint is no request
    ]
    found = count_curve(Reading(study_of(change=at(7), end=at(21), limit=at(28)), log_of(cases, []), at(28)))
    assert found.timed == (1, 2, 0)
    assert found.office_ticks[0] == 2 * 3600
    assert found.office_ticks[1] == 3 * 3600 + (2 + 2 * 7 + 7 + 1) * 3600  # to the Tuesday after, nights left out
    assert found.open_requests == (0, 1, 0)


def test_replications_become_means_with_intervals_and_a_week_without_requests_has_none():
    made = study_of(change=at(7), end=at(14))
    counts = [CurveCounts((2, 1), (7200, 600), (3, 4)), CurveCounts((1, 0), (7200, 0), (5, 4))]
    found = curve_of(made, counts)
    assert found.change == dt.date(2026, 1, 12)
    assert [week.monday for week in found.weeks] == [dt.date(2026, 1, 5), dt.date(2026, 1, 12)]
    first, second = found.weeks
    assert first.lead_time is not None
    assert first.lead_time.mean == pytest.approx((60 + 120) / 2)
    assert first.lead_time.half_width > 0
    assert second.lead_time is None
    assert (second.open_requests.mean, second.open_requests.half_width) == (4, 0)


def test_shares_count_the_open_ones_and_end_where_they_are_no_longer_known():
    counts = count_spread(Observation(study_of(), small_log(), WHOLE))
    assert counts.requests == 3
    by_edge = dict(zip(EDGES, counts.within, strict=True))
    assert by_edge[420] == 0  # 430 minutes of office time, see small_log
    assert by_edge[480] == 2  # and one of 8 hours to the second: so long is included
    assert max(counts.within) == 2  # the third is open
    assert counts.known is not None
    spread = spread_of([counts])
    assert spread is not None
    assert spread.minutes[-1] * 60 <= counts.known < 100_800 * 60
    assert spread.shares[spread.minutes.index(480)].mean == pytest.approx(2 / 3)


def test_a_distribution_rests_on_every_replication():
    half, whole = tuple(int(edge >= 60) for edge in EDGES), tuple(2 * int(edge >= 60) for edge in EDGES)
    found = spread_of([SpreadCounts(half, 2, None), SpreadCounts(whole, 2, 120 * 60)])
    assert found is not None
    assert found.minutes[-1] == 120
    assert found.shares[-1].mean == pytest.approx(0.75)
    assert spread_of([SpreadCounts(half, 2, None), SpreadCounts(whole, 0, None)]) is None
