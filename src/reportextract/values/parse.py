"""Printed text → number or a named kind of nothing.

The grammar is closed: what it does not name is ``unreadable``. It prefers a missing number to a wrong one.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from reportextract.model import Value
from reportextract.values.characters import fold

# More digits are a telephone, an account or several cells run together. int64 and float64 hold this many exactly.
MAX_DIGITS = 15

# Distinct texts in a batch of reports are few: nearly all are "0" and small integers.
_CACHE_SIZE = 8192

_UNITS = (
    "[百千万亿]?元",
    "件次|人次|项次|批次|件|项|条|个|次|份|宗|人|起|篇|部|家|例|处|笔|户|批",
)
_UNIT = re.compile("|".join(_UNITS))
# A count in thousands or ten thousands: its number alone would be wrong by that factor.
_SCALE = re.compile("[十百千万亿]")

_GROUPED = r"[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]{0,2}(?: [0-9]{3})+"
_NUMBER = re.compile(rf"(?:{_GROUPED}|0|[1-9][0-9]*)(?:\.[0-9]+)?")
_LIST_NUMBER = re.compile(r"[1-9]\.")

_MINUS_SIGNS = {"-", "- ", "减少", "减", "↓"}
_CELL = re.compile(
    rf"""
    (?: (?P<nothing> [-—―─━ー⸺⸻]+ | [/∕⁄╱]+ | [\\∖╲]+ | 暂?[无無] | 没有 )
      | (?P<zero> [零〇] )
      | (?P<currency> ¥ )?
        (?P<sign> [-+][ ]? | 增加 | 新增 | 增 | 减少 | 减 | ↑ | ↓ )?
        (?P<number> [0-9](?:[0-9., \n]*[0-9])? )
        (?P<unit> {"|".join(_UNITS)} )?
    )
    (?: \( (?P<note> [^()]+ ) \) )?
    [。;]?
    """,
    re.VERBOSE,
)
_GAP_BESIDE_WORDS = re.compile(r"(?<=[\u3007\u4e00-\u9fff()¥])[ \n]+|[ \n]+(?=[\u3007\u4e00-\u9fff()。;])")

_BLANK = Value(None, "blank")
_ZERO = Decimal(0)


@lru_cache(maxsize=_CACHE_SIZE)
def parse_value(text: str, *, one_box: bool = False) -> Value:
    """Reads the text of one cell.

    Digits and signs may be full-width. Thousands are separated by commas (``1,234``) or single spaces
    (``1 234``), and only in groups of three; everything else with a separator is ``unreadable``. The point never
    moves: ``.5`` and ``5.`` may have lost a digit and ``007`` or ``00`` is several cells or a doubled glyph, so
    they are ``unreadable`` too.

    Two numbers in a cell are ``unreadable``, and so is a number cut in pieces unless the pieces can only be one:

    * single spaces in groups of three, as above (``1 234``; but ``1 2``, ``0 0``, ``12 3`` are not);
    * a piece that by its point or comma can't be a number by itself (``7730.⏎28``, ``1,⏎234``), except one digit
      with a point (``3. 28``), which may be a label's number beside a value;
    * in one box, lines of digits that get no longer (``12⏎34``: the width of the box broke them), or of which the
      last has the point (``77⏎30.28``: the form has no box for two numbers of which one is an amount). Where the
      rules don't say that it is one box, these may be two rows.

    ``- 8`` is -8 in one box only: elsewhere it may be a dash and the number of the next column.

    A dash, a slash or 无 is ``dash`` (0); 0, 零 and 〇 are ``printed``. Other Chinese numerals are ``unreadable``:
    三 in a cell is more often a piece of the label 三、本年度办理结果 than a 3, and 一 may be a dash. Percentages,
    approximate numbers (300余), counts in thousands (3万件) and letters (O, l) are ``unreadable``.

    Args:
        text: The cell's text; lines separated by ``\n``.
        one_box: Whether printed rules close the cell on all sides, so that what stands in it is one text.

    Returns:
        The value. ``unit`` is as printed, ``note`` what stands in parentheses after the number (without spaces)
        or the word that gives its sign (减少); of an ``unreadable`` cell, ``note`` is the reason.
    """
    if text.isascii() and text.isdigit() and (text[0] != "0" or text == "0") and len(text) <= MAX_DIGITS:
        return Value(Decimal(text), "printed")
    folded = fold(text)
    if folded == "":
        return _BLANK
    match = _CELL.fullmatch(_GAP_BESIDE_WORDS.sub("", folded))
    if match is None:
        return _unreadable(folded)
    note = "".join(match["note"].split()) if match["note"] is not None else None
    if match["nothing"] is not None:
        return Value(_ZERO, "dash", None, note)
    number = _ZERO if match["zero"] is not None else _number(match["number"], one_box)
    sign = match["sign"]
    if number is None or (sign == "- " and not one_box):
        return _unreadable(folded)
    unit = match["unit"] or match["currency"]
    if unit is None and note is not None:
        unit_in_note = note.removeprefix("单位").lstrip(":")
        if _UNIT.fullmatch(unit_in_note):
            unit, note = unit_in_note, None
        elif _SCALE.match(unit_in_note) or unit_in_note in ("%", "‰"):
            return _unreadable(folded)
    if sign in _MINUS_SIGNS:
        number = -number
    if sign is not None and sign[0] not in "+-":
        note = sign if note is None else f"{sign}；{note}"
    return Value(number, "printed", unit, note)


def _number(body: str, one_box: bool) -> Decimal | None:
    """The number that the digits, separators and gaps of ``body`` can only be, or None."""
    if not _NUMBER.fullmatch(body):
        closed = _close_gaps(body, one_box)
        if closed is None or not _NUMBER.fullmatch(closed):
            return None
        body = closed
    digits = body.replace(",", "").replace(" ", "")
    return Decimal(digits) if len(digits.replace(".", "")) <= MAX_DIGITS else None


def _close_gaps(body: str, one_box: bool) -> str | None:
    """``body`` with its pieces joined, or None where they may be more than one number."""
    lines = body.split("\n")
    if one_box and len(lines) > 1:
        filled = all(len(line) >= len(following) for line, following in pairwise(lines))
        if filled or "." in lines[-1]:
            return "".join(lines)
    pieces = re.split("[ \n]", body)
    if "" in pieces or any(map(_LIST_NUMBER.fullmatch, pieces)) or not any(map(_is_no_number, pieces)):
        return None
    return "".join(pieces)


def _is_no_number(piece: str) -> bool:
    return ("." in piece or "," in piece) and not _NUMBER.fullmatch(piece)


def _unreadable(folded: str) -> Value:
    return Value(None, "unreadable", None, _why_unreadable(folded))


def _why_unreadable(folded: str) -> str:
    if re.search("[%‰]|百分之", folded):
        return "a percentage"
    if re.search("[A-Za-z\u0370-\u04ff]", folded):
        return "letters"
    if re.search("[约近余多几]", folded):
        return "an approximate number"
    if re.fullmatch("[一二三四五六七八九十百千〇零两]+", folded):
        return "a Chinese numeral: a number, a dash or a piece of a label"
    if re.search("[0-9][百千万亿](?!元)", folded):
        return "a number in hundreds, thousands or more"
    numbers = len(re.findall(r"[0-9]+", folded))
    if numbers > 1:
        return "more than one number, or one in pieces"
    return "a number with something else" if numbers == 1 else "no number"
