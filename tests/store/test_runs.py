"""Runs: what is asked for is done once, to the same bits as at a terminal, whoever dies meanwhile."""

from __future__ import annotations

import json
import os
import shlex
import signal
import threading
import time
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from sqlalchemy import select, update

from orgsim.analysis.comparison import compare
from orgsim.analysis.within import kpis_within
from orgsim.errors import Fault, InputError, StoreError, message
from orgsim.language import say
from orgsim.scenario.yaml_file import load_text
from orgsim.simulation.simulate import prepare
from orgsim.simulation.simulate import run as simulate
from orgsim.store import Asked, BusyError, ClaimLost, RunState, open_store
from orgsim.store.claims import MOST_FRUITLESS, Claim, claim_next
from orgsim.store.tables import BATCH, DOCUMENT, RUN
from orgsim.store.worker import Worker
from orgsim.store.workers import LEASE_MILLISECONDS
from tests.store.conftest import OFFICE

MANY = Asked(replications=18, engine="reference")
"""What takes long enough to be interrupted."""


def work(store, **settings):
    """Do what waits, in this process."""
    Worker(store.database, once=True, **{"most": 1, **settings}).work()


@cache
def expected(asked):
    """What `orgsim compare` finds."""
    return compare(
        load_text(OFFICE),
        asked.alternatives,
        baseline=asked.baseline,
        replications=asked.replications,
        precision=asked.precision,
        seed=asked.seed,
        controls=asked.controls,
        engine=asked.engine,
        kpis=kpis_within(asked.within),
        draws=asked.draws,
    )


def batches(store, name):
    with store.database.reading() as connection:
        return connection.execute(select(BATCH).where(BATCH.c.run == name).order_by(BATCH.c.number)).all()


def wait_for(condition, seconds=60):
    until = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < until
        time.sleep(0.02)
    return found


def make_silent(store, name):
    """Let a run's worker have said nothing for longer than its lease."""
    with store.database.writing() as connection:
        long_ago = store.database.now(connection) - LEASE_MILLISECONDS - 1000
        connection.execute(update(RUN).where(RUN.c.id == name).values(heartbeat=long_ago))


# ---------------------------------------------------------------- what is found


@pytest.mark.parametrize(
    "asked",
    [Asked(), Asked(("merge",), "baseline", True, seed=7, replications=3, within="1 hari kerja")],
    ids=["by precision", "as asked"],
)
def test_a_run_finds_what_the_command_finds_to_the_last_bit(store, asked):
    name = store.jobs.submit(OFFICE, asked, author="Ani", note="why")
    assert store.jobs.progress(name).state is RunState.QUEUED
    assert store.jobs.interim(name) is None
    with pytest.raises(StoreError, match="not done"):
        store.jobs.result(name)
    work(store, batch_seconds=0)
    run = store.runs.get(name)
    assert (run.state, run.author, run.note, run.seed) == (RunState.DONE, "Ani", "why", asked.seed or 1)
    found = store.jobs.result(name)
    assert found == expected(run.asked)
    assert found.to_json() == store.runs.rows(name)
    assert run.done == run.needed == found.meta["replications"] == len(batches(store, name))
    assert run.inputs_hash == found.meta["inputs_hash"]
    assert store.jobs.progress(name).snapshots >= 1
    assert store.runs.caution(run) is None


def test_the_command_of_a_run_gives_its_numbers(store, tmp_path, monkeypatch, capsys):
    from orgsim.cli import main

    asked = Asked(("merge",), controls=True, replications=2, precision=0.05, seed=3, within="2 jam")
    name = store.jobs.submit(OFFICE, asked)
    work(store)
    assert batches(store, name)[0].replications == 1  # the first numbers wait for no other replication
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenario.yaml").write_text(store.runs.get(name).yaml, "utf-8")
    with pytest.raises(SystemExit) as ended:
        main([*shlex.split(store.runs.command(name))[1:], "--json", "found.json", "--workers", "1"])
    assert not ended.value.code
    capsys.readouterr()
    kept = store.runs.rows(name)
    told = json.loads((tmp_path / "found.json").read_text("utf-8"))
    assert told["meta"] == kept["meta"]
    assert [{**row, "file": "scenario.yaml"} for row in kept["rows"]] == told["rows"]


def test_logs_are_kept_as_they_were_made(store):
    name = store.jobs.submit(OFFICE, Asked(replications=2, logs=1))
    work(store)
    files = store.runs.logs(name)
    assert [(log.structure, log.replication, log.table) for log in files] == [
        (structure, 0, table) for structure in ("baseline", "merge") for table in ("cases", "visits")
    ]
    for log in files:
        again = simulate(prepare(load_text(OFFICE), log.structure), 0).decoded(log.table)
        kept = pq.read_table(log.path)
        assert pq.ParquetFile(log.path).metadata.row_group(0).column(0).compression == "ZSTD"
        assert kept.num_rows > 0
        for column, values in again.items():
            assert np.array_equal(kept[column].to_numpy(), values), column
    Path(files[0].path).unlink()
    with pytest.raises(StoreError, match=r"baseline\.0\.cases\.parquet is not in this machine"):
        store.runs.logs(name)


def test_a_run_is_removed_with_all_that_it_takes_room_for(store):
    name, other = (store.jobs.submit(OFFICE, Asked(replications=2)) for _ in range(2))
    with pytest.raises(StoreError, match="not over"):
        store.runs.remove(name)
    work(store)
    folder = Path(store.runs.logs(name)[0].path).parent
    store.runs.remove(name)
    assert [run.id for run in store.runs.list()] == [other]
    assert batches(store, name) == []
    assert not folder.exists()
    assert store.jobs.result(other) is not None


def test_what_cannot_be_run_is_refused_before_anything_is_kept(store):
    for yaml, asked, said in (
        (OFFICE.replace("by: arsiparis", "by: arsip"), Asked(), "arsip"),
        (OFFICE, Asked(("mergee",)), 'Did you mean "merge"'),
        (OFFICE, Asked(()), "nothing to compare"),
        (OFFICE, Asked(engine="warp"), 'no engine "warp"'),
        (OFFICE, Asked(precision=5.0), "not between"),
        (OFFICE, Asked(replications=0), "at least one"),
        (OFFICE, Asked(within="5"), "5"),
    ):
        with pytest.raises(InputError, match=said):
            store.jobs.submit(yaml, asked)
    assert store.runs.list() == ()


def test_runs_are_listed_with_their_scenario(store):
    kept = store.scenarios.create(OFFICE)
    first = store.jobs.submit(OFFICE, MANY, scenario=kept.id, version=1)
    second = store.jobs.submit(OFFICE, MANY)
    assert {run.id for run in store.runs.list()} == {first, second}
    assert [(run.id, run.version) for run in store.runs.list(kept.id)] == [(first, 1)]


# ---------------------------------------------------------------- cancel, resume, several workers


def test_a_waiting_run_is_cancelled_at_once_and_can_be_resumed(store):
    name = store.jobs.submit(OFFICE, Asked(replications=2))
    store.jobs.cancel(name)
    work(store)
    assert store.jobs.progress(name).state is RunState.CANCELLED
    assert store.jobs.progress(name).done == 0
    store.jobs.resume(name)
    work(store)
    store.jobs.cancel(name)  # too late: nothing happens
    assert store.jobs.progress(name).state is RunState.DONE


def test_a_run_under_way_is_cancelled_and_goes_on_from_there(store, monkeypatch):
    monkeypatch.setattr("orgsim.store.worker.HEARTBEAT_SECONDS", 0.05)
    name = store.jobs.submit(OFFICE, MANY)
    worker = threading.Thread(target=work, args=(store,), kwargs={"batch_seconds": 0})
    worker.start()
    wait_for(lambda: store.jobs.progress(name).done >= 2)
    store.jobs.cancel(name)
    worker.join()
    progress = store.jobs.progress(name)
    assert progress.state is RunState.CANCELLED
    assert 2 <= progress.done < MANY.replications
    assert store.jobs.interim(name).meta["replications"] == progress.done
    before = batches(store, name)
    store.jobs.resume(name)
    work(store)
    assert batches(store, name)[: len(before)] == before
    assert store.jobs.result(name) == expected(store.runs.get(name).asked)


def test_several_workers_share_the_runs(store, address):
    names = [store.jobs.submit(OFFICE, Asked(replications=3, seed=seed)) for seed in range(5)]

    def help_out():
        with open_store(address) as own:
            work(own, batch_seconds=0)

    helpers = [threading.Thread(target=help_out) for _ in range(3)]
    for helper in helpers:
        helper.start()
    for helper in helpers:
        helper.join()
    for name in names:
        run = store.runs.get(name)
        assert (run.state, run.attempts, run.done) == (RunState.DONE, 1, 3)
        assert [batch.first for batch in batches(store, name)] == [0, 1, 2]
        assert store.jobs.result(name).meta["seed"] == run.seed
    assert store.jobs.workers() == ()


def test_who_was_taken_for_dead_writes_nothing(store):
    name = store.jobs.submit(OFFICE, MANY)
    first = claim_next(store.database, "first")
    assert claim_next(store.database, "second") is None
    assert not store.jobs.progress(name).stalled
    make_silent(store, name)
    assert store.jobs.progress(name).stalled
    second = claim_next(store.database, "second")
    assert second.run.id == name
    for write in (lambda: first.save_batch([], 4, 0), first.heartbeat, first.cancelled, first.release):
        with pytest.raises(ClaimLost, match="taken over"):
            write()
    assert batches(store, name) == []
    assert not second.heartbeat()


def test_a_run_that_kills_its_workers_is_set_aside_until_somebody_asks(store):
    name = store.jobs.submit(OFFICE, Asked(replications=2))
    for _ in range(MOST_FRUITLESS):
        assert claim_next(store.database, "doomed") is not None
        make_silent(store, name)
    assert claim_next(store.database, "careful") is None
    progress = store.jobs.progress(name)
    assert progress.state is RunState.INTERRUPTED
    assert "workers have died" in str(progress.sentence)
    store.jobs.resume(name)
    work(store)
    assert store.jobs.progress(name).state is RunState.DONE


def test_a_cancelled_run_of_a_dead_worker_is_over(store):
    name = store.jobs.submit(OFFICE, MANY)
    claim_next(store.database, "doomed")
    store.jobs.cancel(name)
    assert store.jobs.progress(name).cancelling
    make_silent(store, name)
    assert claim_next(store.database, "next") is None
    assert store.jobs.progress(name).state is RunState.CANCELLED


# ---------------------------------------------------------------- kill -9


def test_kill_9_of_the_worker_loses_no_finished_batch_and_no_bit(store, monkeypatch):
    """The worker is a process of its own, as a page starts it; the next one goes on where it was killed."""
    monkeypatch.setenv("ORGSIM_WORKERS", "1")
    name = store.jobs.submit(OFFICE, MANY)
    assert store.jobs.ensure_worker()
    assert not store.jobs.ensure_worker()
    wait_for(lambda: store.jobs.progress(name).done)
    (worker,) = store.jobs.workers()
    assert (worker.alive, worker.run) == (True, name)
    assert not store.jobs.ensure_worker()
    os.kill(worker.process, signal.SIGKILL)
    wait_for(lambda: not store.jobs.workers()[0].alive)
    before = batches(store, name)
    assert sum(batch.replications for batch in before) == store.jobs.progress(name).done < MANY.replications
    wait_for(store.jobs.ensure_worker)
    wait_for(lambda: store.jobs.progress(name).state is RunState.DONE)
    (again,) = (one for one in store.jobs.workers() if one.alive)
    os.kill(again.process, signal.SIGTERM)
    run, after = store.runs.get(name), batches(store, name)
    assert run.attempts == 2
    assert after[: len(before)] == before
    assert {batch.attempt for batch in after[len(before) :]} == {2}
    assert [batch.first for batch in after] == list(np.cumsum([0, *(b.replications for b in after[:-1])]))
    assert store.jobs.result(name) == expected(run.asked)
    wait_for(lambda: not any(one.alive for one in store.jobs.workers()))


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_asked_to_end_gives_its_run_back(store, address, ending, monkeypatch, capsys):
    from orgsim.cli import main

    monkeypatch.setattr(os, "nice", lambda _: 0)
    name = store.jobs.submit(OFFICE, MANY)

    def end() -> None:
        wait_for(lambda: store.jobs.progress(name).done)
        os.kill(os.getpid(), ending)

    ender = threading.Thread(target=end)
    ender.start()
    with pytest.raises(SystemExit) as ended:
        main(["worker", "--workers", "1", "--store", address])
    ender.join()
    assert not ended.value.code
    assert capsys.readouterr().out.endswith("The worker has ended; what was finished is safe.\n")
    assert store.jobs.progress(name).state is RunState.QUEUED
    assert store.jobs.workers() == ()


def test_a_worker_whose_store_was_removed_ends(tmp_path, monkeypatch):
    monkeypatch.setattr("orgsim.store.worker.HEARTBEAT_SECONDS", 0.05)
    with open_store(tmp_path / "store.sqlite") as store:
        worker = Worker(store.database, most=1)
        thread = threading.Thread(target=worker.work)
        thread.start()
        wait_for(store.jobs.workers)
        (tmp_path / "store.sqlite").unlink()
        thread.join(60)
        assert not thread.is_alive()


def test_a_worker_whose_store_is_busy_waits_and_goes_on(store, monkeypatch):
    monkeypatch.setattr("orgsim.store.worker._AFTER_TROUBLE_SECONDS", 0.01)
    name = store.jobs.submit(OFFICE, Asked(replications=2))
    once = [BusyError(Fault(message("the store {address} is busy", address="x")))]
    save = Claim.save_batch

    def busy_once(claim, *batch):
        if once:
            raise once.pop()
        save(claim, *batch)

    monkeypatch.setattr(Claim, "save_batch", busy_once)
    work(store)
    run = store.runs.get(name)
    assert (run.state, run.attempts, run.done) == (RunState.DONE, 2, 2)


def test_a_run_that_cannot_be_computed_says_why(store):
    name = store.jobs.submit(OFFICE, Asked(replications=2))
    with store.database.writing() as connection:
        connection.execute(update(DOCUMENT).values(yaml=OFFICE.replace("by: arsiparis", "by: arsip")))
    work(store)
    progress = store.jobs.progress(name)
    assert progress.state is RunState.FAILED
    assert "arsip" in say(progress.sentence, "id")


# ---------------------------------------------------------------- what the assumptions leave open

DRAWN = Asked(("merge",), replications=2, engine="reference", draws=8)
"""Draws enough that a number may stand out."""


def test_a_run_with_draws_finds_what_the_command_finds_and_goes_on_after_the_last_draw(store, monkeypatch):
    name = store.jobs.submit(OFFICE, DRAWN)
    keep, worker = Claim.save_draws, Worker(store.database, once=True, most=1, batch_seconds=0)

    def ended_after_the_first(claim, draws, spent):
        keep(claim, draws, spent)
        store.jobs.cancel(name)
        monkeypatch.setattr(Claim, "save_draws", keep)
        worker._cancel.set()  # as its next heartbeat would

    monkeypatch.setattr(Claim, "save_draws", ended_after_the_first)
    worker.work()
    progress = store.jobs.progress(name)
    assert (progress.state, progress.done) == (RunState.CANCELLED, 2)
    assert 0 < progress.drawn < DRAWN.draws
    assert 2 / 10 < progress.share < 1
    before = batches(store, name)
    assert [(batch.replications, batch.draws) for batch in before[-2:]] == [(1, 0), (0, progress.drawn)]
    store.jobs.resume(name)
    work(store)
    assert batches(store, name)[: len(before)] == before
    run, found = store.runs.get(name), store.jobs.result(name)
    assert (run.state, run.done, run.drawn) == (RunState.DONE, 2, 8)
    assert found == expected(run.asked)
    assert found.uncertainty.draws == 8
    assert found.to_json() == store.runs.rows(name)
    assert "--uncertainty --draws 8" in store.runs.command(name)
    assert "8 draws" in str(store.jobs.progress(name).sentence)


def test_one_draw_is_refused_before_anything_is_kept(store):
    with pytest.raises(InputError, match="two draws"):
        store.jobs.submit(OFFICE, Asked(draws=1))
    assert store.runs.list() == ()


def test_a_run_from_before_there_were_draws_is_read_and_gone_on_with(store):
    name = store.jobs.submit(OFFICE, Asked(("merge",), replications=2, engine="reference"))
    with store.database.writing() as connection:
        asked = connection.execute(select(RUN.c.asked)).scalar_one()
        assert ',"draws":0' in asked
        connection.execute(update(RUN).values(asked=asked.replace(',"draws":0', "")))
    work(store)
    assert store.runs.get(name).asked.draws == 0
    assert store.jobs.result(name).uncertainty is None
    assert "draws" not in store.runs.command(name)
