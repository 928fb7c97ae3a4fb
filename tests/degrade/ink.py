"""What happens to the print before the paper is scanned: pale toner, faint and broken rules, specks, holes."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

# A rule is a straight run of dark pixels longer than any stroke of a character and thinner than shading.
_RULE_LENGTH_MM = 6.0
_RULE_THICKNESS_MM = 1.0
_DARK = 0.65


def smooth_noise(shape: tuple[int, int], size: float, rng: np.random.Generator) -> Floats:
    """A field between 0 and 1 that changes over about ``size`` pixels."""
    coarse = (max(2, round(shape[0] / size) + 2), max(2, round(shape[1] / size) + 2))
    field = rng.random(coarse, dtype=np.float32)
    return np.clip(cv2.resize(field, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), 0, 1).astype(np.float32)


def paler(page: Floats, strength: float, patchy: float, dpi: int, rng: np.random.Generator) -> Floats:
    """Print as dark as ``strength``, in places by ``patchy`` less. The page is (h, w, 3), 0 black to 1."""
    field = strength * (1.0 - patchy * smooth_noise(page.shape[:2], 1.2 * dpi, rng))
    return 1.0 - (1.0 - page) * field[:, :, None].astype(np.float32)


def find_rules(page: Floats, dpi: int) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Which pixels belong to horizontal and to vertical rules: two masks of 0 and 1."""
    dark = (page.min(axis=2) < _DARK).astype(np.uint8)
    # Odd, so that what is opened stays in its place.
    length, thickness = (round(mm * dpi / 25.4) | 1 for mm in (_RULE_LENGTH_MM, _RULE_THICKNESS_MM))
    shaded = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((thickness, thickness), np.uint8))
    masks = []
    for kernel in ((1, length), (length, 1)):
        runs = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(kernel, np.uint8))
        masks.append(np.asarray(runs & (1 - shaded), np.uint8))
    return masks[0], masks[1]


def wear_rules(page: Floats, faint: float, broken: float, dpi: int, rng: np.random.Generator) -> Floats:
    """Rules with ``faint`` of their darkness, and none in gaps of 0.5 to 3 mm that make up ``broken`` of them."""
    horizontal, vertical = find_rules(page, dpi)
    height, width = horizontal.shape
    left = np.full((height, width), faint, np.float32)
    if broken > 0:
        for mask, along in ((horizontal, 1), (vertical, 0)):
            gaps = np.zeros((height, width), bool)
            across = height if along == 1 else width
            band = max(1, round(2.0 * dpi / 25.4))
            for first in range(0, across, band):
                # One pattern of gaps for each band of 2 mm, so that a thick or doubled rule breaks as one.
                line = _gaps(width if along == 1 else height, broken, dpi, rng)
                if along == 1:
                    gaps[first : first + band, :] = line[None, :]
                else:
                    gaps[:, first : first + band] = line[:, None]
            left[(mask == 1) & gaps] = 0.0
    on_rule = cv2.dilate(horizontal | vertical, np.ones((3, 3), np.uint8)) == 1
    # The antialiased rim of a rule fades with it.
    left = np.where(on_rule, cv2.erode(left, np.ones((3, 3), np.uint8)), 1.0).astype(np.float32)
    return 1.0 - (1.0 - page) * left[:, :, None]


def _gaps(length: int, share: float, dpi: int, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    gaps = np.zeros(length, bool)
    mean = 1.75 * dpi / 25.4
    for _ in range(rng.poisson(share * length / mean)):
        start, size = rng.integers(0, length), round(rng.uniform(0.5, 3.0) * dpi / 25.4)
        gaps[start : start + size] = True
    return gaps


def add_specks(page: Floats, count: float, dpi: int, rng: np.random.Generator) -> Floats:
    """Dots and short hairs of dirt, 0.1 to 0.4 mm: smaller than a comma, as large as a stop."""
    height, width = page.shape[:2]
    dirt = np.zeros((height, width), np.uint8)
    for _ in range(rng.poisson(count)):
        x, y = int(rng.integers(0, width)), int(rng.integers(0, height))
        if rng.random() < 0.9:
            cv2.circle(dirt, (x, y), max(1, round(rng.uniform(0.05, 0.2) * dpi / 25.4)), (255,), -1, cv2.LINE_AA)
        else:
            reach = rng.uniform(-2.0, 2.0, 2) * dpi / 25.4
            cv2.line(dirt, (x, y), (round(x + reach[0]), round(y + reach[1])), (255,), 1, cv2.LINE_AA)
    return page * (1.0 - 0.85 * dirt[:, :, None].astype(np.float32) / 255)


def punch(page: Floats, dpi: int) -> Floats:
    """Two holes of 6 mm at the left edge, 80 mm apart, as dark as what lies behind them."""
    height = page.shape[0]
    punched = page.copy()
    for offset in (-40.0, 40.0):
        centre = (round(12 * dpi / 25.4), round(height / 2 + offset * dpi / 25.4))
        cv2.circle(punched, centre, round(3 * dpi / 25.4), (0.12, 0.12, 0.12), -1, cv2.LINE_AA)
    return punched
