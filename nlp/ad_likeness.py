"""How alike two ads are by their words alone, whatever their layout; it neither reads nor stores them.

MinHash: Broder, On the resemblance and containment of documents, 1997; bands: Leskovec, Rajaraman and Ullman, Mining of
Massive Datasets, section 3.4.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from records import Job

VALUES = 64
"""Values of a signature; an estimate is off by 0.05 (one standard deviation) where two ads share 0.8."""
SAME = 0.8
"""The least likeness of two ads that are the same.

Bulletins of one city for different jobs reach 0.63 (1,770 pairs); ads of 150 words and more keep 0.82 and more in
another layout with another contact line (462 ads). Employers that change but the title of their text reach 0.86 for
different jobs, so ``is_another_job`` is asked as well.
"""

_WORDS = 3
# Two ads of likeness 0.8 share one of 16 bands of 4 values with 0.9998, of 0.5 with 0.64, of 0.2 with 0.03.
_BAND = 4
# Matches the "-⏎" of a word broken at a line's end; not the one of "on-\nSite".
_BROKEN = re.compile(r"(?<=[^\W\d_])-[ \t]{0,8}\n[ \t]{0,8}(?=[^\W\d_])")
_WORD = re.compile(r"[^\W_]+")


def signature(text: str) -> tuple[int, ...]:
    """``VALUES`` signed 32-bit integers, the same in every process; empty for a text without a word."""
    words = _words(text)
    if not words:
        return ()
    starts = range(max(1, len(words) - _WORDS + 1))
    shingles = {zlib.crc32(" ".join(words[at : at + _WORDS]).encode()) for at in starts}
    hashes = np.fromiter(shingles, dtype=np.uint64, count=len(shingles))
    return tuple(_least(hashes, multiplier, offset) for multiplier, offset in _PERMUTATIONS)


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """The estimated share (0..1) of the shingles of both texts that are in each; 0.0 where a text has no word."""
    if not one or not other:
        return 0.0
    return sum(a == b for a, b in zip(one, other, strict=True)) / VALUES


def is_another_job(one: Job, other: Job) -> bool:
    """One ad names a title that the other never mentions: employers write one text for many jobs."""
    ours, theirs = _plain(one.text), _plain(other.text)
    return not (_is_in(one.title, theirs) and _is_in(other.title, ours))


def bands(signature: Sequence[int]) -> list[int]:
    """Signed 32-bit keys for an index: ads that share none are almost certainly not the same."""
    pieces = (signature[at : at + _BAND] for at in range(0, len(signature), _BAND))
    return [_signed(zlib.crc32(repr((number, *piece)).encode())) for number, piece in enumerate(pieces)]


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", _BROKEN.sub("", text)).lower())


def _plain(text: str) -> str:
    return f" {' '.join(_words(text))} "


def _is_in(title: str | None, text: str) -> bool:
    return not title or _plain(title) in text


def _least(hashes: NDArray[np.uint64], multiplier: np.uint64, offset: np.uint64) -> int:
    """The least value under one permutation: multiply-shift hashing, modulo 2**64."""
    return _signed(int(((hashes * multiplier + offset) >> np.uint64(32)).min()))


def _signed(value: int) -> int:
    return value - (1 << 32) if value >= 1 << 31 else value


def _permutation(number: int) -> tuple[np.uint64, np.uint64]:
    digest = hashlib.blake2b(number.to_bytes(4, "big"), digest_size=16).digest()
    return np.uint64(int.from_bytes(digest[:8], "big") | 1), np.uint64(int.from_bytes(digest[8:], "big"))


_PERMUTATIONS = tuple(_permutation(number) for number in range(VALUES))
