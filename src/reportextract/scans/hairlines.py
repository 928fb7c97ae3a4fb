"""Rules as thin as a hair, or as light as a web page's: printed darker, so that they are found like others.

A hairline is 5 to 20 of 255 darker than the paper: less than noise, pixel by pixel, but not along the line. Of what
is darker only its surroundings matter: near print the picture says nothing of so faint a line.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]

# Hairlines are looked for at this resolution.
LOOKED_AT_DPI = 100.0
# Ink darker than this is print, or a rule that is found as it is.
PRINT = 48
# Points: no hairline is thicker than the first; gaps up to the second are bridged where print hides the line.
THICKEST, BRIDGED = 3.0, 6.0


class _Way(NamedTuple):
    """How lines are looked for; lengths in points.

    Attributes:
        near: So near print nothing is known.
        averaged: Ink is averaged along so much of a line.
        known: Of so much of that, as a share, something must be known.
        shortest: Shorter lines are none.
    """

    near: float
    averaged: float
    known: float
    shortest: float


# What most hairlines need, and what the faintest do.
USUAL, FAINT = _Way(1.3, 8.0, 0.4, 24.0), _Way(2.6, 28.0, 0.6, 56.0)
# A line stands out of the average by so many times what three quarters of the paper do, and by so much at least. Where
# that is more than the last, the page is too noisy.
TIMES_NOISE, FAINTEST, NOISIEST = 5.0, 2.5, 20.0
# On paper with less noise a longer stretch tells nothing that a short one doesn't. Two pixels differ by more than one
# from the mean: by this factor.
QUIET, OF_DIFFERENCE = 1.4, 0.886
# Where the average is less than this share of what it is nearby, a line has ended.
FADED = 0.5
# What goes on from a certain line may be weaker by this.
WEAKER = 0.7
# Beside a dark rule JPEG leaves echoes of it, at most so many pixels of the picture away.
ECHO = 9
# Hairlines are a table's where they hang together over this width and height, in points, and cross so often; else they
# are the page's edge, a fold, the outline of a shade or the strokes of a watermark.
LEAST_TABLE, FEWEST_CROSSINGS = (100.0, 24.0), 6
# Points that a line may seem to go on beyond its end: half of what it is averaged over.
BEYOND = FAINT.averaged / 2
# How dark they are made.
DARKENED = 110
# Averages are kept in steps of this part of an ink level; every so many pixels tell how noisy the page is.
_FINE, _SAMPLE = 6, 3


def darken_hairlines(grey: Pixels, dots_per_inch: float, faintest: bool = False) -> Pixels:
    """The page with its tables' hairlines darker; the same array where there are none.

    Args:
        grey: Shape (h, w), upright and clean.
        dots_per_inch: Of the paper.
        faintest: Whether lines are looked for too that only a long stretch tells from noise: it tells less well where
            they end, and what is none.
    """
    import cv2

    shrink = min(1.0, LOOKED_AT_DPI / dots_per_inch)
    size = (round(grey.shape[1] * shrink), round(grey.shape[0] * shrink))
    small = grey if shrink == 1.0 else cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    ink = np.asarray(cv2.bitwise_not(small), dtype=np.uint8)
    if faintest and _noise(ink) < QUIET:
        return grey
    scale = dots_per_inch * shrink / 72
    echo = round(ECHO * shrink)
    level = _level_lines(ink, scale, echo, faintest)
    if level is None or not level.any():
        return grey
    upright = _level_lines(np.ascontiguousarray(ink.T), scale, echo, faintest)
    if upright is None:
        return grey
    lines = _of_tables(level, np.ascontiguousarray(upright.T), scale)
    if not lines.any():
        return grey
    whole = cv2.resize(lines, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_NEAREST)
    return np.asarray(np.where(whole > 0, np.minimum(grey, 255 - DARKENED), grey), dtype=np.uint8)


def _noise(ink: Pixels) -> float:
    """How much the pixels of paper differ (standard deviation)."""
    sampled = ink[::_SAMPLE].astype(np.float32)
    off = np.abs(np.diff(sampled, axis=1))[(sampled[:, 1:] < PRINT) & (sampled[:, :-1] < PRINT)]
    return float(off.mean()) * OF_DIFFERENCE if off.size else 0.0


def _level_lines(ink: Pixels, scale: float, echo: int, faintest: bool) -> Pixels | None:
    """Where faint level lines run, as 1, none of them within ``echo`` pixels of a dark one.

    None where the page is too noisy to tell.
    """
    import cv2

    dark = np.asarray(cv2.threshold(ink, PRINT, 1, cv2.THRESH_BINARY)[1], dtype=np.uint8)
    ways = (USUAL, FAINT) if faintest else (USUAL,)
    found = [lines for way in ways if (lines := _standing_out(ink, dark, way, scale)) is not None]
    if not found:
        return None
    lines = np.asarray(np.maximum.reduce(found), dtype=np.uint8)
    # What print hides is bridged; where paper can be seen the line is not there.
    bridged = cv2.morphologyEx(lines, cv2.MORPH_CLOSE, np.ones((1, round(BRIDGED * scale) | 1), np.uint8))
    hidden = cv2.bitwise_and(bridged, _wider(dark, USUAL.near * scale))
    lines = np.asarray(cv2.bitwise_or(lines, hidden), dtype=np.uint8)
    shortest = np.ones((1, round(USUAL.shortest * scale)), np.uint8)
    rules = cv2.dilate(cv2.morphologyEx(dark, cv2.MORPH_OPEN, shortest), np.ones((2 * echo + 1, 1), np.uint8))
    return np.asarray(cv2.morphologyEx(cv2.subtract(lines, rules), cv2.MORPH_OPEN, shortest), dtype=np.uint8)


def _standing_out(ink: Pixels, dark: Pixels, way: _Way, scale: float) -> Pixels | None:
    """Where averaged ink stands out for long enough, as 1; None where the page is too noisy to tell.

    Args:
        dark: Where there is print, as 1.
    """
    import cv2

    known = 1 - _wider(dark, way.near * scale)
    stretch = (round(way.averaged * scale) | 1, 1)
    total = cv2.boxFilter(ink * known, cv2.CV_32F, stretch, normalize=False)
    number = cv2.boxFilter(known, cv2.CV_32F, stretch, normalize=False)
    least_known = np.full((1, 1), way.known * stretch[0], np.float32)[0]
    along = cv2.divide(total, cv2.max(number, least_known), scale=_FINE, dtype=cv2.CV_8U)
    thickest = np.ones((round(THICKEST * scale) | 1, 1), np.uint8)
    apart = cv2.morphologyEx(along, cv2.MORPH_TOPHAT, thickest)
    noise = float(np.percentile(apart[::_SAMPLE, ::_SAMPLE], 75)) / _FINE
    if TIMES_NOISE * noise > NOISIEST:
        return None
    least = _FINE * max(FAINTEST, TIMES_NOISE * noise)
    # Beyond its end a line's average fades.
    beside = cv2.dilate(apart, np.ones((1, stretch[0]), np.uint8))
    return _grown(apart >= least, (apart >= WEAKER * least) & (apart >= FADED * beside), way.shortest * scale)


def _grown(certain: npt.NDArray[np.bool_], possible: npt.NDArray[np.bool_], shortest: float) -> Pixels:
    """Those of the possible lines that are at least so many pixels long, and certain somewhere, as 1."""
    import cv2

    lines = cv2.morphologyEx(possible.astype(np.uint8), cv2.MORPH_OPEN, np.ones((1, round(shortest)), np.uint8))
    count, labels = cv2.connectedComponents(lines, connectivity=8)
    kept = np.bincount(labels[certain & (lines > 0)], minlength=count) > 0
    kept[0] = False
    return np.asarray(kept[labels], dtype=np.uint8)


def _of_tables(level: Pixels, upright: Pixels, scale: float) -> Pixels:
    """The lines, as 1, that are of a table."""
    import cv2

    wider = [_wider(lines, USUAL.near * scale) for lines in (level, upright)]
    _, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.bitwise_or(*wider))
    _, _, _, middles = cv2.connectedComponentsWithStats(cv2.bitwise_and(*wider))
    x, y = np.rint(middles[1:]).astype(np.intp).T
    crossed = np.bincount(labels[y, x], minlength=len(stats))
    is_large = (stats[:, 2] >= LEAST_TABLE[0] * scale) & (stats[:, 3] >= LEAST_TABLE[1] * scale)
    kept = np.asarray(is_large & (crossed >= FEWEST_CROSSINGS), dtype=np.uint8)
    kept[0] = 0
    level, upright = _ended(level, upright, scale), np.ascontiguousarray(_ended(upright.T, level.T, scale).T)
    return np.asarray(cv2.bitwise_or(level, upright) * kept[labels], dtype=np.uint8)


def _ended(level: Pixels, upright: Pixels, scale: float) -> Pixels:
    """Level lines without what seems to go on a little beyond the last upright one that they cross.

    How far a line goes that is averaged over a long stretch isn't known better.
    """
    import cv2

    ended = level.copy()
    crossed = _wider(np.ascontiguousarray(upright), USUAL.near * scale)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(level), connectivity=8)
    for line in range(1, count):
        x, y, width, height = stats[line, :4].tolist()
        own = labels[y : y + height, x : x + width] == line
        at = np.flatnonzero((own & (crossed[y : y + height, x : x + width] > 0)).any(axis=0))
        if not len(at):
            continue
        part = ended[y : y + height, x : x + width]
        for beyond in (slice(0, int(at[0])), slice(int(at[-1]) + 1, width)):
            if beyond.stop - beyond.start <= BEYOND * scale:
                part[:, beyond][own[:, beyond]] = 0
    return ended


def _wider(mask: Pixels, by: float) -> Pixels:
    """What is marked, and so many pixels around it."""
    import cv2

    reach = 2 * round(by) + 1
    return np.asarray(cv2.dilate(mask, np.ones((reach, reach), np.uint8)), dtype=np.uint8)
