"""Operations as people write them, applied to the sample agency."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from orgsim.errors import OperationError
from orgsim.organisation.structure import approval_path
from orgsim.restructuring.operation import any_operation
from tests.samples import ON, sample

READ = TypeAdapter(any_operation()).validate_python


def after(operation, /, before=None, **fields):
    return READ({"operation": operation, **fields}).apply(before or sample(), on=ON)


def refused(operation, /, before=None, **fields):
    with pytest.raises(OperationError) as caught:
        after(operation, before, **fields)
    return [str(fault) for fault in caught.value.faults]


def chain(organisation, service="kk", step="paraf", **options):
    return [approver.position for approver in approval_path(organisation, service, step, **options)]
