"""What several ask of the same thing: found once, by the first who asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, Concatenate, ParamSpec, Self, TypeVar, cast

__all__ = ["Remembering"]

P = ParamSpec("P")
T = TypeVar("T")


class Remembering:
    """A thing that keeps what functions find in it, as long as it is there itself.

    Examples
    --------
    >>> class Word(Remembering):
    ...     text = "bidang"
    >>> def letters(word):
    ...     print("counting")
    ...     return len(word.text)
    >>> word = Word()
    >>> word.once(letters), word.once(letters)
    counting
    (6, 6)
    """

    @cached_property
    def _found(self) -> dict[Any, Any]:
        return {}

    def once(self, find: Callable[Concatenate[Self, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a function finds in this; found once, however often it is asked for."""
        key = (find, args, *kwargs.items())
        if key not in self._found:
            self._found[key] = find(self, *args, **kwargs)
        return cast(T, self._found[key])
