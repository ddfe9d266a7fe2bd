"""What every run keeps, whoever is at work in the office; told from the log, so that it holds of any engine.

`holds` says all of it of one run. A few rules cannot be told from a log alone (who held an interrupted visit in
between, what was left of the supplies); `Watched` looks on while the reference engine runs.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import numpy as np

from orgsim.analysis.kpis.hidden_work import HiddenWork
from orgsim.analysis.observation import Observation
from orgsim.analysis.reading import Reading
from orgsim.analysis.staff_time import busy_by_day
from orgsim.analysis.time_parts import time_parts
from orgsim.analysis.visit_stages import branching
from orgsim.analysis.visit_work import worked_at
from orgsim.analysis.windows import windows_of
from orgsim.simulation.clocks import Clock
from orgsim.simulation.engines.dispatch import Dispatch
from orgsim.simulation.log import Category, Log, Outcome
from orgsim.simulation.network import TaskType
from orgsim.simulation.requests import Requests
from orgsim.simulation.simulate import Study
from orgsim.simulation.tables import scale_ppm
from tests.compiled_code import in_both_ways

_DAY: Final = 86_400
_FAR: Final = 1 << 60
_ASIDE: Final = (Category.CHASE, Category.TEAM)


def holds(study: Study, requests: Requests, log: Log) -> None:
    """Check everything that can be told from a log."""
    every_request_is_there_once(study, requests, log)
    a_case_ends_with_its_last_visit(log)
    complaints_belong_to_cases(study, log)
    visits_belong_to_the_service_of_their_case(log)
    times_are_in_order(log)
    littles_law_holds(log)
    nobody_is_in_two_places(study, log)
    work_is_done_at_work(study, log)
    interrupted_time_counts_out(study, log)
    things_suffice(study, log)
    quotas_are_kept(study, log)
    rooms_hold_no_more_than_they_can(study, log)
    parts_of_the_time_sum_up(study, log)
    compiled_code_finds_what_numpy_finds(study, log)


# ---------------------------------------------------------------- cases


def every_request_is_there_once(study: Study, requests: Requests, log: Log) -> None:
    cases = log.cases
    asked = cases["parent"] == -1
    row = {int(key): n for n, key in enumerate(cases["key"]) if asked[n]}
    assert len(row) == asked.sum()
    for n, key in enumerate(requests.key.tolist()):
        before = int(requests.follows[n])
        if before < 0:
            arrived = int(requests.arrived[n])
        else:  # a member of a closed group comes again after the close of the request before
            earlier = row.get(int(requests.key[before]))
            closed = -1 if earlier is None else int(cases["finished"][earlier])
            arrived = closed + int(requests.arrived[n]) if closed >= 0 else _FAR
        assert (key in row) == (arrived <= log.ended)
        if key in row:
            assert cases["arrived"][row[key]] == arrived
            assert cases["service"][row[key]] == requests.service[n]
    assert set(row) <= set(requests.key.tolist())
    is_open = cases["outcome"] == Outcome.OPEN
    assert ((cases["finished"] == -1) == is_open).all()
    assert (cases["finished"] >= cases["arrived"])[~is_open].all()
    assert (cases["finished"] <= log.ended).all()
    assert study.end <= log.ended <= study.limit
    if log.ended < study.limit:
        assert not is_open[cases["arrived"] < study.end].any()


def a_case_ends_with_its_last_visit(log: Log) -> None:
    cases, visits = log.cases, log.visits
    count = len(cases["key"])
    case, begun, ended = visits["case"], visits["started"] >= 0, visits["finished"] >= 0
    somewhere, left_out, last = np.zeros(count, bool), np.zeros(count, bool), np.full(count, -1)
    own = ~np.isin(visits["category"], _ASIDE)
    somewhere[case[~ended & own]] = True
    assert (somewhere | (cases["outcome"] != Outcome.OPEN)).all(), "an open case is nowhere"
    left_out[case[~begun]] = True  # a question was withdrawn, or a step has gone
    np.maximum.at(last, case[own], visits["finished"][own])
    done = (cases["outcome"] == Outcome.DONE) & ~left_out & (last >= 0)
    assert (cases["finished"] == last)[done].all()
    ready = np.zeros(count, np.int64)
    np.maximum.at(ready, case[own & ~begun], visits["ready"][own & ~begun])
    assert (cases["finished"] >= np.maximum(last, ready))[cases["outcome"] == Outcome.DONE].all()
    # Nothing is begun in a queue for a case that was closed before, but the answers to who asks, and other branches.
    gave_up = np.isin(cases["outcome"], (Outcome.ABANDONED, Outcome.REFUSED))
    in_vain = np.zeros(count, bool)
    in_vain[case[~begun & own]] = True
    assert in_vain[gave_up].all()


def complaints_belong_to_cases(study: Study, log: Log) -> None:
    cases = log.cases
    rows = np.flatnonzero(cases["parent"] >= 0)
    parents = cases["parent"][rows]
    services = {phase.complaints.service for phase in study.network.phases if phase.complaints}
    assert len(np.unique(parents)) == len(parents), "a citizen complains once"
    assert (cases["parent"][parents] == -1).all()
    assert (cases["key"][rows] == cases["key"][parents]).all()
    assert (cases["arrived"][rows] >= cases["arrived"][parents]).all()
    assert (cases["due"][rows] > cases["arrived"][rows]).all()
    assert (cases["complaint_class"][rows] >= 0).all()
    assert (cases["complaint_class"][cases["parent"] == -1] == -1).all()
    assert set(cases["service"][rows].tolist()) <= services


def visits_belong_to_the_service_of_their_case(log: Log) -> None:
    visits = log.visits
    assert (visits["service"] == log.cases["service"][visits["case"]]).all()
    names = log.decoded("visits")
    assert all(step.split("/")[0] == service for step, service in zip(names["step"], names["service"], strict=True))
    leads = visits["category"] != Category.TEAM
    numbered = zip(*(visits[name][leads].tolist() for name in ("case", "step", "visit")), strict=True)
    assert max(Counter(numbered).values(), default=1) == 1


# ---------------------------------------------------------------- times


def times_are_in_order(log: Log) -> None:
    visits = log.visits
    begun, ended = visits["started"] >= 0, visits["finished"] >= 0
    assert (visits["ready"] >= log.cases["arrived"][visits["case"]]).all()
    assert (visits["ready"] <= visits["enqueued"]).all()
    assert (visits["enqueued"] <= visits["released"])[begun].all()
    assert (visits["released"] <= visits["started"])[begun].all()
    assert (visits["started"] < visits["finished"])[ended & (visits["category"] != Category.EXTERNAL)].all()
    assert (visits["started"] <= visits["finished"])[ended].all()
    assert (visits["suspended"] >= 0).all()
    assert (visits["suspended"] <= visits["finished"] - visits["started"])[ended].all()
    assert begun[ended].all()
    assert (visits["staff"] >= 0)[begun & (visits["category"] != Category.EXTERNAL)].all()
    assert (visits["staff"] == -1)[~begun].all()


def littles_law_holds(log: Log) -> None:
    """The area under the number in the system is the sum of the times in it, to the tick."""
    done = log.cases["finished"] >= 0
    came, went = np.sort(log.cases["arrived"][done]), np.sort(log.cases["finished"][done])
    ticks = np.unique(np.concatenate([came, went]))
    present = np.searchsorted(came, ticks, side="right") - np.searchsorted(went, ticks, side="right")
    assert int((present[:-1] * np.diff(ticks)).sum()) == int((log.cases["finished"] - log.cases["arrived"])[done].sum())
    assert (present >= 0).all()


def parts_of_the_time_sum_up(study: Study, log: Log) -> None:
    for window in windows_of(study):
        observation = Observation(study, log, window)
        assert (np.sum([*time_parts(observation).values()], axis=0) == observation.restricted_durations).all()


def compiled_code_finds_what_numpy_finds(study: Study, log: Log) -> None:
    windows = windows_of(study)
    for window, cut in [(windows[-1], 7200), *((window, None) for window in windows)]:
        without, found = in_both_ways(lambda window=window, cut=cut: _found_in(Observation(study, log, window, cut)))
        assert list(found) == list(without)
        for name, values in found.items():
            assert np.array_equal(values, without[name]), name


def _found_in(observation: Observation) -> dict[str, Any]:
    """Return what compiled code has a part in."""
    reading, window = observation.reading, observation.window
    marks = zip(("early", "mixed"), branching(reading), strict=True)
    busy = zip(("busy", "on duty"), busy_by_day(reading, window.start, window.end), strict=True)
    worked = worked_at(reading, Reading.begun.func)
    return {
        "waits": observation.restricted_waits,
        "dispositions": observation.restricted_dispositions,
        "waits by place": observation.waits_by_place,
        "work by place": observation.work_by_place,
        "waits by post": observation.waits_by_post,
        "hidden work": sorted(HiddenWork().measure(observation).items()),
        "work": worked.work,
        "together": worked.together,
        "of all in hand": worked.of_all,
        **time_parts(observation),
        **dict(marks),
        **dict(busy),
    }


# ---------------------------------------------------------------- people


def nobody_is_in_two_places(study: Study, log: Log) -> None:
    """The stretches of service of a person do not overlap; what belongs to one gathering counts once.

    Between the parts of an interrupted visit the person may do other things, and another may have gone on with it: what
    may be interrupted is left to `Watched`.
    """
    visits, phases = log.visits, study.network.phases
    until = np.where(visits["finished"] >= 0, visits["finished"], log.ended + 1)
    teams = _teams(log)
    held: dict[tuple[int, ...], int] = {}
    for row in np.flatnonzero(visits["staff"] >= 0):
        task = phases[visits["phase"][row]].tasks[int(visits["step"][row])]
        if not _may_be_interrupted(study, task, _named(visits, row) in teams):
            held[tuple(int(visits[name][row]) for name in ("staff", "started", "finished", "step"))] = int(until[row])
    reached: dict[int, int] = {}
    for (staff, started, *_), end in sorted(held.items()):
        assert started >= reached.get(staff, -1)
        reached[staff] = end


def _may_be_interrupted(study: Study, task: TaskType, by_team: bool = False) -> bool:
    if task.gathering is not None:
        return False
    if any(study.network.outages[thing] for thing, _ in task.uses):
        return True
    urgent = [other.priority for phase in study.network.phases for other in phase.tasks.values() if other.preemptive]
    return not (task.attended or by_team) and bool(urgent) and task.priority > min(urgent)


def _teams(log: Log) -> set[tuple[int, ...]]:
    """Return the visits that take several people."""
    return {_named(log.visits, row) for row in np.flatnonzero(log.visits["category"] == Category.TEAM)}


def work_is_done_at_work(study: Study, log: Log) -> None:
    """Work starts on duty or in overtime, and takes as long as it should by the clock of whoever does it."""
    network, visits, clocks = study.network, log.visits, study.clocks(log.replication)
    teams, overtime = _teams(log), any(phase.overtime for phase in network.phases)
    for row in np.flatnonzero((visits["staff"] >= 0) & (visits["category"] != Category.TEAM)):
        phase = network.phases[visits["phase"][row]]
        task, staff = phase.tasks[visits["step"][row]], int(visits["staff"][row])
        start, end = _stretch(visits, row)
        by_team = _named(visits, row) in teams
        servers = {
            server
            for site in task.own
            for server in (*task.own[site], *task.helpers.get(site, ()), *task.deputies.get(site, ()))
            if server.staff == staff
        }
        assert servers, "who does it can do it"
        if _may_be_interrupted(study, task, by_team):
            continue
        clock, server = (network.calendars if task.away else clocks)[staff], min(servers, key=lambda s: s.above)
        assert overtime or clock.on_duty(start)
        if end < 0 or overtime or server.learns or task.gathering or by_team:
            continue
        work = scale_ppm(int(visits["base"][row]), server.ppm)
        steps = network.pace[staff] if network.pace else ()
        work = scale_ppm(work, next((ppm for tick, ppm in reversed(steps) if tick <= start), 1_000_000))
        work = max(1, work) + int(visits["switching"][row] + visits["handover"][row])
        assert (end - start if task.attended else clock.work_between(start, end)) == work


def interrupted_time_counts_out(study: Study, log: Log) -> None:
    """What all who could go on with a visit were on duty for, and that was not work, it was suspended for."""
    network, visits, clocks = study.network, log.visits, study.clocks(log.replication)
    if any(phase.overtime for phase in network.phases):
        return
    common: dict[tuple[int, int], tuple[Clock, int] | None] = {}
    for row in np.flatnonzero((visits["staff"] >= 0) & (visits["finished"] >= 0)):
        place = int(visits["phase"][row]), int(visits["step"][row])
        if place not in common:
            task = network.phases[place[0]].tasks[place[1]]
            groups = [*task.own.values(), *task.helpers.values(), *task.deputies.values()]
            servers = {server for group in groups for server in group}
            others = {staff for team in task.team.values() for candidates, _ in team for staff in candidates}
            of = network.calendars if task.away else clocks
            clock = Clock.together(*(of[staff] for staff in {server.staff for server in servers} | others))
            alike = len({server.ppm for server in servers}) == 1 and not any(server.learns for server in servers)
            plain = not (network.pace or task.attended or task.gathering)
            common[place] = (clock, next(iter(servers)).ppm) if plain and alike else None
        if visits["category"][row] == Category.TEAM or common[place] is None:
            continue
        (clock, ppm), (start, end) = common[place], _stretch(visits, row)
        work = max(1, scale_ppm(int(visits["base"][row]), ppm)) + int(
            visits["switching"][row] + visits["handover"][row]
        )
        assert clock.work_between(start, end) - work <= visits["suspended"][row] <= end - start - work


def _stretch(visits: Any, row: int) -> tuple[int, int]:
    return int(visits["started"][row]), int(visits["finished"][row])


def _named(visits: Any, row: int) -> tuple[int, ...]:
    return tuple(int(visits[name][row]) for name in ("case", "step", "visit"))


# ---------------------------------------------------------------- things, numbers and rooms


def _begun(study: Study, log: Log) -> list[tuple[int, TaskType]]:
    """Return the rows of visits that began, with the task then in force; whoever only takes part is left out."""
    visits, phases = log.visits, study.network.phases
    own = (visits["started"] >= 0) & ~np.isin(visits["category"], (Category.TEAM, Category.EXTERNAL))
    return [(row, phases[visits["phase"][row]].tasks[int(visits["step"][row])]) for row in np.flatnonzero(own).tolist()]


def things_suffice(study: Study, log: Log) -> None:
    """Supplies are never negative, and never more equipment is in use than there is."""
    network, visits = study.network, log.visits
    stock: list[tuple[int, int, int, int]] = []
    starts = [*(phase.start for phase in network.phases[1:]), _FAR]
    for phase, end in zip(network.phases, starts, strict=True):
        stock += [(tick, 0, thing, n) for tick, thing, n in phase.deliveries if max(phase.start, 0) <= tick < end]
    used: list[tuple[int, int, int, int, int]] = []
    hands: set[tuple[int, int, int]] = set()
    for row, task in _begun(study, log):
        start, finish = _stretch(visits, row)
        stock += [(start, 1, thing, -number) for thing, number in task.consumes]
        together = (int(visits["staff"][row]), start, task.code)  # a gathering takes its equipment once
        if together in hands or _may_be_interrupted(study, task):
            continue
        hands.add(together)
        count = network.phases[visits["phase"][row]].equipment
        used += [(start, 1, thing, number, count[thing]) for thing, number in task.uses]
        used += [(finish if finish >= 0 else _FAR, 0, thing, -number, 0) for thing, number in task.uses]
    left = list(network.stock)
    for _, _, thing, number in sorted(stock):
        left[thing] += number
        assert left[thing] >= 0
    in_use = [0] * len(left)
    for _, starting, thing, number, count in sorted(used):
        in_use[thing] += number
        assert not starting or in_use[thing] <= count


def quotas_are_kept(study: Study, log: Log) -> None:
    visits = log.visits
    given: Counter[tuple[int, int, int]] = Counter()
    most = {}
    for row, task in _begun(study, log):
        if task.quota:
            unit = int(visits["unit"][row])
            named = (task.code, unit, int(visits["started"][row]) // _DAY)
            given[named] += 1
            most[named] = task.quota * sum(of == unit for of in task.unit.values())  # each site has its numbers
    assert all(number <= most[named] for named, number in given.items())


def rooms_hold_no_more_than_they_can(study: Study, log: Log) -> None:
    """Whoever is let in finds fewer people there than the room holds."""
    visits, cases, phases = log.visits, log.cases, study.network.phases
    rooms = {code for phase in phases for code, task in phase.tasks.items() if task.room}
    closed = np.where(cases["finished"] >= 0, cases["finished"], _FAR)
    leaves = np.where(visits["finished"] >= 0, visits["finished"], _FAR)
    leaves = np.where(visits["started"] >= 0, leaves, closed[visits["case"]])
    sent_away = (visits["started"] < 0) & (cases["outcome"][visits["case"]] == Outcome.REFUSED)
    came = np.maximum(cases["arrived"], 0)[visits["case"]]  # a backlog is there when the run begins
    for code in rooms:
        rows = np.flatnonzero((visits["step"] == code) & (visits["category"] != Category.TEAM) & ~sent_away)
        entered, left, unit = np.maximum(visits["enqueued"][rows], 0), leaves[rows], visits["unit"][rows]
        for row in rows[np.maximum(visits["ready"][rows], 0) == came[rows]]:
            in_force = [phase.tasks.get(code) for phase in phases if phase.start <= came[row]][-1]
            if in_force is not None and in_force.room and visits["unit"][row] in in_force.unit.values():
                places = in_force.room * sum(of == visits["unit"][row] for of in in_force.unit.values())
                inside = (unit == visits["unit"][row]) & (entered < came[row]) & (left > came[row])
                assert inside.sum() < places


# ---------------------------------------------------------------- before a change


def past(study: Study, log: Log, change: int) -> list[Any]:
    """Return everything that was known when the change came: the same in every alternative.

    Who goes on with an interrupted visit after the change is not known before it, nor when those who were sent home
    queue again.
    """
    cases, visits = log.cases, log.decoded("visits")
    known: list[Any] = []
    for row, case in enumerate(visits["case"].tolist()):
        begun, ended = bool(0 <= visits["started"][row] < change), 0 <= visits["finished"][row] < change
        if visits["ready"][row] < change and (begun or visits["category"][row] != Category.TEAM):
            task = study.network.phases[log.visits["phase"][row]].tasks[int(log.visits["step"][row])]
            times = ("ready", *(("enqueued", "started", "finished") if begun else ()))
            attended = any(p.tasks[task.code].attended for p in study.network.phases if task.code in p.tasks)
            times += ("enqueued",) if not begun and not attended else ()
            fixed = ("base", "switching", "handover") if begun else ()
            settled = ended or (begun and not _may_be_interrupted(study, task))
            fixed += ("staff", "position", "unit", "phase", "suspended", "released") if settled else ()
            named = [visits[name][row].item() for name in ("service", "step", "visit", *fixed)]
            moments = [change if visits[name][row] == -1 else min(int(visits[name][row]), change) for name in times]
            known.append((int(cases["key"][case]), bool(cases["parent"][case] >= 0), named, moments))
    for row in np.flatnonzero(cases["arrived"] < change):
        values = [int(cases[name][row]) for name in ("key", "service", "class", "arrived", "due", "complaint_class")]
        closed = 0 <= cases["finished"][row] < change
        known.append((values, [int(cases[n][row]) for n in ("finished", "outcome", "wrong")] if closed else []))
    return sorted(known, key=repr)


# ---------------------------------------------------------------- looking on


class Watched(Dispatch):
    """The dispatch of the reference engine, with somebody who looks on."""

    @classmethod
    def instead(cls, monkeypatch: Any) -> None:
        """Take the place of the unwatched one, wherever it is made."""
        for name in ("_assign", "_pop", "free"):
            monkeypatch.setattr(Dispatch, name, getattr(cls, name))

    def _assign(self, visits: Any, server: Any, team: Any) -> None:
        people = (server.staff, *team)
        assert len(set(people)) == len(people)
        assert not any(self.people[staff].busy for staff in people)
        assert all(visit.finished < 0 for visit in visits)
        _assign(self, visits, server, team)

    def _pop(self, queue: Any, now: int) -> Any:
        before = list(self.things)
        visits = _pop(self, queue, now)
        assert min(self.things, default=0) >= 0
        begin = sum(visit.started < 0 for visit in visits)  # the others are resumed, with what they have
        needed = dict(queue.task.consumes)
        used = [then - left for then, left in zip(before, self.things, strict=True)]
        assert used == [begin * needed.get(thing, 0) for thing in range(len(before))]
        for thing, _ in queue.task.uses:
            assert thing not in self.down
            assert 0 < self.in_use[thing] <= self.phase.equipment[thing]
        day, given = queue.given
        assert not queue.task.quota or day != now // _DAY or given <= queue.task.quota
        return visits

    def free(self, visit: Any, now: int) -> None:
        assert all(self.people[staff].visit is visit for staff in (visit.staff, *visit.team))
        _free(self, visit, now)
        assert min(self.in_use, default=0) >= 0


_assign, _pop, _free = Dispatch._assign, Dispatch._pop, Dispatch.free
