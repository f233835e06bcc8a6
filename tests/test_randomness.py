"""Randomness is the published Philox, uniform, and keyed by what a draw is for."""

import sys
from importlib.util import find_spec

import numpy as np
import pytest
from scipy.special import chdtri
from scipy.stats import ncx2

from ccsim import randomness
from ccsim.randomness import Stream, philox, stream

ALL_ONES = 0xFFFFFFFF


def words(*values: int) -> tuple[np.ndarray, ...]:
    return tuple(np.array([value], np.uint64) for value in values)


@pytest.mark.parametrize(
    ("key", "counter", "expected"),
    [
        (0, (0, 0, 0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        (2**64 - 1, (ALL_ONES,) * 4, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            0x299F31D0_A4093822,
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_philox_gives_the_known_answers_of_its_authors(key, counter, expected):
    """Known-answer vectors of the Random123 library for philox4x32 with 10 rounds."""
    assert tuple(int(word[0]) for word in philox(key, words(*counter))) == expected


def test_philox_leaves_its_arguments_alone():
    counter = words(1, 2, 3, 4)
    philox(5, counter)
    assert [int(word[0]) for word in counter] == [1, 2, 3, 4]


def test_uniforms_are_built_from_the_words_of_the_entity_and_block():
    s = stream(1, 2, "x")
    entity = 0x12345678_9ABCDEF0
    w = [int(word[0]) for word in philox(s.key, words(entity & ALL_ONES, entity >> 32, 1, 0))]
    row = s.uniforms(np.array([entity]), 4)[0]
    assert row[2] == ((w[0] << 32 | w[1]) >> 12) * 2.0**-52 + 2.0**-53
    assert row[3] == ((w[2] << 32 | w[3]) >> 12) * 2.0**-52 + 2.0**-53


def test_uniforms_never_reach_0_or_1():
    lowest = randomness._unit(*words(0, 0))[0]
    highest = randomness._unit(*words(ALL_ONES, ALL_ONES))[0]
    assert lowest == 2.0**-53
    assert highest == 1 - 2.0**-53 < 1
    assert np.isfinite(np.log([lowest, 1 - highest])).all()


def test_uniforms_are_uniform_in_every_column_and_pair():
    """Chi-squared on a 32 x 32 grid of (column, next column), false alarm 1e-6.

    The test catches, with power 0.99, cell probabilities that are off by 4.5% (root mean square, relative).
    """
    n, cells = 200_000, 32
    u = stream(3, 0, "test").uniforms(np.arange(n), 4)
    bound = chdtri(cells**2 - 1, 1e-6)
    assert ncx2.sf(bound, cells**2 - 1, n * 0.045**2) > 0.99
    for a, b in ((0, 1), (1, 2), (2, 3), (0, 3)):
        table = np.histogram2d(u[:, a], u[:, b], bins=cells, range=[[0, 1], [0, 1]])[0]
        assert ((table - n / cells**2) ** 2).sum() / (n / cells**2) < bound


@pytest.mark.parametrize("step", [1, 1 << 8, 1 << 16, 1 << 40])
def test_neighbouring_entities_are_independent(step):
    """Serial correlation along ids with the steps of attempts, points, strips and days; catches 0.03 (power 0.99)."""
    n = 100_000
    u = stream(4, 1, "test").uniforms(np.arange(n) * step, 1)[:, 0]
    correlation = np.corrcoef(u[1:], u[:-1])[0, 1]
    assert (4.89 + 2.33) / np.sqrt(n) < 0.03
    assert abs(correlation) < 4.89 / np.sqrt(n)


def test_a_draw_depends_on_its_own_id_and_column_only():
    s = stream(1, 0, "x")
    ids = np.arange(-10, 20_000)
    whole = s.uniforms(ids, 5)
    assert np.array_equal(s.uniforms(ids[::-7], 5), whole[::-7])
    assert np.array_equal(s.uniforms(ids, 2), whole[:, :2])
    assert np.unique(whole).size == whole.size
    assert s.uniforms(ids[:0], 3).shape == (0, 3)


def test_seed_replication_and_purpose_each_change_every_draw():
    ids = np.arange(100)
    base = stream(1, 2, "run/bot").uniforms(ids, 1)
    others = [stream(2, 2, "run/bot"), stream(1, 3, "run/bot"), stream(1, 2, "run/bots"), stream(2**63 - 1, 0, "")]
    for other in others:
        assert (other.uniforms(ids, 1) != base).all()
    assert stream(1, 2, "run/bot") == stream(1, 2, "run/bot")
    # Digits of seed and replication do not run into each other.
    assert stream(1, 12, "x") != stream(11, 2, "x")


def test_a_stream_is_the_same_on_every_machine_and_version():
    """Changing the key derivation changes every published number; it takes a deliberate change of this value."""
    assert stream(1, 0, "run/arrival") == Stream(0xFAB5B60D439066C4)


def test_columns_can_be_asked_for_from_a_block_on():
    s, ids = stream(1, 0, "x"), np.arange(-5, 9000) * 977
    assert np.array_equal(s.uniforms(ids, 3, first=2), s.uniforms(ids, 5)[:, 2:])


@pytest.mark.skipif(find_spec("numba") is None, reason="there is nothing to compare without numba")
@pytest.mark.parametrize("columns", [1, 2, 3, 6])
def test_the_kernel_draws_the_numbers_of_the_definition(columns, monkeypatch):
    ids = np.concatenate([np.arange(-9, 20_000), np.random.default_rng(columns).integers(-(2**63), 2**63, 20_000)])
    ids.flags.writeable = False
    for purpose in ("run/bot", "run/amounts"):
        s = stream(2**63 - 1, 7, purpose)
        for first in (0, 4):
            drawn = []
            for compiled in (False, True):
                monkeypatch.setattr(randomness, "worth_compiling", lambda blocks, answer=compiled: answer)
                drawn.append(s.uniforms(ids, columns, first))
            assert drawn[0].tobytes() == drawn[1].tobytes()
            assert drawn[0].flags == drawn[1].flags


def test_the_compiler_is_loaded_once_it_repays(monkeypatch):
    monkeypatch.delitem(sys.modules, "numba", raising=False)
    monkeypatch.delenv("NUMBA_DISABLE_JIT", raising=False)
    monkeypatch.setattr(randomness, "_blocks_drawn", 0)
    half = randomness.REPAYS_FROM // 2
    assert not randomness.worth_compiling(half)
    assert randomness.worth_compiling(half) == (find_spec("numba") is not None)
    monkeypatch.setattr(randomness, "_blocks_drawn", 0)
    monkeypatch.setitem(sys.modules, "numba", None)
    assert randomness.worth_compiling(1)
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    assert not randomness.worth_compiling(10 * half)
