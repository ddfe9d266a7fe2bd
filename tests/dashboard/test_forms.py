"""Forms made from the registry: every operation has one, in both languages, and a new one has it at once."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.forms.names import names, title_of, titled
from dashboard.forms.operation_form import fitting, prefilled
from dashboard.forms.plans import built, entries, first_date, organisation_on, placed, replaced, with_plan, without
from dashboard.forms.schema import can_be_filled, fields_of
from dashboard.forms.single import completed
from dashboard.forms.summary import fault_sentence, labelled, summary, written
from orgsim.errors import Fault, message
from orgsim.language import catalogue
from orgsim.organisation.agency import Agency
from orgsim.organisation.organisation import resolve
from orgsim.restructuring.operation import OPERATIONS
from tests.samples import AGENCY

SCREENS = "screens"
"""The folder of the pages, beside app.py."""
FILLABLE = [name for name, cls in OPERATIONS.items() if can_be_filled(cls)]


def shapes(shape):
    yield shape
    for part in (*shape.parts, *(field.shape for field in shape.fields)):
        yield from shapes(part)


def all_fields(fields):
    for field in fields:
        yield field
        for shape in shapes(field.shape):
            yield from all_fields(shape.fields)


def test_all_but_what_only_a_tool_makes_can_be_filled_in():
    assert set(OPERATIONS) - set(FILLABLE) == {"restore"}


@pytest.mark.parametrize("name", FILLABLE)
def test_every_label_word_and_help_is_there_in_indonesian(name):
    known = catalogue("id")
    for field in all_fields(fields_of(OPERATIONS[name])):
        for text in (field.label, field.help):
            assert text == "" or known.gettext(text) != text or text in ("Ramadan", "Unit"), text
    for paragraph in (OPERATIONS[name].__doc__ or "").strip().split("\n\n"):
        text = " ".join(paragraph.split())
        assert known.gettext(text) != text, text


@pytest.mark.parametrize("name", FILLABLE)
def test_an_example_survives_the_way_through_its_form(name):
    example = OPERATIONS[name](**OPERATIONS[name].example)
    again, faults = built(name, written(example))
    assert faults == ()
    assert again == example
    organisation = resolve(Agency.model_validate(AGENCY))
    for language in ("id", "en"):
        assert summary(example, organisation, language)


def test_a_name_has_the_title_of_whichever_organisation_knows_it():
    def office(steps):
        loket = {"unit": "kantor", "headcount": 1, "title": "Petugas loket"}
        one = {"title": "Berkas", "kind": "berkas", "steps": steps}
        units = {"kantor": {"title": "Kantor"}}
        agency = {"title": "Kantor", "units": units, "positions": {"petugas-loket": loket}, "services": {"berkas": one}}
        return resolve(Agency.model_validate(agency))

    signed = {"title": {"id": "Tanda tangan", "en": "Signature"}, "by": "petugas-loket", "work": "5 min"}
    with_it, without_it = office({"tanda-tangan": signed}), office({"loket": {"by": "petugas-loket", "work": "5 min"}})
    text = message("{steps}", steps=("tanda-tangan", "cap-basah"))
    for before, after in ((with_it, without_it), (without_it, with_it)):
        assert titled(text, before, after, "en").parameters["steps"] == "Signature, cap basah"


def test_what_was_chosen_on_the_chart_fills_the_fields_about_units():
    assert prefilled("merge_units", ["a", "b", "c"]) == {"units": ["a", "b", "c"]}
    assert prefilled("move_unit", ["a", "b"]) == {"unit": "a", "reports_to": "b"}
    assert prefilled("add_unit", ["a"]) == {"reports_to": "a"}
    assert "merge_units" not in fitting(["a"])
    assert {"split_unit", "move_unit", "add_unit", "remove_unit"} <= set(fitting(["a"]))
    assert fitting([]) == []


NEW_OPERATION = '''
from typing import ClassVar, Literal

from orgsim.errors import message
from orgsim.restructuring.operation import OPERATIONS, Operation
from orgsim.restructuring.quantity import Quantity
from orgsim.spec import Share, UnitId


@OPERATIONS.register
class PaintDoors(Operation):
    """The doors of a unit are painted."""

    operation: Literal["paint_doors"] = "paint_doors"
    """Name of the operation."""
    unit: UnitId
    """The unit."""
    share: Share
    """Share of its doors."""

    caption: ClassVar = message("Paint doors")
    conserves: ClassVar = frozenset(Quantity)
    affects: ClassVar = ()
    example: ClassVar = {"unit": "pendaftaran", "share": "50 %"}

    def apply(self, before, *, on):
        return before
'''

DRIVE = """
import sys

import orgsim.restructuring.operations

orgsim.restructuring.operations.__path__.append(sys.argv[1])

from streamlit.testing.v1 import AppTest

from dashboard import state
from dashboard.examples import example
from dashboard.shell import PAGES

shown = AppTest.from_file(sys.argv[3], default_timeout=60)
shown.session_state["raise_errors"] = True
shown.session_state["language"] = "en"
shown.session_state["open_draft"] = state.Draft(example("palembang"))
shown.session_state["open_alternative"] = "more-staff"
shown.switch_page(f"{sys.argv[2]}/proposal.py").run()
shown.multiselect(key="proposal_units_field").set_value(["sekretariat"]).run()
shown.button(key="do:paint_doors").click().run()
share = next(field for field in shown.text_input if field.label == "Share *")
share.set_value("50").run()
next(button for button in shown.button if button.label == "Put into the plan").click().run()
assert not shown.exception, shown.exception
told = [text.value for text in shown.markdown if "Paint doors" in text.value]
assert any("Secretariat" in text and "50 %" in text for text in told), told
"""


def test_a_new_operation_in_one_file_has_its_form_at_once(tmp_path):
    """In a process of its own: what is registered once is known everywhere, and stays."""
    folder = tmp_path / "operations"
    folder.mkdir()
    (folder / "paint_doors.py").write_text(NEW_OPERATION)
    (tmp_path / "drive.py").write_text(DRIVE)
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, str(tmp_path / "drive.py"), str(folder), SCREENS, str(root / "dashboard/app.py")]
    environment = dict(os.environ, PYTHONPATH=str(root), ORGSIM_STORE=str(tmp_path / "store.sqlite"))
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]


def test_the_form_of_every_operation_opens(page):
    shown = page("proposal", "id")
    for number, name in enumerate(FILLABLE):
        shown.selectbox(key=f"operation_list:{number}").set_value(name).run()
        assert not shown.exception
        caption = catalogue("id").gettext(OPERATIONS[name].caption.text)
        assert f"**{caption}**" in [text.value for text in shown.markdown]
        shown.button(key=f"sheet:merge:{number + 1}:cancel").click().run()


def test_amounts_get_the_measure_that_they_can_only_have():
    assert completed("12,5", "share") == "12,5 %"
    assert completed("Rp 4 juta", "rupiah") == "Rp 4 juta"
    assert completed("15 menit", "work") == "15 menit"


def test_faults_speak_of_labels_and_keep_what_is_no_field():
    fault = Fault(message("this fails"), ("units",), message("Name another unit in `into`"))
    assert fault_sentence(fault, "id").endswith("“Menjadi”") or "“" in fault_sentence(fault, "id")
    assert labelled("`from_position`, `1 hari kerja`, `usual`", "en") == "“From position”, `1 hari kerja`, `usual`"


def test_titles_stand_for_names():
    organisation = resolve(Agency.model_validate(AGENCY))
    unit = next(iter(organisation.units))
    assert title_of(organisation, "unit", unit, "id") == organisation.units[unit].title.id
    assert names(organisation, "unit") == list(organisation.units)
    assert title_of(organisation, "unit", "nowhere", "id") == "nowhere"


class TestPlans:
    @pytest.fixture
    def scenario(self):
        from dashboard.examples import example

        return example("palembang")

    def test_operations_are_put_in_changed_and_taken_out(self, scenario):
        plan = scenario.alternatives["merge"].plan
        rename = OPERATIONS["rename_unit"](unit="sekretariat", title="Umum")
        later = placed(plan, rename, dt.date(2026, 9, 1))
        assert [(entry.on.month, entry.operation.name) for entry in entries(later)] == [
            (7, "merge_units"),
            (9, "rename_unit"),
        ]
        same = placed(plan, rename, plan[0].on)
        assert [entry.operation.name for entry in entries(same)] == ["merge_units", "rename_unit"]
        last = list(entries(same))[-1]
        assert without(same, last) == plan
        moved = replaced(same, last, rename, dt.date(2026, 5, 1))
        assert [entry.operation.name for entry in entries(moved)] == ["rename_unit", "merge_units"]
        assert without(plan, next(iter(entries(plan)))) == ()

    def test_a_form_sees_the_organisation_that_its_operation_meets(self, scenario):
        plan = scenario.alternatives["merge"].plan
        (merge,) = entries(plan)
        assert "adminduk" in organisation_on(scenario, plan, merge.on).units
        assert "adminduk" not in organisation_on(scenario, plan, merge.on, merge).units
        assert "adminduk" not in organisation_on(scenario, plan, merge.on - dt.timedelta(days=1)).units
        assert first_date(scenario, plan) == merge.on

    def test_what_is_known_of_numbers_goes_with_their_operation(self, scenario):
        plan = scenario.alternatives["merge"].plan
        rename = OPERATIONS["rename_unit"](unit="sekretariat", title="Umum")

        def gaps(changed):
            return [one.path[3:] for one in changed.evidence if one.path[:3] == ("alternatives", "merge", "plan")]

        assert gaps(scenario) == [(0, "do", 0, "skill_gap")]
        earlier = with_plan(scenario, "merge", placed(plan, rename, dt.date(2026, 5, 1)))
        assert gaps(earlier) == [(1, "do", 0, "skill_gap")]
        gone = with_plan(scenario, "merge", without(plan, next(iter(entries(plan)))))
        assert gaps(gone) == []
        assert len(gone.evidence) == len(scenario.evidence) - 1
