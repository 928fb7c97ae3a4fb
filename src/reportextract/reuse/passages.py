"""What is identical in two texts, letter by letter."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

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
    places = _places(other)
    found = []
    at, last = 0, len(text) - LEAST
    while at <= last:
        candidates = places.get(text[at : at + LEAST])
        if candidates is None:
            at += 1
            continue
        length, place = max((_common(text, at, other, place), -place) for place in candidates)
        found.append(Passage(at, -place, length))
        at += length
    return found


def _common(text: str, at: int, other: str, place: int) -> int:
    length = LEAST
    most = min(len(text) - at, len(other) - place)
    while length < most and text[at + length] == other[place + length]:
        length += 1
    return length


@lru_cache(maxsize=256)
def _places(text: str) -> dict[str, list[int]]:
    """Where each run of ``LEAST`` letters stands."""
    places: dict[str, list[int]] = {}
    for place in range(len(text) - LEAST + 1):
        places.setdefault(text[place : place + LEAST], []).append(place)
    return places
