"""python -m benchmarks.dashboard [NAME...] [--minutes N] [--sessions N] [--reruns N]: measure the dashboard."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.__main__ import machine
from benchmarks.dashboard.measures import MEASURES, Settings


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dashboard", description="Measure the dashboard.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which; none: all of {', '.join(MEASURES)}")
    usual = Settings()
    parser.add_argument("--minutes", type=float, default=usual.minutes, help="of clicking (default: %(default)s)")
    parser.add_argument("--sessions", type=int, default=usual.sessions, help="that click (default: %(default)s)")
    parser.add_argument("--reruns", type=int, default=usual.reruns, help="of one session (default: %(default)s)")
    arguments = parser.parse_args()
    settings = Settings(arguments.minutes, arguments.sessions, arguments.reruns)
    print(machine())
    lines = []
    for name in arguments.names or MEASURES:
        begun = time.monotonic()
        with TemporaryDirectory() as folder:
            found = MEASURES[name](Path(folder), settings)
        load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
        print(f"{name}: {time.monotonic() - begun:.0f} s, {load}", flush=True)
        for what, got, goal in found:
            print(f"  {what}: {got} (at least {goal})", flush=True)
            lines.append(f"| {what} | {got} | {goal} |")
    print("\n| measure | got | at least |\n|---|---|---|")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
