"""Rules that are none as a whole: what is in line with them between two stretches is no part of them.

The middle column of a table in blocks stops at each block's heading, and strokes of the heading stand just there. What
is judged here is each stretch by itself.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from reportextract.model import FloatArray
from reportextract.scans.dashes import DASH_GAP
from reportextract.scans.strokes import (
    CROSSED,
    JOINT_FLANK_SHARE,
    JOINT_GAP,
    JOINT_WITHIN,
    SHORTEST_BRANCH,
    SHORTEST_JOINT,
    WIDEST_CHARACTER,
    Course,
    Strokes,
)

# Dashes fill so much of a stretch of a rule, where so many are side by side.
DASHES_SHARE, FEWEST_BESIDE = 0.7, 3
# Points, beyond the last rule that a line passes.
LEAST_PASSED = 8.0


def between(strokes: Strokes, others: FloatArray) -> FloatArray:
    """The stretches from one of the ``others`` to the next that are rules.

    Beyond the last of the others a rule may go on, in a table without outer sides. A stretch with gaps is one of dashes
    where several are, side by side.

    Args:
        others: Shape (n, 4), rules of the other direction, from their own view.

    Returns:
        Shape (n, 4), as :meth:`Strokes.longer_than`.
    """
    whole: list[FloatArray] = []
    dashed: list[FloatArray] = []
    for course in strokes.courses(SHORTEST_BRANCH, failed=True):
        at = strokes.crossings(course, others)
        ways = []
        for way in pairwise(at):
            if _is_alone(strokes, course, *way, JOINT_GAP, 1.0):
                ways.append(way)
            elif _is_alone(strokes, course, *way, DASH_GAP, DASHES_SHARE):
                dashed.append(course.stretch(*way))
        for end, towards in ((at[0], course.first), (at[-1], course.last)) if at else ():
            if any(end in way for way in ways):
                start, end = sorted((end, _unbroken_to(strokes, course, end, towards)))
                ways += [(start, end)] if _is_alone(strokes, course, start, end, JOINT_GAP, 1.0) else []
        whole.extend(course.stretch(*way) for way in ways)
    found, gappy = (np.array(lines, dtype=np.float64).reshape(-1, 4) for lines in (whole, dashed))
    beside = np.concatenate([found, gappy])
    reach = JOINT_WITHIN * strokes.scale
    agreeing = [(np.abs(beside[:, (0, 2)] - line[[0, 2]]).max(axis=1) <= reach).sum() for line in gappy]
    return np.concatenate([found, gappy[np.array(agreeing, dtype=np.intp) >= FEWEST_BESIDE]])


def passing(strokes: Strokes, others: FloatArray) -> FloatArray:
    """The stretches that pass two of the ``others`` without a gap, and the last as far as another on the page does.

    The uprights of rows that no rule closes: the strokes of a heading, which may touch the rule above it, go on in line
    with one.

    Args:
        others: As for :func:`between`.

    Returns:
        Shape (n, 4), as :meth:`Strokes.longer_than`.
    """
    found: list[FloatArray] = []
    beyond: list[tuple[float, float]] = []
    reach = JOINT_WITHIN * strokes.scale
    for course in strokes.courses(2 * LEAST_PASSED):
        at = strokes.crossings(course, others)
        for place in at[:1] + at[-1:]:
            first, last = (_unbroken_to(strokes, course, place, end) for end in (course.first, course.last))
            passed = [place for place in at if first - reach <= place <= last + reach]
            if len(passed) > 1 and _is_alone(strokes, course, first, last, JOINT_GAP, 1.0):
                found.append(course.stretch(first, last + 1))
                beyond.append((passed[0] - first, last - passed[-1]))
    lines, ways = np.array(found).reshape(-1, 4), np.array(beyond).reshape(-1, 2)
    is_apart = np.abs(lines[:, None, 1] - lines[None, :, 1]) >= WIDEST_CHARACTER * strokes.scale
    is_apart |= np.minimum(lines[:, None, 2], lines[None, :, 2]) < np.maximum(lines[:, None, 0], lines[None, :, 0])
    kept = np.zeros(len(lines), dtype=np.bool_)
    for side in (0, 1):
        as_far = np.abs(ways[:, None, side] - ways[None, :, side]) <= reach
        goes_on = ways[:, side] >= LEAST_PASSED * strokes.scale
        ends_there = ways[:, 1 - side] <= CROSSED * strokes.scale
        kept |= goes_on & ends_there & (as_far & is_apart & ends_there[None, :]).any(axis=1)
    return np.asarray(lines[kept], dtype=np.float64)


def unbroken(strokes: Strokes, shortest: float) -> FloatArray:
    """The stretches without a gap that are at least so long, in points; shape (n, 4)."""
    found = []
    for course in strokes.courses(shortest, failed=True):
        columns = np.arange(int(course.first), int(course.last) + 1)
        inked = columns[strokes.is_drawn(course, columns)]
        ends = np.flatnonzero(np.diff(inked) - 1 > JOINT_GAP * strokes.scale)
        for part in np.split(inked, ends + 1):
            if len(part) >= shortest * strokes.scale:
                found.append(course.stretch(float(part[0]), float(part[-1] + 1)))
    return np.array(found, dtype=np.float64).reshape(-1, 4)


def _is_alone(strokes: Strokes, course: Course, start: float, end: float, largest_gap: float, share: float) -> bool:
    """Whether a stretch of a line has ink for such a share, no gap of more points, and paper on one side."""
    if end - start < SHORTEST_JOINT * strokes.scale:
        return False
    # At its ends, on other rules, it has these beside it.
    on_rule = round(JOINT_WITHIN * strokes.scale)
    columns = np.arange(max(0, int(start)) + on_rule, min(int(end) + 1, strokes.length) - on_rule)
    if not len(columns):
        return False
    inked = np.flatnonzero(strokes.is_drawn(course, columns))
    gaps = np.diff(np.concatenate([[-1], inked, [len(columns)]])) - 1
    least = JOINT_GAP * strokes.scale
    if float(gaps.max()) > largest_gap * strokes.scale or len(inked) < share * len(columns) - least:
        return False
    # A single dash may be a 1.
    if share < 1.0 and not (gaps[1:-1] > least).any():
        return False
    rows = np.asarray(course.row(columns), dtype=np.float64)
    own = float(strokes.along(columns, rows, 1).mean()) - strokes.paper
    flanks = [strokes.flank(columns, rows, side, strokes.scale) for side in (-1, 1)]
    return min(sum(flank) / len(flank) for flank in flanks) <= JOINT_FLANK_SHARE * own


def _unbroken_to(strokes: Strokes, course: Course, start: float, end: float) -> float:
    """How far a line goes on from a place towards its end without a gap."""
    columns = np.arange(int(start), int(end), 1 if end > start else -1)
    inked = columns[strokes.is_drawn(course, columns)] if len(columns) else columns
    gaps = np.flatnonzero(np.abs(np.diff(inked)) - 1 > JOINT_GAP * strokes.scale)
    return float(inked[gaps[0]] if len(gaps) else inked[-1] if len(inked) else start)
