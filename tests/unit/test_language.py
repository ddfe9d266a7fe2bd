"""Numbers, durations, money and sentences as each language writes them."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgsim.errors import message
from orgsim.language import (
    format_date,
    format_duration,
    format_money,
    format_number,
    format_share,
    measure_word,
    preferred_language,
    say,
    say_value,
    translate,
)
from orgsim.measures import CalendarTime, WorkingTime
from orgsim.spec import LocalisedText


@pytest.mark.parametrize(
    ("seconds", "day", "indonesian", "english"),
    [
        (0, None, "0 detik", "0 seconds"),
        (1, None, "1 detik", "1 second"),
        (59.4, None, "59 detik", "59 seconds"),
        (60, None, "1 menit", "1 minute"),
        (750, None, "12,5 menit", "12.5 minutes"),
        (2500, None, "42 menit", "42 minutes"),
        (3599, None, "1 jam", "1 hour"),
        (5700, None, "1 jam 35 menit", "1 hour 35 minutes"),
        (-5700, None, "−1 jam 35 menit", "−1 hour 35 minutes"),
        (27_000 * 3, None, "22 jam 30 menit", "22 hours 30 minutes"),
        (93_600, 86_400, "1 hari 2 jam", "1 day 2 hours"),
        (86_400 * 14, 86_400, "14 hari", "14 days"),
        (86_399, 86_400, "24 jam", "24 hours"),
        (27_000, 27_000, "1 hari kerja", "1 working day"),
        (27_000 * 2 + 5400, 27_000, "2 hari kerja 1,5 jam", "2 working days 1.5 hours"),
    ],
)
def test_durations(seconds, day, indonesian, english):
    assert format_duration(seconds, "id", day=day) == indonesian
    assert format_duration(seconds, "en", day=day) == english


@given(st.floats(-1e8, 1e8), st.sampled_from([None, 86_400.0, 27_000.0, 28_800.0]))
def test_a_duration_is_never_empty_and_never_sixty_minutes(seconds, day):
    for language in ("id", "en"):
        text = format_duration(seconds, language, day=day)
        assert text.strip("−")
        assert not re.search(r"\b60 (detik|second|menit|minute)", text)


@pytest.mark.parametrize(
    ("share", "indonesian", "english"),
    [
        (0.123, "12,3 %", "12.3 %"),
        (0.12, "12 %", "12 %"),
        (1, "100 %", "100 %"),
        (12.5, "1.250 %", "1,250 %"),
        (-0.034, "−3,4 %", "−3.4 %"),
        (-0.0001, "0 %", "0 %"),
    ],
)
def test_shares(share, indonesian, english):
    assert format_share(share, "id") == indonesian
    assert format_share(share, "en") == english


@pytest.mark.parametrize(
    ("rupiah", "indonesian", "english"),
    [
        (0, "Rp 0", "Rp 0"),
        (85_000, "Rp 85.000", "Rp 85,000"),
        (999_999.7, "Rp 1 juta", "Rp 1 million"),
        (4_500_000, "Rp 4,5 juta", "Rp 4.5 million"),
        (1_234_567_890, "Rp 1,23 miliar", "Rp 1.23 billion"),
        (142e9, "Rp 142 miliar", "Rp 142 billion"),
        (2.5e12, "Rp 2,5 triliun", "Rp 2.5 trillion"),
        (-4_500_000, "−Rp 4,5 juta", "−Rp 4.5 million"),
    ],
)
def test_money(rupiah, indonesian, english):
    assert format_money(rupiah, "id") == indonesian
    assert format_money(rupiah, "en") == english


def test_numbers_and_dates():
    assert format_number(1234.5, "id") == "1.234,5"
    assert format_number(0.12345, "en") == "0.123"
    assert format_number(2.0, "id", digits=2) == "2,00"
    assert format_number(1_234_567, "en", digits=0) == "1,234,567"
    assert format_date(dt.date(2026, 8, 17), "id") == "17 Agustus 2026"
    assert format_date(dt.date(2026, 8, 17), "en") == "17 August 2026"


def test_plurals_are_english_only():
    assert (measure_word("day", 1, "en"), measure_word("day", 2, "en"), measure_word("day", 2, "id")) == (
        "day", "days", "hari",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        (2.5, "2,5", "2.5"),
        (True, "True", "True"),
        (None, "None", "None"),
        ("loket", "loket", "loket"),
        (dt.date(2026, 7, 1), "1 Juli 2026", "1 July 2026"),
        (["a", 1.5], "a, 1,5", "a, 1.5"),
        (LocalisedText("Loket", "Counter"), "Loket", "Counter"),
        (WorkingTime(days=3), "3 hari kerja", "3 working days"),
        (CalendarTime(months=6), "6 bulan", "6 months"),
        (message("unit {name}", name=LocalisedText("Loket", "Counter")), "unit Loket", "unit Counter"),
    ],
)
def test_what_fills_a_sentence_follows_the_language(value, indonesian, english):
    assert say_value(value, "id") == indonesian
    assert say_value(value, "en") == english


def test_a_sentence_without_a_translation_stays_english():
    assert translate("no catalogue has this sentence", "id") == "no catalogue has this sentence"
    assert say(message("no catalogue has {this}", this=1.5), "id") == "no catalogue has 1,5"
    assert translate("", "id") == ""


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "id_ID.UTF-8"}, "id"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "id_ID.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "ORGSIM_LANG": "ID"}, "id"),
    ],
)
def test_the_language_of_the_environment(environment, language, monkeypatch):
    for variable in ("ORGSIM_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    assert preferred_language() == language
