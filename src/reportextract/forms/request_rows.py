"""Rows of table 三: what they hold, and which of the form's outcomes each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from reportextract.forms.columns import UNSURE, PlacedColumn
from reportextract.forms.edition import Axis, Form, Reading, Term, load_form, read_term
from reportextract.forms.placed import ALIKE, SURELY, joining_cost
from reportextract.forms.sequence import IMPOSSIBLE, Match, align, without_guesses
from reportextract.model import GridCell, Table, TableRow

# A row cut by a page break has two halves; between words without rules a label may run over this many lines.
LONGEST_RULED, LONGEST_ALIGNED = 2, 7
# A label that is less like a row's name doesn't name it.
LEAST_ALIKE = 0.45
# Labels that begin within this many points of each other are in one label column.
SAME_LABEL_COLUMN = 12.0


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the page that may be an outcome.

    Attributes:
        leaf: The label next to the values.
        context: The labels further left: groups.
        values: The cells under each column of values, in order.
        filled_columns: Which of them hold something, as bits.
        legibility: How sure its leaf was recognised; 1 where nothing was.
    """

    row: TableRow
    leaf: str
    leaf_x: float
    context: tuple[str, ...]
    values: tuple[tuple[GridCell, ...], ...]
    labels: tuple[GridCell, ...]
    columns: tuple[PlacedColumn, ...]
    may_continue: bool
    filled_columns: int
    legibility: float = 1.0

    @property
    def filled(self) -> bool:
        return self.filled_columns != 0


def match_rows(rows: Sequence[Row], form: Form, table: Table) -> list[tuple[Match, Axis]]:
    """The rows of the page that are rows of the form.

    Where editions print a row differently (其他处理 as one row or as three) a table has one of the two.
    """
    found = _match_outcomes(rows, form.outcomes, form, table)
    every = frozenset(form.editions)
    if len({axis.editions for _, axis in found if axis.editions != every}) < 2:
        return found
    choices = [
        _match_outcomes(rows, tuple(a for a in form.outcomes if edition in a.editions), form, table)
        for edition in form.editions
    ]
    return max(choices, key=lambda matches: sum(m.score for m, _ in matches))


def _is_labelled_after_break(part: Sequence[Row]) -> bool:
    """Whether the numbers of a row stand on a page before all of its label, which they stand beside."""
    numbers = [r.row.fragment for r in part if r.filled]
    labels = [r.row.fragment for r in part if r.leaf]
    return bool(numbers) and bool(labels) and min(labels) > max(numbers)


def _match_outcomes(
    rows: Sequence[Row], outcomes: tuple[Axis, ...], form: Form, table: Table
) -> list[tuple[Match, Axis]]:
    every = frozenset(form.editions)

    def joined(first: int, last: int) -> list[float] | None:
        part = rows[first : last + 1]
        if table.evidence == "ruled":
            are_one = are_complementary(part)
        else:
            are_one = are_complementary([r for r in part if not _is_scratch(r, part)])
            are_one = are_one and not _is_labelled_after_break(part)
        if not are_one:
            return None
        cost = joining_cost([r.row for r in part])
        return [score - cost for score in _row_scores(part, outcomes)]

    matches = align(
        len(rows),
        len(outcomes),
        [_row_scores([row], outcomes) for row in rows],
        [-0.8 if r.filled else -0.1 for r in rows],
        [-0.3 if a.editions == every else -0.02 for a in outcomes],
        joined,
        [r.may_continue for r in rows],
        LONGEST_RULED if table.evidence == "ruled" else LONGEST_ALIGNED,
    )
    named = [_is_named(rows[m.first : m.last + 1], outcomes) for m in matches]
    certain = without_guesses(matches, named, [r.filled for r in rows], len(outcomes))
    found = [(match, outcomes[match.slot]) for match in certain]
    if table.evidence == "ruled":
        return found
    return [(m, axis) for m, axis in found if not _is_group_label(rows[m.first : m.last + 1], axis, form)]


def _is_group_label(part: Sequence[Row], axis: Axis, form: Form) -> bool:
    """Whether rows without a number are the label of a group of one edition's rows, which is one row of another's."""
    return not any(r.filled for r in part) and axis.term.official in {group.official for group in form.outcome_groups}


def _row_scores(part: Sequence[Row], outcomes: tuple[Axis, ...]) -> Sequence[float]:
    """How well some rows, taken as one, are each of the form's: by label, its number, the groups beside it."""
    leaf = leaf_of(part)
    if not _is_named(part, outcomes):
        # Nothing printed or legible: only the place speaks, and only for rows between rules that hold something.
        by_place = 0.02 if not part[0].may_continue and any(r.filled for r in part) else IMPOSSIBLE
        return [by_place] * len(outcomes)
    return _scores_by_label(leaf, tuple([text for r in part for text in r.context]), outcomes)


def _is_named(part: Sequence[Row], outcomes: tuple[Axis, ...]) -> bool:
    """Whether a label stands there that may be read: what was recognised unsurely, and is like no name, may be any."""
    reading = read_term(leaf_of(part))
    if not reading.label.core:
        return False
    return min(row.legibility for row in part) >= UNSURE or reading.alike_any([a.term for a in outcomes]) >= LEAST_ALIKE


@lru_cache(maxsize=8192)
def _scores_by_label(leaf: str, context: tuple[str, ...], outcomes: tuple[Axis, ...]) -> tuple[float, ...]:
    """The same for what is printed in the row and beside it: most reports print the same few things."""
    beside = {}
    if context:
        beside = {g: max(read_term(text).alike(g) for text in context) for g in load_form().outcome_groups}
    reading = read_term(leaf)
    alike = [reading.alike(axis.term) for axis in outcomes]
    # What is one outcome's whole name is no other's that it is a little like.
    least = ALIKE if max(alike, default=0.0) >= SURELY else 0.0
    return tuple(
        [
            _row_score(reading, axis, beside) if found >= least else IMPOSSIBLE
            for axis, found in zip(outcomes, alike, strict=True)
        ]
    )


def _row_score(leaf: Reading, axis: Axis, beside: dict[Term, float]) -> float:
    alike = leaf.alike(axis.term)
    if alike < LEAST_ALIKE:
        return IMPOSSIBLE
    score = 2 * alike - 1
    official = axis.term.labels[0].enumerator
    if leaf.label.enumerator and official:
        score += 0.1 if leaf.label.enumerator == official else -0.15
    if axis.parents and beside:
        if beside[axis.parents[-1]] >= ALIKE:
            score += 0.2
        elif any(found >= 0.8 for group, found in beside.items() if group not in axis.parents):
            score -= 0.4
    return score


def leaf_of(part: Sequence[Row]) -> str:
    """The label of rows that are one: what stands in the innermost of their label columns.

    Between words without rules, the line of a group's label may lie among the lines of a row's.
    """
    if len(part) == 1:
        return part[0].leaf
    inner = max(r.leaf_x for r in part)
    return "".join(r.leaf for r in part if r.leaf_x > inner - SAME_LABEL_COLUMN)


def are_complementary(part: Sequence[Row]) -> bool:
    """Whether the rows can be one: under no column do two of them hold a value."""
    seen = 0
    for row in part:
        if seen & row.filled_columns:
            return False
        seen |= row.filled_columns
    return True


def _is_scratch(row: Row, part: Sequence[Row]) -> bool:
    """Whether all that a row holds is one stroke, beside one that has a number or a mark under every column.

    As one row they keep both: under the column of the stroke stand two values, which is none.
    """
    held = [cell for cells in row.values for cell in cells if cell.lines]
    if len(held) != 1:
        return False
    is_stroke = not any(map(str.isalnum, held[0].text)) or (held[0].text == "1" and held[0].confidence < 1.0)
    return is_stroke and any(r.filled_columns == (1 << len(r.values)) - 1 for r in part if r is not row)


def is_beside_label(part: Sequence[Row]) -> bool:
    """Whether the numbers of a row stand on a line of its label, or between two."""
    filled = [k for k, r in enumerate(part) if r.filled]
    labelled = [k for k, r in enumerate(part) if r.leaf]
    return any(labelled[0] <= k <= labelled[-1] for k in filled) if labelled else False


def is_rest_of_a_row(rows: Sequence[Row], index: int) -> bool:
    """Whether a row is the first behind a page break, and the last before it, which is none of the form's, has
    numbers or strokes for nothing: they may be its own, unless there is one for each column beside a label."""
    if index == 0 or rows[index - 1].row.fragment == rows[index].row.fragment:
        return False
    before = rows[index - 1]
    if before.leaf and before.legibility >= UNSURE and before.filled_columns == (1 << len(before.values)) - 1:
        return False
    return before.filled or any(cell.text.isdecimal() for cell in before.row.cells)
