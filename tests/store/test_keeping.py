"""Scenarios with their versions, and drafts: nothing is lost, and nobody writes over what he has not seen."""

from __future__ import annotations

import threading

import pytest

from orgsim.errors import InputError, StoreError
from orgsim.resources import scenarios
from orgsim.scenario.identity import canonical_hash
from orgsim.scenario.yaml_file import load, load_text
from orgsim.spec import LocalisedText
from orgsim.store import DraftConflict, NotKept, ScenarioState, VersionConflict, open_store
from tests.store.conftest import OFFICE
from tests.store.server import MISSING, programs

BUSIER = OFFICE.replace("per_day: 6", "per_day: 7")


@pytest.mark.postgres
def test_postgresql_is_there():
    assert programs() is not None, MISSING


# ---------------------------------------------------------------- scenarios


def test_a_scenario_is_kept_with_all_its_versions(store):
    kept = store.scenarios.create(OFFICE, author="Ani", note="as told")
    assert (kept.title, kept.state, kept.version, kept.author) == (
        LocalisedText("Kantor kecil", "A small office"), ScenarioState.DRAFT, 1, "Ani",
    )  # fmt: skip
    second = store.scenarios.save(kept.id, BUSIER, author="Budi", note="busier", base=1)
    assert [version.number for version in store.scenarios.versions(kept.id)] == [2, 1]
    assert store.scenarios.version(kept.id, 1).yaml == OFFICE
    assert store.scenarios.version(kept.id) == second
    assert (
        second.canonical_hash == canonical_hash(load_text(BUSIER)) != store.scenarios.version(kept.id, 1).canonical_hash
    )
    assert store.scenarios.list() == (store.scenarios.get(kept.id),)
    assert [str(event.what) for event in store.scenarios.history(kept.id)] == ["version 2 saved: busier", "created"]
    assert [event.who for event in store.scenarios.history(kept.id)] == ["Budi", "Ani"]


def test_the_same_text_makes_no_version(store):
    kept = store.scenarios.create(OFFICE)
    assert store.scenarios.save(kept.id, OFFICE, base=1).number == 1
    assert store.scenarios.get(kept.id).version == 1


def test_a_faulty_text_is_refused_whole(store):
    faulty = OFFICE.replace("by: arsiparis", "by: arsipariss")
    with pytest.raises(InputError, match="arsipariss"):
        store.scenarios.create(faulty)
    assert store.scenarios.list() == ()
    kept = store.scenarios.create(OFFICE)
    with pytest.raises(InputError, match="arsipariss"):
        store.scenarios.save(kept.id, faulty)
    assert store.scenarios.get(kept.id) == kept


def test_who_began_from_an_older_version_is_told(store):
    kept = store.scenarios.create(OFFICE)
    theirs = store.scenarios.save(kept.id, BUSIER, base=1)
    with pytest.raises(VersionConflict) as told:
        store.scenarios.save(kept.id, OFFICE + "# mine\n", base=1)
    assert told.value.theirs == theirs
    assert store.scenarios.save(kept.id, OFFICE + "# mine\n", base=2).number == 3


def test_of_many_who_save_at_once_one_wins_and_all_others_are_told(store, address):
    kept = store.scenarios.create(OFFICE)
    told, begin = [], threading.Barrier(4)

    def save(number: int) -> None:
        with open_store(address) as own:
            begin.wait()
            try:
                told.append(own.scenarios.save(kept.id, OFFICE + f"# {number}\n", base=1).number)
            except VersionConflict as conflict:
                told.append(f"after {conflict.theirs.number}")

    threads = [threading.Thread(target=save, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, told)) == ["2", "after 2", "after 2", "after 2"]
    assert store.scenarios.get(kept.id).version == 2


def test_locked_and_agreed_scenarios_stay_as_they_are(store):
    kept = store.scenarios.create(OFFICE)
    store.scenarios.set_state(kept.id, ScenarioState.AGREED, who="Ani")
    with pytest.raises(StoreError, match="agreed"):
        store.scenarios.save(kept.id, BUSIER)
    store.scenarios.set_state(kept.id, ScenarioState.DRAFT)
    store.scenarios.lock(kept.id)
    with pytest.raises(StoreError, match="locked"):
        store.scenarios.save(kept.id, BUSIER)
    with pytest.raises(StoreError, match="locked"):
        store.scenarios.set_state(kept.id, ScenarioState.AGREED)
    assert not store.scenarios.unlock(kept.id).locked
    assert store.scenarios.save(kept.id, BUSIER).number == 2
    said = [str(event.what) for event in store.scenarios.history(kept.id)]
    assert said == ["version 2 saved", "unlocked", "locked", "state: draft", "state: agreed", "created"]


def test_the_archive_hides_and_gives_back(store):
    kept = store.scenarios.create(OFFICE)
    assert store.scenarios.archive(kept.id).archived
    assert store.scenarios.list() == ()
    assert [one.id for one in store.scenarios.list(archived=True)] == [kept.id]
    store.scenarios.restore(kept.id)
    assert [one.id for one in store.scenarios.list()] == [kept.id]


def test_a_copy_goes_its_own_way(store):
    kept = store.scenarios.create(OFFICE)
    store.scenarios.save(kept.id, BUSIER)
    copy = store.scenarios.duplicate(kept.id, 1, title=LocalisedText("Salinan", "Copy"))
    assert copy.copied_from == (kept.id, 1)
    assert copy.title == LocalisedText("Salinan", "Copy")
    was, now = load_text(OFFICE), load_text(store.scenarios.version(copy.id).yaml)
    assert now.model_copy(update={"title": was.title}) == was
    store.scenarios.save(copy.id, BUSIER)
    assert store.scenarios.get(kept.id).version == 2


@pytest.mark.parametrize("case", ["palembang/scenario.yaml", "semarang/reversal.yaml", "theory/bandung.yaml"])
def test_a_case_in_several_files_becomes_one_text_that_says_the_same(store, case):
    kept = store.scenarios.add_file(scenarios() / case)
    text = store.scenarios.version(kept.id).yaml
    assert canonical_hash(load_text(text)) == canonical_hash(load(scenarios() / case))


def test_what_is_not_kept_is_told(store):
    for ask in (store.scenarios.get, store.scenarios.version, store.drafts.get, store.runs.get, store.jobs.progress):
        with pytest.raises(NotKept, match="nothing"):
            ask("nothing")
    kept = store.scenarios.create(OFFICE)
    with pytest.raises(NotKept, match="no version 7"):
        store.scenarios.version(kept.id, 7)


# ---------------------------------------------------------------- drafts


def test_a_draft_is_kept_at_every_change(store, address):
    draft = store.drafts.begin("{}", author="Ani")
    for step in range(3):
        draft = store.drafts.save(draft.id, f"{step} – perubahan", revision=draft.revision)
    with open_store(address) as later:
        assert later.drafts.get(draft.id) == draft
        assert draft.content == "2 – perubahan"
        assert later.drafts.list() == (draft,)
        later.drafts.discard(draft.id)
    assert store.drafts.list() == ()


def test_of_two_windows_the_later_one_is_told(store):
    kept = store.scenarios.create(OFFICE)
    draft = store.drafts.begin("0", scenario=kept.id, base=1)
    theirs = store.drafts.save(draft.id, "theirs", revision=draft.revision)
    with pytest.raises(DraftConflict) as told:
        store.drafts.save(draft.id, "mine", revision=draft.revision)
    assert told.value.theirs == theirs == store.drafts.get(draft.id)
    assert store.drafts.save(draft.id, "mine", revision=theirs.revision).content == "mine"
    assert [one.id for one in store.drafts.list(kept.id)] == [draft.id]
