"""What is kept of a number for reading it again: as it was read, and as the scan itself shows it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reportextract.model import Box
from reportextract.ocr.engine import CellReading
from reportextract.placement import Placement
from reportextract.scan_reading.lines import Line
from reportextract.scan_reading.seen import Pixels, SeenNumber
from reportextract.scans.behind import erase_behind, shows_behind

# Around a number, so much of the page is kept, in parts of its height.
KEPT_AROUND = 0.8
# How bright paper is among the pixels around a number, per cent: brighter ones are noise.
PAPER = 80
# Pixels around dirt, and around a number's own marks, that go with it: the scan isn't straightened before, and blurred.
AROUND = 2
# What is brighter is paper, where all but a number was painted over.
PAPERLIKE = 250


def keep_number(
    line: Line, reading: CellReading, missing: int, scanned: Pixels, to_scan: Placement, points: float
) -> SeenNumber:
    """A number with its pictures.

    Args:
        line: Where it stands on the upright page.
        missing: By how many pixels, above and below, its ink is lower than a line of print.
        scanned: Shape (h, w): the scan, in one channel.
        to_scan: From pixels of the upright page to pixels of the scan.
        points: Points a pixel of the scan.
    """
    ink = line.ink
    margin = max(4, round(KEPT_AROUND * (ink.bottom - ink.top)), missing + 4)
    clean = np.ascontiguousarray(line.crop(margin, margin))
    raw = _as_scanned(line, margin, scanned, to_scan)
    if shows_behind(clean) or shows_behind(raw):
        clean, raw = erase_behind(clean), erase_behind(raw)
    place = to_scan.boxes(np.array([ink]))[0] * points
    number = SeenNumber(Box(*place.tolist()), ink, clean, raw, margin, missing, reading)
    return number._replace(beside_dirt=line.beside_dirt, needs_sum=line.needs_sum, is_apart=line.is_apart)


def _as_scanned(line: Line, margin: int, scanned: Pixels, to_scan: Placement) -> Pixels:
    """The same place of the scan, with paper where what is there is no part of the number."""
    import cv2

    ink = line.ink
    size = (round(ink.x1 - ink.x0) + 2 * margin, round(ink.bottom - ink.top) + 2 * margin)
    here = to_scan.near((ink.x0 + ink.x1) / 2, (ink.top + ink.bottom) / 2)
    shift = np.array([[1.0, 0.0, ink.x0 - margin], [0.0, 1.0, ink.top - margin], [0.0, 0.0, 1.0]])
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    seen = cv2.warpPerspective(scanned, here @ shift, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    raw = np.asarray(seen, dtype=np.uint8)
    raw[~_own(line, margin, raw.shape)] = np.uint8(np.percentile(raw, PAPER))
    return raw


def _own(line: Line, margin: int, shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    """What of a picture of a line belongs to it: not its cell's rules and neighbours, nor dirt, nor a seal."""
    import cv2

    ink = line.ink
    left, top = int(ink.x0) - margin, int(ink.top) - margin
    own = np.zeros(shape, dtype=np.bool_)
    own[_within(line.above - top, line.above - top + line.pixels.shape[0], shape[0])][
        :, _within(line.left - left, line.left - left + line.pixels.shape[1], shape[1])
    ] = True
    for x0, upper, x1, lower in line.dirt:
        rows = _within(int(upper) - top - AROUND, int(lower) - top + AROUND, shape[0])
        own[rows][:, _within(int(x0) - left - AROUND, int(x1) - left + AROUND, shape[1])] = False
    own[margin : shape[0] - margin, margin : shape[1] - margin] = True
    if line.is_alone:
        marks = np.asarray(line.crop(margin, margin) < PAPERLIKE, np.uint8)[: shape[0], : shape[1]]
        own &= cv2.dilate(marks, np.ones((2 * AROUND + 1,) * 2, np.uint8)) > 0
    return own


def _within(start: int, end: int, length: int) -> slice:
    return slice(min(max(0, start), length), min(max(0, end), length))
