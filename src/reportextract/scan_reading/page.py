"""A page from its picture: cleaned, straightened, its rules found, its text read."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from reportextract.model import Box, Glyphs, Grid, PageReading, Rules
from reportextract.ocr.engine import Engine
from reportextract.scan_reading.direction import turn_legible
from reportextract.scan_reading.reader import PageReader
from reportextract.scan_reading.seen import ScannedPage
from reportextract.scans.bridges import bridge_rules
from reportextract.scans.clean import clean
from reportextract.scans.image import Picture
from reportextract.scans.lines import find_rules
from reportextract.scans.lost_rules import find_lost_rules
from reportextract.scans.parted_cells import find_parting_rules
from reportextract.scans.short_rules import find_short_rules
from reportextract.scans.upright import UprightPage
from reportextract.tables.grid import find_ruled_grids


def read_scanned_page(number: int, picture: Picture, engine: Engine) -> ScannedPage:
    """Reads a page from its picture.

    Args:
        number: The page, from 1.
        picture: The page as a person sees it.
        engine: Reads its text.
    """
    grey = clean(picture.pixels, picture.dots_per_inch)
    return _read_upright(number, picture, turn_legible(grey, picture, engine), engine)


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
        to_page=upright.to_original.scaled(scale),
    )
    grids = find_ruled_grids(frame)
    for find in (find_short_rules, find_lost_rules, find_parting_rules):
        more = find(upright.grey, [_in_pixels(grid, scale) for grid in grids], picture.dots_per_inch)
        if len(more.horizontal) or len(more.vertical):
            horizontal = np.concatenate([frame.rules.horizontal, more.horizontal * scale])
            vertical = np.concatenate([frame.rules.vertical, more.vertical * scale])
            frame = replace(frame, rules=Rules(horizontal, vertical))
            grids = find_ruled_grids(frame)
    page = PageReader(picture, upright, engine)
    page.read_cells([_scaled(cell.box, 1 / scale) for grid in grids for cell in grid.cells])
    page.read_lines([_scaled(grid.box, 1 / scale) for grid in grids], frame.rules.vertical / scale)
    return ScannedPage(replace(frame, glyphs=page.glyphs()), tuple(page.numbers), page.legibility)


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
