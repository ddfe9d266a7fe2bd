"""What a comparison found, in sentences: direction, size, window, driver, what is assumed; and its opposite."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orgsim.analysis.findings import AssumptionInUse, Comparison, Driver, Estimate, Overload, Stability, Twins
from orgsim.analysis.loads import GroupLoad
from orgsim.analysis.statistics.intervals import Interval
from orgsim.analysis.windows import Window
from orgsim.errors import message
from orgsim.language import LANGUAGES, say
from orgsim.report.face import tell
from orgsim.report.groups import HEADINGS
from orgsim.report.headlines import LEAD, NINE_IN_TEN, WAIT
from orgsim.report.story import sentences, story
from orgsim.spec import Evidence, LocalisedText

AFTER = Window("transition", 100, 200, message("months {first}–{last} after the change", first=1, last=6))
LATER = Window("settled", 200, 300, message("months {first}–{last} after the change", first=7, last=12))
TITLES = {
    "unit:loket": LocalisedText("Bidang Loket", "Counter division"),
    "position:kabid": LocalisedText("Kepala Bidang", "Head of division"),
    "service:kk": LocalisedText("Kartu keluarga", "Family card"),
    "service:akta": LocalisedText("Akta", "Certificate"),
}
MERGE = LocalisedText("Gabung", "Merge")


def row(kpi: str, before: float, after: float, half: float, verdict: str | None, **more: object) -> Estimate:
    """A row whose difference has an interval of plus and minus `half`."""
    difference = after - before
    about = {"alternative": "merge", "window": "transition", "kpi": kpi, "group": "all"}
    values = {
        "measured_in": "h" if kpi == NINE_IN_TEN else "min",
        "value": after,
        "baseline": before,
        "difference": difference,
        "low": difference - half,
        "high": difference + half,
        "ratio": after / before,
        "ratio_low": (after - half) / before,
        "ratio_high": (after + half) / before,
        "verdict": verdict,
        "replications": 20,
    }
    return Estimate(**(about | values | more))  # type: ignore[arg-type]


def swapped(comparison: Comparison) -> Comparison:
    """The same comparison with the two arms swapped, as a run would give it."""

    def turned(one: Estimate) -> Estimate:
        other = {"better": "worse", "worse": "better"}.get(one.verdict or "", one.verdict)
        assert one.difference is not None
        assert one.low is not None
        assert one.high is not None
        assert one.value
        assert one.baseline
        half = (one.high - one.low) / 2
        return row(one.kpi, one.value, one.baseline, half, other, group=one.group, measured_in=one.measured_in)

    def twin(one: Twins) -> Twins:
        return replace(one, sooner=one.later, later=one.sooner, sooner_by=one.later_by, later_by=one.sooner_by)

    def driver(one: Driver) -> Driver:
        return Driver(
            one.step, one.units_after, one.units_before,
            one.waiting_after, one.waiting_before, one.work_after, one.work_before,
        )  # fmt: skip

    return replace(
        comparison,
        estimates=tuple(turned(one) for one in comparison.estimates),
        twins=tuple(twin(one) for one in comparison.twins),
        drivers={name: tuple(driver(one) for one in drivers) for name, drivers in comparison.drivers.items()},
    )


def comparison_of(*rows: Estimate, **more: object) -> Comparison:
    """A comparison of `merge` with the structure as it is."""
    parts: dict[str, object] = {
        "title": LocalisedText("Penggabungan", "A merger"),
        "baseline": "baseline",
        "alternatives": {"merge": MERGE},
        "windows": {"merge": (AFTER,)},
        "estimates": rows,
        "twins": (),
        "overloaded": {},
        "stability": {},
        "loads": {"baseline": (), "merge": ()},
        "drivers": {},
        "differences": {},
        "assumptions": (),
        "evidence": (),
        "meta": {"replications": 20, "precision": 0.05, "half_width": 0.03, "smallest_difference": 0.05},
    }
    return Comparison(**(parts | more))  # type: ignore[arg-type]


def told(comparison: Comparison, language: str = "en") -> str:
    return "\n".join(say(text, language) for text in sentences(story(comparison, TITLES)))  # type: ignore[arg-type]


BETTER = comparison_of(
    row(LEAD, 100.0, 77.0, 5.0, "better"),
    row(WAIT, 70.0, 46.0, 5.0, "better"),
    row(NINE_IN_TEN, 26.0, 20.0, 2.0, "better"),
    row(LEAD, 200.0, 150.0, 9.0, "better", group="service:akta"),
    row(LEAD, 60.0, 70.0, 4.0, "worse", group="service:kk"),
    row("promise_kept", 0.90, 0.96, 0.01, "better", measured_in="share"),
    row("staff_cost_per_case", 50_000.0, 55_000.0, 1000.0, "worse", measured_in="Rp"),
    twins=(Twins("merge", "transition", 25_000, 0.62, 0.30, 0.08, 41.0, 12.0),),
    drivers={
        "merge": (
            Driver("akta/verifikasi", ("loket",), ("loket",), 50.0, 20.0, 10.0, 10.0),
            Driver("kk/persetujuan/bidang", ("loket",), ("loket",), 5.0, 11.0, 10.0, 10.0),
        )
    },
)


def test_direction_size_and_window_of_a_gain():
    text = told(BETTER)
    assert (
        "Requests are finished sooner. In months 1–6 after the change, the time from arrival to the end falls by "
        "23 minutes (18 minutes to 28 minutes) of office hours, from 1 hour 40 minutes to 1 hour 17 minutes: "
        "23 % less (18 % to 28 %)."
    ) in text
    assert "Citizens wait less." in text
    assert "9 of 10 requests are finished within 20 hours by the calendar instead of 1 day 2 hours" in text
    assert "6 hours sooner (4 hours to 8 hours)" in text


def test_driver_services_twins_and_the_other_side():
    text = told(BETTER)
    assert "Most of it comes from “verifikasi” (Counter division)" in text
    assert "Against it works “persetujuan” (Counter division)" in text
    assert "62 % are done sooner, by 41 minutes of office hours on average, 30 % later, by 12 minutes, and 8 %" in text
    assert "Sooner: Certificate −50 minutes (−59 minutes to −41 minutes). Later: Family card +10 minutes" in text
    assert "Also better, in months 1–6 after the change: Promise kept +6.0 percentage points (+5.0 to +7.0)." in text
    assert "Also worse, in months 1–6 after the change: Staff cost per finished request +Rp 5,000" in text


def test_swapping_the_arms_gives_the_opposite_sentences():
    there, back = told(BETTER), told(swapped(BETTER))
    opposites = [
        ("finished sooner. In", "finished later. In"),
        ("falls by 23 minutes (18 minutes to 28 minutes)", "rises by 23 minutes (18 minutes to 28 minutes)"),
        ("Citizens wait less.", "Citizens wait longer."),
        ("6 hours sooner (4 hours to 8 hours)", "6 hours later (4 hours to 8 hours)"),
        ("62 % are done sooner, by 41 minutes", "62 % later, by 41 minutes"),
        ("Also better, in months 1–6 after the change: Promise", "Also worse, in months 1–6 after the change: Promise"),
        ("the time waited for it falls from 50 minutes to 20", "the time waited for it rises from 20 minutes to 50"),
    ]
    for one, other in opposites:
        assert one in there
        assert one not in back
        assert other in back
        assert other not in there
    assert told(swapped(swapped(BETTER))) == there


def test_an_interval_that_reaches_beyond_zero_is_told_from_zero():
    conflicting = row(LEAD, 100.0, 95.0, 6.0, "better", conflict=True)
    text = told(comparison_of(conflicting))
    assert "falls by 5 minutes (0 seconds to 11 minutes)" in text
    assert "A few repetitions decide this" in text


def test_practically_equal_and_not_separable_are_answers():
    equal = told(comparison_of(row(LEAD, 100.0, 101.0, 2.0, "practically_equal")))
    assert "practically equal in months 1–6 after the change" in equal
    assert "between −1 minute and +3 minutes, less than what matters (5 %)" in equal
    unclear = told(comparison_of(row(LEAD, 100.0, 90.0, 20.0, "not_separable")))
    assert "No clear difference in the time from arrival to the end" in unclear
    assert "anywhere between −30 minutes and +10 minutes (20 repetitions)" in unclear
    for text in (equal, unclear):
        assert "sooner" not in text
        assert "later" not in text


def test_nothing_at_all_changes():
    text = told(comparison_of(row(LEAD, 100.0, 100.0, 0.0, "practically_equal")))
    assert "Nothing at all changes: every one of the 1 numbers is exactly the same as for “As it is”." in text


def test_a_single_repetition_and_a_missing_number_show_no_difference():
    one = row(LEAD, 100.0, 90.0, 0.0, "not_separable", low=None, high=None)
    assert "in a single repetition: that shows no difference" in told(comparison_of(one))
    none = Estimate("merge", "transition", LEAD, "all", "min", None, 5.0, reason=message("one has none"))
    assert "There is no number for “Lead time (office hours)” in months 1–6 after the change: one has none." in told(
        comparison_of(none)
    )


GROUP = GroupLoad(("kk/persetujuan/bidang",), ("loket",), ("kabid",), 1, 1.32, 36_000, 27_000, 1)


def test_an_overloaded_structure_is_told_with_post_load_and_growth_and_no_mean():
    overload = Overload((GROUP,), ("transition",), Interval(116.6, 48.3, 20))
    text = told(replace(BETTER, overloaded={"merge": overload}))
    assert "Merge: the load exceeds the capacity, the backlog will go on growing." in text
    assert "The work for Head of division (1 staff) is 132 % of what they can do." in text
    assert "grow by 116.6 a week (99 % interval 68.3 to 164.9)" in text
    assert "finished sooner" not in text
    assert "Citizen by citizen" not in text


def test_an_overload_that_only_the_runs_show_names_no_post():
    overload = Overload((), ("transition",), Interval(10.0, 2.0, 20))
    assert "No post is overloaded by arithmetic alone" in told(replace(BETTER, overloaded={"merge": overload}))


def test_an_overload_that_is_gone():
    overload = Overload((GROUP,), ("transition",), Interval(116.6, 48.3, 20))
    text = told(replace(BETTER, overloaded={"baseline": overload}))
    assert "As it is: the load exceeds the capacity" in text
    assert "Merge keeps up with its work, while As it is does not: the overload is gone." in text


@pytest.mark.parametrize(("settled", "said"), [(True, "has settled"), (False, "has not settled"), (None, None)])
def test_settled_is_said_only_where_a_test_says_so(settled, said):
    rows = [replace(one, window="settled") for one in BETTER.estimates]
    stability = Stability(Interval(0.0, 1.0, 20), 500.0, False, settled)
    late = replace(
        BETTER,
        windows={"merge": (AFTER, LATER)},
        estimates=(*BETTER.estimates, *rows),
        stability={"merge": stability},
    )
    text = told(late)
    assert text.count("Requests are finished sooner. In months 7–12 after the change") == 1
    assert text.count("Requests are finished sooner. In months 1–6 after the change") == 1
    assert (said in text) if said else ("settled" not in text)
    assert "whether the office has settled by then is not said" in told(BETTER)


def test_what_is_assumed_stands_with_its_range():
    text = told(
        replace(
            BETTER,
            assumptions=(
                AssumptionInUse("switching", 120.0, (0.0, 240.0), "assumed", None),
                AssumptionInUse("effective_share", 0.7, (0.6, 0.8), "found", "F36"),
            ),
            evidence=(Evidence(("demand", "kk"), "assumed"), Evidence(("demand", "ktp"), "stated", "F62")),
        )
    )
    assert "0 are measured, 1 stated by somebody, 0 calibrated, and 1 assumed" in text
    assert (
        "Time lost on taking up another kind of work 2 minutes (0 minutes to 4 minutes). Vary them before you decide."
        in text
    )
    assert "Effective share" not in text


def test_a_precision_that_was_not_reached_is_told():
    meta = {**BETTER.meta, "half_width": 0.196}
    assert "half of a 95 % interval is up to 19.6 % of the mean instead of 5 %" in told(replace(BETTER, meta=meta))
    assert "was not reached" not in told(BETTER)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_the_trade_and_no_open_place(language):
    overload = Overload((GROUP,), ("transition",), Interval(116.6, 48.3, 20))
    for comparison in (BETTER, swapped(BETTER), replace(BETTER, overloaded={"merge": overload})):
        text = told(comparison, language)
        assert "{" not in text
        assert "None" not in text
        for word in (
            "utilisation",
            "replication",
            "scv",
            "percentile",
            "cohort",
            "utilisasi",
            "replikasi",
            "persentil",
        ):
            assert word not in text.lower()


def test_where_nothing_is_clear_the_waiting_may_still_shift():
    unclear = replace(BETTER, estimates=(row(WAIT, 70.0, 68.0, 9.0, "not_separable"),))
    text = told(unclear)
    assert "Underneath, the waiting shifts" in text
    assert "less for “verifikasi” (Counter division), from 50 minutes to 20 minutes" in text
    assert "more for “persetujuan” (Counter division), from 5 minutes to 11 minutes" in text
    assert "Most of it comes from" not in text


@pytest.mark.parametrize(("after", "verdict", "said"), [(77.0, "better", "sooner"), (123.0, "worse", "later")])
def test_those_who_waited_at_the_change_are_told_of(after, verdict, said):
    carried = Window("carried over", 0, 100, message("open at the change"), open_at=100)
    waited = row(LEAD, 100.0, after, 5.0, verdict, window="carried over")
    text = told(replace(BETTER, windows={"merge": (carried, AFTER)}, estimates=(*BETTER.estimates, waited)))
    assert f"Requests that were open at the change already are finished {said}, by 23 minutes (18 minutes to 28" in text


def groups_of(comparison: Comparison) -> dict[str, str]:
    """What the story says of `merge`, by what it is about."""
    _, own, *_ = story(comparison, TITLES)
    return {group.kind: "\n".join(say(text) for text in group.sentences) for group in own.groups}


def test_a_story_leads_with_the_answer_in_short():
    _, own, *_ = story(BETTER, TITLES)
    assert own.groups[0].kind == "short"
    first, verdict, counts = (say(text) for text in own.groups[0].sentences)
    assert first.startswith("Requests are finished sooner. In months 1–6 after the change")
    assert "falls by 23 minutes (18 minutes to 28 minutes)" in first
    assert verdict == "Verdict on the time from arrival to the end: better."
    assert counts.endswith("5 indicators of all requests: 4 better, 1 worse, 0 practically equal, 0 not separable yet.")


def test_every_sentence_stands_under_what_it_is_about():
    unclear = row(WAIT, 70.0, 68.0, 9.0, "not_separable")
    rows = [unclear if one.kpi == WAIT else one for one in BETTER.estimates]
    told = groups_of(replace(BETTER, estimates=tuple(rows)))
    assert list(told) == ["short", "citizens", "staff", "sure"]
    assert "No clear difference in the waiting time in queues" in told["sure"]
    assert "Citizen by citizen" in told["citizens"]
    assert "Also better, in months 1–6 after the change: Promise kept" in told["citizens"]
    assert "Also worse, in months 1–6 after the change: Staff cost per finished request" in told["staff"]
    assert "whether the office has settled by then is not said" in told["sure"]


def test_no_sentence_is_lost_between_the_groups_and_none_is_told_twice():
    for comparison in (BETTER, replace(BETTER, overloaded={"baseline": Overload((GROUP,), ("transition",), None)})):
        for section in story(comparison, TITLES):
            told = [text for group in section.groups for text in group.sentences]
            assert list(section.paragraphs) == told == [text for _, texts in section.parts for text in texts]
            assert len({say(text) for text in told}) == len(told)
            kinds = [group.kind for group in section.groups]
            assert kinds == [kind for kind in HEADINGS if kind in kinds]


def test_the_whole_story_reads_as_text_with_its_headings():
    text = tell(BETTER, "id")
    blocks = [block.split("\n")[0] for block in text.split("\n\n")]
    assert blocks[:2] == [say(HEADINGS["compared"], "id"), "Gabung (merge)"]
    assert blocks[2] == say(HEADINGS["short"], "id") == "Singkatnya"
    assert blocks[-2:] == [say(HEADINGS[kind], "id") for kind in ("rests", "limits")]
