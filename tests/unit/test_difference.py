"""What differs between two organisations."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from orgsim.language import say
from orgsim.organisation.agency import Agency
from orgsim.organisation.organisation import resolve
from orgsim.report.differences import difference_sentences, titles_in
from orgsim.restructuring.difference import LostPost, difference
from orgsim.restructuring.operation import any_operation
from tests.samples import AGENCY, ON, sample


def after(*operations):
    organisation = sample()
    for written in operations:
        organisation = TypeAdapter(any_operation()).validate_python(written).apply(organisation, on=ON)
    return difference(sample(), organisation)


MERGE = {"operation": "merge_units", "units": ["pendaftaran", "pencatatan-sipil"], "into": "adminduk"}


def test_nothing_differs():
    found = difference(sample(), sample())
    assert found.empty
    assert not found.renaming_only
    assert [say(sentence) for sentence in found.sentences()] == ["Nothing differs."]


def test_the_order_of_units_is_no_difference():
    backwards = {**AGENCY, "units": dict(reversed(AGENCY["units"].items()))}
    assert difference(sample(), resolve(Agency.model_validate(backwards))).empty


def test_the_order_of_steps_is_one():
    reorder = {"operation": "change_procedure", "service": "kk", "reorder": ["arsip", "cetak"]}
    found = after(reorder)
    assert not found.empty
    assert not found.renaming_only
    (service,) = found.services
    assert (service.reordered, service.steps_changed) == (True, ())


@pytest.mark.parametrize("part", ["units", "positions", "services"])
def test_titles_alone_are_renaming_only(part):
    name, first = next(iter(AGENCY[part].items()))
    renamed = sample(**{part: {**AGENCY[part], name: {**first, "title": "Anders"}}})
    found = difference(sample(), renamed)
    assert found.renaming_only
    assert found.services == ()
    assert found.others == ()
    assert str(found.sentences()[0]).startswith("Only names differ")


def test_a_merger_is_told_unit_by_unit_and_post_by_post():
    found = after(MERGE)
    assert found.units.new == ("adminduk",)
    assert found.units.closed == ("pendaftaran", "pencatatan-sipil")
    assert found.units.merged == (("pendaftaran", "adminduk"), ("pencatatan-sipil", "adminduk"))
    assert found.units.moved == (("tim-identitas", "pendaftaran", "adminduk"),)
    assert found.units.unchanged == ("dinas", "sekretariat")
    assert found.units.spans == (("dinas", 3, 2), ("adminduk", None, 10))
    assert found.units.layers == (3, 3)
    assert ("loket-akta", "pencatatan-sipil", "adminduk") in found.posts.moved
    assert found.posts.lost == (LostPost("kabid-pencatatan", "pencatatan-sipil", 1, "leads nothing"),)
    assert found.posts.closed == ()
    assert found.posts.unchanged == ("kepala", "arsiparis", "ketua-tim", "pencetak")
    assert found.others == ("duties", "help")
    assert not found.renaming_only
    (akta,) = found.services
    assert akta.approvers == (("tanda-tangan", ("kabid-pencatatan",), ("kabid-pendaftaran",)),)


def test_a_layer_less_is_told():
    flat = {name: unit for name, unit in AGENCY["units"].items() if name != "tim-identitas"}
    positions = {
        name: {**p, "unit": "pendaftaran", "head": False} if p["unit"] == "tim-identitas" else p
        for name, p in AGENCY["positions"].items()
    }
    found = difference(sample(), sample(units=flat, positions=positions))
    assert found.units.layers == (3, 2)
    assert found.units.merged == (("tim-identitas", "pendaftaran"),)
    assert "The line of command has 2 layers (before: 3)." in [say(sentence) for sentence in found.sentences()]


def test_posts_that_grow_shrink_open_and_close():
    found = after(
        {"operation": "change_posts", "position": "verifikator-pencatatan", "add": 2},
        {"operation": "change_posts", "position": "loket", "remove": 1},
        {"operation": "change_posts", "position": "pengaduan", "new": {"title": "Pengaduan", "unit": "sekretariat"}},
        {"operation": "change_posts", "position": "ketua-tim", "close": True},
    )
    assert found.posts.new == ("pengaduan",)
    assert found.posts.closed == ("ketua-tim",)
    assert found.posts.resized == (("loket", 3, 2), ("verifikator-pencatatan", 2, 4))
    assert found.posts.lost == (
        LostPost("loket", "pendaftaran", 1, "left"),
        LostPost("ketua-tim", "tim-identitas", 1, "left"),
    )
    assert found.posts.staff_left == ("ketua-tim/1", "loket/3")
    assert found.posts.staff_new == (
        "pengaduan/20260701-1",
        "verifikator-pencatatan/20260701-1",
        "verifikator-pencatatan/20260701-2",
    )


def test_staff_who_move_and_learn():
    found = after(
        {"operation": "move_staff", "from_position": "loket", "count": 2, "to_position": "arsiparis"},
        {"operation": "cross_train", "staff": ["loket/1"], "work_of": ["loket-akta"]},
    )
    assert found.posts.staff_moved == (("loket/2", "loket", "arsiparis"), ("loket/3", "loket", "arsiparis"))
    assert found.posts.staff_trained == ("loket/1", "loket/2", "loket/3")
    assert found.posts.lost == ()
    assert found.posts.changed == ()
    assert "Staff who go from loket to arsiparis: 2." in [say(sentence) for sentence in found.sentences()]


def test_holders_of_a_closed_post_who_hold_another_lose_theirs_all_the_same():
    found = after(
        {"operation": "change_posts", "position": "cadangan", "new": {"title": "Cadangan", "unit": "sekretariat"}},
        {"operation": "move_staff", "staff": ["ketua-tim/1"], "to_position": "cadangan"},
        {"operation": "change_posts", "position": "ketua-tim", "close": True},
    )
    assert found.posts.lost == (LostPost("ketua-tim", "tim-identitas", 1, "moved"),)


def test_steps_and_approvals():
    found = after(
        {
            "operation": "change_procedure",
            "service": "kk",
            "drop": ["arsip"],
            "work": {"periksa": "7 min"},
            "insert": {"kirim": {"after": "cetak", "step": {"by": "loket", "work": "1 min"}}},
        },
        {"operation": "change_approval", "services": ["kk"], "skips": ["dinas"], "work": "2 min"},
    )
    (kk,) = found.services
    assert (kk.steps_new, kk.steps_dropped, kk.steps_changed) == (("kirim",), ("arsip",), ("periksa", "paraf"))
    assert kk.approvers == (("paraf", ("kabid-pendaftaran", "kepala"), ("kabid-pendaftaran",)),)
    assert not kk.changed
    assert not kk.reordered
    told = "kk: approval in “paraf” is given by kabid-pendaftaran (before: kabid-pendaftaran, kepala)."
    assert say(found.sentences()[-1]) == told


def test_every_sentence_can_be_made():
    for found in (after(MERGE), after({"operation": "change_rule", "units": ["dinas"], "order": "shortest_first"})):
        for sentence in found.sentences():
            assert say(sentence, "en")
            assert say(sentence, "id")


def test_titles_stand_in_place_of_names_and_equal_ones_are_told_apart():
    organisation = sample()
    merged = TypeAdapter(any_operation()).validate_python(MERGE).apply(organisation, on=ON)
    titles = titles_in([merged.to_agency(), organisation.to_agency()])
    told = [say(text, "id") for text in difference_sentences(difference(organisation, merged), titles)]
    plain = [say(text, "id") for text in difference(organisation, merged).sentences()]
    assert len(told) == len(plain)
    assert told != plain
    title = organisation.units["pencatatan-sipil"].title.say("id")
    assert any(title in text for text in told)
    assert not any("pencatatan-sipil" in text for text in told if title in text and f"{title} (" not in text)
    assert difference_sentences(difference(organisation, merged), {}) == difference(organisation, merged).sentences()
