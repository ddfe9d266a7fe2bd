"""A random number is a pure function of its name: no generator, no stream, no order.

A draw is one Philox4x32-10 block. Its key says *why* it is drawn (seed, replication, purpose), its counter says
*for what* (source, case, step, visit). The same citizen therefore has the same luck in every structure, on every engine
and in any number of workers, and taking a step away shifts nobody else's luck.

The scalar and the block form give equal bits; an engine may use either.

References
----------
J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from orgsim.errors import Fault, InputError, SimulationError, message
from orgsim.simulation.compiled_code import compiled

__all__ = [
    "BLOCK",
    "WORD",
    "Counter",
    "Key",
    "Purpose",
    "Words",
    "check_uids",
    "key",
    "parts",
    "philox4x32",
    "philox_block",
    "philox_words",
    "uid",
]

Key = tuple[int, int]
"""Two 32-bit words: why a number is drawn."""
Counter = tuple[int, int, int, int]
"""Four 32-bit words: [uid(source), index of the case, uid(step), visit]."""
Words = tuple[int, int, int, int]
"""The four 32-bit words of one block."""

WORD = 1 << 32
"""The number of values that one word can take."""

_MASK = WORD - 1
_M0, _M1 = 0xD2511F53, 0xCD9E8D57
_W0, _W1 = 0x9E3779B9, 0xBB67AE85

BLOCK = 1 << 14
"""So many at a time: the work arrays stay in the second-level cache, and calls of NumPy cost little beside the work."""


class Purpose(StrEnum):
    """Why a number is drawn; each purpose has a key of its own. The list is closed."""

    ARRIVAL_COUNT = "arrival_count"
    """How many cases of a source arrive on a day."""
    ARRIVAL_TIME = "arrival_time"
    """When one of them arrives; the gap before it, where arrivals form a renewal process; the age of a backlog case."""
    ATTRIBUTE = "attribute"
    """What a case is like: one block per attribute, and one for its site."""
    VISIT = "visit"
    """One visit to a step: word 0 service time, 1 rework, 2 branch, 3 error and exception."""
    PATIENCE = "patience"
    EXTERNAL = "external"
    EXCEPTION = "exception"
    COMPLAINT = "complaint"
    CHASE = "chase"
    ABSENCE = "absence"
    OUTAGE = "outage"
    SUPPLY = "supply"
    PARAM = "param"
    """An uncertain input, once per replication."""
    BOOT = "boot"
    """Resampling in the statistics."""


def uid(name: str) -> int:
    """Return the 32-bit identity of a name.

    Examples
    --------
    >>> uid("source:ktp"), uid("step:verify")
    (1660859231, 1001258757)
    """
    return int.from_bytes(blake2b(name.encode(), digest_size=4).digest(), "little")


def check_uids(names: Iterable[str]) -> dict[str, int]:
    """Return the identities of names, in sorted order of the names.

    Raises
    ------
    InputError
        If two different names have the same identity, since their cases or steps would then share their luck.
    """
    uids: dict[str, int] = {}
    owners: dict[int, str] = {}
    faults = []
    for name in sorted(set(names)):
        number = uids[name] = uid(name)
        if number in owners:
            what = message("{first} and {second} have the same random-number key", first=owners[number], second=name)
            faults.append(Fault(what, remedy=message("Rename one of the two")))
        owners.setdefault(number, name)
    if faults:
        raise InputError(*faults)
    return uids


def key(seed: int, replication: int, purpose: Purpose | str | bytes) -> Key:
    """Return the key of one purpose in one replication.

    Parameters
    ----------
    seed, replication
        From 0 to 2^64 - 1.
    purpose
        A member of `Purpose`; other text is hashed likewise, for check values only.

    Raises
    ------
    InputError
        If the seed or the replication is out of range.

    Examples
    --------
    >>> key(12345, 0, "service")
    (692046248, 4074261394)
    """
    for what, number in (("seed", seed), ("replications", replication)):
        if not 0 <= number < 1 << 64:
            raise InputError(Fault(message("{number} is outside 0 to 2^64 - 1", number=str(number)), path=(what,)))
    label = purpose if isinstance(purpose, bytes) else purpose.encode()
    digest = blake2b(struct.pack("<QQ", seed, replication) + label, digest_size=8).digest()
    low, high = struct.unpack("<II", digest)
    return low, high


@lru_cache(maxsize=1024)
def round_keys(key: Key) -> tuple[Key, ...]:
    """Return the keys of the ten rounds."""
    return tuple(((key[0] + n * _W0) & _MASK, (key[1] + n * _W1) & _MASK) for n in range(10))


def philox4x32(counter: Counter, key: Key) -> Words:
    """Return one block of Philox4x32-10: four independent uniform 32-bit words.

    Parameters
    ----------
    counter, key
        Words from 0 to 2^32 - 1; they are not checked here, `philox_block` does.

    Examples
    --------
    >>> philox4x32((1660859231, 7 << 16 | 3, 1001258757, 1), key(12345, 0, "service"))
    (3121044062, 1818126436, 2403786929, 3801711816)
    """
    m0, m1, mask = _M0, _M1, _MASK
    a, b, c, d = counter
    for k0, k1 in round_keys(key):
        p, q = m0 * a, m1 * c
        a, b, c, d = (q >> 32) ^ b ^ k0, q & mask, (p >> 32) ^ d ^ k1, p & mask
    return a, b, c, d


def philox_block(c0: ArrayLike, c1: ArrayLike, c2: ArrayLike, c3: ArrayLike, key: Key) -> NDArray[np.uint32]:
    """Return many blocks at once, equal to `philox4x32` bit for bit.

    Parameters
    ----------
    c0, c1, c2, c3
        Counter words, from 0 to 2^32 - 1: numbers, or arrays of n; numbers serve for all.
    key
        One key for all.

    Returns
    -------
    uint32[n, 4]
        The words of each block.

    Raises
    ------
    SimulationError
        If a counter word is out of range.

    Examples
    --------
    >>> philox_block(0, [0, 1], 0, 0, (0, 0))[0].tolist() == list(philox4x32((0, 0, 0, 0), (0, 0)))
    True
    """
    counter = [_counter_word(word) for word in (c0, c1, c2, c3)]
    out = np.empty((np.broadcast(*counter).size, 4), np.uint32)
    for part in parts(len(out)):
        for column, drawn in enumerate(_rounds(_taken(counter, part), round_keys(key))):
            out[part, column] = drawn
    return out


def philox_words(c0: ArrayLike, c1: ArrayLike, c2: ArrayLike, c3: ArrayLike, key: Key) -> NDArray[np.uint32]:
    """Return word 0 of many blocks at once, in less time than all four; for the rest as `philox_block`.

    Examples
    --------
    >>> philox_words(0, [0, 1], 0, 0, (0, 0)).tolist() == philox_block(0, [0, 1], 0, 0, (0, 0))[:, 0].tolist()
    True
    """
    counter = [_counter_word(word) for word in (c0, c1, c2, c3)]
    out = np.empty(np.broadcast(*counter).size, np.uint32)
    draw = compiled("draw_words")
    if draw is not None and isinstance(counter[2], int) and isinstance(counter[3], int):
        first, second = (np.ascontiguousarray(np.broadcast_to(word, out.shape), np.uint32) for word in counter[:2])
        draw(np.array(round_keys(key)).ravel(), first, second, counter[2], counter[3], out)
        return out
    *most, (_, k1), (k0, _) = round_keys(key)
    for part in parts(len(out)):
        a, _, c, d = _rounds(_taken(counter, part), most)
        a *= _M0  # of the last two rounds, what word 0 hangs on
        c *= _M1
        c &= _MASK
        d ^= k1
        d ^= a >> 32
        d *= _M1
        d >>= 32
        d ^= c
        d ^= k0
        out[part] = d
    return out


def parts(size: int) -> Iterator[slice]:
    """Yield the stretches, one after the other, in which many cases are worked on.

    Examples
    --------
    >>> list(parts(20_000))
    [slice(0, 16384, None), slice(16384, 20000, None)]
    """
    return (slice(start, min(start + BLOCK, size)) for start in range(0, size, BLOCK))


def _counter_word(word: Any) -> Any:
    """Return one counter word as an array, or a number as it is, its range checked."""
    if isinstance(word, int) and 0 <= word <= _MASK:
        return word
    array = np.asarray(word)
    if array.size and (array.dtype.kind not in "ui" or int(array.min()) < 0 or int(array.max()) > _MASK):
        raise SimulationError(Fault(message("a random-number counter is outside 32 bits")))
    return array if array.size != 1 else int(array.item())


def _taken(counter: Iterable[Any], part: slice) -> Iterator[Any]:
    """Yield a part of the counter words, to be overwritten; numbers as they are."""
    return (word if isinstance(word, int) else word[part].astype(np.uint64) for word in counter)


def _rounds(counter: Iterable[Any], keys: Iterable[Key]) -> tuple[Any, Any, Any, Any]:
    """Do rounds on plain numbers and on uint64 arrays, which are overwritten: new ones would take more time."""
    a, b, c, d = counter
    for k0, k1 in keys:
        a *= _M0
        c *= _M1
        b ^= k0
        b ^= c >> 32
        d ^= k1
        d ^= a >> 32
        a &= _MASK
        c &= _MASK
        a, b, c, d = b, c, d, a
    return a, b, c, d
