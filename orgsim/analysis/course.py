"""A comparison under way: what was made so far, what is still needed, and what it says so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from orgsim.analysis.conclusion import conclude, precise
from orgsim.analysis.executors import Executor, map_tasks
from orgsim.analysis.findings import Comparison
from orgsim.analysis.kpi import Kpi, standard_kpis
from orgsim.analysis.preparation import Prepared
from orgsim.analysis.replication import Replication, Setup, log_file, measure_replication
from orgsim.analysis.statistics.stopping import StoppingRule
from orgsim.errors import Fault, InputError, message
from orgsim.simulation import DEFAULT_ENGINE
from orgsim.simulation.simulate import SideBySide

__all__ = ["Course"]


class Course:
    """A comparison under way.

    It can be left after any replication, and taken up again by another process that is given those that were made: the
    result is the same, for it depends on their order alone.

    Parameters
    ----------
    prepared
        What is compared.
    replications
        So many, neither more nor fewer; else as many as the precision asks for.
    precision
        In place of the scenario's.
    engine
        Which engine runs them.
    kpis
        Indicators beyond the standard ones.
    done
        Replications made before, from the first on.

    Attributes
    ----------
    done
        Replications made so far, in order.

    Raises
    ------
    InputError
        If fewer than one replication is asked for.
    """

    def __init__(
        self,
        prepared: Prepared,
        *,
        replications: int | None = None,
        precision: float | None = None,
        engine: str = DEFAULT_ENGINE,
        kpis: Iterable[Kpi] = (),
        done: Sequence[Replication] = (),
    ) -> None:
        if replications is not None and replications < 1:
            raise InputError(Fault(message("at least one replication is needed"), ("replications",)))
        settings = prepared.scenario.run
        self.prepared = prepared
        self.done: list[Replication] = []
        self._precision = settings.precision if precision is None else precision
        self._rule = StoppingRule(*(settings.replications if replications is None else (replications, replications)))
        self._kpis = (*standard_kpis(), *kpis)
        scenario = prepared.scenario
        self._setup = Setup(
            dict(prepared.studies),
            prepared.baseline,
            prepared.pairings,
            self._kpis,
            engine,
            transitions=scenario.people is not None,
            survey=scenario.survey is not None,
        )
        self._passed: list[bool] = []
        for replication in done:
            self._add(replication)

    @property
    def needed(self) -> int:
        """How many replications are needed at least, as far as those made so far tell; enough, if so many were made."""
        return self._rule.needed(self._passed)

    def further(
        self, executor: Executor = "inline", workers: int | None = None, *, most: int | None = None
    ) -> Iterator[Replication]:
        """Make the replications that are needed whatever they bring; yield each, in order, when it has been added.

        Parameters
        ----------
        executor, workers
            Where they are computed; the result does not depend on it.
        most
            No more than so many, and then as many as are still needed.
        """
        end = self.needed if most is None else min(self.needed, len(self.done) + most)
        batch = range(len(self.done), end)
        with closing(map_tasks(partial(measure_replication, self._setup), batch, executor, workers)) as made:
            for replication in made:
                self._add(replication)
                yield replication

    def write_logs(self, folder: Path, replications: int) -> None:
        """Write the logs of the first replications made so far to a folder.

        They are simulated once more: who waits for the first numbers shall not wait for files.
        """
        for number in range(min(replications, len(self.done))):
            runs = SideBySide(self._setup.studies, number, self._setup.engine)
            for name in self._setup.studies:
                log = runs.log(name)
                for table in ("cases", "visits"):
                    log.write(folder / log_file(name, number, table), table)

    def conclude(self) -> Comparison:
        """Return what the replications made so far say; there must be one."""
        meta = {"engine": self._setup.engine, "precision": self._precision}
        return conclude(self.prepared, self._kpis, self.done, meta)

    def _add(self, replication: Replication) -> None:
        self.done.append(replication)
        enough = len(self.done) >= self._rule.least
        self._passed.append(enough and precise(self.prepared, self._kpis, self.done, self._precision))
