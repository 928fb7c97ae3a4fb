"""Columns without a number where no rules draw them: their names stand in the header, as far apart as the others."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from reportextract.tables.segments import Segment

Extent = tuple[float, float]

# So many columns with numbers tell how far apart columns are.
FEWEST = 3
# In parts of that: a name this near to a column is its own; one that is none's is so far from the next name.
OWN, STEP = 0.5, (0.75, 1.25)


def with_empty_columns(columns: Sequence[Extent], lines: Sequence[Sequence[Segment]]) -> list[Extent]:
    """The columns of numbers (x0, x1) and those of which only the names are printed, left to right.

    Args:
        columns: Where numbers stand above one another.
        lines: Of the table, from the top.
    """
    if len(columns) < FEWEST:
        return list(columns)
    middles = [_middle(column) for column in columns]
    steps = sorted(b - a for a, b in pairwise(middles))
    # An empty column makes one of the steps twice as long.
    pitch = median([step for step in steps if step < (1 + OWN) * steps[0]])
    names = _names(lines, pitch)
    taken = [name for name in names if any(abs(_middle(name) - at) < OWN * pitch for at in middles)]
    if len(taken) != len(columns):
        # Names that all stand over the next column look as if the first had none, and the last no numbers.
        return list(columns)
    found: list[Extent] = []
    for name in names:
        away = [abs(_middle(name) - _middle(other)) for other in (*taken, *found)]
        if name not in taken and away and STEP[0] * pitch < min(away) < STEP[1] * pitch:
            found.append(name)
    return sorted([*columns, *found])


def _names(lines: Sequence[Sequence[Segment]], pitch: float) -> list[Extent]:
    """Where pieces of the header stand above one another that are no wider than a column; none over two of them."""
    header: list[Segment] = []
    for line in lines:
        if any(s.is_number_like for s in line):
            break
        header += [s for s in line if s.x1 - s.x0 <= pitch]
    names: list[Extent] = []
    for s in sorted(header, key=lambda s: s.x0):
        if names and s.x0 < names[-1][1]:
            names[-1] = (names[-1][0], max(names[-1][1], s.x1))
        else:
            names.append((s.x0, s.x1))
    return [name for name in names if name[1] - name[0] <= pitch]


def _middle(extent: Extent) -> float:
    return (extent[0] + extent[1]) / 2
