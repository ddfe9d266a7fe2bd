"""The skeleton of a random office: units, posts, routes and amounts, before any mechanism is put in."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from orgsim.analysis.agreement.chance import Chance

Step = dict[str, Any]
SERVICES: Final = ("akta", "izin", "kartu", "mendesak")
"""Two ordinary services, one of a group that comes again and again and without a promise, and an urgent one."""

_KINDS: Final = {"akta": "surat", "izin": "izin", "kartu": "surat", "mendesak": "mendesak"}
POSTS: Final = ("loket", "pemeriksa", "surveyor", "pencetak")
_UNIT_OF: Final = {
    "loket": "depan",
    "pemeriksa": "layanan",
    "surveyor": "teknis",
    "pencetak": "teknis",
    "loket-selatan": "depan-selatan",
    "petugas": "aduan-khusus",
}
BACK_OFFICE: Final = ("pemeriksa", "surveyor", "pencetak")
_FIRST_DAYS: Final = (dt.date(2026, 6, 22), dt.date(2026, 8, 10), dt.date(2026, 10, 5))  # Mondays; the second week
# of the second has a holiday

TRAINING: Final = "latihan"
"""The alternative in which people learn new work; whoever learns nothing else shows what learning does."""


class Draft:
    """An office as it is being written: its parts, and what the skeleton says of them.

    Attributes
    ----------
    first_day
        A Monday.
    middle
        By service: the steps between the counter and the signature, done by the back office.
    """

    def __init__(self, number: int) -> None:
        chance = Chance(number, "skeleton")
        self.number = number
        self.first_day = chance.pick(_FIRST_DAYS)
        self.settle = chance.pick((3, 4, 8))
        self.hours = chance.pick(("07:00-16:00", "08:00-17:00"))
        self.middle: dict[str, list[str]] = {}
        self.services: dict[str, dict[str, Any]] = {name: self._service(name, chance) for name in SERVICES}
        self.services["aduan"] = {
            "title": "Aduan",
            "attributes": {"daring": "50 %", "lengkap": "70 %"},
            "steps": {
                "catat": {"by": "pemeriksa", "work": chance.pick(("20 min", "40 min"))},
                "jawab": {"by": "pemeriksa", "work": "15 min"},
            },
        }
        self.positions = {
            "kadis": {"title": "Kepala", "unit": "dinas", "head": True},
            "kabid-layanan": {"title": "Kabid", "unit": "layanan", "head": True},
            "kabid-teknis": {"title": "Kabid", "unit": "teknis", "head": True},
            "sekretaris": {"title": "Sekretaris", "unit": "sekretariat", "head": True},
            "loket": _post("loket", 1),
            "pemeriksa": _post("pemeriksa", chance.number(1, 2)),
            "surveyor": _post("surveyor", chance.number(2, 3)),
            "pencetak": _post("pencetak", 1),
            "loket-selatan": _post("loket-selatan", 1),
            "petugas": _post("petugas", 1),
        }
        for post in BACK_OFFICE:
            self.positions[post] |= chance.pick(({}, {"effective_share": "85 %"}, {"time_for_cases": "5 jam"}))
        under = chance.pick(("dinas", "sekretariat"))
        self.units: dict[str, dict[str, Any]] = {
            "dinas": {"title": "Dinas", "level": "dinas"},
            "sekretariat": _unit("dinas", "sekretariat"),
            "depan": _unit("layanan", "seksi"),
            "depan-selatan": _unit("layanan", "seksi"),
            "layanan": _unit("dinas", "bidang"),
            "teknis": _unit(under, "bidang"),
            "aduan-khusus": _unit(chance.pick(("dinas", "layanan")), "seksi"),
        }
        self.demand: dict[str, dict[str, Any]] = {
            "akta": {"per_day": chance.pick((3, 4, 5))},
            "izin": {"per_day": chance.pick((2, 3, 4))},
            "kartu": {"every": "4 jam"},
            "mendesak": {"per_day": chance.pick((1, 1.5))},
        }
        for demand in self.demand.values():
            demand["hours"] = self.hours
        self.agency: dict[str, Any] = {
            "switching": {"default": "0 min"},
            "hand_over": {"work": "0 min", "delay": "0 hari kerja"},
            "duties": {
                "arsip": {"text": "Arsip", "hours_per_year": {"layanan": "300 jam", "teknis": "250 jam"}},
                "rapat": {
                    "text": "Rapat",
                    "hours_per_year": {unit: f"{chance.number(2, 6) * 100} jam" for unit in ("layanan", "teknis")},
                },
            },
            "equipment": {"mesin": {"title": "Mesin", "count": chance.number(1, 2)}},
            "supplies": {"blangko": {"title": "Blangko", "stock": chance.number(5, 20)}},
            "help": [],
        }
        self.calendar = chance.pick(({}, {}, {"hours": {"mon-sat": "08:00-14:00"}, "holidays": "ID"}))
        self.calendars = {"pagi": {"hours": {"mon-fri": "08:00-12:00"}, "holidays": "ID"}}

    def _service(self, name: str, chance: Chance) -> dict[str, Any]:
        def work(post: str, *minutes: int) -> Step:
            mean = f"{chance.pick(minutes)} min"
            return {"by": post, "work": chance.pick((mean, {"mean": mean, "scv": 0, "basis": "observed"}))}

        steps: dict[str, Step] = {"terima": work("loket", 10, 15, 20)}
        if name == "izin":
            steps["bagi"] = work("pemeriksa", 5)
            steps["cabang-1"] = work(chance.pick(BACK_OFFICE), 15, 30)
            steps["cabang-2"] = work(chance.pick(BACK_OFFICE), 15, 30)
            steps["gabung"] = work(chance.pick(BACK_OFFICE), 10)
        count = 2 if name != "mendesak" else 1
        self.middle[name] = [f"periksa-{n}" for n in range(1, count + 1)]
        for step in self.middle[name]:
            steps[step] = work(chance.pick(BACK_OFFICE), 20, 30, 45)
        if name == "akta":
            steps["khusus"] = work(chance.pick(BACK_OFFICE), 20)
        steps["serah"] = work(chance.pick(("loket", "pencetak")), 5, 10)
        promise = {} if name == "kartu" else {"promise": chance.pick(("1 hari kerja", "2 hari kerja", "4 jam"))}
        return {
            "title": "Layanan",
            "kind": _KINDS[name],
            "priority": 2 if name == "mendesak" else 5,
            "attributes": {"daring": "50 %", "lengkap": "70 %"},
            "steps": steps,
            **promise,
        }

    def written(self) -> dict[str, Any]:
        """Return the scenario as people write it."""
        change = self.first_day + dt.timedelta(days=self.settle)
        pairs = [["pemeriksa", "surveyor"], ["pemeriksa", "pencetak"]]
        help_each_other = {"helper": "layanan", "helped": "teknis", "ways": "both", "posts": pairs}
        training = {"operation": "change_rule", "help": [help_each_other]}
        return {
            "title": f"Kantor {self.number}",
            "agency": {
                "title": "Dinas",
                "calendar": self.calendar,
                "calendars": self.calendars,
                "levels": ["dinas", "sekretariat", "bidang", "seksi"],
                "units": self.units,
                "positions": self.positions,
                "services": self.services,
                **self.agency,
            },
            "demand": self.demand,
            "alternatives": {TRAINING: {"title": "Latihan", "plan": [{"on": change, "do": [training]}]}},
            "run": {
                "from": self.first_day,
                "settle_before_change": f"{self.settle} days",
                "observe": "4 days",
                "max_drain": "6 hari kerja",
                "seed": self.number,
            },
        }

    def step(self, service: str, name: str) -> Step:
        """Return a step."""
        found: Step = self.services[service]["steps"][name]
        return found

    def middle_step(self, chance: Chance, place: int = 0) -> Step:
        """Return a step of the back office: the first of a service, or the last (-1)."""
        service = chance.pick(SERVICES[:3])
        return self.step(service, self.middle[service][place])

    def approval(self, service: str) -> dict[str, Any]:
        """Return the approval of a service; one that nobody will ever look at, if approvals are switched off."""
        step: Step = self.services[service]["steps"].get("setuju", {"approval": {}})
        found: dict[str, Any] = step["approval"]
        return found

    def insert(self, service: str, after: str, name: str, step: Step) -> None:
        """Put a step after another."""
        steps = {}
        for old, spec in self.services[service]["steps"].items():
            steps[old] = spec
            if old == after:
                steps[name] = step
        self.services[service]["steps"] = steps

    def day(self, number: int) -> dt.date:
        """Return a day of the run."""
        return self.first_day + dt.timedelta(days=number)


def _post(name: str, headcount: int) -> dict[str, Any]:
    return {"title": "Jabatan", "unit": _UNIT_OF[name], "headcount": headcount}


def _unit(above: str, level: str) -> dict[str, Any]:
    return {"title": "Unit", "reports_to": above, "level": level}
