"""A scanned page → the same reading that a page with a text layer gives: characters and rules in points.

Inside the grid that the rules draw, each cell is cut out and recognised by itself, numbers over what may stand in a
cell of numbers; outside it the engine finds the lines. From here on a scan is a page like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reportextract.model import Box, FloatArray, Glyphs, PageReading, Rules
from reportextract.ocr.engine import Engine, NumberReading, OcrText
from reportextract.scans.clean import clean
from reportextract.scans.image import Picture
from reportextract.scans.upright import turn_upright
from reportextract.tables.grid import find_ruled_grids

Pixels = npt.NDArray[np.uint8]

# Ink no wider than this many times its height may be a number: 1234567.89 is 5 times as wide as high.
WIDEST_NUMBER = 7.0
# A text of a cell is taken for a number when this much of its probability is.
NUMBER_LIKE = 0.5
# Room around the ink of a line when it is cut out, in parts of its height: the recogniser knows lines, not letters.
MARGIN = 0.28


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of ink in a cell: where it is in the upright page, in pixels."""

    x0: int
    top: int
    x1: int
    bottom: int


def read_scanned_page(number: int, picture: Picture, engine: Engine) -> PageReading:
    """Reads a page from its picture.

    Args:
        number: The page, from 1.
        picture: The page as a person sees it.
    """
    from reportextract.scans.lines import find_rules

    upright = turn_upright(clean(picture.pixels, picture.dots_per_inch), picture.dots_per_inch)
    grey, scale = upright.grey, picture.points_per_pixel
    rules = find_rules(grey, picture.dots_per_inch)
    height, width = grey.shape
    frame = PageReading(
        number=number,
        width=width * scale,
        height=height * scale,
        rotation=upright.turned,
        glyphs=Glyphs("", np.empty((0, 4))),
        rules=Rules(rules.horizontal * scale, rules.vertical * scale),
        reader=engine.name,
        origin="ocr",
        to_page=_to_page(upright.to_original, upright.turned, picture),
    )
    grids = find_ruled_grids(frame)
    found = _Found(scale)
    _read_cells(grey, [cell.box for grid in grids for cell in grid.cells], engine, found, picture.dots_per_inch)
    _read_lines(grey, [grid.box for grid in grids], engine, found)
    return PageReading(
        number=frame.number,
        width=frame.width,
        height=frame.height,
        rotation=frame.rotation,
        glyphs=found.glyphs(),
        rules=frame.rules,
        reader=frame.reader,
        origin="ocr",
        to_page=frame.to_page,
    )


def _to_page(to_original: FloatArray, turned: int, picture: Picture) -> FloatArray:
    """From points of the straightened page to points of the page turned by quarters only."""
    height, width = picture.pixels.shape[:2]
    scale = picture.points_per_pixel
    quarter = {
        0: np.eye(3),
        90: np.array([[0.0, -1.0, height - 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]),
        180: np.array([[-1.0, 0.0, width - 1.0], [0.0, -1.0, height - 1.0], [0.0, 0.0, 1.0]]),
        270: np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, width - 1.0], [0.0, 0.0, 1.0]]),
    }[turned]
    enlarge = np.diag([scale, scale, 1.0])
    return np.asarray(enlarge @ quarter @ to_original @ np.linalg.inv(enlarge))


class _Found:
    """Collects characters with their places in points."""

    def __init__(self, scale: float) -> None:
        self._scale = scale
        self._text: list[str] = []
        self._boxes: list[tuple[float, float, float, float]] = []
        self._confidence: list[float] = []

    def add(self, character: str, box: tuple[float, float, float, float], confidence: float) -> None:
        if not character.isspace():
            self._text.append(character)
            self._boxes.append(box)
            self._confidence.append(confidence)

    def glyphs(self) -> Glyphs:
        boxes = np.array(self._boxes, dtype=np.float64).reshape(-1, 4) * self._scale
        return Glyphs("".join(self._text), boxes, np.array(self._confidence, dtype=np.float64))

    @property
    def scale(self) -> float:
        return self._scale


# --- cells -------------------------------------------------------------------------------------


def _read_cells(grey: Pixels, boxes: Sequence[Box], engine: Engine, found: _Found, dots_per_inch: float) -> None:
    ink = _ink_of(grey)
    lines: list[_Line] = []
    for box in boxes:
        lines.extend(_lines_of(ink, box, found.scale, dots_per_inch))
    narrow = [line for line in lines if line.x1 - line.x0 <= WIDEST_NUMBER * (line.bottom - line.top)]
    numbers = dict(zip(narrow, engine.read_numbers([_crop(grey, line) for line in narrow]), strict=True))
    others = [line for line in lines if line not in numbers or numbers[line].probability < NUMBER_LIKE]
    texts = dict(zip(others, engine.read_crops([_crop(grey, line) for line in others]), strict=True))
    for line in lines:
        if line in texts:
            _add_text(found, line, texts[line])
        else:
            _add_number(found, line, numbers[line])


def _ink_of(grey: Pixels) -> npt.NDArray[np.bool_]:
    """Which pixels of a clean page are ink: darker than half way between its paper and its print."""
    import cv2

    threshold, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_OTSU)
    return np.asarray(grey < min(max(threshold, 110), 200))


def _lines_of(ink: npt.NDArray[np.bool_], box: Box, scale: float, dots_per_inch: float) -> list[_Line]:
    """The lines of ink in a cell, top to bottom; remnants of its rules and specks left out."""
    import cv2

    inset = round(0.016 * dots_per_inch)
    x0, x1 = round(box.x0 / scale) + inset, round(box.x1 / scale) - inset
    top, bottom = round(box.top / scale) + inset, round(box.bottom / scale) - inset
    if x1 - x0 < 4 or bottom - top < 4:
        return []
    inside = np.ascontiguousarray(ink[top:bottom, x0:x1].astype(np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(inside, connectivity=8)
    speck = 0.014 * dots_per_inch
    kept = []
    height, width = inside.shape
    for x, y, w, h, area in stats[1:count].tolist():
        at_side = (x == 0 or x + w == width) and w <= speck * 1.5
        at_end = (y == 0 or y + h == height) and h <= speck * 1.5
        if max(w, h) < speck or area < 0.3 * speck * speck or at_side or at_end:
            continue
        kept.append((x, y, x + w, y + h))
    if not kept:
        return []
    tall = max(float(np.median([b[3] - b[1] for b in kept])), 0.05 * dots_per_inch)
    kept.sort(key=lambda b: b[1])
    groups: list[list[tuple[int, int, int, int]]] = []
    low = 0
    for piece in kept:
        if groups and (piece[1] <= low or min(max(low, piece[3]) - min(b[1] for b in groups[-1]), 10**6) <= 1.25 * tall):
            groups[-1].append(piece)
            low = max(low, piece[3])
        else:
            groups.append([piece])
            low = piece[3]
    return [
        _Line(
            x0 + min(b[0] for b in group),
            top + min(b[1] for b in group),
            x0 + max(b[2] for b in group),
            top + max(b[3] for b in group),
        )
        for group in groups
    ]


def _crop(grey: Pixels, line: _Line) -> Pixels:
    margin = max(2, round(MARGIN * (line.bottom - line.top)))
    padded = np.full((line.bottom - line.top + 2 * margin, line.x1 - line.x0 + 4 * margin), 255, dtype=np.uint8)
    padded[margin:-margin, 2 * margin : -2 * margin] = grey[line.top : line.bottom, line.x0 : line.x1]
    return padded


def _add_number(found: _Found, line: _Line, reading: NumberReading) -> None:
    step = (line.x1 - line.x0) / max(len(reading.text), 1)
    for i, character in enumerate(reading.text):
        box = (line.x0 + i * step, line.top, line.x0 + (i + 1) * step, line.bottom)
        found.add(character, box, reading.probability)


def _add_text(found: _Found, line: _Line, text: OcrText) -> None:
    margin = 2 * max(2, round(MARGIN * (line.bottom - line.top)))
    for character, start, end, probability in text.characters:
        x0, x1 = max(line.x0, line.x0 - margin + start), min(line.x1, line.x0 - margin + end)
        found.add(character, (x0, line.top, max(x1, x0 + 1), line.bottom), probability)


# --- lines -------------------------------------------------------------------------------------


def _read_lines(grey: Pixels, taken: Sequence[Box], engine: Engine, found: _Found) -> None:
    """The lines of text outside the grids, as the engine finds them."""
    outside = grey.copy()
    for box in taken:
        outside[
            max(0, int(box.top / found.scale) - 3) : int(box.bottom / found.scale) + 4,
            max(0, int(box.x0 / found.scale) - 3) : int(box.x1 / found.scale) + 4,
        ] = 255
    for text, quad in engine.read_lines(outside):
        x0, top = quad.min(axis=0).tolist()
        x1, bottom = quad.max(axis=0).tolist()
        length = float(np.linalg.norm(quad[1] - quad[0])) or 1.0
        down = abs(quad[1][1] - quad[0][1]) > abs(quad[1][0] - quad[0][0])
        for character, start, end, probability in text.characters:
            a, b = min(start, length) / length, min(max(end, start + 1), length) / length
            if down:
                box = (x0, top + a * (bottom - top), x1, top + b * (bottom - top))
            else:
                box = (x0 + a * (x1 - x0), top, x0 + b * (x1 - x0), bottom)
            found.add(character, box, probability)
