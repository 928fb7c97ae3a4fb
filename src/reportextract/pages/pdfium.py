"""The fast reader: pdfium through pypdfium2's raw interface.

Pdfium is asked for as little as possible, each call costing about half a microsecond: one call for each
character (its box) and three or four for each page object. All geometry is done on arrays afterwards.
"""

from __future__ import annotations

import ctypes
import math
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pypdfium2.raw as pdfium

from reportextract.model import FloatArray, Glyphs, PageReading
from reportextract.pages.glyphs import drop_doubled, drop_watermark
from reportextract.pages.rules import THICKEST_RULE, merge_rules
from reportextract.pages.trust import PageMarks, judge_page

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

# A path with more pieces than this draws a picture or letters, not rules.
MOST_RULE_PIECES = 600
# Forms nested deeper than this are a loop or an attack.
DEEPEST_NESTING = 8
# One character in this many is asked for its angle to find out how the page is turned.
ANGLE_SAMPLE = 12
# Characters this many times the page's usual height are asked for their ink: vertical fonts come with wrong boxes.
VERTICAL_FONT_SUSPECT = 2.0
# Whiter than this on every channel, a rule can't be seen on paper.
WHITE = 250
# pdfium marks a hyphen at the end of a line with these; a lone dash in a cell is one of them.
HYPHENS = {0x2: "-", 0xFFFE: "-", 0xAD: "-"}

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


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
        page = self._document[number - 1]
        text_page = page.get_textpage()
        try:
            return _read(number, page.raw, text_page.raw)
        finally:
            text_page.close()
            page.close()


def _read(number: int, page: Any, text_page: Any) -> PageReading:
    bounds = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, bounds)
    text, boxes = _characters(text_page)
    objects = _Objects()
    objects.collect(page, pdfium.FPDFPage_CountObjects(page), pdfium.FPDFPage_GetObject, IDENTITY, 0)

    stored_turn = pdfium.FPDFPage_GetRotation(page)
    turn = (stored_turn + _content_turn(text_page, len(text), stored_turn)) % 4
    frame = (bounds.left, bounds.bottom, bounds.right, bounds.top)
    width, height = frame[2] - frame[0], frame[3] - frame[1]
    if turn % 2:
        width, height = height, width

    glyph_boxes = to_reading_frame(boxes, frame, turn)
    images = to_reading_frame(_as_array(objects.images), frame, turn)
    # Spaces and line ends, printed or made up by pdfium, are left out: distances say the same and more.
    shown = np.array([not c.isspace() and c != "\0" for c in text], dtype=bool)
    on_page = (
        (glyph_boxes[:, 0] < width) & (glyph_boxes[:, 2] > 0) & (glyph_boxes[:, 1] < height) & (glyph_boxes[:, 3] > 0)
    )
    upright = np.ones(len(text), dtype=bool)
    if objects.has_slanted_text:
        upright = _upright(text_page, len(text))
    keep = shown & on_page & upright
    glyphs = Glyphs("".join([text[i] for i in np.flatnonzero(keep)]), glyph_boxes[keep])
    ignored: list[tuple[str, str]] = []
    slanted = "".join(text[i] for i in np.flatnonzero(shown & on_page & ~upright))
    if slanted:
        ignored.append(("watermark", slanted))
    glyphs, doubled = drop_doubled(glyphs)
    if doubled:
        ignored.append(("doubled", doubled))
    glyphs, watermark = drop_watermark(glyphs)
    if watermark:
        ignored.append(("watermark", watermark))

    trust, reason = judge_page(
        glyphs,
        PageMarks(
            width=width,
            height=height,
            images=images,
            text_objects=objects.text_count,
            invisible_text_objects=objects.invisible_text_count,
            curved_paths=objects.curved_path_count,
            unmapped=_unmapped(text_page, text),
        ),
    )
    return PageReading(
        number=number,
        width=width,
        height=height,
        rotation=turn * 90,
        glyphs=glyphs,
        rules=merge_rules(to_reading_frame(_as_array(objects.marks), frame, turn), width, height),
        reader=PdfiumReader.name,
        trust=trust,
        trust_reason=reason,
        ignored=tuple(ignored),
    )


def to_reading_frame(boxes: FloatArray, frame: tuple[float, float, float, float], turn: int) -> FloatArray:
    """Turns boxes of the stored page (left, bottom, right, top; y up) into boxes of the page as it is read.

    Args:
        boxes: Shape (n, 4) in PDF user space.
        frame: The visible part of the page in user space: left, bottom, right, top.
        turn: Quarter turns clockwise that make the page upright.
    """
    left, bottom, right, top = frame
    x0, y0, x1, y1 = boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3]
    if turn == 0:
        columns = (x0 - left, top - y1, x1 - left, top - y0)
    elif turn == 1:
        columns = (y0 - bottom, x0 - left, y1 - bottom, x1 - left)
    elif turn == 2:
        columns = (right - x1, y0 - bottom, right - x0, y1 - bottom)
    else:
        columns = (top - y1, right - x1, top - y0, right - x0)
    return np.stack(columns, axis=1)


# --- characters --------------------------------------------------------------------------------


def _characters(text_page: Any) -> tuple[list[str], FloatArray]:
    """Every character pdfium counts, made-up spaces included, and its advance box in user space."""
    count = pdfium.FPDFText_CountChars(text_page)
    if count <= 0:
        return [], np.empty((0, 4))
    rects = (pdfium.FS_RECTF * count)()
    box_of = pdfium.FPDFText_GetLooseCharBox
    for i in range(count):
        box_of(text_page, i, rects[i])
    # FS_RECTF is left, top, right, bottom.
    boxes = np.frombuffer(rects, dtype=np.float32).reshape(count, 4)[:, [0, 3, 2, 1]].astype(np.float64)
    _mend_vertical_boxes(text_page, boxes)
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    text = list(bytes(buffer)[: 2 * count].decode("utf-16-le", errors="replace"))
    if written != count + 1 or len(text) != count:
        # Characters without a code, or beyond the basic plane: ask one by one.
        text = [chr(pdfium.FPDFText_GetUnicode(text_page, i)) for i in range(count)]
    return [HYPHENS.get(ord(c), c) if c in "\x02\ufffe\xad" else c for c in text], boxes


def _mend_vertical_boxes(text_page: Any, boxes: FloatArray) -> None:
    """Replaces, in place, the advance box of characters in vertical fonts by the box of their ink.

    Pdfium forgets the text matrix for them: 10 pt letters of 洪泽 2023's vertical label come 199 pt high.
    """
    size = boxes[:, 3] - boxes[:, 1]
    for i in np.flatnonzero(size > VERTICAL_FONT_SUSPECT * max(float(np.median(size)), 1.0)).tolist():
        edges = [ctypes.c_double() for _ in range(4)]
        if pdfium.FPDFText_GetCharBox(text_page, i, *edges):
            left, right, bottom, top = (e.value for e in edges)
            if right - left < (boxes[i, 2] - boxes[i, 0]) / 2 and top - bottom < size[i] / 2:
                boxes[i] = left, bottom, right, top


def _content_turn(text_page: Any, count: int, stored_turn: int) -> int:
    """Further quarter turns clockwise to make most of the text upright once the page's own rotation is done."""
    votes = [0, 0, 0, 0]
    for i in range(0, count, ANGLE_SAMPLE):
        angle = pdfium.FPDFText_GetCharAngle(text_page, i)
        if angle >= 0:
            # pdfium's angle runs clockwise in user space; a page turned clockwise adds to it.
            votes[(round(angle / (math.pi / 2)) + stored_turn) % 4] += 1
    direction = votes.index(max(votes))
    return (-direction) % 4


def _upright(text_page: Any, count: int) -> np.ndarray:
    """Which characters stand at a right angle: the others are a watermark across the page."""
    angles = np.array([pdfium.FPDFText_GetCharAngle(text_page, i) for i in range(count)])
    quarter = np.abs((angles + math.pi / 4) % (math.pi / 2) - math.pi / 4)
    return (angles < 0) | (quarter < math.radians(5))


def _unmapped(text_page: Any, text: list[str]) -> int:
    """How many characters have no way back to Unicode; asked only where the text looks it."""
    suspects = [i for i, c in enumerate(text) if c < " " or c == "\ufffd" or "\ue000" <= c <= "\uf8ff"]
    return sum(1 for i in suspects if text[i] not in "\r\n\t")


# --- page objects ------------------------------------------------------------------------------


def _as_array(boxes: list[tuple[float, float, float, float]]) -> FloatArray:
    return np.array(boxes, dtype=np.float64) if boxes else np.empty((0, 4))


class _Objects:
    """Collects what the objects of a page draw: marks that may be rules, images, kinds of text."""

    def __init__(self) -> None:
        self.marks: list[tuple[float, float, float, float]] = []
        self.images: list[tuple[float, float, float, float]] = []
        self.text_count = 0
        self.invisible_text_count = 0
        self.curved_path_count = 0
        self.has_slanted_text = False
        self._edges = tuple(ctypes.c_float() for _ in range(4))
        self._edge_refs = tuple(ctypes.byref(e) for e in self._edges)
        self._fill = ctypes.c_int()
        self._stroke = ctypes.c_int()
        self._channels = tuple(ctypes.c_uint() for _ in range(4))
        self._matrix = pdfium.FS_MATRIX()

    def collect(self, holder: Any, count: int, get_object: Any, outer: Matrix, depth: int) -> None:
        kind_of = pdfium.FPDFPageObj_GetType
        for i in range(count):
            thing = get_object(holder, i)
            kind = kind_of(thing)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                self._add_text(thing)
            elif kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._add_path(thing, outer)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                box = self._bounds(thing, outer)
                if box[2] - box[0] <= THICKEST_RULE or box[3] - box[1] <= THICKEST_RULE:
                    self.marks.append(box)
                else:
                    self.images.append(box)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < DEEPEST_NESTING:
                inner = _multiply(self._matrix_of(thing), outer)
                self.collect(
                    thing, pdfium.FPDFFormObj_CountObjects(thing), pdfium.FPDFFormObj_GetObject, inner, depth + 1
                )

    def _add_text(self, thing: Any) -> None:
        self.text_count += 1
        if pdfium.FPDFTextObj_GetTextRenderMode(thing) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
            self.invisible_text_count += 1
        if not self.has_slanted_text:
            a, b, c, d, _, _ = self._matrix_of(thing)
            # Neither along nor across the page. Italics made by shearing have b = 0.
            self.has_slanted_text = abs(b) > 0.09 * abs(a) and abs(a) > 0.09 * abs(b)

    def _add_path(self, path: Any, outer: Matrix) -> None:
        pieces = pdfium.FPDFPath_CountSegments(path)
        if pieces > MOST_RULE_PIECES:
            self.curved_path_count += 1
            return
        pdfium.FPDFPath_GetDrawMode(path, self._fill, self._stroke)
        filled, stroked = self._fill.value != 0, self._stroke.value != 0
        if not (filled or stroked):
            return
        box = self._bounds(path, outer)
        if box[2] - box[0] <= THICKEST_RULE or box[3] - box[1] <= THICKEST_RULE:
            if self._is_visible(path, stroked):
                self.marks.append(box)
        elif pieces > 5 or stroked:
            self._add_outline(path, pieces, stroked, outer)

    def _add_outline(self, path: Any, pieces: int, stroked: bool, outer: Matrix) -> None:
        """Rules from a path of many pieces: the sides of stroked figures, the thin ones among filled figures."""
        figures, curves = _figures(path, pieces)
        if curves > pieces // 4:
            self.curved_path_count += 1
            return
        if not self._is_visible(path, stroked):
            return
        matrix = _multiply(self._matrix_of(path), outer)
        for points in figures:
            placed = [_apply(matrix, x, y) for x, y in points]
            if stroked:
                for (ax, ay), (bx, by) in zip(placed, placed[1:], strict=False):
                    box = (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
                    if box[2] - box[0] <= 1.0 or box[3] - box[1] <= 1.0:
                        self.marks.append(box)
            else:
                xs, ys = [p[0] for p in placed], [p[1] for p in placed]
                box = (min(xs), min(ys), max(xs), max(ys))
                if box[2] - box[0] <= THICKEST_RULE or box[3] - box[1] <= THICKEST_RULE:
                    self.marks.append(box)

    def _is_visible(self, thing: Any, stroked: bool) -> bool:
        ask = pdfium.FPDFPageObj_GetStrokeColor if stroked else pdfium.FPDFPageObj_GetFillColor
        red, green, blue, alpha = self._channels
        if not ask(thing, red, green, blue, alpha):
            return True
        return alpha.value > 5 and min(red.value, green.value, blue.value) < WHITE

    def _bounds(self, thing: Any, outer: Matrix) -> tuple[float, float, float, float]:
        pdfium.FPDFPageObj_GetBounds(thing, *self._edge_refs)
        left, bottom, right, top = (e.value for e in self._edges)
        if outer is IDENTITY:
            return left, bottom, right, top
        corners = [_apply(outer, x, y) for x in (left, right) for y in (bottom, top)]
        xs, ys = [c[0] for c in corners], [c[1] for c in corners]
        return min(xs), min(ys), max(xs), max(ys)

    def _matrix_of(self, thing: Any) -> Matrix:
        m = self._matrix
        pdfium.FPDFPageObj_GetMatrix(thing, m)
        return m.a, m.b, m.c, m.d, m.e, m.f


def _figures(path: Any, pieces: int) -> tuple[list[list[tuple[float, float]]], int]:
    """The corners of each closed or open figure of a path in its own space, and how many pieces are curves."""
    figures: list[list[tuple[float, float]]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    curves = 0
    for i in range(pieces):
        piece = pdfium.FPDFPath_GetPathSegment(path, i)
        kind = pdfium.FPDFPathSegment_GetType(piece)
        pdfium.FPDFPathSegment_GetPoint(piece, x, y)
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            curves += 1
        if kind == pdfium.FPDF_SEGMENT_MOVETO or not figures:
            figures.append([])
        figures[-1].append((x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(piece):
            figures[-1].append(figures[-1][0])
    return figures, curves


def _multiply(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
