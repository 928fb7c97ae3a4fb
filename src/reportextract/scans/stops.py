"""Where rules stop: at a heading that stretches over the columns of the blocks above and below it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from reportextract.model import FloatArray
from reportextract.scans.strokes import CROSSED, FAINTEST, JOINT_WITHIN, LINK_OFF, SHORTEST_JOINT, Strokes

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
    stretches = [_stretches(strokes, line, others) for line in lines]
    near = CROSSED * strokes.scale
    gone = [(start, end) for found in stretches for start, end, share in found if share < NOT_DRAWN]
    gone += _pauses(lines, strokes.scale)
    cut = []
    for line, found in zip(lines, stretches, strict=True):
        lean = (line[3] - line[1]) / (line[2] - line[0])
        rest = line.copy()
        for start, end, share in found:
            is_gone = any(abs(start - a) <= near and abs(end - b) <= near for a, b in gone)
            if share < NOT_DRAWN or (share < STROKES and is_gone):
                if start - rest[0] > near:
                    cut.append(np.array([*rest[:2], start, line[1] + lean * (start - line[0])]))
                rest = np.array([end, line[1] + lean * (end - line[0]), *rest[2:]])
        if rest[2] - rest[0] > near:
            cut.append(rest)
    return np.array(cut, dtype=np.float64).reshape(-1, 4)


def _pauses(lines: FloatArray, scale: float) -> list[tuple[float, float]]:
    """Where a line ends and another begins again in the same place."""
    same = np.abs(lines[:, None, 3] - lines[None, :, 1]) <= LINK_OFF * scale
    gap = lines[None, :, 0] - lines[:, None, 2]
    before, after = np.nonzero(same & (gap >= SHORTEST_JOINT * scale) & (gap <= LONGEST_HEADING * scale))
    return [(lines[k, 2], lines[m, 0]) for k, m in zip(before.tolist(), after.tolist(), strict=True)]


def _stretches(strokes: Strokes, line: FloatArray, others: FloatArray) -> list[tuple[float, float, float]]:
    """The stretches of a line from one of the others to the next: start, end, how much of it has ink."""
    reach = JOINT_WITHIN * strokes.scale
    lean = (line[3] - line[1]) / (line[2] - line[0])
    across = (others[:, 1] + others[:, 3]) / 2
    row = line[1] + lean * (across - line[0])
    meets = (others[:, 0] <= row + reach) & (others[:, 2] >= row - reach)
    places = np.sort(across[meets & (across >= line[0] - reach) & (across <= line[2] + reach)]).tolist()
    whole = np.arange(round(line[0]), round(line[2]))
    usual = float(np.median(strokes.along(whole, line[1] + lean * (whole - line[0]), 1)))
    found = []
    for start, end in pairwise(places):
        if end - start >= SHORTEST_JOINT * strokes.scale:
            columns = np.arange(round(start + reach), round(end - reach))
            ink = strokes.along(columns, line[1] + lean * (columns - line[0]), 1)
            found.append((start, end, float((ink > max(FAINTEST, usual / 3)).mean())))
    return found
