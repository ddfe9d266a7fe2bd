"""python -m benchmarks [NAME...] [--rounds N]: run benchmarks, and tell the machine beside the numbers."""

from __future__ import annotations

import argparse
import os
import platform
from importlib.metadata import version
from pathlib import Path

from benchmarks.benchmark import BENCHMARKS


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure how fast orgsim is.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which; none: all of {', '.join(BENCHMARKS)}")
    parser.add_argument("--rounds", type=int, default=9, help="how often each is measured (default: 9)")
    arguments = parser.parse_args()
    print(machine())
    for name in arguments.names or BENCHMARKS:
        benchmark = BENCHMARKS[name]()
        print(f"\n{name}: {benchmark.about}")
        for result in benchmark.results(arguments.rounds):
            verdict = "" if result.met is None else f"  (goal {result.goal}: {'met' if result.met else 'NOT met'})"
            print(f"  {result.what:<58} {result.value:>16}{verdict}")


def machine() -> str:
    """Return what the numbers depend on."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    versions = ", ".join(f"{name} {version(name)}" for name in ("orgsim", "simpy", "numpy"))
    return f"{processor()}, {os.cpu_count()} cores{load}; Python {platform.python_version()}, {versions}"


def processor() -> str:
    """Return the processor's name as far as the system tells it."""
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as lines:
            return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
