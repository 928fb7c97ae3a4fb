"""Lines that read like the heading of a section."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from reportextract.prose.paragraphs import Layout
from reportextract.prose.rows import Row

# What the six sections are about, in the order in which a title is compared. The words come from the official form
# and from renamed sections of published reports (概述, 工作基本情况, 依申请公开…).
_MEANINGS = (
    (6, re.compile(r"其[他它].{0,8}(?:事项|情况|报告|说明|问题)|需要?(?:报告|说明)的")),
    (4, re.compile(r"复议|诉讼")),
    (5, re.compile(r"问题|不足|改进|整改")),
    (3, re.compile(r"收到和?处理|申请.{0,10}(?:处理|受理|办理)|依申请公开|受理.{0,6}申请")),
    (2, re.compile(r"主动公开")),
    (1, re.compile(r"总体|概述|概况|综述|总述|基本情况|工作情况$")),
)
# The names of the official forms (2019 and 2021), with the freedoms agencies take; the whole title must match.
_OFFICIAL = re.compile(
    r"(?:总体(?:工作)?情况|概述"
    r"|(?:行政机关)?主动公开政府信息(?:的)?情况"
    r"|(?:行政机关)?收到和处理政府信息公开申请(?:的)?情况"
    r"|(?:因)?政府信息公开(?:工作)?(?:被申请)?行政复议(?:、|和|与)?(?:被?提起)?行政诉讼(?:的)?情况"
    r"|(?:政府信息公开工作)?存在(?:的)?(?:主要)?问题(?:及|和|与)改进(?:的)?(?:情况|措施)"
    r"|其[他它]需要(?:报告|说明)的(?:事项|情况))"
)
# Rows of the form's own tables begin like headings where a table could not be cut out.
_TABLE_LABEL = re.compile(r"本年新收|上年结转|结转下年|本年度办理结果|勾稽")

_NUMBER = re.compile(
    r"(?:(?P<cn>[一二三四五六七八九十]{1,2})(?P<sep>[、.,，:：]?)|第(?P<part>[一二三四五六七八九十]{1,2})(?:部分|章|节)[、.:：]?"
    r"|[(（](?P<paren>[一二三四五六七八九十]{1,2})[)）][、.]?|(?P<arabic>\d{1,2})[、.](?!\d))"
)
STYLES = ("cn", "part", "paren", "arabic")
_STARTS = frozenset("一二三四五六七八九十第(（0123456789")
_ORDINALS = {numeral: number for number, numeral in enumerate("一二三四五六七八九十", 1)}

_SENTENCE = re.compile(r"[，；,;!！?？]")
_TITLE_STOP = re.compile(r"[:：。]")
_NEXT_NUMBER = re.compile(r"[二三四五六][、.．]|[(（][二三四五六][)）]")
_CONTENTS_LINE = re.compile(r"(?:[.…·。_-]{3,}|…)\d{0,3}$")
_NOTHING_AFTER = re.compile(r"(事项|情况)(无|没有|暂无)$")
# The longest official title has 25 characters; with year and agency before it some have 40.
_LONGEST = 45
# A heading without a known meaning has to be as short as a title.
_SHORT = 25


class Heading(NamedTuple):
    """A line that may begin a section.

    Attributes:
        row: Its (first) row.
        row_count: Over how many rows the title runs.
        number: The number it prints, None without one.
        meaning: The section of the form it is about (1 to 6), 0 when unknown.
        title: As printed, with its number.
        rest: Text of the section on the same line.
        style: How it is numbered: ``cn`` 一、, ``part`` 第一部分, ``paren`` （一）, ``arabic`` 1., ``bare`` without.
    """

    row: int
    row_count: int
    number: int | None
    meaning: int
    title: str
    rest: str
    style: str
    official: bool
    mid_paragraph: bool


def find_candidates(rows: Sequence[Row], layout: Layout, breaks: Collection[int] = ()) -> list[Heading]:
    """Every line that reads like the heading of a section.

    Args:
        rows: The text.
        layout: How the text is set.
        breaks: Rows before which a table stands.
    """
    found: list[Heading] = []
    taken = -1
    for index, row in enumerate(rows):
        if index <= taken or not row.key:
            continue
        if row.key[0] in _STARTS:
            match = _NUMBER.match(row.key)
            if match is None:
                continue
            heading = _numbered(rows, index, match, layout, breaks)
        elif len(row.key) <= _LONGEST and _OFFICIAL.fullmatch(row.key) is not None:
            heading = Heading(index, 1, None, _meaning(row.key), row.key, "", "bare", True, False)
        else:
            continue
        if heading is not None:
            found.append(heading)
            taken = index + heading.row_count - 1
    return found


def _numbered(
    rows: Sequence[Row], index: int, match: re.Match[str], layout: Layout, breaks: Collection[int]
) -> Heading | None:
    row = rows[index]
    key = row.key
    style = next(name for name in STYLES if match[name] is not None)
    title = key[match.end() :]
    stop = _TITLE_STOP.search(title)
    name, rest = (title, "") if stop is None else (title[: stop.start()], title[stop.end() :])
    if not name or len(name) > _LONGEST or _CONTENTS_LINE.search(key) is not None:
        return None
    if _SENTENCE.search(name) is not None or _NEXT_NUMBER.search(rest) is not None or _TABLE_LABEL.search(name):
        return None
    if style == "cn" and not match["sep"] and _OFFICIAL.match(name) is None:
        return None
    nothing = _NOTHING_AFTER.search(name)
    if nothing is not None and stop is None:
        name, rest = name[: nothing.start(2)], nothing[2]
    meaning = _meaning(name)
    extra = ""
    if stop is None and meaning and not rest:
        extra = _continued(rows, index, layout.right)
        name += extra
    if not meaning and (len(name) > _SHORT or rest):
        return None
    number = int(match["arabic"]) if style == "arabic" else _ordinal(match[style])
    title = row.text + rows[index + 1].text if extra else row.text.rstrip("：:。")
    if rest:
        # As printed: the same number of characters, spaces aside, from the end of the line.
        rest = _tail(row.text, len(rest))
        title = row.text.removesuffix(rest).rstrip("：:。 ")
    return Heading(
        index,
        2 if extra else 1,
        number,
        meaning,
        title,
        rest,
        style,
        _OFFICIAL.fullmatch(name) is not None,
        index not in breaks and _is_mid_paragraph(rows, index, layout),
    )


def _ordinal(numeral: str) -> int:
    if len(numeral) == 1:
        return _ORDINALS[numeral]
    tens, _, ones = numeral.partition("十")
    return (_ORDINALS.get(tens, 1) if tens else 1) * 10 + _ORDINALS.get(ones, 0)


def _tail(text: str, characters: int) -> str:
    position = len(text)
    while characters and position:
        position -= 1
        if not text[position].isspace():
            characters -= 1
    return text[position:]


def _meaning(name: str) -> int:
    return next((number for number, pattern in _MEANINGS if pattern.search(name) is not None), 0)


def _continued(rows: Sequence[Row], index: int, right: Mapping[int, float]) -> str:
    """The second line of a heading that fills the first, empty for a heading of one line."""
    row = rows[index]
    if index + 1 == len(rows) or row.x1 < right.get(row.page, row.x1) - 3.5 * row.size:
        return ""
    after = rows[index + 1]
    distance = ((after.top + after.bottom) - (row.top + row.bottom)) / 2
    if after.page != row.page or distance > 2.5 * row.size or abs(after.size - row.size) > 0.15 * row.size:
        return ""
    if len(after.key) > 14 or _SENTENCE.search(after.key) or _TITLE_STOP.search(after.key) or after.key[0] in _STARTS:
        return ""
    return after.key


def _is_mid_paragraph(rows: Sequence[Row], index: int, layout: Layout) -> bool:
    """Whether the line continues a sentence: the one above is full, unfinished, and this one is not indented."""
    if index == 0:
        return False
    row, above = rows[index], rows[index - 1]
    return (
        above.x1 > layout.right.get(above.page, above.x1) - 1.5 * above.size
        and above.key[-1] not in "。：:！？!?"
        and row.x0 <= layout.left.get(row.page, row.x0) + row.size
        and row.x0 <= above.x0 + row.size
    )
