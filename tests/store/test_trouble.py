"""A store that is busy, full, closed, broken, gone, older or newer: a sentence in both languages, and nothing lost."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text, update

from orgsim.errors import StoreError
from orgsim.language import say
from orgsim.store import Asked, BusyError, FullError, RunState, open_store
from orgsim.store.address import address_of
from orgsim.store.codec import pack
from orgsim.store.database import Database
from orgsim.store.migrate import FORM, migrate
from orgsim.store.tables import METADATA, RUN, SNAPSHOT
from orgsim.store.worker import Worker
from tests.store.conftest import OFFICE


@contextmanager
def told(*words, kind=StoreError):
    """Expect an error whose sentences are in both languages, without a word of the database's own."""
    with pytest.raises(kind) as raised:
        yield
    (fault,) = raised.value.faults
    for sentence in filter(None, (fault.message, fault.remedy)):
        english, indonesian = say(sentence, "en"), say(sentence, "id")
        assert english != indonesian
        for foreign in ("sqlite3", "sqlalchemy", "pg8000", "Error", "Traceback", "SELECT", "UPDATE", "INSERT"):
            assert foreign not in english
    for word in words:
        assert word in say(fault.message, "en")
    assert fault.remedy is not None


# ---------------------------------------------------------------- busy, full, closed


def test_a_store_that_somebody_holds_is_busy_and_loses_nothing(store, address, kind, monkeypatch):
    draft = store.drafts.begin("before")
    monkeypatch.setenv("ORGSIM_STORE_PATIENCE", "0.2")
    with open_store(address) as other:
        with store.database.writing() as connection:
            if kind == "postgresql":
                connection.execute(text("LOCK TABLE draft IN EXCLUSIVE MODE"))
            assert other.drafts.get(draft.id) == draft  # who only reads does not wait
            with told("busy", kind=BusyError):
                other.drafts.save(draft.id, "after", revision=1)
        assert other.drafts.save(draft.id, "after", revision=1).content == "after"


def test_a_full_store_says_so_and_keeps_what_it_has(store, kind):
    draft = store.drafts.begin("before")
    if kind == "sqlite":
        with store.database.reading() as connection:
            pages = connection.execute(text("PRAGMA page_count")).scalar_one()
            connection.execute(text(f"PRAGMA max_page_count = {pages}"))
        with told("no room", kind=FullError):
            store.drafts.save(draft.id, "after" * 100_000, revision=1)
    else:
        with told("no room", kind=FullError), store.database.writing() as connection:
            connection.execute(text("DO $$ BEGIN RAISE EXCEPTION 'disk full' USING ERRCODE = 'disk_full'; END $$"))
    assert store.drafts.get(draft.id) == draft
    assert store.drafts.save(draft.id, "short", revision=1).content == "short"


def test_a_store_that_may_not_be_written_is_still_read(new_address, kind):
    address = new_address(empty=True)
    with open_store(address) as store:
        check_reading_only(store, address, kind)


def check_reading_only(store, address, kind):
    draft = store.drafts.begin("before")
    with store.database.writing() as connection:
        if kind == "sqlite":
            connection.execute(text("PRAGMA query_only = ON"))
        else:
            name = address.rpartition("/")[2]
            connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    if kind == "postgresql":
        store.close()
    assert store.drafts.get(draft.id) == draft
    with told("may be read, but not written"):
        store.drafts.save(draft.id, "after", revision=1)


def test_an_unknown_refusal_shows_no_internal_words(store):
    with told("did not do what was asked"), store.database.reading() as connection:
        connection.execute(text("SELECT nonsense FROM nowhere"))


# ---------------------------------------------------------------- not a store, not there


def test_what_is_no_store_is_told(tmp_path):
    (tmp_path / "notes.sqlite").write_bytes(b"Dear diary, this is no database at all. " * 100)
    with told("no orgsim store"):
        open_store(tmp_path / "notes.sqlite")
    (tmp_path / "file").write_text("x")
    with told("folder"):
        open_store(tmp_path / "file" / "store.sqlite")
    with told("cannot be reached"):
        open_store(tmp_path)


@pytest.mark.parametrize(
    "written",
    ["mysql://here/store", "postgresql://host", "sqlite://", "sqlite:///:memory:", "://", "postgres://h/s?x=1"],
)
def test_an_address_that_means_nothing_is_told(written):
    with told("names no store"):
        open_store(written)


@pytest.mark.postgres
def test_a_server_that_is_not_there_or_lets_nobody_in_is_told(server):
    if server is None:
        pytest.skip("test_postgresql_is_there says why")
    with told("cannot be reached"):
        open_store("postgresql://orgsim:secret@127.0.0.1:1/store")
    with told("cannot be reached"):
        open_store(server.rpartition("/")[0] + "/nowhere")
    with told("does not let this user in"):
        open_store(server.replace("orgsim@", "nobody:secret@"))


def test_a_password_is_never_shown(monkeypatch):
    monkeypatch.setenv("ORGSIM_STORE", "postgres://ani:rahasia@127.0.0.1:1/store?sslmode=require")
    address = address_of()
    assert "rahasia" not in str(address)
    assert address_of(address.written) == address
    assert address.encrypted
    with pytest.raises(StoreError) as raised:
        open_store()
    assert "rahasia" not in str(raised.value)


# ---------------------------------------------------------------- forms and versions


def test_a_new_store_has_the_tables_that_the_code_expects(new_address):
    address = new_address(empty=True)
    with open_store(address) as store, store.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert context.get_current_revision() == FORM
        assert compare_metadata(context, METADATA) == []


def test_every_migration_goes_back_and_forth(new_address):
    from alembic import command

    config = Config()
    config.set_main_option("script_location", "orgsim:store/migrations")
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == FORM
    with open_store(new_address(empty=True)) as store:
        with store.database.writing() as connection:
            config.attributes["connection"] = connection
            command.downgrade(config, "base")
            assert inspect(connection).get_table_names() == ["alembic_version"]
        migrate(store.database)
        assert store.scenarios.list() == ()


def test_a_run_of_the_form_before_there_were_draws_is_read(new_address):
    from alembic import command

    config = Config()
    config.set_main_option("script_location", "orgsim:store/migrations")
    config.set_main_option("path_separator", "os")
    with open_store(new_address(empty=True)) as store:
        name = store.jobs.submit(OFFICE, Asked(("merge",), replications=2, engine="reference"))
        with store.database.writing() as connection:
            config.attributes["connection"] = connection
            command.downgrade(config, "0001")
        migrate(store.database)
        run = store.runs.get(name)
        assert (run.drawn, run.asked.draws, store.jobs.progress(name).draws) == (0, 0, 0)


def test_many_who_open_a_new_store_at_once_make_it_once(new_address):
    many = 6
    for _ in range(6):  # what goes wrong when they meet does not go wrong each time
        address, opened = new_address(empty=True), []
        begin = threading.Barrier(many)

        def open_it(address=address, opened=opened, begin=begin) -> None:
            begin.wait()
            with open_store(address) as store:
                opened.append(store.scenarios.list())

        threads = [threading.Thread(target=open_it) for _ in range(many)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert opened == [()] * many


def test_an_interrupted_migration_leaves_nothing_half_made(new_address, monkeypatch):
    from alembic import op

    address = new_address(empty=True)
    make, made = op.create_table, []

    def break_off(name, *columns, **keywords):
        made.append(name)
        if len(made) == 5:
            raise KeyboardInterrupt
        return make(name, *columns, **keywords)

    monkeypatch.setattr(op, "create_table", break_off)
    with pytest.raises(KeyboardInterrupt):
        open_store(address)
    monkeypatch.undo()
    database = Database(address_of(address))
    with database.reading() as connection:
        assert inspect(connection).get_table_names() == []
    migrate(database)
    database.close()


def test_a_store_of_a_newer_orgsim_is_left_alone(new_address):
    address = new_address(empty=True)
    with open_store(address) as store, store.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with told("newer orgsim"):
        open_store(address)


@pytest.fixture
def done(store):
    """A run that is done."""
    name = store.jobs.submit(OFFICE, Asked(replications=2))
    Worker(store.database, once=True, most=1).work()
    return name


def change(store, table, **values):
    with store.database.writing() as connection:
        connection.execute(update(table).values(**values))


def test_a_run_of_an_older_version_is_shown_with_a_word_of_caution(store, done):
    found = store.jobs.result(done)
    change(store, RUN, orgsim_version="0.0.1")
    caution = store.runs.caution(store.runs.get(done))
    assert "0.0.1" in say(caution, "en")
    assert say(caution, "en") != say(caution, "id")
    assert store.jobs.result(done) == found
    change(store, SNAPSHOT, content=b"what no version can read")
    with told("0.0.1"):
        store.jobs.result(done)
    assert store.runs.rows(done) == found.to_json()


def test_what_another_version_has_begun_is_begun_afresh_and_never_mixed(store, done):
    found = store.jobs.result(done)
    change(store, RUN, orgsim_version="0.0.1", state=RunState.CANCELLED.value)
    store.jobs.resume(done)
    Worker(store.database, once=True, most=1, batch_seconds=0).work()
    run = store.runs.get(done)
    assert (run.state, run.done, run.batches) == (RunState.DONE, 2, 2)
    assert store.runs.caution(run) is None
    assert store.jobs.result(done) == found


def test_what_rests_on_other_inputs_is_begun_afresh(store, done):
    change(store, RUN, inputs_hash="another", state=RunState.CANCELLED.value)
    store.jobs.resume(done)
    Worker(store.database, once=True, most=1).work()
    assert store.runs.get(done).inputs_hash == store.jobs.result(done).meta["inputs_hash"]
    assert len(store.jobs.result(done).estimates) > 0
    assert pack(store.jobs.result(done))
