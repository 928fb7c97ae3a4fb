"""Pages in doubt, read again by independent means: pdfplumber's characters and rules, and camelot's grid around them.

Agreement is evidence that a number is in print just so; disagreement is a finding. Nothing is resolved silently: a
number that the first reading has stays, and a cell it missed is filled only where both others agree on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportextract.forms import is_number_left_over, is_printed, stands_beside
from reportextract.ingest.document import OpenedDocument
from reportextract.model import Cell, CellKey, Check, Finding, GridCell, Identity, PageReading
from reportextract.pages.reader import open_reader
from reportextract.reading import FormReading, read_form
from reportextract.rows_not_printed import left_over_in, without_rows
from reportextract.simplified import simplified
from reportextract.tables.camelot_grid import find_cells
from reportextract.values import parse_value

SECOND_READER = "pdfplumber"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the second readings say.

    Attributes:
        confirmed: Cells of which they say the same, the empty ones too.
        doubted: Cells of which one of them says something else.
        unproven: Cells of scanned pages that nothing confirms, neither another reading nor a sum.
        pages: The pages that were read again.
    """

    confirmed: frozenset[CellKey] = frozenset()
    doubted: frozenset[CellKey] = frozenset()
    findings: tuple[Finding, ...] = ()
    unproven: frozenset[CellKey] = frozenset()
    pages: frozenset[int] = frozenset()

    def joined(self, other: Opinion) -> Opinion:
        """Both opinions, of different cells, as one."""
        return Opinion(
            self.confirmed | other.confirmed,
            self.doubted | other.doubted,
            (*self.findings, *other.findings),
            self.unproven | other.unproven,
            self.pages | other.pages,
        )


def ask_again(
    first: FormReading,
    checks: Sequence[Check],
    identities: Sequence[Identity],
    pages: Sequence[PageReading],
    opened: OpenedDocument,
) -> tuple[FormReading, Opinion]:
    """Reads the pages in doubt again and compares.

    Args:
        first: The first reading.
        checks, identities: Its arithmetic.
        pages: What the first reader saw.

    Returns:
        The first reading, with cells that it missed filled in where both second readings have them
        (``origin`` ``reread``), and the opinion. Both unchanged and empty when nothing is in doubt.
    """
    numbers = _pages_in_doubt(first, checks, identities, pages)
    if not numbers or opened.pdf is None:
        return first, Opinion()
    with open_reader(SECOND_READER, opened.data, opened.pdf) as reader:
        again = tuple(reader.read_page(p.number) if p.number in numbers else p for p in pages)
    second = read_form(again, "reread")
    grids = {p.number: find_cells(opened.data, p.number, p.rotation, p.glyphs) for p in again if p.number in numbers}

    left_over = [f for f in (*first.findings, *second.findings) if is_number_left_over(f)]
    confirmed: set[CellKey] = set()
    doubted: set[CellKey] = set()
    filled: dict[CellKey, Cell] = {}
    findings: list[Finding] = []
    for key in dict.fromkeys((*first.expected, *first.cells)):
        one, two = first.cells.get(key), second.cells.get(key)
        if one is None or one.state == "unreadable":
            if two is not None and two.state != "unreadable" and _seen_by_camelot(two, grids) is True:
                filled[key] = two
                findings.append(_reread(one, two))
            continue
        if one.page not in numbers:
            continue
        by_grid = _seen_by_camelot(one, grids)
        if two is not None and (two.value, two.state) == (one.value, one.state) and by_grid is not False:
            # Both may have put a number in the wrong place, or in none, where one is left over.
            if not any(_may_be_meant(finding, one) for finding in left_over):
                confirmed.add(key)
        elif two is None and by_grid is not False:
            continue
        else:
            doubted.add(key)
            findings.append(_disagreement(one, two, by_grid))
    if filled:
        left = tuple(f for f in first.findings if f.key not in filled)
        first = replace(first, cells={**first.cells, **filled}, findings=left)
    if all(page.trust in ("text", "empty") and page.origin == "text" for page in pages):
        first = _without_rows_not_printed(first, second, pages)
    return first, Opinion(frozenset(confirmed), frozenset(doubted), tuple(findings), pages=numbers)


def _without_rows_not_printed(first: FormReading, second: FormReading, pages: Sequence[PageReading]) -> FormReading:
    """The reading without the rows that the agency left out of its form.

    A row is left out when every page has a text layer that could be read, neither reader finds it, no number of its
    table is left over that could be its, its label is nowhere in the table (as part of another's, where a rule wasn't
    drawn), and nowhere does a number follow it.
    """
    text = simplified("\n".join(page.glyphs.text for page in pages))
    inside = {
        name: simplified("\n".join(c.text for grid in table.fragments for c in grid.cells))
        for name, table in first.tables.items()
    }
    rows = {(k.table, k.row) for k in first.expected} - {(k.table, k.row) for k in (*first.cells, *second.cells)}
    unclear = left_over_in(first.findings)
    absent = {
        (table, row)
        for table, row in rows
        if table in first.tables
        and table not in unclear
        and not is_printed(table, row, inside[table])
        and not is_printed(table, row, text, before_a_number=True)
    }
    return without_rows(first, absent)


def _pages_in_doubt(
    first: FormReading, checks: Sequence[Check], identities: Sequence[Identity], pages: Sequence[PageReading]
) -> frozenset[int]:
    """Pages with cells of failing identities; where cells are missing, the pages of their table and the next one."""
    readable = [p.number for p in pages if p.trust == "text" and p.origin == "text"]
    failing = {(c.check, c.table, c.subject) for c in checks if c.verdict == "fails"}
    doubtful = {
        first.cells[key].page
        for i in identities
        if (i.check, i.table, i.subject) in failing
        for key in (*i.left, *i.right)
        if key in first.cells
    }
    for table in {k.table for k in first.expected if k not in first.cells or first.cells[k].state == "unreadable"}:
        if table not in first.tables:
            doubtful.update(readable)
        else:
            fragments = first.tables[table].fragments
            doubtful.update(grid.page for grid in fragments)
            doubtful.add(fragments[-1].page + 1)
    return frozenset(doubtful & set(readable))


def _seen_by_camelot(cell: Cell, grids: dict[int, tuple[GridCell, ...]]) -> bool | None:
    """Whether camelot sees the same value at the place of a cell; None where it has no cell there."""
    x, y = (cell.box.x0 + cell.box.x1) / 2, (cell.box.top + cell.box.bottom) / 2
    for other in grids.get(cell.page, ()):
        if other.box.x0 <= x <= other.box.x1 and other.box.top <= y <= other.box.bottom:
            value = parse_value("\n".join(other.lines), one_box=True)
            return (value.number, value.state) == (cell.value, cell.state)
    return None


def _may_be_meant(left_over: Finding, cell: Cell) -> bool:
    """Whether a number that is no cell of the form stands in the row or under the column of a cell."""
    if left_over.facts["table"] != cell.key.table or left_over.box is None:
        return False
    under = left_over.box.x0 < (cell.box.x0 + cell.box.x1) / 2 < left_over.box.x1
    return under or stands_beside(left_over, cell.page, cell.box)


def _reread(one: Cell | None, two: Cell) -> Finding:
    before = "nothing" if one is None else f"“{one.printed}”, which is no number"
    return Finding(
        code="CELL_REREAD",
        severity="warning",
        message=(
            f"Page {two.page}, {'.'.join(two.key)}: the first reading gave {before}; "
            f"pdfplumber and camelot both read “{two.printed}”."
        ),
        page=two.page,
        box=two.box,
        key=two.key,
        facts={"before": one.printed if one is not None else "", "after": two.printed},
    )


def _disagreement(one: Cell, two: Cell | None, by_grid: bool | None) -> Finding:
    others = []
    if two is None:
        others.append("pdfplumber finds no such cell")
    elif (two.value, two.state) != (one.value, one.state):
        others.append(f"pdfplumber reads “{two.printed}”")
    if by_grid is False:
        others.append("camelot's cell at this place holds another text")
    return Finding(
        code="READINGS_DISAGREE",
        severity="error",
        message=f"Page {one.page}, {'.'.join(one.key)}: “{one.printed}” was read, but {' and '.join(others)}; look.",
        page=one.page,
        box=one.box,
        key=one.key,
        facts={"first": one.printed, "second": "" if two is None else two.printed},
    )
