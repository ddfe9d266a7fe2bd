"""Run: what is compared, how exactly, how far it is; the page may be closed meanwhile."""

from __future__ import annotations

import streamlit as st

from dashboard import examples, keeping, running, state
from dashboard.figures.progress import show_progress
from dashboard.words import language, plain, words
from orgsim.analysis.open_rows import DRAWS
from orgsim.errors import Message, message
from orgsim.language import format_duration
from orgsim.report.amounts import Amount, Plain
from orgsim.scenario.scenario import Scenario
from orgsim.store import DRAW_WORTH, RUN_STATES, Asked, Run, StoreError

QUICK, USUAL, FINE, OWN = "quick", "usual", "fine", "own"
FEW = 5
_LISTED = 12


def ways(scenario: Scenario) -> dict[str, Message]:
    """Return the degrees of precision, in words."""
    least, most = scenario.run.replications
    usual = (
        message("usual: {least} repetitions", least=least)
        if least == most
        else message(
            "usual: up to {precision} of the mean, {least} to {most} repetitions",
            precision=Amount(scenario.run.precision, "share"),
            least=least,
            most=most,
        )
    )
    return {
        QUICK: message("a first look: {count} repetitions", count=FEW),
        USUAL: usual,
        FINE: message("twice as exact: {count} repetitions", count=4 * least),
        OWN: message("a number of my own"),
    }


def asked(now: state.Draft, earlier: tuple[Run, ...]) -> None:
    """Show what can be asked for, and ask for it."""
    scenario = now.scenario
    titles = {name: plain(one.title) for name, one in scenario.alternatives.items()}
    names = list(titles)
    if not names:
        st.info(words(message("This scenario has no alternative yet: make a proposal first.")))
        st.page_link("screens/proposal.py", label=words(message("To the proposal")), icon=":material/edit_note:")
        return
    at_hand = state.alternative()
    kept = [name for name in state.recall("run_alternatives", []) if name in names]
    chosen = st.multiselect(
        words(message("Alternatives to compare")),
        names,
        default=kept or [at_hand or names[0]],
        format_func=titles.__getitem__,
        placeholder=plain(message("Choose alternatives")),
        key=f"alternatives:{now.generation}",
    )
    known = {way: plain(text) for way, text in ways(scenario).items()}
    way = st.segmented_control(
        words(message("Precision")),
        list(known),
        default=state.recall("run_precision", USUAL),
        format_func=known.__getitem__,
        required=True,
        key="precision",
    )
    count = None
    if way == OWN:
        count = int(
            st.number_input(
                words(message("Repetitions of the simulation")),
                min_value=2,
                max_value=2000,
                value=int(state.recall("run_count", 50)),
                step=10,
                key="count",
                help=words(message("Four times as many make the intervals half as wide.")),
            )
        )
    uncertain = st.toggle(
        words(message("With uncertain assumptions")),
        value=bool(state.recall("run_uncertain", False)),
        key="uncertain",
        help=words(
            message(
                "Every number that is not measured is drawn from its range, {count} times over. Beside the interval of "
                "chance there is then a second one, which more repetitions never narrow; and you learn which numbers "
                "to measure first.",
                count=DRAWS,
            )
        ),
    )
    st.caption(
        words(
            message(
                "Tells whether the conclusion survives what nobody has measured. It costs about as much time as "
                "{count} more repetitions.",
                count=round(DRAWS * DRAW_WORTH),
            )
        )
    )
    with st.expander(words(message("More choices"))):
        as_it_is = plain(message("As it is"))
        baseline = st.selectbox(
            words(message("Compared with")),
            ["baseline", *(name for name in names if name not in chosen)],
            format_func=lambda name: titles.get(name, as_it_is),
            key=f"baseline:{now.generation}",
        )
        controls = st.checkbox(
            words(message("Add the two controls: do nothing, and rename every unit. Both must change nothing.")),
            value=bool(state.recall("run_controls", False)),
            key="controls",
        )
        shown_seed = min(scenario.run.seed, 2**53 - 1)  # what a browser can hold; untouched, the scenario's own is used
        seed = st.number_input(
            words(message("Seed of chance: the same seed, the same citizens")),
            min_value=0,
            max_value=2**53 - 1,
            value=shown_seed,
            step=1,
            key=f"seed:{now.generation}",
        )
        note = st.text_input(words(message("Note for the list of runs")), max_chars=200, placeholder="", key="note")
    for key, value in (
        ("alternatives", chosen),
        ("precision", way),
        ("count", count),
        ("controls", controls),
        ("uncertain", uncertain),
    ):
        if value is not None:
            state.remember(f"run_{key}", value)
    least, most = scenario.run.replications
    replications = {QUICK: FEW, USUAL: None, FINE: 4 * least, OWN: count}[way or USUAL]
    structures = len(chosen) + 1 + 2 * controls
    draws = DRAWS if uncertain else 0
    expected = running.seconds_expected(scenario, structures, replications or least, earlier, draws)
    first = running.seconds_expected(scenario, structures, 1, earlier)
    longest = None
    if replications is None and most > least:
        longest = running.seconds_expected(scenario, structures, most, earlier, draws)
    rests_on = words(message("Estimated from earlier runs, where there are any."))
    st.caption(words(_how_long(expected, longest, first)), help=rests_on)
    if st.button(
        words(message("Run the comparison")), type="primary", icon=":material/play_arrow:", disabled=not chosen
    ):
        wanted = Asked(
            alternatives=tuple(chosen),
            baseline=str(baseline),
            controls=controls,
            seed=None if int(seed) == shown_seed else int(seed),
            replications=replications,
            draws=draws,
        )
        kept_as = (now.id, now.version) if now.saved else (None, None)
        with keeping.telling():
            store = keeping.store()
            name = store.jobs.submit(
                running.text_of(scenario), wanted, scenario=kept_as[0], version=kept_as[1], note=note or ""
            )
            running.look_at(name)
            store.jobs.ensure_worker()
            st.rerun()


def _how_long(expected: float, longest: float | None, first: float) -> Message:
    texts = {"short": format_duration(max(1.0, expected), language()), "first": format_duration(first, language())}
    if longest is not None:
        return message(
            "Takes about {short}, at most {longest} if the intervals stay wide; the first numbers come after {first}.",
            longest=format_duration(longest, language()),
            **texts,
        )
    return message("Takes about {short}; the first numbers come after {first}.", **texts)


def listed(runs: tuple[Run, ...]) -> None:
    """Show the runs that there are, each with a link of its own."""
    if not runs:
        return
    st.subheader(words(message("Runs so far")))
    for run in runs[:_LISTED]:
        about = {"title": run.title, "state": RUN_STATES[run.state], "date": run.submitted.astimezone().date()}
        if run.done == 1:
            text = message("{title}: {state}, one repetition, {date}", **about)
        else:
            text = message("{title}: {state}, {count} repetitions, {date}", count=Plain(run.done), **about)
        st.page_link(
            "screens/results.py" if not run.state.open else "screens/run.py",
            label=words(text) if (note := examples.note_of(run)) is None else f"{words(text)} ({words(note)})",
            icon=":material/compare_arrows:" if not run.state.open else ":material/hourglass_top:",
            query_params={"run": run.id, "lang": str(language())},
        )


st.title(words(message("Run")))
runs: tuple[Run, ...] = ()
with keeping.telling():
    runs = keeping.store().runs.list(limit=50)
name = running.asked_for()
if name is not None:
    try:
        keeping.store().runs.get(name)
    except StoreError as error:
        from dashboard.shell import show_faults

        running.leave()
        show_faults(error, message("This run cannot be shown:"))
        name = None
if name is not None:
    running.look_at(name)
    show_progress(name)
    st.divider()
    if state.draft() is not None:
        st.subheader(words(message("Another run")))
if name is None or state.draft() is not None:
    asked(state.needed(), runs)
listed(runs)
if (opened := state.draft()) is not None:
    running.get_ready(opened.scenario)
