"""Numbers in prose: 1,234件, 十二条, 300余件, 约2.5万元."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_CHINESE = "[〇零一二两三四五六七八九十百千万]+"

COUNTED = "(?:件次|件|宗|份|条|个|起|例|项|人次|次|单|批)"
"""What requests, cases and documents are counted in."""

AMOUNT = "(?:万元|元)"


def number(unit: str, name: str = "n") -> str:
    """A regular expression for a number with its unit, with the groups ``n``, ``n_about``, ``n_more``, ``n_unit``."""
    return (
        rf"(?P<{name}_about>约|近|大约|大概|超过|超|逾|达到?)?"
        rf"(?<![\d.,])(?P<{name}>\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|{_CHINESE})(?![\d.,]*\d)"
        rf"(?P<{name}_more>余|多|几)?(?P<{name}_unit>{unit})(?P<{name}_after>左右|以上)?"
    )


def is_approximate(match: re.Match[str], name: str = "n") -> bool:
    """Whether the number is said to be near the true one only."""
    about = match[f"{name}_about"]
    return (about is not None and not about.startswith("达")) or bool(match[f"{name}_more"] or match[f"{name}_after"])


def parse_number(printed: str) -> Decimal | None:
    """The value of Arabic digits or of a Chinese numeral; None where it is no number (三二十)."""
    try:
        return Decimal(printed.replace(",", ""))
    except InvalidOperation:
        return _chinese(printed)


def _chinese(printed: str) -> Decimal | None:
    """十二 → 12, 一百零五 → 105, 两千 → 2000, 三万零二十 → 30020; positional numerals (二〇二三) are no quantity."""
    upper, ten_thousand, lower = printed.rpartition("万")
    high = _below_ten_thousand(upper) if ten_thousand else 0
    low = _below_ten_thousand(lower.lstrip("零〇") if high else lower) if lower or not ten_thousand else 0
    return None if high is None or low is None else Decimal(high * 10_000 + low)


def _below_ten_thousand(printed: str) -> int | None:
    if printed in ("零", "〇"):
        return 0
    total, digit, last_place = 0, None, 10_000
    for character in printed:
        if character in _PLACES:
            place = _PLACES[character]
            if place >= last_place or (digit is None and place != 10):
                return None
            total += (1 if digit is None else digit) * place
            digit, last_place = None, place
        elif character in "零〇":
            if digit is not None or not total:
                return None
        elif digit is not None:
            return None
        else:
            digit = _DIGITS[character]
    # 一百五 is short for 150 and is not read as 105.
    if digit is not None and last_place > 10 and total and "零" not in printed and "〇" not in printed:
        return None
    return total + (digit or 0) if printed else None
