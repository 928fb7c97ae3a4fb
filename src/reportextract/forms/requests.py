"""三、收到和处理政府信息公开申请情况: outcomes down, applicants across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest

from reportextract.forms.columns import (
    Header,
    PlacedColumn,
    add_up,
    are_out_of_place,
    find_columns,
    header_cells,
    header_height,
    place_columns,
)
from reportextract.forms.edition import Axis, Form, load_form, read_term
from reportextract.forms.placed import (
    ALIKE,
    BESIDE_UNPLACED,
    BY_LABEL,
    BY_PLACE,
    BY_POOR_LABEL,
    CUT,
    EVIDENCE_WEIGHT,
    SHARED,
    Alignment,
    Column,
    IsValue,
    PlacedCell,
    cells_under,
    covers_more,
    is_one_text,
    names_several,
    printed_text,
    row_not_found,
    seen,
    unplaced_findings,
)
from reportextract.forms.request_rows import (
    Row,
    are_complementary,
    is_beside_label,
    is_rest_of_a_row,
    leaf_of,
    match_rows,
)
from reportextract.forms.sequence import beside_unplaced
from reportextract.model import CellKey, Evidence, Finding, GridCell, Table, TableRow

TABLE = "requests"


def align_requests(table: Table, form: Form, is_value: IsValue) -> Alignment:
    """Places the cells of table 三."""
    used: set[int] = set()
    rows = _body(table, form, is_value, used)
    matches = match_rows(rows, form, table)
    evidence = table.evidence
    weight = EVIDENCE_WEIGHT[evidence]
    cells: list[PlacedCell] = []
    findings: list[Finding] = []
    in_doubt = set() if evidence == "ruled" else beside_unplaced([m for m, _ in matches], [r.filled for r in rows])
    taken = {index for match, _ in matches for index in range(match.first, match.last + 1)}
    for match, axis in matches:
        part = rows[match.first : match.last + 1]
        leaf = read_term(leaf_of(part))
        alike = leaf.alike(axis.term)
        official = axis.term.official
        if alike >= ALIKE:
            confidence, why = BY_LABEL, f"row labelled {leaf.label.text}"
        elif leaf.label.core:
            confidence, why = BY_POOR_LABEL, f"row labelled {leaf.label.text}, nearest to {official}"
        else:
            confidence, why = BY_PLACE, f"row without label, in the place of {official}"
        for r in part:
            used.update(id(c) for c in r.labels)
        placed = _place_values(axis, part, confidence * weight, why, used, evidence)
        if match.first - 1 not in taken and is_rest_of_a_row(rows, match.first):
            placed = [cell if cell.printed else cell._replace(obstacle=CUT) for cell in placed]
        if match.slot in in_doubt:
            # Recognised numbers on a line of their own may be those of a row whose label wasn't read.
            is_apart = evidence != "ruled" and min(r.legibility for r in part) < 1.0 and not is_beside_label(part)
            placed = [
                cell if cell.printed and not is_apart else cell._replace(obstacle=BESIDE_UNPLACED) for cell in placed
            ]
        cells.extend(placed)
    found = {axis.key for _, axis in matches}
    expected = tuple(
        CellKey(TABLE, axis.key, column.key) for axis in _expected_rows(form, found) for column in form.applicants
    )
    for axis in _expected_rows(form, found):
        if axis.key not in found:
            findings.append(row_not_found(TABLE, "三", axis, table.fragments[0].page))
    used.update(id(c) for row in table.rows for c in row.starting if c.lines and _is_piece_of_label(c.text))
    findings.extend(unplaced_findings(TABLE, table.rows, used))
    return Alignment(TABLE, tuple(cells), expected, _editions(form, found), tuple(findings))


@lru_cache(maxsize=8192)
def _is_piece_of_label(text: str) -> bool:
    """Whether a text is a piece of a group's label, which runs down beside its rows, or of the corner's."""
    form = load_form()
    piece = read_term(text).label.text
    return bool(piece) and any(piece in term.official for term in (form.corners[TABLE], *form.outcome_groups))


def _body(table: Table, form: Form, is_value: IsValue, used: set[int]) -> list[Row]:
    """The rows that may be outcomes, each with its values under placed columns; header rows are consumed.

    A fragment without a header of its own takes the columns of the one before: the same ones by their place.
    """
    headers: list[Header] = []
    placed: list[PlacedColumn] = []
    body: list[Row] = []
    parts: list[tuple[list[TableRow], int, list[Column]]] = []
    for number in range(len(table.fragments)):
        rows = [r for r in table.rows if r.fragment == number]
        first = header_height(rows, lambda cell: _is_header_text(cell.text), lambda row: _is_data(row, is_value))
        parts.append((rows, first, find_columns(rows[first:], is_value)))
    complete = [(rows[first:], columns) for rows, first, columns in parts if len(columns) == len(form.applicants)]
    adds_up = add_up((row, columns) for rows, columns in complete for row in rows)
    for number, (rows, first, columns) in enumerate(parts):
        own = header_cells(rows[:first], is_value)
        # A header that a new page repeats replaces the one before; a piece of one adds to it.
        headers = own if sum(_names_column(h.cell.text) for h in own) > 3 else headers + own
        used.update(id(h.cell) for h in own if _is_header_text(h.cell.text))
        columns = columns or [p.column for p in placed]
        fresh = place_columns(columns, headers, form.applicants, form.applicant_groups)
        inherited = _inherit(columns, placed)
        placed = fresh if len(fresh) >= len(inherited) else inherited
        if len(columns) == len(form.applicants):
            placed = _all_in_order(columns, placed, form, adds_up, table.evidence)
        for index, row in enumerate(rows[first:]):
            # Below a header that the new page repeats, the first row may be the rest of the last one too.
            continues = row.may_continue or (index == 0 and number > 0)
            found = _row_of(row, columns, placed, is_value, continues)
            if continues and body and table.evidence == "ruled" and not are_complementary((body[-1], found)):
                # Two rows between rules with numbers under the same column are two.
                found = replace(found, may_continue=False)
            body.append(found)
    return body


def _inherit(columns: Sequence[Column], before: Sequence[PlacedColumn]) -> list[PlacedColumn]:
    """The placed columns of the fragment before, moved to this fragment's own edges."""
    if not before:
        return []
    if len(columns) == len(before):
        return [PlacedColumn(c, p.axis, p.confidence, p.why) for c, p in zip(columns, before, strict=True)]
    return [
        PlacedColumn(c, p.axis, p.confidence, p.why)
        for p in before
        for c in columns
        if abs(c.middle - p.column.middle) < (c.x1 - c.x0) / 3
    ]


def _all_in_order(
    columns: Sequence[Column], placed: Sequence[PlacedColumn], form: Form, adds_up: bool, evidence: Evidence
) -> list[PlacedColumn]:
    """The columns of a table that has as many as the form, each in its place.

    Those that add up as the form's do are the form's, named or not. Without rules a name may stand over the column
    beside its own (set downwards, it begins at the right side of its box): where one is out of its place, and no sums
    tell, all may be.

    Args:
        placed: Those that a header names, or that a fragment before tells.
    """
    in_order = list(zip(columns, form.applicants, strict=True))
    place_of = dict(in_order)
    is_out_of_place = are_out_of_place(placed, columns, form.applicants)
    if not adds_up and is_out_of_place and evidence != "ruled":
        return []
    if not adds_up or (is_out_of_place and evidence == "ruled"):
        return list(placed)
    named = {p.column: p for p in placed if p.axis is place_of.get(p.column)}
    why = "column without header, of columns that add up as the form's do, in the place of"
    return [
        named.get(column) or PlacedColumn(column, axis, BY_PLACE, f"{why} {axis.term.official}")
        for column, axis in in_order
    ]


def _row_of(
    row: TableRow, columns: Sequence[Column], placed: Sequence[PlacedColumn], is_value: IsValue, continues: bool
) -> Row:
    edge = columns[0].x0 + 2 if columns else float("inf")
    labels = [c for c in row.cells if c.box.x0 < edge - 4 and c.lines and not (c.box.x1 > edge and is_value(c.text))]
    starting = {id(c) for c in row.starting}
    leaf: list[GridCell] = []
    context: list[GridCell] = []
    for cell in reversed(labels):
        if id(cell) in starting and (not leaf or cell.box.x0 >= leaf[0].box.x0 - 1):
            leaf.append(cell)
        else:
            context.append(cell)
    beside = [c for c in row.starting if c.box.x0 >= edge - 4]
    if names_several(leaf, beside) or _names_group("".join(c.text for c in leaf)):
        # Or the row's own label is missing, and the group's (不予公开) is no row's, however much it looks like one
        # (予以公开).
        context, leaf = [*leaf, *context], []
    label = "".join(c.text for c in reversed(leaf))
    if len(leaf) == 1 and context and id(context[0]) in starting and (whole := _parted_label(context[0], leaf[0])):
        label, leaf, context = whole, [*leaf, context[0]], context[1:]
    values = tuple(map(tuple, cells_under(row, [p.column for p in placed])))
    return Row(
        row=row,
        leaf=label,
        leaf_x=min((c.box.x0 for c in leaf), default=0.0),
        context=tuple([c.text for c in context]),
        values=values,
        labels=tuple(labels),
        columns=tuple(placed),
        may_continue=continues,
        legibility=min((c.confidence for c in leaf), default=1.0),
        filled_columns=sum(1 << k for k, cells in enumerate(values) if any(c.lines for c in cells)),
    )


def _parted_label(first: GridCell, second: GridCell) -> str:
    """The row's name if two boxes side by side are one, which a rule supposed on a scan parts; else nothing."""
    whole = "".join(a + b for a, b in zip_longest(first.lines, second.lines, fillvalue=""))
    if second.confidence == 1.0 or first.row_span != second.row_span:
        return ""
    names = [axis.term for axis in load_form().outcomes]
    found = read_term(whole).alike_any(names)
    return whole if found >= ALIKE and found > read_term(second.text).alike_any(names) else ""


def _is_data(row: TableRow, is_value: IsValue) -> bool:
    # A speck before the corner's note is no number with a note behind it.
    headers = [c for c in row.starting if c.lines and _is_header_text(c.text) and not _is_numbered_row(c.text)]
    cells = [c for c in row.starting if c.lines and c not in headers]
    if any(_names_row(c.text) for c in cells):
        return True
    # Nor is what was recognised across several columns a number: it is what is left of a rule between them, or of a
    # seal over the header.
    values = [c for c in cells if is_value(c.text)]
    return any(c.confidence == 1.0 for c in values) or sum(c.column_span == 1 for c in values) > len(headers)


@lru_cache(maxsize=8192)
def _names_row(text: str) -> bool:
    return len(text) > 3 and read_term(text).alike_any([axis.term for axis in load_form().outcomes]) >= 0.8


@lru_cache(maxsize=8192)
def _is_numbered_row(text: str) -> bool:
    """Whether a text is the name of a row, number and all: （七）总计, where a column is called 总计."""
    return bool(read_term(text).label.enumerator) and _names_row(text)


@lru_cache(maxsize=8192)
def _names_group(text: str) -> bool:
    """Whether a text is the label of a group of rows rather than of any row."""
    form, reading = load_form(), read_term(text)
    group = reading.alike_any(form.outcome_groups)
    return group >= ALIKE and group > reading.alike_any([axis.term for axis in form.outcomes])


@lru_cache(maxsize=8192)
def _names_column(text: str) -> bool:
    return read_term(text).alike_any([axis.term for axis in load_form().applicants]) >= ALIKE


@lru_cache(maxsize=8192)
def _is_header_text(text: str) -> bool:
    form = load_form()
    known = (*form.applicant_groups, form.corners[TABLE])
    return _names_column(text) or read_term(text).alike_any(known) >= 0.75


def _place_values(
    axis: Axis, part: Sequence[Row], confidence: float, why: str, used: set[int], evidence: Evidence
) -> list[PlacedCell]:
    placed = []
    row = part[0]
    columns = [p.column for p in row.columns]
    label = max((c for c in row.labels if c in row.row.starting), key=lambda c: c.box.x0, default=None)
    # A blank box is that of the line on which the others have numbers, not of its label's first.
    by_numbers = sorted(part, key=lambda r: -r.filled_columns.bit_count())
    for k, (column, applicant, sure, headed) in enumerate(row.columns):
        boxes = row.values[k] if len(part) == 1 else [c for r in by_numbers if k < len(r.values) for c in r.values[k]]
        if not boxes:
            continue
        filled = [c for c in boxes if c.lines]
        cell = filled[0] if filled else boxes[0]
        page = row.row.page if len(part) == 1 else next(r.row.page for r in part if any(c is cell for c in r.row.cells))
        obstacle = CUT if not filled and label is not None and cell.row_span < label.row_span else ""
        for c in filled:
            used.add(id(c))
            if c.box.x1 - c.box.x0 > column.x1 - column.x0 + 1 and covers_more(c, columns):
                obstacle = SHARED
        placed.append(
            PlacedCell(
                CellKey(TABLE, axis.key, applicant.key),
                printed_text(filled),
                page,
                cell.box,
                obstacle,
                is_one_text(filled, evidence),
                applicant.quantity,
                applicant.unit,
                min(confidence, sure),
                f"{why}; {headed}",
                seen(filled),
            )
        )
    return placed


def _expected_rows(form: Form, found: set[str]) -> list[Axis]:
    """The rows that the form at hand has: those of every edition, and of those that differ the ones it prints.

    Where an edition has several rows for one (其他处理), one that is found tells that the others are there to be read.
    """
    every = frozenset(form.editions)
    printed = {a.editions for a in form.outcomes if a.key in found} | {every}
    return [a for a in form.outcomes if a.editions in printed]


def _editions(form: Form, found: set[str]) -> dict[str, float]:
    every = frozenset(form.editions)
    votes = dict.fromkeys(form.editions, 0.0)
    for axis in form.outcomes:
        if axis.editions != every and axis.key in found:
            for edition in axis.editions:
                votes[edition] += 0.3
    return votes
