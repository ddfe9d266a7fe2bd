"""Staff take part in shaping a change."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from orgsim.errors import message
from orgsim.restructuring.meetings import Talks
from orgsim.restructuring.operation import OPERATIONS
from orgsim.spec import LocalisedText


@OPERATIONS.register
class InvolveStaff(Talks):
    """Staff take part in shaping the change in weekly meetings, which cost their hours and lower their resistance.

    The first hours do most. How much it helps is an assumption, `response.participation`; its effect on speed comes by
    way of opinions and may be next to nothing.
    """

    operation: Literal["involve_staff"] = "involve_staff"
    """Name of the operation."""

    what: ClassVar = "participation"
    reason: ClassVar = LocalisedText("Forum pelibatan pegawai", "Workshop on the change")
    caption: ClassVar = message("Involve staff in the change")
    example: ClassVar[dict[str, Any]] = {"units": ["pendaftaran"], "hours_a_week": "1 h", "weeks": 3}
