"""Grids from ruling lines: cells with their spans, and the text in each.

Every ruled component is closed with its own outer rectangle before it is cut into cells: a table cut by a page
break has no bottom rule, the piece on the next page no top one, and WPS often leaves out the outer sides.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from reportextract.model import Box, FloatArray, Grid, GridCell, PageReading, Rules
from reportextract.tables.apart import tables_apart
from reportextract.tables.texts import WIDE_GAP, CellTexts, gather_texts
from reportextract.tables.unruled_headers import with_headers_apart

# Rules meet when they come this close: WPS leaves gaps of up to 2 pt at corners.
MEETING = 3.0
# A boundary counts as printed between two cells when a rule covers this share of their common side.
COVERED = 0.6
# Boundaries closer than this are one: double borders, a header drawn 1 pt beside its column.
SAME_BOUNDARY = 3.6
# A single box no higher than this (points) is a row that a page break left alone; a higher one frames something.
HIGHEST_SINGLE = 60.0
# A character belongs to a table at whose edge it stands when this much of its height is inside.
HALF_INSIDE = 0.35
# So many lines of one box, with gaps in them, are rows.
FEWEST_ROWS = 2
# So many boxes with several numbers, one below the other, are columns.
FEWEST_PILES = 3
# A component must be this wide to be a table: smaller ones are boxes, QR codes, buttons.
NARROWEST = 60.0


def find_ruled_grids(page: PageReading) -> tuple[Grid, ...]:
    """The grids that ruling lines draw on a page, top to bottom.

    A component needs rules in both directions and two cells or one that is no higher than a row; what is ruled in
    one direction only or merely framed is left to :mod:`reportextract.tables.aligned`.
    """
    rules = page.rules
    if not len(rules.horizontal) or not len(rules.vertical):
        return ()
    grids = []
    for horizontal, vertical in _components(rules):
        grid = _grid_of(page, horizontal, vertical)
        if grid is not None and page.origin == "ocr":
            grids.extend([with_headers_apart(part, page) for part in tables_apart(grid)])
        elif grid is not None:
            grids.append(grid)
    return tuple(sorted(grids, key=lambda g: (g.box.top, g.box.x0)))


def _components(rules: Rules) -> list[tuple[FloatArray, FloatArray]]:
    """Groups rules that meet, directly or through others."""
    h, v = rules.horizontal, rules.vertical
    meets = (
        (h[:, None, 0] >= v[None, :, 1] - MEETING)
        & (h[:, None, 0] <= v[None, :, 2] + MEETING)
        & (v[None, :, 0] >= h[:, None, 1] - MEETING)
        & (v[None, :, 0] <= h[:, None, 2] + MEETING)
    )
    group_of_h = np.full(len(h), -1)
    group_of_v = np.full(len(v), -1)
    components = []
    for seed in range(len(h)):
        if group_of_h[seed] >= 0 or not meets[seed].any():
            continue
        rows = np.zeros(len(h), dtype=bool)
        rows[seed] = True
        while True:
            columns = meets[rows].any(axis=0)
            grown = meets[:, columns].any(axis=1)
            if (grown == rows).all():
                break
            rows = grown | rows
        group_of_h[rows], group_of_v[columns] = seed, seed
        components.append((h[rows], v[columns]))
    return components


def _grid_of(page: PageReading, h: FloatArray, v: FloatArray) -> Grid | None:
    if page.origin == "ocr":
        v = _without_strokes(h, v)
    left, right = float(min(h[:, 1].min(), v[:, 0].min())), float(max(h[:, 2].max(), v[:, 0].max()))
    top, bottom = float(min(h[:, 0].min(), v[:, 1].min())), float(max(h[:, 0].max(), v[:, 2].max()))
    if right - left < NARROWEST:
        return None
    xs = _boundaries(v[:, 0], left, right)
    ys = _boundaries(h[:, 0], top, bottom)
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns * rows == 0 or (columns * rows == 1 and bottom - top > HIGHEST_SINGLE):
        return None
    _reach_over_edges(page, xs, ys)
    upright = _covered(v, xs, ys)  # [boundary, row]
    level = _covered(h, ys, xs)  # [boundary, column]
    closed_top = bool(level[0].mean() > 0.5)
    closed_bottom = bool(level[-1].mean() > 0.5)
    spans, owners = _spans(rows, columns, upright, level)
    texts = gather_texts(page, xs, ys, owners, len(spans))
    if _is_frame(spans, ys, columns, texts) or _has_rows_in_boxes(texts):
        return None
    return Grid(
        page=page.number,
        box=Box(xs[0], ys[0], xs[-1], ys[-1]),
        xs=tuple(xs),
        ys=tuple(ys),
        cells=_cells(xs, ys, spans, texts),
        evidence="ruled",
        rows_ruled=True,
        columns_ruled=True,
        closed_top=closed_top,
        closed_bottom=closed_bottom,
    )


def _is_frame(
    spans: Sequence[tuple[int, int, int, int]], ys: Sequence[float], columns: int, texts: Sequence[CellTexts]
) -> bool:
    """Whether rules draw a frame around a table, and some titles or headers in it, but none of its rows.

    Its rows are lines of one box, which takes up most of it, with wide gaps where its columns are.
    """
    if len(spans) == 1:
        return any(WIDE_GAP in line for line in texts[0].lines)
    half = (ys[-1] - ys[0]) / 2
    return any(
        wide == columns
        and ys[row + high] - ys[row] > half
        and sum(WIDE_GAP in line for line in text.lines) >= FEWEST_ROWS
        for (row, _, high, wide), text in zip(spans, texts, strict=True)
    )


def _has_rows_in_boxes(texts: Sequence[CellTexts]) -> bool:
    """Whether most numbers stand one below the other in boxes of several: rules part the columns, but not the rows.

    The ends of a shaded header look like level rules.
    """
    numbers = [sum(not any(map(str.isalpha, line)) for line in text.lines) for text in texts]
    piled = [count for count in numbers if count > 1]
    return len(piled) >= FEWEST_PILES and 2 * sum(piled) > sum(numbers)


def _without_strokes(h: FloatArray, v: FloatArray) -> FloatArray:
    """The upright rules of a scanned table without what continues few of them beyond its first and last level rule.

    A heading set close to a table has strokes in line with its rules. Where a page break or a missing outer side leaves
    a row open, most rules go on together, or the sides do.
    """
    first, last = float(h[:, 0].min()), float(h[:, 0].max())
    is_side = np.minimum(np.abs(v[:, 0] - h[:, 1].min()), np.abs(v[:, 0] - h[:, 2].max())) <= MEETING
    top, bottom = -_most_reach(-v[:, [0, 2, 1]], is_side, -first), _most_reach(v, is_side, last)
    cut = v.copy()
    cut[:, 1], cut[:, 2] = np.maximum(v[:, 1], top), np.minimum(v[:, 2], bottom)
    kept = cut[cut[:, 2] - cut[:, 1] > MEETING]
    return kept if len(kept) else v


def _most_reach(v: FloatArray, is_side: npt.NDArray[np.bool_], last: float) -> float:
    """How far down most of the upright rules reach that come to the last level rule, or a side of the table."""
    comes = (v[:, 1] <= last + MEETING) & (v[:, 2] >= last - MEETING)
    ends = sorted(v[comes, 2].tolist())
    most = ends[len(ends) // 2] if ends else last
    return float(max([last, most, *v[comes & is_side, 2].tolist()]))


def _reach_over_edges(page: PageReading, xs: Sequence[float], ys: list[float]) -> None:
    """Moves the first and last boundary, in place, over characters that a page break left half outside.

    The line before or after a table may reach over its edge with the empty part of its height, and stays outside.
    """
    boxes = page.glyphs.boxes
    middle = (boxes[:, 0] + boxes[:, 2]) / 2
    among = boxes[(middle > xs[0]) & (middle < xs[-1])]
    half = HALF_INSIDE * (among[:, 3] - among[:, 1])
    across = among[(ys[-1] - among[:, 1] > half) & (among[:, 3] > ys[-1] + 1)]
    across = across[across[:, 1] < ys[-1]]
    if len(across):
        ys[-1] = float(across[:, 3].max())
    across = among[(among[:, 3] - ys[0] > half) & (among[:, 1] < ys[0] - 1)]
    across = across[across[:, 3] > ys[0]]
    if len(across):
        ys[0] = float(across[:, 1].min())


def _cells(
    xs: Sequence[float], ys: Sequence[float], spans: Sequence[tuple[int, int, int, int]], texts: Sequence[CellTexts]
) -> tuple[GridCell, ...]:
    return tuple(
        [
            GridCell(r, c, r_span, c_span, Box(xs[c], ys[r], xs[c + c_span], ys[r + r_span]), *words)
            for (r, c, r_span, c_span), words in zip(spans, texts, strict=True)
        ]
    )


def _boundaries(positions: FloatArray, first: float, last: float) -> list[float]:
    """Distinct positions of rules, ascending, closed with the outer edges."""
    merged: list[list[float]] = []
    for p in sorted([*positions.tolist(), first, last]):
        if merged and p - merged[-1][0] <= SAME_BOUNDARY:
            merged[-1].append(p)
        else:
            merged.append([p])
    return [sum(group) / len(group) for group in merged]


def _covered(lines: FloatArray, boundaries: Sequence[float], across: Sequence[float]) -> np.ndarray:
    """Which stretches of each boundary are printed; shape (boundaries, stretches)."""
    starts, ends = np.array(across[:-1]), np.array(across[1:])
    nearest = np.abs(np.array(boundaries)[:, None] - lines[None, :, 0]).argmin(axis=0)
    shared = np.minimum(ends, lines[:, 2:] + 1) - np.maximum(starts, lines[:, 1:2] - 1)
    length = np.zeros((len(boundaries), len(starts)))
    np.add.at(length, nearest, np.maximum(shared, 0))
    return np.asarray(length >= COVERED * (ends - starts))


def _spans(
    rows: int, columns: int, upright: np.ndarray, level: np.ndarray
) -> tuple[list[tuple[int, int, int, int]], list[list[int]]]:
    """Tiles the lattice with cells (row, column, row span, column span), reading order.

    A cell grows to the right, then down, over boundaries that aren't printed; it stops at one that is, so
    that an L-shaped hole becomes two cells and no place belongs to two.

    Returns:
        The cells, and for each place of the lattice which of them it belongs to.
    """
    up, flat = upright.tolist(), level.tolist()
    owners = [[-1] * columns for _ in range(rows)]
    spans: list[tuple[int, int, int, int]] = []
    for r in range(rows):
        for c in range(columns):
            if owners[r][c] >= 0:
                continue
            c_end = c + 1
            while c_end < columns and not up[c_end][r] and owners[r][c_end] < 0:
                c_end += 1
            r_end = r + 1
            while r_end < rows and _can_grow_down(up, flat, r_end, c, c_end):
                r_end += 1
            for owner in owners[r:r_end]:
                owner[c:c_end] = [len(spans)] * (c_end - c)
            spans.append((r, c, r_end - r, c_end - c))
    return spans, owners


def _can_grow_down(up: list[list[bool]], flat: list[list[bool]], row: int, first: int, end: int) -> bool:
    if True in flat[row][first:end]:
        return False
    for k in range(first + 1, end):
        if up[k][row]:
            return False
    # The cell's own sides must go on, else the row below belongs to a wider cell.
    return (up[first][row] or first == 0) and (end == len(up) - 1 or up[end][row])
