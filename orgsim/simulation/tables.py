"""From random words to ticks, counts and yes or no, in integers only.

All float work is done here, before a run, and rounded once. An engine sees int64 tables and thresholds, so no engine,
machine or mathematics library can change a result: equal tables give equal logs. One tick is one second.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from math import floor, isfinite, sqrt
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from orgsim.errors import Fault, SimulationError, message

__all__ = [
    "PPM",
    "CountTable",
    "CountTables",
    "QuantileTable",
    "Quantiles",
    "count_table",
    "ppm",
    "quantile_table",
    "scale_ppm",
    "threshold",
]

PPM = 1_000_000
"""Parts per million: the measure of every multiplier in an engine."""

_WORD = 1 << 32
_KNOTS = 4096
_LARGEST = 1 << 40  # ticks; (difference of knots) × 2^20 stays below 2^62


class Quantiles(Protocol):
    """What a table is made from: any distribution of durations in seconds."""

    @property
    def mean(self) -> float:
        """The mean."""

    def quantile(self, p: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return F^-1(p)."""

    def __hash__(self) -> int:
        """Return equal numbers for equal distributions: a table is made once."""


def _frozen(values: ArrayLike) -> NDArray[np.int64]:
    """Return a read-only int64 copy."""
    array = np.array(values, dtype=np.int64)
    array.flags.writeable = False
    return array


@dataclass(frozen=True, slots=True, eq=False)
class QuantileTable:
    """A distribution of durations as integers: a word in, ticks out.

    Between the knots the quantile function is a straight line; the top 1/4096 has 4096 knots of its own, of which the
    last stands at 1 - 2^-25. A chord lies above a convex curve, so the mean comes out a little high: by .002 %
    (exponential) to .012 % (lognormal with a squared coefficient of variation of 2), that coefficient by .02 to .16 %.

    Attributes
    ----------
    main : int64[4097]
        F^-1(i / 4096) in ticks, half-even; the last knot is that of the tail.
    tail : int64[4097]
        F^-1 over the top 1/4096.
    mean_ticks
        The mean, rounded half-even, at least 1: what shortest-first and closing time go by.
    """

    main: NDArray[np.int64]
    tail: NDArray[np.int64]
    mean_ticks: int
    _lists: tuple[list[int], list[int]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        for name in ("main", "tail"):
            knots = _frozen(getattr(self, name))
            if knots.shape != (_KNOTS + 1,) or knots[0] < 0 or knots[-1] >= _LARGEST or (np.diff(knots) < 0).any():
                raise SimulationError(Fault(message("the quantiles of a duration do not rise from 0 to 2^40 seconds")))
            object.__setattr__(self, name, knots)
        # Plain lists beside the arrays: reading one number out of an array costs a pure-Python engine too much.
        object.__setattr__(self, "_lists", (self.main.tolist(), self.tail.tolist()))

    @classmethod
    def from_distribution(cls, distribution: Quantiles, stretch: float = 1.0) -> QuantileTable:
        """Build the table of a distribution.

        Parameters
        ----------
        distribution
            Durations in seconds.
        stretch
            Factor on every duration, before rounding: 1/effective share, where the work is a norm or pure time.

        Raises
        ------
        SimulationError
            If a quantile is negative, not finite, falling, or beyond 2^40 seconds.
        """
        p_main = np.arange(_KNOTS) / _KNOTS
        p_tail = (_KNOTS - 1 + np.arange(_KNOTS + 1) / _KNOTS) / _KNOTS
        p_tail[-1] = 1 - 2.0**-25
        main, tail = (stretch * np.asarray(distribution.quantile(p), np.float64) for p in (p_main, p_tail))
        knots = np.concatenate([main, tail])
        mean = stretch * distribution.mean
        if not (np.isfinite(knots).all() and isfinite(mean) and (np.abs(knots) < _LARGEST).all()):
            raise SimulationError(Fault(message("the quantiles of a duration do not rise from 0 to 2^40 seconds")))
        main, tail = np.rint(main), np.rint(tail)
        return cls(np.append(main, tail[-1]).astype(np.int64), tail.astype(np.int64), max(1, round(mean)))

    def ticks(self, word: int) -> int:
        """Return the duration of a word: at least 1 tick.

        Examples
        --------
        >>> from types import SimpleNamespace
        >>> exponential = SimpleNamespace(mean=600.0, quantile=lambda p: -600 * np.log1p(-p))
        >>> QuantileTable.from_distribution(exponential).ticks(3121044062)
        778
        """
        main, tail = self._lists
        i, r = word >> 20, word & 0xFFFFF
        if i < 4095:
            low = main[i]
            ticks = low + (((main[i + 1] - low) * r + 0x80000) >> 20)
        else:
            j = r >> 8
            low = tail[j]
            ticks = low + (((tail[j + 1] - low) * (r & 0xFF) + 0x80) >> 8)
        return ticks if ticks > 1 else 1

    def ticks_block(self, words: NDArray[np.uint32]) -> NDArray[np.int64]:
        """Return the durations of many words, equal to `ticks` bit for bit."""
        i, r = (words >> 20).astype(np.int64), (words & 0xFFFFF).astype(np.int64)
        ticks = np.diff(self.main).take(i)
        ticks *= r
        ticks += ((self.main << 20) + 0x80000).take(i)
        ticks >>= 20
        top = np.flatnonzero(i == _KNOTS - 1)
        j, s = r[top] >> 8, r[top] & 0xFF
        low = self.tail[j]
        ticks[top] = low + (((self.tail[j + 1] - low) * s + 0x80) >> 8)
        np.maximum(ticks, 1, out=ticks)
        return ticks

    def digest(self) -> str:
        """Return the hash of the integers, for the manifest of a run."""
        content = b"quantiles" + b"".join(a.astype("<i8").tobytes() for a in (self.main, self.tail))
        return blake2b(content + self.mean_ticks.to_bytes(8, "little"), digest_size=16).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, QuantileTable) and self.digest() == other.digest()

    def __hash__(self) -> int:
        return hash(self.digest())


@lru_cache(maxsize=128)
def quantile_table(distribution: Quantiles) -> QuantileTable:
    """Return the table of a distribution, made once: alternatives and replications share most of them."""
    return QuantileTable.from_distribution(distribution)


@dataclass(frozen=True, slots=True, eq=False)
class CountTable:
    """A distribution of counts as integers: a word in, a count out.

    Attributes
    ----------
    offset
        The smallest count that can come.
    thresholds : int64[n]
        floor(F(offset + k) × 2^32); the last is 2^32.
    """

    offset: int
    thresholds: NDArray[np.int64]

    def count(self, word: int) -> int:
        """Return the smallest count whose threshold lies above the word."""
        return self.offset + int(self.thresholds.searchsorted(word, side="right"))

    def digest(self) -> str:
        """Return the hash of the integers, for the manifest of a run."""
        content = b"counts" + self.offset.to_bytes(8, "little") + self.thresholds.astype("<i8").tobytes()
        return blake2b(content, digest_size=16).hexdigest()


@lru_cache(maxsize=4096)
def count_table(mean: float, dispersion: float = 1.0) -> CountTable:
    """Return the table of daily counts: Poisson, or Poisson with a gamma-distributed mean (negative binomial).

    Built from the mode outwards by P(k+1)/P(k) = (m + k(d - 1)) / (d(k + 1)), m the mean and d the dispersion, which
    needs only the four operations of arithmetic: every machine gets the same table.

    Parameters
    ----------
    mean
        Mean count, at least 0.
    dispersion
        Variance over mean, at least 1; 1 is Poisson.

    Examples
    --------
    >>> count_table(14.0, 1.4).count(1 << 31)
    14
    """
    if not (isfinite(mean) and mean >= 0 and isfinite(dispersion) and dispersion >= 1):
        raise SimulationError(Fault(message("daily counts need a mean of 0 or more and a dispersion of 1 or more")))
    mode = max(0, floor(mean - dispersion + 1))
    reach = 12 * sqrt(mean * dispersion)
    first = max(0, floor(mode - reach))
    last = floor(mode + reach + 50 * dispersion + 30)  # beyond it less than 1e-15 in all
    k = np.arange(first, last, dtype=np.float64)
    ratio = (mean + k * (dispersion - 1)) / (dispersion * (k + 1))
    below, above = ratio[: mode - first], ratio[mode - first :]
    shares = np.concatenate([np.cumprod(1 / below[::-1])[::-1], [1.0], np.cumprod(above)])
    cumulated = np.cumsum(shares)  # one after the other, unlike a sum: the same on every machine
    return CountTable(first, _frozen(np.floor(cumulated / cumulated[-1] * _WORD)))


class CountTables:
    """The count tables of many days, one above the other, so that all days are looked up at once."""

    def __init__(self, means: NDArray[np.float64], dispersion: float) -> None:
        different, self._place = np.unique(means, return_inverse=True)
        rows, first, before = [np.empty(0, np.int64)], [], 0
        for n, mean in enumerate(different.tolist()):
            table = count_table(mean, dispersion)
            low, high = np.searchsorted(table.thresholds, [0, _WORD - 1], side="right")  # no word lies outside
            rows.append(table.thresholds[low:high] + (n << 33))
            first.append(table.offset + low - before)
            before += high - low
        self._thresholds, self._first = np.concatenate(rows), np.array(first, np.int64)[self._place]

    def counts(self, words: NDArray[np.uint32]) -> NDArray[np.int64]:
        """Return the count of each day, one word for each, equal to `CountTable.count`."""
        counts: NDArray[np.int64] = self._thresholds.searchsorted((self._place << 33) + words, side="right")
        return counts + self._first


def threshold(share: float) -> int:
    """Return the t for which `word < t` holds with the given probability.

    For a share of 1 this is 2^32, above every word, which fits an int64 or a uint64 but no uint32.

    Examples
    --------
    >>> threshold(0.1), threshold(0.0), threshold(1.0)
    (429496729, 0, 4294967296)
    """
    if not 0 <= share <= 1:
        raise SimulationError(Fault(message("a share of {share} is outside 0 to 1", share=share)))
    return floor(share * _WORD)


def ppm(factor: float) -> int:
    """Return a factor in parts per million, half-even.

    Examples
    --------
    >>> ppm(1 / 0.7)
    1428571
    """
    if not (isfinite(factor) and factor >= 0):
        raise SimulationError(Fault(message("a factor of {factor} is not a number of 0 or more", factor=factor)))
    return round(factor * PPM)


def scale_ppm(base: int, ppm: int) -> int:
    """Return base × ppm / 10^6, half-even; not floored.

    Examples
    --------
    >>> scale_ppm(5, 500_000), scale_ppm(7, 500_000)
    (2, 4)
    """
    product = base * ppm
    if not (base >= 0 and ppm >= 0 and product < 1 << 62):
        raise SimulationError(Fault(message("a duration left the range in which it can be scaled exactly")))
    whole, rest = divmod(product, PPM)
    return whole + (2 * rest > PPM or (2 * rest == PPM and whole & 1 == 1))
