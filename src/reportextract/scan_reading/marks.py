"""Marks in cells that are no clear print: what may be print all the same, and what is a speck or a watermark."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reportextract.model import Box
from reportextract.scan_reading.dirt import EVEN, is_pale_print
from reportextract.scan_reading.lines import Line, longer_side
from reportextract.scan_reading.seen import Pixels
from reportextract.scans.behind import how_dark
from reportextract.scans.cells import CellPicture

# The digits of the smallest print are higher, in points.
SMALLEST_DIGIT = 3.0
# A mark in an empty cell that is as large as this, in points, blurred, may be print: a speck is seldom as large.
MAY_BE_PRINT = 2.4
# Where most print is no darker than the first, of any number hardly anything may show: as dark as that, in part.
PALE_PRINT, AS_DARK = 80.0, 0.6
# What shows of a watermark in an empty box is so many times as high as print.
HIGHER_THAN_PRINT = 1.3
# What is seen together with a speck makes a hull that is so many points longer; its blur less.
LARGER_SEEN = 2.0
# A speck is no longer than so many times as wide, as a dash is; no larger than this part of a character; and its middle
# is darker than the paper by so much: what shows of pale print is not.
LONGEST_SPECK, LARGEST_SPECK, DARKEST_SPECK = 1.6, 0.33, 100


def shown_in(cell: CellPicture, ink: Box) -> Pixels:
    """The part of a cell within a hull of ink, as it is printed."""
    x0, top, x1, bottom = map(int, ink)
    return cell.shown[top - cell.top : bottom - cell.top, x0 - cell.x0 : x1 - cell.x0]


def is_watermark(cell: CellPicture, ink: Box, typical: float) -> bool:
    """Whether pale ink is of strokes broad enough to be evenly pale, and higher than print; and all that a cell holds:
    a small dash beside it is darker."""
    is_even = how_dark(shown_in(cell, ink)) >= EVEN * (255.0 - float(cell.shown.min()))
    return is_even and ink.bottom - ink.top > HIGHER_THAN_PRINT * typical


@dataclass(frozen=True)
class PrintOfPage:
    """What the print of a page's cells is like, against which marks are judged.

    ``typical`` is the height of a character and ``in_a_point`` the size of a point, both in pixels; ``usual`` is how
    dark most print is, of 255.
    """

    typical: float
    usual: float
    in_a_point: float
    is_grey: bool

    def may_be_print(self, cell: CellPicture, mark: Box) -> bool:
        """Whether a mark that isn't dark enough for ink may be print all the same: most is as dark as ``usual``."""
        if self.usual < PALE_PRINT and how_dark(shown_in(cell, mark)) >= AS_DARK * self.usual:
            return True
        is_large = longer_side(mark) >= MAY_BE_PRINT * self.in_a_point
        return is_large and not self.is_speck(cell, mark)

    def is_speck(self, cell: CellPicture, mark: Box) -> bool:
        """Whether a small mark is a speck and not what shows of a number: that is longer or pale, or a grey scan shows
        more of it."""
        width, height = mark.x1 - mark.x0, mark.bottom - mark.top
        largest = min(SMALLEST_DIGIT * self.in_a_point, LARGEST_SPECK * self.typical)
        is_round = max(width, height) <= min(largest, LONGEST_SPECK * min(width, height))
        if not is_round or not self.is_grey:
            return False
        is_dark = 255 - shown_in(cell, mark).min(initial=255) >= DARKEST_SPECK
        return bool(is_dark) and not is_pale_print(cell, mark, self.typical)

    def shows_more(self, cell: CellPicture, speck: Line) -> bool:
        """Whether something was seen in a cell beside a speck and its like, too pale to be read."""
        hull = Box(*np.min([speck.ink, *speck.dirt], axis=0)[:2], *np.max([speck.ink, *speck.dirt], axis=0)[2:])
        more = 0.0 if cell.ink is None else longer_side(cell.ink) - longer_side(hull)
        return more >= LARGER_SEEN * self.in_a_point
