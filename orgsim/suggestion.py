"""The name that somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable

from orgsim.errors import Message, message


def suggest(name: str, known: Iterable[str], closeness: float = 0.6) -> str | None:
    """Return the known name that resembles a name most, or None if none does.

    Examples
    --------
    >>> suggest("pencatatan", ["pendaftaran", "pencatatan-sipil", "sekretariat"])
    'pencatatan-sipil'
    >>> suggest("xyz", ["pendaftaran"]) is None
    True
    """
    from difflib import get_close_matches

    near = get_close_matches(name.lower(), sorted(set(known)), n=1, cutoff=closeness)
    return near[0] if near else None


def did_you_mean(name: str, known: Iterable[str], listed: int = 12) -> Message | None:
    """Return the remedy for an unknown name: the one that was probably meant, else those that there are.

    Examples
    --------
    >>> from orgsim.language import say
    >>> say(did_you_mean("lokett", ["loket", "kabid"])), say(did_you_mean("x", ["loket", "kabid"]))
    ('Did you mean "loket"?', 'There are: kabid, loket')
    """
    names = sorted(set(known))
    near = suggest(name, names)
    if near is not None:
        return message('Did you mean "{near}"?', near=near)
    if not names:
        return None
    if len(names) > listed:
        return message("There are: {names} and {more} more", names=", ".join(names[:listed]), more=len(names) - listed)
    return message("There are: {names}", names=", ".join(names))
