"""`orgsim worker`: does the runs that the dashboard has been asked for, in a process of its own."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from orgsim.cli.terminal import Terminal
from orgsim.errors import Fault, InputError, message

if TYPE_CHECKING:
    from orgsim.store.worker import Worker

_ONCE = message("End when no run is waiting.")
_IDLE = message("End after so many minutes without work.")
_WORKERS = message("How many replications at a time; ORGSIM_WORKERS says it to a worker that the dashboard starts.")
_STORE = message("The store, in place of ORGSIM_STORE: a file, or the address of a PostgreSQL database.")


def command(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help=_ONCE.text)] = False,
    idle: Annotated[float | None, typer.Option(min=0, metavar="MINUTES", help=_IDLE.text)] = None,
    workers: Annotated[int | None, typer.Option(min=1, envvar="ORGSIM_WORKERS", help=_WORKERS.text)] = None,
    store: Annotated[str | None, typer.Option(metavar="ADDRESS", help=_STORE.text)] = None,
) -> None:
    """Work at runs until there is nothing left, or until it is interrupted."""
    from importlib.util import find_spec

    if find_spec("sqlalchemy") is None or find_spec("alembic") is None:
        remedy = message("Install it: {command}", command="pip install 'orgsim[dashboard]'")
        raise InputError(Fault(message("what keeps runs is not installed"), remedy=remedy))
    from orgsim.store import open_store
    from orgsim.store.worker import Worker

    terminal = Terminal(context.obj)
    with open_store(store) as opened:
        terminal.say(message("The worker has begun, on the store {address}.", address=str(opened.address)))
        worker = Worker(
            opened.database,
            once=once,
            idle_seconds=None if idle is None else idle * 60,
            most=workers,
            tell=terminal.say,
        )
        if hasattr(os, "nice"):
            os.nice(10)  # whoever clicks comes first: a browser and a server have nine tenths of what both want
        with _ending(worker):
            worker.work()
        terminal.say(message("The worker has ended; what was finished is safe."))


@contextmanager
def _ending(worker: Worker) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end a worker after the replication that is under way; a second one ends it at once.

    Both are safe. No exception is raised from here: where it falls into a clean-up of Python's own, it gets lost.
    """

    def end(number: int, frame: object) -> None:
        for one in before:
            signal.signal(one, signal.SIG_DFL)
        worker.stopping.set()

    before = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)}
    for one in before:
        signal.signal(one, end)
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
