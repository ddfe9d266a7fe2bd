"""A case told in the words of those who plan: titles of steps, posts and services in the reader's language."""

from __future__ import annotations

from functools import cache

import pytest

from orgsim.language import LANGUAGES, say_value
from orgsim.report.case_trace import TracedCase
from orgsim.report.tables import Table
from orgsim.report.trace import trace_parts
from orgsim.report.trace_names import staff_title, step_title, visit_title
from orgsim.scenario.yaml_file import load_text
from orgsim.simulation.simulate import prepare, run

OFFICE = """\
title: Kantor
agency:
  title: Dinas
  levels: [dinas, bidang]
  units:
    dinas: {title: Dinas, level: dinas}
    loket: {title: {id: Bidang Loket, en: Counter division}, reports_to: dinas, level: bidang}
    arsip: {title: {id: Bidang Arsip, en: Archive division}, reports_to: dinas, level: bidang}
  positions:
    kepala: {title: {id: Kepala Dinas, en: Head of agency}, unit: dinas, head: true}
    kabid: {title: {id: Kepala Bidang, en: Head of division}, unit: loket, head: true}
    petugas: {title: {id: Petugas loket, en: Counter clerk}, unit: loket, headcount: 2}
    arsiparis: {title: {id: Arsiparis, en: Archivist}, unit: arsip}
  duties: {periksa: {text: Pemeriksaan, hours_per_year: {loket: 100 jam, arsip: 100 jam}}}
  misrouting: {share: 50 %, work: 10 min}
  chasing: {by: arsiparis, share: 90 %, every: 24 jam, most: 1, work: 5 min}
  services:
    kk:
      title: {id: Kartu keluarga, en: Family card}
      promise: 1 hari kerja
      attributes: {rutin: 50 %}
      steps:
        terima:
          {title: {id: Penerimaan, en: Intake}, by: petugas, work: 15 min, returns: {share: 30 %, to: terima}}
        periksa:
          title: {id: Pemeriksaan, en: Verification}
          by: petugas
          work: 10 min
          duty: periksa
          exceptions: {share: 50 %, climbs: 50 %, deadline: 20 hari kerja, work: 5 min}
        paraf:
          title: {id: Persetujuan, en: Approval}
          work: 5 min
          approval: {to: dinas, of: terima, delegate_to: arsiparis, delegate_for: rutin}
        luar: {external: 3 hari}
        serah: {by: petugas, work: 5 min, choices: [{to: selesai, share: 50 %}, {to: done, share: 50 %}]}
        selesai: {title: {id: Penutupan, en: Closing}, by: petugas, work: 5 min}
demand:
  kk: {per_day: 6}
alternatives:
  gabung:
    title: {id: Gabung, en: Merge}
    plan:
      - on: 2026-01-19
        do:
          - {operation: merge_units, units: [loket, arsip], into: pelayanan, title: Pelayanan, head: kabid, pool: all}
run: {from: 2026-01-05, settle_before_change: 2 weeks, observe: 2 weeks, max_drain: 20 hari kerja}
"""


@cache
def cases(alternative: str = "baseline") -> tuple[TracedCase, ...]:
    study = prepare(load_text(OFFICE), alternative)
    log = run(study, 0, "reference")
    return tuple(TracedCase(study, log, 0, row) for row in range(len(log.cases["key"])))


def told(language: str, alternative: str = "baseline") -> set[str]:
    """Names of all visits of all cases."""
    return {
        say_value(visit_title(case, row), language)  # type: ignore[arg-type]
        for case in cases(alternative)
        for row in case.visit_rows
    }


@pytest.mark.parametrize(
    ("language", "names"),
    [
        (
            "en",
            {
                "Intake", "Intake (visit 2)", "Verification", "Verification (in the wrong unit)",
                "Verification (question to superior 1)", "Verification (question to superior 2)",
                "Approval (bidang)", "Approval (dinas)", "answer to the citizen who asks", "Closing",
            },
        ),
        (
            "id",
            {
                "Penerimaan", "Penerimaan (pengerjaan ke-2)", "Pemeriksaan", "Pemeriksaan (salah alamat)",
                "Pemeriksaan (pertanyaan kepada atasan ke-1)", "Pemeriksaan (pertanyaan kepada atasan ke-2)",
                "Persetujuan (bidang)", "Persetujuan (dinas)", "jawaban kepada pemohon yang bertanya", "Penutupan",
            },
        ),
    ],
)  # fmt: skip
def test_every_visit_is_called_by_the_title_of_its_step(language, names):
    found = told(language)
    assert names <= found
    assert {"luar", "serah"} <= found  # these two have no title
    delegated = {"en": "by delegation", "id": "dengan pelimpahan wewenang"}[language]
    assert any(delegated in name for name in found)
    ids = ("terima", "periksa", "paraf", "exception", "misrouted", "chase", "delegate)", "selesai")
    assert not [name for name in found if any(id in name for id in ids)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("alternative", ["baseline", "gabung"])
def test_no_table_of_a_case_names_steps_or_people_by_their_ids(alternative, language):
    longest = max(cases(alternative), key=lambda case: len(case.visit_rows))
    parts = trace_parts(longest)
    words = [say_value(part, language) for part in parts if not isinstance(part, Table)]
    words += [cell for part in parts if isinstance(part, Table) for row in part.spoken(language) for cell in row]
    text = "\n".join(words)
    assert {"en": "Intake: ", "id": "Penerimaan: "}[language] in text
    assert {"en": "Counter clerk (no. ", "id": "Petugas loket (no. "}[language] in text
    structure = {"baseline": {"en": "As it is", "id": "Kondisi sekarang"}, "gabung": {"en": "Merge", "id": "Gabung"}}
    assert structure[alternative][language] in words[0]
    assert not [
        id for id in ("terima:", "terima (", "paraf", "petugas/", "kabid", "arsiparis", "baseline") if id in text
    ]


def test_who_is_alone_at_a_post_needs_no_number():
    case = cases()[0]
    assert str(staff_title(case, "kabid/1")) == "Head of division"
    assert str(staff_title(case, "petugas/2")) == "Counter clerk (no. 2)"


def test_a_step_of_another_phase_keeps_its_title_and_an_unknown_one_its_id():
    case = cases("gabung")[0]
    assert {str(step_title(case, "kk/paraf/dinas", phase)) for phase in range(len(case.study.phases))} == {"Approval"}
    assert step_title(case, "kk/hilang", 0) == "hilang"
