"""Tables of short texts, drawn for a terminal or for a page of the documentation. The first row is the header."""

from __future__ import annotations

import unicodedata

Table = list[list[str]]


def as_text(table: Table) -> str:
    """The table for a terminal. Chinese characters are two columns wide there."""
    widths = [max(_width(cell) for cell in column) for column in zip(*table, strict=True)]
    lines = []
    for row in table:
        first, *others = (" " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        lines.append("  ".join([row[0] + first, *(pad + cell for pad, cell in zip(others, row[1:], strict=True))]))
    return "\n".join(lines)


def as_markdown(table: Table) -> str:
    """The table for a page of the documentation."""
    rule = ["---", *["---:"] * (len(table[0]) - 1)]
    return "\n".join("| " + " | ".join(row) + " |" for row in [table[0], rule, *table[1:]])


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
