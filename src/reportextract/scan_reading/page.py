"""A page from its picture: cleaned, straightened, its rules found, its text read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from reportextract.model import Box, FloatArray, Glyphs, Grid, PageReading, Rules
from reportextract.ocr.direction import tell_directions
from reportextract.ocr.engine import Engine
from reportextract.scan_reading.direction import DOUBTED, SURE, is_quarter, turn_legible
from reportextract.scan_reading.reader import PageReader
from reportextract.scan_reading.seen import Pixels, ScannedPage
from reportextract.scans.bridges import bridge_rules
from reportextract.scans.cells import FAINTEST_INK
from reportextract.scans.clean import clean
from reportextract.scans.hairlines import darken_hairlines
from reportextract.scans.image import Picture
from reportextract.scans.lines import find_rules, without_lone_strokes
from reportextract.scans.lost_rules import find_lost_rules
from reportextract.scans.parted_cells import find_parting_rules
from reportextract.scans.short_rules import find_short_rules
from reportextract.scans.stamps import Stamp, find_stamps, without_rings
from reportextract.scans.text_lines import runs_of
from reportextract.scans.upright import UprightPage, turn_upright
from reportextract.tables.find import find_grids
from reportextract.tables.grid import find_ruled_grids
from reportextract.tables.numbers_in_one_box import find_rules_between_numbers
from reportextract.tables.open_boxes import boxes_between, header_boxes, number_boxes
from reportextract.tables.open_columns import find_open_columns

Mask = npt.NDArray[np.bool_]

# Points: what is printed so near an upright line lies on it; a level rule is no thicker than that.
BESIDE, THICKEST_RULE = 0.7, 2.5
# Faint rules made darker are taken for rules where so many times as many texts stand in cells.
MORE = 1.05
# A cell whose text a side cuts counts against so many whole ones: that side is no rule, and its others may be none.
CUT = 5
# Pixels that a stroke leans from one side of a rule to the other.
LEANS = 2
# A page is read once more with the rules that its numbers tell of, and once more with those that are told of then.
MOST_TURNS = 3
# So often rules are looked for that others tell of: those that were found tell of further ones.
MOST_PASSES = 2
# Points of a cell's sides that are the rules themselves.
SIDE = 1.5


def read_scanned_page(number: int, picture: Picture, engine: Engine) -> ScannedPage:
    """Reads a page from its picture.

    Args:
        number: The page, from 1.
        picture: The page as a person sees it.
        engine: Reads its text.
    """
    grey = clean(picture.pixels, picture.dots_per_inch)
    directions = tell_directions(grey)
    if directions[0].probability >= SURE and not is_quarter(directions[0]):
        upright = turn_upright(grey, picture.dots_per_inch, directions[0].degrees)
        page = _read_upright(number, picture, upright, engine)
        if page.legibility >= DOUBTED:
            return page
    return _read_upright(number, picture, turn_legible(grey, picture, engine, directions), engine)


def _read_upright(number: int, picture: Picture, upright: UprightPage, engine: Engine) -> ScannedPage:
    stamps = find_stamps(upright.grey, picture.dots_per_inch)
    frame, upright = _best_ruled(number, picture, upright, stamps, engine)
    page = _read_text(frame, PageReader(picture, upright, stamps, engine))
    more = find_rules_between_numbers(page.reading)
    columns = _open_columns(page.reading, upright.grey, picture.dots_per_inch)
    more = Rules(more.horizontal, np.concatenate([columns, more.vertical]))
    for _ in range(MOST_TURNS):
        if not len(more.horizontal) and not len(more.vertical):
            break
        frame = _with_more_rules(frame, more)
        page = _read_text(frame, PageReader(picture, upright, stamps, engine))
        more = find_rules_between_numbers(page.reading)
    return page


def _with_more_rules(frame: PageReading, more: Rules) -> PageReading:
    horizontal = np.concatenate([frame.rules.horizontal, more.horizontal])
    return replace(frame, rules=Rules(horizontal, np.concatenate([frame.rules.vertical, more.vertical])))


def _best_ruled(
    number: int, picture: Picture, upright: UprightPage, stamps: Sequence[Stamp], engine: Engine
) -> tuple[PageReading, UprightPage]:
    """A page with its rules, and its picture: as it is, or with its faint rules darker, if that tells many more cells.

    How far faint rules go, and which are none, is known less well.
    """
    ink = np.asarray(upright.grey < 255 - FAINTEST_INK, dtype=np.bool_)
    best = (_ruled(number, picture, upright, stamps, engine), upright)
    most = _whole_texts(best[0], ink)
    for faintest in (False, True):
        darker = darken_hairlines(upright.grey, picture.dots_per_inch, faintest)
        if darker is not upright.grey:
            with_hairlines = replace(upright, grey=darker)
            frame = _ruled(number, picture, with_hairlines, stamps, engine)
            if (found := _whole_texts(frame, ink)) > MORE * most:
                best, most = (frame, with_hairlines), found
    return best


def _whole_texts(frame: PageReading, ink: Mask) -> int:
    """In how many cells of a page something is printed that no side of the cell cuts; less for those that are cut.

    Rules that are none cut what is printed, or part what is empty.
    """
    scale = ink.shape[0] / frame.height
    side = round(SIDE * scale) + 1
    # Strokes that lead across; single dark pixels are noise.
    down, across = np.zeros_like(ink), np.zeros_like(ink)
    down[1:], across[:, 1:] = ink[1:] & ink[:-1], ink[:, 1:] & ink[:, :-1]
    count = 0
    for grid in find_ruled_grids(frame):
        for cell in grid.cells:
            x0, top, x1, bottom = (round(value * scale) for value in cell.box)
            if ink[max(0, top + side) : max(0, bottom - side), max(0, x0 + side) : max(0, x1 - side)].any():
                sides = [_crosses(down, y, x0 + side, x1 - side, side) for y in (top, bottom)]
                sides += [_crosses(across.T, x, top + side, bottom - side, side) for x in (x0, x1)]
                count += -CUT if any(sides) else 1
    return count


def _crosses(ink: Mask, at: int, start: int, end: int, aside: int) -> bool:
    """Whether something is printed across a level line: in line with it on both sides, as far from it as that."""
    if at - aside < 0 or at + aside >= len(ink):
        return False
    above, below = ink[at - aside, max(0, start) : max(0, end)], ink[at + aside, max(0, start) : max(0, end)]
    # Strokes lean.
    below = np.convolve(below, np.ones(2 * LEANS + 1))[LEANS:-LEANS] > 0
    return bool((above & below).any())


def _ruled(number: int, picture: Picture, upright: UprightPage, stamps: Sequence[Stamp], engine: Engine) -> PageReading:
    """A page with its rules, also those that only the cells around them tell of, and nothing read on it."""
    scale = picture.points_per_pixel
    rules = without_rings(find_rules(upright.grey, picture.dots_per_inch), stamps, picture.dots_per_inch)
    rules = bridge_rules(upright.grey, rules, picture.dots_per_inch)
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
        to_page=upright.to_original.scaled(scale),
    )
    return _with_lost_rules(frame, upright.grey, picture.dots_per_inch, stamps)


def _with_lost_rules(frame: PageReading, grey: Pixels, dots_per_inch: float, stamps: Sequence[Stamp]) -> PageReading:
    """A page with the rules too that only the cells around them tell of."""
    scale = 72 / dots_per_inch
    for _ in range(MOST_PASSES):
        known = frame.rules
        for find in (find_short_rules, find_lost_rules, find_parting_rules):
            more = find(grey, [_in_pixels(grid, scale) for grid in find_ruled_grids(frame)], dots_per_inch)
            more = without_rings(more, stamps, dots_per_inch)
            if len(more.horizontal) or len(more.vertical):
                frame = _with_more_rules(frame, Rules(more.horizontal * scale, more.vertical * scale))
                frame = replace(frame, rules=without_lone_strokes(frame.rules, 1.0))
        if frame.rules is known:
            break
    return frame


def _open_columns(page: PageReading, grey: Pixels, dots_per_inch: float) -> FloatArray:
    """The columns of tables that have level rules only; shape (n, 3): x, top, bottom, in points."""
    ink = np.asarray(grey < 255 - FAINTEST_INK, dtype=np.bool_)
    scale = dots_per_inch / 72

    def is_clear(x: float, top: float, bottom: float) -> bool:
        around = slice(round((x - BESIDE) * scale), round((x + BESIDE) * scale) + 1)
        inked = np.asarray(ink[round(top * scale) : round(bottom * scale), around].any(axis=1), dtype=np.bool_)
        return all(end - start <= THICKEST_RULE * scale for start, end in runs_of(inked))

    return find_open_columns(page, [grid.box for grid in find_ruled_grids(page)], is_clear)


def _read_text(frame: PageReading, reader: PageReader) -> ScannedPage:
    """Reads the cells of a page that rules draw, then the lines around them."""
    grids = find_ruled_grids(frame)
    pixels = 1 / reader.points
    blank_cells = reader.read_cells([_scaled(cell.box, pixels) for grid in grids for cell in grid.cells])
    rules = Rules(frame.rules.horizontal * pixels, frame.rules.vertical * pixels)
    reader.read_lines([_scaled(grid.box, pixels) for grid in grids], rules)
    # Numbers that no rules close are read like those in cells, once it is known where they stand.
    as_lines = find_grids([replace(frame, glyphs=reader.glyphs())])
    open_grids = [grid for grid in as_lines if grid.evidence != "ruled"]
    # What turned out to be a frame around rows is none of these.
    taken = [grid.box for grid in as_lines if grid.evidence == "ruled"]
    numbers = [box for grid in open_grids for box in number_boxes(grid, frame.rules.vertical)]
    boxes = [box for box in numbers if not any(_overlap(box, other) for other in taken)]
    headers = [box for grid in open_grids for box in header_boxes(grid, frame.rules)]
    boxes += [box for box in headers if not any(_overlap(box, other) for other in taken + numbers)]
    blanks = reader.read_again_as_cells([_scaled(box, pixels) for box in boxes])
    blanks += reader.blank_among([_scaled(box, pixels) for grid in open_grids for box in boxes_between(grid)])
    reading = replace(frame, glyphs=reader.glyphs(), blanks=tuple([_scaled(box, reader.points) for box in blanks]))
    plain = tuple(reader.plain_among([*blank_cells, *blanks]))
    return ScannedPage(reading, tuple(reader.numbers), reader.legibility, is_grey=reader.is_grey, plain=plain)


def _overlap(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.top < other.bottom and other.top < one.bottom


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
