"""Start: what this says and what not, an example to open at once, and the way from analysis to decision."""

from __future__ import annotations

import streamlit as st

from dashboard import examples, keeping, path, state
from dashboard.words import data, words
from orgsim.errors import Message, message
from orgsim.scenario.scenario import Scenario
from orgsim.store import RunState

st.title(words(message("What changes when the organisation changes?")))
st.markdown(
    words(
        message(
            "orgsim sends the same citizens, day by day, through the organisation as it is and through what is "
            "proposed, and tells what becomes of waiting, backlog, load and cost: in the months of transition, and "
            "once it has settled."
        )
    )
)


def example_card(name: str, scenario: Scenario, first: bool) -> None:
    with st.container(border=True, height="stretch", vertical_alignment="distribute"):
        with st.container():
            st.markdown(f"**{data(scenario.title)}**")
            titles = tuple(one.title for one in scenario.alternatives.values())
            few = titles if len(titles) <= 3 else (*titles[:3], "…")
            st.caption(words(message("{agency}. Alternatives: {few}", agency=scenario.agency.title, few=few)))
        with keeping.telling():
            run = examples.run_of(name)
            done = run is not None and run.state is RunState.DONE
            label = message("Open with its results") if done else message("Open and compute")
            kind = "primary" if first else "secondary"
            if st.button(words(label), key=f"example:{name}", type=kind, width="stretch"):
                st.switch_page(examples.open_example(name))


def listed(sign: str, heading: Message, texts: tuple[Message, ...]) -> None:
    with st.container(border=True, height="stretch"):
        said = words(heading)
        lines = "\n".join(f"- {words(text)}" for text in texts)
        st.markdown(f":material/{sign}: **{said}**\n{lines}")


says, says_not = st.columns(2, gap="medium")
with says:
    listed(
        "check",
        message("It says"),
        (
            message("which of two structures serves citizens sooner, by how much, and how sure that is"),
            message("where work piles up, and that no reorganisation helps where the load exceeds what people can do"),
            message("what the months of change cost: slower work, training, people who wait for their new post"),
            message("which assumptions the answer hangs on, and which numbers are worth measuring"),
        ),
    )
with says_not:
    listed(
        "close",
        message("It does not say"),
        (
            message("how long one citizen will wait on a given day: differences between structures are firmer"),
            message("whether a reorganisation is lawful, fair or wanted: that is for people to decide"),
            message("anything of single employees: posts are known by number, never by name"),
            message("more than its numbers: what is assumed is marked, and “not separable yet” is an answer, too"),
        ),
    )

examples.prepare_in_background()
st.subheader(words(message("Look at a finished example")))
for begin in range(0, len(examples.names()), 3):
    for column, name in zip(st.columns(3, gap="medium"), examples.names()[begin : begin + 3], strict=False):
        with column:
            example_card(name, examples.example(name), name == examples.names()[0])

st.subheader(words(message("From analysis to decision")))
now = state.draft()
if now is None:
    st.caption(words(message("Open an example, or begin with your own office: the marks show how far you are.")))
else:
    st.caption(words(message("How far “{title}” is:", title=now.scenario.title)))
stages = path.stages()
for row in (stages[:3], stages[3:]):
    for column, stage in zip(st.columns(3, gap="medium"), row, strict=True):
        with column.container(border=True, height="stretch"):
            sign = "check_circle" if stage.done else "radio_button_unchecked"
            number = stages.index(stage) + 1
            st.page_link(stage.page, label=f"{number}. {words(stage.title)}", icon=f":material/{sign}:")
            st.caption(words(stage.about))
            mark = words(message("done") if stage.done else message("to do"))
            st.caption(f":green[**{mark}**]" if stage.done else mark)
