"""Small pages drawn for the tests: 100 to 200 dpi, with a table whose cells are known, and print."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
DPI = 200.0
SCALE = DPI / 72
XS = (60.0, 200.0, 260.0, 320.0, 400.0)
YS = (100.0, 130.0, 160.0, 190.0, 220.0, 250.0)


def blank(width: float = 480.0, height: float = 640.0, dpi: float = DPI) -> Pixels:
    """White paper; points."""
    return np.full((round(height * dpi / 72), round(width * dpi / 72)), 255, np.uint8)


def px(points: float) -> int:
    return round(points * SCALE)


def horizontal(page: Pixels, y: float, x0: float, x1: float, thick: int = 2, ink: int = 30) -> None:
    page[px(y) : px(y) + thick, px(x0) : px(x1)] = ink


def vertical(page: Pixels, x: float, top: float, bottom: float, thick: int = 2, ink: int = 30) -> None:
    page[px(top) : px(bottom), px(x) : px(x) + thick] = ink


def table(ink: int = 30, thick: int = 2) -> Pixels:
    """A page with the grid XS × YS."""
    page = blank()
    for y in YS:
        horizontal(page, y, XS[0], XS[-1] + 1, thick, ink)
    for x in XS:
        vertical(page, x, YS[0], YS[-1] + 1, thick, ink)
    return page


def write(page: Pixels, text: str, x: float, baseline: float, size: float = 0.7, ink: int = 20) -> None:
    cv2.putText(page, text, (px(x), px(baseline)), cv2.FONT_HERSHEY_SIMPLEX, size, (ink,), 2, cv2.LINE_AA)


def prose(page: Pixels, top: float, lines: int = 12, left: float = 60.0, width: float = 340.0) -> None:
    """Blocks like characters, 12 pt high, with a stop or comma at the foot of the line after every few."""
    rng = np.random.default_rng(5)
    for line in range(lines):
        y = top + 20 * line
        x = left + (24 if line % 4 == 0 else 0)
        place = 0
        while x < left + width:
            place += 1
            if place % 7 == 0:
                cv2.circle(page, (px(x + 3), px(y + 10)), px(1.3), (20,), -1)
            else:
                for _ in range(2):
                    horizontal(page, y + rng.uniform(0, 10.5), x + 1, x + 10, 3)
                vertical(page, x + rng.uniform(2, 9), y, y + 11.5, 3)
            x += 12


def turned(page: Pixels, degrees: float, border: int = 255) -> Pixels:
    """The content turned clockwise about the middle."""
    height, width = page.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    return np.asarray(cv2.warpAffine(page, matrix, (width, height), borderValue=[border]), dtype=np.uint8)


def noisy(page: Pixels, deviation: float = 10.0, paper: int = 225) -> Pixels:
    rng = np.random.default_rng(7)
    shaded = page.astype(np.float64) * paper / 255 + rng.normal(0, deviation, page.shape)
    return np.clip(shaded, 0, 255).astype(np.uint8)
