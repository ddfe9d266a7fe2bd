"""Calendars as people write them."""

from __future__ import annotations

from typing import Any

from orgsim.organisation.calendar import Calendar, CalendarSpec


def calendar(**fields: Any) -> Calendar:
    return CalendarSpec.model_validate(fields).resolve()


def office(**fields: Any) -> Calendar:
    """Mon-Fri 08-12 and 13-16, without holidays."""
    return calendar(hours={"mon-fri": "08:00-12:00, 13:00-16:00"}, holidays="none", **fields)
