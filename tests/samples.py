"""One small agency that every operation's example can be applied to."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from orgsim.organisation.agency import Agency
from orgsim.organisation.organisation import Organisation, resolve

ON: Final = date(2026, 7, 1)
"""The date on which the samples are changed."""

AGENCY: Final[dict[str, Any]] = {
    "title": "Disdukcapil",
    "levels": ["dinas", "bidang", "tim"],
    "units": {
        "dinas": {"title": "Dinas", "level": "dinas"},
        "sekretariat": {"title": "Sekretariat", "reports_to": "dinas", "level": "bidang"},
        "pendaftaran": {"title": "Bidang Pendaftaran Penduduk", "reports_to": "dinas", "level": "bidang"},
        "pencatatan-sipil": {"title": "Bidang Pencatatan Sipil", "reports_to": "dinas", "level": "bidang"},
        "tim-identitas": {"title": "Tim Identitas", "reports_to": "pendaftaran", "level": "tim"},
    },
    "positions": {
        "kepala": {"title": "Kepala Dinas", "unit": "dinas", "head": True, "time_for_cases": "45 min"},
        "arsiparis": {"title": "Arsiparis", "unit": "sekretariat", "headcount": 2, "monthly_cost": "Rp 5 juta"},
        "kabid-pendaftaran": {"title": "Kepala Bidang", "unit": "pendaftaran", "head": True},
        "kabid-pencatatan": {"title": "Kepala Bidang", "unit": "pencatatan-sipil", "head": True},
        "loket": {"title": "Loket", "unit": "pendaftaran", "headcount": 3, "monthly_cost": "Rp 4,5 juta"},
        "loket-akta": {"title": "Loket akta", "unit": "pencatatan-sipil"},
        "verifikator-pendaftaran": {"title": "Verifikator", "unit": "pendaftaran", "headcount": 2},
        "verifikator-pencatatan": {"title": "Verifikator", "unit": "pencatatan-sipil", "headcount": 2},
        "ketua-tim": {"title": "Ketua Tim", "unit": "tim-identitas", "head": True},
        "pencetak": {"title": "Pencetak", "unit": "tim-identitas", "skills": {"fotografi": 1}},
    },
    "services": {
        "kk": {
            "title": {"id": "Kartu keluarga", "en": "Family card"},
            "promise": "1 hari kerja",
            "attributes": {"kelahiran": "45 %", "rutin": "80 %"},
            "steps": {
                "terima": {"by": "loket", "work": "6 min", "attended": True},
                "periksa": {
                    "by": "verifikator-pendaftaran",
                    "work": "9 min",
                    "returns": {"share": "10 %", "to": "periksa"},
                },
                "paraf": {"work": "48 s", "approval": {"to": "dinas"}},
                "cetak": {"by": "pencetak", "work": "3 min"},
                "arsip": {"by": "arsiparis", "work": "2 min"},
            },
        },
        "akta-lahir": {
            "title": {"id": "Akta kelahiran", "en": "Birth certificate"},
            "promise": "1 hari kerja",
            "attributes": {"lengkap": "90 %"},
            "steps": {
                "terima": {"by": "loket-akta", "work": "9 min"},
                "periksa": {"by": "verifikator-pencatatan", "work": "20 min"},
                "daftar": {"by": "loket-akta", "work": "4 min"},
                "pindai": {"by": "arsiparis", "work": "3 min"},
                "tanda-tangan": {"work": "72 s", "approval": {"to": "bidang", "of": "daftar"}},
                "serahkan": {"by": "loket-akta", "work": "5 min"},
            },
        },
    },
    "duties": {
        "verifikasi": {
            "text": "Verifikasi dokumen",
            "hours_per_year": {"pendaftaran": "1200 jam", "pencatatan-sipil": "900 jam"},
        },
        "laporan": {"text": "Penyusunan laporan", "hours_per_year": {"sekretariat": "300 jam"}, "fixed": True},
    },
    "equipment": {"pencetak-kartu": {"title": "Pencetak kartu", "count": 2}},
    "supplies": {"blangko": {"title": "Blangko", "stock": 400}},
    "help": [{"helper": "sekretariat", "helped": "pendaftaran"}],
}
"""As written in a file."""


def sample(**changes: Any) -> Organisation:
    """Return the sample organisation, with some parts of the agency written otherwise."""
    return resolve(Agency.model_validate({**AGENCY, **changes}))


_STRANGERS: Final = Agency.model_validate(
    {
        "title": "Lain",
        "units": {"aaa": {"title": "Lain"}},
        "positions": {
            "aaa-loket": {"title": "Lain", "unit": "aaa", "headcount": 2},
            "zzz": {"title": "Lain", "unit": "aaa"},
        },
        "services": {
            "aaa-layanan": {
                "title": "Lain",
                "steps": {"a": {"by": "aaa-loket", "work": "50 min"}, "z": {"by": "zzz", "work": "40 min"}},
            }
        },
    }
)


def beside_strangers(agency: Agency, reports_to: str) -> Agency:
    """Return an agency with a unit more, whose service `aaa-layanan` has nothing to do with the others."""
    unit = _STRANGERS.units["aaa"].model_copy(update={"reports_to": reports_to})
    return agency.model_copy(
        update={
            "units": {**agency.units, "aaa": unit},
            "positions": {**agency.positions, **_STRANGERS.positions},
            "services": {**agency.services, **_STRANGERS.services},
        }
    )
