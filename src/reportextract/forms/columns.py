"""Columns: where values stand, and which column of the form each is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from reportextract.forms.edition import Axis, Reading, Term, read_term
from reportextract.forms.placed import ALIKE, BY_LABEL, BY_PLACE, BY_POOR_LABEL, Column, IsValue, cells_under, read_cell
from reportextract.forms.sequence import IMPOSSIBLE, Match, align
from reportextract.model import UNREAD, GridCell, TableRow

# Two cells are in one column when their edges differ by less than this (points); headers are drawn up to 4 off.
SAME_EDGE = 5.0
# A header that is less like a column's name than this doesn't name it.
LIKE = 0.4
# In parts of a name's length: a longer header that is only like it is another.
LONGER = 2.5
# In parts of a column's width: a header so wide is over the next one as well.
WIDER = 1.6
# A recognised header whose least sure character is below this may be any name, misread; a surer one says what it says.
UNSURE = 0.9
# What was recognised, is no longer than this and no Chinese is a number misread (O. for 0).
LONGEST_GARBLED = 6
# Columns without headers are those of the form, in its order, if the last is the sum of the others in so many rows; of
# so many one may fail.
FEWEST_SUMS, SUMS_FOR_ONE = 3, 4
_IS_COUNT = re.compile(r"0|[1-9]\d*|[-—–―－/／无]")
# A seal of 4 cm covers so many columns, with so many of its characters in a cell.
MOST_BETWEEN, LONGEST_BETWEEN = 3, 3
# What a column scores, beside its own header's likeness (-1 to 1), for standing where the form has it in a row that is
# as long, and for all the right headers over its own.
IN_ITS_PLACE, UNDER_ITS_PARENTS = 0.1, 0.4
# What it costs to leave a column out, of the page or of the form.
LEFT_OUT = -0.3


@dataclass(frozen=True, slots=True)
class Header:
    """A header cell: what it says and over which stretch of the page."""

    reading: Reading
    cell: GridCell


class PlacedColumn(NamedTuple):
    """A column of values that is a column of the form; ``why`` is for people."""

    column: Column
    axis: Axis
    confidence: float
    why: str


def trailing_values(row: TableRow, is_value: IsValue) -> list[GridCell]:
    """The cells at the right end of a row that hold a value, nothing, or what no engine makes anything of.

    Between two values a few cells may have been read as words: a seal lies over them.
    """
    run: list[GridCell] = []
    between: list[GridCell] = []
    for cell in reversed(row.cells):
        is_misread = bool(cell.lines) and not is_unread(cell) and not is_value("\n".join(cell.lines))
        if is_misread and not is_garbled(cell):
            if cell.confidence == 1.0 or cell.column_span > 1 or len("".join(cell.text.split())) > LONGEST_BETWEEN:
                break
            between.append(cell)
        elif between and not cell.lines:
            between.append(cell)
        else:
            run.extend([*between, cell])
            between = []
        if len(between) > MOST_BETWEEN:
            break
    return run[::-1]


def is_unread(cell: GridCell) -> bool:
    """Whether something is printed in a cell of which nothing was read."""
    return bool(cell.lines) and not "".join(cell.lines).strip(UNREAD)


def is_garbled(cell: GridCell) -> bool:
    """Whether what was recognised in a cell is a misread number rather than words: short, no Chinese character."""
    text = cell.text.replace(UNREAD, "")
    return (
        cell.confidence < 1.0 and 0 < len(text) <= LONGEST_GARBLED and not any("\u4e00" <= c <= "\u9fff" for c in text)
    )


def find_columns(rows: Sequence[TableRow], is_value: IsValue) -> list[Column]:
    """The columns in which the values of these rows stand, left to right, by the vote of the rows.

    A row votes with the cells at its right end when at least one of them holds a value, or, in a table left empty,
    when there are some. Blank boxes count: a column may be empty from top to bottom.
    """
    votes: list[tuple[Column, int]] = []
    voters = 0
    runs = [trailing_values(row, is_value) for row in rows]
    filled = [run for run in runs if any(cell.lines and not is_unread(cell) for cell in run)]
    edges: Counter[tuple[float, float]] = Counter()
    for run in filled or [run for run in runs if len(run) > 1]:
        voters += 1
        edges.update((cell.box.x0, cell.box.x1) for cell in run)
    for (x0, x1), cells in edges.items():
        for k, (column, count) in enumerate(votes):
            if abs(column.x0 - x0) < SAME_EDGE and abs(column.x1 - x1) < SAME_EDGE:
                votes[k] = (column, count + cells)
                break
        else:
            votes.append((Column(x0, x1), cells))
    chosen: list[Column] = []
    for column, count in sorted(votes, key=lambda v: (-v[1], v[0].x0)):
        if count * 2 < voters:
            break
        if all(min(column.x1, c.x1) - max(column.x0, c.x0) < 0.3 * (column.x1 - column.x0) for c in chosen):
            chosen.append(column)
    return sorted(chosen, key=lambda c: c.x0)


def headers_over(headers: Iterable[Header], column: Column) -> list[Header]:
    """The header cells above a column."""
    middle = column.middle
    return [h for h in headers if h.cell.box.x0 - 1 <= middle <= h.cell.box.x1 + 1]


def place_columns(
    columns: Sequence[Column], headers: Sequence[Header], axes: Sequence[Axis], groups: Sequence[Term] = ()
) -> list[PlacedColumn]:
    """Finds out which column of the form each column on the page is, from the headers above it and its place.

    A column without a header of its own, or with one that names nothing, is placed only between labelled neighbours,
    and only when the page has as many columns as the form. One that lies under the headers of two has lost the rule
    between them and is none.

    Args:
        columns: On the page, left to right.
        axes: The columns of the form, left to right.
        groups: Terms that stand over several columns, and are no column's own.
    """
    says = {id(h): _likeness(h.cell.text, tuple(axes), tuple(groups)) for h in headers}
    width = {id(h): _columns_under(h, columns) for h in headers if h.cell.confidence < 1.0}
    # Recognised, and over several columns: the rule between two names was not seen.
    says |= {name: (-1.0,) * len(axes) for name, over_so_many in width.items() if over_so_many > 1}
    # Recognised, and much longer than a name that it is a little like: it says something else.
    for h in headers:
        if h.cell.confidence < 1.0:
            longest = [LONGER * len(axis.term.official) for axis in axes]
            said = zip(says[id(h)], longest, strict=True)
            says[id(h)] = tuple([-1.0 if found < ALIKE and len(h.cell.text) > most else found for found, most in said])
    size = Counter(parent for axis in axes for parent in axis.parents)
    columns = _without_joined(columns, headers, says)
    over = [headers_over(headers, c) for c in columns]
    complete = len(columns) == len(axes)
    nothing = [-1.0] * len(axes)
    scores: list[list[float]] = [
        [max(found) for found in zip(nothing, *(says[id(h)] for h in above), strict=True)] for above in over
    ]

    # Nothing is printed over them, or nothing that can be read: another word would make it another column.
    is_open = [
        all(max(says[id(h)]) < 0 or (max(says[id(h)]) < ALIKE and h.cell.confidence < UNSURE) for h in above)
        for above in over
    ]

    def weigh(index: int, slot: int) -> float:
        found = scores[index][slot]
        by_place = IN_ITS_PLACE if complete and index == slot else 0.0
        if found < LIKE:
            return by_place if complete and is_open[index] else IMPOSSIBLE
        return 2 * found - 1 + by_place + _path_score(over[index], axes[slot], width, size)

    straight = [weigh(i, i) for i in range(len(axes))] if complete else []
    if complete and all(weight > _highest(axis) - 1e-6 for weight, axis in zip(straight, axes, strict=True)):
        # As the form has it, which is how most are printed: no other order can score as much.
        matches = [Match(i, i, i, weight) for i, weight in enumerate(straight)]
    else:
        weights = [[weigh(i, s) for s in range(len(axes))] for i in range(len(columns))]
        matches = _without_equals(weights, len(axes))
    # Where the form has it, a name that is only like a column's counts too.
    labelled = sum(scores[m.first][m.slot] >= (LIKE if complete and m.first == m.slot else ALIKE) for m in matches)
    placed = []
    for m in matches:
        found = scores[m.first][m.slot]
        official = axes[m.slot].term.official
        if found >= ALIKE:
            confidence, why = BY_LABEL, f"column headed {official}"
        elif found >= LIKE and (complete or all(h.cell.confidence == 1.0 for h in over[m.first])):
            confidence, why = BY_POOR_LABEL, f"column with a damaged header, nearest to {official}"
        elif labelled * 2 > len(axes):
            confidence, why = BY_PLACE, f"column without header, in the place of {official}"
        else:
            continue
        placed.append(PlacedColumn(columns[m.first], axes[m.slot], confidence, why))
    return placed


def are_out_of_place(placed: Iterable[PlacedColumn], columns: Sequence[Column], axes: Sequence[Axis]) -> bool:
    """Whether a page has as many columns as the form, and one of them is not the form's in that place."""
    place_of = dict(zip(columns, axes, strict=False))
    return len(columns) == len(axes) and any(p.axis is not place_of.get(p.column) for p in placed)


def _columns_under(header: Header, columns: Sequence[Column]) -> int:
    """Over how many columns a header is; over one and as wide as more, it is over one that was not told apart, too."""
    x0, _, x1, _ = header.cell.box
    under = [column for column in columns if x0 < column.middle < x1]
    if len(under) == 1 and x1 - x0 > WIDER * (under[0].x1 - under[0].x0):
        return 2
    return len(under)


def _without_equals(weights: Sequence[Sequence[float]], slots: int) -> list[Match]:
    """The columns of which the form has only one that they can be, given the others.

    Three tracks have columns of the same names: where some are lost, which those are that are left may be open.

    Args:
        weights: ``weights[column][slot]``.
    """
    count = len(weights)

    def best(of: Sequence[Sequence[float]]) -> tuple[list[Match], float]:
        matches = align(count, slots, of, [LEFT_OUT] * count, [LEFT_OUT] * slots)
        left_out = count + slots - 2 * len(matches)
        return matches, sum(m.score for m in matches) + LEFT_OUT * left_out

    def otherwise(match: Match) -> float:
        without = [list(row) for row in weights]
        without[match.first][match.slot] = IMPOSSIBLE
        return best(without)[1]

    matches, most = best(weights)
    return [m for m in matches if otherwise(m) < most - 1e-6]


def _without_joined(
    columns: Sequence[Column], headers: Sequence[Header], says: Mapping[int, Sequence[float]]
) -> list[Column]:
    """The columns but those over which headers that name two columns of the form stand side by side.

    Of what was recognised something like two names is enough.
    """
    named = []
    for h in headers:
        said = says[id(h)]
        best = max(said)
        if best >= (ALIKE if h.cell.confidence == 1.0 else LIKE):
            x0, _, x1, _ = h.cell.box
            named.append((x0, x1, said.index(best)))
    kept = []
    for column in columns:
        over = [name for name in named if column.x0 < (name[0] + name[1]) / 2 < column.x1]
        if len(over) < 2 or not any(a[1] <= b[0] + 1 and a[2] != b[2] for a in over for b in over):
            kept.append(column)
    return kept


@lru_cache(maxsize=8192)
def _likeness(header: str, axes: tuple[Axis, ...], groups: tuple[Term, ...]) -> tuple[float, ...]:
    """How well a header names each column of the form; -1 where it names a group of columns rather."""
    reading = read_term(header)
    group = reading.alike_any(groups)
    found = [reading.alike(axis.term) for axis in axes]
    return tuple([-1.0 if f < 1.0 and group > max(f, ALIKE) else f for f in found])


def _path_score(over: Sequence[Header], axis: Axis, width: Mapping[int, int], size: Mapping[Term, int]) -> float:
    """How well the wider headers above agree with the form's tree.

    Args:
        width: ``id`` of a recognised header → over how many columns it is: over more than the group that it names has
            (``size``), it is two headers, the rule between them lost.
    """
    total = 0.0
    for parent in axis.parents:
        others = [other for other in size if other is not parent]
        if any(
            h.reading.alike(parent) >= ALIKE and width.get(id(h), 0) <= size[parent] and not _names_any(h, others)
            for h in over
        ):
            total += UNDER_ITS_PARENTS / len(axis.parents)
    return total


def _names_any(header: Header, terms: Sequence[Term]) -> bool:
    """Whether a header holds the whole name of one of the terms, and not as all it says."""
    said = header.reading.label.core
    return any(label.core in said and label.core != said for term in terms for label in term.labels)


def _highest(axis: Axis) -> float:
    """The most that a column can score for being this one."""
    return 1.0 + IN_ITS_PLACE + (UNDER_ITS_PARENTS if axis.parents else 0.0)


def add_up(rows: Iterable[tuple[TableRow, Sequence[Column]]]) -> bool:
    """Whether the last of a row's columns is the sum of the others, in several rows and against hardly any.

    Where nothing but zeros is printed any order of the columns says the same.

    Args:
        rows: Each with its columns, as many in all of them.
    """
    holding = failing = empty = 0
    for row, columns in rows:
        texts = ["\n".join(cells[0].lines) if len(cells) == 1 else "" for cells in cells_under(row, columns)]
        if not all(map(_IS_COUNT.fullmatch, texts)):
            continue
        *parts, total = [int(text) if text.isdecimal() else 0 for text in texts]
        if total == 0 and not any(parts):
            empty += 1
            continue
        holding, failing = holding + (sum(parts) == total), failing + (sum(parts) != total)
    if holding == failing == 0:
        return empty >= FEWEST_SUMS
    return holding >= FEWEST_SUMS and failing * SUMS_FOR_ONE <= holding


def header_cells(rows: Sequence[TableRow], is_value: IsValue) -> list[Header]:
    """The non-empty cells of header rows that aren't values."""
    return [
        Header(read_cell(c), c) for row in rows for c in row.starting if c.lines and not is_value("\n".join(c.lines))
    ]


def header_height(
    rows: Sequence[TableRow], names_header: Callable[[GridCell], bool], is_data: Callable[[TableRow], bool]
) -> int:
    """How many rows at the top are header: up to the last one before the data with a header's text in it.

    Rows below that and above the first number are the rest of a label from the page before.
    """
    first = next((i for i, row in enumerate(rows) if is_data(row)), len(rows))
    named = [i for i in range(first) if any(names_header(c) for c in rows[i].starting if c.lines)]
    return named[-1] + 1 if named else 0
