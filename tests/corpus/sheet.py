"""A table as its author thinks of it: boxes with spans, before any maker has drawn it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.corpus.form import Key

DIRECTIONS = ("", "stacked", "tbRl", "btLr")


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of a printed table.

    Attributes:
        row, col: The first row and column it covers, from 0.
        text: With ``\\n`` where the author broke the line.
        role: ``caption``, ``header``, ``corner``, ``stub``, ``label``, ``value`` or ``extra`` (a value of a row the
            form does not have).
        direction: ``""`` for level text, ``stacked`` for one character a line, ``tbRl``/``btLr`` for turned text.
        key: What the cell means, for values of the form.
        truth: Its value in truth.json, when ``key`` is set.
    """

    row: int
    col: int
    text: str
    role: str
    rows: int = 1
    cols: int = 1
    direction: str = ""
    key: Key | None = None
    truth: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: boxes that tile ``row_count`` rows and the columns of ``widths`` (relative).

    ``header_rows`` leading rows may be repeated on each page.
    """

    widths: tuple[float, ...]
    row_count: int
    boxes: tuple[Box, ...]
    header_rows: int = 0

    def __post_init__(self) -> None:
        covered = [
            (r, c) for b in self.boxes for r in range(b.row, b.row + b.rows) for c in range(b.col, b.col + b.cols)
        ]
        expected = self.row_count * len(self.widths)
        if len(covered) != expected or len(set(covered)) != expected:
            raise ValueError(f"boxes do not tile the table: {len(covered)} of {expected}, {len(set(covered))} distinct")


def cut_sheet(sheet: Sheet, at: int, repeat_labels: bool = False) -> tuple[Sheet, Sheet]:
    """Cut a table before row ``at`` into two, as an author does who continues it on the next page.

    A label that spans the cut stays above; below it is repeated or left empty.
    """
    above, below = [], []
    for box in sheet.boxes:
        end = box.row + box.rows
        if end <= at:
            above.append(box)
        elif box.row >= at:
            below.append(replace(box, row=box.row - at))
        else:
            above.append(replace(box, rows=at - box.row))
            below.append(replace(box, row=0, rows=end - at, text=box.text if repeat_labels else ""))
    first = replace(sheet, row_count=at, boxes=tuple(above))
    return first, replace(sheet, row_count=sheet.row_count - at, boxes=tuple(below), header_rows=0)
