"""Agencies with planted overlaps of duties: as people write them, and the pairs that really do the same work.

Two kinds are planted: one duty of two units, and two duties of two units that say the same in other words. What is not
planted but looks like it: reports and meetings that every unit has, a few hours spent on another unit's duty, and
duties that share a word or two.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from orgsim.analysis.agreement.chance import Chance
from orgsim.organisation.agency import Agency

MATTERS: Final = (
    ("Penerbitan kartu keluarga penduduk", "Menerbitkan kartu keluarga bagi penduduk"),
    ("Pencatatan akta kelahiran", "Pelayanan pencatatan kelahiran dan penerbitan akta kelahiran"),
    ("Perekaman data biometrik KTP elektronik", "Pelaksanaan perekaman biometrik untuk KTP elektronik"),
    ("Verifikasi izin mendirikan bangunan", "Memverifikasi permohonan izin mendirikan bangunan"),
    ("Pemeriksaan lapangan usaha perdagangan", "Melakukan pemeriksaan lapangan atas usaha perdagangan"),
    ("Pemeliharaan jaringan komputer dan peladen", "Memelihara jaringan komputer serta peladen"),
    ("Penyimpanan arsip surat masuk", "Pengarsipan dan penyimpanan surat masuk"),
    ("Imunisasi dasar lengkap bayi", "Pelayanan imunisasi dasar lengkap bagi bayi"),
    ("Surveilans penyakit demam berdarah", "Pengamatan dan surveilans demam berdarah"),
    ("Pelatihan guru sekolah menengah", "Menyelenggarakan pelatihan bagi guru sekolah menengah"),
    ("Penilaian jabatan fungsional pegawai", "Menilai pegawai pemangku jabatan fungsional"),
    ("Perbaikan jalan lingkungan permukiman", "Memperbaiki jalan pada lingkungan permukiman"),
    ("Pembersihan saluran drainase kota", "Membersihkan saluran drainase"),
    ("Penanganan pengaduan masyarakat", "Menangani dan menindaklanjuti pengaduan dari masyarakat"),
    ("Pengadaan blangko kartu identitas", "Mengadakan blangko untuk kartu identitas"),
    ("Penagihan pajak restoran dan hotel", "Menagih pajak hotel serta restoran"),
    ("Pendataan keluarga miskin penerima bantuan", "Mendata keluarga miskin yang menerima bantuan"),
    ("Penerangan jalan umum", "Pemasangan dan penyediaan penerangan jalan umum"),
    ("Uji kompetensi pejabat administrator", "Menguji kompetensi para pejabat administrator"),
    ("Pengawasan obat dan makanan beredar", "Mengawasi peredaran obat dan makanan"),
    ("Penyuluhan gizi ibu hamil", "Memberi penyuluhan gizi kepada ibu hamil"),
    ("Promosi investasi daerah kepada penanam modal", "Mempromosikan investasi kepada calon penanam modal"),
    ("Pencetakan kartu identitas anak", "Mencetak kartu identitas anak"),
    ("Pembayaran gaji dan tunjangan pegawai", "Membayarkan gaji serta tunjangan pegawai"),
    ("Penataan trotoar dan taman kota", "Menata taman serta trotoar kota"),
    ("Pengukuran bidang tanah aset", "Mengukur tanah milik sebagai aset"),
    ("Pengelolaan laboratorium kesehatan lingkungan", "Menguji sampel di laboratorium kesehatan lingkungan"),
    ("Rujukan pasien rumah sakit", "Mengatur rujukan pasien ke rumah sakit"),
    ("Perizinan praktik dokter dan perawat", "Menerbitkan izin praktik bagi dokter dan perawat"),
    ("Penghapusan barang milik daerah", "Menghapus barang milik daerah yang rusak"),
    ("Sosialisasi peraturan parkir", "Menyosialisasikan peraturan mengenai parkir"),
    ("Pengujian kendaraan bermotor", "Menguji kelaikan kendaraan bermotor"),
    ("Pengangkutan sampah rumah tangga", "Mengangkut sampah dari rumah tangga"),
    ("Pembinaan koperasi simpan pinjam", "Membina koperasi simpan pinjam"),
    ("Pencegahan kebakaran gedung", "Mencegah kebakaran pada gedung"),
    ("Penerbitan surat pindah datang", "Menerbitkan surat pindah bagi pendatang"),
    ("Legalisasi dokumen kependudukan", "Melegalisasi dokumen kependudukan"),
    ("Pelayanan pernikahan dan perceraian nonmuslim", "Mencatat pernikahan serta perceraian nonmuslim"),
    ("Pemantauan harga bahan pokok di pasar", "Memantau harga bahan pokok pada pasar"),
    ("Penempatan tenaga kerja luar negeri", "Menempatkan tenaga kerja ke luar negeri"),
)
"""What units do, each in two wordings."""

EVERYBODYS: Final = ("Penyusunan laporan bulanan kegiatan bidang", "Rapat koordinasi dengan pimpinan")


@dataclass(frozen=True)
class Planted:
    """An agency with planted overlaps, one for every number."""

    number: int
    size: tuple[int, int] = (6, 12)

    @cached_property
    def _made(self) -> tuple[dict[str, Any], frozenset[tuple[str, str]]]:
        chance = Chance("planted", self.number)
        units = [f"bidang-{n:03}" for n in range(1, chance.number(*self.size) + 1)]
        # An agency with more duties than there are matters has matters with made-up names besides.
        more = range(max(0, len(units) * 4 - len(MATTERS)))
        words = [(_word(2 * n), _word(2 * n + 1)) for n in more]
        invented = [(f"Penerbitan {one} {other}", f"Pengurusan {one} serta {other}") for one, other in words]
        matters = [(f"tugas-{n}", *pair) for n, pair in enumerate((*MATTERS, *invented))]
        duties: dict[str, dict[str, Any]] = {}
        own: dict[str, list[str]] = {}
        for unit in units:
            for _ in range(chance.number(3, 4)):
                name, text, other = matters.pop(chance.number(0, len(matters) - 1))
                duties[name] = {"text": text, "other": other, "hours_per_year": {unit: chance.number(6, 30) * 50}}
                own.setdefault(unit, []).append(name)
        planted = set()
        for _ in range(max(1, len(units) * chance.number(1, 3) // 10)):
            one, other = chance.pick(units), chance.pick(units)
            pair = min(one, other), max(one, other)
            if one == other or any(set(pair) & set(known) for known in planted):
                continue
            planted.add(pair)
            for name in own[one][: chance.number(1, 2)]:
                hours = duties[name]["hours_per_year"][one] * chance.number(7, 13) // 10
                if chance.one_in(2):
                    duties[name]["hours_per_year"][other] = hours
                else:
                    text = duties[name]["other"]
                    duties[f"{name}-lain"] = {"text": text, "hours_per_year": {other: hours}}
        for unit in units:  # a few hours on something of another unit: help, not an overlap
            name = chance.pick(own[chance.pick(units)])
            if chance.one_in(3) and unit not in duties[name]["hours_per_year"]:
                duties[name]["hours_per_year"][unit] = chance.number(1, 3) * 10
        for n, text in enumerate(EVERYBODYS):
            hours = {unit: chance.number(2, 6) * 50 for unit in units}
            duties[f"semua-{n}"] = {"text": text, "hours_per_year": hours, "fixed": True}
        return {"units": units, "duties": duties}, frozenset(planted)

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Pairs of units that really do the same work."""
        return self._made[1]

    @cached_property
    def written(self) -> dict[str, Any]:
        """The agency, as it is written in a file."""
        units, duties = self._made[0]["units"], self._made[0]["duties"]
        return {
            "title": f"Dinas {self.number}",
            "levels": ["dinas", "bidang"],
            "units": {
                "dinas": {"title": "Dinas", "level": "dinas"},
                **{unit: {"title": unit.title(), "reports_to": "dinas", "level": "bidang"} for unit in units},
            },
            "positions": {
                "kepala": {"title": "Kepala", "unit": "dinas", "head": True},
                **{f"kepala-{unit}": {"title": "Kepala bidang", "unit": unit, "head": True} for unit in units},
                **{f"staf-{unit}": {"title": "Staf", "unit": unit, "headcount": 3} for unit in units},
            },
            "duties": {
                name: {
                    "text": duty["text"],
                    "fixed": duty.get("fixed", False),
                    "hours_per_year": {unit: f"{hours} jam" for unit, hours in duty["hours_per_year"].items()},
                }
                for name, duty in duties.items()
            },
        }

    @property
    def agency(self) -> Agency:
        """The agency."""
        return Agency.model_validate(self.written)


def _word(number: int) -> str:
    """Return a made-up word, another for every number."""
    syllables = ("ga", "ro", "mu", "su", "to", "la", "bu", "nu", "wo", "pa")
    return "".join(syllables[int(digit)] for digit in f"{number * 7919 % 100_000:05}") + "x"
