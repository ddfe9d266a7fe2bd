"""One phase of the network: task types, servers, routes and the cost of hand-overs and switching."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from orgsim.assumptions import Assumptions
from orgsim.distributions.work import DelayWork, Work
from orgsim.errors import Fault, InputError, message
from orgsim.measures import WorkingTime
from orgsim.organisation.organisation import Organisation
from orgsim.organisation.route import following_step
from orgsim.organisation.service import DONE as END_OF_ROUTE
from orgsim.organisation.service import Service, Step
from orgsim.organisation.structure import hand_over_edges
from orgsim.simulation.compile.codes import Codes, Link, links_of
from orgsim.simulation.compile.duty import DutyHours
from orgsim.simulation.compile.staffing import Staffing
from orgsim.simulation.draws import uid
from orgsim.simulation.log import Category
from orgsim.simulation.network import ANY_SITE, DONE, Choice, Condition, Phase, TaskType
from orgsim.simulation.tables import QuantileTable, quantile_table, scale_ppm, threshold

_SURE: Final = 1 << 32
_NONE: Final = -1


class PhaseCompiler:
    """Makes one phase out of the organisation in force."""

    def __init__(
        self,
        start: int,
        organisation: Organisation,
        codes: Codes,
        duty: DutyHours,
        assumptions: Assumptions,
    ) -> None:
        self.start, self.organisation, self.codes, self.duty = start, organisation, codes, duty
        self.assumptions = assumptions
        self.code = codes.code
        self.sites: dict[int, str | None] = {codes.code["site"][s]: s for s in organisation.agency.sites} or {
            ANY_SITE: None
        }
        self.staffing = Staffing(organisation, codes, duty, assumptions, self.sites)

    def compile(self) -> Phase:
        """Return the phase."""
        organisation, code = self.organisation, self.code
        switching, hand_over = organisation.agency.switching, organisation.agency.hand_over.work
        default = self.assumptions["switching"] if switching.default is None else switching.default
        kinds = code["kind"]
        return Phase(
            start=self.start,
            tasks={task.code: task for name in sorted(organisation.services) for task in self._tasks(name)},
            first={code["service"][n]: self._entry(n, next(iter(s.steps))) for n, s in organisation.services.items()},
            hand_over_work=round(self.assumptions["handover.work"] if hand_over is None else hand_over),
            hand_over_delay=self._delays(),
            switching_default=round(default),
            switching={
                (kinds[pair.before], kinds[pair.after]): round(pair.work)
                for pair in switching.pairs
                if pair.before in kinds and pair.after in kinds
            },
            unit_of=tuple(self._home(id, "unit") for id in self.codes.names["staff"]),
            position_of=tuple(self._home(id, "position") for id in self.codes.names["staff"]),
        )

    def _home(self, id: str, what: str) -> int:
        member = self.organisation.staff.get(id)
        return self.code[what][getattr(member, what)] if member else _NONE

    def _delays(self) -> dict[tuple[int, int], int]:
        given = self.organisation.agency.hand_over.delay
        delay: WorkingTime = self.assumptions["handover.delay"] if given is None else given
        day = self.organisation.agency.calendar.resolve().day_seconds
        ticks = round(delay.days * day + delay.seconds)
        owners = sorted({unit for service in self.organisation.owners.values() for unit in service.values() if unit})
        code = self.code["unit"]
        return {
            (code[giver], code[receiver]): ticks * (edges - 1)
            for giver in owners
            for receiver in owners
            if ticks and (edges := hand_over_edges(self.organisation, giver, receiver)) > 1
        }

    # --- task types ---------------------------------------------------------------------------------------------------

    def _tasks(self, name: str) -> Iterator[TaskType]:
        service = self.organisation.services[name]
        for step_name, step in service.steps.items():
            if step.approval:
                yield from self._chain(name, service, step_name, step)
            elif step.external:
                yield self._outside(name, service, step_name, step)
            else:
                yield self._work(name, service, step_name, step)

    def _work(self, name: str, service: Service, step_name: str, step: Step) -> TaskType:
        posts = {site: step.at_sites.get(id or "", step.by or "") for site, id in self.sites.items()}
        units = {site: self.organisation.positions[post].unit for site, post in posts.items()}
        skill = {site: step.skill or post for site, post in posts.items()}
        own = {site: self.staffing.able(units[site], skill[site], site) for site in self.sites}
        help_rules = self.organisation.agency.help
        helped = {unit: [h.helper for h in help_rules if h.helped == unit] for unit in units.values()}
        able = self.staffing.able
        helpers = {
            site: [m for unit in helped[units[site]] for m in able(unit, skill[site], site) if m not in own[site]]
            for site in self.sites
        }
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
            helpers={site: self.staffing.servers(members, work, skill[site]) for site, members in helpers.items()},
            team={site: self.staffing.team(step, site) for site in self.sites} if step.together_with else {},
            **self._way_on(name, service, step_name, step),
        )  # fmt: skip

    def _chain(self, name: str, service: Service, step_name: str, step: Step) -> Iterator[TaskType]:
        approval = step.approval
        assert approval is not None
        organisation = self.organisation
        links = links_of(organisation, name, step_name)
        way_on = self._way_on(name, service, step_name, step)
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
            **self._way_on(name, service, step_name, step),
        )  # fmt: skip

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

    # --- routes -------------------------------------------------------------------------------------------------------

    def _entry(self, name: str, step: str) -> int:
        """Return the first task of a step; of an approval that nobody is left to give, that of the next step."""
        steps = self.organisation.services[name].steps
        seen: set[str] = set()
        while step != END_OF_ROUTE and step not in seen:
            seen.add(step)
            if not steps[step].approval:
                return self.code["step"][f"{name}/{step}"]
            links = links_of(self.organisation, name, step)
            if links:
                return self.code["step"][links[0].task]
            step = self._default_next(steps, step)
        return DONE

    def _end_of_chain(self, name: str, service: Service, step_name: str, step: Step) -> int:
        return self._entry(name, self._default_next(service.steps, step_name))

    @staticmethod
    def _default_next(steps: Mapping[str, Step], name: str) -> str:
        """Return the step that follows for cases that pass a step by."""
        step = steps[name]
        if step.choices:
            return step.choices[-1].to
        if step.parallel:
            branch = step.parallel[0]
            while branch != END_OF_ROUTE and not steps[branch].waits_for_all:
                branch = steps[branch].then or following_step(steps, branch)
            return branch
        return step.then or following_step(steps, name)

    def _way_on(self, name: str, service: Service, step_name: str, step: Step) -> dict[str, Any]:
        cumulative, choices = 0.0, []
        for choice in step.choices:
            cumulative += choice.share or 0.0
            below = _SURE if choice.share is None else threshold(min(cumulative, 1.0))
            condition = self.codes.condition(name, [choice.when])
            choices.append(Choice(self._entry(name, choice.to), condition, below))
        if choices and step.choices[-1].share is not None:
            choices[-1] = Choice(choices[-1].to, choices[-1].condition, _SURE)
        returns = step.returns
        return {
            "next": self._end_of_chain(name, service, step_name, step),
            "rework_below": threshold(returns.share) if returns else 0,
            "rework_to": self._entry(name, returns.to) if returns else DONE,
            "choices": tuple(choices),
            "parallel": tuple(self._entry(name, branch) for branch in step.parallel),
            "joins": step.waits_for_all,
        }
