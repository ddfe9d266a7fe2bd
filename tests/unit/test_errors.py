"""Errors are values: they can be compared, sent to another process, and said where a person reads them."""

from __future__ import annotations

import pickle

import pytest

from orgsim import errors
from orgsim.errors import (
    Fault,
    InputError,
    Message,
    OperationError,
    OrgsimError,
    RegistryError,
    SimulationError,
    UnstableError,
    message,
)

KINDS = [InputError, OperationError, UnstableError, SimulationError, RegistryError]


@pytest.mark.parametrize("kind", KINDS)
def test_one_root_for_all(kind):
    assert issubclass(kind, OrgsimError)
    assert kind.__name__ in (errors.__doc__ or "")
    assert kind.__name__ in errors.__all__


def test_a_message_is_a_value():
    first, second = message("unit {name}", name="loket"), message("unit {name}", name="loket")
    assert first == second
    assert hash(first) == hash(second)
    assert first != message("unit {name}", name="kabid")
    assert str(first) == "unit loket"
    assert str(message("see {inner}", inner=first)) == "see unit loket"
    with pytest.raises(TypeError):
        first.parameters["name"] = "kabid"  # type: ignore[index]


def test_a_message_keeps_its_own_parameters():
    parameters = {"name": "loket"}
    told = Message("unit {name}", parameters)
    parameters["name"] = "kabid"
    assert str(told) == "unit loket"


@pytest.mark.parametrize("kind", [InputError, OperationError, UnstableError, SimulationError])
def test_an_error_goes_to_another_process_whole(kind):
    fault = Fault(message("unit {name}", name="loket"), ("units", 1), message("Write it"), "a.yaml", 3)
    error = pickle.loads(pickle.dumps(kind(fault, Fault(message("more")))))
    assert type(error) is kind
    assert error.faults == (fault, Fault(message("more")))
    assert str(error) == "a.yaml:3: units[1]: unit loket. Write it\nmore"


def test_a_fault_is_seen_from_further_up():
    fault = Fault(message("no"), ("units", 1)).under("plan", 0)
    assert fault.dotted_path() == "plan[0].units[1]"
    assert str(fault) == "plan[0].units[1]: no"
    assert Fault(message("no")).dotted_path() == ""
