"""Lines as the prose stage compares them: one row for each printed line, with a key free of spaces and styles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from reportextract.model import Line, PageLines
from reportextract.simplified import simplified

# Full-width letters, digits and stops in the shapes that patterns are written in. Commas, colons and brackets stay.
_WIDE = {0xFF01 + i: chr(0x21 + i) for i in range(94) if chr(0x21 + i).isalnum() or chr(0x21 + i) in ".-/~"}
_HAS_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ．－／～]")

# A space beside a Chinese character is typesetting (justification, the gap Word sets beside digits), not text.
_TYPESET_SPACE = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")

# Pieces whose middles are nearer than half of a character are one printed line.
_SAME_ROW = 0.5


class Row(NamedTuple):
    """A printed line.

    Attributes:
        text: As printed, without the spaces of typesetting.
        key: For patterns: no spaces at all, ASCII digits and stops.
        x0, top, x1, bottom: Its box, in points from the top left of the page.
        size: Height of its characters in points.
    """

    page: int
    text: str
    key: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float


def half_width(text: str) -> str:
    """The text with half-width digits, letters and stops."""
    return text.translate(_WIDE) if _HAS_WIDE.search(text) is not None else text


def plain_key(text: str) -> str:
    """The text without any space, with half-width digits, letters and stops, in simplified characters."""
    return simplified(half_width("".join(text.split())))


def plain_text(text: str) -> str:
    """The text as printed, without the spaces of typesetting."""
    text = text.strip()
    return text if text.isascii() else _TYPESET_SPACE.sub("", text)


def read_rows(page: PageLines, column: tuple[float, float]) -> list[Row]:
    """The page's lines as rows; pieces of one printed line (cut at wide gaps) are joined with a space.

    Args:
        page: The page.
        column: Left and right of the text's column in points; lines that stand wholly beside it are left out.
    """
    left, right = column
    rows: list[Row] = []
    pieces: list[Line] = []
    middle = 0.0
    for line in page.lines:
        if not line.text or line.text.isspace() or line.box[2] < left or line.box[0] > right:
            continue
        line_middle = (line.box[1] + line.box[3]) / 2
        if pieces and (
            abs(line_middle - middle) >= _SAME_ROW * min(line.size, pieces[-1].size) or line.box[0] < pieces[-1].box[0]
        ):
            rows.append(_row(pieces))
            pieces = []
        pieces.append(line)
        middle = line_middle
    if pieces:
        rows.append(_row(pieces))
    return rows


def _row(pieces: Sequence[Line]) -> Row:
    first = pieces[0]
    if len(pieces) == 1:
        text = plain_text(first.text)
        return Row(first.page, text, plain_key(text), *first.box, first.size)
    # The gaps between pieces are kept: they part the fields of a web page's metadata.
    text = " ".join(plain_text(piece.text) for piece in pieces)
    return Row(
        first.page,
        text,
        plain_key(text),
        first.box[0],
        min(piece.box[1] for piece in pieces),
        max(piece.box[2] for piece in pieces),
        max(piece.box[3] for piece in pieces),
        max(piece.size for piece in pieces),
    )
