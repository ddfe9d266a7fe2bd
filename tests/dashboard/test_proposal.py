"""The page Proposal: plans are made, changed and taken back, and every edit shows what it does."""

from __future__ import annotations

import pytest

from dashboard.examples import example
from dashboard.forms import overlap_evidence
from dashboard.forms.measures import mean_wait, measured
from dashboard.forms.overlap_plans import alternatives_from, proposals
from orgsim.analysis.merge_outlook import MergeOutlook
from orgsim.analysis.overlaps import overlaps
from orgsim.analysis.subject import Subject
from orgsim.analysis.theory.preview import preview
from orgsim.language import say
from orgsim.restructuring.plan import phases
from orgsim.simulation.simulate import prepare


def metrics(shown):
    return {metric.label: (metric.value, metric.delta) for metric in shown.metric}


def button(shown, label):
    return next(one for one in shown.button if one.label == label)


def field_of(shown, label):
    """The field of that label in the form that is open."""
    return next(one for one in shown.text_input if one.label == label and one.key.startswith("sheet:"))


def plan_of(shown, name="merge"):
    return shown.session_state["open_draft"].scenario.alternatives[name].plan


def open_with(page, name, language="en"):
    shown = page("proposal", language)
    shown.session_state["open_alternative"] = name
    return shown.run()


def test_two_units_are_merged_from_the_list(page):
    shown = open_with(page, "more-staff")
    before = metrics(shown)
    assert before["Units"] == ("4", "")
    shown.multiselect(key="proposal_units_field").set_value(["pendaftaran", "pencatatan"]).run()
    button(shown, "Merge units").click().run()
    title = field_of(shown, "Title")
    title.set_value("Civil administration").run()
    # The change counts in the numbers before it is in the plan.
    assert metrics(shown)["Units"] == ("3", "-1")
    assert len(plan_of(shown, "more-staff")[0].do) == 1
    button(shown, "Put into the plan").click().run()
    assert not shown.exception
    done = plan_of(shown, "more-staff")[0].do
    assert [operation.name for operation in done] == ["change_posts", "merge_units"]
    assert done[1].units == ("pendaftaran", "pencatatan")
    assert done[1].into == "civil-administration"
    assert any("becomes part of Civil administration" in text.value for text in shown.markdown)
    assert shown.multiselect(key="proposal_units_field").value == []


def test_what_is_missing_is_told_once_it_is_wanted(page):
    shown = open_with(page, "more-staff")
    shown.selectbox(key="operation_list:0").set_value("merge_units").run()
    assert not shown.error
    button(shown, "Put into the plan").click().run()
    assert {error.value for error in shown.error} == {
        "“Units” must be filled in.",
        "“Title” must be filled in.",
    }


@pytest.mark.parametrize(("language", "told"), [("en", "would report to itself"), ("id", "dirinya sendiri")])
def test_what_does_not_fit_is_told_at_the_form_at_once(page, language, told):
    shown = open_with(page, "more-staff", language)
    shown.multiselect(key="proposal_units_field").set_value(["dinas", "sekretariat"]).run()
    shown.button(key="do:move_unit").click().run()
    (error,) = shown.error
    assert "puncak" in error.value or told in error.value or "top of the line" in error.value
    assert len(plan_of(shown, "more-staff")[0].do) == 1


def test_an_operation_is_changed_taken_out_and_brought_back(page):
    shown = page("proposal")
    key = next(one.key for one in shown.button if one.key.endswith(":edit"))
    shown.button(key=key).click().run()
    title = field_of(shown, "Title")
    assert title.value == "Civil administration division"
    title.set_value("One division").run()
    button(shown, "Keep the change").click().run()
    (operation,) = plan_of(shown)[0].do
    assert (operation.title.en, operation.title.id) == ("One division", "Bidang Administrasi Kependudukan")
    assert operation.skill_gap == 1.1
    key = next(one.key for one in shown.button if one.key.endswith(":out"))
    shown.button(key=key).click().run()
    assert plan_of(shown) == ()
    assert metrics(shown)["Units"][0] == "4"
    from dashboard import state

    assert state.MOST_UNDO > 2
    button(shown, "Undo").click().run()
    assert plan_of(shown)[0].do == (operation,)
    button(shown, "Undo").click().run()
    assert plan_of(shown)[0].do[0].title.en == "Civil administration division"
    button(shown, "Redo").click().run()
    assert plan_of(shown)[0].do == (operation,)


def test_a_plan_with_a_fault_says_it_beside_the_operation(page):
    from orgsim.restructuring.operation import OPERATIONS
    from orgsim.restructuring.plan import PlanStep

    held = example("palembang")
    lost = OPERATIONS["rename_unit"](unit="pendaftran", title="X")
    plan = (PlanStep(on=held.change_dates[0], do=(lost,)),)
    faulty = held.alternatives["merge"].model_copy(update={"plan": plan})
    shown = page("proposal", "id", scenario=held.changed(alternatives={"merge": faulty}))
    (error,) = shown.error
    assert "pendaftran" in error.value.replace("\\", "")
    assert "pendaftaran" in error.value


def test_one_click_makes_the_alternatives_for_an_overlap(page):
    shown = page("proposal")
    known = set(shown.session_state["open_draft"].scenario.alternatives)
    shown.button(key="overlap:pencatatan:pendaftaran").click().run()
    assert not shown.exception
    scenario = shown.session_state["open_draft"].scenario
    made = {name: scenario.alternatives[name] for name in scenario.alternatives if name not in known}
    does = {name: [operation.name for step in one.plan for operation in step.do] for name, one in made.items()}
    assert does == {
        "merge-2": ["merge_units"],
        "merge-delegated-2": ["merge_units", "change_approval"],
        "one-owner-2": ["clarify_duties"],
        "mutual-help-2": ["change_rule"],
        "more-staff-2": ["change_posts"],
    }
    for one in made.values():
        assert not phases(scenario.organisation, one.plan, scenario.assumptions).faults


def test_alternatives_are_begun_copied_renamed_and_removed(page):
    shown = page("proposal")
    shown.text_input(key="new_title:0").set_value("Try this")
    shown.button(key="FormSubmitter:new_alternative-Begin it").click().run()
    alternatives = shown.session_state["open_draft"].scenario.alternatives
    assert alternatives["try-this"].plan == ()
    assert shown.session_state["open_alternative"] == "try-this"
    assert any("The plan is empty" in info.value for info in shown.info)
    shown.button(key="alternative_out").click().run()
    assert "try-this" not in shown.session_state["open_draft"].scenario.alternatives


def test_an_office_without_alternatives_can_begin_one(page):
    shown = page("proposal", scenario=example("palembang").changed(alternatives={}))
    assert any("no alternative yet" in info.value for info in shown.info)
    assert shown.button(key="overlap:pencatatan:pendaftaran").label


def test_the_numbers_are_those_of_the_library():
    scenario = example("palembang")
    structure = measured(scenario.organisation)
    assert structure.units == 4
    assert structure.staff == sum(len(p.people) for p in scenario.organisation.positions.values())
    costs = [p.monthly_cost * len(p.people) for p in scenario.organisation.positions.values() if p.people]
    assert structure.monthly_cost == sum(costs)
    found = preview(prepare(scenario))
    wait = mean_wait(found)
    assert wait is not None
    assert min(s.wait for s in found.services) <= wait <= max(s.wait for s in found.services)
    assert mean_wait(preview(prepare(scenario, "merge"))) is None


def test_what_is_proposed_for_an_overlap_is_what_the_case_does_by_hand():
    scenario = example("palembang")
    (pair,) = overlaps(Subject.of(scenario), texts=False).pairs
    made, refused = alternatives_from(
        scenario,
        proposals(scenario.organisation, *pair.pair, tuple(work.one for work in pair.same)),
        scenario.change_dates[0],
    )
    assert refused == []
    by_hand = scenario.alternatives
    for name, other in (("merge-2", "merge"), ("merge-delegated-2", "merge-delegated")):
        mine, theirs = made[name].plan[0].do, by_hand[other].plan[0].do
        assert [operation.name for operation in mine] == [operation.name for operation in theirs]
        assert {frozenset(group) for group in mine[0].pool} == {frozenset(group) for group in theirs[0].pool}
        assert mine[0].head == theirs[0].head
    delegated, theirs = made["merge-delegated-2"].plan[0].do[1], by_hand["merge-delegated"].plan[0].do[1]
    assert (delegated.services, delegated.delegate_to) == (theirs.services, theirs.delegate_to)


# ---------------------------------------------------------------- overlaps


def captions(shown):
    return [caption.value.replace("\\", "") for caption in shown.caption]


def alike_office():
    """Palembang with a duty of each division that says the same in other words."""
    from orgsim.scenario.yaml_writer import plain, read_plain

    data = plain(example("palembang"))
    data["agency"]["duties"] = {
        "arsip-penduduk": {
            "text": "Penyimpanan arsip dokumen kependudukan",
            "hours_per_year": {"pendaftaran": "900 jam"},
        },
        "arsip-akta": {"text": "Pengarsipan dokumen kependudukan", "hours_per_year": {"pencatatan": "700 jam"}},
    }
    return read_plain(data)


def test_an_overlap_is_told_with_its_evidence_and_what_a_merger_would_bring(page):
    shown = page("proposal")
    told = [text.value.replace("\\", "") for text in shown.markdown]
    assert any(text.endswith("35 % of the hours of both lie on duties that both have.**") for text in told)
    (line,) = [text for text in captions(shown) if "a year by both" in text]
    assert line.startswith("1,900 hours a year by both: “Verifying family data and personal records”")
    assert any("one head could not keep up with the approvals: load 132 %" in text for text in captions(shown))
    assert any("Work done twice is assumed to cost 190 hours a year" in text for text in told)


def test_overlaps_are_not_worked_out_again_by_a_click(page, monkeypatch):
    shown = page("proposal")

    def again(*_):
        raise AssertionError("worked out again")

    monkeypatch.setattr(overlap_evidence, "_found", again)
    shown.button(key="overlap:pencatatan:pendaftaran").click().run()
    assert not shown.exception
    assert len(shown.session_state["open_draft"].scenario.alternatives) > 4


def test_duties_that_read_alike_are_an_overlap_and_go_to_one_owner(page):
    shown = page("proposal", scenario=alike_office())
    (line,) = [text for text in captions(shown) if "≈" in text]
    assert "“Pengarsipan dokumen kependudukan” ≈ “Penyimpanan arsip dokumen kependudukan”" in line
    known = set(shown.session_state["open_draft"].scenario.alternatives)
    shown.button(key="overlap:pencatatan:pendaftaran").click().run()
    assert not shown.exception
    made = shown.session_state["open_draft"].scenario.alternatives
    ((owner,),) = [one.plan[0].do for name, one in made.items() if name.startswith("one-owner") and name not in known]
    assert owner.owners == {"arsip-akta": "pendaftaran", "arsip-penduduk": "pendaftaran"}


def test_without_the_library_for_texts_overlaps_are_told_by_hours(page, monkeypatch):
    import sys

    from orgsim.analysis import duty_texts

    duty_texts._stemmer.cache_clear()
    monkeypatch.setitem(sys.modules, "snowballstemmer", None)
    try:
        shown = page("proposal")
    finally:
        duty_texts._stemmer.cache_clear()
    assert any("1,900 hours a year by both" in text for text in captions(shown))
    assert any("not compared, only their hours" in text for text in captions(shown))
    assert shown.button(key="overlap:pencatatan:pendaftaran")


@pytest.mark.parametrize(
    ("waiting", "best", "worst", "at_head", "head_load", "told"),
    [
        (
            36e5,
            54e5,
            18e5,
            0.0,
            0.5,
            "Merged, citizens would wait 1,000 hours less in a year by formula (500 hours to 1,500",
        ),
        (
            -36e5,
            -18e5,
            -54e5,
            0.0,
            0.5,
            "Merged, citizens would wait 1,000 hours longer in a year by formula (500 hours to",
        ),
        (
            18e5,
            36e5,
            -36e5,
            0.0,
            0.5,
            "Merged, citizens would wait between 1,000 hours longer and 1,000 hours less in a year",
        ),
        (float("inf"), float("inf"), float("inf"), 0.0, 0.5, "Merged, citizens would wait less, by formula."),
        (36e5, 54e5, 18e5, 0.0, 1.2, "Merged, one head could not keep up with the approvals: load 120 %."),
    ],
)
def test_what_a_merger_would_bring_is_told_with_its_sign(waiting, best, worst, at_head, head_load, told):
    posts = (("loket-a", "loket-b"),)
    outlook = MergeOutlook("a", "b", posts, (60.0, 30.0), waiting, best, worst, at_head, head_load, 0.0, None)
    assert say(overlap_evidence._merged(outlook), "en").startswith(told)
