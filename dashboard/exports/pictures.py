"""Figures as pictures for documents: black on white, drawn here, without a browser and without the network."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dashboard.figures.draw import chart_of
from dashboard.figures.style import WIDTH
from orgsim.language import Language, say

if TYPE_CHECKING:
    from orgsim.report.figures.figure import Figure

__all__ = ["to_png", "to_svg"]

_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
_SCALE = 2.5
"""Of a picture in pixels: sharp on paper at the width of a page."""


def to_svg(figure: Figure, language: Language) -> bytes:
    """Return the figure as SVG, with its title."""
    import vl_convert as convert

    return str(convert.vegalite_to_svg(json.dumps(_specification(figure, language)))).encode()


def to_png(figure: Figure, language: Language) -> bytes:
    """Return the figure as PNG, with its title."""
    import vl_convert as convert

    made = convert.vegalite_to_png(json.dumps(_specification(figure, language)), scale=_SCALE)
    return bytes(made)


def _specification(figure: Figure, language: Language) -> dict[str, Any]:
    made: dict[str, Any] = chart_of(figure, language, width=WIDTH).to_dict(validate=False)
    made["config"] |= {"background": "white", "font": _FONT, "padding": 12}
    made["title"] = {"text": say(figure.title, language), "anchor": "start", "fontSize": 14, "offset": 10}
    return made
