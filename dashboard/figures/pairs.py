"""Before and after, thing by thing: levels on the left, the difference with its interval on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dashboard.figures.style import AFTER, BAD, BEFORE, GOOD, ON_PHONE, UNDECIDED, broken, row_names, titled
from orgsim.errors import Message, message
from orgsim.language import Language, say, say_value
from orgsim.report.words import VERDICTS

if TYPE_CHECKING:
    from orgsim.report.figures.figure import Pair, Pairs

UNJUDGED: Final = message("not judged")
SIGNS: Final[dict[str, tuple[str, str]]] = {
    "better": (GOOD, "triangle-down"),
    "worse": (BAD, "triangle-up"),
    "practically_equal": (UNDECIDED, "square"),
    "not_separable": (UNDECIDED, "circle"),
    "": (AFTER, "diamond"),
}
"""Colour and shape of each verdict."""


def draw_pairs(drawing: Pairs, language: Language, width: int) -> Any:
    """Return one chart of both parts; its rows are drawn in the order of the figure."""
    import altair as alt

    levels, differences = draw_parts(drawing, language)
    if differences is None:
        return levels.properties(width=round(width * 0.7))
    wide, narrow = (round(width * share) for share in (0.42, 0.3))
    together = alt.hconcat(levels.properties(width=wide), differences.properties(width=narrow), spacing=28)
    return together.resolve_scale(color="independent", shape="independent")


def draw_parts(drawing: Pairs, language: Language, *, bare: bool = False) -> tuple[Any, Any]:
    """Return the chart of the levels, and that of the differences; no such one where nothing can be compared.

    Parameters
    ----------
    drawing
        What is shown.
    language
        For texts and numbers.
    bare
        Without legends and titles, so that two charts side by side have their rows at the same height.
    """
    import altair as alt

    names, titles = _names(drawing, language), structure_names(drawing, language)
    rows = alt.Scale(domain=names)
    beside = "split(datum.label, '\\n')"
    said = f"{ON_PHONE} ? '' : {beside}" if bare else beside
    labels = alt.Axis(labelExpr=said, labelLimit=320, domain=False, ticks=False, labelPadding=10)
    order = alt.Y("what:N", scale=rows, sort=None, title=None, axis=labels)
    levels = _levels(drawing, names, titles, language, order, bare).properties(height=alt.Step(36))
    over = _names_over(drawing, names, order, language) if bare else None
    if over is not None:
        levels = levels + over
    if all(pair.difference is None for pair in drawing.pairs):
        return levels, None
    unnamed = alt.Y("what:N", scale=rows, sort=None, title=None, axis=None)
    differences = _differences(drawing, names, language, unnamed, bare).properties(height=alt.Step(36))
    return levels, differences if over is None else differences + over.encode(y=unnamed)


def structure_names(drawing: Pairs, language: Language) -> tuple[str, str]:
    """Return what the two structures are called, never the same."""
    before, after = (say_value(title, language) for title in drawing.titles)
    return (before, after) if before != after else (say(message("before"), language), say(message("after"), language))


def verdicts_in(drawing: Pairs) -> tuple[str, ...]:
    """Return the verdicts that the differences have; "" for what nobody judges."""
    return tuple(dict.fromkeys(pair.verdict or "" for pair in drawing.pairs if pair.difference is not None))


def _names(drawing: Pairs, language: Language) -> list[str]:
    """Return the names of the rows, each different from all others."""
    names: list[str] = []
    for pair in drawing.pairs:
        name = "\n".join(broken(say_value(pair.what, language), 38, lines=2))
        names.append(name if name not in names else f"{name} ({names.count(name) + 1})")
    return names


def _names_over(drawing: Pairs, names: list[str], order: Any, language: Language) -> Any:
    import altair as alt

    rows = [
        {"what": name, "full": say_value(pair.what, language)} for name, pair in zip(names, drawing.pairs, strict=True)
    ]
    return row_names(alt.Data(values=rows), order, "full", above=14)


def _levels(
    drawing: Pairs, names: list[str], titles: tuple[str, str], language: Language, order: Any, bare: bool
) -> Any:
    import altair as alt

    factor = drawing.measure.factor
    ends, spans = [], []
    for name, pair in zip(names, drawing.pairs, strict=True):
        said = say_value(pair.what, language)
        for title, value in zip(titles, (pair.before, pair.after), strict=True):
            if value is not None:
                ends.append({"what": name, "full": said, "structure": title, "value": value * factor})
        if pair.before is not None and pair.after is not None:
            spans.append({"what": name, "before": pair.before * factor, "after": pair.after * factor})
    measure = say(drawing.measure.title, language)
    title = None if bare else broken(titled(drawing.up_title, drawing.measure, language))
    axis = alt.Axis(tickCount=5, labelOverlap=True)
    across = alt.X("value:Q", title=title, scale=alt.Scale(zero=True), axis=axis)
    line = (
        alt.Chart(alt.Data(values=spans))
        .mark_rule(strokeWidth=2, color="#b9bcc2")
        .encode(y=order, x=alt.X("before:Q", title=title), x2="after:Q")
    )
    filled = (
        alt.Chart(alt.Data(values=[end for end in ends if end["structure"] == titles[1]]))
        .mark_point(size=95, filled=True, shape="square", color=AFTER, opacity=1)
        .encode(y=order, x=across)
    )
    legend = None if bare else alt.Legend(symbolFillColor="transparent", symbolStrokeWidth=2)
    points = (
        alt.Chart(alt.Data(values=ends))
        .mark_point(size=95, strokeWidth=2, opacity=1)
        .encode(
            y=order,
            x=across,
            color=alt.Color("structure:N", scale=alt.Scale(domain=titles, range=[BEFORE, AFTER]), legend=legend),
            shape=alt.Shape("structure:N", scale=alt.Scale(domain=titles, range=["circle", "square"]), legend=legend),
            tooltip=[
                alt.Tooltip("full:N", title=say(message("What"), language)),
                alt.Tooltip("structure:N", title=say(message("Structure"), language)),
                alt.Tooltip("value:Q", title=measure, format=",.2f"),
            ],
        )
    )
    return line + filled + points


def _differences(drawing: Pairs, names: list[str], language: Language, order: Any, bare: bool) -> Any:
    import altair as alt

    factor = drawing.measure.factor
    rows = [
        {
            "what": name,
            "full": say_value(pair.what, language),
            "verdict": say(_verdict(pair), language),
            "difference": pair.difference * factor,
            "low": (pair.difference if pair.low is None else pair.low) * factor,
            "high": (pair.difference if pair.high is None else pair.high) * factor,
        }
        for name, pair in zip(names, drawing.pairs, strict=True)
        if pair.difference is not None
    ]
    met = verdicts_in(drawing)
    domain = [say(VERDICTS[one] if one else UNJUDGED, language) for one in met]
    colours = alt.Scale(domain=domain, range=[SIGNS[one][0] for one in met])
    shapes = alt.Scale(domain=domain, range=[SIGNS[one][1] for one in met])
    measure = say(drawing.measure.title, language)
    said = say(message("Difference with its 95 % interval, {measure}", measure=measure), language)
    title = None if bare else broken(said)
    base = alt.Chart(alt.Data(values=rows))
    axis = alt.Axis(tickCount=4, labelOverlap=True)
    across = alt.X("low:Q", title=title, scale=alt.Scale(zero=True), axis=axis)
    legend = None if bare or met == ("",) else alt.Legend()  # what nobody judges needs no word
    colour = alt.Color("verdict:N", scale=colours, legend=legend)
    zero = alt.Chart(alt.Data(values=[{"zero": 0}])).mark_rule(color="#8a8d93").encode(x="zero:Q")
    span = base.mark_rule(strokeWidth=2.4).encode(y=order, x=across, x2="high:Q", color=colour)
    points = base.mark_point(size=80, filled=True, opacity=1).encode(
        y=order,
        x=alt.X("difference:Q", title=title),
        color=colour,
        shape=alt.Shape("verdict:N", scale=shapes, legend=legend),
        tooltip=[
            alt.Tooltip("full:N", title=say(message("What"), language)),
            alt.Tooltip("difference:Q", title=say(message("Difference"), language), format="+,.2f"),
            alt.Tooltip("low:Q", title=say(message("from (95 %)"), language), format="+,.2f"),
            alt.Tooltip("high:Q", title=say(message("to (95 %)"), language), format="+,.2f"),
            alt.Tooltip("verdict:N", title=say(message("Verdict"), language)),
        ],
    )
    return zero + span + points


def _verdict(pair: Pair) -> Message:
    return VERDICTS[pair.verdict] if pair.verdict else UNJUDGED
