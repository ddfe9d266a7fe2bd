"""The change itself on the page of a result: curves, dates, money and posts; and everything on a page as a file."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest

from dashboard import running
from dashboard.exports.pictures import to_png, to_svg
from dashboard.exports.tables import to_csv, to_xlsx
from orgsim.language import LANGUAGES
from orgsim.report.change_tables import side_by_side
from orgsim.report.figures.gallery import figures_of
from orgsim.report.figures.transition import transition_figures
from orgsim.report.words import titles_of
from orgsim.store import Asked, RunState
from orgsim.store.worker import Worker
from tests.dashboard.results_office import opened
from tests.store.conftest import OFFICE

WITH_PEOPLE = OFFICE + "\npeople: {}\nmoney:\n  budget: {2026: Rp 10 juta}\n"
NAMES = {"en": "The change itself", "id": "Perubahan itu sendiri"}


@pytest.fixture(scope="module")
def done():
    """A run in which people answer the change; it is made once, in the store that the tests share."""
    from dashboard import keeping

    store = keeping.store()
    name = store.jobs.submit(WITH_PEOPLE, Asked(("merge",), replications=2, engine="reference"))
    Worker(store.database, once=True, most=1).work()
    assert store.jobs.progress(name).state is RunState.DONE
    return name


@pytest.fixture(scope="module")
def found(done):
    from dashboard import keeping

    return running.comparison_of(keeping.store().runs.get(done), keeping.store().jobs.progress(done).snapshots)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_change_itself_is_shown_with_its_basis(done, language):
    shown = opened("results", language, run=done, view="change", alternative="merge")
    assert NAMES[language] in str(shown.segmented_control(key="view").options)
    text = "\n".join(one.value for kind in (shown.markdown, shown.caption) for one in kind)
    said, other = ("By assumption", "Menurut asumsi") if language == "en" else ("Menurut asumsi", "By assumption")
    assert said in text
    assert other not in text
    labels = [one.label for one in shown.metric]
    assert ("Lowest speed" if language == "en" else "Kecepatan terendah") in labels
    assert len(shown.get("vega_lite_chart")) == 3 or len(shown.get("arrow_vega_lite_chart")) == 3


def test_without_people_there_is_no_such_part(own_store):
    from tests.dashboard.results_office import finished_run

    shown = opened("results", run=finished_run(own_store), view="change", alternative="merge")
    assert NAMES["en"] not in str(shown.segmented_control(key="view").options)
    assert "".join(shown.query_params["view"]) == "story"


def test_the_curves_are_those_that_were_found(found):
    speed, adoption, waiting = transition_figures(found, "merge")
    change = found.change["merge"]
    assert [point.value for point in speed.drawing.lines[1].points] == list(change.transition.speed)
    assert {point.value for point in speed.drawing.lines[0].points} == {1.0}
    assert [point.value for point in adoption.drawing.lines[0].points] == list(change.transition.adoption)
    assert [point.value for point in waiting.drawing.lines[1].points] == list(change.weeks.waits)
    nobody = replace(found, change={})
    assert list(transition_figures(nobody, "merge")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_is_a_picture_and_every_table_a_file(found, done, language):
    from dashboard import keeping

    scenario = running.scenario_of(keeping.store().runs.get(done))
    window = found.windows["merge"][-1]
    figures = figures_of(found, "merge", window, titles_of(scenario))
    assert len(figures) >= 10
    for figure in figures:
        assert to_png(figure, language).startswith(b"\x89PNG"), figure.name
        assert b"</svg>" in to_svg(figure, language), figure.name
    for table in (side_by_side(found), *(figure.table for figure in figures)):
        book = openpyxl.load_workbook(io.BytesIO(to_xlsx([table], language)))
        assert book.active.max_row >= 3 + len(table.rows)
        assert to_csv(table, language).count(b"\r\n") >= 1 + len(table.rows)


@pytest.mark.parametrize("screen", ["organisation", "assumptions"])
def test_what_stands_in_cells_of_a_page_is_offered_as_files(page, screen):
    view = {"organisation_view": "loads", "assumptions_view": "ledger"}
    shown = page(screen, "id")
    (key,) = (name for name in view if name.startswith(screen))
    shown.segmented_control(key=key).set_value(view[key]).run()
    labels = [one.proto.label for one in shown.get("download_button")]
    assert labels == ["Tabel (Excel)", "Tabel (CSV)"]
