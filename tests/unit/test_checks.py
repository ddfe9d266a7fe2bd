"""What does not fit together in an agency is told, once, at its place; what follows from it is not."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from orgsim.errors import InputError
from orgsim.organisation.agency import Agency
from orgsim.organisation.checks import faults
from orgsim.organisation.mentions import mentions
from orgsim.organisation.organisation import resolve
from orgsim.organisation.route import case_classes, ways_on

BASE: dict[str, Any] = {
    "title": "Dinas",
    "levels": ["dinas", "bidang"],
    "units": {
        "dinas": {"title": "Dinas", "level": "dinas"},
        "satu": {"title": "Satu", "reports_to": "dinas", "level": "bidang"},
        "dua": {"title": "Dua", "reports_to": "dinas", "level": "bidang"},
    },
    "positions": {
        "kadis": {"title": "Kadis", "unit": "dinas", "head": True},
        "kabid": {"title": "Kabid", "unit": "satu", "head": True},
        "loket": {"title": "Loket", "unit": "satu", "headcount": 2},
        "verif": {"title": "Verifikator", "unit": "dua"},
    },
    "services": {
        "ktp": {
            "title": "KTP",
            "attributes": {"daring": "20 %", "semua": "100 %"},
            "steps": {
                "terima": {"by": "loket", "work": "5 min"},
                "periksa": {"by": "verif", "work": "9 min", "returns": {"share": "10 %", "to": "terima"}},
                "paraf": {"approval": {"to": "dinas"}, "work": "2 min"},
                "cetak": {"by": "loket", "work": "3 min"},
            },
        }
    },
}
FORK: dict[str, Any] = {
    "mulai": {"by": "loket", "work": "1 min", "parallel": ["kiri", "kanan"]},
    "kiri": {"by": "loket", "work": "1 min", "then": "temu"},
    "kanan": {"by": "loket", "work": "1 min"},
    "temu": {"by": "loket", "work": "1 min", "waits_for_all": True},
}
STEPS = "services.ktp.steps"


def changed(change: dict[str, Any], steps: dict[str, Any] | None = None) -> Agency:
    """The base agency with some values put at dotted paths; None removes what is there."""
    data = copy.deepcopy(BASE)
    if steps is not None:
        data["services"]["ktp"]["steps"] = copy.deepcopy(steps)
    for path, value in change.items():
        *way, last = path.split("/")
        place = data
        for part in way:
            place = place.setdefault(part, {})
        if value is None:
            place.pop(last)
        else:
            place[last] = value
    return Agency.model_validate(data)


def told(agency: Agency) -> list[tuple[str, str]]:
    return [(fault.dotted_path(), str(fault)) for fault in faults(agency)]


def test_a_sound_agency_has_no_fault():
    assert told(changed({})) == []
    assert told(changed({}, FORK)) == []


S = "services/ktp/steps"
CASES: dict[str, tuple[dict[str, Any], str, str]] = {
    "no such superior": ({"units/satu/reports_to": "dinass"}, "units.satu.reports_to", 'Did you mean "dinas"?'),
    "no such unit of a post": ({"positions/loket/unit": "stau"}, "positions.loket.unit", 'Did you mean "satu"?'),
    "no such post": ({f"{S}/terima/by": "lokt"}, f"{STEPS}.terima.by", 'Did you mean "loket"?'),
    "no such next step": ({f"{S}/terima/then": "paraff"}, f"{STEPS}.terima.then", 'Did you mean "paraf"?'),
    "no such choice": (
        {f"{S}/cetak/choices": [{"to": "selesai"}]}, f"{STEPS}.cetak.choices[0].to", "the service has no step",
    ),
    "no such branch": ({f"{S}/cetak/parallel": ["paraf", "x"]}, f"{STEPS}.cetak.parallel[1]", "no step"),
    "rework to nowhere": (
        {f"{S}/periksa/returns": {"share": "1 %", "to": "done"}}, f"{STEPS}.periksa.returns.to", "no step",
    ),
    "no such approved step": (
        {f"{S}/paraf/approval": {"to": "dinas", "of": "x"}}, f"{STEPS}.paraf.approval.of", "no step",
    ),
    "no such level": ({f"{S}/paraf/approval/to": "bidan"}, f"{STEPS}.paraf.approval.to", 'Did you mean "bidang"?'),
    "no such level of a unit": ({"units/satu/level": "seksi"}, "units.satu.level", "there is no level"),
    "no such attribute": ({f"{S}/cetak/only_for": "darin"}, f"{STEPS}.cetak.only_for", 'Did you mean "daring"?'),
    "no such calendar": ({"positions/loket/calendar": "sore"}, "positions.loket.calendar", "there is no calendar"),
    "no such site": ({"units/dua/site": "pusat"}, "units.dua.site", "there is no site"),
    "no such delegate": (
        {f"{S}/paraf/approval/delegate_to": "sekretaris"}, f"{STEPS}.paraf.approval.delegate_to", "no position",
    ),
    "no such deputy": ({f"{S}/paraf/approval/deputy": "x"}, f"{STEPS}.paraf.approval.deputy", "no position"),
    "no such helper": ({"help": [{"helper": "tiga", "helped": "dua"}]}, "help[0].helper", "there is no unit"),
    "no such kind": (
        {"switching/pairs": [{"before": "satu", "after": "x", "work": "1 min"}]}, "switching.pairs[0].after", "kind",
    ),
    "no such unit of a duty": (
        {"duties/rapat": {"text": "Rapat", "hours_per_year": {"satuu": "10 jam"}}},
        "duties.rapat.hours_per_year.satuu",
        'Did you mean "satu"?',
    ),
    "a mistyped skill": ({"positions/verif/skills": {"lokett": 1}}, "positions.verif.skills.lokett", "no step takes"),
    "a circle of units": ({"units/dinas/reports_to": "satu"}, "units.dinas.reports_to", "dinas → satu → dinas"),
    "two tops": ({"units/dua/reports_to": None}, "units.dua", "dua reports to nobody, and neither does dinas"),
    "two heads": ({"positions/loket/head": True}, "positions.loket.head", "two heads: kabid and loket"),
    "a head of two": ({"positions/kabid/headcount": 2}, "positions.kabid.headcount", "2 hold it"),
    "people and headcount": (
        {"positions/loket/people": {"loket/1": {}}}, "positions.loket.headcount", "headcount is 2, but 1 people",
    ),
    "one person twice": (
        {"positions/loket/people": {"a/1": {}, "a/2": {}}, "positions/verif/people": {"a/1": {}}},
        "positions.verif.people.a/1",
        "listed in loket already",
    ),
    "two allowances": (
        {"positions/loket/time_for_cases": "52 min", "positions/loket/effective_share": "70 %"},
        "positions.loket.effective_share",
        "say the same in two ways",
    ),
    "shares of sites": (
        {"sites": {"a": {"title": "A", "share": "60 %"}, "b": {"title": "B", "share": "30 %"}}}, "sites", "90 %",
    ),
    "shares of choices": (
        {f"{S}/terima/choices": [{"to": "periksa", "share": "50 %"}, {"to": "paraf", "share": "40 %"}]},
        f"{STEPS}.terima.choices",
        "90 %",
    ),
    "share and attribute": (
        {f"{S}/cetak/choices": [{"to": "done", "share": "50 %", "when": "daring"}, {"to": "paraf", "share": "50 %"}]},
        f"{STEPS}.cetak.choices[0].when",
        "exclude each other",
    ),
    "an open choice first": (
        {f"{S}/terima/choices": [{"to": "periksa"}, {"to": "paraf", "when": "daring"}]},
        f"{STEPS}.terima.choices[0]",
        "takes every case",
    ),
    "no way for the others": (
        {f"{S}/terima/choices": [{"to": "periksa", "when": "daring"}]}, f"{STEPS}.terima.choices", "no way on",
    ),
    "two ways on": (
        {f"{S}/cetak/then": "done", f"{S}/cetak/choices": [{"to": "done"}]},
        f"{STEPS}.cetak.choices",
        "`then` and `choices`",
    ),
    "a step of nobody": ({f"{S}/cetak/by": None}, f"{STEPS}.cetak", "nobody does this step"),
    "a step of two kinds": ({f"{S}/cetak/external": "2 hari"}, f"{STEPS}.cetak.external", "exclude each other"),
    "a post without work": ({f"{S}/cetak/work": None}, f"{STEPS}.cetak", "takes work"),
    "a wait with work": (
        {f"{S}/cetak/by": None, f"{S}/cetak/external": "2 hari"}, f"{STEPS}.cetak.work", "no work of ours",
    ),
    "a skill of an approval": ({f"{S}/paraf/skill": "loket"}, f"{STEPS}.paraf.skill", "belongs to a step"),
    "a step for no case": (
        {f"{S}/cetak/only_for": "daring", f"{S}/cetak/not_for": "daring"}, f"{STEPS}.cetak.not_for", "no case takes",
    ),
    "nobody holds the post": ({"positions/verif/headcount": 0}, f"{STEPS}.periksa.by", "nobody holds verif"),
    "nobody has the skill": (
        {f"{S}/periksa/skill": "loket"}, f"{STEPS}.periksa.skill", "nobody in dua has the skill loket",
    ),
    "a team too large": ({f"{S}/cetak/together_with": {"loket": 2}}, f"{STEPS}.cetak.together_with.loket", "3 of"),
    "no superior": ({"positions/kadis/headcount": 0}, f"{STEPS}.paraf.approval.to", "nobody can give this approval"),
    "no superior so high": (
        {"levels": ["kota", "dinas", "bidang"], f"{S}/paraf/approval/to": "kota"},
        f"{STEPS}.paraf.approval.to",
        "no superior of dua",
    ),
    "nothing to approve": (
        {f"{S}/terima": None, f"{S}/periksa": None, f"{S}/cetak": None}, f"{STEPS}.paraf.approval", "no step",
    ),
    "an approval without work": ({f"{S}/paraf/work": None}, f"{STEPS}.paraf.approval", "level dinas is not given"),
    "whom to delegate to": (
        {f"{S}/paraf/approval/delegate_for": "daring"}, f"{STEPS}.paraf.approval.delegate_for", "delegate_to",
    ),
    "a step called done": ({f"{S}/done": {"by": "loket", "work": "1 min"}}, f"{STEPS}.done", "the end of the route"),
    "an unreachable step": ({f"{S}/terima/then": "paraf"}, f"{STEPS}.periksa", "no case reaches"),
    "always back": (
        {f"{S}/periksa/returns/share": "100 %"}, f"{STEPS}.periksa.returns.share", "never get out of here",
    ),
    "back for some": (
        {f"{S}/cetak/choices": [{"to": "terima", "when": "daring"}, {"to": "done"}]},
        f"{STEPS}.cetak.choices[0].to",
        "never get out of here",
    ),
    "help for oneself": ({"help": [{"helper": "dua", "helped": "dua"}]}, "help[0].helped", "cannot help itself"),
    "a level twice": ({"levels": ["dinas", "bidang", "dinas"]}, "levels[2]", "given twice"),
    "a join without branches": ({f"{S}/cetak/waits_for_all": True}, f"{STEPS}.cetak.waits_for_all", "no branches"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "path", "words"), CASES.values(), ids=CASES)
def test_one_fault_gives_one_message_at_its_place(change, path, words):
    found = told(changed(change))
    assert [place for place, _ in found] == [path]
    assert words in found[0][1]


FORKS: dict[str, tuple[dict[str, Any], str, str]] = {
    "a branch that ends": ({f"{S}/kiri/then": "done"}, "mulai.parallel[0]", "does not lead to one step"),
    "one branch only": ({f"{S}/mulai/parallel": ["kiri"], f"{S}/kiri/then": "kanan"}, "mulai.parallel", "two or more"),
    "rework to the fork": (
        {f"{S}/kiri/returns": {"share": "5 %", "to": "mulai"}}, "mulai.parallel[0]", 'to "mulai" outside it',
    ),
    "rework to the other branch": (
        {f"{S}/kiri/returns": {"share": "5 %", "to": "kanan"}}, "mulai.parallel[0]", 'to "kanan" outside it',
    ),
    "a common step": ({f"{S}/kiri/then": "kanan"}, "mulai.parallel[1]", "lies in two branches"),
    "back into a branch": ({f"{S}/temu/returns": {"share": "5 %", "to": "kanan"}}, "temu.returns.to", "only its fork"),
    "a passed-by join": ({f"{S}/temu/only_for": "daring"}, "temu.only_for", "cannot be passed by"),
    "branches in a branch": (
        {
            f"{S}/temu/then": "done",
            f"{S}/kiri/parallel": ["a", "b"], f"{S}/kiri/then": None,
            f"{S}/a": {"by": "loket", "work": "1 min", "then": "temu"},
            f"{S}/b": {"by": "loket", "work": "1 min", "then": "temu"},
        },
        "mulai.parallel[0]",
        "may not branch again",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "path", "words"), FORKS.values(), ids=FORKS)
def test_branches_keep_to_themselves_and_meet(change, path, words):
    found = told(changed(change, FORK))
    assert found
    assert found[0][0] == f"{STEPS}.{path}"
    assert words in found[0][1]


def test_different_joins_are_told_at_the_fork():
    steps = {**FORK, "lain": {"by": "loket", "work": "1 min", "waits_for_all": True}}
    found = told(changed({f"{S}/kanan/then": "lain"}, steps))
    assert (f"{STEPS}.mulai.parallel", "wait at different steps") in [
        (path, "wait at different steps") for path, text in found if "wait at different steps" in text
    ]


def test_a_join_may_repeat_itself_and_the_whole_fork_may_be_repeated():
    assert told(changed({f"{S}/temu/returns": {"share": "5 %", "to": "temu"}}, FORK)) == []
    assert told(changed({f"{S}/temu/returns": {"share": "5 %", "to": "mulai"}}, FORK)) == []


def test_a_circle_of_passed_by_steps_takes_no_time():
    steps = {
        "a": {"by": "loket", "work": "1 min", "not_for": "daring"},
        "b": {
            "by": "loket",
            "work": "1 min",
            "not_for": "daring",
            "choices": [{"to": "a", "share": "50 %"}, {"to": "done"}],
        },
    }
    found = told(changed({}, steps))
    assert [path for path, _ in found] == [f"{STEPS}.b.choices[0].to"]
    assert "without time passing: a → b → a" in found[0][1]


def test_what_follows_from_a_fault_is_not_told():
    """A post that does not exist makes no step that nobody can do, no missing approval, no unknown kind."""
    found = told(changed({f"{S}/periksa/by": "verivikator", f"{S}/terima/by": "lokett"}))
    assert [path for path, _ in found] == [f"{STEPS}.terima.by", f"{STEPS}.periksa.by"]


def test_help_lets_another_unit_do_the_step():
    change = {"positions/verif/headcount": 0, "positions/loket/skills": {"verif": 0.8}}
    assert [path for path, _ in told(changed(change))] == [f"{STEPS}.periksa.by"]
    assert told(changed({**change, "help": [{"helper": "satu", "helped": "dua"}]})) == []


def test_a_missing_level_is_given_by_the_next_superior():
    assert told(changed({f"{S}/paraf/approval/to": "bidang", "units/dua/level": None})) == []


def test_all_faults_come_at_once():
    change = {
        "units/satu/reports_to": "dinass",
        "positions/loket/calendar": "sore",
        f"{S}/terima/by": "lokt",
        f"{S}/cetak/only_for": "x",
    }
    assert len(told(changed(change))) == 4
    with pytest.raises(InputError) as caught:
        resolve(changed(change))
    assert len(caught.value.faults) == 4


def test_every_reference_of_an_agency_is_found_by_its_type():
    found = {(m.refers_to, m.path[-1]) for m in mentions(changed({"help": [{"helper": "satu", "helped": "dua"}]}))}
    assert {("unit", "reports_to"), ("unit", "helper"), ("position", "by"), ("level", "to"), ("step", "to")} <= found


def test_ways_on_follow_the_attributes_of_a_case():
    steps = (
        changed(
            {
                f"{S}/terima/choices": [
                    {"to": "paraf", "when": "daring"},
                    {"to": "periksa", "share": "0 %"},
                    {"to": "cetak"},
                ]
            }
        )
        .services["ktp"]
        .steps
    )
    assert list(ways_on(steps, "terima", frozenset({"daring"}))) == ["paraf"]
    assert list(ways_on(steps, "terima", frozenset())) == ["cetak"]
    assert list(ways_on(steps, "cetak", frozenset())) == ["done"]


def test_only_attributes_that_decide_and_can_occur_make_classes():
    agency = changed({f"{S}/cetak/only_for": "daring", f"{S}/terima/not_for": "semua"})
    assert set(case_classes(agency.services["ktp"])) == {frozenset({"semua"}), frozenset({"semua", "daring"})}
