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
    scores: Sequence[Sequence[float]],
    skip_thing: Sequence[float],
    skip_slot: Sequence[float],
    joined: Callable[[int, int, int], float] | None = None,
    may_join: Sequence[bool] = (),
    longest: int = 1,
) -> list[Match]:
    """The best way to give things their places without crossing.

    Args:
        count, slots: How many things are on the page, and places in the form.
        scores: ``scores[thing][slot]`` of one thing being that place.
        skip_thing, skip_slot: What it costs (negative) to leave a thing or a place out.
        joined: ``joined(first, last, slot)`` of several things being that place together.
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
        row, above, alone, skipped = best[i], best[i - 1], scores[i - 1], skip_thing[i - 1]
        row[0] = above[0] + skipped
        step[i][0] = (0, 0.0)
        most = 1
        while joined is not None and most < min(longest, i) and may_join[i - most]:
            most += 1
        for slot in range(slots):
            value, how = above[slot + 1] + skipped, (0, 0.0)
            if row[slot] + skip_slot[slot] > value:
                value, how = row[slot] + skip_slot[slot], (-1, 0.0)
            found = alone[slot]
            if above[slot] + found > value:
                value, how = above[slot] + found, (1, found)
            for length in range(2, most + 1):
                found = joined(i - length, i - 1, slot)  # type: ignore[misc]  # most > 1 only where joined is given
                if best[i - length][slot] + found > value:
                    value, how = best[i - length][slot] + found, (length, found)
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
