"""二、主动公开政府信息情况: blocks, each an item of article 20 with a header of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from reportextract.forms.columns import Header as ColumnHeader
from reportextract.forms.columns import PlacedColumn, headers_over, place_columns
from reportextract.forms.edition import Block, Form, Term, load_form, read_term
from reportextract.forms.placed import (
    ALIKE,
    BESIDE_UNPLACED,
    BY_LABEL,
    BY_PLACE,
    BY_POOR_LABEL,
    EVIDENCE_WEIGHT,
    SHARED,
    SURELY,
    Alignment,
    Column,
    IsValue,
    PlacedCell,
    is_one_text,
    joining_cost,
    names_several,
    overlap,
    printed_text,
    read_cell,
    row_not_found,
    seen,
    unplaced_findings,
)
from reportextract.forms.sequence import IMPOSSIBLE, Match, align, beside_unplaced, without_guesses
from reportextract.model import Box, CellKey, Finding, GridCell, Table, TableRow

TABLE = "disclosure"
# A block's title: 第二十条第（一）项, with or without spaces, brackets, 第.
_TITLE = re.compile(r"第?二十条.{0,3}[一二三四五六七八九十].{0,2}项|^第.{1,3}项$")
# The same where a rule of the rows below seems to run through it, and the characters beside that are misread.
_TITLE_IN_PIECES = re.compile(r"第?二十.{1,6}[)）]?项")
_UNIT = re.compile(r"单位\s*[:：]?\s*([^\s()（）:：]+)")
LONGEST = 3
# So much of a name stands over what it may be the name of.
NAMED = 0.3
# Longer text that begins like a block's title is a sentence.
LONGEST_TITLE = 14


def is_block_title(text: str) -> bool:
    """Whether a line is the title of a block of table 二 (第二十条第（五）项) and nothing else."""
    label = read_term(text).label.text
    return len(label) < LONGEST_TITLE and _TITLE.match(label) is not None


@dataclass(frozen=True, slots=True)
class _DataRow:
    row: TableRow
    label: str
    label_cells: tuple[GridCell, ...]
    values: tuple[GridCell, ...]
    title: str
    headers: tuple[GridCell, ...]
    may_continue: bool


def align_disclosure(table: Table, form: Form, is_value: IsValue) -> Alignment:
    """Places the cells of table 二.

    Each row keeps the title and the header printed above it; a block is read in the edition whose headers it shows,
    so that hybrids come out as they are printed.
    """
    used: set[int] = set()
    rows = _data_rows(table, form, is_value, used)
    matches = _match(rows, form)
    evidence = table.evidence
    weight = EVIDENCE_WEIGHT[evidence]
    votes = dict.fromkeys(form.editions, 0.0)
    cells: list[PlacedCell] = []
    expected: dict[CellKey, None] = {}
    findings: list[Finding] = []
    best_block = cache(_best_block)
    holding = [_holds_numbers(r.values) for r in rows]
    in_doubt = set() if evidence == "ruled" else beside_unplaced(matches, holding)
    for match in matches:
        part = rows[match.first : match.last + 1]
        axis = form.subjects[match.slot]
        printed = read_term("".join(r.label for r in part))
        alike = printed.alike(axis.term)
        confidence = BY_LABEL if alike >= ALIKE else BY_POOR_LABEL if printed.label.core else BY_PLACE
        why = f"row labelled {printed.label.text or 'nothing'}"
        fullest = max(part, key=lambda r: len(r.values))
        # Rows of one block have the same boxes under the same header.
        edges = tuple((c.box.x0, c.box.x1) for c in fullest.values)
        blocks = tuple(b for b in form.blocks if any(row.key == axis.key for row in b.rows))
        others = tuple(b for b in form.blocks if b not in blocks)
        block, columns, score = best_block(blocks, others, edges, fullest.headers)
        by_numbers = sorted(part, key=lambda r: -sum(bool(c.lines) for c in r.values))
        for r in part:
            used.update(id(c) for c in r.label_cells)
        if block is None:
            continue
        votes[block.edition] += score
        expected.update(dict.fromkeys(CellKey(TABLE, axis.key, column.key) for column in block.columns))
        for placed in columns:
            # A blank box is that of the line on which the others have numbers, not of its label's first.
            boxes = [c for r in by_numbers for c in r.values if overlap(c, placed.column) > 0.5]
            if not boxes:
                continue
            filled = [c for c in boxes if c.lines] or boxes[:1]
            used.update(id(c) for c in filled)
            obstacle = SHARED if sum(overlap(filled[0], c.column) > 0.5 for c in columns) > 1 else ""
            if match.slot in in_doubt and not filled[0].lines:
                obstacle = BESIDE_UNPLACED
            on_page = next(r.row.page for r in part if filled[0] in r.values)
            cells.append(
                PlacedCell(
                    key=CellKey(TABLE, axis.key, placed.axis.key),
                    printed=printed_text(filled),
                    page=on_page,
                    box=filled[0].box,
                    obstacle=obstacle,
                    one_box=is_one_text(filled, evidence),
                    quantity=placed.axis.quantity,
                    unit=_stated_unit(part[0].headers, placed.column) or placed.axis.unit,
                    confidence=min(confidence, placed.confidence) * weight,
                    why=f"{why}; {placed.why}",
                    legibility=seen(filled),
                )
            )
        used.update(id(h) for h in part[0].headers)
    edition = max(form.editions, key=lambda e: votes[e]) if any(votes.values()) else ""
    found = {key.row for key in expected}
    expected.update(dict.fromkeys(_missing_blocks(form, found, edition)))
    absent = {key.row for key in expected} - found
    page = table.fragments[0].page
    findings.extend(row_not_found(TABLE, "二", axis, page) for axis in form.subjects if axis.key in absent)
    findings.extend(unplaced_findings(TABLE, table.rows, used))
    return Alignment(TABLE, tuple(cells), tuple(expected), votes, tuple(findings))


def _data_rows(table: Table, form: Form, is_value: IsValue, used: set[int]) -> list[_DataRow]:
    """Rows that hold a subject, each with the title and header above it."""
    measures = [c.term for b in form.blocks for c in b.columns]
    rows: list[_DataRow] = []
    title = ""
    headers: list[GridCell] = []
    open_header = False
    for row in table.rows:
        texts = [c for c in row.cells if c.lines]
        if not texts:
            continue
        in_title = _cells_of_title(texts)
        if in_title and not any(is_value(c.text) for c in texts):
            title = "".join(c.text for c in in_title)
            used.update(id(c) for c in texts)
            # Under a title without a rule below it the header is in the same row.
            beside = [c for c in texts if c not in in_title]
            headers = beside if beside and _is_header(beside, form, measures, is_value) else []
            open_header = True
            continue
        if _is_header(texts, form, measures, is_value):
            # A header cut by a page break comes in two rows; both belong to the block.
            headers = [*headers, *texts] if open_header else list(texts)
            used.update(id(c) for c in texts)
            open_header = True
            continue
        first = row.cells[0]
        label_cells = tuple(c for c in texts if not is_value(c.text) and (c is first or c.box.x1 <= first.box.x1 + 2))
        if not label_cells:
            # Before it is a sliver of the table's side, with a speck or nothing in it.
            label_cells = tuple([c for c in texts if _names_subject(c.text)][:1])
        before = label_cells[0].box.x0 if label_cells else first.box.x0
        values = tuple(
            c for c in row.cells if c not in label_cells and c.box.x0 >= before and not (c is first and not c.lines)
        )
        open_header = False
        # Below a header that the new page repeats, the first row may be the rest of the last one too.
        continues = row.may_continue or (bool(rows) and rows[-1].row.fragment != row.fragment)
        if continues and rows and table.evidence == "ruled":
            # Two rows between rules that both hold numbers are two.
            continues = not (_holds_numbers(values) and _holds_numbers(rows[-1].values))
        label = "" if names_several(label_cells, values) else "".join(c.text for c in label_cells)
        rows.append(_DataRow(row, label, label_cells, values, title, tuple(headers), continues))
    return rows


@cache
def _names_subject(text: str) -> bool:
    return read_term(text).alike_any([axis.term for axis in load_form().subjects]) >= ALIKE


def _cells_of_title(texts: Sequence[GridCell]) -> list[GridCell]:
    """The cells of a row that are a block's title: one, or several that a rule seems to part."""
    title = next((c for c in texts if _TITLE.search(read_cell(c).label.text)), None)
    if title is not None:
        return [title]
    is_parted = len(texts) > 1 and _TITLE_IN_PIECES.fullmatch("".join(c.text for c in texts)) is not None
    return list(texts) if is_parted else []


def _holds_numbers(values: Sequence[GridCell]) -> bool:
    return any(c.lines for c in values)


def _is_header(texts: Sequence[GridCell], form: Form, measures: Sequence[Term], is_value: IsValue) -> bool:
    if any(is_value(c.text) for c in texts):
        return False
    readings = [read_cell(c) for c in texts]
    if any(r.alike(form.corners[TABLE]) >= ALIKE for r in readings):
        return True
    named = any(r.alike_any(measures) >= ALIKE for r in readings)
    return named and readings[0].alike_any([s.term for s in form.subjects]) < 0.8


def _match(rows: Sequence[_DataRow], form: Form) -> list[Match]:
    titles: dict[str, list[Block]] = {}
    for block in form.blocks:
        for axis in block.rows:
            titles.setdefault(axis.key, []).append(block)

    def score(part: Sequence[_DataRow], slot: int) -> float:
        printed = read_term("".join(r.label for r in part))
        axis = form.subjects[slot]
        alike = printed.alike(axis.term)
        if alike < ALIKE and printed.alike_any([a.term for a in form.subjects]) >= SURELY:
            return IMPOSSIBLE  # it is another's whole name
        if not printed.label.core:
            # Nothing printed: only the place speaks, and only for rows between rules that hold something.
            certain = not part[0].may_continue
            return 0.02 if certain and any(_holds_numbers(r.values) for r in part) else IMPOSSIBLE
        if alike < 0.5:
            return IMPOSSIBLE
        found = 2 * alike - 1 - joining_cost([r.row for r in part])
        if part[0].title:
            item = read_term(part[0].title)
            found += 0.2 if any(item.alike(b.title) > 0.95 for b in titles[axis.key]) else -0.2
        return found

    def scores(first: int, last: int) -> list[float] | None:
        part = rows[first : last + 1]
        if last > first and sum(_holds_numbers(r.values) for r in part) > 1:
            return None
        return [score(part, slot) for slot in range(len(form.subjects))]

    matches = align(
        len(rows),
        len(form.subjects),
        [scores(i, i) or [] for i in range(len(rows))],
        [-0.8 if _holds_numbers(r.values) else -0.1 for r in rows],
        [-0.1] * len(form.subjects),
        scores,
        [r.may_continue for r in rows],
        LONGEST,
    )
    # A label that could not be read names nothing.
    named = [bool(read_term("".join(r.label for r in rows[m.first : m.last + 1])).label.core) for m in matches]
    return without_guesses(matches, named, [_holds_numbers(r.values) for r in rows], len(form.subjects))


def _best_block(
    blocks: tuple[Block, ...],
    others: tuple[Block, ...],
    edges: tuple[tuple[float, float], ...],
    header: tuple[GridCell, ...],
) -> tuple[Block | None, list[PlacedColumn], float]:
    """The edition's block whose header fits what is printed above a row best, with the columns placed by it.

    Args:
        blocks: Those that have the row, one for each edition.
        others: The form's other blocks: what is headed by one of their columns' names is of a row of theirs.
        edges: Left and right of the row's boxes.
        header: What is printed above them.
    """
    headers = [ColumnHeader(read_cell(c), c) for c in header]
    printed = [Column(x0, x1) for x0, x1 in edges]
    columns = [c for c in printed if headers_over(headers, c)] or printed
    own, foreign = ([axis.term for b in of for axis in b.columns] for of in (blocks, others))
    named = [h for h in headers if h.reading.alike_any(own) < ALIKE <= h.reading.alike_any(foreign)]
    names = [h for h in headers if h.reading.alike_any([*own, *foreign]) >= ALIKE]
    columns = [c for c in columns if not headers_over(named, c)]
    # A single column of numbers is known by its name only.
    columns = [c for c in columns if len(printed) > 1 or not _names_two(c, names)]
    if not columns:
        return None, [], 0.0
    best: tuple[Block | None, list[PlacedColumn], float] = (None, [], 0.0)
    for block in blocks:
        placed = place_columns(columns, headers, block.columns)
        placed = max(placed, _place_in_order(printed, headers, block), key=len)
        score = 0.0
        for p in placed:
            above = headers_over(headers, p.column) or headers
            score += max((h.reading.alike(p.axis.term) for h in above), default=0.0) - 0.3
        score -= 0.3 * abs(len(columns) - len(placed)) + 0.3 * (len(block.columns) - len(placed))
        if placed and (best[0] is None or score > best[2] + 1e-9):
            best = (block, placed, score)
    return best


def _names_two(column: Column, names: Sequence[ColumnHeader]) -> bool:
    """Whether names of two columns stand side by side over what was taken for one."""
    over = [h.cell.box for h in names if _common(h.cell.box, column) > NAMED * (h.cell.box.x1 - h.cell.box.x0)]
    return any(min(a.bottom, b.bottom) > max(a.top, b.top) for a, b in combinations(over, 2))


def _common(box: Box, column: Column) -> float:
    return min(box.x1, column.x1) - max(box.x0, column.x0)


def _place_in_order(columns: Sequence[Column], headers: Sequence[ColumnHeader], block: Block) -> list[PlacedColumn]:
    """The columns by their order, where a page without rules broke between a whole header and its rows.

    The numbers then stand where their own page puts them; there must be one for each column of the block, and a
    header for each, in the form's order, and none for anything else.
    """
    named = [
        max(block.columns, key=lambda axis: h.reading.alike(axis.term))
        for h in sorted(headers, key=lambda h: h.cell.box.x0)
        if h.reading.alike(load_form().corners[TABLE]) < ALIKE
    ]
    names_each = all(any(h.reading.alike(axis.term) >= ALIKE for h in headers) for axis in named)
    if not names_each or tuple(named) != block.columns or len(columns) != len(named):
        return []
    return [
        PlacedColumn(column, axis, BY_PLACE, f"column in the place of {axis.term.official}, headed on the page before")
        for column, axis in zip(columns, named, strict=True)
    ]


def _stated_unit(headers: Sequence[GridCell], column: Column) -> str | None:
    """The unit that the printed header gives: 本年收费金额（单位：元）."""
    for cell in headers:
        if overlap(cell, column) > 0.5 and (match := _UNIT.search(cell.text)) is not None:
            return match[1]
    return None


def _missing_blocks(form: Form, found: set[str], edition: str) -> list[CellKey]:
    """The cells of those blocks of an edition of which no row was found."""
    return [
        CellKey(TABLE, row.key, column.key)
        for block in form.blocks
        if block.edition == edition and not any(row.key in found for row in block.rows)
        for row in block.rows
        for column in block.columns
    ]
