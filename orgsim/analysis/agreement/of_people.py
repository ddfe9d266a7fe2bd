"""Mechanisms of people, their time, and counters."""

from __future__ import annotations

from typing import Final

from orgsim.analysis.agreement.chance import Chance
from orgsim.analysis.agreement.draft import BACK_OFFICE, POSTS, SERVICES, TRAINING, Draft
from orgsim.analysis.agreement.mechanism import Mechanisms

FOUND: Final = Mechanisms()

# ---------------------------------------------------------------- people and their time


@FOUND.add()
def _dated_absences(d: Draft, c: Chance) -> None:
    hours = c.pick(({}, {}, {"hours": "09:00-14:00"}))
    d.positions[c.pick(POSTS)]["absences"] = [{"from": d.day(1), "to": d.day(c.number(1, 2)), **hours}]
    for head in ("kadis", "kabid-layanan", "kabid-teknis"):
        first = c.number(0, 2)
        d.positions[head]["absences"] = [{"from": d.day(first), "to": d.day(first + c.number(1, 2))}]


@FOUND.add()
def _drawn_absences(d: Draft, c: Chance) -> None:
    for post in (c.pick(POSTS), c.pick(("kadis", "kabid-layanan", "kabid-teknis"))):
        d.positions[post]["absent"] = f"{c.number(10, 30)} %"


@FOUND.add("approvals", "dated_absences")
def _deputies(d: Draft, c: Chance) -> None:
    for service in ("izin", "kartu"):
        d.approval(service)["deputy"] = c.pick(("sekretaris", "pemeriksa"))


@FOUND.add("approvals", "dated_absences")
def _electronic(d: Draft, c: Chance) -> None:
    for service in ("izin", "kartu"):
        d.approval(service)["electronic"] = True


@FOUND.add()
def _own_hours(d: Draft, c: Chance) -> None:
    d.positions[c.pick((*BACK_OFFICE, "kadis"))]["calendar"] = "pagi"


@FOUND.add()
def _pace(d: Draft, c: Chance) -> None:
    d.positions[c.pick(POSTS)]["pace"] = [
        {"on": d.day(c.number(0, 2)), "speed": c.pick((0.7, 0.85))},
        {"on": d.day(5), "speed": 1.2},
    ]


@FOUND.add()
def _fixed_duties(d: Draft, c: Chance) -> None:
    d.agency["duties"]["rapat"]["fixed"] = True


@FOUND.add()
def _overtime(d: Draft, c: Chance) -> None:
    for unit in ("layanan", "teknis"):
        d.units[unit]["overtime"] = {"above": c.number(0, 2), "hours": c.pick(("1 jam", "3 jam"))}


@FOUND.add()
def _skills(d: Draft, c: Chance) -> None:
    """Let some do the work of another post of their unit."""
    people = {"surveyor/1": {"skills": {"pencetak": 0.8}}, "surveyor/2": {}}
    d.positions["surveyor"] |= {"people": people, "headcount": 2}
    d.positions["pencetak"]["skills"] = {"surveyor": c.pick((0.7, 1.0, 1.2))}


@FOUND.add()
def _help(d: Draft, c: Chance) -> None:
    d.positions["loket-selatan"]["skills"] = {"pemeriksa": c.pick((0.8, 1.0))}
    d.agency["help"].append({"helper": "depan-selatan", "helped": "layanan"})


@FOUND.add("help")
def _help_above(d: Draft, c: Chance) -> None:
    for rule in d.agency["help"]:
        if rule["helper"] == "depan-selatan":
            rule["above"] = c.number(1, 3)


@FOUND.add(alternative=TRAINING)
def _learning(d: Draft, c: Chance) -> None:
    d.agency["learning"] = {"slowdown": c.pick((0.5, 1)), "practice": "10 jam", "forgetting": "2 minggu"}


@FOUND.add()
def _teams(d: Draft, c: Chance) -> None:
    d.middle_step(c)["together_with"] = {"surveyor": 1}


# ---------------------------------------------------------------- counters


@FOUND.add()
def _attended(d: Draft, c: Chance) -> None:
    for service in SERVICES[:3]:
        d.step(service, "terima")["attended"] = True
    d.step("kartu", "terima")["at_closing"] = "stay"
    if c.one_in(3):
        d.step("kartu", d.middle["kartu"][0])["attended"] = True


@FOUND.add("attended")
def _closing_stay(d: Draft, c: Chance) -> None:
    d.step("akta", "terima")["at_closing"] = "stay"


@FOUND.add("attended")
def _closing_return(d: Draft, c: Chance) -> None:
    for service in ("kartu", "izin"):
        d.step(service, "terima")["at_closing"] = "return_next_day"


@FOUND.add("attended")
def _closing_leave(d: Draft, c: Chance) -> None:
    d.step("izin", "terima")["at_closing"] = "leave"


@FOUND.add()
def _rooms(d: Draft, c: Chance) -> None:
    for service in ("akta", "izin"):
        d.step(service, "terima")["room"] = c.number(1, 2)


@FOUND.add()
def _patience(d: Draft, c: Chance) -> None:
    step = c.pick((d.step("akta", "terima"), d.middle_step(c)))
    step["patience"] = c.pick(("1 jam kerja", "3 jam", {"mean": "2 jam", "scv": 0}))


@FOUND.add()
def _quota_defer(d: Draft, c: Chance) -> None:
    step = c.pick(("terima", d.middle["akta"][0]))
    d.step("akta", step)["quota"] = {"per_day": c.number(2, 4)}


@FOUND.add()
def _quota_lose(d: Draft, c: Chance) -> None:
    step = c.pick(("terima", d.middle["izin"][0]))
    d.step("izin", step)["quota"] = {"per_day": c.number(1, 3), "surplus": "lose"}
