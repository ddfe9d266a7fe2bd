"""The chart as a part of a page: it draws nodes, and tells which of them the reader chose.

It is a component of Streamlit's second kind, without a frame of its own. Its program lies beside this file and is
handed over as text: nothing is fetched from anywhere, and nothing of it is made from data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.chart.nodes import Node
from dashboard.words import plain
from orgsim.errors import message

__all__ = ["organisation_chart"]

_HERE = Path(__file__).parent
_HTML = (
    '<div class="chart"><div class="bar"></div><div class="field"></div>'
    '<div class="quiet" aria-live="polite"></div></div>'
)


@cache
def _mount() -> Any:
    program = "\n".join((_HERE / name).read_text(encoding="utf-8") for name in ("layout.js", "chart.js"))
    css = (_HERE / "chart.css").read_text(encoding="utf-8")
    return st.components.v2.component("orgsim_chart", html=_HTML, css=css, js=program)


def organisation_chart(
    nodes: Sequence[Node],
    *,
    key: str,
    selected: Sequence[str] = (),
    on_select: Callable[[tuple[str, ...]], None] | None = None,
    memory: str | None = None,
    height: int = 460,
    across: bool | None = None,
) -> None:
    """Draw an organisation chart.

    Parameters
    ----------
    nodes
        The units, from `dashboard.chart.nodes.nodes_of`.
    key
        Key of the widget.
    selected
        Units that are chosen: the page keeps them, in a key of its own.
    on_select
        Called with the units when the reader chose others; without it, nothing can be chosen.
    memory
        Name under which zoom, place and folds are kept while the page changes; the key by default.
    height
        In pixels.
    across
        From the top down, or from left to right if False; None: as fits. The reader may turn it.
    """
    answer = st.session_state.get(key)
    stamp = int((answer or {}).get("selection", {}).get("stamp", 0))

    def chosen() -> None:
        if on_select is not None:
            on_select(tuple(str(id) for id in st.session_state[key]["selection"]["ids"]))

    _mount()(
        key=key,
        data={
            "nodes": [node.written() for node in nodes],
            "selected": list(selected),
            "stamp": stamp,
            "selectable": on_select is not None,
            "memory": memory or key,
            "height": height,
            "across": across,
            "words": _words(),
        },
        default={"selection": {"ids": [], "stamp": 0}},
        on_selection_change=chosen,
    )


def _words() -> dict[str, str]:
    texts = {
        "name": message("Organisation chart: arrows move, Enter chooses, left and right fold and unfold"),
        "closer": message("Larger"),
        "further": message("Smaller"),
        "whole": message("Whole"),
        "whole_long": message("Show the whole chart"),
        "turn": message("Turn"),
        "turn_long": message("Draw from the top down, or from left to right"),
        "unfold": message("Unfold"),
        "unfold_long": message("Show all levels"),
        "fold": message("Fold"),
        "fold_long": message("Show the top levels only"),
        "none_chosen": message("Click on units to choose them"),
        "chosen": message("# chosen"),
    }
    return {name: plain(text) for name, text in texts.items()}
