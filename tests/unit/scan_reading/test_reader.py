"""What is read in the cells of a page, and what is left unread. The engine is scripted; the rest is real."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import cast

import cv2
import numpy as np
import pytest

from reportextract.model import UNREAD, Box, Rules
from reportextract.ocr.engine import CellReading, Engine, NumberReading, OcrText
from reportextract.ocr.engine import Picture as Crop
from reportextract.placement import Placement
from reportextract.scan_reading.reader import PageReader
from reportextract.scans.clean import clean
from reportextract.scans.image import Picture
from reportextract.scans.upright import UprightPage
from tests.unit.scans.drawing import DPI, Pixels, blank, horizontal, noisy, px, vertical, write

XS, YS = (60.0, 150.0, 240.0, 330.0), (100.0, 130.0, 160.0, 190.0)


class SaysSeven:
    """Reads a 7 in every cell that it is shown, and counts them."""

    def __init__(self) -> None:
        self.shown = 0

    def read_cells(self, crops: list[Crop]) -> list[CellReading]:
        self.shown += len(crops)
        return [CellReading(OcrText("7", 0.99), NumberReading("7", 0.99, (), 0.0)) for _ in crops]


def table() -> Pixels:
    page = blank()
    for y in YS:
        horizontal(page, y, XS[0], XS[-1] + 1)
    for x in XS:
        vertical(page, x, YS[0], YS[-1] + 1)
    return page


def boxes() -> list[Box]:
    return [Box(px(x0), px(top), px(x1), px(bottom)) for top, bottom in pairwise(YS) for x0, x1 in pairwise(XS)]


def read(scan: Pixels) -> tuple[list[tuple[str, int]], int]:
    """The characters of the cells of a scan, each with its cell's number; how many pictures the engine was shown."""
    engine = SaysSeven()
    upright = UprightPage(clean(scan, DPI), 0, Placement(np.eye(3)))
    reader = PageReader(Picture(scan, DPI, 480.0, 640.0), upright, [], cast(Engine, engine))
    reader.read_cells(boxes())
    glyphs = reader.glyphs()
    middles = (glyphs.boxes[:, :2] + glyphs.boxes[:, 2:]) / 2
    column, row = np.searchsorted(XS, middles[:, 0]) - 1, np.searchsorted(YS, middles[:, 1]) - 1
    return sorted(zip(glyphs.text, (3 * row + column).tolist(), strict=True), key=lambda g: g[1]), engine.shown


# Labels as high as characters of 11 points, and of 5.
USUAL, SMALL = 1.45, 0.7


def marked(mark: tuple[int, int], ink: int, label: float = USUAL) -> Pixels:
    """A page with a 7 in each row's first cell, labels, and such a mark (width, height) in the last of the second."""
    page = table()
    for top in YS[:-1]:
        write(page, "7", 100, top + 22)
        write(page, "HXHXHX", 160, top + 20, label)
    width, height = mark
    across, down = np.meshgrid(np.arange(width), np.arange(height))
    is_round = ((across + 0.5) / width - 0.5) ** 2 + ((down + 0.5) / height - 0.5) ** 2 <= 0.3
    spot = page[px(138) : px(138) + height, px(270) : px(270) + width]
    spot[is_round] = ink
    return page


def grey(page: Pixels) -> Pixels:
    """As a scanner sees it: a little blurred."""
    return noisy(np.asarray(cv2.GaussianBlur(page, (0, 0), 0.7), np.uint8), 3.0)


def as_jpeg(page: Pixels) -> Pixels:
    encoded = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, 60])[1]
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE), np.uint8)


def rendered(page: Pixels) -> Pixels:
    """Shown at another resolution and back, which makes edges grey."""
    height, width = page.shape
    smaller = cv2.resize(page, (round(0.8 * width), round(0.8 * height)), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(smaller, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def bilevel(page: Pixels) -> Pixels:
    return np.where(page < 200, np.uint8(0), np.uint8(255))


LABELLED = [("7", cell) for cell in (0, 1, 3, 4, 6, 7)]
WITH_UNREAD = [*LABELLED[:4], (UNREAD, 5), *LABELLED[4:]]


@pytest.mark.parametrize("size", [4, 6], ids=["smaller than print", "larger"])
def test_a_dark_round_speck_leaves_a_cell_of_a_grey_scan_blank_and_of_a_bilevel_one_unread(size: int) -> None:
    """Where a scan has no greys, what is left of a pale number looks like that."""
    page = marked((size, size), 20)
    assert read(grey(page)) == (LABELLED, 6)
    assert read(bilevel(page)) == (WITH_UNREAD, 6)
    for shown in (as_jpeg, rendered):
        assert read(shown(bilevel(page)))[0] == WITH_UNREAD


@pytest.mark.parametrize(
    ("mark", "ink"), [((7, 7), 165), ((5, 5), 165), ((8, 3), 20)], ids=["pale", "pale and smaller", "long"]
)
def test_a_little_mark_that_may_be_left_of_print_is_unread_in_a_grey_scan(mark: tuple[int, int], ink: int) -> None:
    assert read(grey(marked(mark, ink))) == (WITH_UNREAD, 6)


def test_what_is_a_speck_beside_usual_print_may_be_print_beside_smaller() -> None:
    assert read(grey(marked((4, 4), 20))) == (LABELLED, 6)
    assert read(grey(marked((4, 4), 20, label=SMALL))) == (WITH_UNREAD, 6)


def test_the_dark_end_of_a_pale_figure_is_unread() -> None:
    """Of a 1 the foot was printed, and above it too little for ink."""
    page = marked((6, 6), 20)
    stem = page[px(138) - 20 : px(138), px(270) : px(270) + 6]
    assert read(grey(page)) == (LABELLED, 6)
    stem[:] = 205
    assert read(grey(page)) == (WITH_UNREAD, 6)


def test_a_speck_beside_a_figure_too_pale_to_be_read_leaves_no_blank_cell() -> None:
    page = marked((6, 6), 20)
    cv2.putText(page, "0", (px(270) + 6, px(138) + 8), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (212,), 2, cv2.LINE_AA)
    assert read(grey(page)) == (WITH_UNREAD, 6)


@pytest.mark.parametrize(
    ("ink", "others", "expected", "shown"),
    [
        (180, 20, [*LABELLED[:4], (UNREAD, 5), *LABELLED[4:]], 6),
        (150, 20, [*LABELLED[:4], ("7", 5), *LABELLED[4:]], 7),
        (180, 180, [*LABELLED[:4], ("7", 5), *LABELLED[4:]], 7),
    ],
    ids=["a watermark", "a number printed pale", "a number as pale as all others"],
)
def test_what_is_much_paler_than_the_print_of_other_cells_is_shown_to_no_engine(
    ink: int, others: int, expected: Sequence[tuple[str, int]], shown: int
) -> None:
    page = marked((1, 1), 255)
    page[page == 20] = others
    pale = blank()
    write(pale, "38", 275, 152, 1.0, ink=ink)
    assert read(np.minimum(page, pale)) == (expected, shown)


@pytest.mark.parametrize(
    ("high", "wide", "pale", "found"),
    [(21, 4, 185, LABELLED), (10, 4, 185, WITH_UNREAD), (21, 0.4, 120, WITH_UNREAD)],
    ids=["higher than print", "as high as print", "thin"],
)
def test_what_shows_of_a_watermark_leaves_a_box_empty(
    high: int, wide: float, pale: int, found: list[tuple[str, int]]
) -> None:
    """Broad pale strokes in a box that holds nothing else; where they are as high as print, or thin, they may be it."""
    page = marked((1, 1), 255)
    for x in (262, 275, 288):
        page[px(134) : px(134 + high), px(x) : px(x) + max(1, px(wide))] = pale
    assert read(cv2.GaussianBlur(page, (0, 0), 0.7).astype(np.uint8)) == (found, 6)


def test_a_small_dash_beside_a_watermark_is_not_lost() -> None:
    page = marked((6, 2), 60)
    for x in (282, 292, 302):
        page[px(134) : px(155), px(x) : px(x + 4)] = 185
    found, _ = read(cv2.GaussianBlur(page, (0, 0), 0.7).astype(np.uint8))
    assert found == WITH_UNREAD


class SaysAtFirst:
    """Reads such a text in pictures that are longer than high, of which no number is likely, and a 7 in others."""

    def __init__(self, text: str) -> None:
        self._text = text

    def read_cells(self, crops: list[Crop]) -> list[CellReading]:
        characters = tuple((c, 60.0 * k, 60.0 * k + 18, 0.9) for k, c in enumerate(self._text))
        long = CellReading(OcrText(self._text, 0.9, characters), NumberReading("", 0.0, (), 0.0))
        seven = CellReading(OcrText("7", 0.99), NumberReading("7", 0.99, (), 0.0))
        return [long if crop.shape[1] > 2 * crop.shape[0] else seven for crop in crops]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1/", "77"), ("/ 1", "77"), ("1 1", "77"), ("丨1", "77"), ("正1", "正1"), ("1件", "1件")],
)
def test_figures_and_strokes_far_apart_are_read_each_by_itself_and_words_are_not(text: str, expected: str) -> None:
    """Two texts in one box: the rule between them is missing."""
    page = table()
    for x in (170, 215):
        write(page, "7", x, 152, 1.0)
    upright = UprightPage(clean(page, DPI), 0, Placement(np.eye(3)))
    reader = PageReader(Picture(page, DPI, 480.0, 640.0), upright, [], cast(Engine, SaysAtFirst(text)))
    reader.read_cells(boxes())
    assert reader.glyphs().text == expected


class SaysTwoLines(SaysSeven):
    """Reads what is higher than a line as something odd, and a line as a word."""

    def __init__(self, unsure: float) -> None:
        super().__init__()
        self._unsure = unsure

    def read_cells(self, crops: list[Crop]) -> list[CellReading]:
        def said(text: str, probability: float) -> CellReading:
            characters = tuple((c, 20.0 * k, 20.0 * k + 18, probability) for k, c in enumerate(text))
            return CellReading(OcrText(text, probability, characters), NumberReading("", 0.0, (), 0.0))

        inked = [int((crop < 128).any(axis=1).sum()) for crop in crops]
        return [said("辐", self._unsure) if rows > HIGHER_THAN_A_LINE else said("行政", 0.8) for rows in inked]


HIGHER_THAN_A_LINE = px(16)


@pytest.mark.parametrize(("unsure", "expected"), [(0.5, "行政行政"), (0.85, "辐")])
def test_two_lines_that_touch_are_read_apart_where_both_read_better(unsure: float, expected: str) -> None:
    page = table()
    for top in YS[1:-1]:
        page[px(top + 8) : px(top + 18), px(90) : px(140)] = 0  # a label of one line: so high are characters
    for x in range(px(90), px(112), 8):
        page[px(YS[0] + 4) : px(YS[0] + 24), x : x + 4] = 0
        page[px(YS[0] + 14) - 2 : px(YS[0] + 14) + 2, x + 2 : x + 4] = 255
    upright = UprightPage(page, 0, Placement(np.eye(3)))
    reader = PageReader(Picture(page, DPI, 480.0, 640.0), upright, [], cast(Engine, SaysTwoLines(unsure)))
    reader.read_cells(boxes())
    assert reader.glyphs().text.startswith(expected)


class SaysStroke(SaysSeven):
    """Reads a stroke in pictures whose ink is that thin along an axis, a 7 in others."""

    def __init__(self, stroke: CellReading, axis: int, thin: int) -> None:
        super().__init__()
        self._stroke, self._axis, self._thin = stroke, axis, thin

    def read_cells(self, crops: list[Crop]) -> list[CellReading]:
        are_thin = [(crop < 128).any(axis=self._axis).sum() < self._thin for crop in crops]
        return [self._stroke if thin else s for thin, s in zip(are_thin, super().read_cells(crops), strict=True)]


DASH = SaysStroke(CellReading(OcrText("一", 0.9), NumberReading("—", 0.95, (), 0.0)), 1, 8)
ONE = SaysStroke(CellReading(OcrText("1", 0.9), NumberReading("1", 0.95, (), 0.0)), 0, 12)


@pytest.mark.parametrize(("y", "expected"), [(200.0, "7"), (207.0, "7—")])
def test_a_piece_of_a_broken_level_rule_is_no_dash(y: float, expected: str) -> None:
    """It is in line with the rest of the rule; a dash is between two rules."""
    page = blank()
    write(page, "7", 100, 100, 1.0)
    horizontal(page, 200, 100, 300)
    horizontal(page, y, 330, 340)
    upright = UprightPage(page, 0, Placement(np.eye(3)))
    reader = PageReader(Picture(page, DPI, 480.0, 640.0), upright, [], cast(Engine, DASH))
    reader.read_lines([], Rules(np.array([[200.0, 100.0, 300.0]]) * DPI / 72, np.empty((0, 3))))
    assert reader.glyphs().text == expected


@pytest.mark.parametrize(
    ("x", "thick", "expected"),
    [(100.0, 2, "7"), (300.0, 2, "7"), (240.0, 2, "7"), (200.0, 2, "71"), (240.0, 10, "71")],
    ids=["where a level rule begins", "where it ends", "below an upright one", "between them", "as wide as a 1"],
)
def test_a_piece_of_a_broken_upright_rule_is_no_1(x: float, thick: int, expected: str) -> None:
    page = blank()
    write(page, "7", 60, 100, 1.0)
    vertical(page, x, 220, 234, thick)
    upright = UprightPage(page, 0, Placement(np.eye(3)))
    reader = PageReader(Picture(page, DPI, 480.0, 640.0), upright, [], cast(Engine, ONE))
    level, down = np.array([[200.0, 100.0, 300.0]]), np.array([[240.0, 120.0, 200.0]])
    reader.read_lines([], Rules(level * DPI / 72, down * DPI / 72))
    assert reader.glyphs().text == expected


class SaysNothingWithASpeck(SaysSeven):
    """Reads 无 behind a point in wide pictures, and a number there that is next to impossible."""

    def read_cells(self, crops: list[Crop]) -> list[CellReading]:
        self.shown += len(crops)
        speckled = CellReading(OcrText("·无", 0.7), NumberReading("无", 0.02, (), 0.0))
        plain = CellReading(OcrText("无", 0.99), NumberReading("无", 0.99, (), 0.0))
        return [speckled if crop.shape[1] > 1.9 * crop.shape[0] else plain for crop in crops]


def test_a_speck_beside_nothing_is_cut_off_though_a_number_was_thought_of() -> None:
    page = blank()
    horizontal(page, 100, 106, 116, 3)
    horizontal(page, 106, 104, 118, 3)
    vertical(page, 110, 100, 112, 3)
    page[px(106) : px(107), px(94) : px(95)] = 20
    engine = SaysNothingWithASpeck()
    upright = UprightPage(page, 0, Placement(np.eye(3)))
    reader = PageReader(Picture(page, DPI, 480.0, 640.0), upright, [], cast(Engine, engine))
    reader.read_lines([], Rules(np.empty((0, 3)), np.empty((0, 3))))
    assert reader.glyphs().text == "无"


class Looks(SaysSeven):
    """Keeps the darkest value of each picture that it is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.darkest: list[int] = []

    def read_cells(self, crops: list[Crop]) -> list[CellReading]:
        self.darkest += [int(crop.min()) for crop in crops]
        return super().read_cells(crops)


def test_pale_print_is_shown_as_it_is_printed() -> None:
    """Numbers of which only the first figure's left part is dark enough for ink."""
    page = table()
    for top in YS[:-1]:
        write(page, "38", 100, top + 22, 0.9, ink=205)
    pale = page[:, px(100) : px(100) + 9]
    pale[pale == 205] = 175
    for x in XS:
        vertical(page, x, YS[0], YS[-1] + 1)
    engine = Looks()
    reader = PageReader(
        Picture(page, DPI, 480.0, 640.0), UprightPage(page, 0, Placement(np.eye(3))), [], cast(Engine, engine)
    )
    reader.read_cells(boxes())
    assert engine.darkest == [175] * 3
    assert [number.ink.x1 - number.ink.x0 > px(9) for number in reader.numbers] == [True] * 3


def empty_places(stroke: tuple[float, float] | None) -> list[int]:
    """Which of two places without rules seem empty: one on paper, one with such an upright stroke in it, 8 points high.

    Args:
        stroke: From where to where it goes, in points from the place's left side, which is 40 wide; None for none.
    """
    page = blank()
    if stroke is not None:
        page[px(106) : px(114), px(200 + stroke[0]) : px(200 + stroke[1])] = 20
    upright = UprightPage(clean(page, DPI), 0, Placement(np.eye(3)))
    reader = PageReader(Picture(page, DPI, 480.0, 640.0), upright, [], cast(Engine, SaysSeven()))
    places = [Box(px(x), px(104), px(x + 40), px(116)) for x in (100, 200)]
    return [places.index(box) for box in reader.blank_among(places)]


@pytest.mark.parametrize(
    ("stroke", "empty"),
    [(None, [0, 1]), ((18.0, 22.0), [0]), ((36.0, 38.8), [0]), ((39.2, 40.0), [0, 1])],
    ids=["nothing", "in its middle", "close to its side", "its side's rule"],
)
def test_a_place_without_rules_with_a_figure_close_to_its_side_is_not_empty(
    stroke: tuple[float, float] | None, empty: list[int]
) -> None:
    assert empty_places(stroke) == empty


@pytest.mark.parametrize("rows", [(1,), (0, 1, 2)], ids=["alone", "one in each row"])
def test_a_cell_with_a_red_number_is_not_blank_and_one_under_a_seal_is(rows: tuple[int, ...]) -> None:
    """Red is taken away, as seals are; what is no larger than a number may be one, and its column with it."""
    red = (70, 50, 215)
    page = cv2.cvtColor(table(), cv2.COLOR_GRAY2BGR)
    for row in rows:
        cv2.putText(page, "-5", (px(190), px(126 + 30 * row)), cv2.FONT_HERSHEY_SIMPLEX, 2.6, red, 6)
    cv2.circle(page, (px(320), px(250)), px(70), red, px(3))
    for x in (300, 318, 336):
        cv2.putText(page, "H", (px(x), px(200)), cv2.FONT_HERSHEY_SIMPLEX, 0.9, red, 3)
    assert read(np.asarray(page, dtype=np.uint8)) == ([(UNREAD, 3 * row + 1) for row in rows], 0)


@pytest.mark.parametrize(("ink", "is_plain"), [(None, True), (228, True), (190, False), (20, False)])
def test_a_box_is_plain_where_the_scan_has_nothing_darker_than_its_paper(ink: int | None, is_plain: bool) -> None:
    page = noisy(table(), 2.0)
    if ink is not None:
        page[px(140) : px(150), px(190) : px(200)] = ink
    upright = UprightPage(clean(page, DPI), 0, Placement(np.eye(3)))
    picture = Picture(page, DPI, 480.0, 640.0)
    reader = PageReader(picture, upright, [], cast(Engine, SaysSeven()))
    found = reader.plain_among([boxes()[4]])
    assert found == ([pytest.approx([150, 130, 240, 160], abs=1)] if is_plain else [])
    assert reader.plain_among([]) == []


def test_a_box_with_red_ink_is_not_plain() -> None:
    """The red channel, in which numbers are read again, shows it as paper."""
    page = np.full((*blank().shape, 3), 235, np.uint8)
    page[px(140) : px(150), px(190) : px(200)] = (70, 50, 232)
    upright = UprightPage(clean(page, DPI), 0, Placement(np.eye(3)))
    reader = PageReader(Picture(page, DPI, 480.0, 640.0), upright, [], cast(Engine, SaysSeven()))
    first, _, _, _, red, *_ = boxes()
    assert reader.plain_among([first, red]) == [pytest.approx([60, 100, 150, 130], abs=1)]
