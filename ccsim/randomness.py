"""Keyed, counter-based randomness: the only place that makes random numbers.

Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"). The key is a hash of
(seed, replication, purpose), the counter is (entity id, block): a draw depends on what it is for, never on how many
draws came before it. So a further KPI, purpose, contact or agent shifts nobody else's draws, and common random numbers
survive a change of volume or staffing. `philox` is the definition; where much is drawn, randomness_kernel.py computes
the same numbers.
"""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]

_MULTIPLIER_0, _MULTIPLIER_1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_WEYL_0, _WEYL_1 = 0x9E3779B9, 0xBB67AE85
_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
_ROUNDS = 10
_CHUNK = 8192  # counters worked on at a time: half a dozen arrays of 64 KiB stay in the second-level cache
REPAYS_FROM = 10_000_000
"""Blocks after which loading the compiled kernel would have taken no longer than what it saves (40 ns a block)."""
_blocks_drawn = 0


def philox(key: int, counter: tuple[Words, Words, Words, Words]) -> tuple[Words, Words, Words, Words]:
    """Philox4x32-10: a pure function of (key, counter).

    `key`: 64 bits, low word first; `counter`: four arrays of 32-bit words held in uint64. Returns four such arrays.
    """
    c0, c1, c2, c3 = (np.array(word, np.uint64, ndmin=1) for word in counter)
    product_0, product_1 = np.empty_like(c0), np.empty_like(c0)
    k0, k1 = key & 0xFFFFFFFF, key >> 32
    for _ in range(_ROUNDS):
        np.multiply(c0, _MULTIPLIER_0, out=product_0)
        np.multiply(c2, _MULTIPLIER_1, out=product_1)
        # c1 and c3 keep whole 64-bit products: their upper halves are masked off only where they would matter.
        np.right_shift(product_1, _HALF, out=c0)
        c0 ^= c1
        c0 ^= np.uint64(k0)
        c0 &= _LOW
        np.right_shift(product_0, _HALF, out=c2)
        c2 ^= c3
        c2 ^= np.uint64(k1)
        c2 &= _LOW
        c1, product_1 = product_1, c1
        c3, product_0 = product_0, c3
        k0, k1 = (k0 + _WEYL_0) & 0xFFFFFFFF, (k1 + _WEYL_1) & 0xFFFFFFFF
    return c0, c1 & _LOW, c2, c3 & _LOW


@dataclass(frozen=True)
class Stream:
    """The random numbers of one purpose in one replication."""

    key: int

    def uniforms(self, ids: NDArray[np.int64], columns: int, first: int = 0) -> NDArray[np.float64]:
        """Uniform numbers (n, columns), one row per entity id: columns `first`, `first` + 1, ... of that id.

        Column j of an id never changes with what else is asked for; `first` is even, as a block has two columns.
        Values are (k + 1/2) 2^-52 for a 52-bit k: strictly between 0 and 1 and symmetric about 1/2, so logarithms
        and inverse distribution functions are finite, `u < 0` never and `u < 1` always holds. Columns are contiguous.
        """
        assert first % 2 == 0
        ids = np.ascontiguousarray(ids, np.int64)
        blocks = (columns + 1) // 2
        out = np.empty((2 * blocks, ids.size))
        if worth_compiling(blocks * ids.size):
            from ccsim.randomness_kernel import fill

            fill(self.key, ids, first // 2, out)
        else:
            _fill(self.key, ids, first // 2, out)
        return out[:columns].T


def stream(seed: int, replication: int, purpose: str) -> Stream:
    """The stream named `purpose` of a replication; different arguments give independent streams."""
    text = f"{seed}/{replication}/{purpose}".encode()
    return Stream(int.from_bytes(hashlib.blake2b(text, digest_size=8, person=b"ccsim").digest(), "little"))


def worth_compiling(blocks: int) -> bool:
    """Whether kernels are to draw the next `blocks` blocks of this process; what is drawn is the same either way.

    Loading them takes as long as drawing some ten million blocks without, so that is when it is done, unless
    something else has loaded the compiler before.
    """
    global _blocks_drawn
    if os.environ.get("NUMBA_DISABLE_JIT", "0") != "0":
        return False
    if "numba" in sys.modules:
        return True
    _blocks_drawn += blocks
    return _blocks_drawn >= REPAYS_FROM and find_spec("numba") is not None


def _fill(key: int, ids: NDArray[np.int64], first_block: int, out: NDArray[np.float64]) -> None:
    """Uniforms (columns, n) of the entities `ids` (n,) into `out`, from block `first_block` of each on."""
    entities = ids.view(np.uint64)
    for start in range(0, ids.size, _CHUNK):
        part = slice(start, start + _CHUNK)
        low, high = entities[part] & _LOW, entities[part] >> _HALF
        for block in range(out.shape[0] // 2):
            word_2, word_3 = np.full_like(low, first_block + block), np.zeros_like(low)
            w0, w1, w2, w3 = philox(key, (low, high, word_2, word_3))
            out[2 * block, part] = _unit(w0, w1)
            out[2 * block + 1, part] = _unit(w2, w3)


def _unit(high: Words, low: Words) -> NDArray[np.float64]:
    """(k + 1/2) 2^-52 from the upper 52 of 64 random bits."""
    bits = ((high << _HALF) | low) >> np.uint64(12)
    unit = bits.astype(np.float64)
    unit += 0.5
    unit *= 2.0**-52
    return unit
