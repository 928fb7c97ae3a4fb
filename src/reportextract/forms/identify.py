"""Which of the form's tables a grid on the page belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from reportextract.forms.edition import Form, Term, load_form, read_term
from reportextract.forms.placed import ALIKE, IsValue
from reportextract.forms.review import is_tree_of_tracks
from reportextract.model import Grid, TableRow

TABLES = ("disclosure", "requests", "review_litigation")
# Labels that say as much as this together decide: two ordinary labels, or one long one.
ENOUGH = 1.5
# In a small piece, this share of its labels must be the form's.
FEW = 0.2
# Points: rules close some rows of a table; the piece above or below them begins nearer than any other table.
RIGHT_BELOW = 8.0
# Two pieces of one table have outer edges within this many points of each other, on facing pages too.
SAME_WIDTH = 25.0
# The edges of a column on two pages differ by less than this.
SAME_EDGE = 5.0
# Without rules, so many edges of columns, of so many at least, are in the same places.
MOST_EDGES, FEWEST_EDGES = 0.7, 6
# A sentence with a number in it, and not a label with a full stop.
_SENTENCE = re.compile(r"[\u4e00-\u9fff]\s*[0-9].*。")


def identify_grids(grids: Sequence[Grid], form: Form, is_value: IsValue) -> list[str | None]:
    """For each grid of the document, in reading order, the table of the form it is a piece of, or None.

    By what its cells say; a piece that says nothing of its own (values alone, the end of a label) belongs to the
    piece before it when it follows on the next page with the same width.
    """
    words = form.vocabulary()
    tables: list[str | None] = []
    for i, grid in enumerate(grids):
        found = _by_words(grid)
        if found is None and _has_columns_of_tracks(grid, form):
            found = "review_litigation"
        before = tables[-1] if tables else None
        if found is None and before is not None and _follows(grids[i - 1], grid):
            found = before if _says_nothing_else(grid, words[before], is_value) else None
        tables.append(found)
    # A first piece that is all corner and no label belongs to the piece after it.
    for i in range(len(grids) - 2, -1, -1):
        after = tables[i + 1]
        if tables[i] is None and after is not None and _follows(grids[i], grids[i + 1]):
            tables[i] = after if _says_nothing_else(grids[i], words[after], is_value) else None
    return tables


@lru_cache(maxsize=32768)
def _evidence(text: str) -> tuple[tuple[str, float], ...] | None:
    """For which tables a text speaks, and how much; None for what is no label.

    The short words that several tables share (总计, 其他) say little.
    """
    reading = read_term(text)
    core = reading.label.core
    if len(core) < 2 or core.isdigit():
        return None
    if _SENTENCE.search(text):
        return ()  # it may say what the form's rows say
    best = {name: reading.alike_any(terms) for name, terms in load_form().vocabulary().items()}
    top = max(best.values())
    if top < ALIKE:
        return ()
    winners = [name for name in TABLES if best[name] >= top - 0.05]
    return tuple((name, top * min(len(core), 8) / 8 / len(winners) ** 2) for name in winners)


def _by_words(grid: Grid) -> str | None:
    scores = dict.fromkeys(TABLES, 0.0)
    labels = 0
    for text in [c.text for c in grid.cells if c.lines]:
        if (says := _evidence(text)) is not None:
            labels += 1
            for name, weight in says:
                scores[name] += weight
    for text in _labels_in_two_lines(grid):
        for name, weight in _evidence(text) or ():
            scores[name] += weight
    name = max(TABLES, key=lambda n: scores[n])
    rest = max(scores[n] for n in TABLES if n != name)
    if scores[name] >= min(ENOUGH, FEW * labels) and scores[name] >= 0.4 and scores[name] > 1.3 * rest:
        return name
    return None


def _labels_in_two_lines(grid: Grid) -> list[str]:
    """Labels of a grid without rules that say more than their two lines do: 行政 above 处罚."""
    if grid.evidence == "ruled":
        return []
    lines = sorted((c for c in grid.cells if c.lines and c.column == 0), key=lambda c: c.box.top)
    pairs = [(a.text, b.text) for a, b in pairwise(lines)]
    return [a + b for a, b in pairs if _says(a + b) > _says(a) + _says(b)]


def _says(text: str) -> float:
    return max((weight for _, weight in _evidence(text) or ()), default=0.0)


def _has_columns_of_tracks(grid: Grid, form: Form) -> bool:
    """Whether rules draw the boxes of table 四, of which nothing can be read: no other table has such a header."""
    rows, columns = len(grid.ys) - 1, len(form.tracks)
    last = [cell for cell in grid.cells if cell.row == rows - 1]
    if grid.evidence != "ruled" or len(grid.xs) - 1 != columns or len(last) != columns:
        return False
    above = tuple(cell for cell in grid.cells if cell.row < rows - 1)
    return is_tree_of_tracks([TableRow(grid.page, 0, above, above, may_continue=False)], form)


def _follows(first: Grid, second: Grid) -> bool:
    """Whether the second grid can be the next piece of the first's table: on the next page, or right below it."""
    if second.page == first.page:
        sides = zip((first.box.x0, first.box.x1), (second.box.x0, second.box.x1), strict=True)
        is_below = 0.0 <= second.box.top - first.box.bottom <= RIGHT_BELOW
        return is_below and all(abs(x - other) < SAME_WIDTH for x, other in sides)
    if second.page != first.page + 1:
        return False
    if not (first.columns_ruled or second.columns_ruled) and _has_columns_of(first, second):
        return True
    if abs(first.box.x1 - second.box.x1) >= SAME_WIDTH:
        return False
    # A row alone on its page may lack the rules of the label columns beside it: then it begins at one of their edges.
    return abs(first.box.x0 - second.box.x0) < SAME_WIDTH or any(abs(x - second.box.x0) < SAME_EDGE for x in first.xs)


def _has_columns_of(first: Grid, second: Grid) -> bool:
    """Whether two grids that no rules draw have the same columns; how far their hulls reach, a speck decides."""
    if len(first.xs) != len(second.xs) or len(first.xs) < FEWEST_EDGES:
        return False
    moved = np.subtract(second.xs, first.xs)
    shift = float(np.median(moved))
    return abs(shift) < SAME_WIDTH and bool((np.abs(moved - shift) < SAME_EDGE).mean() >= MOST_EDGES)


def _says_nothing_else(grid: Grid, terms: Sequence[Term], is_value: IsValue) -> bool:
    """Whether a grid holds only values and scraps of a table's labels: parts of them, or a letter or two."""
    said = "\n".join(label.core for term in terms for label in term.labels)
    texts = [c for c in grid.cells if c.lines and not is_value("\n".join(c.lines))]
    cores = [read_term(c.text).label.core for c in texts]
    return all(len(core) <= 2 or core in said for core in cores)
