"""What those keys of a scenario mean that are no field of a form, or mean more than its label."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from orgsim.errors import Message, message

__all__ = ["KEY_NAMES"]

KEY_NAMES: Final[Mapping[str, Message]] = {
    "operation": message("what is done"),
    "do": message("what is done"),
    "profile": message("course of the week"),
    "intraday": message("course of the day"),
    "demand": message("demand"),
    "alternatives": message("alternatives"),
    "seed": message("seed of chance"),
    "max_replications": message("most repetitions"),
    "min_replications": message("fewest repetitions"),
    "settle_before_change": message("settling before the change"),
    "max_drain": message("longest follow-up"),
    "observe": message("observed for"),
    "kpi": message("indicator"),
    "targets": message("targets"),
    "group": message("group"),
    "money": message("money"),
    "year": message("year"),
    "default": message("otherwise"),
    "pairs": message("pairs"),
    "late": message("complains when late"),
    "classes": message("classes"),
    "route": message("legal route"),
    "starts": message("starts"),
    "go_live": message("takes effect"),
    "stages": message("stages"),
    "surges": message("surges"),
    "factor": message("factor"),
    "survey": message("survey"),
    "elements": message("elements"),
    "mix": message("mix"),
    "total_spending": message("total spending"),
    "peers": message("others to compare with"),
    "within": message("within"),
    "actors": message("who decides"),
    "backlog_age": message("age of what waits"),
    "reach": message("people to be reached"),
    "shape": message("shape"),
    "shifts": message("shifts of demand"),
    "overdispersion": message("variation from day to day"),
}
