"""The same citizen in every horizon and company; the numbers that the demand asked for, both sides."""

from __future__ import annotations

import ast
import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgsim.errors import InputError
from orgsim.scenario.demand import Demand
from orgsim.simulation import arrival_draws
from orgsim.simulation import arrivals as arrivals_module
from orgsim.simulation import draws as draws_module
from orgsim.simulation import sources as sources_module
from orgsim.simulation.arrivals import DAY, Arrivals, draw_arrivals, draw_stretches, source_uid
from orgsim.simulation.draws import Purpose, key, philox4x32, uid
from orgsim.simulation.sources import sources_of

MONDAY = dt.date(2026, 1, 5)
OFFICE = {
    "kk": Demand(per_day=31, overdispersion=1.4, profile={"mon": 1.3, "fri": 0.7}),
    "ktp-online": Demand(service="ktp", per_day=5, days="all", intraday={"00:00-08:00": 1, "08:00-24:00": 4}),
    "ktp": Demand(volume="5000 per year", growth="4 %/year", backlog=20, backlog_age="5 hari"),
    "pindah": Demand(every={"mean": "50 min", "scv": 0.5}, hours="08:00-12:00, 13:00-15:00"),
}


def weekday(day: dt.date) -> bool:
    return day.weekday() < 5


def always(day: dt.date) -> bool:
    return True


def draw(
    demands=OFFICE, *, days=20, seed=1, replication=0, open_day=weekday, attributes=("birth", "online")
) -> Arrivals:
    sources = sources_of(demands, first=MONDAY, days=days, open_day=open_day, attributes=attributes)
    return draw_arrivals(sources, seed=seed, replication=replication)


def cases(arrivals: Arrivals) -> dict[int, tuple[object, ...]]:
    """All that is known of each case, by case key; names instead of codes."""
    return {
        int(arrivals.key[n]): (
            int(arrivals.time[n]),
            arrivals.sources[arrivals.source[n]],
            arrivals.services[arrivals.service[n]],
            int(arrivals.index[n]),
            dict(zip(arrivals.attributes, arrivals.attribute_words[n].tolist(), strict=True)),
            int(arrivals.site_word[n]),
        )
        for n in range(len(arrivals))
    }


def within(measured: float, expected: float, error: float, *, least: float) -> None:
    """Both sides, and the error itself small enough for the comparison to prove something."""
    assert abs(measured - expected) < 4 * error
    assert error < least * expected


def test_stretches_of_time_together_are_the_whole():
    sources = sources_of(OFFICE, first=MONDAY, days=40, open_day=weekday, attributes=("birth", "online"))
    whole = draw_arrivals(sources, seed=1, replication=2)
    for days in (1, 7, 39, 40, 100):
        ends = range(days * DAY, (40 + days) * DAY, days * DAY)
        parts = list(draw_stretches(sources, ends, seed=1, replication=2))
        assert len(parts) == -(-40 // days)
        for column in ("time", "source", "key", "follows", "attribute_words", "site_word"):
            assert np.array_equal(np.concatenate([getattr(part, column) for part in parts]), getattr(whole, column))
        for part, end in zip(parts, ends, strict=True):
            assert (part.time < end).all()
            assert (part.time >= end - days * DAY).all() or part is parts[0]


def test_a_closed_group_is_drawn_at_once():
    members = {"izin": Demand(population=5, every="30 jam")}
    sources = sources_of(members, first=MONDAY, days=20, open_day=weekday)
    with pytest.raises(ValueError, match=str(20 * DAY)):
        list(draw_stretches(sources, (10 * DAY, 20 * DAY), seed=1, replication=0))


# ---------------------------------------------------------------- identity


def test_cases_are_sorted_numbered_and_read_only():
    arrivals = draw()
    pairs = list(zip(arrivals.time.tolist(), arrivals.key.tolist(), strict=True))
    assert pairs == sorted(pairs)
    assert len(set(arrivals.key.tolist())) == len(arrivals)
    assert arrivals.sources == ("backlog:ktp", "kk", "ktp", "ktp-online", "pindah")
    assert arrivals.services == ("kk", "ktp", "pindah")
    own = np.array([source_uid(name) for name in arrivals.sources], np.uint64)
    assert (arrivals.key == own[arrivals.source] << np.uint64(32) | arrivals.index).all()
    counted = np.isin(arrivals.source, [1, 2, 3])
    assert (arrivals.index[counted] >> np.uint64(16) == arrivals.time[counted] // DAY).all()
    for source in (0, 4):
        assert sorted(arrivals.index[arrivals.source == source]) == list(range((arrivals.source == source).sum()))
    for array in (arrivals.time, arrivals.key, arrivals.attribute_words, arrivals.site_word, arrivals.service):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    dtypes = {"time": "i8", "source": "i4", "service": "i4", "index": "u8", "key": "u8"}
    dtypes |= {"attribute_words": "u4", "site_word": "u4"}
    assert {name: getattr(arrivals, name).dtype.str[1:] for name in dtypes} == dtypes


def test_every_word_is_the_draw_that_its_name_says():
    arrivals = draw(seed=99, replication=3)
    why = key(99, 3, Purpose.ATTRIBUTE)
    for n in range(0, len(arrivals), 37):
        who = source_uid(arrivals.sources[arrivals.source[n]]), int(arrivals.index[n])
        for column, name in enumerate(("birth", "online")):
            word = philox4x32((*who, uid(f"attribute:{name}"), 0), why)[0]
            assert arrivals.attribute_words[n, column] == word
        assert arrivals.site_word[n] == philox4x32((*who, uid("site"), 0), why)[0]


def test_a_day_of_counts_by_hand():
    arrivals = draw({"kk": Demand(per_day=3, hours="08:00-15:00")}, days=1, seed=5)
    count = philox4x32((uid("source:kk"), 0, 0, 0), key(5, 0, Purpose.ARRIVAL_COUNT))[0] / 2**32
    poisson = np.exp(-3) * np.cumsum([1, 3, 4.5, 4.5, 3.375, 2.025, 1.0125])
    assert len(arrivals) == np.searchsorted(poisson, count)
    words = [philox4x32((uid("source:kk"), k, 0, 0), key(5, 0, Purpose.ARRIVAL_TIME))[0] for k in range(len(arrivals))]
    assert sorted(arrivals.time.tolist()) == sorted(8 * 3600 + (word * 7 * 3600 >> 32) for word in words)


@settings(max_examples=20)
@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 2**64 - 1), st.integers(0, 1000))
def test_more_days_change_no_case(days, more, seed, replication):
    short = cases(draw(days=days, seed=seed, replication=replication))
    long = cases(draw(days=days + more, seed=seed, replication=replication))
    assert {case: what for case, what in long.items() if what[0] < days * DAY} == short


@settings(max_examples=20)
@given(st.sets(st.sampled_from(sorted(OFFICE))), st.integers(0, 2**64 - 1), st.permutations(sorted(OFFICE)))
def test_other_sources_and_their_order_change_no_case(chosen, seed, order):
    everybody = draw({name: OFFICE[name] for name in order}, seed=seed)
    assert everybody.digest() == draw(seed=seed).digest()
    some = cases(draw({name: OFFICE[name] for name in chosen}, seed=seed))
    known = chosen | {f"backlog:{name}" for name in chosen}
    assert {case: what for case, what in cases(everybody).items() if what[1] in known} == some


def test_attributes_change_neither_each_other_nor_the_cases():
    one, two, none = draw(attributes=["birth"]), draw(attributes=["online", "birth"]), draw(attributes=())
    assert two.attributes == ("birth", "online")
    assert (one.attribute_words[:, 0] == two.attribute_words[:, 0]).all()
    assert none.attribute_words.shape == (len(one), 0)
    assert (none.key == one.key).all()
    assert (two.attribute_words[:, 0] != two.attribute_words[:, 1]).any()


def test_every_seed_and_replication_has_other_citizens():
    digests = {draw(seed=seed, replication=replication).digest() for seed in range(3) for replication in range(3)}
    assert len(digests) == 9


def test_one_day_is_the_same_on_every_machine():
    counted = {name: demand for name, demand in OFFICE.items() if demand.every is None}
    assert draw(counted, days=10, seed=20261121).digest() == "1f99c2c11f80971e9df12bb717284c52"


def test_nobody_comes_where_there_is_no_demand_and_no_day():
    assert len(draw({})) == 0
    assert len(draw(days=0)) == 20  # the backlog
    assert len(draw(open_day=lambda day: False, demands={"a": Demand(per_day=5), "b": Demand(every="10 min")})) == 0
    assert len(draw({"a": Demand(per_day=0)})) == 0


# ---------------------------------------------------------------- numbers


@pytest.mark.parametrize("dispersion", [1.0, 1.8])
def test_counts_have_the_mean_and_the_variance_asked_for(dispersion):
    days = 6000
    arrivals = draw({"kk": Demand(per_day=20, overdispersion=dispersion)}, days=days, open_day=always)
    counts = np.bincount(arrivals.time // DAY, minlength=days)
    within(counts.mean(), 20, counts.std() / days**0.5, least=0.01)
    squares = (counts - counts.mean()) ** 2
    within(squares.mean(), 20 * dispersion, squares.std() / days**0.5, least=0.05)
    following = np.corrcoef(counts[1:], counts[:-1])[0, 1]
    assert abs(following) < 4 / days**0.5


def test_counts_follow_the_expected_mean_of_each_day():
    surge = {"from": "2026-01-12", "to": "2026-01-16", "factor": 2}
    demand = Demand(per_day=40, profile={"mon": 1.5}, months={"feb": 0.5}, growth="50 %/year", surges=[surge])
    expected = demand.expected(MONDAY, 40, weekday)
    replications = 100
    counts = sum(
        np.bincount(draw({"kk": demand}, days=40, replication=n).time // DAY, minlength=40) for n in range(replications)
    )
    error = np.sqrt(expected * replications)
    assert (np.abs(counts - expected * replications) <= 4 * error).all()
    assert (counts[expected == 0] == 0).all()
    assert (error[expected > 0] < 0.04 * expected[expected > 0] * replications).all()


def test_the_day_is_filled_as_the_parts_say():
    intraday = {"08:00-10:00": 2, "10:00-12:00": 1.5, "12:00-13:00": 0, "13:00-15:00": 0.5}
    time = draw({"kk": Demand(per_day=500, intraday=intraday)}, days=300).time % DAY
    shares = np.histogram(time, bins=np.array([0, 8, 10, 12, 13, 15, 24]) * 3600)[0] / time.size
    assert shares[[0, 3, 5]].tolist() == [0, 0, 0]
    for share, expected in zip(shares[[1, 2, 4]], (0.5, 0.375, 0.125), strict=True):
        within(share, expected, (expected * (1 - expected) / time.size) ** 0.5, least=0.01)
    early = time[time < 10 * 3600] - 8 * 3600
    within(early.mean(), 3600, 7200 / 12**0.5 / early.size**0.5, least=0.01)
    assert early.min() >= 0
    assert len(np.unique(early)) > 7100


@pytest.mark.parametrize("scv", [0.0, 0.25, 1.0, 2.0])
def test_gaps_have_the_mean_and_the_variation_asked_for(scv):
    arrivals = draw({"a": Demand(every={"mean": "10 min", "scv": scv}, days="all")}, days=400)
    gaps = np.diff(arrivals.time, prepend=0)
    if scv == 0:
        assert set(gaps.tolist()) == {600}
        return
    within(gaps.mean(), 600, gaps.std() / gaps.size**0.5, least=0.01)
    ratio = ((gaps - gaps.mean()) / gaps.mean()) ** 2
    within(ratio.mean(), scv, ratio.std() / gaps.size**0.5, least=0.05)
    assert abs(np.corrcoef(gaps[1:], gaps[:-1])[0, 1]) < 4 / gaps.size**0.5


def test_gaps_run_only_within_the_hours_of_open_days():
    demand = Demand(every={"mean": "20 min", "scv": 1}, hours="08:00-12:00, 13:00-15:00")
    arrivals = draw({"a": demand}, days=700)
    day, time = np.divmod(arrivals.time, DAY)
    assert set((day % 7).tolist()) == {0, 1, 2, 3, 4}
    assert (((time >= 8 * 3600) & (time < 12 * 3600)) | ((time >= 13 * 3600) & (time < 15 * 3600))).all()
    per_day = len(arrivals) / 500
    within(per_day, 18, (18 / 500) ** 0.5, least=0.02)
    afternoon = (time >= 13 * 3600).mean()
    within(afternoon, 1 / 3, (2 / 9 / len(arrivals)) ** 0.5, least=0.02)
    # Laid end to end, the open hours make one uninterrupted renewal process.
    worked = (day // 7 * 5 + day % 7) * 6 * 3600 + np.where(time < 12.5 * 3600, time - 8 * 3600, time - 9 * 3600)
    continuous = draw({"a": Demand(every={"mean": "20 min", "scv": 1}, days="all")}, days=125)
    assert worked.tolist() == continuous.time.tolist()


@pytest.mark.parametrize(
    ("age", "seconds"), [("5 hari", 5 * DAY), ("12 jam", DAY // 2), ("2 bulan", 61 * DAY), ("1 year", 365 * DAY)]
)
def test_the_backlog_is_as_old_as_said(age, seconds):
    arrivals = draw({"ktp": Demand(per_day=3, backlog=4000, backlog_age=age)}, days=30)
    old = arrivals.time[arrivals.source == arrivals.sources.index("backlog:ktp")]
    assert old.size == 4000 == (arrivals.time < 0).sum()
    assert old.max() <= -1
    assert -seconds <= old.min() < -0.99 * seconds
    within(-old.mean(), seconds / 2, seconds / 12**0.5 / 4000**0.5, least=0.01)


def test_the_backlog_changes_nobody_who_comes_later():
    without = {
        name: Demand(volume="5000 per year", growth="4 %/year") if name == "ktp" else OFFICE[name] for name in OFFICE
    }
    later = {case: what for case, what in cases(draw()).items() if what[0] >= 0}
    assert later == cases(draw(without))


# ---------------------------------------------------------------- refusals


def test_what_an_index_cannot_number_is_refused():
    with pytest.raises(InputError, match=r"demand.kk.per_day: more than 65,535 cases"):
        draw({"kk": Demand(per_day=40_000, profile={"mon": 2})})
    with pytest.raises(InputError, match="65,536 days"):
        draw(days=65_537)
    assert len(draw({"kk": Demand(per_day=60_000)}, days=1)) > 59_000


def test_a_volume_without_an_open_day_names_its_source():
    with pytest.raises(InputError, match=r"demand.ktp.volume: in 2026 there is no day"):
        draw(open_day=lambda day: False)


def test_two_backlogs_of_one_service_are_refused():
    waiting = Demand(service="ktp", per_day=5, backlog=5, backlog_age="1 day")
    with pytest.raises(InputError, match=r"demand.queue.backlog: the backlog of ktp is given by ktp already"):
        draw(OFFICE | {"queue": waiting})


def test_names_that_share_their_luck_are_refused():
    seen: dict[int, str] = {}
    for n in range(1_000_000):
        other = seen.setdefault(uid(f"source:n{n}"), f"n{n}")
        if other != f"n{n}":
            break
    with pytest.raises(InputError, match="same random-number key"):
        draw({other: Demand(per_day=1), f"n{n}": Demand(per_day=1)})


@pytest.mark.parametrize(
    "module", [arrivals_module, arrival_draws, draws_module, sources_module], ids=lambda module: module.__name__
)
def test_citizens_are_drawn_without_sight_of_the_structure(module):
    tree = ast.walk(ast.parse(Path(module.__file__).read_text()))
    imported = {node.module for node in tree if isinstance(node, ast.ImportFrom)}
    own = {name for name in imported if name.startswith("orgsim")}
    simulation = {f"simulation.{name}" for name in ("arrival_draws", "compiled_code", "draws", "sources", "tables")}
    assert own <= {f"orgsim.{name}" for name in {"errors", "scenario.demand", "scenario.streams"} | simulation}
