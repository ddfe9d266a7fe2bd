"""The citizens of one replication, as the engines meet them."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, eq=False)
class Requests:
    """The citizens of one replication, as the engines meet them: read-only arrays, one entry per case, in order of
    arrival.

    Attributes
    ----------
    key : uint64[n]
        Case key, ``uid(source) << 32 | index``.
    service, case_class, site : int32[n]
        Codes; `case_class` has a bit per attribute of the service; `site` is `ANY_SITE` for one place of service.
    arrived, due : int64[n]
        Ticks; a backlog has arrived before 0; `due` is -1 where nothing is promised. Of a case that follows another
        one, `arrived` is the time from the close of that one.
    expected : int64[n]
        The due time by which the citizen judges; -1 where nothing is expected.
    follows : int64[n]
        The case (its place here) after whose close the citizen comes again; -1 for all others.
    """

    key: npt.NDArray[np.uint64]
    service: npt.NDArray[np.int32]
    case_class: npt.NDArray[np.int32]
    site: npt.NDArray[np.int32]
    arrived: npt.NDArray[np.int64]
    due: npt.NDArray[np.int64]
    expected: npt.NDArray[np.int64]
    follows: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.key)

    def __getitem__(self, some: slice) -> Requests:
        """Return some of them, as they stand."""
        return Requests(*(getattr(self, field.name)[some] for field in fields(self)))
