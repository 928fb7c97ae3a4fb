"""Turns a page's picture the way a reader holds it: quarter turns, skew, the trapezoid of a photo, a bend of paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from reportextract.model import FloatArray
from reportextract.placement import Bend, Placement
from reportextract.scans.bend import as_many_as, measure_bend
from reportextract.scans.hairlines import darken_hairlines
from reportextract.scans.lines import trace_lines

Pixels = npt.NDArray[np.uint8]

# What is darker is ink.
INK = 176
# Everything is measured at this resolution: a tenth of a degree is a pixel over a line of text.
MEASURED_DPI = 100.0
# Scanners' feeders skew by up to 5 degrees; beyond, a page was laid down by hand and is likely a photo.
LARGEST_SKEW = 6.0
# Rules that are at least this long, in points, show how a page lies; shorter ones show it no better than text does.
MEASURING_RULE = 72.0
# Those of one direction are believed if they are so long together, in points.
MEASURING_LENGTH = 300.0
# Rules of one direction must spread over this much of the page, in points, to show a trapezoid.
MEASURING_SPREAD = 100.0
# So many of them, to tell a trapezoid from one rule that is printed or seen awry; many short ones count as a long one.
FEWEST_RULES = 2.5
# Two do if both are as long as this, in points: they are the sides of a frame.
SIDE_OF_FRAME = 250.0
# A page whose corners move by less than this, in points, is left as it is: resampling blurs.
SMALLEST_SHIFT = 0.5
# The strongest perspective believed: rules of one direction differ by so many degrees over a page. Photos taken
# by hand from above have up to 3.
STRONGEST_PERSPECTIVE = 5.0


@dataclass(frozen=True, slots=True)
class UprightPage:
    """A page as it is read, and the way back.

    Attributes:
        grey: Shape (h, w), as large as the picture it was made from (sides exchanged after a quarter turn).
        turned: Degrees clockwise by which the picture was turned: 0, 90, 180, 270.
        to_original: From pixels of ``grey`` to pixels of the picture.
    """

    grey: Pixels
    turned: int
    to_original: Placement


def turn_upright(grey: Pixels, dots_per_inch: float, degrees: int = 0) -> UprightPage:
    """Turns and straightens a clean page.

    Args:
        grey: Shape (h, w), paper white.
        dots_per_inch: Of the paper.
        degrees: By how many degrees clockwise it is turned: 0, 90, 180, 270.
    """
    working = np.ascontiguousarray(np.rot90(grey, -(degrees // 90)))
    small = _measured(working, dots_per_inch)
    skew = measure_skew(small)
    back = _from_turned(degrees, grey.shape[0], grey.shape[1])
    height, width = working.shape
    straight = _straightening(_rotated(small, skew), skew, width, height)
    shrink = small.shape[1] / width
    scaling = np.diag([shrink, shrink, 1.0])
    level = _seen_straight(small, scaling @ straight @ np.linalg.inv(scaling), None)
    bend = measure_bend(level, dots_per_inch * shrink)
    bend = None if bend is None else bend.scaled(1 / shrink)
    if bend is None and _largest_shift(straight, width, height) < SMALLEST_SHIFT * dots_per_inch / 72:
        return UprightPage(working, degrees, Placement(back))
    total = back @ np.linalg.inv(straight)
    return UprightPage(_seen_straight(working, straight, bend), degrees, Placement(total / total[2, 2], bend))


def _seen_straight(picture: Pixels, straight: FloatArray, bend: Bend | None) -> Pixels:
    """The picture after a homography, and without its bend."""
    import cv2

    height, width = picture.shape
    if bend is None:
        seen = cv2.warpPerspective(picture, straight, (width, height), flags=cv2.INTER_LINEAR, borderValue=[255])
        return np.asarray(seen, dtype=np.uint8)
    x = np.arange(width, dtype=np.float64)
    # The bend changes evenly down the page: two rows say all.
    upper, lower = bend.at(x, np.zeros(width)), bend.at(x, np.full(width, float(height)))
    y = np.arange(height, dtype=np.float64)[:, None]
    bent_y = y + upper + (y / height) * (lower - upper)
    back = np.linalg.inv(straight)
    depth = back[2, 0] * x + back[2, 1] * bent_y + back[2, 2]
    from_x = ((back[0, 0] * x + back[0, 1] * bent_y + back[0, 2]) / depth).astype(np.float32)
    from_y = ((back[1, 0] * x + back[1, 1] * bent_y + back[1, 2]) / depth).astype(np.float32)
    seen = cv2.remap(picture, from_x, from_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=[255])
    return np.asarray(seen, dtype=np.uint8)


# --- small pages ---------------------------------------------------------------------------------


def _measured(grey: Pixels, dots_per_inch: float) -> Pixels:
    import cv2

    if dots_per_inch <= MEASURED_DPI * 1.1:
        return grey
    scale = MEASURED_DPI / dots_per_inch
    size = (round(grey.shape[1] * scale), round(grey.shape[0] * scale))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


# --- skew and perspective -----------------------------------------------------------------------


def measure_skew(small: Pixels) -> float:
    """Degrees, clockwise positive, by which lines of text and rules run down to the right.

    The page is cut into upright strips; at the right angle their profiles add up to the sharpest lines.
    """
    import cv2

    ink = np.asarray(cv2.threshold(small, INK, 1, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8)
    width = ink.shape[1]
    edges = np.linspace(0, width, max(4, width // 24) + 1).astype(int)
    profiles = np.add.reduceat(ink, edges[:-1], axis=1, dtype=np.float32)  # (rows, strips)
    profiles = cv2.GaussianBlur(profiles, (1, 5), 0, sigmaY=1.0)
    middle, strip = (len(edges) - 2) / 2, width / (len(edges) - 1)
    size = (profiles.shape[1], profiles.shape[0])

    def sharpness(angle: float) -> float:
        slope = np.tan(np.radians(angle)) * strip
        shear = np.array([[1.0, 0.0, 0.0], [slope, 1.0, -slope * middle]])
        total = cv2.warpAffine(profiles, shear, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP).sum(axis=1)
        return float((np.diff(total) ** 2).sum())

    def best(angles: npt.NDArray[Any]) -> float:
        return float(max(angles.tolist(), key=lambda a: (sharpness(a), -abs(a))))

    rough = best(np.arange(-LARGEST_SKEW, LARGEST_SKEW + 0.01, 0.4))
    fine = best(rough + np.arange(-0.4, 0.41, 0.1))
    return best(fine + np.arange(-0.1, 0.101, 0.025))


def _rotated(small: Pixels, skew: float) -> Pixels:
    import cv2

    height, width = small.shape
    matrix = _rotation(skew, width, height)
    return np.asarray(
        cv2.warpAffine(small, matrix[:2], (width, height), flags=cv2.INTER_LINEAR, borderValue=[255]), dtype=np.uint8
    )


def _rotation(skew: float, width: float, height: float) -> FloatArray:
    """The rotation about the middle that levels lines which run down by ``skew`` degrees."""
    c, s = np.cos(np.radians(skew)), np.sin(np.radians(skew))
    x, y = width / 2, height / 2
    return np.array([[c, s, x - c * x - s * y], [-s, c, y + s * x - c * y], [0.0, 0.0, 1.0]])


def _straightening(level: Pixels, skew: float, width: int, height: int) -> FloatArray:
    """The homography, in pixels of the working picture, that makes rules level and upright.

    Args:
        level: The small picture, rotated by ``skew`` and the right way up.
    """
    small_height, small_width = level.shape
    scaling = np.diag([small_width / width, small_height / height, 1.0])
    rotation = _rotation(skew, small_width, small_height)
    trapezoid = _trapezoid(level)
    total = np.linalg.inv(scaling) @ trapezoid @ rotation @ scaling
    return np.asarray(total / total[2, 2], dtype=np.float64)


def _trapezoid(level: Pixels) -> FloatArray:
    """What is left to straighten after the rotation: from how rules lean in different places."""
    import cv2

    across, down = _measuring_rules(level)
    if not len(across) or not len(down):
        darker = darken_hairlines(level, MEASURED_DPI)
        if darker is not level:
            across, down = _measuring_rules(darker)
    if not len(across) and not len(down):
        return np.eye(3)
    slopes, slants = _leaning(across), _leaning(down)
    # Without rules of one direction, a rotation is the best guess.
    slopes = _Leaning(-slants.mean, 0.0, 0.0) if slopes is None and slants is not None else slopes
    slants = _Leaning(-slopes.mean, 0.0, 0.0) if slants is None and slopes is not None else slants
    assert slopes is not None
    assert slants is not None
    # The sides of a frame around all rules, each leaning as rules do there; it is to become a rectangle.
    points = np.concatenate([across.reshape(-1, 2), down.reshape(-1, 2)[:, ::-1]])
    x, y = points.min(axis=0) + (points.max(axis=0) - points.min(axis=0)) / 2
    half_width, half_height = np.maximum(np.ptp(points, axis=0) / 2, MEASURING_SPREAD)
    corners, targets = [], []
    for side_x, side_y in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        target_x, target_y = x + side_x * half_width, y + side_y * half_height
        slope, slant = slopes.at(target_y), slants.at(target_x)
        # Where the level side through (x, target_y) meets the upright one through (target_x, y).
        corner_x = (target_x + slant * (target_y - y) - slope * slant * x) / (1 - slope * slant)
        corners.append((corner_x, target_y + slope * (corner_x - x)))
        targets.append((target_x, target_y))
    matrix = cv2.getPerspectiveTransform(np.array(corners, np.float32), np.array(targets, np.float32))
    return np.asarray(matrix, dtype=np.float64)


def _measuring_rules(level: Pixels) -> tuple[FloatArray, FloatArray]:
    """The rules that show how a page lies: those across, and those down with x and y exchanged.

    A few short ones may be strokes of text.
    """
    found = [trace_lines(np.ascontiguousarray(way), MEASURED_DPI, MEASURING_RULE) for way in (level, level.T)]
    least = MEASURING_LENGTH * MEASURED_DPI / 72
    across, down = (lines if (lines[:, 2] - lines[:, 0]).sum() >= least else lines[:0] for lines in found)
    return across, down


@dataclass(frozen=True, slots=True)
class _Leaning:
    """How rules of one direction lean: ``mean`` at ``middle``, and so much more for each pixel beyond."""

    mean: float
    gradient: float
    middle: float

    def at(self, place: float) -> float:
        return self.mean + self.gradient * (place - self.middle)


def _leaning(lines: FloatArray) -> _Leaning | None:
    """The lean of lines by where they are, those that lean otherwise than the rest left out."""
    if not len(lines):
        return None
    length = lines[:, 2] - lines[:, 0]
    slopes = (lines[:, 3] - lines[:, 1]) / length
    places = (lines[:, 1] + lines[:, 3]) / 2
    # A long line shows its lean better, in proportion to its length; weights go with the square.
    weights = length**2
    has_sides = len(length) > 1 and float(np.sort(length)[-2]) * 72 / MEASURED_DPI >= SIDE_OF_FRAME
    is_enough = has_sides or as_many_as(length.tolist()) >= FEWEST_RULES
    spread = float(np.ptp(places)) * 72 / MEASURED_DPI
    for _ in range(3):
        middle = float(np.average(places, weights=weights))
        mean = float(np.average(slopes, weights=weights))
        moment = float(np.average((places - middle) ** 2, weights=weights))
        gradient = 0.0
        if is_enough and spread >= MEASURING_SPREAD and moment > 0:
            gradient = float(np.average((places - middle) * (slopes - mean), weights=weights)) / moment
        most = np.tan(np.radians(STRONGEST_PERSPECTIVE)) / (11.7 * MEASURED_DPI)
        gradient = float(np.clip(gradient, -most, most))
        off = np.abs(slopes - mean - gradient * (places - middle))
        weights = np.where(off > np.maximum(0.003, 3 * np.median(off)), 1e-9, length**2)
    return _Leaning(mean, gradient, middle)


def _largest_shift(homography: FloatArray, width: int, height: int) -> float:
    """By how many pixels the corner moves that moves most."""
    corners = np.array([(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)])
    return float(np.abs(Placement(homography).points(corners) - corners).max())


def _from_turned(degrees: int, height: int, width: int) -> FloatArray:
    """From places on a picture turned clockwise to places on the picture, which is (height, width) large."""
    return {
        0: np.eye(3),
        90: np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, height], [0.0, 0.0, 1.0]]),
        180: np.array([[-1.0, 0.0, width], [0.0, -1.0, height], [0.0, 0.0, 1.0]]),
        270: np.array([[0.0, -1.0, width], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]),
    }[degrees]
