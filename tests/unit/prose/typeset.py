"""Typed text as the pages of a report, so that a test shows the page it is about.

A4, text of 16 points between 72 and 520 points (28 Chinese characters), lines 28 points apart. A line's first
characters say how it is set: two full-width spaces indent, ``^`` centres it at 22 points, ``~`` centres it, ``>``
sets it on the right, ``#`` is a running head of 9 points, ``_`` a foot, ``=name`` a form table, ``---`` a new page,
``@`` a web page's small print. An empty line is an empty line.
"""

from __future__ import annotations

from reportextract.model import Box, Line, PageLines, TablePlace

WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT = 72.0, 520.0
SIZE, LEADING = 16.0, 28.0
TABLE_HEIGHT = 100.0


def width(text: str, size: float) -> float:
    return size * sum(0.5 if character.isascii() else 1.0 for character in text)


def typeset(text: str, leading: float = LEADING) -> tuple[PageLines, ...]:
    return tuple(
        _page(number, page.strip("\n").split("\n"), leading) for number, page in enumerate(text.split("---\n"), 1)
    )


def _page(number: int, typed: list[str], leading: float) -> PageLines:
    lines: list[Line] = []
    tables: list[TablePlace] = []
    top = 110.0
    for line in typed:
        if line.startswith("="):
            tables.append(TablePlace(line[1:], Box(LEFT, top, RIGHT, top + TABLE_HEIGHT)))
            top += TABLE_HEIGHT + leading
            continue
        if line.strip():
            lines.append(_line(number, line, top))
        if not line.startswith(("#", "_")):
            top += 36.0 if line.startswith("^") else leading
    lines.sort(key=lambda line: (line.box.top, line.box.x0))
    return PageLines(number, WIDTH, HEIGHT, tuple(lines), tuple(tables))


def _line(number: int, line: str, top: float) -> Line:
    mark, text, size = line[0], line[1:], SIZE
    if mark == "^":
        size = 22.0
    elif mark in "#@":
        size = 9.0
    elif mark == "_":
        size = 14.0
    elif mark not in "~>":
        mark, text = "", line
    if mark == "#":
        top = 29.0
    elif mark == "_":
        top = 775.0
    text = text.rstrip()
    wide = width(text.strip(), size)
    if mark in ("^", "~", "#", "_"):
        x0 = (LEFT + RIGHT - wide) / 2
    elif mark == ">":
        x0 = RIGHT - wide
    else:
        x0 = LEFT + size * (len(text) - len(text.lstrip("\u3000 ")))
    return Line(number, text.strip(), Box(x0, top, x0 + wide, top + size), size)
