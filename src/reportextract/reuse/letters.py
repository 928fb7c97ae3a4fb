"""Texts as the letters that are compared: without spaces and punctuation, one script, one width.

Print shops and web pages set the same sentence with other quotation marks, widths and line ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from reportextract.simplified import simplified

Codes = npt.NDArray[np.uint16]
Bools = npt.NDArray[np.bool_]
Indexes = npt.NDArray[np.int64]

# Characters that are turned to letters at once: they take twenty times as many bytes on the way.
_PORTION = 1_000_000
_FULL_WIDTH = range(0xFF01, 0xFF5F)  # ！ to ～ repeat ! to ~ at this distance
_FULL_WIDTH_STEP = 0xFEE0


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of several texts, one after another.

    Attributes:
        codes: Shape (n,): a UTF-16 code for each letter. Letters beyond it (rare names) are left out.
        starts: Shape (texts + 1,): the letters of text ``i`` are ``codes[starts[i] : starts[i + 1]]``.
    """

    codes: Codes
    starts: Indexes

    def __len__(self) -> int:
        return len(self.starts) - 1

    def text(self, index: int) -> str:
        """The letters of one text as a string."""
        return self.codes[self.starts[index] : self.starts[index + 1]].tobytes().decode("utf-16-le", "replace")


def read_letters(texts: Iterable[str]) -> Letters:
    """The letters of texts, which are asked for one after another and let go."""
    parts, starts = [np.empty(0, np.uint16)], [np.zeros(1, np.int64)]
    for portion in _portions(texts):
        codes, kept = _codes(portion)
        lengths = list(accumulate(len(text) for text in portion))
        before = np.concatenate(([0], np.cumsum(kept)))
        starts.append(before[lengths] + starts[-1][-1])
        parts.append(codes[kept])
    return Letters(np.concatenate(parts), np.concatenate(starts))


def _portions(texts: Iterable[str]) -> Iterator[list[str]]:
    """The texts in lists of about ``_PORTION`` characters."""
    portion: list[str] = []
    size = 0
    for text in texts:
        portion.append(text)
        size += len(text)
        if size >= _PORTION:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def places_of(text: str) -> Indexes:
    """For each letter of a text its place in it, from 0."""
    return np.flatnonzero(_codes([text])[1])


def _codes(texts: Sequence[str]) -> tuple[Codes, Bools]:
    """A code for each character of the texts, and whether it is a letter."""
    plain = (_same_length(text) for text in texts)
    wide = np.frombuffer("".join(plain).encode("utf-32-le", "replace"), dtype="<u4")
    mapped, is_letter = _characters()
    inside = np.where(wide < len(mapped), wide, 0)
    return mapped[inside], is_letter[inside]


def _same_length(text: str) -> str:
    """The text in simplified characters, where that leaves every character at its place."""
    plain = simplified(text)
    return plain if len(plain) == len(text) else text


@cache
def _characters() -> tuple[Codes, Bools]:
    """For each code below 65,536: the code it is compared as, and whether it is a letter or digit."""
    mapped = np.arange(0x10000, dtype=np.uint16)
    for code in _FULL_WIDTH:
        mapped[code] = code - _FULL_WIDTH_STEP
    for code in range(ord("A"), ord("Z") + 1):
        mapped[mapped == code] = code + 32
    is_letter = np.array([chr(code).isalnum() for code in mapped.tolist()])
    return mapped, is_letter
