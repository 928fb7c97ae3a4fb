"""Other pictures of a number, for reading it again: of the scan itself, and changed in ways that spare the digits."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reportextract.scan_reading import SeenNumber

Pixels = npt.NDArray[np.uint8]


def _cut(pixels: Pixels, seen: SeenNumber, margin: float) -> Pixels:
    """The number with a margin, in parts of its height, of what was kept around it."""
    wanted = round(margin * (pixels.shape[0] - 2 * seen.margin)) + seen.missing
    # Wider than the first time, so that it is another look.
    less_y = max(0, seen.margin - wanted)
    less_x = max(0, seen.margin - wanted)
    height, width = pixels.shape
    return np.ascontiguousarray(pixels[less_y : height - less_y, less_x : width - less_x])


def untreated(seen: SeenNumber) -> Pixels:
    return _cut(seen.raw, seen, 0.42)


def blurred(seen: SeenNumber) -> Pixels:
    import cv2

    height = seen.clean.shape[0] - 2 * seen.margin
    return _cut(np.asarray(cv2.GaussianBlur(seen.clean, (0, 0), max(0.6, 0.05 * height)), np.uint8), seen, 0.28)


def enlarged(seen: SeenNumber) -> Pixels:
    import cv2

    cut = _cut(seen.clean, seen, 0.42)
    return np.asarray(cv2.resize(cut, None, fx=2.0, fy=2.0, interpolation=cv2.INTER_CUBIC), np.uint8)


def stretched(seen: SeenNumber) -> Pixels:
    """Ink black and paper white, however faint it was."""
    cut = _cut(seen.clean, seen, 0.2).astype(np.float64)
    dark, light = np.percentile(cut, (2, 75))
    return np.asarray(np.clip((cut - dark) / max(light - dark, 1.0) * 255, 0, 255), dtype=np.uint8)


def without_specks(seen: SeenNumber) -> Pixels:
    """Only marks about as high as the highest; a decimal point is lost, too, which no such reading may do alone."""
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats((seen.clean < 160).astype(np.uint8), connectivity=8)
    if len(stats) < 2:
        return _cut(seen.clean, seen, 0.28)
    small = np.flatnonzero(stats[:, 3] < 0.4 * stats[1:, 3].max())
    speck = cv2.dilate(np.isin(labels, small[small > 0]).astype(np.uint8), np.ones((3, 3), np.uint8))
    return _cut(np.where(speck > 0, np.uint8(255), seen.clean).astype(np.uint8), seen, 0.28)
