"""A benchmark in a process of its own: what others leave in memory is not in its way."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection

from benchmarks.benchmark import BENCHMARKS, Result, Settings
from benchmarks.peer import PEERS

__all__ = ["by_itself"]


def by_itself(name: str, settings: Settings) -> Iterator[Result]:
    """Yield the numbers of a benchmark as they are found; one that fails ends all."""
    receives, sends = (context := get_context("spawn")).Pipe(duplex=False)
    process = context.Process(target=_measure, args=(name, settings, sends))
    process.start()
    sends.close()
    with suppress(EOFError):
        while True:
            yield receives.recv()
    process.join()
    if process.exitcode:
        sys.exit(f"{name}: stopped with exit code {process.exitcode}")


def _measure(name: str, settings: Settings, sends: Connection) -> None:
    for kind in PEERS.values():  # cimba teaches numba its types: before anything is compiled
        if kind.version() is not None:
            import_module(kind.package)
    for result in BENCHMARKS[name]().results(settings):
        sends.send(result)
