"""Every verb of the command line, asked as a user asks."""

from __future__ import annotations

import csv
import importlib
import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest

from orgsim.analysis.kpi import KPIS
from orgsim.cli.app import VERBS
from orgsim.resources import scenarios
from orgsim.restructuring.operation import OPERATIONS
from orgsim.scenario.yaml_file import load, load_agency
from orgsim.simulation.simulate import prepare

OFFICE = """\
title: {id: Kantor kecil, en: A small office}
agency:
  title: Dinas
  levels: [dinas, bidang]
  units:
    dinas: {title: Dinas, level: dinas}
    loket: {title: Bidang Loket, reports_to: dinas, level: bidang}
    arsip: {title: Bidang Arsip, reports_to: dinas, level: bidang}
  positions:
    kepala: {title: Kepala, unit: dinas, head: true}
    petugas: {title: Petugas, unit: loket, headcount: 2, monthly_cost: Rp 5 juta}
    arsiparis: {title: Arsiparis, unit: arsip, monthly_cost: Rp 5 juta}
  services:
    kk:
      title: {id: Kartu keluarga, en: Family card}
      promise: 1 hari kerja
      attributes: {rumit: 25 %}
      steps:
        terima: {by: petugas, work: 15 min, returns: {share: 10 %, to: terima}}
        periksa: {by: petugas, work: 10 min, only_for: rumit}
        arsip: {by: arsiparis, work: 12 min}
    surat:
      title: {id: Surat pindah, en: Moving certificate}
      steps:
        terima: {by: petugas, work: 12 min}
demand:
  kk: {per_day: 12}
  surat: {per_day: 10}
alternatives:
  merge:
    title: {id: Gabung, en: Merge}
    plan:
      - on: 2026-02-02
        do:
          - {operation: merge_units, units: [loket, arsip], into: pelayanan, title: Pelayanan, pool: all}
  fewer:
    title: {id: Kurangi petugas, en: Fewer clerks}
    plan:
      - on: 2026-02-02
        do:
          - {operation: change_posts, position: petugas, remove: 1}
run: {from: 2026-01-05, settle_before_change: 4 weeks, observe: 2 months, max_drain: 10 hari kerja, min_replications: 2}
"""


@pytest.fixture
def office(tmp_path):
    path = tmp_path / "office.yaml"
    path.write_text(OFFICE, encoding="utf-8")
    return path


# ---------------------------------------------------------------- the whole


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("language", ["en", "id"])
def test_every_verb_explains_itself(ask, verb, language):
    assert callable(importlib.import_module(f"orgsim.cli.{VERBS[verb].module}").command)
    code, out, _ = ask(verb, "--help", "--lang", language)
    assert code == 0
    assert verb in out
    assert "--lang" in out
    if language == "en":
        assert str(VERBS[verb].does) in " ".join(out.split())


def test_the_help_lists_every_verb_and_imports_none(ask):
    code, out, _ = ask("--help")
    assert code == 0
    assert [line.split()[0] for line in out.partition("Commands:")[2].splitlines() if line[:4].strip()] == list(VERBS)
    probe = (
        "import sys\nfrom orgsim.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(*(name for name in sys.modules if name.startswith('orgsim.')))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert not loaded & {f"orgsim.cli.{verb.module}" for verb in VERBS.values()}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["comparee"], "comparee"),
        (["check", "--no-such-option", "x.yaml"], "--no-such-option"),
        (["check"], "FILE"),
        (["check", "nowhere.yaml"], "nowhere.yaml: there is no such file"),
        (["run", "{office}", "--alternative", "mergee"], 'Did you mean "merge"?'),
        (["run", "{office}", "--engine", "warp"], 'there is no engine "warp"'),
        (["run", "{office}", "--visits", "visits.xls"], "visits.parquet"),
        (["run", "{office}", "--visits", "no-such-folder/visits.csv"], "no-such-folder: there is no such folder"),
        (["run", "{office}", "--totals", "--visits", "visits.csv"], "Leave out --totals"),
        (["compare", "{office}", "--precision", "5"], "--precision"),
        (["compare", "{office}", "--within", "5"], "--within"),
        (["compare", "{office}", "--baseline", "nothing"], 'there is no alternative "nothing"'),
        (["trace", "{office}"], "--list"),
        (["trace", "{office}", "--case", "kkk/1"], 'Did you mean "kk"?'),
        (["trace", "{office}", "--case", "kk/yesterday/1"], "kk/2026-01-05/1"),
        (["trace", "{office}", "--case", "kk/2026-01-10/1"], "there is no case"),
        (["operations", "merge_unit"], 'Did you mean "merge_units"?'),
        (["demo", "palembangg"], 'Did you mean "palembang"?'),
        (["operations", "--lang", "fr"], "id / en"),
    ],
    ids=lambda words: " ".join(words).replace("{office}", "FILE") if isinstance(words, list) else "",
)
def test_bad_input_ends_in_a_sentence_and_exit_code_2(ask, office, words, said):
    code, _, err = ask(*(word.format(office=office) for word in words))
    assert code == 2
    assert said in " ".join(err.split())


def test_check_tells_every_fault_of_every_file(ask, office, tmp_path):
    faulty = tmp_path / "faulty.yaml"
    faulty.write_text(
        OFFICE.replace("by: arsiparis", "by: arsipariss").replace("12 min}\ndemand", "12}\ndemand"), "utf-8"
    )
    code, out, err = ask("check", office, faulty, tmp_path / "nowhere.yaml")
    assert code == 2
    assert f"{office}: no fault" in out
    lines = err.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith(f"{faulty}:21: agency.services.kk.steps.arsip.by: ")
    assert lines[1].startswith(f"{faulty}:25: agency.services.surat.steps.terima.work: ")
    assert ask("check", office)[::2] == (0, "")


def test_lists_come_from_the_registries(ask):
    code, out, _ = ask("operations")
    assert code == 0
    assert set(OPERATIONS) <= {line.split()[0] for line in out.splitlines() if line.strip()}
    code, out, _ = ask("kpis")
    assert code == 0
    assert set(KPIS) <= {line.split()[0] for line in out.splitlines() if line.strip()}


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_is_explained_with_its_fields_and_an_example(ask, name):
    code, out, _ = ask("operations", name)
    assert code == 0
    for field in OPERATIONS[name].model_fields.keys() - {"operation"}:
        assert field in out
    assert f"- operation: {name}" in out


def test_schema_is_written_whole(ask, tmp_path):
    code, out, _ = ask("schema")
    assert code == 0
    assert ask("schema", "-o", tmp_path / "schema.json")[0] == 0
    assert json.loads((tmp_path / "schema.json").read_text("utf-8")) == json.loads(out)
    assert [path.name for path in tmp_path.iterdir()] == ["schema.json"]


# ---------------------------------------------------------------- structures


def test_a_plan_and_its_inverse_give_the_same_file(ask, office, tmp_path):
    for alternative in load(office).alternatives:
        assert ask("apply", office, alternative, "-o", tmp_path / f"{alternative}.yaml")[0] == 0
        inverse = tmp_path / f"{alternative}.inverse.yaml"
        assert ask("apply", inverse, "inverse", "-o", tmp_path / "back.yaml", "--force")[0] == 0
        assert ask("apply", office, "baseline", "-o", tmp_path / "before.yaml", "--force")[0] == 0
        assert (tmp_path / "back.yaml").read_bytes() == (tmp_path / "before.yaml").read_bytes()
        assert (tmp_path / f"{alternative}.yaml").read_bytes() != (tmp_path / "before.yaml").read_bytes()


def test_apply_writes_over_nothing_unless_told(ask, office, tmp_path):
    new = tmp_path / "new.yaml"
    new.write_text("mine", "utf-8")
    code, _, err = ask("apply", office, "merge", "-o", new)
    assert code == 2
    assert "--force" in err
    assert new.read_text("utf-8") == "mine"
    assert ask("apply", office, "merge", "-o", new, "--force")[0] == 0
    assert ask("check", new)[0] == 0


def test_what_is_known_of_a_number_stays_beside_it(ask, tmp_path):
    """A plan that leaves a number alone leaves its source; the number itself comes back from the inverse."""
    palembang = scenarios() / "palembang" / "scenario.yaml"
    scenario, new = load(palembang), tmp_path / "new.yaml"
    assert ask("apply", palembang, "baseline", "-o", new)[0] == 0
    kept = {(e.path, e.basis, e.source, e.range) for e in load(tmp_path / "new.inverse.yaml").evidence}
    of_agency = {(e.path, e.basis, e.source, e.range) for e in scenario.evidence if e.path[0] == "agency"}
    assert of_agency
    assert kept == of_agency
    assert ask("apply", palembang, "merge-trained", "-o", new, "--force")[0] == 0
    after = {(e.path, e.basis, e.source, e.range) for e in load(tmp_path / "new.inverse.yaml").evidence}
    assert after
    assert after <= of_agency
    assert load_agency(new) == prepare(scenario, "merge-trained").phases[-1].organisation.to_agency()


def test_difference_reads_files_and_alternatives(ask, office, tmp_path):
    code, out, _ = ask("difference", office, f"{office}#merge")
    assert code == 0
    assert "Bidang Loket becomes part of " in out
    ask("apply", office, "merge", "-o", tmp_path / "new.yaml")
    assert "Nothing differs." in ask("difference", f"{office}#merge", tmp_path / "new.yaml")[1]
    assert ask("difference", office, f"{office}#mergee")[0] == 2
    assert len(ask("difference", "nowhere.yaml", "elsewhere.yaml")[2].splitlines()) == 2


# ---------------------------------------------------------------- runs


def test_run_shows_intervals_and_writes_both_tables(ask, office, tmp_path):
    out_files = {"visits": tmp_path / "visits.csv", "cases": tmp_path / "cases.csv"}
    words = [word for name, path in out_files.items() for word in (f"--{name}", path)]
    code, out, _ = ask("run", office, "-r", 2, "--workers", 1, *words, "--within", "1 hari kerja,5 hari kerja")
    assert code == 0
    assert "95 % interval" in out
    assert "Finished within a given time (5 working days)" in out
    rows = {name: list(csv.DictReader(path.read_text("utf-8").splitlines())) for name, path in out_files.items()}
    assert {row["service"] for row in rows["cases"]} == {"kk", "surat"}
    assert {row["staff"] for row in rows["visits"]} >= {"petugas/1", "petugas/2", "arsiparis/1"}


def test_totals_are_the_same_of_both_engines_and_add_up_over_services(ask, office):
    words = ["run", office, "--totals", "-r", 3, "--workers", 1]
    code, out, _ = ask(*words)
    assert code == 0
    assert "without a log" in out
    assert "95 % interval" in out
    assert ask(*words, "--engine", "reference")[1] == out
    whole = next(line for line in out.splitlines() if line.startswith("Requests that came") and "|" in line)
    by_service = ask(*words, "--details")[1].partition("\n\nRequests that came\n")[2].partition("\n\n")[0]
    services = by_service.splitlines()[2:]
    assert len(services) == 2
    together = float(whole.split("|")[1])
    assert together == pytest.approx(sum(float(line.split("|")[1]) for line in services), abs=1)
    assert together > 10


def test_totals_of_an_overloaded_office_have_no_mean_times(ask, office):
    code, out, _ = ask("run", office, "-a", "fewer", "--totals", "-r", 2, "--workers", 1)
    assert code == 0
    assert "grows without end" in out
    assert next(line for line in out.splitlines() if line.startswith("Of that, waiting")).split("|")[1].strip() == "–"
    assert ask("run", office, "-a", "fewer", "--totals", "--steady")[0] == 3


def test_a_steady_answer_of_an_overloaded_office_is_exit_code_3(ask, office):
    code, out, err = ask("run", office, "-a", "fewer", "--steady")
    assert (code, out) == (3, "")
    assert "Petugas" in err
    assert "the load exceeds the capacity" in err
    code, out, _ = ask("run", office, "-a", "fewer", "-r", 2, "--workers", 1)
    assert code == 0
    assert "overloaded" in out
    assert ask("run", office, "--steady", "-r", 2, "--workers", 1)[0] == 0


def test_compare_writes_rows_and_controls_change_nothing(ask, office, tmp_path):
    out_file = tmp_path / "out.json"
    code, out, err = ask("compare", office, "--controls", "-r", 2, "--workers", 1, "--json", out_file)
    assert code == 0
    assert str(out_file) in err
    found = json.loads(out_file.read_text("utf-8"), parse_constant=pytest.fail)
    assert found.keys() == {"meta", "rows"}
    assert {"seed", "replications", "engine", "versions", "inputs_hash"} <= found["meta"].keys()
    wanted = "alternative window kpi group baseline value difference ratio low high replications basis"
    assert all(set(wanted.split()) <= row.keys() for row in found["rows"])
    assert {row["file"] for row in found["rows"]} == {str(office)}
    controls = [row for row in found["rows"] if row["alternative"] in ("do-nothing", "rename-only")]
    assert {row["alternative"] for row in controls} == {"do-nothing", "rename-only"}
    for row in controls:
        if row["difference"] is None:
            assert row["value"] == row["baseline"]
            assert row["reason"]
        else:
            assert (row["difference"], row["low"], row["high"]) == (0, 0, 0)
    assert out.count("Nothing at all changes") == 2
    assert "the load exceeds the capacity" in out.partition("What was compared")[0]  # before any run


def test_the_result_depends_neither_on_workers_nor_on_the_language(ask, office, tmp_path):
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    words = ("compare", office, "-a", "merge", "-r", 2, "--seed", 5)
    assert ask(*words, "--workers", 1, "--json", one)[0] == 0
    assert ask(*words, "--workers", 2, "--json", two, "--lang", "id")[0] == 0
    assert one.read_bytes() == two.read_bytes()


def test_several_files_are_several_comparisons(ask, office, tmp_path):
    other = tmp_path / "other.yaml"
    other.write_text(OFFICE.replace("per_day: 12", "per_day: 6"), "utf-8")
    out_file = tmp_path / "out.json"
    code, out, _ = ask("compare", office, other, "-a", "merge", "-r", 1, "--workers", 1, "--json", out_file)
    assert code == 0
    found = json.loads(out_file.read_text("utf-8"))
    assert {row["file"] for row in found["rows"]} == set(found["meta"]["files"]) == {str(office), str(other)}
    assert out.count("What was compared") == 2


def test_swapping_the_arms_turns_the_sentence_round(ask, office):
    words = ("compare", office, "-r", 3, "--workers", 1)
    there = ask(*words, "-a", "merge")[1]
    back = ask(*words, "-a", "baseline", "--baseline", "merge")[1]
    for one, other in (("Requests are finished sooner.", "Requests are finished later."), ("wait less", "wait longer")):
        assert (one in there) == (other in back)
        assert (other in there) == (one in back)


def test_every_listed_case_can_be_followed(ask, office):
    code, out, _ = ask("trace", office, "--list", "-a", "merge")
    assert code == 0
    keys = [line.split()[0] for line in out.splitlines() if "/" in line]
    assert keys
    for key in keys[:3]:
        code, out, _ = ask("trace", office, "--case", key, "-a", "merge")
        assert code == 0
        source = key.partition("/")[0]
        line = 1 + next(n for n, text in enumerate(OFFICE.splitlines()) if text.startswith(f"  {source}: {{per_day"))
        assert f"{office}:{line}" in out
        assert "arrives" in out
        assert "This case alone" in out
    number = out.partition("(number ")[2].partition(")")[0]
    assert ask("trace", office, "--case", number, "-a", "merge")[1] == out


def test_a_check_names_what_is_uncertain_about_the_calendar(office, ask):
    assert "hang on the moon" not in ask("check", office)[1]  # all of 2026 is decreed
    later = OFFICE.replace("2026-01-05", "2028-01-03").replace("2026-02-02", "2028-02-07")
    office.write_text(later, encoding="utf-8")
    code, out, _ = ask("check", office)
    told = " ".join(out.split())
    assert code == 0
    assert "joint leave of 2028 is not decreed yet" in told
    assert re.search(r"hang on the moon and a decree: [1-9]\d*, the first of them .+ on \d+ January 2028", told)


@pytest.mark.skipif(os.name == "nt", reason="signals of a terminal")
def test_an_interrupt_is_one_sentence_and_leaves_nothing(office, tmp_path):
    words = ["compare", str(office), "-r", "5000", "--workers", "2", "--json", str(tmp_path / "out.json")]
    program = f"from orgsim.cli import main; main({words!r})"
    environment = {**os.environ, "ORGSIM_LANG": "en"}
    run = subprocess.Popen(
        [sys.executable, "-c", program],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert run.stdout is not None
    try:
        while "exceeds the capacity" not in run.stdout.readline():  # told before the first run
            assert run.poll() is None
        time.sleep(1)
        os.killpg(run.pid, signal.SIGINT)
        _, err = run.communicate(timeout=30)
    finally:
        run.kill()
    assert (run.returncode, err) == (130, "Interrupted: nothing has been written.\n")
    assert [path.name for path in tmp_path.iterdir()] == ["office.yaml"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["compare"], "FILE belum ditulis"),
        (["compare", "--nope", "x.yaml"], "tidak ada opsi --nope"),
        (["compare", "--replication", "3", "x.yaml"], '"--replications"'),
        (["run", "--replications", "0", "x.yaml"], "--replications: paling sedikit 1"),
        (["run", "--replications", "tiga", "x.yaml"], "--replications: harus bilangan bulat"),
        (["run", "x.yaml", "y.yaml"], "ini berlebih: y.yaml"),
        (["run", "x.yaml", "--seed"], "--seed memerlukan isian"),
        (["compere"], '"compare"'),
    ],
)
def test_wrong_calls_are_told_in_the_words_of_the_reader(ask, words, told):
    code, out, err = ask("--lang", "id", *words)
    assert (code, out) == (2, "")
    assert told in err
    assert not any(word in err for word in ("Usage", "Error", "Missing", "No such", "OPTIONS"))
