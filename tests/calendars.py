"""Calendars as people write them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from orgsim.measures import WorkingTime
from orgsim.organisation.calendar import Calendar, CalendarSpec


def calendar(**fields: Any) -> Calendar:
    return CalendarSpec.model_validate(fields).resolve()


def falls_due(calendar: Calendar, arrival: int, promise: WorkingTime, origin: dt.date) -> int:
    """When a promise to one case falls due."""
    return int(calendar.due_ticks([arrival], promise, origin)[0])


def office(**fields: Any) -> Calendar:
    """Mon-Fri 08-12 and 13-16, without holidays."""
    return calendar(hours={"mon-fri": "08:00-12:00, 13:00-16:00"}, holidays="none", **fields)
