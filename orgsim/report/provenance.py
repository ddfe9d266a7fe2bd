"""Where numbers come from, and how to make them again: sources in sentences, a command, lines of Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from orgsim.errors import Message, message
from orgsim.language import Language
from orgsim.report.headlines import LEAD, main_window
from orgsim.report.words import Listed

if TYPE_CHECKING:
    from orgsim.analysis.findings import Comparison
    from orgsim.scenario.scenario import Scenario

__all__ = ["Recipe", "recipe", "source_sentences"]


def source_sentences(comparison: Comparison, scenario: Scenario) -> tuple[Message, ...]:
    """Return where the numbers of a comparison come from, as a caption says it."""
    return tuple(_sentences(comparison, scenario))


_BASES: Final = ("measured", "stated", "calibrated", "assumed")
_NAMED: Final = message("{id}: {source}")


def _sentences(comparison: Comparison, scenario: Scenario) -> Iterator[Message]:
    meta = comparison.meta
    yield message(
        "Source: simulation with orgsim {version}, “{title}”; {replications} repetitions, seed {seed}, inputs {hash}.",
        version=str(meta["versions"]["orgsim"]),
        title=comparison.title,
        replications=int(meta["replications"]),
        seed=str(meta["seed"]),
        hash=str(meta["inputs_hash"])[:16],
    )
    counts = {basis: sum(one.basis == basis for one in comparison.evidence) for basis in _BASES}
    if comparison.evidence:
        yield message(
            "Numbers that went in: {measured} measured, {stated} stated by somebody, {calibrated} calibrated, "
            "{assumed} assumed.",
            **counts,
        )
    said = " ".join(one.source or "" for one in comparison.evidence).split()
    used = [id for id in scenario.sources if id in said]
    if used:
        named = tuple(Message(_NAMED.text, {"id": id, "source": scenario.sources[id]}) for id in used)
        yield message("They come from: {sources}.", sources=Listed(named))


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to make the same numbers again.

    Attributes
    ----------
    command
        For a terminal, in the folder of the scenario file.
    python
        Lines of Python that do the same.
    """

    command: str
    python: str


def recipe(
    comparison: Comparison,
    file: str,
    *,
    alternatives: Iterable[str],
    controls: bool = False,
    within: str | None = None,
    draws: int = 0,
    language: Language = "en",
) -> Recipe:
    """Return how to make the numbers of a comparison again, from its scenario file.

    Parameters
    ----------
    comparison
        What was found.
    file
        Name of the scenario file.
    alternatives
        Those of the scenario that were compared.
    controls
        Whether the controls were made, too.
    within
        Working times within which the share finished was measured, too.
    draws
        How often everything that is not measured was drawn; 0: never.
    language
        In which the command and the lines tell their story.
    """
    names, baseline = list(alternatives), comparison.baseline
    seed, replications = int(comparison.meta["seed"]), int(comparison.meta["replications"])
    words = ["orgsim", "compare", _quoted(file)]
    words += [part for name in names for part in ("-a", name)]
    words += ["--baseline", baseline] if baseline != "baseline" else []
    words += ["--controls"] if controls else []
    words += ["--within", _quoted(within)] if within else []
    words += ["--uncertainty", "--draws", str(draws)] if draws else []
    words += ["--seed", str(seed), "--replications", str(replications), "--lang", language]
    asked = [f"seed={seed}", f"replications={replications}"]
    asked += [f"baseline={baseline!r}"] if baseline != "baseline" else []
    asked += ["controls=True"] if controls else []
    asked += [f"draws={draws}"] if draws else []
    lines = [
        "import orgsim",
        "",
        f"scenario = orgsim.load({file!r})",
        f"comparison = orgsim.compare(scenario, {names!r}, {', '.join(asked)})",
        f"print(orgsim.tell(comparison, {language!r}))",
    ]
    first = next(iter(comparison.alternatives), None)
    window = None if first is None else main_window(comparison, first)
    if window is not None:
        lines += [
            f"row = comparison.row({first!r}, {LEAD!r}, {window.name!r})",
            "print(row.difference, row.low, row.high)",
        ]
    return Recipe(" ".join(words), "\n".join(lines) + "\n")


def _quoted(file: str) -> str:
    from shlex import quote

    return quote(file)
