"""How finely a page of small print must be seen: web pages are printed at half their size."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]

# Most marks of a page's print are no larger than its characters: so many of a hundred.
MOST = 75
# Characters this high, in pixels, are read as well as larger ones.
READABLE = 22.0
# Finer than this, in dots an inch, no page is seen: it takes time and memory with the square.
FINEST = 300.0
# Marks of print are between these lengths in points: neither specks nor pictures, nor rules with all that touches them.
SMALLEST_MARK, LARGEST_MARK = 2.0, 30.0
# No stroke of print is thinner, in points; a page has so many marks at least.
THINNEST, FEWEST = 0.5, 30
# Ink is darker by this than the paper around it, so many points away.
DARKER, AROUND = 25, 8.0


def readable_resolution(pixels: Pixels, dots_per_inch: float, finest: float) -> float:
    """At how many dots an inch a page's print is large enough to be read.

    Args:
        pixels: The page; shape (h, w) or (h, w, 3). How it is turned does not matter.
        dots_per_inch: Its resolution.
        finest: The scan's own.

    Returns:
        ``dots_per_inch`` where the print is large enough, else up to ``finest``.
    """
    import cv2

    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_BGR2GRAY)
    scale = dots_per_inch / 72
    around = 2 * round(AROUND * scale) + 1
    ink = cv2.adaptiveThreshold(grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, around, DARKER)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    sides = np.sort(stats[1:, 2:4], axis=1) / scale
    marks = sides[(sides[:, 0] >= THINNEST) & (sides[:, 1] >= SMALLEST_MARK) & (sides[:, 1] <= LARGEST_MARK), 1]
    if len(marks) < FEWEST:
        return dots_per_inch
    height = float(np.percentile(marks, MOST)) * scale
    return max(dots_per_inch, min(dots_per_inch * READABLE / height, finest, FINEST))
