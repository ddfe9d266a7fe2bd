"""The ledger: every number that the model assumes, with its range, basis and source; and what a scenario puts in place.

The numbers stand in ``assumptions.yaml``, the sources in ``docs/sources.md``. Nothing else in the code holds a number
that people may doubt.
"""

from __future__ import annotations

from orgsim.assumptions.ledger import Assumption, assumption, ledger
from orgsim.assumptions.overrides import Assumptions, Override

__all__ = ["Assumption", "Assumptions", "Override", "assumption", "ledger"]
