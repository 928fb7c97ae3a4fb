"""Rules too short to be told from strokes by themselves: seen once the cells around them are known.

In a low row a rule is no longer than a character is high. But it runs from one side of what seems to be one cell to
the other without a gap, and text keeps clear of the rules above and below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from reportextract.model import Box, Rules
from reportextract.scans.cells import FAINTEST_INK

Pixels = npt.NDArray[np.uint8]

# All lengths in points.
# Cells lower than this are cut by the same rules as their neighbours, or not at all.
LOWEST_CELL = 7.0
# A rule covers this share of the way from side to side: it may be broken a little, or faint.
COVERED = 0.93
# It is no thicker than this, and that far beside it, on both sides, so much of its way is free: text keeps its distance
# from rules, and strokes of characters have others beside them.
THICKEST, BESIDE, FREE = 2.5, 1.8, 0.8
# As far from a cell's own sides nothing is looked for: that is their blur.
FROM_SIDE = 4.0
# So much of the cell's sides are the rules themselves.
RULE = 1.2


def find_short_rules(grey: Pixels, boxes: Sequence[Box], dots_per_inch: float) -> Rules:
    """Rules from side to side of cells that are printed as several.

    Args:
        grey: Shape (h, w), upright and clean.
        boxes: The cells, in pixels, from the middle of one rule to the middle of the next.
        dots_per_inch: Of the paper.

    Returns:
        In pixels, as :func:`~reportextract.scans.lines.find_rules`.
    """
    scale = dots_per_inch / 72
    upright: list[tuple[float, float, float]] = []
    level: list[tuple[float, float, float]] = []
    height, width = grey.shape
    for box in boxes:
        x0, x1 = max(0, round(box.x0)), min(width, round(box.x1) + 1)
        top, bottom = max(0, round(box.top)), min(height, round(box.bottom) + 1)
        if min(x1 - x0, bottom - top) < LOWEST_CELL * scale:
            continue
        ink = grey[top:bottom, x0:x1] < 255 - FAINTEST_INK
        upright.extend((x0 + x, box.top, box.bottom) for x in _across(ink, scale))
        level.extend((top + y, box.x0, box.x1) for y in _across(ink.T, scale))
    return Rules(np.array(level, dtype=np.float64).reshape(-1, 3), np.array(upright, dtype=np.float64).reshape(-1, 3))


def _across(ink: npt.NDArray[Any], scale: float) -> list[float]:
    """Where columns are ink from the first row to the last."""
    inner = ink[round(RULE * scale) : len(ink) - round(RULE * scale)]
    from_side, reach = round(FROM_SIDE * scale), round(BESIDE * scale)
    if inner.shape[1] <= 2 * from_side or not len(inner):
        return []
    # A rule that leans by a pixel is in either of two columns.
    wide = inner.copy()
    wide[:, 1:] |= inner[:, :-1]
    wide[:, :-1] |= inner[:, 1:]
    covered = wide.mean(axis=0) >= COVERED
    covered[:from_side] = covered[-from_side:] = False
    share = inner.mean(axis=0)
    found = []
    edges = np.flatnonzero(np.diff(np.concatenate([[0], covered.astype(np.int8), [0]])))
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        before, after = share[max(0, start - reach - 1) : start - 1], share[end + 1 : end + 1 + reach]
        is_alone = max(before.min(initial=1.0), after.min(initial=1.0)) <= 1 - FREE
        if end - start <= THICKEST * scale + 2 and is_alone:
            found.append((start + end - 1) / 2)
    return found
