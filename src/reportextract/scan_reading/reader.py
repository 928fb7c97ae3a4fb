"""The characters of one page: those in the cells of its grids, then those in the lines outside."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from reportextract.model import UNREAD, Box, FloatArray, Glyphs, Rules
from reportextract.ocr.characters import EMPTY_BEFORE, EMPTY_BEHIND, as_printed
from reportextract.ocr.engine import CellReading, Engine, NumberReading, OcrText
from reportextract.scan_reading.direction import PROBED_LENGTH, is_chinese
from reportextract.scan_reading.in_line import number_in_line
from reportextract.scan_reading.kept import keep_number
from reportextract.scan_reading.lines import (
    MARGIN,
    POINTS,
    Line,
    clear_of,
    cut_at_rules,
    gaps_in,
    halves_of,
    is_column,
    is_cut_off,
    is_dash,
    is_dot,
    lines_of,
    numbers_apart,
    one_below_the_other,
    parted,
    typical_height,
    whole_line,
    without_specks_at_ends,
)
from reportextract.scan_reading.marks import SMALLEST_DIGIT, PrintOfPage, is_watermark, shown_in
from reportextract.scan_reading.page_lines import are_strays, is_of_rule, with_room, without_lone_specks
from reportextract.scan_reading.seen import BESIDE_DIRT, NUMBER_LIKE, Pixels, SeenNumber
from reportextract.scans.behind import DARKEST, erase_behind, how_dark, shows_behind
from reportextract.scans.cells import CellPicture, cut_cells
from reportextract.scans.erased import without_rules
from reportextract.scans.holes import without_holes
from reportextract.scans.image import Picture
from reportextract.scans.red_print import PAPERS_OWN, RED, find_red_numbers, redness_of
from reportextract.scans.small_print import with_small_print
from reportextract.scans.stamps import Stamp, lines_of_stamps, without_stamps
from reportextract.scans.text_lines import find_text_lines
from reportextract.scans.upright import UprightPage

# Lower lines (a dash, 一) are cut out as if they were as high as this, in points: what they are shows only so.
LOWEST_CROP = 6.0
# Lines outside tables that read worse are specks, stamps or punched holes (rapidocr's own limit).
LEAST_CONFIDENCE = 0.5
# The size of print where a page doesn't tell, in points: that of most tables.
USUAL_SIZE = 10.5
# A text that is a number with something behind it (22（其中修订16件）), and not a label with its number (1.属于…); or
# one that a word makes more or less (增加5); or nothing else.
_HOLDS_NUMBER = re.compile(
    r"[-+]?[0-9]+(?:[.,][0-9]+)*[^0-9.,、．，]|(?:新?增加?|减少?)\s*[0-9]+|[-+]?[0-9]+(?:[.,][0-9]+)*$"
)
# Figures and strokes far apart are less likely one number than these are figures.
_FIGURES = re.compile(r"[0-9\s/|丨\\]+")
# What a dash says that is known by its shape and by its many likes: see ``is_dash``.
DASH = CellReading(OcrText("—", 0.95), NumberReading("—", 0.95, (), 0.0))
# Of what is darker than the first, of every so many pixels, so much is lighter than the second in a scan with greys. In
# black and white, kept as JPEG or not, it was up to 0.39 (once 0.44); in scans with greys from 0.41 up, most above 0.5.
PALER, BLACKER, GREY, SAMPLED = 192, 64, 0.45, 7
# Paper within this many points of a box's sides is looked at for what is darker than it by so much, of 255: the palest
# print that is still read has three times as much.
PLAIN_SIDE, PLAIN = 3.0, 20
# Strokes for nothing, which arcs of seals look like.
MARKS = ("—", "/")
# A number is known when it is read as surely as this.
SURE_NUMBER = 0.9


_Read = tuple[Line, Pixels, CellReading]


def _is_sure(reading: CellReading) -> bool:
    """Whether a number was read, or a stroke for nothing that is as high as one."""
    return reading.number.probability >= SURE_NUMBER and reading.number.text != DASH.number.text


class PageReader:
    """Collects the characters of one page."""

    def __init__(self, picture: Picture, upright: UprightPage, stamps: Sequence[Stamp], engine: Engine) -> None:
        self.numbers: list[SeenNumber] = []
        self._sure = self._expected = 0.0
        self._picture = picture
        self._upright = upright
        self._stamps = stamps
        self._engine = engine
        self.points = picture.points_per_pixel
        self._lowest = LOWEST_CROP * picture.dots_per_inch / 72
        self._text: list[str] = []
        self._boxes: list[tuple[float, float, float, float]] = []
        self._confidence: list[float] = []

    def glyphs(self) -> Glyphs:
        boxes = np.array(self._boxes, dtype=np.float64).reshape(-1, 4) * self.points
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

    def read_cells(self, boxes: Sequence[Box]) -> list[Box]:
        """Reads what is printed in the cells of tables; those in which nothing is."""
        dots_per_inch = self._picture.dots_per_inch
        cells = with_small_print(cut_cells(self._upright.grey, boxes, dots_per_inch), dots_per_inch)
        typical = typical_height([cell for cell in cells if cell.ink is not None], USUAL_SIZE * dots_per_inch / 72)
        return self._read_cells(boxes, cells, typical)

    def _read_cells(self, boxes: Sequence[Box], cells: Sequence[CellPicture], typical: float) -> list[Box]:
        lines: list[Line] = []
        columns: list[tuple[CellPicture, list[Line]]] = []
        darkness = {id(cell): how_dark(shown_in(cell, cell.ink)) for cell in cells if cell.ink is not None}
        usual = float(np.median(list(darkness.values()))) if darkness else 255.0
        palest = DARKEST * usual if darkness else 0.0
        print_of_page = PrintOfPage(typical, usual, self._picture.dots_per_inch / 72, self.is_grey)
        cells = [
            replace(cell, ink=None, mark=None)
            if cell.ink is not None and darkness[id(cell)] < palest and is_watermark(cell, cell.ink, typical)
            else cell
            for cell in cells
        ]
        for cell in cells:
            if cell.ink is not None and darkness[id(cell)] < palest:
                # Something that shows from behind the print of others, or print that nobody should guess at.
                self._add(UNREAD, cell.ink, 0.0)
            elif cell.ink is None:
                if cell.mark is not None and print_of_page.may_be_print(cell, cell.mark):
                    self._add(UNREAD, cell.mark, 0.0)
            elif is_dash(cell, typical):
                line = whole_line(cell)
                self._add_line(line, self._crop(line, in_cell=True), DASH)
            elif cell.is_small_print:
                lines.append(whole_line(cell))
            else:
                pieces = self._lines_of(cell, print_of_page)
                if is_column(pieces, typical):
                    columns.append((cell, pieces))
                else:
                    lines.extend(pieces)
        read = self._parted_lines(self._read(lines, in_cells=True), typical)
        read = self._in_line(cells, read, [cell for cell, _ in columns])
        for line, crop, reading in read:
            self._judge(crop, reading)
            self._add_line(line, crop, reading)
        numbers = {(line.left, line.above) for line, _, _ in read}
        for cell, pieces in columns:
            if (cell.x0, cell.top) not in numbers:
                self._read_downwards(pieces)
        return self._blank_of(boxes, cells, add_unread=True)

    def plain_among(self, boxes: Sequence[Box]) -> list[Box]:
        """The boxes in which the scan, before it was cleaned, shows nothing but paper; in points of the scan."""
        import cv2

        side = PLAIN_SIDE * self._picture.dots_per_inch / 72
        inner = [(x0 + side, top + side, x1 - side, bottom - side) for x0, top, x1, bottom in boxes]
        plain = []
        for box, place in zip(boxes, self._upright.to_original.boxes(np.array(inner)), strict=True):
            x0, top, x1, bottom = np.rint(place).astype(int).clip(0).tolist()
            seen = self._picture.pixels[top:bottom, x0:x1]
            # The darkest channel: in the red one, red print is paper.
            seen = seen if seen.ndim == 2 else np.ascontiguousarray(seen.min(axis=2))
            if seen.size and float(np.median(seen)) - float(cv2.blur(seen, (3, 3)).min()) < PLAIN:
                whole = self._upright.to_original.boxes(np.array([box]))[0] * self.points
                plain.append(Box(*whole.tolist()))
        return plain

    def _blank_of(self, boxes: Sequence[Box], cells: Sequence[CellPicture], add_unread: bool = False) -> list[Box]:
        """The boxes of cells in which nothing is printed: nor in red, which was taken away as a seal's."""
        blanks = []
        for box, cell in zip(boxes, cells, strict=True):
            if not cell.is_blank or cell.mark is not None:
                continue
            if not self._holds_red_number(box):
                blanks.append(box)
            elif add_unread:
                self._add(UNREAD, box, 0.0)
        return blanks

    def _holds_red_number(self, box: Box) -> bool:
        """Whether something red that may be a number stands in a box."""
        if not len(self._red_numbers):
            return False
        x, y = self._red_numbers.T
        return bool(((x > box.x0) & (x < box.x1) & (y > box.top) & (y < box.bottom)).any())

    def _in_line(
        self, cells: Sequence[CellPicture], read: Sequence[_Read], columns: Sequence[CellPicture]
    ) -> list[_Read]:
        """What was read in cells; where that is no number, the number that stands in line with others, if there is.

        Args:
            columns: Cells whose ink looks like characters one below the other, and was not read.
        """
        by_cell: dict[tuple[int, int], list[_Read]] = defaultdict(list)
        for each in read:
            by_cell[each[0].left, each[0].above].append(each)
        numbers, doubtful = [], list(columns)
        for cell in cells:
            found = by_cell[cell.x0, cell.top]
            if len(found) == 1 and _is_sure(found[0][2]):
                numbers.append((cell, found[0][0].ink))
            elif found and not all(_is_sure(reading) for *_, reading in found):
                # What is figures only is a number that goes on in the next line, or several.
                doubtful.append(cell)
        lines = [line for cell in doubtful if (line := number_in_line(cell, numbers)) is not None]
        crops = [self._crop(line, in_cell=True) for line in lines]
        for line, crop, reading in zip(lines, crops, self._engine.read_cells(crops), strict=True):
            if _is_sure(reading):
                by_cell[line.left, line.above] = [(line, crop, reading)]
        return [each for found in by_cell.values() for each in found]

    def _parted_lines(self, read: Sequence[_Read], typical: float) -> list[_Read]:
        """What was read in cells, with two lines for what was taken for one where both of them read better."""
        found = [[one] for one in read]
        halves: list[tuple[int, Line, Pixels]] = []
        for k, (line, _, reading) in enumerate(read):
            if reading.number.probability < NUMBER_LIKE and reading.text.confidence < SURE_NUMBER:
                halves += [(k, half, self._crop(half, in_cell=True)) for half in halves_of(line, typical)]
        readings = self._engine.read_cells([crop for *_, crop in halves])
        for (k, upper, above), (_, lower, below), one, other in zip(
            halves[::2], halves[1::2], readings[::2], readings[1::2], strict=True
        ):
            if min(one.text.confidence, other.text.confidence) > read[k][2].text.confidence:
                found[k] = [(upper, above, one), (lower, below, other)]
        return [each for of_line in found for each in of_line]

    def read_again_as_cells(self, boxes: Sequence[Box]) -> list[Box]:
        """Reads what stands in some boxes once more, as cells: what was read there as lines is forgotten.

        Returns:
            The boxes in which nothing is printed.
        """
        if not boxes or not self._boxes:
            return []
        sides = np.array(boxes)

        def is_outside(places: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
            x, y = (places[:, 0] + places[:, 2]) / 2, (places[:, 1] + places[:, 3]) / 2
            inside = (sides[:, 0] <= x[:, None]) & (x[:, None] <= sides[:, 2])
            inside &= (sides[:, 1] <= y[:, None]) & (y[:, None] <= sides[:, 3])
            return np.asarray(~inside.any(axis=1), dtype=np.bool_)

        places = np.array(self._boxes)
        # No words stand in these boxes that tell how high characters are; the labels beside them do.
        beside = (places[:, 1] >= sides[:, 1].min()) & (places[:, 3] <= sides[:, 3].max())
        beside &= np.array([is_chinese(character) for character in self._text], dtype=np.bool_)
        heights = places[beside, 3] - places[beside, 1]
        dots_per_inch = self._picture.dots_per_inch
        typical = float(np.median(heights)) if len(heights) else USUAL_SIZE * dots_per_inch / 72
        kept = np.flatnonzero(is_outside(places)).tolist()
        self._text = [self._text[k] for k in kept]
        self._boxes = [self._boxes[k] for k in kept]
        self._confidence = [self._confidence[k] for k in kept]
        if self.numbers:
            are_outside = is_outside(np.array([number.ink for number in self.numbers])).tolist()
            self.numbers = [number for number, outside in zip(self.numbers, are_outside, strict=True) if outside]
        cells = with_small_print(cut_cells(self._upright.grey, boxes, dots_per_inch), dots_per_inch)
        return self._read_cells(boxes, cells, typical)

    def blank_among(self, boxes: Sequence[Box]) -> list[Box]:
        """The boxes in which nothing is printed."""
        return self._blank_of(boxes, cut_cells(self._upright.grey, boxes, self._picture.dots_per_inch))

    def _lines_of(self, cell: CellPicture, print_of_page: PrintOfPage) -> list[Line]:
        """The lines of a cell that are still to be read."""
        typical, in_a_point = print_of_page.typical, print_of_page.in_a_point
        pieces = lines_of(cell, typical)
        if len(pieces) == 1 and is_dot(pieces[0], typical, SMALLEST_DIGIT * in_a_point):
            # Too small for a digit or a dash: a speck; or what is left of a number, of which more was seen.
            if not print_of_page.is_speck(cell, pieces[0].ink) or print_of_page.shows_more(cell, pieces[0]):
                self._add(UNREAD, cell.ink or pieces[0].ink, 0.0)
            return []
        return pieces

    def _read(self, lines: Sequence[Line], in_cells: bool) -> list[_Read]:
        """What the engine reads in each line; what it takes for one number across a wide gap is read as several."""
        crops = [self._crop(line, in_cells) for line in lines]
        read, several = [], []
        for line, crop, reading in zip(lines, crops, self._engine.read_cells(crops), strict=True):
            pieces = [line]
            if reading.number.probability >= NUMBER_LIKE or _FIGURES.fullmatch(reading.text.text):
                pieces = parted(line, in_cells)
            else:
                pieces = numbers_apart(line, reading.text, crop.shape[1], in_cells)
            if len(pieces) == 1 and not in_cells:
                is_number = reading.number.probability >= NUMBER_LIKE or reading.text.text == ""
                pieces = [without_specks_at_ends(line, reading.number.text if is_number else reading.text.text)]
            if pieces != [line]:
                several.extend(pieces)
            else:
                read.append((line, crop, reading))
        return read + self._read(several, in_cells) if several else read

    def _crop(self, line: Line, in_cell: bool) -> Pixels:
        """A line with room around it; less beside it in a cell, where it stands alone, than among others."""
        height = line.ink.bottom - line.ink.top
        margin = max(2, round(MARGIN * height))
        missing = self._missing(line)
        beside = margin + missing if in_cell or missing else 2 * margin
        crop = line.crop(beside, margin + missing)
        return erase_behind(crop) if in_cell and shows_behind(crop) else crop

    def _missing(self, line: Line) -> int:
        """By how many pixels, above and below, a line's ink is lower than any line of print."""
        return max(0, round((self._lowest - (line.ink.bottom - line.ink.top)) / 2))

    def _add_line(self, line: Line, crop: Pixels, reading: CellReading) -> None:
        if reading.number.text in MARKS and is_cut_off(line, is_slash=reading.number.text == "/"):
            reading = reading._replace(number=reading.number._replace(probability=0.0))
        if line.beside_dirt:
            most = min(reading.number.probability, BESIDE_DIRT)
            reading = reading._replace(number=reading.number._replace(probability=most))
        number, ink = reading.number, line.ink
        # A dash is as high as its line, to whoever asks what stands beside it.
        missing = self._missing(line)
        top, bottom = ink.top - missing, ink.bottom + missing
        if number.text != "" or _HOLDS_NUMBER.match(reading.text.text) or reading.text.text == "":
            self._keep(line, reading)
        if number.probability >= NUMBER_LIKE:
            step = (ink.x1 - ink.x0) / len(number.text)
            for i, character in enumerate(number.text):
                box = (ink.x0 + i * step, top, ink.x0 + (i + 1) * step, bottom)
                self._add(character, box, number.probability)
        elif reading.text.text != "":
            start = (ink.x0 + ink.x1 - crop.shape[1]) / 2
            read = [c for c in reading.text.characters if not c[0].isspace()]
            printed = as_printed([character for character, *_ in read])
            extents = [
                (
                    start + x0 if character in EMPTY_BEFORE else max(ink.x0, start + x0),
                    start + x1 if character in EMPTY_BEHIND else min(ink.x1, start + x1),
                )
                for character, (_, x0, x1, _) in zip(printed, read, strict=True)
            ]
            text = "".join(character for character, *_ in read)
            cleared = clear_of(gaps_in(line), ink.bottom - ink.top, text, extents)
            for character, (*_, probability), (left, right) in zip(printed, read, cleared, strict=True):
                self._add(character, (left, top, max(right, left + 1), bottom), probability)
        else:
            self._add(UNREAD, ink, 0.0)

    def _judge(self, crop: Pixels, reading: CellReading) -> None:
        """Adds to what is known of the page's legibility."""
        if crop.shape[1] > PROBED_LENGTH * crop.shape[0]:
            self._sure += sum(p for c, _, _, p in reading.text.characters if is_chinese(c))
            self._expected += crop.shape[1] / crop.shape[0]

    def _keep(self, line: Line, reading: CellReading) -> None:
        self.numbers.append(
            keep_number(line, reading, self._missing(line), self._scanned, self._upright.to_original, self.points)
        )

    @cached_property
    def is_grey(self) -> bool:
        """Whether the scan shows how dark things are. One in black and white, rendered, has greys at edges only."""
        sampled = self._scanned[::SAMPLED, ::SAMPLED]
        inked = sampled[sampled < PALER]
        return bool(inked.size) and float((inked > BLACKER).mean()) >= GREY

    @cached_property
    def _red_numbers(self) -> FloatArray:
        """The middles of what is red and may be numbers, on the upright page; shape (n, 2)."""
        redness = redness_of(self._picture.pixels) if self._picture.pixels.ndim == 3 else None
        if redness is None:
            return np.empty((0, 2))
        found = find_red_numbers(redness > RED - PAPERS_OWN, self._picture.dots_per_inch)
        middles = np.array([((x0 + x1) / 2, (top + bottom) / 2) for x0, top, x1, bottom in found]).reshape(-1, 2)
        return self._upright.to_original.back(middles)

    @cached_property
    def _scanned(self) -> Pixels:
        """The scan itself in one channel; of a colour scan the red one, in which seals are light."""
        pixels = self._picture.pixels
        return pixels if pixels.ndim == 2 else np.ascontiguousarray(pixels[:, :, 2])

    def _read_downwards(self, pieces: Sequence[Line]) -> None:
        """Characters one below the other, or a line that was turned: whichever reads better."""
        import cv2

        size = 32
        pieces = [part for piece in pieces for part in one_below_the_other(piece, pieces)]
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

    def read_lines(self, taken: Sequence[Box], rules: Rules) -> None:
        """Reads the lines of text outside the grids.

        Args:
            taken: The grids.
            rules: Of the page, in pixels; what stands on both sides of an upright one is no line.
        """
        dots_per_inch, scale = self._picture.dots_per_inch, self._picture.dots_per_inch / 72
        # Only here: in a cell, what a hole left of a number would be another.
        grey = without_holes(without_stamps(self._upright.grey, self._stamps, dots_per_inch), dots_per_inch)
        grey = without_rules(grey, rules, dots_per_inch)
        found = find_text_lines(grey, dots_per_inch, taken, rules.vertical)
        of_stamps = lines_of_stamps(self._stamps, found)
        printed = [ink for ink, is_stamp in zip(found, of_stamps, strict=True) if not is_stamp]
        whole = with_room(without_lone_specks(printed), grey)
        lines = [piece for line in whole for piece in cut_at_rules(line, rules.vertical)]
        read = self._read(lines, in_cells=False)
        said = [reading.text.text or reading.number.text for _, _, reading in read]
        strays = are_strays([line.ink for line, _, _ in read], said)
        for (line, crop, reading), text, is_stray in zip(read, said, strays, strict=True):
            best = max(reading.text.confidence, reading.number.probability)
            self._judge(crop, reading)
            is_print = not is_stray and text.strip(POINTS) != "" and not is_of_rule(line.ink, text, rules, scale)
            if best >= LEAST_CONFIDENCE and is_print:
                self._add_line(line, crop, reading)


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
