"""One way to do many things: here, in threads, or in processes; the results never depend on which."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, get_args

from orgsim.errors import RegistryError
from orgsim.simulation.stopping import until

if TYPE_CHECKING:
    from concurrent.futures import Future

__all__ = ["Executor", "Progress", "map_tasks", "told"]

Executor = Literal["inline", "threads", "processes"]
Progress = Callable[[int, int], None]
"""Is told how many are done, and of how many."""
_LOOK: Final = 0.2
"""Seconds after which a wait looks whether Ctrl-C came just before it began: Python tells of that only then."""
T = TypeVar("T")
R = TypeVar("R")


def map_tasks(
    fn: Callable[[T], R], items: Iterable[T], executor: Executor = "inline", workers: int | None = None
) -> Generator[R, None, None]:
    """Apply a function to each item and yield the results in the order of the items.

    The first error of a task, in that order, is raised as it is. If the caller stops early or is interrupted, what was
    not begun is not begun, a run of the compiled engine in a thread stops within a moment, and worker processes are
    ended: none is left behind.

    Parameters
    ----------
    fn
        A function of one item, whose result depends on nothing else.
    items
        What to apply it to.
    executor
        ``inline``: in the caller's thread, one by one, when the result is asked for; ``threads``; ``processes``: worker
        processes that are kept for the next call.
    workers
        How many at a time; None: one per processor.

    Raises
    ------
    RegistryError
        If there is no such executor.

    Examples
    --------
    >>> list(map_tasks(abs, [-3, 1, -2]))
    [3, 1, 2]
    """
    if executor not in get_args(Executor):
        raise RegistryError(f"there is no executor {executor!r}; there are {', '.join(get_args(Executor))}")
    if executor == "inline":
        return (fn(item) for item in items)
    return _threads(fn, items, workers) if executor == "threads" else _processes(fn, items, workers)


def told(results: Iterable[R], number: int, progress: Progress | None) -> Iterator[R]:
    """Yield results as they come, and tell how many of them there are by then.

    Examples
    --------
    >>> list(told("ab", 2, lambda done, of: print(done, "of", of)))
    1 of 2
    2 of 2
    ['a', 'b']
    """
    for done, result in enumerate(results, start=1):
        if progress is not None:
            progress(done, number)
        yield result


def _threads(fn: Callable[[T], R], items: Iterable[T], workers: int | None) -> Generator[R, None, None]:
    import os
    from concurrent.futures import ThreadPoolExecutor
    from queue import Empty, SimpleQueue
    from threading import Event

    stopped = Event()
    # Not the futures: Ctrl-C at the moment when one is asked may leave its lock taken, and its thread waits for ever.
    done: SimpleQueue[tuple[int, R | None, BaseException | None]] = SimpleQueue()

    def work(place: int, item: T) -> None:
        try:
            with until(stopped.is_set):
                done.put((place, fn(item), None))
        except BaseException as error:  # told where the result is asked for
            done.put((place, None, error))

    tasks = list(items)
    pool = ThreadPoolExecutor(workers or os.cpu_count())
    try:
        with _interrupts_held_back():
            for place, item in enumerate(tasks):
                pool.submit(work, place, item)
        found: dict[int, tuple[Any, BaseException | None]] = {}
        for place in range(len(tasks)):
            while place not in found:
                with suppress(Empty):
                    other, result, error = done.get(timeout=_LOOK)
                    found[other] = result, error
            result, error = found.pop(place)
            if error is not None:
                raise error
            yield result
    finally:
        stopped.set()  # what is running ends soon, and not with its last visit
        pool.shutdown(wait=True, cancel_futures=True)


def _result(future: Future[R]) -> R:
    """Return the result of a task when it is there.

    Ctrl-C at the very moment when Python begins to wait leaves a lock that was never taken, and hides behind that.
    """
    try:
        while not future.done():
            with suppress(TimeoutError):
                return future.result(_LOOK)
        return future.result()
    except RuntimeError as error:
        if isinstance(error.__context__, KeyboardInterrupt):
            raise KeyboardInterrupt from None
        raise


def _processes(fn: Callable[[T], R], items: Iterable[T], workers: int | None) -> Generator[R, None, None]:
    import os
    from time import sleep
    from warnings import filterwarnings

    from joblib.externals.loky import get_reusable_executor

    # loky, not the standard pool: it sends closures, survives a worker's death with an error, and keeps its workers.
    # They stay until this program ends: one that has been idle and goes at the moment when a task comes is a warning
    # that helps nobody, and where warnings are errors the end of the thread that everybody waits for.
    most = workers or os.cpu_count() or 1
    filterwarnings("ignore", "A worker stopped while some jobs were given", UserWarning)
    pool = get_reusable_executor(max_workers=most, timeout=None, kill_workers=False, initializer=_end_with_parent)
    finished, waiting = False, iter(items)
    ahead: deque[Future[R]] = deque()
    try:
        if os.name == "posix":
            from multiprocessing import resource_tracker

            resource_tracker.ensure_running()  # loky needs it, and its start would let Ctrl-C through again
        with _interrupts_held_back():
            ahead.extend(pool.submit(fn, item) for item in islice(waiting, 1))  # the first starts the workers
        ahead.extend(pool.submit(fn, item) for item in islice(waiting, most))  # no more than it hands on at once
        while ahead:
            yield _result(ahead[0])
            ahead.popleft()
            ahead.extend(pool.submit(fn, item) for item in islice(waiting, 1))
        finished = True
    finally:
        if not finished:
            # If it is ended while it still holds a task, its thread dies of an error.
            while any(not (future.running() or future.done()) for future in ahead):
                sleep(0.001)
            pool.shutdown(wait=True, kill_workers=True)


def _end_with_parent() -> None:
    """Let a worker process end when the one that started it is gone, however that ended.

    After a kill -9 nobody reads what the worker writes, and it would wait for that for ever.
    """
    import os
    import threading
    import time

    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Hold Ctrl-C back for a moment, where that is known; threads and processes started meanwhile never see one.

    A terminal sends it to every process. Ending the workers is for the one that started them, and what they would say
    are tracebacks.
    """
    import signal

    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
