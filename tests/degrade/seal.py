"""A red official seal: a ring, a star, the authority's name along the arc, sometimes a line below the star."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from tests.degrade.ink import Floats, smooth_noise

DIAMETER_MM = 42.0
# The characters of lettering.png, each in a square of 64 pixels; drawn with Noto Serif CJK (OFL), so that a seal
# looks the same on a machine without Chinese fonts.
LETTERS = "中国省市县区镇乡街道人民政府办公室委员会教育财局务东西南北山江河州安平阳长清新华"
_SQUARE = 64
_NAMES = (
    "东山县新华镇人民政府",
    "清江市人民政府办公室",
    "平阳区教育局",
    "安州市财政局",
    "长河街道办公室",
    "南华县西江乡人民政府",
)


@cache
def _lettering() -> npt.NDArray[np.uint8]:
    strip = cv2.imread(str(Path(__file__).with_name("lettering.png")), cv2.IMREAD_GRAYSCALE)
    assert strip is not None
    return np.asarray(strip, np.uint8)


def draw_seal(dpi: int, rng: np.random.Generator) -> Floats:
    """How much ink there is on each pixel of a square as wide as a seal: 0 to 1."""
    size = round(DIAMETER_MM * dpi / 25.4)
    big = 4 * size  # drawn larger and made smaller: smooth edges
    ink = np.zeros((big, big), np.uint8)
    middle = big // 2
    radius = round(big * 0.485)
    cv2.circle(ink, (middle, middle), radius, (255,), round(big * 0.026), cv2.LINE_AA)
    _star(ink, middle, round(big * 0.16))
    name = _NAMES[rng.integers(len(_NAMES))]
    span = np.radians(min(290.0, 32.0 * (len(name) - 1)))
    for index, letter in enumerate(name):
        angle = -span / 2 + span * index / (len(name) - 1)
        _letter(ink, letter, middle, radius * 0.74, float(angle), big * 0.155)
    ink = cv2.resize(ink, (size, size), interpolation=cv2.INTER_AREA)
    turn = cv2.getRotationMatrix2D((size / 2, size / 2), float(rng.uniform(-25, 25)), 1.0)
    ink = cv2.warpAffine(ink, turn, (size, size), flags=cv2.INTER_LINEAR)
    # Stamped by hand: thinner on one side, and speckled by the grain of the paper.
    uneven = 0.6 + 0.4 * smooth_noise((size, size), size / 3, rng)
    grain = np.clip(0.65 + 0.7 * smooth_noise((size, size), 2.5 * dpi / 200, rng), 0, 1)
    return (ink.astype(np.float32) / 255 * uneven * grain).astype(np.float32)


def _star(ink: npt.NDArray[np.uint8], middle: int, radius: float) -> None:
    angles = np.arange(10) * np.pi / 5 - np.pi / 2
    reach = np.where(np.arange(10) % 2 == 0, radius, radius * 0.382)
    points = np.stack([middle + reach * np.cos(angles), middle + reach * np.sin(angles)], axis=1)
    cv2.fillPoly(ink, [np.round(points).astype(np.int32)], (255,), cv2.LINE_AA)


def _letter(ink: npt.NDArray[np.uint8], letter: str, middle: int, radius: float, angle: float, size: float) -> None:
    """Puts a character on the arc, its foot towards the middle."""
    place = LETTERS.index(letter)
    glyph = _lettering()[:, place * _SQUARE : (place + 1) * _SQUARE]
    scale = size / _SQUARE
    cos, sin = np.cos(angle) * scale, np.sin(angle) * scale
    x, y = middle + radius * np.sin(angle), middle - radius * np.cos(angle)
    half = _SQUARE / 2
    place_on_arc = np.array([[cos, -sin, x - cos * half + sin * half], [sin, cos, y - sin * half - cos * half]])
    turned = cv2.warpAffine(glyph, place_on_arc, ink.shape[::-1], flags=cv2.INTER_LINEAR)
    np.maximum(ink, turned, out=ink)


def stamp_seal(page: Floats, over: str, dpi: int, rng: np.random.Generator) -> Floats:
    """The page with a seal: print below stays visible, as ink is transparent.

    Args:
        page: (h, w, 3), 0 to 1, blue first.
        over: ``foot``: where the text ends; ``table``: on a place where rules cross.
    """
    ink = draw_seal(dpi, rng)
    size = ink.shape[0]
    height, width = page.shape[:2]
    x, y = _place(page, over, dpi, rng)
    left, top = int(np.clip(x - size // 2, 0, width - size)), int(np.clip(y - size // 2, 0, height - size))
    depth = float(rng.uniform(0.75, 1.0))
    absorbed = np.array([0.80, 0.88, 0.16], np.float32) * depth  # of blue, green and red light
    stamped = page.copy()
    stamped[top : top + size, left : left + size] *= 1.0 - ink[:, :, None] * absorbed
    return stamped


def _place(page: Floats, over: str, dpi: int, rng: np.random.Generator) -> tuple[int, int]:
    from tests.degrade.ink import find_rules

    height, width = page.shape[:2]
    if over == "table":
        horizontal, vertical = find_rules(page, dpi)
        crossings = np.argwhere((horizontal & vertical) == 1)
        if len(crossings) > 0:
            y, x = crossings[rng.integers(len(crossings))]
            return int(x), int(y)
    body = page[: round(height * 0.92), :, :].min(axis=2) < 0.5
    inked = np.flatnonzero(body.any(axis=1))
    foot = int(inked[-1]) if len(inked) > 0 else height // 2
    return round(width * rng.uniform(0.55, 0.8)), foot - round(rng.uniform(0, 12) * dpi / 25.4)
