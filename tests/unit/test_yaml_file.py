"""From text to a tree with lines, to bare values with their evidence, to faults with file and line; and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from orgsim.errors import Fault, InputError
from orgsim.organisation.agency import Agency
from orgsim.scenario.evidence import unwrap
from orgsim.scenario.references import MOST_BYTES
from orgsim.scenario.yaml_file import load, load_agency, load_text, write
from orgsim.scenario.yaml_parser import DEEPEST, parse_yaml
from orgsim.scenario.yaml_tree import core_scalar

SMALL = """\
title: Kantor kecil
agency:
  title: Dinas
  units: {dinas: {title: Dinas}}
  positions:
    loket: {title: Loket, unit: dinas, headcount: 2}
  services:
    ktp:
      title: KTP
      steps:
        terima: {by: loket, work: 5 min}
demand:
  ktp: {per_day: 20}
run: {from: 2026-01-05}
"""


def refused(text: str | bytes, file: str | None = None) -> tuple[Fault, ...]:
    with pytest.raises(InputError) as caught:
        load_text(text, file)
    return caught.value.faults


def parsed(text: str) -> object:
    return parse_yaml(text, None, []).plain()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"), ("010", 10), ("1e3", 1000.0), ("0x1F", 31), ("0o17", 15), ("~", None), ("", None), ("true", True),
        ("yes", "yes"), ("12:30", "12:30"), ("2026-07-01", "2026-07-01"), (".5", 0.5), ("1_000", "1_000"), ("-3", -3),
    ],
)  # fmt: skip
def test_plain_scalars_mean_what_yaml_1_2_says(written, meant):
    assert core_scalar(written) == meant
    assert type(core_scalar(written)) is type(meant)


def test_quotes_keep_a_text():
    assert parsed("a: '12'\nb: \"no\"\nc: |\n  12\n") == {"a": "12", "b": "no", "c": "12\n"}


def test_keys_are_texts():
    assert parsed("2026: a\n2026-07-01: b\n~: c") == {"2026": "a", "2026-07-01": "b", "~": "c"}


def test_every_part_knows_its_line():
    tree = parse_yaml("a:\n  - 1\n  - b: 2\n    c: 3\nd: {e: 4,\n    f: 5}", "x.yaml", [])
    lines = {(): 1, ("a",): 1, ("a", 0): 2, ("a", 1): 3, ("a", 1, "c"): 4, ("d", "f"): 6, ("a", 1, "nowhere"): 3}
    assert {path: tree.place(path) for path in lines} == {path: ("x.yaml", line) for path, line in lines.items()}


def test_aliases_and_merges_are_read():
    assert parsed("a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}\nc: *x") == {
        "a": {"p": 1, "q": 2}, "b": {"q": 3, "p": 1}, "c": {"p": 1, "q": 2},
    }  # fmt: skip


def test_windows_line_ends_and_a_byte_order_mark_are_read():
    scenario = load_text(("\ufeff" + SMALL).replace("\n", "\r\n").encode())
    assert scenario == load_text(SMALL)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "the file is empty"),
        ("# nothing\n", 1, "the file is empty"),
        ("- a\n- b\n", 1, "a scenario is a mapping"),
        ("just words", 1, "a scenario is a mapping"),
        ("a: 1\n---\nb: 2\n", 2, "more than one document"),
        ("a:\n\tb: 1\n", 2, "a tab stands where"),
        ("a: [1, 2\nb: 3\n", 2, "cannot be read as YAML"),
        ("a: b: c\n", 1, "a key stands where none can be"),
        ("a: 'open\n", 2, "cannot be read as YAML"),
        ("a: *nowhere\n", 1, "nothing is marked &nowhere"),
        ("a: &x [*x]\n", 1, "stands within what it stands for"),
        ("? [1, 2]\n: a\n", 1, "a key is a name"),
        ("a: \x00\n", 1, "cannot be read as YAML"),
        ("x: " + "[" * (DEEPEST + 1), 1, f"deeper than {DEEPEST} levels"),
    ],
    ids=range(14),
)
def test_what_is_no_scenario_at_all_is_told_in_one_sentence(text, line, words):
    (fault,) = refused(text, "x.yaml")
    assert (fault.file, fault.line) == ("x.yaml", line)
    assert words in str(fault)


def test_a_key_twice_is_told_with_both_lines():
    (fault,) = refused(SMALL + "demand:\n  ktp: {per_day: 3}\n")
    assert fault.line == 15
    assert "written twice; it was first on line 12" in str(fault)


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!include", "!!binary"])
def test_no_tag_is_acted_on(tag):
    (fault,) = refused(SMALL.replace("title: Loket", f"title: {tag} Loket"))
    assert fault.line == 6
    assert "tags such as" in str(fault)


def test_a_comma_that_cuts_a_text_is_pointed_at():
    (fault,) = refused(SMALL.replace("headcount: 2", "monthly_cost: Rp 4,5 juta"))
    assert fault.line == 6
    assert "before “5 juta”. Put it between quotes" in str(fault)


def test_what_is_not_utf_8_is_told_with_its_line():
    (fault,) = refused(SMALL.encode() + "judul: café".encode("latin-1"), "x.yaml")
    assert (fault.line, str(fault.message)) == (15, "the file is not UTF-8")


def test_aliases_cannot_make_a_small_file_large():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    (fault,) = refused("\n".join(lines))
    assert fault.line == 6
    assert "aliases counted each time" in str(fault)


def test_a_large_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "large.yaml"
    path.write_text(SMALL + "# " + "x" * 2 * MOST_BYTES)
    with pytest.raises(InputError, match=r"the file has 10\.0 million bytes; 5 at most are read"):
        load(path)


# ---------------------------------------------------------------- shape


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("headcount: 2", "headcuont: 2", 6, 'Did you mean "headcount"?'),
        ("headcount: 2", "headcount: two", 6, "a whole number is needed"),
        ("headcount: 2", "headcount: 2.5", 6, "a whole number is needed"),
        ("headcount: 2", "headcount: -2", 6, "it must be 0 or more"),
        ("headcount: 2", "headcount: 1000000", 6, "it must be 10000 or less"),
        ("headcount: 2", "head: 7", 6, "true or false"),
        ("work: 5 min", "work: 5", 11, "has no measure"),
        ("work: 5 min", "work: -5 min", 11, "-5"),
        ("work: 5 min", "work: 0 min", 11, "a mean duration is above 0"),
        ("work: 5 min", "work: {mean: 5 min, famly: gamma}", 11, "famly"),
        ("  positions:", "  position:", 5, 'Did you mean "positions"?'),
        ("title: KTP", "title: 7", 9, "a text is needed"),
        ("title: KTP", "titel: KTP", 9, 'Did you mean "title"?'),
        ("{per_day: 20}", "{per_day: 20, every: 10 min}", 13, "said in several ways"),
        ("{per_day: 20}", "[20]", 13, "a mapping is needed"),
        ("run: {from: 2026-01-05}", "run: {from: 5 January}", 14, "is not a date"),
        ("run: {from: 2026-01-05}", "run: {from: 2026-01-05, seed: -1}", 14, "it must be 0 or more"),
        ("run: {from: 2026-01-05}", "run: {from: 2026-01-05, min_replications: 9, max_replications: 3}", 14, "fewest"),
        ("run: {from: 2026-01-05}", "", 1, "“run” is missing"),
        ("units: {dinas: {title: Dinas}}", "units: {}", 4, "at least 1"),
        ("ktp: {per_day", "KTP baru: {service: KTP baru, per_day", 13, "is not a name"),
    ],
)
def test_a_misshapen_value_is_told_at_its_line(old, new, line, words):
    assert SMALL.count(old) == 1
    faults = refused(SMALL.replace(old, new))
    assert (faults[0].line, words in str(faults[0])) == (line, True), faults


def test_the_operation_that_was_meant_is_named():
    plan = (
        "alternatives:\n  a:\n    title: A\n    plan:\n      - on: 2026-07-01\n        do:\n        - {operation: %s}\n"
    )
    (fault,) = refused(SMALL + plan % "merge_unit, units: [dinas]")
    assert (fault.line, fault.dotted_path()) == (21, "alternatives.a.plan[0].do[0].operation")
    assert 'Did you mean "merge_units"?' in str(fault)
    (fault,) = refused(SMALL + plan % "rename_unit, unit: dinas, titel: Baru")
    assert (fault.line, 'Did you mean "title"?' in str(fault)) == (21, True)


# ---------------------------------------------------------------- evidence


def test_evidence_is_kept_beside_bare_values():
    text = SMALL.replace("per_day: 20", "per_day: {value: 20, source: S1, basis: measured, note: 2025}")
    scenario = load_text(text.replace("run:", "sources: {S1: Buku tamu}\nrun:"))
    bare = load_text(SMALL.replace("run:", "sources: {S1: Buku tamu}\nrun:"))
    assert scenario.model_dump() == bare.model_dump()
    (evidence,) = scenario.evidence
    assert (evidence.path, evidence.basis, evidence.source) == (("demand", "ktp", "per_day"), "measured", "S1")


@pytest.mark.parametrize(
    ("wrapped", "words"),
    [
        ("{value: 5 min, basis: assumed}", "what is assumed needs a range"),
        ("{value: 5 min}", "what is assumed needs a range"),
        ("{value: 5 min, basis: measured}", "what is measured needs a source"),
        ("{value: 5 min, basis: stated, range: [1 min, 9 min]}", "what is stated needs a source"),
        ("{value: 5 min, basis: guess, range: [1 min, 9 min]}", "is no basis"),
        ("{value: 5 min, basis: assumed, range: [6 min, 9 min]}", "is not between"),
        ("{value: 5 min, basis: assumed, range: [9 min, 1 min]}", "Swap the two"),
        ("{value: 5 min, basis: assumed, range: [1, 9]}", "not written like the value"),
        ("{value: 5 min, basis: assumed, range: 1 min}", "two values, low and high"),
        ("{value: 5 min, basis: stated, source: Q7}", "there is no source Q7"),
        ("{value: 5 min, basis: stated, sourse: words}", 'Did you mean "source"?'),
    ],
)
def test_evidence_that_proves_nothing_is_refused(wrapped, words):
    faults = refused(SMALL.replace("work: 5 min", f"work: {wrapped}"))
    assert {fault.line for fault in faults} == {11}
    assert any(words in str(fault) for fault in faults)


def test_sources_may_be_words_or_ids_of_the_ledger():
    for source in ("told by the head of the office", "F20"):
        load_text(SMALL.replace("work: 5 min", f"work: {{value: 5 min, source: {source}}}"))


def test_what_a_source_is_called_may_be_in_both_languages():
    both = SMALL.replace("run:", "sources: {S1: Buku tamu, S2: {id: Wawancara, en: Interview}}\nrun:")
    sources = load_text(both.replace("work: 5 min", "work: {value: 5 min, source: S2}")).sources
    assert {id: (text.id, text.en) for id, text in sources.items()} == {
        "S1": ("Buku tamu", "Buku tamu"),
        "S2": ("Wawancara", "Interview"),
    }
    (fault,) = refused(both.replace("en: Interview", "nl: Gesprek"))
    assert fault.path[:2] == ("sources", "S2")


def test_the_tree_as_written_stays():
    tree = parse_yaml("a: {value: 1, source: words}", None, [])
    bare, _ = unwrap(tree, [])
    assert tree.plain() == {"a": {"value": 1, "source": "words"}}
    assert bare.plain() == {"a": 1}


# ---------------------------------------------------------------- files


def in_files(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder / "scenario.yaml"


def split(**changes: str) -> dict[str, str]:
    """The small scenario with its agency in a file of its own."""
    before, _, rest = SMALL.partition("agency:\n")
    agency, _, after = rest.partition("demand:\n")
    inner = "".join(line[2:] for line in agency.splitlines(keepends=True))
    return {"scenario": f"{before}agency: agency.yaml\ndemand:\n{after}", "agency": inner} | changes


def test_parts_in_other_files_are_put_together(tmp_path):
    scenario = load(in_files(tmp_path, **split()))
    assert scenario.model_dump() == load_text(SMALL).model_dump()
    assert scenario.file == str(tmp_path / "scenario.yaml")


def test_a_fault_names_the_file_that_it_is_in(tmp_path):
    path = in_files(tmp_path, **split(agency=split()["agency"].replace("unit: dinas", "unit: dina")))
    with pytest.raises(InputError) as caught:
        load(path)
    (fault,) = caught.value.faults
    assert (fault.file, fault.line) == (str(tmp_path / "agency.yaml"), 4)
    assert fault.dotted_path() == "agency.positions.loket.unit"


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ("agenci.yaml", 'Did you mean "agency.yaml"?'),
        ("/agency.yaml", "not from the root"),
        ("C:\\agency.yaml", "not from the root"),
        ("scenario.yaml", "leads back to itself"),
        ("folder.yaml", "there is no file"),
    ],
)
def test_a_file_that_cannot_be_taken_is_told_and_nothing_else(tmp_path, named, words):
    (tmp_path / "folder.yaml").mkdir()
    texts = split()
    path = in_files(
        tmp_path, **texts | {"scenario": texts["scenario"].replace("agency: agency.yaml", f"agency: {named}")}
    )
    with pytest.raises(InputError) as caught:
        load(path)
    assert len(caught.value.faults) == 1
    assert words in str(caught.value)


def test_an_agency_can_be_read_by_itself(tmp_path):
    path = in_files(tmp_path, **split())
    assert load_agency(tmp_path / "agency.yaml") == load(path).agency == load_agency(path)
    with pytest.raises(InputError, match="describes an agency, not a scenario"):
        load(tmp_path / "agency.yaml")


def test_an_agency_by_itself_does_not_know_the_sources_of_its_scenario(tmp_path):
    texts = split(agency=split()["agency"].replace("work: 5 min", "work: {value: 5 min, source: S1}"))
    path = in_files(tmp_path, **texts | {"scenario": texts["scenario"] + "sources: {S1: Buku tamu}\n"})
    assert load_agency(tmp_path / "agency.yaml") == load(path).agency


def test_an_agency_that_is_written_reads_the_same_and_is_canonical():
    agency = load_text(SMALL).agency
    text = write(agency)
    again = Agency.model_validate(parsed(text))
    assert again == agency
    assert write(again) == text
    turned = agency.model_copy(update={"positions": dict(reversed(agency.positions.items()))})
    assert write(turned) == text
    assert "work: 5 min" in text


def test_a_plan_is_written_as_people_write_it():
    plan = (
        "alternatives: {a: {title: A, plan: [{on: 2026-07-01, do: [{operation: rename_unit, unit: dinas, title: B}]}]}}"
    )
    written = write(load_text(f"{SMALL}{plan}\n").alternatives["a"].plan)
    assert parsed(written) == [
        {"on": "2026-07-01", "do": [{"operation": "rename_unit", "unit": "dinas", "title": "B"}]}
    ]
