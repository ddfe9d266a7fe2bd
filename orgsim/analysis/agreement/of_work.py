"""Mechanisms of the order of work, of things, and of what goes wrong."""

from __future__ import annotations

from typing import Final

from orgsim.analysis.agreement.chance import Chance
from orgsim.analysis.agreement.draft import Draft
from orgsim.analysis.agreement.mechanism import Mechanisms

FOUND: Final = Mechanisms()

# ---------------------------------------------------------------- the order of work


@FOUND.add()
def _preemption(d: Draft, c: Chance) -> None:
    d.services["mendesak"]["preemptive"] = True


@FOUND.add()
def _priorities(d: Draft, c: Chance) -> None:
    d.services["izin"]["priority"] = c.pick((3, 7))


@FOUND.add()
def _shortest_first(d: Draft, c: Chance) -> None:
    for unit in ("layanan", "teknis"):
        d.units[unit]["order"] = "shortest_first"


@FOUND.add()
def _same_kind_first(d: Draft, c: Chance) -> None:
    for unit in ("layanan", "teknis"):
        d.units[unit]["same_kind_first"] = c.pick(("3 jam", "10 jam", "30 jam"))


@FOUND.add()
def _switching(d: Draft, c: Chance) -> None:
    pairs = [{"before": "surat", "after": "mendesak", "work": "12 min"}] if c.one_in(2) else []
    d.agency["switching"] = {"default": f"{c.number(3, 10)} min", "pairs": pairs}


@FOUND.add()
def _hand_over_work(d: Draft, c: Chance) -> None:
    d.agency["hand_over"]["work"] = f"{c.number(2, 8)} min"


@FOUND.add()
def _hand_over_delay(d: Draft, c: Chance) -> None:
    d.agency["hand_over"]["delay"] = c.pick(("1 jam", "3 jam"))


@FOUND.add()
def _batches(d: Draft, c: Chance) -> None:
    wait = c.pick(({}, {"longest_wait": "3 jam"}, {"longest_wait": "1 hari kerja"}))
    d.middle_step(c, -1)["batch"] = {"size": c.number(2, 4), "fixed": "10 min", **wait}


@FOUND.add()
def _sessions(d: Draft, c: Chance) -> None:
    for step in (d.services[c.pick(("izin", "kartu"))]["steps"].get("setuju", {}), d.step("mendesak", "periksa-1")):
        session = {"at": c.pick(("08:30", "10:00", "11:00")), "days": c.pick(("mon-sun", "mon-fri"))}
        step["session"] = session | c.pick(({}, {"most": 1}, {"most": 3}))


# ---------------------------------------------------------------- things


@FOUND.add()
def _equipment(d: Draft, c: Chance) -> None:
    for step in (d.middle_step(c), d.middle_step(c, -1), d.step("mendesak", "periksa-1"), d.step("akta", "serah")):
        step["uses"] = {"mesin": 1}


@FOUND.add("equipment")
def _outages(d: Draft, c: Chance) -> None:
    d.agency["equipment"]["mesin"]["outages"] = {"every": c.pick(("14 jam", "1 hari")), "lasting": "5 jam"}


@FOUND.add()
def _supplies(d: Draft, c: Chance) -> None:
    for step in (d.middle_step(c), d.middle_step(c, -1)):
        step["consumes"] = {"blangko": c.number(1, 2)}
    again = c.pick(({}, {"every": "3 days"}))
    d.agency["supplies"]["blangko"]["deliveries"] = [{"amount": c.number(5, 15), "on": d.day(3), **again}]


# ---------------------------------------------------------------- what goes wrong


@FOUND.add()
def _exceptions(d: Draft, c: Chance) -> None:
    for step in (d.middle_step(c), d.step("mendesak", "periksa-1")):
        step["exceptions"] = {
            "share": f"{c.number(20, 50)} %",
            "work": "20 min",
            "climbs": "40 %",
            "deadline": c.pick(("1 jam", "1 hari kerja")),
        }


@FOUND.add()
def _misrouting(d: Draft, c: Chance) -> None:
    d.middle_step(c)["duty"] = "arsip"
    d.agency["misrouting"] = {"share": f"{c.number(20, 50)} %", "work": c.pick(("5 min", "20 min"))}


@FOUND.add()
def _complaints(d: Draft, c: Chance) -> None:
    d.agency["complaints"] = {"service": "aduan", "base": "5 %", "late": "60 %", "scale": 0.5, "error": "40 %"}


@FOUND.add("complaints")
def _errors(d: Draft, c: Chance) -> None:
    for service in ("akta", "izin", "mendesak"):
        d.step(service, d.middle[service][-1])["wrong"] = f"{c.number(30, 60)} %"


@FOUND.add("complaints")
def _complaint_classes(d: Draft, c: Chance) -> None:
    if "complaints" in d.agency:
        d.agency["complaints"]["classes"] = {
            "ringan": {"share": "70 %", "limit": "3 jam"},
            "berat": {"share": "30 %", "limit": "5 hari kerja"},
        }


@FOUND.add("complaints")
def _dedicated(d: Draft, c: Chance) -> None:
    for step in d.services["aduan"]["steps"].values():
        step["by"] = "petugas"


@FOUND.add("dedicated")
def _dedicated_with_help(d: Draft, c: Chance) -> None:
    d.positions["pemeriksa"]["skills"] = {"petugas": 0.9}
    d.agency["help"].append({"helper": "layanan", "helped": "aduan-khusus"})


@FOUND.add()
def _chasing(d: Draft, c: Chance) -> None:
    d.agency["chasing"] = {
        "by": c.pick(("loket", "pemeriksa")),
        "share": "60 %",
        "every": "3 jam",
        "most": 3,
        "work": "10 min",
    }
