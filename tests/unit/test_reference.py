"""What the program says of its operations, in both languages."""

from __future__ import annotations

import pytest

from orgsim.language import say
from orgsim.report.reference import operation_page, operations_table
from orgsim.report.tables import Table
from orgsim.restructuring.operation import OPERATIONS


def test_every_operation_is_explained_in_the_readers_language():
    for name, caption, summary in operations_table().rows:
        assert str(summary)[-1] == "."
        assert say(summary, "en") == str(summary)
        assert say(summary, "id") not in (str(summary), "", say(caption, "id")), name


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_field_is_explained_in_the_readers_language(name):
    (fields,) = (part for part in operation_page(name) if isinstance(part, Table))
    told = {str(meaning): say(meaning, "id") for *_, meaning in fields.rows if meaning}
    assert told
    assert not [text for text, indonesian in told.items() if text == indonesian]
