"""Agencies of any size, for the dashboard."""

from __future__ import annotations

from orgsim.scenario.scenario import Scenario
from orgsim.scenario.yaml_file import load_text

PER_UNIT = 5
"""Units below each."""


def agency(units: int) -> Scenario:
    """Return an office of so many units; every tenth has clerks, who serve."""
    lines = ["title: Large office", "agency:", "  title: Large office", "  units:", "    u0: {title: Head office}"]
    lines += [f"    u{n}: {{title: Unit {n}, reports_to: u{(n - 1) // PER_UNIT}}}" for n in range(1, units)]
    lines += ["  positions:"]
    lines += [f"    head{n}: {{title: Head {n}, unit: u{n}, head: true}}" for n in range(units)]
    serving = range(9, units, 10)
    lines += [f"    clerk{n}: {{title: Clerk {n}, unit: u{n}, headcount: 4}}" for n in serving]
    lines += ["  services:"]
    for n in serving:
        lines += [f"    s{n}:", f"      title: Service {n}", "      promise: 3 hari kerja", "      steps:"]
        lines += [f"        counter: {{by: clerk{n}, work: 20 min}}"]
        lines += [f"        check: {{by: clerk{n}, work: 25 min}}"]
    lines += ["demand:", *(f"  s{n}: {{per_day: 28}}" for n in serving)]
    lines += ["alternatives:", "  merge:", "    title: Merged", "    plan: []"]
    lines += ["run: {from: 2026-01-05, settle_before_change: 1 month, observe: 3 months, seed: 1}"]
    return load_text("\n".join(lines) + "\n")
