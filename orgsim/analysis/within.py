"""Indicators that somebody asks for in words: the share finished within some times."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orgsim.analysis.kpi import Kpi

__all__ = ["kpis_within"]


def kpis_within(written: str | None) -> tuple[Kpi, ...]:
    """Return the indicators "share finished within …" of a list of working times.

    Raises
    ------
    InputError
        If one of them is no working time.

    Examples
    --------
    >>> [kpi.key for kpi in kpis_within("1 hari kerja, 1,5 jam")]
    ['share_within 1 working day', 'share_within 1.5 working h']
    """
    from orgsim.analysis.kpis.share_within import ShareWithin
    from orgsim.measures import parse_working_time

    texts = [] if written is None else [text for text in re.split(r"(?<=[A-Za-z])\s*[,;]\s*", written) if text.strip()]
    return tuple(ShareWithin(parse_working_time(text)) for text in texts)
