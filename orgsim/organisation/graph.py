"""The line of command as a read-only, typed view of a networkx graph.

This module alone knows the names of nodes' and edges' attributes; everything else asks in organisation words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orgsim.organisation.agency import Agency

_REPORTS_TO = "reports_to"
_MEMBER_OF = "member_of"
_KIND, _UNIT, _POSITION = "kind", "unit", "position"
_LEVEL, _HEADCOUNT, _HEAD = "level", "headcount", "head"


@dataclass(frozen=True)
class OrganisationGraph:
    """Units and positions, with the edges "reports to" and "belongs to"."""

    _graph: Any

    @classmethod
    def of(cls, agency: Agency) -> OrganisationGraph:
        """Build the graph of an agency whose references hold."""
        import networkx as nx

        graph = nx.DiGraph()
        for name, unit in agency.units.items():
            graph.add_node((_UNIT, name), **{_KIND: _UNIT, _LEVEL: unit.level})
        for name, unit in agency.units.items():
            if unit.reports_to is not None:
                graph.add_edge((_UNIT, name), (_UNIT, unit.reports_to), **{_KIND: _REPORTS_TO})
        for name, position in agency.positions.items():
            count = len(position.people) or position.headcount
            graph.add_node((_POSITION, name), **{_KIND: _POSITION, _HEADCOUNT: count, _HEAD: position.head})
            graph.add_edge((_POSITION, name), (_UNIT, position.unit), **{_KIND: _MEMBER_OF})
        return cls(nx.freeze(graph))

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Units, sorted."""
        return tuple(sorted(name for kind, name in self._graph if kind == _UNIT))

    @cached_property
    def _superior(self) -> Mapping[str, str | None]:
        superior: dict[str, str | None] = dict.fromkeys(self.units)
        for (kind, name), (_, above), what in self._graph.edges(data=_KIND):
            if kind == _UNIT and what == _REPORTS_TO:
                superior[name] = above
        return superior

    @cached_property
    def _subordinates(self) -> Mapping[str, tuple[str, ...]]:
        below: dict[str, list[str]] = {name: [] for name in self.units}
        for name in self.units:
            above = self._superior[name]
            if above is not None:
                below[above].append(name)
        return {name: tuple(names) for name, names in below.items()}

    @property
    def top(self) -> str:
        """The unit that reports to none."""
        return next(name for name in self.units if self._superior[name] is None)

    def superior(self, unit: str) -> str | None:
        """Return the unit that a unit reports to, None at the top."""
        return self._superior[unit]

    def subordinates(self, unit: str) -> tuple[str, ...]:
        """Return the units that report to a unit, sorted."""
        return self._subordinates[unit]

    def line(self, unit: str) -> Iterator[str]:
        """Yield the unit and its superiors, up to the top."""
        above: str | None = unit
        while above is not None:
            yield above
            above = self._superior[above]

    def below(self, unit: str) -> tuple[str, ...]:
        """Return the unit and everything under it, sorted."""
        import networkx as nx

        found = {name for kind, name in nx.ancestors(self._graph, (_UNIT, unit)) if kind == _UNIT}
        return tuple(sorted(found | {unit}))

    def common_superior(self, one: str, other: str) -> str:
        """Return the lowest unit that both report to (a unit counts as its own superior)."""
        line = set(self.line(one))
        return next(unit for unit in self.line(other) if unit in line)

    def path(self, one: str, other: str) -> tuple[str, ...]:
        """Return the units on the way from one to the other through their common superior, both included."""
        meeting = self.common_superior(one, other)
        up, down = [], []
        for unit in self.line(one):
            up.append(unit)
            if unit == meeting:
                break
        for unit in self.line(other):
            if unit == meeting:
                break
            down.append(unit)
        return (*up, *reversed(down))

    def level(self, unit: str) -> str | None:
        """Return the level of a unit."""
        level: str | None = self._graph.nodes[_UNIT, unit][_LEVEL]
        return level

    def depth(self, unit: str) -> int:
        """Return the number of units on the line from a unit to the top, both included."""
        return sum(1 for _ in self.line(unit))

    @cached_property
    def layers(self) -> int:
        """Length of the longest line of command, in units."""
        return max(self.depth(unit) for unit in self.units)

    def span(self, unit: str) -> int:
        """Return the direct reports of the head of a unit: units under it and its own staff other than the head."""
        own = sum(int(post[_HEADCOUNT]) for post in self._posts(unit) if not post[_HEAD])
        return len(self._subordinates[unit]) + own

    def headcount(self, unit: str) -> int:
        """Return the employees of a unit itself, the head included."""
        return sum(int(post[_HEADCOUNT]) for post in self._posts(unit))

    def _posts(self, unit: str) -> Iterator[Mapping[str, Any]]:
        """Yield what is known of the positions of a unit."""
        for node, _, what in self._graph.in_edges((_UNIT, unit), data=_KIND):
            if what == _MEMBER_OF:
                yield self._graph.nodes[node]
