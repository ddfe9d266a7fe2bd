"""Windows are named by the months after the change."""

from __future__ import annotations

import datetime as dt

import pytest

from orgsim.analysis.windows import windows_of
from tests.small_office import DAY, ORIGIN, study_of


def tick(year: int, month: int, day: int) -> int:
    return (dt.date(year, month, day) - ORIGIN).days * DAY


def windows(change: int, end: int) -> dict[str, tuple[int, int, str]]:
    return {w.name: (w.start, w.end, str(w.title)) for w in windows_of(study_of(change=change, end=end))}


def test_a_year_after_the_change_has_a_transition_and_what_follows() -> None:
    change, end = tick(2026, 7, 1), tick(2027, 9, 1)
    assert windows(change, end) == {
        "common past": (0, change, "before the change"),
        "carried over": (0, change, "open at the change"),
        "transition": (change, tick(2027, 1, 1), "months 1–6 after the change"),
        "settled": (tick(2027, 1, 1), tick(2027, 7, 1), "months 7–12 after the change"),
        "whole": (change, end, "the whole time after the change"),
    }


@pytest.mark.parametrize(
    ("end", "transition", "settled"),
    [
        (tick(2026, 7, 20), "month 1 after the change", None),
        (tick(2026, 10, 1), "months 1–3 after the change", None),
        (tick(2027, 1, 1), "months 1–6 after the change", None),
        (tick(2027, 1, 31), "months 1–6 after the change", None),
        (tick(2027, 2, 1), "months 1–6 after the change", "month 7 after the change"),
        (tick(2027, 4, 2), "months 1–6 after the change", "months 7–10 after the change"),
    ],
)
def test_a_window_ends_with_the_observation(end: int, transition: str, settled: str | None) -> None:
    found = windows(tick(2026, 7, 1), end)
    assert found["transition"][2] == transition
    assert found.get("settled", (0, 0, None))[2] == settled
    assert max(stop for _, stop, _ in found.values()) == end
    assert found["whole"][1] == end


def test_months_end_on_the_day_they_began_or_on_their_last() -> None:
    assert windows(tick(2026, 8, 31), tick(2027, 8, 31))["transition"][1] == tick(2027, 2, 28)


def test_a_change_on_the_first_day_has_no_past() -> None:
    assert list(windows(0, tick(2026, 4, 5))) == ["transition", "whole"]


def test_the_past_is_followed_to_the_change_and_the_others_to_the_end() -> None:
    change = tick(2026, 7, 1)
    found = {w.name: w for w in windows_of(study_of(change=change, end=tick(2027, 7, 1)))}
    assert found["common past"].until == change
    assert found["carried over"].open_at == change
    assert not found["carried over"].is_period
    assert all(
        w.until is None and w.open_at is None and w.is_period
        for n, w in found.items()
        if n not in {"common past", "carried over"}
    )
