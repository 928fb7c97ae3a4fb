"""A page without its rules: what stands close beside one is read without it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reportextract.model import FloatArray, Rules
from reportextract.scans.cells import FAINTEST_INK

Pixels = npt.NDArray[np.uint8]

# Points: a rule's ink is this near to where it was found, and runs on for so long; the upright strokes of figures and
# the level ones of characters (一) are shorter.
REACH, UPRIGHT_RUN, LEVEL_RUN = 2.5, 12.0, 30.0
# Around its ink is its blur.
BLUR = 0.4


def without_rules(grey: Pixels, rules: Rules, dots_per_inch: float) -> Pixels:
    """The page with the ink of its solid rules painted over as paper; of strokes that touch one, all but its own width.

    Args:
        grey: Shape (h, w), upright and clean.
        rules: In pixels of ``grey``.
        dots_per_inch: Of the paper.
    """
    if not len(rules.horizontal) and not len(rules.vertical):
        return grey
    scale = dots_per_inch / 72
    erased = grey.copy()
    _erase(erased.T, rules.vertical, UPRIGHT_RUN, scale)
    _erase(erased, rules.horizontal, LEVEL_RUN, scale)
    return erased


def _erase(grey: Pixels, level: FloatArray, run: float, scale: float) -> None:
    """Paints over level rules (y, x0, x1), in place."""
    import cv2

    long, blur = np.ones((1, round(run * scale)), np.uint8), 2 * round(BLUR * scale) + 1
    around = np.ones((blur, blur), np.uint8)
    for y, x0, x1 in level.tolist():
        band = grey[max(0, round(y - REACH * scale)) : round(y + REACH * scale) + 1, max(0, round(x0)) : round(x1) + 1]
        if band.size:
            dark = np.asarray(band < 255 - FAINTEST_INK, dtype=np.uint8)
            own = cv2.dilate(cv2.morphologyEx(dark, cv2.MORPH_OPEN, long), around)
            band[own > 0] = 255
