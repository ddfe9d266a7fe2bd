"""An office from ten answers: the smallest description from which a load and a waiting time follow.

What was answered is marked as stated, what was added as assumed, with its range.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import Field

from orgsim.scenario.scenario import Scenario
from orgsim.spec import Spec

SOURCE: Final = "Q1"
"""Id of the source of what was answered."""
_ANSWERS: Final = {
    "id": "jawaban perencana sendiri atas sepuluh pertanyaan",
    "en": "the planner's own answers to ten questions",
}

_Staff = Annotated[int, Field(ge=1, le=500)]


class TenQuestions(Spec):
    """What a planner knows of an office without looking anything up."""

    office: Annotated[str, Field(min_length=1, max_length=120)]
    """Name of the office."""
    service: Annotated[str, Field(min_length=1, max_length=120)]
    """The service that is asked for most."""
    cases_per_day: Annotated[float, Field(gt=0, le=20_000)]
    """Cases on an ordinary day."""
    counter_staff: _Staff
    """Staff at the counter."""
    counter_minutes: Annotated[float, Field(gt=0, le=480)]
    """Minutes at the counter for one case."""
    examining_staff: _Staff
    """Staff who examine and process."""
    examining_minutes: Annotated[float, Field(gt=0, le=2400)]
    """Minutes of examination and processing for one case."""
    signers: Annotated[int, Field(ge=0, le=3)]
    """How many superiors initial or sign one after the other."""
    promised_days: Annotated[float, Field(gt=0, le=250)]
    """The promised time, in working days."""
    usual_days: Annotated[float, Field(gt=0, le=250)]
    """The usual time now, in working days."""


def office_of(answers: TenQuestions) -> Scenario:
    """Return the office that ten answers describe.

    Examples
    --------
    >>> answers = TenQuestions(office="Dinas Perizinan", service="Izin usaha", cases_per_day=40, counter_staff=2,
    ...     counter_minutes=8, examining_staff=5, examining_minutes=35, signers=2, promised_days=3, usual_days=5)
    >>> office = office_of(answers)
    >>> office.agency.services["layanan"].steps["persetujuan"].approval.to
    'dinas'
    """
    from io import StringIO

    from ruamel.yaml import YAML

    from orgsim.scenario.yaml_file import load_text

    text = StringIO()
    YAML().dump(_scenario(answers), text)
    return load_text(text.getvalue())


def _stated(value: Any) -> dict[str, Any]:
    return {"value": value, "basis": "stated", "source": SOURCE}


def _assumed(value: Any, low: Any, high: Any) -> dict[str, Any]:
    return {"value": value, "basis": "assumed", "range": [low, high]}


def _number(value: float) -> float | int:
    return int(value) if value == int(value) else value


def _minutes(value: float) -> str:
    return f"{_number(value)} min"


def _days(value: float) -> str:
    return f"{_number(value)} hari kerja"


def _scenario(answers: TenQuestions) -> dict[str, Any]:
    return {
        "title": answers.office,
        "sources": {SOURCE: _ANSWERS},
        "agency": {
            "title": answers.office,
            "levels": ["dinas", "bidang", "tim"],
            "units": _units(answers),
            "positions": _positions(answers),
            "services": {"layanan": _service(answers)},
        },
        "demand": {"layanan": {"per_day": _stated(_number(answers.cases_per_day))}},
        "observed": {"layanan": {"lead_time": _stated(_days(answers.usual_days))}},
        "run": {"from": "2027-01-04", "settle_before_change": "3 months", "observe": "6 months"},
    }


def _units(answers: TenQuestions) -> dict[str, Any]:
    units: dict[str, Any] = {
        "dinas": {"title": {"id": "Pimpinan", "en": "Head of the office"}, "level": "dinas"},
        "pelayanan": {
            "title": {"id": "Bidang Pelayanan", "en": "Service division"},
            "reports_to": "dinas",
            "level": "bidang",
        },
        "pemeriksaan": {
            "title": {"id": "Bidang Pemeriksaan", "en": "Examination division"},
            "reports_to": "dinas",
            "level": "bidang",
        },
    }
    if answers.signers == 3:
        units["tim-pemeriksaan"] = {
            "title": {"id": "Tim Pemeriksaan", "en": "Examination team"},
            "reports_to": "pemeriksaan",
            "level": "tim",
        }
    return units


def _positions(answers: TenQuestions) -> dict[str, Any]:
    home = "tim-pemeriksaan" if answers.signers == 3 else "pemeriksaan"
    positions = {
        "pimpinan": _head("Pimpinan", "Head of the office", "dinas", answers.signers >= 2),
        "kabid-pelayanan": _head("Kepala Bidang Pelayanan", "Head of service", "pelayanan", False),
        "kabid-pemeriksaan": _head(
            "Kepala Bidang Pemeriksaan", "Head of examination", "pemeriksaan", answers.signers >= 1
        ),
        "loket": {
            "title": {"id": "Petugas loket", "en": "Counter clerk"},
            "unit": "pelayanan",
            "headcount": _stated(answers.counter_staff),
        },
        "pemeriksa": {
            "title": {"id": "Pemeriksa", "en": "Examiner"},
            "unit": home,
            "headcount": _stated(answers.examining_staff),
        },
    }
    if answers.signers == 3:
        positions["ketua-tim"] = _head("Ketua Tim Pemeriksaan", "Team lead, examination", "tim-pemeriksaan", True)
    return positions


def _head(indonesian: str, english: str, unit: str, signs: bool) -> dict[str, Any]:
    head: dict[str, Any] = {"title": {"id": indonesian, "en": english}, "unit": unit, "head": True}
    if signs:
        head["time_for_cases"] = _assumed("90 min", "30 min", "180 min")
    return head


def _service(answers: TenQuestions) -> dict[str, Any]:
    steps: dict[str, Any] = {
        "loket": {
            "title": {"id": "Loket", "en": "Counter"},
            "by": "loket",
            "work": _stated(_minutes(answers.counter_minutes)),
        },
        "pemeriksaan": {
            "title": {"id": "Pemeriksaan", "en": "Examination"},
            "by": "pemeriksa",
            "work": _stated(_minutes(answers.examining_minutes)),
            "returns": {"share": _assumed("10 %", "0 %", "30 %"), "to": "pemeriksaan"},
        },
    }
    if answers.signers:
        steps["persetujuan"] = {
            "title": {"id": "Paraf dan tanda tangan", "en": "Initials and signature"},
            "work": _assumed("2 min", "1 min", "5 min"),
            "approval": {"to": "bidang" if answers.signers == 1 else "dinas"},
        }
    return {"title": answers.service, "promise": _stated(_days(answers.promised_days)), "steps": steps}
