"""What a claim can be about: wordings, and the cells that would confirm them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reportextract.model import CellKey

Sum = tuple[CellKey, ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """A quantity that prose names and a table holds.

    Attributes:
        table, row, column: What the claim is published as; ``row`` may be a group of rows (``denied``).
        patterns: Wordings with the groups of :func:`reportextract.claims.numbers.number`; one without a number says 0.
        sums: Alternatives, each a sum of cells: one that equals the number confirms it. The first is the plain meaning.
        is_strict: Whether a number that equals none of them contradicts the table. Wordings that may be meant
            otherwise confirm only.
        words: One of these stands in every wording: what has none of them need not be looked at.
        context: What must stand in the same paragraph; None where the wording alone is clear.
        sections: The sections in which it is looked for.
        home: The form's own section on it, where the context goes without saying.
    """

    table: str
    row: str
    column: str
    patterns: tuple[re.Pattern[str], ...]
    sums: tuple[Sum, ...]
    words: tuple[str, ...]
    is_strict: bool = True
    context: re.Pattern[str] | None = None
    sections: tuple[int, ...] = (0, 1, 2, 3, 4, 6)
    home: int | None = None


def cells(table: str, rows: tuple[str, ...], columns: tuple[str, ...]) -> Sum:
    """Every cell of some rows and columns, to be added up."""
    return tuple(CellKey(table, row, column) for row in rows for column in columns)


def patterns(*wordings: str) -> tuple[re.Pattern[str], ...]:
    """Compiled wordings."""
    return tuple(re.compile(wording) for wording in wordings)
