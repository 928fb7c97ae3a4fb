"""Typesets the form's tables straight into page readings: characters and rules without a PDF in between.

For tests that cut and disturb tables anywhere: what is set here is known to the last character.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from reportextract.forms import load_form
from reportextract.model import CellKey, Glyphs, PageReading, Rules

SIZE = 9.0
LINE = 11.0
LEFT, TOP = 60.0, 80.0
WIDTH, HEIGHT = 595.0, 842.0
# Outer label, group label, row label, seven columns of numbers.
EDGES = (60.0, 80.0, 140.0, 290.0, *(290.0 + 33.0 * k for k in range(1, 8)))


@dataclass(frozen=True)
class SetRow:
    """A row as set: label lines in the innermost column it uses, its numbers, its height in lines."""

    key: str
    group: str
    column: int
    label: tuple[str, ...]
    numbers: tuple[str, ...]


@dataclass
class Sheet:
    """A page being set."""

    text: list[str] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    horizontal: list[tuple[float, float, float]] = field(default_factory=list)
    vertical: list[tuple[float, float, float]] = field(default_factory=list)

    def write(self, text: str, x: float, top: float) -> None:
        for character in text:
            width = SIZE if character > "\u2e80" else SIZE / 2
            self.text.append(character)
            self.boxes.append((x, top, x + width, top + SIZE))
            x += width

    def page(self, number: int) -> PageReading:
        def rules(lines: Sequence[tuple[float, float, float]]) -> np.ndarray:
            return np.array(sorted(lines)) if lines else np.empty((0, 3))

        boxes = np.array(self.boxes) if self.boxes else np.empty((0, 4))
        return PageReading(
            number=number,
            width=WIDTH,
            height=HEIGHT,
            rotation=0,
            glyphs=Glyphs("".join(self.text), boxes),
            rules=Rules(rules(self.horizontal), rules(self.vertical)),
            reader="set",
        )


def request_rows(edition: str, numbers: Mapping[CellKey, str]) -> list[SetRow]:
    """The rows of table 三 in an edition with the given numbers, labels wrapped as Word wraps them."""
    form = load_form()
    rows = []
    for axis in form.outcomes:
        if edition not in axis.editions:
            continue
        depth = len(axis.parents)
        group = axis.parents[-1].official if depth == 2 else ""
        column = depth
        width = int((EDGES[3] - EDGES[column]) // SIZE)
        label = axis.term.official
        lines = tuple(label[i : i + width] for i in range(0, len(label), width))
        values = tuple(numbers[CellKey("requests", axis.key, a.key)] for a in form.applicants)
        rows.append(SetRow(axis.key, group, column, lines, values))
    return rows


def set_header(sheet: Sheet, top: float) -> float:
    """The header of table 三 with its rules; returns where it ends."""
    labels = [(a.term.official, k) for k, a in enumerate(load_form().applicants)]
    sheet.write("申请人情况", 400.0, top + 2)
    sheet.write("法人或其他组织", 370.0, top + 2 + LINE)
    for label, k in labels:
        for i in range(0, len(label), 3):
            sheet.write(label[i : i + 3], EDGES[3 + k] + 2, top + 2 + LINE * (2 + i // 3))
    end = top + LINE * 5
    sheet.write("（本列数据的勾稽关系为：第一项加", EDGES[0] + 2, top + 14)
    sheet.write("第二项之和，等于第三项加第四项之和）", EDGES[0] + 2, top + 14 + LINE)
    sheet.horizontal += [
        (top, EDGES[0], EDGES[-1]),
        (top + LINE + 1, EDGES[3], EDGES[-1]),
        (top + 2 * LINE + 1, EDGES[4], EDGES[9]),
        (end, EDGES[0], EDGES[-1]),
    ]
    sheet.vertical += [(EDGES[0], top, end), (EDGES[3], top, end), (EDGES[-1], top, end)]
    sheet.vertical += [(EDGES[4], top + LINE + 1, end), (EDGES[9], top + LINE + 1, end)]
    sheet.vertical += [(x, top + 2 * LINE + 1, end) for x in EDGES[5:9]]
    return end


def set_row(
    sheet: Sheet, row: SetRow, top: float, label: Sequence[str], numbers: Sequence[str], *, first_of_group: bool
) -> float:
    """One row, or the part of one that a page break leaves; returns where it ends. No rule is set below it."""
    end = top + max(LINE * len(label), LINE) + 3
    for i, line in enumerate(label):
        sheet.write(line, EDGES[row.column] + 1, top + 2 + LINE * i)
    if first_of_group and row.group:
        sheet.write(row.group[:6], EDGES[1] + 1, top + 2)
    for k, number in enumerate(numbers):
        sheet.write(number, EDGES[3 + k] + 12, top + 2)
    sheet.vertical += [(x, top, end) for x in EDGES[3:]] + [(EDGES[0], top, end)]
    sheet.vertical += [(x, top, end) for x in EDGES[1 : row.column + 1]]
    return end
