"""Tables without rules, or with rules in one direction only: rows and columns from the alignment of words.

The evidence is weaker than rules and marked so. Columns are where numbers stand above one another; every line of text
is a row of its own unless rules say more, and which lines are one row is left to the alignment with the form.
"""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence

from reportextract.model import Box, Evidence, Grid, GridCell, PageReading
from reportextract.tables.beside_uprights import end_of_labels, find_uprights, first_of_label, ruled_body, ruled_header
from reportextract.tables.empty_columns import with_empty_columns
from reportextract.tables.regions import (
    SHORTEST_TITLE,
    cut_blocks,
    find_regions,
    is_title_of_block,
    label_starts,
    under_headers,
    with_whole_titles,
)
from reportextract.tables.rows import Row, cell_of, hull_of
from reportextract.tables.segments import Segment, find_segments

# A column that no more than this share of the rows fill, beside one that most do, is a row's odd setting.
FEW_ROWS = 0.15
# In parts of a line's height: the lines of a header's name are no farther apart, whichever way they run.
HEADER_STEP = 2.0
# The first row of numbers holds so much of what is usual in the table.
FAIR_PART = 0.3
# Two columns of which no row has both are one that leans, where they are nearer than this part of the usual distance.
LEANS, FEWEST_TO_COMPARE = 0.5, 3
# So many letters of a seal may stand beside a title of so many.
MOST_LETTERS, LONG_TITLE = 2, 8
# Points: how far apart columns are where there is only one.
USUAL_PITCH = 60.0


def find_aligned_grids(page: PageReading, lines: Sequence[Sequence[Segment]], taken: Sequence[Box]) -> list[Grid]:
    """The grids that words alone draw outside the ruled ones.

    Args:
        lines: The page's segments line by line, without its running heads and numbers.
        taken: Boxes of the grids already found by rules.
    """
    grids = []
    for first, end in find_regions(lines, page.width, page.rules.horizontal, taken):
        starts = label_starts(lines[first:end])
        region = [line for line in find_segments(page, taken, starts) if _within(line, lines[first], lines[end - 1])]
        for block in cut_blocks(with_whole_titles(region)):
            grid = _grid_of(page, block)
            if grid is not None:
                grids.append(grid)
    return grids


def _within(line: Sequence[Segment], first: Sequence[Segment], last: Sequence[Segment]) -> bool:
    """Whether a line is one from the first to the last, cut otherwise into pieces, of which each has its own height."""
    return min(s.top for s in first) <= line[0].middle_y <= max(s.bottom for s in last)


# --- one block ---------------------------------------------------------------------------------


def _grid_of(page: PageReading, lines: Sequence[Sequence[Segment]]) -> Grid | None:
    segments = [s for line in lines for s in line]
    box = Box(
        min(s.x0 for s in segments) - 1,
        min(s.top for s in segments),
        max(s.x1 for s in segments) + 1,
        max(s.bottom for s in segments),
    )
    columns = under_headers(with_empty_columns(_columns(lines), lines), lines)
    upright = find_uprights(page, lines, box)
    level = [
        y
        for y, _, x1 in page.rules.horizontal.tolist()
        if box.top < y < box.bottom and x1 > box.x1 - 0.2 * (box.x1 - box.x0)
    ]
    rows, rows_ruled = _rows(lines, level)
    edges = _edges(columns, lines, box)
    cells: list[GridCell] = []
    head = _first_of_numbers(rows, page.origin == "ocr")
    if upright:
        labels_end = end_of_labels(rows[head:], upright, box)
        head = first_of_label(rows, head, labels_end)
        cells.extend(ruled_header(rows[:head], upright, box))
        for number, row in enumerate(rows[head:], head):
            cells.extend(ruled_body(number, row, upright, box, labels_end))
    else:
        cells.extend(_header_cells(rows[:head], columns, edges))
        for number, row in enumerate(rows[head:], head):
            cells.extend(_body_cells(number, row, columns, edges))
    evidence: Evidence = "partly_ruled" if level or upright else "aligned"
    return Grid(
        page=page.number,
        box=box,
        xs=tuple(edges),
        ys=(*(r.top for r in rows), box.bottom),
        cells=tuple(cells),
        evidence=evidence,
        rows_ruled=rows_ruled,
        columns_ruled=bool(upright),
    )


def _columns(lines: Sequence[Sequence[Segment]]) -> list[tuple[float, float]]:
    """Where numbers stand above one another: extents (x0, x1), left to right.

    Numbers are of one column when they overlap, unless they stand on one line.
    """
    tokens = [
        (s.x0, s.x1, i)
        for i, line in enumerate(lines)
        for k, s in enumerate(line)
        if s.is_number_like and (k > 0 or all(other.is_number_like for other in line))
    ]
    columns: list[tuple[float, float, set[int]]] = []
    # The narrowest first: they tell columns apart that a wide number would join.
    for x0, x1, line in sorted(tokens, key=lambda t: (t[1] - t[0], t[0])):
        touching = [c for c in columns if min(c[1], x1) - max(c[0], x0) > 0 and line not in c[2]]
        if touching:
            nearest = min(touching, key=lambda c: abs((c[0] + c[1]) / 2 - (x0 + x1) / 2))
            columns.remove(nearest)
            columns.append((min(nearest[0], x0), max(nearest[1], x1), nearest[2] | {line}))
        else:
            columns.append((x0, x1, {line}))
    columns = _not_leaning(sorted(columns, key=lambda c: c[0]))
    # A row set otherwise than the rest (to the left, in the middle) makes no columns of its own.
    most = max((len(c[2]) for c in columns), default=0)
    columns = [c for c in columns if len(c[2]) > FEW_ROWS * most]
    return [(x0, x1) for x0, x1, rows in columns if len(rows) >= _labels_beyond(x0, columns, lines)]


def _labels_beyond(
    x: float, columns: Sequence[tuple[float, float, set[int]]], lines: Sequence[Sequence[Segment]]
) -> int:
    """How many labels end to the right of a place: specks among them, and punched holes before, make no columns."""
    most = max(len(rows) for _, _, rows in columns)
    first, _, rows = next(c for c in columns if 2 * len(c[2]) > most)
    words = [[s for s in line if not s.is_number_like] for line in lines[min(rows) :]]
    # Words at or beyond the numbers are the next header's.
    return sum(line[0].x1 > x and all(s.x1 < first for s in line) for line in words if line)


def _not_leaning(columns: list[tuple[float, float, set[int]]]) -> list[tuple[float, float, set[int]]]:
    """Columns (x0, x1, rows), from the left, those joined that are one on a page that leans or is bent."""
    middles = [(x0 + x1) / 2 for x0, x1, _ in columns]
    # From each to the next that shares a row with it.
    beside = [
        next((middles[j] - middles[i] for j in range(i + 1, len(columns)) if columns[i][2] & columns[j][2]), None)
        for i in range(len(columns))
    ]
    distances = [distance for distance in beside if distance is not None]
    usual = statistics.median(distances) if len(distances) >= FEWEST_TO_COMPARE else 0.0
    joined = columns[:1]
    for x0, x1, rows in columns[1:]:
        before = joined[-1]
        distance = (x0 + x1 - before[0] - before[1]) / 2
        if distance < LEANS * usual and not before[2] & rows:
            joined[-1] = (before[0], max(before[1], x1), before[2] | rows)
        else:
            joined.append((x0, x1, rows))
    return joined


def _edges(columns: Sequence[tuple[float, float]], lines: Sequence[Sequence[Segment]], box: Box) -> list[float]:
    """Boundaries of the columns of numbers: half way between them; the first half way to the labels.

    A single column has all the room that the labels leave where one name stands there, its own.
    """
    if not columns:
        return [box.x0, box.x1]
    start = columns[0][0]
    # Beside a single column a name may stand that is another's: no label.
    words = [s for line in lines for s in (line if len(columns) > 1 else line[:1]) if not is_title_of_block(s.text)]
    labels = [s.x1 for s in words if not s.is_number_like and s.x1 < start]
    labels_end = max(labels, default=box.x0)
    pitch = columns[1][0] - start if len(columns) > 1 else USUAL_PITCH
    beyond = [[s for s in line if s.x0 > labels_end] for line in lines]
    has_one_name = any(pieces and not pieces[0].is_number_like for pieces in beyond) and max(map(len, beyond)) == 1
    first = start - pitch / 2
    if (len(columns) == 1 and has_one_name) or any(x > first for x in labels):
        first = (labels_end + start) / 2
    between = [(a[1] + b[0]) / 2 for a, b in itertools.pairwise(columns)]
    return [box.x0, first, *between, box.x1]


def _holds_numbers(row: Row) -> bool:
    return any(s.is_number_like for s in row.segments[1:]) or (
        bool(row.segments) and all(s.is_number_like for s in row.segments)
    )


def _first_of_numbers(rows: Sequence[Row], is_scanned: bool) -> int:
    """The first row that holds numbers; on a scan, where specks are read as numbers, a fair part of what most hold."""
    holding = [i for i, row in enumerate(rows) if _holds_numbers(row)]
    numbers = [sum(s.is_number_like for s in rows[i].segments) for i in holding]
    least = FAIR_PART * statistics.median(numbers) if numbers and is_scanned else 0.0
    return next((i for i, count in zip(holding, numbers, strict=True) if count >= least), len(rows))


def _rows(lines: Sequence[Sequence[Segment]], level: Sequence[float]) -> tuple[list[Row], bool]:
    """Rows from the rules between them where there are enough, else one for each line."""
    segments = [s for line in lines for s in line]
    if level:
        cuts = [min(s.top for s in segments) - 1, *sorted(level), max(s.bottom for s in segments) + 1]
        bands = [
            Row(top, bottom, tuple(s for s in segments if top <= s.middle_y < bottom))
            for top, bottom in itertools.pairwise(cuts)
        ]
        bands = [b for b in bands if b.segments]
        if all(_is_one_row(b) for b in bands):
            return bands, True
    return [Row(min(s.top for s in line), max(s.bottom for s in line), tuple(line)) for line in lines], False


def _is_one_row(band: Row) -> bool:
    """Whether nothing stands above or below a number of the band."""
    return not any(
        a.is_number_like
        and a is not b
        and abs(a.middle_y - b.middle_y) > 0.6 * a.height
        and min(a.x1, b.x1) > max(a.x0, b.x0)
        for a in band.segments
        for b in band.segments
    )


def _column_of(segment: Segment, columns: Sequence[tuple[float, float]], edges: Sequence[float]) -> int | None:
    """The column of numbers that a piece stands in; None for labels and what stretches over several."""
    for k in range(len(columns)):
        if edges[k + 1] <= segment.middle_x < edges[k + 2]:
            reach = 0.3 * (edges[k + 2] - edges[k + 1])
            inside = segment.x0 > edges[k + 1] - reach and segment.x1 < edges[k + 2] + reach
            return k if inside else None
    return None


def _header_cells(
    rows: Sequence[Row], columns: Sequence[tuple[float, float]], edges: Sequence[float]
) -> list[GridCell]:
    """Header text: what stands over one column is one cell from top to bottom; the rest is cells of its own."""
    over: dict[int, list[Segment]] = {}
    cells = []
    for number, row in enumerate(rows):
        title = _title_of(row)
        if title:
            cells.append(cell_of(number, 0, hull_of(title), title))
            cells += [cell_of(number, 0, s.box, [s]) for s in row.segments if s not in title]
            continue
        for s in row.segments:
            column = _column_of(s, columns, edges)
            # Two names side by side are two columns', of which one has no numbers.
            in_column = [
                t
                for t in row.segments
                if abs(t.middle_y - s.middle_y) < s.height / 2 and _column_of(t, columns, edges) == column
            ]
            if column is None or len(in_column) > 1:
                cells.append(GridCell(number, 0, 1, 1, s.box, (s.text,), s.box, s.confidence))
            else:
                over.setdefault(column, []).append(s)
    for column, of_column in sorted(over.items()):
        for pieces in _close_lines(of_column):
            box = Box(edges[column + 1], pieces[0].top, edges[column + 2], pieces[-1].bottom)
            row_number = next(i for i, row in enumerate(rows) if pieces[0] in row.segments)
            cells.append(cell_of(row_number, column + 1, box, pieces))
    return cells


def _close_lines(pieces: Sequence[Segment]) -> list[list[Segment]]:
    """What stands over a column, from the top: lines of one name are no farther apart than lines are."""
    names: list[list[Segment]] = []
    for s in sorted(pieces, key=lambda s: (s.top, s.x0)):
        if names and s.middle_y - names[-1][-1].middle_y <= HEADER_STEP * s.height:
            names[-1].append(s)
        else:
            names.append([s])
    return names


def _title_of(row: Row) -> list[Segment]:
    """A row's text, if nothing stands beside it and it is longer than the last letter of the longest vertical header.

    Its lines stand one below the other where rules say that they are one row. A letter or two beside a long one are a
    seal's, and specks say nothing.
    """
    lines = sorted((s for s in row.segments if any(map(str.isalnum, s.text))), key=lambda s: s.top)
    letters = [s for s in lines if len(s.text) == 1]
    if len(letters) <= MOST_LETTERS:
        longest = max(lines, key=lambda s: len(s.text), default=None)
        if longest is not None and len(longest.text) >= LONG_TITLE:
            lines = [s for s in lines if s not in letters]
    is_one = all(min(a.x1, b.x1) > max(a.x0, b.x0) and a.middle_y < b.top for a, b in itertools.pairwise(lines))
    return lines if is_one and sum(len(s.text) for s in lines) >= SHORTEST_TITLE else []


def _body_cells(
    number: int, row: Row, columns: Sequence[tuple[float, float]], edges: Sequence[float]
) -> list[GridCell]:
    """Labels as they stand, then one cell for each column of numbers if the row has any."""
    in_column: dict[int, list[Segment]] = {}
    labels: list[Segment] = []
    for s in row.segments:
        column = _column_of(s, columns, edges)
        if column is None or (not s.is_number_like and s.x0 < edges[1]):
            labels.append(s)
        else:
            in_column.setdefault(column, []).append(s)
    cells = []
    for pieces in _stacks(labels):
        cells.append(cell_of(number, 0, hull_of(pieces), pieces))
    if in_column:
        for k in range(len(columns)):
            pieces = sorted(in_column.get(k, []), key=lambda s: (s.top, s.x0))
            box = Box(edges[k + 1], row.top, edges[k + 2], row.bottom)
            cells.append(cell_of(number, k + 1, box, pieces))
    return cells


def _stacks(labels: Sequence[Segment]) -> list[list[Segment]]:
    """Groups the label pieces of a row by the place where they begin: the lines of one label begin together."""
    stacks: list[list[Segment]] = []
    for s in sorted(labels, key=lambda s: (s.x0, s.top)):
        if stacks and s.x0 - stacks[-1][0].x0 < 0.9 * s.height:
            stacks[-1].append(s)
        else:
            stacks.append([s])
    for stack in stacks:
        stack.sort(key=lambda s: s.top)
    return stacks
