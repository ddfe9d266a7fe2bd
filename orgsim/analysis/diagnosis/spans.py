"""Spans, layers, and what a healthy chart does not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from orgsim.analysis.diagnosing import DIAGNOSES, Diagnosis, Finding
from orgsim.errors import Message, message

if TYPE_CHECKING:
    from orgsim.analysis.subject import Subject


@DIAGNOSES.register
class Spans(Diagnosis):
    """Direct reports of every head, layers, units without a head or without anybody to lead."""

    name: ClassVar[str] = "spans"
    place: ClassVar[int] = 40
    title: ClassVar[Message] = message("Spans and layers")
    asks: ClassVar[Message] = message("Is the chart in shape?")

    def findings(self, subject: Subject) -> Iterator[Finding]:
        yield from self._wide(subject)
        yield from self._narrow(subject)
        yield from self._headless(subject)
        yield from self._empty(subject)
        graph, most = subject.organisation.graph, int(subject.assumptions["layers.most"])
        deep = graph.layers > most
        text = message("The structure has {layers} layers.", layers=graph.layers)
        if deep:
            text = message("The structure has {layers} layers; {most} are usual.", layers=graph.layers, most=most)
        yield Finding(
            self.name,
            "watch" if deep else "remark",
            min(1.0, (graph.layers - most) / graph.layers) if deep else 0.0,
            text,
            about=tuple(f"unit:{name}" for name in graph.units if graph.depth(name) == graph.layers)[:3],
            basis=subject.basis(assumed=("layers.most",)) if deep else "structure",
            remedies=("remove_layer",) if deep else (),
            numbers={"layers": graph.layers},
        )

    def _wide(self, subject: Subject) -> Iterator[Finding]:
        graph, most = subject.organisation.graph, int(subject.assumptions["span.comfortable"])
        for name in graph.units:
            span = graph.span(name)
            if span > most:
                yield Finding(
                    self.name,
                    "watch",
                    self._part(subject, name),
                    message(
                        "{unit}: span of control {span}; {most} is comfortable.",
                        unit=subject.unit(name),
                        span=span,
                        most=most,
                    ),
                    about=(f"unit:{name}",),
                    basis=subject.basis(assumed=("span.comfortable",)),
                    remedies=("split_unit", "form_team", "move_unit"),
                    hint=message("What counts is the load of the head, not the number: see the load of supervisors"),
                    numbers={"span": span, "comfortable": most},
                )

    def _narrow(self, subject: Subject) -> Iterator[Finding]:
        graph = subject.organisation.graph
        for name in graph.units:
            if name != graph.top and len(graph.subordinates(name)) == 1 and graph.span(name) == 1:
                text = message("{unit} leads one unit only: a layer that may not be needed.", unit=subject.unit(name))
                yield Finding(
                    self.name,
                    "remark",
                    self._part(subject, name),
                    text,
                    about=(f"unit:{name}",),
                    remedies=("remove_layer", "remove_unit"),
                    numbers={"span": 1},
                )

    def _headless(self, subject: Subject) -> Iterator[Finding]:
        organisation = subject.organisation
        used = {step.by for service in organisation.services.values() for step in service.steps.values() if step.by}
        working = {organisation.positions[post].unit for post in used if post in organisation.positions}
        for name, unit in organisation.units.items():
            if name not in organisation.heads and (organisation.graph.subordinates(name) or name in working):
                yield Finding(
                    self.name,
                    "watch",
                    self._part(subject, name),
                    message("{unit} has no head: papers go on to the next superior.", unit=unit.title),
                    about=(f"unit:{name}",),
                    remedies=("appoint_on_merit", "change_posts", "merge_units"),
                )

    def _empty(self, subject: Subject) -> Iterator[Finding]:
        graph = subject.organisation.graph
        alone = [name for name in graph.units if graph.headcount(name) == 1 and graph.span(name) == 0]
        alone = [name for name in alone if name in subject.organisation.heads]
        vacant = [name for name in graph.units if graph.headcount(name) == 0 and not graph.subordinates(name)]
        pairs = (
            (alone, message("Heads without anybody to lead: {units}.", units=tuple(map(subject.unit, alone)))),
            (vacant, message("Units without anybody: {units}.", units=tuple(map(subject.unit, vacant)))),
        )
        for names, text in pairs:
            if names:
                yield Finding(
                    self.name,
                    "remark",
                    len(names) / len(graph.units),
                    text,
                    about=tuple(f"unit:{name}" for name in names),
                    remedies=("merge_units", "remove_unit"),
                    hint=message("Their staff may not be entered yet"),
                    numbers={"count": len(names)},
                )

    @staticmethod
    def _part(subject: Subject, unit: str) -> float:
        """Return which part of the staff a unit and those under it are."""
        graph, everybody = subject.organisation.graph, len(subject.organisation.staff)
        return sum(map(graph.headcount, graph.below(unit))) / everybody if everybody else 0.0
