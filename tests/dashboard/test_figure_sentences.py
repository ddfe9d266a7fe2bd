"""What a figure says beside what it draws: one verdict for both."""

from __future__ import annotations

import pytest

from dashboard.figures.pairs import draw_parts
from orgsim.report.figures.pairs import paired_figure
from orgsim.report.headlines import WAIT
from orgsim.report.verdicts import FEW_DECIDE, RATIO_DECIDES
from orgsim.report.words import VERDICTS
from tests.unit.test_story import AFTER, TITLES, comparison_of, row


def told_and_drawn(*rows):
    """What a figure of some services' waits says, and the verdicts that its chart draws, by service."""
    one = paired_figure("waiting-by-service", comparison_of(*rows), "merge", AFTER, TITLES)
    _, differences = draw_parts(one.drawing, "en")
    (points,) = [layer for layer in differences.to_dict()["layer"] if layer["mark"].get("filled")]
    data = points["data"]["values"]
    return "\n".join(map(str, one.reading)), {drawn["full"]: drawn["verdict"] for drawn in data}


# A wait from 70 to 40 minutes, whose difference holds zero or not beside what its ratio says.
@pytest.mark.parametrize("half", [5.0, 35.0])
@pytest.mark.parametrize("verdict", ["better", "worse", "practically_equal", "not_separable"])
def test_a_sentence_counts_by_the_verdict_that_the_chart_draws(verdict, half):
    judged = row(WAIT, 70.0, 40.0, half, verdict, group="service:akta")
    unclear = row(WAIT, 60.0, 61.0, 4.0, "not_separable", group="service:kk")
    text, drawn = told_and_drawn(judged, unclear)
    assert drawn == {"Certificate": str(VERDICTS[verdict]), "Family card": "not separable yet"}
    side = {"better": "Less: Certificate", "worse": "More: Certificate"}.get(verdict, "No difference is clear yet.")
    assert side in text
    assert ("Certificate" in text) == (verdict in ("better", "worse"))
    assert "Family card" not in text
    assert (str(RATIO_DECIDES) in text) == (verdict in ("better", "worse") and half > 30)
    assert ("may look clearer" in text) == (verdict == "not_separable" and half < 30)


def test_where_all_is_practically_equal_the_sentence_says_so():
    alike = [row(WAIT, 60.0, 60.5, 0.2, "practically_equal", group=f"service:{name}") for name in ("akta", "kk")]
    text, drawn = told_and_drawn(*alike)
    assert set(drawn.values()) == {"practically equal"}
    assert text == "All that is compared here is practically equal before and after."


def test_a_verdict_that_few_repetitions_decide_is_told_with_a_caution():
    few = row(WAIT, 60.0, 62.0, 9.0, "better", group="service:akta", conflict=True)
    text, drawn = told_and_drawn(few)
    assert drawn == {"Certificate": "better"}
    assert "Less: Certificate +2" in text
    assert str(FEW_DECIDE) in text


def test_a_load_that_nobody_judges_is_told_where_it_differs():
    more = row("utilisation", 0.5, 0.7, 0.05, None, group="position:kabid", measured_in="share")
    one = paired_figure("staff-load", comparison_of(more), "merge", AFTER, TITLES)
    assert "More: Head of division +20" in str(one.reading[0])
