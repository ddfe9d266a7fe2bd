"""What people write is read as meant, written back exactly, and refused where it can be read in two ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgsim.errors import InputError
from orgsim.measures import (
    LONGEST_DAYS,
    MOST_RUPIAH,
    CalendarTime,
    Frequency,
    WorkingTime,
    parse_calendar_time,
    parse_delay,
    parse_effort,
    parse_frequency,
    parse_growth,
    parse_money,
    parse_number,
    parse_share,
    parse_working_time,
    write_calendar_time,
    write_delay,
    write_effort,
    write_frequency,
    write_growth,
    write_money,
    write_number,
    write_share,
    write_working_time,
)

LONGEST = LONGEST_DAYS * 86_400.0
seconds = st.floats(0, LONGEST, allow_subnormal=True)
days = st.floats(0, LONGEST_DAYS)


def fault(parse, text):
    with pytest.raises(InputError) as caught:
        parse(text)
    return caught.value.faults[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15 min", 900),
        ("15 menit", 900),
        ("15min", 900),
        ("90 detik", 90),
        ("90 s", 90),
        ("2 jam", 7200),
        ("1,5 jam", 5400),
        ("1.5 h", 5400),
        ("0,8 menit", 48),
        (".8 min", 48),
        ("PT15M", 900),
        ("PT1H30M", 5400),
        ("PT0.5H", 1800),
        ("1 jam 30 menit", 5400),
        ("1 h, 30 min", 5400),
        ("1 hour and 30 minutes", 5400),
        ("2 jam kerja", 7200),
        ("  15   MENIT ", 900),
        ("15\u00a0min", 900),
        ("15 min.", 900),
        ("1250 h", 4_500_000),
        ("1.250,5 jam", 1250.5 * 3600),
        ("1,250.5 h", 1250.5 * 3600),
        ("4.500.000 detik", 4_500_000),
        ("0.125 h", 450),
        ("1.2500 h", 4500),
        ("1250.125 s", 1250.125),
        ("0 min", 0),
    ],
)
def test_effort_is_read(text, expected):
    assert parse_effort(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 hari kerja", WorkingTime(days=3)),
        ("3 working days", WorkingTime(days=3)),
        ("1 working day", WorkingTime(days=1)),
        ("0,5 hari kerja", WorkingTime(days=0.5)),
        ("2 jam", WorkingTime(seconds=7200)),
        ("1 hari kerja 2 jam", WorkingTime(days=1, seconds=7200)),
        ("90 working minutes", WorkingTime(seconds=5400)),
    ],
)
def test_working_time_is_read(text, expected):
    assert parse_working_time(text) == expected
    assert parse_delay(text) == (expected if "k" in text else CalendarTime(seconds=expected.seconds))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6 months", CalendarTime(months=6)),
        ("6 bulan", CalendarTime(months=6)),
        ("1 tahun", CalendarTime(months=12)),
        ("1,5 tahun", CalendarTime(months=18)),
        ("2 minggu", CalendarTime(days=14)),
        ("10 hari", CalendarTime(days=10)),
        ("24 h", CalendarTime(seconds=86_400)),
        ("P1Y6M", CalendarTime(months=18)),
        ("P2W", CalendarTime(days=14)),
        ("P1DT12H", CalendarTime(days=1, seconds=43_200)),
        ("1 year 6 months", CalendarTime(months=18)),
    ],
)
def test_calendar_time_is_read(text, expected):
    assert parse_calendar_time(text) == expected
    assert parse_delay(text) == expected


@pytest.mark.parametrize(
    ("parse", "text", "expected"),
    [
        (parse_share, "12 %", 0.12),
        (parse_share, "12%", 0.12),
        (parse_share, "2,5 persen", 0.025),
        (parse_share, "100 percent", 1.0),
        (parse_share, "14.6 %", 0.146),
        (parse_growth, "4 %/year", 0.04),
        (parse_growth, "4% per tahun", 0.04),
        (parse_growth, "-2,5 %/tahun", -0.025),
        (parse_money, "Rp 4,5 juta", 4_500_000),
        (parse_money, "Rp 4.5 million", 4_500_000),
        (parse_money, "Rp4.500.000", 4_500_000),
        (parse_money, "Rp 4.500.000,-", 4_500_000),
        (parse_money, "Rp 4,500,000.50", 4_500_000.5),
        (parse_money, "Rp 4.500", 4500),
        (parse_money, "Rp. 850 ribu", 850_000),
        (parse_money, "IDR 1,2 miliar", 1_200_000_000),
        (parse_money, "Rp 2 triliun", 2e12),
        (parse_frequency, "9600 per year", Frequency(9600, "year")),
        (parse_frequency, "9600 per tahun", Frequency(9600, "year")),
        (parse_frequency, "30/hari", Frequency(30, "day")),
        (parse_frequency, "30 per hari kerja", Frequency(30, "working day")),
        (parse_frequency, "1,5 a week", Frequency(1.5, "week")),
        (parse_number, "1,5", 1.5),
        (parse_number, -3, -3.0),
    ],
)
def test_amounts_are_read(parse, text, expected):
    assert parse(text) == expected


@pytest.mark.parametrize("parse", [parse_effort, parse_working_time, parse_calendar_time, parse_delay, parse_frequency])
@pytest.mark.parametrize("value", [15, 0.5, "15", "1,5", float("nan"), float("inf")])
def test_a_bare_number_is_refused_with_an_example(parse, value):
    told = fault(parse, value)
    assert told.remedy is not None
    assert parse(told.remedy.parameters["example"])


def test_a_bare_share_is_told_in_per_cent():
    assert fault(parse_share, 0.12).remedy.parameters["example"] == "12 %"
    assert fault(parse_share, 0.025).remedy.parameters["example"] == "2.5 %"


@pytest.mark.parametrize(
    ("parse", "text", "remedy"),
    [
        (parse_effort, "1.250 jam", "Write 1250 or 1.25"),
        (parse_effort, "1,250 h", "Write 1250 or 1.25"),
        (parse_effort, "1.125 jam", "Write 1125 or 1.1250"),
        (parse_effort, "2.000 menit", "Write 2000 or 2"),
        (parse_calendar_time, "P1.250D", "Write 1250 or 1.25"),
        (parse_share, "12.345 %", "Write 12345 or 12.3450"),
        (parse_money, "Rp 4,500", "Write 4500 or 4.5"),
        (parse_money, "Rp 4.500 juta", "Write 4500 or 4.5"),
        (parse_frequency, "1.250 per hari", "Write 1250 or 1.25"),
        (parse_number, "1,250", "Write 1250 or 1.25"),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(parse, text, remedy):
    told = fault(parse, text)
    assert "two ways" in str(told.message)
    assert str(told.remedy) == remedy


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (parse_effort, "-15 min"),
        (parse_effort, "3 hari"),
        (parse_effort, "3 hari kerja"),
        (parse_effort, "15 m"),
        (parse_effort, "15 mins ago"),
        (parse_effort, "1.2.3 min"),
        (parse_effort, "1.25.000 min"),
        (parse_effort, "1,,5 min"),
        (parse_effort, "1 234 min"),
        (parse_effort, "inf min"),
        (parse_effort, "nan jam"),
        (parse_effort, "876601 h"),
        (parse_effort, "1e999 h"),
        (parse_effort, "1e999999999 h"),
        (parse_effort, "9" * 79 + "h"),
        (parse_effort, "9" * 100_000 + " h"),
        (parse_effort, ""),
        (parse_effort, "P"),
        (parse_effort, "PT"),
        (parse_effort, None),
        (parse_effort, True),
        (parse_effort, ["15 min"]),
        (parse_working_time, "3 hari"),
        (parse_working_time, "2 bulan"),
        (parse_calendar_time, "3 hari kerja"),
        (parse_calendar_time, "1,5 bulan"),
        (parse_calendar_time, "101 years"),
        (parse_delay, "1 hari kerja 2 minggu"),
        (parse_share, "101 %"),
        (parse_share, "-1 %"),
        (parse_share, "12 % per year"),
        (parse_share, "1/8"),
        (parse_growth, "4 %"),
        (parse_growth, "-100 %/year"),
        (parse_growth, "4 %/month"),
        (parse_money, "4,5 juta"),
        (parse_money, "Rp 4,5 jt lebih"),
        (parse_money, "Rp -5"),
        (parse_money, "Rp 10000001 miliar"),
        (parse_frequency, "30 per detik"),
        (parse_frequency, "-30 per hari"),
        (parse_number, "tiga"),
        (parse_number, float("nan")),
        (parse_number, True),
        (parse_number, None),
    ],
)
def test_nonsense_is_refused(parse, text):
    fault(parse, text)


def test_a_misspelt_measure_is_guessed():
    assert "menit" in str(fault(parse_effort, "15 mneit").remedy)


def test_a_promise_by_the_calendar_is_told_in_working_days():
    assert fault(parse_working_time, "5 hari").remedy.parameters["example"] == "5 working days"


@given(seconds)
def test_effort_comes_back(value):
    assert parse_effort(write_effort(value)) == value


@given(st.builds(WorkingTime, days, seconds))
def test_working_time_comes_back(value):
    assert parse_working_time(write_working_time(value)) == value
    assert parse_delay(write_delay(value)) == value


@given(st.builds(CalendarTime, st.integers(0, 1200), days, seconds))
def test_calendar_time_comes_back(value):
    assert parse_calendar_time(write_calendar_time(value)) == value
    assert parse_delay(write_delay(value)) == value


@given(st.floats(0, 1))
def test_shares_come_back(value):
    assert parse_share(write_share(value)) == value


@given(st.floats(-1, 10, exclude_min=True))
def test_growth_comes_back(value):
    assert parse_growth(write_growth(value)) == value


@given(st.floats(0, MOST_RUPIAH))
def test_money_comes_back(value):
    assert parse_money(write_money(value)) == value


@given(st.floats(0, 1e12), st.sampled_from(["hour", "day", "working day", "week", "month", "year"]))
def test_frequencies_come_back(count, per):
    assert parse_frequency(write_frequency(Frequency(count, per))) == Frequency(count, per)


@given(st.floats(-1e15, 1e15))
def test_numbers_come_back(value):
    assert parse_number(write_number(value)) == value


@given(st.integers(0, 10_000), st.sampled_from([60, 3600]))
def test_round_durations_are_written_shortly(count, size):
    assert len(write_effort(count * size)) <= 9


@given(st.text(max_size=40) | st.from_regex(r"\A[0-9., -]{1,8} ?(min|jam|hari kerja|%|juta|/hari)\Z"))
def test_any_text_is_read_or_refused(text):
    for parse in (
        parse_effort,
        parse_working_time,
        parse_delay,
        parse_share,
        parse_growth,
        parse_money,
        parse_frequency,
    ):
        try:
            parse(text)
        except InputError as error:
            assert str(error)  # noqa: PT017 - a refusal can be said


def test_a_year_of_each_frequency():
    assert Frequency(10, "day").per_year() == 3652.5
    assert Frequency(10, "working day").per_year(working_days=241) == 2410
    assert Frequency(2, "month").per_year() == 24


@pytest.mark.parametrize(
    ("time", "indonesian", "english"),
    [
        (WorkingTime(days=1), "1 hari kerja", "1 working day"),
        (WorkingTime(days=2.5), "2,5 hari kerja", "2.5 working days"),
        (WorkingTime(1, 5400), "1 hari kerja 1 jam kerja 30 menit kerja", "1 working day 1 working hour 30 working minutes"),  # noqa: E501
        (WorkingTime(), "0 menit kerja", "0 working minutes"),
        (CalendarTime(months=12), "1 tahun", "1 year"),
        (CalendarTime(months=6), "6 bulan", "6 months"),
        (CalendarTime(days=10), "10 hari", "10 days"),
        (CalendarTime(), "0 hari", "0 days"),
        (Frequency(9600, "year"), "9.600 per tahun", "9,600 per year"),
    ],
)  # fmt: skip
def test_what_a_reader_sees(time, indonesian, english):
    assert time.say("id") == indonesian
    assert time.say("en") == english
