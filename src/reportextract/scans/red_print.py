"""What is printed in red and is no seal: titles, as web pages and official letters have them, and numbers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reportextract.model import Box

Pixels = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

# A pixel whose red exceeds its other channels by this much more than the paper's does is seal or red print: vermilion
# measured 90 to 160, what JPEG makes of black print beside a seal up to 40. A third of that is still the paper's own.
RED = 45
PAPERS_OWN = RED // 3
# Fewer such pixels than this share of a page are noise of the camera: a seal of 4 cm covers 0.5 % of A4.
RED_PAGE = 0.0002
# Every this many pixels, in both directions, is looked at to learn a page's colours.
SAMPLED = 4
# Dots an inch at which lines are told from seals: a point a pixel.
_COARSE = 72.0
# A square point is red where so much of it is.
RED_SHARE = 0.1
# Points: characters of a line stand nearer to one another.
APART = 16
# Points: how high lines are; lower ones are rules. Where nothing is higher, nothing is a seal.
LOWEST, HIGHEST = 7, 40
# A line is so many times as long as high; letters of a seal together, and numbers, are not.
LONG = 5.0
# Of a line's hull so much is red; of a bar with white print on it more.
FULLEST = 0.65
# Points around a line in which no seal may be: its own straight line of letters is no title.
AROUND = 10
# Points: what is so near to one another is one seal; figures so near, one number, no larger than this, and no smaller.
TOGETHER, BESIDE, LARGEST_NUMBER, SMALLEST_NUMBER = 12, 5, 45, 4


def redness_of(pixels: Pixels) -> Pixels | None:
    """How much redder than the paper each pixel is; None where next to nothing is red.

    Args:
        pixels: Shape (h, w, 3), blue green red.

    Returns:
        Shape (h, w): 0 for what is hardly redder than the paper; red print has more than ``RED - PAPERS_OWN``.
    """
    import cv2

    blue, green, red = cv2.split(pixels)
    other = cv2.max(blue, green)
    excess = red[::SAMPLED, ::SAMPLED].astype(np.int16) - other[::SAMPLED, ::SAMPLED]
    usual = int(np.median(excess))  # of the paper: lamps and old paper are warm
    if (excess > usual + RED).mean() < RED_PAGE:
        return None
    papers = np.full((1, 1), max(0, usual) + PAPERS_OWN, np.uint8)[0]
    return np.asarray(cv2.subtract(cv2.subtract(red, other), papers), dtype=np.uint8)


def find_red_numbers(is_red: Mask, dots_per_inch: float) -> list[Box]:
    """The hulls, in pixels, of red marks as large as numbers that are no letters of a seal, which is large both ways.

    Args:
        is_red: As for :func:`find_red_lines`.
    """
    import cv2

    shares, scale = _coarse(is_red, dots_per_inch)
    marks = np.asarray(shares > RED_SHARE, dtype=np.uint8)
    joined = cv2.morphologyEx(marks, cv2.MORPH_CLOSE, np.ones((TOGETHER, TOGETHER), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    # Numbers of one column are near to one another too, and together as narrow as one.
    marks[(stats[:, 2:4].min(axis=1) > LARGEST_NUMBER)[labels]] = 0
    figures = cv2.morphologyEx(marks, cv2.MORPH_CLOSE, np.ones((1, BESIDE), np.uint8))
    boxes = cv2.connectedComponentsWithStats(figures)[2][1:, :4]
    larger, smaller = boxes[:, 2:].max(axis=1, initial=0), boxes[:, 2:].min(axis=1, initial=LARGEST_NUMBER)
    are_numbers = (larger <= LARGEST_NUMBER) & (larger >= SMALLEST_NUMBER) & (smaller > 1)
    return [Box(*(v / scale for v in (x, y, x + w, y + h))) for x, y, w, h in boxes[are_numbers].tolist()]


def find_red_lines(is_red: Mask, dots_per_inch: float) -> list[Box]:
    """The hulls of lines of red print, in pixels.

    Args:
        is_red: Shape (h, w): where a page is red. It may lean by a few degrees.
        dots_per_inch: Of the paper.
    """
    import cv2

    shares, scale = _coarse(is_red, dots_per_inch)
    marks = np.asarray(shares > RED_SHARE, dtype=np.uint8)
    joined = cv2.morphologyEx(marks, cv2.MORPH_CLOSE, np.ones((1, APART), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    x0, top, width, height = stats[1:, :4].T
    red = np.bincount(labels.ravel(), weights=shares.ravel(), minlength=len(stats))[1:]
    is_line = (height >= LOWEST) & (height <= HIGHEST) & (width >= LONG * height) & (red <= FULLEST * width * height)
    of_seal = ~is_line & (height >= LOWEST)
    found = []
    for k in np.flatnonzero(is_line).tolist():
        beside = (x0 < x0[k] + width[k] + AROUND) & (x0 + width > x0[k] - AROUND)
        beside &= (top < top[k] + height[k] + AROUND) & (top + height > top[k] - AROUND)
        if not (beside & of_seal).any():
            hull = (x0[k] - 2, top[k] - 2, x0[k] + width[k] + 2, top[k] + height[k] + 2)
            found.append(Box(*(max(0.0, float(value) / scale) for value in hull)))
    return found


def _coarse(is_red: Mask, dots_per_inch: float) -> tuple[npt.NDArray[np.float32], float]:
    """Which share of each square point is red, and how many of them a pixel is wide."""
    import cv2

    scale = _COARSE / dots_per_inch
    size = (max(1, round(is_red.shape[1] * scale)), max(1, round(is_red.shape[0] * scale)))
    return np.asarray(cv2.resize(is_red.astype(np.float32), size, interpolation=cv2.INTER_AREA)), scale
