"""How alike the texts of duties are: TF-IDF of stemmed words, without the words that every regulation uses.

A likeness points a person to two texts; it merges nothing. Texts are compared within a language only. scikit-learn and
the Snowball stemmers are imported when they are used; without them `MissingTools` says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from orgsim.language import Language
from orgsim.postponed import postponed

if TYPE_CHECKING:
    from orgsim.spec import LocalisedText

__all__ = ["Alike", "MissingTools", "Read", "alike", "language_of", "read_texts", "words_of"]

_SMALL_ID: Final = (
    "dan atau yang di ke dari pada untuk dalam dengan serta oleh sebagai secara atas antar para agar adalah ini itu "
    "tentang terhadap guna bagi kepada maupun hingga sampai setiap semua lain lainnya dapat akan telah"
)
_SMALL_EN: Final = "and or the a an of in on at to from for with by as is are that this which their its it be all other"
_USUAL_ID: Final = (
    "pelaksanaan melaksanakan penyelenggaraan menyelenggarakan penyusunan menyusun penyiapan menyiapkan bahan "
    "perumusan merumuskan kebijakan teknis operasional pembinaan pengendalian pengawasan evaluasi pelaporan laporan "
    "monitoring koordinasi mengoordinasikan fasilitasi tugas fungsi kegiatan program rencana kerja anggaran urusan "
    "bidang dinas seksi subbagian unit sesuai ketentuan peraturan perundang undangan lingkup diberikan pimpinan "
    "atasan kepala bulanan tahunan rapat pengelolaan pengolahan pemerintah daerah kota kabupaten"
)
_USUAL_EN: Final = (
    "implementation implementing preparation preparing drafting policy policies technical operational guidance "
    "supervision evaluation evaluating report reports reporting monitoring coordination coordinating facilitation "
    "duties duty function functions activities activity programme program plan plans division agency section unit "
    "according regulations meeting meetings monthly yearly management managing tasks task"
)
_STOP: Final[Mapping[Language, frozenset[str]]] = {
    "id": frozenset(_SMALL_ID.split()),
    "en": frozenset(_SMALL_EN.split()),
}
_BOILERPLATE: Final[Mapping[Language, frozenset[str]]] = {
    "id": frozenset(_USUAL_ID.split()),
    "en": frozenset(_USUAL_EN.split()),
}
_AFFIXED: Final = re.compile(r"(?:(?:me|pe|ber|ter|ke|per|di)\w{3,}(?:an|kan|i)?|\w{4,}(?:an|kan|nya))")
_UNUSED: Final = ("scipy.stats", "pandas")
"""What scikit-learn imports, which takes almost half of its time to load, and does not use for texts."""
_SNOWBALL: Final[Mapping[Language, str]] = {"id": "indonesian", "en": "english"}


class MissingTools(ImportError):
    """A library that compares texts is not installed."""


@dataclass(frozen=True, slots=True)
class Read:
    """A text, read.

    Attributes
    ----------
    language
        Its language; None if it is neither Indonesian nor English.
    words
        Its stems, without stop words and boilerplate, in order.
    """

    language: Language | None
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """Two texts that say much the same.

    Attributes
    ----------
    one, other
        Their names.
    likeness
        Cosine of their TF-IDF vectors, 0 to 1.
    words
        Stems that both have.
    """

    one: str
    other: str
    likeness: float
    words: tuple[str, ...]


def language_of(text: str) -> Language | None:
    """Return the language of a text, by its small words and its affixes; None if it is neither of ours.

    Examples
    --------
    >>> language_of("Verifikasi data keluarga dan biodata penduduk"), language_of("Registration of births and deaths")
    ('id', 'en')
    >>> language_of("Überprüfung der Geburtsurkunden") is None
    True
    """
    words = _tokens(text)
    marks = {language: sum(word in _STOP[language] | _BOILERPLATE[language] for word in words) for language in _STOP}
    if marks["en"] > marks["id"]:
        return "en"
    affixed = sum(_AFFIXED.fullmatch(word) is not None for word in words)
    strange = re.search(r"[^\x00-\x7f–—’‘“”•]", text) is not None
    if marks["id"] or (affixed and not strange):
        return "id"
    return "id" if len(words) <= 2 and not strange else None


def words_of(text: str, language: Language) -> tuple[str, ...]:
    """Return the stems of a text, without stop words and boilerplate.

    Examples
    --------
    >>> words_of("Verifikasi dan pemeriksaan berkas permohonan", "id")
    ('verifikasi', 'periksa', 'berkas', 'mohon')
    """
    stem = _stemmer(language)
    left_out = _STOP[language] | _BOILERPLATE[language]
    return tuple(stem(word) for word in _tokens(text) if word not in left_out and len(word) > 2)


def read_texts(texts: Mapping[str, LocalisedText]) -> dict[str, Read]:
    """Return texts read, each in Indonesian if it is written in it, else in English.

    Raises
    ------
    MissingTools
        If the stemmer is not installed.
    """
    found: dict[str, Read] = {}
    for name, text in texts.items():
        language = language_of(text.id)
        written = text.id
        if language is None and text.en != text.id:
            language, written = language_of(text.en), text.en
        found[name] = Read(language, words_of(written, language) if language else ())
    return found


def alike(texts: Mapping[str, Read], least: float) -> list[Alike]:
    """Return the pairs of texts whose likeness reaches a bound, by name.

    The weight of a word is ``tf · (ln((1 + N) / (1 + df)) + 1)``; N counts the texts of one language.

    Parameters
    ----------
    texts
        By name.
    least
        The bound.

    Raises
    ------
    MissingTools
        If scikit-learn is not installed.

    Examples
    --------
    >>> texts = {"a": "layanan izin usaha", "b": "layanan izin bangunan", "c": "arsip surat"}
    >>> found = alike({name: Read("id", words_of(text, "id")) for name, text in texts.items()}, 0.1)
    >>> [(pair.one, pair.other, round(pair.likeness, 6)) for pair in found]
    [('a', 'b', 0.53635)]
    """
    found: list[Alike] = []
    for language in _STOP:
        names = sorted(name for name, read in texts.items() if read.language == language and read.words)
        if len(names) > 1:
            found += _alike(names, [texts[name].words for name in names], least)
    return sorted(found, key=lambda pair: (pair.one, pair.other))


def _alike(names: Sequence[str], words: Sequence[tuple[str, ...]], least: float) -> list[Alike]:
    import numpy as np

    vectors = _vectorizer()(analyzer=_as_they_are, lowercase=False).fit_transform(words)
    likeness = (vectors @ vectors.T).tocoo()
    values = np.round(likeness.data, 12)
    near = np.flatnonzero((likeness.row < likeness.col) & (values >= least))
    rows, columns = likeness.row[near].tolist(), likeness.col[near].tolist()
    pairs = []
    for i, j, value in zip(rows, columns, values[near].tolist(), strict=True):
        common = tuple(dict.fromkeys(word for word in words[i] if word in words[j]))
        pairs.append(Alike(names[i], names[j], min(1.0, value), common))
    return pairs


def _as_they_are(words: Sequence[str]) -> Sequence[str]:
    return words


def _tokens(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.lower())


@cache
def _stemmer(language: Language) -> Callable[[str], str]:
    try:
        import snowballstemmer
    except ImportError as error:
        raise MissingTools(error.name) from error
    stem: Callable[[str], str] = cache(snowballstemmer.stemmer(_SNOWBALL[language]).stemWord)
    return stem


def _vectorizer() -> Callable[..., Any]:
    try:
        with postponed(*_UNUSED):
            from sklearn.feature_extraction.text import TfidfVectorizer
    except ImportError as error:
        raise MissingTools(error.name) from error
    made: Callable[..., Any] = TfidfVectorizer
    return made
