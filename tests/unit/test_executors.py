from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from orgsim.analysis.executors import map_tasks
from orgsim.errors import Fault, InputError, RegistryError, message

EXECUTORS = ("inline", "threads", "processes")
INTERRUPTED = """
import os, sys, time
from orgsim.analysis.executors import map_tasks

def work(item):
    print("pid", os.getpid(), flush=True)
    time.sleep(600)

try:
    list(map_tasks(work, range(8), "processes", workers=2))
except KeyboardInterrupt:
    sys.exit(130)
"""


def slow_square(n: int) -> int:
    time.sleep(0.02 * (n == 0))  # the first is the last to be done
    return n * n


def refuse(n: int) -> int:
    if n >= 2:
        raise InputError(Fault(message("{n} is too many", n=n)))
    return n


@pytest.mark.parametrize("executor", EXECUTORS)
@pytest.mark.parametrize("workers", [1, 2, None])
def test_results_come_in_the_order_of_the_items(executor, workers):
    assert list(map_tasks(slow_square, range(6), executor, workers)) == [0, 1, 4, 9, 16, 25]
    assert list(map_tasks(slow_square, [], executor, workers)) == []


@pytest.mark.parametrize("executor", EXECUTORS)
def test_the_first_error_passes_through_with_its_faults(executor):
    results = map_tasks(refuse, range(5), executor, workers=2)
    assert [next(results), next(results)] == [0, 1]
    with pytest.raises(InputError) as raised:
        next(results)
    assert str(raised.value) == "2 is too many"
    assert list(map_tasks(slow_square, [3], executor, workers=2)) == [9]  # and the next call works


@pytest.mark.parametrize("executor", EXECUTORS)
def test_stopping_early_is_allowed(executor):
    results = map_tasks(slow_square, range(100), executor, workers=2)
    assert next(results) == 0
    if executor != "inline":
        results.close()


def test_an_unknown_executor_is_refused():
    with pytest.raises(RegistryError, match="no executor 'cloud'"):
        map_tasks(slow_square, [], "cloud")


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(os.name != "posix", reason="elsewhere nobody is told that a parent process is gone")
def test_a_killed_program_leaves_no_process_behind():
    with subprocess.Popen([sys.executable, "-c", INTERRUPTED], stdout=subprocess.PIPE, text=True) as run:
        workers = [int(run.stdout.readline().split()[1]) for _ in range(2)]
        run.kill()
    deadline = time.monotonic() + 60
    while any(map(alive, workers)):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_an_interrupt_leaves_no_process_behind():
    run = subprocess.Popen([sys.executable, "-c", INTERRUPTED], stdout=subprocess.PIPE, text=True)
    try:
        assert run.stdout is not None
        pids = [int(run.stdout.readline().split()[1]) for _ in range(2)]
        assert all(alive(pid) for pid in pids)
        run.send_signal(signal.SIGINT)
        assert run.wait(timeout=30) == 130
        deadline = time.monotonic() + 10
        while any(alive(pid) for pid in pids) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not any(alive(pid) for pid in pids)
    finally:
        run.kill()
        run.wait()
        run.stdout.close()
