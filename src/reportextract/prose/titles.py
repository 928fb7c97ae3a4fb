"""The report's title and the agency it names, as printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from reportextract.prose.dates import YEAR, year_number
from reportextract.prose.furniture import is_publication_note
from reportextract.prose.rows import Row

# Word orders and slips seen in print: 年度工作报告, 年度政府信息公开年度工作报告, 工作告年度报, 政务信息公开,
# 政府信息工作. The year may stand inside (政府信息公开2023年度报告).
_CORE = (
    r"(?:(?:政府|政务)?信息(?:公开)?|政务公开)"
    r"[工作年度情况的总结〇○零一二三四五六七八九\d]{0,16}?(?:报告|年报|告年度报)"
)
_TITLE = re.compile(
    rf"(?P<head>[^，。；：:;,!！?？“”\"|>＞»]{{0,50}}?)(?P<core>{_CORE})(?P<tail>[（(][^）)]{{1,20}}[）)])?(?:公开|公示|公布)?"
)
_TITLE_END = re.compile(r"(?:报告|年报|度报|告|报|[）)]|公开|公示|公布)$")
_HINT = re.compile(r"信息|公开|报告|年报|度报")
_YEAR = re.compile(rf"[（(]?({YEAR})年?(?:年?度)?[）)]?")
_YEAR_LINE = re.compile(rf"[（(]?({YEAR})年?度?[）)]?")

# How names of agencies end. 人民政府 alone names nobody.
_AGENCY_END = re.compile(
    r"(?:人民政府|政府|委员会|委|局|厅|部|处|站|所|队|院|馆|社|会|校|大学|中学|公司|集团|银行|中心|公署|管理区|开发区|园区|示范区|新区|工业区"
    r"|街道|街办|办事处|办公室|镇|乡|县|市|区|旗|州|盟|省|苏木|农场|林场|机关|署|办)(?:[（(][^）)]{1,30}[）)])?$"
)
_NOT_AN_AGENCY = re.compile(r"^(?:人民)?政府$|^(?:本|我|全|各)|门户|网站|首页|无障碍|关怀版|年报$|当前|目录|附件")
_AROUND_AGENCY = re.compile(r"^(?:附件\d*|《|关于|公布)+|(?:关于|的|《|年度?)+$")
_ONLY_AGENCY = re.compile(r"[^，。；：:;,!！?？“”\"|>\d]{2,40}")

# A web page's metadata repeats the title beside a label.
_LABEL = re.compile(r"(?:信息|文件)?(?:名称|标题|题名)|上一|下一|内容概述|当前位置")

# A title is set on at most this many lines; the longest of the samples takes two, agency included, real ones four.
_MOST_LINES = 4
# Lines of one title are nearer than this, in parts of their size; 36 points at a size of 22 (1.6) is usual.
_NEAR = 2.6
# Within one title sizes differ by less than this part; a subtitle or a web page's menu by more.
_SAME_SIZE = 0.3
# A long title's broken line reaches over at least this part of the text width.
_BROKEN = 0.6
_LONGEST = 90


class Title(NamedTuple):
    """A title found on the page: rows ``first`` to ``last`` (indexes), what it says."""

    text: str
    agency: str
    year: int | None
    page: int
    first: int
    last: int


def find_title(rows: Sequence[Row], size: float) -> Title | None:
    """The report's title among the rows before its first section.

    A title is one to four lines of like size, near each other, that together read as agency, year and a name of
    this kind of report. Of several (cover, running head, a web page's metadata) the one with most of these parts
    wins, then the one in larger letters, then the first.

    Args:
        rows: The rows before the first section.
        size: The size of the text in points.
    """
    best: Title | None = None
    best_score = 0.0
    widest = max((row.x1 - row.x0 for row in rows), default=0.0)
    for last, row in enumerate(rows):
        if _TITLE_END.search(row.key) is None or len(row.key) > _LONGEST or _LABEL.match(row.key) is not None:
            continue
        key, first = row.key, last
        bonus = 0.0
        while True:
            if _HINT.search(key) is not None:
                match = _TITLE.fullmatch(key)
                if match is not None:
                    agency, year = _parts(match)
                    score = bonus + _score(agency, year) + 3 * min(row.size / size, 2.0) if size > 0 else bonus
                    if score > best_score:
                        best_score = score
                        best = Title(key, agency, year, row.page, first, last)
            if first == 0 or last - first + 1 >= _MOST_LINES or not _joins(rows[first - 1], rows[first]):
                break
            first -= 1
            above = rows[first].key
            # A site's banner above the title may repeat the agency: the title proper then needs no more.
            if above in key:
                break
            bonus += 1.0 if rows[first].x1 - rows[first].x0 > _BROKEN * widest else 0.5
            key = above + key
    return None if best is None else _completed(best, rows)


def parse_title(text: str) -> tuple[str, str, int | None] | None:
    """Title, agency and year of a line that holds a title and perhaps more (a browser's head); None without one."""
    for piece in re.split(r"[-_|—–]|\d\d?:\d\d(?::\d\d)?", text):
        match = _TITLE.fullmatch(piece)
        if match is not None:
            return (piece, *_parts(match))
    return None


def is_agency_name(text: str) -> bool:
    """Whether the text reads as the full name of an agency."""
    return (
        len(text) >= 2
        and _AGENCY_END.search(text) is not None
        and _NOT_AN_AGENCY.search(text) is None
        and _ONLY_AGENCY.fullmatch(text) is not None
    )


def _completed(title: Title, rows: Sequence[Row]) -> Title:
    """The title with what is set apart from it in another size: its agency above or below, its year below."""
    if not title.agency and title.first:
        above = rows[title.first - 1]
        if above.page == title.page and is_agency_name(above.key) and _is_near(above, rows[title.first]):
            title = title._replace(text=above.key + title.text, agency=above.key, first=title.first - 1)
    for row in rows[title.last + 1 : title.last + 3]:
        if row.page != title.page or not _is_near(rows[title.last], row):
            break
        year = _YEAR_LINE.fullmatch(row.key)
        if year is not None and title.year is None:
            title = title._replace(text=title.text + row.key, year=year_number(year[1]), last=title.last + 1)
        elif not title.agency and is_agency_name(row.key):
            title = title._replace(agency=row.key, last=title.last + 1)
        else:
            break
    return title


def _is_near(above: Row, below: Row) -> bool:
    distance = ((below.top + below.bottom) - (above.top + above.bottom)) / 2
    return 0 < distance <= _NEAR * max(above.size, below.size) and above.x0 < below.x1 and below.x0 < above.x1


def _joins(above: Row, below: Row) -> bool:
    """Whether two rows may be lines of one title."""
    return (
        above.page == below.page
        and abs(above.size - below.size) <= _SAME_SIZE * below.size
        and _is_near(above, below)
        and "：" not in above.key
        and not is_publication_note(above.key)
    )


def _parts(match: re.Match[str]) -> tuple[str, int | None]:
    """Agency and year of a title."""
    head, core, tail = match["head"], match["core"], match["tail"] or ""
    year_match = _YEAR.search(head)
    if year_match is not None:
        before, after = head[: year_match.start()], head[year_match.end() :]
    else:
        before, after = head, ""
        year_match = _YEAR.search(core) or _YEAR.search(tail)
    agency = _agency(before, "" if after else core) or _agency(after, core)
    return agency, None if year_match is None else year_number(year_match[1])


def _agency(text: str, following: str) -> str:
    """The name in a piece of a title, empty where it is none."""
    name = _AROUND_AGENCY.sub("", _AROUND_AGENCY.sub("", text))
    if name.endswith("人民") and following.startswith("政府"):
        # 石宝镇人民政府信息公开工作年度报告 prints 政府 once for both.
        name += "政府"
    return name if len(name) >= 2 and _ONLY_AGENCY.fullmatch(name) is not None else ""


def _score(agency: str, year: int | None) -> float:
    score = 3.0 if year is not None else 0.0
    if agency:
        score += 3.0 if is_agency_name(agency) and not agency.startswith("人民政府") else -2.0
    return score
