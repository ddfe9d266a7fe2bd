"""Whatever stands where a value belongs is read or refused with words; nothing else comes out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from orgsim import spec
from orgsim.assumptions import Assumptions, ledger
from orgsim.distributions import DISTRIBUTIONS
from orgsim.distributions.work import DelayWork, Work
from orgsim.spec import faults_of

FIELDS = [
    "Count", "Date", "Delay", "Effort", "Factor", "Growth", "Level", "Money", "Period", "Promise", "Rate", "Share",
    "StaffId", "Text", "UnitId", "Weight",
]  # fmt: skip
words = st.sampled_from(
    ["15 min", "3 hari kerja", "12 %", "Rp 5", "30/hari", "gamma", "norm", "1e9 h", "", "\x00", "٣ min"]
)
atoms = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | words | st.dates()
names = st.sampled_from([
    "mean", "scv", "family", "basis", "law", "low", "mode", "high", "values", "weights", "phases", "value", "source",
    "range", "overrides", "id", "en",
])  # fmt: skip
keys = names | st.sampled_from([*DISTRIBUTIONS, *ledger()]) | st.text(max_size=5) | st.integers(0, 9)
anything = st.recursive(atoms, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4))
families = st.fixed_dictionaries(
    {"family": st.sampled_from(sorted(DISTRIBUTIONS))},
    optional={
        name: atoms | st.lists(atoms, max_size=3) for name in ("mean", "scv", "low", "mode", "high", "values", "phases")
    },
)
READERS = {name: TypeAdapter(getattr(spec, name)) for name in FIELDS} | {
    cls.__name__: TypeAdapter(cls) for cls in (Work, DelayWork, Assumptions)
}


def read_or_refuse(reader, value):
    try:
        read = reader.validate_python(value)
    except ValidationError as error:
        told = faults_of(error)
        assert told
        assert all(str(fault) for fault in told)
    else:
        written = reader.dump_python(read, mode="json")
        assert reader.validate_python(written) == read


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@given(value=anything)
def test_anything_is_read_or_refused(reader, value):
    read_or_refuse(reader, value)


@given(value=families)
def test_any_parameters_of_a_family_are_read_or_refused(value):
    read_or_refuse(READERS["Work"], value)


@given(value=st.dictionaries(st.sampled_from(sorted(ledger())), atoms, max_size=3))
def test_any_overrides_are_read_or_refused(value):
    read_or_refuse(READERS["Assumptions"], value)
