"""python -m benchmarks [NAME...] [--rounds N] [--cases N]: run benchmarks, and tell the machine beside the numbers."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.benchmark import BENCHMARKS, Result, Settings
from benchmarks.by_itself import by_itself
from benchmarks.peer import PEERS


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure how fast orgsim is.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which; none: all of {', '.join(BENCHMARKS)}")
    usual = Settings()
    parser.add_argument(
        "--rounds", type=int, default=usual.rounds, help="how often each is timed (default: %(default)s)"
    )
    parser.add_argument("--cases", type=int, default=usual.cases, help="cases in a round (default: %(default)s)")
    parser.add_argument("--checks", type=int, default=usual.checks, help="runs before timing (default: %(default)s)")
    arguments = parser.parse_args()
    settings = Settings(arguments.rounds, arguments.cases, arguments.checks)
    print(machine())
    print(f"{settings.rounds} rounds of {settings.cases:,} cases; CPU time, in turn; ratios: median of pairs (range)")
    held: list[Result] = []
    for name in arguments.names or BENCHMARKS:
        print(f"\n{name}: {BENCHMARKS[name].about}", flush=True)
        for result in by_itself(name, settings):
            print(f"  {result.what:<58} {result.value}", flush=True)
            held += [result] if result.goals is not None else []
    if held:
        print("\n| measure | got | at least / release goal / stretch | reached |\n|---|---|---|---|")
        for result in held:
            print(f"| {result.what} | {result.value} | {result.goals} | {result.reached} |")
    missing = [f"{kind.package} ({kind.licence})" for kind in PEERS.values() if kind.version() is None]
    if missing:
        print(f"\nNot here, so not compared: {', '.join(missing)}. To install them: pip install '.[bench]'")


def machine() -> str:
    """Return what the numbers depend on."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    names = ("orgsim", "numpy", "numba", *dict.fromkeys(kind.package for kind in PEERS.values()))
    versions = ", ".join(f"{name} {found}" for name in names if (found := _version(name)))
    compiler = "gcc" if shutil.which("gcc") else "no C compiler"
    return f"{processor()}, {os.cpu_count()} cores{load}; Python {platform.python_version()}, {versions}, {compiler}"


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def processor() -> str:
    """Return the processor's name as far as the system tells it."""
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as lines:
            return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
