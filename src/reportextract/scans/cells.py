"""The cells of a ruled grid in the picture: what to show an engine, and whether anything is printed there at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from reportextract.model import Box

Pixels = npt.NDArray[np.uint8]

# All lengths in points.
# What is left of a rule stands within this much of a cell's side, measured from the middle of the rule: half of a
# thick one, and what straightening left of its lean.
RULE_REACH = 3.0
# Such a remnant runs along the side for at least this share of it, or touches the picture's edge and is no thicker.
REMNANT_SHARE = 0.35
# It begins this near to the side; beyond so much paper another follows only if it runs along nearly all of the side.
AT_SIDE, PAPER_BETWEEN, WHOLE_SHARE = 1.2, 0.5, 0.75
# Or it is darker than the cell's paper by the second number, for all but so much of the side; beyond paper only if less
# of it than the third is ink, as is where a number's strokes stand on darker paper.
FAINT_RULE_SHARE, FAINTEST_RULE, FAINT_INK = 0.25, 12, 0.15
# Text set tight may touch its rule: what reaches farther into the cell than this is text.
THICKEST_REMNANT = 2.2
# A rule that leans or is bowed leaves its band in wide cells. Within this much of a side, what runs along it for so
# long, without larger gaps than that, is rule if it is no thicker than the next, and if little stands close beside it:
# bars of neighbouring characters that align have their other strokes there.
STREAK_REACH, SHORTEST_STREAK, STREAK_GAP, THICKEST_STREAK = 8.0, 24.0, 0.8, 1.6
STREAK_FLANK, STREAK_FLANK_SHARE = 1.0, 0.2
# A piece of a broken upright rule has its middle so near the line of the side, where hardly a 1 is set; it is so long,
# and hardly wider than the narrowest 1; and no figure stands as near beside it as those of one number do.
PIECE_WITHIN, SHORTEST_PIECE, THINNEST_PIECE, FIGURE_NEAR = 1.7, 4.0, 0.25, 8.0
# Ink is what is darker than the paper by this much of 255. Faint print of third copies measured 70 and more, the noise
# of hard scans (three deviations) 45, what is left of a red seal up to 60.
FAINTEST_INK = 64
# The pieces of a pale stroke are this close to one another.
PIECES_APART = 1.0
# Print that is fainter still, as under a seal, shows when the noise is averaged over this much (standard deviation, of
# hard scans it is then below 5), by so much.
AVERAGED_OVER = 0.5
FAINTEST_AVERAGED = 32
# By less where the paper is clean: by so many times its noise, and at least the second number.
NOISES, FAINTEST_OF_ALL = 6.0, 20
# Pale print of which less than this shows without is shown averaged, as dark as print; it is as dark, everywhere, as
# this part of the darkest.
MOST_OF_IT, OF_PRINT = 0.8, 0.45
# Averaging makes a speck larger by so much.
SPREAD = 1.2
# A mark must be as high or as wide as this to be printed: a decimal point is smaller, but never alone. The dash of an
# empty cell is 3 pt wide, a 1 of 7 pt print 4 pt high; specks were up to 1.7.
SMALLEST_MARK = 2.4
# What a rule left along a side is no wider than this.
SLIVER = 0.8
# Print of which nothing is darker than the paper by this comes in pieces.
PALE = 150
# Ink that is no higher or wider than this may be print or a speck.
SMALL_PRINT = 4.0
# Points and strokes of a number stand this close to one another; specks farther from any mark are no part of it.
NEAR_MARK = 5.0


@dataclass(frozen=True, slots=True)
class CellPicture:
    """A cell, cut out between its rules.

    Attributes:
        pixels: Shape (h, w): the inside of the cell, remnants of rules painted over as paper.
        x0, top: Where the crop begins in the page's picture, in pixels.
        ink: The hull of what is printed, in pixels of the page's picture; None for a blank cell.
        mark: The largest mark of a cell that has no large one: a speck, unless ``small_print`` finds that it is print.
            Seen in a blurred picture, so that it is a little larger than it is.
        is_small_print: Whether ``small_print`` found that ``ink`` is print although it is no larger than a speck.
        as_printed: The same as it is printed, where ``pixels`` show print darker that is too pale to be ink.
    """

    pixels: Pixels
    x0: int
    top: int
    ink: Box | None
    mark: Box | None = None
    is_small_print: bool = False
    as_printed: Pixels | None = None

    @property
    def shown(self) -> Pixels:
        """The inside of the cell for whoever reads it: as it is printed."""
        return self.pixels if self.as_printed is None else self.as_printed

    @property
    def is_blank(self) -> bool:
        return self.ink is None


def cut_cells(grey: Pixels, boxes: Sequence[Box], dots_per_inch: float) -> list[CellPicture]:
    """Cuts cells out of an upright, clean page.

    Args:
        grey: Shape (h, w), paper white.
        boxes: The cells, in pixels of ``grey``, from the middle of one rule to the middle of the next.
        dots_per_inch: Of the paper.

    Returns:
        One picture a box, in their order. A box outside the page, or thinner than a rule, gives a blank one.
    """
    return [_cut_cell(grey, box, dots_per_inch / 72) for box in boxes]


def _cut_cell(grey: Pixels, box: Box, scale: float) -> CellPicture:
    import cv2

    height, width = grey.shape
    x0, x1 = max(0, round(box.x0)), min(width, round(box.x1) + 1)
    top, bottom = max(0, round(box.top)), min(height, round(box.bottom) + 1)
    if x1 - x0 < 3 * scale or bottom - top < 3 * scale:
        return CellPicture(np.full((1, 1), 255, np.uint8), x0, top, None)
    cell = grey[top:bottom, x0:x1].copy()
    dark = np.asarray(cell < 255 - FAINTEST_INK, dtype=np.uint8)
    x_in, y_in, x_out, y_out = _erase_rules(cell, dark, scale)
    cell, dark = cell[y_in:y_out, x_in:x_out], dark[y_in:y_out, x_in:x_out]
    x0, top = x0 + x_in, top + y_in
    marks, kept, _ = _marks_of(dark, scale, SMALLEST_MARK)
    if not kept.any():
        # Pale print comes through in pieces that are each as small as a speck.
        near = np.ones((round(PIECES_APART * scale) | 1,) * 2, np.uint8)
        joined = np.asarray(cv2.morphologyEx(dark, cv2.MORPH_CLOSE, near), dtype=np.uint8)
        marks, kept, _ = _marks_of(joined, scale, SMALLEST_MARK)
    ink = _hull(marks[kept])
    is_large = _is_large(ink, scale)
    if ink is not None and is_large and not _is_pale(cell, marks[kept], scale):
        return CellPicture(cell, x0, top, _on_page(ink, x0, top))
    averaged = cv2.GaussianBlur(cell, (0, 0), AVERAGED_OVER * scale)
    noise = float(np.median(np.abs(averaged.astype(np.float32) - np.median(averaged)))) * 1.48
    fainter = min(FAINTEST_AVERAGED, max(FAINTEST_OF_ALL, NOISES * noise))
    faint = np.asarray(averaged < 255 - fainter, dtype=np.uint8)
    marks, kept, whole = _marks_of(faint, scale, SMALLEST_MARK + SPREAD)
    largest = max(marks[whole].tolist(), key=lambda m: (m[2] - m[0]) * (m[3] - m[1]), default=None)
    found = [hull for hull in (ink, _hull(marks[kept])) if hull is not None]
    whole_ink = [*np.min(found, axis=0)[:2].tolist(), *np.max(found, axis=0)[2:].tolist()] if found else None
    seen, as_printed = cell, None
    if whole_ink is not None and whole_ink[3] - whole_ink[1] >= SMALL_PRINT * scale:
        # What shows from behind print is much paler than it.
        palest = max(fainter, OF_PRINT * (255.0 - float(averaged.min())))
        marks, kept, _ = _marks_of(np.asarray(averaged < 255 - palest, np.uint8), scale, SMALLEST_MARK + SPREAD)
        if _area(ink) < MOST_OF_IT * _area(_hull(marks[kept])):
            # Whoever looks for ink sees what was seen here.
            darker = np.minimum((255.0 - averaged) * (FAINTEST_INK / palest), 255)
            seen, as_printed = np.asarray(255 - darker, dtype=np.uint8), cell
    mark = None if is_large else _on_page(largest, x0, top)
    return CellPicture(seen, x0, top, _on_page(whole_ink, x0, top), mark, as_printed=as_printed)


def _is_large(hull: Sequence[float] | None, scale: float) -> bool:
    return hull is not None and max(hull[2] - hull[0], hull[3] - hull[1]) >= SMALL_PRINT * scale


def _area(hull: Sequence[float] | None) -> float:
    return 0.0 if hull is None else (hull[2] - hull[0]) * (hull[3] - hull[1])


def _is_pale(cell: Pixels, marks: npt.NDArray[np.float64], scale: float) -> bool:
    """Whether print is so pale that parts of it may be missing from its marks; a speck beside it may be black."""
    return any(_darkness(cell, mark) < PALE for mark in _large_ones(marks, scale))


def _large_ones(marks: npt.NDArray[np.float64], scale: float) -> list[list[float]]:
    """Those of the marks that are no specks; all if none is."""
    return [mark for mark in marks.tolist() if _is_large(mark, scale)] or marks.tolist()


def _darkness(cell: Pixels, mark: Sequence[float]) -> float:
    """How much darker than paper the darkest place of a mark is."""
    x0, top, x1, bottom = map(int, mark)
    return 255.0 - float(cell[top:bottom, x0:x1].min())


def _hull(marks: npt.NDArray[np.float64]) -> list[float] | None:
    return [*marks[:, :2].min(axis=0).tolist(), *marks[:, 2:].max(axis=0).tolist()] if len(marks) else None


def _on_page(hull: Sequence[float] | None, x0: int, top: int) -> Box | None:
    return None if hull is None else Box(hull[0] + x0, hull[1] + top, hull[2] + x0, hull[3] + top)


def _marks_of(
    dark: Pixels, scale: float, smallest: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """The marks of a cell: their hulls (x0, top, x1, bottom), which are print, and which are no slivers of rules."""
    import cv2

    stats = cv2.connectedComponentsWithStats(dark, connectivity=8, ltype=cv2.CV_32S)[2]
    marks = stats[1:, :4].astype(np.float64)
    marks[:, 2:] += marks[:, :2]
    return marks, *_printed(marks, stats[1:, 4], dark.shape, scale, smallest)


def _erase_rules(cell: Pixels, dark: Pixels, scale: float) -> tuple[int, int, int, int]:
    """Paints over what is left of the rules along the sides, in place.

    Returns:
        x0, top, x1, bottom of the inside: where the rules end.
    """
    edges = []
    # Noise darkens paper, too.
    paper = int(np.percentile(255 - cell, 100 * FAINT_RULE_SHARE))
    for turn in range(4):
        # Each side in turn lies on top.
        side, side_ink = np.rot90(cell, turn), np.rot90(dark, turn)
        reach = min(round(RULE_REACH * scale), side.shape[0] // 3)
        # A faint one shows when it is seen all along: nearly everywhere darker than paper, as text is not.
        lightest = side.shape[1] - 1 - round(FAINT_RULE_SHARE * side.shape[1])
        faint = 255 - np.partition(side[:reach], lightest, axis=1)[:, lightest].astype(np.int16)
        end = _end_of_rule(side_ink[:reach].mean(axis=1), faint >= paper + FAINTEST_RULE, scale)
        # A row beyond, where the rule's blur is.
        end = min(end + 1, reach) if end else 0
        side[:end], side_ink[:end] = 255, 0
        edges.append(end)
        _erase_streaks(side, side_ink, scale)
        _erase_touching(side, side_ink, end, scale)
    for turn in (1, 3):
        _erase_pieces(np.rot90(cell, turn), np.rot90(dark, turn), scale)
    top, right, bottom, left = edges
    height, width = cell.shape
    return left, top, width - right, height - bottom


def _end_of_rule(inked: npt.NDArray[np.float64], is_faint: npt.NDArray[np.bool_], scale: float) -> int:
    """How far the rule along a side reaches into a cell, from how much of each row, the outermost first, is ink.

    Beyond a stretch of paper a stroke of a digit in a low cell is as long as what is left of many a rule.
    """
    ruled = np.flatnonzero((inked >= REMNANT_SHARE) | is_faint).tolist()
    end = 0
    for row in ruled:
        is_near = row - end <= (AT_SIDE if end == 0 else PAPER_BETWEEN) * scale
        if is_near or inked[row] >= WHOLE_SHARE or (is_faint[row] and inked[row] < FAINT_INK):
            end = row + 1
    return end


def _erase_streaks(side: Pixels, ink: Pixels, scale: float) -> None:
    """Paints over long streaks along the (upper) side: a rule that leans."""
    import cv2

    band = np.ascontiguousarray(ink[: min(round(STREAK_REACH * scale), len(ink) // 2)])
    long = round(SHORTEST_STREAK * scale)
    if band.shape[1] < long or not band.any():
        return
    joined = cv2.morphologyEx(band, cv2.MORPH_CLOSE, np.ones((1, round(STREAK_GAP * scale) | 1), np.uint8))
    streaks = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(streaks, connectivity=8)
    flank = round(STREAK_FLANK * scale)
    for index in range(1, count):
        _, _, width, _, area = stats[index].tolist()
        streak = np.asarray(labels == index, dtype=np.uint8)
        thick = cv2.dilate(streak, np.ones((3, 1), np.uint8))
        beside = cv2.dilate(thick, np.ones((2 * flank + 1, 1), np.uint8)) > thick
        if area <= THICKEST_STREAK * scale * width and band[beside].mean() <= STREAK_FLANK_SHARE:
            side[: len(band)][thick > 0] = 255
            ink[: len(band)][thick > 0] = 0


def _erase_pieces(side: Pixels, ink: Pixels, scale: float) -> None:
    """Paints over what is left of a broken upright rule: bare strokes in line with the (upper) side.

    One that is all of a cell, or has figures beside it, may be a 1.
    """
    import cv2

    near = round(FIGURE_NEAR * scale)
    band = np.ascontiguousarray(ink[: round(2 * PIECE_WITHIN * scale) + 1])
    count, labels, stats, _ = cv2.connectedComponentsWithStats(band, connectivity=8)
    for index in range(1, count):
        x, y, width, height, area = stats[index].tolist()
        is_in_line = y + height / 2 <= PIECE_WITHIN * scale and y + height < len(band)
        is_alone = not ink[y + height : y + height + near, x : x + width].any() and int(ink.sum()) >= 2 * area
        if is_in_line and is_alone and width >= SHORTEST_PIECE * scale and height < THINNEST_PIECE * width:
            piece = labels == index
            side[: len(band)][piece] = 255
            ink[: len(band)][piece] = 0


def _erase_touching(side: Pixels, ink: Pixels, start: int, scale: float) -> None:
    """Paints over thin pieces of a leaning rule that begin at the (inner) edge and don't reach into the cell."""
    import cv2

    thin = round(THICKEST_REMNANT * scale)
    band = np.ascontiguousarray(ink[start : start + 2 * thin + 1])
    if not len(band) or not band[0].any():
        return
    count, labels, stats, _ = cv2.connectedComponentsWithStats(band, connectivity=8)
    for index in range(1, count):
        _, y, width, height, _ = stats[index].tolist()
        if y == 0 and height <= thin and width > height:
            piece = labels == index
            side[start : start + len(band)][piece] = 255
            ink[start : start + len(band)][piece] = 0


def _printed(
    marks: npt.NDArray[np.float64], areas: npt.NDArray[Any], shape: tuple[int, int], scale: float, smallest: float
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which marks are print, and which are no slivers.

    A mark as large as a stroke is print; a smaller one where it stands by such a one, as points do; thin slivers
    at the edge are what a rule left.
    """
    width, height = marks[:, 2] - marks[:, 0], marks[:, 3] - marks[:, 1]
    at_side = (marks[:, 0] <= 0) | (marks[:, 2] >= shape[1])
    at_end = (marks[:, 1] <= 0) | (marks[:, 3] >= shape[0])
    thin = (SLIVER + smallest - SMALLEST_MARK) * scale
    sliver = (at_side & (width <= thin)) | (at_end & (height <= thin))
    large = (np.maximum(width, height) >= smallest * scale) & ~sliver
    # A hair or scratch is long and hardly there.
    large &= areas >= 0.4 * SMALLEST_MARK * scale * scale * 0.35
    if not large.any():
        return large, ~sliver
    gap_x = np.maximum(marks[:, None, 0], marks[None, :, 0]) - np.minimum(marks[:, None, 2], marks[None, :, 2])
    gap_y = np.maximum(marks[:, None, 1], marks[None, :, 1]) - np.minimum(marks[:, None, 3], marks[None, :, 3])
    near = (np.maximum(gap_x, gap_y)[:, large] <= NEAR_MARK * scale).any(axis=1)
    # A point is not a single pixel.
    kept = large | (near & ~sliver & (areas >= max(2.0, (0.35 * scale) ** 2)))
    return kept, ~sliver
