"""Ruling lines from the picture of a page: solid, dotted, faint, broken and doubled ones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reportextract.model import FloatArray, Rules
from reportextract.scans.strokes import SAME_RULE, Strokes
from reportextract.scans.upright_only import in_step, pausing

Pixels = npt.NDArray[np.uint8]

# Points: pieces so far apart are one broken rule; at worse places it matters that a grid asks for 60 % of a side only.
LARGEST_GAP = 6.0


def find_rules(grey: Pixels, dots_per_inch: float) -> Rules:
    """The ruling lines of an upright page.

    Args:
        grey: Shape (h, w), clean: paper is white. Lines may lean by up to a degree.
        dots_per_inch: Of the paper.

    Returns:
        In pixels from the top left, like the picture; multiply by points per pixel for the page's own coordinates.
        Sorted by position, then start.
    """
    scale = dots_per_inch / 72
    across, down = Strokes(grey, scale), Strokes(np.ascontiguousarray(grey.T), scale)
    level, upright = across.chained(), down.chained()
    level, upright = across.trimmed(level, upright), down.trimmed(upright, level)
    meeting = down.meet(upright, level)
    alone = pausing(down, upright[~meeting])
    upright = np.concatenate([upright[meeting], alone])
    short_level, short_upright = across.joining(upright, level), down.joining(level, upright)
    short_upright = np.concatenate([short_upright, in_step(down, alone)])
    return Rules(
        _merged(np.concatenate([level, short_level]), scale),
        _merged(np.concatenate([upright, short_upright]), scale),
    )


def trace_lines(grey: Pixels, dots_per_inch: float, shortest: float) -> FloatArray:
    """The nearly horizontal lines of a picture, each with its lean.

    Args:
        grey: As for :func:`find_rules`; transposed for the vertical ones. Lines may lean by up to five degrees.
        shortest: Points.

    Returns:
        Shape (n, 4): x0, y0, x1, y1 of the two ends in pixels, x0 < x1.
    """
    return Strokes(grey, dots_per_inch / 72).longer_than(shortest)


def centre_lines(grey: Pixels, dots_per_inch: float, shortest: float) -> list[tuple[FloatArray, FloatArray]]:
    """The nearly horizontal lines of a picture, each followed along its way, straight or not.

    Args:
        grey: As for :func:`find_rules`.
        shortest: Points.

    Returns:
        Of each line its places: x and y in pixels, every pixel of its way that has ink.
    """
    return Strokes(grey, dots_per_inch / 72).followed(shortest)


def _merged(lines: FloatArray, scale: float) -> FloatArray:
    """Joins lines side by side and end to end; shape (n, 3): position, start, end, in pixels."""
    at = (lines[:, 1] + lines[:, 3]) / 2
    length = lines[:, 2] - lines[:, 0]
    beside = np.abs(at[:, None] - at[None, :]) <= SAME_RULE * scale
    gap = np.maximum(lines[:, None, 0], lines[None, :, 0]) - np.minimum(lines[:, None, 2], lines[None, :, 2])
    same = beside & (gap <= LARGEST_GAP * scale)
    groups = np.arange(len(lines))
    for i in range(len(lines)):
        for other in np.unique(groups[same[i]]).tolist():
            groups[groups == other] = groups[i]
    merged = []
    for group in np.unique(groups).tolist():
        of = groups == group
        # A line stands where its longest pieces stand.
        place = float((at[of] * length[of]).sum() / length[of].sum())
        merged.append((place, float(lines[of, 0].min()), float(lines[of, 2].max())))
    return np.array(sorted(merged), dtype=np.float64).reshape(-1, 3)
