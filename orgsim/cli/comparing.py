"""What `compare` and `demo` share: prepare, tell what is known before any run, run, tell the rest."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from orgsim.analysis.comparison import Comparison, compare_prepared
from orgsim.analysis.executors import Executor
from orgsim.analysis.kpi import Kpi
from orgsim.analysis.loads import GroupLoad
from orgsim.analysis.preparation import Prepared, prepare_comparison
from orgsim.analysis.uncertainty import DRAWS, add_uncertainty
from orgsim.analysis.within import kpis_within
from orgsim.cli.scenarios import known_alternative, known_engine, read_scenario, read_share, ready_engine
from orgsim.cli.terminal import Terminal
from orgsim.errors import InputError, message
from orgsim.report.causes import overload_by_arithmetic
from orgsim.report.change_tables import change_tables
from orgsim.report.comparison_tables import assumptions_table, estimates_table, summary_table, table_of_loads
from orgsim.report.headlines import main_window
from orgsim.report.open_table import uncertainty_table
from orgsim.report.story import story
from orgsim.report.target_table import targets_table
from orgsim.report.words import title_of, titles_of


@dataclass(frozen=True)
class Asked:
    """How a comparison is asked for."""

    alternatives: tuple[str, ...] | None
    baseline: str
    controls: bool
    seed: int | None
    replications: int | None
    precision: float | None
    engine: str
    workers: int | None
    kpis: tuple[Kpi, ...]
    details: bool
    uncertainty: bool = False
    draws: int | None = None

    @classmethod
    def of(cls, *, precision: str | None, within: str | None, engine: str, **asked: Any) -> Self:
        """Read what was asked as texts.

        Raises
        ------
        InputError
            If a share, a time or the engine cannot be read.
        """
        return cls(
            precision=None if precision is None else read_share(precision, "--precision"),
            kpis=read_within(within),
            engine=known_engine(engine),
            **asked,
        )


def read_within(written: str | None) -> tuple[Kpi, ...]:
    """Return the indicators "share finished within …" of a list of working times.

    Raises
    ------
    InputError
        If one of them is no working time.
    """
    try:
        return kpis_within(written)
    except InputError as error:
        raise InputError(*(replace(fault, path=("--within",)) for fault in error.faults)) from None


def prepared_from(file: Path, asked: Asked) -> Prepared:
    """Read a scenario and prepare its structures.

    Raises
    ------
    InputError
        With every fault.
    """
    scenario = read_scenario(file)
    names = [known_alternative(scenario, name) for name in (*(asked.alternatives or ()), asked.baseline)]
    return prepare_comparison(
        scenario, names[:-1] or None, baseline=asked.baseline, controls=asked.controls, seed=asked.seed
    )


def compare_and_tell(terminal: Terminal, prepared: Prepared, asked: Asked) -> Comparison:
    """Run a comparison and write what it finds."""
    titles = titles_of(prepared.scenario)
    names = {name: _title(prepared, name) for name in prepared.studies}
    terminal.heading(message("{title}", title=prepared.scenario.title))
    terminal.table(table_of_loads(dict(_by_phase(prepared, names)), titles, differing=True))
    for name, overload in prepared.overloaded.items():
        terminal.say(overload_by_arithmetic(names[name], overload.groups[0], titles))
    terminal.line()
    executor, workers = executor_for(asked.workers, asked.replications)
    engine = ready_engine(terminal, asked.engine)
    with terminal.progress(message("Simulating")) as progress:
        found = compare_prepared(
            prepared,
            replications=asked.replications,
            precision=asked.precision,
            engine=engine,
            executor=executor,
            workers=workers,
            kpis=asked.kpis,
            progress=progress,
        )
    if asked.uncertainty:
        with terminal.progress(message("Drawing what is not measured")) as progress:
            found = add_uncertainty(
                found,
                prepared,
                draws=asked.draws or DRAWS,
                engine=asked.engine,
                executor=executor,
                workers=workers,
                progress=progress,
            )
    for section in story(found, titles):
        terminal.heading(section.heading)
        for heading, paragraphs in section.parts:
            if heading is not None:
                terminal.heading(heading, rule="-")
            terminal.say(*paragraphs)
            terminal.line()
    terminal.show(summary_table(found))
    for alternative in found.alternatives:
        _tables(terminal, found, alternative, titles, asked.details)
    terminal.show(*change_tables(found, titles))
    if (targets := targets_table(found, titles)) is not None:
        terminal.show(targets)
    terminal.show(assumptions_table(found))
    terminal.say(
        message(
            "Seed {seed}, {replications} repetitions, engine {engine}, inputs {hash}.",
            seed=str(found.meta["seed"]),
            replications=int(found.meta["replications"]),
            engine=str(found.meta["engine"]),
            hash=str(found.meta["inputs_hash"])[:16],
        )
    )
    return found


def _by_phase(prepared: Prepared, names: Mapping[str, Any]) -> Iterator[tuple[Any, tuple[GroupLoad, ...]]]:
    """Yield the loads of each structure; of one that changes on several dates, of each of them, with its date."""
    for name, groups in prepared.loads.items():
        phases = prepared.studies[name].phases
        numbers = sorted({group.phase for group in groups})
        for number in numbers:
            on = next(phase.on for phase in phases if phase.structure == phases[number].structure)
            title = message("{title}, from {date}", title=names[name], date=on) if len(numbers) > 1 else names[name]
            yield title, tuple(group for group in groups if group.phase == number)


def _title(prepared: Prepared, name: str) -> Any:
    return prepared.titles.get(name) or title_of(prepared.scenario, name)


def _tables(terminal: Terminal, found: Comparison, alternative: str, titles: Mapping[str, Any], details: bool) -> None:
    window = main_window(found, alternative)
    for one in found.windows[alternative]:
        if details:
            rows = list(found.rows(alternative=alternative, window=one.name))
            terminal.show(estimates_table(found, alternative, one, titles, rows))
        elif one == window:
            terminal.show(estimates_table(found, alternative, one, titles))
    table = uncertainty_table(found, alternative, window) if window else None
    if table is not None:
        terminal.show(table)


def executor_for(workers: int | None, replications: int | None) -> tuple[Executor, int | None]:
    """Return where replications are computed; the result does not depend on it."""
    most = min(workers or os.cpu_count() or 1, replications or sys.maxsize)
    return ("inline", None) if most == 1 else ("processes", most)


def write_comparisons(path: Path, found: Mapping[Path, Comparison]) -> None:
    """Write the rows of comparisons: ``{"meta": …, "rows": […]}``, each row with its file; whole or not at all."""
    from orgsim.cli.files import write_json

    lists: dict[str, list[dict[str, Any]]] = {"rows": []}
    metas: dict[str, Any] = {}
    for file, comparison in found.items():
        plain = comparison.to_json()
        metas[str(file)] = plain["meta"]
        open_rows = plain.get("uncertainty", {}).get("rows", [])
        for name in ("rows", "weeks", "targets", "uncertainty"):
            if rows := open_rows if name == "uncertainty" else plain.get(name, []):
                lists.setdefault(name, []).extend({"file": str(file), **row} for row in rows)
    meta = next(iter(metas.values())) if len(metas) == 1 else {"files": metas}
    write_json(path, {"meta": meta, **lists})
