"""Every test of the store runs twice: on SQLite, and on a real PostgreSQL server."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import create_engine, text

from orgsim.store import open_store
from tests.store.server import programs, running

OFFICE = """\
title: {id: Kantor kecil, en: A small office}
agency:
  title: Dinas
  units:
    dinas: {title: Dinas}
    loket: {title: Bidang Loket, reports_to: dinas}
    arsip: {title: Bidang Arsip, reports_to: dinas}
  positions:
    petugas: {title: Petugas, unit: loket, headcount: 2}
    arsiparis: {title: Arsiparis, unit: arsip}
  services:
    kk:
      title: {id: Kartu keluarga, en: Family card}
      promise: 1 hari kerja
      steps:
        terima: {by: petugas, work: 15 min, returns: {share: 10 %, to: terima}}
        arsip: {by: arsiparis, work: 12 min}
demand:
  kk: {per_day: 6}
alternatives:
  merge:
    title: {id: Gabung, en: Merge}
    plan:
      - on: 2026-01-12
        do:
          - {operation: merge_units, units: [loket, arsip], into: pelayanan, title: Pelayanan, pool: all}
run: {from: 2026-01-05, settle_before_change: 1 week, observe: 1 week, max_drain: 2 hari kerja,
      min_replications: 4, max_replications: 12}
"""
"""A scenario that is simulated in no time."""


@pytest.fixture(scope="session")
def server():
    """The address of a PostgreSQL server, or None where there is none: `test_postgresql_is_there` tells that once."""
    if programs() is None:
        yield None
    else:
        with running() as address:
            yield address


@pytest.fixture(scope="session")
def databases(server):
    """Makes databases, each a copy of one that is up to date."""
    engine = create_engine(server.replace("postgresql://", "postgresql+pg8000://"), isolation_level="AUTOCOMMIT")
    numbers = itertools.count()

    def make(*, empty: bool = False) -> str:
        name = f"store_{next(numbers)}"
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}" + ("" if empty else " TEMPLATE up_to_date")))
        return server.rpartition("/")[0] + f"/{name}"

    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE up_to_date"))
    open_store(server.rpartition("/")[0] + "/up_to_date").close()
    yield make
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def kind(request):
    """Which database a test runs on."""
    return request.param


@pytest.fixture
def new_address(kind, tmp_path, monkeypatch, request):
    """Makes addresses of stores that are there already, or are still to be made."""
    monkeypatch.setenv("ORGSIM_LOGS", str(tmp_path / "logs"))
    monkeypatch.setenv("ORGSIM_LANG", "en")
    monkeypatch.delenv("ORGSIM_STORE", raising=False)
    numbers = itertools.count()

    def make(*, empty: bool = False) -> str:
        if kind == "sqlite":
            return str(tmp_path / f"store_{next(numbers)}.sqlite")
        if request.getfixturevalue("server") is None:
            pytest.skip("test_postgresql_is_there says why")
        return request.getfixturevalue("databases")(empty=empty)

    return make


@pytest.fixture
def address(new_address):
    """The address of a store without content."""
    return new_address()


@pytest.fixture
def store(address):
    """A store without content."""
    with open_store(address) as opened:
        yield opened
