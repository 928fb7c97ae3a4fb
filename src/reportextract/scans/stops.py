"""Where rules stop: at a heading that stretches over the columns of the blocks above and below it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from reportextract.model import FloatArray
from reportextract.scans.strokes import CROSSED, JOINT_WITHIN, LINK_OFF, SHORTEST_JOINT, Course, Strokes

# Between two rules of the other direction, a line with less ink than this, as a share, isn't drawn there. Where another
# isn't, one with less than the second is strokes of the heading.
NOT_DRAWN, STROKES = 0.1, 0.95
# Points: no heading is higher.
LONGEST_HEADING = 48.0


def stopped(strokes: Strokes, lines: FloatArray, others: FloatArray) -> FloatArray:
    """Lines without their stretches from one of the ``others`` to the next where they are not drawn.

    A gap as long as that is none of a broken rule, which goes on near where it meets another.

    Args:
        lines, others: Shape (n, 4), as :meth:`Strokes.longer_than`, each from its own view.
    """
    near = CROSSED * strokes.scale
    courses = [course_of(strokes, line) for line in lines]
    stretches = [_stretches(strokes, course, others) for course in courses]
    gone = [(start, end) for found in stretches for start, end, share in found if share < NOT_DRAWN]
    gone += _pauses(lines, strokes.scale)
    cut = []
    for course, found in zip(courses, stretches, strict=True):
        first = course.first
        for start, end, share in found:
            is_gone = any(abs(start - a) <= near and abs(end - b) <= near for a, b in gone)
            if share < NOT_DRAWN or (share < STROKES and is_gone):
                cut += [course.stretch(first, start)] if start - first > near else []
                first = end
        cut += [course.stretch(first, course.last)] if course.last - first > near else []
    return np.array(cut, dtype=np.float64).reshape(-1, 4)


def course_of(strokes: Strokes, line: FloatArray) -> Course:
    """Where a line runs that is known by its ends."""
    start, at, end, end_at = line.tolist()
    course = Course(start, end, start, at, (end_at - at) / (end - start), 0.0)
    columns = np.arange(round(start), round(end))
    usual = float(np.median(strokes.along(columns, np.asarray(course.row(columns)), 1)))
    return course._replace(usual=usual)


def _pauses(lines: FloatArray, scale: float) -> list[tuple[float, float]]:
    """Where a line ends and another begins again in the same place."""
    same = np.abs(lines[:, None, 3] - lines[None, :, 1]) <= LINK_OFF * scale
    gap = lines[None, :, 0] - lines[:, None, 2]
    before, after = np.nonzero(same & (gap >= SHORTEST_JOINT * scale) & (gap <= LONGEST_HEADING * scale))
    return [(lines[k, 2], lines[m, 0]) for k, m in zip(before.tolist(), after.tolist(), strict=True)]


def _stretches(strokes: Strokes, course: Course, others: FloatArray) -> list[tuple[float, float, float]]:
    """The stretches of a line from one of the others to the next: start, end, how much of it has ink."""
    reach = JOINT_WITHIN * strokes.scale
    return [
        (start, end, float(strokes.is_drawn(course, np.arange(round(start + reach), round(end - reach))).mean()))
        for start, end in pairwise(strokes.crossings(course, others))
        if end - start >= SHORTEST_JOINT * strokes.scale
    ]
