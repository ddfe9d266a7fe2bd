"""The C loop beside the kernel: compiled with gcc where there is one, fed with the same integers."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import gettempdir

import numpy as np
from numpy.ctypeslib import ndpointer
from numpy.typing import NDArray

from benchmarks.ours import GAP, Waits
from orgsim.simulation.draws import Purpose, key
from orgsim.simulation.network import ANY_SITE, TaskType
from orgsim.simulation.requests import Requests
from orgsim.simulation.simulate import Study

__all__ = ["c_waits", "compiler", "run_c"]

_MOST_WAYS = 4
_SOURCE = Path(__file__).with_name("five_stations.c")


class _Task(ctypes.Structure):
    _fields_ = (
        ("uid", ctypes.c_uint32),
        *((name, ctypes.c_int32) for name in ("station", "level", "back", "next", "ways")),
        ("to", ctypes.c_int32 * _MOST_WAYS),
        ("rework_below", ctypes.c_int64),
        ("below", ctypes.c_int64 * _MOST_WAYS),
        ("knots", ctypes.c_void_p),
    )


def compiler() -> str | None:
    """Return the C compiler of this machine; None if there is none."""
    return shutil.which("gcc") or shutil.which("cc")


@cache
def _library() -> ctypes.CDLL:
    """Compile the loop, once a process."""
    built = Path(gettempdir()) / f"orgsim-five-stations-{ctypes.sizeof(_Task)}-{_SOURCE.stat().st_mtime_ns}.so"
    if not built.exists():
        made = built.with_suffix(".part")
        options = ("-O3", "-march=native", "-std=gnu11", "-shared", "-fPIC", "-Wall", "-Werror")
        subprocess.run((str(compiler()), *options, str(_SOURCE), "-o", str(made)), check=True)
        made.replace(built)
    library = ctypes.CDLL(str(built))
    arrays = [ndpointer(kind, flags="C") for kind in (np.uint64, np.int32, np.int64, np.int32)]
    library.five_stations.argtypes = (
        ctypes.c_int64, *arrays, ctypes.c_void_p, ctypes.c_int32, ndpointer(np.int32, flags="C"),
        ctypes.c_uint32, ctypes.c_uint32, ctypes.c_int64, ndpointer(np.int64, flags="C"),
    )  # fmt: skip
    library.five_stations.restype = ctypes.c_int64
    return library


def c_waits(study: Study, requests: Requests, replication: int) -> Waits:
    """Run one replication of a model of `benchmarks.models`; return the wait of each case that came before the end."""
    total = np.zeros(len(requests), np.int64)
    run_c(study, requests, replication, total)
    return np.asarray(total[: np.searchsorted(requests.arrived, study.end)] / GAP, dtype=np.float64)


def run_c(study: Study, requests: Requests, replication: int, waits: NDArray[np.int64]) -> int:
    """Run the loop alone; add the waits of the cases, in ticks, and return the number of visits."""
    phase = study.network.phases[0]
    posts = sorted({task.position[ANY_SITE] for task in phase.tasks.values()})
    levels = sorted({task.priority for task in phase.tasks.values()})
    tasks, knots = (_Task * (max(phase.tasks) + 1))(), []
    for code, task in phase.tasks.items():
        knots.append(np.concatenate([task.table.main, task.table.tail]))
        tasks[code] = _task(task, posts, levels, knots[-1].ctypes.data)
    servers = [next(len(t.own[ANY_SITE]) for t in phase.tasks.values() if t.position[ANY_SITE] == p) for p in posts]
    first = np.array([phase.first[service] for service in sorted(phase.first)], np.int32)
    k0, k1 = key(study.scenario.run.seed, replication, Purpose.VISIT)
    visits: int = _library().five_stations(
        len(requests), requests.key, requests.service, requests.arrived, first, tasks, len(posts),
        np.array(servers, np.int32), k0, k1, study.end, waits,
    )  # fmt: skip
    if visits < 0:
        raise MemoryError
    return visits


def _task(task: TaskType, posts: list[int], levels: list[int], knots: int) -> _Task:
    """Return a task type as C has it; what it does not know must not be there."""
    known = not (task.attended or task.gathering or task.parallel or task.uses or task.consumes or task.patience)
    assert known
    assert len(task.choices) <= _MOST_WAYS
    made = _Task(
        uid=task.uid,
        station=posts.index(task.position[ANY_SITE]),
        level=levels.index(task.priority),
        back=task.rework_to,
        next=task.next,
        ways=len(task.choices),
        rework_below=task.rework_below,
        knots=knots,
    )
    for way, choice in enumerate(task.choices):
        made.to[way], made.below[way] = choice.to, choice.below
    return made
