"""Tables of short texts, drawn for a terminal or for a page of the documentation. The first row is the header."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

Table = list[list[str]]


def as_text(table: Table) -> str:
    """The table for a terminal, where Chinese characters are two columns wide."""
    columns = []
    for header, *cells in zip(*table, strict=True):
        width = max(_width(cell) for cell in (header, *cells))
        pads = [" " * (width - _width(cell)) for cell in (header, *cells)]
        if _are_numbers(cells):
            columns.append([pad + cell for pad, cell in zip(pads, (header, *cells), strict=True)])
        else:
            columns.append([cell + pad for pad, cell in zip(pads, (header, *cells), strict=True)])
    return "\n".join("  ".join(row).rstrip() for row in zip(*columns, strict=True))


def as_markdown(table: Table) -> str:
    """The table for a page of the documentation."""
    columns = list(zip(*table[1:], strict=True)) or [()] * len(table[0])
    rule = ["---:" if _are_numbers(column) else "---" for column in columns]
    return "\n".join("| " + " | ".join(row) + " |" for row in [table[0], rule, *table[1:]])


def _are_numbers(cells: Sequence[str]) -> bool:
    return all(cell in ("", "-") or cell.lstrip("-")[0].isdigit() for cell in cells)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
