"""Monotonic alignment: things on the page with places of the form, in order on both sides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

# A score below this forbids a match.
IMPOSSIBLE = -1e9
# How a cell of the table of scores was reached, other than by a match: (things taken, score).
SKIP_THING, SKIP_SLOT = (0, 0.0), (-1, 0.0)


@dataclass(frozen=True, slots=True)
class Match:
    """Things ``first`` to ``last`` on the page (inclusive) are place ``slot`` of the form."""

    first: int
    last: int
    slot: int
    score: float


def without_guesses(matches: Sequence[Match], named: Sequence[bool], filled: Sequence[bool], slots: int) -> list[Match]:
    """The matches without those that rest on place alone and could be another's.

    Things without a name have their places for certain only when, between the named things on both sides, there are
    exactly as many things as places.

    Args:
        matches: From :func:`align`.
        named: For each match, whether a label speaks for it.
        filled: For each thing on the page, whether it holds anything that needs a place.
        slots: How many places the form has.
    """
    kept: list[Match] = []
    waiting: list[Match] = []
    last_thing, last_slot = -1, -1
    for match, has_name in [*zip(matches, named, strict=True), (Match(len(filled), len(filled), slots, 0.0), True)]:
        if not has_name:
            waiting.append(match)
            continue
        things = sum(filled[last_thing + 1 : match.first])
        if len(waiting) == things == match.slot - last_slot - 1:
            kept.extend(waiting)
        waiting = []
        kept.append(match)
        last_thing, last_slot = match.last, match.slot
    return kept[:-1]


def beside_unplaced(matches: Sequence[Match], filled: Sequence[bool]) -> set[int]:
    """The slots of matches beside filled things that have no place: what fills these may be theirs."""
    found = set()
    ends = [-1, *(m.last for m in matches)]
    starts = [*(m.first for m in matches), len(filled)]
    for k, match in enumerate(matches):
        around = [*filled[ends[k] + 1 : match.first], *filled[match.last + 1 : starts[k + 1]]]
        if any(around):
            found.add(match.slot)
    return found


def align(
    count: int,
    slots: int,
    scores: Sequence[Sequence[float]],
    skip_thing: Sequence[float],
    skip_slot: Sequence[float],
    joined: Callable[[int, int], Sequence[float] | None] | None = None,
    may_join: Sequence[bool] = (),
    longest: int = 1,
) -> list[Match]:
    """The best way to give things their places without crossing.

    Args:
        count, slots: How many things are on the page, and places in the form.
        scores: ``scores[thing][slot]`` of one thing being that place.
        skip_thing, skip_slot: What it costs (negative) to leave a thing or a place out.
        joined: ``joined(first, last)[slot]`` of several things being that place together; None if they can't be one.
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
        together: list[tuple[int, Sequence[float]]] = []
        length = 2
        while joined is not None and length <= min(longest, i) and may_join[i - length + 1]:
            if (as_one := joined(i - length, i - 1)) is not None:
                together.append((length, as_one))
            length += 1
        ways = step[i]
        for slot, found in enumerate(alone):
            value, how = above[slot + 1] + skipped, SKIP_THING
            without = row[slot] + skip_slot[slot]
            if without > value:
                value, how = without, SKIP_SLOT
            if found > IMPOSSIBLE and above[slot] + found > value:
                value, how = above[slot] + found, (1, found)
            for length, as_one in together:
                if best[i - length][slot] + as_one[slot] > value:
                    value, how = best[i - length][slot] + as_one[slot], (length, as_one[slot])
            row[slot + 1] = value
            ways[slot + 1] = how
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
