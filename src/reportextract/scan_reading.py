"""A scanned page → the same reading that a page with a text layer gives: characters and rules in points.

Inside the grid that the rules draw, each cell is cut out and recognised by itself; outside it, line by line. From here
on a scan is a page like any other. What the numbers were read from is kept beside it, so that they can be read again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportextract.model import Box, FloatArray, Glyphs, Grid, PageReading, Rules, Trust
from reportextract.ocr.engine import CellReading, Engine, NumberReading, OcrText
from reportextract.scans.bridges import bridge_rules
from reportextract.scans.cells import FAINTEST_INK, CellPicture, cut_cells
from reportextract.scans.clean import clean
from reportextract.scans.image import Picture
from reportextract.scans.lines import find_rules
from reportextract.scans.short_rules import find_short_rules
from reportextract.scans.text_lines import find_text_lines, runs_of, split_lines
from reportextract.scans.upright import UprightPage, map_boxes, turn_upright
from reportextract.tables.grid import find_ruled_grids
from reportextract.tables.texts import WIDE_SPACE

Pixels = npt.NDArray[np.uint8]

UNREAD = "\ufffd"
"""Stands where something is printed that the engine makes nothing of: no number, and no empty box."""

# A text of a cell is taken for a number when this much of its probability is.
NUMBER_LIKE = 0.5
# Room around the ink of a line when it is cut out, in parts of its height: the recogniser knows lines, not letters.
MARGIN = 0.28
# Lower lines (a dash, 一) are cut out as if they were as high as this, in points: what they are shows only so.
LOWEST_CROP = 6.0
# Text as narrow as this, in parts of a character's size, and higher than wide by the second, runs down.
NARROW, RUNS_DOWN = 1.7, 1.5
# Lines outside tables that read worse are specks, stamps or punched holes (rapidocr's own limit).
LEAST_CONFIDENCE = 0.5
# In parts of a character's size: a line as long as this has several, and shows how high they are.
SEVERAL = 3.0
# A streak as low as this and as close to a cell's side is no text; a mark as small, in a line of its own, is a speck.
STREAK, AT_SIDE, SPECK = 0.28, 0.15, 0.3
# A page of which fewer characters are read, as a share of those that have room in its lines, may stand on its head.
# Hard scans had 0.73 and more the right way up, at most 0.27 any other way.
LEGIBLE = 0.5
# To see how legible it is, the beginnings of so many lines are read, so many times as long as they are high.
PROBED_LINES, PROBED_LENGTH = 6, 6
# A mark as small as this part of a short line's height, at its beginning or end and no wider than two times its height
# (a minus is), is a speck.
DOT, SHORT = 0.28, 4.0
# The size of print where a page doesn't tell, in points: that of most tables.
USUAL_SIZE = 10.5
# A text that is a number with something behind it (22（其中修订16件）), and not a label with its number (1.属于…).
_BEGINS_WITH_NUMBER = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]+)*[^0-9.,、．，]")
# How bright paper is among the pixels around a number: brighter ones are noise.
PAPER = 80
# Around a number, so much of the page is kept for reading it again, in parts of its height.
KEPT_AROUND = 0.8


class SeenNumber(NamedTuple):
    """What stands in a cell and may be a number.

    Attributes:
        place: Its ink, in points of the page as a person sees it.
        clean: Shape (h, w): the ink and what is around it, as it was read: straightened, paper white, without rules.
        raw: Shape (h, w): the same place of the scan itself, neither straightened before nor cleaned.
        margin: How far the ink is from the sides of both, in pixels.
        reading: What was read.
    """

    place: Box
    clean: Pixels
    raw: Pixels
    margin: int
    reading: CellReading


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page read from its picture.

    Attributes:
        reading: Its characters and rules. Its ``trust`` is ``text``: what was read is what is printed.
        numbers: What its numbers were read from.
        legibility: How much of what has room in its lines was read, from 0 to 1; 1 where there are no lines.
        why: Why it wasn't read from its text layer.
    """

    reading: PageReading
    numbers: tuple[SeenNumber, ...]
    legibility: float
    why: Trust = "image"


def read_scanned_page(number: int, picture: Picture, engine: Engine) -> ScannedPage:
    """Reads a page from its picture.

    Args:
        number: The page, from 1.
        picture: The page as a person sees it.
        engine: Reads its text.
    """
    grey = clean(picture.pixels, picture.dots_per_inch)
    upright = turn_upright(grey, picture.dots_per_inch)
    if not upright.is_sure and _legibility(upright, picture, engine) < LEGIBLE:
        upright = _most_legible(upright, grey, picture, engine)
    scan = _read_upright(number, picture, upright, engine)
    if upright.is_sure and scan.legibility < LEGIBLE:
        # What looked like full stops were specks.
        other = _most_legible(upright, grey, picture, engine)
        scan = scan if other is upright else _read_upright(number, picture, other, engine)
    return scan


def _legibility(upright: UprightPage, picture: Picture, engine: Engine) -> float:
    """How sure the engine is of the Chinese characters at the beginning of some lines, the widest, by their number.

    1 where there are no lines.
    """
    lines = find_text_lines(upright.grey, picture.dots_per_inch, ())
    lines = sorted(lines, key=lambda line: line.x0 - line.x1)[:PROBED_LINES]
    crops = []
    for line in lines:
        height = line.bottom - line.top
        beginning = line._replace(x1=min(line.x1, line.x0 + PROBED_LENGTH * height))
        crops.append(_Line(beginning, upright.grey, 0, 0).crop(4, max(2, round(MARGIN * height))))
    if not crops:
        return 1.0
    expected = sum(crop.shape[1] / crop.shape[0] for crop in crops)
    sure = sum(p for text in engine.read_crops(crops) for c, _, _, p in text.characters if _is_chinese(c))
    return float(min(1.0, sure / expected))


def _is_chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _most_legible(first: UprightPage, grey: Pixels, picture: Picture, engine: Engine) -> UprightPage:
    """The page turned so that it reads best: as it is, on its head, or by a quarter."""
    best, most = first, _legibility(first, picture, engine)
    for more in (180, 90, 270):
        turned = turn_upright(grey, picture.dots_per_inch, (first.turned + more) % 360)
        legibility = _legibility(turned, picture, engine)
        if legibility > most:
            best, most = turned, legibility
        if most >= LEGIBLE:
            break
    return best


def _read_upright(number: int, picture: Picture, upright: UprightPage, engine: Engine) -> ScannedPage:
    scale = picture.points_per_pixel
    rules = bridge_rules(upright.grey, find_rules(upright.grey, picture.dots_per_inch), picture.dots_per_inch)
    height, width = upright.grey.shape
    frame = PageReading(
        number=number,
        width=width * scale,
        height=height * scale,
        rotation=0,
        glyphs=Glyphs("", np.empty((0, 4))),
        rules=Rules(rules.horizontal * scale, rules.vertical * scale),
        reader=engine.name,
        origin="ocr",
        to_page=_to_page(upright.to_original, scale),
    )
    grids = find_ruled_grids(frame)
    short = find_short_rules(upright.grey, [_in_pixels(grid, scale) for grid in grids], picture.dots_per_inch)
    if len(short.horizontal) or len(short.vertical):
        horizontal = np.concatenate([frame.rules.horizontal, short.horizontal * scale])
        vertical = np.concatenate([frame.rules.vertical, short.vertical * scale])
        frame = replace(frame, rules=Rules(horizontal, vertical))
        grids = find_ruled_grids(frame)
    page = _Page(picture, upright, engine)
    page.read_cells([_scaled(cell.box, 1 / scale) for grid in grids for cell in grid.cells])
    page.read_lines([_scaled(grid.box, 1 / scale) for grid in grids])
    return ScannedPage(replace(frame, glyphs=page.glyphs()), tuple(page.numbers), page.legibility)


def _to_page(to_original: FloatArray, scale: float) -> FloatArray:
    """From points of the straightened page to points of the page as it is shown."""
    enlarge = np.diag([scale, scale, 1.0])
    return np.asarray(enlarge @ to_original @ np.linalg.inv(enlarge))


def _in_pixels(grid: Grid, scale: float) -> Grid:
    return replace(
        grid,
        box=_scaled(grid.box, 1 / scale),
        xs=tuple(x / scale for x in grid.xs),
        ys=tuple(y / scale for y in grid.ys),
        cells=tuple(cell._replace(box=_scaled(cell.box, 1 / scale)) for cell in grid.cells),
    )


def _scaled(box: Box, factor: float) -> Box:
    return Box(*(value * factor for value in box))


class _Line(NamedTuple):
    """A line of ink and the picture that holds it, all in pixels of the upright page.

    Attributes:
        pixels: The picture, whose top left is at ``left, above``.
    """

    ink: Box
    pixels: Pixels
    left: int
    above: int

    def crop(self, margin_x: int, margin_y: int) -> Pixels:
        """The ink with some paper around it; white where the picture ends."""
        height, width = self.pixels.shape
        x0, top = int(self.ink.x0) - self.left - margin_x, int(self.ink.top) - self.above - margin_y
        x1, bottom = int(self.ink.x1) - self.left + margin_x, int(self.ink.bottom) - self.above + margin_y
        part = self.pixels[max(0, top) : max(0, bottom), max(0, x0) : max(0, x1)]
        before, after = (max(0, -top), max(0, -x0)), (max(0, bottom - height), max(0, x1 - width))
        if not any((*before, *after)):
            return part
        return np.pad(part, ((before[0], after[0]), (before[1], after[1])), constant_values=255)


class _Page:
    """Collects the characters of one page."""

    def __init__(self, picture: Picture, upright: UprightPage, engine: Engine) -> None:
        self.numbers: list[SeenNumber] = []
        self._sure = self._expected = 0.0
        self._picture = picture
        self._upright = upright
        self._engine = engine
        self._points = picture.points_per_pixel
        self._lowest = LOWEST_CROP * picture.dots_per_inch / 72
        self._text: list[str] = []
        self._boxes: list[tuple[float, float, float, float]] = []
        self._confidence: list[float] = []

    def glyphs(self) -> Glyphs:
        boxes = np.array(self._boxes, dtype=np.float64).reshape(-1, 4) * self._points
        return Glyphs("".join(self._text), boxes, np.array(self._confidence, dtype=np.float64))

    @property
    def legibility(self) -> float:
        return min(1.0, self._sure / self._expected) if self._expected else 1.0

    def _add(self, character: str, box: tuple[float, float, float, float], confidence: float) -> None:
        if not character.isspace():
            self._text.append(character)
            self._boxes.append(box)
            self._confidence.append(confidence)

    # --- cells ---------------------------------------------------------------------------------

    def read_cells(self, boxes: Sequence[Box]) -> None:
        """Reads what is printed in the cells of the ruled grids."""
        dots_per_inch = self._picture.dots_per_inch
        cells = [cell for cell in cut_cells(self._upright.grey, boxes, dots_per_inch) if cell.ink is not None]
        typical = _typical_height(cells, USUAL_SIZE * dots_per_inch / 72)
        lines: list[_Line] = []
        for cell in cells:
            pieces = _lines_of(cell, typical)
            if _is_column(pieces, typical):
                self._read_downwards(pieces)
            else:
                lines.extend(pieces)
        for line, crop, reading in self._read(lines):
            self._judge(crop, reading)
            self._add_line(line, crop, reading)

    def _read(self, lines: Sequence[_Line]) -> list[tuple[_Line, Pixels, CellReading]]:
        """What the engine reads in each line; what it takes for one number across a wide gap is read as several."""
        crops = [self._crop(line) for line in lines]
        read, parted = [], []
        for line, crop, reading in zip(lines, crops, self._engine.read_cells(crops), strict=True):
            pieces = _parted(line) if reading.number.probability >= NUMBER_LIKE else [line]
            if len(pieces) > 1:
                parted.extend(pieces)
            else:
                read.append((line, crop, reading))
        return read + self._read(parted) if parted else read

    def _crop(self, line: _Line) -> Pixels:
        height = line.ink.bottom - line.ink.top
        margin = max(2, round(MARGIN * height))
        missing = max(0, round((self._lowest - height) / 2))
        return line.crop(margin * 2 if missing == 0 else margin + missing, margin + missing)

    def _add_line(self, line: _Line, crop: Pixels, reading: CellReading) -> None:
        number, ink = reading.number, line.ink
        if number.text != "" or _BEGINS_WITH_NUMBER.match(reading.text.text) or reading.text.text == "":
            self._keep(line, reading)
        if number.probability >= NUMBER_LIKE:
            step = (ink.x1 - ink.x0) / len(number.text)
            for i, character in enumerate(number.text):
                box = (ink.x0 + i * step, ink.top, ink.x0 + (i + 1) * step, ink.bottom)
                self._add(character, box, number.probability)
        elif reading.text.text != "":
            start = (ink.x0 + ink.x1 - crop.shape[1]) / 2
            for character, x0, x1, probability in reading.text.characters:
                left, right = max(ink.x0, start + x0), min(ink.x1, start + x1)
                self._add(character, (left, ink.top, max(right, left + 1), ink.bottom), probability)
        else:
            self._add(UNREAD, ink, 0.0)

    def _judge(self, crop: Pixels, reading: CellReading) -> None:
        """Adds to what is known of the page's legibility."""
        if crop.shape[1] > PROBED_LENGTH * crop.shape[0]:
            self._sure += sum(p for c, _, _, p in reading.text.characters if _is_chinese(c))
            self._expected += crop.shape[1] / crop.shape[0]

    def _keep(self, line: _Line, reading: CellReading) -> None:
        import cv2

        ink = line.ink
        margin = max(4, round(KEPT_AROUND * (ink.bottom - ink.top)))
        width, height = round(ink.x1 - ink.x0) + 2 * margin, round(ink.bottom - ink.top) + 2 * margin
        shift = np.array([[1.0, 0.0, ink.x0 - margin], [0.0, 1.0, ink.top - margin], [0.0, 0.0, 1.0]])
        raw = cv2.warpPerspective(
            self._scanned, self._upright.to_original @ shift, (width, height),
            flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE,
        )  # fmt: skip
        height, width = line.pixels.shape
        left, top = line.left - int(ink.x0) + margin, line.above - int(ink.top) + margin
        # What lies beyond the cell, its rules and its neighbours, is no part of the number.
        beyond = np.ones(raw.shape, dtype=bool)
        beyond[max(0, top) : max(0, top + height), max(0, left) : max(0, left + width)] = False
        raw[beyond] = np.percentile(raw, PAPER)
        place = map_boxes(np.array([ink], dtype=np.float64), self._upright.to_original)[0] * self._points
        clean_crop = np.ascontiguousarray(line.crop(margin, margin))
        self.numbers.append(
            SeenNumber(Box(*place.tolist()), clean_crop, np.asarray(raw, dtype=np.uint8), margin, reading)
        )

    @property
    def _scanned(self) -> Pixels:
        """The scan itself in one channel; of a colour scan the red one, in which seals are light."""
        pixels = self._picture.pixels
        return pixels if pixels.ndim == 2 else np.ascontiguousarray(pixels[:, :, 2])

    def _read_downwards(self, pieces: Sequence[_Line]) -> None:
        """Characters one below the other, or a line that was turned: whichever reads better."""
        import cv2

        size = 32
        tiles = [_square(piece.crop(2, 2), size) for piece in pieces]
        x0, top = min(p.ink.x0 for p in pieces), min(p.ink.top for p in pieces)
        x1, bottom = max(p.ink.x1 for p in pieces), max(p.ink.bottom for p in pieces)
        whole = pieces[0]._replace(ink=Box(x0, top, x1, bottom)).crop(4, 4)
        stacked = cv2.copyMakeBorder(np.hstack(tiles), 8, 8, 12, 12, cv2.BORDER_CONSTANT, value=[255])
        turned = [np.ascontiguousarray(np.rot90(whole, quarter)) for quarter in (1, 3)]
        upright, *others = self._engine.read_crops([stacked.astype(np.uint8), *turned])
        best = max(others, key=lambda text: text.confidence)
        if best.confidence > upright.confidence and len(best.text) > 1:
            length = max((end for *_, end, _ in best.characters), default=1.0)
            for character, start, end, probability in best.characters:
                a, b = start / length, end / length
                self._add(character, (x0, top + a * (bottom - top), x1, top + b * (bottom - top)), probability)
        elif upright.text != "":
            for character, start, end, probability in upright.characters:
                piece = pieces[int(np.clip(((start + end) / 2 - 12) // size, 0, len(pieces) - 1))]
                self._add(character, (x0, piece.ink.top, x1, piece.ink.bottom), probability)
        else:
            self._add(UNREAD, (x0, top, x1, bottom), 0.0)

    # --- lines ---------------------------------------------------------------------------------

    def read_lines(self, taken: Sequence[Box]) -> None:
        """Reads the lines of text outside the grids."""
        found = find_text_lines(self._upright.grey, self._picture.dots_per_inch, taken)
        lines = [_Line(ink, self._upright.grey, 0, 0) for ink in found]
        for line, crop, reading in self._read(lines):
            best = max(reading.text.confidence, reading.number.probability)
            self._judge(crop, reading)
            if best >= LEAST_CONFIDENCE:
                self._add_line(line, crop, reading)


def _typical_height(cells: Sequence[CellPicture], usual: float) -> float:
    """How high the characters of the page's tables are, in pixels: as the lines of several characters are."""
    heights = []
    for cell in cells:
        for ink in split_lines(_ink_of(cell), 0.0):
            height = ink.bottom - ink.top
            if ink.x1 - ink.x0 > SEVERAL * height and height > usual / 2:
                heights.append(height)
    return float(np.median(heights)) if heights else usual


def _ink_of(cell: CellPicture) -> Pixels:
    """The part of a cell's picture that has its ink."""
    if cell.ink is None:
        return cell.pixels[:0, :0]
    x0, top, x1, bottom = map(int, cell.ink)
    return cell.pixels[top - cell.top : bottom - cell.top, x0 - cell.x0 : x1 - cell.x0]


def _lines_of(cell: CellPicture, typical: float) -> list[_Line]:
    """The lines of a cell; none where what seemed ink is what is left of a rule."""
    if cell.ink is None:
        return []
    lines = [
        Box(ink.x0 + cell.ink.x0, ink.top + cell.ink.top, ink.x1 + cell.ink.x0, ink.bottom + cell.ink.top)
        for ink in split_lines(_ink_of(cell), typical)
    ] or [cell.ink]
    top, bottom = cell.top, cell.top + cell.pixels.shape[0]
    return [
        _Line(_without_dots(ink, cell, typical), cell.pixels, cell.x0, cell.top)
        for ink in lines
        if not _is_remnant(ink, top, bottom, typical) and not (len(lines) > 1 and _is_speck(ink, typical))
    ]


def _parted(line: _Line) -> list[_Line]:
    """The pieces of a line between its wide gaps."""
    x0, top, x1, bottom = (round(value) for value in line.ink)
    part = line.pixels[top - line.above : bottom - line.above, x0 - line.left : x1 - line.left] < 255 - FAINTEST_INK
    pieces = []
    for start, end in runs_of(part.sum(axis=0), 0, max(2.0, WIDE_SPACE * (bottom - top))):
        rows = np.flatnonzero(part[:, start:end].any(axis=1))
        ink = Box(float(x0 + start), float(top + rows[0]), float(x0 + end), float(top + rows[-1] + 1))
        pieces.append(line._replace(ink=ink))
    return pieces


def _is_remnant(ink: Box, top: float, bottom: float, typical: float) -> bool:
    """Whether a line of ink is a thin streak along the upper or lower side of its cell: a rule that leans."""
    height, width = ink.bottom - ink.top, ink.x1 - ink.x0
    at_side = min(ink.top - top, bottom - ink.bottom) <= AT_SIDE * typical
    return at_side and height <= STREAK * typical and width >= 2 * height


def _without_dots(ink: Box, cell: CellPicture, typical: float) -> Box:
    """The hull of a short line without dots before or after it: no number begins or ends with one."""
    if ink.x1 - ink.x0 > SHORT * typical:
        return ink
    rows = slice(int(ink.top) - cell.top, int(ink.bottom) - cell.top)
    part = cell.pixels[rows, int(ink.x0) - cell.x0 : int(ink.x1) - cell.x0] < 255 - FAINTEST_INK
    high = ink.bottom - ink.top
    runs = runs_of(part.sum(axis=0))

    def is_dot(run: tuple[int, int]) -> bool:
        filled = np.flatnonzero(part[:, run[0] : run[1]].any(axis=1))
        width, height = run[1] - run[0], int(filled[-1] - filled[0]) + 1
        return max(width, height) < DOT * high and width < 2 * height

    while len(runs) > 1 and is_dot(runs[-1]):
        runs.pop()
    while len(runs) > 1 and is_dot(runs[0]):
        runs.pop(0)
    if not runs:
        return ink
    first, end = runs[0][0], runs[-1][1]
    filled = np.flatnonzero(part[:, first:end].any(axis=1))
    return Box(ink.x0 + first, ink.top + int(filled[0]), ink.x0 + end, ink.top + int(filled[-1]) + 1)


def _is_speck(ink: Box, typical: float) -> bool:
    return max(ink.bottom - ink.top, ink.x1 - ink.x0) < SPECK * typical


def _is_column(lines: Sequence[_Line], typical: float) -> bool:
    """Whether the ink of a cell is one character wide and several high."""
    if not lines:
        return False
    width = max(line.ink.x1 for line in lines) - min(line.ink.x0 for line in lines)
    height = lines[-1].ink.bottom - lines[0].ink.top
    return width <= NARROW * typical and height > max(RUNS_DOWN * width, 2 * typical)


def _square(crop: Pixels, size: int) -> Pixels:
    """A character in a square of that size, as large as it goes."""
    import cv2

    height, width = crop.shape
    scale = size / max(height, width, 1)
    resized = cv2.resize(crop, (max(1, round(width * scale)), max(1, round(height * scale))))
    tile = np.full((size, size), 255, np.uint8)
    top, left = (size - resized.shape[0]) // 2, (size - resized.shape[1]) // 2
    tile[top : top + resized.shape[0], left : left + resized.shape[1]] = resized
    return tile


__all__ = ["UNREAD", "NumberReading", "OcrText", "ScannedPage", "SeenNumber", "read_scanned_page"]
