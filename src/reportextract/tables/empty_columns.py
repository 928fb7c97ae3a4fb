"""Columns without a number where no rules draw them: their names stand in the header, as far apart as the others."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from reportextract.tables.segments import Segment

Extent = tuple[float, float]

# So many names tell how far apart columns are.
FEWEST = 4
# In parts of that: a name this near to a column is its own, and one so far from the next name is a column's, too.
OWN, STEP = 0.35, (0.75, 1.25)


def with_empty_columns(columns: Sequence[Extent], lines: Sequence[Sequence[Segment]]) -> list[Extent]:
    """The columns of numbers (x0, x1) and those of which only the names are printed, left to right.

    Only where each column of numbers has its own name: names that all stand over the next column look as if the first
    had none, and the last no numbers.

    Args:
        columns: Where numbers stand above one another.
        lines: Of the table, from the top.
    """
    names = _names(lines)
    if not columns or len(names) < FEWEST:
        return list(columns)
    pitch = median([_middle(b) - _middle(a) for a, b in pairwise(names)])
    own = [name for name in names if any(abs(_middle(name) - _middle(column)) < OWN * pitch for column in columns)]
    if len(own) != len(columns) or any(x1 - x0 > pitch for x0, x1 in own):
        return list(columns)
    empty = [*_beside(own, names, pitch), *_beside(own[::-1], names[::-1], pitch)]
    return sorted({*columns, *empty})


def _beside(own: Sequence[Extent], names: Sequence[Extent], pitch: float) -> list[Extent]:
    """The names from the first own one on, one step after the other, that are no column's."""
    found = []
    last = own[0]
    for name in names[names.index(last) + 1 :]:
        if _is_a_step(last, name, pitch) and name[1] - name[0] <= pitch:
            if name not in own:
                found.append(name)
            last = name
    return found


def _is_a_step(one: Extent, other: Extent, pitch: float) -> bool:
    return STEP[0] * pitch < abs(_middle(one) - _middle(other)) < STEP[1] * pitch


def _names(lines: Sequence[Sequence[Segment]]) -> list[Extent]:
    """Where pieces of the header stand above one another, left to right, without what stands over the labels."""
    at = next((i for i, line in enumerate(lines) if any(s.is_number_like for s in line)), len(lines))
    names: list[Extent] = []
    for s in sorted((s for line in lines[:at] for s in line), key=lambda s: s.x1 - s.x0):
        over = [name for name in names if s.x0 < name[1] and name[0] < s.x1]
        if len(over) > 1:
            continue  # of a group of columns
        names = [name for name in names if name not in over]
        names.append((min([s.x0, *(x0 for x0, _ in over)]), max([s.x1, *(x1 for _, x1 in over)])))
    names.sort()
    are_labelled = any(not line[0].is_number_like for line in lines[at:] if any(s.is_number_like for s in line))
    return names[1:] if are_labelled else names


def _middle(extent: Extent) -> float:
    return (extent[0] + extent[1]) / 2
