"""What a diagnosis costs: CPU time of a fresh process, for an agency of 200 units with 199 services."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.benchmark import BENCHMARKS, Benchmark, Goals, Result, Settings
from benchmarks.cases.start_up import cpu_seconds
from tests.overlapping import Planted

UNITS = 199
"""Beside the head of the agency."""


def large_agency() -> dict[str, object]:
    """Return a scenario: divisions with planted overlaps, each with a service that a second division takes part in."""
    agency = Planted(1, (UNITS, UNITS)).written
    units = [unit for unit in agency["units"] if unit != "dinas"]
    agency["services"] = {
        f"layanan-{n}": {
            "title": f"Layanan {n}",
            "promise": "3 hari kerja",
            "steps": {
                "terima": {"by": f"staf-{unit}", "work": "20 min"},
                "periksa": {
                    "by": f"staf-{units[(n * 7 + 3) % len(units)]}",
                    "work": "25 min",
                    "returns": {"share": "10 %", "to": "periksa"},
                },
                "paraf": {"work": "2 min", "approval": {"to": "bidang"}},
            },
        }
        for n, unit in enumerate(units)
    }
    return {
        "title": "200 unit",
        "agency": agency,
        "demand": {name: {"per_day": 8} for name in agency["services"]},
        "run": {"from": "2026-01-05", "settle_before_change": "4 weeks", "observe": "2 months"},
    }


@BENCHMARKS.register
class Diagnose(Benchmark):
    """All diagnoses of a large agency."""

    name = "diagnose"
    about = "CPU time of `orgsim diagnose` on an agency of 200 units, median of fresh processes"

    def results(self, settings: Settings) -> Iterator[Result]:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "large.yaml"
            file.write_text(json.dumps(large_agency()), encoding="utf-8")  # JSON is YAML
            command = (str(Path(sys.executable).with_name("orgsim")), "diagnose", str(file), "--json")
            reading = (command[0], "check", str(file))
            rounds = range(min(3, settings.rounds))
            for each in (command, reading):
                cpu_seconds(*each)  # compiled modules, file cache
            whole = median(cpu_seconds(*command) for _ in rounds)
            read = median(cpu_seconds(*reading) for _ in rounds)
            yield Result("orgsim diagnose, 200 units, from file to JSON", f"{whole:.2f} s")
            yield Result("of that, start, reading and checking the file (orgsim check)", f"{read:.2f} s")
            yield Result(
                "all diagnoses, once it is read", f"{whole - read:.2f} s", whole - read, Goals((5.0,), most=True)
            )
