"""A change is explained to the staff."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from orgsim.errors import message
from orgsim.restructuring.meetings import Talks
from orgsim.restructuring.operation import OPERATIONS
from orgsim.spec import LocalisedText


@OPERATIONS.register
class Communicate(Talks):
    """The change is explained to staff in weekly meetings, which cost their hours and make them a little more open.

    The first hours do most. Whether it helps at all is an assumption, `response.communication`: its range begins with
    no benefit.
    """

    operation: Literal["communicate"] = "communicate"
    """Name of the operation."""

    what: ClassVar = "communication"
    reason: ClassVar = LocalisedText("Sosialisasi perubahan", "Meeting on the change")
    caption: ClassVar = message("Explain the change to staff")
    example: ClassVar[dict[str, Any]] = {"units": ["pendaftaran"], "hours_a_week": "1 h", "weeks": 3}
