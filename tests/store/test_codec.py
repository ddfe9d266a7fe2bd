"""Values of orgsim come back from the store as they were, and nothing but values does."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgsim.analysis.windows import Window
from orgsim.errors import message
from orgsim.measures import WorkingTime
from orgsim.simulation.log import Outcome
from orgsim.spec import LocalisedText
from orgsim.store.codec import CodecError, decode, encode, pack, pack_text, unpack, unpack_text
from orgsim.store.run_records import RunState

PLAIN = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(), st.dates(), st.sampled_from(Outcome)
)
KEYS = st.one_of(st.text(), st.integers(), st.tuples(st.text(), st.integers()))
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.tuples(inner, inner),
        st.dictionaries(KEYS, inner, max_size=4),
        st.dictionaries(st.text("!ab"), inner, max_size=2),
    ),
)


@given(VALUES)
def test_every_value_comes_back(value):
    assert unpack(pack(value)) == value
    assert list(map(type, [unpack(pack(value))])) == [type(value)]


@pytest.mark.parametrize(
    "value",
    [
        Window("whole", 0, 5, message("month {month} after the change", month=3)),
        message("{a} and {b}", a=message("locked"), b=[WorkingTime(days=2), LocalisedText("Loket", "Counter")]),
        RunState.DONE,
        dt.datetime(2026, 11, 22, 8, 30, tzinfo=dt.UTC),
        frozenset({1, 2}),
        float("inf"),
        {"!tuple": [1]},
        0.1 + 0.2,
        5e-324,
        -0.0,
    ],
    ids=repr,
)
def test_values_of_orgsim_come_back(value):
    again = unpack_text(pack_text(value))
    assert again == value
    assert type(again) is type(value)
    assert repr(again) == repr(value)


def test_numbers_and_arrays_of_numpy_come_back_to_the_bit():
    array = np.array([[1.5, np.nan], [np.inf, -0.0]])
    again = unpack(pack({"a": array, "n": np.int64(7), "x": np.float64(0.1)}))
    assert again["a"].tobytes() == array.tobytes()
    assert (again["n"], again["x"]) == (7, 0.1)


@pytest.mark.parametrize(
    "written",
    [
        {"!os:system": "echo"},
        {"!errors:OrgsimError": {}},
        {"!store.worker:Worker": {"database": 1}, "x": 1},
        {"!registry:Registry": {"package": "os"}},
        {"!store.store:open_store": {"address": "x"}},
        {"!analysis.windows:dataclass": {}},
        {"!analysis.windows:Window.__class__": {}},
        {"!nowhere:Nothing": {}},
        {"!analysis.windows:Window": {"name": "x", "unknown": 1}},
    ],
    ids=json.dumps,
)
def test_what_is_no_value_of_orgsim_is_not_read(written):
    if len(written) == 1:
        with pytest.raises(CodecError):
            unpack_text(json.dumps(written))
    else:
        assert isinstance(decode(written), dict)


@pytest.mark.parametrize("value", [object(), print, {1: open}, Exception("x")], ids=repr)
def test_what_is_no_value_is_not_written(value):
    with pytest.raises(CodecError):
        encode(value)


@pytest.mark.parametrize("content", [b"", b"x", b"\x00" * 20, pack("x")[:-3]], ids=repr)
def test_half_a_value_is_not_read(content):
    with pytest.raises(CodecError):
        unpack(content)
