"""Keyed, counter-based randomness: the only place that makes random numbers.

Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"). The key is a hash of
(seed, replication, purpose), the counter is (entity id, block): a draw depends on what it is for, never on how many
draws came before it. So a further KPI, purpose, contact or agent shifts nobody else's draws, and common random numbers
survive a change of volume or staffing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]

_MULTIPLIER_0, _MULTIPLIER_1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_WEYL_0, _WEYL_1 = 0x9E3779B9, 0xBB67AE85
_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
_ROUNDS = 10
_CHUNK = 8192  # counters worked on at a time: half a dozen arrays of 64 KiB stay in the second-level cache


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

    def uniforms(self, ids: NDArray[np.int64], columns: int) -> NDArray[np.float64]:
        """Uniform numbers (n, columns), one row per entity id; column j of an id never changes with `columns`.

        Values are (k + 1/2) 2^-52 for a 52-bit k: strictly between 0 and 1 and symmetric about 1/2, so logarithms
        and inverse distribution functions are finite, `u < 0` never and `u < 1` always holds. Columns are contiguous.
        """
        ids = np.ascontiguousarray(ids, np.int64)
        entities = ids.view(np.uint64)
        out = np.empty((columns, ids.size))
        for start in range(0, ids.size, _CHUNK):
            part = slice(start, start + _CHUNK)
            low, high = entities[part] & _LOW, entities[part] >> _HALF
            for block in range((columns + 1) // 2):
                word_2, word_3 = np.full_like(low, block), np.zeros_like(low)
                w0, w1, w2, w3 = philox(self.key, (low, high, word_2, word_3))
                out[2 * block, part] = _unit(w0, w1)
                if 2 * block + 1 < columns:
                    out[2 * block + 1, part] = _unit(w2, w3)
        return out.T


def stream(seed: int, replication: int, purpose: str) -> Stream:
    """The stream named `purpose` of a replication; different arguments give independent streams."""
    text = f"{seed}/{replication}/{purpose}".encode()
    return Stream(int.from_bytes(hashlib.blake2b(text, digest_size=8, person=b"ccsim").digest(), "little"))


def _unit(high: Words, low: Words) -> NDArray[np.float64]:
    """(k + 1/2) 2^-52 from the upper 52 of 64 random bits."""
    bits = ((high << _HALF) | low) >> np.uint64(12)
    unit = bits.astype(np.float64)
    unit += 0.5
    unit *= 2.0**-52
    return unit
