"""Monotonic alignment: things on the page with places of the form, in order on both sides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

# A score below this forbids a match.
IMPOSSIBLE = -1e9


@dataclass(frozen=True, slots=True)
class Match:
    """Things ``first`` to ``last`` on the page (inclusive) are place ``slot`` of the form."""

    first: int
    last: int
    slot: int
    score: float


def align(
    count: int,
    slots: int,
    score: Callable[[int, int, int], float],
    skip_thing: Sequence[float],
    skip_slot: Sequence[float],
    may_join: Sequence[bool] | None = None,
    longest: int = 1,
) -> list[Match]:
    """The best way to give things their places without crossing.

    Args:
        count, slots: How many things are on the page, and places in the form.
        score: ``score(first, last, slot)`` of things first..last being that place together.
        skip_thing, skip_slot: What it costs (negative) to leave a thing or a place out.
        may_join: Whether thing i may be one with thing i-1.
        longest: How many things at most may be one.

    Returns:
        The matches in order. Ties go to the earlier place, so the result depends on nothing but the arguments.
    """
    best = [[0.0] * (slots + 1) for _ in range(count + 1)]
    step: list[list[tuple[int, float]]] = [[(0, 0.0)] * (slots + 1) for _ in range(count + 1)]
    for slot in range(slots):
        best[0][slot + 1] = best[0][slot] + skip_slot[slot]
        step[0][slot + 1] = (-1, 0.0)
    for i in range(1, count + 1):
        row, above = best[i], best[i - 1]
        row[0] = above[0] + skip_thing[i - 1]
        step[i][0] = (0, 0.0)
        for slot in range(slots):
            value, how = above[slot + 1] + skip_thing[i - 1], (0, 0.0)
            if row[slot] + skip_slot[slot] > value:
                value, how = row[slot] + skip_slot[slot], (-1, 0.0)
            length = 1
            while True:
                found = score(i - length, i - 1, slot)
                if found > IMPOSSIBLE and best[i - length][slot] + found > value:
                    value, how = best[i - length][slot] + found, (length, found)
                if length >= longest or length >= i or may_join is None or not may_join[i - length]:
                    break
                length += 1
            row[slot + 1] = value
            step[i][slot + 1] = how
    matches = []
    i, slot = count, slots
    while i > 0 or slot > 0:
        length, found = step[i][slot]
        if length == -1:
            slot -= 1
        elif length == 0:
            i -= 1
        else:
            matches.append(Match(i - length, i - 1, slot - 1, found))
            i, slot = i - length, slot - 1
    return matches[::-1]
