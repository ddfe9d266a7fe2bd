"""Whole runs whose result is written down: by hand, or as a digest that only a change of the rules may change."""

from __future__ import annotations

import datetime as dt
from hashlib import blake2b
from pathlib import Path

import pytest

from orgsim.resources import scenarios
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.yaml_file import load
from orgsim.scenario.yaml_parser import parse_yaml
from orgsim.simulation.log import Log
from orgsim.simulation.simulate import prepare, run
from tests.offices import DAY, MONDAY, agency, play, post, service, step

GOLDEN = Path(__file__).with_name("logs.yaml")


def minute(date_and_time: str) -> int:
    """Minutes since the first day of the run."""
    moment = dt.datetime.fromisoformat(date_and_time)
    return (moment.date() - MONDAY).days * DAY + moment.hour * 60 + moment.minute


@pytest.mark.parametrize(
    ("arrival", "finished"),
    [
        # Friday to 16:30; Monday 16 February is joint leave, Tuesday 17 is Imlek: the second hour is Wednesday's.
        ("2026-02-13 15:30", "2026-02-18 08:30"),
        # After closing on a day before leave: begun on the Wednesday after it.
        ("2026-02-13 18:00", "2026-02-18 09:30"),
        # Over the noon break of a Friday.
        ("2026-02-06 10:30", "2026-02-06 14:00"),
    ],
)
def test_two_hours_of_work_end_at_the_right_clock_time(arrival, finished):
    written = agency(
        positions={"loket": post("dinas")}, services={"a": service(steps={"x": step("loket", "2 jam")})}, calendar={}
    )
    played = play(written, [("a", minute(arrival))])
    assert played.finished(0) == minute(finished)


def digest(log: Log) -> str:
    """A number for everything that a log says."""
    content = blake2b(digest_size=16)
    for table in ("cases", "visits"):
        for name, column in log.decoded(table).items():
            content.update(f"{name}:{','.join(map(str, column.tolist()))}".encode())
    return content.hexdigest()


def logs() -> dict[str, str]:
    """The digests of the first replication of some scenarios, of work that has no tables of a mathematics library."""
    found = {}
    theory = scenarios() / "theory"
    for name in ("jackson-choices", "merging-constant", "priorities"):
        scenario = load(theory / f"{name}.yaml")
        scenario = scenario.changed(run=scenario.run.changed(observe="8 days", settle_before_change="2 days"))
        found |= digests(name, scenario)
    for file in sorted((theory / "golden").glob("*.yaml")):
        found |= digests(f"golden/{file.stem}", load(file))
    return found


def digests(name: str, scenario: Scenario) -> dict[str, str]:
    """The digests of all alternatives of a scenario."""
    return {
        f"{name}/{alternative}": digest(run(prepare(scenario, alternative), 0))
        for alternative in ("baseline", *scenario.alternatives)
    }


def test_logs_are_what_they_were():
    """If a rule has changed: say so in the changelog under "Results change", and run `python -m tests.golden.renew`."""
    assert logs() == parse_yaml(GOLDEN.read_text(encoding="utf-8"), str(GOLDEN), []).plain()
