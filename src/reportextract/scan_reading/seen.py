"""What a scanned page gives: a reading like any other, and the pictures that its numbers were read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportextract.model import Box, PageReading, Trust
from reportextract.ocr.engine import CellReading

Pixels = npt.NDArray[np.uint8]

# A text of a cell is taken for a number when this much of its probability is.
NUMBER_LIKE = 0.5
# A number beside strokes that were taken for dirt is no surer than this: a sum must hold, or nobody calls it verified
# (checks.quality).
BESIDE_DIRT = 0.94
# The width of a 1 by its height, without serif or flag, and pressed hard: what is narrower is a piece of a rule.
THINNEST_ONE = 0.2


class SeenNumber(NamedTuple):
    """What stands in a cell and may be a number.

    Attributes:
        place: Its ink, in points of the page as a person sees it.
        ink: The same, in pixels of the upright page.
        clean: Shape (h, w): the ink and what is around it, as it was read: straightened, paper white, without rules.
        raw: Shape (h, w): the same place of the scan itself, neither straightened before nor cleaned.
        margin: How far the ink is from the sides of both, in pixels.
        missing: By how much, on each side, its line is higher than the ink: what is as low as a dash is known so only.
        reading: What was read.
        beside_dirt: Whether strokes beside it were taken for dirt.
        needs_sum: Whether it may be a part of a seal, or have lost its sign: a sum must hold with it.
        is_apart: Whether it was found by its place, and has no further figures beside it that a seal may cover.
    """

    place: Box
    ink: Box
    clean: Pixels
    raw: Pixels
    margin: int
    missing: int
    reading: CellReading
    beside_dirt: bool = False
    needs_sum: bool = False
    is_apart: bool = False


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page read from its picture.

    Attributes:
        reading: Its characters and rules. Its ``trust`` is ``text``: what was read is what is printed.
        numbers: What its numbers were read from.
        legibility: How much of what has room in its lines was read, from 0 to 1; 1 where there are no lines.
        why: Why it wasn't read from its text layer.
        is_grey: Whether the scan shows how dark things are; in black and white a pale stroke is gone.
        plain: Boxes of tables in which nothing was found, and the scan itself shows nothing but paper; in points of the
            page as a person sees it.
    """

    reading: PageReading
    numbers: tuple[SeenNumber, ...]
    legibility: float
    why: Trust = "image"
    is_grey: bool = True
    plain: tuple[Box, ...] = ()
