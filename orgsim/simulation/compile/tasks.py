"""Task types: steps, approvals, waits outside, and what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from orgsim.assumptions import Assumptions
from orgsim.distributions.work import DelayWork, Work
from orgsim.errors import Fault, InputError, message
from orgsim.organisation.calendar import Calendar
from orgsim.organisation.organisation import Organisation
from orgsim.organisation.service import Service, Step
from orgsim.simulation.compile.asides import Aside, asides_of, misled_to
from orgsim.simulation.compile.codes import Codes, Link, links_of
from orgsim.simulation.compile.duty import DutyHours
from orgsim.simulation.compile.mechanics import Mechanics
from orgsim.simulation.compile.staffing import Staffing
from orgsim.simulation.compile.ways import Ways
from orgsim.simulation.draws import uid
from orgsim.simulation.log import Category
from orgsim.simulation.mechanisms import ExceptionRule, MisroutingRule
from orgsim.simulation.network import DONE, Condition, TaskType
from orgsim.simulation.tables import QuantileTable, quantile_table, scale_ppm, threshold

_NONE: Final = -1


class TaskCompiler:
    """Makes the task types of one phase."""

    def __init__(
        self,
        organisation: Organisation,
        codes: Codes,
        duty: DutyHours,
        assumptions: Assumptions,
        *,
        staffing: Staffing,
        mechanics: Mechanics,
    ) -> None:
        self.organisation, self.codes, self.code, self.duty = organisation, codes, codes.code, duty
        self.assumptions = assumptions
        self.staffing, self.mechanics, self.sites = staffing, mechanics, staffing.sites
        self.ways = Ways(organisation, codes)

    def of_service(self, name: str) -> Iterator[TaskType]:
        """Yield the task types of a service's steps, and of what stands beside them."""
        service = self.organisation.services[name]
        for step_name, step in service.steps.items():
            if step.approval:
                yield from self._chain(name, service, step_name, step)
            elif step.external:
                yield self._outside(name, service, step_name, step)
            else:
                yield self._work(name, service, step_name, step)
        for aside in asides_of(self.organisation, name):
            yield self._aside(name, service, aside)

    def _work(self, name: str, service: Service, step_name: str, step: Step) -> TaskType:
        posts = {site: step.at_sites.get(id or "", step.by or "") for site, id in self.sites.items()}
        units = {site: self.organisation.positions[post].unit for site, post in posts.items()}
        skill = {site: step.skill or post for site, post in posts.items()}
        own = {site: self.staffing.able(units[site], skill[site], site) for site in self.sites}
        help_rules = self.organisation.agency.help
        able = self.staffing.able
        work = step.work
        assert work is not None
        owner = {site: self.code["unit"][unit] for site, unit in units.items()}
        task = f"{name}/{step_name}"
        return self._task(
            task, f"step:{task}", name, service, step, work, post=posts[next(iter(posts))],
            category=Category.WORK,
            condition=self.codes.condition(name, [step.only_for], [step.not_for]),
            owner=owner, unit=owner,
            position={site: self.code["position"][post] for site, post in posts.items()},
            own={site: self.staffing.servers(members, work, skill[site]) for site, members in own.items()},
            helpers={
                site: tuple(
                    server
                    for rule in help_rules
                    if rule.helped == units[site]
                    for server in self.staffing.servers(
                        [m for m in able(rule.helper, skill[site], site) if m not in own[site]],
                        work, skill[site], rule.above,
                    )
                )
                for site in self.sites
            },
            team={site: self.staffing.team(step, site) for site in self.sites} if step.together_with else {},
            exceptions=self._exceptions(name, step_name, step),
            misrouting=self._misrouting(name, step_name),
            **self.mechanics.of_step(step, self._calendar(posts[next(iter(posts))])),
            **self.ways.on(name, service, step_name, step),
        )  # fmt: skip

    def _chain(self, name: str, service: Service, step_name: str, step: Step) -> Iterator[TaskType]:
        approval = step.approval
        assert approval is not None
        organisation = self.organisation
        links = links_of(organisation, name, step_name)
        way_on = self.ways.on(name, service, step_name, step)
        deputies = self.staffing.holders(approval.deputy) if approval.deputy else []
        for place, link in enumerate(links):
            work = approval.work_by_level.get(link.approver.level, step.work)
            if work is None:
                fault = message("the work of an approver at level {level} is not said", level=link.approver.level)
                raise InputError(Fault(fault, ("agency", "services", name, "steps", step_name, "work")))
            on = dict(way_on) if link.final else {}
            if place + 1 < len(links):
                on["next"] = self.code["step"][links[place + 1].task]
            on["joins"] = step.waits_for_all and place == 0
            holders = self.staffing.holders(link.approver.position)
            own = self.staffing.servers(holders, work)
            others = self.staffing.servers([m for m in deputies if m not in holders], work)
            post, unit = link.approver.position, link.approver.unit
            owner = organisation.owner(name, step_name) or unit
            yield self._task(
                link.task, link.uid_name, name, service, step, work, post=post,
                category=Category.APPROVAL, away=approval.electronic,
                condition=self._condition(name, step, link),
                owner=dict.fromkeys(self.sites, self.code["unit"][owner]),
                unit=dict.fromkeys(self.sites, self.code["unit"][unit]),
                position=dict.fromkeys(self.sites, self.code["position"][post]),
                own=dict.fromkeys(self.sites, own),
                deputies=dict.fromkeys(self.sites, others) if others else {},
                **(self.mechanics.of_step(step, self._calendar(post)) if link.final else {}),
                **on,
            )  # fmt: skip

    def _condition(self, name: str, step: Step, link: Link) -> Condition:
        return self.codes.condition(name, [step.only_for, link.only_for], [step.not_for, link.not_for])

    def _outside(self, name: str, service: Service, step_name: str, step: Step) -> TaskType:
        assert step.external is not None
        task = f"{name}/{step_name}"
        nowhere = dict.fromkeys(self.sites, _NONE)
        return self._task(
            task, f"step:{task}", name, service, step, step.external, post=None,
            category=Category.EXTERNAL,
            condition=self.codes.condition(name, [step.only_for], [step.not_for]),
            owner=nowhere, unit=nowhere, position=nowhere, own={},
            working_delay=step.external.time == "working",
            **self.ways.on(name, service, step_name, step),
        )  # fmt: skip

    def _aside(self, name: str, service: Service, aside: Aside) -> TaskType:
        agency = self.organisation.agency
        if aside.category is Category.EXCEPTION:
            written = service.steps[aside.step].exceptions
            work = (written.work if written else None) or self._assumed("exception.work")
        elif aside.category is Category.CHASE:
            work = (agency.chasing.work if agency.chasing else None) or self._assumed("chase.work")
        else:
            given = agency.misrouting.work if agency.misrouting else None
            work = self._assumed("handover.work") if given is None else Work.from_memory(mean=max(given, 1.0))
        members = self.staffing.staff_of[aside.unit] if aside.whole_unit else self.staffing.holders(aside.position)
        unit = dict.fromkeys(self.sites, self.code["unit"][aside.unit])
        return self._task(
            aside.task, aside.uid_name, name, service, Step(), work, post=aside.position,
            category=aside.category,
            condition=Condition(),
            owner=unit, unit=unit,
            position=dict.fromkeys(self.sites, self.code["position"][aside.position]),
            own=dict.fromkeys(self.sites, self.staffing.servers(members, work)),
            next=self.code["step"][f"{name}/{aside.step}"] if aside.category is Category.WORK else DONE,
        )  # fmt: skip

    def _assumed(self, name: str) -> Work:
        return Work.from_memory(mean=max(float(self.assumptions[name]), 1.0))

    def _exceptions(self, name: str, step_name: str, step: Step) -> ExceptionRule | None:
        written, given = step.exceptions, self.assumptions
        if written is None:
            return None
        prefix = f"{name}/{step_name}/exception-"
        tasks = [aside.task for aside in asides_of(self.organisation, name) if aside.task.startswith(prefix)]
        climbs = given["exception.climb"] if written.climbs is None else written.climbs
        deadline = given["exception.deadline"] if written.deadline is None else written.deadline
        rework = step.returns.share if step.returns else 0.0
        return ExceptionRule(
            below=threshold(given["exception.share"] if written.share is None else written.share),
            tasks=tuple(self.code["step"][task] for task in tasks),
            climb_below=threshold(climbs),
            deadline=self.mechanics.ticks(deadline),
            rework_below=threshold(min(rework * float(given["exception.rework_factor"]), 1.0)),
        )

    def _misrouting(self, name: str, step_name: str) -> MisroutingRule | None:
        rule = self.organisation.agency.misrouting
        if rule is None or misled_to(self.organisation, name, step_name) is None:
            return None
        task = f"{name}/{step_name}"
        return MisroutingRule(threshold(rule.share), uid(f"misroute:{task}"), self.code["step"][f"{task}/misrouted"])

    def _calendar(self, post: str) -> Calendar:
        return self.duty.calendar_of(self.organisation, post)

    def _task(
        self, task: str, uid_name: str, name: str, service: Service, step: Step, work: Work | DelayWork, *,
        post: str | None, **fields: Any,
    ) -> TaskType:  # fmt: skip
        """Return a task type: what all have in common here, what differs in `fields`."""
        table = self._table(work)
        unit = self.organisation.units[self.organisation.positions[post].unit] if post else None
        organisation = self.organisation
        calendar = self.duty.calendar_of(organisation, post) if post else organisation.agency.calendar.resolve()
        patience = unit.same_kind_first if unit else None
        made = TaskType(
            code=self.code["step"][task],
            uid=uid(uid_name),
            service=self.code["service"][name],
            kind=self.code["kind"][service.kind or name],
            table=table,
            mean=table.mean_ticks,
            priority=service.priority,
            shortest_first=unit is not None and unit.order == "shortest_first",
            preemptive=service.preemptive,
            same_kind_wait=_NONE if patience is None else round(patience),
            attended=step.attended,
            at_closing=step.at_closing,
            hours=self.duty.clock(calendar),
            **fields,
        )
        self._check_attended(made, name, step)
        return made

    def _check_attended(self, task: TaskType, name: str, step: Step) -> None:
        servers = [server for group in task.own.values() for server in group]
        if not (task.attended and servers and len(task.hours)):
            return
        longest = int((task.hours.closes - task.hours.opens).max())
        if scale_ppm(task.mean, max(server.ppm for server in servers)) > longest:
            where = next(n for n, s in self.organisation.services[name].steps.items() if s is step)
            fault = message("an attended step takes longer than the office is ever open without a break")
            remedy = message("Leave out “attended”, shorten the work, or look at effective_share and the breaks")
            raise InputError(Fault(fault, ("agency", "services", name, "steps", where, "attended"), remedy))

    def _table(self, work: Work | DelayWork) -> QuantileTable:
        day = self.organisation.agency.calendar.resolve().day_seconds
        if isinstance(work, DelayWork):
            return quantile_table(work.distribution(working_day=day, assumptions=self.assumptions))
        return quantile_table(work.distribution(self.assumptions))
