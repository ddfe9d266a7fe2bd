"""The skeleton of a random office, and every mechanism that can be put into it.

A mechanism looks at the skeleton only, never at other mechanisms, so that what it does is the same whoever else is
there. Where two exclude each other they have places of their own in the routes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from tests.agreement.chance import Chance

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
_BACK_OFFICE: Final = ("pemeriksa", "surveyor", "pencetak")
_FIRST_DAYS: Final = (dt.date(2026, 6, 22), dt.date(2026, 8, 10), dt.date(2026, 10, 5))  # Mondays; the second week
# of the second has a holiday


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
        for post in _BACK_OFFICE:
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
            steps["cabang-1"] = work(chance.pick(_BACK_OFFICE), 15, 30)
            steps["cabang-2"] = work(chance.pick(_BACK_OFFICE), 15, 30)
            steps["gabung"] = work(chance.pick(_BACK_OFFICE), 10)
        count = 2 if name != "mendesak" else 1
        self.middle[name] = [f"periksa-{n}" for n in range(1, count + 1)]
        for step in self.middle[name]:
            steps[step] = work(chance.pick(_BACK_OFFICE), 20, 30, 45)
        if name == "akta":
            steps["khusus"] = work(chance.pick(_BACK_OFFICE), 20)
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
            "alternatives": {"latihan": {"title": "Latihan", "plan": [{"on": change, "do": [training]}]}},
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
        return self.services[service]["steps"][name]

    def middle_step(self, chance: Chance, place: int = 0) -> Step:
        """Return a step of the back office: the first of a service, or the last (-1)."""
        service = chance.pick(SERVICES[:3])
        return self.step(service, self.middle[service][place])

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


@dataclass(frozen=True)
class Mechanism:
    """Something that only some offices have.

    Attributes
    ----------
    put_in
        Puts it into an office.
    needs
        What it builds on.
    alternative
        The alternative in which it shows.
    """

    put_in: Callable[[Draft, Chance], None]
    needs: tuple[str, ...] = ()
    alternative: str = "baseline"


_ALL: dict[str, Mechanism] = {}
MECHANISMS: Final[Mapping[str, Mechanism]] = MappingProxyType(_ALL)
"""Every mechanism, those that are built on before those that build on them."""


def _mechanism(*needs: str, alternative: str = "baseline") -> Callable[[Any], Any]:
    def add(put_in: Callable[[Draft, Chance], None]) -> Callable[[Draft, Chance], None]:
        assert set(needs) <= _ALL.keys(), "what is built on comes first"
        _ALL[put_in.__name__.strip("_")] = Mechanism(put_in, needs, alternative)
        return put_in

    return add


# ---------------------------------------------------------------- citizens


@_mechanism()
def _together(d: Draft, c: Chance) -> None:
    source = d.demand[c.pick(("akta", "izin"))]
    source["together"] = c.number(2, 3)
    source["per_day"] /= 2


@_mechanism()
def _population(d: Draft, c: Chance) -> None:
    d.demand["kartu"] = {"every": c.pick(("12 jam", "30 jam")), "population": c.number(2, 5)}


@_mechanism()
def _backlog(d: Draft, c: Chance) -> None:
    d.demand[c.pick(("akta", "izin"))] |= {"backlog": c.number(2, 8), "backlog_age": "3 days"}


@_mechanism()
def _conditions(d: Draft, c: Chance) -> None:
    d.middle_step(c, -1)[c.pick(("only_for", "not_for"))] = c.pick(("daring", "lengkap"))


@_mechanism()
def _sites(d: Draft, c: Chance) -> None:
    d.agency["sites"] = {
        "utara": {"title": "Utara", "share": "60 %"},
        "selatan": {"title": "Selatan", "share": "40 %"},
    }
    d.units["depan"]["site"], d.units["depan-selatan"]["site"] = "utara", "selatan"
    for service in d.services.values():
        for step in service["steps"].values():
            if step.get("by") == "loket":
                step["at_sites"] = {"selatan": "loket-selatan"}


@_mechanism("sites")
def _shortest_line(d: Draft, c: Chance) -> None:
    d.agency["site_choice"] = "shortest_line"


# ---------------------------------------------------------------- routes


@_mechanism()
def _external(d: Draft, c: Chance) -> None:
    service = c.pick(SERVICES[:3])
    wait = c.pick(("1 hari kerja", "20 jam", {"mean": "5 jam kerja", "scv": 0}))
    d.insert(service, d.middle[service][0], "kirim", {"external": wait})


@_mechanism()
def _fork_and_join(d: Draft, c: Chance) -> None:
    d.step("izin", "bagi")["parallel"] = ["cabang-1", "cabang-2"]
    d.step("izin", "cabang-1")["then"] = d.step("izin", "cabang-2")["then"] = "gabung"
    d.step("izin", "gabung")["waits_for_all"] = True


@_mechanism()
def _rework(d: Draft, c: Chance) -> None:
    service = c.pick(SERVICES[:3])
    step = d.middle[service][0]
    d.step(service, step)["returns"] = {"share": f"{c.number(15, 35)} %", "to": c.pick(("terima", step))}


@_mechanism()
def _choices(d: Draft, c: Chance) -> None:
    by = c.pick(({"share": "40 %"}, {"when": "daring"}))
    d.step("akta", d.middle["akta"][-1])["choices"] = [{"to": "khusus", **by}, {"to": "serah"}]


@_mechanism()
def _approvals(d: Draft, c: Chance) -> None:
    for service in ("izin", "kartu"):
        of = d.middle[service][-1]
        level = c.pick(("dinas", "bidang"))
        work = {"mean": f"{c.number(5, 15)} min", "basis": "observed"}
        d.insert(service, of, "setuju", {"approval": {"to": level, "of": of}, "work": work})


@_mechanism("approvals")
def _delegates(d: Draft, c: Chance) -> None:
    approval = _approval(d, c, "kartu")
    approval["delegate_to"] = c.pick(("pemeriksa", "sekretaris", "kabid-layanan"))
    if c.one_in(2):
        approval["delegate_for"] = c.pick(("daring", "lengkap"))


def _approval(d: Draft, c: Chance, service: str | None = None) -> dict[str, Any]:
    """Return an approval; one that nobody will ever look at, if approvals are switched off."""
    step: Step = d.services[service or c.pick(("izin", "kartu"))]["steps"].get("setuju", {"approval": {}})
    return step["approval"]


# ---------------------------------------------------------------- people and their time


@_mechanism()
def _dated_absences(d: Draft, c: Chance) -> None:
    hours = c.pick(({}, {}, {"hours": "09:00-14:00"}))
    d.positions[c.pick(POSTS)]["absences"] = [{"from": d.day(1), "to": d.day(c.number(1, 2)), **hours}]
    for head in ("kadis", "kabid-layanan", "kabid-teknis"):
        first = c.number(0, 2)
        d.positions[head]["absences"] = [{"from": d.day(first), "to": d.day(first + c.number(1, 2))}]


@_mechanism()
def _drawn_absences(d: Draft, c: Chance) -> None:
    for post in (c.pick(POSTS), c.pick(("kadis", "kabid-layanan", "kabid-teknis"))):
        d.positions[post]["absent"] = f"{c.number(10, 30)} %"


@_mechanism("approvals", "dated_absences")
def _deputies(d: Draft, c: Chance) -> None:
    for service in ("izin", "kartu"):
        _approval(d, c, service)["deputy"] = c.pick(("sekretaris", "pemeriksa"))


@_mechanism("approvals", "dated_absences")
def _electronic(d: Draft, c: Chance) -> None:
    for service in ("izin", "kartu"):
        _approval(d, c, service)["electronic"] = True


@_mechanism()
def _own_hours(d: Draft, c: Chance) -> None:
    d.positions[c.pick((*_BACK_OFFICE, "kadis"))]["calendar"] = "pagi"


@_mechanism()
def _pace(d: Draft, c: Chance) -> None:
    d.positions[c.pick(POSTS)]["pace"] = [
        {"on": d.day(c.number(0, 2)), "speed": c.pick((0.7, 0.85))},
        {"on": d.day(5), "speed": 1.2},
    ]


@_mechanism()
def _fixed_duties(d: Draft, c: Chance) -> None:
    d.agency["duties"]["rapat"]["fixed"] = True


@_mechanism()
def _overtime(d: Draft, c: Chance) -> None:
    for unit in ("layanan", "teknis"):
        d.units[unit]["overtime"] = {"above": c.number(0, 2), "hours": c.pick(("1 jam", "3 jam"))}


@_mechanism()
def _skills(d: Draft, c: Chance) -> None:
    """Some can do the work of another post of their unit."""
    people = {"surveyor/1": {"skills": {"pencetak": 0.8}}, "surveyor/2": {}}
    d.positions["surveyor"] |= {"people": people, "headcount": 2}
    d.positions["pencetak"]["skills"] = {"surveyor": c.pick((0.7, 1.0, 1.2))}


@_mechanism()
def _help(d: Draft, c: Chance) -> None:
    d.positions["loket-selatan"]["skills"] = {"pemeriksa": c.pick((0.8, 1.0))}
    d.agency["help"].append({"helper": "depan-selatan", "helped": "layanan"})


@_mechanism("help")
def _help_above(d: Draft, c: Chance) -> None:
    for rule in d.agency["help"]:
        if rule["helper"] == "depan-selatan":
            rule["above"] = c.number(1, 3)


@_mechanism(alternative="latihan")
def _learning(d: Draft, c: Chance) -> None:
    d.agency["learning"] = {"slowdown": c.pick((0.5, 1)), "practice": "10 jam", "forgetting": "2 minggu"}


@_mechanism()
def _teams(d: Draft, c: Chance) -> None:
    d.middle_step(c)["together_with"] = {"surveyor": 1}


# ---------------------------------------------------------------- counters


@_mechanism()
def _attended(d: Draft, c: Chance) -> None:
    for service in SERVICES[:3]:
        d.step(service, "terima")["attended"] = True
    d.step("kartu", "terima")["at_closing"] = "stay"
    if c.one_in(3):
        d.step("kartu", d.middle["kartu"][0])["attended"] = True


@_mechanism("attended")
def _closing_stay(d: Draft, c: Chance) -> None:
    d.step("akta", "terima")["at_closing"] = "stay"


@_mechanism("attended")
def _closing_return(d: Draft, c: Chance) -> None:
    for service in ("kartu", "izin"):
        d.step(service, "terima")["at_closing"] = "return_next_day"


@_mechanism("attended")
def _closing_leave(d: Draft, c: Chance) -> None:
    d.step("izin", "terima")["at_closing"] = "leave"


@_mechanism()
def _rooms(d: Draft, c: Chance) -> None:
    for service in ("akta", "izin"):
        d.step(service, "terima")["room"] = c.number(1, 2)


@_mechanism()
def _patience(d: Draft, c: Chance) -> None:
    step = c.pick((d.step("akta", "terima"), d.middle_step(c)))
    step["patience"] = c.pick(("1 jam kerja", "3 jam", {"mean": "2 jam", "scv": 0}))


@_mechanism()
def _quota_defer(d: Draft, c: Chance) -> None:
    step = c.pick(("terima", d.middle["akta"][0]))
    d.step("akta", step)["quota"] = {"per_day": c.number(2, 4)}


@_mechanism()
def _quota_lose(d: Draft, c: Chance) -> None:
    step = c.pick(("terima", d.middle["izin"][0]))
    d.step("izin", step)["quota"] = {"per_day": c.number(1, 3), "surplus": "lose"}


# ---------------------------------------------------------------- the order of work


@_mechanism()
def _preemption(d: Draft, c: Chance) -> None:
    d.services["mendesak"]["preemptive"] = True


@_mechanism()
def _priorities(d: Draft, c: Chance) -> None:
    d.services["izin"]["priority"] = c.pick((3, 7))


@_mechanism()
def _shortest_first(d: Draft, c: Chance) -> None:
    for unit in ("layanan", "teknis"):
        d.units[unit]["order"] = "shortest_first"


@_mechanism()
def _same_kind_first(d: Draft, c: Chance) -> None:
    for unit in ("layanan", "teknis"):
        d.units[unit]["same_kind_first"] = c.pick(("3 jam", "10 jam", "30 jam"))


@_mechanism()
def _switching(d: Draft, c: Chance) -> None:
    pairs = [{"before": "surat", "after": "mendesak", "work": "12 min"}] if c.one_in(2) else []
    d.agency["switching"] = {"default": f"{c.number(3, 10)} min", "pairs": pairs}


@_mechanism()
def _hand_over_work(d: Draft, c: Chance) -> None:
    d.agency["hand_over"]["work"] = f"{c.number(2, 8)} min"


@_mechanism()
def _hand_over_delay(d: Draft, c: Chance) -> None:
    d.agency["hand_over"]["delay"] = c.pick(("1 jam", "3 jam"))


@_mechanism()
def _batches(d: Draft, c: Chance) -> None:
    wait = c.pick(({}, {"longest_wait": "3 jam"}, {"longest_wait": "1 hari kerja"}))
    d.middle_step(c, -1)["batch"] = {"size": c.number(2, 4), "fixed": "10 min", **wait}


@_mechanism()
def _sessions(d: Draft, c: Chance) -> None:
    for step in (d.services[c.pick(("izin", "kartu"))]["steps"].get("setuju", {}), d.step("mendesak", "periksa-1")):
        session = {"at": c.pick(("08:30", "10:00", "11:00")), "days": c.pick(("mon-sun", "mon-fri"))}
        step["session"] = session | c.pick(({}, {"most": 1}, {"most": 3}))


# ---------------------------------------------------------------- things


@_mechanism()
def _equipment(d: Draft, c: Chance) -> None:
    for step in (d.middle_step(c), d.middle_step(c, -1), d.step("mendesak", "periksa-1"), d.step("akta", "serah")):
        step["uses"] = {"mesin": 1}


@_mechanism("equipment")
def _outages(d: Draft, c: Chance) -> None:
    d.agency["equipment"]["mesin"]["outages"] = {"every": c.pick(("14 jam", "1 hari")), "lasting": "5 jam"}


@_mechanism()
def _supplies(d: Draft, c: Chance) -> None:
    for step in (d.middle_step(c), d.middle_step(c, -1)):
        step["consumes"] = {"blangko": c.number(1, 2)}
    again = c.pick(({}, {"every": "3 days"}))
    d.agency["supplies"]["blangko"]["deliveries"] = [{"amount": c.number(5, 15), "on": d.day(3), **again}]


# ---------------------------------------------------------------- what goes wrong


@_mechanism()
def _exceptions(d: Draft, c: Chance) -> None:
    for step in (d.middle_step(c), d.step("mendesak", "periksa-1")):
        step["exceptions"] = {
            "share": f"{c.number(20, 50)} %",
            "work": "20 min",
            "climbs": "40 %",
            "deadline": c.pick(("1 jam", "1 hari kerja")),
        }


@_mechanism()
def _misrouting(d: Draft, c: Chance) -> None:
    d.middle_step(c)["duty"] = "arsip"
    d.agency["misrouting"] = {"share": f"{c.number(20, 50)} %", "work": c.pick(("5 min", "20 min"))}


@_mechanism()
def _complaints(d: Draft, c: Chance) -> None:
    d.agency["complaints"] = {"service": "aduan", "base": "5 %", "late": "60 %", "scale": 0.5, "error": "40 %"}


@_mechanism("complaints")
def _errors(d: Draft, c: Chance) -> None:
    for service in ("akta", "izin", "mendesak"):
        d.step(service, d.middle[service][-1])["wrong"] = f"{c.number(30, 60)} %"


@_mechanism("complaints")
def _complaint_classes(d: Draft, c: Chance) -> None:
    if "complaints" in d.agency:
        d.agency["complaints"]["classes"] = {
            "ringan": {"share": "70 %", "limit": "3 jam"},
            "berat": {"share": "30 %", "limit": "5 hari kerja"},
        }


@_mechanism("complaints")
def _dedicated(d: Draft, c: Chance) -> None:
    for step in d.services["aduan"]["steps"].values():
        step["by"] = "petugas"


@_mechanism("dedicated")
def _dedicated_with_help(d: Draft, c: Chance) -> None:
    d.positions["pemeriksa"]["skills"] = {"petugas": 0.9}
    d.agency["help"].append({"helper": "layanan", "helped": "aduan-khusus"})


@_mechanism()
def _chasing(d: Draft, c: Chance) -> None:
    d.agency["chasing"] = {
        "by": c.pick(("loket", "pemeriksa")),
        "share": "60 %",
        "every": "3 jam",
        "most": 3,
        "work": "10 min",
    }
