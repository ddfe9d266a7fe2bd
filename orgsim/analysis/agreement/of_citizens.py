"""Mechanisms of citizens and of the routes that they take."""

from __future__ import annotations

from typing import Final

from orgsim.analysis.agreement.chance import Chance
from orgsim.analysis.agreement.draft import SERVICES, Draft
from orgsim.analysis.agreement.mechanism import Mechanisms

FOUND: Final = Mechanisms()

# ---------------------------------------------------------------- citizens


@FOUND.add()
def _together(d: Draft, c: Chance) -> None:
    source = d.demand[c.pick(("akta", "izin"))]
    source["together"] = c.number(2, 3)
    source["per_day"] /= 2


@FOUND.add()
def _population(d: Draft, c: Chance) -> None:
    d.demand["kartu"] = {"every": c.pick(("12 jam", "30 jam")), "population": c.number(2, 5)}


@FOUND.add()
def _backlog(d: Draft, c: Chance) -> None:
    d.demand[c.pick(("akta", "izin"))] |= {"backlog": c.number(2, 8), "backlog_age": "3 days"}


@FOUND.add()
def _conditions(d: Draft, c: Chance) -> None:
    d.middle_step(c, -1)[c.pick(("only_for", "not_for"))] = c.pick(("daring", "lengkap"))


@FOUND.add()
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


@FOUND.add("sites")
def _shortest_line(d: Draft, c: Chance) -> None:
    d.agency["site_choice"] = "shortest_line"


# ---------------------------------------------------------------- routes


@FOUND.add()
def _external(d: Draft, c: Chance) -> None:
    service = c.pick(SERVICES[:3])
    wait = c.pick(("1 hari kerja", "20 jam", {"mean": "5 jam kerja", "scv": 0}))
    d.insert(service, d.middle[service][0], "kirim", {"external": wait})


@FOUND.add()
def _fork_and_join(d: Draft, c: Chance) -> None:
    d.step("izin", "bagi")["parallel"] = ["cabang-1", "cabang-2"]
    d.step("izin", "cabang-1")["then"] = d.step("izin", "cabang-2")["then"] = "gabung"
    d.step("izin", "gabung")["waits_for_all"] = True


@FOUND.add()
def _rework(d: Draft, c: Chance) -> None:
    service = c.pick(SERVICES[:3])
    step = d.middle[service][0]
    d.step(service, step)["returns"] = {"share": f"{c.number(15, 35)} %", "to": c.pick(("terima", step))}


@FOUND.add()
def _choices(d: Draft, c: Chance) -> None:
    by = c.pick(({"share": "40 %"}, {"when": "daring"}))
    d.step("akta", d.middle["akta"][-1])["choices"] = [{"to": "khusus", **by}, {"to": "serah"}]


@FOUND.add()
def _approvals(d: Draft, c: Chance) -> None:
    for service in ("izin", "kartu"):
        of = d.middle[service][-1]
        level = c.pick(("dinas", "bidang"))
        work = {"mean": f"{c.number(5, 15)} min", "basis": "observed"}
        d.insert(service, of, "setuju", {"approval": {"to": level, "of": of}, "work": work})


@FOUND.add("approvals")
def _delegates(d: Draft, c: Chance) -> None:
    approval = d.approval("kartu")
    approval["delegate_to"] = c.pick(("pemeriksa", "sekretaris", "kabid-layanan"))
    if c.one_in(2):
        approval["delegate_for"] = c.pick(("daring", "lengkap"))
