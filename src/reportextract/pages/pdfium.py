"""The fast reader: pdfium through its C functions.

Pdfium is asked for as little as possible, each call costing about half a microsecond: one call for each
character (its box) and four or five for each page object. All geometry is done on arrays afterwards.
"""

from __future__ import annotations

import ctypes
import math
from itertools import repeat
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np

from reportextract.errors import Damaged
from reportextract.model import FloatArray, PageReading
from reportextract.pages import pdfium_calls as call
from reportextract.pages.pdfium_objects import collect_objects
from reportextract.pages.reading import (
    PALE,
    UNKNOWN,
    CodeArray,
    FoundPage,
    Frame,
    Mask,
    is_large,
    is_space,
    read_found,
)

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

# One character in this many is asked for its angle to find out how the page is turned.
ANGLE_SAMPLE = 12
# One in this many is asked whether its font can be mapped to Unicode; digits are all asked.
UNICODE_SAMPLE = 8
# A font is without Unicode when this part of its characters is; a font with a gap in its mapping lacks a few.
UNMAPPED_FONT = 0.2
# A character this much higher or lower than the page's median may be of a vertical font; headings are up to 2.5.
VERTICAL_FONT_SUSPECT = 2.0
# Farther from every right angle than this, a character is slanted.
SLANTED = math.radians(5)
# What pdfium makes of a hyphen at the end of a line, depending on the function asked.
LINE_END_HYPHENS = (0x2, 0xFFFE)
SOFT_HYPHEN = 0xAD
TAB, LF, CR = 9, 10, 13
HYPHEN = ord("-")


class PdfiumReader:
    """Reads a PDF with pdfium. See :class:`reportextract.pages.reader.Reader`."""

    name = "pdfium"

    def __init__(self, pdf: PdfDocument) -> None:
        """Reads from an open document, which stays the caller's to close."""
        self._document = pdf

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    @property
    def page_count(self) -> int:
        return len(self._document)

    def read_page(self, number: int) -> PageReading:
        """Reads one page. See :meth:`reportextract.pages.reader.Reader.read_page`."""
        from pypdfium2 import PdfiumError

        try:
            page = self._document[number - 1]
        except PdfiumError as error:
            raise _damaged(number) from error
        try:
            text_page = page.get_textpage()
            try:
                return read_found(_find(number, call.address(page.raw), call.address(text_page.raw)))
            finally:
                text_page.close()
        except PdfiumError as error:
            raise _damaged(number) from error
        finally:
            page.close()


def _damaged(number: int) -> Damaged:
    return Damaged(f"Page {number} can't be loaded.", "Fetch the document again from where it was published.")


def _find(number: int, page: int, text_page: int) -> FoundPage:
    objects = collect_objects(page)
    codes = _codes(text_page)
    unmapped = _unmapped(text_page, codes)
    # Which of pdfium's characters are kept: the spaces and line ends, most of them made up, are not worth a call.
    rows = np.flatnonzero(unmapped | ~is_space(codes))
    codes, unmapped = codes[rows], unmapped[rows]
    characters = rows.tolist()
    boxes = _advance_boxes(text_page, characters)
    # Text tells how the page is read, whatever /Rotate says; without text nothing else does.
    if not len(rows):
        turn = call.page_rotation(page)
    else:
        turn = 0 if objects.has_only_level_text else _turn(text_page, characters)
    hidden = _hidden(text_page, characters) if objects.has_hidden_text else np.zeros(len(rows), dtype=bool)
    slanted = _slanted(text_page, characters) if objects.has_slanted_text else np.zeros(len(rows), dtype=bool)
    pale = _pale(text_page, characters, boxes)
    keep = _join_surrogates(codes, boxes, unmapped)
    if keep is not None:
        codes, boxes = codes[keep], boxes[keep]
        unmapped, hidden, slanted, pale = unmapped[keep], hidden[keep], slanted[keep], pale[keep]
    return FoundPage(
        number=number,
        reader=PdfiumReader.name,
        frame=_frame(page),
        turn=turn,
        rotation=turn * 90,
        codes=codes,
        boxes=boxes,
        unmapped=unmapped,
        hidden=hidden,
        slanted=slanted,
        pale=pale,
        marks=objects.marks,
        images=objects.images,
        images_over_text=objects.images[objects.image_order > objects.last_text],
        curves=objects.curves,
    )


def _frame(page: int) -> Frame:
    edges = (ctypes.c_float * 4)()
    call.page_box(page, ctypes.addressof(edges))
    # FS_RECTF is left, top, right, bottom.
    left, top, right, bottom = edges
    return left, bottom, right, top


def _codes(text_page: int) -> CodeArray:
    """Every UTF-16 unit that pdfium counts, the spaces and line ends it makes up included."""
    count = max(0, call.count_chars(text_page))
    units = np.empty(count + 1, dtype=np.uint16)
    # Pdfium leaves out control characters here; then each character is asked one by one.
    if count and call.get_text(text_page, 0, count, units.ctypes.data) == count + 1:
        codes = units[:count].astype(np.uint32)
    else:
        codes = np.array([call.char_unicode(text_page, i) for i in range(count)], dtype=np.uint32)
    codes[codes == SOFT_HYPHEN] = HYPHEN
    for i in np.flatnonzero((codes == LINE_END_HYPHENS[0]) | (codes == LINE_END_HYPHENS[1])).tolist():
        codes[i] = HYPHEN if call.char_is_hyphen(text_page, i) == 1 else UNKNOWN
    return codes


def _advance_boxes(text_page: int, characters: list[int]) -> FloatArray:
    """Left, bottom, right, top of the characters in user space: as wide as the pen moves, as high as the font."""
    rectangles = call.ask_block_each(call.char_advance_box, text_page, characters, 4)
    # FS_RECTF is left, top, right, bottom.
    boxes = rectangles[:, [0, 3, 2, 1]].astype(np.float64)
    _mend_vertical_boxes(text_page, characters, boxes)
    return boxes


def _mend_vertical_boxes(text_page: int, characters: list[int], boxes: FloatArray) -> None:
    """Corrects, in place, the advance boxes of characters in vertical fonts.

    Pdfium forgets the scale of the text matrix for them: 10 pt letters of a vertical label come 199 pt high.
    """
    # Such boxes are squares; that leaves few characters to look at.
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    square = (np.abs(width - height) < 0.001 * height) & (height > 0)
    if not square.any():
        return
    typical = max(float(np.sort(height)[len(height) // 2]), 1.0)
    square &= (height > VERTICAL_FONT_SUSPECT * typical) | (height < typical / VERTICAL_FONT_SUSPECT)
    floats, doubles = (ctypes.c_float * 6)(), (ctypes.c_double * 2)()
    matrix_at, origin_at = ctypes.addressof(floats), ctypes.addressof(doubles)
    for row in np.flatnonzero(square).tolist():
        i = characters[row]
        font_size = call.char_font_size(text_page, i)
        # Only a vertical font's box is as wide as its font size, whatever the matrix says.
        if not call.char_matrix(text_page, i, matrix_at) or abs(width[row] - font_size) > 0.01 * font_size:
            continue
        scale = math.hypot(floats[0], floats[1])
        call.char_origin(text_page, i, origin_at, origin_at + 8)
        origin = np.array([doubles[0], doubles[1], doubles[0], doubles[1]])
        boxes[row] = origin + (boxes[row] - origin) * scale


def _turn(text_page: int, characters: list[int]) -> int:
    """Quarter turns clockwise from the stored page to make most of the text upright."""
    votes = [0, 0, 0, 0]
    for i in characters[::ANGLE_SAMPLE]:
        # The angle runs clockwise in user space, as a page is turned.
        votes[round(call.char_angle(text_page, i) / (math.pi / 2)) % 4] += 1
    return -votes.index(max(votes)) % 4


def _slanted(text_page: int, characters: list[int]) -> Mask:
    """Which characters stand at no right angle: a watermark across the page."""
    angles = np.array([call.char_angle(text_page, i) for i in characters], dtype=np.float64)
    slanted: Mask = np.abs((angles + math.pi / 4) % (math.pi / 2) - math.pi / 4) > SLANTED
    return slanted


def _hidden(text_page: int, characters: list[int]) -> Mask:
    """Which characters are in text render mode 3, neither filled nor stroked."""
    objects = [call.char_object(text_page, i) for i in characters]
    mode_of = {thing: call.text_render_mode(thing) for thing in set(objects) if thing}
    return np.array([mode_of.get(thing) == call.INVISIBLE for thing in objects], dtype=bool)


def _pale(text_page: int, characters: list[int], boxes: FloatArray) -> Mask:
    """Which characters are painted in a light colour; only the large ones are asked, as no other matters."""
    pale = np.zeros(len(boxes), dtype=bool)
    channels = (ctypes.c_uint * 4)()
    red, green, blue, alpha = (ctypes.addressof(channels) + 4 * i for i in range(4))
    for row in np.flatnonzero(is_large(boxes)).tolist():
        if call.char_fill_colour(text_page, characters[row], red, green, blue, alpha):
            opacity = channels[3] / 255
            shade = (0.3 * channels[0] + 0.59 * channels[1] + 0.11 * channels[2]) / 255
            pale[row] = 1 - opacity * (1 - shade) >= PALE
    return pale


def _unmapped(text_page: int, codes: CodeArray) -> Mask:
    """Which characters have no way back to Unicode: what pdfium gives for them is the number of a glyph.

    A glyph's number may look like a digit or like a line end, so digits and odd line ends are all asked.
    """
    lacks = call.char_lacks_unicode
    unmapped: Mask = (codes < ord(" ")) & (codes != TAB) & (codes != LF) & (codes != CR)
    unmapped |= (codes >= 0xFFFD) & (codes <= 0xFFFF)
    if not unmapped.any():
        asked = (codes >= ord("0")) & (codes <= ord("9"))
        asked[::UNICODE_SAMPLE] = True
        # The line ends pdfium makes up are pairs of CR and LF.
        cr, lf = codes == CR, codes == LF
        asked |= codes == TAB
        asked[:-1] |= cr[:-1] & ~lf[1:]
        asked[1:] |= lf[1:] & ~cr[:-1]
        rows = np.flatnonzero(asked).tolist()
        if 1 not in map(lacks, repeat(text_page, len(rows)), rows):
            return unmapped
    unmapped |= np.fromiter(map(lacks, repeat(text_page, len(codes)), range(len(codes))), dtype=np.int64) == 1
    # Of a font that is embedded without its mapping, pdfium takes some glyph numbers for Latin letters and digits.
    objects = [call.char_object(text_page, i) for i in range(len(codes))]
    font_of = {thing: call.text_font(thing) if thing else 0 for thing in set(objects)}
    fonts = np.array([font_of[thing] or 0 for thing in objects], dtype=np.uint64)
    for font in np.unique(fonts[unmapped]):
        members = fonts == font
        if font and unmapped[members].mean() >= UNMAPPED_FONT:
            unmapped |= members
    return unmapped


def _join_surrogates(codes: CodeArray, boxes: FloatArray, unmapped: Mask) -> Mask | None:
    """Makes one character of the two units that pdfium counts beyond the basic plane, in place.

    Returns:
        Which rows remain, None for all.
    """
    high = (codes >= 0xD800) & (codes < 0xDC00)
    low = (codes >= 0xDC00) & (codes < 0xE000)
    if not (high | low).any():
        return None
    pairs = np.flatnonzero(high[:-1] & low[1:])
    codes[pairs] = 0x10000 + ((codes[pairs] - 0xD800) << 10) + (codes[pairs + 1] - 0xDC00)
    boxes[pairs, 2] = np.maximum(boxes[pairs, 2], boxes[pairs + 1, 2])
    keep = np.ones(len(codes), dtype=bool)
    keep[pairs + 1] = False
    unmapped |= (codes >= 0xD800) & (codes < 0xE000)
    codes[(codes >= 0xD800) & (codes < 0xE000) & keep] = UNKNOWN
    return keep
