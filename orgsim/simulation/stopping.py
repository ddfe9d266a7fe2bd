"""Whether a run is still wanted: asked by an engine now and then, answered by whoever has started it.

Ctrl-C reaches the main thread only. Runs in other threads, which would go on to their end, learn of it here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["stop_if_unwanted", "until"]

_unwanted: ContextVar[Callable[[], bool] | None] = ContextVar("unwanted", default=None)


@contextmanager
def until(unwanted: Callable[[], bool]) -> Iterator[None]:
    """Let runs that are begun inside, in this thread, stop as soon as they ask and the answer is yes."""
    before = _unwanted.set(unwanted)
    try:
        yield
    finally:
        _unwanted.reset(before)


def stop_if_unwanted() -> None:
    """Stop here if the run is not wanted any more.

    Raises
    ------
    KeyboardInterrupt
        If so.

    Examples
    --------
    >>> with until(lambda: False):
    ...     stop_if_unwanted()
    """
    unwanted = _unwanted.get()
    if unwanted is not None and unwanted():
        raise KeyboardInterrupt
