"""What is said of a scenario with known answers that is too short to give them."""

from __future__ import annotations

import pytest

from orgsim.analysis.known_answers import replicate
from orgsim.errors import SimulationError
from orgsim.resources import scenarios


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("max_drain: 400 hari kerja", "max_drain: 1 hari kerja", "run.max_drain: cases were left unfinished"),
        ("bersamaan: {every: 80 min}", "bersamaan: {every: 21600 h}", "run.observe: nothing was observed"),
    ],
)
def test_a_run_that_is_too_short_names_the_scenario_and_the_field(tmp_path, before, after, told):
    text = (scenarios() / "theory" / "outside.yaml").read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "outside.yaml"
    path.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(SimulationError) as raised:
        replicate((str(path), "baseline", 0))
    (fault,) = raised.value.faults
    assert str(fault).startswith(told)
    assert "Waiting for others and parallel branches" in str(fault)
