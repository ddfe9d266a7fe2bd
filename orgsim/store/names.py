"""Names of what is kept: short, for addresses, and never given twice."""

from __future__ import annotations

import secrets
from typing import Final

__all__ = ["new_name"]

_LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"
"""What can be read out over a telephone: no 0 and o, no 1, i and l."""


def new_name() -> str:
    """Return a new name of ten letters and digits: 50 bits, from the system's source of chance.

    Examples
    --------
    >>> len(new_name()), new_name() == new_name()
    (10, False)
    """
    return "".join(secrets.choice(_LETTERS) for _ in range(10))
