"""Every mechanism that can be put into a random office.

A mechanism looks at the skeleton only, never at other mechanisms, so that what it does is the same whoever else is
there. Where two exclude each other they have places of their own in the routes.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from orgsim.analysis.agreement import of_citizens, of_people, of_work
from orgsim.analysis.agreement.mechanism import Mechanism

MECHANISMS: Final[Mapping[str, Mechanism]] = MappingProxyType({**of_citizens.FOUND, **of_people.FOUND, **of_work.FOUND})
"""Every mechanism, those that are built on before those that build on them."""
