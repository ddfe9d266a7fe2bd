"""Whether the parts of a scenario fit each other: demand and services, plans and dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from orgsim.assumptions import Assumptions
from orgsim.errors import Fault, InputError, Path, message
from orgsim.organisation.agency import Agency
from orgsim.organisation.checks import known_names, no_such
from orgsim.organisation.intervals import DAY
from orgsim.organisation.mentions import mentions
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.plan import Plan, phases
from orgsim.scenario.demand import Demand
from orgsim.scenario.expectation import Expectation, Observed
from orgsim.scenario.judgement import Judgement
from orgsim.scenario.run_settings import RunSettings, add_period
from orgsim.scenario.scenario import BASELINE, Scenario
from orgsim.scenario.settling import settled
from orgsim.scenario.streams import backlog_faults
from orgsim.spec import Spec
from orgsim.suggestion import did_you_mean


def demand_faults(demands: Mapping[str, Demand], agency: Agency) -> Iterator[Fault]:
    """Yield the sources that ask for what no service offers; paths start at the scenario."""
    for source, demand in demands.items():
        if demand.service is None and not demand.mix and source not in agency.services:
            fault = message('there is no service "{name}"', name=source)
            remedy = did_you_mean(source, agency.services)
            yield Fault(fault, ("demand", source), remedy or message("Write which service it asks for in `service`"))
        yield from name_faults(demand, agency, ("demand", source))
    yield from (fault.under("demand") for fault in backlog_faults(demands))


def habit_faults(demands: Mapping[str, Demand], agency: Agency) -> Iterator[Fault]:
    """Yield the new habits that no service knows, or that nobody would notice."""
    for source, demand in demands.items():
        asked = {demand.service or source, *demand.mix, *(s for change in demand.mix_changes for s in change.mix)}
        known = {
            name: share for s in asked & set(agency.services) for name, share in agency.services[s].attributes.items()
        }
        for place, shift in enumerate(demand.shifts):
            at: Path = ("demand", source, "shifts", place)
            if shift.attribute not in known:
                fault = message('the service has no attribute "{name}"', name=shift.attribute)
                remedy = did_you_mean(shift.attribute, known) or message("Write its share of today in `attributes`")
                yield Fault(fault, (*at, "attribute"), remedy)
            elif shift.share <= known[shift.attribute]:
                fault = message("so many citizens have “{name}” already", name=shift.attribute)
                yield Fault(fault, (*at, "share"), message("Give the larger share that it comes to"))


def volume_faults(demands: Mapping[str, Demand], agency: Agency, run: RunSettings) -> Iterator[Fault]:
    """Yield the volumes that no day can take; found by spreading them."""
    for source, demand in demands.items():
        if demand.volume is not None or demand.reach is not None:
            try:
                demand.expected(run.first_day, 1, agency.calendar.resolve().is_working_day)
            except InputError as error:
                yield from (fault.under("demand", source) for fault in error.faults)


def population_faults(demands: Mapping[str, Demand], agency: Agency) -> Iterator[Fault]:
    """Yield the closed groups of citizens who ask for something that is promised by a time."""
    for source, demand in demands.items():
        service = agency.services.get(demand.service or source)
        if demand.population is not None and service is not None and service.promise is not None:
            fault = message("nothing is promised to a closed group: nobody knows beforehand when its members ask again")
            remedy = message("Leave out `population`, or the `promise` of the service")
            yield Fault(fault, ("demand", source, "population"), remedy)


def outage_faults(agency: Agency, run: RunSettings, end: dt.date) -> Iterator[Fault]:
    """Yield the outages that last longer than the run itself; paths start at the scenario."""
    day = agency.calendar.resolve().day_seconds
    length = (end - run.first_day).days
    for name, equipment in agency.equipment.items():
        if equipment.outages is None:
            continue
        lasting = equipment.outages.lasting
        days = lasting.seconds(day) / (day if lasting.time == "working" else DAY)
        if days > length:
            fault = message(
                "an outage of {name} lasts longer than the run, which has {days} days", name=name, days=length
            )
            remedy = message("Shorten it, or observe longer")
            yield Fault(fault, ("agency", "equipment", name, "outages", "lasting"), remedy)


def name_faults(spec: Spec, agency: Agency, at: Path) -> Iterator[Fault]:
    """Yield the names in a specification outside the agency that refer to nothing in it."""
    for mention in mentions(spec, at):
        known = known_names(agency, mention.refers_to)
        if known is not None and mention.name not in known:
            yield no_such(mention, known)


def observed_faults(observed: Mapping[str, Observed], agency: Agency) -> Iterator[Fault]:
    """Yield the observations of services that there are not."""
    for service in observed:
        if service not in agency.services:
            fault = message('there is no service "{name}"', name=service)
            yield Fault(fault, ("observed", service), did_you_mean(service, agency.services))


def judgement_faults(judgements: Sequence[Judgement], agency: Agency) -> Iterator[Fault]:
    """Yield the judgements of units that there are not, of one unit with itself, and those on a pair judged before."""
    judged: dict[tuple[str, str], int] = {}
    for place, judgement in enumerate(judgements):
        at: Path = ("judgements", place)
        yield from name_faults(judgement, agency, at)
        one, other = judgement.pair
        if one == other:
            fault = message("{unit} cannot overlap with itself", unit=one)
            yield Fault(fault, (*at, "units", 1), message("Name two units"))
        elif judged.setdefault(judgement.pair, place) != place:
            fault = message("the overlap of {one} and {other} is judged twice", one=one, other=other)
            yield Fault(fault, (*at, "units"), message("Keep one of them"))


def expectation_faults(expected: Iterable[Expectation], agency: Agency, alternatives: Iterable[str]) -> Iterator[Fault]:
    """Yield the expectations of groups and alternatives that there are not."""
    arms = {BASELINE, *alternatives}
    kinds: dict[str, Iterable[str]] = {"service": agency.services, "position": agency.positions, "unit": agency.units}
    groups = {"all", *(f"{kind}:{name}" for kind, names in kinds.items() for name in names)}
    for place, expectation in enumerate(expected):
        if expectation.group not in groups:
            fault = message('there is no group "{name}"', name=expectation.group)
            yield Fault(fault, ("expected", place, "group"), did_you_mean(expectation.group, groups))
        if expectation.alternative not in arms:
            fault = message('there is no alternative "{name}"', name=expectation.alternative)
            yield Fault(fault, ("expected", place, "alternative"), did_you_mean(expectation.alternative, arms))


def alternative_name_faults(names: Iterable[str]) -> Iterator[Fault]:
    """Yield the alternatives with a name that is taken."""
    for name in names:
        if name == BASELINE:
            fault = message("“{name}” is the structure as it is; no alternative may be called so", name=name)
            yield Fault(fault, ("alternatives", name), message("Give the alternative another name"))


def date_faults(plans: Mapping[str, Plan], run: RunSettings) -> Iterator[Fault]:
    """Yield the dates of plans that lie outside the run."""
    firsts = [min(step.on for step in plan) for plan in plans.values() if plan]
    inside = [day for day in firsts if run.first_day < day <= add_period(run.change_day, run.observe)]
    end = add_period(max(inside, default=run.change_day), run.observe)
    for name, plan in plans.items():
        for place, step in enumerate(plan):
            if not run.first_day < step.on < end:
                yield _outside(step.on, run.first_day, end).under("alternatives", name, "plan", place, "on")


def people_faults(plans: Mapping[str, Plan], people: object) -> Iterator[Fault]:
    """Yield the operations that act by way of people, where a scenario leaves people out."""
    if people is not None:
        return
    for name, plan in plans.items():
        for place, step in enumerate(plan):
            for number, operation in enumerate(step.do):
                if operation.by_people():
                    name_of = operation.name
                    text = message("{operation} acts by way of people, who are not in the scenario", operation=name_of)
                    remedy = message("Write `people: {{}}` to take them in, with the assumptions of the ledger")
                    yield Fault(text, ("alternatives", name, "plan", place, "do", number), remedy)


def _same_luck(luck: float, stage: str) -> float:
    """Return the luck of a stage of the legal route: the same for all."""
    del stage
    return luck


def budget_faults(scenario: Scenario) -> Iterator[Fault]:
    """Yield what keeps the plans of a scenario from being paid, or from going live in the run if all goes fast."""
    found: dict[Fault, None] = {}
    for luck in (0.5, 0.0):
        try:
            settled(scenario, partial(_same_luck, luck))
        except InputError as error:
            found |= dict.fromkeys(error.faults)
    yield from found


def _outside(on: dt.date, first: dt.date, end: dt.date) -> Fault:
    if on <= first:
        fault = message("{date} is not after the first day of the run, {first}", date=on, first=first)
        return Fault(fault, (), message("Let the run begin earlier, or the change come later"))
    fault = message("{date} is not before the end of the run, {end}", date=on, end=end)
    return Fault(fault, (), message("Observe longer, or let the change come earlier"))


def plan_faults(
    organisation: Organisation, name: str, plan: Plan, assumptions: Assumptions | None = None
) -> Iterator[Fault]:
    """Yield what keeps a plan from being carried out; found by carrying it out."""
    for fault in phases(organisation, plan, assumptions).faults:
        yield fault.under("alternatives", name)
