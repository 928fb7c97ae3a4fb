"""Round stamps that no colour tells from print: where they are, and the page without them.

A seal scanned in grey, or in black and white, has its letters along a ring, around a star. Read as lines they are
scraps of a name among the words of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportextract.model import Box, FloatArray, Rules

Pixels = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

# Points: seals of agencies are 38 to 50 mm across, others 30.
SMALLEST, LARGEST = 36.0, 76.0
# Dots an inch at which rings are looked for: all that makes them rings can be seen there, in 20 ms.
_COARSE = 36.0
# What OpenCV takes for an edge, and how many of a circle's points must agree, there.
_EDGE, _AGREE = 60, 30
# A ring is inked along this part of its circumference, darker than paper by so much; its place is known to so many
# points. Circles through tables and text have up to 0.96.
RING, INKED, KNOWN_TO = 0.97, 30, 4.0
# A stamp is as dark as this per cent of its ring: where print crosses it, it is darker.
DARK = 75
# Places on the ring that are looked at, and how often a circle is laid through what was found at those near the last.
_PLACES, _FITS = 180, 3
_ANGLES = np.linspace(0, 2 * np.pi, _PLACES, endpoint=False)
# A stamp is paler than print if its ring's darkness is less than this part of print's.
PALE = 0.8
# The rest of a broken ring is up to this part of the radius from the middle; around print everything stays as it is, so
# many points.
ON_RING, EDGE = 1.08, 0.6
# What is no farther from the middle of the ring's line than this, in points, is on it.
OFF_RING = 3.0
# Letters stand beyond this part of the radius. The star is larger than this, in points, and smaller than this part of
# the stamp: with print that touches it, it is larger.
LETTERS, STAR, SHARE = 0.45, 24.0, 0.5
# Squares of so many points have a character each, if they are darker than this.
_CHARACTER, _INKED_PRINT = 12.0, 60


class Stamp(NamedTuple):
    """A ring: its middle and radius in pixels, and how much darker than white its ink is, of 255."""

    x: float
    y: float
    radius: float
    darkness: float

    def holds(self, boxes: FloatArray) -> Mask:
        """Which boxes (x0, top, x1, bottom) reach nowhere beyond the ring, seen from its sides."""
        low = np.array([self.x, self.y, -self.x, -self.y]) - self.radius
        return np.asarray((boxes * [1, 1, -1, -1] >= low).all(axis=1), dtype=np.bool_)

    def away(self, boxes: FloatArray) -> FloatArray:
        """How far the middles of boxes are from the stamp's, in parts of its radius."""
        x, y = (boxes[:, 0] + boxes[:, 2]) / 2 - self.x, (boxes[:, 1] + boxes[:, 3]) / 2 - self.y
        return np.asarray(np.hypot(x, y) / self.radius, dtype=np.float64)


def find_stamps(grey: Pixels, dots_per_inch: float) -> list[Stamp]:
    """The rings of round stamps.

    Args:
        grey: Shape (h, w), upright and clean: paper is white.
        dots_per_inch: Of the paper.
    """
    import cv2

    scale = _COARSE / dots_per_inch
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    coarse = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    least, most = (round(radius * _COARSE / 72) for radius in (SMALLEST, LARGEST))
    circles = cv2.HoughCircles(
        coarse, cv2.HOUGH_GRADIENT, 1, 2 * least, param1=_EDGE, param2=_AGREE, minRadius=least, maxRadius=most
    )
    smoothed, known = cv2.blur(grey, (3, 3)), KNOWN_TO * dots_per_inch / 72
    stamps = []
    for x, y, radius in [] if circles is None else circles.reshape(-1, 3).tolist():
        if (_around(coarse, x, y, radius, KNOWN_TO * _COARSE / 72).max(axis=0) > INKED).mean() >= RING:
            ink = _around(np.asarray(smoothed, np.uint8), x / scale, y / scale, radius / scale, known)
            middle, wider = _fitted(ink, known)
            place = (x / scale + middle[0], y / scale + middle[1], radius / scale + wider)
            stamps.append(Stamp(*place, darkness=float(np.percentile(ink.max(axis=0), DARK))))
    return stamps


def _around(pixels: Pixels, x: float, y: float, radius: float, known: float) -> Pixels:
    """The ink along a circle that is known to so many pixels: shape (across it, half a pixel each; places around)."""
    radii = radius + _across(known)
    columns = np.rint(x + radii[:, None] * np.cos(_ANGLES)).astype(np.intp).clip(0, pixels.shape[1] - 1)
    rows = np.rint(y + radii[:, None] * np.sin(_ANGLES)).astype(np.intp).clip(0, pixels.shape[0] - 1)
    return np.asarray(255 - pixels[rows, columns], dtype=np.uint8)


def _across(known: float) -> FloatArray:
    return np.arange(-known, known + 0.5, 0.5, dtype=np.float64)


def _fitted(ink: Pixels, known: float) -> tuple[tuple[float, float], float]:
    """By how much the middle and the radius of a circle are off from the one in the middle of the ink around it.

    Args:
        ink: Around the circle (``_around``); print that touches the ring is left out.
    """
    weights = np.where(ink > INKED, ink, 0).astype(np.float64)
    inked = weights.any(axis=0)
    found = (weights * _across(known)[:, None]).sum(axis=0)[inked] / weights.sum(axis=0)[inked]
    away = np.stack([np.cos(_ANGLES), np.sin(_ANGLES), np.ones(_PLACES)], axis=1)[inked]
    moved, kept = np.zeros(3), np.ones(len(found), dtype=np.bool_)
    for _ in range(_FITS):
        moved = np.linalg.lstsq(away[kept], found[kept], rcond=None)[0]
        off = np.abs(found - away @ moved)
        kept = off <= 2 * np.median(off)
    x, y, radius = moved.tolist()
    return (x, y), radius


def without_stamps(grey: Pixels, stamps: Sequence[Stamp], dots_per_inch: float) -> Pixels:
    """The page without stamps that are paler than its print, which stays where they lie over it; of others without the
    stars.

    Args:
        grey: As for :func:`find_stamps`.
        stamps: Those of the page.
    """
    if not stamps:
        return grey
    usual = _darkness_of_print(grey, dots_per_inch)
    scale = dots_per_inch / 72
    erased = grey.copy()
    for stamp in stamps:
        reach = stamp.radius * ON_RING
        left, top = (max(0, int(at - reach)) for at in (stamp.x, stamp.y))
        part = erased[top : int(stamp.y + reach) + 1, left : int(stamp.x + reach) + 1]
        middle = (round(stamp.x) - left, round(stamp.y) - top)
        if stamp.darkness < PALE * usual:
            part[_pale(part, middle, round(reach), (stamp.darkness + usual) / 2, EDGE * scale)] = 255
        else:
            part[_star(part, middle, STAR * scale)] = 255
    return erased


def _pale(part: Pixels, middle: tuple[int, int], radius: int, darkest: float, edge: float) -> Mask:
    """What is in a disc and isn't print, which is darker than that, nor its edge."""
    import cv2

    disc = cv2.circle(np.zeros_like(part), middle, radius, [1], -1)
    is_print = np.asarray(255 - part > darkest, dtype=np.uint8)
    around = 2 * round(edge) + 1
    return np.asarray((disc > 0) & (cv2.dilate(is_print, np.ones((around, around), np.uint8)) == 0), dtype=np.bool_)


def _star(part: Pixels, middle: tuple[int, int], least: float) -> Mask:
    """The mark around the middle of a stamp that is larger than any character and touches no line of print."""
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats(np.asarray(part < 255 - INKED, dtype=np.uint8))
    x0, top, width, height = stats[:, :4].T
    is_star = (np.minimum(width, height) > least) & (np.maximum(width, height) < SHARE * len(part))
    is_star &= (x0 < middle[0]) & (x0 + width > middle[0]) & (top < middle[1]) & (top + height > middle[1])
    is_star[0] = False
    return np.asarray(is_star[labels], dtype=np.bool_)


def _darkness_of_print(grey: Pixels, dots_per_inch: float) -> float:
    """How much darker than white the darkest of most characters is, of 255; 0 where there are none."""
    import cv2

    size = max(1, round(_CHARACTER * dots_per_inch / 72))
    darkest = 255.0 - cv2.erode(cv2.blur(grey, (3, 3)), np.ones((size, size), np.uint8))[::size, ::size]
    inked = darkest[darkest > _INKED_PRINT]
    return float(np.median(inked)) if len(inked) else 0.0


def without_rings(rules: Rules, stamps: Sequence[Stamp], dots_per_inch: float) -> Rules:
    """The rules without those that are parts of a ring: it runs down beside its middle, and level above and below it.

    Args:
        rules: Of the page, in pixels.
        stamps: Those of the page.
    """
    off = OFF_RING * dots_per_inch / 72
    level, upright = rules.horizontal, rules.vertical
    for stamp in stamps:
        level = level[~_on_ring(level, stamp.y, stamp.x, stamp.radius, off)]
        upright = upright[~_on_ring(upright, stamp.x, stamp.y, stamp.radius, off)]
    return Rules(level, upright)


def _on_ring(lines: FloatArray, at: float, along: float, radius: float, off: float) -> Mask:
    """Which lines (position, start, end) lie on a ring all of their way: they are as short as it is straight.

    Args:
        at, along: Where the ring's middle is, across the lines and along them.
    """
    at_lines, starts, ends = lines.T
    # Both ends, and where the ring is farthest out between them.
    places = np.abs(np.stack([starts, ends, np.clip(along, starts, ends)]) - along)
    reach = np.sqrt(np.maximum(radius**2 - places**2, 0.0))
    is_on_ring = (places < radius) & (np.abs(reach - np.abs(at_lines - at)) <= off)
    return np.asarray(is_on_ring.all(axis=0), dtype=np.bool_)


def lines_of_stamps(stamps: Sequence[Stamp], lines: Sequence[Box]) -> list[bool]:
    """Which lines of text are pieces of the letters along a ring: inside it, beside its middle.

    Args:
        stamps: Of the page.
        lines: The hulls of their ink, in pixels.
    """
    boxes = np.array(lines, dtype=np.float64).reshape(-1, 4)
    are_theirs = np.zeros(len(boxes), dtype=np.bool_)
    for stamp in stamps:
        are_theirs |= stamp.holds(boxes) & (stamp.away(boxes) >= LETTERS)
    return are_theirs.tolist()
