"""What alignment says: which printed cell is which cell of the form, and why."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from reportextract.forms.edition import Axis, Quantity, Reading, read_term
from reportextract.model import Box, CellKey, Evidence, Finding, GridCell, TableRow

# Tells whether a printed text may stand where a number belongs (a number, a dash, nothing).
IsValue = Callable[[str], bool]

# Labels at least this alike name the same thing: 其他法律行政止公开 is 0.86 of its official wording.
ALIKE = 0.7
# A label that is so much like a name is that name, and no other.
SURELY = 0.95

# Word keeps this much of a box free on each side of its text, in points; web pages keep less.
PADDING = 5.4
# Points: boxes so near each other have no other between them.
TOUCHING = 1.0

# A figure that no Chinese character follows, or one that counts, or one of few strokes: pieces of rules are read so.
_NUMBER_APART = re.compile(r"\d(?![\d.,]*[\u4e00-\u9fff])|\d[件项条个次元万亿一二三十工土丨上下]")

# Taken off the score of rows that are joined, for each height of text between them. Small against the weight of a
# label (0 to 1): it decides only between equals.
JOINING = 0.04

# How sure a row or column is: by its own label; by its label, badly damaged; by its place between labelled neighbours.
BY_LABEL, BY_POOR_LABEL, BY_PLACE = 1.0, 0.95, 0.9
# Words that were put in rows and columns by their distances only are weaker evidence.
EVIDENCE_WEIGHT: dict[Evidence, float] = {"ruled": 1.0, "partly_ruled": 0.95, "aligned": 0.9}


# The obstacles where one box covers several of the form's cells, where an empty box stands beside others' numbers, and
# where it is lower than its row's label: the number may stand in the rest of its row.
SHARED = "one box stretches over several cells of the form"
CUT = "its box is a part of its row only"
BESIDE_UNPLACED = "numbers beside its row have no place in the form, and no rules say whose they are"


class PlacedCell(NamedTuple):
    """A printed cell that is a cell of the form.

    Attributes:
        printed: Its text; lines separated by a line break.
        obstacle: Why what stands here can't be taken for this cell's alone; empty where it can.
        one_box: Whether rules close it on all sides, so that all its text is one.
        unit: The unit that the column states.
        confidence: That this box is this cell (0 to 1).
        why: How row and column were recognised, for people.
        legibility: The confidence of its least certain character (0 to 1).
    """

    key: CellKey
    printed: str
    page: int
    box: Box
    obstacle: str
    one_box: bool
    quantity: Quantity
    unit: str | None
    confidence: float
    why: str
    legibility: float = 1.0


@dataclass(frozen=True, slots=True)
class Alignment:
    """A table of the form as found on the page.

    Attributes:
        expected: Cells that the form at hand has.
        editions: For each edition, how much of what is printed speaks for it.
    """

    table: str
    cells: tuple[PlacedCell, ...]
    expected: tuple[CellKey, ...]
    editions: dict[str, float]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of boxes for values.

    Attributes:
        x0, x1: Its extent on the page.
    """

    x0: float
    x1: float

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


def read_cell(cell: GridCell) -> Reading:
    """The cell's text, compared with the terms of the form."""
    return read_term(cell.text)


def printed_text(cells: Sequence[GridCell]) -> str:
    return "\n".join([line for cell in cells for line in cell.lines])


def overlap(cell: GridCell, column: Column) -> float:
    """The share of the narrower of the two that lies in the other."""
    shared = min(cell.box.x1, column.x1) - max(cell.box.x0, column.x0)
    return shared / max(min(cell.box.x1 - cell.box.x0, column.x1 - column.x0), 0.1)


def cells_under(row: TableRow, columns: Sequence[Column]) -> list[list[GridCell]]:
    """The cells of a row that stand in each of the columns, which go from left to right.

    A cell stands in a column when one of the two has its middle in the other.
    """
    under: list[list[GridCell]] = [[] for _ in columns]
    middles = [c.middle for c in columns]
    for cell in row.cells:
        x0, _, x1, _ = cell.box
        first, end = bisect_right(middles, x0), bisect_left(middles, x1)
        if first == end:
            # It covers the middle of no column; it may be narrow and lie within one.
            middle = (x0 + x1) / 2
            first = next((k for k in (first - 1, first) if 0 <= k < len(columns) and _holds(columns[k], middle)), first)
            end = first + 1 if first < len(columns) and _holds(columns[first], middle) else first
        for k in range(first, end):
            under[k].append(cell)
    return under


def _holds(column: Column, x: float) -> bool:
    return column.x0 < x < column.x1


def seen(cells: Sequence[GridCell]) -> float:
    """How sure it is that the text of some cells is what is printed in them."""
    return min((c.confidence for c in cells), default=1.0)


def covers_more(cell: GridCell, columns: Sequence[Column]) -> bool:
    """Whether a cell stretches over more than one of the columns, which go from left to right."""
    middles = [column.middle for column in columns]
    return bisect_left(middles, cell.box.x1) - bisect_right(middles, cell.box.x0) > 1


def names_several(labels: Sequence[GridCell], values: Sequence[GridCell]) -> bool:
    """Whether a recognised label stands beside several rows of boxes: the rule between two labels was not seen."""
    highest = max((c.row_span for c in values), default=1)
    return any(c.confidence < 1.0 and c.row_span > highest for c in labels)


def is_one_text(cells: Sequence[GridCell], evidence: Evidence) -> bool:
    """Whether what is printed in a box is one text, so that a number on two lines is one number.

    Rules close the box; and where there are several lines, they fill it from side to side, as a number does that was
    too long for its box. Two numbers whose rule was not drawn leave room beside them.
    """
    if len(cells) > 1 or evidence != "ruled":
        return False
    if not cells or len(cells[0].lines) < 2 or cells[0].ink is None:
        return True
    cell, ink = cells[0], cells[0].ink
    width = ink.x1 - ink.x0
    one_more = width / max(len(line) for line in cell.lines)
    return width + one_more > cell.box.x1 - cell.box.x0 - 2 * PADDING


def without_shared_boxes(cells: Sequence[PlacedCell]) -> tuple[PlacedCell, ...]:
    """The cells, those unreadable of which one printed box is several: whose number it is can't be told."""
    boxes = Counter((c.page, c.box) for c in cells if c.printed)
    return tuple(c._replace(obstacle=SHARED) if c.printed and boxes[c.page, c.box] > 1 else c for c in cells)


def without_uncertain_blanks(
    cells: Sequence[PlacedCell], findings: Sequence[Finding], evidence: Evidence
) -> tuple[PlacedCell, ...]:
    """The cells; those unreadable that seem empty, but beside which a number was left over that could be theirs.

    Only rules can say that a box is empty: where words alone draw the table, a number may have missed its column.
    """
    left_over = [f for f in findings if is_number_left_over(f)] if evidence != "ruled" else []
    if not left_over:
        return tuple(cells)
    return tuple(
        c._replace(obstacle="it seems empty, but a number beside it was left over")
        if not c.printed and any(stands_beside(f, c.page, c.box) for f in left_over)
        else c
        for c in cells
    )


def without_cut_numbers(
    cells: Sequence[PlacedCell], findings: Sequence[Finding], evidence: Evidence
) -> tuple[PlacedCell, ...]:
    """The cells; those unreadable of which a number was left over in the very next box: it may be the rest of theirs.

    Full-width figures stand so far apart that words alone do not tell one number from two, and where each has lost its
    first figure the sums may hold all the same. A number that is too long for its box goes on below it.
    """
    left_over = [f for f in findings if is_number_left_over(f)] if evidence != "ruled" else []
    if not left_over:
        return tuple(cells)
    return tuple(
        c._replace(obstacle="a number close beside it was left over, which may be a part of it")
        if c.printed
        and any(
            (stands_beside(f, c.page, c.box) and _touches(f, c.box)) or _goes_on(f, c.page, c.box) for f in left_over
        )
        else c
        for c in cells
    )


def _touches(finding: Finding, box: Box) -> bool:
    """Whether what a finding is about stands in the box next to one, without another column between."""
    return finding.box is not None and min(abs(finding.box.x1 - box.x0), abs(box.x1 - finding.box.x0)) < TOUCHING


def _goes_on(finding: Finding, page: int, box: Box) -> bool:
    """Whether what a finding is about stands above or below a box, in its column, no farther than the next line."""
    if finding.box is None or finding.page != page:
        return False
    other = finding.box
    narrower = min(box.x1 - box.x0, other.x1 - other.x0)
    is_in_column = min(box.x1, other.x1) - max(box.x0, other.x0) > narrower / 2
    return is_in_column and max(other.top - box.bottom, box.top - other.bottom) <= other.bottom - other.top


def _may_hold_number(text: str, is_recognised: bool) -> bool:
    """Whether there is a number in a text; a figure before a Chinese character is a part of it, misread."""
    return any(map(str.isdigit, text)) and (not is_recognised or _NUMBER_APART.search(text) is not None)


def is_number_left_over(finding: Finding) -> bool:
    """Whether a finding says that a number in a table is no cell of the form."""
    return finding.code == "TABLE_TEXT_NOT_PLACED" and finding.severity == "warning"


def stands_beside(finding: Finding, page: int, box: Box) -> bool:
    """Whether what a finding is about stands in the same row as a box."""
    if finding.box is None or finding.page != page:
        return False
    middle = (finding.box.top + finding.box.bottom) / 2
    return box.top < middle < box.bottom or finding.box.top < (box.top + box.bottom) / 2 < finding.box.bottom


def row_not_found(table: str, title: str, axis: Axis, page: int) -> Finding:
    """The finding for a row of the form that a table seems not to have."""
    return Finding(
        code="ROW_NOT_FOUND",
        severity="warning",
        message=f"Table {title} has no row that could be “{axis.term.official}”.",
        page=page,
        facts={"table": table, "row": axis.key},
    )


def joining_cost(rows: Sequence[TableRow]) -> float:
    """What it costs to take rows for one: little, but more the further apart they are.

    A number set beside two labels goes to the nearer one.
    """
    return sum(JOINING * row.distance for row in rows[1:])


def unplaced_findings(table: str, rows: Sequence[TableRow], used: set[int]) -> list[Finding]:
    """A finding for each printed cell that is neither label, header nor value of the form: nothing is lost silently.

    A row with a label of its own that the form doesn't know is one finding.

    Args:
        used: ``id`` of the grid cells that were understood.
    """
    findings = []
    seen: set[int] = set()
    for row in rows:
        left = [c for c in row.starting if c.lines and id(c) not in used and id(c) not in seen]
        numbers = [c for c in left if any(ch.isdigit() for ch in c.text) and read_cell(c).label.core.isdigit()]
        labels = [c for c in left if len(read_cell(c).label.core) > 1 and not read_cell(c).label.core.isdigit()]
        if labels and numbers and labels[0].box.x1 <= numbers[0].box.x0 + 1:
            seen.update(id(c) for c in left)
            label = "".join(c.text for c in labels)
            values = ", ".join(c.text for c in left if c not in labels)
            findings.append(
                Finding(
                    code="ROW_UNKNOWN",
                    severity="warning",
                    message=f"Page {row.page}: {table} has a row “{label[:60]}” ({values}) that the form doesn't have.",
                    page=row.page,
                    box=labels[0].box,
                    facts={"table": table, "label": label, "values": values},
                )
            )
            continue
        for cell in left:
            if id(cell) not in seen:
                seen.add(id(cell))
                text = " ".join(cell.lines)
                findings.append(
                    Finding(
                        code="TABLE_TEXT_NOT_PLACED",
                        severity="warning" if _may_hold_number(text, cell.confidence < 1.0) else "info",
                        message=f"Page {row.page}: “{text[:60]}” stands in {table} but is no cell of the form.",
                        page=row.page,
                        box=cell.box,
                        facts={"table": table, "text": text},
                    )
                )
    return findings
