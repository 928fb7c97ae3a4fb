"""What the objects of a page draw, as pdfium has them: marks that may be rules, pictures, kinds of text."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat

import numpy as np
import numpy.typing as npt

from reportextract.model import FloatArray
from reportextract.pages import pdfium_calls as call
from reportextract.pages.reading import SLANT
from reportextract.pages.rules import (
    CURVED_SHARE,
    LEVEL_WITHIN,
    MOST_RULE_PIECES,
    PIECES_OF_A_LETTER,
    THICKEST_RULE,
)

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Edges = Sequence[float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

# A filled rectangle has 4 or 5 pieces.
PIECES_OF_A_RECTANGLE = 5
# Forms nested deeper than this are a loop or an attack.
DEEPEST_NESTING = 8
# Whiter than this on every channel, a rule can't be seen on paper.
WHITE = 250
# More transparent than this (of 255), it can't either.
FAINTEST = 5


@dataclass(frozen=True, slots=True)
class PageObjects:
    """Boxes are left, bottom, right, top in user space.

    Attributes:
        marks: Shape (n, 4): everything visible that is thin in one direction.
        images: Shape (k, 4): pictures.
        last_text: The number of objects painted up to the last text; -1 without text.
        curves: Shape (j, 5): the bounds of each path that is no rule but a letter or a drawing, and as how many
            letters it counts.
        image_order: Shape (k,): for each image, the number of objects painted up to it; -1 for a transparent one.
    """

    marks: FloatArray
    images: FloatArray
    image_order: npt.NDArray[np.int64]
    last_text: int
    has_hidden_text: bool
    has_slanted_text: bool
    has_only_level_text: bool
    curves: FloatArray


def collect_objects(page: int) -> PageObjects:
    """Walks through all objects of a page, those inside Form XObjects included.

    Args:
        page: The address of the page's handle.
    """
    found = _Collector()
    found.collect(page, call.count_page_objects(page), call.page_object, IDENTITY, 0)
    return PageObjects(
        marks=_as_array(found.marks),
        images=_as_array(found.images),
        image_order=np.array(found.image_order, dtype=np.int64),
        last_text=found.last_text,
        has_hidden_text=found.has_hidden_text,
        has_slanted_text=found.has_slanted_text,
        has_only_level_text=found.has_only_level_text,
        curves=np.array(found.curves, dtype=np.float64).reshape(-1, 5),
    )


class _Collector:
    def __init__(self) -> None:
        self.marks: list[Edges] = []
        self.images: list[Edges] = []
        self.image_order: list[int] = []
        self.last_text = -1
        self.has_hidden_text = False
        self.has_slanted_text = False
        self.has_only_level_text = True
        self.curves: list[tuple[float, ...]] = []
        self._painted = 0
        self._floats = (ctypes.c_float * 6)()
        self._float_address = ctypes.addressof(self._floats)

    def collect(self, holder: int, count: int, get_object: Callable[..., int], outer: Matrix, depth: int) -> None:
        things = list(map(get_object, repeat(holder, count), range(count)))
        kinds = list(map(call.object_kind, things))
        texts = [thing for thing, kind in zip(things, kinds, strict=True) if kind == call.TEXT]
        paths = [thing for thing, kind in zip(things, kinds, strict=True) if kind == call.PATH]
        if len(texts) + len(paths) < count:
            # In the order in which they are painted.
            for thing, kind in zip(things, kinds, strict=True):
                self._painted += 1
                if kind == call.TEXT:
                    self.last_text = self._painted
                elif kind == call.IMAGE:
                    self._add_image(thing, outer)
                elif kind == call.FORM and depth < DEEPEST_NESTING:
                    inner = _multiply(self._matrix_of(thing), outer)
                    self.collect(thing, call.count_form_objects(thing), call.form_object, inner, depth + 1)
        elif texts:
            self._painted += count
            self.last_text = self._painted
        if texts:
            self._add_texts(texts, outer)
        if paths:
            self._add_paths(paths, outer)

    def _add_texts(self, texts: list[int], outer: Matrix) -> None:
        if call.INVISIBLE in set(map(call.text_render_mode, texts)):
            self.has_hidden_text = True
        a, b = call.ask_block_each(call.object_matrix, None, texts, 6).T[:2]
        if outer is not IDENTITY:
            g, h, i, j, _, _ = outer
            a, b = a * g + b * i, a * h + b * j
        # Italics made by shearing have b = 0.
        self.has_only_level_text = self.has_only_level_text and bool((np.abs(b) <= SLANT * a).all())
        # Neither along nor across the page.
        slanted = (np.abs(b) > SLANT * np.abs(a)) & (np.abs(a) > SLANT * np.abs(b))
        self.has_slanted_text = self.has_slanted_text or bool(slanted.any())

    def _add_image(self, thing: int, outer: Matrix) -> None:
        (edges,) = _bounds([thing], outer).tolist()
        if edges[2] - edges[0] <= THICKEST_RULE or edges[3] - edges[1] <= THICKEST_RULE:
            self.marks.append(edges)
        else:
            self.images.append(edges)
            # What is seen through covers nothing, whenever it is painted.
            self.image_order.append(-1 if call.object_is_transparent(thing) else self._painted)

    def _add_paths(self, paths: list[int], outer: Matrix) -> None:
        bounds = _bounds(paths, outer)
        fills, strokes = (call.ask_each(call.draw_mode, paths, np.int32, 2) != 0).T
        seen = np.zeros(len(paths), dtype=bool)
        for drawn, ask in ((strokes, call.stroke_colour), (fills & ~strokes, call.fill_colour)):
            rows = np.flatnonzero(drawn)
            if len(rows):
                seen[rows] = _has_colour([paths[i] for i in rows.tolist()], ask)
        thin = np.minimum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]) <= THICKEST_RULE
        self.marks += bounds[thin & seen].tolist()
        for i in np.flatnonzero(~thin & (fills | strokes)).tolist():
            self._add_figures(paths[i], bounds[i].tolist(), bool(strokes[i]), bool(seen[i]), outer)

    def _add_figures(self, path: int, edges: Edges, stroked: bool, seen: bool, outer: Matrix) -> None:
        """Rules from a path that is not thin: the sides of stroked figures, the thin ones among filled figures."""
        pieces = call.count_segments(path)
        # A single filled rectangle is a shaded cell.
        if not stroked and pieces <= PIECES_OF_A_RECTANGLE:
            return
        if pieces > MOST_RULE_PIECES:
            self.curves.append((*edges, pieces / PIECES_OF_A_LETTER))
            return
        figures, curves = self._figures(path, pieces)
        if curves > CURVED_SHARE * pieces:
            self.curves.append((*edges, max(1.0, pieces / PIECES_OF_A_LETTER)))
            return
        if not seen:
            return
        matrix = _multiply(self._matrix_of(path), outer)
        for points in figures:
            placed = [_apply(matrix, x, y) for x, y in points]
            if stroked:
                sides = [_hull(side) for side in pairwise(placed)]
                self.marks += [s for s in sides if s[2] - s[0] <= LEVEL_WITHIN or s[3] - s[1] <= LEVEL_WITHIN]
            else:
                hull = _hull(placed)
                if hull[2] - hull[0] <= THICKEST_RULE or hull[3] - hull[1] <= THICKEST_RULE:
                    self.marks.append(hull)

    def _matrix_of(self, thing: int) -> Matrix:
        call.object_matrix(thing, self._float_address)
        a, b, c, d, e, f = self._floats
        return a, b, c, d, e, f

    def _figures(self, path: int, pieces: int) -> tuple[list[list[Point]], int]:
        """The corners of each figure of a path in its own space, and how many pieces are curves."""
        figures: list[list[Point]] = []
        curves = 0
        x, y = self._float_address, self._float_address + 4
        for i in range(pieces):
            piece = call.path_segment(path, i)
            kind = call.segment_kind(piece)
            call.segment_point(piece, x, y)
            if kind == call.BEZIER:
                curves += 1
            if kind == call.MOVE or not figures:
                figures.append([])
            figures[-1].append((self._floats[0], self._floats[1]))
            if call.segment_closes(piece):
                figures[-1].append(figures[-1][0])
        return figures, curves


def _has_colour(paths: list[int], ask: Callable[..., int]) -> npt.NDArray[np.bool_]:
    """Whether the paths are drawn in a colour that can be seen on paper."""
    red, green, blue, alpha = call.ask_each(ask, paths, np.uint32, 4).T
    # A pattern has no single colour; what pdfium then leaves at zero counts as seen.
    pattern = (alpha == 0) & (red == 0) & (green == 0) & (blue == 0)
    seen: npt.NDArray[np.bool_] = pattern | ((alpha > FAINTEST) & ((red < WHITE) | (green < WHITE) | (blue < WHITE)))
    return seen


def _bounds(things: list[int], outer: Matrix) -> FloatArray:
    bounds: FloatArray = call.ask_each(call.object_bounds, things, np.float32, 4).astype(np.float64)
    if outer is IDENTITY:
        return bounds
    a, b, c, d, e, f = outer
    x, y = bounds[:, [0, 0, 2, 2]], bounds[:, [1, 3, 1, 3]]
    placed_x, placed_y = a * x + c * y + e, b * x + d * y + f
    return np.stack([placed_x.min(axis=1), placed_y.min(axis=1), placed_x.max(axis=1), placed_y.max(axis=1)], axis=1)


def _as_array(boxes: list[Edges]) -> FloatArray:
    return np.array(boxes, dtype=np.float64) if boxes else np.empty((0, 4))


def _hull(points: list[Point] | tuple[Point, Point]) -> Edges:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def _multiply(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _apply(matrix: Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
