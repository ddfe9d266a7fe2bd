"""What no reorganisation can help: too few supplies, too little equipment, time that passes outside the office."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from typing import TYPE_CHECKING, ClassVar, Final

from orgsim.analysis.diagnosing import DIAGNOSES, Diagnosis, Finding
from orgsim.analysis.said import Number, Percent
from orgsim.analysis.shown import Runs, Shown
from orgsim.analysis.unit_flows import yearly_flows
from orgsim.errors import Message, message
from orgsim.organisation.intervals import DAY

if TYPE_CHECKING:
    from orgsim.analysis.subject import Subject
    from orgsim.analysis.theory.outlook import Outlook


@DIAGNOSES.register
class SupplyLimits(Diagnosis):
    """Limits outside the structure: card blanks, printers, other agencies, papers that citizens fetch."""

    name: ClassVar[str] = "supply_limits"
    place: ClassVar[int] = 5
    title: ClassVar[Message] = message("Limits of supply")
    asks: ClassVar[Message] = message("Is the limit something that no reorganisation can change?")

    def findings(self, subject: Subject) -> Iterator[Finding]:
        agency, preview = subject.organisation.agency, subject.preview
        if preview is None:
            if agency.supplies or agency.equipment:
                text = message("Nobody asks for anything: whether supplies and equipment last cannot be told.")
                yield self.unknown(text)
            return
        used = [one for one in preview.groups if one.group.things]
        for outlook in used:
            name = outlook.group.things[0]
            yield from (
                self._supply(subject, name, outlook)
                if name in agency.supplies
                else self._equipment(subject, name, outlook)
            )
        yield from self._outside(subject)

    def shown(self, subject: Subject, runs: Runs, finding: Finding) -> Iterator[Shown]:
        if finding.severity != "unknown":
            thing = finding.about[0].startswith("thing:")
            yield from runs.tell(
                "waiting_parts", *(("part:supply", _MISSING) if thing else ("part:external", _OUTSIDE))
            )

    def _supply(self, subject: Subject, name: str, outlook: Outlook) -> Iterator[Finding]:
        needed, arriving = self._pieces(subject, name)
        load = needed / arriving if arriving else float("inf")
        if load < 1:
            return
        lasts = self._lasts(subject, name, needed, arriving)
        study = subject.study
        short = study is None or lasts < study.end / DAY / 365.25 * 12
        services = {code.partition("/")[0] for code in outlook.group.tasks}
        values = {"thing": subject.thing(name), "needed": Number(needed), "arriving": Number(arriving)}
        if short:
            text = message(
                "{thing}: {needed} a month are needed, {arriving} arrive. This is the limit: no reorganisation can "
                "help here.",
                **values,
            )
        else:
            text = message(
                "{thing}: {needed} a month are needed, {arriving} arrive; the stock lasts beyond the time that is "
                "looked at. Then no reorganisation will help.",
                **values,
            )
        evidence = [self._stock(subject, name, needed, arriving)]
        if short and outlook.growth_per_week is not None:
            evidence.append(
                message("What waits for it grows by {cases} a week.", cases=Number(outlook.growth_per_week))
            )
        yield Finding(
            self.name,
            "serious" if short else "watch",
            subject.share_of_requests(services),
            text,
            about=(f"thing:{name}", *(f"service:{service}" for service in sorted(services))),
            evidence=tuple(evidence),
            basis=subject.basis(("demand",), ("agency", "supplies", name)),
            remedies=("change_supply",),
            hint=message("Get more delivered, or ask for fewer; posts and units do not matter until then"),
            numbers={"needed_per_month": needed, "arriving_per_month": arriving, "load": load},
        )

    @staticmethod
    def _stock(subject: Subject, name: str, needed: float, arriving: float) -> Message:
        stock = subject.organisation.agency.supplies[name].stock
        months = SupplyLimits._lasts(subject, name, needed, arriving)
        if not stock or not isfinite(months):
            return message("There is a stock of {stock}.", stock=stock)
        return message("The stock of {stock} is used up after {months} months.", stock=stock, months=Number(months, 1))

    @staticmethod
    def _lasts(subject: Subject, name: str, needed: float, arriving: float) -> float:
        """Return the months that the stock lasts."""
        stock = subject.organisation.agency.supplies[name].stock
        return stock / (needed - arriving) if needed > arriving else float("inf")

    @staticmethod
    def _pieces(subject: Subject, name: str) -> tuple[float, float]:
        """Return how many pieces are needed, and how many arrive, in a month."""
        study = subject.study
        assert study is not None
        phase, thing = study.network.phases[-1], study.network.names["thing"].index(name)
        needed = 0.0
        for (code, _), flow in yearly_flows(subject).items():
            needed += sum(flow.visits * number for what, number in phase.tasks[code].consumes if what == thing)
        start, end = max(study.change, 0), study.end
        arriving = sum(number for tick, what, number in phase.deliveries if what == thing and start <= tick < end)
        return needed / 12, arriving / ((end - start) / DAY) * 365.25 / 12

    def _equipment(self, subject: Subject, name: str, outlook: Outlook) -> Iterator[Finding]:
        load, busy = outlook.group.load, float(subject.assumptions["load.busy"])
        if load < busy:
            return
        services = {code.partition("/")[0] for code in outlook.group.tasks}
        values = {"thing": subject.thing(name), "load": Percent(load)}
        if load >= 1:
            text = message(
                "{thing}: {load} of what there is would be needed. This is the limit: no reorganisation can help here.",
                **values,
            )
        else:
            text = message("{thing}: in use {load} of the time. More staff would wait for it.", **values)
        yield Finding(
            self.name,
            "serious" if load >= 1 else "watch",
            subject.share_of_requests(services),
            text,
            about=(f"thing:{name}", *(f"service:{service}" for service in sorted(services))),
            basis=subject.basis(("demand",), ("agency", "services"), ("agency", "equipment", name)),
            remedies=("change_supply",),
            hint=message("More or faster equipment, or other hours"),
            numbers={"load": load},
        )

    def _outside(self, subject: Subject) -> Iterator[Finding]:
        preview, least = subject.preview, float(subject.assumptions["outside.share"])
        for one in preview.services if preview else ():
            if one.wait is None or not one.delay:
                continue
            share = one.delay / (one.delay + one.wait + one.work)
            if share >= least:
                text = message(
                    "{service}: {share} of the time passes outside the office. A change inside moves the rest only.",
                    service=subject.service(one.service),
                    share=Percent(share),
                )
                yield Finding(
                    self.name,
                    "watch",
                    subject.share_of_requests([one.service]),
                    text,
                    about=(f"service:{one.service}",),
                    basis=subject.basis(("agency", "services", one.service)),
                    remedies=("change_procedure",),
                    hint=message("Agree on a time with those outside, or ask for fewer papers"),
                    numbers={"share": share},
                )


_MISSING: Final = message("hours that a request waits for what is missing (supplies, equipment, sessions): {span}.")
_OUTSIDE: Final = message("hours that a request waits for somebody outside the office: {span}.")
