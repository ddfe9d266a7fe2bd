"""Units and positions as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dashboard.tables.table import NOTHING, Column, Edited, Names, Row, Said, basis_columns, filled, slug
from orgsim.errors import message
from orgsim.language import Language, format_money
from orgsim.measures import CalendarTime, parse_effort, parse_money, write_effort, write_money
from orgsim.scenario.scenario import Scenario

_TITLE: Final = Column("title", message("Unit"), required=True)
_ABOVE: Final = Column("above", message("Reports to"), "choice", message("Empty for the top unit only"))
_LEVEL: Final = Column("level", message("Level"), "choice", message("Approvals climb to a level"))
_ID: Final = Column("id", message("Id"), "hidden")


class Units:
    """The units."""

    name = "units"
    title = message("Units")
    about = message("One row for each unit. Exactly one, the top, reports to nobody.")

    def columns(self, scenario: Scenario, language: Language) -> tuple[Column, ...]:
        """Return the columns."""
        labels = tuple(Names(scenario, language).labels("units").values())
        return _TITLE, replace(_ABOVE, options=labels), replace(_LEVEL, options=scenario.agency.levels), _ID

    def rows(self, scenario: Scenario, language: Language) -> list[Row]:
        """Return the rows."""
        labels = Names(scenario, language).labels("units")
        return [
            {
                "title": unit.title.say(language),
                "above": labels.get(unit.reports_to or "", NOTHING),
                "level": unit.level or NOTHING,
                "id": id,
            }
            for id, unit in scenario.agency.units.items()
        ]

    def put(self, data: Row, said: Said, rows: Sequence[Edited], names: Names) -> None:
        """Put edited rows in the place of the old ones."""
        old, new = data["agency"]["units"], {}
        for edited in rows:
            id = edited.row.get("id") if edited.old else slug(edited.title(_TITLE), {*old, *new})
            unit = dict(old.get(id, {}))
            if edited.changed("title"):
                unit["title"] = names.titled(unit.get("title"), edited.title(_TITLE))
            if edited.changed("above"):
                above = names.id_of("units", edited.row.get("above"), edited.number, _ABOVE.heading)
                unit.pop("reports_to", None)
                unit |= {"reports_to": above} if above else {}
            if edited.changed("level"):
                level = filled(edited.row.get("level"))
                unit.pop("level", None)
                unit |= {"level": level} if level else {}
            new[id] = unit
        data["agency"]["units"] = new


_POST: Final = Column("title", message("Post"), required=True)
_UNIT: Final = Column("unit", message("Unit"), "choice", required=True)
_STAFF: Final = Column("headcount", message("Staff"), "count", message("How many hold it"))
_HEAD: Final = Column("head", message("Head"), "flag", message("Head of the unit: approves for it"))
_TIME: Final = Column(
    "time",
    message("Case time"),
    help=message("A day for cases, only where meetings and travel leave a fixed time: 90 min"),
)
_COST: Final = Column("cost", message("Cost a month"), help=message("Of one holder, pay and allowances: Rp 7,5 juta"))


class Positions:
    """The posts."""

    name = "positions"
    title = message("Posts and staff")
    about = message("One row for each post; basis and source speak of the number of staff.")

    def columns(self, scenario: Scenario, language: Language) -> tuple[Column, ...]:
        """Return the columns."""
        labels = tuple(Names(scenario, language).labels("units").values())
        return (_POST, replace(_UNIT, options=labels), _STAFF, _HEAD, _TIME, _COST, *basis_columns(language), _ID)

    def rows(self, scenario: Scenario, language: Language) -> list[Row]:
        """Return the rows."""
        units, said = Names(scenario, language).labels("units"), Said.of(scenario.evidence)
        return [
            {
                "title": post.title.say(language),
                "unit": units[post.unit],
                "headcount": len(post.people) or post.headcount,
                "head": post.head,
                "time": CalendarTime(seconds=post.time_for_cases).say(language) if post.time_for_cases else "",
                "cost": format_money(post.monthly_cost, language) if post.monthly_cost is not None else "",
                **said.cells(_headcount(id), language),
                "id": id,
            }
            for id, post in scenario.agency.positions.items()
        ]

    def put(self, data: Row, said: Said, rows: Sequence[Edited], names: Names) -> None:
        """Put edited rows in the place of the old ones."""
        old, new = data["agency"].get("positions", {}), {}
        for edited in rows:
            id = edited.row.get("id") if edited.old else slug(edited.title(_POST), {*old, *new})
            new[id] = _post(dict(old.get(id, {})), edited, names)
            said.put(_headcount(id), new[id].get("headcount", 1), edited, "headcount", names.language)
        data["agency"]["positions"] = new


def _post(post: Row, edited: Edited, names: Names) -> Row:
    if edited.changed("title"):
        post["title"] = names.titled(post.get("title"), edited.title(_POST))
    if edited.changed("unit"):
        post["unit"] = names.id_of("units", edited.row.get("unit"), edited.number, _UNIT.heading) or ""
    values = {
        "headcount": ("headcount", lambda: edited.count(_STAFF)),
        "head": ("head", lambda: bool(edited.row.get("head"))),
        "time": ("time_for_cases", lambda: edited.read(_TIME, lambda text: write_effort(parse_effort(text)))),
        "cost": ("monthly_cost", lambda: edited.read(_COST, lambda text: write_money(parse_money(text)))),
    }
    for cell, (key, value) in values.items():
        if edited.changed(cell):
            post.pop(key, None)
            read = value()
            post |= {key: read} if read is not None else {}
    return post


def _headcount(id: str) -> tuple[str, ...]:
    return ("agency", "positions", id, "headcount")
