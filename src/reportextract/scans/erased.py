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
# Noise breaks faint rules: averaged along so many points, they are darker than paper by so much of 255 all the way. So
# near to where a rule was found no text is.
AVERAGED, NOISY, NOISY_REACH = 1.8, 36, 1.0
# On both sides, so far, there is so much less ink.
BESIDE, FLANK_SHARE = 1.0, 0.5


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
            _erase_noisy(band, round(y) - max(0, round(y - REACH * scale)), long, scale)


def _erase_noisy(band: Pixels, at: int, long: Pixels, scale: float) -> None:
    """Paints over what noise breaks of a rule in the middle of a band, in place, but for strokes that cross it."""
    import cv2

    near, beside = round(NOISY_REACH * scale), max(1, round(BESIDE * scale))
    first, end = at - near, at + near + 1
    if first < beside or end + beside > len(band):
        return
    rows, above, below = band[first:end], band[first - beside : first], band[end : end + beside]
    # Along text there is ink on one side at least.
    darkness = 255.0 - cv2.blur(rows, (round(AVERAGED * scale) | 1, 1)).astype(np.float32)
    flanks = [255.0 - cv2.blur(side.mean(axis=0)[None], (round(AVERAGED * scale) | 1, 1)) for side in (above, below)]
    is_rule = (darkness > NOISY) & (np.maximum(*flanks) <= FLANK_SHARE * darkness)
    own = cv2.morphologyEx(is_rule.astype(np.uint8), cv2.MORPH_OPEN, long) > 0
    crossing = np.maximum(above.min(axis=0), below.min(axis=0)) < 255 - FAINTEST_INK
    rows[own & ~crossing] = 255
