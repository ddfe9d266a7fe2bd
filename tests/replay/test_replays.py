"""Seven published cases, run again with their published numbers; `docs/replays.md` says what comes out and what not."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from orgsim.analysis.preparation import prepare_comparison
from orgsim.assumptions import ledger
from orgsim.restructuring.cost import bill_of, ceiling_share
from orgsim.scenario.settling import passage_of
from orgsim.scenario.streams import streams
from orgsim.simulation.log import Outcome
from orgsim.simulation.simulate import BASELINE, prepare, tick_of
from tests.replay.replaying import load_of, measured, ran, scenario

# --- 1: one signer, Semarang 2017 and Balikpapan 2019 -----------------------------------------------------------------


def test_1_an_electronic_signature_brings_the_same_day_and_more_counters_do_not():
    """Found: three days by rule, two in practice, only the head may sign, 600 sheets a day (F55, F56)."""
    days = {
        arm: (measured("semarang/scenario", arm, "lead_time_p50")["service:kk"] or 0) / 24
        for arm in (BASELINE, "e-signature", "two-counters")
    }
    assert 0.7 < days[BASELINE] < 2.5  # practice: two days
    assert days["e-signature"] < 0.3  # the same day
    assert days["two-counters"] > 0.9 * days[BASELINE]


def test_1_without_a_signature_that_waits_for_the_head_there_is_nothing_to_win():
    """The switch: signed as they come by a deputy too, the electronic signature has no day left to save."""
    wet = measured("semarang/scenario", "sign-as-they-come", "lead_time_p50")["service:kk"] or 0
    assert wet / 24 < 0.3


# --- 2: the launch of a card, Palembang 2019 --------------------------------------------------------------------------

PUBLISHED = {  # cards asked for and printed up to the evening of a day
    dt.date(2019, 1, 22): (27_631, 14_831),
    dt.date(2019, 2, 1): (47_000, 24_000),
    dt.date(2019, 3, 18): (110_000, 36_000),
    dt.date(2019, 10, 3): (210_000, 94_000),
}


def printed_until(name: str, alternative: str, day: dt.date) -> tuple[int, int]:
    study, log = ran(name, alternative)
    evening = tick_of(day + dt.timedelta(days=1), study.origin)
    arrived, finished = log.cases["arrived"], log.cases["finished"]
    return int((arrived < evening).sum()), int(((finished != -1) & (finished < evening)).sum())


@pytest.mark.parametrize("day", PUBLISHED)
def test_2_the_launch_of_the_child_card_follows_the_published_counts(day):
    """Asked for is put in; printed follows from three minutes, four printers, shifts to 22:00, then 70 % of a day."""
    asked, printed = printed_until("replays/kia-2019", "as-it-was", day)
    assert asked == pytest.approx(PUBLISHED[day][0], rel=0.01)
    assert printed == pytest.approx(PUBLISHED[day][1], rel=0.05)


def test_2_the_promise_of_ten_days_could_not_hold():
    """Four printers reach 1,200 a day at most: with 2,300 asked for, the ten days are broken within weeks."""
    study, log = ran("replays/kia-2019", "as-it-was")
    february = log.cases["arrived"] >= tick_of(dt.date(2019, 2, 4), study.origin)
    kept = log.cases["outcome"] == Outcome.DONE
    in_time = kept & (log.cases["finished"] <= log.cases["due"])
    assert not in_time[february].any()
    assert load_of("replays/kia-2019", "as-it-was")["petugas-cetak"] > 1


def test_2_with_eight_printers_the_cards_run_out_earlier_and_no_sooner_served():
    """The switch: what limits in the end is the stock of 94,000, found to be exhausted in October."""
    _, printed = printed_until("replays/kia-2019", "eight-printers", dt.date(2019, 10, 3))
    assert printed == 94_000
    _, in_may = printed_until("replays/kia-2019", "eight-printers", dt.date(2019, 5, 31))
    assert in_may > 1.5 * printed_until("replays/kia-2019", "as-it-was", dt.date(2019, 5, 31))[1]


# --- 3: a limit from outside, Tanjungpinang 2019 ----------------------------------------------------------------------


def test_3_no_reorganisation_helps_against_500_blanks_a_month():
    """Found: 500 blanks a month, 8,300 prints waiting (F63); both the merger and more clerks leave the same queue."""
    prepared = prepare_comparison(scenario("tanjungpinang/scenario"))
    for arm in (BASELINE, "nine-into-four", "registry-reinforced"):
        assert "blangko" in {thing for group in prepared.overloaded[arm].groups for thing in group.things}
        assert max(group.load for group in prepared.loads[arm] if group.things) > 3
    assert "more-blanks" not in prepared.overloaded


def test_3_only_500_cards_a_month_are_printed():
    study, log = ran("tanjungpinang/scenario")
    card = log.cases["service"] == log.names["service"].index("ktp-cetak")
    finished = log.cases["finished"][card]
    assert (log.cases["arrived"][card] < 0).sum() == 8_300
    month = tick_of(dt.date(2026, 7, 2), study.origin), tick_of(dt.date(2026, 8, 2), study.origin)
    assert ((finished >= month[0]) & (finished < month[1])).sum() == 500


def test_3_the_story_says_so():
    from orgsim.analysis.comparison import compare_prepared
    from orgsim.language import say
    from orgsim.report.story import sentences, story

    short = scenario("tanjungpinang/scenario")
    short = short.model_copy(
        update={"demand": {"ktp-cetak": short.demand["ktp-cetak"].model_copy(update={"backlog": 0})}}
    )
    prepared = prepare_comparison(short, ["registry-reinforced", "more-blanks"])
    found = compare_prepared(prepared, replications=1)
    told = {language: " ".join(say(one, language) for one in sentences(story(found))) for language in ("id", "en")}
    assert "no reorganisation makes more of it" in told["en"]
    assert "It lasts only where more of it comes: 2,500 blanks a month" in told["en"]
    assert "penataan organisasi apa pun tidak menambahnya" in told["id"]


# --- 4: the rush after Lebaran, Palembang 2023 ------------------------------------------------------------------------


def test_4_the_rush_is_the_published_one():
    """Found: about 300 requests a day, about 500 after Lebaran (F62)."""
    demand = streams(scenario("replays/lebaran-2023").demand)
    open_day = prepare(scenario("replays/lebaran-2023")).calendar.is_working_day

    def expected(first: dt.date, days: int) -> np.ndarray:
        total = sum(one.expected(first, days, open_day) for one in demand.values())
        return total[total > 0]

    assert expected(dt.date(2023, 2, 6), 35).mean() == pytest.approx(300, rel=0.02)
    assert expected(dt.date(2023, 4, 26), 14).mean() == pytest.approx(500, rel=0.02)


def test_4_a_pool_is_back_to_normal_sooner_than_fixed_counters():
    fixed, pooled = (
        measured("replays/lebaran-2023", arm, "recovery_days")["service:kartu"] for arm in (BASELINE, "flexible-pool")
    )
    assert fixed is not None
    assert pooled is not None
    assert fixed > pooled
    waits = [
        measured("replays/lebaran-2023", arm, "waiting_time")["service:kartu"] for arm in (BASELINE, "flexible-pool")
    ]
    assert waits[1] < 0.7 * waits[0]
    assert load_of("replays/lebaran-2023")["loket-pendaftaran"] < 1  # it is the rush, not the year


# --- 5: complaints, Semarang 2025 -------------------------------------------------------------------------------------


def test_5_three_agencies_carry_sixty_per_cent_of_36_reports_a_day():
    """Found: 4,793 reports in 132 working days; 1,197, 892 and 776 of them at three agencies (F72)."""
    _, log = ran("replays/lapor-semar-2025")
    names = log.names["service"]
    counts = np.bincount(log.cases["service"], minlength=len(names))
    three = sum(int(counts[names.index(name)]) for name in ("pekerjaan-umum", "perumahan", "perhubungan"))
    assert three / counts.sum() == pytest.approx(2_865 / 4_793, abs=0.03)
    assert scenario("replays/lapor-semar-2025").demand["lapor-semar"].per_day == pytest.approx(4_793 / 132, abs=0.5)


def test_5_forwarded_within_a_day_and_handled_within_three():
    assert measured("replays/lapor-semar-2025", BASELINE, "first_response_p90")["all"] <= 24 * 60
    assert measured("replays/lapor-semar-2025", BASELINE, "promise_kept")["all"] > 0.95


def test_5_with_one_person_at_the_desk_the_first_answer_comes_later():
    """The switch: the promise to forward hangs on the desk."""
    two, one = (
        measured("replays/lapor-semar-2025", arm, "first_response")["all"] for arm in (BASELINE, "one-desk-less")
    )
    assert one > 2 * two


# --- 6: nine agencies into four, Tanjungpinang 2025 -------------------------------------------------------------------


def test_6_the_merger_saves_little_beside_the_shortfall():
    """Found: a shortfall of Rp 142 billion, heads from nine to four (F14-F16). Gross is not net."""
    asked = scenario("tanjungpinang/licences")
    before, after = asked.organisation, prepare(asked, "nine-into-four").phases[-1].organisation
    heads = {name for name, post in before.positions.items() if name.startswith("kadis-")} - {
        "kadis-dpmptsp",
        "kadis-dukcapil",
    }
    assert len(heads) == 9
    assert len(heads & after.positions.keys()) == 4
    yearly = bill_of(before, after, (), asked.assumptions).yearly
    assert yearly is not None
    assert -1.0e9 < yearly < -0.3e9
    gross = 5 * 22e6 * float(asked.assumptions["staff.payments"])
    assert -yearly < gross / 2
    assert gross < 0.02 * 142e9


def test_6_it_takes_months_and_the_licences_notice_nothing():
    """Found: planned in mid-2025, still open at the end of December (F18, F19)."""
    asked = scenario("tanjungpinang/licences")
    alternative = asked.alternatives["nine-into-four"]
    way = passage_of(alternative, asked.assumptions)
    assert way is not None
    assert (way.go_live - alternative.route.starts).days > 150
    before, after = (load_of("tanjungpinang/licences", arm) for arm in (BASELINE, "nine-into-four"))
    assert after["tim-teknis-pupr"] == pytest.approx(before["tim-teknis-pupr"], abs=0.03)
    assert load_of("tanjungpinang/licences", "side-by-side")["tim-teknis-pupr"] < 1


def test_6_the_spans_of_the_merged_heads_grow():
    asked = scenario("tanjungpinang/licences")
    after = prepare(asked, "nine-into-four").phases[-1].organisation
    assert {"pupr", "dlh", "dagin", "budpar"} <= after.units.keys()
    assert not {"perkim", "pangan", "koperasi", "naker", "pora"} & after.units.keys()


# --- 7: frozen headcount, Semarang 2025 -------------------------------------------------------------------------------


def test_7_fifteen_do_the_work_of_twenty_two():
    """Found: 22,000 needed by the sheets, 15,000 there, 68 % (F43)."""
    found = load_of("replays/frozen-headcount")
    assert found["pelayan"] * 8 + found["administrator"] * 7 == pytest.approx(22, abs=0.3)
    assert float(ledger()["staff.present"].default) == pytest.approx(15_000 / 22_000, abs=0.01)


def test_7_moving_people_only_moves_the_queue_and_other_norms_explain_it():
    moved = load_of("replays/frozen-headcount", "moved")
    assert moved["pelayan"] > 1
    assert moved["administrator"] > 1
    assert max(load_of("replays/frozen-headcount", "norms-halved").values()) < 1


def test_7_hiring_breaks_the_cap_of_thirty_per_cent():
    asked = scenario("replays/frozen-headcount")
    assert asked.money is not None
    assert ceiling_share(asked.money, 0.0) == pytest.approx(0.2958, abs=0.0005)
    before, after = asked.organisation, prepare(asked, "hired").phases[-1].organisation
    yearly = bill_of(before, after, (), asked.assumptions).yearly
    assert max(load_of("replays/frozen-headcount", "hired").values()) < 1
    assert ceiling_share(asked.money, 1000 * (yearly or 0)) > 0.30  # the city is a thousand times this office
