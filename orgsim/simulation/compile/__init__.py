"""From organisations to a queueing network: the one place where the words of both meet.

A step becomes a task type, an approval a chain of task types, a position's holders become servers, rules of work
become the order of queues. All float work ends here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from orgsim.assumptions import Assumptions
from orgsim.organisation.organisation import Organisation
from orgsim.simulation.compile.codes import Codes
from orgsim.simulation.compile.duty import DutyHours, absences_of, pace_of
from orgsim.simulation.compile.mechanics import outages_of
from orgsim.simulation.compile.phase import PhaseCompiler
from orgsim.simulation.conditions import closings
from orgsim.simulation.draws import uid
from orgsim.simulation.network import QueueingNetwork

__all__ = ["compile_network"]


def compile_network(
    phases: Sequence[tuple[int, Organisation]], *, origin: dt.date, last: dt.date, assumptions: Assumptions
) -> QueueingNetwork:
    """Compile the phases of one alternative.

    Parameters
    ----------
    phases
        Start tick and organisation of each, in order; the first from the beginning.
    origin
        The day whose 00:00 is tick 0.
    last
        Last day of the clocks.
    assumptions
        The ledger, with what the scenario puts in place.

    Raises
    ------
    InputError
        If two steps have one uid, or an attended step takes longer than any opening of its office.
    """
    organisations = [organisation for _, organisation in phases]
    codes = Codes.of(organisations)
    duty = DutyHours(origin, last, assumptions["working_days"])
    clocks, calendars = duty.of_staff(phases)
    office = duty.clock(organisations[0].agency.calendar.resolve())
    supplies = organisations[0].agency.supplies
    return QueueingNetwork(
        names=codes.names,
        attributes=codes.attributes,
        phases=tuple(
            PhaseCompiler(start, organisation, codes, duty, assumptions).compile() for start, organisation in phases
        ),
        clocks=clocks,
        calendars=calendars,
        office=office,
        closings=closings(office),
        stock=tuple(supplies[name].stock if name in supplies else 0 for name in codes.names["thing"]),
        pace=pace_of(phases, codes.names["staff"], origin),
        absent=absences_of(phases, codes.names["staff"]),
        staff_uids=tuple(uid(f"staff/{id}") for id in codes.names["staff"]),
        outages=outages_of(organisations, codes),
    )
