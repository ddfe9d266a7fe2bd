"""What is wrong with how a verb was called, in the words of the reader: typer's own sentences are English only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

import typer

from orgsim.errors import Fault, Message, message
from orgsim.suggestion import did_you_mean

__all__ = ["UsageError", "usage_fault"]

UsageError: Final[type[Exception]] = typer.BadParameter.__mro__[1]
"""What typer raises where options and arguments do not fit."""


def usage_fault(error: Any, verbs: Iterable[str] = ()) -> Fault:
    """Return what is wrong with a call.

    Parameters
    ----------
    error
        A `UsageError`.
    verbs
        The verbs that there are.

    Examples
    --------
    >>> str(usage_fault(typer.BadParameter("Input should be greater than or equal to 1", param_hint="--workers")))
    '--workers: it must be 1 or more'
    """
    kind, name = type(error).__name__, _name(error)
    if kind == "NoSuchOption":
        known = [opt for param in getattr(error.cmd, "params", ()) for opt in param.opts if opt[0] == "-"]
        return Fault(
            message("there is no option {name}", name=error.option_name), (), did_you_mean(error.option_name, known)
        )
    if kind == "MissingParameter":
        return Fault(message("{name} is missing", name=name))
    if kind == "BadOptionUsage":
        needs = "require" in error.message
        fault = message("{name} needs a value", name=name) if needs else message("{name} takes no value", name=name)
        return Fault(fault)
    for pattern, said in _SENTENCES:
        found = re.search(pattern, error.message)
        if found is not None:
            fault, wrong = said(*found.groups()), found.groups()
            remedy = did_you_mean(wrong[0], verbs) if wrong and fault.text == _NO_VERB.text else None
            return Fault(fault, (name,) if name else (), remedy)
    return Fault(message("{reason}", reason=error.message), (name,) if name else ())


def _name(error: Any) -> str:
    """Return the option or argument that an error speaks of, as it is written."""
    hint = getattr(error, "option_name", None) or getattr(error, "param_hint", None)
    param = getattr(error, "param", None)
    if not hint and param is not None:
        hint = param.opts[0] if param.opts[0].startswith("-") else param.metavar or param.name
    return str(hint if isinstance(hint, str) else hint[0]).strip("'[]{}.") if hint else ""


_NO_VERB: Final = message("there is no verb “{name}”")
_SENTENCES: Final[tuple[tuple[str, Callable[..., Message]], ...]] = (
    (r"No such command '(.*)'", lambda name: Message(_NO_VERB.text, {"name": name})),
    (r"Missing command", lambda: message("a verb is missing")),
    (
        r"unexpected extra argument\(?s?\)? \((.*)\)",
        lambda more: message("this is too much: {arguments}", arguments=more),
    ),
    (r"greater than or equal to (\S+)", lambda least: message("it must be {least} or more", least=least)),
    (r"less than or equal to (\S+)", lambda most: message("it must be {most} or less", most=most)),
    (r"valid integer", lambda: message("it must be a whole number")),
)
