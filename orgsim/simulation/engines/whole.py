"""How numba compiles the kernel: its functions are gathered as they are, and turned into code together, once.

numba by itself turns every function into code when it first meets it, with a copy of all that it calls, and again in
each that calls it. Here a function that others call (`Part`) is only typed; the one called from outside (`Whole`) takes
all of them in. That takes a third of the time. It also lets LLVM see that nobody else calls them: what is the same in
all calls of one is settled, and what is called once has no call left.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit, types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler


class _NotRunning:
    """What a function is told that is not there to be run by itself: nothing."""

    def set_env(self, name: str, env: object) -> None:
        """Do nothing."""


class PartLibrary(JITCodeLibrary):
    """A function that others call."""

    @property
    def codegen(self) -> Any:
        """Nothing that could run it."""
        return _NotRunning()

    def finalize(self) -> None:
        """Leave all to the one that is called from outside."""
        self._raise_if_finalized()
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        """Return that there is no code of its own."""
        del name
        return 0

    def _get_module_for_linking(self) -> Any:
        return self._final_module


class InlinedLibrary(PartLibrary):
    """A function that others call so often that the call itself would count."""

    def finalize(self) -> None:
        """Ask for it to be taken in wherever it is called."""
        for name in _defined(self._final_module):
            self._final_module.get_function(name).add_function_attribute("alwaysinline")
        super().finalize()


class ApartLibrary(PartLibrary):
    """A function that is rarely called: taken in, it would cost those that call it their registers."""

    def finalize(self) -> None:
        """Ask for it to be left where it is."""
        for name in _defined(self._final_module):
            self._final_module.get_function(name).add_function_attribute("noinline")
        super().finalize()


class WholeLibrary(JITCodeLibrary):
    """A function that is called from outside, and all that it needs."""

    _own: frozenset[str] = frozenset()

    def finalize(self) -> None:
        """Take in what is called, and what that calls; then go on as numba does."""
        self._own = frozenset(_defined(self._final_module))
        found: dict[Any, None] = {}
        waiting = list(self._linking_libraries)
        while waiting:
            library = waiting.pop(0)
            if library not in found:
                found[library] = None
                if isinstance(library, PartLibrary):
                    waiting += library._linking_libraries
        self._linking_libraries = sorted(found, key=lambda library: not isinstance(library, PartLibrary))
        super().finalize()

    def _optimize_final_module(self) -> None:
        for name in _defined(self._final_module):
            if name not in self._own:
                self._final_module.get_function(name).linkage = "internal"
        super()._optimize_final_module()


def _defined(module: Any) -> list[str]:
    return [function.name for function in module.functions if not function.is_declaration]


class Part(Compiler):
    """Compiles a function that others call."""

    library: type[JITCodeLibrary] = PartLibrary

    def compile_extra(self, func: Callable[..., Any]) -> Any:
        """Compile, into a library of our own."""
        made = self.library(self.state.targetctx.codegen(), func.__qualname__)
        made.enable_object_caching()
        self.state.library = made
        return super().compile_extra(func)


class Inlined(Part):
    """Compiles a function that others call so often that the call itself would count."""

    library = InlinedLibrary


class Apart(Part):
    """Compiles a function that is rarely called."""

    library = ApartLibrary


class Whole(Part):
    """Compiles a function that is called from outside."""

    library = WholeLibrary


def part(function, pipeline=Part):
    """Compile a function that others call, once: numba alone would do so for each constant that it is called with."""
    made = njit(
        nogil=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True, pipeline_class=pipeline
    )(function)
    template = made.get_call_template
    made.get_call_template = lambda types_given, named: template(
        tuple(types.int64 if isinstance(one, types.Integer | types.Boolean) else one for one in types_given), named
    )
    return made


def inlined(function):
    """Compile a function that every visit calls, or nearly so: it is taken in where it is called."""
    return part(function, Inlined)


def apart(function):
    """Compile a function that few visits call: it stays out of the way of those that all call."""
    return part(function, Apart)


entry = njit(cache=True, nogil=True, error_model="numpy", pipeline_class=Whole)
"""Compile a function that is called from outside."""
