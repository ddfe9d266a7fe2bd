"""The citizens of a study: drawn without sight of the structure, then met by its phases."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from orgsim.measures import WorkingTime
from orgsim.simulation.arrivals import Arrivals, draw_arrivals, draw_stretches
from orgsim.simulation.draws import parts
from orgsim.simulation.habits import habitual
from orgsim.simulation.network import ANY_SITE
from orgsim.simulation.requests import Requests
from orgsim.simulation.study import Study, StudyPhase
from orgsim.simulation.tables import threshold

__all__ = ["draw_citizens", "draw_requests", "draw_requests_by_stretch"]

_DAY = 86_400
_AT_A_TIME = 28 * _DAY  # who comes in so many days is drawn at a time where not all are wanted at once


def draw_citizens(study: Study, replication: int) -> Arrivals:
    """Draw the citizens of a replication."""
    return draw_arrivals(study.sources, seed=study.scenario.run.seed, replication=replication)


def draw_requests(study: Study, replication: int, citizens: Arrivals | None = None) -> Requests:
    """Draw the citizens of a replication, as the phases of a study meet them: class, site and due time added.

    The draws know nothing of the structure; what a drawn word means (online or not, which site) is the organisation's.

    Parameters
    ----------
    study, replication
        Whose.
    citizens
        What `draw_citizens` gave for them; drawn here by default.
    """
    arrivals = draw_citizens(study, replication) if citizens is None else citizens
    codes = {name: code for code, name in enumerate(study.network.names["service"])}
    of_source = np.array([codes[name] for name in arrivals.services], np.int32)[arrivals.service_of]
    service, case_class = of_source.take(arrivals.source), np.zeros(len(arrivals), np.int32)
    due, expected = np.full(len(arrivals), -1, np.int64), np.full(len(arrivals), -1, np.int64)
    habits = habitual(arrivals)
    starts = [*(phase.start for phase in study.phases), 1 << 62]
    phases = [
        (begin, end, _traits(study, phase), _promises(study, phase))
        for phase, begin, end in zip(study.phases, starts[:-1], starts[1:], strict=True)
    ]
    for part in parts(len(arrivals)):
        # Whoever comes again is of the class that the words mean in the first phase; what is due is settled later.
        time, asked, first = arrivals.time[part], service[part], arrivals.follows[part] < 0
        when = np.where(first, time, study.phases[0].start)
        for begin, end, traits, promises in phases:
            inside = (when >= begin) & (when < end)
            if not inside.any():
                continue
            for code, bit, attribute, below in traits:
                rows = np.flatnonzero(inside & (asked == code))
                has = arrivals.attribute_words[part, arrivals.attributes.index(attribute)][rows] < below
                if attribute in habits:
                    has |= habits[attribute][part][rows]
                case_class[part][rows] |= has.astype(np.int32) << bit
            inside &= first
            for promise, hope, served in promises:
                rows = np.flatnonzero(inside & served.take(asked))
                came = time[rows]
                hoped = study.calendar.due_ticks(came, hope, study.origin)
                expected[part][rows] = hoped
                if promise is not None:
                    same = promise == hope
                    due[part][rows] = hoped if same else study.calendar.due_ticks(came, promise, study.origin)
    return Requests(
        key=arrivals.key,
        service=service,
        case_class=case_class,
        site=_sites(study, arrivals),
        arrived=arrivals.time,
        due=due,
        expected=due if np.array_equal(due, expected) else expected,  # mostly the same: then there is one
        follows=arrivals.follows,
    )


def _traits(study: Study, phase: StudyPhase) -> list[tuple[int, int, str, int]]:
    """Return which bit of the class of a service tells of which attribute, and below which word a case has it."""
    return [
        (code, bit, attribute, threshold(spec.attributes[attribute]))
        for code, name in enumerate(study.network.names["service"])
        if (spec := phase.organisation.services.get(name)) is not None
        for bit, attribute in enumerate(study.network.attributes[name])
        if attribute in spec.attributes
    ]


def _promises(study: Study, phase: StudyPhase) -> list[tuple[WorkingTime | None, WorkingTime, npt.NDArray[np.bool_]]]:
    """Return what is promised, what is expected, and of which services, by code."""
    found: dict[tuple[WorkingTime | None, WorkingTime], npt.NDArray[np.bool_]] = {}
    names = study.network.names["service"]
    for name, spec in phase.organisation.services.items():
        hope = spec.expected or spec.promise
        if hope is not None:
            served = found.setdefault((spec.promise, hope), np.zeros(len(names), np.bool_))
            served[names.index(name)] = True
    return [(promise, hope, served) for (promise, hope), served in found.items()]


def draw_requests_by_stretch(study: Study, replication: int) -> Iterator[Requests]:
    """Draw the citizens of a replication, one stretch of time after the other, as `draw_requests` does all at once.

    Parameters
    ----------
    study, replication
        Whose; without closed groups, of which nobody knows beforehand who comes when.
    """
    ends = range(_AT_A_TIME, study.limit + _AT_A_TIME + _DAY, _AT_A_TIME)
    for citizens in draw_stretches(study.sources, ends, seed=study.scenario.run.seed, replication=replication):
        yield draw_requests(study, replication, citizens)


def _sites(study: Study, arrivals: Arrivals) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    sites = study.phases[0].organisation.agency.sites
    if not sites:
        return np.broadcast_to(np.int32(ANY_SITE), len(arrivals))
    names = study.network.names["site"]
    shares = np.cumsum([sites[name].share for name in names if name in sites])
    bounds = np.array([threshold(min(float(share), 1.0)) for share in shares[:-1]], np.int64)
    present = np.array([code for code, name in enumerate(names) if name in sites], np.int32)
    found = np.empty(len(arrivals), np.int32)
    for part in parts(len(arrivals)):
        found[part] = present[np.searchsorted(bounds, arrivals.site_word[part], side="right")]
    return found
