"""Check values of the generator and of the key scheme; the block form is the scalar form."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgsim.errors import InputError, SimulationError
from orgsim.simulation.draws import BLOCK, WORD, Purpose, check_uids, key, philox4x32, philox_block, philox_words, uid
from tests.compiled_code import in_both_ways

word = st.integers(0, WORD - 1)
ALL_ONES = WORD - 1


@pytest.mark.parametrize(
    ("counter", "key_words", "expected"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((ALL_ONES,) * 4, (ALL_ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
    ids=["zeros", "ones", "pi"],
)
def test_philox_gives_the_published_words(counter, key_words, expected):
    assert philox4x32(counter, key_words) == expected
    assert philox_block(*counter, key_words).tolist() == [list(expected)]


def test_names_and_keys_hash_to_their_check_values():
    assert uid("source:ktp") == 1660859231
    assert uid("step:verify") == 1001258757
    assert key(12345, 0, "service") == key(12345, 0, b"service") == (692046248, 4074261394)


def test_a_whole_draw_from_names_to_words():
    counter = (uid("source:ktp"), 7 << 16 | 3, uid("step:verify"), 1)
    assert philox4x32(counter, key(12345, 0, "service")) == (3121044062, 1818126436, 2403786929, 3801711816)


@given(st.lists(st.tuples(word, word, word, word), min_size=1, max_size=50), word, word)
def test_block_equals_scalar_bit_for_bit(counters, k0, k1):
    columns = np.array(counters, np.uint64).T
    block = philox_block(*columns, (k0, k1))
    assert block.dtype == np.uint32
    assert block.tolist() == [list(philox4x32(counter, (k0, k1))) for counter in counters]
    assert philox_words(*columns, (k0, k1)).tolist() == block[:, 0].tolist()


@given(word, word, word)
def test_numbers_are_broadcast_over_the_block(c0, c2, k0):
    block = philox_block(c0, np.arange(5), c2, 7, (k0, 1))
    assert block.tolist() == [list(philox4x32((c0, n, c2, 7), (k0, 1))) for n in range(5)]
    words = philox_words(c0, np.arange(5), c2, 7, (k0, 1))
    assert words.dtype == np.uint32
    assert words.tolist() == block[:, 0].tolist()
    assert philox_words(c0, 3, c2, 7, (k0, 1)).tolist() == [words[3]]


def test_long_blocks_are_cut_without_a_trace_and_inputs_stay():
    index = np.arange(2 * BLOCK + 5, dtype=np.uint64)
    block, words = philox_block(3, index, 5, 0, (1, 2)), philox_words(index, index, 5, 0, (1, 2))
    assert index.tolist() == list(range(2 * BLOCK + 5))
    for n in (0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 2 * BLOCK + 4):
        assert tuple(block[n]) == philox4x32((3, n, 5, 0), (1, 2))
        assert words[n] == philox4x32((n, n, 5, 0), (1, 2))[0]
    assert philox_block(3, np.array([], np.int64), 5, 0, (1, 2)).shape == (0, 4)


@given(st.lists(st.tuples(word, word), min_size=1, max_size=50), word, word, word, word)
def test_compiled_code_draws_the_same_words(counters, step, visit, k0, k1):
    first, second = np.array(counters, np.uint64).T
    for counter in ((first, second), (int(first[0]), second), (first.astype(np.uint32), 3), (1, 2)):
        one, other = in_both_ways(lambda counter=counter: philox_words(*counter, step, visit, (k0, k1)))
        assert one.dtype == other.dtype == np.uint32
        assert one.tolist() == other.tolist()


def test_words_are_uniform_and_the_four_of_a_block_unrelated():
    words = philox_block(9, np.arange(100_000), 4, 0, key(1, 0, Purpose.VISIT)) / WORD
    assert np.abs(words.mean(axis=0) - 0.5).max() < 4 * (1 / 12 / 100_000) ** 0.5
    correlation = np.corrcoef(words.T) - np.eye(4)
    assert np.abs(correlation).max() < 4 / 100_000**0.5


@pytest.mark.parametrize("bad", [-1, WORD, np.array([0, WORD]), np.array([-3, 0]), np.array([0.5])])
def test_a_counter_outside_32_bits_is_refused(bad):
    for drawn in (philox_block, philox_words):
        with pytest.raises(SimulationError, match="outside 32 bits"):
            drawn(0, bad, 0, 0, (0, 0))


def test_every_purpose_seed_and_replication_has_its_own_key():
    keys = {key(seed, replication, purpose) for purpose in Purpose for seed in range(20) for replication in range(20)}
    assert len(keys) == 400 * len(Purpose)


@pytest.mark.parametrize(("seed", "replication"), [(-1, 0), (1 << 64, 0), (0, -1), (0, 1 << 64)])
def test_a_seed_outside_64_bits_is_refused(seed, replication):
    with pytest.raises(InputError, match="outside 0 to 2"):
        key(seed, replication, Purpose.VISIT)
    assert key((1 << 64) - 1, 0, Purpose.VISIT) != key(0, 0, Purpose.VISIT)


def test_two_names_of_one_identity_are_found():
    seen: dict[int, str] = {}
    pair = None
    for n in range(1_000_000):
        other = seen.setdefault(uid(f"n{n}"), f"n{n}")
        if other != f"n{n}":
            pair = (other, f"n{n}")
            break
    assert pair is not None
    with pytest.raises(InputError, match="same random-number key") as caught:
        check_uids(["step:a", *pair, "step:a"])
    assert len(caught.value.faults) == 1
    assert check_uids(["step:b", "step:a", "step:b"]) == {"step:a": uid("step:a"), "step:b": uid("step:b")}
