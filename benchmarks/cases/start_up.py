"""What it costs to ask for help, and to import the package: CPU time of a fresh process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.benchmark import BENCHMARKS, Benchmark, Goals, Result, Settings


def cpu_seconds(*command: str) -> float:
    """Return user and system time of a command and its children."""
    before = os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    return after.children_user - before.children_user + after.children_system - before.children_system


@BENCHMARKS.register
class StartUp(Benchmark):
    """The start of the command line and of the package."""

    name = "start_up"
    about = "CPU time of a fresh process, median"

    def results(self, settings: Settings) -> Iterator[Result]:
        python = (sys.executable, "-c")
        bare = median(cpu_seconds(*python, "pass") for _ in range(settings.rounds))
        for what, command, goal in (
            ("orgsim --help", (str(Path(sys.executable).with_name("orgsim")), "--help"), 0.5),
            ("import orgsim", (*python, "import orgsim"), 0.3),
        ):
            cpu_seconds(*command)  # compiled modules, file cache
            seconds = median(cpu_seconds(*command) for _ in range(settings.rounds))
            yield Result(what, f"{seconds:.2f} s", seconds, Goals((goal,), most=True))
        yield Result("Python by itself, in both", f"{bare:.2f} s")
