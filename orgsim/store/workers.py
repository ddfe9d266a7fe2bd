"""Workers: who is alive, and how one is started that outlives whoever started it."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import threading
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Row, delete, insert, select, update

from orgsim.store.address import VARIABLE, Address
from orgsim.store.database import Database, moment
from orgsim.store.names import new_name
from orgsim.store.run_records import RunState, WorkerRecord
from orgsim.store.tables import RUN, WORKER

__all__ = [
    "HEARTBEAT_SECONDS",
    "LEASE_MILLISECONDS",
    "beat",
    "enter_worker",
    "gone",
    "leave_worker",
    "list_workers",
    "start_worker",
]

HEARTBEAT_SECONDS: Final = 2.0
"""How often a worker reports."""
LEASE_MILLISECONDS: Final = 15_000
"""After so long without a report, a worker counts as dead."""

_DAY: Final = 86_400_000
_started: dict[str, subprocess.Popen[bytes]] = {}
_starting = threading.Lock()


def enter_worker(database: Database) -> str:
    """Enter this process as a worker, and return the worker's name; who died a day ago is forgotten."""
    from importlib.metadata import version

    name = new_name()
    with database.writing() as connection:
        now = database.now(connection)
        connection.execute(delete(WORKER).where(WORKER.c.heartbeat < now - _DAY))
        connection.execute(
            insert(WORKER).values(
                id=name,
                host=platform.node(),
                process=os.getpid(),
                birth=_birth(os.getpid()),
                place=_place(),
                orgsim_version=version("orgsim"),
                started=now,
                heartbeat=now,
            )
        )
    return name


def beat(database: Database, name: str) -> None:
    """Report that a worker is alive."""
    with database.writing() as connection:
        now = database.now(connection)
        connection.execute(update(WORKER).where(WORKER.c.id == name).values(heartbeat=now))


def leave_worker(database: Database, name: str) -> None:
    """Remove a worker that ends."""
    with database.writing() as connection:
        connection.execute(delete(WORKER).where(WORKER.c.id == name))


def list_workers(database: Database) -> tuple[WorkerRecord, ...]:
    """Return the workers that have reported within the last day, the last one first."""
    with database.reading() as connection:
        now = database.now(connection)
        chosen = select(WORKER).where(WORKER.c.heartbeat > now - _DAY).order_by(WORKER.c.heartbeat.desc())
        rows = connection.execute(chosen).all()
        runs = connection.execute(select(RUN.c.worker, RUN.c.id).where(RUN.c.state == RunState.RUNNING.value)).all()
    at = {row.worker: row.id for row in runs}
    return tuple(
        WorkerRecord(
            id=row.id,
            host=row.host,
            process=row.process,
            heartbeat=moment(row.heartbeat),
            alive=now - row.heartbeat <= LEASE_MILLISECONDS and not gone(row),
            run=at.get(row.id),
        )
        for row in rows
    )


def gone(worker: Row[Any]) -> bool:
    """Whether a worker is known to be dead without waiting for its lease: its process is not on this machine any more.

    A mistake here costs work done twice and nothing else: whoever was taken for dead finds his claim lost.
    """
    if worker.place != _place() or not _place():
        return False
    return _birth(int(worker.process)) != str(worker.birth)


@cache
def _place() -> str:
    """Return what tells this machine and its space of process numbers from any other; empty where that is not known."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        space = os.stat("/proc/self/ns/pid").st_ino  # noqa: PTH116 - a magic link, which no path library follows better
    except OSError:
        return ""
    return blake2b(f"{platform.node()} {boot} {space}".encode(), digest_size=8).hexdigest()


def _birth(process: int) -> str:
    """Return when a process was born, which its number alone does not tell; empty if there is none."""
    try:
        state, *fields = Path(f"/proc/{process}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except (OSError, ValueError):
        return ""
    return "" if state in "ZX" else fields[18]


def start_worker(address: Address) -> bool:
    """Start a worker in a process of its own that outlives this one; whether one was started.

    None is started while the last one that this process has started is running: it will report soon.
    """
    address.logs.mkdir(parents=True, exist_ok=True)
    with _starting, (address.logs / "worker.log").open("ab") as log:
        last = _started.get(address.written)
        if last is not None and last.poll() is None:
            return False
        _started[address.written] = subprocess.Popen(
            [sys.executable, "-m", "orgsim", "worker", "--idle", "15"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=address.logs,
            env={**os.environ, VARIABLE: address.written},
            **_detached(),
        )
    return True


def _detached() -> dict[str, Any]:
    """Return how a process is started that no terminal and no parent takes along."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.DETACHED_PROCESS}
    return {"start_new_session": True}
