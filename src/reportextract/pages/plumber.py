"""The independent reader: pdfplumber on pdfminer, which share no code with pdfium."""

from __future__ import annotations

import io
import logging
import math
from collections.abc import Iterator
from itertools import pairwise
from types import TracebackType
from typing import Any, Self

import numpy as np

from reportextract.errors import LIBRARY_FAILURES, Damaged
from reportextract.model import FloatArray, PageReading
from reportextract.pages.reading import PALE, SLANT, UNKNOWN, FoundPage, Frame, read_found
from reportextract.pages.rules import (
    CURVED_SHARE,
    LEVEL_WITHIN,
    MOST_RULE_PIECES,
    PIECES_OF_A_LETTER,
    THICKEST_RULE,
)

# Whiter than this (of 1), a rule can't be seen on paper.
WHITE = 0.98
# Where a Chinese font's square stands on the line of writing. Pdfminer goes by the font's own descent, which many
# makers leave at 0: its boxes then reach into the row above.
ABOVE_BASELINE, BELOW_BASELINE = 0.88, 0.12
# Text render mode 3: neither filled nor stroked.
INVISIBLE = 3
SOFT_HYPHEN, HYPHEN = "\xad", "-"

Edges = tuple[float, float, float, float]
Curve = tuple[float, float, float, float, float]


class PlumberReader:
    """Reads a PDF with pdfplumber. See :class:`reportextract.pages.reader.Reader`."""

    name = "pdfplumber"

    def __init__(self, data: bytes) -> None:
        """Opens the document.

        Raises:
            Damaged: pdfminer can't open it.
        """
        import pdfplumber
        from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

        # Its warnings name fonts, not documents; what they lead to is judged page by page.
        logging.getLogger("pdfminer").setLevel(logging.ERROR)
        failures: tuple[type[Exception], ...] = (MalformedPDFException, PdfminerException, *LIBRARY_FAILURES)
        try:
            self._pdf = pdfplumber.open(io.BytesIO(data))
            self._pages = self._pdf.pages
        except failures as error:
            raise _damaged("The PDF can't be opened") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pdf.close()

    @property
    def page_count(self) -> int:
        return len(self._pages)

    def read_page(self, number: int) -> PageReading:
        """Reads one page. See :meth:`reportextract.pages.reader.Reader.read_page`."""
        from pdfminer.pdfexceptions import PDFException
        from pdfminer.psexceptions import PSException
        from pdfplumber.utils.exceptions import MalformedPDFException

        failures: tuple[type[Exception], ...] = (PSException, PDFException, MalformedPDFException, *LIBRARY_FAILURES)
        try:
            page = self._pages[number - 1].page_obj
            layout = _layout(self._pdf.rsrcmgr, page)
        except failures as error:
            raise _damaged(f"Page {number} can't be read") from error
        return read_found(_find(number, page, *layout))


def _damaged(what: str) -> Damaged:
    return Damaged(f"{what} with pdfplumber.", "Read it with the other reader: --reader pdfium.")


def _layout(resources: Any, page: Any) -> tuple[Any, list[Curve]]:
    """What is on the page, in the order in which it is painted, and its curved paths.

    Each character has an attribute ``hidden``: it is there, but not painted.
    """
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.pdfinterp import PDFPageInterpreter
    from pdfminer.utils import apply_matrix_pt, apply_matrix_rect

    curves: list[Curve] = []

    class Device(PDFPageAggregator):
        def render_string(self, textstate: Any, *arguments: Any) -> None:
            self._hidden = textstate.render == INVISIBLE
            super().render_string(textstate, *arguments)

        def render_char(
            self, matrix: Any, font: Any, fontsize: float, scaling: float, rise: float, *arguments: Any
        ) -> float:
            advance: float = super().render_char(matrix, font, fontsize, scaling, rise, *arguments)
            shown: Any = self.cur_item._objs[-1]
            shown.hidden = self._hidden
            if not font.is_vertical():
                low, high = rise - BELOW_BASELINE * fontsize, rise + ABOVE_BASELINE * fontsize
                shown.set_bbox(apply_matrix_rect(matrix, (0.0, low, advance, high)))
            return advance

        def paint_path(self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Any) -> None:
            # A path is judged before it is cut into its figures: a letter's straight parts are no rules.
            curved = sum(piece[0] in "cvy" for piece in path)
            if len(path) <= MOST_RULE_PIECES and curved <= CURVED_SHARE * len(path):
                super().paint_path(gstate, stroke, fill, evenodd, path)
                return
            points = [apply_matrix_pt(self.ctm, piece[-2:]) for piece in path if len(piece) > 2]
            xs, ys = [x for x, _ in points], [y for _, y in points]
            curves.append((min(xs), min(ys), max(xs), max(ys), max(1.0, len(path) / PIECES_OF_A_LETTER)))

    device = Device(resources)
    PDFPageInterpreter(resources, device).process_page(page)
    return device.get_result(), curves


def _find(number: int, page: Any, layout: Any, curves: list[Curve]) -> FoundPage:
    marks: list[Edges] = []
    images: list[Edges] = []
    image_order: list[int] = []
    characters: list[Any] = []
    last_text = -1
    for order, (kind, thing) in enumerate(_walk(layout)):
        if kind == "char":
            characters.append(thing)
            last_text = order
        elif kind == "image":
            if thing.x1 - thing.x0 <= THICKEST_RULE or thing.y1 - thing.y0 <= THICKEST_RULE:
                marks.append(thing.bbox)
            else:
                images.append(thing.bbox)
                # What is seen through covers nothing, whenever it is painted.
                image_order.append(-1 if "SMask" in thing.stream.attrs else order)
        else:
            _add_path(thing, marks)

    text, boxes, rows = _characters(characters)
    matrices = np.array([c.matrix[:2] for c in characters], dtype=np.float64).reshape(-1, 2)
    a, b = np.abs(matrices[rows].T)
    hidden = np.array([c.hidden for c in characters], dtype=bool)[rows]
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    turn = _content_turn(characters)
    all_images = _as_array(images)
    return FoundPage(
        number=number,
        reader=PlumberReader.name,
        frame=_frame(page),
        turn=turn,
        rotation=(page.rotate + turn * 90) % 360,
        codes=codes,
        boxes=boxes,
        unmapped=(codes == UNKNOWN) | (codes < ord(" ")),
        hidden=hidden,
        pale=np.array([_shade(c.graphicstate.ncolor) >= PALE for c in characters], dtype=bool)[rows],
        slanted=(b > SLANT * a) & (a > SLANT * b),
        marks=_as_array(marks),
        images=all_images,
        images_over_text=all_images[np.array(image_order, dtype=np.int64) > last_text],
        curves=np.array(curves, dtype=np.float64).reshape(-1, 5),
    )


def _walk(container: Any) -> Iterator[tuple[str, Any]]:
    from pdfminer.layout import LTChar, LTCurve, LTFigure, LTImage

    for thing in container:
        if isinstance(thing, LTChar):
            yield "char", thing
        elif isinstance(thing, LTFigure):
            yield from _walk(thing)
        elif isinstance(thing, LTImage):
            yield "image", thing
        elif isinstance(thing, LTCurve):
            yield "path", thing


def _frame(page: Any) -> Frame:
    """The part of the page that is shown, as pdfminer places it: turned by /Rotate, from the MediaBox's corner."""
    x0, y0, x1, y1 = page.mediabox
    left, right = sorted((x0, x1))
    bottom, top = sorted((y0, y1))
    crop_x, crop_y = sorted(page.cropbox[::2]), sorted(page.cropbox[1::2])
    shown = max(left, crop_x[0]), max(bottom, crop_y[0]), min(right, crop_x[1]), min(top, crop_y[1])
    if shown[0] >= shown[2] or shown[1] >= shown[3]:
        shown = left, bottom, right, top
    if page.rotate == 90:
        return shown[1] - bottom, right - shown[2], shown[3] - bottom, right - shown[0]
    if page.rotate == 180:
        return right - shown[2], top - shown[3], right - shown[0], top - shown[1]
    if page.rotate == 270:
        return top - shown[3], shown[0] - left, top - shown[1], shown[2] - left
    return shown[0] - left, shown[1] - bottom, shown[2] - left, shown[3] - bottom


def _characters(characters: list[Any]) -> tuple[str, FloatArray, list[int]]:
    """Code points, their boxes, and of which character each is a part (a ligature has several, side by side)."""
    parts: list[str] = []
    boxes: list[Edges] = []
    rows: list[int] = []
    for row, character in enumerate(characters):
        text = character.get_text()
        if text.startswith("(cid:"):
            text = chr(UNKNOWN)
        x0, y0, x1, y1 = character.bbox
        width = (x1 - x0) / max(1, len(text))
        for i, part in enumerate(text):
            parts.append(HYPHEN if part == SOFT_HYPHEN else part)
            boxes.append((x0 + i * width, y0, x0 + (i + 1) * width, y1))
            rows.append(row)
    return "".join(parts), _as_array(boxes), rows


def _content_turn(characters: list[Any]) -> int:
    """Further quarter turns clockwise to make most of the text upright once the page's own rotation is done."""
    votes = [0, 0, 0, 0]
    for character in characters:
        if not character.get_text().isspace():
            a, b = character.matrix[:2]
            votes[round(math.atan2(b, a) / (math.pi / 2)) % 4] += 1
    return votes.index(max(votes))


def _add_path(path: Any, marks: list[Edges]) -> None:
    """Takes what may be a rule from a path: all of it when thin, else the level sides when stroked."""
    if not _is_seen(path):
        return
    if path.x1 - path.x0 <= THICKEST_RULE or path.y1 - path.y0 <= THICKEST_RULE:
        marks.append(path.bbox)
    elif path.stroke:
        corners = [*path.pts, path.pts[0]] if path.original_path[-1][0] == "h" else path.pts
        for (ax, ay), (bx, by) in pairwise(corners):
            if abs(ax - bx) <= LEVEL_WITHIN or abs(ay - by) <= LEVEL_WITHIN:
                marks.append((min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)))


def _shade(colour: Any) -> float:
    """Lightness of a colour in grey, RGB or CMYK, 0 to 1; a pattern counts as dark."""
    values: list[float] = [*colour] if isinstance(colour, tuple | list) else [colour]
    if not all(isinstance(v, int | float) for v in values):
        return 0.0
    if len(values) == 1:
        return float(values[0])
    if len(values) == 3:
        return 0.3 * values[0] + 0.59 * values[1] + 0.11 * values[2]
    if len(values) == 4:
        cyan, magenta, yellow, black = values
        return (1 - black) * (1 - 0.3 * cyan - 0.59 * magenta - 0.11 * yellow)
    return 0.0


def _is_seen(path: Any) -> bool:
    colours = [path.stroking_color] if path.stroke else [path.non_stroking_color] if path.fill else []
    return any(not _is_white(colour) for colour in colours)


def _is_white(colour: Any) -> bool:
    """Whether a colour in grey, RGB or CMYK is white; a pattern is not."""
    values: list[float] = [*colour] if isinstance(colour, tuple | list) else [colour]
    if not all(isinstance(v, int | float) for v in values):
        return False
    if len(values) == 4:
        return max(values) <= 1 - WHITE
    return bool(values) and min(values) >= WHITE


def _as_array(boxes: list[Edges]) -> FloatArray:
    return np.array(boxes, dtype=np.float64).reshape(-1, 4)
