"""Who can do what in a phase: people as servers, with their level and pace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from orgsim.assumptions import Assumptions
from orgsim.distributions.work import Work
from orgsim.organisation.organisation import Organisation, StaffMember
from orgsim.organisation.service import Step
from orgsim.simulation.compile.codes import Codes
from orgsim.simulation.compile.duty import DutyHours
from orgsim.simulation.network import Server
from orgsim.simulation.tables import ppm

_MILLION: Final = 1_000_000


class Staffing:
    """The people of an organisation as servers.

    Parameters
    ----------
    sites
        Ids of the places of service by code; None for an agency with one.
    """

    def __init__(
        self,
        organisation: Organisation,
        codes: Codes,
        duty: DutyHours,
        assumptions: Assumptions,
        sites: Mapping[int, str | None],
    ) -> None:
        self.organisation, self.code, self.duty = organisation, codes.code, duty
        self.assumptions, self.sites, self.skilled = assumptions, sites, codes.skilled
        self.staff_of: dict[str, list[StaffMember]] = {unit: [] for unit in organisation.units}
        for member in organisation.staff.values():
            self.staff_of[member.unit].append(member)

    def able(self, unit: str, skill: str, site: int) -> list[StaffMember]:
        """Return the people of a unit who have a skill and serve at a site."""
        where = self.organisation.units[unit].site
        there = where is None or self.sites[site] is None or where == self.sites[site]
        return [member for member in self.staff_of[unit] if there and skill in member.skills]

    def holders(self, position: str) -> list[StaffMember]:
        """Return the holders of a post."""
        return [self.organisation.staff[id] for id in sorted(self.organisation.positions[position].people)]

    def servers(
        self, members: Iterable[StaffMember], work: Work, skill: str | None = None, above: int = 0
    ) -> tuple[Server, ...]:
        """Return servers in the order of their codes; an approver approves at level 1.

        Parameters
        ----------
        above
            They help only while more cases than this wait.
        """
        servers = set()
        for member in members:
            level = member.skills[skill] if skill else 1.0
            stretch = 1.0 if work.basis == "observed" else 1 / self._share(member.position)
            learns = skill is not None and (member.id, skill) not in self.skilled
            code, millionths = self.code["staff"][member.id], round(level * _MILLION)
            servers.add(Server(code, millionths, ppm(stretch / level), learns, above))
        return tuple(sorted(servers, key=lambda server: server.staff))

    def team(self, step: Step, site: int) -> tuple[tuple[tuple[int, ...], int], ...]:
        """Return who else a step needs: for each post the candidates, and how many of them."""
        needed = []
        for post, count in sorted(step.together_with.items()):
            able = {member.id for member in self.able(self.organisation.positions[post].unit, post, site)}
            needed.append((tuple(self.code["staff"][m.id] for m in self.holders(post) if m.id in able), count))
        return tuple(needed)

    def _share(self, post: str) -> float:
        """Return the share of a post's duty time that reaches cases."""
        position = self.organisation.positions[post]
        if position.time_for_cases is not None:
            return position.time_for_cases / self.duty.calendar_of(self.organisation, post).day_seconds
        if position.effective_share is not None:
            return position.effective_share
        return float(self.assumptions["effective_share"])
