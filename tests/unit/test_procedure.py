"""Steps go, come and change places, and every way through them stays whole."""

from __future__ import annotations

import pytest

from orgsim.organisation.route import targets
from orgsim.organisation.service import DONE, Step
from orgsim.restructuring.procedure import Route


def steps(**given):
    """Steps of one post, each with the fields given for it."""
    return {name: Step.model_validate({"by": "loket", "work": "5 min", **fields}) for name, fields in given.items()}


LINE = steps(a={}, b={}, c={}, d={})
BRANCHES = steps(a={"parallel": ["b", "c"]}, b={"then": "d"}, c={}, d={"waits_for_all": True}, e={})


def ways(changed):
    """Where each step leads."""
    return {name: sorted(targets(changed, name)) for name in changed}


def test_nothing_done_is_nothing_changed():
    for before in (LINE, BRANCHES):
        after = Route(before).steps()
        assert after == before
        assert list(after) == list(before)


def test_what_led_to_a_dropped_step_leads_on():
    route = Route(LINE)
    assert route.drop("b") is None
    assert route.steps() == steps(a={}, c={}, d={})
    assert route.drop("d") is None
    assert ways(route.steps()) == {"a": ["c"], "c": [DONE]}
    assert route.drop("a") is None
    assert list(route.steps()) == ["c"]
    assert "only step" in str(route.drop("c"))


def test_a_choice_that_led_to_a_dropped_step_leads_on():
    route = Route(steps(a={"choices": [{"to": "b", "share": "30 %"}, {"to": "c"}]}, b={"then": "d"}, c={}, d={}))
    assert route.drop("b") is None
    assert ways(route.steps()) == {"a": ["c", "d"], "c": ["d"], "d": [DONE]}


def test_rework_goes_back_to_the_step_after_a_dropped_one():
    route = Route(steps(a={}, b={}, c={"returns": {"share": "10 %", "to": "b"}}))
    assert route.drop("b") is None
    assert route.steps()["c"].returns.to == "c"


def test_a_branch_that_is_dropped_leaves_the_others_and_a_single_one_is_none():
    route = Route(BRANCHES)
    assert route.drop("b") is None
    changed = route.steps()
    assert ways(changed) == {"a": ["c"], "c": ["d"], "d": ["e"], "e": [DONE]}
    assert not changed["a"].parallel
    assert not changed["d"].waits_for_all


def test_where_branches_part_and_join_other_steps_take_over():
    route = Route(BRANCHES)
    assert route.drop("d") is None
    assert route["e"].waits_for_all
    assert "branches join" in str(route.drop("e"))
    assert "parts" in str(route.drop("a"))


def test_what_is_approved_cannot_be_dropped_under_its_approval():
    approval = Step.model_validate({"approval": {"to": "dinas", "of": "a"}, "work": "1 min"})
    route = Route({**steps(a={}, b={}), "c": approval})
    assert '"c" approves "a"' in str(route.drop("a"))


@pytest.mark.parametrize(
    ("place", "order", "expected"),
    [
        ({"before": "b"}, ["a", "n", "b", "c", "d"], {"a": ["n"], "n": ["b"], "b": ["c"], "c": ["d"], "d": [DONE]}),
        ({"before": "a"}, ["n", "a", "b", "c", "d"], {"n": ["a"], "a": ["b"], "b": ["c"], "c": ["d"], "d": [DONE]}),
        ({"after": "d"}, ["a", "b", "c", "d", "n"], {"a": ["b"], "b": ["c"], "c": ["d"], "d": ["n"], "n": [DONE]}),
    ],
)
def test_a_step_is_put_in(place, order, expected):
    route = Route(LINE)
    route.insert("n", LINE["a"], **place)
    changed = route.steps()
    assert list(changed) == order
    assert ways(changed) == expected
    assert all(step.then is None for step in changed.values())


def test_a_step_put_in_before_a_meeting_of_branches_is_the_meeting():
    route = Route(BRANCHES)
    route.insert("n", LINE["a"], before="d")
    changed = route.steps()
    assert (changed["n"].waits_for_all, changed["d"].waits_for_all) == (True, False)
    assert ways(changed)["b"] == ways(changed)["c"] == ["n"]


def test_a_step_put_in_after_a_parting_of_the_ways_takes_the_parting_over():
    route = Route(BRANCHES)
    route.insert("n", LINE["a"], after="a")
    assert ways(route.steps())["a"] == ["n"]
    assert route.steps()["n"].parallel == ("b", "c")


def test_a_step_put_in_and_dropped_leaves_things_as_they_were():
    for before in (LINE, BRANCHES):
        for name in before:
            for field in ("before", "after"):
                route = Route(before)
                route.insert("n", LINE["a"], **{field: name})
                if route.drop("n") is None:
                    assert ways(route.steps()) == ways(before), (name, field)


def test_a_replaced_step_keeps_its_place_unless_it_says_its_own_way():
    route = Route(BRANCHES)
    route.replace("a", Step.model_validate({"by": "kabid", "work": "1 min"}))
    assert route.steps()["a"].by == "kabid"
    assert ways(route.steps()) == ways(BRANCHES)
    route.replace("c", Step.model_validate({"by": "kabid", "work": "1 min", "then": "d"}))
    assert route.steps()["c"].then == "d"


def test_steps_take_each_others_places():
    route = Route(steps(a={}, b={"work": "1 min"}, c={"work": "2 min", "then": DONE}))
    assert route.reorder(("c", "a")) is None
    changed = route.steps()
    assert list(changed) == ["c", "b", "a"]
    assert ways(changed) == {"c": ["b"], "b": ["a"], "a": [DONE]}
    assert changed["c"].work.mean == 120.0


def test_steps_where_the_way_parts_and_rework_that_would_go_forward_cannot_change_places():
    assert "parts" in str(Route(steps(a={"choices": [{"to": "c"}]}, b={}, c={})).reorder(("b", "a")))
    rework = steps(a={}, b={"returns": {"share": "5 %", "to": "a"}}, c={})
    assert "forward" in str(Route(rework).reorder(("b", "a")))


def test_steps_in_a_row_become_branches():
    route = Route(LINE)
    assert route.make_parallel(("b", "c")) is None
    changed = route.steps()
    assert ways(changed) == {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": [DONE]}
    assert changed["d"].waits_for_all


@pytest.mark.parametrize(
    ("branches", "reason"),
    [(("a", "b"), "one step before"), (("c", "d"), "step after"), (("b", "d"), "does not follow")],
)
def test_branches_need_a_step_before_and_after(branches, reason):
    assert reason in str(Route(LINE).make_parallel(branches))


def test_branches_do_not_join_where_others_do():
    inner = {"b": {}, "p": {}, "q": {"then": "d"}}
    route = Route(steps(a={"parallel": ["b", "c"]}, **inner, c={}, d={"waits_for_all": True}))
    assert "already" in str(route.make_parallel(("p", "q")))
