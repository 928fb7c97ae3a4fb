"""四、行政复议、行政诉讼情况: one row of numbers under a header of three levels."""

from __future__ import annotations

from collections.abc import Sequence

from reportextract.forms.columns import (
    LIKE,
    UNSURE,
    Header,
    PlacedColumn,
    are_out_of_place,
    find_columns,
    is_garbled,
    place_columns,
)
from reportextract.forms.edition import Form, Term
from reportextract.forms.placed import (
    ALIKE,
    BY_PLACE,
    EVIDENCE_WEIGHT,
    SHARED,
    Alignment,
    Column,
    IsValue,
    PlacedCell,
    cells_under,
    covers_more,
    is_one_text,
    printed_text,
    read_cell,
    seen,
    unplaced_findings,
)
from reportextract.model import UNREAD, CellKey, Finding, Table, TableRow

TABLE = "review_litigation"
# How sure it is that one of several rows of numbers is the form's.
ONE_OF_SEVERAL = 0.5
# Of a row of numbers, recognised from a scan, this share may have been misread as something else: with a digit in it,
# or no longer than this (a 0 as C).
MISREAD, SHORT = 0.6, 1
# Where so many boxes hold values, no header is: what was recognised in the others is a seal's.
MOSTLY_VALUES, MANY_BOXES = 0.75, 8
# A row with no more than this share of what another holds has specks in it.
SPECKS = 0.15
BY_TREE = "column under a header of boxes as the form has them, in the place of"
BY_SUMS = "column without header, of columns that add up as the form's do, in the place of"


def align_review(table: Table, form: Form, is_value: IsValue) -> Alignment:
    """Places the cells of table 四: the first row of values, under all the header text above it.

    Where there are several rows of values, which one counts can't be told: the first is read, with little confidence.
    The header may be cut by a page break anywhere: every text above the values counts, whatever page it is on.
    """
    used: set[int] = set()
    rows = [r for r in table.rows if r.cells]
    value_rows = _without_specks([i for i, r in enumerate(rows) if _is_value_row(r, is_value)], rows)
    if not value_rows:
        # Left empty: the row of boxes without any text, below the header.
        value_rows = [
            i for i, r in enumerate(rows) if i > 0 and len(r.starting) > 2 and not any(c.lines for c in r.starting)
        ]
    findings: list[Finding] = []
    cells: list[PlacedCell] = []
    placed: list[PlacedColumn] = []
    if value_rows:
        at = value_rows[0]
        row = rows[at]
        headers = [Header(read_cell(c), c) for r in rows[:at] for c in r.starting if c.lines and not is_value(c.text)]
        used.update(id(h.cell) for h in headers if _is_known(h, form))
        columns = find_columns([row], lambda text: is_value(text) or len(text) <= SHORT)
        if table.evidence == "ruled" and len(row.starting) == len(row.cells) == len(form.tracks):
            # Rules tell of each box, whatever a seal over it reads as.
            columns = sorted([Column(c.box.x0, c.box.x1) for c in row.cells], key=lambda c: c.x0)
        placed = place_columns(columns, headers, form.tracks)
        # Without rules a name may stand over the column beside its own.
        is_out_of_place = table.evidence != "ruled" and are_out_of_place(placed, columns, form.tracks)
        if len(columns) == len(form.tracks) and (len(placed) < len(columns) or is_out_of_place):
            why = BY_SUMS if _adds_up(row, columns, form) else BY_TREE if is_tree_of_tracks(rows[:at], form) else ""
            placed = _in_order(columns, form, why) if why else [] if is_out_of_place else placed
        evidence = table.evidence
        sure = EVIDENCE_WEIGHT[evidence] * (1.0 if len(value_rows) == 1 else ONE_OF_SEVERAL)
        for column, boxes in zip(placed, cells_under(row, [p.column for p in placed]), strict=True):
            if not boxes:
                continue
            used.update(id(c) for c in boxes)
            track, result = column.axis.key.split(".")
            cells.append(
                PlacedCell(
                    key=CellKey(TABLE, track, result),
                    printed=printed_text(boxes),
                    page=row.page,
                    box=boxes[0].box,
                    obstacle=SHARED if any(covers_more(c, columns) for c in boxes if c.lines) else "",
                    one_box=is_one_text(boxes, evidence),
                    quantity=column.axis.quantity,
                    unit=column.axis.unit,
                    confidence=column.confidence * sure,
                    why=column.why,
                    legibility=seen(boxes),
                )
            )
        if len(value_rows) > 1:
            findings.append(
                Finding(
                    code="ROW_REPEATED",
                    severity="warning",
                    message=f"Page {row.page}: table 四 has {len(value_rows)} rows of numbers; the first was read.",
                    page=row.page,
                    facts={"table": TABLE, "rows": str(len(value_rows))},
                )
            )
    expected = tuple(CellKey(TABLE, *a.key.split(".")) for a in form.tracks)
    findings.extend(unplaced_findings(TABLE, table.rows, used))
    return Alignment(TABLE, tuple(cells), expected, {}, tuple(findings))


def is_tree_of_tracks(headers: Sequence[TableRow], form: Form) -> bool:
    """Whether the boxes of a header are those that the form has over its tracks, and none says anything else.

    A box over as many columns as each group of tracks has, in its place, and no other over several. What was recognised
    unsurely may be any name.
    """
    cells = {id(c): c for row in headers for c in row.cells}.values()
    names = form.vocabulary()[TABLE]
    if any(c.lines and c.confidence >= UNSURE and read_cell(c).alike_any(names) < LIKE for c in cells):
        return False
    over = {(c.column, c.column_span) for c in cells if c.column_span > 1}
    groups: dict[Term, list[int]] = {}
    for k, axis in enumerate(form.tracks):
        for parent in axis.parents:
            groups.setdefault(parent, []).append(k)
    return over == {(places[0], len(places)) for places in groups.values()}


def _in_order(columns: Sequence[Column], form: Form, why: str) -> list[PlacedColumn]:
    return [
        PlacedColumn(column, axis, BY_PLACE, f"{why} {axis.term.official}")
        for column, axis in zip(columns, form.tracks, strict=True)
    ]


def _adds_up(row: TableRow, columns: Sequence[Column], form: Form) -> bool:
    """Whether a row has as many numbers as the form, and the last of each track is the sum of the others.

    In most tracks something must be printed that is not 0: noughts add up in any order.
    """
    texts = ["\n".join(cells[0].lines) if len(cells) == 1 else "" for cells in cells_under(row, columns)]
    if len(columns) != len(form.tracks) or not all(text.isdecimal() for text in texts):
        return False
    tracks: dict[str, list[int]] = {}
    for axis, text in zip(form.tracks, texts, strict=True):
        tracks.setdefault(axis.key.split(".")[0], []).append(int(text))
    telling = sum(total > 0 for *_, total in tracks.values())
    return all(sum(parts) == total for *parts, total in tracks.values()) and telling * 2 > len(tracks)


def _is_value_row(row: TableRow, is_value: IsValue) -> bool:
    """A row whose boxes hold values: mostly filled, or all blank below a header.

    Of boxes whose text was recognised, and may have been misread, some may hold something else.
    """
    filled = [c for c in row.starting if c.lines]
    others = [c for c in filled if not is_value("\n".join(c.lines))]
    misread = [
        c
        for c in others
        if is_garbled(c) or (c.confidence < 1.0 and (len(c.text) <= SHORT or any(map(_is_digit, c.text))))
    ]
    if len(row.starting) < 3 or not filled:
        return False
    if len(filled) >= MANY_BOXES and len(filled) - len(others) >= MOSTLY_VALUES * len(filled):
        return all(c.confidence < 1.0 for c in others)
    return len(others) == len(misread) and len(misread) <= MISREAD * len(filled)


def _without_specks(value_rows: list[int], rows: Sequence[TableRow]) -> list[int]:
    """The rows of values but those recognised in which hardly a box holds something, beside one that is filled."""
    filled = [[c for c in rows[i].starting if c.lines] for i in value_rows]
    most = max(map(len, filled), default=0)
    return [
        i
        for i, cells in zip(value_rows, filled, strict=True)
        if len(cells) > SPECKS * most or any(c.confidence == 1.0 for c in cells)
    ]


def _is_digit(character: str) -> bool:
    return character.isdigit() or character == UNREAD


def _is_known(header: Header, form: Form) -> bool:
    return any(header.reading.alike(a.term) >= 0.5 or header.reading.alike_any(a.parents) >= ALIKE for a in form.tracks)
