"""Punched holes, through which a scanner's dark lid shows: discs, where no print is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]

# All lengths in points. Holes are 5 to 8 mm wide; the boldest strokes of titles and frames are thinner than half.
SMALLEST, LARGEST = 11.0, 26.0
# As high as wide, within this part, and filling so much of their hull; a disc fills 0.79, a square all.
ROUND, FILLED = 1.2, (0.68, 0.88)
# What is darker is a hole: dark all over, as print is not.
DARK = 128
# Beside it so much is its blurred edge.
EDGE = 1.5
# Holes are looked for at this resolution.
MEASURED_DPI = 72.0


def find_holes(grey: Pixels, dots_per_inch: float) -> list[tuple[float, float, float]]:
    """The punched holes of a page.

    Args:
        grey: Shape (h, w), paper white.
        dots_per_inch: Of the paper.

    Returns:
        Middle and radius of each, in pixels: x, y, radius.
    """
    import cv2

    scale = MEASURED_DPI / dots_per_inch
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (round(0.8 * SMALLEST) | 1,) * 2)
    dark = cv2.morphologyEx((small < DARK).astype(np.uint8), cv2.MORPH_OPEN, disc)
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(dark, dtype=np.uint8))
    holes = []
    for x, y, width, height, area in stats[1:].tolist():
        narrow, wide = min(width, height), max(width, height)
        is_round = wide <= ROUND * narrow and FILLED[0] <= area / (width * height) <= FILLED[1]
        if is_round and narrow >= SMALLEST and wide <= LARGEST:
            holes.append(((x + width / 2) / scale, (y + height / 2) / scale, wide / 2 / scale))
    return holes


def without_holes(grey: Pixels, dots_per_inch: float) -> Pixels:
    """The page with paper where it has holes; the same picture where it has none. Arguments as above."""
    import cv2

    holes = find_holes(grey, dots_per_inch)
    if not holes:
        return grey
    whole = grey.copy()
    for x, y, radius in holes:
        cv2.circle(whole, (round(x), round(y)), round(radius + EDGE * dots_per_inch / 72), (255,), cv2.FILLED)
    return whole
