"""Organisation now: begun without a file, loads at once, what stands out."""

from __future__ import annotations

import pytest

from dashboard.office.findings import findings
from orgsim.language import say
from orgsim.scenario.templates import template, template_names
from orgsim.scenario.ten_questions import TenQuestions, office_of
from orgsim.scenario.yaml_writer import plain, read_plain


def texts(shown):
    return " ".join(str(element.value) for element in (*shown.markdown, *shown.caption))


def test_an_office_begins_with_every_template(page, own_store):
    shown = page("organisation", scenario=None)
    for name in template_names():
        assert shown.button(key=f"template:{name}")
    shown.button(key="template:licensing-office").click().run()
    assert not shown.exception
    assert "One-stop licensing office" in texts(shown)
    assert len(own_store.drafts.list()) == 1


def test_an_office_begins_with_ten_questions(page, own_store):
    shown = page("organisation", "id", scenario=None)
    shown.session_state["begin_way"] = "questions"
    shown.run()
    assert len(shown.text_input) + len(shown.number_input) == 10
    make = next(button for button in shown.button if button.label == "Bentuk kantor")
    make.click().run()
    assert "perlu nama" in shown.error[0].value
    shown.text_input[0].set_value("Dinas Perizinan")
    shown.text_input[1].set_value("Izin usaha")
    next(button for button in shown.button if button.label == "Bentuk kantor").click().run()
    assert not shown.exception
    assert "Dinas Perizinan" in texts(shown)
    assert len(own_store.drafts.list()) == 1


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_view_opens(page, language):
    shown = page("organisation", language)
    for view in ("loads", "units", "positions", "services", "steps", "volumes", "chart"):
        shown.session_state["organisation_view"] = view
        shown.run()
        assert not shown.exception
        assert not shown.error


def told(scenario):
    return [say(finding.text) for finding in findings(scenario)]


def test_an_overload_stands_out_and_an_idle_service_too():
    data = plain(template("agency-type-c"))
    data["demand"]["layanan-1"]["per_day"] = 60
    data["demand"]["layanan-2"] = {"service": "layanan-1", "per_day": 1}
    found = told(read_plain(data))
    assert any("Officer of division 1" in text and "without end" in text for text in found)
    assert any("Nobody asks for Service of division 2" in text for text in found)


def test_spans_signatures_and_missing_heads_stand_out():
    answers = {
        "office": "Office",
        "service": "Service",
        "cases_per_day": 5,
        "counter_staff": 12,
        "counter_minutes": 5,
        "examining_staff": 2,
        "examining_minutes": 20,
        "signers": 3,
        "promised_days": 3,
        "usual_days": 5,
    }
    data = plain(office_of(TenQuestions(**answers)))
    data["agency"]["positions"]["kabid-pelayanan"]["head"] = False
    found = told(read_plain(data))
    assert any("span of control 13" in text for text in found)
    assert any("3 superiors approve" in text for text in found)
    assert any("Service division has no head" in text for text in found)
