"""Which way is up on a page, from its print: the run of its lines, and the marks that stand low in them.

Pages come here straightened, at about 100 dpi.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]

# A line of text is so high, in pixels at MEASURED_DPI: from 5 to 29 points.
LOWEST_LINE, HIGHEST_LINE = 7, 40
# With fewer marks as large as characters a page counts as blank.
FEWEST_CHARACTERS = 8
# Below this, lines of text are too few, too tight or too mixed to say how they run. Of 102 pages, upright and turned
# by a quarter, none that reached it was wrong.
SURE_LEVELNESS = 0.4
# A page needs so many marks that stand low or high in their line to say which end is up, and the majority this share.
FEWEST_MARKS = 6
MAJORITY = 0.7


def find_ink(grey: Pixels) -> Pixels:
    """1 where there is ink, 0 on paper."""
    import cv2

    return np.asarray(cv2.threshold(grey, 176, 1, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8)


def _without_rules(ink: Pixels) -> Pixels:
    import cv2

    rules = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, 41), np.uint8))
    rules = cv2.bitwise_or(rules, cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((41, 1), np.uint8)))
    return np.asarray(cv2.subtract(ink, cv2.dilate(rules, np.ones((3, 3), np.uint8))), dtype=np.uint8)


def measure_levelness(small: Pixels) -> float:
    """From 1, lines of text run from left to right, to -1, they run up or down; 0 where it can't be told.

    Characters are closer to their neighbours in the line than lines are to each other.
    """
    import cv2

    text = _without_rules(find_ink(small))
    level = total = 0.0
    # Two reaches, for lines set tight and for characters set wide.
    for reach in (3, 5):
        joined = cv2.morphologyEx(text, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
        _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
        width, height = stats[1:, 2].astype(np.float64), stats[1:, 3].astype(np.float64)
        narrow, long = np.minimum(width, height), np.maximum(width, height)
        is_line = (narrow >= LOWEST_LINE) & (narrow <= HIGHEST_LINE) & (long > 2 * narrow)
        excess = np.where(is_line, width - height, 0.0)
        level += float(excess.sum())
        total += float(np.abs(excess).sum())
    return level / total if total else 0.0


def is_upside_down(level: Pixels) -> bool | None:
    """Whether the page stands on its head; None if it doesn't say.

    Chinese full stops, commas and the dots of numbered items stand alone, small, at the foot of their line.
    """
    import cv2

    text = _without_rules(find_ink(level))
    joined = cv2.morphologyEx(text, cv2.MORPH_CLOSE, np.ones((1, 21), np.uint8))
    _, lines, line_stats, _ = cv2.connectedComponentsWithStats(joined)
    _, _, stats, centres = cv2.connectedComponentsWithStats(text)
    inside = lines[np.rint(centres[:, 1]).astype(int), np.rint(centres[:, 0]).astype(int)]
    line_top, line_height = line_stats[inside, 1], line_stats[inside, 3]
    width, height = stats[:, 2], stats[:, 3]
    small = (inside > 0) & (line_height >= LOWEST_LINE) & (line_height <= HIGHEST_LINE)
    small &= (height <= 0.4 * line_height) & (width <= 0.4 * line_height) & (stats[:, 4] >= 3)
    low = high = 0
    for index in np.flatnonzero(small).tolist():
        left, wide, line = stats[index, 0], stats[index, 2], inside[index]
        rows = slice(line_top[index], line_top[index] + line_height[index])
        margin = max(1, round(0.12 * line_height[index]))
        around = lines[rows, max(0, left - margin) : left + wide + margin] == line
        around &= text[rows, max(0, left - margin) : left + wide + margin] > 0
        if around.sum() > stats[index, 4]:
            continue  # a stroke of a character, with others above or below
        place = (centres[index, 1] - line_top[index]) / line_height[index]
        low += place > 0.62
        high += place < 0.38
    if low + high < FEWEST_MARKS or max(low, high) < MAJORITY * (low + high):
        return None
    return bool(high > low)
