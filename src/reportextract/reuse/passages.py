"""What is identical in two texts, letter by letter."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from reportextract.reuse.fingerprints import Hashes, hash_grams
from reportextract.reuse.letters import Indexes

# Letters in a row that make a passage: about half a clause. Shorter ones are idiom (进一步加强组织领导 has nine).
LEAST = 12


class Passage(NamedTuple):
    """``length`` letters that stand in one text from ``start`` and in the other from ``other_start``."""

    start: int
    other_start: int
    length: int


def identical_passages(text: str, other: str) -> list[Passage]:
    """Passages of at least ``LEAST`` letters of ``text`` that stand in ``other``, in order, without overlap.

    From left to right, each as long as it goes. The order in ``other`` does not matter: moved paragraphs count.
    """
    if text == other:
        return [Passage(0, 0, len(text))] if len(text) >= LEAST else []
    # Runs of letters in both are found by their hashes; whether they are the same is seen where it matters.
    runs = _runs(text)
    known, order = _sorted_runs(other)
    if not len(runs) or not len(known):
        return []
    firsts = np.minimum(np.searchsorted(known, runs), len(known) - 1)
    found = []
    at = 0
    for start in np.flatnonzero(known[firsts] == runs).tolist():
        if start < at:
            continue
        run = text[start : start + LEAST]
        last = np.searchsorted(known, runs[start], side="right")
        places = [place for place in order[firsts[start] : last].tolist() if other.startswith(run, place)]
        if places:
            length, place = max((_common(text, start, other, place), -place) for place in places)
            found.append(Passage(start, -place, length))
            at = start + length
    return found


def _common(text: str, at: int, other: str, place: int) -> int:
    length = LEAST
    most = min(len(text) - at, len(other) - place)
    while length < most and text[at + length] == other[place + length]:
        length += 1
    return length


@lru_cache(maxsize=256)
def _sorted_runs(text: str) -> tuple[Hashes, Indexes]:
    """The hashes of all runs of ``LEAST`` letters, ascending, and where each stands."""
    runs = _runs(text)
    order = np.argsort(runs, kind="stable")
    return runs[order], order


@lru_cache(maxsize=256)
def _runs(text: str) -> Hashes:
    return hash_grams(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4"), LEAST)
