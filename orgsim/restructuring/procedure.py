"""Changing the steps of a service so that every way through them stays whole.

A step that says no way on leads to the next one in the list. Steps cannot be taken out or put in while that is so: a
`Route` says every way on in full, is changed, and leaves out again what the list says anyway. Its methods change it in
place and return what is wrong, if anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from orgsim.errors import Message, message
from orgsim.organisation.route import following_step
from orgsim.organisation.service import DONE, Step

_WAY = ("then", "choices", "parallel")


class Route:
    """The steps of a service while they are being changed.

    Examples
    --------
    >>> steps = {name: Step(by="loket", work="5 min") for name in ("terima", "periksa", "serahkan")}
    >>> route = Route(steps)
    >>> route.drop("periksa"), list(route.steps()), route.steps()["terima"].then
    (None, ['terima', 'serahkan'], None)
    """

    def __init__(self, steps: Mapping[str, Step]) -> None:
        self._steps: dict[str, Step] = {
            name: step if _says_way(step) else step.model_copy(update={"then": following_step(steps, name)})
            for name, step in steps.items()
        }
        self._implied = {name for name, step in steps.items() if not _says_way(step)}

    def __contains__(self, name: str) -> bool:
        return name in self._steps

    def __getitem__(self, name: str) -> Step:
        return self._steps[name]

    def steps(self) -> dict[str, Step]:
        """Return the steps as they would be written."""
        plain = self._without_idle_joins()
        return {
            name: step.model_copy(update={"then": None})
            if name in self._implied and step.then == following_step(plain, name)
            else step
            for name, step in plain.items()
        }

    def _without_idle_joins(self) -> dict[str, Step]:
        if any(step.parallel for step in self._steps.values()):
            return dict(self._steps)
        idle = {"waits_for_all": False}
        return {n: step.model_copy(update=idle) if step.waits_for_all else step for n, step in self._steps.items()}

    def change(self, name: str, **parts: object) -> None:
        """Change parts of a step that have nothing to do with its place."""
        self._steps[name] = self._steps[name].model_copy(update=parts)

    def replace(self, name: str, step: Step) -> None:
        """Put another step in the place of one; the way on stays unless the new one says its own."""
        old = self._steps[name]
        if not _says_way(step):
            step = step.model_copy(update={part: getattr(old, part) for part in _WAY})
        else:
            self._implied.discard(name)
        self._steps[name] = step.model_copy(update={"waits_for_all": step.waits_for_all or old.waits_for_all})

    def drop(self, name: str) -> Message | None:
        """Take a step out; what led to it leads on."""
        step, leading = self._steps[name], self._leading_to(name)
        if len(self._steps) == 1:
            return message('"{step}" is the only step: a service has one at least', step=name)
        simple = step.then is not None
        if not simple and (name == next(iter(self._steps)) or any(self._steps[n].then != name for n in leading)):
            return message('the way parts at "{step}": it cannot be dropped', step=name)
        onward = step.then or ""
        if step.waits_for_all and (not simple or onward == DONE):
            return message('branches join at "{step}": it cannot be dropped', step=name)
        about = next((n for n, s in self._steps.items() if s.approval and s.approval.of == name and n != name), None)
        if about:
            return message('"{approval}" approves "{step}": drop or replace it too', approval=about, step=name)
        back = [n for n, s in self._steps.items() if s.returns and s.returns.to == name and n != name]
        if back and (not simple or onward == DONE):
            return message('rework of "{other}" goes back to "{step}"', other=back[0], step=name)
        if name == next(iter(self._steps)) and following_step(self._steps, name) != onward:
            return message('"{step}" is the first step, and the next in the list is not the next on the way', step=name)
        del self._steps[name]
        for other in leading:
            way = {"then": onward} if simple else {part: getattr(step, part) for part in _WAY}
            self._steps[other] = self._led(other, name, onward) if simple else self._steps[other].model_copy(update=way)
        for other in back:
            returns = self._steps[other].returns
            if returns:
                self.change(other, returns=returns.model_copy(update={"to": onward}))
        if step.waits_for_all:
            self.change(onward, waits_for_all=True)
        return None

    def _led(self, name: str, old: str, new: str) -> Step:
        """Return a step with another way on, where a branch may turn out to be empty."""
        step = _repointed(self._steps[name], {old: new})
        if not step.parallel:
            return step
        branches = tuple(b for b in step.parallel if b == DONE or not self._steps[b].waits_for_all)
        if len(branches) > 1:
            return step.model_copy(update={"parallel": branches})
        return step.model_copy(update={"parallel": (), "then": branches[0] if branches else new})

    def insert(self, name: str, step: Step, *, before: str | None = None, after: str | None = None) -> None:
        """Put a step in, before or after another; its way on is that of its place unless it says its own."""
        anchor = before or after or ""
        old, leading = self._steps[anchor], self._leading_to(anchor)
        if not _says_way(step):
            way = {"then": before} if before else {part: getattr(old, part) for part in _WAY}
            step = step.model_copy(update=way)
            self._implied.add(name)
        if before:
            for other in leading:
                self._steps[other] = _repointed(self._steps[other], {before: name})
            step = step.model_copy(update={"waits_for_all": step.waits_for_all or old.waits_for_all})
            self.change(before, waits_for_all=False)
        else:
            self.change(anchor, then=name, choices=(), parallel=())
            self._implied.add(anchor)
        names = list(self._steps)
        names.insert(names.index(anchor) + (0 if before else 1), name)
        self._steps = {n: step if n == name else self._steps[n] for n in names}

    def reorder(self, order: Iterable[str]) -> Message | None:
        """Let steps take each other's places, in a new order; the ways between the places stay."""
        new = tuple(order)
        old = tuple(name for name in self._steps if name in new)
        parting = next((name for name in old if self._steps[name].choices), None)
        if parting:
            return message('the way parts at "{step}": it cannot change places', step=parting)
        now = dict(zip(old, new, strict=True))
        places = list(self._steps)
        moved: dict[str, Step] = {}
        for place in places:
            occupant = now.get(place, place)
            way = {part: getattr(self._steps[place], part) for part in (*_WAY, "waits_for_all")}
            moved[occupant] = _repointed(self._steps[occupant].model_copy(update=way), now)
        implied = {now.get(name, name) for name in self._implied}
        for name, step in moved.items():
            if step.returns and _is_later(moved, name, step.returns.to) > _is_later(self._steps, name, step.returns.to):
                return message('rework of "{step}" would go forward, to "{to}"', step=name, to=step.returns.to)
        self._steps, self._implied = moved, implied
        return None

    def make_parallel(self, branches: tuple[str, ...]) -> Message | None:
        """Let steps that follow each other be worked on at the same time."""
        first, last = branches[0], branches[-1]
        for name, following in pairwise(branches):
            if self._steps[name].then != following or self._leading_to(following) != [name]:
                return message('"{other}" does not follow "{step}" alone', other=following, step=name)
        leading, meeting = self._leading_to(first), self._steps[last].then
        if len(leading) != 1 or self._steps[leading[0]].then != first:
            return message('branches need one step before "{step}" at which they part', step=first)
        if meeting is None or meeting == DONE:
            return message('branches need a step after "{step}" at which they join', step=last)
        if self._steps[meeting].waits_for_all:
            return message('branches join at "{step}" already', step=meeting)
        self.change(leading[0], then=None, parallel=branches)
        for name in branches:
            self.change(name, then=meeting)
        self.change(meeting, waits_for_all=True)
        return None

    def _leading_to(self, name: str) -> list[str]:
        return [other for other, step in self._steps.items() if other != name and name in _ways(step)]


def _says_way(step: Step) -> bool:
    return bool(step.then or step.choices or step.parallel)


def _ways(step: Step) -> tuple[str, ...]:
    return (*((step.then,) if step.then else ()), *(choice.to for choice in step.choices), *step.parallel)


def _repointed(step: Step, now: Mapping[str, str]) -> Step:
    return step.model_copy(
        update={
            "then": now.get(step.then, step.then) if step.then else None,
            "choices": tuple(c.model_copy(update={"to": now.get(c.to, c.to)}) for c in step.choices),
            "parallel": tuple(now.get(name, name) for name in step.parallel),
        }
    )


def _is_later(steps: Mapping[str, Step], name: str, other: str) -> bool:
    names = list(steps)
    return names.index(other) > names.index(name)
