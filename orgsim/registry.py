"""One way to add an idea: a file in a folder, a class in the file, found by its name."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from orgsim.errors import RegistryError

T = TypeVar("T")
C = TypeVar("C", bound=type[Any])


class Registry(Mapping[str, type[T]]):
    """The plug-ins of one kind, by name, in sorted order.

    The folder is imported when the registry is first looked into, so that defining one costs nothing.

    Parameters
    ----------
    package
        Dotted name of the folder whose modules register themselves, e.g. ``"orgsim.analysis.kpis"``.
    key
        The class attribute that holds the plug-in's name.
    """

    def __init__(self, package: str, key: str = "name") -> None:
        self._package, self._key = package, key
        self._classes: dict[str, type[T]] = {}
        self._loaded = False

    def register(self, cls: C) -> C:
        """Enter a class (as decorator).

        Raises
        ------
        RegistryError
            If another class has the name already.
        """
        name = getattr(cls, self._key)
        other = self._classes.get(name)
        if other is not None and (other.__module__, other.__qualname__) != (cls.__module__, cls.__qualname__):
            both = f"{cls.__qualname__} and {other.__qualname__}"
            raise RegistryError(f"{self._package}: {both} are both called {name!r}")
        self._classes[name] = cls
        return cls

    def _all(self) -> dict[str, type[T]]:
        if not self._loaded:
            folder = importlib.import_module(self._package)
            for module in sorted(pkgutil.iter_modules(folder.__path__), key=lambda m: m.name):
                importlib.import_module(f"{self._package}.{module.name}")
            self._classes = dict(sorted(self._classes.items()))
            self._loaded = True
        return self._classes

    def __getitem__(self, name: str) -> type[T]:
        try:
            return self._all()[name]
        except KeyError:
            raise RegistryError(f"{self._package} has no {name!r}; there are {', '.join(self._all())}") from None

    def __contains__(self, name: object) -> bool:
        return name in self._all()

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())
