"""orgsim on the same models: an office that is always open, a post for each station, a service for each class.

The whole of a replication is timed: the citizens drawn, the engine, the log, and the wait of each case out of it. Read
and compiled once, outside the time, are the scenario and its network.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.models import Model
from orgsim.scenario.scenario import Scenario
from orgsim.simulation.log import Log
from orgsim.simulation.requests import Requests
from orgsim.simulation.simulate import ENGINES, Study, draw_requests, prepare

__all__ = ["FAST", "GAP", "Waits", "engine_waits", "has_summary", "log_waits", "study_of", "whole_waits"]

GAP = 600
"""Seconds between arrivals: a mean service is then some thousands of ticks."""

FAST = "kernel" if "kernel" in ENGINES else "reference"
"""The engine that is compared with others."""

Waits = NDArray[np.float64]


@cache
def study_of(model: Model, cases: int, seed: int = 20261122) -> Study:
    """Return a model, for about so many cases, ready to run."""
    return prepare(Scenario.model_validate(scenario_of(model, cases, seed)))


def scenario_of(model: Model, cases: int, seed: int) -> dict[str, Any]:
    """Return a model as people would write it."""
    posts = {
        f"petugas-{n}": {"title": f"Petugas {n}", "unit": "kantor", "headcount": servers}
        for n, servers in enumerate(model.servers)
    }
    services = {
        f"berkas-{n}": {
            "title": f"Berkas {n}",
            "kind": "berkas",
            "priority": 1 + priority,
            "steps": {f"langkah-{i}": dict(_step(model, i)) for i in range(len(model.servers))},
        }
        for n, (_, priority) in enumerate(model.classes)
    }
    return {
        "title": model.name,
        "agency": {
            "title": "Kantor",
            "calendar": {"always": True},
            "units": {"kantor": {"title": "Kantor"}},
            "positions": posts,
            "services": services,
        },
        "demand": {
            f"berkas-{n}": {"every": f"{GAP / share:.6f} s"} for n, (share, _) in enumerate(model.classes)
        },
        "run": {
            "from": "2026-01-05",
            "settle_before_change": "1 day",
            "observe": f"{max(2, round(cases * GAP / 86_400)) - 1} days",
            "max_drain": "20 working days",
            "seed": seed,
        },
    }  # fmt: skip


def _step(model: Model, station: int) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a step: its first way back is rework, the others are choices."""
    yield "by", f"petugas-{station}"
    mean = f"{model.means[station] * GAP:.4f} s"
    yield "work", {"mean": mean, "family": "exponential", "basis": "observed"}
    ways = list(model.moves[station])
    if ways and ways[0][0] < station:
        back, share = ways.pop(0)
        yield "returns", {"share": f"{100 * share:.9f} %", "to": f"langkah-{back}"}
        ways = [(to, chance / (1 - share)) for to, chance in ways]
    rest = 1 - sum(chance for _, chance in ways)
    if len(ways) == 1 and rest < 1e-9:
        yield "then", f"langkah-{ways[0][0]}"
    elif not ways:
        yield "then", "done"
    else:
        leaving = [{"to": "done", "share": f"{100 * rest:.9f} %"}] if rest > 1e-9 else []
        yield "choices", [{"to": f"langkah-{to}", "share": f"{100 * chance:.9f} %"} for to, chance in ways] + leaving


def log_waits(log: Log, end: int) -> Waits:
    """Return the wait of each case that came before the end, all its visits together, in mean gaps."""
    started = log.visits["started"]
    waited = np.where(started >= 0, started - log.visits["enqueued"], 0)
    total = np.bincount(log.visits["case"], weights=waited, minlength=len(log.cases["arrived"]))
    return np.asarray(total[: np.searchsorted(log.cases["arrived"], end)] / GAP, dtype=np.float64)


def engine_waits(study: Study, requests: Requests, replication: int, engine: str, *, summary: bool = False) -> Waits:
    """Run one replication on its requests, and return the wait of each case that came before the end.

    Parameters
    ----------
    summary
        Ask the engine for the waits of cases only, without a log, if it can give them (`has_summary`).
    """
    module = import_module(ENGINES[engine])
    options = {"seed": study.scenario.run.seed, "replication": replication, "end": study.end, "limit": study.limit}
    if not summary:
        return log_waits(module.run(study.network, requests, **options), study.end)
    waits: Waits = np.asarray(module.case_waits(study.network, requests, **options), dtype=np.float64)
    return waits[: np.searchsorted(requests.arrived, study.end)] / GAP


def whole_waits(study: Study, replication: int, engine: str) -> Waits:
    """Draw the citizens and run one replication, in the leanest way that the engine has."""
    requests = draw_requests(study, replication)
    return engine_waits(study, requests, replication, engine, summary=has_summary(engine))


def has_summary(engine: str) -> bool:
    """Whether an engine gives waits without a log: `case_waits(network, requests, *, seed, …)`, ticks by case."""
    return inspect.isfunction(getattr(import_module(ENGINES[engine]), "case_waits", None))
