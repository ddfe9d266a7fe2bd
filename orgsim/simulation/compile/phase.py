"""One phase of the network: its task types, and the cost of hand-overs and switching."""

from __future__ import annotations

from typing import Final

from orgsim.assumptions import Assumptions
from orgsim.measures import WorkingTime
from orgsim.organisation.organisation import Organisation
from orgsim.organisation.structure import hand_over_edges
from orgsim.simulation.compile.codes import Codes
from orgsim.simulation.compile.duty import DutyHours
from orgsim.simulation.compile.mechanics import Mechanics
from orgsim.simulation.compile.staffing import Staffing
from orgsim.simulation.compile.tasks import TaskCompiler
from orgsim.simulation.compile.ways import Ways
from orgsim.simulation.mechanisms import ChasingRule
from orgsim.simulation.network import ANY_SITE, Phase
from orgsim.simulation.tables import threshold

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
        self.mechanics = Mechanics(organisation, codes, duty, assumptions)
        self.ways = Ways(organisation, codes)
        self.tasks = TaskCompiler(
            organisation, codes, duty, assumptions, staffing=self.staffing, mechanics=self.mechanics
        )

    def compile(self) -> Phase:
        """Return the phase."""
        organisation, code = self.organisation, self.code
        switching, hand_over = organisation.agency.switching, organisation.agency.hand_over.work
        default = self.assumptions["switching"] if switching.default is None else switching.default
        kinds = code["kind"]
        return Phase(
            start=self.start,
            tasks={task.code: task for name in sorted(organisation.services) for task in self.tasks.of_service(name)},
            first={
                code["service"][name]: self.ways.entry(name, next(iter(service.steps)))
                for name, service in organisation.services.items()
            },
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
            promises={
                code["service"][name]: self.mechanics.limit(service.promise)
                for name, service in organisation.services.items()
                if service.promise is not None
            },
            expectations={
                code["service"][name]: self.mechanics.limit(expected)
                for name, service in organisation.services.items()
                if (expected := service.expected or service.promise) is not None
            },
            chasing=self._chasing(),
            **self.mechanics.of_phase(),
        )

    def _chasing(self) -> ChasingRule | None:
        written, given = self.organisation.agency.chasing, self.assumptions
        if written is None:
            return None
        tasks = {
            self.code["service"][name]: self.code["step"][f"{name}/chase"]
            for name, service in self.organisation.services.items()
            if service.promise is not None
        }
        return ChasingRule(
            below=threshold(given["chase.share"] if written.share is None else written.share),
            every=self.mechanics.ticks(given["chase.interval"] if written.every is None else written.every),
            most=int(given["chase.most"] if written.most is None else written.most),
            tasks=tasks,
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
