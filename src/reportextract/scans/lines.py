"""Ruling lines from the picture of a page: solid, dotted, faint, broken and doubled ones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reportextract.model import FloatArray, Rules
from reportextract.scans.interrupted import between, passing
from reportextract.scans.joints import joining
from reportextract.scans.overshoot import trimmed
from reportextract.scans.piled_figures import without_piled_figures
from reportextract.scans.stops import stopped
from reportextract.scans.strokes import SAME_RULE, Strokes
from reportextract.scans.upright_only import in_step, pausing

Pixels = npt.NDArray[np.uint8]

# Points: pieces so far apart are one broken rule; at worse places it matters that a grid asks for 60 % of a side only.
LARGEST_GAP = 6.0
# Points: no column is so narrow; a side of a table that leans or throws a shadow is seen as two lines.
NARROWEST_COLUMN = 7.0
# Points: strokes of characters are as high as the rows of one line or two; those of one column stand on one line.
HIGHEST_STROKE, ON_ONE_LINE = 30.0, 1.5
# What is in line with a column's piece is so many times as long: strokes of two labels are in line by chance.
ROWS = 2.5


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
    level, upright = trimmed(across, level, upright), trimmed(down, upright, level)
    meeting = down.meet(upright, level)
    alone = pausing(down, upright[~meeting])
    upright = np.concatenate([upright[meeting], alone])
    short_level = np.concatenate([joining(across, upright, level), between(across, upright)])
    short_upright = [joining(down, level, upright), between(down, level), passing(down, level), in_step(down, alone)]
    upright = without_piled_figures(down, stopped(down, np.concatenate([upright, *short_upright]), level), level)
    rules = Rules(
        _merged(np.concatenate([level, short_level]), scale, SAME_RULE),
        _merged(upright, scale, NARROWEST_COLUMN),
    )
    return without_lone_strokes(rules, scale)


def without_lone_strokes(rules: Rules, scale: float) -> Rules:
    """The rules without uprights from one level rule to the next that go on nowhere: strokes as high as their row.

    Where columns of a table go on through the rows above and below, one of a single low row is none.

    Args:
        rules: Of an upright page, in any unit.
        scale: Of that unit, so many a point.
    """
    level, upright, gap = rules.horizontal, rules.vertical, LARGEST_GAP * scale
    at, starts, ends = upright.T
    kept = np.ones(len(upright), dtype=np.bool_)
    for k, (x, top, bottom) in enumerate(upright.tolist()):
        if bottom - top > HIGHEST_STROKE * scale:
            continue
        rows = level[(level[:, 1] < x) & (level[:, 2] > x), 0]
        is_one_row = all((np.abs(rows - end) <= gap / 2).any() for end in (top, bottom))
        is_one_row = is_one_row and not ((rows > top + gap / 2) & (rows < bottom - gap / 2)).any()
        passing = (starts < top - gap) & (ends > bottom + gap)
        is_beside_columns = passing.sum() > 2  # the table's own sides pass, too
        if is_one_row and is_beside_columns:
            # Pieces of a broken column are in line with one another.
            in_line = (ends - starts)[np.abs(at - x) <= ON_ONE_LINE * scale]
            kept[k] = in_line.sum() > ROWS * (bottom - top)
    return Rules(level, upright[kept])


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


def _merged(lines: FloatArray, scale: float, apart: float) -> FloatArray:
    """Joins lines side by side, nearer than so many points, and end to end.

    Returns:
        Shape (n, 3): position, start, end, in pixels.
    """
    at = (lines[:, 1] + lines[:, 3]) / 2
    length = lines[:, 2] - lines[:, 0]
    beside = np.abs(at[:, None] - at[None, :]) <= apart * scale
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
