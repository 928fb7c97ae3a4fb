"""Fingerprints of texts: few numbers, chosen so that texts with an equal passage have equal ones.

Winnowing (Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for document fingerprinting", SIGMOD 2003): of
the hashes of every ``WINDOW`` neighbouring grams the least is kept. Any passage of ``GRAM + WINDOW - 1`` equal letters
shares at least one, wherever it stands; about ``2 / (WINDOW + 1)`` of all are kept.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from reportextract.reuse.letters import Indexes, Letters

Hashes = npt.NDArray[np.uint64]

# Letters in a gram. Eight are four or five words: two reports about other things share few of them (of the three
# shipped reports none but the form's), and a word changed in every twenty letters leaves most of them.
GRAM = 8
# Grams of which one is kept. With six a passage of 13 letters is found for certain.
WINDOW = 6

_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)


def hash_grams(codes: npt.NDArray[np.unsignedinteger[Any]], length: int = GRAM) -> Hashes:
    """The hash of every gram: element ``i`` is that of ``codes[i : i + length]``; empty where letters are fewer."""
    count = len(codes) - length + 1
    if count <= 0:
        return np.empty(0, np.uint64)
    wide = codes.astype(np.uint64)
    hashes = np.zeros(count, np.uint64)
    with np.errstate(over="ignore"):
        for place in range(length):
            hashes *= _BASE
            hashes += wide[place : place + count]
        hashes ^= hashes >> np.uint64(31)
        hashes *= _MIX
    return hashes ^ (hashes >> np.uint64(29))


def gram_places(starts: Indexes) -> Indexes:
    """Where the grams begin that lie within one text, for texts whose letters start at ``starts`` (and end there)."""
    is_gram = np.zeros(max(int(starts[-1] - starts[0]), 0), np.bool_)
    for first, last in zip(starts[:-1] - starts[0], starts[1:] - starts[0], strict=True):
        is_gram[first : max(first, last - GRAM + 1)] = True
    return np.flatnonzero(is_gram)


def winnow(hashes: Hashes, places: Indexes) -> Indexes:
    """Which grams are kept, as places.

    Args:
        hashes: Of every place, as :func:`hash_grams` gives them.
        places: Those within one text, ascending. A gap in them separates texts.
    """
    if not len(places):
        return places
    chosen = hashes[places]
    # A window is WINDOW grams in a row; texts too short for one keep their least gram.
    text = np.concatenate(([0], np.cumsum(np.diff(places) > 1)))
    count = len(places)
    kept = np.zeros(count, np.bool_)
    if count >= WINDOW:
        windows = np.lib.stride_tricks.sliding_window_view(chosen, WINDOW)
        least = windows.argmin(axis=1) + np.arange(len(windows))
        kept[least[text[: len(windows)] == text[WINDOW - 1 :]]] = True
    sizes = np.bincount(text)
    ends = np.cumsum(sizes)
    for index in np.flatnonzero(sizes < WINDOW):
        first = ends[index] - sizes[index]
        kept[first + int(chosen[first : ends[index]].argmin())] = True
    return places[kept]


def fingerprint(letters: Letters) -> tuple[Hashes, Indexes]:
    """The fingerprints of texts, and where each stands in ``letters.codes``, ascending."""
    hashes = hash_grams(letters.codes)
    places = winnow(hashes, gram_places(letters.starts))
    return hashes[places], places
