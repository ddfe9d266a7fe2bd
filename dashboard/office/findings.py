"""What stands out in a structure before any run: loads, spans, missing heads, many signatures, double duties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from orgsim.analysis.loads import GroupLoad
from orgsim.errors import Message, message
from orgsim.language import Language, format_share
from orgsim.organisation.organisation import Organisation
from orgsim.organisation.structure import approval_path, duty_overlaps
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.streams import streams

_BUSY = 0.85
_FAR = 3
_DOUBLE = 0.2


@dataclass(frozen=True, slots=True)
class Percent:
    """A share in whole per cent, in a sentence."""

    share: float

    def say(self, language: Language) -> str:
        """Return it in a language."""
        return format_share(self.share, language, 0) if self.share < 99.995 else "∞"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something worth a look.

    Attributes
    ----------
    weight
        A fault of the office as entered, something to watch, or a remark.
    text
        What it is.
    """

    weight: Literal["serious", "watch", "remark"]
    text: Message


def findings(scenario: Scenario, groups: Sequence[GroupLoad]) -> tuple[Finding, ...]:
    """Return what stands out in the structure as it is, the serious first."""
    organisation = scenario.organisation
    found = [
        *_overloads(organisation, groups),
        *_heads(organisation),
        *_spans(scenario, organisation),
        *_signatures(organisation),
        *_double_duties(organisation),
        *_idle(scenario, organisation),
    ]
    order = ("serious", "watch", "remark")
    return tuple(sorted(found, key=lambda finding: order.index(finding.weight)))


def _overloads(organisation: Organisation, groups: Sequence[GroupLoad]) -> Iterator[Finding]:
    for group in groups:
        who: tuple[Any, ...] = tuple(organisation.positions[name].title for name in group.positions) or group.things
        load = Percent(group.load)
        if group.load >= 1:
            text = message(
                "{who}: the work exceeds what they can do (load {load}). What waits will grow without end.",
                who=who,
                load=load,
            )
            yield Finding("serious", text)
        elif group.load >= _BUSY:
            text = message("{who}: load {load}. Near the limit, small rushes make long queues.", who=who, load=load)
            yield Finding("watch", text)


def _heads(organisation: Organisation) -> Iterator[Finding]:
    used = {step.by for service in organisation.services.values() for step in service.steps.values() if step.by}
    working = {organisation.positions[name].unit for name in used if name in organisation.positions}
    for name, unit in organisation.units.items():
        below = organisation.graph.subordinates(name)
        if name not in organisation.heads and (below or name in working):
            yield Finding("watch", message("{unit} has no head: papers go on to the next superior.", unit=unit.title))


def _spans(scenario: Scenario, organisation: Organisation) -> Iterator[Finding]:
    most = int(scenario.assumptions["span.comfortable"])
    graph = organisation.graph
    for name, unit in organisation.units.items():
        span = graph.span(name)
        if span > most:
            text = message(
                "{unit}: span of control {span}; {most} is comfortable.", unit=unit.title, span=span, most=most
            )
            yield Finding("watch", text)
        elif len(graph.subordinates(name)) == 1 and name != graph.top:
            text = message("{unit} leads one unit only: a layer that may not be needed.", unit=unit.title)
            yield Finding("remark", text)


def _signatures(organisation: Organisation) -> Iterator[Finding]:
    for service, described in organisation.services.items():
        for step in described.steps:
            path = approval_path(organisation, service, step)
            if len(path) >= _FAR:
                text = message(
                    "{service}: {count} superiors sign one after the other: {who}.",
                    service=described.title,
                    count=len(path),
                    who=tuple(organisation.positions[one.position].title for one in path),
                )
                yield Finding("watch", text)


def _double_duties(organisation: Organisation) -> Iterator[Finding]:
    for (one, other), shared in duty_overlaps(organisation).items():
        if shared.weighted >= _DOUBLE:
            text = message(
                "{one} and {other} share duties: {share} of their hours coincide ({duties}). The page Proposal offers "
                "alternatives.",
                one=organisation.units[one].title,
                other=organisation.units[other].title,
                share=Percent(shared.weighted),
                duties=tuple(organisation.agency.duties[duty].text for duty in shared.shared),
            )
            yield Finding("watch", text)


def _idle(scenario: Scenario, organisation: Organisation) -> Iterator[Finding]:
    asked = {demand.service or source for source, demand in streams(scenario.demand).items()}
    for name, service in organisation.services.items():
        if name not in asked:
            yield Finding("watch", message("Nobody asks for {service}: enter its volume.", service=service.title))
    layers = organisation.graph.layers
    yield Finding("remark", message("The structure has {layers} layers.", layers=layers))
