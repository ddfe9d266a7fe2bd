"""What leaves the dashboard: pictures, tables, and how to make the numbers again."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import shlex
from dataclasses import replace

import openpyxl
import pytest

from dashboard.exports.panel import file_name
from dashboard.exports.pictures import to_png, to_svg
from dashboard.exports.shown import as_markdown
from dashboard.exports.tables import to_csv, to_xlsx
from orgsim.errors import message
from orgsim.language import say
from orgsim.report.amounts import Plain
from orgsim.report.figures.curves import lead_time_by_week
from orgsim.report.figures.pairs import paired_figure
from orgsim.report.headlines import main_window
from orgsim.report.provenance import recipe, source_sentences
from orgsim.report.tables import Column, Table
from orgsim.spec import Evidence
from tests.dashboard.results_office import found, scenario, titles
from tests.store.conftest import OFFICE

EVIL = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "http://192.0.2.1/x")
PLAIN = Table(
    message("{structure}", structure="=HYPERLINK(1)"),
    (Column(message("Unit")), Column(message("Staff"), right=True)),
    tuple((text, Plain(1234.5, 1)) for text in EVIL),
)


def pairs():
    return paired_figure("waiting-by-unit", found(), "merge", main_window(found(), "merge"), titles())


def rows_of(content: bytes, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=delimiter))


# ---------------------------------------------------------------- tables


def test_csv_is_as_spreadsheets_of_the_language_read_it():
    assert rows_of(to_csv(PLAIN, "id"), ";")[1][1] == "1234,5"
    assert rows_of(to_csv(PLAIN, "en"), ",")[1][1] == "1234.5"
    assert to_csv(PLAIN, "en").startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(("language", "delimiter"), [("id", ";"), ("en", ",")])
def test_no_cell_of_csv_is_a_formula(language, delimiter):
    cells = [row[0] for row in rows_of(to_csv(PLAIN, language), delimiter)[1:]]
    assert [cell.removeprefix("'") for cell in cells] == list(EVIL)
    assert not any(re.match(r"[=+\-@\t\r|%]", cell) for cell in cells)


def test_a_workbook_holds_numbers_as_numbers_and_no_formula_and_no_link():
    content = to_xlsx([PLAIN, pairs().table], "id", source_sentences(found(), scenario()))
    assert content == to_xlsx([PLAIN, pairs().table], "id", source_sentences(found(), scenario()))
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["1"]
    assert [sheet.cell(line, 1).value for line in range(4, 10)] == list(EVIL)
    assert {sheet.cell(line, 1).data_type for line in (1, *range(4, 10))} == {"s"}
    assert sheet.cell(4, 2).value == 1234.5
    assert not any(cell.hyperlink or cell.data_type == "f" for one in book for row in one.iter_rows() for cell in row)
    assert any("Sumber: simulasi" in str(cell.value) for cell in book["2"]["A"])


def test_an_interval_becomes_three_columns_of_numbers():
    table = paired_figure("waiting-by-cause", found(), "merge", main_window(found(), "merge"), titles()).table
    heading, *rows = rows_of(to_csv(table, "en"), ",")
    assert heading[3:6] == ["Difference", "Difference: from (95 %)", "Difference: to (95 %)"]
    for row in rows:
        difference, low, high = (float(cell) for cell in row[3:6])
        assert low <= difference <= high


def test_a_table_on_a_page_takes_nothing_for_markup():
    table = Table(None, (Column(message("Unit")),), (("a|b [x](http://192.0.2.1) <b> ![y](z)",),))
    line = as_markdown(table).splitlines()[-1]
    assert line == r"| a\|b \[x\]\(http\://192.0.2.1\) \<b\> \!\[y\]\(z\) |"


def test_a_column_in_which_nothing_stands_is_not_shown():
    headings = (Column(message("Unit")), Column(message("Rating")), Column(message("Staff"), right=True))
    table = Table(None, headings, (("a", "", Plain(1)), ("b", "", Plain(2))))
    assert as_markdown(table).splitlines() == ["| Unit | Staff |", "|:---|---:|", "| a | 1 |", "| b | 2 |"]
    assert "Rating" in as_markdown(Table(None, headings, (("a", "", Plain(1)), ("b", "x", Plain(2)))))


def test_names_of_files_are_plain():
    assert file_name("../Gabung: kedua/bidang?.yaml") == "gabung-kedua-bidang-yaml"
    assert file_name("???") == "orgsim"


# ---------------------------------------------------------------- pictures


@pytest.mark.parametrize("made", [pairs, lambda: lead_time_by_week(found(), "merge")], ids=["pairs", "lines"])
def test_pictures_are_whole_and_ask_for_nothing_from_outside(made):
    png, svg = to_png(made(), "id"), to_svg(made(), "id").decode()
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width = int.from_bytes(png[16:20], "big")
    assert 1200 < width < 3500
    assert re.findall(r"(?:href|src)=.http[^\"']*", svg) == []
    assert "http" not in svg.replace("http://www.w3.org/", "")
    assert "Waktu" in svg
    assert not re.search(r"Waiting|Week|Difference", svg)


# ---------------------------------------------------------------- the same numbers again


@pytest.fixture
def beside(tmp_path, monkeypatch):
    (tmp_path / "office.yaml").write_text(OFFICE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def made():
    return recipe(found(), "office.yaml", alternatives=["merge"], controls=True, within="2 jam", language="id")


def test_the_lines_of_python_give_the_same_numbers(beside):
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(made().python, {})  # the reader's own doing, too
    row = found().row("merge", "lead_time_working", main_window(found(), "merge").name)
    assert said.getvalue().splitlines()[-1] == f"{row.difference} {row.low} {row.high}"
    assert "Kantor kecil" in said.getvalue()


def test_the_command_gives_the_same_numbers(beside, capsys):
    from orgsim.cli import main

    words = shlex.split(made().command)
    assert words[0] == "orgsim"
    with pytest.raises(SystemExit) as ended:
        main([*words[1:], "--workers", "1", "--json", "rows.json"])
    assert not ended.value.code
    capsys.readouterr()
    wanted = {(r["alternative"], r["window"], r["kpi"], r["group"]): r["difference"] for r in found().to_json()["rows"]}
    got = {
        (r["alternative"], r["window"], r["kpi"], r["group"]): r["difference"]
        for r in json.loads((beside / "rows.json").read_text())["rows"]
        if not r["kpi"].startswith("share_within")
    }
    assert got == wanted


def test_sources_name_what_a_caption_needs():
    text = " ".join(map(str, source_sentences(found(), scenario())))
    for part in ("A small office", "3 repetitions", "seed 1", found().meta["inputs_hash"][:16]):
        assert part in text


@pytest.mark.parametrize(("language", "named"), [("en", "S1: Interview;"), ("id", "S1: Wawancara;")])
def test_sources_are_named_in_the_readers_language(language, named):
    heard = [Evidence(("demand", "kk", "per_day"), "stated", id, None, 1) for id in ("S1", "S2")]
    named_by = scenario().changed(sources={"S1": {"id": "Wawancara", "en": "Interview"}, "S2": "Perbup 1/2026"})
    told = source_sentences(replace(found(), evidence=tuple(heard)), named_by)
    assert f"{named} S2: Perbup 1/2026." in say(told[-1], language)
