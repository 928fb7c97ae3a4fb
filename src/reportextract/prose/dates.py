"""Years and dates as these reports print them: digits, Chinese numerals, mixtures, and damaged periods."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

# 二〇二三, 二○二三, 二零二三, 二0一七 (a typed zero) and 二O一七 (a typed letter) all occur in print.
_NUMERALS = {
    "〇": 0,
    "○": 0,
    "零": 0,
    "0": 0,
    "O": 0,
    "o": 0,
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
}
_NUMERALS |= {"八": 8, "九": 9}
_CHINESE_YEAR = "[二][〇○零0Oo][〇○零0Oo一二][〇○零0Oo一二三四五六七八九]"

YEAR = rf"(?:20\d\d|{_CHINESE_YEAR})"
_DAY_OR_MONTH = "(?:[0-3]?[0-9]|[一二三四五六七八九十]{1,3})"
_DATE = re.compile(
    rf"({YEAR})年({_DAY_OR_MONTH})月({_DAY_OR_MONTH})日|(?<!\d)(20\d\d)([-/.])(\d{{1,2}})\5(\d{{1,2}})(?!\d)"
)
DATE_ONLY = re.compile(rf"[(（]?(?:{_DATE.pattern})[)）]?")
# A date alone on its line that is damaged: 202424年1月12日.
DAMAGED_DATE = re.compile(rf"[(（]?{YEAR}\d{{0,2}}年?{_DAY_OR_MONTH}月?{_DAY_OR_MONTH}日[)）]?")

# The period a report covers. Damaged forms seen in print: 202020年12月31日 (a year typed one and a half times),
# 20211月1日 (年 lost), 201911日 (年 and 月 lost), 12月31止 (日 lost), a second year that is left out.
_PERIOD = re.compile(
    rf"({YEAR})(?:\d\d(?=年))?年?0?1月?0?1日?起?[，,]?(?:至|到|-|—|–|~)+(?:({YEAR})(?:\d\d(?=年))?年?)?12月31"
)
# Neither a document number (〔2019〕60号) nor a date says what year the text is about.
_MENTION = re.compile(r"(?<![\d〔\[（(])(20\d\d)年(?!\d{1,2}月)")


def year_number(printed: str) -> int:
    """A year in digits or Chinese numerals as a number."""
    if printed.isdigit() and printed.isascii():
        return int(printed)
    number = 0
    for numeral in printed:
        number = number * 10 + _NUMERALS[numeral]
    return number


def find_date(key: str) -> date | None:
    """The first complete date in the text, None where there is none or it is no day of the calendar."""
    match = _DATE.search(key)
    if match is None:
        return None
    chinese_year, month, day, plain_year, _, plain_month, plain_day = match.groups()
    try:
        if plain_year is not None:
            return date(int(plain_year), int(plain_month), int(plain_day))
        return date(year_number(chinese_year), _small_number(month), _small_number(day))
    except ValueError:
        return None


def find_periods(key: str) -> Iterator[tuple[int, int, int]]:
    """Periods of a whole year: (first year, last year, where in the text), also damaged ones."""
    for match in _PERIOD.finditer(key):
        first = year_number(match[1])
        last = first if match[2] is None else year_number(match[2])
        yield first, last, match.start()


def mentioned_years(key: str) -> list[int]:
    """Every ``20xx年`` in the text that is no part of a date or a document's number."""
    return [int(year) for year in _MENTION.findall(key)]


def _small_number(printed: str) -> int:
    """A month or day, in digits or as 十二, 三十一, 二十."""
    if printed.isdigit() and printed.isascii():
        return int(printed)
    tens, ten, ones = printed.rpartition("十")
    if not ten:
        return _NUMERALS[printed] if len(printed) == 1 else 0
    return (_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0)
